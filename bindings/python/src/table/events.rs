//! Events as tables: all of them with what they have in common, or those of a kind with all that they say.

use std::sync::Arc;

use arrow_array::types::{Decimal128Type, UInt8Type, UInt64Type};
use deepnode_core as core;
use deepnode_core::{
    Address, Amount, AssignmentId, CaseId, Choice, CloseReason, Evidence, Hash, Kind, ModelId, ModelTerms,
    Outcome, Params, Place, ProposalId, ProposalOutcome, Reason, Role, Score, Severity, Subject, TaskId,
    Time, Verdict, VerifiedWork,
};
use pyo3::prelude::*;

use super::PyTable;
use super::column::{Cell, Column, MONEY, Mentioned, Names, Numbers, PlaceKind, dictionary};
use crate::event::with_events;
use crate::events::PyEvents;

macro_rules! tables {
    ($(
        $(#[$variant_meta:meta])*
        $variant:ident { $( $(#[$field_meta:meta])* $field:ident: $type:ty, )* } = $form:tt
    )+) => {
        /// The events of a kind, with each of their fields; `None` if there is no such kind.
        #[allow(unused_parens, unused_mut)]
        pub(crate) fn rows_of(kind: &str, events: &PyEvents) -> Option<PyResult<PyTable>> {
            match kind {
                $(stringify!($variant) => {
                    #[derive(Default)]
                    struct Columns { $($field: <$type as Cell>::Column,)* }

                    let mut columns = Columns::default();
                    let mut numbers = Numbers::<UInt64Type>::default();
                    let mut times = Numbers::<UInt64Type>::default();
                    events.each(|number, now, event| {
                        if let $form = event {
                            numbers.push(Some(number));
                            times.push(Some(now));
                            $(columns.$field.push(Some($field));)*
                        }
                    });
                    let Columns { $($field),* } = columns;
                    let mut named: Vec<(String, arrow_array::ArrayRef)> = vec![
                        ("sequence".into(), Arc::new(numbers.finish())),
                        ("time".into(), Arc::new(times.finish())),
                    ];
                    $(named.extend($field.finish(stringify!($field).trim_end_matches('_')));)*
                    Some(PyTable::new(named))
                })+
                _ => None,
            }
        }

        /// The kinds, by their place.
        const KINDS: &[&str] = &[$(stringify!($variant)),+];

        #[derive(Clone, Copy)]
        enum KindOf { $($variant),+ }

        /// What an event has in common with others.
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

/// All events, with what they have in common.
pub(crate) fn index(events: &PyEvents) -> PyResult<PyTable> {
    let mut numbers = Numbers::<UInt64Type>::default();
    let mut times = Numbers::<UInt64Type>::default();
    let mut kinds = Numbers::<UInt8Type>::default();
    let mut ids: [Numbers<UInt64Type>; 3] = Default::default();
    let mut models = Names::<Hash>::default();
    let mut people: [Names<Address>; 4] = Default::default();
    let mut places: [Names<PlaceKind>; 2] = Default::default();
    let mut amounts = Numbers::<Decimal128Type>::default();
    let mut reasons = Names::<Reason>::default();
    let mut unknown = false;
    events.each(|number, now, event| {
        let Some(row) = common(event) else {
            unknown = true;
            return;
        };
        numbers.push(Some(number));
        times.push(Some(now));
        kinds.push(Some(row.event));
        for (column, id) in ids.iter_mut().zip([row.task, row.assignment, row.case]) {
            column.push(id);
        }
        models.push(row.model);
        for (column, who) in people.iter_mut().zip([row.miner, row.validator, row.from, row.to]) {
            column.push(who);
        }
        for (column, place) in places.iter_mut().zip([row.from_place, row.to_place]) {
            column.push(place.as_ref());
        }
        amounts.push(row.amount);
        reasons.push(row.reason);
    });
    if unknown {
        return Err(crate::fields::unknown("Event"));
    }
    let [task, assignment, case] = ids;
    let [miner, validator, from, to] = people;
    let [from_place, to_place] = places;
    let mut columns: Vec<(String, arrow_array::ArrayRef)> = vec![
        ("sequence".into(), Arc::new(numbers.finish())),
        ("time".into(), Arc::new(times.finish())),
        ("type".into(), dictionary(kinds.finish(), KINDS)),
        ("task".into(), Arc::new(task.finish())),
        ("assignment".into(), Arc::new(assignment.finish())),
        ("case".into(), Arc::new(case.finish())),
    ];
    columns.extend(models.finish("model"));
    columns.extend(miner.finish("miner"));
    columns.extend(validator.finish("validator"));
    columns.extend(from_place.finish("from_place"));
    columns.extend(from.finish("from"));
    columns.extend(to_place.finish("to_place"));
    columns.extend(to.finish("to"));
    columns.push(("amount".into(), Arc::new(amounts.finish().with_data_type(MONEY))));
    columns.extend(reasons.finish("reason"));
    PyTable::new(columns)
}
