//! Events as tables: all of them with what they have in common, or those of a kind with all that they say.

use std::sync::Arc;

use arrow_array::types::{Decimal128Type, UInt64Type};
use arrow_array::{UInt8Array, UInt64Array};
use deepnode_core as core;
use deepnode_core::{
    Address, Amount, AssignmentId, CaseId, Choice, CloseReason, Evidence, Hash, Kind, ModelId, ModelTerms,
    Outcome, Params, Place, ProposalId, ProposalOutcome, Reason, Role, Score, Severity, Subject, TaskId,
    Time, Verdict, VerifiedWork,
};
use pyo3::prelude::*;
use pyo3::types::PyType;

use super::PyTable;
use super::column::{Cell, Column, MONEY, Named, Names, Numbers, dictionary};
use super::shapes::{Mentioned, PlaceKind};
use crate::event::with_events;
use crate::events::PyEvents;

macro_rules! tables {
    ($(
        $(#[$variant_meta:meta])*
        $variant:ident { $( $(#[$field_meta:meta])* $field:ident: $type:ty, )* } = $form:tt
    )+) => {
        /// The place of a class of events among the kinds.
        pub(crate) fn kind_of(class: &Bound<'_, PyType>) -> Option<usize> {
            $(if class.is(class.py().get_type::<crate::event::$variant>()) {
                return Some(KindOf::$variant as usize);
            })+
            None
        }

        /// The events of a kind, with each of their fields.
        #[allow(unused_parens, unused_mut)]
        pub(crate) fn rows_of(kind: usize, events: &PyEvents) -> PyResult<PyTable> {
            $(if kind == KindOf::$variant as usize {
                #[derive(Default)]
                struct Columns { $($field: <$type as Cell>::Column,)* }

                let mut columns = Columns::default();
                let (mut numbers, mut times) = (Vec::new(), Vec::new());
                events.each(|number, now, event| {
                    if let $form = event {
                        numbers.push(number);
                        times.push(now);
                        $(columns.$field.push(Some($field));)*
                    }
                });
                let Columns { $($field),* } = columns;
                let mut named: Named = vec![
                    ("sequence".into(), Arc::new(UInt64Array::from(numbers))),
                    ("time".into(), Arc::new(UInt64Array::from(times))),
                ];
                $(named.extend($field.finish(stringify!($field).trim_end_matches('_'))?);)*
                return PyTable::new(named);
            })+
            Err(crate::fields::unknown("Event"))
        }

        /// The kinds, by their place.
        const KINDS: &[&str] = &[$(stringify!($variant)),+];

        #[derive(Clone, Copy)]
        enum KindOf { $($variant),+ }

        /// What an event has in common with others.
        #[inline]
        #[allow(unused_parens, unused_variables)]
        fn common(event: &core::Event) -> Option<Common<'_>> {
            let mut common = Common::default();
            match event {
                $($form => {
                    common.event = KindOf::$variant as u8;
                    $(common.$field($field);)*
                })+
                _ => return None,
            }
            Some(common)
        }
    };
}

with_events! { tables {} }

/// One row of the table of all events.
#[derive(Default)]
struct Common<'e> {
    event: u8,
    task: Option<u64>,
    assignment: Option<u64>,
    case: Option<u64>,
    model: Option<&'e Hash>,
    miner: Option<&'e Address>,
    validator: Option<&'e Address>,
    from_place: Option<PlaceKind>,
    from: Option<&'e Address>,
    to_place: Option<PlaceKind>,
    to: Option<&'e Address>,
    amount: Option<i128>,
    reason: Option<&'e Reason>,
}

/// How each field of an event is shown among what they have in common.
impl<'e> Common<'e> {
    fn task(&mut self, task: &TaskId) {
        self.task = Some(task.0);
    }

    fn assignment(&mut self, assignment: &AssignmentId) {
        self.assignment = Some(assignment.0);
    }

    fn case(&mut self, case: &CaseId) {
        self.case = Some(case.0);
    }

    fn model(&mut self, model: &'e ModelId) {
        self.model = Some(model);
    }

    fn miner(&mut self, miner: &'e Address) {
        self.miner = Some(miner);
    }

    fn validator(&mut self, validator: &'e Address) {
        self.validator = Some(validator);
    }

    fn amount(&mut self, amount: &Amount) {
        self.amount = Some(amount.units() as i128);
    }

    fn from_(&mut self, place: &'e Place) {
        let mentioned = Mentioned::of(place);
        (self.from_place, self.from) = (mentioned.kind, mentioned.who);
        self.escrow(place);
    }

    fn escrow(&mut self, place: &Place) {
        if let Place::Escrow(task) = place {
            self.task = Some(task.0);
        }
    }

    fn subject(&mut self, subject: &'e Subject) {
        match subject {
            Subject::Miner(who) => self.miner = Some(who),
            Subject::Validator(who) => self.validator = Some(who),
            Subject::Model(which) => self.model = Some(which),
        }
    }
}

/// A field whose type differs from event to event.
trait Take<'e, T> {
    fn take(&mut self, value: &'e T);
}

impl<'e> Take<'e, Place> for Common<'e> {
    fn take(&mut self, place: &'e Place) {
        let mentioned = Mentioned::of(place);
        (self.to_place, self.to) = (mentioned.kind, mentioned.who);
        self.escrow(place);
    }
}

/// To whom a role is offered.
impl<'e> Take<'e, Address> for Common<'e> {
    fn take(&mut self, who: &'e Address) {
        self.to = Some(who);
    }
}

