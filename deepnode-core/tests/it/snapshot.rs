//! Saved and restored domains.

use std::fs;

use deepnode_core::scenario::Scenario;
use deepnode_core::snapshot::RestoreError;
use deepnode_core::testing::{Game, Workload, play};
use deepnode_core::{Domain, Receipt, keccak};

use crate::scenarios::files;

/// A snapshot whose checksum fits again.
fn mended(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - 32;
    let checksum = keccak(&[&bytes[..end]]);
    bytes[end..].copy_from_slice(&checksum.0);
    bytes
}

fn after(name: &str, steps: usize) -> Domain {
    let path = files().into_iter().find(|(found, _)| found == name).unwrap().1;
    Scenario::parse(&fs::read(path).unwrap()).unwrap().run(Some(steps)).unwrap()
}

/// After every step of every scenario, what is restored is equal, has the same snapshot, and goes on as if nothing had
/// happened.
#[test]
fn a_restored_domain_is_the_domain() {
    for (name, path) in files() {
        let scenario = Scenario::parse(&fs::read(&path).unwrap()).unwrap();
        let mut domain = Domain::new(scenario.chain_id, scenario.contract, scenario.params.clone()).unwrap();
        for (index, step) in scenario.steps.iter().enumerate() {
            let bytes = domain.snapshot();
            let mut restored =
                Domain::restore(&bytes).unwrap_or_else(|e| panic!("{name}, step {index}: {e}"));
            assert_eq!(restored, domain, "{name}, step {index}");
            assert_eq!(restored.snapshot(), bytes, "{name}, step {index}");
            let result = step.give(&mut domain);
            assert_eq!(step.give(&mut restored), result, "{name}, step {index}");
            domain = restored;
        }
    }
}

/// Every truncation and every changed byte is told.
#[test]
fn a_damaged_snapshot_is_refused() {
    let bytes = after("one_task", 12).snapshot();
    for end in 0..bytes.len() {
        let error = Domain::restore(&bytes[..end]).unwrap_err();
        let expected = if end < 8 { RestoreError::NoSnapshot } else { RestoreError::Damaged };
        assert_eq!(error, expected, "the first {end} bytes");
    }
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << (at % 8);
        let error = Domain::restore(&damaged).unwrap_err();
        let expected = match at {
            0..8 => error == RestoreError::NoSnapshot,
            8 => matches!(error, RestoreError::Version { .. }),
            _ => error == RestoreError::Damaged,
        };
        assert!(expected, "byte {at}: {error}");
    }
    assert_eq!(Domain::restore(&[&bytes[..], &[0]].concat()), Err(RestoreError::Damaged));
    let longer = mended([&bytes[..bytes.len() - 32], &[0; 33]].concat());
    assert!(matches!(Domain::restore(&longer), Err(RestoreError::Unreadable { .. })));
}

/// A small domain with something of everything: work in each status, a case, a proposal, people who are leaving.
fn rich() -> Vec<Domain> {
    let mut domains: Vec<Domain> = (0..6)
        .map(|seed| play(&Game::new(seed, 700)).unwrap_or_else(|failure| panic!("{failure}")).domain)
        .collect();
    domains.push(after("phase_two", 40));
    domains.push(after("rejected_and_slashed", 30));
    for domain in &mut domains {
        domain.compact(domain.time());
    }
    domains
}

/// Whatever a stranger writes into a snapshot, it is refused or it is a domain that works.
#[test]
fn a_hostile_snapshot_does_no_harm() {
    let (mut accepted, mut refused) = (0, 0);
    let mut random = 7_u64;
    let mut below = |end: usize| {
        // Knuth's generator: any will do.
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % end
    };
    for (number, domain) in rich().into_iter().enumerate() {
        let bytes = domain.snapshot();
        for _ in 0..1_500 {
            let mut hostile = bytes.clone();
            for _ in 0..1 + below(3) {
                let at = 9 + below(bytes.len() - 41);
                let values =
                    [0, 1, 0x7f, 0x80, 0xff, hostile[at].wrapping_add(1), hostile[at].wrapping_sub(1)];
                let value = values[below(values.len())];
                // A byte, or a whole number of 8 bytes.
                let end = if below(3) == 0 { (at + 8).min(bytes.len() - 32) } else { at + 1 };
                hostile[at..end].fill(value);
            }
            let hostile = mended(hostile);
            match Domain::restore(&hostile) {
                Err(_) => refused += 1,
                Ok(mut survivor) => {
                    accepted += 1;
                    assert!(survivor.snapshot() == hostile, "one state has two snapshots");
                    assert_eq!(survivor.audit(), [""; 0]);
                    if accepted % 4 == 0 {
                        live_on(&mut survivor, number as u64);
                    }
                }
            }
        }
    }
    println!("{accepted} accepted, {refused} refused");
    assert!(accepted > 500 && refused > 500, "{accepted} accepted, {refused} refused");
}

/// The domain takes what comes, and its audit finds nothing.
fn live_on(domain: &mut Domain, seed: u64) {
    let mut workload = Workload::new(seed);
    for _ in 0..150 {
        let step = workload.next(domain);
        let command = step.command().expect("the workload has no batches");
        let preview = domain.preview(step.now, step.signer, command);
        assert_eq!(step.give(domain), preview.map(Receipt::Command));
        assert_eq!(domain.audit(), [""; 0], "after {command:?}");
    }
    assert_eq!(Domain::restore(&domain.snapshot()).as_ref(), Ok(&*domain));
}
