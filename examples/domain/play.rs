//! The play: simulated time, real inference, and a ledger that is told everything.

mod consumer;
mod miner;
mod opening;
mod review;
mod validator;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use deepnode_core::scenario::{Action, Item, Scenario, Step};
use deepnode_core::{
    Address, AssignmentId, AssignmentStatus, CaseId, Command, Content, Domain, Envelope, Event, Hash,
    Outcome, Severity, TaskId, TaskStatus, Time, keccak,
};
use deepnode_infer::sdk::{Validator, Worker};
use deepnode_infer::{Engine, Job, Model, Options, Output};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::cast::{self, ValidatorRole, address, name_of};
use crate::cheats::Workshop;
use crate::findings::Found;
use crate::flows::Flows;
use crate::meter::Meter;
use crate::pace::Clock;
use crate::progress::Progress;

const START: Time = 1_000_000;
const BEAT_MS: Time = 500;
const CHAIN_ID: u64 = 8453;
/// How long a signature is good for.
const VALID_MS: Time = 60_000;

/// Something that somebody is going to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Act {
    Beat,
    Post,
    Answer(AssignmentId),
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

/// A validator's software, and what it is used for.
struct Juror {
    role: &'static ValidatorRole,
    validator: Validator,
}

/// A domain, those who act in it, and what they know beside the ledger.
pub(crate) struct Play {
    pub(crate) domain: Domain,
    pub(crate) scenario: Scenario,
    pub(crate) flows: Flows,
    pub(crate) posted: Vec<Posted>,
    pub(crate) findings: Vec<Found>,
    pub(crate) meter: Meter,
    model: Model,
    /// The promised model, for whoever is honest.
    engine: Arc<dyn Engine>,
    workshop: Arc<Workshop>,
    /// What a miner's run takes of simulated time.
    clock: Clock,
    miners: BTreeMap<Address, Worker>,
    jurors: BTreeMap<Address, Rc<Juror>>,
    /// What miners are about to tell the ledger of their leases.
    answers: BTreeMap<AssignmentId, Command>,
    /// What they have handed to their committees.
    parcels: BTreeMap<AssignmentId, Vec<u8>>,
    seed: u64,
    dice: ChaCha8Rng,
    now: Time,
    tasks: u32,
    beats: u64,
    acts: BinaryHeap<Reverse<(Time, u64, Act)>>,
    planned: u64,
    appealed: BTreeSet<CaseId>,
    progress: Progress,
}

