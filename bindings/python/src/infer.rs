//! `deepnode.infer`: models, what they make, and checks of it.

pub(crate) mod callback;
pub(crate) mod commitment;
pub(crate) mod config;
pub(crate) mod delivery;
pub(crate) mod device;
pub(crate) mod engine;
pub(crate) mod error;
pub(crate) mod finding;
pub(crate) mod generating;
pub(crate) mod hint;
pub(crate) mod job;
pub(crate) mod logging;
pub(crate) mod manifest;
pub(crate) mod model;
pub(crate) mod numpy;
pub(crate) mod policy;
pub(crate) mod progress;
pub(crate) mod sampler;
pub(crate) mod seen;
pub(crate) mod slot;
pub(crate) mod tokenizer;
pub(crate) mod values;
pub(crate) mod verify;
pub(crate) mod wait;
pub(crate) mod words;
