//! A domain put to the proof: a workload plays, a naive bookkeeper recounts, a failure shrinks (feature `testing`).
//!
//! - [`Workload`] makes up commands from a seed, legal and illegal ones, for a named [`Cast`]. It looks at the domain
//!   before each command, so anybody can drive it.
//! - [`Bookkeeper`] recounts money, evidence, settlements, slashes and emissions from the events alone, in the
//!   simplest way that the rules allow, and says where the domain differs.
//! - [`Proof`] applies a step to a domain and checks every promise that the domain makes.
//! - [`play`] puts the three together; a [`Failure`] is a scenario, and [`shrink`] makes it a short one.
//!
//! ```
//! use deepnode_core::testing::{Game, play};
//!
//! let played = play(&Game::new(7, 300)).unwrap_or_else(|failure| panic!("{failure}"));
//! assert_eq!(played.coverage.commands(), 300);
//! ```

mod bookkeeper;
mod chance;
mod coverage;
mod kind;
mod play;
mod proof;
mod retell;
mod shrink;
mod workload;

pub use bookkeeper::Bookkeeper;
pub use coverage::{APPLIED, Coverage, REFUSALS};
pub use kind::{COMMANDS, EVENTS, command_kind, event_kind};
pub use play::{Failure, Game, Played, Property, check, play, play_into};
pub use proof::{Examined, Proof, Rigour};
pub use shrink::shrink;
pub use workload::{Cast, Workload};
