//! Programs that show what the crates can do, and what several of them share. The README's own code is run as a test.

pub mod folder;
pub mod tool;

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
