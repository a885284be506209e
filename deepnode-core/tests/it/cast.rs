//! A small cast with verbs, so that a story reads like prose.
//!
//! Outputs and salts follow from the assignment and the entropy from a counter, so that nothing needs to be kept.
//! Whatever anybody does is previewed, replayed and audited on the way.

use deepnode_core::{
    Address, Amount, AssignmentId, CaseId, CaseStatus, CaseVerdict, Command, Domain, Emission, Error, Event,
    Governance, Hash, Kind, MAX_DURATION_MS, ModelId, ModelOffer, Params, ProposalId, Rate, Severity, TaskId,
    TaskStatus, Time, Verdict, commitment, keccak,
};

pub(crate) const OWNER: Address = Address([0x01; 20]);
pub(crate) const FOUNDATION: Address = Address([0x02; 20]);
pub(crate) const TREASURY: Address = Address([0x03; 20]);
pub(crate) const FEE_RECIPIENT: Address = Address([0x04; 20]);
pub(crate) const BRIDGE: Address = Address([0x05; 20]);
pub(crate) const SEQUENCER: Address = Address([0x06; 20]);

/// The consumer.
pub(crate) const ANA: Address = Address([0xa0; 20]);
/// The creator of the models.
pub(crate) const CLEO: Address = Address([0xc0; 20]);
/// Her backers, with weights of 3 and 1.
pub(crate) const BACKERS: [Address; 2] = [Address([0xb1; 20]), Address([0xb2; 20])];
/// Miners.
pub(crate) const MIA: Address = Address([0xd1; 20]);
pub(crate) const MEI: Address = Address([0xd2; 20]);
pub(crate) const MAX: Address = Address([0xd3; 20]);
/// Validators.
pub(crate) const VAL: Address = Address([0xe1; 20]);
pub(crate) const VERA: Address = Address([0xe2; 20]);
pub(crate) const VITO: Address = Address([0xe3; 20]);
/// Stakers.
pub(crate) const SAM: Address = Address([0xf1; 20]);
pub(crate) const SUE: Address = Address([0xf2; 20]);

/// One of a crowd.
pub(crate) fn extra(number: u32) -> Address {
    let mut bytes = [0x77; 20];
    bytes[16..].copy_from_slice(&number.to_be_bytes());
    Address(bytes)
}

/// Base units.
pub(crate) const fn units(units: u64) -> Amount {
    Amount::from_units(units)
}

/// The default parameters with the cast's roles.
pub(crate) fn usual() -> Params {
    Params {
        owner: OWNER,
        foundation: FOUNDATION,
        treasury: TREASURY,
        fee_recipient: FEE_RECIPIENT,
        bridge: BRIDGE,
        sequencer: SEQUENCER,
        ..Params::default()
    }
}

/// Amounts of a few base units, so that rounding shows, and one epoch of 366 days, so that it stays out of the way.
pub(crate) fn small() -> Params {
    let usual = usual();
    Params {
        registration_fee: units(11),
        min_collateral: units(1000),
        collateral_per_slot: units(1),
        min_stake: units(1000),
        stake_cap: units(1_000_000),
        rejection_pay: units(7),
        emission: Emission { epoch_ms: MAX_DURATION_MS, ..usual.emission },
        governance: Governance { deposit: units(100), ..usual.governance },
        ..usual
    }
}

/// Cleo's terms: 1000 base units for a unit of work, three seats, one replica.
pub(crate) fn offer(number: u8) -> ModelOffer {
    ModelOffer {
        model: Hash([number; 32]),
        kind: Kind::Inference,
        unit_price: units(1000),
        committee: 3,
        replicas: 1,
        lease_ms: 10_000,
        creator_share: Rate::percent(60),
        backers: vec![(BACKERS[0], 3), (BACKERS[1], 1)],
        manifest: "ipfs://manifest".into(),
    }
}

/// What everybody who runs a model correctly gets for an assignment.
pub(crate) fn output(assignment: AssignmentId) -> Hash {
    keccak(&[b"output", &assignment.0.to_be_bytes()])
}

/// What the miner of an assignment seals its output with.
pub(crate) fn seal_salt(assignment: AssignmentId) -> Hash {
    keccak(&[b"seal", &assignment.0.to_be_bytes()])
}

