//! The closed sets of words of inference, which Python has as enums of strings in `deepnode.infer.words`.

use deepnode_infer::{Checks, Finish, Kernel, Mode, Reason};
use pyo3::prelude::*;
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier, type_hint_union};

use crate::error::invalid;
use crate::fields::unknown;
use crate::value::{FromPython, ToPython};

macro_rules! words {
    ($($name:ident: $words:expr;)+) => {$(
        impl ToPython for $name {
            #[cfg(feature = "stubs")]
            const OUTPUT: PyStaticExpr = type_hint_identifier!("deepnode.infer.words", stringify!($name));

            fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                let (word, _) =
                    $words.into_iter().find(|(_, value)| value == self).ok_or_else(|| unknown("word"))?;
                py.import("deepnode.infer.words")?.getattr(stringify!($name))?.call1((word,))
            }
        }

        impl FromPython for $name {
            #[cfg(feature = "stubs")]
            const INPUT: PyStaticExpr = type_hint_union!(
                type_hint_identifier!("deepnode.infer.words", stringify!($name)),
                type_hint_identifier!("builtins", "str")
            );

            fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
                let text: String = value.extract()?;
                let words = || $words.into_iter();
                let found = words().find_map(|(word, value)| (word == text).then_some(value));
                found.ok_or_else(|| {
                    let all: Vec<String> = words().map(|(word, _)| format!("`{word}`")).collect();
                    invalid(value.py(), format!("expected one of: {}, found {text:?}", all.join(" ")))
                })
            }
        }
    )+};
}

words! {
    Finish: [("eos", Finish::Eos), ("limit", Finish::Limit), ("stopped", Finish::Stopped)];
    Mode: [("f32", Mode::F32), ("exact", Mode::Exact)];
    Kernel: [("auto", Kernel::Auto), ("integers", Kernel::Integers), ("scalar", Kernel::Scalar)];
    Checks: [("exact", Checks::Exact), ("same_engine", Checks::SameEngine), ("none", Checks::None)];
    Reason: Reason::ALL.iter().map(|reason| (reason.word(), *reason));
}
