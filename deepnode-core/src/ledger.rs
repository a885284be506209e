//! Places of money and totals. Money changes only by moving from one place to another.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::amount::Amount;
use crate::by_prefix::{ByPrefix, change};
use crate::id::{ProposalId, TaskId};

/// Where money is, or where it comes from and goes to.
///
/// ```
/// use deepnode_core::{Address, Amount, Domain, Params, Place, TaskId};
///
/// let domain = Domain::new(1, Address::ZERO, Params::default())?;
/// assert_eq!(domain.money(Place::Escrow(TaskId(1))), Amount::ZERO);
/// assert_eq!(serde_json::to_string(&Place::Escrow(TaskId(1)))?, r#"{"escrow":1}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The set is closed.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// An address's own.
    Balance(Address),
    /// A miner's collateral.
    Collateral(Address),
    /// A validator's own stake.
    Stake(Address),
    /// What a staker has behind a validator.
    Delegation {
        /// Whose money it is.
        staker: Address,
        /// Whom it backs.
        validator: Address,
    },
    /// Undelegated money in its cooldown.
    Unbonding(Address),
    /// The price of a task that is not over.
    Escrow(TaskId),
    /// What a proposer has put down.
    Deposit(ProposalId),
    /// Revenue that epochs pay out again.
    Pool,
    /// Outside of the domain: money comes in by deposits and leaves by withdrawals.
    Outside,
    /// Where new money comes from.
    Emission,
    /// Where money ends.
    Burn,
}

/// Totals that only grow.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
pub struct Supply {
    /// Brought in over the bridge, in base units.
    #[serde(with = "crate::text::decimal")]
    pub deposited: u128,
    /// Taken out.
    #[serde(with = "crate::text::decimal")]
    pub withdrawn: u128,
    /// Newly made.
    #[serde(with = "crate::text::decimal")]
    pub emitted: u128,
    /// Destroyed.
    #[serde(with = "crate::text::decimal")]
    pub burned: u128,
}

impl Supply {
    /// What is in the domain now, in base units; never more than [`Amount::MAX`].
    pub const fn circulating(&self) -> u128 {
        let inside = self.deposited.saturating_add(self.emitted);
        inside.saturating_sub(self.withdrawn).saturating_sub(self.burned)
    }

    /// How much more there may be: so much that what circulates stays an amount, and that the totals themselves, which
    /// only grow, stay within 128 bits.
    pub fn room(&self) -> Amount {
        let ever = u128::MAX.saturating_sub(self.deposited).saturating_sub(self.emitted);
        let units = Amount::MAX.units().saturating_sub(self.circulating()).min(ever);
        Amount::checked_from_units(units).unwrap_or(Amount::ZERO)
    }
}

/// What is in all places of each kind together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// In balances.
    pub balances: Amount,
    /// In miners' collateral.
    pub collateral: Amount,
    /// In validators' own stake.
    pub stake: Amount,
    /// In delegations.
    pub delegations: Amount,
    /// In cooldowns after undelegating.
    pub unbonding: Amount,
    /// In escrow for tasks.
    pub escrow: Amount,
    /// In proposers' deposits.
    pub deposits: Amount,
    /// In the emission pool.
    pub pool: Amount,
}

impl Totals {
    /// All places together, in base units.
    pub fn sum(&self) -> u128 {
        let Self { balances, collateral, stake, delegations, unbonding, escrow, deposits, pool } = *self;
        let kinds = [balances, collateral, stake, delegations, unbonding, escrow, deposits, pool];
        kinds.iter().map(|amount| amount.units()).sum()
    }
}

