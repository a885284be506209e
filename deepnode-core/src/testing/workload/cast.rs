//! Who plays.

use alloc::vec::Vec;

use crate::address::Address;
use crate::params::Params;
use crate::testing::chance::Chance;
use crate::word::Role;

/// The people of a workload. An address tells its part: `0x4040…4007` is the seventh miner.
///
/// Some play several parts: a miner that also validates, a consumer that stakes, a validator that backs a model, a
/// foundation that is its own treasury.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cast {
    /// Holders of the roles at first, in the order of [`Role::ALL`]; two roles may share one.
    pub roles: Vec<Address>,
    /// Offer models.
    pub creators: Vec<Address>,
    /// Share in what models earn.
    pub backers: Vec<Address>,
    /// Pay for work.
    pub consumers: Vec<Address>,
    /// Do it.
    pub miners: Vec<Address>,
    /// Check it.
    pub validators: Vec<Address>,
    /// Stand behind validators.
    pub stakers: Vec<Address>,
    /// Come with nothing and have no part.
    pub strangers: Vec<Address>,
    /// All of them, each once.
    pub everybody: Vec<Address>,
}

/// The `number`-th of a group, from 1.
const fn person(group: u8, number: u8) -> Address {
    let mut bytes = [group; 20];
    bytes[19] = number;
    Address(bytes)
}

fn group(group: u8, size: u64) -> Vec<Address> {
    (1..=size).map(|number| person(group, number as u8)).collect()
}

impl Cast {
    pub(super) fn gather(chance: &mut Chance) -> Self {
        let mut roles = group(0x01, Role::ALL.len() as u64);
        if chance.hits(150) {
            let (from, to) = (chance.below(6) as usize, chance.below(6) as usize);
            roles[to] = roles[from];
        }
        let mut cast = Self {
            roles,
            creators: group(0x10, chance.within(1, 4)),
            backers: group(0x20, chance.within(1, 6)),
            consumers: group(0x30, chance.within(2, 6)),
            miners: group(0x40, chance.within(12, 30)),
            // A crowd is enough for nine rounds without anybody twice.
            validators: group(0x50, if chance.hits(30) { 99 } else { chance.within(8, 15) }),
            stakers: group(0x60, chance.within(2, 8)),
            strangers: group(0x70, 3),
            everybody: Vec::new(),
        };
        // Several parts for one: first of one group, last of another.
        if chance.hits(300) {
            cast.validators.push(cast.miners[0]);
        }
        if chance.hits(300) {
            cast.backers.push(cast.validators[0]);
        }
        if chance.hits(300) {
            cast.consumers.push(cast.validators[1]);
            cast.consumers.push(cast.miners[1]);
        }
        if chance.hits(300) {
            cast.stakers.push(cast.consumers[0]);
            cast.stakers.push(cast.validators[2]);
        }
        if chance.hits(150) {
            cast.miners.push(cast.creators[0]);
            cast.validators.push(cast.creators[0]);
        }
        if chance.hits(100) {
            cast.validators.push(cast.roles[2]);
        }
        let groups = [
            &cast.roles,
            &cast.creators,
            &cast.backers,
            &cast.consumers,
            &cast.miners,
            &cast.validators,
            &cast.stakers,
            &cast.strangers,
        ];
        let mut everybody: Vec<Address> = groups.into_iter().flatten().copied().collect();
        everybody.sort_unstable();
        everybody.dedup();
        cast.everybody = everybody;
        cast
    }

    /// Puts the holders of the roles into parameters.
    pub(super) fn fill_roles(&self, params: &mut Params) {
        for (role, holder) in Role::ALL.iter().zip(&self.roles) {
            *params.holder_mut(*role) = *holder;
        }
    }
}
