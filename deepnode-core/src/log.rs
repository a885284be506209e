//! The log: what each applied command gave, as canonical bytes in a chain of hashes.
//!
//! Every event has a number, the first one 1. The events of one applied command are one list, and each list moves the
//! domain's head on:
//!
//! ```text
//! head 0     = keccak(borsh(parameters of version 1))
//! head after = keccak(head before || borsh(list of events))
//! ```
//!
//! So the head stands for all events so far, for their order and for how they fell into commands. Whoever knows a head
//! that is to be trusted can check the events behind it with [`verify`], without any state.
//!
//! # Canonical bytes
//!
//! [Borsh](https://borsh.io): integers are little endian, lists and texts carry their length in 32 bits before them,
//! an option is one byte and what it holds, a struct is its fields in order, an enum is the number of its variant in
//! one byte and its fields. The order in which this crate declares fields and variants is part of the schema. An
//! amount is 128 bits wide, an address 20 bytes and a hash 32. Every value has one form: a number out of its range, an
//! unknown variant, keys that do not ascend, or bytes behind the end are errors. [`Command`](crate::Command),
//! [`Event`] and [`Params`] are read and written this way with the crate `borsh`.
//!
//! # Entries
//!
//! An [`Entry`] is how a list is kept or sent:
//!
//! | bytes | what |
//! |---|---|
//! | 1 | version of the schema: 1 |
//! | 4 | length of the body, little endian |
//! | length | body, in canonical bytes: number of the first event (8 bytes), head after the list (32 bytes), events |
//! | 8 | the first bytes of the Keccak-256 of all before |
//!
//! The last eight find accidents. Against forgery there is the head.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use borsh::BorshDeserialize;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::Domain;
use crate::event::Event;
use crate::hash::{Hash, keccak};
use crate::params::Params;

/// The version of the schema that entries are written in.
pub const SCHEMA: u8 = 1;

const PREFIX: usize = 5;
const CHECKSUM: usize = 8;

/// Most lists fit, so that writing one allocates once.
const TYPICAL_EVENT: usize = 80;

/// The events of one applied command, and where they are in the log.
///
/// ```
/// use deepnode_core::{Address, Amount, Command, Domain, Params, log};
///
/// let bridge = Address([1; 20]);
/// let mut domain = Domain::new(8453, Address([9; 20]), Params { bridge, ..Params::default() })?;
/// let before = domain.head();
/// let events = domain.apply(1_000, bridge, &Command::Deposit { to: bridge, amount: Amount::dn(5) })?;
///
/// let entry = log::Entry::last(&domain, events);
/// assert_eq!((entry.sequence, entry.head), (1, domain.head()));
/// let bytes = entry.to_bytes();
/// assert_eq!(log::Entry::from_bytes(&bytes)?, entry);
/// assert!(log::Entry::from_bytes(&bytes[1..]).is_err());
/// assert_eq!(log::verify(before, [&entry])?, domain.head());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Entry {
    /// The number of its first event.
    pub sequence: u64,
    /// The head after it.
    pub head: Hash,
    /// The events, at least one.
    pub events: Vec<Event>,
}

crate::text::objects!(Entry);

/// Bytes are not an entry.
///
/// More variants may come.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MalformedEntry {
    /// Written by another version of this crate, or no entry at all.
    #[error(
        "expected an entry of schema version {SCHEMA}, found {found}: read it with a version that knows it"
    )]
    Version {
        /// The first byte.
        found: u8,
    },
    /// The end is missing.
    #[error("expected an entry of {expected} bytes, found {found}: it was cut off")]
    Truncated {
        /// How long it should be, as far as it can be told.
        expected: usize,
        /// How long it is.
        found: usize,
    },
    /// There is more than an entry.
    #[error("expected an entry of {expected} bytes, found {found}: something follows it")]
    Trailing {
        /// How long it should be.
        expected: usize,
        /// How long it is.
        found: usize,
    },
    /// Some byte is not what was written.
    #[error("the checksum of the entry does not hold: fetch it again")]
    Damaged,
    /// No canonical bytes of a list of events.
    #[error("expected events in canonical bytes, found: {found}")]
    Unreadable {
        /// What is wrong.
        found: String,
    },
}