/// What a validator hides its verdict with.
fn verdict_salt(assignment: AssignmentId, validator: Address) -> Hash {
    keccak(&[b"verdict", &assignment.0.to_be_bytes(), &validator.0])
}

/// The output root that a verdict shows.
fn shown_output(assignment: AssignmentId, verdict: Verdict) -> Hash {
    if verdict == Verdict::Correct { output(assignment) } else { Hash::ZERO }
}

/// The commitment of a validator in the present round.
pub(crate) fn hidden(domain: &Domain, id: AssignmentId, validator: Address, verdict: Verdict) -> Command {
    let round = domain.assignment(id).map_or(0, |row| row.rounds.len() as u8);
    let (root, salt) = (shown_output(id, verdict), verdict_salt(id, validator));
    let commitment = commitment::verdict(domain.id(), id, round, validator, verdict, root, salt);
    Command::CommitVerdict { assignment: id, commitment }
}

/// What opens it.
pub(crate) fn shown(assignment: AssignmentId, validator: Address, verdict: Verdict) -> Command {
    let correct = verdict == Verdict::Correct;
    Command::RevealVerdict {
        assignment,
        verdict,
        output_root: shown_output(assignment, verdict),
        seal_salt: if correct { seal_salt(assignment) } else { Hash::ZERO },
        salt: verdict_salt(assignment, validator),
    }
}

/// The delivery of an assignment by its miner.
pub(crate) fn delivery(domain: &Domain, assignment: AssignmentId, miner: Address, done: u64) -> Command {
    let (root, salt) = (output(assignment), seal_salt(assignment));
    let seal = commitment::seal(domain.id(), assignment, miner, root, salt);
    Command::SubmitResult { assignment, units_done: done, seal }
}

/// The sequencer's `number`-th heartbeat.
pub(crate) fn heartbeat(number: u64) -> Command {
    let entropy = |number: u64| keccak(&[b"entropy", &number.to_be_bytes()]);
    Command::Advance { entropy: entropy(number), next: keccak(&[&entropy(number + 1).0]) }
}

/// The domain with everybody in it, and the time.
pub(crate) struct Cast {
    pub(crate) domain: Domain,
    /// The same domain, made of the events alone.
    replayed: Domain,
    /// What happened so far.
    pub(crate) log: Vec<Event>,
    pub(crate) now: Time,
    heartbeats: u64,
    models: Vec<ModelId>,
}

impl Cast {
    pub(crate) fn new(params: Params) -> Self {
        let domain = Domain::new(8453, Address([0x99; 20]), params).unwrap();
        Self { replayed: domain.clone(), domain, log: vec![], now: 1_000_000, heartbeats: 0, models: vec![] }
    }

    /// Cleo's model, one miner for each slot of a task, and Val, Vera and Vito.
    pub(crate) fn with_model(params: Params, offer: &ModelOffer) -> Self {
        let mut cast = Self::new(params);
        cast.launch(offer);
        for miner in [MIA, MEI, MAX].into_iter().take(offer.replicas as usize) {
            cast.join_as_miner(miner, 1);
        }
        let stake = cast.domain.params().min_stake;
        [VAL, VERA, VITO].into_iter().for_each(|validator| cast.join_as_validator(validator, stake));
        cast
    }

    /// What becomes of a command, with all that must hold for any.
    pub(crate) fn try_to(&mut self, who: Address, command: &Command) -> Result<Vec<Event>, Error> {
        let preview = self.domain.preview(self.now, who, command);
        let before = preview.is_err().then(|| self.domain.clone());
        let result = self.domain.apply(self.now, who, command);
        assert_eq!(preview, result, "a preview tells what applying does");
        if let Some(before) = before {
            assert_eq!(self.domain, before, "a refusal changes nothing");
        }
        if let Ok(events) = &result {
            self.log.extend_from_slice(events);
            self.replayed.replay([events]).unwrap();
            assert_eq!(self.replayed, self.domain, "the events alone give the same state");
        }
        assert_eq!(self.domain.audit(), [""; 0], "after {command:?}");
        result
    }

