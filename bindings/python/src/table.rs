//! Tables in Arrow's memory layout, which other libraries read where they are.

pub(crate) mod column;
pub(crate) mod events;
pub(crate) mod shapes;
pub(crate) mod state;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, Field, Schema};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use std::sync::Arc;

/// A table of columns: `polars.DataFrame(record)`, `pandas.DataFrame.from_arrow(record)`, `pyarrow.table(record)`, or
/// `duckdb.sql("select … from record")` read it without a copy, by Arrow's C interface.
#[pyclass(frozen, module = "deepnode", name = "Table")]
pub(crate) struct PyTable(RecordBatch);

impl PyTable {
    /// From columns of the same length.
    pub(crate) fn new(columns: Vec<(String, ArrayRef)>) -> PyResult<Self> {
        // Whatever the rows are: two tables of the same kind have the same schema, so that they can be joined.
        let nullable = |(name, array): &(String, ArrayRef)| Field::new(name, array.data_type().clone(), true);
        let fields = columns.iter().map(nullable);
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let arrays = columns.into_iter().map(|(_, array)| array).collect();
        RecordBatch::try_new(schema, arrays).map(Self).map_err(failed)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "as map_err wants it")]
fn failed(error: ArrowError) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}

#[pymethods]
impl PyTable {
    fn __len__(&self) -> usize {
        self.0.num_rows()
    }

    /// How many rows there are.
    #[getter]
    fn num_rows(&self) -> usize {
        self.0.num_rows()
    }

    /// The names of the columns, in order.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.0.schema_ref().fields().iter().map(|field| field.name().clone()).collect()
    }

    /// How many bytes the columns take.
    #[getter]
    fn nbytes(&self) -> usize {
        self.0.get_array_memory_size()
    }

    /// Arrow's C interface: the table as a stream of one piece.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The interface lets a producer answer with its own types where it has no others.
        let _ = requested_schema;
        let pieces = RecordBatchIterator::new([Ok(self.0.clone())], self.0.schema());
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(pieces)), c"arrow_array_stream")
    }

    /// Arrow's C interface: names and types of the columns.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.0.schema_ref().as_ref()).map_err(failed)?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    fn __repr__(&self) -> String {
        format!("<Table of {} rows: {}>", self.0.num_rows(), self.column_names().join(", "))
    }
}
