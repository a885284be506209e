//! Section 10 of the rules: what a case costs, and whom it pays.

use alloc::format;
use alloc::vec::Vec;

use super::arithmetic::{Payments, ceil, floor};
use super::facts::CaseFacts;
use super::{Around, Bookkeeper, Findings, known};
use crate::address::Address;
use crate::assignment::Outcome;
use crate::event::{Event, Reason};
use crate::id::CaseId;
use crate::ledger::Place;
use crate::word::{Role, Severity};

impl Bookkeeper {
    /// The largest severity that a case's rejections have reported.
    fn reported(&self, case: &CaseFacts) -> Option<Severity> {
        let rejections = case.rejections.iter().filter_map(|id| self.facts.assignments.get(id)?.outcome);
        rejections
            .filter_map(|outcome| match outcome {
                Outcome::Rejected { severity } => Some(severity),
                _ => None,
            })
            .max()
    }

    /// A rejection raises a case to the largest severity reported; a decision never goes beyond it.
    pub(super) fn severity(&self, id: CaseId, found: Severity, event: &Event, findings: &mut Findings) {
        let Some(case) = known(self.facts.cases.get(&id), "case", id, findings) else { return };
        let fits = match event {
            Event::CaseAppended { assignment, .. } => {
                let mut case = case.clone();
                case.rejections.push(*assignment);
                Some(found) == self.reported(&case)
            }
            _ => Some(found) <= self.reported(case),
        };
        if !fits {
            findings.push(format!("case {id} cannot be {found}: {event:?}"));
        }
    }

    /// The moves before the event, and all that they leave.
    pub(super) fn slash(&self, id: CaseId, around: Around<'_>, findings: &mut Findings) {
        let Some(case) = known(self.facts.cases.get(&id), "case", id, findings) else { return };
        let place = Place::Collateral(case.miner);
        let found = Payments::out_of(place, around.before.iter().rev());
        let held = self.money.at(place) + found.total();
        let penalty = self.facts.version(case.version).severity.of(case.severity);
        let treasury = Place::Balance(self.facts.holder(Role::Treasury));

        let s = ceil(held, penalty.slash);
        let t = floor(s, penalty.treasury);
        let mut expected = Payments::default();
        expected.add(treasury, Reason::Slash, t);
        expected.add(Place::Burn, Reason::Slash, s - t);
        if penalty.deregister {
            let x = floor(held, penalty.returned).min(held - s);
            expected.add(Place::Balance(case.miner), Reason::Expulsion, x);
            expected.add(treasury, Reason::Expulsion, held - s - x);
        }
        if found != expected {
            findings.push(format!("case {id} takes {found:?} of {held}, the rules say {expected:?}"));
        }
        let left = |event: &&Event| matches!(event, Event::MinerLeft { miner, banned } if *miner == case.miner && *banned == penalty.ban);
        if around.after.first().filter(left).is_some() != penalty.deregister {
            findings.push(format!(
                "case {id} should {}expel its miner",
                if penalty.deregister { "" } else { "not " }
            ));
        }
    }

    /// Every agreeing seat of the rejections is paid in full, in order, until the treasury cannot.
    pub(super) fn rejection_pay(&self, id: CaseId, around: Around<'_>, findings: &mut Findings) {
        let Some(case) = known(self.facts.cases.get(&id), "case", id, findings) else { return };
        let pay = self.facts.version(case.version).rejection_pay.units();
        let treasury = self.facts.holder(Role::Treasury);
        let rejections = case.rejections.iter().filter_map(|id| self.facts.assignments.get(id));
        let mut left = self.money.at(Place::Balance(treasury));
        let mut expected: Vec<(Address, u128)> = Vec::new();
        for seat in rejections.flat_map(|row| row.agreeing()) {
            if pay == 0 || left < pay {
                break;
            }
            left = if seat == treasury { left } else { left - pay };
            expected.push((seat, pay));
        }
        // What belongs to this case: the miner's leaving, the end of its work, the pay.
        let own = around.after.iter().take_while(|event| {
            matches!(
                event,
                Event::MinerLeft { .. }
                    | Event::ValidatorExiting { .. }
                    | Event::AssignmentEnded { .. }
                    | Event::SlotReopened { .. }
                    | Event::SlotClosed { .. }
                    | Event::Moved { reason: Reason::RejectionPay, .. }
            )
        });
        let found: Vec<(Address, u128)> = own
            .filter_map(|event| match event {
                Event::Moved { from, to: Place::Balance(seat), amount, .. }
                    if *from == Place::Balance(treasury) =>
                {
                    Some((*seat, amount.units()))
                }
                _ => None,
            })
            .collect();
        if found != expected {
            findings.push(format!("case {id} pays {found:?} for its rejections, the rules say {expected:?}"));
        }
    }
}
