//! The play: simulated time, real inference, and a ledger that is told everything.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use deepnode_core::scenario::{Scenario, Step};
use deepnode_core::{
    Address, Amount, AssignmentId, AssignmentStatus, CaseId, CaseStatus, CaseVerdict, Command, Domain, Event,
    Hash, Kind, ModelOffer, Outcome, Rate, Severity, TaskId, TaskStatus, Time, Verdict, commitment, keccak,
};
use deepnode_infer::{Generation, Job, Model, Q16, Sampler, input_hash};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::cast::{self, MinerKind, MinerRole, ValidatorKind, ValidatorRole, address, name_of};
use crate::flows::Flows;
use crate::inference::{self, Delivery};
use crate::progress::Progress;
use crate::prompts::PROMPTS;

const START: Time = 1_000_000;
const BEAT_MS: Time = 500;
const CHAIN_ID: u64 = 8453;
/// Four fifths: the model's likeliest words alone run in circles.
const TEMPERATURE: Q16 = Q16::from_bits((4 << 16) / 5);

/// Something that somebody is going to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Act {
    Beat,
    Post,
    Deliver(AssignmentId),
    Decline(AssignmentId),
    Commit(AssignmentId, Address),
    Reveal(AssignmentId, Address),
    Decide(CaseId),
    Appeal(CaseId),
}

/// A task as its consumer knows it.
pub(crate) struct Posted {
    pub(crate) task: TaskId,
    pub(crate) consumer: Address,
    pub(crate) prompt: String,
    pub(crate) job: Job,
}

/// What a validator has committed to and will show.
#[derive(Clone, Copy)]
struct Opinion {
    verdict: Verdict,
    output_root: Hash,
    seal_salt: Hash,
    salt: Hash,
}

/// Real work done for the play.
#[derive(Default)]
pub(crate) struct Work {
    pub(crate) runs: u64,
    pub(crate) tokens: u64,
    pub(crate) time: Duration,
}

/// A domain, those who act in it, and what they know beside the ledger.
pub(crate) struct Play {
    pub(crate) domain: Domain,
    pub(crate) scenario: Scenario,
    pub(crate) flows: Flows,
    pub(crate) posted: Vec<Posted>,
    pub(crate) deliveries: BTreeMap<AssignmentId, Delivery>,
    pub(crate) work: Work,
    model: Model,
    smaller: Model,
    seed: u64,
    dice: ChaCha8Rng,
    now: Time,
    tasks: u32,
    beats: u64,
    acts: BinaryHeap<Reverse<(Time, u64, Act)>>,
    planned: u64,
    opinions: BTreeMap<(AssignmentId, Address), Opinion>,
    appealed: BTreeSet<CaseId>,
    progress: Progress,
}

impl Play {
    pub(crate) fn new(
        model: Model,
        smaller: Model,
        seed: u64,
        tasks: u32,
        progress: Progress,
    ) -> Result<Self> {
        let contract = address("contract");
        let params = cast::params();
        Ok(Self {
            domain: Domain::new(CHAIN_ID, contract, params.clone())?,
            scenario: Scenario {
                about: Some(format!("The main job with seed {seed} and {tasks} tasks.")),
                chain_id: CHAIN_ID,
                contract,
                params,
                steps: Vec::new(),
            },
            flows: Flows::default(),
            posted: Vec::new(),
            deliveries: BTreeMap::new(),
            work: Work::default(),
            model,
            smaller,
            seed,
            dice: ChaCha8Rng::seed_from_u64(seed),
            now: START,
            tasks,
            beats: 0,
            acts: BinaryHeap::new(),
            planned: 0,
            opinions: BTreeMap::new(),
            appealed: BTreeSet::new(),
            progress,
        })
    }

    /// Plays to the end: every task and case is over, and the epoch of the last one is closed.
    pub(crate) fn run(&mut self) -> Result<()> {
        self.gather()?;
        for number in 0..u64::from(self.tasks) {
            let pause = self.roll(1_000);
            self.plan(number * 1_500 + pause, Act::Post);
        }
        self.plan(BEAT_MS, Act::Beat);
        let mut curtain = None;
        while let Some(Reverse((time, _, act))) = self.acts.pop() {
            self.now = time;
            self.perform(act)?;
            if curtain.is_none() && self.is_quiet() {
                curtain = Some(self.now + self.domain.params().emission.epoch_ms);
            }
            if curtain.is_some_and(|end| self.now > end) {
                break;
            }
        }
        self.progress.finish();
        Ok(())
    }

