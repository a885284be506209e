//! The closed sets of words, which Python has as enums of strings in `deepnode.words`.

use std::str::FromStr;

use deepnode_core::{
    BurnBase, Choice, CloseReason, Kind, MinerStatus, ModelStatus, ProposalOutcome, Reason, Role, Severity,
    TimeoutCause, UnknownWord, ValidatorStatus, Verdict,
};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier, type_hint_union};

use crate::error::raise;
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
pub(crate) fn parse<T: FromStr<Err = UnknownWord>>(value: Borrowed<'_, '_, PyAny>) -> PyResult<T> {
    let text: String = value.extract()?;
    text.parse().map_err(|why: UnknownWord| unknown(value.py(), why.expected, &text))
}

/// A text that is none of the words.
fn unknown(py: Python<'_>, expected: &str, found: &str) -> PyErr {
    let message = format!("expected one of: {expected}, found {found:?}");
    match expected.to_py(py) {
        Ok(expected) => raise(py, "UnknownWord", message, vec![("expected", expected)]),
        Err(error) => error,
    }
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
    BurnBase Choice CloseReason Kind MinerStatus ModelStatus ProposalOutcome Reason Role Severity TimeoutCause ValidatorStatus
    Verdict
}

/// The words of statuses that hold times and ids beside them; the class in `deepnode.words`, and its words in order.
macro_rules! states {
    ($($(#[$meta:meta])* $name:ident = $class:literal: $($word:literal)+;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) struct $name(&'static str);

        impl $name {
            const WORDS: &'static [&'static str] = &[$($word),+];

            pub(crate) const fn of(word: &'static str) -> Self {
                Self(word)
            }
        }

        impl ToPython for $name {
            #[cfg(feature = "stubs")]
            const OUTPUT: PyStaticExpr = type_hint_identifier!("deepnode.words", $class);

            fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                static MEMBERS: PyOnceLock<Vec<Py<PyAny>>> = PyOnceLock::new();
                let members =
                    MEMBERS.get_or_try_init(py, || members(py, $class, Self::WORDS.iter().copied()))?;
                let place = Self::WORDS.iter().position(|word| *word == self.0);
                let member = place.and_then(|place| members.get(place));
                Ok(member.ok_or_else(|| crate::fields::unknown($class))?.bind(py).clone())
            }
        }

        impl FromPython for $name {
            #[cfg(feature = "stubs")]
            const INPUT: PyStaticExpr = type_hint_union!(
                type_hint_identifier!("deepnode.words", $class),
                type_hint_identifier!("builtins", "str")
            );

            fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
                let text: String = value.extract()?;
                Self::WORDS.iter().copied().find(|word| *word == text).map(Self).ok_or_else(|| {
                    let words: Vec<_> = Self::WORDS.iter().map(|word| format!("`{word}`")).collect();
                    unknown(value.py(), &words.join(" "), &text)
                })
            }
        }
    )+};
}

states! {
    /// Where a task stands.
    TaskWord = "TaskStatus": "queued" "running" "settled" "failed" "cancelled";
    /// Where a slot stands.
    SlotWord = "SlotState": "waiting" "assigned" "approved" "closed";
    /// Where an assignment stands.
    AssignmentWord = "AssignmentStatus": "leased" "submitted" "committing" "revealing" "approved" "rejected" "timed_out"
        "declined" "undecided";
    /// Whether somebody is in.
    MembershipWord = "Membership": "member" "exiting" "deregistered" "banned";
    /// Where a case stands.
    CaseWord = "CaseStatus": "under_review" "decided" "appealed" "executed" "dismissed" "lapsed";
    /// Where a proposal stands.
    ProposalWord = "ProposalStatus": "voting" "passed" "in_force" "no_quorum" "vetoed" "not_carried" "stale";
    /// What keeps tasks from a miner.
    ObstacleWord = "ObstacleKind": "status" "trust" "collateral" "busy" "no_model" "no_task" "no_weight";
}
