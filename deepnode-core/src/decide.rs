//! Command → events, or a refusal.
//!
//! Each verb has its own file with its checks in their order. Deciding reads the domain and never changes it. Two
//! commands have consequences that depend on each other, an `advance` and a decision that executes a case: they go on
//! as a [`Story`], a sequence of small decisions, each recorded before the next is taken. All refusals come before
//! the first event, so that a story cannot fail.

use alloc::vec::Vec;

use crate::address::Address;
use crate::amount::Amount;
use crate::command::Command;
use crate::domain::Domain;
use crate::error::Error;
use crate::event::{Event, Reason};
use crate::id::{CaseId, Time};
use crate::ledger::Place;

mod advance;
mod end;
mod exit;
mod govern;
mod judge;
pub(crate) mod lease;
pub(crate) mod model;
mod money;
pub(crate) mod register;
mod review;
mod seat;
mod submit;
mod tally;

pub mod emit;
pub mod execute;
pub mod settle;

/// The events of a command, and the story that follows them.
pub(crate) struct Decision {
    pub(crate) events: Vec<Event>,
    then: Then,
}

enum Then {
    Nothing,
    Heartbeat,
    Execute(CaseId),
}

impl From<Vec<Event>> for Decision {
    fn from(events: Vec<Event>) -> Self {
        Self { events, then: Then::Nothing }
    }
}

impl Decision {
    /// Whether the events are all there is to it.
    pub(crate) const fn is_plain(&self) -> bool {
        matches!(self.then, Then::Nothing)
    }
}

/// Checks a command and says what follows from it.
pub(crate) fn decide(
    domain: &Domain,
    now: Time,
    signer: Address,
    command: &Command,
) -> Result<Decision, Error> {
    in_order(domain, now)?;
    let call = Call { domain, now, signer };
    match command {
        Command::Deposit { to, amount } => call.deposit(*to, *amount),
        Command::Withdraw { amount } => call.withdraw(*amount),
        Command::Transfer { to, amount } => call.transfer(*to, *amount),
        Command::RegisterModel(offer) => call.register_model(offer),
        Command::AdmitModel { model, difficulty } => call.admit_model(*model, *difficulty),
        Command::RetireModel { model } => call.retire_model(*model),
        Command::RegisterMiner { models, slots, collateral, max_fee } => {
            call.register_miner(models, *slots, *collateral, *max_fee)
        }
        Command::TopUp { amount } => call.top_up(*amount),
        Command::Pause {} => call.set_paused(true),
        Command::Resume {} => call.set_paused(false),
        Command::ExitMiner {} => call.exit_miner(),
        Command::RegisterValidator { stake } => call.register_validator(*stake),
        Command::AddStake { amount } => call.add_stake(*amount),
        Command::ExitValidator {} => call.exit_validator(),
        Command::Delegate { validator, amount } => call.delegate(*validator, *amount),
        Command::Undelegate { validator, amount } => call.undelegate(*validator, *amount),
        Command::SubmitTask { model, kind, units, input } => call.submit_task(*model, *kind, *units, *input),
        Command::CancelTask { task } => call.cancel_task(*task),
        Command::SubmitResult { assignment, units_done, seal } => {
            call.submit_result(*assignment, *units_done, *seal)
        }
        Command::Decline { assignment } => call.decline(*assignment),
        Command::CommitVerdict { assignment, commitment } => call.commit_verdict(*assignment, *commitment),
        Command::RevealVerdict { assignment, verdict, output_root, seal_salt, salt } => {
            let shown = judge::Shown {
                verdict: *verdict,
                output_root: *output_root,
                seal_salt: *seal_salt,
                salt: *salt,
            };
            call.reveal_verdict(*assignment, &shown)
        }
        Command::Advance { entropy, next } => {
            return Ok(Decision { events: call.advance(*entropy, *next)?, then: Then::Heartbeat });
        }
        Command::Decide { case, verdict } => {
            let (events, executes) = call.decide_case(*case, *verdict)?;
            let then = if executes { Then::Execute(*case) } else { Then::Nothing };
            return Ok(Decision { events, then });
        }
        Command::Appeal { case, statement } => call.appeal(*case, statement),
        Command::Propose { base, params } => call.propose(*base, params),
        Command::Vote { proposal, choice } => call.vote(*proposal, *choice),
        Command::HandOver { role, to } => call.hand_over(*role, *to),
        Command::AcceptRole { role } => call.accept_role(*role),
        Command::BeginPhaseTwo {} => call.begin_phase_two(),
    }
    .map(Decision::from)
}

