//! The domain from outside.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod cast;
mod claims;
mod compact;
mod json;
mod play;
mod properties;
mod queries;
mod refusals;
mod regressions;
mod scenarios;
mod signed;
mod stories;
#[cfg(feature = "testing")]
mod workload;
