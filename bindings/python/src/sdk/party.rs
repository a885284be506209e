//! What workers and validators have in common.

/// Gives a class the methods of a party, which it keeps in the field `$party`, and whose loop takes a `$host`.
macro_rules! party {
    ($class:ident, $party:ident: $host:ident, $name:literal) => {
        #[pymethods]
        impl $class {
            /// The assignments for which something is kept, ascending.
            fn kept<'py>(
                &self,
                py: pyo3::Python<'py>,
            ) -> pyo3::PyResult<$crate::value::Out<'py, Vec<deepnode_core::AssignmentId>>> {
                $crate::sdk::step::show(py, || self.$party.kept())
            }

            /// `run` on another thread, to be awaited. Cancelling the task turns `cancel` on and waits for the loop to end.
            #[pyo3(signature = (host, cancel = None))]
            fn run_async<'py>(
                slf: &pyo3::Bound<'py, Self>,
                host: $crate::infer::hint::Same<'py, $host>,
                cancel: Option<&pyo3::Bound<'py, $crate::sdk::cancel::PyCancel>>,
            ) -> pyo3::PyResult<$crate::infer::hint::Awaitable<'py, ()>> {
                $crate::infer::hint::Awaitable::of(slf.py(), "loop", (slf, host, cancel))
            }

            fn __traverse__(&self, visit: pyo3::PyVisit<'_>) -> Result<(), pyo3::PyTraverseError> {
                self.held.visit(&visit)
            }

            fn __clear__(&self) {
                self.held.clear();
            }

            fn __repr__(&self) -> String {
                format!(concat!("<", $name, " of {}>"), self.$party.address())
            }
        }
    };
}

pub(crate) use party;
