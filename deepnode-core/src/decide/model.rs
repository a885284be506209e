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

const fn invalid(field: &'static str, expected: &'static str) -> Error {
    Error::InvalidModel { field, expected }
}

/// Checks the terms of a model in the documented order.
pub(crate) fn checked(terms: &ModelTerms) -> Result<(), Error> {
    let ensure = |holds: bool, field, expected| if holds { Ok(()) } else { Err(invalid(field, expected)) };
    let committee = (1..=MAX_COMMITTEE).contains(&terms.committee) && terms.committee % 2 == 1;
    let backers = terms.backers.len() <= MAX_BACKERS && terms.backers.iter().all(|(_, weight)| *weight > 0);
    ensure(!terms.unit_price.is_zero(), "unit_price", "at least one base unit")?;
    ensure(committee, "committee", "an odd number in 1..=21")?;
    ensure((1..=MAX_REPLICAS).contains(&terms.replicas), "replicas", "1..=16")?;
    ensure((1..=MAX_LEASE_MS).contains(&terms.lease_ms), "lease_ms", "1..=604800000 (7 days)")?;
    ensure(terms.creator_share.is_share(), "creator_share", "a rate of at most 1000000000")?;
    ensure(backers, "backers", "at most 64, with weights of at least 1")?;
    ensure(terms.manifest.len() <= MAX_MANIFEST, "manifest", "at most 4096 bytes")
}

/// A difficulty in thousandths, in its range.
pub(crate) fn difficulty(thousandths: u64) -> Option<u32> {
    u32::try_from(thousandths).ok().filter(|n| (1..=MAX_DIFFICULTY).contains(n))
}

impl Call<'_> {
    pub(super) fn register_model(&self, offer: &ModelOffer) -> Events {
        let model = offer.model;
        if self.domain.models.get(&model).is_some() {
            return Err(Error::ModelExists { model });
        }
        let terms = ModelTerms {
            kind: offer.kind,
            unit_price: offer.unit_price,
            // What is too wide for its type is out of range, as zero is.
            committee: offer.committee.try_into().unwrap_or(0),
            replicas: offer.replicas.try_into().unwrap_or(0),
            lease_ms: offer.lease_ms,
            creator_share: offer.creator_share,
            backers: offer.backers.clone(),
            manifest: offer.manifest.clone(),
        };
        checked(&terms)?;
        Ok(alloc::vec![Event::ModelRegistered { model, creator: self.signer, terms: Box::new(terms) }])
    }

    pub(super) fn admit_model(&self, model: ModelId, difficulty: u64) -> Events {
        self.require(self.domain.in_force.owner)?;
        self.model_in_service(model)?;
        let difficulty =
            self::difficulty(difficulty).ok_or(invalid("difficulty", "1..=1000000 thousandths"))?;
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
