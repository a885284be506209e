//! Arrays of numbers, without a copy on the way from bytes to NumPy.

use std::convert::Infallible;

use pyo3::prelude::*;
use pyo3::types::PyByteArray;
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier, type_hint_subscript};

/// A NumPy array of float32.
pub(crate) struct Array<'py>(Bound<'py, PyAny>);

impl<'py> IntoPyObject<'py> for Array<'py> {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = Infallible;
    #[cfg(feature = "stubs")]
    const OUTPUT_TYPE: PyStaticExpr = type_hint_subscript!(
        type_hint_identifier!("numpy.typing", "NDArray"),
        type_hint_identifier!("numpy", "float32")
    );

    fn into_pyobject(self, _: Python<'py>) -> Result<Self::Output, Infallible> {
        Ok(self.0)
    }
}

/// `[len]`
pub(crate) fn vector<'py>(py: Python<'py>, numbers: &[f32]) -> PyResult<Array<'py>> {
    flat(py, numbers.len(), [numbers].into_iter()).map(Array)
}

/// `[rows][width]`
pub(crate) fn matrix<'py>(py: Python<'py>, rows: &[Vec<f32>], width: usize) -> PyResult<Array<'py>> {
    let numbers = flat(py, rows.len() * width, rows.iter().map(Vec::as_slice))?;
    numbers.call_method1("reshape", (rows.len(), width)).map(Array)
}

fn flat<'py, 'n>(
    py: Python<'py>,
    len: usize,
    rows: impl Iterator<Item = &'n [f32]>,
) -> PyResult<Bound<'py, PyAny>> {
    let bytes = PyByteArray::new_with(py, 4 * len, |bytes| {
        let (places, _) = bytes.as_chunks_mut::<4>();
        for (place, number) in places.iter_mut().zip(rows.flatten()) {
            *place = number.to_ne_bytes();
        }
        Ok(())
    })?;
    py.import("numpy")?.call_method1("frombuffer", (bytes, "f4"))
}
