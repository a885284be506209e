//! Why a miner gets tasks, or does not.

use deepnode_core as core;
use deepnode_core::{Amount, MinerStatus, Score};

use crate::records::nouns;
use crate::word::ObstacleWord;

nouns! {
    /// Where a miner stands in the draws for leases.
    PyStanding = "Standing" in "deepnode": Standing {} {
        /// What it is at the moment.
        status: MinerStatus,
        /// Its trust, in parts per billion.
        score: Score,
        /// Its collateral, in base units.
        collateral: Amount,
        /// Assignments that it could take beside those in flight.
        free_slots: u32,
        /// Its weight in a draw, or nothing where it cannot be drawn.
        weight: u128,
        /// What keeps tasks from it; empty if it can be drawn for a slot that waits.
        obstacles: Vec<Obstacle>,
    }

    /// Something that keeps tasks from a miner.
    PyObstacle = "Obstacle" in "deepnode": Obstacle {
        fn __str__(&self) -> &str {
            &self.0.sentence
        }
    } {
        /// What it is.
        kind: ObstacleWord,
        /// The same as a sentence that says what to do.
        sentence: String,
        /// What the miner is instead of active.
        status: Option<MinerStatus>,
        /// What it has of trust or collateral ...
        have: Option<u128>,
        /// ... and what it needs.
        need: Option<u128>,
        /// How many slots it has, all of them taken.
        slots: Option<u32>,
    }
}

impl Standing {
    pub(crate) fn of(row: &core::Standing) -> Self {
        Self {
            status: row.status,
            score: row.score,
            collateral: row.collateral,
            free_slots: row.free_slots,
            weight: row.weight,
            obstacles: row.obstacles.iter().map(Obstacle::of).collect(),
        }
    }
}

impl Obstacle {
    fn of(row: &core::Obstacle) -> Self {
        let (kind, status, have, need, slots) = match *row {
            core::Obstacle::Status { status } => ("status", Some(status), None, None, None),
            core::Obstacle::Trust { have, need } => {
                ("trust", None, Some(have.into()), Some(need.into()), None)
            }
            core::Obstacle::Collateral { have, need } => {
                ("collateral", None, Some(have.units()), Some(need), None)
            }
            core::Obstacle::Busy { slots } => ("busy", None, None, None, Some(slots)),
            core::Obstacle::NoModel => ("no_model", None, None, None, None),
            core::Obstacle::NoTask => ("no_task", None, None, None, None),
            core::Obstacle::NoWeight => ("no_weight", None, None, None, None),
            _ => ("", None, None, None, None),
        };
        Self { kind: ObstacleWord::of(kind), sentence: row.to_string(), status, have, need, slots }
    }
}
