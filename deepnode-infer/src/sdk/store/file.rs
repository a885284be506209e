//! Records as files.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{Store, StoreError, check_name};

const MAGIC: &[u8; 5] = b"dnst1";
const LOCK: &str = ".lock";
/// Begins the names of files that are being written; a crash leaves them behind.
const TEMPORARY: &str = ".tmp-";

/// Records in a folder, one file for each, readable by their owner only.
///
/// A record is written to a file beside it, synced, and renamed into its place, and then the folder is synced: a crash
/// leaves the old record or the new one. Each begins with a checksum over its name and bytes, so that a damaged or
/// exchanged file is refused. One process has the folder at a time; the lock goes with the process, however it ends.
///
/// ```
/// use deepnode_infer::sdk::{FileStore, Store};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// let store = FileStore::open(folder.path())?;
/// store.put("seal-1", b"what opens it")?;
/// drop(store);
/// assert_eq!(FileStore::open(folder.path())?.get("seal-1")?.as_deref(), Some(&b"what opens it"[..]));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct FileStore {
    folder: PathBuf,
    /// Held for as long as the store is open.
    _lock: File,
}

impl FileStore {
    /// Opens a folder, which is made if it is not there.
    ///
    /// # Errors
    ///
    /// [`StoreError::InUse`] while another process, or another store of this one, has it; or what the system says.
    pub fn open(folder: impl Into<PathBuf>) -> Result<FileStore, StoreError> {
        let folder = folder.into();
        fs::create_dir_all(&folder).map_err(|why| io_error(&folder, why))?;
        let path = folder.join(LOCK);
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let lock = lock.map_err(|why| io_error(&path, why))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::InUse { path: folder }),
            Err(TryLockError::Error(why)) => return Err(io_error(&path, why)),
        }
        let store = FileStore { folder, _lock: lock };
        // Nobody else writes here, so these are what a crash has left.
        for name in store.list()?.into_iter().filter(|name| name.starts_with(TEMPORARY)) {
            let path = store.folder.join(name);
            fs::remove_file(&path).map_err(|why| io_error(&path, why))?;
        }
        Ok(store)
    }

    fn list(&self) -> Result<Vec<String>, StoreError> {
        let entries = fs::read_dir(&self.folder).map_err(|why| io_error(&self.folder, why))?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|why| io_error(&self.folder, why))?;
            // A name that is no text is none of ours.
            names.extend(entry.file_name().into_string());
        }
        names.sort();
        Ok(names)
    }

    /// Makes a rename or a removal survive a crash.
    fn sync(&self) -> Result<(), StoreError> {
        if cfg!(unix) {
            let folder = File::open(&self.folder).and_then(|folder| folder.sync_all());
            folder.map_err(|why| io_error(&self.folder, why))?;
        }
        Ok(())
    }
}

impl Store for FileStore {
    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        check_name(name)?;
        let path = self.folder.join(name);
        let write = || -> io::Result<()> {
            let mut file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(&self.folder)?;
            file.write_all(MAGIC)?;
            file.write_all(&checksum(name, bytes))?;
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            file.persist(&path)?;
            Ok(())
        };
        write().map_err(|why| io_error(&path, why))?;
        self.sync()
    }

    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        check_name(name)?;
        let path = self.folder.join(name);
        let file = match fs::read(&path) {
            Ok(file) => file,
            Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(why) => return Err(io_error(&path, why)),
        };
        let damaged = |why: &str| StoreError::Damaged { name: name.to_owned(), why: why.to_owned() };
        let rest = file.strip_prefix(MAGIC).ok_or_else(|| damaged("it does not begin with `dnst1`"))?;
        let (sum, bytes) = rest.split_first_chunk::<32>().ok_or_else(|| damaged("it is cut short"))?;
        if *sum != checksum(name, bytes) {
            return Err(damaged("its checksum does not fit"));
        }
        Ok(Some(bytes.to_vec()))
    }

    fn names(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let is_record = |name: &String| name.starts_with(prefix) && check_name(name).is_ok();
        Ok(self.list()?.into_iter().filter(is_record).collect())
    }

    fn remove(&self, name: &str) -> Result<(), StoreError> {
        check_name(name)?;
        let path = self.folder.join(name);
        match fs::remove_file(&path) {
            Ok(()) => self.sync(),
            Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(why) => Err(io_error(&path, why)),
        }
    }
}

fn checksum(name: &str, bytes: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(name.as_bytes());
    // No name has this byte.
    hasher.update(&[0]);
    hasher.update(bytes);
    *hasher.finalize().as_bytes()
}

fn io_error(path: &Path, why: io::Error) -> StoreError {
    StoreError::Io { path: path.to_owned(), why }
}
