//! A domain with its heartbeat, and hosts that stand between it and the SDK.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use deepnode_core::keys::Key;
use deepnode_core::{
    Address, Amount, AssignmentId, AssignmentStatus, Command, Domain, Envelope, Event, Hash, Kind,
    ModelOffer, Params, QueueRules, Rate, Receipt, TaskId, Time, keccak,
};
use deepnode_infer::sdk::{
    Cancel, HostError, Lease, Ledger, MinerCall, MinerHost, Reply, Seat, ValidatorCall, ValidatorHost,
};
use deepnode_infer::{Input, input_hash};

pub(crate) const LEASE_MS: Time = 60_000;
const BRIDGE: Address = Address([1; 20]);
const OWNER: Address = Address([2; 20]);
const SEQUENCER: Address = Address([3; 20]);
const CREATOR: Address = Address([4; 20]);
const CONSUMER: Address = Address([5; 20]);

/// A key that is the same in every process.
pub(crate) fn key(number: u8) -> Key {
    Key::from_bytes(&[number; 32]).unwrap()
}

/// The id of every domain here.
pub(crate) fn domain_id() -> Hash {
    World::new(1).domain.id()
}

pub(crate) struct World {
    pub(crate) domain: Domain,
    pub(crate) now: Time,
    beats: u64,
    inputs: BTreeMap<TaskId, Input>,
    pub(crate) mail: BTreeMap<AssignmentId, Vec<Vec<u8>>>,
    miner_calls: BTreeMap<Address, VecDeque<MinerCall>>,
    validator_calls: BTreeMap<Address, VecDeque<ValidatorCall>>,
    /// Every signed command that arrived, with what became of it.
    pub(crate) sent: Vec<(Envelope, Reply)>,
    /// How many of the coming sends are lost on the way, and how many arrive without an answer.
    pub(crate) lost: u32,
    pub(crate) unanswered: u32,
    committee: u64,
}

impl World {
    pub(crate) fn new(committee: u64) -> World {
        let params = Params {
            bridge: BRIDGE,
            owner: OWNER,
            sequencer: SEQUENCER,
            treasury: OWNER,
            foundation: OWNER,
            fee_recipient: OWNER,
            queue: QueueRules { commit_ms: 5_000, reveal_ms: 5_000, ..Params::default().queue },
            ..Params::default()
        };
        World {
            domain: Domain::new(8453, Address([9; 20]), params).unwrap(),
            now: 1_000_000,
            beats: 0,
            inputs: BTreeMap::new(),
            mail: BTreeMap::new(),
            miner_calls: BTreeMap::new(),
            validator_calls: BTreeMap::new(),
            sent: Vec::new(),
            lost: 0,
            unanswered: 0,
            committee,
        }
    }

    pub(crate) fn shared(self) -> Arc<Mutex<World>> {
        Arc::new(Mutex::new(self))
    }

    /// What the domain's own people do.
    pub(crate) fn apply(&mut self, signer: Address, command: Command) -> Vec<Event> {
        let events = self.domain.apply(self.now, signer, &command).unwrap();
        self.react(&events);
        events
    }

    pub(crate) fn model(&mut self, model: Hash) {
        self.apply(
            CREATOR,
            Command::RegisterModel(ModelOffer {
                model,
                kind: Kind::Inference,
                unit_price: Amount::dn(1),
                committee: self.committee,
                replicas: 1,
                lease_ms: LEASE_MS,
                creator_share: Rate::ONE,
                backers: vec![],
                manifest: "ipfs://manifest".to_owned(),
            }),
        );
        self.apply(OWNER, Command::AdmitModel { model, difficulty: 1_000 });
    }

    pub(crate) fn miner(&mut self, who: Address, model: Hash) {
        self.apply(BRIDGE, Command::Deposit { to: who, amount: Amount::dn(5_000) });
        let (collateral, max_fee) = (Amount::dn(2_000), Amount::dn(10));
        self.apply(who, Command::RegisterMiner { models: vec![model], slots: 4, collateral, max_fee });
    }

    pub(crate) fn validator(&mut self, who: Address) {
        self.apply(BRIDGE, Command::Deposit { to: who, amount: Amount::dn(5_000) });
        self.apply(who, Command::RegisterValidator { stake: Amount::dn(1_000) });
    }

    pub(crate) fn post(&mut self, model: Hash, units: u64, input: Input) -> TaskId {
        self.apply(BRIDGE, Command::Deposit { to: CONSUMER, amount: Amount::dn(1_000) });
        let posted = Hash(input_hash(&input));
        let submit = Command::SubmitTask { model, kind: Kind::Inference, units, input: posted };
        let events = self.apply(CONSUMER, submit);
        let task = events.iter().find_map(|event| match event {
            Event::TaskSubmitted { task, .. } => Some(*task),
            _ => None,
        });
        let task = task.unwrap();
        self.inputs.insert(task, input);
        task
    }

    /// A second goes by, then the heartbeat.
    pub(crate) fn beat(&mut self) {
        self.now += 1_000;
        let entropy = |beat: u64| keccak(&[b"entropy", &beat.to_be_bytes()]);
        let (entropy, next) = (entropy(self.beats), keccak(&[&entropy(self.beats + 1).0]));
        self.beats += 1;
        self.apply(SEQUENCER, Command::Advance { entropy, next });
    }

