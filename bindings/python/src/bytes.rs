//! Addresses and hashes.

use deepnode_core as core;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
#[cfg(feature = "stubs")]
use pyo3::{PyTypeInfo, inspect::PyStaticExpr, type_hint_identifier, type_hint_union};

use crate::error::{invalid, raise};
use crate::value::{FromPython, ToPython};

macro_rules! fixed {
    ($(#[$meta:meta])* $name:ident = $python:literal: $core:ty, $len:literal) => {
        $(#[$meta])*
        #[pyclass(frozen, eq, ord, hash, module = "deepnode", name = $python)]
        #[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name($core);

        impl ToPython for $core {
            #[cfg(feature = "stubs")]
            const OUTPUT: PyStaticExpr = <$name as PyTypeInfo>::TYPE_HINT;

            fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                Ok(Bound::new(py, $name(*self))?.into_any())
            }
        }

        impl FromPython for $core {
            #[cfg(feature = "stubs")]
            const INPUT: PyStaticExpr = type_hint_union!(
                <$name as PyTypeInfo>::TYPE_HINT,
                type_hint_identifier!("builtins", "str"),
                type_hint_identifier!("builtins", "bytes")
            );

            fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
                if let Ok(known) = value.cast::<$name>() {
                    return Ok(known.get().0);
                }
                let py = value.py();
                if let Ok(text) = value.cast::<PyString>() {
                    let text = text.to_str()?;
                    return text.parse().map_err(|why: core::InvalidHex| {
                        let message = format!("{why}, found {text:?}");
                        match why.bytes.to_py(py) {
                            Ok(bytes) => raise(py, "InvalidHex", message, vec![("bytes", bytes)]),
                            Err(error) => error,
                        }
                    });
                }
                if let Ok(bytes) = value.cast::<PyBytes>() {
                    let found = bytes.len()?;
                    let wrong = |_| invalid(py, format!("expected {} bytes, found {found}", $len));
                    return bytes.as_bytes().try_into().map(Self).map_err(wrong);
                }
                let found = value.get_type().name()?;
                let expected = concat!("expected a deepnode.", $python, ", its hex text, or bytes, found ");
                Err(PyTypeError::new_err(format!("{expected}{found}")))
            }
        }

        #[pymethods]
        impl $name {
            /// From `0x` and hex digits, or from bytes.
            #[new]
            fn new(value: crate::value::In<$core>) -> Self {
                Self(value.0)
            }

            /// All zeros.
            #[classattr]
            const ZERO: Self = Self(<$core>::ZERO);

            fn __str__(&self) -> String {
                self.0.to_string()
            }

            fn __repr__(&self) -> String {
                format!(concat!($python, "('{}')"), self.0)
            }

            fn __bytes__<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
                PyBytes::new(py, &self.0.0)
            }

            fn __reduce__<'py>(slf: &Bound<'py, Self>) -> (Bound<'py, PyAny>, (Bound<'py, PyBytes>,)) {
                (slf.get_type().into_any(), (PyBytes::new(slf.py(), &slf.get().0.0),))
            }
        }
    };
}

fixed! {
    /// A 20-byte address.
    ///
    /// Wherever one is expected, its hex text or its bytes do as well. `str` gives the EIP-55 form, with its checksum in
    /// the case of the letters; input takes either case and checks no checksum.
    ///
    /// >>> Address("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed")
    /// Address('0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed')
    PyAddress = "Address": core::Address, 20
}

fixed! {
    /// A 32-byte Keccak-256 digest, or another 32-byte value such as a salt.
    ///
    /// Wherever one is expected, its hex text or its bytes do as well.
    ///
    /// >>> keccak(b"")
    /// Hash('0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470')
    PyHash = "Hash": core::Hash, 32
}

/// Keccak-256 of the parts, one behind the other.
#[pyfunction]
#[pyo3(signature = (*parts))]
pub(crate) fn keccak(parts: Vec<Vec<u8>>) -> PyHash {
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    PyHash(core::keccak(&parts))
}