impl Play {
    /// A play on the model of a folder, which has to be a decoder.
    pub(crate) fn new(
        dir: &Path,
        options: Options,
        seed: u64,
        tasks: u32,
        progress: Progress,
    ) -> Result<Self> {
        let model = Model::load(dir, options)?;
        ensure!(!model.embeds(), "{}: expected a decoder, found an encoder", dir.display());
        let meter = Meter::default();
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
            findings: Vec::new(),
            engine: meter.on(model.clone()),
            workshop: Workshop::open(dir, options, &model, &meter)?,
            meter,
            model,
            clock: Clock::default(),
            miners: BTreeMap::new(),
            jurors: BTreeMap::new(),
            answers: BTreeMap::new(),
            parcels: BTreeMap::new(),
            seed,
            dice: ChaCha8Rng::seed_from_u64(seed),
            now: START,
            tasks,
            beats: 0,
            acts: BinaryHeap::new(),
            planned: 0,
            appealed: BTreeSet::new(),
            progress,
        })
    }

    /// Plays to the end: every task and case is over, and the epoch of the last one is closed.
    pub(crate) fn run(&mut self) -> Result<()> {
        self.open()?;
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

    fn perform(&mut self, act: Act) -> Result<()> {
        match act {
            Act::Beat => self.beat(),
            Act::Post => self.post(),
            Act::Answer(assignment) => self.answer(assignment),
            Act::Commit(assignment, validator) => self.commit(assignment, validator),
            Act::Reveal(assignment, validator) => self.reveal(assignment, validator),
            Act::Decide(case) => self.decide(case),
            Act::Appeal(case) => self.appeal(case),
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

    /// Gives a command to the ledger in the name of somebody whom the host knows.
    fn tell(&mut self, signer: Address, command: Command) -> Result<Vec<Event>> {
        self.give(Step::trusted(self.now, signer, command))
    }

    /// Gives a signed command to the ledger, with the signer's next nonce.
    fn tell_signed(
        &mut self,
        signer: Address,
        sign: impl FnOnce(u64, Time) -> Envelope,
    ) -> Result<Vec<Event>> {
        let Envelope { signer, content, signed } = sign(self.domain.nonce(&signer), self.now + VALID_MS);
        let action = match content {
            Content::Command(command) => Action::Signed(command, signed),
            Content::Batch(commands) => {
                let items = commands.into_iter().map(|command| Item { command, error: None });
                Action::Batch(items.collect(), signed)
            }
        };
        self.give(Step { now: self.now, signer, action, error: None, note: None })
    }

    /// Gives a step to the ledger, notes it for the scenario, and lets everybody react to what follows.
    fn give(&mut self, step: Step) -> Result<Vec<Event>> {
        let signer = step.signer;
        let result = step.give(&mut self.domain);
        let error = result.as_ref().err().map(|error| error.code().to_owned());
        self.scenario.steps.push(Step { error, ..step });
        let events = match result {
            Ok(receipt) => receipt.entries().flatten().cloned().collect(),
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
            Event::Leased { assignment, miner, .. } => self.work(*assignment, *miner)?,
            Event::Seated { assignment, validators, .. } => {
                self.hand_over(*assignment)?;
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
            Event::AssignmentEnded { assignment, outcome } => {
                self.narrate(*assignment, *outcome)?;
                if *outcome == Outcome::Approved {
                    self.publish(*assignment)?;
                }
            }
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
                let against =
                    |found: &&Found| found.assignment == assignment && found.finding.reason.is_against();
                let reason =
                    self.findings.iter().find(against).map_or("", |found| found.finding.reason.word());
                let line = format!("{miner} is rejected on task {task}: {severity} ({reason})");
                self.progress.note(self.now, &line);
            }
            // Told when it was decided.
            Outcome::Declined => {}
            other => {
                let word = AssignmentStatus::Ended(other).word();
                self.progress.note(self.now, &format!("{miner} on task {task}: {word}"));
            }
        }
        Ok(())
    }

    /// Approved answers are no secret any more.
    fn publish(&self, assignment: AssignmentId) -> Result<()> {
        let (input, claim) = (self.job_at(assignment)?.clone().into(), self.delivery(assignment)?.claim);
        self.workshop.publish(input, claim);
        Ok(())
    }

    fn is_quiet(&self) -> bool {
        let over = |status| !matches!(status, TaskStatus::Queued | TaskStatus::Running);
        self.posted.len() == self.tasks as usize
            && self.domain.tasks().all(|(_, task)| over(task.status))
            && self.domain.cases().all(|(_, case)| !case.status.is_open())
    }

    fn plan(&mut self, pause: Time, act: Act) {
        self.planned += 1;
        self.acts.push(Reverse((self.now + pause, self.planned, act)));
    }

    /// A number below `sides`.
    fn roll(&mut self, sides: u64) -> u64 {
        self.dice.next_u64() % sides
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

    fn worker(&self, miner: Address) -> Result<&Worker> {
        self.miners.get(&miner).context("a stranger works")
    }

    fn miner_of(&self, assignment: AssignmentId) -> Result<Address> {
        let row = self.domain.assignment(assignment).context("an assignment that is not there")?;
        Ok(self.domain.miner_of(row).context("an assignment without a miner")?.address)
    }

    /// The text that a committee was handed.
    pub(crate) fn text(&self, assignment: AssignmentId) -> Result<String> {
        match self.delivery(assignment)?.claim.output {
            Output::Generation(generation) => Ok(self.model.tokenizer().decode(&generation.tokens)?),
            Output::Embedding(_) => bail!("expected text, found an embedding"),
        }
    }
}