    pub(crate) fn input_of(&self, assignment: AssignmentId) -> Input {
        self.inputs[&self.domain.assignment(assignment).unwrap().task].clone()
    }

    pub(crate) fn lease(&self, assignment: AssignmentId) -> Lease {
        Lease::of(&self.domain, assignment, self.input_of(assignment)).unwrap()
    }

    pub(crate) fn seat(&self, assignment: AssignmentId) -> Seat {
        Seat::of(&self.domain, assignment, self.input_of(assignment)).unwrap()
    }

    pub(crate) fn status(&self, assignment: u64) -> AssignmentStatus {
        self.domain.assignment(AssignmentId(assignment)).unwrap().status
    }

    /// The signed way in.
    pub(crate) fn receive(&mut self, envelope: &Envelope) -> Reply {
        let reply = match self.domain.apply_signed(self.now, envelope) {
            Ok(Receipt::Command(events)) => {
                self.react(&events);
                Reply::Applied
            }
            Ok(Receipt::Batch { .. }) => panic!("nobody sends batches here"),
            Err(error) => Reply::from(&error),
        };
        self.sent.push((envelope.clone(), reply.clone()));
        reply
    }

    fn react(&mut self, events: &[Event]) {
        for event in events {
            match event {
                Event::Leased { assignment, miner, .. } => {
                    let call = MinerCall::Work(self.lease(*assignment));
                    self.miner_calls.entry(*miner).or_default().push_back(call);
                }
                Event::Seated { assignment, validators, .. } => {
                    let (assignment, seat) = (*assignment, self.seat(*assignment));
                    let call = MinerCall::Deliver { assignment, committee: validators.clone() };
                    self.miner_calls.entry(seat.miner).or_default().push_back(call);
                    for validator in validators {
                        let calls = self.validator_calls.entry(*validator).or_default();
                        calls.push_back(ValidatorCall::Judge(Box::new(seat.clone())));
                    }
                }
                Event::RevealingStarted { assignment, until } => {
                    let row = self.domain.assignment(*assignment).unwrap();
                    let committee: Vec<_> = self.domain.committee(row).map(|v| v.address).collect();
                    for validator in committee {
                        let call = ValidatorCall::Reveal { assignment: *assignment, until: *until };
                        self.validator_calls.entry(validator).or_default().push_back(call);
                    }
                }
                Event::AssignmentEnded { assignment, .. } => {
                    let assignment = *assignment;
                    let row = self.domain.assignment(assignment).unwrap();
                    let miner = self.domain.miner_of(row).unwrap().address;
                    let committee: Vec<_> = self.domain.committee(row).map(|v| v.address).collect();
                    let calls = self.miner_calls.entry(miner).or_default();
                    calls.push_back(MinerCall::Over { assignment });
                    for validator in committee {
                        let calls = self.validator_calls.entry(validator).or_default();
                        calls.push_back(ValidatorCall::Over { assignment });
                    }
                }
                _ => {}
            }
        }
    }
}

/// One participant's host.
#[derive(Clone)]
pub(crate) struct Host {
    pub(crate) world: Arc<Mutex<World>>,
    pub(crate) me: Address,
    /// What time moves on by each time that it is asked for.
    pub(crate) tick: Time,
    /// Whether parcels are dropped.
    pub(crate) silent: bool,
    pub(crate) pauses: u32,
}

impl Host {
    pub(crate) fn new(world: &Arc<Mutex<World>>, me: Address) -> Host {
        Host { world: world.clone(), me, tick: 0, silent: false, pauses: 0 }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }
}

impl Ledger for Host {
    fn now(&self) -> Time {
        let mut world = self.world();
        world.now += self.tick;
        world.now
    }

    fn nonce(&mut self, signer: Address) -> Result<u64, HostError> {
        Ok(self.world().domain.nonce(&signer))
    }

    fn send(&mut self, envelope: &Envelope) -> Result<Reply, HostError> {
        let mut world = self.world();
        if world.lost > 0 {
            world.lost -= 1;
            return Err("lost on the way".into());
        }
        let reply = world.receive(envelope);
        if world.unanswered > 0 {
            world.unanswered -= 1;
            return Err("no answer".into());
        }
        Ok(reply)
    }

    fn pause(&mut self, _attempt: u32) {
        self.pauses += 1;
    }
}

impl MinerHost for Host {
    fn next(&mut self, _: &Cancel) -> Result<Option<MinerCall>, HostError> {
        let me = self.me;
        Ok(self.world().miner_calls.get_mut(&me).and_then(VecDeque::pop_front))
    }

    fn deliver(
        &mut self,
        assignment: AssignmentId,
        committee: &[Address],
        parcel: &[u8],
    ) -> Result<(), HostError> {
        assert!(!committee.is_empty());
        if !self.silent {
            self.world().mail.entry(assignment).or_default().push(parcel.to_vec());
        }
        Ok(())
    }
}

impl ValidatorHost for Host {
    fn next(&mut self, _: &Cancel) -> Result<Option<ValidatorCall>, HostError> {
        let me = self.me;
        Ok(self.world().validator_calls.get_mut(&me).and_then(VecDeque::pop_front))
    }

    fn fetch(&mut self, seat: &Seat, _: &Cancel) -> Result<Vec<Vec<u8>>, HostError> {
        Ok(self.world().mail.get(&seat.assignment).cloned().unwrap_or_default())
    }
}
