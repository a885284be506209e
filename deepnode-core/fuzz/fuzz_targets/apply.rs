//! Any bytes: a play of a small cast, many of its commands legal. After each one the audit is clean, a refusal has
//! changed nothing, and the events alone give the same state.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/it/play.rs"]
mod play;

fuzz_target!(|bytes: &[u8]| {
    let play = play::play(bytes);
    assert!(play.applied + play.refused > 0 && play.domain.params_version() > 0);
});
