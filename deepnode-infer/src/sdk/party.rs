//! What miners and validators have in common: a key, engines, and promises that are kept before they are sent.

use std::sync::Arc;

use deepnode_core::keys::Key;
use deepnode_core::{Address, AssignmentId, Command, Content, Envelope, Hash, ModelId, Time};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tracing::{info, warn};

use super::error::SdkError;
use super::host::{self, Ledger, Reply};
use super::record::{Record, Shelf};
use super::store::Store;
use crate::engine::Engine;

/// Somebody who signs in a domain, makes promises on its ledger and opens them later with an `O`.
#[derive(Clone)]
pub(super) struct Party<O> {
    pub(super) key: Key,
    pub(super) domain: Hash,
    pub(super) engines: Vec<Arc<dyn Engine>>,
    pub(super) shelf: Shelf<O>,
}

impl<O: Serialize + DeserializeOwned> Party<O> {
    pub(super) fn new(key: Key, domain: Hash, store: Arc<dyn Store>, kind: &str) -> Party<O> {
        let shelf = Shelf::new(store, kind, domain, key.address());
        Party { key, domain, engines: Vec::new(), shelf }
    }

    pub(super) fn address(&self) -> Address {
        self.key.address()
    }

    pub(super) fn engine(&self, model: ModelId) -> Option<&Arc<dyn Engine>> {
        self.engines.iter().find(|engine| engine.manifest().hash() == model.0)
    }

    /// The models of its engines, for people.
    pub(super) fn models(&self) -> Vec<Hash> {
        self.engines.iter().map(|engine| Hash(engine.manifest().hash())).collect()
    }

    pub(super) fn sign(&self, command: Command, nonce: u64, valid_until: Time) -> Envelope {
        self.key.seal_for(self.domain, Content::Command(command), nonce, valid_until)
    }

    /// Sends the promises that were kept and of which nobody knows whether they were sent, as long as they are taken.
    pub(super) fn resume<H: Ledger + ?Sized>(&self, host: &mut H, done: &str) -> Result<(), SdkError> {
        for assignment in self.shelf.list()? {
            let Some(record) = self.shelf.get(assignment)? else { continue };
            if !record.sent && host.now() < record.until {
                info!(%assignment, "sent again after a restart");
                self.promise(host, assignment, &record.command, record.until, done)?;
            }
        }
        Ok(())
    }

    /// Sends a promise that is kept, and notes when the ledger has taken it.
    pub(super) fn promise<H: Ledger + ?Sized>(
        &self,
        host: &mut H,
        assignment: AssignmentId,
        command: &Command,
        until: Time,
        done: &str,
    ) -> Result<(), SdkError> {
        if self.tell(host, assignment, command, until, done)?
            && let Some(record) = self.shelf.get(assignment)?
        {
            self.shelf.put(assignment, &Record { sent: true, ..record })?;
        }
        Ok(())
    }

    /// Sends a command; whether the ledger has taken it. What could not be sent is logged.
    pub(super) fn tell<H: Ledger + ?Sized>(
        &self,
        host: &mut H,
        assignment: AssignmentId,
        command: &Command,
        until: Time,
        done: &str,
    ) -> Result<bool, SdkError> {
        match host::tell(host, &self.key, self.domain, command, until) {
            Ok(Reply::Applied) => {
                info!(%assignment, "{done}");
                return Ok(true);
            }
            // After a restart, the ledger may have it already.
            Ok(Reply::Refused { code, message: why }) => warn!(%assignment, code, why, "refused"),
            Err(SdkError::GaveUp { attempts, why }) => warn!(%assignment, attempts, %why, "could not send"),
            Err(other) => return Err(other),
        }
        Ok(false)
    }
}
