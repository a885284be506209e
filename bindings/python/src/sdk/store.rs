//! Where a miner or validator keeps what it may have to show.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use deepnode_infer::sdk::{FileStore, MemoryStore, Store, StoreError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
#[cfg(feature = "stubs")]
use pyo3::{PyTypeInfo, inspect::PyStaticExpr, type_hint_identifier, type_hint_union};

use crate::infer::callback;
use crate::infer::slot::Slot;
use crate::sdk::error;
use crate::value::In;

macro_rules! stores {
    ($($(#[$meta:meta])* $name:ident = $python:literal: $core:ty { $($new:tt)* })+) => {$(
        $(#[$meta])*
        #[pyclass(frozen, module = "deepnode.sdk", name = $python)]
        pub(crate) struct $name(Arc<$core>);

        #[pymethods]
        impl $name {
            $($new)*

            /// Keeps a record in place of any of that name. When it returns, the record is kept.
            ///
            /// Names are 1 to 200 of `a-z`, `0-9` and `-`. Raises a `deepnode.sdk.errors.StoreError` if it could not be
            /// kept; one of that name that there was before is still there.
            fn put(&self, py: Python<'_>, name: &str, record: &[u8]) -> PyResult<()> {
                py.detach(|| self.0.put(name, record)).map_err(|why| error::store(py, &why))
            }

            /// The record of a name, as it was kept; None if there is none.
            ///
            /// Raises a `deepnode.sdk.errors.StoreError` if it cannot be read, or is not what was kept.
            fn get<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py, PyBytes>>> {
                let record = py.detach(|| self.0.get(name)).map_err(|why| error::store(py, &why))?;
                Ok(record.map(|record| PyBytes::new(py, &record)))
            }

            /// The names that begin like this, ascending.
            fn names(&self, py: Python<'_>, prefix: &str) -> PyResult<Vec<String>> {
                py.detach(|| self.0.names(prefix)).map_err(|why| error::store(py, &why))
            }

            /// Drops the record of a name, if there is one.
            fn remove(&self, py: Python<'_>, name: &str) -> PyResult<()> {
                py.detach(|| self.0.remove(name)).map_err(|why| error::store(py, &why))
            }
        }
    )+};
}

stores! {
    /// Records in memory: for tests and simulations. Nothing survives the process.
    ///
    /// >>> from deepnode.sdk import MemoryStore
    /// >>> store = MemoryStore()
    /// >>> store.put("seal-1", b"what opens it")
    /// >>> store.get("seal-1"), store.names("seal-")
    /// (b'what opens it', ['seal-1'])
    PyMemoryStore = "MemoryStore": MemoryStore {
        #[new]
        fn new() -> Self {
            Self(Arc::default())
        }
    }

    /// Records in a folder, one file for each, readable by their owner only.
    ///
    /// A crash leaves the old record or the new one, and a damaged or exchanged file is refused. One process has the folder
    /// at a time, for as long as the store, or a worker or validator that uses it, is held.
    PyFileStore = "FileStore": FileStore {
        /// Opens a folder, which is made if it is not there.
        ///
        /// Raises `deepnode.sdk.errors.StoreInUse` while another process, or another store of this one, has it.
        #[new]
        fn new(py: Python<'_>, folder: In<PathBuf>) -> PyResult<Self> {
            let opened = py.detach(|| FileStore::open(folder.0)).map_err(|why| error::store(py, &why))?;
            Ok(Self(Arc::new(opened)))
        }
    }
}

/// The argument `store`: one of the package's, or an object of `deepnode.sdk.Store`.
pub(crate) struct AnyStore {
    pub(crate) store: Arc<dyn Store>,
    /// Where a store that is written in Python is held.
    pub(crate) slot: Option<Slot>,
}

impl FromPyObject<'_, '_> for AnyStore {
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = type_hint_union!(
        <PyMemoryStore as PyTypeInfo>::TYPE_HINT,
        <PyFileStore as PyTypeInfo>::TYPE_HINT,
        type_hint_identifier!("deepnode.sdk.host", "Store")
    );

    fn extract(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        if let Ok(memory) = value.cast::<PyMemoryStore>() {
            return Ok(Self { store: memory.get().0.clone(), slot: None });
        }
        if let Ok(file) = value.cast::<PyFileStore>() {
            return Ok(Self { store: file.get().0.clone(), slot: None });
        }
        let slot = Slot::new(value);
        Ok(Self { store: Arc::new(PythonStore(slot.clone())), slot: Some(slot) })
    }
}

/// A store that is written in Python.
struct PythonStore(Slot);

impl PythonStore {
    fn call<T>(
        &self,
        name: &str,
        call: impl FnOnce(&Bound<'_, PyAny>) -> PyResult<T>,
    ) -> Result<T, StoreError> {
        let called = Python::try_attach(|py| {
            let called = self.0.bind(py).and_then(|store| call(&store));
            called.map_err(|raised| io::Error::other(callback::ordinary(py, raised)))
        });
        let called = called.unwrap_or_else(|| Err(io::Error::other("the interpreter has ended")));
        called.map_err(|why| StoreError::Io { path: PathBuf::from(name), why })
    }
}

impl Store for PythonStore {
    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.call(name, |store| store.call_method1("put", (name, PyBytes::new(store.py(), bytes))).map(drop))
    }

    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.call(name, |store| store.call_method1("get", (name,))?.extract())
    }

    fn names(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        self.call(prefix, |store| {
            let names = store.call_method1("names", (prefix,))?;
            let mut names =
                names.try_iter()?.map(|name| name?.extract()).collect::<PyResult<Vec<String>>>()?;
            names.sort();
            Ok(names)
        })
    }

    fn remove(&self, name: &str) -> Result<(), StoreError> {
        self.call(name, |store| store.call_method1("remove", (name,)).map(drop))
    }
}
