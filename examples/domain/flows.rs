//! Where money went, added up from the events alone.

use std::collections::BTreeMap;

use deepnode_core::{Address, Event, Place, Reason};

/// Sums in base units.
#[derive(Default)]
pub(crate) struct Flows {
    /// Out of escrows, by reason: what became of every price.
    pub(crate) revenue: BTreeMap<Reason, u128>,
    /// Out of the pool, by reason: what epochs paid.
    pub(crate) emission: BTreeMap<Reason, u128>,
    /// What each address earned by revenue, emission and pay for rejections.
    pub(crate) earned: BTreeMap<Address, u128>,
    /// Out of each miner's collateral: burned, to the treasury, returned.
    pub(crate) slashed: BTreeMap<Address, Slashed>,
    /// Registration fees.
    pub(crate) fees: u128,
}

/// What became of a collateral.
#[derive(Clone, Copy, Default)]
pub(crate) struct Slashed {
    pub(crate) burned: u128,
    pub(crate) treasury: u128,
    pub(crate) returned: u128,
}

impl Flows {
    pub(crate) fn observe(&mut self, event: &Event) {
        let Event::Moved { from, to, amount, reason } = event else { return };
        let units = amount.units();
        match from {
            Place::Escrow(_) => *self.revenue.entry(*reason).or_default() += units,
            Place::Pool => *self.emission.entry(*reason).or_default() += units,
            Place::Collateral(miner) if matches!(reason, Reason::Slash | Reason::Expulsion) => {
                let slashed = self.slashed.entry(*miner).or_default();
                match to {
                    Place::Burn => slashed.burned += units,
                    Place::Balance(who) if who == miner => slashed.returned += units,
                    _ => slashed.treasury += units,
                }
            }
            _ => {}
        }
        if *reason == Reason::RegistrationFee {
            self.fees += units;
        }
        let earns = matches!(from, Place::Escrow(_) | Place::Pool) && *reason != Reason::Refund;
        if let Place::Balance(who) = to
            && (earns || *reason == Reason::RejectionPay)
        {
            *self.earned.entry(*who).or_default() += units;
        }
    }
}
