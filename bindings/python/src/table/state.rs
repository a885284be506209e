//! The state as tables.

use std::collections::BTreeMap;

use deepnode_core::{Address, Amount, Domain, Place};
use pyo3::prelude::*;

use super::PyTable;
use super::column::{Cell, Column};
use super::shapes::Word;
use crate::domain::PyDomain;

/// Columns of a row type that is made for one table.
macro_rules! rows {
    ($row:ident { $($field:ident: $type:ty,)+ }) => {
        struct $row { $($field: $type,)+ }

        impl $row {
            fn table(rows: impl IntoIterator<Item = Self>) -> PyResult<PyTable> {
                #[derive(Default)]
                struct Columns { $($field: <$type as Cell>::Column,)+ }

                let mut columns = Columns::default();
                for row in rows {
                    $(columns.$field.push(Some(&row.$field));)+
                }
                let mut named = Vec::new();
                $(named.extend(columns.$field.finish(stringify!($field))?);)+
                PyTable::new(named)
            }
        }
    };
}

rows! { Account {
    address: Address,
    balance: Amount,
    collateral: Amount,
    stake: Amount,
    delegated: Amount,
    unbonding: Amount,
} }

rows! { MinerRow {
    address: Address,
    status: deepnode_core::MinerStatus,
    score: u64,
    good: u128,
    bad: u128,
    vwu: u128,
    collateral: Amount,
    slots: u32,
    in_flight: u64,
    case: Option<deepnode_core::CaseId>,
} }

rows! { ValidatorRow {
    address: Address,
    status: deepnode_core::ValidatorStatus,
    score: u64,
    good: u128,
    bad: u128,
    stake: Amount,
    delegated: Amount,
    seated: u64,
} }

rows! { TaskRow {
    task: deepnode_core::TaskId,
    model: Option<deepnode_core::Hash>,
    consumer: Address,
    status: Word,
    reason: Option<deepnode_core::CloseReason>,
    units: u32,
    unit_price: Amount,
    escrow: Amount,
    slots: u64,
    attempts: u64,
    ended: Option<u64>,
} }

impl Account {
    const fn of(address: Address) -> Self {
        let zero = Amount::ZERO;
        Self { address, balance: zero, collateral: zero, stake: zero, delegated: zero, unbonding: zero }
    }
}

fn accounts(domain: &Domain) -> impl Iterator<Item = Account> + use<> {
    fn of(known: &mut BTreeMap<Address, Account>, who: Address) -> &mut Account {
        known.entry(who).or_insert_with(|| Account::of(who))
    }
    let mut known = BTreeMap::new();
    for (place, amount) in domain.places() {
        match place {
            Place::Balance(who) => of(&mut known, who).balance = amount,
            Place::Collateral(who) => of(&mut known, who).collateral = amount,
            Place::Stake(who) => of(&mut known, who).stake = amount,
            Place::Delegation { staker, .. } => {
                let all = &mut of(&mut known, staker).delegated;
                *all = all.checked_add(amount).expect("parts of what circulates, which is an amount");
            }
            Place::Unbonding(who) => of(&mut known, who).unbonding = amount,
            Place::Escrow(_)
            | Place::Deposit(_)
            | Place::Pool
            | Place::Outside
            | Place::Emission
            | Place::Burn => {}
        }
    }
    known.into_values()
}

fn task_row(domain: &Domain, id: deepnode_core::TaskId, task: &deepnode_core::Task) -> TaskRow {
    let reason = match task.status {
        deepnode_core::TaskStatus::Failed { reason } => Some(reason),
        _ => None,
    };
    TaskRow {
        task: id,
        model: domain.model_of(task).map(|model| model.id),
        consumer: task.consumer,
        status: Word(task.status.word()),
        reason,
        units: task.units,
        unit_price: task.unit_price,
        escrow: domain.money(Place::Escrow(id)),
        slots: task.slots.len() as u64,
        attempts: task.assignments.len() as u64,
        ended: task.ended,
    }
}

/// Money is in DN, as exact decimals with 18 places; addresses and hashes are texts.
#[pymethods]
impl PyDomain {
    /// Everybody who has money in the domain: `address, balance, collateral, stake, delegated, unbonding`.
    ///
    /// >>> domain.accounts_table().column_names
    /// ['address', 'balance', 'collateral', 'stake', 'delegated', 'unbonding']
    fn accounts_table(&self, py: Python<'_>) -> PyResult<PyTable> {
        self.reading(py, |domain| Account::table(accounts(domain)))
    }

    /// Every miner in order of registration: `address, status, score, good, bad, vwu, collateral, slots, in_flight, case`.
    fn miners_table(&self, py: Python<'_>) -> PyResult<PyTable> {
        self.reading(py, |domain| {
            MinerRow::table(domain.miners().map(|miner| MinerRow {
                address: miner.address,
                status: miner.status(),
                score: miner.evidence.score(),
                good: miner.evidence.good,
                bad: miner.evidence.bad,
                vwu: miner.vwu,
                collateral: domain.money(Place::Collateral(miner.address)),
                slots: miner.slots,
                in_flight: miner.in_flight.len() as u64,
                case: miner.case,
            }))
        })
    }

    /// Every validator in order of registration: `address, status, score, good, bad, stake, delegated, seated`.
    fn validators_table(&self, py: Python<'_>) -> PyResult<PyTable> {
        self.reading(py, |domain| {
            ValidatorRow::table(domain.validators().map(|validator| ValidatorRow {
                address: validator.address,
                status: validator.status(),
                score: validator.evidence.score(),
                good: validator.evidence.good,
                bad: validator.evidence.bad,
                stake: domain.money(Place::Stake(validator.address)),
                delegated: domain.delegated_to(&validator.address),
                seated: validator.seated as u64,
            }))
        })
    }

    /// Every task, ascending: `task, model, consumer, status, reason, units, unit_price, escrow, slots, attempts, ended`.
    fn tasks_table(&self, py: Python<'_>) -> PyResult<PyTable> {
        self.reading(py, |domain| TaskRow::table(domain.tasks().map(|(id, task)| task_row(domain, id, task))))
    }
}
