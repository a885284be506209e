//! Whole numbers, wide ones too.

use pyo3::exceptions::{PyIndexError, PyOverflowError, PyTypeError};
#[cfg(feature = "stubs")]
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyBool;

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
    up_to(value, T::LARGEST)
}

/// A whole number of the type's range, for whoever takes none above `largest`: refusals name that bound. What fits the
/// type is left to the caller to look at.
pub(crate) fn up_to<'a, 'py, T>(value: Borrowed<'a, 'py, PyAny>, largest: u128) -> PyResult<T>
where
    T: FromPyObject<'a, 'py, Error = PyErr>,
{
    // To Python, True is 1; here it is a slip.
    if value.is_exact_instance_of::<PyBool>() {
        return Err(PyTypeError::new_err("expected an int, found bool"));
    }
    value.extract().map_err(|error: PyErr| {
        if error.is_instance_of::<PyOverflowError>(value.py()) { outside(value, largest) } else { error }
    })
}

/// A number below 0 or above `largest`.
pub(crate) fn outside(found: Borrowed<'_, '_, PyAny>, largest: u128) -> PyErr {
    // Python writes no number of thousands of digits.
    let text = found.str().map_or_else(|_| String::from("another number"), |text| text.to_string());
    invalid(found.py(), format!("expected a whole number in 0..={largest}, found {text}"))
}

/// A place in a sequence, from its end if it is below 0.
#[derive(Clone, Copy)]
pub(crate) struct Index(pub(crate) isize);

impl Index {
    /// The place from the beginning in a sequence of so many; `None` if that is before it.
    pub(crate) fn within(self, count: usize) -> Option<usize> {
        if self.0 < 0 { count.checked_sub(self.0.unsigned_abs()) } else { Some(self.0.unsigned_abs()) }
    }

    /// The same as an end of a slice, which goes no further than the sequence.
    pub(crate) fn up_to(self, count: usize) -> usize {
        self.within(count).map_or(0, |place| place.min(count))
    }
}

impl FromPyObject<'_, '_> for Index {
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = <isize as FromPyObject<'_, '_>>::INPUT_TYPE;

    fn extract(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        value.extract().map(Self).map_err(|error: PyErr| {
            if error.is_instance_of::<PyOverflowError>(value.py()) {
                PyIndexError::new_err("there is nothing at a place so far away")
            } else {
                error
            }
        })
    }
}

/// How far a type goes.
pub(crate) trait Range {
    const LARGEST: u128;
}

macro_rules! ranges {
    ($($type:ty)+) => { $(impl Range for $type { const LARGEST: u128 = <$type>::MAX as u128; })+ };
}

ranges! { u8 u16 u32 u64 usize u128 }
