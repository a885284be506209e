//! Section 7 of the rules: what becomes of an escrow.

use alloc::format;
use alloc::vec::Vec;

use super::arithmetic::{Payments, floor, shares};
use super::facts::{AssignmentFacts, ModelFacts};
use super::{Around, Bookkeeper, Findings, known};
use crate::address::Address;
use crate::assignment::Outcome;
use crate::event::{Reason, VerifiedWork};
use crate::id::{AssignmentId, TaskId};
use crate::ledger::Place;
use crate::word::{BurnBase, Role};

impl Bookkeeper {
    pub(super) fn settlement(
        &self,
        id: TaskId,
        units_paid: u32,
        work: &[VerifiedWork],
        seats: &[Address],
        around: Around<'_>,
        findings: &mut Findings,
    ) {
        let Some(task) = known(self.facts.tasks.get(&id), "task", id, findings) else { return };
        let Some(model) = known(self.facts.model(task.model), "model", task.model, findings) else { return };
        let rows = || task.assignments.iter().filter_map(|a| Some((*a, self.facts.assignments.get(a)?)));

        let mut approved: Vec<(AssignmentId, &AssignmentFacts)> =
            rows().filter(|(_, row)| row.outcome == Some(Outcome::Approved)).collect();
        approved.sort_by_key(|(_, row)| row.slot);
        let least = approved.iter().map(|(_, row)| row.units_done).min().unwrap_or(0);
        let vwu = u128::from(least) * u128::from(task.difficulty);
        let expected: Vec<VerifiedWork> = approved
            .iter()
            .map(|(a, row)| VerifiedWork { assignment: *a, vwu, score: self.trust.score_of_miner(row.miner) })
            .collect();
        if (units_paid, work) != (least, expected.as_slice()) {
            findings.push(format!(
                "task {id} settles {units_paid} units of {work:?}, the rules say {least} of {expected:?}"
            ));
        }
        let agreed: Vec<Address> = rows().flat_map(|(_, row)| row.agreeing()).collect();
        if seats != agreed {
            findings.push(format!("task {id} pays the seats {seats:?}, the rules say {agreed:?}"));
        }

        let gross = task.unit_price * u128::from(least);
        let escrow = self.money.at(Place::Escrow(id));
        let mut payments = Payments::default();
        payments.add(Place::Balance(task.consumer), Reason::Refund, escrow.saturating_sub(gross));
        let (validators, miners) = self.revenue(task.version, gross, model, &mut payments);

        let for_seats = shares(validators, &alloc::vec![1; agreed.len()]);
        let miners = if for_seats.is_some() { miners } else { miners + validators };
        for (seat, share) in agreed.iter().zip(for_seats.unwrap_or_default()) {
            payments.add(Place::Balance(*seat), Reason::Validation, share);
        }
        let scores: Vec<u128> = expected.iter().map(|done| done.score.into()).collect();
        let for_miners = shares(miners, &scores).or_else(|| shares(miners, &alloc::vec![1; scores.len()]));
        for ((_, row), share) in approved.iter().zip(for_miners.unwrap_or_default()) {
            payments.add(Place::Balance(row.miner), Reason::Mining, share);
        }

        let found = Payments::out_of(Place::Escrow(id), around.after);
        if found != payments {
            findings.push(format!("task {id} pays {found:?}, the rules say {payments:?}"));
        }
        if found.total() != escrow {
            findings.push(format!("task {id} had {escrow} in escrow and pays {}", found.total()));
        }
    }

    /// Books the parts that do not depend on who worked, and gives back `(V, M)`.
    fn revenue(&self, version: usize, g: u128, model: &ModelFacts, payments: &mut Payments) -> (u128, u128) {
        let rates = &self.facts.version(version).revenue;
        let role = |role| Place::Balance(self.facts.holder(role));
        let f = floor(g, rates.fees);
        let gross_burn = rates.burn_base == BurnBase::Gross;
        let b = floor(if gross_burn { g } else { f }, rates.burn);
        let (bb, fd) = (floor(g, rates.buyback), floor(g, rates.foundation));
        let (w, d, z) = (floor(g, rates.owners), floor(g, rates.domain), floor(g, rates.emission));
        let r = g - f - bb - fd - w - d - z - if gross_burn { b } else { 0 };
        payments.add(role(Role::FeeRecipient), Reason::Fees, if gross_burn { f } else { f - b });
        payments.add(Place::Burn, Reason::RevenueBurn, b);
        payments.add(Place::Burn, Reason::Buyback, bb);
        payments.add(role(Role::Foundation), Reason::Foundation, fd);
        payments.add(role(Role::Treasury), Reason::Domain, d);
        payments.add(Place::Pool, Reason::Emission, z);
        owners(model, w, payments);
        let v = floor(r, rates.validators);
        (v, r - v)
    }

    /// Without approved work everything goes back.
    pub(super) fn refund(&self, id: TaskId, around: Around<'_>, findings: &mut Findings) {
        let Some(task) = known(self.facts.tasks.get(&id), "task", id, findings) else { return };
        let mut expected = Payments::default();
        expected.add(Place::Balance(task.consumer), Reason::Refund, self.money.at(Place::Escrow(id)));
        let found = Payments::out_of(Place::Escrow(id), around.after);
        if found != expected {
            findings.push(format!("task {id} ends with {found:?}, the rules say {expected:?}"));
        }
    }
}

/// `creator = floor(W, creator_share)`, the rest by split over the backers, or to the creator if there are none.
pub(super) fn owners(model: &ModelFacts, w: u128, payments: &mut Payments) {
    let creator = floor(w, model.terms.creator_share);
    let weights: Vec<u128> = model.terms.backers.iter().map(|(_, weight)| u128::from(*weight)).collect();
    match shares(w - creator, &weights) {
        Some(parts) => {
            payments.add(Place::Balance(model.creator), Reason::Owners, creator);
            for ((backer, _), part) in model.terms.backers.iter().zip(parts) {
                payments.add(Place::Balance(*backer), Reason::Owners, part);
            }
        }
        None => payments.add(Place::Balance(model.creator), Reason::Owners, w),
    }
}
