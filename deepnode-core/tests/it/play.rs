//! Bytes as a play: commands of a small cast, many of them legal, and what must hold after each.
//!
//! The fuzz target `apply` and a property test read the same bytes the same way.

use std::collections::BTreeMap;

use deepnode_core::{
    Address, Admission, Amount, AssignmentId, AssignmentStatus, CaseId, CaseVerdict, Choice, Command, Domain,
    Error, Event, Hash, Kind, ModelOffer, Params, ProposalId, Rate, Role, Severity, TaskId, Time, Verdict,
    commitment, keccak,
};

/// Eight people who may be anything, and who hold the roles.
const fn person(number: u8) -> Address {
    Address([0x10 + number % 8; 20])
}

const BRIDGE: Address = person(0);
const SEQUENCER: Address = person(1);

/// Reads bytes; zeros after the end.
struct Reader<'b> {
    bytes: &'b [u8],
}

impl Reader<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.bytes.split_first() else { return 0 };
        self.bytes = rest;
        *first
    }

    fn below(&mut self, n: u8) -> u8 {
        self.byte() % n
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::from(self.byte()) % of.len()]
    }

    fn person(&mut self) -> Address {
        person(self.byte())
    }

    /// Mostly what the rules of the play ask for, sometimes nothing, too much, or the most there can be.
    fn amount(&mut self) -> Amount {
        let units = self.pick(&[1, 1000, 1100, 2000, 0, 7, 12_345, 1_000_003, u128::MAX >> 32]);
        Amount::checked_from_units(units).unwrap_or(Amount::MAX)
    }

    fn rate(&mut self) -> Rate {
        Rate(self.pick(&[0, 1, 10_000_000, 333_333_333, 500_000_000, 999_999_999, 1_000_000_000]))
    }

    fn model(&mut self) -> Hash {
        Hash([self.below(3); 32])
    }

    fn verdict(&mut self) -> Verdict {
        use Verdict::{Correct, Critical, Major, Minor, Unverifiable};
        self.pick(&[Correct, Correct, Correct, Minor, Major, Critical, Unverifiable])
    }

    /// One of the ids that were given, or the next.
    fn id(&mut self, given: usize) -> u64 {
        u64::from(self.byte()) % (given as u64 + 1) + 1
    }
}

/// A set of parameters with short times and a few rates of choice, or the plain one if the choice breaks a rule.
fn params(reader: &mut Reader<'_>) -> Params {
    let mut params = Params {
        owner: person(2),
        foundation: person(3),
        treasury: person(4),
        fee_recipient: person(5),
        bridge: BRIDGE,
        sequencer: SEQUENCER,
        registration_fee: Amount::from_units(11),
        min_collateral: Amount::from_units(1000),
        collateral_per_slot: Amount::from_units(1),
        min_stake: Amount::from_units(1000),
        stake_cap: Amount::from_units(1_000_000),
        exit_cooldown_ms: 5000,
        rejection_pay: Amount::from_units(7),
        ..Params::default()
    };
    params.queue.commit_ms = 1000;
    params.queue.reveal_ms = 1000;
    params.queue.undecided_after_ms = 5000;
    params.queue.wait_ms = 20_000;
    params.review.window_ms = 3000;
    params.review.appeal_ms = 2000;
    params.emission.epoch_ms = 60_000;
    params.emission.first = Amount::from_units(100_003);
    params.emission.cap = Amount::from_units(1_000_000);
    params.governance.voting_ms = 3000;
    params.governance.timelock_ms = 2000;
    params.governance.deposit = Amount::from_units(100);
    let plain = params.clone();
    changed(reader, &mut params);
    if params.validate().is_ok() { params } else { plain }
}

/// Up to three changes to a set.
fn changed(reader: &mut Reader<'_>, params: &mut Params) {
    for _ in 0..reader.below(4) {
        match reader.below(20) {
            0 => params.phase = reader.pick(&[2, 1, 3]),
            1 => params.min_collateral = reader.amount(),
            2 => params.min_stake = reader.amount(),
            3 => params.stake_cap = reader.amount(),
            4 => params.registration_fee = reader.amount(),
            5 => params.registration_burn = reader.rate(),
            6 => params.revenue.fees = reader.rate(),
            7 => params.revenue.emission = reader.rate(),
            8 => params.revenue.validators = reader.rate(),
            9 => params.trust.decay = reader.rate(),
            10 => params.trust.floor = reader.rate(),
            11 => params.queue.max_attempts = reader.below(4).into(),
            12 => params.queue.max_rounds = reader.below(10).into(),
            13 => params.severity.minor.deregister ^= true,
            14 => params.severity.major.slash = reader.rate(),
            15 => params.rejection_pay = reader.amount(),
            16 => params.emission.first = reader.amount(),
            17 => params.emission.cap = reader.amount(),
            18 => params.emission.decay = reader.rate(),
            _ => {
                let listed = (0..reader.below(8)).map(person).collect();
                params.admission =
                    if reader.below(2) == 0 { Admission::Open } else { Admission::List(listed) };
            }
        }
    }
}

