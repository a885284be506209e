//! What is kept of a seal or a commitment until nobody can ask for it any more.

use deepnode_core::{Address, AssignmentId, Command, Hash, Time};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::store::{Store, StoreError};

/// A seal that was made, and what opens it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SealRecord {
    /// What puts the seal onto the ledger.
    pub(super) command: Command,
    /// When the lease is over.
    pub(super) until: Time,
    /// Whether the ledger has it.
    pub(super) sent: bool,
    /// For the committee.
    #[serde(with = "const_hex")]
    pub(super) parcel: Vec<u8>,
}

/// A commitment that was made, and what opens it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VerdictRecord {
    /// What puts the commitment onto the ledger.
    pub(super) commit: Command,
    /// When committing ends.
    pub(super) until: Time,
    /// Whether the ledger has it.
    pub(super) sent: bool,
    /// What opens it.
    pub(super) reveal: Command,
    /// Why the verdict is what it is, for people.
    pub(super) finding: String,
}

/// The records of one kind, of one signer in one domain.
#[derive(Clone, Debug)]
pub(super) struct Shelf {
    prefix: String,
}

impl Shelf {
    pub(super) fn new(kind: &str, domain: Hash, signer: Address) -> Shelf {
        Shelf { prefix: format!("{kind}-{}-{}-", const_hex::encode(domain.0), const_hex::encode(signer.0)) }
    }

    fn name(&self, assignment: AssignmentId) -> String {
        format!("{}{}", self.prefix, assignment.0)
    }

    pub(super) fn put<T: Serialize>(
        &self,
        store: &dyn Store,
        assignment: AssignmentId,
        record: &T,
    ) -> Result<(), StoreError> {
        let name = self.name(assignment);
        let bytes = serde_json::to_vec(record)
            .map_err(|why| StoreError::Damaged { name: name.clone(), why: why.to_string() })?;
        store.put(&name, &bytes)
    }

    pub(super) fn get<T: DeserializeOwned>(
        &self,
        store: &dyn Store,
        assignment: AssignmentId,
    ) -> Result<Option<T>, StoreError> {
        let name = self.name(assignment);
        let Some(bytes) = store.get(&name)? else { return Ok(None) };
        let record = serde_json::from_slice(&bytes);
        record.map(Some).map_err(|why| StoreError::Damaged { name, why: why.to_string() })
    }

    /// The assignments of which there is a record, ascending.
    pub(super) fn list(&self, store: &dyn Store) -> Result<Vec<AssignmentId>, StoreError> {
        let names = store.names(&self.prefix)?;
        let number = |name: &String| name.strip_prefix(&self.prefix)?.parse().ok().map(AssignmentId);
        let mut assignments: Vec<AssignmentId> = names.iter().filter_map(number).collect();
        assignments.sort();
        Ok(assignments)
    }

    pub(super) fn remove(&self, store: &dyn Store, assignment: AssignmentId) -> Result<(), StoreError> {
        store.remove(&self.name(assignment))
    }
}
