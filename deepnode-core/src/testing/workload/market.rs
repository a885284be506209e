//! Money, models and tasks.

use alloc::vec::Vec;

use super::{Wish, Workload, terms};
use crate::command::Command;
use crate::domain::Domain;
use crate::id::TaskId;
use crate::model::{Model, ModelStatus};
use crate::task::TaskStatus;
use crate::word::Kind;

impl Workload {
    /// Somebody is paid, pays or takes money home.
    pub(super) fn pay(&mut self, domain: &Domain) -> Option<Wish> {
        let (from, to) = (self.anybody(), self.anybody());
        match self.chance.weighted([3, 4, 2, 1]) {
            0 => Some(self.grant(domain, to)),
            1 => Some((from, Command::Transfer { to, amount: self.share_of(domain.balance(&from)) })),
            2 => Some((from, Command::Withdraw { amount: self.share_of(domain.balance(&from)) })),
            _ => {
                // Without means a treasury pays nobody.
                let treasury = domain.params().treasury;
                Some(self.grant(domain, treasury))
            }
        }
    }

    /// A consumer posts work, or takes some back.
    pub(super) fn trade(&mut self, domain: &Domain) -> Option<Wish> {
        let open = |status| matches!(status, TaskStatus::Queued | TaskStatus::Running);
        let tasks: Vec<(TaskId, crate::Address, TaskStatus)> = domain
            .tasks()
            .filter(|(_, task)| open(task.status))
            .map(|(id, t)| (id, t.consumer, t.status))
            .collect();
        let queued: Vec<_> =
            tasks.iter().filter(|(_, _, status)| *status == TaskStatus::Queued).copied().collect();
        if let Some((task, consumer, _)) = self.chance.pick(&queued)
            && self.chance.hits(60)
        {
            return Some((consumer, Command::CancelTask { task }));
        }
        if tasks.len() >= self.mood.busy {
            return None;
        }
        let phase = domain.params().phase;
        let taken = |model: &&Model| {
            model.status == ModelStatus::Admitted && (phase > 1 || model.terms.kind == Kind::Inference)
        };
        let models: Vec<_> =
            domain.models.rows().filter(taken).map(|m| (m.id, m.terms.kind, m.terms.unit_price)).collect();
        let (model, kind, price) = self.chance.pick(&models)?;
        let consumer = self.chance.pick(&self.cast.consumers)?;
        let anybody = self.anybody();
        let consumer = if self.chance.hits(30) { anybody } else { consumer };
        let affordable = domain.balance(&consumer).units() / price.units().max(1);
        if affordable == 0 {
            return Some(self.grant(domain, consumer));
        }
        let most = u64::try_from(affordable).unwrap_or(u64::MAX).min(u32::MAX.into());
        let units = match self.chance.weighted([5, 4, 1]) {
            0 => self.chance.within(1, most.min(20)),
            1 => self.chance.within(1, most.min(1 + most / 10)),
            _ => most,
        };
        let input = self.chance.hash();
        Some((consumer, Command::SubmitTask { model, kind, units, input }))
    }

    /// A model is offered, admitted, made harder, or retired.
    pub(super) fn tend_models(&mut self, domain: &Domain) -> Option<Wish> {
        let living: Vec<_> = domain
            .models
            .rows()
            .filter(|model| model.status != ModelStatus::Retired)
            .map(|model| (model.id, model.creator, model.status))
            .collect();
        let pending = living.iter().find(|(_, _, status)| *status == ModelStatus::Pending);
        if let Some((model, _, _)) = pending
            && self.chance.hits(500)
        {
            let difficulty = self.chance.within(1, 1_000_000);
            return Some((domain.params().owner, Command::AdmitModel { model: *model, difficulty }));
        }
        if living.len() < 3 || self.chance.hits(100) {
            let creator = self.chance.pick(&self.cast.creators)?;
            let model = self.new_model();
            let offer = terms::offer(&mut self.chance, &self.cast, &self.mood, model);
            return Some((creator, Command::RegisterModel(offer)));
        }
        let (model, creator, _) = self.chance.pick(&living)?;
        if self.chance.hits(100) {
            return Some((creator, Command::RetireModel { model }));
        }
        let difficulty = self.chance.one_of([1, 700, 1000, 1500, 1_000_000]);
        Some((domain.params().owner, Command::AdmitModel { model, difficulty }))
    }
}
