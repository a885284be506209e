//! Columns of what is more than one value: each of its parts has a column of its own.

use std::sync::Arc;

use arrow_array::types::UInt64Type;
use deepnode_core::{
    Address, AssignmentStatus, Evidence, Hash, Outcome, Place, Severity, Subject, TimeoutCause,
};

use super::column::{Cell, Column, Named, Names, Numbers, TooWide};

/// A place: its kind, whose it is, and what it is for.
#[derive(Default)]
pub(crate) struct Places {
    pub(crate) kind: Names<PlaceKind>,
    pub(crate) who: Names<Address>,
    validator: Names<Address>,
    id: Numbers<UInt64Type>,
}

impl Cell for Place {
    type Column = Places;
}

impl Column for Places {
    type Value = Place;

    fn push(&mut self, place: Option<&Place>) {
        let mentioned = place.map(Mentioned::of).unwrap_or_default();
        self.kind.push(mentioned.kind.as_ref());
        self.who.push(mentioned.who);
        self.validator.push(mentioned.validator);
        self.id.push(mentioned.id);
    }

    fn finish(self, name: &str) -> Result<Named, TooWide> {
        let mut columns = self.kind.finish(&format!("{name}_place"))?;
        columns.extend(self.who.finish(name)?);
        columns.extend(self.validator.finish(&format!("{name}_validator"))?);
        columns.push((format!("{name}_id"), Arc::new(self.id.finish())));
        Ok(columns)
    }
}

/// What a place mentions.
#[derive(Default)]
pub(crate) struct Mentioned<'p> {
    pub(crate) kind: Option<PlaceKind>,
    pub(crate) who: Option<&'p Address>,
    validator: Option<&'p Address>,
    /// The task of an escrow, the proposal of a deposit.
    id: Option<u64>,
}

impl<'p> Mentioned<'p> {
    #[inline]
    pub(crate) fn of(place: &'p Place) -> Self {
        let kind = Some(PlaceKind::of(place));
        match place {
            Place::Balance(who) | Place::Collateral(who) | Place::Stake(who) | Place::Unbonding(who) => {
                Self { kind, who: Some(who), ..Self::default() }
            }
            Place::Delegation { staker, validator } => {
                Self { kind, who: Some(staker), validator: Some(validator), id: None }
            }
            Place::Escrow(task) => Self { kind, id: Some(task.0), ..Self::default() },
            Place::Deposit(proposal) => Self { kind, id: Some(proposal.0), ..Self::default() },
            Place::Pool | Place::Outside | Place::Emission | Place::Burn => Self { kind, ..Self::default() },
        }
    }
}

macro_rules! place_kinds {
    ($($kind:ident = $word:literal: $pattern:pat,)+) => {
        /// What kind of place it is.
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum PlaceKind { $($kind),+ }

        impl PlaceKind {
            const fn of(place: &Place) -> Self {
                match place { $($pattern => Self::$kind),+ }
            }
        }

        impl std::fmt::Display for PlaceKind {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(match self { $(Self::$kind => $word),+ })
            }
        }
    };
}

place_kinds! {
    Balance = "balance": Place::Balance(_),
    Collateral = "collateral": Place::Collateral(_),
    Stake = "stake": Place::Stake(_),
    Delegation = "delegation": Place::Delegation { .. },
    Unbonding = "unbonding": Place::Unbonding(_),
    Escrow = "escrow": Place::Escrow(_),
    Deposit = "proposal_deposit": Place::Deposit(_),
    Pool = "pool": Place::Pool,
    Outside = "outside": Place::Outside,
    Emission = "emission": Place::Emission,
    Burn = "burn": Place::Burn,
}

/// Evidence: good and bad, in micro-units.
#[derive(Default)]
pub(crate) struct Sides {
    good: <u128 as Cell>::Column,
    bad: <u128 as Cell>::Column,
}

impl Cell for Evidence {
    type Column = Sides;
}

impl Column for Sides {
    type Value = Evidence;

    fn push(&mut self, value: Option<&Evidence>) {
        self.good.push(value.map(|evidence| &evidence.good));
        self.bad.push(value.map(|evidence| &evidence.bad));
    }

    fn finish(self, name: &str) -> Result<Named, TooWide> {
        let mut columns = self.good.finish(&format!("{name}_good"))?;
        columns.extend(self.bad.finish(&format!("{name}_bad"))?);
        Ok(columns)
    }
}

/// Whose trust: a miner's, a validator's or a model's, each in its own column.
#[derive(Default)]
pub(crate) struct Subjects {
    miner: Names<Address>,
    validator: Names<Address>,
    model: Names<Hash>,
}

impl Cell for Subject {
    type Column = Subjects;
}

impl Column for Subjects {
    type Value = Subject;

    fn push(&mut self, value: Option<&Subject>) {
        let (mut miner, mut validator, mut model) = (None, None, None);
        match value {
            Some(Subject::Miner(who)) => miner = Some(who),
            Some(Subject::Validator(who)) => validator = Some(who),
            Some(Subject::Model(which)) => model = Some(which),
            None => {}
        }
        self.miner.push(miner);
        self.validator.push(validator);
        self.model.push(model);
    }

    fn finish(self, _: &str) -> Result<Named, TooWide> {
        let mut columns = self.miner.finish("miner")?;
        columns.extend(self.validator.finish("validator")?);
        columns.extend(self.model.finish("model")?);
        Ok(columns)
    }
}

/// An outcome: its word, and the severity or the cause where it has one.
#[derive(Default)]
pub(crate) struct Outcomes {
    word: Names<Word>,
    severity: Names<Severity>,
    cause: Names<TimeoutCause>,
}

/// A word that the core keeps as one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Word(pub(crate) &'static str);

impl std::fmt::Display for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl Cell for Word {
    type Column = Names<Self>;
}

impl Cell for Outcome {
    type Column = Outcomes;
}

impl Column for Outcomes {
    type Value = Outcome;

    fn push(&mut self, value: Option<&Outcome>) {
        let word = value.map(|outcome| Word(AssignmentStatus::Ended(*outcome).word()));
        let (mut severity, mut cause) = (None, None);
        match value {
            Some(Outcome::Rejected { severity: found }) => severity = Some(found),
            Some(Outcome::TimedOut { cause: found }) => cause = Some(found),
            Some(Outcome::Approved | Outcome::Declined | Outcome::Undecided) | None => {}
        }
        self.word.push(word.as_ref());
        self.severity.push(severity);
        self.cause.push(cause);
    }

    fn finish(self, name: &str) -> Result<Named, TooWide> {
        let mut columns = self.word.finish(name)?;
        columns.extend(self.severity.finish("severity")?);
        columns.extend(self.cause.finish("cause")?);
        Ok(columns)
    }
}
