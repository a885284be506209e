//! Signatures: vectors of another implementation, forgeries, nonces, and batches.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use deepnode_core::keys::Key;
use deepnode_core::scenario::Scenario;
use deepnode_core::{
    Address, Amount, Command, Content, Domain, Envelope, Error, Event, Hash, Params, Receipt, Signature,
    Signed, eip712,
};
use serde_json::Value;

pub(crate) const CHAIN: u64 = 8453;
pub(crate) const CONTRACT: Address = Address([9; 20]);

/// What was made with the Python package eth-account: typed data, type string, hashes, signature.
fn vectors() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/eip712/vectors.json");
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The n-th byte pattern as a key.
pub(crate) fn key(n: u8) -> Key {
    Key::from_bytes(&[n; 32]).unwrap()
}

/// A domain whose bridge is key 1, with 100 DN for key 2.
fn domain() -> Domain {
    let params = Params { bridge: key(1).address(), ..Params::default() };
    let mut domain = Domain::new(CHAIN, CONTRACT, params).unwrap();
    let deposit = Command::Deposit { to: key(2).address(), amount: Amount::dn(100) };
    domain.apply(1_000, key(1).address(), &deposit).unwrap();
    domain
}

pub(crate) fn withdraw(dn: u32) -> Command {
    Command::Withdraw { amount: Amount::dn(dn) }
}

fn seal(domain: &Domain, signer: u8, command: Command) -> Envelope {
    key(signer).seal(domain, Content::Command(command), u64::MAX)
}

fn text<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

#[test]
fn every_vector_gives_the_same_hashes_typed_data_and_signer() {
    let mut types = BTreeSet::new();
    for vector in vectors() {
        let (nonce, valid_until) = (text(&vector["nonce"]), text(&vector["valid_until"]));
        let asked = &vector["typed_data"]["domain"];
        let chain: u64 = asked["chainId"].as_str().unwrap().parse().unwrap();
        let contract: Address = text(&asked["verifyingContract"]);
        let (content, typed) = if vector.get("batch").is_some() {
            let commands: Vec<Command> = text(&vector["batch"]);
            let typed = eip712::typed_data_of_batch(chain, contract, &commands, nonce, valid_until);
            (Content::Batch(commands), typed)
        } else {
            let command: Command = text(&vector["command"]);
            assert_eq!(
                eip712::struct_hash(&command, nonce, valid_until),
                text::<Hash>(&vector["struct_hash"]),
                "{command:?}"
            );
            let typed = eip712::typed_data(chain, contract, &command, nonce, valid_until);
            (Content::Command(command), typed)
        };
        assert_eq!(typed.typed_data, vector["typed_data"]);
        assert_eq!(typed.digest, text::<Hash>(&vector["digest"]), "{content:?}");
        let id = eip712::separator(chain, contract);
        assert_eq!(content.digest(id, nonce, valid_until), typed.digest);

        let signature: Signature = text(&vector["signature"]);
        let signer: Address = text(&vector["signer"]);
        assert_eq!(signature.signer(typed.digest), Some(signer));

        let key = Key::from_hex(vector["private_key"].as_str().unwrap()).unwrap();
        assert_eq!(key.address(), signer);
        assert_eq!(key.sign(typed.digest), signature, "RFC 6979 gives one signature");
        types.insert(vector["type"].as_str().unwrap().to_owned());
    }
    assert_eq!(types, eip712::type_strings().into_iter().collect(), "a type without a vector");
}

#[test]
fn the_reference_page_lists_every_type_string() {
    let page = include_str!("../../TYPED_DATA.md");
    let listed: Vec<_> = page.lines().filter(|line| line.contains('(') && line.ends_with(')')).collect();
    let mut expected = vec![eip712::DOMAIN_TYPE.to_owned()];
    expected.extend(eip712::type_strings());
    assert_eq!(listed, expected);
}

#[test]
fn a_signed_command_is_applied_once() {
    let mut domain = domain();
    let envelope = seal(&domain, 2, withdraw(1));
    let Receipt::Command(events) = domain.apply_signed(2_000, &envelope).unwrap() else { panic!() };
    let signer = key(2).address();
    assert_eq!(events[0], Event::NonceUsed { signer, nonce: 0 });
    assert_eq!(events[1], Event::Clock { now: 2_000 });
    assert_eq!((domain.nonce(&signer), domain.balance(&signer)), (1, Amount::dn(99)));
    let again = domain.apply_signed(2_000, &envelope).unwrap_err();
    assert_eq!(again, Error::WrongNonce { expected: 1, found: 0 });
}

