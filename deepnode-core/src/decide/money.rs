//! Deposits, withdrawals and transfers.

use alloc::vec::Vec;

use super::{Call, above_zero, moved};
use crate::address::Address;
use crate::amount::Amount;
use crate::error::Error;
use crate::event::{Event, Reason};
use crate::ledger::Place;

type Events = Result<Vec<Event>, Error>;

impl Call<'_> {
    pub(super) fn deposit(&self, to: Address, amount: Amount) -> Events {
        self.require(self.domain.in_force.bridge)?;
        above_zero(amount)?;
        let supply = self.domain.supply();
        if amount > supply.room() {
            return Err(Error::AmountOverflow { found: supply.circulating() + amount.units() });
        }
        Ok(moved(Place::Outside, Place::Balance(to), amount, Reason::Deposit).into_iter().collect())
    }

    pub(super) fn withdraw(&self, amount: Amount) -> Events {
        self.spend(Place::Outside, amount, Reason::Withdrawal)
    }

    pub(super) fn transfer(&self, to: Address, amount: Amount) -> Events {
        self.spend(Place::Balance(to), amount, Reason::Transfer)
    }

    fn spend(&self, to: Place, amount: Amount, reason: Reason) -> Events {
        above_zero(amount)?;
        self.covered(self.purse(), amount.units())?;
        Ok(moved(self.purse(), to, amount, reason).into_iter().collect())
    }
}