/// Money and where it is. Places with nothing in them are not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Ledger {
    balances: ByPrefix<Address, Amount>,
    collaterals: ByPrefix<Address, Amount>,
    stakes: BTreeMap<Address, Amount>,
    delegations: BTreeMap<(Address, Address), Amount>,
    /// The same pairs, validator first.
    #[borsh(skip)]
    delegators: BTreeSet<(Address, Address)>,
    /// Sums of the delegations to each validator.
    #[borsh(skip)]
    delegated: BTreeMap<Address, Amount>,
    /// Sums of the undelegations in their cooldown.
    #[borsh(skip)]
    unbonding: BTreeMap<Address, Amount>,
    /// The prices of the tasks that are not over.
    #[borsh(skip)]
    escrows: BTreeMap<TaskId, Amount>,
    deposits: BTreeMap<ProposalId, Amount>,
    pool: Amount,
    supply: Supply,
}

/// A move that the places do not allow: nothing that `decide` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BadMove;

fn read<K: Ord>(places: &BTreeMap<K, Amount>, key: &K) -> Amount {
    places.get(key).copied().unwrap_or_default()
}

/// What a place holds after a change; one with nothing in it is not kept.
fn after(
    before: Option<&Amount>,
    new: impl FnOnce(Amount) -> Option<Amount>,
) -> Result<Option<Amount>, BadMove> {
    let amount = new(before.copied().unwrap_or_default()).ok_or(BadMove)?;
    Ok(Some(amount).filter(|amount| !amount.is_zero()))
}

impl Ledger {
    /// What is in a place; nothing in the three that have no end.
    pub(crate) fn at(&self, place: Place) -> Amount {
        match place {
            Place::Balance(who) => self.balances.get(&who).copied().unwrap_or_default(),
            Place::Collateral(miner) => self.collaterals.get(&miner).copied().unwrap_or_default(),
            Place::Stake(validator) => read(&self.stakes, &validator),
            Place::Delegation { staker, validator } => read(&self.delegations, &(staker, validator)),
            Place::Unbonding(who) => read(&self.unbonding, &who),
            Place::Escrow(task) => read(&self.escrows, &task),
            Place::Deposit(proposal) => read(&self.deposits, &proposal),
            Place::Pool => self.pool,
            Place::Outside | Place::Emission | Place::Burn => Amount::ZERO,
        }
    }

    /// Totals that somebody made up.
    #[cfg(all(test, feature = "testing"))]
    pub(crate) const fn forge(&mut self, supply: Supply) {
        self.supply = supply;
    }

    pub(crate) const fn supply(&self) -> Supply {
        self.supply
    }

    /// What all stakers have behind a validator.
    pub(crate) fn delegated_to(&self, validator: &Address) -> Amount {
        read(&self.delegated, validator)
    }

    /// A validator's own stake and what is delegated to it.
    pub(crate) fn weight_of(&self, validator: Address) -> Amount {
        let own = self.at(Place::Stake(validator));
        // Both are parts of what circulates, which never exceeds the maximum.
        own.checked_add(self.delegated_to(&validator)).unwrap_or(Amount::MAX)
    }

    pub(crate) fn balances(&self) -> &ByPrefix<Address, Amount> {
        &self.balances
    }

    pub(crate) fn collaterals(&self) -> &ByPrefix<Address, Amount> {
        &self.collaterals
    }

    pub(crate) fn unbonding(&self) -> &BTreeMap<Address, Amount> {
        &self.unbonding
    }

    /// Every delegation as `(staker, validator)` and amount, in that order.
    pub(crate) fn delegations(&self) -> &BTreeMap<(Address, Address), Amount> {
        &self.delegations
    }