/// A play that goes on, and the same one told by its events.
pub(crate) struct Play {
    pub(crate) domain: Domain,
    replayed: Domain,
    /// The same one, which forgets what is over after each command.
    forgetful: Domain,
    now: Time,
    heartbeats: u64,
    /// What was committed, so that it can be revealed.
    verdicts: BTreeMap<(AssignmentId, Address), Verdict>,
    pub(crate) applied: usize,
    pub(crate) refused: usize,
}

/// Plays all bytes.
pub(crate) fn play(bytes: &[u8]) -> Play {
    let mut reader = Reader { bytes };
    let domain = Domain::new(1, Address::ZERO, params(&mut reader)).unwrap();
    let mut play = Play {
        replayed: domain.clone(),
        forgetful: domain.clone(),
        domain,
        now: 1,
        heartbeats: 0,
        verdicts: BTreeMap::new(),
        applied: 0,
        refused: 0,
    };
    play.prologue();
    while !reader.bytes.is_empty() {
        let (signer, command) = play.next(&mut reader);
        play.give(signer, &command);
    }
    play
}

/// Whether a refusal is that of an id that was rightly dropped: what it names is over in the domain that keeps all.
pub(crate) fn names_the_forgotten(whole: &Domain, refused: &Error) -> bool {
    let is_over = |task| whole.task(task).is_some_and(|row| row.ended.is_some());
    match refused {
        Error::UnknownTask { task } => is_over(*task),
        Error::UnknownAssignment { assignment } => {
            whole.assignment(*assignment).is_some_and(|row| is_over(row.task))
        }
        Error::UnknownCase { case } => whole.case(*case).is_some_and(|row| row.ended.is_some()),
        Error::UnknownProposal { proposal } => {
            whole.proposal(*proposal).is_some_and(|row| row.ended.is_some())
        }
        _ => false,
    }
}

impl Play {
    /// Money for everybody, one model in service, two miners and four validators: or as much as the parameters allow.
    fn prologue(&mut self) {
        for number in 0..8 {
            self.give(
                BRIDGE,
                &Command::Deposit { to: person(number), amount: Amount::from_units(10_000_000) },
            );
        }
        let backers = vec![(person(5), 1), (person(0), 2)];
        self.give(person(2), &Command::RegisterModel(offer(0, 1, 1, backers)));
        let owner = self.domain.params().owner;
        self.give(owner, &Command::AdmitModel { model: Hash::ZERO, difficulty: 1500 });
        for number in [6, 7] {
            let models = vec![Hash::ZERO];
            let collateral = Amount::from_units(2000);
            self.give(
                person(number),
                &Command::RegisterMiner { models, slots: 2, collateral, max_fee: Amount::MAX },
            );
        }
        for number in [0, 1, 3, 4] {
            self.give(person(number), &Command::RegisterValidator { stake: Amount::from_units(1500) });
        }
    }

    /// Gives a command to the domain and looks whether everything that must hold does.
    fn give(&mut self, signer: Address, command: &Command) {
        let preview = self.domain.preview(self.now, signer, command);
        let before = preview.is_err().then(|| self.domain.clone());
        let result = self.domain.apply(self.now, signer, command);
        assert_eq!(preview, result, "a preview tells what applying does: {command:?}");
        match self.forgetful.apply(self.now, signer, command) {
            Err(refused) if result.is_err() && names_the_forgotten(&self.domain, &refused) => {}
            found => assert_eq!(found, result, "compaction changes no future: {command:?}"),
        }
        self.forgetful.compact(self.now.saturating_add(1));
        assert_eq!(self.forgetful.audit(), [""; 0], "a compacted domain after {command:?}");
        match result {
            Ok(events) => {
                self.applied += 1;
                self.note(&events, signer, command);
                self.replayed.replay([&events]).expect("events of this domain");
                assert_eq!(self.replayed, self.domain, "the events alone give the same state: {command:?}");
            }
            Err(_) => {
                self.refused += 1;
                assert_eq!(before.as_ref(), Some(&self.domain), "a refusal changes nothing: {command:?}");
            }
        }
        assert_eq!(self.domain.audit(), [""; 0], "after {command:?}");
    }

