//! Signed commands and batches.

use deepnode_core::{Address, Content, Envelope, Hash, Signature, Signed, Time};
use pyo3::prelude::*;
use pyo3::types::PyString;
#[cfg(feature = "stubs")]
use pyo3::{PyTypeInfo, inspect::PyStaticExpr, type_hint_identifier, type_hint_subscript, type_hint_union};

use crate::command::PyCommand;
use crate::records::records;
use crate::text;
use crate::value::{FromPython, In, Out, ToPython};

/// A command, or the commands of a batch as a tuple.
impl ToPython for Content {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = type_hint_union!(
        <PyCommand as PyTypeInfo>::TYPE_HINT,
        <Vec<deepnode_core::Command> as ToPython>::OUTPUT
    );

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Self::Command(command) => command.to_py(py),
            Self::Batch(commands) => commands.to_py(py),
        }
    }
}

impl FromPython for Content {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = type_hint_union!(
        <PyCommand as PyTypeInfo>::TYPE_HINT,
        type_hint_subscript!(
            type_hint_identifier!("collections.abc", "Iterable"),
            <PyCommand as PyTypeInfo>::TYPE_HINT
        )
    );

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        if let Ok(command) = value.cast::<PyCommand>() {
            return Ok(Self::Command(command.get().0.clone()));
        }
        FromPython::from_py(value).map(Self::Batch)
    }
}

records! {
    /// What a signature goes with.
    PySigned = "Signed" in "deepnode.signing": Signed {} {
        /// The signer's next nonce.
        nonce: u64,
        /// It is taken before this time only, in milliseconds.
        valid_until: Time,
        /// Of the typed data.
        signature: Signature,
    }

    /// A command or a batch with its signature, for `Domain.apply_signed`.
    ///
    /// >>> key = deepnode.signing.Key.create()
    /// >>> envelope = key.seal(domain, commands.Withdraw(amount=DN(1)), valid_until=2**64 - 1)
    /// >>> deepnode.signing.Envelope.from_json(envelope.to_json()) == envelope
    /// True
    PyEnvelope = "Envelope" in "deepnode.signing": Envelope {
        /// The JSON form: `{"signer", "command" or "batch", "signed": {"nonce", "valid_until", "signature"}}`.
        fn to_json(&self) -> PyResult<String> {
            text::to_json(&self.0)
        }

        /// From the JSON form.
        ///
        /// Raises `deepnode.errors.Malformed` for a text that is none.
        #[staticmethod]
        fn from_json(text: &Bound<'_, PyString>) -> PyResult<Py<PyAny>> {
            text::from_json::<Envelope>(text)
        }

        /// What is signed in a domain of this id.
        fn digest<'py>(&self, py: Python<'py>, domain_id: In<Hash>) -> PyResult<Out<'py, Hash>> {
            let Envelope { content, signed: Signed { nonce, valid_until, .. }, .. } = &self.0;
            Out::new(py, &content.digest(domain_id.0, *nonce, *valid_until))
        }
    } {
        /// Who is said to have signed.
        signer: Address,
        /// What: a command, or 1 to 1024 of them in a batch, which are applied one after the other, each on its own.
        content: Content,
        /// With which nonce, validity and signature.
        signed: Signed,
    }
}

/// What is signed in a domain of this id: the digest of a command or a batch with its nonce and validity.
#[pyfunction]
pub(crate) fn digest<'py>(
    py: Python<'py>,
    domain_id: In<Hash>,
    content: In<Content>,
    nonce: In<u64>,
    valid_until: In<Time>,
) -> PyResult<Out<'py, Hash>> {
    Out::new(py, &content.0.digest(domain_id.0, nonce.0, valid_until.0))
}