/// An entry is not the next one of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BrokenChain {
    /// The numbers of the events have a gap, or go back.
    #[error("expected an entry that begins with event {expected}, found one with {found}")]
    Sequence {
        /// The number of its first event.
        expected: u64,
        /// The number that it says.
        found: u64,
    },
    /// The events are not those that the head stands for.
    #[error("the entry that begins with event {sequence} ends in {found}, but says {expected}")]
    Head {
        /// The number of its first event.
        sequence: u64,
        /// The head that it says.
        expected: Hash,
        /// The head that its events give.
        found: Hash,
    },
    /// A list without events: no command gives that.
    #[error("expected at least one event in the entry that begins with event {sequence}, found none")]
    Empty {
        /// The number of its first event.
        sequence: u64,
    },
}

/// Entries cannot be taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CannotFollow {
    /// They are not the next ones.
    #[error(transparent)]
    Chain(#[from] BrokenChain),
    /// They are, but they do not fit the state.
    #[error(transparent)]
    State(#[from] crate::Inconsistent),
}

/// The head of a domain without events: the hash of its parameters of version 1.
pub fn genesis(params: &Params) -> Hash {
    keccak(&[&borsh::to_vec(params).expect(FITS)])
}

/// The head after a list of events.
pub fn next_head(head: Hash, events: &[Event]) -> Hash {
    let mut bytes = Vec::with_capacity(32 + 4 + TYPICAL_EVENT * events.len());
    bytes.extend_from_slice(&head.0);
    borsh::to_writer(&mut bytes, events).expect(FITS);
    keccak(&[&bytes])
}

/// Checks that entries follow on each other behind a head, and gives the head after them.
///
/// It needs no state. Whether the events may happen is the word of whoever vouches for the head.
///
/// # Errors
///
/// The first entry that is not the next one.
pub fn verify<'e>(
    head_before: Hash,
    entries: impl IntoIterator<Item = &'e Entry>,
) -> Result<Hash, BrokenChain> {
    let mut head = head_before;
    let mut next = None;
    for entry in entries {
        let sequence = entry.sequence;
        match next {
            Some(expected) if expected != sequence => {
                return Err(BrokenChain::Sequence { expected, found: sequence });
            }
            _ => {}
        }
        if entry.events.is_empty() {
            return Err(BrokenChain::Empty { sequence });
        }
        head = next_head(head, &entry.events);
        if head != entry.head {
            return Err(BrokenChain::Head { sequence, expected: entry.head, found: head });
        }
        next = Some(sequence.saturating_add(entry.events.len() as u64));
    }
    Ok(head)
}

/// The entries of several lists behind a sequence and a head, which are moved on: those of a batch, say.
///
/// ```
/// use deepnode_core::{Address, Content, Domain, Envelope, Error, Params, Receipt, log};
///
/// # fn keep(_: log::Entry) {}
/// fn take(domain: &mut Domain, now: u64, envelope: &Envelope) -> Result<Receipt, Error> {
///     let (mut sequence, mut head) = (domain.sequence(), domain.head());
///     let receipt = domain.apply_signed(now, envelope)?;
///     log::entries(&mut sequence, &mut head, receipt.entries()).into_iter().for_each(keep);
///     assert_eq!((sequence, head), (domain.sequence(), domain.head()));
///     Ok(receipt)
/// }
/// ```
pub fn entries<'e>(
    sequence: &mut u64,
    head: &mut Hash,
    lists: impl IntoIterator<Item = &'e [Event]>,
) -> Vec<Entry> {
    let entry = |events: &[Event]| {
        let first = sequence.saturating_add(1);
        *head = next_head(*head, events);
        *sequence = sequence.saturating_add(events.len() as u64);
        Entry { sequence: first, head: *head, events: events.to_vec() }
    };
    lists.into_iter().map(entry).collect()
}