/// PrimeIntellect: used nonces were forgotten after a while, and an old signature counted again. Here a nonce is kept for
/// good, through time, compaction and a restore.
#[test]
fn a_used_nonce_never_comes_back() {
    let mut domain = domain();
    let envelope = seal(&domain, 2, withdraw(1));
    domain.apply_signed(2_000, &envelope).unwrap();
    let used = Err(Error::WrongNonce { expected: 1, found: 0 });
    for later in [3_000, 1 << 30, 1 << 40, 1 << 62, u64::MAX - 1] {
        domain.compact(later);
        domain = Domain::restore(&domain.snapshot()).unwrap();
        assert_eq!(domain.apply_signed(later, &envelope), used);
        let other = Command::Deposit { to: key(3).address(), amount: Amount::dn(1) };
        domain.apply(later, key(1).address(), &other).unwrap();
        assert_eq!(domain.apply_signed(later, &envelope), used);
    }
}

#[test]
fn checks_come_in_their_order() {
    let mut domain = domain();
    let before = domain.clone();
    let key = key(2);
    let content = |dn| Content::Command(withdraw(dn));
    let code = |domain: &mut Domain, now, envelope: &Envelope| {
        domain.apply_signed(now, envelope).unwrap_err().code()
    };

    // Everything is wrong, then one thing after the other is mended.
    let mut envelope = key.seal_for(domain.id(), Content::Batch(Vec::new()), 7, 500);
    envelope.signed.signature.0[3] ^= 1;
    assert_eq!(code(&mut domain, 900, &envelope), "invalid_batch");
    let mut envelope = key.seal_for(domain.id(), content(1_000), 7, 500);
    envelope.signed.signature.0[3] ^= 1;
    assert_eq!(code(&mut domain, 900, &envelope), "bad_signature");
    let envelope = key.seal_for(domain.id(), content(1_000), 7, 500);
    assert_eq!(code(&mut domain, 900, &envelope), "wrong_nonce");
    let envelope = key.seal_for(domain.id(), content(1_000), 0, 500);
    assert_eq!(code(&mut domain, 900, &envelope), "expired");
    assert_eq!(code(&mut domain, 500, &envelope), "expired");
    assert_eq!(code(&mut domain, 499, &envelope), "time_went_back");
    let envelope = key.seal_for(domain.id(), content(1_000), 0, u64::MAX);
    assert_eq!(code(&mut domain, 900, &envelope), "time_went_back");
    assert_eq!(code(&mut domain, 1_000, &envelope), "insufficient_balance");
    assert_eq!(domain, before, "a refusal changed the state");
    domain.apply_signed(1_000, &key.seal_for(domain.id(), content(1), 0, 1_001)).unwrap();
}

#[test]
fn forged_signatures_are_refused() {
    let domain = domain();
    let envelope = seal(&domain, 2, withdraw(1));
    let good = envelope.signed.signature.0.clone();
    let fails = |name: &str, envelope: &Envelope| {
        let refused = domain.clone().apply_signed(2_000, envelope).unwrap_err();
        assert_eq!(refused.code(), "bad_signature", "{name}");
    };
    let with = |bytes: Vec<u8>| Envelope {
        signed: Signed { signature: Signature(bytes), ..envelope.signed.clone() },
        ..envelope.clone()
    };

    for length in [0, 1, 64, 66, 130] {
        fails("length", &with(good.iter().copied().cycle().take(length).collect()));
    }
    for v in (0..=255).filter(|v| *v != good[64] && *v != good[64] - 27) {
        fails("v", &with([&good[..64], &[v]].concat()));
    }
    for at in 0..64 {
        let mut bytes = good.clone();
        bytes[at] ^= 0x40;
        fails("a changed byte", &with(bytes));
    }
    let order = hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    for bad in [[0; 32], order, [0xff; 32]] {
        fails("r", &with([&bad, &good[32..]].concat()));
        fails("s", &with([&good[..32], &bad, &good[64..]].concat()));
    }
    // The same point with the other s, which the curve alone would accept.
    let mut high = [0; 32];
    let mut borrow = 0;
    for at in (0..32).rev() {
        let difference = i16::from(order[at]) - i16::from(good[32 + at]) - borrow;
        high[at] = difference.rem_euclid(256) as u8;
        borrow = i16::from(difference < 0);
    }
    let other_v = if good[64] == 27 { 28 } else { 27 };
    fails("high s", &with([&good[..32], &high, &[other_v]].concat()));

    let other_signer = Envelope { signer: key(3).address(), ..envelope.clone() };
    fails("another signer", &other_signer);
    let other_content = Envelope { content: Content::Command(withdraw(2)), ..envelope.clone() };
    fails("another command", &other_content);
    let as_batch = Envelope { content: Content::Batch(vec![withdraw(1)]), ..envelope.clone() };
    fails("the command as a batch", &as_batch);
    let mut longer = envelope.clone();
    longer.signed.valid_until -= 1;
    fails("another validity", &longer);

    let mut elsewhere = Domain::new(CHAIN + 1, CONTRACT, domain.params().clone()).unwrap();
    assert_eq!(elsewhere.apply_signed(2_000, &envelope).unwrap_err().code(), "bad_signature");
    // Checked for one domain, shown to another.
    let checked = envelope.check(domain.id());
    assert_eq!(elsewhere.apply_checked(2_000, &checked).unwrap_err().code(), "bad_signature");
}

