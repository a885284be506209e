//! What goes wrong beside refusals: records, snapshots, keys and scenarios that are not what they should be.

use deepnode_core::keys::KeyError;
use deepnode_core::log::{BrokenChain, CannotFollow, MalformedEntry};
use deepnode_core::scenario::{Malformed, RunError, Unexpected};
use deepnode_core::snapshot::RestoreError;
use deepnode_core::{Inconsistent, InvalidParams};
use pyo3::prelude::*;

use crate::error::{raise, refused};
use crate::fields::Named;
use crate::value::ToPython;

/// The fields, by their names.
macro_rules! fields {
    ($py:ident: $($name:ident = $value:expr),* $(,)?) => { vec![$((stringify!($name), $value.to_py($py)?)),*] };
}

type Class<'py> = PyResult<(&'static str, Named<'py>)>;

/// The exception of a class with its fields, or what went wrong on the way.
fn made(py: Python<'_>, message: String, class: Class<'_>) -> PyErr {
    match class {
        Ok((class, fields)) => raise(py, class, message, fields),
        Err(error) => error,
    }
}

/// Bytes that are no snapshot.
pub(crate) fn not_restored(py: Python<'_>, why: &RestoreError) -> PyErr {
    let class = || {
        Ok(match why {
            RestoreError::NoSnapshot => ("NoSnapshot", vec![]),
            RestoreError::Version { found } => ("SnapshotVersion", fields!(py: found = found)),
            RestoreError::Damaged => ("SnapshotDamaged", vec![]),
            RestoreError::Unreadable { found } => ("SnapshotUnreadable", fields!(py: found = found)),
            RestoreError::Params { version, source: InvalidParams { field, reason } } => {
                ("SnapshotParams", fields!(py: version = version, field = field, reason = reason))
            }
            RestoreError::Inconsistent(found) => ("SnapshotInconsistent", fields!(py: found = found)),
            _ => ("RestoreError", vec![]),
        })
    };
    made(py, why.to_string(), class())
}

/// Events that do not fit the state.
pub(crate) fn inconsistent(py: Python<'_>, why: &Inconsistent) -> PyErr {
    let class = || Ok(("Inconsistent", fields!(py: missing = why.missing)));
    made(py, why.to_string(), class())
}

/// Entries that do not follow on each other.
pub(crate) fn broken_chain(py: Python<'_>, why: &BrokenChain) -> PyErr {
    let class = || {
        Ok(match why {
            BrokenChain::Sequence { expected, found } => {
                ("ChainSequence", fields!(py: expected = expected, found = found))
            }
            BrokenChain::Head { sequence, expected, found } => {
                ("ChainHead", fields!(py: sequence = sequence, expected = expected, found = found))
            }
            BrokenChain::Empty { sequence } => ("ChainEmpty", fields!(py: sequence = sequence)),
            _ => ("BrokenChain", vec![]),
        })
    };
    made(py, why.to_string(), class())
}

/// Entries that cannot be taken in.
pub(crate) fn cannot_follow(py: Python<'_>, why: &CannotFollow) -> PyErr {
    match why {
        CannotFollow::Chain(why) => broken_chain(py, why),
        CannotFollow::State(why) => inconsistent(py, why),
        _ => made(py, why.to_string(), Ok(("CannotFollow", vec![]))),
    }
}

/// Bytes that are no entry.
pub(crate) fn not_an_entry(py: Python<'_>, why: &MalformedEntry) -> PyErr {
    let class = || {
        Ok(match why {
            MalformedEntry::Version { found } => ("EntryVersion", fields!(py: found = found)),
            MalformedEntry::Truncated { expected, found } => {
                ("EntryTruncated", fields!(py: expected = expected, found = found))
            }
            MalformedEntry::Trailing { expected, found } => {
                ("EntryTrailing", fields!(py: expected = expected, found = found))
            }
            MalformedEntry::Damaged => ("EntryDamaged", vec![]),
            MalformedEntry::Unreadable { found } => ("EntryUnreadable", fields!(py: found = found)),
            _ => ("MalformedEntry", vec![]),
        })
    };
    made(py, why.to_string(), class())
}

/// No key.
pub(crate) fn no_key(py: Python<'_>, why: &KeyError) -> PyErr {
    let class = || {
        Ok(match why {
            KeyError::OutOfRange => ("KeyOutOfRange", vec![]),
            KeyError::NotHex => ("KeyNotHex", vec![]),
            KeyError::File { path, why } => {
                ("KeyFile", fields!(py: path = path.display().to_string(), why = why))
            }
            KeyError::NotAKeystore { path, why } => {
                ("NotAKeystore", fields!(py: path = path.display().to_string(), why = why))
            }
            KeyError::WrongPassword { path } => {
                ("WrongPassword", fields!(py: path = path.display().to_string()))
            }
            _ => ("NoKey", vec![]),
        })
    };
    made(py, why.to_string(), class())
}

/// A file that is no scenario.
pub(crate) fn no_scenario(py: Python<'_>, why: &Malformed) -> PyErr {
    let class = || {
        Ok(match why {
            Malformed::Json(why) => {
                ("MalformedScenario", fields!(py: line = why.line(), column = why.column()))
            }
            Malformed::Params(InvalidParams { field, reason }) => {
                ("ScenarioParams", fields!(py: field = field, reason = reason))
            }
            _ => ("Malformed", vec![]),
        })
    };
    made(py, why.to_string(), class())
}

/// A step that went otherwise than announced.
pub(crate) fn unexpected(py: Python<'_>, why: &Unexpected) -> PyErr {
    let class = || {
        Ok((
            "Unexpected",
            fields!(py: step = why.step, item = why.item, expected = why.expected, found = why.found),
        ))
    };
    made(py, why.to_string(), class())
}

/// A scenario that did not run to its end.
pub(crate) fn not_run(py: Python<'_>, why: &RunError) -> PyErr {
    match why {
        RunError::Params(invalid) => refused(py, &(*invalid).into()),
        RunError::Unexpected(why) => unexpected(py, why),
        _ => made(py, why.to_string(), Ok(("DeepNodeError", vec![]))),
    }
}
