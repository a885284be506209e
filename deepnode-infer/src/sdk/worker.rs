//! A miner's work: from a lease to a seal, and what opens it.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

use deepnode_core::keys::Key;
use deepnode_core::{Address, AssignmentId, Command, Envelope, Hash, ModelId, Time};
use tracing::{debug, info, warn};

use super::cancel::Cancel;
use super::error::SdkError;
use super::host::{self, MinerCall, MinerHost};
use super::party::Party;
use super::record::{Parcel, Record};
use super::salt::seal_salt;
use super::store::Store;
use super::task::{Lease, units};
use crate::claim::Output;
use crate::commitment::input_hash;
use crate::delivery::Delivery;
use crate::engine::Engine;
use crate::error::Error;
use crate::generate::Finish;

/// Time between the end of a run and the end of its lease, by default.
const SPARE_MS: Time = 1_000;
/// What is logged when the ledger has a seal.
const SENT: &str = "seal sent";

/// A miner: its key, its engines, and where it keeps what opens its seals.
///
/// It can be used from several threads at once, for a miner with several slots. See [`sdk`](super) for an example.
#[derive(Clone)]
pub struct Worker {
    party: Party<Parcel>,
    spare_ms: Time,
}

/// What came of a lease.
#[derive(Debug)]
pub enum Work {
    /// There is a result, and what opens its seal is kept: this goes to the ledger.
    Sealed {
        /// [`Command::SubmitResult`].
        command: Command,
    },
    /// There is none, and the lease is given back while that still costs less than keeping it.
    Declined {
        /// [`Command::Decline`].
        command: Command,
        /// Why.
        why: Decline,
    },
    /// The lease is over: nothing is taken any more.
    Late,
}

/// Why a lease is given back.
#[derive(Debug, thiserror::Error)]
pub enum Decline {
    /// No engine runs the model.
    #[error("no engine for model {0}")]
    NoEngine(ModelId),
    /// The input at hand is not the one that was posted.
    #[error("the input's hash is {found}, the ledger has {posted}")]
    OtherInput {
        /// By the ledger.
        posted: Hash,
        /// Of the input at hand.
        found: Hash,
    },
    /// The run would have outlasted the lease.
    #[error("out of time after {tokens} tokens")]
    OutOfTime {
        /// How far it came.
        tokens: usize,
    },
    /// Somebody asked to stop.
    #[error("cancelled after {tokens} tokens")]
    Cancelled {
        /// How far it came.
        tokens: usize,
    },
    /// The engine could not run the task.
    #[error("the engine failed: {0}")]
    Failed(Error),
}

impl Worker {
    /// A miner that signs with this key in the domain of this [id](deepnode_core::Domain::id).
    pub fn new(key: Key, domain: Hash, store: Arc<dyn Store>) -> Worker {
        Worker { party: Party::new(key, domain, store, "seal"), spare_ms: SPARE_MS }
    }

    /// Adds an engine, for the model of its manifest.
    #[must_use]
    pub fn serving(mut self, engine: Arc<dyn Engine>) -> Worker {
        self.party.engines.push(engine);
        self
    }

    /// Sets the time that is left for sending when a run is stopped; a second by default.
    #[must_use]
    pub fn with_spare_ms(mut self, spare_ms: Time) -> Worker {
        self.spare_ms = spare_ms;
        self
    }

    /// Whom it signs for.
    pub fn address(&self) -> Address {
        self.party.address()
    }

    /// Runs a lease and seals the result. What was sealed once is not run again.
    ///
    /// `now` is the ledger's time. It is looked at before the run and after each token; `cancel` is, too. An engine that
    /// shows no tokens is not interrupted.
    ///
    /// # Errors
    ///
    /// [`SdkError::Store`] if what opens the seal cannot be kept, or what was kept cannot be read.
    pub fn work(&self, lease: &Lease, now: &dyn Fn() -> Time, cancel: &Cancel) -> Result<Work, SdkError> {
        let assignment = lease.assignment;
        if let Some(record) = self.party.shelf.get(assignment)? {
            debug!(%assignment, "sealed before");
            return Ok(Work::Sealed { command: record.command });
        }
        info!(%assignment, task = %lease.task, until = lease.until, "lease taken");
        let work = match self.run_lease(lease, now, cancel) {
            Ok(delivery) if now() < lease.until => Work::Sealed { command: self.seal(lease, &delivery)? },
            Err(why) if now() < lease.until => {
                info!(%assignment, %why, "declined");
                Work::Declined { command: Command::Decline { assignment }, why }
            }
            _ => {
                warn!(%assignment, "the lease was over before the work");
                Work::Late
            }
        };
        Ok(work)
    }

