//! Carrying out a case.
//!
//! With `C` the miner's collateral now, and the penalty of the case's severity in the version of its opening:
//!
//! ```text
//! S = ceil(C, slash)               slashed
//! T = floor(S, treasury)           to the treasury, for the cost of verification; S - T is burned
//! X = min(floor(C, return), C - S) returned, if the miner has to go; what is left goes to the treasury
//! ```
//!
//! Otherwise what is left of the collateral stays. At last the treasury pays `rejection_pay` to every seat that agreed
//! with the rejections, in order, each in full; the first that it cannot pay ends it. Slashed money itself never goes
//! to those who judged.
//!
//! A major case with the default penalty (slash 50 %, half of it to the treasury, return 40 %) against a collateral of
//! 1100 DN: `S` = 550, of which `T` = 275 go to the treasury and 275 are burned; `X` = 440 go back to the miner, and the
//! 110 that are left to the treasury.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Story, end, moved};
use crate::address::Address;
use crate::amount::Amount;
use crate::assignment::{Outcome, TimeoutCause};
use crate::event::{Event, Reason};
use crate::id::CaseId;
use crate::ledger::Place;
use crate::params::Penalty;

/// What becomes of a collateral; the parts add up to it.
///
/// ```
/// use deepnode_core::{Amount, Params, slashing::Parts};
///
/// // A major case with the default penalties, against a collateral of 1100 DN.
/// let parts = Parts::of(Amount::dn(1100), &Params::default().severity.major);
/// assert_eq!((parts.treasury, parts.burned), (Amount::dn(275), Amount::dn(275))); // S = 550
/// assert_eq!((parts.returned, parts.forfeited), (Amount::dn(440), Amount::dn(110)));
/// assert_eq!(parts.kept, Amount::ZERO);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// Slashed, to the treasury for the cost of verification.
    pub treasury: Amount,
    /// Slashed and burned.
    pub burned: Amount,
    /// Back to a miner that has to go.
    pub returned: Amount,
    /// The rest of the collateral of a miner that has to go, to the treasury.
    pub forfeited: Amount,
    /// What a miner keeps at stake that may stay.
    pub kept: Amount,
}

impl Parts {
    /// Divides a collateral by a penalty that [`Params::validate`](crate::Params::validate) has passed.
    pub fn of(collateral: Amount, penalty: &Penalty) -> Self {
        let slashed = penalty.slash.ceil(collateral);
        let treasury = penalty.treasury.floor(slashed);
        let burned = slashed.saturating_sub(treasury);
        let left = collateral.saturating_sub(slashed);
        if !penalty.deregister {
            return Self { treasury, burned, returned: Amount::ZERO, forfeited: Amount::ZERO, kept: left };
        }
        let returned = penalty.returned.floor(collateral).min(left);
        let forfeited = left.saturating_sub(returned);
        Self { treasury, burned, returned, forfeited, kept: Amount::ZERO }
    }
}

impl Story<'_> {
    pub(super) fn execute(&mut self, case: CaseId) {
        let Some(row) = self.domain.cases.get(case) else { return };
        let Some(miner) = self.domain.miners.at(row.miner).map(|miner| miner.address) else { return };
        let rules = self.domain.version(row.version);
        let (penalty, pay) = (*rules.severity.of(row.severity), rules.rejection_pay);

        self.slash(miner, &penalty);
        self.record([Event::CaseExecuted { case }]);
        if penalty.deregister {
            self.expel(miner, penalty.ban);
        }
        if pay.is_zero() {
            return;
        }
        for seat in self.agreeing_seats(case) {
            let treasury = Place::Balance(self.domain.in_force.treasury);
            if self.domain.money(treasury) < pay {
                break;
            }
            self.record(moved(treasury, Place::Balance(seat), pay, Reason::RejectionPay));
        }
    }

    fn slash(&mut self, miner: Address, penalty: &Penalty) {
        let place = Place::Collateral(miner);
        let treasury = Place::Balance(self.domain.in_force.treasury);
        let parts = Parts::of(self.domain.money(place), penalty);
        let moves = [
            moved(place, treasury, parts.treasury, Reason::Slash),
            moved(place, Place::Burn, parts.burned, Reason::Slash),
            moved(place, Place::Balance(miner), parts.returned, Reason::Expulsion),
            moved(place, treasury, parts.forfeited, Reason::Expulsion),
        ];
        self.record(moves.into_iter().flatten());
    }

    /// The miner is out; what it was working on goes to others without a further trust event. A ban also begins the
    /// exit of an active validator of the same address.
    fn expel(&mut self, miner: Address, banned: bool) {
        self.record([Event::MinerLeft { miner, banned }]);
        if banned && self.domain.validator(&miner).is_some_and(crate::Validator::is_active) {
            let until = self.domain.now.saturating_add(self.domain.in_force.exit_cooldown_ms);
            self.record([Event::ValidatorExiting { validator: miner, until }]);
        }
        let in_flight = self.domain.miner(&miner).map(|row| row.in_flight.clone()).unwrap_or_default();
        for id in in_flight {
            if let Some(row) = self.domain.assignments.get(id) {
                let outcome = Outcome::TimedOut { cause: TimeoutCause::Expelled };
                self.record(end::ended(self.domain, id, row, outcome));
            }
        }
    }

    /// In the order of the rejections, then round and seat.
    fn agreeing_seats(&self, case: CaseId) -> Vec<Address> {
        let rejections = self.domain.cases.get(case).into_iter().flat_map(|row| &row.rejections);
        rejections
            .filter_map(|id| self.domain.assignments.get(*id))
            .flat_map(|row| row.agreeing())
            .filter_map(|ix| Some(self.domain.validators.at(ix)?.address))
            .collect()
    }
}
