//! What a workload has reached.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::kind::{EVENTS, command_kind, event_kind};
use crate::assignment::Outcome;
use crate::command::Command;
use crate::event::Event;

/// The word that stands for "not refused" beside the codes of the refusals.
pub const APPLIED: &str = "applied";

/// What each command may be refused with, in the order of its checks (`time_went_back` comes before all of them).
///
/// This is the table of the rules written down a second time: a refusal that is not in it is a bug of the domain.
pub const REFUSALS: &[(&str, &[&str])] = &[
    ("deposit", &["not_authorised", "zero_amount", "amount_overflow"]),
    ("withdraw", &["zero_amount", "insufficient_balance"]),
    ("transfer", &["zero_amount", "insufficient_balance"]),
    ("register_model", &["model_exists", "invalid_model"]),
    ("admit_model", &["not_authorised", "unknown_model", "model_retired", "invalid_model"]),
    ("retire_model", &["unknown_model", "not_authorised", "model_retired"]),
    (
        "register_miner",
        &[
            "not_admitted",
            "fee_too_high",
            "banned",
            "already_registered",
            "invalid_slots",
            "too_many_models",
            "unknown_model",
            "amount_overflow",
            "insufficient_collateral",
            "insufficient_balance",
        ],
    ),
    ("top_up", &["zero_amount", "unknown_miner", "exiting", "insufficient_balance"]),
    ("pause", &["unknown_miner", "exiting", "wrong_status"]),
    ("resume", &["unknown_miner", "exiting", "wrong_status"]),
    ("exit_miner", &["unknown_miner", "exiting", "busy", "case_open"]),
    (
        "register_validator",
        &["not_admitted", "banned", "already_registered", "insufficient_stake", "insufficient_balance"],
    ),
    ("add_stake", &["zero_amount", "unknown_validator", "exiting", "insufficient_balance"]),
    ("exit_validator", &["unknown_validator", "exiting", "busy"]),
    ("delegate", &["zero_amount", "unknown_validator", "exiting", "insufficient_balance"]),
    ("undelegate", &["zero_amount", "unknown_validator", "insufficient_balance"]),
    (
        "submit_task",
        &[
            "unknown_model",
            "model_retired",
            "model_not_admitted",
            "inference_only",
            "kind_mismatch",
            "invalid_units",
            "amount_overflow",
            "insufficient_balance",
        ],
    ),
    ("cancel_task", &["unknown_task", "not_authorised", "wrong_status", "already_assigned"]),
    ("submit_result", &["unknown_assignment", "not_authorised", "too_late", "wrong_status", "invalid_units"]),
    ("decline", &["unknown_assignment", "not_authorised", "too_late", "wrong_status"]),
    (
        "commit_verdict",
        &["unknown_assignment", "not_seated", "too_late", "already_committed", "wrong_status"],
    ),
    (
        "reveal_verdict",
        &[
            "unknown_assignment",
            "not_seated",
            "wrong_status",
            "too_late",
            "not_committed",
            "already_revealed",
            "commitment_mismatch",
            "seal_mismatch",
        ],
    ),
    ("advance", &["not_authorised", "wrong_entropy"]),
    ("decide", &["not_authorised", "unknown_case", "too_late", "wrong_status", "severity_too_high"]),
    ("appeal", &["unknown_case", "not_authorised", "wrong_status", "too_late", "invalid_statement"]),
    ("propose", &["not_authorised", "stale_base", "invalid_params", "insufficient_balance"]),
    ("vote", &["unknown_proposal", "not_authorised", "too_late"]),
    ("hand_over", &["not_authorised"]),
    ("accept_role", &["not_authorised"]),
    ("begin_phase_two", &["not_authorised", "wrong_phase"]),
];

/// How often each command was applied and refused, and what happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// By command and by [`APPLIED`] or the code of the refusal.
    pub results: BTreeMap<(&'static str, &'static str), u64>,
    /// By event.
    pub events: BTreeMap<&'static str, u64>,
    /// By event and how it went, for those that go in several ways.
    pub shades: BTreeMap<(&'static str, &'static str), u64>,
}

