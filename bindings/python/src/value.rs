//! Values of the core as Python objects, and back.
//!
//! pyo3's own conversions cannot be written for types of other crates; these two traits can, and [`In`] and [`Out`]
//! carry them through pyo3's signatures, with the types that the stubs name.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::marker::PhantomData;

use deepnode_core::{Admission, Amount, AssignmentId, CaseId, Evidence, ProposalId, Rate, TaskId};
#[cfg(feature = "stubs")]
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFrozenSet, PyString, PyTuple};
#[cfg(feature = "stubs")]
use pyo3::{type_hint_identifier, type_hint_subscript, type_hint_union};

use crate::error::invalid;
use crate::number;

/// What Python can be shown.
pub(crate) trait ToPython {
    /// Its type in the stubs.
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr;

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;
}

/// What Python can give.
pub(crate) trait FromPython: Sized {
    /// Its type in the stubs.
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr;

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self>;
}

/// An argument.
pub(crate) struct In<T>(pub(crate) T);

impl<T: FromPython> FromPyObject<'_, '_> for In<T> {
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = T::INPUT;

    fn extract(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        T::from_py(value).map(Self)
    }
}

/// A result.
pub(crate) struct Out<'py, T: ?Sized>(Bound<'py, PyAny>, PhantomData<fn() -> Box<T>>);

impl<'py, T: ToPython + ?Sized> Out<'py, T> {
    pub(crate) fn new(py: Python<'py>, value: &T) -> PyResult<Self> {
        Ok(Self(value.to_py(py)?, PhantomData))
    }
}

impl<'py, T: ToPython + ?Sized> IntoPyObject<'py> for Out<'py, T> {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = Infallible;
    #[cfg(feature = "stubs")]
    const OUTPUT_TYPE: PyStaticExpr = T::OUTPUT;

    fn into_pyobject(self, _: Python<'py>) -> Result<Self::Output, Infallible> {
        Ok(self.0)
    }
}

/// The names of a class's fields, for `match`.
pub(crate) struct MatchArgs<const N: usize>(pub(crate) [&'static str; N]);

impl<'py, const N: usize> IntoPyObject<'py> for MatchArgs<N> {
    type Target = PyTuple;
    type Output = Bound<'py, PyTuple>;
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const OUTPUT_TYPE: PyStaticExpr = type_hint_identifier!("builtins", "tuple");

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        PyTuple::new(py, self.0)
    }
}

/// Numbers that the core keeps in a type of its own are whole numbers in Python.
macro_rules! whole {
    ($($type:ty, $wide:ty, $value:ident, $number:expr, $back:expr;)+) => {$(
        impl ToPython for $type {
            #[cfg(feature = "stubs")]
            const OUTPUT: PyStaticExpr = type_hint_identifier!("builtins", "int");

            fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                let $value = *self;
                number::to_py(py, $number)
            }
        }

        impl FromPython for $type {
            #[cfg(feature = "stubs")]
            const INPUT: PyStaticExpr = type_hint_identifier!("builtins", "int");

            fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
                let $value: $wide = number::from_py(value)?;
                Ok($back)
            }
        }
    )+};
}

whole! {
    u8, u8, n, n.into(), n;
    u16, u16, n, n.into(), n;
    u32, u32, n, n.into(), n;
    u64, u64, n, n.into(), n;
    usize, usize, n, n as u128, n;
    u128, u128, n, n, n;
    Rate, u64, n, n.0.into(), Rate(n);
    TaskId, u64, n, n.0.into(), TaskId(n);
    AssignmentId, u64, n, n.0.into(), AssignmentId(n);
    CaseId, u64, n, n.0.into(), CaseId(n);
    ProposalId, u64, n, n.0.into(), ProposalId(n);
}

/// In base units.
impl ToPython for Amount {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = u128::OUTPUT;

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        number::to_py(py, self.units())
    }
}

impl FromPython for Amount {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = u128::INPUT;

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let largest = Self::MAX.units();
        let units = number::up_to(value, largest)?;
        Self::checked_from_units(units).ok_or_else(|| number::outside(value, largest))
    }
}

impl ToPython for bool {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = type_hint_identifier!("builtins", "bool");

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyBool::new(py, *self).to_owned().into_any())
    }
}

impl FromPython for bool {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = type_hint_identifier!("builtins", "bool");

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        value.extract()
    }
}

impl ToPython for str {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = type_hint_identifier!("builtins", "str");

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyString::new(py, self).into_any())
    }
}

impl ToPython for &str {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = str::OUTPUT;

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        (**self).to_py(py)
    }
}

impl ToPython for String {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = str::OUTPUT;

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.as_str().to_py(py)
    }
}

impl FromPython for String {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = type_hint_identifier!("builtins", "str");

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        value.extract()
    }
}

impl<T: ToPython> ToPython for Box<T> {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = T::OUTPUT;

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        (**self).to_py(py)
    }
}

