//! A domain with many miners, and the commands of a task's life on it.

use deepnode_core::{
    Address, Amount, AssignmentId, Command, Domain, Emission, Event, Evidence, Hash, Kind, MAX_DURATION_MS,
    ModelOffer, Params, Rate, Subject, Time, Verdict, commitment, keccak,
};

/// Validators of every stage.
pub const VALIDATORS: u32 = 100;
/// Units of every task, for 1 DN each.
pub const UNITS: u32 = 100;
const BRIDGE: Address = Address([1; 20]);
const OWNER: Address = Address([2; 20]);
const SEQUENCER: Address = Address([3; 20]);
const CONSUMER: Address = Address([4; 20]);
const CREATOR: Address = Address([5; 20]);
const MODEL: Hash = Hash([6; 32]);

/// What is given to a domain, as a host has it.
pub struct Step {
    /// The host's time.
    pub now: Time,
    /// Who asks.
    pub signer: Address,
    /// For what.
    pub command: Command,
}

/// A domain, and its clients: they answer what it draws.
pub struct Stage {
    /// As it is after all lives so far.
    pub domain: Domain,
    now: Time,
    beats: u64,
}

/// One of a crowd, at a place that says nothing.
pub fn address(tag: &[u8], number: u32) -> Address {
    let mut address = Address::ZERO;
    address.0.copy_from_slice(&keccak(&[tag, &number.to_be_bytes()]).0[..20]);
    address
}

/// A number that nobody can guess, as salts, roots and entropy are.
pub fn secret(tag: &[u8], number: u64) -> Hash {
    keccak(&[tag, &number.to_be_bytes()])
}

impl Stage {
    /// Miners with 4 slots each and validators with different stakes; one consumer that can pay for forty million
    /// tasks of 100 DN. An epoch is so long that none ends on the way.
    ///
    /// # Panics
    ///
    /// Never: every command goes by the rules.
    pub fn new(miners: u32) -> Self {
        let usual = Params::default();
        let (first, cap) = (Amount::dn(1_000_000), Amount::dn(1_000_000_000));
        let emission = Emission { epoch_ms: MAX_DURATION_MS, first, cap, ..usual.emission };
        let roles = Params {
            bridge: BRIDGE,
            owner: OWNER,
            sequencer: SEQUENCER,
            foundation: address(b"foundation", 0),
            treasury: address(b"treasury", 0),
            fee_recipient: address(b"fees", 0),
            ..usual
        };
        let domain = Domain::new(8453, Address([9; 20]), Params { emission, ..roles });
        let mut stage = Self { domain: domain.expect("the parameters hold"), now: 1_000, beats: 0 };
        let backers = [1, 2, 3].map(|n| (address(b"backer", n), n.into())).to_vec();
        stage.apply(
            CREATOR,
            Command::RegisterModel(ModelOffer {
                model: MODEL,
                kind: Kind::Inference,
                unit_price: Amount::dn(1),
                committee: 3,
                replicas: 1,
                lease_ms: 60_000,
                creator_share: Rate::percent(60),
                backers,
                manifest: "ipfs://manifest".into(),
            }),
        );
        stage.apply(OWNER, Command::AdmitModel { model: MODEL, difficulty: 1_000 });
        stage.deposit(CONSUMER, Amount::dn(u32::MAX));
        for n in 0..miners {
            let miner = address(b"miner", n);
            stage.deposit(miner, Amount::dn(1_500));
            let (collateral, max_fee) = (Amount::dn(1_400), Amount::dn(10));
            stage.apply(miner, Command::RegisterMiner { models: vec![MODEL], slots: 4, collateral, max_fee });
        }
        for n in 0..VALIDATORS {
            let (validator, stake) = (address(b"validator", n), Amount::dn(1_000 + 100 * n));
            stage.deposit(validator, stake);
            stage.apply(validator, Command::RegisterValidator { stake });
        }
        stage
    }

    fn deposit(&mut self, to: Address, amount: Amount) {
        self.apply(BRIDGE, Command::Deposit { to, amount });
    }

