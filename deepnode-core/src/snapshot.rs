//! The whole state as bytes, and back.
//!
//! A snapshot and the log behind it give the state: [`Domain::restore`], then [`Domain::replay`]. The same state gives
//! the same bytes on every machine.
//!
//! # Layout
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `DeepNode` |
//! | 1 | version of the schema: 1 |
//! | the rest | the state, in the [canonical bytes](crate::log#canonical-bytes) of these in turn |
//! | 32 | Keccak-256 of all before |
//!
//! The state is: a list of the holders of the six roles, and the phase; chain and contract; head and sequence; nonces;
//! versions of the parameters; offers of roles; time, beacon and next; balances, collaterals, stakes, delegations, deposits,
//! pool and supply; models, miners and validators in order of registration; tasks, assignments, cases and proposals
//! with their ids, each behind how many ids were given; undelegations in their cooldown, and how many there ever were;
//! the epochs that are not closed.
//!
//! It holds nothing that follows from the rest. Escrows, sums, deadlines, queues, weights, who is suspended, which
//! assignments are in flight are found anew, by the same code that keeps them up to date, so that they cannot contradict
//! it. Then every reference and range is checked, and at last [`Domain::audit`] has to find nothing.
//! The checksum finds accidents; whether a snapshot is that of the domain which it says it is, its
//! [head](Domain::head) tells whoever knows the head.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use borsh::{BorshDeserialize, BorshSerialize};
use thiserror::Error;

use crate::address::Address;
use crate::domain::Domain;
use crate::hash::keccak;
use crate::log::FITS;
use crate::params::{InvalidParams, Params};
use crate::word::Role;

mod check;
mod rebuild;
#[cfg(all(test, feature = "testing"))]
mod tests;

/// The version of the schema that snapshots are written in.
pub const SCHEMA: u8 = 1;

const MAGIC: &[u8; 8] = b"DeepNode";
const HEADER: usize = 9;
const CHECKSUM: usize = 32;

/// Bytes are not a snapshot, or not one of a domain that can be.
///
/// More variants may come.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// Something else.
    #[error("expected a snapshot, which begins with \"DeepNode\", found other bytes")]
    NoSnapshot,
    /// Written by another version of this crate.
    #[error(
        "expected a snapshot of schema version {SCHEMA}, found {found}: restore it with a version that knows it"
    )]
    Version {
        /// Its version.
        found: u8,
    },
    /// Some byte is missing, is too many, or is not what was written.
    #[error("the checksum of the snapshot does not hold: fetch it again")]
    Damaged,
    /// No canonical bytes of a state.
    #[error("expected a state in canonical bytes, found: {found}")]
    Unreadable {
        /// What is wrong.
        found: String,
    },
    /// Parameters that break a rule.
    #[error("version {version} of the parameters: {source}")]
    Params {
        /// Which.
        version: u64,
        /// What is wrong with them.
        source: InvalidParams,
    },
    /// A state that no commands lead to.
    #[error("the snapshot contradicts itself: {0}")]
    Inconsistent(
        /// The first thing that is wrong.
        String,
    ),
}

/// Lists what is kept, once for both ways.
macro_rules! kept {
    ($($field:ident),+ $(,)?) => {
        fn write(domain: &Domain, bytes: &mut Vec<u8>) -> borsh::io::Result<()> {
            $(domain.$field.serialize(bytes)?;)+
            Ok(())
        }

        fn read(domain: &mut Domain, bytes: &mut &[u8]) -> borsh::io::Result<()> {
            $(domain.$field = BorshDeserialize::deserialize(bytes)?;)+
            Ok(())
        }
    };
}

// The order is part of the schema.
kept! {
    chain_id,
    contract,
    head,
    sequence,
    nonces,
    versions,
    offers,
    now,
    beacon,
    next,
    ledger,
    models,
    miners,
    validators,
    tasks,
    assignments,
    cases,
    proposals,
    unbondings,
    unbondings_made,
    epochs,
}

