//! One way to show a struct of the core as a class.

/// Declares the classes of structs.
///
/// Fields stand in order; all are needed to make one. `settings!` declares those whose fields have a usual value each.
macro_rules! records {
    ($(
        $(#[$meta:meta])*
        $name:ident = $python:literal in $module:literal: $core:ident { $($extra:tt)* }
        { $( $(#[$field_meta:meta])* $field:ident: $type:ty, )* }
    )+) => {$(
        $crate::records::record! {
            $(#[$meta])*
            $name = $python in $module: $core {
                #[new]
                #[pyo3(signature = ($($field),*))]
                #[allow(clippy::too_many_arguments)]
                fn new($($field: $crate::value::In<$type>),*) -> Self {
                    Self($core { $($field: $field.0),* })
                }

                $($extra)*
            }
            { $( $(#[$field_meta])* $field: $type, )* }
        }
    )+};
}

/// Declares structs that only Python needs, and their classes.
macro_rules! nouns {
    ($(
        $(#[$meta:meta])*
        $name:ident = $python:literal in $module:literal: $noun:ident { $($extra:tt)* }
        { $( $(#[$field_meta:meta])* $field:ident: $type:ty, )* }
    )+) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq)]
            pub(crate) struct $noun { $(pub(crate) $field: $type,)* }
        )+

        $crate::records::records! {$(
            $(#[$meta])*
            $name = $python in $module: $noun { $($extra)* } { $( $(#[$field_meta])* $field: $type, )* }
        )+}
    };
}

/// Declares the classes of structs whose fields have a usual value each.
macro_rules! settings {
    ($(
        $(#[$meta:meta])*
        $name:ident = $python:literal in $module:literal: $core:ident = $default:expr; { $($extra:tt)* }
        { $( $(#[$field_meta:meta])* $field:ident: $type:ty, )* }
    )+) => {$(
        $crate::records::record! {
            $(#[$meta])*
            $name = $python in $module: $core {
                #[new]
                #[pyo3(signature = (*, $($field = None),*))]
                #[allow(clippy::too_many_arguments)]
                fn new($($field: Option<$crate::value::In<$type>>),*) -> Self {
                    let usual: $core = $default;
                    Self($core { $($field: $field.map_or(usual.$field, |given| given.0)),* })
                }

                $($extra)*
            }
            { $( $(#[$field_meta])* $field: $type, )* }
        }
    )+};
}

/// One class: the constructor is among what is extra.
macro_rules! record {
    (
        $(#[$meta:meta])*
        $name:ident = $python:literal in $module:literal: $core:ident { $($extra:tt)* }
        { $( $(#[$field_meta:meta])* $field:ident: $type:ty, )* }
    ) => {
        $(#[$meta])*
        #[pyo3::pyclass(frozen, eq, module = $module, name = $python)]
        #[derive(PartialEq)]
        pub(crate) struct $name(pub(crate) $core);

        impl $crate::value::ToPython for $core {
            #[cfg(feature = "stubs")]
            const OUTPUT: pyo3::inspect::PyStaticExpr = <$name as pyo3::PyTypeInfo>::TYPE_HINT;

            fn to_py<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                Ok(pyo3::Bound::new(py, $name(self.clone()))?.into_any())
            }
        }

        impl $crate::value::FromPython for $core {
            #[cfg(feature = "stubs")]
            const INPUT: pyo3::inspect::PyStaticExpr = <$name as pyo3::PyTypeInfo>::TYPE_HINT;

            fn from_py(value: pyo3::Borrowed<'_, '_, pyo3::PyAny>) -> pyo3::PyResult<Self> {
                Ok(value.cast::<$name>()?.get().0.clone())
            }
        }

        impl $crate::fields::Fields for $name {
            fn fields<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<$crate::fields::Named<'py>> {
                use $crate::value::ToPython as _;
                Ok(vec![$((stringify!($field), self.0.$field.to_py(py)?),)*])
            }
        }

        #[pyo3::pymethods]
        impl $name {
            $($extra)*

            #[classattr]
            fn __match_args__() -> $crate::value::MatchArgs<{ <[&str]>::len(&[$(stringify!($field)),*]) }> {
                $crate::value::MatchArgs([$(stringify!($field)),*])
            }

            $(
                $(#[$field_meta])*
                #[getter]
                fn $field<'py>(slf: &pyo3::Bound<'py, Self>) -> pyo3::PyResult<$crate::value::Out<'py, $type>> {
                    $crate::value::Out::new(slf.py(), &slf.get().0.$field)
                }
            )*
        }

        $crate::fields::methods!($name);
    };
}

pub(crate) use {nouns, record, records, settings};
