//! Signatures of Ethereum wallets.

use deepnode_core::{Address, Hash, Signature};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
#[cfg(feature = "stubs")]
use pyo3::{PyTypeInfo, inspect::PyStaticExpr, type_hint_identifier, type_hint_union};

use crate::error::raise;
use crate::value::{FromPython, In, Out, ToPython};

/// A signature as it came: `r`, `s` and `v` in 65 bytes, if it is any good.
///
/// Wherever one is expected, its hex text or its bytes do as well, those of eth-account too. A length other than 65 is a
/// matter for the check, not for the reader.
#[pyclass(frozen, eq, hash, module = "deepnode.signing", name = "Signature")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct PySignature(Vec<u8>);

impl ToPython for Signature {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = <PySignature as PyTypeInfo>::TYPE_HINT;

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(Bound::new(py, PySignature(self.0.clone()))?.into_any())
    }
}

impl FromPython for Signature {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = type_hint_union!(
        <PySignature as PyTypeInfo>::TYPE_HINT,
        type_hint_identifier!("builtins", "str"),
        type_hint_identifier!("builtins", "bytes")
    );

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let py = value.py();
        if let Ok(known) = value.cast::<PySignature>() {
            return Ok(Self(known.get().0.clone()));
        }
        if let Ok(text) = value.cast::<PyString>() {
            let text = text.to_str()?;
            return text
                .parse()
                .map_err(|why| raise(py, "NotHex", format!("{why}, found {text:?}"), Vec::new()));
        }
        if let Ok(bytes) = value.cast::<PyBytes>() {
            return Ok(Self(bytes.as_bytes().to_vec()));
        }
        let found = value.get_type().name()?;
        let expected = "expected a deepnode.signing.Signature, its hex text, or bytes, found ";
        Err(PyTypeError::new_err(format!("{expected}{found}")))
    }
}

impl PySignature {
    fn core(&self) -> Signature {
        Signature(self.0.clone())
    }
}

#[pymethods]
impl PySignature {
    /// From `0x` and hex digits, or from bytes.
    #[new]
    fn new(value: In<Signature>) -> Self {
        Self(value.0.0)
    }

    /// Who signed a digest; `None` if nobody can have: not 65 bytes, `v` other than 0, 1, 27 or 28, or numbers that are
    /// none of a signature, `s` above half of the curve's order among them.
    fn signer<'py>(&self, py: Python<'py>, digest: In<Hash>) -> PyResult<Out<'py, Option<Address>>> {
        Out::new(py, &self.core().signer(digest.0))
    }

    fn __str__(&self) -> String {
        self.core().to_string()
    }

    fn __repr__(&self) -> String {
        format!("Signature('{}')", self.core())
    }

    fn __bytes__<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> (Bound<'py, PyAny>, (Bound<'py, PyBytes>,)) {
        (slf.get_type().into_any(), (PyBytes::new(slf.py(), &slf.get().0),))
    }
}