    fn run_lease(
        &self,
        lease: &Lease,
        now: &dyn Fn() -> Time,
        cancel: &Cancel,
    ) -> Result<(Arc<dyn Engine>, Delivery), Decline> {
        let found = Hash(input_hash(&lease.input));
        if found != lease.posted {
            return Err(Decline::OtherInput { posted: lease.posted, found });
        }
        let engine = self.party.engine(lease.model).ok_or(Decline::NoEngine(lease.model))?;
        let mut tokens = 0;
        let stop = |tokens| {
            let is_over = now().saturating_add(self.spare_ms) >= lease.until;
            let why = is_over.then_some(Decline::OutOfTime { tokens });
            why.or_else(|| cancel.is_cancelled().then_some(Decline::Cancelled { tokens }))
        };
        if let Some(why) = stop(tokens) {
            return Err(why);
        }
        let mut stopped = None;
        let claim = engine.run(&lease.input, &mut |_| {
            tokens += 1;
            stopped = stop(tokens);
            if stopped.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let claim = claim.map_err(Decline::Failed)?;
        // The last token may have come just when it was to stop.
        let is_partial = matches!(&claim.output, Output::Generation(text) if text.finish == Finish::Stopped);
        if is_partial {
            return Err(stopped.unwrap_or(Decline::Cancelled { tokens }));
        }
        debug!(assignment = %lease.assignment, tokens, "run");
        let salt = seal_salt(&self.party.key, self.party.domain, lease.assignment).0;
        Ok((engine.clone(), Delivery { claim, salt }))
    }

    /// Keeps what opens the seal, and only then gives it away.
    fn seal(
        &self,
        lease: &Lease,
        (engine, delivery): &(Arc<dyn Engine>, Delivery),
    ) -> Result<Command, SdkError> {
        let Lease { assignment, input, .. } = lease;
        let Party { key, domain, shelf, .. } = &self.party;
        let seal = delivery.seal(engine.manifest(), input, *domain, *assignment, key.address());
        let units_done = units(input, &delivery.claim).min(lease.units);
        let command = Command::SubmitResult { assignment: *assignment, units_done: units_done.into(), seal };
        let opening = Parcel { parcel: delivery.sign(key, *domain, *assignment) };
        let record = Record { command: command.clone(), until: lease.until, sent: false, opening };
        shelf.put(*assignment, &record)?;
        info!(%assignment, units_done, %seal, "sealed and stored");
        Ok(command)
    }

    /// What the committee of an assignment is given; `None` if nothing was sealed for it, or it was forgotten.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn parcel(&self, assignment: AssignmentId) -> Result<Option<Vec<u8>>, SdkError> {
        let record = self.party.shelf.get(assignment)?;
        Ok(record.map(|record| record.opening.parcel))
    }

    /// The assignments for which something is kept, ascending.
    ///
    /// # Errors
    ///
    /// The store cannot list them.
    pub fn kept(&self) -> Result<Vec<AssignmentId>, SdkError> {
        Ok(self.party.shelf.list()?)
    }

    /// Drops what is kept for an assignment, when nobody can ask for it any more.
    ///
    /// # Errors
    ///
    /// It is still there.
    pub fn forget(&self, assignment: AssignmentId) -> Result<(), SdkError> {
        Ok(self.party.shelf.remove(assignment)?)
    }

    /// Signs a command of this miner.
    pub fn sign(&self, command: Command, nonce: u64, valid_until: Time) -> Envelope {
        self.party.sign(command, nonce, valid_until)
    }

    /// Goes on where it was, and then does what the host calls for, until it calls for nothing more or `cancel` is on.
    ///
    /// # Errors
    ///
    /// [`SdkError::Host`] if the host cannot say what is next, [`SdkError::Store`]. What could not be sent or delivered
    /// after several attempts is logged and kept; the seals among it are sent at the next start.
    pub fn run<H: MinerHost + ?Sized>(&self, host: &mut H, cancel: &Cancel) -> Result<(), SdkError> {
        self.resume(host)?;
        while !cancel.is_cancelled() {
            match host.next(cancel).map_err(SdkError::Host)? {
                None => break,
                Some(MinerCall::Work(lease)) => self.serve(host, &lease, cancel)?,
                Some(MinerCall::Deliver { assignment, committee }) => {
                    self.deliver(host, assignment, &committee)?;
                }
                Some(MinerCall::Over { assignment }) => {
                    self.forget(assignment)?;
                    debug!(%assignment, "over, forgotten");
                }
            }
        }
        Ok(())
    }

    /// Sends the seals that were kept and of which nobody knows whether they were sent, as long as their leases last.
    ///
    /// # Errors
    ///
    /// Those of [`Worker::run`].
    pub fn resume<H: MinerHost + ?Sized>(&self, host: &mut H) -> Result<(), SdkError> {
        self.party.resume(host, SENT)
    }

    fn serve<H: MinerHost + ?Sized>(
        &self,
        host: &mut H,
        lease: &Lease,
        cancel: &Cancel,
    ) -> Result<(), SdkError> {
        let assignment = lease.assignment;
        if self.party.shelf.get(assignment)?.is_some_and(|record| record.sent) {
            debug!(%assignment, "sent before");
            return Ok(());
        }
        match self.work(lease, &|| host.now(), cancel)? {
            Work::Sealed { command } => self.party.promise(host, assignment, &command, lease.until, SENT),
            Work::Declined { command, .. } => {
                self.party.tell(host, assignment, &command, lease.until, "lease given back").map(drop)
            }
            Work::Late => Ok(()),
        }
    }

    fn deliver<H: MinerHost + ?Sized>(
        &self,
        host: &mut H,
        assignment: AssignmentId,
        committee: &[Address],
    ) -> Result<(), SdkError> {
        let Some(parcel) = self.parcel(assignment)? else {
            warn!(%assignment, "a committee waits for what was never sealed here");
            return Ok(());
        };
        match host::persist(host, Time::MAX, |host| host.deliver(assignment, committee, &parcel)) {
            Ok(()) => info!(%assignment, seats = committee.len(), bytes = parcel.len(), "delivered"),
            Err(SdkError::GaveUp { attempts, why }) => {
                warn!(%assignment, attempts, %why, "could not deliver");
            }
            Err(other) => return Err(other),
        }
        Ok(())
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker")
            .field("address", &self.address())
            .field("domain", &self.party.domain)
            .field("models", &self.party.models())
            .finish_non_exhaustive()
    }
}
