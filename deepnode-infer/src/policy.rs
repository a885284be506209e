//! From findings to the verdicts of a domain.

use std::collections::BTreeMap;
use std::fmt;

use deepnode_core::Verdict;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::finding::{Finding, Reason};

/// The table by which a validator turns a finding into a verdict.
///
/// By default:
///
/// | reason | verdict |
/// |---|---|
/// | `agrees` | `correct` |
/// | `not_delivered`, `not_from_miner`, `unchecked`, `other_manifest`, `other_input`, `out_of_time` | `unverifiable` |
/// | `other_output` | `unverifiable` |
/// | `malformed`, `wrong_units`, `truncated`, `beyond_end`, `wrong_finish` | `minor` |
/// | `swapped`, `wrong_seal` | `major` |
/// | `other_states`, `other_model`, `null_proof`, `copied` | `critical` |
///
/// `other_output` comes of engines that only repeat themselves, such as floats: on another kind of device an honest miner
/// may have another output. Where all miners and validators of a domain run the same build on the same kind of device,
/// let it be `major`.
///
/// The first two rows are fixed: nothing else is ever correct, and a miner does not answer for what could not be
/// judged. The others can be set, one by one or from JSON, where what is left out stays as above:
///
/// ```
/// use deepnode_core::Verdict;
/// use deepnode_infer::{Policy, Reason};
///
/// let mut policy: Policy = serde_json::from_str(r#"{"other_output": "major"}"#)?;
/// assert_eq!(policy.verdict_on(Reason::OtherOutput), Verdict::Major);
/// policy.set(Reason::Truncated, Verdict::Major)?;
/// assert!(policy.set(Reason::Truncated, Verdict::Correct).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// For every reason that is held against a miner.
    table: BTreeMap<Reason, Verdict>,
}

/// A verdict that a reason cannot have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{reason}` cannot be `{verdict}`: expected {expected}")]
pub struct NotAllowed {
    /// The reason.
    pub reason: Reason,
    /// The verdict.
    pub verdict: Verdict,
    /// What would be allowed.
    pub expected: &'static str,
}

impl Default for Policy {
    fn default() -> Policy {
        let against = Reason::ALL.iter().copied().filter(|reason| reason.is_against());
        Policy { table: against.map(|reason| (reason, usual(reason))).collect() }
    }
}

const fn usual(reason: Reason) -> Verdict {
    match reason {
        Reason::Agrees => Verdict::Correct,
        Reason::NotDelivered
        | Reason::NotFromMiner
        | Reason::Unchecked
        | Reason::OtherManifest
        | Reason::OtherInput
        | Reason::OutOfTime
        | Reason::OtherOutput => Verdict::Unverifiable,
        Reason::Malformed
        | Reason::WrongUnits
        | Reason::Truncated
        | Reason::BeyondEnd
        | Reason::WrongFinish => Verdict::Minor,
        Reason::Swapped | Reason::WrongSeal => Verdict::Major,
        Reason::OtherStates | Reason::OtherModel | Reason::NullProof | Reason::Copied => Verdict::Critical,
    }
}

impl Policy {
    /// The verdict on a finding.
    pub fn verdict(&self, finding: &Finding) -> Verdict {
        self.verdict_on(finding.reason)
    }

    /// The verdict for a reason.
    pub fn verdict_on(&self, reason: Reason) -> Verdict {
        self.table.get(&reason).copied().unwrap_or(usual(reason))
    }

    /// Sets the verdict for a reason that is held against a miner.
    ///
    /// # Errors
    ///
    /// [`Verdict::Correct`] for anything but [`Reason::Agrees`], and a severity where the miner is not at fault.
    pub fn set(&mut self, reason: Reason, verdict: Verdict) -> Result<(), NotAllowed> {
        let refuse = |expected| Err(NotAllowed { reason, verdict, expected });
        match verdict {
            _ if verdict == self.verdict_on(reason) => Ok(()),
            _ if reason == Reason::Agrees => refuse("`correct`"),
            _ if reason.is_unjudged() => refuse("`unverifiable`"),
            Verdict::Correct => refuse("a severity or `unverifiable`"),
            _ => {
                self.table.insert(reason, verdict);
                Ok(())
            }
        }
    }
}

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.table.iter().map(|(reason, verdict)| (reason.word(), verdict)))
    }
}

impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Policy, D::Error> {
        struct Table;

        impl<'de> Visitor<'de> for Table {
            type Value = Policy;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of reasons and their verdicts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Policy, A::Error> {
                let mut policy = Policy::default();
                let mut given = Vec::new();
                while let Some((word, verdict)) = map.next_entry::<String, Verdict>()? {
                    let reason = Reason::ALL.iter().copied().find(|reason| reason.word() == word);
                    let reason =
                        reason.ok_or_else(|| A::Error::custom(format!("unknown reason `{word}`")))?;
                    if given.contains(&reason) {
                        return Err(A::Error::custom(format!("reason `{word}` is given twice")));
                    }
                    given.push(reason);
                    policy.set(reason, verdict).map_err(A::Error::custom)?;
                }
                Ok(policy)
            }
        }

        deserializer.deserialize_map(Table)
    }
}