    /// Somebody does what must work.
    pub(crate) fn make(&mut self, who: Address, command: &Command) -> Vec<Event> {
        self.try_to(who, command).unwrap_or_else(|error| panic!("{who} {command:?}: {error}"))
    }

    /// The code with which somebody is refused.
    pub(crate) fn refused(&mut self, who: Address, command: &Command) -> &'static str {
        match self.try_to(who, command) {
            Ok(events) => panic!("{who} {command:?} was not refused: {events:?}"),
            Err(error) => error.code(),
        }
    }

    pub(crate) fn wait(&mut self, ms: Time) {
        self.now += ms;
    }

    pub(crate) fn advance(&mut self) -> Vec<Event> {
        let command = heartbeat(self.heartbeats);
        self.heartbeats += 1;
        self.make(self.domain.params().sequencer, &command)
    }

    /// An advance after a wait.
    pub(crate) fn advance_after(&mut self, ms: Time) -> Vec<Event> {
        self.wait(ms);
        self.advance()
    }

    /// Advances at each deadline until every task is over.
    pub(crate) fn advance_until_tasks_end(&mut self) {
        for _ in 0..1000 {
            let over = |status| !matches!(status, TaskStatus::Queued | TaskStatus::Running);
            if self.domain.tasks().all(|(_, task)| over(task.status)) {
                return;
            }
            self.now = self.domain.next_deadline().map_or(self.now, |due| due.max(self.now));
            self.advance();
        }
        panic!("a task never ends");
    }

    // Money.

    pub(crate) fn balance(&self, who: Address) -> Amount {
        self.domain.balance(&who)
    }

    pub(crate) fn fund(&mut self, who: Address, amount: Amount) {
        self.make(BRIDGE, &Command::Deposit { to: who, amount });
    }

    // Models, miners, validators, stakers.

    /// Cleo offers a model, and the owner admits it.
    pub(crate) fn launch(&mut self, offer: &ModelOffer) -> ModelId {
        let model = offer.model;
        self.make(CLEO, &Command::RegisterModel(offer.clone()));
        self.make(OWNER, &Command::AdmitModel { model, difficulty: 1000 });
        self.models.push(model);
        model
    }

    /// A miner comes with just the fee and the least collateral, and serves every model.
    pub(crate) fn join_as_miner(&mut self, who: Address, slots: u64) {
        let params = self.domain.params();
        let fee = params.registration_fee;
        let collateral =
            params.min_collateral.units() + u128::from(slots) * params.collateral_per_slot.units();
        let collateral = Amount::checked_from_units(collateral).unwrap();
        self.fund(who, fee.checked_add(collateral).unwrap());
        let models = self.models.clone();
        self.make(who, &Command::RegisterMiner { models, slots, collateral, max_fee: fee });
    }

    pub(crate) fn join_as_validator(&mut self, who: Address, stake: Amount) {
        self.fund(who, stake);
        self.make(who, &Command::RegisterValidator { stake });
    }

    pub(crate) fn delegate(&mut self, staker: Address, validator: Address, amount: Amount) {
        self.fund(staker, amount);
        self.make(staker, &Command::Delegate { validator, amount });
    }

    // Tasks.

    /// Ana brings the price of so many units and orders them of the first model.
    pub(crate) fn order(&mut self, units: u64) -> TaskId {
        self.order_of(self.models[0], units)
    }

    pub(crate) fn order_of(&mut self, model: ModelId, units: u64) -> TaskId {
        let terms = &self.domain.model(&model).unwrap().terms;
        let price = Amount::checked_from_units(terms.unit_price.units() * u128::from(units)).unwrap();
        let kind = terms.kind;
        self.fund(ANA, price);
        let events = self.make(ANA, &Command::SubmitTask { model, kind, units, input: Hash([3; 32]) });
        let submitted = events.iter().find_map(|event| match event {
            Event::TaskSubmitted { task, .. } => Some(*task),
            _ => None,
        });
        submitted.unwrap()
    }

    /// The latest assignment of a task.
    pub(crate) fn latest_of(&self, task: TaskId) -> AssignmentId {
        *self.domain.task(task).unwrap().assignments.last().unwrap()
    }

    /// Every assignment that a task has had.
    pub(crate) fn work_on(&self, task: TaskId) -> Vec<AssignmentId> {
        self.domain.task(task).unwrap().assignments.clone()
    }

    pub(crate) fn status_of(&self, task: TaskId) -> TaskStatus {
        self.domain.task(task).unwrap().status
    }

    /// The word for where an assignment stands.
    pub(crate) fn state_of(&self, assignment: AssignmentId) -> &'static str {
        self.domain.assignment(assignment).unwrap().status.word()
    }

    pub(crate) fn miner_of(&self, assignment: AssignmentId) -> Address {
        let row = self.domain.assignment(assignment).unwrap();
        self.domain.miner_of(row).unwrap().address
    }

    pub(crate) fn committee_of(&self, assignment: AssignmentId) -> Vec<Address> {
        let row = self.domain.assignment(assignment).unwrap();
        self.domain.committee(row).map(|validator| validator.address).collect()
    }

    pub(crate) fn deliver(&mut self, assignment: AssignmentId, done: u64) {
        let miner = self.miner_of(assignment);
        let command = delivery(&self.domain, assignment, miner, done);
        self.make(miner, &command);
    }

    pub(crate) fn commit(&mut self, assignment: AssignmentId, validator: Address, verdict: Verdict) {
        let command = hidden(&self.domain, assignment, validator, verdict);
        self.make(validator, &command);
    }

    pub(crate) fn reveal(&mut self, assignment: AssignmentId, validator: Address, verdict: Verdict) {
        self.make(validator, &shown(assignment, validator, verdict));
    }

    /// The committee judges, each its own, in the order of the seats: commits, reveals, and the tally.
    pub(crate) fn judge(&mut self, assignment: AssignmentId, verdicts: &[Verdict]) -> Vec<Event> {
        let committee = self.committee_of(assignment);
        assert_eq!(committee.len(), verdicts.len(), "one verdict for each seat of {assignment}");
        let seats: Vec<_> = committee.into_iter().zip(verdicts.iter().copied()).collect();
        seats.iter().for_each(|(who, verdict)| self.commit(assignment, *who, *verdict));
        self.advance();
        seats.iter().for_each(|(who, verdict)| self.reveal(assignment, *who, *verdict));
        self.advance()
    }

    /// The committee agrees.
    pub(crate) fn judge_alike(&mut self, assignment: AssignmentId, verdict: Verdict) -> Vec<Event> {
        let seats = self.committee_of(assignment).len();
        self.judge(assignment, &vec![verdict; seats])
    }

    /// A task from the order to the verdict on its first assignments, all judged alike.
    pub(crate) fn run_task(&mut self, units: u64, verdict: Verdict) -> TaskId {
        let task = self.order(units);
        self.advance();
        let work = self.work_on(task);
        work.iter().for_each(|id| self.deliver(*id, units));
        self.advance();
        for id in work {
            self.judge_alike(id, verdict);
        }
        task
    }

    // Cases and proposals.

    pub(crate) fn uphold(&mut self, case: u64, severity: Severity) -> Vec<Event> {
        let verdict = CaseVerdict::Uphold { severity };
        self.make(FOUNDATION, &Command::Decide { case: CaseId(case), verdict })
    }

    pub(crate) fn dismiss(&mut self, case: u64) -> Vec<Event> {
        self.make(FOUNDATION, &Command::Decide { case: CaseId(case), verdict: CaseVerdict::Dismiss })
    }

    pub(crate) fn appeal(&mut self, who: Address, case: u64) {
        self.make(who, &Command::Appeal { case: CaseId(case), statement: "it was the cable".into() });
    }

    pub(crate) fn case(&self, case: u64) -> CaseStatus {
        self.domain.case(CaseId(case)).unwrap().status
    }

    /// The owner brings the deposit and proposes a change to the set in force.
    pub(crate) fn propose(&mut self, change: impl FnOnce(&mut Params)) -> ProposalId {
        let mut params = self.domain.params().clone();
        self.fund(OWNER, params.governance.deposit);
        change(&mut params);
        let base = self.domain.params_version();
        self.make(OWNER, &Command::Propose { base, params: Box::new(params) });
        ProposalId(self.domain.proposals().count() as u64)
    }
}
