//! Private keys as arguments.

use deepnode_core::keys::Key;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier, type_hint_union};

use crate::error::invalid;
use crate::value::FromPython;

/// 64 hex digits, or 32 bytes.
impl FromPython for Key {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr =
        type_hint_union!(type_hint_identifier!("builtins", "str"), type_hint_identifier!("builtins", "bytes"));

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let py = value.py();
        // No message shows what was found: it may be a key.
        if let Ok(text) = value.cast::<PyString>() {
            return Self::from_hex(text.to_str()?).map_err(|why| invalid(py, why.to_string()));
        }
        if let Ok(bytes) = value.cast::<PyBytes>() {
            let wrong = |_| invalid(py, "expected a private key of 32 bytes".to_owned());
            let bytes: &[u8; 32] = bytes.as_bytes().try_into().map_err(wrong)?;
            return Self::from_bytes(bytes).map_err(|why| invalid(py, why.to_string()));
        }
        let found = value.get_type().name()?;
        Err(PyTypeError::new_err(format!("expected a private key as hex text or bytes, found {found}")))
    }
}