    fn note(&mut self, events: &[Event], signer: Address, command: &Command) {
        if matches!(command, Command::Advance { .. }) {
            self.heartbeats += 1;
        }
        if let (Command::CommitVerdict { assignment, commitment }, true) = (command, !events.is_empty()) {
            let verdict = Verdict::ALL
                .iter()
                .copied()
                .find(|verdict| committed(&self.domain, *assignment, signer, *verdict) == *commitment);
            self.verdicts.extend(verdict.map(|verdict| ((*assignment, signer), verdict)));
        }
    }

    /// The next command of the play, and who gives it: mostly what the domain waits for.
    fn next(&mut self, reader: &mut Reader<'_>) -> (Address, Command) {
        let kind = reader.byte();
        match kind {
            0..60 => {
                let due = self.domain.next_deadline().unwrap_or(self.now).max(self.now);
                self.now = match kind {
                    0..40 => self.now,
                    40..55 => due,
                    55..58 => self.now.saturating_add(500),
                    58 => self.now.saturating_add(70_000),
                    // Far ahead, up to the end of all time.
                    _ => match reader.byte() {
                        0 => Time::MAX - 1,
                        1 => Time::MAX,
                        far => self.now.saturating_add(u64::from(far) * 70_000),
                    },
                };
                (self.domain.params().sequencer, heartbeat(self.heartbeats))
            }
            60..160 => self.onward(reader),
            160..200 => {
                self.now = self.now.saturating_add(u64::from(kind & 1));
                self.work(reader, kind >> 1 & 7)
            }
            200..230 => self.money(reader, kind & 15),
            _ => self.rule(reader, kind & 15),
        }
    }

    /// What an assignment waits for: its miner's delivery, or the next seat's verdict.
    fn onward(&mut self, reader: &mut Reader<'_>) -> (Address, Command) {
        let waits = |status| {
            use AssignmentStatus::{Committing, Leased, Revealing};
            matches!(status, Leased { .. } | Committing { .. } | Revealing { .. })
        };
        let live: Vec<_> = self.domain.assignments().filter(|(_, row)| waits(row.status)).collect();
        let choice = usize::from(reader.byte());
        let Some((id, row)) = live.get(choice % live.len().max(1)).copied() else {
            return self.start(reader);
        };
        if let AssignmentStatus::Leased { .. } = row.status {
            return self.deliver(id, reader);
        }
        let seats = row.rounds.iter().flat_map(|round| &round.seats);
        let next = seats.rev().zip(self.domain.committee(row).collect::<Vec<_>>().into_iter().rev());
        let open = match row.status {
            AssignmentStatus::Committing { .. } => {
                next.filter(|(seat, _)| seat.commitment.is_none()).last().map(|(_, who)| who.address)
            }
            _ => next
                .filter(|(seat, _)| seat.commitment.is_some() && seat.verdict.is_none())
                .last()
                .map(|(_, who)| who.address),
        };
        match (open, row.status) {
            (None, _) => (self.domain.params().sequencer, heartbeat(self.heartbeats)),
            (Some(who), AssignmentStatus::Committing { .. }) => self.commit(id, who, reader),
            (Some(who), _) => self.reveal(id, who, reader),
        }
    }

    /// What gives the domain something to do: a task, a miner, a validator, or the heartbeat that brings them together.
    fn start(&self, reader: &mut Reader<'_>) -> (Address, Command) {
        let who = reader.person();
        let (model, input) = (Hash::ZERO, Hash([3; 32]));
        let money = Amount::from_units(3000);
        let command = match reader.below(6) {
            0 | 1 => {
                let units = reader.pick(&[10, 1, 100]);
                Command::SubmitTask { model, kind: Kind::Inference, units, input }
            }
            2 => Command::RegisterMiner {
                models: vec![model],
                slots: 2,
                collateral: money,
                max_fee: Amount::MAX,
            },
            3 => Command::RegisterValidator { stake: money },
            _ => return (self.domain.params().sequencer, heartbeat(self.heartbeats)),
        };
        (who, command)
    }

