//! Every input that a domain takes.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::de::Error as _;
use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::amount::Amount;
use crate::hash::Hash;
use crate::id::{AssignmentId, CaseId, ModelId, ProposalId, TaskId, Time};
use crate::params::Params;
use crate::rate::Rate;
use crate::word::{Choice, Kind, Role, Severity, Verdict};

/// What a signer asks of the domain.
///
/// Numbers are as wide as JSON carries them; a value outside its narrower range is refused with an error of its
/// own rather than being unreadable. JSON has the name in `type`:
///
/// ```
/// use deepnode_core::{Amount, Command};
///
/// let json = r#"{"type":"withdraw","amount":"1500000000000000000"}"#;
/// let command: Command = serde_json::from_str(json)?;
/// assert_eq!(command, Command::Withdraw { amount: "1500000000000000000".parse()? });
/// assert_eq!(serde_json::to_string(&command)?, json);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// In [canonical bytes](crate::log#canonical-bytes) it can wait in a queue; the order of variants and fields is part of
/// their schema:
///
/// ```
/// use deepnode_core::{Amount, Command};
///
/// let command = Command::Withdraw { amount: Amount::dn(1) };
/// let bytes = borsh::to_vec(&command)?;
/// assert_eq!(borsh::from_slice::<Command>(&bytes)?, command);
/// assert!(borsh::from_slice::<Command>(&bytes[1..]).is_err());
/// # Ok::<(), borsh::io::Error>(())
/// ```
///
/// The set is closed: another command would be another version of the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields, remote = "Self")]
pub enum Command {
    /// The bridge brings money in.
    Deposit {
        /// Who receives it.
        to: Address,
        /// How much.
        amount: Amount,
    },
    /// Money leaves the signer's balance and the domain.
    Withdraw {
        /// How much.
        amount: Amount,
    },
    /// Money moves from the signer's balance to another.
    Transfer {
        /// Who receives it.
        to: Address,
        /// How much.
        amount: Amount,
    },
    /// The signer offers a model as its creator.
    RegisterModel(ModelOffer),
    /// The owner admits a model, or changes its difficulty for later tasks.
    AdmitModel {
        /// The model.
        model: ModelId,
        /// Verified work units per unit of work, in thousandths, 1..=1 000 000.
        difficulty: u64,
    },
    /// The creator takes a model out of service; running tasks finish.
    RetireModel {
        /// The model.
        model: ModelId,
    },
    /// The signer becomes a miner.
    RegisterMiner {
        /// What it serves, at most 256 known models.
        models: Vec<ModelId>,
        /// Assignments that it takes at a time, 1..=1024.
        slots: u64,
        /// What it puts at stake for its work.
        collateral: Amount,
        /// The most that it pays to register.
        max_fee: Amount,
    },
    /// A miner adds collateral.
    TopUp {
        /// How much.
        amount: Amount,
    },
    /// A miner takes no tasks for a while.
    Pause {},
    /// A miner takes tasks again.
    Resume {},
    /// A miner asks to leave.
    ExitMiner {},
    /// The signer becomes a validator.
    RegisterValidator {
        /// Its own stake.
        stake: Amount,
    },
    /// A validator adds stake.
    AddStake {
        /// How much.
        amount: Amount,
    },
    /// A validator asks to leave.
    ExitValidator {},
    /// The signer stands behind a validator with its money.
    Delegate {
        /// Whom it backs.
        validator: Address,
        /// How much.
        amount: Amount,
    },
    /// The signer takes delegated money back; it comes free after the cooldown.
    Undelegate {
        /// From whom.
        validator: Address,
        /// How much.
        amount: Amount,
    },
    /// A consumer posts work.
    SubmitTask {
        /// The model to run.
        model: ModelId,
        /// The kind of work, the model's own.
        kind: Kind,
        /// How much work is paid for at most, 1..=2^32-1.
        units: u64,
        /// The hash of the input.
        input: Hash,
    },
    /// A consumer takes back a task that nobody has begun.
    CancelTask {
        /// The task.
        task: TaskId,
    },
    /// A miner seals its output; see [`crate::commitment::seal`].
    SubmitResult {
        /// Its assignment.
        assignment: AssignmentId,
        /// Units of work done, at most the task's.
        units_done: u64,
        /// The sealed output.
        seal: Hash,
    },
    /// A miner gives an assignment back.
    Decline {
        /// Its assignment.
        assignment: AssignmentId,
    },
    /// A seated validator commits its verdict; see [`crate::commitment::verdict`].
    CommitVerdict {
        /// What it judged.
        assignment: AssignmentId,
        /// The hidden verdict.
        commitment: Hash,
    },
    /// A seated validator shows the verdict that it committed.
    RevealVerdict {
        /// What it judged.
        assignment: AssignmentId,
        /// What it found.
        verdict: Verdict,
        /// The output's root; zero unless correct.
        output_root: Hash,
        /// What opens the miner's seal; zero unless correct.
        seal_salt: Hash,
        /// What opens the commitment.
        salt: Hash,
    },
    /// The sequencer's heartbeat: everything that is due happens, then leases and seats are drawn.
    Advance {
        /// Opens the `next` of the advance before.
        entropy: Hash,
        /// The Keccak-256 of the coming advance's entropy.
        next: Hash,
    },
    /// The foundation decides a case.
    Decide {
        /// The case.
        case: CaseId,
        /// How.
        verdict: CaseVerdict,
    },
    /// A miner asks for a second look at its case.
    Appeal {
        /// The case.
        case: CaseId,
        /// Why, at most 4096 bytes.
        statement: String,
    },
    /// The owner or a validator proposes new parameters.
    Propose {
        /// The version in force.
        base: u64,
        /// The whole new set.
        params: Box<Params>,
    },
    /// A validator or staker votes; the last vote counts.
    Vote {
        /// On what.
        proposal: ProposalId,
        /// How.
        choice: Choice,
    },
    /// The holder of a role offers it.
    HandOver {
        /// The role.
        role: Role,
        /// To whom.
        to: Address,
    },
    /// The signer takes a role that it was offered.
    AcceptRole {
        /// The role.
        role: Role,
    },
    /// The foundation begins phase 2.
    BeginPhaseTwo {},
}