impl Domain {
    /// The whole state as bytes; the layout is in the [module's documentation](crate::snapshot).
    ///
    /// ```
    /// use deepnode_core::{Address, Amount, Command, Domain, Params};
    ///
    /// let bridge = Address([1; 20]);
    /// let mut domain = Domain::new(8453, Address([9; 20]), Params { bridge, ..Params::default() })?;
    /// domain.apply(1_000, bridge, &Command::Deposit { to: bridge, amount: Amount::dn(5) })?;
    ///
    /// let bytes = domain.snapshot();
    /// let mut restored = Domain::restore(&bytes)?;
    /// assert_eq!(restored, domain);
    ///
    /// // Later events bring it up to date.
    /// let events = domain.apply(2_000, bridge, &Command::Withdraw { amount: Amount::dn(1) })?;
    /// restored.replay([&events])?;
    /// assert_eq!((restored.head(), restored.balance(&bridge)), (domain.head(), Amount::dn(4)));
    ///
    /// assert!(Domain::restore(&bytes[1..]).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn snapshot(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.estimated_size());
        bytes.extend_from_slice(MAGIC);
        bytes.push(SCHEMA);
        let roles = Role::ALL.iter().map(|role| self.in_force.holder(*role));
        let present = (roles.collect::<Vec<Address>>(), self.in_force.phase);
        present.serialize(&mut bytes).and_then(|()| write(self, &mut bytes)).expect(FITS);
        let checksum = keccak(&[&bytes]);
        bytes.extend_from_slice(&checksum.0);
        bytes
    }

    /// The domain that [`Domain::snapshot`] was asked of.
    ///
    /// Bytes of a stranger are safe to restore: whatever they say, they give an error or a domain that its audit finds
    /// nothing wrong with. Whether it is the domain that the stranger says it is, only its head can tell. Take no more
    /// bytes from a stranger than you can afford: a domain takes as much memory as what it describes, and a made-up one
    /// with a cap on the stake for each of its validators takes the square.
    ///
    /// # Errors
    ///
    /// Other bytes than were written, or a state that its audit would find something wrong with.
    pub fn restore(bytes: &[u8]) -> Result<Self, RestoreError> {
        if bytes.get(..MAGIC.len()) != Some(MAGIC) {
            return Err(RestoreError::NoSnapshot);
        }
        match bytes.get(MAGIC.len()) {
            Some(&SCHEMA) if bytes.len() >= HEADER + CHECKSUM => {}
            Some(&SCHEMA) | None => return Err(RestoreError::Damaged),
            Some(&found) => return Err(RestoreError::Version { found }),
        }
        let (content, checksum) = bytes.split_at(bytes.len() - CHECKSUM);
        if keccak(&[content]).0 != checksum {
            return Err(RestoreError::Damaged);
        }
        let unreadable = |why: borsh::io::Error| RestoreError::Unreadable { found: why.to_string() };
        let mut domain = unchecked(&content[HEADER..]).map_err(unreadable)?;
        domain.check()?;
        domain.rebuild().map_err(RestoreError::Inconsistent)?;
        domain.check_rebuilt().map_err(RestoreError::Inconsistent)?;
        match domain.audit().into_iter().next() {
            None => Ok(domain),
            Some(broken) => Err(RestoreError::Inconsistent(broken)),
        }
    }

    /// About how long the snapshot will be, so that writing it allocates once.
    fn estimated_size(&self) -> usize {
        let people = 40 * self.ledger.balances().len() + 140 * self.miners.len() as usize;
        let work = 160 * self.tasks.iter().size_hint().0 + 300 * self.assignments.iter().size_hint().0;
        4096 + people + work + 100 * self.validators.len() as usize
    }
}

/// A state as it was read, with nothing of what follows from it.
fn unchecked(mut bytes: &[u8]) -> borsh::io::Result<Domain> {
    let invalid = |why| borsh::io::Error::new(borsh::io::ErrorKind::InvalidData, why);
    let (roles, phase): (Vec<Address>, u64) = BorshDeserialize::deserialize(&mut bytes)?;
    if roles.len() != Role::ALL.len() {
        return Err(invalid("expected the holders of six roles"));
    }
    let mut domain = Domain::new(0, Address::ZERO, Params::default()).expect("the default parameters hold");
    read(&mut domain, &mut bytes)?;
    if !bytes.is_empty() {
        return Err(invalid("expected nothing behind the state"));
    }
    let latest = domain.versions.last_key_value().ok_or(invalid("expected parameters"))?;
    domain.in_force = latest.1.clone();
    domain.in_force.phase = phase;
    for (role, holder) in Role::ALL.iter().zip(roles) {
        *domain.in_force.holder_mut(*role) = holder;
    }
    Ok(domain)
}
