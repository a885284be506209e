//! What validators found, and a table of what caught whom.

use std::collections::BTreeMap;

use comfy_table::Table;
use deepnode_core::{Address, AssignmentId, TaskId, Verdict};
use deepnode_infer::{Distance, Finding, Reason};
use serde::{Serialize, Serializer};

use crate::cast::{MINERS, address};
use crate::tables::table;

/// What a validator found when it looked at a miner's work.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Found {
    pub(crate) assignment: AssignmentId,
    pub(crate) task: TaskId,
    pub(crate) miner: Address,
    pub(crate) validator: Address,
    #[serde(serialize_with = "in_words")]
    pub(crate) finding: Finding,
    pub(crate) verdict: Verdict,
}

fn in_words<S: Serializer>(finding: &Finding, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Words {
        reason: &'static str,
        distance: String,
        detail: String,
    }
    let Finding { reason, distance, detail } = finding;
    Words { reason: reason.word(), distance: distance.to_string(), detail: detail.clone() }
        .serialize(serializer)
}

/// Distances of texts, added up.
#[derive(Default)]
struct Sum {
    seats: usize,
    tokens: usize,
    unequal: usize,
    shortfall: f64,
}

impl Sum {
    fn add(&mut self, distance: &Distance) {
        self.seats += 1;
        if let Distance::Text { tokens, unequal, shortfall, .. } = distance {
            self.tokens += tokens;
            self.unequal += unequal;
            self.shortfall = self.shortfall.max(shortfall.unwrap_or(0.0));
        }
    }

    /// How many tokens the promised model would not have chosen, and the worst gap in score.
    fn words(&self) -> String {
        match self.tokens {
            0 => "nothing compared".to_owned(),
            tokens => format!("{} of {tokens} tokens, {:.2} logits", self.unequal, self.shortfall),
        }
    }
}

/// A row for each miner and reason: what it did, what validators found, how far off it was, what they said, and from how
/// many seats.
pub(crate) fn caught(findings: &[Found]) -> Table {
    let header = ["miner", "cheat", "finding", "in words", "off by", "verdict", "seats"];
    let mut rows = table(&header, 6..7);
    for role in &MINERS {
        let who = address(role.name);
        let mut sums: BTreeMap<(Reason, Verdict), Sum> = BTreeMap::new();
        let against = findings.iter().filter(|found| found.miner == who && found.verdict != Verdict::Correct);
        for found in against {
            sums.entry((found.finding.reason, found.verdict)).or_default().add(&found.finding.distance);
        }
        for ((reason, verdict), sum) in sums {
            rows.add_row([
                role.name,
                role.kind.words(),
                reason.word(),
                meaning(reason),
                &sum.words(),
                verdict.word(),
                &sum.seats.to_string(),
            ]);
        }
    }
    rows
}

const fn meaning(reason: Reason) -> &'static str {
    match reason {
        Reason::OtherModel => "neither text nor states are the model's",
        Reason::OtherStates => "the model's text, but not its states",
        Reason::Swapped => "the model's states, but not its text",
        Reason::Copied => "a wrong answer that another task got before",
        Reason::NullProof => "zeros in place of a root over states",
        Reason::Truncated | Reason::BeyondEnd | Reason::WrongFinish => "the model's text, but for its end",
        Reason::WrongUnits => "another number of units than it took",
        Reason::Malformed | Reason::WrongSeal => "no answer, or not the one that was sealed",
        _ => "nothing that could be judged",
    }
}