    /// Money comes in, the model is offered and admitted, miners and validators register.
    fn gather(&mut self) -> Result<()> {
        let model = self.model_id();
        let fund = |who, amount| Command::Deposit { to: who, amount };
        for miner in &cast::MINERS {
            self.tell(address("bridge"), fund(address(miner.name), Amount::dn(2000)))?;
        }
        for validator in &cast::VALIDATORS {
            self.tell(address("bridge"), fund(address(validator.name), Amount::dn(5000)))?;
        }
        for consumer in cast::CONSUMERS {
            self.tell(address("bridge"), fund(address(consumer), Amount::dn(10_000)))?;
        }
        let offer = ModelOffer {
            model,
            kind: Kind::Inference,
            unit_price: Amount::from_units(37_000_000_000_000_001),
            committee: cast::COMMITTEE,
            replicas: 1,
            lease_ms: cast::LEASE_MS,
            creator_share: Rate::percent(60),
            backers: cast::BACKERS.map(|(name, weight)| (address(name), weight)).to_vec(),
            manifest: const_hex::encode_prefixed(self.model.manifest().to_bytes()),
        };
        self.tell(address(cast::CREATOR), Command::RegisterModel(offer))?;
        self.tell(address("owner"), Command::AdmitModel { model, difficulty: 1_000 })?;
        for miner in &cast::MINERS {
            let MinerRole { name, slots, collateral, .. } = *miner;
            let max_fee = self.domain.params().registration_fee;
            let command = Command::RegisterMiner { models: vec![model], slots, collateral, max_fee };
            self.tell(address(name), command)?;
        }
        for ValidatorRole { name, stake, .. } in &cast::VALIDATORS {
            self.tell(address(name), Command::RegisterValidator { stake: *stake })?;
        }
        Ok(())
    }

    fn perform(&mut self, act: Act) -> Result<()> {
        match act {
            Act::Beat => self.beat(),
            Act::Post => self.post(),
            Act::Deliver(assignment) => self.deliver(assignment),
            Act::Decline(assignment) => {
                self.tell(self.miner_of(assignment)?, Command::Decline { assignment }).map(drop)
            }
            Act::Commit(assignment, validator) => self.commit(assignment, validator),
            Act::Reveal(assignment, validator) => self.reveal(assignment, validator),
            Act::Decide(case) => self.decide(case),
            Act::Appeal(case) => {
                let miner = self.domain.case(case).and_then(|row| self.domain.miner_in(row));
                let signer = miner.context("a case without a miner")?.address;
                let statement = "My answers are as good as the whole model's.".to_owned();
                self.appealed.insert(case);
                self.tell(signer, Command::Appeal { case, statement }).map(drop)
            }
        }
    }

    /// The sequencer's heartbeat: opens what it committed to, and commits to the next.
    fn beat(&mut self) -> Result<()> {
        let entropy = |beat: u64| keccak(&[b"entropy", &self.seed.to_be_bytes(), &beat.to_be_bytes()]);
        let (entropy, next) = (entropy(self.beats), keccak(&[&entropy(self.beats + 1).0]));
        self.beats += 1;
        self.tell(address("sequencer"), Command::Advance { entropy, next })?;
        self.plan(BEAT_MS, Act::Beat);
        Ok(())
    }

