//! The economic parameters of a domain, checked once.

use alloc::collections::BTreeSet;
use alloc::string::String;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::de::Error as _;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::amount::Amount;
use crate::id::Time;
use crate::rate::Rate;
use crate::word::{BurnBase, Role, Severity};

mod check;
mod explain;

pub use check::{InvalidParams, MAX_DURATION_MS};

/// Everything that a domain may set for itself.
///
/// [`Params::default`] has the usual values and nobody in the roles: name who holds them.
///
/// ```
/// use deepnode_core::{Address, Params, Rate};
///
/// let mut params = Params { sequencer: Address([7; 20]), ..Params::default() };
/// assert!(params.validate().is_ok());
/// params.revenue.fees = Rate::percent(90);
/// assert_eq!(params.validate().unwrap_err().field, "revenue");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Params {
    /// 1 or 2. In phase 1 only inference tasks are taken and only the foundation's decision slashes.
    pub phase: u64,
    /// Holder of [`Role::Owner`].
    pub owner: Address,
    /// Holder of [`Role::Foundation`].
    pub foundation: Address,
    /// Holder of [`Role::Treasury`].
    pub treasury: Address,
    /// Holder of [`Role::FeeRecipient`].
    pub fee_recipient: Address,
    /// Holder of [`Role::Bridge`].
    pub bridge: Address,
    /// Holder of [`Role::Sequencer`].
    pub sequencer: Address,
    /// What a miner pays to register.
    pub registration_fee: Amount,
    /// Share of the registration fee that is burned; the rest goes to the treasury.
    pub registration_burn: Rate,
    /// Who may register as miner or validator.
    pub admission: Admission,
    /// The collateral that every miner needs ...
    pub min_collateral: Amount,
    /// ... and what it needs beside that for each slot.
    pub collateral_per_slot: Amount,
    /// A validator's least stake of its own.
    pub min_stake: Amount,
    /// The most stake (with delegations) that counts when seats are drawn.
    pub stake_cap: Amount,
    /// Time between asking to leave and the money coming free, in milliseconds.
    pub exit_cooldown_ms: Time,
    /// How the revenue of a task is divided.
    pub revenue: Revenue,
    /// What work does to trust.
    pub trust: TrustWeights,
    /// How tasks go through the queue.
    pub queue: QueueRules,
    /// What a case of each severity costs.
    pub severity: Penalties,
    /// How long reviews and appeals take.
    pub review: Review,
    /// Paid by the treasury to each seat that agreed with a rejection, when its case is executed.
    pub rejection_pay: Amount,
    /// New money.
    pub emission: Emission,
    /// How parameters are changed.
    pub governance: Governance,
}

/// Who may register.
///
/// The set is closed.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Admission {
    /// Anybody.
    Open,
    /// These addresses, at most 65 536.
    List(BTreeSet<Address>),
}

/// Shares of the gross revenue `G` of a task; see [`crate::settlement`] for the formulas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Revenue {
    /// y: fees and payment processors.
    pub fees: Rate,
    /// d: the burn, of the fees or of the gross.
    pub burn: Rate,
    /// What `burn` is taken of.
    pub burn_base: BurnBase,
    /// Bought back and burned.
    pub buyback: Rate,
    /// The foundation's part.
    pub foundation: Rate,
    /// w: the model's creator and backers.
    pub owners: Rate,
    /// The domain's part, to the treasury.
    pub domain: Rate,
    /// z: into the emission pool.
    pub emission: Rate,
    /// The validators' share of what is left after all of these; the miners have the rest.
    pub validators: Rate,
}

/// Weights of trust events in micro-units (1 000 000 is one good piece of work).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct TrustWeights {
    /// What an event leaves of earlier evidence.
    pub decay: Rate,
    /// What an epoch without an event leaves of it.
    pub idle_decay: Rate,
    /// Approved work; an agreeing verdict.
    pub good: u64,
    /// A lease or a reveal missed.
    pub late: u64,
    /// Work rejected as minor; a verdict in the minority.
    pub minor: u64,
    /// Work rejected as major.
    pub major: u64,
    /// Work rejected as critical.
    pub critical: u64,
    /// Below this score a miner gets no tasks.
    pub floor: Rate,
}

