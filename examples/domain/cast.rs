//! Who takes part, and what they are like.

use deepnode_core::keys::Key;
use deepnode_core::{Address, Amount, Params, QueueRules, Rate, Review, keccak};

use crate::cheats::Cheat;

/// How a miner works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MinerKind {
    /// Runs the model that was asked for.
    Honest,
    /// Does, but takes longer than a lease.
    TooSlow,
    /// Promises that model and does something else.
    Cheats(Cheat),
}

impl MinerKind {
    /// For people.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            MinerKind::Honest => "honest",
            MinerKind::TooSlow => "honest, too slow",
            MinerKind::Cheats(cheat) => cheat.words(),
        }
    }
}

/// A miner of the play.
#[derive(Clone, Debug)]
pub(crate) struct MinerRole {
    pub(crate) name: &'static str,
    pub(crate) kind: MinerKind,
    /// Simulated time for a token.
    pub(crate) ms_per_token: u64,
    pub(crate) slots: u64,
    pub(crate) collateral: Amount,
}

/// How a validator works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValidatorKind {
    /// Reads the claimed text by the promised model and compares.
    Honest,
    /// Says "correct" of whatever it is shown.
    RubberStamp,
}

/// A validator of the play.
#[derive(Clone, Debug)]
pub(crate) struct ValidatorRole {
    pub(crate) name: &'static str,
    pub(crate) kind: ValidatorKind,
    pub(crate) stake: Amount,
}

const fn miner(name: &'static str, kind: MinerKind, ms_per_token: u64, slots: u64) -> MinerRole {
    MinerRole { name, kind, ms_per_token, slots, collateral: Amount::dn(1500) }
}

pub(crate) const MINERS: [MinerRole; 13] = [
    miner("Ada", MinerKind::Honest, 20, 2),
    miner("Boris", MinerKind::Honest, 35, 1),
    miner("Chen", MinerKind::Honest, 50, 2),
    miner("Divya", MinerKind::Honest, 30, 1),
    miner("Emil", MinerKind::Honest, 80, 1),
    miner("Fatou", MinerKind::Honest, 45, 1),
    miner("Gus", MinerKind::TooSlow, 900, 2),
    miner("Quarter", MinerKind::Cheats(Cheat::FourBits), 12, 2),
    miner("Hollow", MinerKind::Cheats(Cheat::Smaller), 15, 2),
    miner("Janus", MinerKind::Cheats(Cheat::ChangedPrompt), 18, 2),
    miner("Loki", MinerKind::Cheats(Cheat::SwappedToken), 25, 2),
    miner("Icarus", MinerKind::Cheats(Cheat::Copy), 10, 2),
    miner("Nemo", MinerKind::Cheats(Cheat::NullProof), 10, 2),
];

const fn validator(name: &'static str, kind: ValidatorKind, stake: u32) -> ValidatorRole {
    ValidatorRole { name, kind, stake: Amount::dn(stake) }
}

pub(crate) const VALIDATORS: [ValidatorRole; 7] = [
    validator("Vera", ValidatorKind::Honest, 4000),
    validator("Walid", ValidatorKind::Honest, 3000),
    validator("Xenia", ValidatorKind::Honest, 2000),
    validator("Yusuf", ValidatorKind::Honest, 2000),
    validator("Zora", ValidatorKind::Honest, 1500),
    validator("Olga", ValidatorKind::Honest, 1500),
    validator("Stamper", ValidatorKind::RubberStamp, 2000),
];

pub(crate) const CONSUMERS: [&str; 3] = ["Nora", "Pablo", "Quentin"];
pub(crate) const CREATOR: &str = "Kim";
pub(crate) const BACKERS: [(&str, u64); 2] = [("Lena", 3), ("Mateo", 1)];

/// Time for a miner to deliver.
pub(crate) const LEASE_MS: u64 = 15_000;
/// Seats of a first round.
pub(crate) const COMMITTEE: u64 = 3;

/// The key that somebody signs with in the play; everybody can know it from the name.
pub(crate) fn key(name: &str) -> Key {
    let secret = keccak(&[b"deepnode/example/", name.as_bytes()]);
    Key::from_bytes(&secret.0).expect("of 2^128 hashes one is no key, and it is none of these names")
}

/// The address that a name goes by in the play: that of its key.
pub(crate) fn address(name: &str) -> Address {
    key(name).address()
}

/// Whether an address is that of a miner who cheats.
pub(crate) fn cheats(who: &Address) -> bool {
    let cheaters = MINERS.iter().filter(|role| matches!(role.kind, MinerKind::Cheats(_)));
    cheaters.map(|role| address(role.name)).any(|cheater| cheater == *who)
}

/// Everybody's name, for people to read.
pub(crate) fn name_of(who: &Address) -> String {
    let roles = ["owner", "foundation", "treasury", "fee recipient", "bridge", "sequencer"];
    let miners = MINERS.iter().map(|m| m.name);
    let validators = VALIDATORS.iter().map(|v| v.name);
    let owners = BACKERS.iter().map(|b| b.0).chain([CREATOR]);
    let mut names = miners.chain(validators).chain(CONSUMERS).chain(owners).chain(roles);
    names.find(|name| address(name) == *who).map_or_else(|| who.to_string(), String::from)
}

/// The default parameters with windows short enough to see everything happen.
pub(crate) fn params() -> Params {
    let defaults = Params::default();
    Params {
        owner: address("owner"),
        foundation: address("foundation"),
        treasury: address("treasury"),
        fee_recipient: address("fee recipient"),
        bridge: address("bridge"),
        sequencer: address("sequencer"),
        exit_cooldown_ms: 60_000,
        queue: QueueRules {
            commit_ms: 5_000,
            reveal_ms: 5_000,
            undecided_after_ms: 60_000,
            wait_ms: 600_000,
            // One more than there are miners whose work cannot be approved.
            max_attempts: 8,
            ..defaults.queue
        },
        review: Review { window_ms: 60_000, appeal_ms: 20_000 },
        rejection_pay: Amount::dn(2),
        emission: deepnode_core::Emission {
            epoch_ms: 60_000,
            first: Amount::dn(25),
            decay: Rate::percent(99),
            cap: Amount::dn(1_000_000),
            ..defaults.emission
        },
        ..defaults
    }
}
