//! From findings to the verdicts of a domain.

use deepnode_core::Verdict;
use deepnode_infer::{Finding, NotAllowed, Policy, Reason};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::error::raise_of;
use crate::text;
use crate::value::{FromPython, In, Out, ToPython};

/// The table by which a validator turns a finding into a verdict.
///
/// By default `agrees` is correct; what could not be judged, and `other_output`, is unverifiable; early or late ends, wrong
/// units and what cannot be read are minor; swapped tokens and a wrong seal are major; other states, another model, null
/// proofs and copies are critical. What is held against a miner can be set, reason by reason:
///
/// >>> from deepnode.infer import Policy
/// >>> Policy(other_output="major").verdict_on("other_output")
/// Verdict.MAJOR
///
/// Nothing but `agrees` is ever correct, and a miner does not answer for what could not be judged: other settings raise
/// `deepnode.infer.errors.NotAllowed`.
#[pyclass(frozen, eq, module = "deepnode.infer", name = "Policy")]
#[derive(PartialEq)]
pub(crate) struct PyPolicy(pub(crate) Policy);

impl ToPython for Policy {
    #[cfg(feature = "stubs")]
    const OUTPUT: pyo3::inspect::PyStaticExpr = <PyPolicy as pyo3::PyTypeInfo>::TYPE_HINT;

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(Bound::new(py, PyPolicy(self.clone()))?.into_any())
    }
}

impl FromPython for Policy {
    #[cfg(feature = "stubs")]
    const INPUT: pyo3::inspect::PyStaticExpr = <PyPolicy as pyo3::PyTypeInfo>::TYPE_HINT;

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        Ok(value.cast::<PyPolicy>()?.get().0.clone())
    }
}

#[pymethods]
impl PyPolicy {
    #[new]
    #[pyo3(signature = (**verdicts))]
    fn new(py: Python<'_>, verdicts: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let mut policy = Policy::default();
        for (reason, verdict) in verdicts.into_iter().flatten() {
            let reason = Reason::from_py(reason.as_borrowed())?;
            let verdict = Verdict::from_py(verdict.as_borrowed())?;
            policy.set(reason, verdict).map_err(|why| not_allowed(py, &why))?;
        }
        Ok(Self(policy))
    }

    /// The verdict on a finding.
    fn verdict<'py>(&self, py: Python<'py>, finding: In<Finding>) -> PyResult<Out<'py, Verdict>> {
        Out::new(py, &self.0.verdict(&finding.0))
    }

    /// The verdict for a reason.
    fn verdict_on<'py>(&self, py: Python<'py>, reason: In<Reason>) -> PyResult<Out<'py, Verdict>> {
        Out::new(py, &self.0.verdict_on(reason.0))
    }

    /// The JSON form: an object of reasons and their verdicts.
    fn to_json(&self) -> PyResult<String> {
        text::to_json(&self.0)
    }

    /// From the JSON form, where what is left out has its usual verdict.
    ///
    /// Raises `deepnode.errors.Malformed` for a text that is none.
    #[staticmethod]
    fn from_json<'py>(text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
        Ok(text::from_json::<Policy>(text)?.into_bound(text.py()))
    }

    fn __repr__(&self) -> String {
        let usual = Policy::default();
        let against = Reason::ALL.iter().map(|reason| (reason, self.0.verdict_on(*reason)));
        let set = against.filter(|(reason, verdict)| usual.verdict_on(**reason) != *verdict);
        let set: Vec<String> =
            set.map(|(reason, verdict)| format!("{}='{}'", reason.word(), verdict.word())).collect();
        format!("Policy({})", set.join(", "))
    }

    fn __hash__(slf: &Bound<'_, Self>) -> PyResult<isize> {
        PyString::new(slf.py(), &slf.get().to_json()?).hash()
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        Ok((slf.get_type().getattr("from_json")?, (slf.get().to_json()?,)))
    }
}

fn not_allowed(py: Python<'_>, why: &NotAllowed) -> PyErr {
    let fields = || {
        Ok(vec![
            ("reason", why.reason.to_py(py)?),
            ("verdict", why.verdict.to_py(py)?),
            ("expected", why.expected.to_py(py)?),
        ])
    };
    match fields() {
        Ok(fields) => raise_of(py, "deepnode.infer.errors", "NotAllowed", &why.to_string(), fields),
        Err(error) => error,
    }
}
