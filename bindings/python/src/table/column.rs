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
    Address, Amount, AssignmentId, CaseId, Choice, CloseReason, Hash, Kind, MinerStatus, ModelStatus,
    ModelTerms, Params, ProposalId, ProposalOutcome, Rate, Reason, Role, Severity, TaskId, TimeoutCause,
    ValidatorStatus, Verdict, VerifiedWork,
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
    Choice CloseReason Kind ModelStatus MinerStatus ProposalOutcome Reason Role Severity TimeoutCause
    ValidatorStatus Verdict
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
