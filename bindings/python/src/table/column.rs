//! Columns, filled row by row: one for each type that events and states have.

use std::hash::Hash as StdHash;
use std::marker::PhantomData;
use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, StringBuilder};
use arrow_array::types::{
    ArrowDictionaryKeyType, ArrowPrimitiveType, Decimal128Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{ArrayRef, DictionaryArray, ListArray, PrimitiveArray, StringArray};
use arrow_buffer::{NullBufferBuilder, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field};
use deepnode_core::{
    Address, Amount, AssignmentId, AssignmentStatus, CaseId, Choice, CloseReason, Evidence, Hash, Kind,
    MinerStatus, ModelStatus, ModelTerms, Outcome, Params, Place, ProposalId, ProposalOutcome, Rate, Reason,
    Role, Severity, Subject, TaskId, TimeoutCause, ValidatorStatus, Verdict, VerifiedWork,
};
use pyo3::{PyErr, Python};
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::error::invalid;

/// Arrays with the names of their columns.
pub(crate) type Named = Vec<(String, ArrayRef)>;

/// A number has more than the 38 digits of a column.
pub(crate) struct TooWide;

impl From<TooWide> for PyErr {
    fn from(_: TooWide) -> Self {
        let message = "expected numbers of at most 38 digits, the most that a column of a table holds";
        Python::attach(|py| invalid(py, message.into()))
    }
}

/// A value that has a column, or several.
pub(crate) trait Cell {
    type Column: Column<Value = Self>;
}

/// What values are put into.
pub(crate) trait Column: Default {
    type Value;

    fn push(&mut self, value: Option<&Self::Value>);

    /// The arrays, by the column's name.
    fn finish(self, name: &str) -> Result<Named, TooWide>;
}

/// Numbers of a fixed width. A missing one costs nothing until the next that is there.
pub(crate) struct Numbers<T: ArrowPrimitiveType> {
    values: Vec<T::Native>,
    present: NullBufferBuilder,
    missing: usize,
}

impl<T: ArrowPrimitiveType> Default for Numbers<T> {
    fn default() -> Self {
        Self { values: Vec::new(), present: NullBufferBuilder::new(0), missing: 0 }
    }
}

impl<T: ArrowPrimitiveType> Numbers<T> {
    #[inline(always)]
    pub(crate) fn push(&mut self, value: Option<T::Native>) {
        match value {
            None => self.missing += 1,
            Some(value) => {
                if self.missing > 0 {
                    self.fill();
                }
                self.values.push(value);
                self.present.append_non_null();
            }
        }
    }

    #[cold]
    fn fill(&mut self) {
        self.values.resize(self.values.len() + self.missing, T::Native::default());
        self.present.append_n_nulls(self.missing);
        self.missing = 0;
    }

    pub(crate) fn finish(mut self) -> PrimitiveArray<T> {
        self.fill();
        PrimitiveArray::new(ScalarBuffer::from(self.values), self.present.finish())
    }
}

/// Money in DN: whole base units, with the point 18 places from the right.
pub(crate) const MONEY: DataType = DataType::Decimal128(38, 18);
/// Whole numbers wider than 64 bits.
const WIDE: DataType = DataType::Decimal128(38, 0);

macro_rules! numbers {
    ($($column:ident: $($type:ty)|+ => $arrow:ty, $value:ident, $native:expr, $as:expr;)+) => {$(
        pub(crate) struct $column<T>(Numbers<$arrow>, PhantomData<T>);

        impl<T> Default for $column<T> {
            fn default() -> Self {
                Self(Numbers::default(), PhantomData)
            }
        }

        $(
            impl Cell for $type {
                type Column = $column<$type>;
            }

            impl Column for $column<$type> {
                type Value = $type;

                fn push(&mut self, value: Option<&$type>) {
                    self.0.push(value.map(|$value| $native));
                }

                fn finish(self, name: &str) -> Result<Named, TooWide> {
                    let array = self.0.finish().with_data_type($as);
                    Ok(vec![(name.to_owned(), Arc::new(array))])
                }
            }
        )+
    )+};
}

numbers! {
    Bytes1: u8 => UInt8Type, n, *n, UInt8Type::DATA_TYPE;
    Bytes2: u16 => UInt16Type, n, *n, UInt16Type::DATA_TYPE;
    Bytes4: u32 => UInt32Type, n, *n, UInt32Type::DATA_TYPE;
    Bytes8: u64 => UInt64Type, n, *n, UInt64Type::DATA_TYPE;
    Ids: TaskId | AssignmentId | CaseId | ProposalId | Rate => UInt64Type, id, id.0, UInt64Type::DATA_TYPE;
    Money: Amount => Decimal128Type, amount, amount.units() as i128, MONEY;
}

/// Whole numbers of up to 38 digits.
#[derive(Default)]
pub(crate) struct Wide {
    numbers: Numbers<Decimal128Type>,
    too_wide: bool,
}

impl Cell for u128 {
    type Column = Wide;
}

impl Column for Wide {
    type Value = u128;

    fn push(&mut self, value: Option<&u128>) {
        let fits = |number: &u128| *number < 10_u128.pow(38);
        self.too_wide |= value.is_some_and(|number| !fits(number));
        self.numbers.push(value.filter(|number| fits(number)).map(|number| *number as i128));
    }

    fn finish(self, name: &str) -> Result<Named, TooWide> {
        if self.too_wide {
            return Err(TooWide);
        }
        Ok(vec![(name.to_owned(), Arc::new(self.numbers.finish().with_data_type(WIDE)))])
    }
}

#[derive(Default)]
pub(crate) struct Flags(BooleanBuilder);

impl Cell for bool {
    type Column = Flags;
}

impl Column for Flags {
    type Value = bool;

    fn push(&mut self, value: Option<&bool>) {
        self.0.append_option(value.copied());
    }

    fn finish(mut self, name: &str) -> Result<Named, TooWide> {
        Ok(vec![(name.to_owned(), Arc::new(self.0.finish()))])
    }
}

/// Values of which there are few and which repeat: each is kept once, as text.
pub(crate) struct Names<T> {
    places: Numbers<UInt32Type>,
    known: FxHashMap<T, u32>,
    texts: Vec<String>,
    /// Who was last: neighbouring rows often name the same.
    last: Option<(T, u32)>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self { places: Numbers::default(), known: FxHashMap::default(), texts: Vec::new(), last: None }
    }
}

