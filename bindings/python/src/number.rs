//! Whole numbers, wide ones too.

use pyo3::exceptions::PyOverflowError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use crate::error::invalid;

/// `n * 2^64`, for small `n`: amounts below 4722 DN are then put together by one addition. The stable interface makes
/// wider numbers only by shifting, which takes three times as long.
static HIGH: PyOnceLock<Vec<Py<PyAny>>> = PyOnceLock::new();

pub(crate) fn to_py(py: Python<'_>, number: u128) -> PyResult<Bound<'_, PyAny>> {
    let low = number as u64;
    let Ok(high) = usize::try_from(number >> 64) else { return Ok(number.into_pyobject(py)?.into_any()) };
    if high == 0 {
        return Ok(low.into_pyobject(py)?.into_any());
    }
    let table = HIGH.get_or_try_init(py, || {
        (0..256_u128)
            .map(|n| Ok((n << 64).into_pyobject(py)?.into_any().unbind()))
            .collect::<PyResult<Vec<_>>>()
    })?;
    match table.get(high) {
        Some(high) => high.bind(py).add(low),
        None => Ok(number.into_pyobject(py)?.into_any()),
    }
}

/// A whole number of the type's range.
pub(crate) fn from_py<'a, 'py, T>(value: Borrowed<'a, 'py, PyAny>) -> PyResult<T>
where
    T: FromPyObject<'a, 'py, Error = PyErr> + Range,
{
    value.extract().map_err(|error: PyErr| {
        if error.is_instance_of::<PyOverflowError>(value.py()) {
            let found = value.str().map_or_else(|_| String::from("another number"), |text| text.to_string());
            invalid(value.py(), format!("expected a whole number in 0..={}, found {found}", T::LARGEST))
        } else {
            error
        }
    })
}

pub(crate) fn too_large(py: Python<'_>, found: u128, largest: u128) -> PyErr {
    invalid(py, format!("expected a whole number in 0..={largest}, found {found}"))
}

/// How far a type goes.
pub(crate) trait Range {
    const LARGEST: u128;
}

macro_rules! ranges {
    ($($type:ty)+) => { $(impl Range for $type { const LARGEST: u128 = <$type>::MAX as u128; })+ };
}

ranges! { u8 u16 u32 u64 usize u128 }
