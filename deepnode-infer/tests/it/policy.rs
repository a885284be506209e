//! The table from findings to verdicts.

use deepnode_core::Verdict;
use deepnode_infer::{Policy, Reason};

/// Kept literal, so that a change is seen.
const DEFAULTS: [(&str, Verdict); 19] = [
    ("agrees", Verdict::Correct),
    ("not_delivered", Verdict::Unverifiable),
    ("not_from_miner", Verdict::Unverifiable),
    ("unchecked", Verdict::Unverifiable),
    ("other_manifest", Verdict::Unverifiable),
    ("other_input", Verdict::Unverifiable),
    ("out_of_time", Verdict::Unverifiable),
    ("malformed", Verdict::Minor),
    ("wrong_seal", Verdict::Major),
    ("wrong_units", Verdict::Minor),
    ("truncated", Verdict::Minor),
    ("beyond_end", Verdict::Minor),
    ("wrong_finish", Verdict::Minor),
    ("swapped", Verdict::Major),
    ("other_output", Verdict::Unverifiable),
    ("other_states", Verdict::Critical),
    ("other_model", Verdict::Critical),
    ("null_proof", Verdict::Critical),
    ("copied", Verdict::Critical),
];

#[test]
fn defaults() {
    let policy = Policy::default();
    let table: Vec<_> = Reason::ALL.iter().map(|r| (r.word(), policy.verdict_on(*r))).collect();
    assert_eq!(table, DEFAULTS);
}

#[test]
fn only_agreement_is_correct_and_only_faults_are_severe() {
    let mut policy = Policy::default();
    for reason in Reason::ALL {
        for verdict in Verdict::ALL {
            let before = policy.verdict_on(*reason);
            let allowed = reason.is_against() && *verdict != Verdict::Correct || before == *verdict;
            assert_eq!(policy.set(*reason, *verdict).is_ok(), allowed, "{reason} {verdict}");
        }
    }
    let refused = policy.set(Reason::Copied, Verdict::Correct).unwrap_err();
    assert_eq!(refused.to_string(), "`copied` cannot be `correct`: expected a severity or `unverifiable`");
}

#[test]
fn json() {
    let policy: Policy = serde_json::from_str(r#"{"truncated":"major","swapped":"unverifiable"}"#).unwrap();
    assert_eq!(policy.verdict_on(Reason::Truncated), Verdict::Major);
    assert_eq!(policy.verdict_on(Reason::Swapped), Verdict::Unverifiable);
    assert_eq!(policy.verdict_on(Reason::Copied), Verdict::Critical);
    let written = serde_json::to_string(&policy).unwrap();
    assert!(written.starts_with(r#"{"malformed":"minor","wrong_seal":"major","#), "{written}");
    assert_eq!(serde_json::from_str::<Policy>(&written).unwrap(), policy);

    for bad in [
        r#"{"truncated":"correct"}"#,
        r#"{"agrees":"minor"}"#,
        r#"{"not_delivered":"critical"}"#,
        r#"{"truncated":"minor","truncated":"major"}"#,
        r#"{"truncate":"minor"}"#,
        r#"{"truncated":"mild"}"#,
        "[]",
        "null",
    ] {
        assert!(serde_json::from_str::<Policy>(bad).is_err(), "{bad}");
    }
}