impl<T: Copy + Eq + StdHash + ToString> Names<T> {
    #[inline]
    fn place(&mut self, value: T) -> u32 {
        if let Some((last, place)) = self.last
            && last == value
        {
            return place;
        }
        let texts = &mut self.texts;
        let place = *self.known.entry(value).or_insert_with(|| {
            texts.push(value.to_string());
            texts.len() as u32 - 1
        });
        self.last = Some((value, place));
        place
    }
}

impl<T: Copy + Eq + StdHash + ToString> Column for Names<T> {
    type Value = T;

    #[inline(always)]
    fn push(&mut self, value: Option<&T>) {
        let place = value.map(|value| self.place(*value));
        self.places.push(place);
    }

    fn finish(self, name: &str) -> Result<Named, TooWide> {
        Ok(vec![(name.to_owned(), dictionary(self.places.finish(), self.texts))])
    }
}

/// Places among texts: every place was given out together with its text.
pub(crate) fn dictionary<K: ArrowDictionaryKeyType>(
    places: PrimitiveArray<K>,
    texts: impl IntoIterator<Item = impl AsRef<str>>,
) -> ArrayRef {
    Arc::new(DictionaryArray::new(places, Arc::new(StringArray::from_iter_values(texts))))
}

macro_rules! names {
    ($($type:ty)+) => { $(impl Cell for $type { type Column = Names<$type>; })+ };
}

names! {
    Address Hash
    Choice CloseReason Kind ModelStatus MinerStatus ProposalOutcome Reason Role Severity ValidatorStatus Verdict
}

