//! A validator's work: from a seat to a verdict, its commitment and what opens it.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use deepnode_core::keys::Key;
use deepnode_core::{Address, AssignmentId, Command, Envelope, Hash, Time, Verdict, commitment};
use tracing::{debug, info, warn};

use super::cancel::Cancel;
use super::error::SdkError;
use super::host::{self, ValidatorCall, ValidatorHost};
use super::party::Party;
use super::record::{Opinion, Record};
use super::salt::verdict_salt;
use super::store::Store;
use super::task::{Seat, units};
use crate::commitment::{input_hash, output_root};
use crate::delivery::{Delivery, Unopened};
use crate::engine::Engine;
use crate::finding::{Finding, Reason};
use crate::manifest::Manifest;
use crate::policy::Policy;
use crate::seen::Seen;
use crate::verify::verify_until;

/// Time between the end of judging and the end of committing, by default.
const SPARE_MS: Time = 500;
/// What is logged when the ledger has a commitment.
const SENT: &str = "commitment sent";
/// Roots and outputs that are remembered, by default.
const SEEN: usize = 65_536;

/// A validator: its key, its engines, its table of verdicts, and where it keeps what opens its commitments.
///
/// It can be used from several threads at once, so that one slow miner or long text does not hold up other seats.
///
/// ```
/// use std::sync::Arc;
/// use deepnode_core::keys::Key;
/// use deepnode_core::{AssignmentId, Command, Hash, TaskId, Verdict};
/// use deepnode_infer::sdk::{Cancel, Lease, MemoryStore, Seat, Validator, Work, Worker};
/// use deepnode_infer::{Device, Input, Job, Model, Reason, input_hash};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/f16-tied");
/// let model = Arc::new(Model::load(folder, Device::Cpu)?);
/// let domain = Hash([7; 32]);
/// # let worker = Worker::new(Key::create(), domain, Arc::new(MemoryStore::default())).serving(model.clone());
/// let validator = Validator::new(Key::create(), domain, Arc::new(MemoryStore::default())).trusting(model.clone());
///
/// // What the ledger says, and what the miner has delivered.
/// let (assignment, task, id) = (AssignmentId(1), TaskId(1), Hash(model.manifest().hash()));
/// let input = Input::from(Job::greedy(vec![1, 2, 3], 8));
/// let posted = Hash(input_hash(&input));
/// # let lease = Lease { assignment, task, model: id, posted, input: input.clone(), units: 8, until: 60_000 };
/// # let Work::Sealed { command } = worker.work(&lease, &|| 1_000, &Cancel::default())? else { return Err("late".into()) };
/// # let Command::SubmitResult { units_done, seal, .. } = command else { return Err("no seal".into()) };
/// # let (miner, units_done) = (worker.address(), units_done as u32);
/// # let parcel = worker.parcel(assignment)?.ok_or("nothing kept")?;
/// let seat = Seat {
///     assignment, round: 1, task, model: id, posted, input, units: 8, miner, units_done, seal, until: 90_000,
/// };
/// let judgement = validator.judge(&seat, &[parcel], &|| 61_000, &Cancel::default())?;
/// assert_eq!((judgement.finding.reason, judgement.verdict), (Reason::Agrees, Verdict::Correct));
///
/// // The commitment first; when everybody has committed, what opens it.
/// assert!(matches!(validator.commit(&seat, &judgement)?, Command::CommitVerdict { .. }));
/// assert!(matches!(validator.reveal(assignment)?, Some(Command::RevealVerdict { .. })));
/// # Ok(())
/// # }
/// ```
pub struct Validator {
    party: Party<Opinion>,
    policy: Policy,
    seen: Mutex<Seen>,
    spare_ms: Time,
}

/// What a validator thinks of a miner's work.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// What it found.
    pub finding: Finding,
    /// What it will say, by its table.
    pub verdict: Verdict,
    /// The root of the right output; zero unless the verdict is correct.
    pub output_root: Hash,
    /// What opens the miner's seal; zero unless the verdict is correct.
    pub seal_salt: Hash,
}

impl Validator {
    /// A validator that signs with this key in the domain of this [id](deepnode_core::Domain::id).
    pub fn new(key: Key, domain: Hash, store: Arc<dyn Store>) -> Validator {
        Validator {
            party: Party::new(key, domain, store, "verdict"),
            policy: Policy::default(),
            seen: Mutex::new(Seen::new(SEEN)),
            spare_ms: SPARE_MS,
        }
    }

    /// Adds an engine, whose word counts for the model of its manifest.
    #[must_use]
    pub fn trusting(mut self, engine: Arc<dyn Engine>) -> Validator {
        self.party.engines.push(engine);
        self
    }