impl TrustWeights {
    /// The weight of a rejection.
    pub const fn of(&self, severity: Severity) -> u64 {
        match severity {
            Severity::Minor => self.minor,
            Severity::Major => self.major,
            Severity::Critical => self.critical,
        }
    }
}

/// How tasks go through the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct QueueRules {
    /// Assignments that a slot may have, 1..=2^32-1.
    pub max_attempts: u64,
    /// Rounds of verdicts that an assignment may have, 1..=9.
    pub max_rounds: u64,
    /// Time to commit a verdict.
    pub commit_ms: Time,
    /// Time to reveal it.
    pub reveal_ms: Time,
    /// The longest that submitted work waits for enough validators, in each round.
    pub undecided_after_ms: Time,
    /// The longest that a slot waits for a miner.
    pub wait_ms: Time,
}

/// What a case costs, by its severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Penalties {
    /// Of a mistake.
    pub minor: Penalty,
    /// Of wrong work.
    pub major: Penalty,
    /// Of fraud.
    pub critical: Penalty,
}

impl Penalties {
    /// The penalty of a severity.
    pub const fn of(&self, severity: Severity) -> &Penalty {
        match severity {
            Severity::Minor => &self.minor,
            Severity::Major => &self.major,
            Severity::Critical => &self.critical,
        }
    }
}

/// What a case of one severity costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Penalty {
    /// e: the share of the collateral that is slashed, rounded up.
    pub slash: Rate,
    /// The share of the slashed part that goes to the treasury for the cost of verification; the rest is burned.
    pub treasury: Rate,
    /// f: the share of the collateral that is returned when the miner is deregistered.
    #[serde(rename = "return")]
    pub returned: Rate,
    /// Whether the miner has to go.
    pub deregister: bool,
    /// Whether the miner gets no tasks while the case is open.
    pub suspend: bool,
    /// Whether it may never come back, in any role.
    pub ban: bool,
}

/// Windows of a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Review {
    /// For the foundation to decide.
    pub window_ms: Time,
    /// For the miner to appeal.
    pub appeal_ms: Time,
}

/// New money, epoch by epoch; see [`crate::emissions`] for the formulas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Emission {
    /// Length of an epoch, at least 60 000, fixed for the domain's life.
    pub epoch_ms: Time,
    /// New money of epoch 0.
    pub first: Amount,
    /// What an epoch's new money keeps of the one before.
    pub decay: Rate,
    /// The most that may ever be emitted.
    pub cap: Amount,
    /// The foundation's leg.
    pub foundation: Rate,
    /// The treasury's leg, at most 10 %.
    pub domain: Rate,
    /// The creators' and backers' leg.
    pub owners: Rate,
    /// The stakers' leg.
    pub stakers: Rate,
    /// The validators' leg; the miners have the rest.
    pub validators: Rate,
}

/// How parameters are changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct Governance {
    /// Time between passing and taking effect.
    pub timelock_ms: Time,
    /// Time to vote.
    pub voting_ms: Time,
    /// Voted share of all stake below which a proposal fails.
    pub quorum: Rate,
    /// Veto share of the voted stake above which it fails and its deposit is burned.
    pub veto: Rate,
    /// Held while a proposal is voted on.
    pub deposit: Amount,
}

impl Params {
    /// Who holds a role in this set.
    pub const fn holder(&self, role: Role) -> Address {
        match role {
            Role::Owner => self.owner,
            Role::Foundation => self.foundation,
            Role::Treasury => self.treasury,
            Role::FeeRecipient => self.fee_recipient,
            Role::Bridge => self.bridge,
            Role::Sequencer => self.sequencer,
        }
    }

    /// The place of a role's holder in this set.
    pub(crate) const fn holder_mut(&mut self, role: Role) -> &mut Address {
        match role {
            Role::Owner => &mut self.owner,
            Role::Foundation => &mut self.foundation,
            Role::Treasury => &mut self.treasury,
            Role::FeeRecipient => &mut self.fee_recipient,
            Role::Bridge => &mut self.bridge,
            Role::Sequencer => &mut self.sequencer,
        }
    }

