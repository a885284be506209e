//! One way to show an enum of the core: a class for the whole, and one for each variant.

/// Declares the classes of an enum.
///
/// Each variant has its fields in order, and in brackets its form in Rust, which is both the pattern that takes it apart
/// and the expression that puts it together. The objects hold the core's own value: it is checked when it is made, and
/// handing it to the core costs nothing.
macro_rules! variants {
    (
        $(#[$meta:meta])*
        $base:ident = $base_name:literal in $module:literal: $core:ty { $($extra:tt)* }
        $(
            $(#[$variant_meta:meta])*
            $variant:ident { $( $(#[$field_meta:meta])* $field:ident: $type:ty, )* } = $form:tt
        )+
    ) => {
        $(#[$meta])*
        #[pyo3::pyclass(frozen, subclass, eq, module = $module, name = $base_name)]
        #[derive(PartialEq)]
        pub(crate) struct $base(pub(crate) $core);

        impl $crate::value::ToPython for $core {
            #[cfg(feature = "stubs")]
            const OUTPUT: pyo3::inspect::PyStaticExpr = <$base as pyo3::PyTypeInfo>::TYPE_HINT;

            #[allow(unused_variables, unused_parens, unreachable_patterns)]
            fn to_py<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                match self {
                    $($form => {
                        let base = pyo3::PyClassInitializer::from($base(self.clone()));
                        Ok(pyo3::Bound::new(py, base.add_subclass($variant))?.into_any())
                    })+
                    _ => Err($crate::fields::unknown($base_name)),
                }
            }
        }

        impl $crate::value::FromPython for $core {
            #[cfg(feature = "stubs")]
            const INPUT: pyo3::inspect::PyStaticExpr = <$base as pyo3::PyTypeInfo>::TYPE_HINT;

            fn from_py(value: pyo3::Borrowed<'_, '_, pyo3::PyAny>) -> pyo3::PyResult<Self> {
                Ok(value.cast::<$base>()?.get().0.clone())
            }
        }

        impl $crate::fields::Fields for $base {
            #[allow(unused_parens, unreachable_patterns)]
            fn fields<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<$crate::fields::Named<'py>> {
                use $crate::value::ToPython as _;
                match &self.0 {
                    $($form => Ok(vec![$((stringify!($field), $field.to_py(py)?),)*]),)+
                    _ => Err($crate::fields::unknown($base_name)),
                }
            }
        }

        #[pyo3::pymethods]
        impl $base {
            $($extra)*
        }

        $crate::fields::methods!($base);

        $(
            $(#[$variant_meta])*
            #[pyo3::pyclass(frozen, extends = $base, module = $module)]
            pub(crate) struct $variant;

            #[pyo3::pymethods]
            #[allow(unused_variables, unused_parens, irrefutable_let_patterns)]
            impl $variant {
                #[new]
                #[pyo3(signature = ($($field),*))]
                #[allow(clippy::too_many_arguments)]
                fn new($($field: $crate::value::In<$type>),*) -> pyo3::PyClassInitializer<Self> {
                    $(let $field = $field.0;)*
                    pyo3::PyClassInitializer::from($base($form)).add_subclass($variant)
                }

                #[classattr]
                fn __match_args__() -> $crate::value::MatchArgs<{ <[&str]>::len(&[$(stringify!($field)),*]) }> {
                    $crate::value::MatchArgs([$(stringify!($field)),*])
                }

                $(
                    $(#[$field_meta])*
                    #[getter]
                    fn $field<'py>(slf: &pyo3::Bound<'py, Self>) -> pyo3::PyResult<$crate::value::Out<'py, $type>> {
                        let $form = &slf.as_super().get().0 else {
                            return Err($crate::fields::unknown($base_name));
                        };
                        $crate::value::Out::new(slf.py(), $field)
                    }
                )*
            }
        )+
    };
}

pub(crate) use variants;
