//! The same work as a contract: `evm/Domain.sol` in revm, in process, with its state in memory. Its head says what it
//! leaves out in its own favour. No signatures, blocks, state roots or gas payments either; money is in base units.

use std::collections::BTreeMap;

use deepnode_core::Hash;
use revm::context::TxEnv;
use revm::context::result::{ExecutionResult, Output};
use revm::database::InMemoryDB;
use revm::handler::MainnetContext;
use revm::primitives::{Address, Bytes, TxKind, U256};
use revm::{Context, ExecuteCommitEvm, ExecuteEvm, MainBuilder, MainContext, MainnetEvm};

use crate::peer::{CONSUMER, DOMAIN, Peer, SEQUENCER, Who};

pub(crate) struct Evm {
    evm: MainnetEvm<MainnetContext<InMemoryDB>>,
    contract: Address,
    methods: BTreeMap<String, [u8; 4]>,
}

/// A word of call data: a number or hash as it is, shorter ones to the right.
fn word(bytes: &[u8]) -> [u8; 32] {
    let mut word = [0; 32];
    word[32 - bytes.len()..].copy_from_slice(bytes);
    word
}

fn number(number: u64) -> [u8; 32] {
    word(&number.to_be_bytes())
}

impl Evm {
    fn transact(&mut self, caller: Who, kind: TxKind, data: Bytes) -> ExecutionResult {
        let tx = TxEnv::builder().caller(Address::from(caller)).gas_limit(u64::MAX / 2).kind(kind).data(data);
        self.evm.transact_commit(tx.build().expect("a plain call")).expect("the database is memory")
    }

    fn data(&self, method: &str, words: &[[u8; 32]]) -> Bytes {
        let selector = self.methods.get(method).expect("a method of the contract");
        [selector.as_slice(), words.as_flattened()].concat().into()
    }

    fn call(&mut self, caller: Who, method: &str, words: &[[u8; 32]]) {
        let data = self.data(method, words);
        let result = self.transact(caller, TxKind::Call(self.contract), data);
        assert!(result.is_success(), "{method}: {result:?}");
    }

    fn view(&mut self, method: &str, words: &[[u8; 32]]) -> [u8; 32] {
        let tx = TxEnv::builder()
            .caller(Address::from(CONSUMER))
            .gas_limit(10_000_000)
            .kind(TxKind::Call(self.contract))
            .data(self.data(method, words));
        let result =
            self.evm.transact(tx.build().expect("a plain call")).expect("the database is memory").result;
        let output = result.output().expect("a view returns something");
        output[..32].try_into().expect("one word")
    }

    fn address(&mut self, method: &str, words: &[[u8; 32]]) -> Who {
        self.view(method, words)[12..].try_into().expect("twenty bytes")
    }
}

impl Peer for Evm {
    fn new(miners: &[Who], validators: &[(Who, u32)]) -> Self {
        let compiled: serde_json::Value =
            serde_json::from_str(include_str!("evm/Domain.json")).expect("written by compile.mjs");
        let hex = |text: &serde_json::Value| {
            let text = text.as_str().expect("hex");
            text.parse::<Bytes>().expect("hex")
        };
        let methods = compiled["methods"].as_object().expect("selectors by signature").iter();
        let methods = methods
            .map(|(signature, selector)| {
                let name = signature.split('(').next().unwrap_or(signature);
                (name.to_owned(), hex(selector)[..].try_into().expect("four bytes"))
            })
            .collect();
        let evm = Context::mainnet()
            .with_db(InMemoryDB::default())
            .modify_cfg_chained(|cfg| {
                cfg.disable_nonce_check = true;
                cfg.tx_gas_limit_cap = Some(u64::MAX);
            })
            .modify_block_chained(|block| block.gas_limit = u64::MAX)
            .build_mainnet();
        let mut peer = Self { evm, contract: Address::ZERO, methods };

        let code = [&hex(&compiled["bytecode"])[..], &DOMAIN, &word(&SEQUENCER), &word(&CONSUMER)].concat();
        let created = peer.transact(CONSUMER, TxKind::Create, code.into());
        let ExecutionResult::Success { output: Output::Create(_, Some(contract)), .. } = created else {
            panic!("the contract could not be created: {created:?}");
        };
        peer.contract = contract;
        for some in miners.chunks(500) {
            let mut words = vec![number(32), number(some.len() as u64)];
            words.extend(some.iter().map(|who| word(who)));
            peer.call(CONSUMER, "registerMiners", &words);
        }
        let count = validators.len() as u64;
        let mut words = vec![number(64), number(64 + 32 * (count + 1)), number(count)];
        words.extend(validators.iter().map(|(who, _)| word(who)));
        words.push(number(count));
        let stakes = validators.iter().map(|(_, dn)| u128::from(*dn) * 1_000_000_000_000_000_000);
        words.extend(stakes.map(|stake| word(&stake.to_be_bytes())));
        peer.call(CONSUMER, "registerValidators", &words);
        peer
    }

    fn at(&mut self, now: u64) {
        self.evm.ctx.modify_block(|block| block.timestamp = U256::from(now));
    }

    fn submit_task(&mut self, units: u32, input: Hash) {
        self.call(CONSUMER, "submitTask", &[number(units.into()), input.0]);
    }

    fn advance(&mut self, entropy: Hash, next: Hash) {
        self.call(SEQUENCER, "advance", &[entropy.0, next.0]);
    }

    fn submit_result(&mut self, miner: Who, assignment: u64, units_done: u32, seal: [u8; 32]) {
        self.call(miner, "submitResult", &[number(assignment), number(units_done.into()), seal]);
    }

    fn commit_verdict(&mut self, validator: Who, assignment: u64, commitment: [u8; 32]) {
        self.call(validator, "commitVerdict", &[number(assignment), commitment]);
    }

    fn reveal_verdict(&mut self, validator: Who, assignment: u64, root: Hash, seal_salt: Hash, salt: Hash) {
        let words = [number(assignment), number(0), root.0, seal_salt.0, salt.0];
        self.call(validator, "revealVerdict", &words);
    }

    /// A contract keeps what it has.
    fn forget(&mut self) {}

    fn miner_of(&mut self, assignment: u64) -> Who {
        self.address("minerOf", &[number(assignment)])
    }

    fn seats_of(&mut self, assignment: u64) -> [Who; 3] {
        [0, 1, 2].map(|seat| self.address("seatOf", &[number(assignment), number(seat)]))
    }

    fn balance(&mut self, who: Who) -> u64 {
        let units = U256::from_be_bytes(self.view("balance", &[word(&who)]));
        (units / U256::from(1_000_000_000)).saturating_to()
    }
}
