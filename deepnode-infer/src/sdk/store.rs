//! Where a miner or validator keeps what it may have to show.

mod file;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

pub use file::FileStore;

/// Named records, each written as a whole. Names are made of lower-case letters, digits and `-`.
pub trait Store: Send + Sync {
    /// Keeps a record in place of any of that name. When it returns, the record survives a crash.
    ///
    /// # Errors
    ///
    /// It could not be kept. One of that name that there was before is still there.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError>;

    /// The record of a name, as it was kept.
    ///
    /// # Errors
    ///
    /// It cannot be read, or it is not what was kept.
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// The names that begin like this, ascending.
    ///
    /// # Errors
    ///
    /// They cannot be listed.
    fn names(&self, prefix: &str) -> Result<Vec<String>, StoreError>;

    /// Drops the record of a name, if there is one.
    ///
    /// # Errors
    ///
    /// It is still there.
    fn remove(&self, name: &str) -> Result<(), StoreError>;
}

/// Why a record could not be kept or read.
///
/// More variants may come.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The system refused.
    #[error("{}: {why}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        why: io::Error,
    },
    /// Another process keeps its records here.
    #[error("{}: in use by another process", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// A record is not what was kept. It is never believed, and never overwritten by itself.
    #[error("record `{name}` is damaged: {why}")]
    Damaged {
        /// Its name.
        name: String,
        /// What is wrong with it.
        why: String,
    },
    /// A name with other characters than lower-case letters, digits and `-`, empty or longer than 200 bytes.
    #[error("`{name}` is no name for a record: expected 1..=200 of a-z, 0-9 and -")]
    Name {
        /// The name.
        name: String,
    },
}

/// Records in memory: for tests and simulations. Nothing survives the process.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<BTreeMap<String, Vec<u8>>>);

impl MemoryStore {
    fn records(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        // Each change is one call, so a panic elsewhere leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        check_name(name)?;
        self.records().insert(name.to_owned(), bytes.to_vec());
        Ok(())
    }

    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        check_name(name)?;
        Ok(self.records().get(name).cloned())
    }

    fn names(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        Ok(self.records().keys().filter(|name| name.starts_with(prefix)).cloned().collect())
    }

    fn remove(&self, name: &str) -> Result<(), StoreError> {
        check_name(name)?;
        self.records().remove(name);
        Ok(())
    }
}

fn check_name(name: &str) -> Result<(), StoreError> {
    let is_plain = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    if (1..=200).contains(&name.len()) && name.bytes().all(is_plain) {
        Ok(())
    } else {
        Err(StoreError::Name { name: name.to_owned() })
    }
}