impl Coverage {
    /// Counts a command with its events, or the code of its refusal.
    pub fn record(&mut self, command: &Command, result: Result<&[Event], &'static str>) {
        let code = result.err().unwrap_or(APPLIED);
        *self.results.entry((command_kind(command), code)).or_default() += 1;
        for event in result.unwrap_or_default() {
            *self.events.entry(event_kind(event)).or_default() += 1;
            if let Some(shade) = shade(event) {
                *self.shades.entry((event_kind(event), shade)).or_default() += 1;
            }
        }
    }

    /// Adds what another run has reached.
    pub fn extend(&mut self, other: &Self) {
        fn add<K: Ord + Copy>(to: &mut BTreeMap<K, u64>, from: &BTreeMap<K, u64>) {
            for (key, count) in from {
                *to.entry(*key).or_default() += count;
            }
        }
        add(&mut self.results, &other.results);
        add(&mut self.events, &other.events);
        add(&mut self.shades, &other.shades);
    }

    /// How many commands were counted.
    pub fn commands(&self) -> u64 {
        self.results.values().sum()
    }

    /// How many of them were refused.
    pub fn refused(&self) -> u64 {
        self.results.iter().filter(|((_, code), _)| *code != APPLIED).map(|(_, count)| count).sum()
    }

    /// Everything of [`REFUSALS`] and of [`EVENTS`] that has not happened, each in words.
    pub fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        for (command, codes) in REFUSALS {
            for code in [APPLIED, "time_went_back"].iter().chain(*codes) {
                if !self.results.contains_key(&(*command, *code)) {
                    missing.push(alloc::format!("{command}: {code}"));
                }
            }
        }
        // The workload's commands are trusted: nobody signs them.
        let events =
            EVENTS.iter().filter(|event| **event != "nonce_used" && !self.events.contains_key(**event));
        missing.extend(events.map(ToString::to_string));
        missing
    }

    /// Whether a command may be refused with a code, by [`REFUSALS`].
    pub fn is_listed(command: &str, code: &str) -> bool {
        ["time_went_back", "bad_signature", "wrong_nonce", "expired", "invalid_batch"].contains(&code)
            || REFUSALS.iter().any(|(name, codes)| *name == command && codes.contains(&code))
    }
}

/// How an event went, where there is more than one way.
fn shade(event: &Event) -> Option<&'static str> {
    Some(match event {
        Event::Moved { reason, .. } => reason.word(),
        Event::AssignmentEnded { outcome: Outcome::Rejected { severity }, .. } => severity.word(),
        Event::AssignmentEnded { outcome: Outcome::TimedOut { cause }, .. } => match cause {
            crate::TimeoutCause::Lease => "lease over",
            crate::TimeoutCause::Unverifiable => "unverifiable",
            crate::TimeoutCause::Expelled => "expelled",
        },
        Event::AssignmentEnded { outcome, .. } => crate::AssignmentStatus::Ended(*outcome).word(),
        Event::TaskFailed { reason, .. } | Event::SlotClosed { reason, .. } => reason.word(),
        Event::ProposalEnded { outcome, .. } => outcome.word(),
        Event::CaseOpened { severity, .. }
        | Event::CaseAppended { severity, .. }
        | Event::CaseDecided { severity, until: Some(_), .. } => severity.word(),
        Event::CaseDecided { until: None, .. } => "again",
        Event::MinerLeft { banned, .. } => {
            if *banned {
                "banned"
            } else {
                "deregistered"
            }
        }
        Event::Seated { round, .. } => {
            ["", "1", "2", "3", "4", "5", "6", "7", "8", "9"].get(usize::from(*round)).copied()?
        }
        Event::VerdictRevealed { verdict, .. } => verdict.word(),
        Event::Voted { choice, .. } => choice.word(),
        Event::RoleOffered { role, .. } | Event::RoleAccepted { role, .. } => role.word(),
        _ => return None,
    })
}
