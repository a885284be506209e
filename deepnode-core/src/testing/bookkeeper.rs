//! A second bookkeeper, as naive as the rules allow.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Display;

use self::epochs::Epochs;
use self::facts::Facts;
use self::money::Money;
use self::trust::Trust;
use crate::domain::Domain;
use crate::event::Event;
use crate::params::Params;

mod arithmetic;
mod emission;
mod epochs;
mod facts;
mod money;
mod penalty;
mod registration;
mod settlement;
mod trust;

/// What one event, or its place among the others of its command, should have been.
type Findings = Vec<String>;

/// Recounts a domain from its events alone and sees only what they say: it knows no command and no state.
///
/// Money is one map from places to base units beside four totals. Where the rules give a formula (the parts of a
/// settlement, slashes, registration fees, pay for rejections, the legs of an epoch, trust events), it computes the
/// moves or the evidence again, with plain 128-bit and 256-bit integers, and compares.
///
/// It shares no code with the domain beside the types that events are made of. It takes the order of the events as
/// given: that a leg is paid at all, or that a deadline is met, is for others to check.
///
/// ```
/// use deepnode_core::testing::Bookkeeper;
/// use deepnode_core::{Address, Amount, Command, Domain, Params};
///
/// let params = Params { bridge: Address([1; 20]), ..Params::default() };
/// let mut bookkeeper = Bookkeeper::new(params.clone());
/// let mut domain = Domain::new(8453, Address([9; 20]), params)?;
/// let deposit = Command::Deposit { to: Address([2; 20]), amount: Amount::dn(5) };
/// let events = domain.apply(1_000, Address([1; 20]), &deposit)?;
/// assert!(bookkeeper.record(&events).is_empty());
/// assert!(bookkeeper.differences(&domain).is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Bookkeeper {
    money: Money,
    facts: Facts,
    trust: Trust,
    epochs: Epochs,
}

/// The events of a command, around one of them.
#[derive(Clone, Copy)]
struct Around<'e> {
    before: &'e [Event],
    after: &'e [Event],
}

/// Something that an event names, or a finding.
fn known<T>(row: Option<T>, what: &str, id: impl Display, findings: &mut Findings) -> Option<T> {
    if row.is_none() {
        findings.push(format!("an event is about {what} {id}, which there is not"));
    }
    row
}

impl Bookkeeper {
    /// Whether no command has been applied yet.
    pub(super) const fn begins(&self) -> bool {
        self.facts.start.is_none()
    }

    /// Empty books of a domain that starts with these parameters.
    pub fn new(params: Params) -> Self {
        Self {
            money: Money::default(),
            facts: Facts::new(params),
            trust: Trust::default(),
            epochs: Epochs::default(),
        }
    }

    /// Books the events of one command and says what is wrong with them.
    pub fn record(&mut self, events: &[Event]) -> Findings {
        let mut findings = Findings::new();
        self.trust.turn_page();
        for (at, event) in events.iter().enumerate() {
            let around = Around { before: &events[..at], after: &events[at + 1..] };
            self.examine(event, around, &mut findings);
            self.money.note(event, &mut findings);
            self.epochs.note(event, &self.facts, &self.money);
            self.trust.note(event, &self.facts);
            self.facts.note(event);
        }
        self.money.examine(&mut findings);
        findings
    }

    /// What the event should look like, given everything before it and the moves beside it.
    fn examine(&self, event: &Event, around: Around<'_>, findings: &mut Findings) {
        match event {
            Event::MinerRegistered { miner, .. } => self.registration(*miner, around, findings),
            Event::TaskSettled { task, units_paid, work, seats } => {
                self.settlement(*task, *units_paid, work, seats, around, findings);
            }
            Event::TaskFailed { task, .. } | Event::TaskCancelled { task } => {
                self.refund(*task, around, findings);
            }
            Event::CaseAppended { case, severity, .. } | Event::CaseDecided { case, severity, .. } => {
                self.severity(*case, *severity, event, findings);
            }
            Event::CaseExecuted { case } => {
                self.slash(*case, around, findings);
                self.rejection_pay(*case, around, findings);
            }
            Event::CaseDismissed { case } => self.dismissal(*case, around, findings),
            Event::RoundUndecided { assignment } => self.tally(*assignment, None, around, findings),
            Event::AssignmentEnded { assignment, outcome } => {
                self.tally(*assignment, Some(*outcome), around, findings);
                self.end_of_work(*assignment, *outcome, around, findings);
            }
            Event::EpochClosed { epoch, new_money } => self.epoch(*epoch, *new_money, around, findings),
            _ => {}
        }
    }

    /// Where the domain differs from the books; empty if nowhere.
    pub fn differences(&self, domain: &Domain) -> Findings {
        let mut findings = Findings::new();
        self.money.compare(domain, &mut findings);
        self.trust.compare(domain, &mut findings);
        if domain.time() != self.facts.now {
            findings.push(format!(
                "the domain's time is {}, the events say {}",
                domain.time(),
                self.facts.now
            ));
        }
        if domain.params_version() != self.facts.versions.len() as u64 {
            findings.push(format!(
                "version {} is in force, the events say {}",
                domain.params_version(),
                self.facts.versions.len()
            ));
        }
        for (role, holder) in &self.facts.roles {
            if domain.params().holder(*role) != *holder {
                findings.push(format!("the {role} is not {holder}, as the events say"));
            }
        }
        findings
    }
}