    /// A consumer asks for a continuation, greedily or with a seed.
    fn post(&mut self) -> Result<()> {
        let number = self.posted.len();
        let consumer = address(cast::CONSUMERS[self.roll(cast::CONSUMERS.len() as u64) as usize]);
        let shift = self.seed as usize % PROMPTS.len();
        let prompt = PROMPTS[(number + shift) % PROMPTS.len()];
        let context = self.model.config().context();
        let mut tokens = self.model.tokenizer().encode(prompt)?;
        tokens.truncate((context / 2).max(1));
        let limit = (24 + self.roll(17) as usize).min(context - tokens.len()) as u32;
        let sampler = if number.is_multiple_of(3) {
            Sampler::Greedy
        } else {
            let seed = keccak(&[b"sampler", &self.seed.to_be_bytes(), &number.to_be_bytes()]).0;
            Sampler::Seeded { seed, temperature: TEMPERATURE, top_k: 40, top_p: Q16::ONE }
        };
        let job = Job { sampler, ..Job::greedy(tokens, limit) };
        let command = Command::SubmitTask {
            model: self.model_id(),
            kind: Kind::Inference,
            units: limit.into(),
            input: Hash(input_hash(&job.clone().into())),
        };
        let events = self.tell(consumer, command)?;
        let task = events.iter().find_map(|event| match event {
            Event::TaskSubmitted { task, .. } => Some(*task),
            _ => None,
        });
        let task = task.context("a task was refused")?;
        self.posted.push(Posted { task, consumer, prompt: prompt.to_owned(), job });
        Ok(())
    }

    /// A miner has a lease: it works in its way and delivers when it is done.
    fn begin_work(&mut self, assignment: AssignmentId, task: TaskId, miner: Address) -> Result<()> {
        let role =
            cast::MINERS.iter().find(|role| address(role.name) == miner).context("a stranger works")?;
        self.progress.say(self.now, &format!("{} works on task {task}", role.name));
        let job = self.job_of(task)?.clone();
        let generation = match role.kind {
            MinerKind::Honest => self.infer(&self.model.clone(), &job)?,
            MinerKind::SmallerModel => self.infer(&self.smaller.clone(), &job)?,
            MinerKind::Copycat => match self.stolen(task)? {
                Some(generation) => generation,
                None => {
                    self.plan(BEAT_MS, Act::Decline(assignment));
                    return Ok(());
                }
            },
        };
        let latency = 300 + role.ms_per_token * generation.tokens.len() as u64;
        let salt = self.salt(miner, assignment);
        self.deliveries.insert(assignment, Delivery { generation, salt });
        self.plan(latency, Act::Deliver(assignment));
        Ok(())
    }

    /// The latest answer of somebody else to another prompt, cut to what was ordered.
    fn stolen(&self, task: TaskId) -> Result<Option<Generation>> {
        let limit = self.job_of(task)?.limit as usize;
        let others = self.deliveries.iter().rev().filter(|(id, _)| {
            let row = self.domain.assignment(**id);
            row.is_some_and(|row| row.task != task && row.seal.is_some())
        });
        Ok(others.map(|(_, delivery)| delivery.generation.clone()).find(|g| g.tokens.len() <= limit))
    }

    /// The seal goes to the ledger; output and salt go to the committee, which finds them in `deliveries`.
    fn deliver(&mut self, assignment: AssignmentId) -> Result<()> {
        let miner = self.miner_of(assignment)?;
        let job = self.job_at(assignment)?.clone();
        let delivery = &self.deliveries[&assignment];
        let units_done = (delivery.generation.tokens.len() as u64).max(1);
        let root = inference::root(self.model.manifest(), &job, &delivery.generation);
        let seal = commitment::seal(self.domain.id(), assignment, miner, root, delivery.salt);
        let submit = Command::SubmitResult { assignment, units_done, seal };
        self.tell(miner, submit).map(drop)
    }

    fn commit(&mut self, assignment: AssignmentId, validator: Address) -> Result<()> {
        let role = cast::VALIDATORS.iter().find(|role| address(role.name) == validator);
        let verdict = match role.context("a stranger judges")?.kind {
            ValidatorKind::Honest => self.judge(assignment)?,
            ValidatorKind::RubberStamp => Verdict::Correct,
        };
        let delivery = &self.deliveries[&assignment];
        let shown = inference::root(self.model.manifest(), self.job_at(assignment)?, &delivery.generation);
        let (output_root, seal_salt) = match verdict {
            Verdict::Correct => (shown, delivery.salt),
            _ => (Hash::ZERO, Hash::ZERO),
        };
        let salt = self.salt(validator, assignment);
        let domain = &self.domain;
        let round = domain.assignment(assignment).map_or(0, |row| row.rounds.len()) as u8;
        let id = domain.id();
        let commitment = commitment::verdict(id, assignment, round, validator, verdict, output_root, salt);
        self.tell(validator, Command::CommitVerdict { assignment, commitment })?;
        self.opinions.insert((assignment, validator), Opinion { verdict, output_root, seal_salt, salt });
        Ok(())
    }

