//! Signed commands, and the way in for them.
//!
//! The checks come in this order: the length of a batch, the signature, the nonce, the validity; then the time and
//! the command's own. The first two look at the envelope and the domain's id alone, so that they can be made ahead and
//! on many cores ([`Checked`]); they are nearly all of the work.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::command::Command;
use crate::decide;
use crate::domain::Domain;
use crate::eip712;
use crate::error::Error;
use crate::event::Event;
use crate::hash::Hash;
use crate::id::Time;
use crate::signature::Signature;
use crate::text;

/// What a signature goes with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Signed {
    /// The signer's [next nonce](Domain::nonce).
    pub nonce: u64,
    /// It is taken before this time only, in milliseconds.
    pub valid_until: Time,
    /// Of the typed data; see [`crate::eip712`].
    pub signature: Signature,
}

/// What somebody signs.
///
/// The set is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// One command.
    Command(Command),
    /// 1 to [`MAX_BATCH`] commands, which are applied one after the other, each on its own.
    Batch(Vec<Command>),
}

/// The most commands in a batch.
pub const MAX_BATCH: usize = 1024;

impl Content {
    /// What is signed in a domain of this [id](Domain::id).
    pub fn digest(&self, domain_id: Hash, nonce: u64, valid_until: Time) -> Hash {
        let hash = match self {
            Self::Command(command) => eip712::struct_hash(command, nonce, valid_until),
            Self::Batch(commands) => eip712::batch_hash(commands, nonce, valid_until),
        };
        eip712::digest(domain_id, hash)
    }
}

/// A command or a batch with its signature. See [`Domain::apply_signed`].
///
/// JSON: `{"signer", "command" or "batch", "signed": {"nonce", "valid_until", "signature"}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "EnvelopeJson", into = "EnvelopeJson")]
pub struct Envelope {
    /// Who is said to have signed.
    pub signer: Address,
    /// What.
    pub content: Content,
    /// With which nonce, validity and signature.
    pub signed: Signed,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
struct EnvelopeJson {
    signer: Address,
    #[serde(default, deserialize_with = "text::present", skip_serializing_if = "Option::is_none")]
    command: Option<Command>,
    #[serde(default, deserialize_with = "text::present", skip_serializing_if = "Option::is_none")]
    batch: Option<Vec<Command>>,
    signed: Signed,
}

text::objects!(Signed, EnvelopeJson);

impl TryFrom<EnvelopeJson> for Envelope {
    type Error = &'static str;

    fn try_from(EnvelopeJson { signer, command, batch, signed }: EnvelopeJson) -> Result<Self, Self::Error> {
        let content = match (command, batch) {
            (Some(command), None) => Content::Command(command),
            (None, Some(commands)) => Content::Batch(commands),
            _ => return Err("expected one of `command` and `batch`"),
        };
        Ok(Self { signer, content, signed })
    }
}

impl From<Envelope> for EnvelopeJson {
    fn from(Envelope { signer, content, signed }: Envelope) -> Self {
        let (command, batch) = match content {
            Content::Command(command) => (Some(command), None),
            Content::Batch(commands) => (None, Some(commands)),
        };
        Self { signer, command, batch, signed }
    }
}

/// An envelope whose batch length and signature were looked at, for one domain.
#[derive(Clone, Debug)]
pub struct Checked<'e> {
    envelope: &'e Envelope,
    domain_id: Hash,
    found: Result<(), Error>,
}

impl Envelope {
    /// Makes the checks that need no state but the domain's [id](Domain::id): the length of a batch and the
    /// signature. What they found is told by [`Domain::apply_checked`], in its place.
    pub fn check(&self, domain_id: Hash) -> Checked<'_> {
        Checked { envelope: self, domain_id, found: self.examine(domain_id) }
    }

    /// [`Envelope::check`] of many, on all cores.
    #[cfg(feature = "parallel")]
    pub fn check_all(envelopes: &[Self], domain_id: Hash) -> Vec<Checked<'_>> {
        use rayon::prelude::*;

        envelopes.par_iter().map(|envelope| envelope.check(domain_id)).collect()
    }

    fn examine(&self, domain_id: Hash) -> Result<(), Error> {
        let Self { signer, content, signed } = self;
        if let Content::Batch(commands) = content
            && !(1..=MAX_BATCH).contains(&commands.len())
        {
            return Err(Error::InvalidBatch { found: commands.len() });
        }
        let digest = content.digest(domain_id, signed.nonce, signed.valid_until);
        if signed.signature.signer(digest) == Some(*signer) {
            Ok(())
        } else {
            Err(Error::BadSignature { signer: *signer, digest })
        }
    }
}

