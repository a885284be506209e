//! One step after another, and every promise checked.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::bookkeeper::Bookkeeper;
use super::chance::Chance;
use crate::address::Address;
use crate::assignment::{AssignmentStatus, Round};
use crate::command::Command;
use crate::deadline::Due;
use crate::domain::Domain;
use crate::envelope::Receipt;
use crate::error::Error;
use crate::event::Event;
use crate::id::Time;
use crate::log::{self, Entry};
use crate::params::{InvalidParams, Params};
use crate::scenario::{Action, Step};

/// How often the expensive checks are made: once in so many steps, at random; 0 is never.
///
/// Audit, books, clock and the preview of what is decided in place are checked after every command either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rigour {
    /// Previews of what is played on a copy of the domain: an `advance`, a decision.
    pub previews: u64,
    /// Comparisons of the whole state with a twin that has only ever seen the events. Behind a refusal, one of these
    /// shows that nothing has changed; the next one finds what an omitted one missed, as long as it lasts.
    pub twins: u64,
    /// Restores: a domain from the snapshot of the last time replays every entry since then and takes over.
    pub restores: u64,
    /// Compactions of a second domain, which is given every command as well and must decide the same.
    pub compactions: u64,
}

impl Rigour {
    /// Everything at each step, but no restores: the twin would already have differed.
    pub const FULL: Self = Self { previews: 1, twins: 1, restores: 0, compactions: 1 };
    /// What a long run can afford.
    pub const SAMPLED: Self = Self { previews: 16, twins: 8, restores: 500, compactions: 200 };
}

/// What became of a step.
#[derive(Clone, Debug)]
pub struct Examined {
    /// What was recorded, or the refusal.
    pub result: Result<Receipt, Error>,
    /// Broken promises, each as a sentence.
    pub findings: Vec<String>,
}

/// A domain under examination. After every command:
///
/// - [`Domain::audit`] finds nothing, and the [`Bookkeeper`] counts the same;
/// - time has not gone back; the clock event comes first, and only if time has passed;
/// - a refusal changes nothing, not even the time (sampled: the whole state against the twin);
/// - [`Domain::preview`] said what [`Domain::apply`] did (sampled for what it plays on a copy);
/// - the events alone give the same state: the twin has only replayed them (sampled);
/// - now and then a domain that is restored from an earlier snapshot replays the entries since then, each of them read
///   from its bytes, and takes over (sampled); at the end a new domain replays the whole log;
/// - a domain that forgets what is over, by [`Domain::compact`], decides the same: events are equal, and refusals too,
///   or the one that says that an id is unknown;
/// - an `advance` leaves no deadline behind.
#[derive(Clone, Debug)]
pub struct Proof {
    genesis: Domain,
    domain: Domain,
    twin: Domain,
    forgetful: Domain,
    bookkeeper: Bookkeeper,
    log: Vec<Vec<Event>>,
    saved: Vec<u8>,
    /// The entries since that snapshot.
    entries: Vec<Vec<u8>>,
    rigour: Rigour,
    chance: Chance,
}

/// Epochs that one `advance` closes at most.
const EPOCHS_AT_ONCE: usize = 64;

impl Proof {
    /// A new domain. The seed decides when the sampled checks are made.
    ///
    /// # Errors
    ///
    /// Parameters that break a rule.
    pub fn new(
        chain_id: u64,
        contract: Address,
        params: Params,
        rigour: Rigour,
        seed: u64,
    ) -> Result<Self, InvalidParams> {
        let domain = Domain::new(chain_id, contract, params.clone())?;
        Ok(Self {
            genesis: domain.clone(),
            twin: domain.clone(),
            forgetful: domain.clone(),
            bookkeeper: Bookkeeper::new(params),
            saved: domain.snapshot(),
            domain,
            entries: Vec::new(),
            log: Vec::new(),
            rigour,
            chance: Chance::new(seed),
        })
    }

    /// The domain as it is.
    pub const fn domain(&self) -> &Domain {
        &self.domain
    }

    /// Every event so far, one list for each applied command.
    pub fn log(&self) -> &[Vec<Event>] {
        &self.log
    }

    fn due(&mut self, one_in: u64) -> bool {
        one_in > 0 && self.chance.below(one_in) == 0
    }