    fn deliver(&self, id: AssignmentId, reader: &mut Reader<'_>) -> (Address, Command) {
        let miner = self.miner_of(id, reader);
        let seal = commitment::seal(self.domain.id(), id, miner, Hash([7; 32]), Hash([8; 32]));
        let units_done = reader.pick(&[1, 10, 7, 1, 100, 0, 101]);
        (miner, Command::SubmitResult { assignment: id, units_done, seal })
    }

    fn commit(&self, id: AssignmentId, validator: Address, reader: &mut Reader<'_>) -> (Address, Command) {
        let commitment = committed(&self.domain, id, validator, reader.verdict());
        (validator, Command::CommitVerdict { assignment: id, commitment })
    }

    fn reveal(&self, id: AssignmentId, validator: Address, reader: &mut Reader<'_>) -> (Address, Command) {
        let verdict = self.verdicts.get(&(id, validator)).copied();
        let verdict = verdict.unwrap_or_else(|| reader.verdict());
        let (output_root, seal_salt) = match verdict {
            Verdict::Correct => (Hash([7; 32]), Hash([8; 32])),
            _ => (Hash::ZERO, Hash::ZERO),
        };
        let salt = Hash([9; 32]);
        (validator, Command::RevealVerdict { assignment: id, verdict, output_root, seal_salt, salt })
    }

    /// An assignment in a status of choice, if there is one.
    fn assignment(&self, reader: &mut Reader<'_>, in_status: fn(AssignmentStatus) -> bool) -> AssignmentId {
        let fitting: Vec<_> =
            self.domain.assignments().filter(|(_, row)| in_status(row.status)).map(|(id, _)| id).collect();
        let choice = usize::from(reader.byte());
        match fitting.get(choice % fitting.len().max(1)) {
            Some(id) if choice < 250 => *id,
            _ => AssignmentId(reader.id(self.domain.assignments().count())),
        }
    }

    fn miner_of(&self, id: AssignmentId, reader: &mut Reader<'_>) -> Address {
        let row = self.domain.assignment(id).and_then(|row| self.domain.miner_of(row));
        row.map_or_else(|| reader.person(), |row| row.address)
    }

    fn seat_of(&self, id: AssignmentId, reader: &mut Reader<'_>) -> Address {
        let seats: Vec<_> =
            self.domain.assignment(id).into_iter().flat_map(|row| self.domain.committee(row)).collect();
        let choice = usize::from(reader.byte());
        seats.get(choice % seats.len().max(1)).map_or_else(|| person(choice as u8), |row| row.address)
    }

    fn work(&mut self, reader: &mut Reader<'_>, choice: u8) -> (Address, Command) {
        match choice {
            0 => {
                let units = reader.pick(&[10, 1, 100, 0, 1 << 32]);
                let kind = reader.pick(&[Kind::Inference, Kind::Inference, Kind::Training]);
                let input = Hash([reader.byte(); 32]);
                (reader.person(), Command::SubmitTask { model: reader.model(), kind, units, input })
            }
            1 => {
                let task = TaskId(reader.id(self.domain.tasks().count()));
                let consumer = self.domain.task(task).map_or_else(|| reader.person(), |row| row.consumer);
                (consumer, Command::CancelTask { task })
            }
            2 | 3 => {
                let id = self.assignment(reader, |status| matches!(status, AssignmentStatus::Leased { .. }));
                self.deliver(id, reader)
            }
            4 => {
                let id = self.assignment(reader, |status| matches!(status, AssignmentStatus::Leased { .. }));
                (self.miner_of(id, reader), Command::Decline { assignment: id })
            }
            5 | 6 => {
                let id =
                    self.assignment(reader, |status| matches!(status, AssignmentStatus::Committing { .. }));
                let validator = self.seat_of(id, reader);
                self.commit(id, validator, reader)
            }
            _ => {
                let id =
                    self.assignment(reader, |status| matches!(status, AssignmentStatus::Revealing { .. }));
                let validator = self.seat_of(id, reader);
                self.reveal(id, validator, reader)
            }
        }
    }

