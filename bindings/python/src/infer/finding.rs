//! What a check has shown.

use deepnode_infer::{Distance, Finding, Reading, Reason};

use crate::records::record;
use crate::value::In;
use crate::variants::variants;

variants! {
    /// How far a claimed output is from what the reader's model gives.
    PyDistance = "Distance" in "deepnode.infer": Distance {
        /// In words.
        fn __str__(&self) -> String {
            self.0.to_string()
        }
    }

    /// Nothing was compared.
    Unmeasured {} = (Distance::Unmeasured)
    /// Between texts.
    TextDistance {
        /// Tokens claimed.
        tokens: usize,
        /// Claimed tokens that the reader's model does not choose in their place. What is missing is not counted.
        unequal: usize,
        /// The place of the first of them, from 0.
        first: Option<usize>,
        /// The greatest loss of a claimed token's score against the chosen one's, in logits; None if no scores were
        /// compared. A small one tells of a near tie, a large one of other weights or of tokens from elsewhere.
        shortfall: Option<f64>,
    } = (Distance::Text { tokens, unequal, first, shortfall })
    /// Between embeddings.
    EmbeddingDistance {
        /// Numbers that differ.
        unequal: usize,
        /// The greatest difference of two numbers, in steps of 2^-24.
        greatest: u32,
        /// The cosine of the angle between them, from -1 to 1; 0 if one of them has no direction.
        cosine: f64,
    } = (Distance::Embedding { unequal, greatest, cosine })
}

record! {
    /// What came of looking at a miner's claim: why it is right or wrong, and how far it is from right.
    PyFinding = "Finding" in "deepnode.infer": Finding {
        #[new]
        #[pyo3(signature = (reason, distance = In(Distance::Unmeasured), detail = String::new()))]
        fn new(reason: In<Reason>, distance: In<Distance>, detail: String) -> Self {
            Self(Finding { reason: reason.0, distance: distance.0, detail })
        }

        /// In words.
        fn __str__(&self) -> String {
            self.0.to_string()
        }
    }
    {
        /// Why.
        reason: Reason,
        /// How far the claimed output is from what the reader's model gives.
        distance: Distance,
        /// What was expected and what was found, for people; empty where the reason says it all.
        detail: String,
    }
}

variants! {
    /// What reading a claimed output shows, by the reader's own model.
    PyReading = "Reading" in "deepnode.infer": Reading {}

    /// Of a text.
    TextReading {
        /// What the sampler chooses after the prompt and each claimed token but the last: one for each claimed token,
        /// and one more that would follow.
        chosen: Vec<u32>,
        /// By how much the claimed token's score falls short of the chosen one's, for each claimed token, in logits.
        shortfall: Vec<f64>,
        /// The root over states, in exact mode; zero in f32.
        cell_root: [u8; 32],
    } = (Reading::Text { chosen, shortfall, cell_root })
    /// Of an embedding.
    EmbeddingReading {
        /// What the reader's model computes.
        numbers: Vec<i32>,
        /// The root over states.
        cell_root: [u8; 32],
    } = (Reading::Embedding { numbers, cell_root })
}