/// A model as its creator offers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct ModelOffer {
    /// The hash of its manifest.
    pub model: ModelId,
    /// What it does.
    pub kind: Kind,
    /// Price of one unit of work, at least one base unit.
    pub unit_price: Amount,
    /// Seats of the first round, odd, 1..=21.
    pub committee: u64,
    /// Miners that work on each task, 1..=16.
    pub replicas: u64,
    /// Time for a miner to deliver, 1..=604 800 000.
    pub lease_ms: Time,
    /// The creator's share of what the model's owners receive.
    pub creator_share: Rate,
    /// Who shares the rest, by weight, at most 64.
    pub backers: Vec<(Address, u64)>,
    /// Where or what the manifest is, at most 4096 bytes.
    pub manifest: String,
}

/// The foundation's word on a case. JSON: `"dismiss"` or `{"uphold": {"severity": "minor"}}`.
///
/// The set is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum CaseVerdict {
    /// The miner did nothing wrong.
    Dismiss,
    /// It did.
    Uphold {
        /// How bad it was, at most what was reported.
        severity: Severity,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
struct UpholdJson {
    uphold: UpheldJson,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
struct UpheldJson {
    severity: Severity,
}

crate::text::objects!(Command, ModelOffer, UpholdJson, UpheldJson);

#[derive(Deserialize)]
#[serde(untagged)]
enum CaseVerdictJson {
    Word(String),
    Uphold(UpholdJson),
}

impl Serialize for CaseVerdict {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Dismiss => serializer.serialize_str("dismiss"),
            Self::Uphold { severity } => UpholdJson { uphold: UpheldJson { severity } }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for CaseVerdict {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match CaseVerdictJson::deserialize(deserializer)? {
            CaseVerdictJson::Word(word) if word == "dismiss" => Ok(Self::Dismiss),
            CaseVerdictJson::Word(word) => {
                let expected = &"\"dismiss\" or {\"uphold\": {\"severity\": severity}}";
                Err(D::Error::invalid_value(serde::de::Unexpected::Str(&word), expected))
            }
            CaseVerdictJson::Uphold(UpholdJson { uphold: UpheldJson { severity } }) => {
                Ok(Self::Uphold { severity })
            }
        }
    }
}