    fn apply(&mut self, signer: Address, command: Command) {
        self.domain.apply(self.now, signer, &command).expect("the stage is set by the rules");
    }

    /// A task from its submission to its settlement. `noted` gets each command with its events.
    ///
    /// # Panics
    ///
    /// If no miner is free.
    pub fn live(&mut self, noted: &mut impl FnMut(Step, Vec<Event>)) {
        let (id, units, input) = (self.domain.id(), UNITS.into(), secret(b"input", self.beats));
        let kind = Kind::Inference;
        self.go(CONSUMER, Command::SubmitTask { model: MODEL, kind, units, input }, noted);
        let (assignment, miner) = self.beat(noted).expect("a miner is free");
        let seal = commitment::seal(id, assignment, miner[0], output(assignment), seal_salt(assignment));
        self.go(miner[0], Command::SubmitResult { assignment, units_done: units, seal }, noted);
        let (_, seats) = self.beat(noted).expect("there are validators");
        let (verdict, output_root) = (Verdict::Correct, output(assignment));
        for seat in &seats {
            let salt = secret(&seat.0, assignment.0);
            let commitment = commitment::verdict(id, assignment, 1, *seat, verdict, output_root, salt);
            self.go(*seat, Command::CommitVerdict { assignment, commitment }, noted);
        }
        self.beat(noted);
        for seat in &seats {
            let (seal_salt, salt) = (seal_salt(assignment), secret(&seat.0, assignment.0));
            let reveal = Command::RevealVerdict { assignment, verdict, output_root, seal_salt, salt };
            self.go(*seat, reveal, noted);
        }
        self.beat(noted);
    }

    /// Gives every miner the evidence of a working life, as if by events of a log.
    ///
    /// # Panics
    ///
    /// Never: they are all there.
    pub fn trust_everybody(&mut self) {
        let miners: Vec<Address> = self.domain.miners().map(|miner| miner.address).collect();
        for (miner, n) in miners.into_iter().zip(0..) {
            let evidence = Evidence { good: 10_000_000 + n % 7_000_000, bad: n % 3_000_000 };
            let event = Event::TrustChanged { subject: Subject::Miner(miner), evidence };
            self.domain.replay([[event]]).expect("the miner is registered");
        }
    }

    /// The heartbeat that closes the epoch.
    pub fn end_of_epoch(&mut self) -> Step {
        self.now += MAX_DURATION_MS;
        let Self { now, .. } = *self;
        Step { now, signer: SEQUENCER, command: self.heartbeat() }
    }

    /// Gives a step to the domain.
    ///
    /// # Panics
    ///
    /// If it is refused.
    pub fn take(&mut self, step: &Step) {
        self.domain.apply(step.now, step.signer, &step.command).expect("it goes by the rules");
    }

    fn heartbeat(&mut self) -> Command {
        let entropy = secret(b"entropy", self.beats);
        self.beats += 1;
        Command::Advance { entropy, next: keccak(&[&secret(b"entropy", self.beats).0]) }
    }

    fn beat(&mut self, noted: &mut impl FnMut(Step, Vec<Event>)) -> Option<Drawn> {
        let command = self.heartbeat();
        self.go(SEQUENCER, command, noted)
    }

    fn go(
        &mut self,
        signer: Address,
        command: Command,
        noted: &mut impl FnMut(Step, Vec<Event>),
    ) -> Option<Drawn> {
        self.now += 1;
        let events = self.domain.apply(self.now, signer, &command).expect("a life goes by the rules");
        let drawn = events.iter().find_map(|event| match event {
            Event::Leased { assignment, miner, .. } => Some((*assignment, vec![*miner])),
            Event::Seated { assignment, validators, .. } => Some((*assignment, validators.clone())),
            _ => None,
        });
        noted(Step { now: self.now, signer, command }, events);
        drawn
    }
}

/// Who was drawn for an assignment.
type Drawn = (AssignmentId, Vec<Address>);

fn output(assignment: AssignmentId) -> Hash {
    secret(b"output", assignment.0)
}

fn seal_salt(assignment: AssignmentId) -> Hash {
    secret(b"seal", assignment.0)
}