    /// Sets the table of verdicts.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Validator {
        self.policy = policy;
        self
    }

    /// Sets the memory of earlier answers.
    #[must_use]
    pub fn with_seen(mut self, seen: Seen) -> Validator {
        self.seen = Mutex::new(seen);
        self
    }

    /// Sets the time that is left for committing when judging is stopped; half a second by default.
    #[must_use]
    pub fn with_spare_ms(mut self, spare_ms: Time) -> Validator {
        self.spare_ms = spare_ms;
        self
    }

    /// Whom it signs for.
    pub fn address(&self) -> Address {
        self.party.address()
    }

    /// Looks at the parcels that came for an assignment. The first that opens the miner's seal counts, whatever else
    /// came; if none does, what the miner has signed counts before what anybody could have sent.
    ///
    /// # Errors
    ///
    /// [`SdkError::Engine`] if the engine failed: then nothing should be said, rather than something about the miner.
    pub fn judge(
        &self,
        seat: &Seat,
        parcels: &[Vec<u8>],
        now: &dyn Fn() -> Time,
        cancel: &Cancel,
    ) -> Result<Judgement, SdkError> {
        let (finding, delivery) = self.find(seat, parcels, now, cancel)?;
        let verdict = self.policy.verdict(&finding);
        info!(assignment = %seat.assignment, round = seat.round, %verdict, %finding, "judged");
        let opened = delivery.filter(|_| verdict == Verdict::Correct);
        let (output_root, seal_salt) = opened.unwrap_or((Hash::ZERO, Hash::ZERO));
        Ok(Judgement { finding, verdict, output_root, seal_salt })
    }

    /// The finding, and the root and salt that open the miner's seal, if something did.
    fn find(
        &self,
        seat: &Seat,
        parcels: &[Vec<u8>],
        now: &dyn Fn() -> Time,
        cancel: &Cancel,
    ) -> Result<(Finding, Option<(Hash, Hash)>), SdkError> {
        let found = Hash(input_hash(&seat.input));
        if found != seat.posted {
            let detail = format!("the input's hash is {found}, the ledger has {}", seat.posted);
            return Ok((Finding::of(Reason::OtherInput, detail), None));
        }
        let Some(engine) = self.party.engine(seat.model) else {
            let detail = format!("no engine for model {}", seat.model);
            return Ok((Finding::of(Reason::OtherManifest, detail), None));
        };
        let promised = engine.manifest();
        let delivery = match self.open(seat, promised, parcels) {
            Ok(delivery) => delivery,
            Err(finding) => return Ok((finding, None)),
        };
        let Delivery { claim, salt } = &delivery;
        let is_over = || cancel.is_cancelled() || now().saturating_add(self.spare_ms) >= seat.until;
        let mut finding = verify_until(&**engine, promised, &seat.input, claim, &is_over)
            .map_err(|why| SdkError::Engine { assignment: seat.assignment, why })?;
        if finding.reason == Reason::Agrees {
            let expected = units(&seat.input, claim).min(seat.units);
            if seat.units_done != expected {
                finding.reason = Reason::WrongUnits;
                finding.detail = format!("expected {expected} units, found {}", seat.units_done);
            }
        }
        // A panic elsewhere leaves a memory that is still good.
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if finding.reason.is_wrong_output() && seen.elsewhere(&seat.input, claim) {
            finding.detail = format!("given to another task before; {}", finding.reason);
            finding.reason = Reason::Copied;
        }
        seen.note(&seat.input, claim);
        let root = Hash(output_root(promised, &seat.input, claim));
        Ok((finding, Some((root, Hash(*salt)))))
    }

    fn open(&self, seat: &Seat, promised: &Manifest, parcels: &[Vec<u8>]) -> Result<Delivery, Finding> {
        let Seat { assignment, input, miner, seal, .. } = seat;
        let mut worst = Finding::of(Reason::NotDelivered, "");
        for parcel in parcels {
            let finding = match Delivery::open(parcel, input, self.party.domain, *assignment, *miner) {
                Ok(delivery) => {
                    let found = delivery.seal(promised, input, self.party.domain, *assignment, *miner);
                    if found == *seal {
                        return Ok(delivery);
                    }
                    Finding::of(Reason::WrongSeal, format!("it makes {found}, the ledger has {seal}"))
                }
                Err(Unopened::NotFromMiner) => Finding::of(Reason::NotFromMiner, ""),
                Err(Unopened::Malformed(why)) => Finding::of(Reason::Malformed, why.to_string()),
            };
            if !worst.reason.is_against() {
                worst = finding;
            }
        }
        Err(worst)
    }

    /// Keeps what opens a commitment to a judgement, and gives the command that commits it. Who has committed once
    /// gets the same commitment again, whatever it thinks now.
    ///
    /// # Errors
    ///
    /// [`SdkError::Store`] if it cannot be kept, or what was kept cannot be read.
    pub fn commit(&self, seat: &Seat, judgement: &Judgement) -> Result<Command, SdkError> {
        let assignment = seat.assignment;
        if let Some(record) = self.party.shelf.get(assignment)? {
            debug!(%assignment, "committed before");
            return Ok(record.command);
        }
        let Judgement { finding, verdict, output_root, seal_salt } = judgement;
        let (verdict, output_root, seal_salt) = (*verdict, *output_root, *seal_salt);
        let Party { key, domain, shelf, .. } = &self.party;
        let salt = verdict_salt(key, *domain, assignment, seat.round);
        let me = key.address();
        let commitment = commitment::verdict(*domain, assignment, seat.round, me, verdict, output_root, salt);
        let command = Command::CommitVerdict { assignment, commitment };
        let opening = Opinion {
            reveal: Command::RevealVerdict { assignment, verdict, output_root, seal_salt, salt },
            finding: finding.to_string(),
        };
        let record = Record { command: command.clone(), until: seat.until, sent: false, opening };
        shelf.put(assignment, &record)?;
        info!(%assignment, round = seat.round, "commitment made and stored");
        Ok(command)
    }

    /// The command that opens the commitment on an assignment; `None` if there was none, or it was forgotten.
    ///
    /// # Errors
    ///
    /// What was kept cannot be read.
    pub fn reveal(&self, assignment: AssignmentId) -> Result<Option<Command>, SdkError> {
        let record = self.party.shelf.get(assignment)?;
        Ok(record.map(|record| record.opening.reveal))
    }

    /// The assignments for which something is kept, ascending.
    ///
    /// # Errors
    ///
    /// The store cannot list them.
    pub fn kept(&self) -> Result<Vec<AssignmentId>, SdkError> {
        Ok(self.party.shelf.list()?)
    }

    /// Drops what is kept for an assignment, when its verdicts were revealed or their time is over.
    ///
    /// # Errors
    ///
    /// It is still there.
    pub fn forget(&self, assignment: AssignmentId) -> Result<(), SdkError> {
        Ok(self.party.shelf.remove(assignment)?)
    }

    /// Signs a command of this validator.
    pub fn sign(&self, command: Command, nonce: u64, valid_until: Time) -> Envelope {
        self.party.sign(command, nonce, valid_until)
    }

    /// Goes on where it was, and then does what the host calls for, until it calls for nothing more or `cancel` is on.
    ///
    /// # Errors
    ///
    /// [`SdkError::Host`] if the host cannot say what is next, [`SdkError::Store`]. Where its engine fails, its time is over
    /// or nothing can be sent after several attempts, it says nothing on that assignment, logs why, and goes on.
    pub fn run<H: ValidatorHost + ?Sized>(&self, host: &mut H, cancel: &Cancel) -> Result<(), SdkError> {
        self.resume(host)?;
        while !cancel.is_cancelled() {
            match host.next(cancel).map_err(SdkError::Host)? {
                None => break,
                Some(ValidatorCall::Judge(seat)) => self.serve(host, &seat, cancel)?,
                Some(ValidatorCall::Reveal { assignment, until }) => match self.reveal(assignment)? {
                    Some(command) => {
                        self.party.tell(host, assignment, &command, until, "verdict revealed")?;
                    }
                    None => warn!(%assignment, "nothing was committed here"),
                },
                Some(ValidatorCall::Over { assignment }) => {
                    self.forget(assignment)?;
                    debug!(%assignment, "over, forgotten");
                }
            }
        }
        Ok(())
    }

    /// Sends the commitments that were kept and of which nobody knows whether they were sent, as long as they are taken.
    ///
    /// # Errors
    ///
    /// Those of [`Validator::run`].
    pub fn resume<H: ValidatorHost + ?Sized>(&self, host: &mut H) -> Result<(), SdkError> {
        self.party.resume(host, SENT)
    }

    fn serve<H: ValidatorHost + ?Sized>(
        &self,
        host: &mut H,
        seat: &Seat,
        cancel: &Cancel,
    ) -> Result<(), SdkError> {
        let assignment = seat.assignment;
        if let Some(record) = self.party.shelf.get(assignment)? {
            if record.sent {
                debug!(%assignment, "sent before");
                return Ok(());
            }
            return self.party.promise(host, assignment, &record.command, seat.until, SENT);
        }
        let parcels = match host::persist(host, seat.until, |host| host.fetch(seat, cancel)) {
            Ok(parcels) => parcels,
            Err(SdkError::GaveUp { attempts, why }) => {
                warn!(%assignment, attempts, %why, "could not fetch what the miner delivered");
                return Ok(());
            }
            Err(other) => return Err(other),
        };
        if cancel.is_cancelled() {
            return Ok(());
        }
        match self.judge(seat, &parcels, &|| host.now(), cancel) {
            // Whoever stops a validator does not mean to say anything.
            Ok(_) if cancel.is_cancelled() => Ok(()),
            // Nor is it the miner's fault that this validator is slow, or has not what it takes.
            Ok(judgement)
                if matches!(
                    judgement.finding.reason,
                    Reason::OutOfTime | Reason::OtherManifest | Reason::OtherInput
                ) =>
            {
                warn!(%assignment, finding = %judgement.finding, "could not judge");
                Ok(())
            }
            Ok(judgement) => {
                let command = self.commit(seat, &judgement)?;
                self.party.promise(host, assignment, &command, seat.until, SENT)
            }
            Err(SdkError::Engine { assignment, why }) => {
                warn!(%assignment, %why, "could not judge");
                Ok(())
            }
            Err(other) => Err(other),
        }
    }
}

impl fmt::Debug for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Validator")
            .field("address", &self.address())
            .field("domain", &self.party.domain)
            .field("models", &self.party.models())
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}
