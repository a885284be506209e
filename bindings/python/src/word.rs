//! The closed sets of words, which Python has as enums of strings in `deepnode.words`.

use std::str::FromStr;

use deepnode_core::{
    BurnBase, Choice, CloseReason, Kind, MinerStatus, ModelStatus, ProposalOutcome, Reason, Role, Severity,
    TimeoutCause, ValidatorStatus, Verdict,
};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier, type_hint_union};

use crate::error::invalid;
use crate::value::{FromPython, ToPython};

/// The members of an enum of `deepnode.words`, in the order of the words.
pub(crate) fn members<'w>(
    py: Python<'_>,
    class: &str,
    words: impl IntoIterator<Item = &'w str>,
) -> PyResult<Vec<Py<PyAny>>> {
    let class = py.import("deepnode.words")?.getattr(class)?;
    words.into_iter().map(|word| Ok(class.call1((word,))?.unbind())).collect()
}

/// A word, as Python gives it: a member, or its text.
pub(crate) fn parse<T: FromStr<Err: std::fmt::Display>>(value: Borrowed<'_, '_, PyAny>) -> PyResult<T> {
    let text: String = value.extract()?;
    text.parse().map_err(|why| invalid(value.py(), format!("{why}, found {text:?}")))
}

macro_rules! words {
    ($($name:ident)+) => {$(
        impl ToPython for $name {
            #[cfg(feature = "stubs")]
            const OUTPUT: PyStaticExpr = type_hint_identifier!("deepnode.words", stringify!($name));

            fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                static MEMBERS: PyOnceLock<Vec<Py<PyAny>>> = PyOnceLock::new();
                let words = || members(py, stringify!($name), $name::ALL.iter().map(|value| value.word()));
                Ok(MEMBERS.get_or_try_init(py, words)?[*self as usize].bind(py).clone())
            }
        }

        impl FromPython for $name {
            #[cfg(feature = "stubs")]
            const INPUT: PyStaticExpr = type_hint_union!(
                type_hint_identifier!("deepnode.words", stringify!($name)),
                type_hint_identifier!("builtins", "str")
            );

            fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
                parse(value)
            }
        }
    )+};
}

words! {
    BurnBase Choice CloseReason Kind MinerStatus ModelStatus ProposalOutcome Reason Role Severity ValidatorStatus Verdict
}

/// The core has no words for these, but JSON has.
const CAUSES: [(&str, TimeoutCause); 3] = [
    ("lease", TimeoutCause::Lease),
    ("unverifiable", TimeoutCause::Unverifiable),
    ("expelled", TimeoutCause::Expelled),
];

/// The word of a cause.
pub(crate) const fn cause(cause: TimeoutCause) -> &'static str {
    CAUSES[cause as usize].0
}

impl ToPython for TimeoutCause {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = type_hint_identifier!("deepnode.words", "TimeoutCause");

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        static MEMBERS: PyOnceLock<Vec<Py<PyAny>>> = PyOnceLock::new();
        let words = || members(py, "TimeoutCause", CAUSES.map(|(word, _)| word));
        Ok(MEMBERS.get_or_try_init(py, words)?[*self as usize].bind(py).clone())
    }
}

impl FromPython for TimeoutCause {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = type_hint_union!(
        type_hint_identifier!("deepnode.words", "TimeoutCause"),
        type_hint_identifier!("builtins", "str")
    );

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let text: String = value.extract()?;
        let cause = CAUSES.into_iter().find_map(|(word, cause)| (word == text).then_some(cause));
        cause.ok_or_else(|| {
            invalid(value.py(), format!("expected one of: `lease` `unverifiable` `expelled`, found {text:?}"))
        })
    }
}

/// A word of a status that also holds times; its enum in `deepnode.words` has the class's name.
pub(crate) fn status<'py>(py: Python<'py>, class: &str, word: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("deepnode.words")?.getattr(class)?.call1((word,))
}
