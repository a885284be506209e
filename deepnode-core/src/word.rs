//! The closed sets of words that commands and events use.

use crate::text::words;

words! {
    /// What a model does for its consumers.
    Kind {
        /// Running a model.
        Inference = "inference",
        /// Training a model; no such tasks in phase 1.
        Training = "training",
    }
}

words! {
    /// How bad a miner's wrong work is.
    Severity {
        /// A mistake.
        Minor = "minor",
        /// Wrong work.
        Major = "major",
        /// Fraud.
        Critical = "critical",
    }
}

words! {
    /// What a validator found.
    Verdict {
        /// The output is what the model gives.
        Correct = "correct",
        /// Incorrect, a mistake.
        Minor = "minor",
        /// Incorrect.
        Major = "major",
        /// Incorrect, and fraud.
        Critical = "critical",
        /// Nobody could get or read what the miner should have delivered.
        Unverifiable = "unverifiable",
    }
}

impl Verdict {
    /// The byte that stands for it in a commitment.
    pub const fn byte(self) -> u8 {
        self as u8
    }

    /// How bad the work is, if the verdict calls it incorrect.
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Minor => Some(Severity::Minor),
            Self::Major => Some(Severity::Major),
            Self::Critical => Some(Severity::Critical),
            Self::Correct | Self::Unverifiable => None,
        }
    }
}

words! {
    /// A role of the domain, held by one address.
    Role {
        /// Admits models; receives nothing by itself.
        Owner = "owner",
        /// Reviews misbehaviour; receives its part of the revenue.
        Foundation = "foundation",
        /// Holds the domain's part and pays validators for rejections.
        Treasury = "treasury",
        /// Receives fees for the payment processors.
        FeeRecipient = "fee_recipient",
        /// Brings money in.
        Bridge = "bridge",
        /// Sends the heartbeat.
        Sequencer = "sequencer",
    }
}

words! {
    /// A vote on a proposal.
    Choice {
        /// For it.
        Yes = "yes",
        /// Against it.
        No = "no",
        /// Neither, but counted for the quorum.
        Abstain = "abstain",
        /// Against it, and against its proposer keeping the deposit.
        Veto = "veto",
    }
}

words! {
    /// What the burn's rate is taken of.
    BurnBase {
        /// Of the fees: what is burned comes out of them.
        Fees = "fees",
        /// Of the gross revenue, beside the fees.
        Gross = "gross",
    }
}

words! {
    /// How a slot of a task was closed without an approved assignment.
    CloseReason {
        /// It waited too long for a miner.
        NoMiner = "no_miner",
        /// Its last assignment was rejected.
        Rejected = "rejected",
        /// Its last assignment ran out of time, or could not be verified.
        TimedOut = "timed_out",
        /// Its last assignment was declined.
        Declined = "declined",
        /// Its last assignment ended without a decision.
        Undecided = "undecided",
    }
}
