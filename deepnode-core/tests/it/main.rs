//! The domain from outside.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod scenarios;
