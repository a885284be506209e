//! What a check has shown.

use std::fmt;

/// What came of looking at a miner's claim: why it is right or wrong, and how far it is from right.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Why.
    pub reason: Reason,
    /// How far the claimed output is from what the reader's model gives.
    pub distance: Distance,
    /// What was expected and what was found, for people; empty where the reason says it all.
    pub detail: String,
}

/// How far a claimed output is from what the reader's model gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distance {
    /// Nothing was compared.
    Unmeasured,
    /// Between texts.
    Text {
        /// Tokens claimed.
        tokens: usize,
        /// Claimed tokens that the reader's model does not choose in their place. What is missing is not counted.
        unequal: usize,
        /// The place of the first of them, from 0.
        first: Option<usize>,
        /// The greatest loss of a claimed token's score against the chosen one's, in logits; `None` if no scores were
        /// compared. A small one tells of a near tie, a large one of other weights or of tokens from elsewhere.
        shortfall: Option<f64>,
    },
    /// Between embeddings.
    Embedding {
        /// Numbers that differ.
        unequal: usize,
        /// The greatest difference of two numbers, in steps of 2^-24.
        greatest: u32,
        /// The cosine of the angle between them, from -1 to 1; 0 if one of them has no direction.
        cosine: f64,
    },
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $word:literal,)+) => {
        /// Why a claim is right, wrong, or cannot be judged.
        ///
        /// JSON has the words of [`Reason::word`]. More variants may come.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Reason { $($(#[$doc])* $variant,)+ }

        impl Reason {
            /// Every reason, in order.
            pub const ALL: &'static [Reason] = &[$(Reason::$variant),+];

            /// The word that stands for it in text and JSON.
            pub const fn word(self) -> &'static str {
                match self { $(Reason::$variant => $word),+ }
            }
        }
    };
}

reasons! {
    /// It is what the promised model gives.
    Agrees = "agrees",

    /// Nothing came from the miner.
    NotDelivered = "not_delivered",
    /// What came is not signed by the miner for this assignment: somebody else's, sent again from another assignment,
    /// or changed on the way.
    NotFromMiner = "not_from_miner",
    /// The engine at hand cannot check its results.
    Unchecked = "unchecked",
    /// No engine at hand runs the promised model.
    OtherManifest = "other_manifest",
    /// The input at hand is not the one that the consumer posted.
    OtherInput = "other_input",
    /// There was no time to look at it.
    OutOfTime = "out_of_time",

    /// The miner has signed bytes that are no delivery, an answer of another kind than was asked for, or a token that
    /// the promised model does not have.
    Malformed = "malformed",
    /// What the miner has signed does not open its seal on the ledger.
    WrongSeal = "wrong_seal",
    /// The right output, with another number of units than it took.
    WrongUnits = "wrong_units",
    /// A right beginning that was ended early.
    Truncated = "truncated",
    /// Text beyond an end token, or more than was asked for.
    BeyondEnd = "beyond_end",
    /// The right text, with another reason for its end than the true one.
    WrongFinish = "wrong_finish",

    /// The promised model's states, but not the output that follows from them: another sampler, or swapped tokens.
    Swapped = "swapped",
    /// Another output than the same engine gives. Without states, nobody can tell a wrong sampler from a wrong model.
    OtherOutput = "other_output",

    /// The right output, with other states: other weights, or another way of computing.
    OtherStates = "other_states",
    /// Neither output nor states are the promised model's: another model, other weights or another prompt.
    OtherModel = "other_model",
    /// A root of zeros, where there must be one over states, or no token at all: nothing was computed.
    NullProof = "null_proof",
    /// A wrong answer that was given to another task before.
    Copied = "copied",
}

impl Reason {
    /// Whether it is held against the miner.
    pub const fn is_against(self) -> bool {
        !matches!(self, Reason::Agrees) && !self.is_unjudged()
    }

    /// Whether an output or its states are not the promised model's; not where only an end or a count is wrong.
    pub const fn is_wrong_output(self) -> bool {
        matches!(
            self,
            Reason::Swapped
                | Reason::OtherOutput
                | Reason::OtherStates
                | Reason::OtherModel
                | Reason::NullProof
                | Reason::Copied
        )
    }

    /// Whether the claim could not be judged, through no provable fault of the miner's.
    pub const fn is_unjudged(self) -> bool {
        matches!(
            self,
            Reason::NotDelivered
                | Reason::NotFromMiner
                | Reason::Unchecked
                | Reason::OtherManifest
                | Reason::OtherInput
                | Reason::OutOfTime
        )
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Finding {
    /// A finding without a comparison.
    pub(crate) fn of(reason: Reason, detail: impl Into<String>) -> Finding {
        Finding { reason, distance: Distance::Unmeasured, detail: detail.into() }
    }
}

impl fmt::Display for Distance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Distance::Unmeasured => f.write_str("nothing compared"),
            Distance::Text { tokens, unequal, first, shortfall } => {
                write!(f, "{unequal} of {tokens} tokens differ")?;
                if let Some(first) = first {
                    write!(f, ", first at {first}")?;
                }
                shortfall.map_or(Ok(()), |logits| write!(f, ", by at most {logits:.4} logits"))
            }
            Distance::Embedding { unequal, greatest, cosine } => {
                write!(f, "{unequal} numbers differ, by at most {greatest} steps, cosine {cosine:.6}")
            }
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.reason, self.distance)?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, ": {}", self.detail) }
    }
}