/// Texts that differ from row to row.
#[derive(Default)]
pub(crate) struct Texts(StringBuilder);

impl Cell for String {
    type Column = Texts;
}

impl Column for Texts {
    type Value = String;

    fn push(&mut self, value: Option<&String>) {
        self.0.append_option(value);
    }

    fn finish(mut self, name: &str) -> Result<Named, TooWide> {
        Ok(vec![(name.to_owned(), Arc::new(self.0.finish()))])
    }
}

/// What has a shape of its own, as JSON.
pub(crate) struct Json<T>(StringBuilder, PhantomData<T>);

impl<T> Default for Json<T> {
    fn default() -> Self {
        Self(StringBuilder::new(), PhantomData)
    }
}

impl<T: Serialize> Column for Json<T> {
    type Value = T;

    fn push(&mut self, value: Option<&T>) {
        let text = value.map(|value| serde_json::to_string(value).expect("the core's values are JSON"));
        self.0.append_option(text);
    }

    fn finish(mut self, name: &str) -> Result<Named, TooWide> {
        Ok(vec![(name.to_owned(), Arc::new(self.0.finish()))])
    }
}

macro_rules! json {
    ($($type:ty)+) => { $(impl Cell for $type { type Column = Json<$type>; })+ };
}

json! { Box<ModelTerms> Box<Params> Vec<VerifiedWork> }

/// Lists of values.
pub(crate) struct Lists<T: Cell> {
    ends: Vec<i32>,
    present: NullBufferBuilder,
    items: T::Column,
    count: usize,
}

impl<T: Cell> Default for Lists<T> {
    fn default() -> Self {
        Self { ends: vec![0], present: NullBufferBuilder::new(0), items: T::Column::default(), count: 0 }
    }
}

impl<T: Cell> Column for Lists<T> {
    type Value = Vec<T>;

    fn push(&mut self, value: Option<&Vec<T>>) {
        for item in value.into_iter().flatten() {
            self.items.push(Some(item));
            self.count += 1;
        }
        self.present.append(value.is_some());
        self.ends.push(
            i32::try_from(self.count).expect("fewer than 2^31 items, which would be 40 GB of addresses"),
        );
    }

    fn finish(mut self, name: &str) -> Result<Named, TooWide> {
        let ends = OffsetBuffer::new(ScalarBuffer::from(self.ends));
        let present = self.present.finish();
        let items = self.items.finish("item")?.into_iter().map(|(_, items)| {
            let field = Arc::new(Field::new("item", items.data_type().clone(), true));
            Arc::new(ListArray::new(field, ends.clone(), items, present.clone())) as ArrayRef
        });
        Ok(items.map(|list| (name.to_owned(), list)).collect())
    }
}

impl Cell for Vec<Address> {
    type Column = Lists<Address>;
}

impl Cell for Vec<Hash> {
    type Column = Lists<Hash>;
}

/// A value that may be missing.
#[derive(Default)]
pub(crate) struct Maybe<C>(C);

impl<T: Cell> Cell for Option<T> {
    type Column = Maybe<T::Column>;
}

impl<C: Column> Column for Maybe<C> {
    type Value = Option<C::Value>;

    fn push(&mut self, value: Option<&Option<C::Value>>) {
        self.0.push(value.and_then(Option::as_ref));
    }

    fn finish(self, name: &str) -> Result<Named, TooWide> {
        self.0.finish(name)
    }
}

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
    cause: Causes,
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

impl Cell for TimeoutCause {
    type Column = Causes;
}

/// Why assignments timed out.
#[derive(Default)]
pub(crate) struct Causes(Names<Word>);

impl Column for Causes {
    type Value = TimeoutCause;

    fn push(&mut self, value: Option<&TimeoutCause>) {
        self.0.push(value.map(|cause| Word(crate::word::cause(*cause))).as_ref());
    }

    fn finish(self, name: &str) -> Result<Named, TooWide> {
        self.0.finish(name)
    }
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
