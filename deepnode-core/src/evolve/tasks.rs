//! Tasks and their slots.

use super::{Evolved, Inconsistent, missing};
use crate::address::Address;
use crate::domain::Domain;
use crate::event::VerifiedWork;
use crate::hash::Hash;
use crate::id::{ModelId, TaskId, Time};
use crate::queue::SlotKey;
use crate::rate::Rate;
use crate::task::{Slot, SlotState, Task, TaskStatus};
use crate::word::CloseReason;

impl Domain {
    pub(super) fn task_submitted(
        &mut self,
        consumer: Address,
        model: &ModelId,
        units: u32,
        input: Hash,
    ) -> Evolved {
        let ix = self.models.ix(model).ok_or(missing("a model"))?;
        let row = self.models.at(ix).ok_or(missing("a model"))?;
        let replicas = row.terms.replicas;
        let slot = Slot { attempts: 0, state: SlotState::Waiting { since: self.now } };
        let task = self.tasks.push(Task {
            consumer,
            units,
            unit_price: row.terms.unit_price,
            difficulty: row.difficulty,
            input,
            version: self.params_version(),
            status: TaskStatus::Queued,
            slots: alloc::vec![slot; replicas.into()],
            assignments: alloc::vec![],
            last_close: None,
            ended: None,
            model: ix,
        });
        (0..replicas).try_for_each(|slot| self.start_waiting((task, slot)))
    }

    pub(super) fn start_waiting(&mut self, key: SlotKey) -> Evolved {
        let since = self.now;
        let task = self.task_row(key.0)?;
        slot_of(task, key.1)?.state = SlotState::Waiting { since };
        self.note_waiting(key, since)
    }

    /// Puts a waiting slot into the queue of its model, and its end onto the agenda.
    pub(crate) fn note_waiting(&mut self, key: SlotKey, since: Time) -> Evolved {
        let task = self.tasks.get(key.0).ok_or(missing("a task"))?;
        let (model, version) = (task.model, task.version);
        self.waiting.entry(model).or_default().insert(key);
        let until = since.saturating_add(self.version(version).queue.wait_ms);
        self.agenda.waits.set(until, key);
        Ok(())
    }

    pub(super) fn stop_waiting(&mut self, key: SlotKey) -> Evolved {
        let task = self.task_row(key.0)?;
        let (model, version) = (task.model, task.version);
        if let SlotState::Waiting { since } = slot_of(task, key.1)?.state {
            let until = since.saturating_add(self.version(version).queue.wait_ms);
            self.agenda.waits.clear(until, key);
            if let Some(slots) = self.waiting.get_mut(&model) {
                slots.remove(&key);
                if slots.is_empty() {
                    self.waiting.remove(&model);
                }
            }
        }
        Ok(())
    }

    pub(super) fn slot_closed(&mut self, key: SlotKey, reason: CloseReason) -> Evolved {
        self.stop_waiting(key)?;
        let task = self.task_row(key.0)?;
        slot_of(task, key.1)?.state = SlotState::Closed(reason);
        task.last_close = Some(reason);
        self.note_if_complete(key.0)
    }

    pub(crate) fn note_if_complete(&mut self, task: TaskId) -> Evolved {
        if self.task_row(task)?.is_complete() {
            self.agenda.complete.insert(task);
        }
        Ok(())
    }

    pub(super) fn task_ended(&mut self, task: TaskId, status: TaskStatus) -> Evolved {
        self.agenda.complete.remove(&task);
        let now = self.now;
        let row = self.task_row(task)?;
        row.status = status;
        row.ended = Some(now);
        Ok(())
    }

    pub(super) fn task_settled(&mut self, task: TaskId, work: &[VerifiedWork], seats: &[Address]) -> Evolved {
        self.task_ended(task, TaskStatus::Settled)?;
        let model = self.task_row(task)?.model;
        let epoch = self.epoch();
        for done in work {
            let row = self.assignment_row(done.assignment)?;
            row.vwu = done.vwu;
            let miner = row.miner;
            add(&mut self.miner_at(miner)?.vwu, done.vwu);
            add(&mut self.models.at_mut(model).ok_or(missing("a model"))?.vwu, done.vwu);
            let book = self.epochs.book_mut(epoch);
            add(book.models.entry(model).or_default(), done.vwu);
            add(book.miners.entry(miner).or_default(), Rate(done.score).floor_of(done.vwu));
        }
        for seat in seats {
            let ix = self.validator_ix(seat)?;
            *self.epochs.book_mut(epoch).validators.entry(ix).or_default() += 1;
        }
        self.epochs.book_mut(epoch).settled = true;
        Ok(())
    }
}

pub(super) fn slot_of(task: &mut Task, slot: u16) -> Result<&mut Slot, Inconsistent> {
    task.slots.get_mut(usize::from(slot)).ok_or(missing("a slot"))
}

/// Settlements never add up to 128 bits; a damaged record may say anything.
fn add(sum: &mut u128, more: u128) {
    *sum = sum.saturating_add(more);
}