    fn money(&mut self, reader: &mut Reader<'_>, choice: u8) -> (Address, Command) {
        let (who, amount) = (reader.person(), reader.amount());
        let command = match choice {
            0 => return (self.domain.params().bridge, Command::Deposit { to: who, amount }),
            1 => Command::Withdraw { amount },
            2 => Command::Transfer { to: reader.person(), amount },
            3 => Command::RegisterMiner {
                models: (0..reader.below(4)).map(|model| Hash([model; 32])).collect(),
                slots: reader.pick(&[1, 2, 3, 0, 1025]),
                collateral: amount,
                max_fee: Amount::MAX,
            },
            4 => Command::TopUp { amount },
            5 => Command::Pause {},
            6 => Command::Resume {},
            7 => Command::ExitMiner {},
            8 => Command::RegisterValidator { stake: amount },
            9 => Command::AddStake { amount },
            10 => Command::ExitValidator {},
            11 | 12 => Command::Delegate { validator: reader.person(), amount },
            13 | 14 => Command::Undelegate { validator: reader.person(), amount },
            // Whatever it has, sometimes.
            _ if reader.below(4) == 0 => Command::Withdraw { amount: self.domain.balance(&who) },
            _ => Command::Resume {},
        };
        (who, command)
    }

    fn rule(&mut self, reader: &mut Reader<'_>, choice: u8) -> (Address, Command) {
        let roles = self.domain.params().clone();
        let case = CaseId(reader.id(self.domain.cases().count()));
        let proposal = ProposalId(reader.id(self.domain.proposals().count()));
        match choice {
            0 => {
                let number = reader.below(3);
                let backers = (0..reader.below(3)).map(|n| (person(n), u64::from(reader.byte()))).collect();
                let replicas = reader.below(4).into();
                (
                    reader.person(),
                    Command::RegisterModel(offer(number, reader.pick(&[1, 3, 2]), replicas, backers)),
                )
            }
            1 => {
                (roles.owner, Command::AdmitModel { model: reader.model(), difficulty: reader.byte().into() })
            }
            2 => (reader.person(), Command::RetireModel { model: Hash([1 + reader.below(2); 32]) }),
            3 | 4 => {
                let severity = reader.pick(Severity::ALL);
                let verdict = reader.pick(&[CaseVerdict::Uphold { severity }, CaseVerdict::Dismiss]);
                (roles.foundation, Command::Decide { case, verdict })
            }
            5 | 6 => {
                let miner = self.domain.case(case).and_then(|row| self.domain.miner_in(row));
                let miner = miner.map_or_else(|| reader.person(), |row| row.address);
                (miner, Command::Appeal { case, statement: "no".into() })
            }
            7 | 8 => {
                let mut params = roles.clone();
                changed(reader, &mut params);
                (
                    roles.owner,
                    Command::Propose { base: self.domain.params_version(), params: Box::new(params) },
                )
            }
            9..=11 => {
                let choice =
                    reader.pick(&[Choice::Yes, Choice::Yes, Choice::No, Choice::Abstain, Choice::Veto]);
                (reader.person(), Command::Vote { proposal, choice })
            }
            12 => {
                let role = reader.pick(Role::ALL);
                (roles.holder(role), Command::HandOver { role, to: reader.person() })
            }
            13 | 14 => (reader.person(), Command::AcceptRole { role: reader.pick(Role::ALL) }),
            _ => (roles.foundation, Command::BeginPhaseTwo {}),
        }
    }
}

fn offer(number: u8, committee: u64, replicas: u64, backers: Vec<(Address, u64)>) -> ModelOffer {
    ModelOffer {
        model: Hash([number; 32]),
        kind: if number == 2 { Kind::Training } else { Kind::Inference },
        unit_price: Amount::from_units(997),
        committee,
        replicas,
        lease_ms: 1000,
        creator_share: Rate::percent(60),
        backers,
        manifest: String::new(),
    }
}

fn committed(domain: &Domain, id: AssignmentId, validator: Address, verdict: Verdict) -> Hash {
    let round = domain.assignment(id).map_or(0, |row| row.rounds.len() as u8);
    let root = if verdict == Verdict::Correct { Hash([7; 32]) } else { Hash::ZERO };
    commitment::verdict(domain.id(), id, round, validator, verdict, root, Hash([9; 32]))
}

fn heartbeat(number: u64) -> Command {
    let entropy = |number: u64| keccak(&[&number.to_be_bytes()]);
    Command::Advance { entropy: entropy(number), next: keccak(&[&entropy(number + 1).0]) }
}