    /// Applies a step and checks. What the step announces is not looked at.
    pub fn apply(&mut self, step: &Step) -> Examined {
        let Step { now, signer, ref action, .. } = *step;
        let before = self.domain.time();
        let preview = match action {
            Action::Trusted(command) => {
                let played = matches!(command, Command::Advance { .. } | Command::Decide { .. });
                (!played || self.due(self.rigour.previews)).then(|| self.domain.preview(now, signer, command))
            }
            Action::Signed(..) | Action::Batch(..) => None,
        };
        let result = step.give(&mut self.domain);

        let mut findings = Vec::new();
        if preview.is_some_and(|preview| preview.map(Receipt::Command) != result) {
            findings.push("the preview promised something else".into());
        }
        match &result {
            Ok(receipt) => self.applied(before, step, receipt, &mut findings),
            Err(error) => self.refused(before, now, error, &mut findings),
        }
        self.compare_forgetful(step, &result, &mut findings);
        findings.extend(self.domain.audit());
        findings.extend(self.bookkeeper.differences(&self.domain));
        if self.due(self.rigour.twins) {
            self.compare_twin(result.is_err(), &mut findings);
        }
        if self.due(self.rigour.restores) {
            self.restore(&mut findings);
        }
        Examined { result, findings }
    }

    fn applied(&mut self, before: Time, step: &Step, receipt: &Receipt, findings: &mut Vec<String>) {
        let now = step.now;
        let mut events: Vec<&Event> = receipt.entries().flatten().collect();
        if !matches!(step.action, Action::Trusted(_)) {
            let used = events.remove(0);
            let expected = self.domain.nonce(&step.signer).wrapping_sub(1);
            if *used != (Event::NonceUsed { signer: step.signer, nonce: expected }) {
                findings.push(format!("a signature used {used:?}, but the next nonce is {expected} + 1"));
            }
        }
        // A batch of which nothing was applied takes no time.
        let applied = !events.is_empty() || step.command().is_some();
        let time = if applied { now } else { before };
        if now < before || self.domain.time() != time {
            findings
                .push(format!("time went from {before} to {} with a command at {now}", self.domain.time()));
        }
        let clocks = events.iter().filter(|event| matches!(event, Event::Clock { .. })).count();
        let clock_first = matches!(events.first(), Some(Event::Clock { now: told }) if *told == now);
        let begins = self.bookkeeper.begins();
        if clocks != usize::from(clock_first) || clock_first != (applied && (now != before || begins)) {
            findings.push(format!("the clock event is out of place between {before} and {now}"));
        }
        if matches!(step.command(), Some(Command::Advance { .. })) {
            let closed = events.iter().filter(|event| matches!(event, Event::EpochClosed { .. })).count();
            findings.extend(self.left_behind(now, closed));
        }
        let (mut sequence, mut head) = (self.twin.sequence(), self.twin.head());
        for events in receipt.entries() {
            findings.extend(self.bookkeeper.record(events));
            if let Err(error) = self.twin.replay([events]) {
                findings.push(format!("the events cannot be replayed: {error}"));
            }
            self.log.push(events.to_vec());
        }
        for entry in log::entries(&mut sequence, &mut head, receipt.entries()) {
            self.entries.push(entry.to_bytes());
        }
    }

    /// What an advance should have seen to. A task that became complete after the tasks were looked at, a round to
    /// which nobody committed, and epochs beyond those that one advance closes are left to the next one.
    fn left_behind(&self, now: Time, epochs_closed: usize) -> Vec<String> {
        let deadlines = self.domain.deadlines();
        let next_one = |what| match what {
            Due::Settlement(_) => true,
            Due::Round(id) => self.domain.assignment(id).is_some_and(|row| {
                let revealing = matches!(row.status, AssignmentStatus::Revealing { .. });
                revealing && row.rounds.last().is_some_and(Round::all_revealed)
            }),
            Due::Epoch(_) => epochs_closed == EPOCHS_AT_ONCE,
            _ => false,
        };
        // At the end of all time everything is due as soon as it begins.
        let over = deadlines.iter().take_while(|due| due.until <= now && due.until < Time::MAX);
        let mut findings: Vec<String> = over
            .filter(|due| !next_one(due.what))
            .map(|due| format!("an advance at {now} left behind {due:?}"))
            .collect();
        if self.domain.next_deadline() != deadlines.first().map(|due| due.until) {
            findings.push("the next deadline is not the first of the deadlines".into());
        }
        findings
    }