    /// Every place that holds money, by kind.
    pub(crate) fn places(&self) -> impl Iterator<Item = (Place, Amount)> {
        let balances = self.balances.iter().map(|(who, amount)| (Place::Balance(*who), *amount));
        let collaterals = self.collaterals.iter().map(|(miner, amount)| (Place::Collateral(*miner), *amount));
        let stakes = self.stakes.iter().map(|(validator, amount)| (Place::Stake(*validator), *amount));
        let delegations = self.delegations.iter().map(|((staker, validator), amount)| {
            (Place::Delegation { staker: *staker, validator: *validator }, *amount)
        });
        let unbonding = self.unbonding.iter().map(|(staker, amount)| (Place::Unbonding(*staker), *amount));
        let escrows = self.escrows.iter().map(|(task, amount)| (Place::Escrow(*task), *amount));
        let deposits = self.deposits.iter().map(|(proposal, amount)| (Place::Deposit(*proposal), *amount));
        let pool = (!self.pool.is_zero()).then_some((Place::Pool, self.pool));
        balances
            .chain(collaterals)
            .chain(stakes)
            .chain(delegations)
            .chain(unbonding)
            .chain(escrows)
            .chain(deposits)
            .chain(pool)
    }

    /// The validators that a staker is behind, with how much.
    pub(crate) fn delegations_of(&self, staker: Address) -> impl Iterator<Item = (Address, Amount)> {
        let pairs = self.delegations.range((staker, Address::ZERO)..);
        pairs
            .take_while(move |((s, _), _)| *s == staker)
            .map(|((_, validator), amount)| (*validator, *amount))
    }

    /// The stakers behind a validator, with how much.
    pub(crate) fn delegators_of(&self, validator: Address) -> impl Iterator<Item = (Address, Amount)> {
        let pairs = self.delegators.range((validator, Address::ZERO)..);
        pairs
            .take_while(move |(v, _)| *v == validator)
            .map(|(validator, staker)| (*staker, read(&self.delegations, &(*staker, *validator))))
    }

    /// Moves money. Nothing changes if the places do not allow it.
    pub(crate) fn transfer(&mut self, from: Place, to: Place, amount: Amount) -> Result<(), BadMove> {
        if matches!(from, Place::Outside | Place::Emission) && amount > self.supply.room() {
            return Err(BadMove);
        }
        if from == Place::Burn || to == Place::Emission {
            return Err(BadMove);
        }
        // What goes out was there, so what comes in fits: all places together hold no more than an amount.
        self.put(from, |here| here.checked_sub(amount))?;
        self.put(to, |here| here.checked_add(amount))?;
        match from {
            Place::Outside => self.supply.deposited += amount.units(),
            Place::Emission => self.supply.emitted += amount.units(),
            _ => {}
        }
        match to {
            Place::Outside => self.supply.withdrawn += amount.units(),
            Place::Burn => self.supply.burned += amount.units(),
            _ => {}
        }
        Ok(())
    }

    /// Changes what is in a place; the three that have no end do not change.
    fn put(&mut self, place: Place, new: impl FnOnce(Amount) -> Option<Amount>) -> Result<(), BadMove> {
        match place {
            Place::Balance(who) => self.balances.change(who, |before| after(before, new)),
            Place::Collateral(miner) => self.collaterals.change(miner, |before| after(before, new)),
            Place::Stake(validator) => change(&mut self.stakes, validator, |before| after(before, new)),
            Place::Delegation { staker, validator } => self.put_delegation(staker, validator, new),
            Place::Unbonding(who) => change(&mut self.unbonding, who, |before| after(before, new)),
            Place::Escrow(task) => change(&mut self.escrows, task, |before| after(before, new)),
            Place::Deposit(proposal) => change(&mut self.deposits, proposal, |before| after(before, new)),
            Place::Pool => {
                self.pool = new(self.pool).ok_or(BadMove)?;
                Ok(())
            }
            Place::Outside | Place::Emission | Place::Burn => Ok(()),
        }
    }

    fn put_delegation(
        &mut self,
        staker: Address,
        validator: Address,
        new: impl FnOnce(Amount) -> Option<Amount>,
    ) -> Result<(), BadMove> {
        let was = read(&self.delegations, &(staker, validator));
        let is = new(was).ok_or(BadMove)?;
        change(&mut self.delegations, (staker, validator), |before| after(before, |_| Some(is)))?;
        let sum = |all: Amount| all.saturating_sub(was).checked_add(is);
        change(&mut self.delegated, validator, |before| after(before, sum))?;
        if is.is_zero() {
            self.delegators.remove(&(validator, staker));
        } else {
            self.delegators.insert((validator, staker));
        }
        Ok(())
    }