fn hex(digits: &str) -> [u8; 32] {
    format!("0x{digits}").parse::<Hash>().unwrap().0
}

#[test]
fn both_kinds_of_v_are_taken() {
    let mut domain = domain();
    let mut envelope = seal(&domain, 2, withdraw(1));
    envelope.signed.signature.0[64] -= 27;
    domain.apply_signed(2_000, &envelope).unwrap();
}

#[test]
fn a_batch_uses_one_nonce_even_if_all_is_refused() {
    let mut domain = domain();
    let signer = key(2).address();
    let commands = vec![withdraw(1_000), withdraw(2_000)];
    let envelope = key(2).seal(&domain, Content::Batch(commands), u64::MAX);
    let mut replayed = domain.clone();
    let receipt = domain.apply_signed(5_000, &envelope).unwrap();
    let Receipt::Batch { results, .. } = &receipt else { panic!() };
    assert!(results.iter().all(|result| result.as_ref().is_err_and(|e| e.code() == "insufficient_balance")));
    assert_eq!(receipt.entries().collect::<Vec<_>>(), [[Event::NonceUsed { signer, nonce: 0 }]]);
    assert_eq!(domain.nonce(&signer), 1);
    assert_eq!(domain.time(), 1_000, "nothing was applied, so no time has passed");
    replayed.replay(receipt.entries()).unwrap();
    assert_eq!(replayed, domain);

    // Each command stands on its own.
    let commands = vec![withdraw(60), withdraw(60), withdraw(40)];
    let envelope = key(2).seal(&domain, Content::Batch(commands), u64::MAX);
    let receipt = domain.apply_signed(5_000, &envelope).unwrap();
    let Receipt::Batch { results, .. } = &receipt else { panic!() };
    assert_eq!(results.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    assert_eq!(receipt.entries().count(), 3);
    assert_eq!((domain.nonce(&signer), domain.balance(&signer), domain.time()), (2, Amount::ZERO, 5_000));
}

#[test]
fn a_batch_has_1_to_1024_commands() {
    let mut domain = domain();
    for (count, code) in
        [(0, Some("invalid_batch")), (1, None), (1_024, None), (1_025, Some("invalid_batch"))]
    {
        let commands = vec![withdraw(0); count];
        let envelope = key(2).seal(&domain, Content::Batch(commands), u64::MAX);
        let found = domain.apply_signed(5_000, &envelope);
        assert_eq!(found.err().map(|error| error.code()), code, "{count} commands");
    }
    let back_in_time = key(2).seal(&domain, Content::Batch(vec![withdraw(1)]), u64::MAX);
    assert_eq!(domain.apply_signed(999, &back_in_time).unwrap_err().code(), "time_went_back");
}

#[test]
fn checking_ahead_on_all_cores_gives_the_same() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/signed_8102.json");
    let scenario = Scenario::parse(&fs::read(path).unwrap()).unwrap();
    let start = scenario.run(Some(0)).unwrap();
    let signed: Vec<(u64, Envelope)> = scenario
        .steps
        .iter()
        .filter_map(|step| {
            let (content, nonce, valid_until) = step.content();
            let signature = step.signature()?.clone();
            let signed = Signed { nonce, valid_until, signature };
            Some((step.now, Envelope { signer: step.signer, content, signed }))
        })
        .collect();
    let envelopes: Vec<Envelope> = signed.iter().map(|(_, envelope)| envelope.clone()).collect();
    let (mut one_by_one, mut ahead) = (start.clone(), start);
    for ((now, envelope), checked) in signed.iter().zip(Envelope::check_all(&envelopes, ahead.id())) {
        assert_eq!(ahead.apply_checked(*now, &checked), one_by_one.apply_signed(*now, envelope));
    }
    assert_eq!(ahead, one_by_one);
    assert!(signed.len() > 300, "{}", signed.len());
}

#[test]
fn envelopes_are_read_strictly_and_come_back() {
    let domain = domain();
    for content in [Content::Command(withdraw(1)), Content::Batch(vec![withdraw(1), withdraw(2)])] {
        let envelope = key(2).seal(&domain, content, 9_000);
        let json = serde_json::to_value(&envelope).unwrap();
        assert_eq!(serde_json::from_value::<Envelope>(json.clone()).unwrap(), envelope);
        for extra in ["now", "command", "batch", "x"] {
            let mut other = json.clone();
            if other.get(extra).is_none() {
                other[extra] = serde_json::json!([]);
                assert!(serde_json::from_value::<Envelope>(other).is_err(), "{extra}");
            }
        }
        for missing in ["signer", "signed", "command", "batch"] {
            let mut other = json.clone();
            if other.as_object_mut().unwrap().remove(missing).is_some() {
                assert!(serde_json::from_value::<Envelope>(other).is_err(), "without {missing}");
            }
        }
    }
}
