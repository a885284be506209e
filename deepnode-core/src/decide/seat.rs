//! Drawing committees for submitted work.

use alloc::vec::Vec;

use super::{Story, end};
use crate::assignment::{AssignmentStatus, Outcome};
use crate::domain::Domain;
use crate::event::Event;
use crate::id::AssignmentId;
use crate::routing::{Draw, Purpose, random};

impl Story<'_> {
    /// Seats each submitted assignment that has enough candidates; the others wait, and those that have waited too
    /// long end undecided. Assignments that need more seats than there are validators are not even looked at.
    pub(super) fn seat(&mut self) {
        let domain = &*self.domain;
        let validators = domain.judges.values().map(|tree| tree.members()).max().unwrap_or(0);
        let enough = domain.agenda.seats.iter().take_while(|(needed, _)| *needed <= validators);
        let due = domain.agenda.undecided.due(domain.now);
        let mut ids: Vec<AssignmentId> = enough.map(|(_, id)| *id).chain(due.iter().copied()).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            match seated(self.domain, id) {
                Some(event) => self.record([event]),
                None if due.binary_search(&id).is_ok() => {
                    if let Some(row) = self.domain.assignments.get(id) {
                        self.record(end::ended(self.domain, id, row, Outcome::Undecided));
                    }
                }
                None => {}
            }
        }
    }
}

/// The committee of an assignment, if there are enough validators beside the miner, the consumer, the model's
/// creator and backers, and who was seated in an earlier round.
fn seated(domain: &Domain, id: AssignmentId) -> Option<Event> {
    let row = domain.assignments.get(id)?;
    if !matches!(row.status, AssignmentStatus::Submitted { .. }) {
        return None;
    }
    let task = domain.tasks.get(row.task)?;
    let model = domain.models.at(task.model)?;
    let rules = domain.version(row.version);
    let miner = domain.miners.at(row.miner)?.address;
    let parties = [miner, task.consumer, model.creator].into_iter();
    let backers = model.terms.backers.iter().map(|(backer, _)| *backer);
    let barred = parties.chain(backers).filter_map(|who| domain.validators.ix(&who));
    let earlier = row.seats().map(|seat| seat.validator);

    let mut draw = Draw::new(domain.judges.get(&rules.stake_cap)?, barred.chain(earlier));
    let needed = domain.seats_needed(row);
    if draw.candidates() < needed {
        return None;
    }
    let drawn = (0..needed).map(|k| draw.draw(random(&domain.beacon, Purpose::Seat, id.0, k)));
    let validators: Vec<_> =
        drawn.map(|ix| Some(domain.validators.at(ix?)?.address)).collect::<Option<_>>()?;
    Some(Event::Seated {
        assignment: id,
        round: row.last_round() + 1,
        validators,
        until: domain.now.saturating_add(rules.queue.commit_ms),
    })
}
