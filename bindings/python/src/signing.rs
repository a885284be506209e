//! Who signed what: `deepnode.signing` and `deepnode.commitment`.

pub(crate) mod commitment;
pub(crate) mod envelope;
pub(crate) mod key;
pub(crate) mod receipt;
pub(crate) mod signature;
pub(crate) mod typed_data;
