//! Miners and validators come in, add money, rest and ask to leave; stakers stand behind validators.

use alloc::vec::Vec;

use super::{Call, above_zero, moved};
use crate::address::Address;
use crate::amount::Amount;
use crate::error::Error;
use crate::event::{Event, Reason};
use crate::id::{ModelId, Time};
use crate::ledger::Place;
use crate::miner::{Membership, Miner};
use crate::split::split;
use crate::validator::Validator;

type Events = Result<Vec<Event>, Error>;

pub(crate) const MAX_SLOTS: u32 = 1024;
pub(crate) const MAX_MODELS: usize = 256;

impl Call<'_> {
    pub(super) fn register_miner(
        &self,
        models: &[ModelId],
        slots: u64,
        collateral: Amount,
        max_fee: Amount,
    ) -> Events {
        let params = self.domain.params();
        self.admitted()?;
        let fee = params.registration_fee;
        if fee > max_fee {
            return Err(Error::FeeTooHigh { fee, max_fee });
        }
        self.not_banned()?;
        if self.miner(self.signer).is_ok() {
            return Err(Error::AlreadyRegistered { signer: self.signer });
        }
        let slots = u32::try_from(slots)
            .ok()
            .filter(|n| (1..=MAX_SLOTS).contains(n))
            .ok_or(Error::InvalidSlots { found: slots })?;
        if models.len() > MAX_MODELS {
            return Err(Error::TooManyModels { found: models.len() });
        }
        models.iter().try_for_each(|model| self.known_model(*model).map(|_| ()))?;
        let minimum = params.minimum_collateral(slots);
        let need = Amount::checked_from_units(minimum).ok_or(Error::AmountOverflow { found: minimum })?;
        if collateral < need {
            return Err(Error::InsufficientCollateral { have: collateral, need });
        }
        self.covered(self.purse(), fee.units() + collateral.units())?;

        let burn = params.registration_burn;
        let shares = split(fee, &[burn.0, burn.rest().0].map(u128::from)).unwrap_or_default();
        let payees = [Place::Burn, Place::Balance(params.treasury)];
        let mut events =
            alloc::vec![Event::MinerRegistered { miner: self.signer, models: models.to_vec(), slots }];
        let fees = payees.into_iter().zip(shares);
        events.extend(fees.filter_map(|(to, share)| moved(self.purse(), to, share, Reason::RegistrationFee)));
        events.extend(moved(self.purse(), Place::Collateral(self.signer), collateral, Reason::Collateral));
        Ok(events)
    }

    pub(super) fn top_up(&self, amount: Amount) -> Events {
        above_zero(amount)?;
        self.staying(self.miner(self.signer)?.membership)?;
        self.put_down(Place::Collateral(self.signer), amount, Reason::Collateral)
    }

    pub(super) fn set_paused(&self, paused: bool) -> Events {
        let miner = self.miner(self.signer)?;
        self.staying(miner.membership)?;
        if miner.paused == paused {
            let words = |paused| if paused { "paused" } else { "not paused" };
            return Err(Error::WrongStatus { expected: words(!paused), found: words(paused) });
        }
        Ok(alloc::vec![Event::MinerPaused { miner: self.signer, paused }])
    }

    pub(super) fn exit_miner(&self) -> Events {
        let miner = self.miner(self.signer)?;
        self.staying(miner.membership)?;
        if !miner.in_flight.is_empty() {
            return Err(Error::Busy { open: miner.in_flight.len() });
        }
        if let Some(case) = miner.case {
            return Err(Error::CaseOpen { case });
        }
        Ok(alloc::vec![Event::MinerExiting { miner: self.signer, until: self.cooldown() }])
    }

    pub(super) fn register_validator(&self, stake: Amount) -> Events {
        self.admitted()?;
        self.not_banned()?;
        if self.validator(self.signer).is_ok() {
            return Err(Error::AlreadyRegistered { signer: self.signer });
        }
        let need = self.domain.params().min_stake;
        if stake < need {
            return Err(Error::InsufficientStake { have: stake, need });
        }
        self.covered(self.purse(), stake.units())?;
        let mut events = alloc::vec![Event::ValidatorRegistered { validator: self.signer }];
        events.extend(moved(self.purse(), Place::Stake(self.signer), stake, Reason::Stake));
        Ok(events)
    }

    pub(super) fn add_stake(&self, amount: Amount) -> Events {
        above_zero(amount)?;
        self.staying(self.validator(self.signer)?.membership)?;
        self.put_down(Place::Stake(self.signer), amount, Reason::Stake)
    }

    pub(super) fn exit_validator(&self) -> Events {
        let validator = self.validator(self.signer)?;
        self.staying(validator.membership)?;
        if validator.seated > 0 {
            return Err(Error::Busy { open: validator.seated });
        }
        Ok(alloc::vec![Event::ValidatorExiting { validator: self.signer, until: self.cooldown() }])
    }

    pub(super) fn delegate(&self, validator: Address, amount: Amount) -> Events {
        above_zero(amount)?;
        self.staying(self.validator(validator)?.membership)?;
        let to = Place::Delegation { staker: self.signer, validator };
        self.put_down(to, amount, Reason::Delegation)
    }

    pub(super) fn undelegate(&self, validator: Address, amount: Amount) -> Events {
        above_zero(amount)?;
        self.validator(validator)?;
        let from = Place::Delegation { staker: self.signer, validator };
        self.covered(from, amount.units())?;
        let mut events =
            alloc::vec![Event::UnbondingStarted { staker: self.signer, amount, until: self.cooldown() }];
        events.extend(moved(from, Place::Unbonding(self.signer), amount, Reason::Undelegation));
        Ok(events)
    }

    fn put_down(&self, to: Place, amount: Amount, reason: Reason) -> Events {
        self.covered(self.purse(), amount.units())?;
        Ok(moved(self.purse(), to, amount, reason).into_iter().collect())
    }

    fn admitted(&self) -> Result<(), Error> {
        let signer = self.signer;
        if self.domain.params().admits(&signer) { Ok(()) } else { Err(Error::NotAdmitted { signer }) }
    }

    fn not_banned(&self) -> Result<(), Error> {
        let signer = self.signer;
        if self.domain.is_banned(&signer) { Err(Error::Banned { signer }) } else { Ok(()) }
    }

    /// Refuses who is on the way out already.
    const fn staying(&self, membership: Membership) -> Result<(), Error> {
        match membership {
            Membership::Exiting { until } => Err(Error::Exiting { until }),
            Membership::Member | Membership::Deregistered | Membership::Banned => Ok(()),
        }
    }

    /// When money comes free that is asked back now.
    const fn cooldown(&self) -> Time {
        self.now.saturating_add(self.domain.params().exit_cooldown_ms)
    }

    /// A miner that is registered now.
    fn miner(&self, miner: Address) -> Result<&Miner, Error> {
        let row = self.domain.miners.get(&miner);
        row.filter(|row| is_in(row.membership)).ok_or(Error::UnknownMiner { miner })
    }

    /// A validator that is registered now.
    fn validator(&self, validator: Address) -> Result<&Validator, Error> {
        let row = self.domain.validators.get(&validator);
        row.filter(|row| is_in(row.membership)).ok_or(Error::UnknownValidator { validator })
    }
}

const fn is_in(membership: Membership) -> bool {
    matches!(membership, Membership::Member | Membership::Exiting { .. })
}
