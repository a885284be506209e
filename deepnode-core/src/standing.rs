//! Why a miner gets tasks, or does not.

use alloc::vec::Vec;
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::amount::{Amount, InDn};
use crate::decide::lease;
use crate::domain::Domain;
use crate::miner::{Miner, MinerStatus};
use crate::model::ModelStatus;
use crate::registry::Ix;
use crate::task::Task;
use crate::trust::Score;

/// Where a miner stands in the draws for leases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// What it is at the moment.
    pub status: MinerStatus,
    /// Its trust.
    pub score: Score,
    /// Its collateral.
    pub collateral: Amount,
    /// Assignments that it could take beside those in flight.
    pub free_slots: u32,
    /// Its weight in a draw: `floor(trust, trust) * free_slots`, or nothing where it cannot be drawn.
    #[serde(with = "crate::text::decimal")]
    pub weight: u128,
    /// What keeps tasks from it; empty if it can be drawn for a slot that waits.
    pub obstacles: Vec<Obstacle>,
}

/// Something that keeps tasks from a miner. As text, a sentence that says what to do.
///
/// More variants may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Obstacle {
    /// It is not active.
    Status {
        /// What it is instead.
        status: MinerStatus,
    },
    /// Its trust is under the floor.
    Trust {
        /// What it has.
        have: Score,
        /// The floor in force.
        need: Score,
    },
    /// Its collateral is under the minimum, which may have changed since it registered.
    Collateral {
        /// What it has.
        have: Amount,
        /// The minimum in force for its slots, in base units.
        #[serde(with = "crate::text::decimal")]
        need: u128,
    },
    /// All its slots are taken.
    Busy {
        /// How many it has.
        slots: u32,
    },
    /// None of its models is admitted or has tasks left to do, so that no tasks come.
    NoModel,
    /// No slot waits that it may take: there is no work for its models, or it is its own, or it has tried already.
    NoTask,
    /// Its trust is so small that it rounds to no weight at all.
    NoWeight,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status { status: MinerStatus::Paused } => f.write_str("it is paused: resume"),
            Self::Status { status: MinerStatus::Suspended } => {
                f.write_str("it is suspended until its case is over")
            }
            Self::Status { status } => write!(f, "it is {status}"),
            Self::Trust { have, need } => {
                write!(f, "its trust is {have} parts per billion, below the floor of {need}")
            }
            Self::Collateral { have, need } => {
                let missing = InDn::of(need.saturating_sub(have.units()));
                write!(f, "its collateral of {} is {missing} under the minimum: top up", have.in_dn())
            }
            Self::Busy { slots } => write!(f, "all of its {slots} slots are taken"),
            Self::NoTask => f.write_str("nothing waits that it may take: it is next when a task comes"),
            Self::NoModel => f.write_str("none of its models is admitted: register again with others"),
            Self::NoWeight => f.write_str("its trust is too small to count"),
        }
    }
}

impl Domain {
    /// Where a miner stands, also one that has left; `None` if it never registered.
    ///
    /// ```
    /// use deepnode_core::{Address, Amount, Command, Domain, Params};
    ///
    /// let bridge = Address([1; 20]);
    /// let miner = Address([2; 20]);
    /// let mut domain = Domain::new(1, Address::ZERO, Params { bridge, ..Params::default() })?;
    /// domain.apply(0, bridge, &Command::Deposit { to: miner, amount: Amount::dn(2000) })?;
    /// let collateral = Amount::dn(1100);
    /// let (models, slots, max_fee) = (vec![], 1, Amount::dn(10));
    /// domain.apply(0, miner, &Command::RegisterMiner { models, slots, collateral, max_fee })?;
    ///
    /// let standing = domain.standing(&miner).unwrap();
    /// assert_eq!(standing.free_slots, 1);
    /// assert_eq!(
    ///     standing.obstacles[0].to_string(),
    ///     "none of its models is admitted: register again with others",
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn standing(&self, miner: &Address) -> Option<Standing> {
        let ix = self.miners.ix(miner)?;
        let row = self.miners.at(ix)?;
        let obstacles = self.obstacles(ix, row);
        Some(Standing {
            status: row.status(),
            score: row.evidence.score(),
            collateral: row.collateral,
            free_slots: free_slots(row),
            weight: row.weight,
            obstacles,
        })
    }

    fn obstacles(&self, ix: Ix, row: &Miner) -> Vec<Obstacle> {
        let (status, have) = (row.status(), row.evidence.score());
        let need = self.in_force.trust.floor.0;
        let minimum = self.in_force.minimum_collateral(row.slots);
        // What a retired model had in its queue is still leased.
        let serves = |ix: &Ix| {
            let admitted = self.models.at(*ix).is_some_and(|model| model.status == ModelStatus::Admitted);
            admitted || self.waiting.contains_key(ix)
        };
        let served = row.models.iter().any(serves);
        let eligible = status == MinerStatus::Active && have >= need && row.collateral.units() >= minimum;
        let checks = [
            (status != MinerStatus::Active, Obstacle::Status { status }),
            (have < need, Obstacle::Trust { have, need }),
            (row.collateral.units() < minimum, Obstacle::Collateral { have: row.collateral, need: minimum }),
            (free_slots(row) == 0, Obstacle::Busy { slots: row.slots }),
            (!served, Obstacle::NoModel),
            (served && !self.may_take_something(ix, row), Obstacle::NoTask),
            (eligible && free_slots(row) > 0 && row.weight == 0, Obstacle::NoWeight),
        ];
        checks.into_iter().filter_map(|(stands, obstacle)| stands.then_some(obstacle)).collect()
    }

    /// Whether a slot waits that a miner may be drawn for.
    fn may_take_something(&self, ix: Ix, miner: &Miner) -> bool {
        let waiting = miner.models.iter().filter_map(|model| self.waiting.get(model)).flatten();
        let open = |task: &Task| {
            self.model_of(task)
                .is_some_and(|model| !lease::barred(self, task, model).any(|other| other == ix))
        };
        waiting.filter_map(|(task, _)| self.tasks.get(*task)).any(open)
    }
}

fn free_slots(row: &Miner) -> u32 {
    let in_flight = u32::try_from(row.in_flight.len()).unwrap_or(u32::MAX);
    row.slots.saturating_sub(in_flight)
}
