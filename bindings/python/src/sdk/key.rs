//! Private keys as arguments.

use deepnode_core::keys::Key;
use pyo3::prelude::*;
#[cfg(feature = "stubs")]
use pyo3::{PyTypeInfo, inspect::PyStaticExpr};

use crate::signing::key::PyKey;
use crate::value::FromPython;

impl FromPython for Key {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = <PyKey as PyTypeInfo>::TYPE_HINT;

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        Ok(value.cast::<PyKey>()?.get().0.clone())
    }
}
