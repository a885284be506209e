//! Programs that show what the crates can do. The README's own code is run as a test.

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
