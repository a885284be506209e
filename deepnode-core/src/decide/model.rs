//! Models: offered, admitted, retired.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::Call;
use crate::command::ModelOffer;
use crate::error::Error;
use crate::event::Event;
use crate::id::{ModelId, Time};
use crate::model::{Model, ModelStatus, ModelTerms};

type Events = Result<Vec<Event>, Error>;

const MAX_LEASE_MS: Time = 604_800_000;
const MAX_COMMITTEE: u32 = 21;
const MAX_REPLICAS: u16 = 16;
const MAX_BACKERS: usize = 64;
const MAX_MANIFEST: usize = 4096;
const MAX_DIFFICULTY: u32 = 1_000_000;

/// A number in `1..=max`, in its narrower type.
fn within<T: TryFrom<u64> + PartialOrd + From<u8>>(number: u64, max: T) -> Option<T> {
    T::try_from(number).ok().filter(|n| *n >= T::from(1) && *n <= max)
}

const fn invalid(field: &'static str, expected: &'static str) -> Error {
    Error::InvalidModel { field, expected }
}

impl Call<'_> {
    pub(super) fn register_model(&self, offer: &ModelOffer) -> Events {
        let model = offer.model;
        if self.domain.models.get(&model).is_some() {
            return Err(Error::ModelExists { model });
        }
        if offer.unit_price.is_zero() {
            return Err(invalid("unit_price", "at least one base unit"));
        }
        let committee = within(offer.committee, MAX_COMMITTEE)
            .filter(|seats| seats % 2 == 1)
            .ok_or(invalid("committee", "an odd number in 1..=21"))?;
        let replicas = within(offer.replicas, MAX_REPLICAS).ok_or(invalid("replicas", "1..=16"))?;
        let lease_ms =
            within(offer.lease_ms, MAX_LEASE_MS).ok_or(invalid("lease_ms", "1..=604800000 (7 days)"))?;
        if !offer.creator_share.is_share() {
            return Err(invalid("creator_share", "a rate of at most 1000000000"));
        }
        if offer.backers.len() > MAX_BACKERS || offer.backers.iter().any(|(_, weight)| *weight == 0) {
            return Err(invalid("backers", "at most 64, with weights of at least 1"));
        }
        if offer.manifest.len() > MAX_MANIFEST {
            return Err(invalid("manifest", "at most 4096 bytes"));
        }
        let terms = ModelTerms {
            kind: offer.kind,
            unit_price: offer.unit_price,
            committee,
            replicas,
            lease_ms,
            creator_share: offer.creator_share,
            backers: offer.backers.clone(),
            manifest: offer.manifest.clone(),
        };
        Ok(alloc::vec![Event::ModelRegistered { model, creator: self.signer, terms: Box::new(terms) }])
    }

    pub(super) fn admit_model(&self, model: ModelId, difficulty: u64) -> Events {
        self.require(self.domain.in_force.owner)?;
        self.model_in_service(model)?;
        let difficulty =
            within(difficulty, MAX_DIFFICULTY).ok_or(invalid("difficulty", "1..=1000000 thousandths"))?;
        Ok(alloc::vec![Event::ModelAdmitted { model, difficulty }])
    }

    pub(super) fn retire_model(&self, model: ModelId) -> Events {
        let row = self.known_model(model)?;
        self.require(row.creator)?;
        self.model_in_service(model)?;
        Ok(alloc::vec![Event::ModelRetired { model }])
    }

    pub(super) fn known_model(&self, model: ModelId) -> Result<&Model, Error> {
        self.domain.models.get(&model).ok_or(Error::UnknownModel { model })
    }

    /// A model that is not retired.
    pub(super) fn model_in_service(&self, model: ModelId) -> Result<&Model, Error> {
        let row = self.known_model(model)?;
        match row.status {
            ModelStatus::Retired => Err(Error::ModelRetired { model }),
            ModelStatus::Pending | ModelStatus::Admitted => Ok(row),
        }
    }
}
