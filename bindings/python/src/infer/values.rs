//! Numbers, hashes and paths of the inference crate as Python objects.

use std::io;
use std::path::PathBuf;

use deepnode_core::Hash;
use deepnode_infer::{Device, Q16};
use pyo3::exceptions::{PyOverflowError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyString};
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier, type_hint_union};

use crate::error::invalid;
use crate::value::{FromPython, ToPython};

/// 32 bytes are a hash in Python, whatever they were made with.
impl ToPython for [u8; 32] {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = Hash::OUTPUT;

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Hash(*self).to_py(py)
    }
}

impl FromPython for [u8; 32] {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = Hash::INPUT;

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        Ok(Hash::from_py(value)?.0)
    }
}

/// Numbers that Python has in its own `float`.
macro_rules! plain {
    ($($type:ty = $hint:literal;)+) => {$(
        impl ToPython for $type {
            #[cfg(feature = "stubs")]
            const OUTPUT: PyStaticExpr = type_hint_identifier!("builtins", $hint);

            fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                Ok(self.into_pyobject(py)?.into_any())
            }
        }

        impl FromPython for $type {
            #[cfg(feature = "stubs")]
            const INPUT: PyStaticExpr = type_hint_identifier!("builtins", $hint);

            fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
                value.extract()
            }
        }
    )+};
}

plain! {
    f32 = "float";
    f64 = "float";
}

impl ToPython for i32 {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = u64::OUTPUT;

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.into_pyobject(py)?.into_any())
    }
}

impl FromPython for i32 {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = u64::INPUT;

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let py = value.py();
        if value.is_instance_of::<PyBool>() {
            return Err(PyTypeError::new_err("expected an int, found a bool"));
        }
        value.extract().map_err(|error: PyErr| {
            if !error.is_instance_of::<PyOverflowError>(py) {
                return error;
            }
            let found = value.str().map_or_else(|_| String::from("another number"), |text| text.to_string());
            let (least, most) = (Self::MIN, Self::MAX);
            invalid(py, format!("expected a whole number in {least}..={most}, found {found}"))
        })
    }
}

/// A number at or above zero, in steps of 2^-16.
impl ToPython for Q16 {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = f64::OUTPUT;

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.to_f64().to_py(py)
    }
}

impl FromPython for Q16 {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = f64::INPUT;

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let number: f64 = value.extract()?;
        let wrong =
            || invalid(value.py(), format!("expected a number from 0 to below 65536, found {number}"));
        Self::new(number).ok_or_else(wrong)
    }
}

impl ToPython for PathBuf {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = type_hint_identifier!("pathlib", "Path");

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.as_path().into_pyobject(py)?.into_any())
    }
}

impl FromPython for PathBuf {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = type_hint_union!(
        type_hint_identifier!("builtins", "str"),
        pyo3::type_hint_subscript!(
            type_hint_identifier!("os", "PathLike"),
            type_hint_identifier!("builtins", "str")
        )
    );

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        value.extract()
    }
}

/// `cpu`, `cuda` or `cuda:N`.
impl ToPython for Device {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = str::OUTPUT;

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyString::new(py, &self.to_string()).into_any())
    }
}

impl FromPython for Device {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = String::INPUT;

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let text: String = value.extract()?;
        text.parse().map_err(|why| crate::infer::error::failed(value.py(), &why))
    }
}

/// What the system says.
impl ToPython for io::Error {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = str::OUTPUT;

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.to_string().to_py(py)
    }
}
