//! Places and totals, counted from the moves alone.

use alloc::collections::BTreeMap;
use alloc::format;

use super::Findings;
use crate::amount::Amount;
use crate::domain::Domain;
use crate::event::{Event, Reason};
use crate::ledger::Place;

/// Base units in each place, and the four totals.
#[derive(Clone, Debug, Default)]
pub(super) struct Money {
    places: BTreeMap<Place, u128>,
    pub(super) deposited: u128,
    pub(super) withdrawn: u128,
    pub(super) emitted: u128,
    pub(super) burned: u128,
}

impl Money {
    pub(super) fn at(&self, place: Place) -> u128 {
        self.places.get(&place).copied().unwrap_or(0)
    }

    /// Every place with something in it, in order.
    pub(super) fn places(&self) -> impl Iterator<Item = (Place, u128)> {
        self.places.iter().map(|(place, units)| (*place, *units))
    }

    pub(super) fn note(&mut self, event: &Event, findings: &mut Findings) {
        let Event::Moved { from, to, amount, reason } = event else { return };
        if amount.is_zero() {
            findings.push(format!("a move of nothing, {from:?} to {to:?}"));
        }
        if !fits(*reason, *from, *to) {
            findings.push(format!("money moved for {reason} from {from:?} to {to:?}"));
        }
        match from {
            Place::Outside => self.deposited += amount.units(),
            Place::Emission => self.emitted += amount.units(),
            Place::Burn => findings.push("burned money came back".into()),
            _ => match self.at(*from).checked_sub(amount.units()) {
                Some(left) => self.put(*from, left),
                None => findings.push(format!("{from:?} has {}, but {amount:?} left it", self.at(*from))),
            },
        }
        match to {
            Place::Outside => self.withdrawn += amount.units(),
            Place::Burn => self.burned += amount.units(),
            Place::Emission => findings.push("money was unmade".into()),
            _ => self.put(*to, self.at(*to) + amount.units()),
        }
    }

    fn put(&mut self, place: Place, units: u128) {
        if units == 0 {
            self.places.remove(&place);
        } else {
            self.places.insert(place, units);
        }
    }

    pub(super) fn circulating(&self) -> u128 {
        self.deposited + self.emitted - self.withdrawn - self.burned
    }

    /// The invariants of all money.
    pub(super) fn examine(&self, findings: &mut Findings) {
        let inside: u128 = self.places.values().sum();
        if self.deposited + self.emitted != self.withdrawn + self.burned + inside {
            findings.push(format!("the books do not balance: {self:?}"));
        } else if inside > Amount::MAX.units() {
            findings.push(format!("{inside} base units circulate"));
        }
    }

    /// The domain's places are compared one by one. A place that only the domain has shows as well, because both sums
    /// are held against the same totals.
    pub(super) fn compare(&self, domain: &Domain, findings: &mut Findings) {
        for (place, units) in self.places() {
            let found = domain.money(place).units();
            if found != units {
                findings.push(format!("{place:?} has {found}, the events say {units}"));
            }
        }
        let supply = domain.supply();
        let found = [supply.deposited, supply.withdrawn, supply.emitted, supply.burned];
        let expected = [self.deposited, self.withdrawn, self.emitted, self.burned];
        if found != expected {
            findings.push(format!("the totals are {found:?}, the events say {expected:?}"));
        }
        let (inside, places) = (self.places.values().sum::<u128>(), domain.totals().sum());
        if inside != places {
            findings.push(format!("the domain holds {places} in all places, the events say {inside}"));
        }
    }
}

/// Whether money may move between these places for that reason.
fn fits(reason: Reason, from: Place, to: Place) -> bool {
    use Place::{
        Balance, Burn, Collateral, Delegation, Deposit, Emission, Escrow, Outside, Pool, Stake, Unbonding,
    };
    match (from, to) {
        (Outside, Balance(_)) => reason == Reason::Deposit,
        (Balance(_), Outside) => reason == Reason::Withdrawal,
        (Balance(_), Balance(_)) => {
            matches!(reason, Reason::Transfer | Reason::RegistrationFee | Reason::RejectionPay)
        }
        (Balance(_), Burn) => reason == Reason::RegistrationFee,
        (Balance(payer), Collateral(miner)) => reason == Reason::Collateral && payer == miner,
        (Balance(payer), Stake(validator)) => reason == Reason::Stake && payer == validator,
        (Balance(payer), Delegation { staker, .. }) => reason == Reason::Delegation && payer == staker,
        (Delegation { staker, .. }, Unbonding(payee)) => reason == Reason::Undelegation && staker == payee,
        (Collateral(miner), Balance(payee)) => match reason {
            Reason::Release => miner == payee,
            // To the miner or to the treasury.
            Reason::Slash | Reason::Expulsion => true,
            _ => false,
        },
        (Stake(owner) | Delegation { staker: owner, .. } | Unbonding(owner), Balance(payee)) => {
            reason == Reason::Release && owner == payee
        }
        (Collateral(_), Burn) => reason == Reason::Slash,
        (Balance(_), Escrow(_)) => reason == Reason::Price,
        (Escrow(_), Burn) => matches!(reason, Reason::RevenueBurn | Reason::Buyback),
        (Escrow(_), Pool) => reason == Reason::Emission,
        (Escrow(_), Balance(_)) => matches!(
            reason,
            Reason::Refund
                | Reason::Fees
                | Reason::Foundation
                | Reason::Owners
                | Reason::Domain
                | Reason::Validation
                | Reason::Mining
        ),
        (Emission, Pool) => reason == Reason::Emission,
        (Pool, Balance(_)) => matches!(
            reason,
            Reason::Foundation
                | Reason::Domain
                | Reason::Owners
                | Reason::Staking
                | Reason::Validation
                | Reason::Mining
        ),
        (Balance(_), Deposit(_)) | (Deposit(_), Balance(_) | Burn) => reason == Reason::Proposal,
        _ => false,
    }
}