    /// Runs the job again and compares.
    fn judge(&mut self, assignment: AssignmentId) -> Result<Verdict> {
        let job = self.job_at(assignment)?.clone();
        let own = self.infer(&self.model.clone(), &job)?;
        let row = self.domain.assignment(assignment).context("an assignment that is not there")?;
        let delivery = &self.deliveries[&assignment];
        let root = inference::root(self.model.manifest(), &job, &delivery.generation);
        let miner = self.miner_of(assignment)?;
        let seal = commitment::seal(self.domain.id(), assignment, miner, root, delivery.salt);
        if row.seal != Some(seal) {
            return Ok(Verdict::Unverifiable);
        }
        let seen_elsewhere = self.deliveries.iter().any(|(id, other)| {
            *id < assignment
                && other.generation.tokens == delivery.generation.tokens
                && self.domain.assignment(*id).is_some_and(|earlier| earlier.task != row.task)
        });
        Ok(inference::compare(&own, &delivery.generation, row.units_done, seen_elsewhere))
    }

    fn reveal(&mut self, assignment: AssignmentId, validator: Address) -> Result<()> {
        let Some(opinion) = self.opinions.get(&(assignment, validator)) else { return Ok(()) };
        let Opinion { verdict, output_root, seal_salt, salt } = *opinion;
        self.tell(validator, Command::RevealVerdict { assignment, verdict, output_root, seal_salt, salt })
            .map(drop)
    }

    /// The foundation runs the rejected jobs again itself, and upholds what it finds.
    fn decide(&mut self, case: CaseId) -> Result<()> {
        let row = self.domain.case(case).context("a case that is not there")?;
        if !matches!(row.status, CaseStatus::UnderReview { .. } | CaseStatus::Appealed { .. }) {
            return Ok(());
        }
        let (reported, rejections) = (row.severity, row.rejections.clone());
        let mut worst: Option<Severity> = None;
        for assignment in rejections {
            worst = worst.max(self.judge(assignment)?.severity());
        }
        let verdict = match worst {
            None => CaseVerdict::Dismiss,
            Some(severity) => CaseVerdict::Uphold { severity: severity.min(reported) },
        };
        self.tell(address("foundation"), Command::Decide { case, verdict }).map(drop)
    }

    /// Gives a command to the ledger, notes it for the scenario, and lets everybody react to what follows.
    fn tell(&mut self, signer: Address, command: Command) -> Result<Vec<Event>> {
        let result = self.domain.apply(self.now, signer, &command);
        let error = result.as_ref().err().map(|error| error.code().to_owned());
        self.scenario.steps.push(Step { error, ..Step::trusted(self.now, signer, command) });
        let events = match result {
            Ok(events) => events,
            Err(error) => {
                self.progress.note(self.now, &format!("{} is refused: {error}", name_of(&signer)));
                Vec::new()
            }
        };
        for event in &events {
            self.flows.observe(event);
            self.react(event)?;
        }
        Ok(events)
    }

