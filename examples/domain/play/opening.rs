//! How the play begins: money comes in, the model is offered and admitted, miners and validators register.

use std::rc::Rc;
use std::sync::Arc;

use anyhow::Result;
use deepnode_core::{Amount, Command, Content, Kind, ModelOffer, Rate};
use deepnode_infer::Engine;
use deepnode_infer::sdk::{MemoryStore, Validator, Worker};

use super::{Juror, Play};
use crate::cast::{self, MinerKind, MinerRole, ValidatorRole, address, key};
use crate::cheats::Cheater;
use crate::pace::Paced;

impl Play {
    pub(super) fn open(&mut self) -> Result<()> {
        let model = self.model_id();
        let fund = |who, amount| Command::Deposit { to: who, amount };
        for miner in &cast::MINERS {
            self.tell(address("bridge"), fund(address(miner.name), Amount::dn(2000)))?;
        }
        for validator in &cast::VALIDATORS {
            self.tell(address("bridge"), fund(address(validator.name), Amount::dn(5000)))?;
        }
        for consumer in cast::CONSUMERS {
            self.tell(address("bridge"), fund(address(consumer), Amount::dn(10_000)))?;
        }
        let offer = ModelOffer {
            model,
            kind: Kind::Inference,
            unit_price: Amount::from_units(37_000_000_000_000_001),
            committee: cast::COMMITTEE,
            replicas: 1,
            lease_ms: cast::LEASE_MS,
            creator_share: Rate::percent(60),
            backers: cast::BACKERS.map(|(name, weight)| (address(name), weight)).to_vec(),
            manifest: const_hex::encode_prefixed(self.model.manifest().to_bytes()),
        };
        self.tell(address(cast::CREATOR), Command::RegisterModel(offer))?;
        self.tell(address("owner"), Command::AdmitModel { model, difficulty: 1_000 })?;
        for role in &cast::MINERS {
            self.enlist(role)?;
        }
        for role in &cast::VALIDATORS {
            self.swear_in(role)?;
        }
        Ok(())
    }

    /// A miner starts its software and registers.
    fn enlist(&mut self, role: &MinerRole) -> Result<()> {
        let MinerRole { name, kind, ms_per_token, slots, collateral } = *role;
        let engine: Arc<dyn Engine> = match kind {
            MinerKind::Honest | MinerKind::TooSlow => self.engine.clone(),
            MinerKind::Cheats(cheat) => Arc::new(Cheater { cheat, workshop: self.workshop.clone() }),
        };
        let paced = Paced { engine, clock: self.clock.clone(), ms_per_token };
        let store = Arc::new(MemoryStore::default());
        let worker = Worker::new(key(name), self.domain.id(), store).serving(Arc::new(paced));
        self.miners.insert(worker.address(), worker.clone());
        let max_fee = self.domain.params().registration_fee;
        let models = vec![self.model_id()];
        let command = Command::RegisterMiner { models, slots, collateral, max_fee };
        self.tell_signed(worker.address(), |nonce, until| worker.sign(command, nonce, until)).map(drop)
    }

    /// A validator starts its software and registers.
    fn swear_in(&mut self, role: &'static ValidatorRole) -> Result<()> {
        let (key, id) = (key(role.name), self.domain.id());
        let validator = Validator::new(key.clone(), id, Arc::new(MemoryStore::default()));
        let validator = validator.trusting(self.engine.clone());
        self.jurors.insert(key.address(), Rc::new(Juror { role, validator }));
        let content = Content::Command(Command::RegisterValidator { stake: role.stake });
        self.tell_signed(key.address(), |nonce, until| key.seal_for(id, content, nonce, until)).map(drop)
    }
}