    fn refused(&self, before: Time, now: Time, error: &Error, findings: &mut Vec<String>) {
        if self.domain.time() != before {
            findings.push(format!("a refusal moved the time from {before} to {}", self.domain.time()));
        }
        if (now < before) != matches!(error, Error::TimeWentBack { .. }) {
            findings.push(format!("refused at {now} after {before} for another reason: {error}"));
        }
    }

    /// Who has forgotten what is over decides as who has not.
    fn compare_forgetful(
        &mut self,
        step: &Step,
        result: &Result<Receipt, Error>,
        findings: &mut Vec<String>,
    ) {
        let found = step.give(&mut self.forgetful);
        let same = match (&found, result) {
            (
                Ok(Receipt::Batch { nonce_used: found_used, results: found }),
                Ok(Receipt::Batch { nonce_used, results }),
            ) => {
                found_used == nonce_used
                    && found.iter().zip(results).all(|(found, result)| same(found, result))
            }
            _ => same(&found, result),
        };
        if !same {
            findings.push("a compacted domain decided otherwise".into());
        }
        if (self.forgetful.head(), self.forgetful.sequence()) != (self.domain.head(), self.domain.sequence())
        {
            findings.push("a compacted domain has another log".into());
        }
        if self.due(self.rigour.compactions) {
            let now = self.forgetful.time();
            let begun = match self.log.first().and_then(|events| events.first()) {
                Some(Event::Clock { now }) => *now,
                _ => now,
            };
            let everything = self.rigour.compactions == 1;
            let before = if everything { now } else { self.chance.within(begun, now) };
            self.forgetful.compact(before);
            findings.extend(self.forgetful.audit());
            match Domain::restore(&self.forgetful.snapshot()) {
                Ok(restored) if restored == self.forgetful => {}
                Ok(_) => findings.push("a compacted domain is restored otherwise".into()),
                Err(error) => findings.push(format!("a compacted domain is not restored: {error}")),
            }
        }
    }

    /// The twin has seen the events only, and no refused command.
    fn compare_twin(&self, refused: bool, findings: &mut Vec<String>) {
        if self.twin != self.domain {
            let when = if refused { " after a refusal" } else { "" };
            findings.push(format!("the state is not what the events give{when}"));
        }
    }

    /// Restores the last snapshot, brings it up to date and goes on with it.
    fn restore(&mut self, findings: &mut Vec<String>) {
        match self.restored() {
            Err(broken) => findings.push(broken),
            Ok(restored) if restored != self.domain => {
                findings.push("a snapshot and the entries behind it give another state".into());
            }
            Ok(restored) => {
                self.saved = restored.snapshot();
                if self.saved != self.domain.snapshot() {
                    findings.push("the same state has two snapshots".into());
                }
                self.entries.clear();
                self.domain = restored;
            }
        }
    }

    fn restored(&self) -> Result<Domain, String> {
        let mut restored = Domain::restore(&self.saved).map_err(|error| error.to_string())?;
        let entries: Result<Vec<_>, _> = self.entries.iter().map(|bytes| Entry::from_bytes(bytes)).collect();
        let entries = entries.map_err(|error| error.to_string())?;
        restored.follow(&entries).map_err(|error| format!("the entries cannot be followed: {error}"))?;
        Ok(restored)
    }

    /// Replays the whole log on a new domain.
    fn replay(&self, findings: &mut Vec<String>) {
        let mut replayed = self.genesis.clone();
        if let Err(error) = replayed.replay(&self.log) {
            findings.push(format!("the log cannot be replayed: {error}"));
        } else if replayed != self.domain {
            findings.push("the log gives another state".into());
        }
    }

    /// The last checks: the twin, the last snapshot, and the whole log.
    pub fn finish(&mut self) -> Vec<String> {
        let mut findings = Vec::new();
        self.compare_twin(false, &mut findings);
        self.restore(&mut findings);
        self.replay(&mut findings);
        findings
    }
}

/// Whether who has forgotten what is over said the same as who has not.
fn same<T: PartialEq>(found: &Result<T, Error>, result: &Result<T, Error>) -> bool {
    let forgotten = matches!(
        found,
        Err(Error::UnknownTask { .. }
            | Error::UnknownAssignment { .. }
            | Error::UnknownCase { .. }
            | Error::UnknownProposal { .. })
    );
    found == result || (forgotten && result.is_err())
}
