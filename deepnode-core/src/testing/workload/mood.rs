//! How things go under a seed.

use crate::amount::Amount;
use crate::id::Time;
use crate::testing::chance::Chance;

/// Probabilities are in thousandths.
#[derive(Clone, Debug)]
pub(super) struct Mood {
    /// The time of the first command, at least.
    pub(super) start: Time,
    /// What a step of work takes; windows are multiples of it.
    pub(super) tempo: Time,
    /// Base units that people reckon in.
    pub(super) unit: u128,
    /// Steps that make no sense.
    pub(super) noise: u64,
    /// Work that is what was asked for.
    pub(super) honest: u64,
    /// Leases that are delivered, seats that commit and reveal.
    pub(super) diligent: u64,
    /// Advances that do not wait for those who have something to do.
    pub(super) haste: u64,
    /// Jumps over many deadlines.
    pub(super) leaps: u64,
    /// Cases that the foundation leaves alone.
    pub(super) neglect: u64,
    /// Decisions that dismiss.
    pub(super) mild: u64,
    /// Tasks that are open at a time.
    pub(super) busy: usize,
    /// Of duties, heartbeats, tasks, registrations, payments, cases, proposals and models.
    pub(super) weights: [u64; 8],
}

impl Mood {
    pub(super) fn of(chance: &mut Chance) -> Self {
        let tempo = chance.one_of([1_000, 60_000, 60_000, 3_600_000]);
        // Now and then at the beginning of all time, or near its end, where sums of times saturate.
        let start = match chance.weighted([1, 1, 12, 2]) {
            0 => 0,
            1 => 1,
            2 => 1_700_000_000_000,
            _ => Time::MAX - tempo * chance.one_of([300, 3_000, 30_000]),
        };
        // From single base units, where rounding is everything, to where sums reach the most that can exist.
        let unit = chance.one_of([
            1,
            1_000,
            1_000_000_000_000,
            Amount::UNITS_PER_DN,
            Amount::UNITS_PER_DN,
            Amount::UNITS_PER_DN,
            Amount::UNITS_PER_DN * 1_000_000,
        ]);
        Self {
            start,
            tempo,
            unit,
            noise: chance.one_of([60, 150, 150, 350]),
            honest: chance.one_of([950, 850, 600, 250]),
            diligent: chance.one_of([990, 950, 800]),
            haste: chance.one_of([10, 30, 200]),
            leaps: chance.one_of([0, 2, 5, 15]),
            neglect: chance.one_of([100, 400, 900]),
            mild: chance.one_of([50, 300, 700]),
            busy: chance.one_of([2, 6, 12]),
            weights: [
                420,
                120,
                100,
                80,
                40,
                chance.one_of([30, 80]),
                chance.one_of([5, 40, 120]),
                chance.one_of([5, 15]),
            ],
        }
    }
}