    /// What is in all places of each kind.
    pub(crate) fn totals(&self) -> Totals {
        fn sum<'p>(places: impl Iterator<Item = &'p Amount>) -> Amount {
            // No more than what circulates, which never exceeds the maximum.
            places.fold(Amount::ZERO, |sum, amount| sum.checked_add(*amount).unwrap_or(Amount::MAX))
        }
        Totals {
            balances: sum(self.balances.values()),
            collateral: sum(self.collaterals.values()),
            stake: sum(self.stakes.values()),
            delegations: sum(self.delegations.values()),
            unbonding: sum(self.unbonding.values()),
            escrow: sum(self.escrows.values()),
            deposits: sum(self.deposits.values()),
            pool: self.pool,
        }
    }

    /// What is in all places together, in base units, also where that is more than there can be.
    fn in_places(&self) -> u128 {
        let balances = self.balances.values().chain(self.collaterals.values()).chain(self.stakes.values());
        let backing = self.delegations.values().chain(self.unbonding.values());
        let held = self.escrows.values().chain(self.deposits.values()).chain([&self.pool]);
        balances.chain(backing).chain(held).fold(0, |sum, amount| sum.saturating_add(amount.units()))
    }

    /// Finds the sums and the indices that follow from what is kept, from the undelegations in their cooldown, and
    /// from the prices of tasks that are not over, ascending.
    pub(crate) fn rebuild(
        &mut self,
        cooling: impl Iterator<Item = (Address, Amount)>,
        prices: impl Iterator<Item = (TaskId, Amount)>,
    ) -> Result<(), BadMove> {
        fn add<K: Ord>(sums: &mut BTreeMap<K, Amount>, key: K, amount: Amount) -> Result<(), BadMove> {
            let sum = sums.entry(key).or_default();
            *sum = sum.checked_add(amount).ok_or(BadMove)?;
            Ok(())
        }
        let pairs = self.delegations.keys().map(|(staker, validator)| (*validator, *staker));
        self.delegators = pairs.collect();
        self.escrows = prices.collect();
        (self.delegated, self.unbonding) = (BTreeMap::new(), BTreeMap::new());
        for ((_, validator), amount) in &self.delegations {
            add(&mut self.delegated, *validator, *amount)?;
        }
        for (staker, amount) in cooling {
            add(&mut self.unbonding, staker, amount)?;
        }
        Ok(())
    }

    pub(crate) fn stakes(&self) -> &BTreeMap<Address, Amount> {
        &self.stakes
    }

    pub(crate) fn escrows(&self) -> &BTreeMap<TaskId, Amount> {
        &self.escrows
    }

    pub(crate) fn deposits(&self) -> &BTreeMap<ProposalId, Amount> {
        &self.deposits
    }

    /// Whether a place is kept with nothing in it, which no move leaves behind.
    pub(crate) fn keeps_nothing(&self) -> bool {
        let balances = self.balances.values().chain(self.collaterals.values()).chain(self.stakes.values());
        let rest = self.delegations.values().chain(self.deposits.values());
        balances.chain(rest).any(|amount| amount.is_zero())
    }

    /// Broken sums and indices, each as a sentence.
    pub(crate) fn audit(&self, broken: &mut Vec<String>) {
        let supply = self.supply;
        let (inside, places) = (supply.deposited + supply.emitted, self.in_places());
        let outside = supply.withdrawn + supply.burned;
        if inside != outside + places {
            broken.push(alloc::format!(
                "deposited + emitted is {inside}, but withdrawn + burned + all places is {}",
                outside + places
            ));
        }
        if supply.circulating() > Amount::MAX.units() {
            broken.push(alloc::format!("{} base units circulate, more than 2^96-1", supply.circulating()));
        }
        let mut sums = BTreeMap::new();
        for ((staker, validator), amount) in &self.delegations {
            *sums.entry(*validator).or_insert(0) += amount.units();
            if !self.delegators.contains(&(*validator, *staker)) {
                broken.push(alloc::format!("the delegation of {staker} to {validator} is not indexed"));
            }
        }
        if self.delegators.len() != self.delegations.len() {
            broken.push("the index of delegations has entries without money".into());
        }
        let kept: BTreeMap<_, _> = self.delegated.iter().map(|(v, a)| (*v, a.units())).collect();
        if kept != sums {
            broken.push("the sums of delegations differ from the delegations".into());
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use proptest::prelude::*;

    use super::*;

    fn place() -> impl Strategy<Value = Place> {
        let who = || (0..3u8).prop_map(|n| Address([n; 20]));
        prop_oneof![
            4 => who().prop_map(Place::Balance),
            1 => who().prop_map(Place::Collateral),
            1 => who().prop_map(Place::Stake),
            2 => (who(), who()).prop_map(|(staker, validator)| Place::Delegation { staker, validator }),
            1 => who().prop_map(Place::Unbonding),
            1 => (1..3u64).prop_map(|id| Place::Escrow(TaskId(id))),
            1 => (1..3u64).prop_map(|id| Place::Deposit(ProposalId(id))),
            1 => Just(Place::Pool),
            4 => Just(Place::Outside),
            1 => Just(Place::Emission),
            1 => Just(Place::Burn),
        ]
    }

    fn amount() -> impl Strategy<Value = Amount> {
        prop_oneof![
            (0..5u64).prop_map(Amount::from_units),
            Just(Amount::MAX),
            any::<u64>().prop_map(Amount::from_units)
        ]
    }

    proptest! {
        /// Beside a plain map of numbers: a move is refused and changes nothing, or takes from one place what it gives
        /// to the other.
        #[test]
        fn money_moves_from_place_to_place(moves in prop::collection::vec((place(), place(), amount()), 0..40)) {
            let mut ledger = Ledger::default();
            let mut plain: BTreeMap<Place, u128> = BTreeMap::new();
            let endless = |place| matches!(place, Place::Outside | Place::Emission | Place::Burn);
            for (from, to, amount) in moves {
                let (before, units) = (ledger.clone(), amount.units());
                let circulating: u128 = plain.iter().filter(|(place, _)| !endless(**place)).map(|(_, n)| n).sum();
                let has = match from {
                    Place::Outside | Place::Emission => units <= Amount::MAX.units() - circulating,
                    Place::Burn => false,
                    from => plain.get(&from).copied().unwrap_or(0) >= units,
                };
                let result = ledger.transfer(from, to, amount);
                prop_assert_eq!(result.is_ok(), has && to != Place::Emission, "{:?} to {:?}", from, to);
                if result.is_err() {
                    prop_assert_eq!(&ledger, &before);
                    continue;
                }
                if !endless(from) {
                    *plain.entry(from).or_default() -= units;
                }
                *plain.entry(to).or_default() += units;
                for (place, units) in plain.iter().filter(|(place, _)| !endless(**place)) {
                    prop_assert_eq!(ledger.at(*place).units(), *units, "{:?}", place);
                }
                let mut broken = vec![];
                ledger.audit(&mut broken);
                prop_assert_eq!(broken, [""; 0]);
                prop_assert_eq!(ledger.supply().circulating(), ledger.totals().sum());
            }
        }
    }

    #[test]
    fn totals_that_only_grow_end_before_128_bits() {
        let full = Supply { deposited: u128::MAX - 5, withdrawn: u128::MAX - 5, ..Supply::default() };
        assert_eq!(full.room(), Amount::from_units(5));
        assert_eq!(Supply { deposited: u128::MAX, emitted: 9, ..full }.room(), Amount::ZERO);
    }
}
