//! The domain from outside.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod cast;
mod claims;
mod compact;
#[cfg(feature = "testing")]
mod golden;
mod json;
mod keystore;
#[cfg(feature = "testing")]
mod log;
mod play;
mod properties;
mod queries;
mod refusals;
mod regressions;
mod scenarios;
mod signed;
mod signed_files;
#[cfg(feature = "testing")]
mod snapshot;
mod stories;
#[cfg(feature = "testing")]
mod workload;