    fn react(&mut self, event: &Event) -> Result<()> {
        match event {
            Event::Leased { assignment, task, miner, .. } => self.begin_work(*assignment, *task, *miner)?,
            Event::Seated { assignment, validators, .. } => {
                for validator in validators {
                    let pause = 500 + self.roll(1_500);
                    self.plan(pause, Act::Commit(*assignment, *validator));
                }
            }
            Event::RevealingStarted { assignment, .. } => {
                let row = self.domain.assignment(*assignment).context("an assignment that is not there")?;
                let committee: Vec<_> = self.domain.committee(row).map(|v| v.address).collect();
                for validator in committee {
                    let pause = 200 + self.roll(800);
                    self.plan(pause, Act::Reveal(*assignment, validator));
                }
            }
            Event::AssignmentEnded { assignment, outcome } => self.narrate(*assignment, *outcome)?,
            Event::TaskSettled { .. } | Event::TaskFailed { .. } => self.progress.advance(),
            Event::CaseOpened { case, miner, severity, .. } => {
                let who = name_of(miner);
                self.progress.note(self.now, &format!("case {case} against {who}: {severity}"));
                self.plan(8_000, Act::Decide(*case));
            }
            Event::CaseAppended { case, .. } | Event::CaseAppealed { case, .. } => {
                self.progress.note(self.now, &format!("case {case} is reviewed anew"));
                self.plan(8_000, Act::Decide(*case));
            }
            Event::CaseDecided { case, severity, until } => {
                self.progress.note(self.now, &format!("case {case} is decided: {severity}"));
                if until.is_some() && *severity == Severity::Major && !self.appealed.contains(case) {
                    self.plan(5_000, Act::Appeal(*case));
                }
            }
            Event::CaseExecuted { case } => {
                self.progress.note(self.now, &format!("case {case} is executed"));
            }
            Event::MinerLeft { miner, banned } => {
                let how = if *banned { "is banned" } else { "is deregistered" };
                self.progress.note(self.now, &format!("{} {how}", name_of(miner)));
            }
            _ => {}
        }
        Ok(())
    }

    fn narrate(&mut self, assignment: AssignmentId, outcome: Outcome) -> Result<()> {
        let miner = name_of(&self.miner_of(assignment)?);
        let task = self.domain.assignment(assignment).map_or(TaskId(0), |row| row.task);
        match outcome {
            Outcome::Approved => self.progress.say(self.now, &format!("{miner} is approved on task {task}")),
            Outcome::Rejected { severity } => {
                self.progress.note(self.now, &format!("{miner} is rejected on task {task}: {severity}"));
            }
            other => {
                let word = AssignmentStatus::Ended(other).word();
                self.progress.note(self.now, &format!("{miner} on task {task}: {word}"));
            }
        }
        Ok(())
    }

    fn is_quiet(&self) -> bool {
        let over = |status| !matches!(status, TaskStatus::Queued | TaskStatus::Running);
        self.posted.len() == self.tasks as usize
            && self.domain.tasks().all(|(_, task)| over(task.status))
            && self.domain.cases().all(|(_, case)| !case.status.is_open())
    }

    fn infer(&mut self, model: &Model, job: &Job) -> Result<Generation> {
        let begun = Instant::now();
        let generation = inference::run(model, job)?;
        self.work.time += begun.elapsed();
        self.work.runs += 1;
        self.work.tokens += generation.tokens.len() as u64;
        Ok(generation)
    }

    fn plan(&mut self, pause: Time, act: Act) {
        self.planned += 1;
        self.acts.push(Reverse((self.now + pause, self.planned, act)));
    }

    /// A number below `sides`.
    fn roll(&mut self, sides: u64) -> u64 {
        self.dice.next_u64() % sides
    }

    fn salt(&self, who: Address, assignment: AssignmentId) -> Hash {
        keccak(&[b"salt", &self.seed.to_be_bytes(), &who.0, &assignment.0.to_be_bytes()])
    }

    fn model_id(&self) -> Hash {
        Hash(self.model.manifest().hash())
    }

    fn job_of(&self, task: TaskId) -> Result<&Job> {
        let posted = self.posted.iter().find(|posted| posted.task == task);
        Ok(&posted.context("a task that nobody posted")?.job)
    }

    fn job_at(&self, assignment: AssignmentId) -> Result<&Job> {
        self.job_of(self.domain.assignment(assignment).context("an assignment that is not there")?.task)
    }

    fn miner_of(&self, assignment: AssignmentId) -> Result<Address> {
        let row = self.domain.assignment(assignment).context("an assignment that is not there")?;
        Ok(self.domain.miner_of(row).context("an assignment without a miner")?.address)
    }

    /// The text of a result.
    pub(crate) fn text(&self, generation: &Generation) -> Result<String> {
        Ok(self.model.tokenizer().decode(&generation.tokens)?)
    }
}
