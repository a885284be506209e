//! Bytes that this crate wrote once and has to read, and write, for good.
//!
//! `golden/v1` holds what schema version 1 looks like: snapshots of a domain before its first command, half-way and at
//! its end, all entries in between, the heads on the way, and one command and one event of each kind.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use deepnode_core::log::{self, Entry};
use deepnode_core::scenario::Scenario;
use deepnode_core::testing::{COMMANDS, EVENTS, command_kind, event_kind};
use deepnode_core::{Command, Domain, Event};

use crate::scenarios::files;

/// The scenario that the files were made of.
const SCENARIO: &str = "signed_8102";

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden/v1").join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(path(name)).unwrap()
}

fn entries(mut bytes: &[u8]) -> Vec<Entry> {
    let mut entries = Vec::new();
    while !bytes.is_empty() {
        let (entry, rest) = Entry::split_first(bytes).unwrap();
        entries.push(entry);
        bytes = rest;
    }
    entries
}

/// The number of the last event and the head: at first, after every hundredth entry, and at the end.
fn heads(genesis: &Domain, entries: &[Entry]) -> String {
    let mut text = format!("{} {}\n", genesis.sequence(), genesis.head());
    for (entry, number) in entries.iter().zip(1..) {
        if number % 100 == 0 || number == entries.len() {
            let last = entry.sequence + entry.events.len() as u64 - 1;
            writeln!(text, "{last} {}", entry.head).unwrap();
        }
    }
    text
}

#[test]
fn a_log_of_version_1_is_read_and_written() {
    let mut domain = Domain::restore(&bytes("genesis.snapshot")).unwrap();
    let entries = entries(&bytes("log"));
    assert_eq!(heads(&domain, &entries), String::from_utf8(bytes("heads.txt")).unwrap());
    assert_eq!(log::verify(domain.head(), &entries).unwrap(), entries.last().unwrap().head);
    assert_eq!(entries.iter().flat_map(Entry::to_bytes).collect::<Vec<u8>>(), bytes("log"));

    let (before, after) = entries.split_at(entries.len() / 2);
    domain.replay(before).unwrap();
    assert_eq!(domain.snapshot(), bytes("middle.snapshot"));
    let mut restored = Domain::restore(&bytes("middle.snapshot")).unwrap();
    restored.replay(after).unwrap();
    assert_eq!(restored.audit(), [""; 0]);
    assert_eq!(restored.snapshot(), bytes("end.snapshot"));
}

#[test]
fn a_snapshot_of_version_1_is_read_and_written() {
    for name in ["genesis.snapshot", "middle.snapshot", "end.snapshot"] {
        let bytes = bytes(name);
        assert_eq!(Domain::restore(&bytes).unwrap().snapshot(), bytes, "{name}");
    }
    let domain = Domain::restore(&bytes("end.snapshot")).unwrap();
    let path = files().into_iter().find(|(found, _)| found == SCENARIO).unwrap().1;
    let expected = fs::read_to_string(path.with_extension("expected.json")).unwrap();
    assert_eq!(domain.report().to_string(), expected);
}

#[test]
fn commands_and_events_of_version_1_are_read_and_written() {
    let commands: Vec<Command> = borsh::from_slice(&bytes("commands")).unwrap();
    assert_eq!(borsh::to_vec(&commands).unwrap(), bytes("commands"));
    // New kinds come behind those that there were.
    assert!(COMMANDS.starts_with(&commands.iter().map(command_kind).collect::<Vec<_>>()));
    let events: Vec<Event> = borsh::from_slice(&bytes("events")).unwrap();
    assert_eq!(borsh::to_vec(&events).unwrap(), bytes("events"));
    assert!(EVENTS.starts_with(&events.iter().map(event_kind).collect::<Vec<_>>()));
    // As text they are what they were: a field that moved would show.
    let readable = serde_json::to_string_pretty(&(commands, events)).unwrap() + "\n";
    assert_eq!(readable, String::from_utf8(bytes("readable.json")).unwrap());
}

/// Writes the files anew; see the page on contributing before you think of it.
#[test]
#[ignore = "overwrites the golden files"]
fn write_the_golden_files() {
    let write = |name: &str, bytes: &[u8]| fs::write(path(name), bytes).unwrap();
    fs::create_dir_all(path("")).unwrap();
    let mut commands = BTreeMap::new();
    let mut events = BTreeMap::new();
    for (name, file) in files() {
        let scenario = Scenario::parse(&fs::read(file).unwrap()).unwrap();
        let genesis = Domain::new(scenario.chain_id, scenario.contract, scenario.params.clone()).unwrap();
        let mut domain = genesis.clone();
        let mut entries = Vec::new();
        for step in scenario.steps {
            let (mut sequence, mut head) = (domain.sequence(), domain.head());
            if let Some(command) = step.command() {
                commands.entry(command_kind(command)).or_insert_with(|| command.clone());
            }
            let Ok(receipt) = step.give(&mut domain) else { continue };
            for event in receipt.entries().flatten() {
                events.entry(event_kind(event)).or_insert_with(|| event.clone());
            }
            entries.extend(log::entries(&mut sequence, &mut head, receipt.entries()));
        }
        if name == SCENARIO {
            write("genesis.snapshot", &genesis.snapshot());
            let mut middle = genesis.clone();
            middle.replay(&entries[..entries.len() / 2]).unwrap();
            write("middle.snapshot", &middle.snapshot());
            write("end.snapshot", &domain.snapshot());
            write("log", &entries.iter().flat_map(Entry::to_bytes).collect::<Vec<u8>>());
            write("heads.txt", heads(&genesis, &entries).as_bytes());
        }
    }
    let commands: Vec<Command> = COMMANDS.iter().map(|kind| commands[kind].clone()).collect();
    let events: Vec<Event> = EVENTS.iter().map(|kind| events[kind].clone()).collect();
    write("commands", &borsh::to_vec(&commands).unwrap());
    write("events", &borsh::to_vec(&events).unwrap());
    write("readable.json", (serde_json::to_string_pretty(&(commands, events)).unwrap() + "\n").as_bytes());
}
