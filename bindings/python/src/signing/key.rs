//! Private keys.

use std::path::PathBuf;

use deepnode_core::keys::Key;
use deepnode_core::{Address, Content, Envelope, Hash, Signature, Time};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::domain::PyDomain;
use crate::error::invalid;
use crate::failure::no_key;
use crate::value::{In, Out};

/// A private key of the curve secp256k1. Its memory is wiped when it goes; its text shows the address only.
///
/// >>> key = deepnode.signing.Key.create()
/// >>> envelope = key.seal(domain, commands.Withdraw(amount=DN(1)), valid_until=2**64 - 1)
/// >>> domain.apply_signed(1_000, envelope)
/// Traceback (most recent call last):
/// deepnode.errors.InsufficientBalance: insufficient balance: have 0 DN, need 1 DN
#[pyclass(frozen, module = "deepnode.signing", name = "Key")]
pub(crate) struct PyKey(pub(crate) Key);

#[pymethods]
impl PyKey {
    /// A new key, from the randomness of the operating system.
    #[staticmethod]
    fn create() -> Self {
        Self(Key::create())
    }

    /// A key that was made elsewhere, as 64 hex digits with or without `0x` before them.
    ///
    /// Raises `deepnode.errors.NoKey` for another text, or a number out of range.
    #[staticmethod]
    fn from_hex(py: Python<'_>, text: &str) -> PyResult<Self> {
        Key::from_hex(text).map(Self).map_err(|why| no_key(py, &why))
    }

    /// A key that was made elsewhere, as 32 bytes in big endian.
    ///
    /// Raises `deepnode.errors.NoKey` for a number out of range.
    #[staticmethod]
    fn from_bytes(bytes: &Bound<'_, PyBytes>) -> PyResult<Self> {
        let (py, bytes) = (bytes.py(), bytes.as_bytes());
        let wrong = |_| invalid(py, format!("expected 32 bytes, found {}", bytes.len()));
        Key::from_bytes(bytes.try_into().map_err(wrong)?).map(Self).map_err(|why| no_key(py, &why))
    }

    /// The key itself, to be kept secret. Python does not wipe these bytes.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.to_bytes().as_slice())
    }

    /// The address that it signs for.
    #[getter]
    fn address<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Address>> {
        Out::new(py, &self.0.address())
    }

    /// Signs a digest, with the nonce of RFC 6979: `r`, `s` in the lower half, and `v` of 27 or 28.
    fn sign<'py>(&self, py: Python<'py>, digest: In<Hash>) -> PyResult<Out<'py, Signature>> {
        Out::new(py, &self.0.sign(digest.0))
    }

    /// Signs a command, or a batch of them, with the signer's next nonce in a domain.
    ///
    /// It is taken before `valid_until` only, in milliseconds.
    fn seal<'py>(
        &self,
        py: Python<'py>,
        domain: &Bound<'py, PyDomain>,
        content: In<Content>,
        valid_until: In<Time>,
    ) -> PyResult<Out<'py, Envelope>> {
        let address = self.0.address();
        let (id, nonce) = domain.get().ask(py, |domain| (domain.id(), domain.nonce(&address)))?;
        Out::new(py, &self.0.seal_for(id, content.0, nonce, valid_until.0))
    }

    /// Signs a command, or a batch of them, for a domain of this id, with a nonce of your own counting.
    fn seal_for<'py>(
        &self,
        py: Python<'py>,
        domain_id: In<Hash>,
        content: In<Content>,
        nonce: In<u64>,
        valid_until: In<Time>,
    ) -> PyResult<Out<'py, Envelope>> {
        Out::new(py, &self.0.seal_for(domain_id.0, content.0, nonce.0, valid_until.0))
    }

    /// Reads a keystore file of version 3, as geth and other wallets write them.
    ///
    /// Raises `deepnode.errors.NoKey` for a file that cannot be read or is no keystore, or another password.
    #[staticmethod]
    fn load(py: Python<'_>, path: PathBuf, password: &str) -> PyResult<Self> {
        py.detach(|| Key::load(&path, password)).map(Self).map_err(|why| no_key(py, &why))
    }

    /// Writes a keystore file of version 3, which opens with the password only, and says where. An existing file of this
    /// name is replaced at once or not at all. On Unix nobody but its owner can read it.
    ///
    /// Guesses of the password cost milliseconds and no more: choose a long one.
    ///
    /// Raises `deepnode.errors.KeyFile` for a name that is a path, or a folder that cannot be written to.
    fn save(&self, py: Python<'_>, folder: PathBuf, name: &str, password: &str) -> PyResult<PathBuf> {
        py.detach(|| self.0.save(&folder, name, password)).map_err(|why| no_key(py, &why))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| self.0.address() == other.get().0.address())
    }

    fn __hash__(slf: &Bound<'_, Self>) -> PyResult<isize> {
        slf.getattr("address")?.hash()
    }

    fn __repr__(&self) -> String {
        format!("<{:?}>", self.0)
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err(
            "a key is not pickled, lest it be left somewhere: save it as a keystore file",
        ))
    }
}