/// What became of an envelope that was let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// The command was applied: its events, behind that of the used nonce.
    Command(Vec<Event>),
    /// The batch used its nonce.
    Batch {
        /// The event that says so.
        nonce_used: [Event; 1],
        /// For each command its events, or why it was refused.
        results: Vec<Result<Vec<Event>, Error>>,
    },
}

impl Receipt {
    /// The lists of events as the log has them: one for the nonce of a batch, and one for each applied command.
    ///
    /// Write them all at once, before you acknowledge any: behind a crash in between, the nonce would be used and some of
    /// the commands lost.
    pub fn entries(&self) -> impl Iterator<Item = &[Event]> {
        let (first, rest) = match self {
            Self::Command(events) => (events.as_slice(), &[][..]),
            Self::Batch { nonce_used, results } => (nonce_used.as_slice(), results.as_slice()),
        };
        core::iter::once(first).chain(rest.iter().flatten().map(Vec::as_slice))
    }
}

impl Domain {
    /// Applies what somebody has signed, at the host's time.
    ///
    /// ```
    /// use deepnode_core::{Address, Amount, Command, Content, Domain, Envelope, Error, Params, Signature, Signed};
    ///
    /// let mut domain = Domain::new(8453, Address([9; 20]), Params::default())?;
    /// let forged = Envelope {
    ///     signer: Address([1; 20]),
    ///     content: Content::Command(Command::Withdraw { amount: Amount::dn(1) }),
    ///     signed: Signed { nonce: 0, valid_until: u64::MAX, signature: Signature(vec![0; 65]) },
    /// };
    /// assert_eq!(domain.apply_signed(1_000, &forged).unwrap_err().code(), "bad_signature");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `invalid_batch`, `bad_signature`, `wrong_nonce`, `expired` or `time_went_back`, or the command's own refusal;
    /// then nothing has changed, and the nonce is still good. The refusals of a batch's commands are in its receipt:
    /// it uses its nonce even if they all are refused.
    pub fn apply_signed(&mut self, now: Time, envelope: &Envelope) -> Result<Receipt, Error> {
        self.apply_checked(now, &envelope.check(self.id))
    }

    /// [`Domain::apply_signed`] of an envelope whose signature was looked at ahead.
    ///
    /// # Errors
    ///
    /// Those of [`Domain::apply_signed`]. An envelope that was checked for another domain is checked again.
    pub fn apply_checked(&mut self, now: Time, checked: &Checked<'_>) -> Result<Receipt, Error> {
        let Checked { envelope, domain_id, found } = checked;
        if *domain_id == self.id {
            found.clone()?;
        } else {
            envelope.examine(self.id)?;
        }
        let Envelope { signer, content, signed: Signed { nonce, valid_until, .. } } = envelope;
        let expected = self.nonce(signer);
        // The last number is never used, because none could follow it.
        if *nonce != expected || expected == u64::MAX {
            return Err(Error::WrongNonce { expected, found: *nonce });
        }
        if now >= *valid_until {
            return Err(Error::Expired { until: *valid_until, found: now });
        }
        let nonce_used = Event::NonceUsed { signer: *signer, nonce: *nonce };
        match content {
            Content::Command(command) => {
                let decision = decide::decide(self, now, *signer, command)?;
                Ok(Receipt::Command(decide::carry_out(self, now, Some(nonce_used), decision)))
            }
            Content::Batch(commands) => {
                decide::in_order(self, now)?;
                // An entry of the log of its own, so that it is used whatever becomes of the commands.
                let nonce_used = [nonce_used];
                self.replay_list(&nonce_used).expect("it is the signer's next nonce");
                let results = commands.iter().map(|command| self.apply(now, *signer, command)).collect();
                Ok(Receipt::Batch { nonce_used, results })
            }
        }
    }
}