impl<'e> Take<'e, Reason> for Common<'e> {
    fn take(&mut self, reason: &'e Reason) {
        self.reason = Some(reason);
    }
}

/// Why a slot was closed stands in the table of its kind.
impl<'e> Take<'e, CloseReason> for Common<'e> {
    fn take(&mut self, _: &'e CloseReason) {}
}

impl<'e> Common<'e> {
    fn to<T>(&mut self, value: &'e T)
    where
        Self: Take<'e, T>,
    {
        self.take(value);
    }

    fn reason<T>(&mut self, value: &'e T)
    where
        Self: Take<'e, T>,
    {
        self.take(value);
    }
}

macro_rules! left_out {
    ($($field:ident)+) => {
        /// Fields that stand in the tables of their kinds only.
        impl Common<'_> {
            $(fn $field<T>(&mut self, _: &T) {})+
        }
    };
}

left_out! {
    banned base beacon creator choice collateral commitment consumer difficulty epoch evidence holder input
    kind models new_money next nonce now outcome output_root params paused proposal proposer role round score seal seats
    severity signer slot slots staker statement terms unbonding units units_done units_paid until validators verdict voter
    work
}

/// All events, with what they have in common: what is numbers, and what is names, side by side.
pub(crate) fn index(events: &PyEvents) -> PyResult<PyTable> {
    let (numbers, names) = rayon::join(|| Figures::of(events), || Mentions::of(events));
    let (Some(numbers), Some(names)) = (numbers, names) else { return Err(crate::fields::unknown("Event")) };
    let [task, assignment, case] = numbers.ids;
    let [miner, validator, from, to] = names.people;
    let [from_place, to_place] = names.places;
    let mut columns: Named = vec![
        ("sequence".into(), Arc::new(UInt64Array::from(numbers.sequence))),
        ("time".into(), Arc::new(UInt64Array::from(numbers.time))),
        ("type".into(), dictionary(UInt8Array::from(numbers.kind), KINDS)),
        ("task".into(), Arc::new(task.finish())),
        ("assignment".into(), Arc::new(assignment.finish())),
        ("case".into(), Arc::new(case.finish())),
    ];
    columns.extend(names.model.finish("model")?);
    columns.extend(miner.finish("miner")?);
    columns.extend(validator.finish("validator")?);
    columns.extend(from_place.finish("from_place")?);
    columns.extend(from.finish("from")?);
    columns.extend(to_place.finish("to_place")?);
    columns.extend(to.finish("to")?);
    columns.push(("amount".into(), Arc::new(numbers.amount.finish().with_data_type(MONEY))));
    columns.extend(names.reason.finish("reason")?);
    PyTable::new(columns)
}

/// The columns of numbers.
struct Figures {
    sequence: Vec<u64>,
    time: Vec<u64>,
    kind: Vec<u8>,
    ids: [Numbers<UInt64Type>; 3],
    amount: Numbers<Decimal128Type>,
}

impl Figures {
    /// `None` if there is an event of an unknown kind.
    fn of(events: &PyEvents) -> Option<Self> {
        let count = events.count();
        let mut columns = Self {
            sequence: Vec::with_capacity(count),
            time: Vec::with_capacity(count),
            kind: Vec::with_capacity(count),
            ids: Default::default(),
            amount: Numbers::default(),
        };
        let mut known = true;
        events.each(|number, now, event| {
            let Some(row) = common(event) else {
                known = false;
                return;
            };
            columns.sequence.push(number);
            columns.time.push(now);
            columns.kind.push(row.event);
            for (column, id) in columns.ids.iter_mut().zip([row.task, row.assignment, row.case]) {
                column.push(id);
            }
            columns.amount.push(row.amount);
        });
        known.then_some(columns)
    }
}

/// The columns of names.
#[derive(Default)]
struct Mentions {
    model: Names<Hash>,
    people: [Names<Address>; 4],
    places: [Names<PlaceKind>; 2],
    reason: Names<Reason>,
}

impl Mentions {
    /// `None` if there is an event of an unknown kind.
    fn of(events: &PyEvents) -> Option<Self> {
        let mut columns = Self::default();
        let mut known = true;
        events.each(|_, _, event| {
            let Some(row) = common(event) else {
                known = false;
                return;
            };
            columns.model.push(row.model);
            for (column, who) in columns.people.iter_mut().zip([row.miner, row.validator, row.from, row.to]) {
                column.push(who);
            }
            for (column, place) in columns.places.iter_mut().zip([row.from_place, row.to_place]) {
                column.push(place.as_ref());
            }
            columns.reason.push(row.reason);
        });
        known.then_some(columns)
    }
}
