//! What it costs to register.

use alloc::format;

use super::arithmetic::Payments;
use super::{Around, Bookkeeper, Findings};
use crate::address::Address;
use crate::event::Reason;
use crate::ledger::Place;
use crate::word::Role;

impl Bookkeeper {
    /// `split(fee, [burn, ONE - burn])`: the first share is burned, the other one is the treasury's.
    pub(super) fn registration(&self, miner: Address, around: Around<'_>, findings: &mut Findings) {
        let rules = self.facts.in_force();
        let fee = rules.registration_fee.units();
        let burned = super::arithmetic::floor(fee, rules.registration_burn);
        let mut expected = Payments::default();
        expected.add(Place::Burn, Reason::RegistrationFee, burned);
        let treasury = Place::Balance(self.facts.holder(Role::Treasury));
        expected.add(treasury, Reason::RegistrationFee, fee - burned);
        let mut found = Payments::out_of(Place::Balance(miner), around.after);
        found.0.remove(&(Place::Collateral(miner), Reason::Collateral));
        if found != expected {
            findings.push(format!("{miner} registered for {found:?}, the rules say {expected:?}"));
        }
    }
}
