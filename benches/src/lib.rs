//! What the benchmarks share.

pub mod stage;
