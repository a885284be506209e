//! What miners run.

use crate::records::nouns;
use deepnode_core as core;
use deepnode_core::{Address, Evidence, ModelId, ModelStatus, ModelTerms, Score};

nouns! {
    /// A model as its creator offered it, and what has become of it.
    PyModel = "Model" in "deepnode": Model {} {
        /// The hash of its manifest.
        id: ModelId,
        /// Whose it is.
        creator: Address,
        /// Its terms.
        terms: ModelTerms,
        /// Whether it takes tasks.
        status: ModelStatus,
        /// Verified work units per unit of work, in thousandths; 0 until it is admitted.
        difficulty: u32,
        /// What is known of its work: `(good, bad)` in micro-units.
        evidence: Evidence,
        /// Its trust, in parts per billion.
        score: Score,
        /// Verified work units of settled tasks.
        vwu: u128,
    }
}

impl Model {
    pub(crate) fn of(row: &core::Model) -> Self {
        Self {
            id: row.id,
            creator: row.creator,
            terms: row.terms.clone(),
            status: row.status,
            difficulty: row.difficulty,
            evidence: row.evidence,
            score: row.evidence.score(),
            vwu: row.vwu,
        }
    }
}