impl<T: FromPython> FromPython for Box<T> {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = T::INPUT;

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        T::from_py(value).map(Self::new)
    }
}

impl<T: ToPython> ToPython for Option<T> {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = type_hint_union!(T::OUTPUT, type_hint_identifier!("builtins", "None"));

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.as_ref().map_or_else(|| Ok(py.None().into_bound(py)), |value| value.to_py(py))
    }
}

impl<T: FromPython> FromPython for Option<T> {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = type_hint_union!(T::INPUT, type_hint_identifier!("builtins", "None"));

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        if value.is_none() { Ok(None) } else { T::from_py(value).map(Some) }
    }
}

/// A list is a tuple, because what holds it does not change and can be hashed.
impl<T: ToPython> ToPython for Vec<T> {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = type_hint_subscript!(
        type_hint_identifier!("builtins", "tuple"),
        T::OUTPUT,
        PyStaticExpr::Constant { value: pyo3::inspect::PyStaticConstant::Ellipsis }
    );

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let items = self.iter().map(|item| item.to_py(py)).collect::<PyResult<Vec<_>>>()?;
        Ok(PyTuple::new(py, items)?.into_any())
    }
}

impl<T: FromPython> FromPython for Vec<T> {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr =
        type_hint_subscript!(type_hint_identifier!("collections.abc", "Iterable"), T::INPUT);

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        if value.is_instance_of::<PyString>() {
            return Err(pyo3::exceptions::PyTypeError::new_err("expected a list, found a str"));
        }
        value.try_iter()?.map(|item| T::from_py(item?.as_borrowed())).collect()
    }
}

impl<A: ToPython, B: ToPython> ToPython for (A, B) {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr =
        type_hint_subscript!(type_hint_identifier!("builtins", "tuple"), A::OUTPUT, B::OUTPUT);

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyTuple::new(py, [self.0.to_py(py)?, self.1.to_py(py)?])?.into_any())
    }
}

impl<A: FromPython, B: FromPython> FromPython for (A, B) {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr =
        type_hint_subscript!(type_hint_identifier!("builtins", "tuple"), A::INPUT, B::INPUT);

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let (first, second): (Bound<'_, PyAny>, Bound<'_, PyAny>) = value.extract()?;
        Ok((A::from_py(first.as_borrowed())?, B::from_py(second.as_borrowed())?))
    }
}

impl<K: ToPython, V: ToPython> ToPython for BTreeMap<K, V> {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr =
        type_hint_subscript!(type_hint_identifier!("builtins", "dict"), K::OUTPUT, V::OUTPUT);

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let dict = PyDict::new(py);
        for (key, value) in self {
            dict.set_item(key.to_py(py)?, value.to_py(py)?)?;
        }
        Ok(dict.into_any())
    }
}

impl<K: FromPython + Ord, V: FromPython> FromPython for BTreeMap<K, V> {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr =
        type_hint_subscript!(type_hint_identifier!("builtins", "dict"), K::INPUT, V::INPUT);

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let dict = value.cast::<PyDict>()?;
        dict.iter().map(|(k, v)| Ok((K::from_py(k.as_borrowed())?, V::from_py(v.as_borrowed())?))).collect()
    }
}

const OPEN: &str = "open";

/// `"open"`, or the set of those that are let in.
impl ToPython for Admission {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = type_hint_union!(
        type_hint_identifier!("builtins", "str"),
        type_hint_subscript!(type_hint_identifier!("builtins", "frozenset"), deepnode_core::Address::OUTPUT)
    );

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Self::Open => OPEN.to_py(py),
            Self::List(admitted) => {
                let admitted = admitted.iter().map(|who| who.to_py(py)).collect::<PyResult<Vec<_>>>()?;
                Ok(PyFrozenSet::new(py, admitted)?.into_any())
            }
        }
    }
}

impl FromPython for Admission {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = type_hint_union!(
        type_hint_identifier!("builtins", "str"),
        type_hint_subscript!(
            type_hint_identifier!("collections.abc", "Iterable"),
            deepnode_core::Address::INPUT
        )
    );

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        if let Ok(word) = value.cast::<PyString>() {
            return if word == OPEN {
                Ok(Self::Open)
            } else {
                Err(invalid(value.py(), format!("expected \"open\" or a set of addresses, found {word:?}")))
            };
        }
        Ok(Self::List(BTreeSet::from_iter(Vec::from_py(value)?)))
    }
}

/// `(good, bad)` in micro-units.
impl ToPython for Evidence {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = <(u128, u128)>::OUTPUT;

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        (self.good, self.bad).to_py(py)
    }
}

impl FromPython for Evidence {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = <(u128, u128)>::INPUT;

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let (good, bad) = FromPython::from_py(value)?;
        Ok(Self { good, bad })
    }
}