/// Writing into memory fails only for lists of more than 2^32-1 members, which memory cannot hold here.
pub(crate) const FITS: &str = "lists are shorter than 2^32";

impl Entry {
    /// The entry of what [`Domain::apply`] has just answered.
    pub fn last(domain: &Domain, events: Vec<Event>) -> Self {
        let sequence = (domain.sequence() + 1).saturating_sub(events.len() as u64);
        Self { sequence, head: domain.head(), events }
    }

    /// The entry as bytes; the layout is in the [module's documentation](self).
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(PREFIX + 44 + TYPICAL_EVENT * self.events.len() + CHECKSUM);
        bytes.extend_from_slice(&[SCHEMA, 0, 0, 0, 0]);
        let body = (self.sequence, self.head, &self.events);
        borsh::to_writer(&mut bytes, &body).expect(FITS);
        let length = u32::try_from(bytes.len() - PREFIX).expect("an entry is shorter than 2^32 bytes");
        bytes[1..PREFIX].copy_from_slice(&length.to_le_bytes());
        let checksum = checksum(&bytes);
        bytes.extend_from_slice(&checksum);
        bytes
    }

    /// Reads what [`Entry::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// Bytes of another version, too few of them, too many, or others than were written.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MalformedEntry> {
        let found = bytes.len();
        match Self::split_first(bytes)? {
            (entry, []) => Ok(entry),
            (_, rest) => Err(MalformedEntry::Trailing { expected: found - rest.len(), found }),
        }
    }

    /// Reads the first of several entries that follow on each other, and gives the bytes behind it.
    ///
    /// # Errors
    ///
    /// Bytes of another version, too few of them, or others than were written.
    pub fn split_first(bytes: &[u8]) -> Result<(Self, &[u8]), MalformedEntry> {
        let found = bytes.len();
        let cut_off = |expected| MalformedEntry::Truncated { expected, found };
        match bytes.first() {
            None => return Err(cut_off(PREFIX + CHECKSUM)),
            Some(&SCHEMA) => {}
            Some(&found) => return Err(MalformedEntry::Version { found }),
        }
        let length = bytes.get(1..PREFIX).and_then(|length| length.try_into().ok());
        let body = u32::from_le_bytes(length.ok_or(cut_off(PREFIX + CHECKSUM))?) as usize;
        let length = body.saturating_add(PREFIX + CHECKSUM);
        let (entry, rest) = bytes.split_at_checked(length).ok_or(cut_off(length))?;
        let (content, kept) = entry.split_at(length - CHECKSUM);
        if checksum(content) != kept {
            return Err(MalformedEntry::Damaged);
        }
        let read = <(u64, Hash, Vec<Event>)>::try_from_slice(&content[PREFIX..]);
        let unreadable = |why: borsh::io::Error| MalformedEntry::Unreadable { found: why.to_string() };
        let (sequence, head, events) = read.map_err(unreadable)?;
        Ok((Self { sequence, head, events }, rest))
    }
}

/// An entry is a list that [`Domain::replay`] takes.
impl AsRef<[Event]> for Entry {
    fn as_ref(&self) -> &[Event] {
        &self.events
    }
}

fn checksum(bytes: &[u8]) -> [u8; CHECKSUM] {
    let hash = keccak(&[bytes]).0;
    core::array::from_fn(|at| hash[at])
}

impl Domain {
    /// Moves the head on by the events of one list, which the state has taken in already: the one place where it
    /// moves.
    pub(crate) fn seal_entry(&mut self, events: &[Event]) {
        self.head = next_head(self.head, events);
        self.sequence = self.sequence.saturating_add(events.len() as u64);
    }
}
