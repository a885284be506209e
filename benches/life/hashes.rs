//! The Keccak work of a task's life, and how fast it can be done.

use std::hint::black_box;
use std::time::{Duration, Instant};

use deepnode_core::{Command, Event};

use deepnode_benches::stage::{Stage, Step};

/// The longest input, in bytes.
pub(crate) const LONGEST: usize = 4096;

/// The lengths of all inputs to Keccak in one life, in bytes.
pub(crate) struct Inputs {
    /// What the rules hash: entropy, beacon, draws, seals and commitments.
    pub(crate) rules: Vec<usize>,
    /// The heads of the log, one for each command.
    pub(crate) log: Vec<usize>,
}

impl Inputs {
    pub(crate) fn of_a_life(stage: &mut Stage) -> Self {
        let mut inputs = Self { rules: Vec::new(), log: Vec::new() };
        stage.live(&mut |step, events| {
            inputs.rules.extend(hashed_by_the_rules(&step, &events));
            let canonical = borsh::object_length(&events).expect("events fit into memory");
            inputs.log.push(32 + canonical);
        });
        assert!(inputs.rules.iter().chain(&inputs.log).all(|length| *length <= LONGEST));
        inputs
    }

    /// What the ledger hashes when it applies the commands of a life.
    pub(crate) fn of_the_core(&self) -> Vec<usize> {
        [self.rules.as_slice(), &self.log].concat()
    }

    /// How long the fastest crate takes for inputs of these lengths, so many times.
    pub(crate) fn hash(lengths: &[usize], times: u64) -> Duration {
        let bytes = [7; LONGEST];
        let begun = Instant::now();
        for _ in 0..times {
            for length in lengths {
                black_box(fastest(black_box(&bytes[..*length])));
            }
        }
        begun.elapsed()
    }
}

fn hashed_by_the_rules(step: &Step, events: &[Event]) -> Vec<usize> {
    const ADDRESS: usize = 20;
    const HASH: usize = 32;
    let mut lengths = Vec::new();
    match step.command {
        Command::Advance { .. } => {
            lengths.push(HASH); // is the entropy that which was announced?
            lengths.push(HASH + HASH + 8); // the beacon
        }
        Command::RevealVerdict { .. } => {
            lengths.push("deepnode/verdict".len() + HASH + 8 + 1 + ADDRESS + 1 + HASH + HASH);
            lengths.push("deepnode/seal".len() + HASH + 8 + ADDRESS + HASH + HASH);
        }
        _ => {}
    }
    for event in events {
        match event {
            Event::Leased { .. } => lengths.push(HASH + "lease".len() + 8 + 4),
            Event::Seated { validators, .. } => {
                lengths.extend(validators.iter().map(|_| HASH + "seat".len() + 8 + 4));
            }
            _ => {}
        }
    }
    lengths
}

pub(crate) type Keccak = fn(&[u8]) -> [u8; 32];

/// Those that Rust programs use.
pub(crate) const CRATES: [(&str, Keccak); 3] =
    [("keccak-asm", fastest), ("sha3", by_sha3), ("tiny-keccak", by_tiny_keccak)];

/// The fastest of them on the machine in the README; peers use it too.
pub(crate) fn fastest(bytes: &[u8]) -> [u8; 32] {
    keccak_asm::Keccak256::digest(bytes).into()
}

fn by_sha3(bytes: &[u8]) -> [u8; 32] {
    use sha3::Digest;
    sha3::Keccak256::digest(bytes).into()
}

fn by_tiny_keccak(bytes: &[u8]) -> [u8; 32] {
    use tiny_keccak::Hasher;
    let (mut hasher, mut hash) = (tiny_keccak::Keccak::v256(), [0; 32]);
    hasher.update(bytes);
    hasher.finalize(&mut hash);
    hash
}
