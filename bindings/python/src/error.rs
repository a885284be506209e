//! What goes wrong, as the exceptions of `deepnode.errors`.

use deepnode_core::Error;
use pyo3::prelude::*;

use crate::fields::{Named, by_name};
use crate::value::ToPython;

/// An exception of `deepnode.errors`, with its message and its fields. A failure to make it is what is raised then.
pub(crate) fn raise(py: Python<'_>, class: &str, message: String, fields: Named<'_>) -> PyErr {
    raise_of(py, "deepnode.errors", class, &message, fields)
}

/// The same of another module.
pub(crate) fn raise_of(py: Python<'_>, module: &str, class: &str, message: &str, fields: Named<'_>) -> PyErr {
    let made = || py.import(module)?.getattr(class)?.call((message,), Some(&by_name(py, fields)?));
    made().map_or_else(|error| error, PyErr::from_value)
}

/// A value that is out of its range, or not of its form.
pub(crate) fn invalid(py: Python<'_>, message: String) -> PyErr {
    raise(py, "InvalidValue", message, Vec::new())
}

/// A text or bytes that cannot be read.
pub(crate) fn malformed(py: Python<'_>, why: &dyn std::fmt::Display) -> PyErr {
    raise(py, "Malformed", why.to_string(), Vec::new())
}

/// A refusal of the ledger.
pub(crate) fn refused(py: Python<'_>, error: &Error) -> PyErr {
    match named(py, error) {
        Ok((class, fields)) => raise(py, class, error.to_string(), fields),
        Err(error) => error,
    }
}

macro_rules! refusals {
    ($($variant:ident { $($field:ident),* })+) => {
        /// The class and the fields of a refusal.
        fn named<'py>(py: Python<'py>, error: &Error) -> PyResult<(&'static str, Named<'py>)> {
            match error {
                $(Error::$variant { $($field),* } => {
                    Ok((stringify!($variant), vec![$((stringify!($field), $field.to_py(py)?)),*]))
                })+
                _ => Err(crate::fields::unknown("refusal")),
            }
        }
    };
}

refusals! {
    InvalidBatch { found }
    BadSignature { signer, digest }
    WrongNonce { expected, found }
    Expired { until, found }
    TimeWentBack { expected, found }
    NotAuthorised { signer }
    ZeroAmount {}
    AmountOverflow { found }
    InsufficientBalance { have, need }
    InvalidParams { field, reason }
    ModelExists { model }
    UnknownModel { model }
    ModelRetired { model }
    ModelNotAdmitted { model }
    InvalidModel { field, expected }
    NotAdmitted { signer }
    FeeTooHigh { fee, max_fee }
    Banned { signer }
    AlreadyRegistered { signer }
    InvalidSlots { found }
    TooManyModels { found }
    InsufficientCollateral { have, need }
    UnknownMiner { miner }
    Exiting { until }
    WrongStatus { expected, found }
    Busy { open }
    CaseOpen { case }
    InsufficientStake { have, need }
    UnknownValidator { validator }
    InferenceOnly {}
    KindMismatch { expected, found }
    InvalidUnits { max, found }
    UnknownTask { task }
    AlreadyAssigned { task, found }
    UnknownAssignment { assignment }
    TooLate { until, found }
    NotSeated { signer, assignment }
    AlreadyCommitted { assignment }
    NotCommitted { assignment }
    AlreadyRevealed { assignment }
    CommitmentMismatch { expected, found }
    SealMismatch { expected, found }
    WrongEntropy { expected, found }
    UnknownCase { case }
    SeverityTooHigh { max, found }
    InvalidStatement { found }
    StaleBase { expected, found }
    UnknownProposal { proposal }
    WrongPhase { expected, found }
}