    /// The collateral that a miner with `slots` slots needs, in base units (it may exceed [`Amount::MAX`]).
    pub(crate) fn minimum_collateral(&self, slots: u32) -> u128 {
        self.min_collateral.units() + u128::from(slots) * self.collateral_per_slot.units()
    }

    /// Whether an address may register.
    pub fn admits(&self, who: &Address) -> bool {
        match &self.admission {
            Admission::Open => true,
            Admission::List(admitted) => admitted.contains(who),
        }
    }
}

impl Default for Params {
    fn default() -> Self {
        const DAY: Time = 86_400_000;
        let minor = Penalty {
            slash: Rate::percent(5),
            treasury: Rate::percent(50),
            returned: Rate::percent(95),
            deregister: true,
            suspend: false,
            ban: false,
        };
        let major = Penalty { slash: Rate::percent(50), returned: Rate::percent(40), suspend: true, ..minor };
        let critical = Penalty { slash: Rate::ONE, returned: Rate::ZERO, ban: true, ..major };
        Self {
            phase: 1,
            owner: Address::ZERO,
            foundation: Address::ZERO,
            treasury: Address::ZERO,
            fee_recipient: Address::ZERO,
            bridge: Address::ZERO,
            sequencer: Address::ZERO,
            registration_fee: Amount::dn(10),
            registration_burn: Rate::percent(50),
            admission: Admission::Open,
            min_collateral: Amount::dn(1000),
            collateral_per_slot: Amount::dn(100),
            min_stake: Amount::dn(1000),
            stake_cap: Amount::dn(1_000_000),
            exit_cooldown_ms: 7 * DAY,
            revenue: Revenue {
                fees: Rate::percent(5),
                burn: Rate::percent(20),
                burn_base: BurnBase::Fees,
                buyback: Rate::percent(1),
                foundation: Rate::percent(1),
                owners: Rate::percent(10),
                domain: Rate::percent(2),
                emission: Rate::percent(1),
                validators: Rate::percent(20),
            },
            trust: TrustWeights {
                decay: Rate::percent(98),
                idle_decay: Rate::percent(97),
                good: 1_000_000,
                late: 500_000,
                minor: 2_000_000,
                major: 6_000_000,
                critical: 20_000_000,
                floor: Rate::ZERO,
            },
            queue: QueueRules {
                max_attempts: 3,
                max_rounds: 2,
                commit_ms: 60_000,
                reveal_ms: 60_000,
                undecided_after_ms: 3_600_000,
                wait_ms: 3_600_000,
            },
            severity: Penalties { minor, major, critical },
            review: Review { window_ms: 3 * DAY, appeal_ms: 2 * DAY },
            rejection_pay: Amount::ZERO,
            emission: Emission {
                epoch_ms: DAY,
                first: Amount::ZERO,
                decay: Rate::ONE,
                cap: Amount::ZERO,
                foundation: Rate::percent(1),
                domain: Rate::percent(5),
                owners: Rate::percent(9),
                stakers: Rate::percent(10),
                validators: Rate::percent(25),
            },
            governance: Governance {
                timelock_ms: 2 * DAY,
                voting_ms: 3 * DAY,
                quorum: Rate::percent(50),
                veto: Rate(334_000_000),
                deposit: Amount::dn(100),
            },
        }
    }
}

crate::text::objects!(
    Params,
    Revenue,
    TrustWeights,
    QueueRules,
    Penalties,
    Penalty,
    Review,
    Emission,
    Governance,
    AdmissionList,
);

/// JSON: `"open"` or `{"list": [address, ...]}`.
#[derive(Deserialize)]
#[serde(untagged)]
enum AdmissionJson {
    Word(String),
    List(AdmissionList),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
struct AdmissionList {
    list: BTreeSet<Address>,
}

impl Serialize for Admission {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Open => serializer.serialize_str("open"),
            Self::List(list) => AdmissionList { list: list.clone() }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Admission {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match AdmissionJson::deserialize(deserializer)? {
            AdmissionJson::Word(word) if word == "open" => Ok(Self::Open),
            AdmissionJson::Word(word) => {
                let expected = &"\"open\" or {\"list\": [address, ...]}";
                Err(D::Error::invalid_value(serde::de::Unexpected::Str(&word), expected))
            }
            AdmissionJson::List(AdmissionList { list }) => Ok(Self::List(list)),
        }
    }
}
