//! `deepnode.sdk`: what miner and validator software embeds.

pub(crate) mod cancel;
pub(crate) mod clock;
pub(crate) mod error;
pub(crate) mod host;
pub(crate) mod key;
pub(crate) mod party;
pub(crate) mod salt;
pub(crate) mod step;
pub(crate) mod store;
pub(crate) mod task;
pub(crate) mod validator;
pub(crate) mod worker;
