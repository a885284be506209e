//! What a host provides: a way to the ledger, tasks and seats, and a channel between miner and committee.
//!
//! Parcels hold outputs and salts. Whoever reads one before the committee's verdicts are revealed can repeat them, so the
//! channel should hide them from others; it need not authenticate anybody, because parcels are signed.

use std::thread;
use std::time::Duration;

use deepnode_core::keys::Key;
use deepnode_core::{Address, AssignmentId, Command, Content, Envelope, Hash, Time};
use tracing::{debug, warn};

use super::cancel::Cancel;
use super::error::{HostError, SdkError};
use super::task::{Lease, Seat};

/// How often the loops try a thing that fails.
const ATTEMPTS: u32 = 10;

/// A way to the ledger.
pub trait Ledger {
    /// The ledger's time, in milliseconds, as well as the host knows it.
    fn now(&self) -> Time;

    /// The nonce of the next command that this signer signs.
    ///
    /// # Errors
    ///
    /// It could not be found out; the loops ask again.
    fn nonce(&mut self, signer: Address) -> Result<u64, HostError>;

    /// Brings a signed command to the ledger and waits for what becomes of it.
    ///
    /// # Errors
    ///
    /// Nobody knows whether it has arrived. The loops send it again, with a new nonce; a second copy is refused.
    fn send(&mut self, envelope: &Envelope) -> Result<Reply, HostError>;

    /// Waits before attempt `attempt`, from 1, at something that failed: by default from a fifth of a second, doubled
    /// each time, up to five seconds.
    fn pause(&mut self, attempt: u32) {
        let ms = 100_u64.saturating_mul(1 << attempt.min(6)).min(5_000);
        thread::sleep(Duration::from_millis(ms));
    }
}

/// What the ledger answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// It was applied.
    Applied,
    /// It was refused, and nothing has changed.
    Refused {
        /// The error's stable code.
        code: String,
        /// What was expected and found.
        message: String,
    },
}

impl From<&deepnode_core::Error> for Reply {
    fn from(error: &deepnode_core::Error) -> Reply {
        Reply::Refused { code: error.code().to_owned(), message: error.to_string() }
    }
}

/// A miner's host.
pub trait MinerHost: Ledger {
    /// Waits for what is next; `None` ends the loop. It may be told the same thing twice, for instance after a restart.
    /// A host that waits for long looks at `cancel`, and answers `None` when it is on.
    ///
    /// # Errors
    ///
    /// The loop ends with what went wrong.
    fn next(&mut self, cancel: &Cancel) -> Result<Option<MinerCall>, HostError>;

    /// Hands a parcel to the committee of an assignment.
    ///
    /// # Errors
    ///
    /// It did not arrive; the loop tries again.
    fn deliver(
        &mut self,
        assignment: AssignmentId,
        committee: &[Address],
        parcel: &[u8],
    ) -> Result<(), HostError>;
}

/// What a miner is called for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MinerCall {
    /// It was given a lease.
    Work(Lease),
    /// A committee is seated and waits for what it has sealed.
    Deliver {
        /// Of which assignment.
        assignment: AssignmentId,
        /// Who judges.
        committee: Vec<Address>,
    },
    /// Nobody can ask for this assignment any more: it is over, its case too, and its appeal.
    Over {
        /// Which.
        assignment: AssignmentId,
    },
}

/// A validator's host.
pub trait ValidatorHost: Ledger {
    /// Waits for what is next; `None` ends the loop. It may be told the same thing twice, for instance after a restart.
    /// A host that waits for long looks at `cancel`, and answers `None` when it is on.
    ///
    /// # Errors
    ///
    /// The loop ends with what went wrong.
    fn next(&mut self, cancel: &Cancel) -> Result<Option<ValidatorCall>, HostError>;

    /// Everything that came in for this assignment and is not longer than
    /// [`Delivery::max_parcel`](crate::Delivery::max_parcel). It waits for the miner as long as there is time to judge:
    /// an empty list is final, and its verdict is `unverifiable`.
    ///
    /// # Errors
    ///
    /// The channel failed; the loop tries again.
    fn fetch(&mut self, seat: &Seat, cancel: &Cancel) -> Result<Vec<Vec<u8>>, HostError>;
}

/// What a validator is called for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValidatorCall {
    /// It was seated.
    Judge(Box<Seat>),
    /// The verdicts on an assignment are revealed.
    Reveal {
        /// Of which assignment.
        assignment: AssignmentId,
        /// Until when.
        until: Time,
    },
    /// Nobody can ask for this assignment any more.
    Over {
        /// Which.
        assignment: AssignmentId,
    },
}

/// Signs a command and brings it to the ledger, again and again if need be and there is time.
pub(super) fn tell<H: Ledger + ?Sized>(
    host: &mut H,
    key: &Key,
    domain: Hash,
    command: &Command,
    until: Time,
) -> Result<Reply, SdkError> {
    persist(host, until, |host| {
        let nonce = host.nonce(key.address())?;
        let envelope = key.seal_for(domain, Content::Command(command.clone()), nonce, until);
        match host.send(&envelope)? {
            // Another command of this signer came first.
            Reply::Refused { code, message } if code == "wrong_nonce" => Err(message.into()),
            reply => {
                debug!(?reply, nonce, "sent");
                Ok(reply)
            }
        }
    })
}

/// Tries until it succeeds, time is over or patience is.
pub(super) fn persist<H: Ledger + ?Sized, T>(
    host: &mut H,
    until: Time,
    mut attempt: impl FnMut(&mut H) -> Result<T, HostError>,
) -> Result<T, SdkError> {
    let mut attempts = 1;
    loop {
        let why = match attempt(host) {
            Ok(done) => return Ok(done),
            Err(why) => why,
        };
        if attempts >= ATTEMPTS || host.now() >= until {
            return Err(SdkError::GaveUp { attempts, why });
        }
        warn!(attempts, %why, "the host failed, trying again");
        host.pause(attempts);
        attempts += 1;
    }
}
