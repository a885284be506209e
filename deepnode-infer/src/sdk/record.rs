//! What is kept of a seal or a commitment until nobody can ask for it any more.

use std::marker::PhantomData;
use std::sync::Arc;

use deepnode_core::{Address, AssignmentId, Command, Hash, Time};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::store::{Store, StoreError};

/// A promise that was made on the ledger, and what opens it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record<O> {
    /// What puts the promise onto the ledger.
    pub(super) command: Command,
    /// Until when the ledger takes it.
    pub(super) until: Time,
    /// Whether the ledger has it.
    pub(super) sent: bool,
    /// What opens it.
    pub(super) opening: O,
}

/// What opens a seal, for the committee.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parcel {
    #[serde(with = "const_hex")]
    pub(super) parcel: Vec<u8>,
}

/// What opens a commitment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Opinion {
    pub(super) reveal: Command,
    /// Why the verdict is what it is, for people.
    pub(super) finding: String,
}

/// The records of one kind, of one signer in one domain.
#[derive(Clone)]
pub(super) struct Shelf<O> {
    store: Arc<dyn Store>,
    prefix: String,
    kind: PhantomData<fn() -> O>,
}

impl<O: Serialize + DeserializeOwned> Shelf<O> {
    pub(super) fn new(store: Arc<dyn Store>, kind: &str, domain: Hash, signer: Address) -> Shelf<O> {
        let prefix = format!("{kind}-{}-{}-", const_hex::encode(domain.0), const_hex::encode(signer.0));
        Shelf { store, prefix, kind: PhantomData }
    }

    fn name(&self, assignment: AssignmentId) -> String {
        format!("{}{}", self.prefix, assignment.0)
    }

    pub(super) fn put(&self, assignment: AssignmentId, record: &Record<O>) -> Result<(), StoreError> {
        let name = self.name(assignment);
        let bytes = serde_json::to_vec(record)
            .map_err(|why| StoreError::Damaged { name: name.clone(), why: why.to_string() })?;
        self.store.put(&name, &bytes)
    }

    pub(super) fn get(&self, assignment: AssignmentId) -> Result<Option<Record<O>>, StoreError> {
        let name = self.name(assignment);
        let Some(bytes) = self.store.get(&name)? else { return Ok(None) };
        let record = serde_json::from_slice(&bytes);
        record.map(Some).map_err(|why| StoreError::Damaged { name, why: why.to_string() })
    }

    /// The assignments of which there is a record, ascending.
    pub(super) fn list(&self) -> Result<Vec<AssignmentId>, StoreError> {
        let names = self.store.names(&self.prefix)?;
        let number = |name: &String| name.strip_prefix(&self.prefix)?.parse().ok().map(AssignmentId);
        let mut assignments: Vec<AssignmentId> = names.iter().filter_map(number).collect();
        assignments.sort();
        Ok(assignments)
    }

    pub(super) fn remove(&self, assignment: AssignmentId) -> Result<(), StoreError> {
        self.store.remove(&self.name(assignment))
    }
}
