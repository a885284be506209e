//! Slots that wait for a miner: drawing one, and giving up.

use alloc::collections::BinaryHeap;
use core::cmp::Reverse;
use core::ops::Bound;

use super::{Story, end};
use crate::assignment::{Outcome, TimeoutCause};
use crate::domain::Domain;
use crate::event::Event;
use crate::model::Model;
use crate::queue::SlotKey;
use crate::registry::Ix;
use crate::routing::{Draw, Purpose, random};
use crate::task::Task;
use crate::word::CloseReason;

impl Story<'_> {
    pub(super) fn expire_leases(&mut self) {
        for id in self.domain.agenda.leases.due(self.domain.now) {
            if let Some(row) = self.domain.assignments.get(id) {
                let outcome = Outcome::TimedOut { cause: TimeoutCause::Lease };
                self.record(end::ended(self.domain, id, row, outcome));
            }
        }
    }

    pub(super) fn close_slots_that_waited(&mut self) {
        for (task, slot) in self.domain.agenda.waits.due(self.domain.now) {
            self.record([Event::SlotClosed { task, slot, reason: CloseReason::NoMiner }]);
        }
    }

    /// Serves the waiting slots in order of task and slot. A model without a miner that can be drawn is left
    /// aside with all its slots: weights only fall while leases are given.
    pub(super) fn lease(&mut self) {
        let first = |(model, slots): (&Ix, &alloc::collections::BTreeSet<SlotKey>)| {
            slots.first().map(|key| Reverse((*key, *model)))
        };
        let mut queue: BinaryHeap<_> = self.domain.waiting.iter().filter_map(first).collect();
        while let Some(Reverse((key, model))) = queue.pop() {
            if self.domain.workers.get(model as usize).is_none_or(|tree| tree.total() == 0) {
                continue;
            }
            let leased = drawn(self.domain, key, model);
            self.record(leased);
            let after = (Bound::Excluded(key), Bound::Unbounded);
            let rest = self.domain.waiting.get(&model).and_then(|slots| slots.range(after).next());
            queue.extend(rest.map(|key| Reverse((*key, model))));
        }
    }
}

/// Who may not work on a task: its consumer, the model's creator, and whoever has tried it.
pub(crate) fn barred<'d>(
    domain: &'d Domain,
    task: &'d Task,
    model: &Model,
) -> impl Iterator<Item = Ix> + use<'d> {
    let parties = [task.consumer, model.creator].into_iter().filter_map(|who| domain.miners.ix(&who));
    let tried = task.assignments.iter().filter_map(|id| domain.assignments.get(*id)).map(|row| row.miner);
    parties.chain(tried)
}

/// The lease of a slot, if somebody can be drawn for it.
fn drawn(domain: &Domain, (task, slot): SlotKey, model: Ix) -> Option<Event> {
    let row = domain.tasks.get(task)?;
    let terms = domain.models.at(model)?;
    let mut draw = Draw::new(domain.workers.get(model as usize)?, barred(domain, row, terms));
    if draw.candidates() == 0 {
        return None;
    }
    // A slot's number has 16 bits, so ids stay apart while there are fewer than 2^48 tasks.
    let id = task.0.wrapping_mul(1 << 16).wrapping_add(slot.into());
    let ix = draw.draw(random(&domain.beacon, Purpose::Lease, id, 0))?;
    Some(Event::Leased {
        assignment: domain.assignments.next_id(),
        task,
        slot,
        miner: domain.miners.at(ix)?.address,
        until: domain.now.saturating_add(terms.terms.lease_ms),
    })
}