/// Refuses a time before that of the last applied command.
pub(crate) const fn in_order(domain: &Domain, now: Time) -> Result<(), Error> {
    if now < domain.now { Err(Error::TimeWentBack { expected: domain.now, found: now }) } else { Ok(()) }
}

/// Records a decision's events, and those of the story that follows, as one entry of the log; before them the nonce
/// that the command used.
pub(crate) fn carry_out(
    domain: &mut Domain,
    now: Time,
    nonce_used: Option<Event>,
    decision: Decision,
) -> Vec<Event> {
    let events = play(domain, now, nonce_used, decision);
    domain.seal_entry(&events);
    events
}

/// Records a decision's events, and those of the story that follows, without the log: for a copy of the domain.
pub(crate) fn play(
    domain: &mut Domain,
    now: Time,
    nonce_used: Option<Event>,
    decision: Decision,
) -> Vec<Event> {
    // Room for what a heartbeat usually adds, so that the list rarely moves.
    let more = if decision.is_plain() { 2 } else { 30 };
    let mut events = Vec::with_capacity(decision.events.len() + more);
    events.extend(nonce_used);
    events.extend(clock(domain, now));
    events.extend(decision.events);
    let mut story = Story { domain, events };
    story.begin();
    match decision.then {
        Then::Nothing => {}
        Then::Heartbeat => story.heartbeat(),
        Then::Execute(case) => story.execute(case),
    }
    story.events
}

/// The time, which stands before the events where it is another than that of the command before.
pub(crate) fn clock(domain: &Domain, now: Time) -> Option<Event> {
    (now != domain.now || domain.epochs.start.is_none()).then_some(Event::Clock { now })
}

/// A command's checks and consequences.
#[derive(Clone, Copy)]
pub(crate) struct Call<'d> {
    domain: &'d Domain,
    now: Time,
    signer: Address,
}

impl Call<'_> {
    /// Refuses a signer other than the holder of a role.
    fn require(&self, holder: Address) -> Result<(), Error> {
        if self.signer == holder { Ok(()) } else { Err(Error::NotAuthorised { signer: self.signer }) }
    }

    /// Refuses what comes at or after a deadline.
    const fn in_time(&self, until: Time) -> Result<(), Error> {
        if self.now < until { Ok(()) } else { Err(Error::TooLate { until, found: self.now }) }
    }

    /// Refuses more than what is in a place, given in base units.
    fn covered(&self, place: Place, need: u128) -> Result<(), Error> {
        let have = self.domain.money(place);
        if have.units() >= need { Ok(()) } else { Err(Error::InsufficientBalance { have, need }) }
    }

    /// The signer's balance.
    const fn purse(&self) -> Place {
        Place::Balance(self.signer)
    }
}

/// Refuses an amount of zero.
const fn above_zero(amount: Amount) -> Result<(), Error> {
    if amount.is_zero() { Err(Error::ZeroAmount) } else { Ok(()) }
}

/// Money that moves; nothing at all where it is nothing.
fn moved(from: Place, to: Place, amount: Amount, reason: Reason) -> Option<Event> {
    (!amount.is_zero()).then_some(Event::Moved { from, to, amount, reason })
}

/// A sequence of decisions, each recorded as facts before the next is taken.
pub(crate) struct Story<'d> {
    domain: &'d mut Domain,
    events: Vec<Event>,
}

impl Story<'_> {
    /// Records the facts that it begins with.
    fn begin(&mut self) {
        for event in &self.events {
            self.domain.evolve(event).expect("an event that was just decided on this state fits it");
        }
    }

    /// Records facts that were decided on the domain as it is.
    fn record(&mut self, events: impl IntoIterator<Item = Event>) {
        events.into_iter().for_each(|event| {
            self.domain.evolve(&event).expect("an event that was just decided on this state fits it");
            self.events.push(event);
        });
    }
}
