//! The state in words, as the replay tool prints it.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};

use serde::Serialize;

use crate::address::Address;
use crate::amount::Amount;
use crate::domain::Domain;
use crate::hash::Hash;
use crate::id::{TaskId, Time};
use crate::ledger::Place;
use crate::trust::{Evidence, Score};
use crate::word::Severity;

/// Everything a reader asks of a domain, keys sorted as strings; amounts and evidence are decimal strings.
///
/// Fields are declared in the order of their names, so that JSON objects come out sorted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    accounts: BTreeMap<String, Account>,
    assignments: BTreeMap<String, AssignmentReport>,
    beacon: Hash,
    cases: BTreeMap<String, CaseReport>,
    miners: BTreeMap<String, MinerReport>,
    models: BTreeMap<String, ModelReport>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    nonces: BTreeMap<String, u64>,
    params_version: u64,
    pool: Amount,
    proposals: BTreeMap<String, ProposalReport>,
    supply: SupplyReport,
    tasks: BTreeMap<String, TaskReport>,
    time: Time,
    unbonding: BTreeMap<String, Amount>,
    validators: BTreeMap<String, ValidatorReport>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Account {
    balance: Amount,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct AssignmentReport {
    miner: Address,
    slot: u16,
    status: &'static str,
    task: TaskId,
    vwu: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct CaseReport {
    miner: Address,
    severity: Severity,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct MinerReport {
    bad: String,
    collateral: Amount,
    good: String,
    in_flight: usize,
    score: Score,
    status: &'static str,
    vwu: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct ModelReport {
    bad: String,
    good: String,
    score: Score,
    status: &'static str,
    vwu: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct ProposalReport {
    deposit: Amount,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct SupplyReport {
    burned: String,
    deposited: String,
    emitted: String,
    withdrawn: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct TaskReport {
    escrow: Amount,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct ValidatorReport {
    bad: String,
    delegated: Amount,
    good: String,
    score: Score,
    stake: Amount,
    status: &'static str,
}

/// Addresses and hashes as JSON keys: lower-case hex.
fn hex(bytes: impl core::fmt::Debug) -> String {
    format!("{bytes:?}")
}

fn sides(evidence: Evidence) -> (String, String) {
    (evidence.good.to_string(), evidence.bad.to_string())
}

impl Domain {
    /// The state in words. Those that have left stay in it; balances of zero do not.
    ///
    /// ```
    /// # use deepnode_core::{Address, Amount, Command, Domain, Params};
    /// # let (bridge, ana) = (Address([1; 20]), Address([2; 20]));
    /// # let mut domain = Domain::new(8453, Address([9; 20]), Params { bridge, ..Params::default() })?;
    /// domain.apply(1, bridge, &Command::Deposit { to: ana, amount: Amount::dn(5) })?;
    /// let text = domain.report().to_string();
    /// assert!(text.contains(r#""balance": "5000000000000000000""#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn report(&self) -> Report {
        let supply = self.supply();
        let address_of = |miner| self.miners.at(miner).map(|row| row.address).unwrap_or_default();
        Report {
            accounts: self
                .ledger
                .balances()
                .iter()
                .map(|(who, balance)| (hex(who), Account { balance: *balance }))
                .collect(),
            assignments: self
                .assignments()
                .map(|(id, row)| {
                    let report = AssignmentReport {
                        miner: address_of(row.miner),
                        slot: row.slot,
                        status: row.status.word(),
                        task: row.task,
                        vwu: row.vwu.to_string(),
                    };
                    (id.to_string(), report)
                })
                .collect(),
            beacon: self.beacon,
            cases: self
                .cases()
                .map(|(id, row)| {
                    let (miner, severity) = (address_of(row.miner), row.severity);
                    (id.to_string(), CaseReport { miner, severity, status: row.status.word() })
                })
                .collect(),
            miners: self
                .miners()
                .map(|row| {
                    let (good, bad) = sides(row.evidence);
                    let report = MinerReport {
                        bad,
                        collateral: self.money(Place::Collateral(row.address)),
                        good,
                        in_flight: row.in_flight.len(),
                        score: row.evidence.score(),
                        status: row.status().word(),
                        vwu: row.vwu.to_string(),
                    };
                    (hex(row.address), report)
                })
                .collect(),
            models: self
                .models
                .rows()
                .map(|row| {
                    let (good, bad) = sides(row.evidence);
                    let (score, vwu) = (row.evidence.score(), row.vwu.to_string());
                    (hex(row.id), ModelReport { bad, good, score, status: row.status.word(), vwu })
                })
                .collect(),
            nonces: self.nonces().map(|(signer, nonce)| (hex(signer), nonce)).collect(),
            params_version: self.params_version(),
            pool: self.money(Place::Pool),
            proposals: self
                .proposals()
                .map(|(id, row)| {
                    let deposit = self.money(Place::Deposit(id));
                    (id.to_string(), ProposalReport { deposit, status: row.status.word() })
                })
                .collect(),
            supply: SupplyReport {
                burned: supply.burned.to_string(),
                deposited: supply.deposited.to_string(),
                emitted: supply.emitted.to_string(),
                withdrawn: supply.withdrawn.to_string(),
            },
            tasks: self
                .tasks()
                .map(|(id, row)| {
                    let escrow = self.money(Place::Escrow(id));
                    (id.to_string(), TaskReport { escrow, status: row.status.word() })
                })
                .collect(),
            time: self.now,
            unbonding: self.ledger.unbonding().iter().map(|(who, amount)| (hex(who), *amount)).collect(),
            validators: self
                .validators()
                .map(|row| {
                    let (good, bad) = sides(row.evidence);
                    let report = ValidatorReport {
                        bad,
                        delegated: self.delegated_to(&row.address),
                        good,
                        score: row.evidence.score(),
                        stake: self.money(Place::Stake(row.address)),
                        status: row.status().word(),
                    };
                    (hex(row.address), report)
                })
                .collect(),
        }
    }
}

impl core::fmt::Display for Report {
    /// JSON with an indent of two spaces and a line feed at the end.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let json = serde_json::to_string_pretty(self).map_err(|_| core::fmt::Error)?;
        writeln!(f, "{json}")
    }
}
