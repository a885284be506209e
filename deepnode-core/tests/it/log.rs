//! Canonical bytes, entries, and the chain of heads.

use std::fs;

use deepnode_core::log::{self, BrokenChain, Entry, MalformedEntry};
use deepnode_core::scenario::Scenario;
use deepnode_core::testing::{Game, Workload, play};
use deepnode_core::{Address, Amount, Command, Domain, Event, Hash, Params, Place, Reason, Verdict, keccak};

use crate::scenarios::files;

/// A domain as it was, and every entry of its log.
fn told(scenario: &Scenario) -> (Domain, Vec<Entry>) {
    let genesis = Domain::new(scenario.chain_id, scenario.contract, scenario.params.clone()).unwrap();
    let mut domain = genesis.clone();
    let mut entries = Vec::new();
    for step in &scenario.steps {
        let (mut sequence, mut head) = (domain.sequence(), domain.head());
        if let Ok(receipt) = step.give(&mut domain) {
            entries.extend(log::entries(&mut sequence, &mut head, receipt.entries()));
        }
        assert_eq!((sequence, head), (domain.sequence(), domain.head()));
    }
    (genesis, entries)
}

fn from_file(name: &str) -> (Domain, Vec<Entry>) {
    let path = files().into_iter().find(|(found, _)| found == name).unwrap().1;
    told(&Scenario::parse(&fs::read(path).unwrap()).unwrap())
}

/// What another implementation has to write. The bytes are spelled out.
#[test]
fn canonical_bytes_are_borsh() {
    let ana = Address([0xaa; 20]);
    let event = Event::Moved {
        from: Place::Outside,
        to: Place::Balance(ana),
        amount: Amount::from_units(0x0102),
        reason: Reason::Deposit,
    };
    let mut expected = vec![2, 8, 0]; // the third event; from the ninth place; to the first
    expected.extend([0xaa; 20]);
    expected.extend([0x02, 0x01]);
    expected.extend([0; 14 + 1]); // the rest of the amount; the first reason
    assert_eq!(borsh::to_vec(&event).unwrap(), expected);

    let command = Command::Withdraw { amount: Amount::from_units(7) };
    let bytes = [&[1, 7][..], &[0; 15]].concat();
    assert_eq!(borsh::to_vec(&command).unwrap(), bytes);
    assert_eq!(borsh::from_slice::<Command>(&bytes).unwrap(), command);
    for (verdict, byte) in Verdict::ALL.iter().zip(0..) {
        assert_eq!((borsh::to_vec(verdict).unwrap(), verdict.byte()), (vec![byte], byte));
    }
}

#[test]
fn what_is_not_canonical_is_refused() {
    let too_much = (Amount::MAX.units() + 1).to_le_bytes();
    assert!(borsh::from_slice::<Amount>(&too_much).is_err());
    assert_eq!(borsh::from_slice::<Amount>(&Amount::MAX.units().to_le_bytes()).unwrap(), Amount::MAX);
    assert!(borsh::from_slice::<Verdict>(&[5]).is_err());
    let mut withdraw = borsh::to_vec(&Command::Withdraw { amount: Amount::dn(1) }).unwrap();
    withdraw.push(0);
    assert!(borsh::from_slice::<Command>(&withdraw).is_err());
    // An admission list with its addresses in another order, or twice.
    for second in [[1; 20], [2; 20]] {
        let list = [&[1, 2, 0, 0, 0][..], &[2; 20], &second].concat();
        assert!(borsh::from_slice::<deepnode_core::Admission>(&list).is_err());
    }
    // Lengths that promise more than there is.
    for variant in 0..=60 {
        let hostile = [&[variant][..], &[0xff; 100]].concat();
        assert!(borsh::from_slice::<Event>(&hostile).is_err());
        assert!(borsh::from_slice::<Vec<Event>>(&hostile).is_err());
        assert!(borsh::from_slice::<Command>(&hostile).is_err());
    }
}

/// Parameters that break a rule can be proposed, so they can be read.
#[test]
fn proposed_parameters_need_not_hold() {
    let params = Params { phase: 9, ..Params::default() };
    assert!(params.validate().is_err());
    assert_eq!(borsh::from_slice::<Params>(&borsh::to_vec(&params).unwrap()).unwrap(), params);
}

/// Every event and command of a few long runs comes back from its bytes, and from nothing shorter.
#[test]
fn events_and_commands_come_back() {
    for seed in [5, 17, 40] {
        let scenario = play(&Game::new(seed, 1_500)).unwrap_or_else(|failure| panic!("{failure}")).scenario;
        for step in &scenario.steps {
            let command = step.command().unwrap();
            let bytes = borsh::to_vec(command).unwrap();
            assert_eq!(borsh::from_slice::<Command>(&bytes).unwrap(), *command);
            assert!((0..bytes.len()).all(|end| borsh::from_slice::<Command>(&bytes[..end]).is_err()));
        }
        let (_, entries) = told(&scenario);
        for event in entries.iter().flat_map(|entry| &entry.events) {
            let bytes = borsh::to_vec(event).unwrap();
            assert_eq!(borsh::from_slice::<Event>(&bytes).unwrap(), *event);
        }
        for entry in &entries {
            assert_eq!(Entry::from_bytes(&entry.to_bytes()).unwrap(), *entry);
        }
    }
}

#[test]
fn a_head_is_what_the_rules_say() {
    let (genesis, entries) = from_file("one_task");
    let mut head = keccak(&[&borsh::to_vec(&genesis.versions().next().unwrap().1).unwrap()]);
    assert_eq!((genesis.head(), genesis.sequence()), (head, 0));
    let mut sequence = 1;
    for entry in &entries {
        head = keccak(&[&head.0, &borsh::to_vec(&entry.events).unwrap()]);
        assert_eq!((entry.sequence, entry.head), (sequence, head));
        sequence += entry.events.len() as u64;
    }
    let mut replayed = genesis;
    replayed.replay(&entries).unwrap();
    assert_eq!((replayed.head(), replayed.sequence()), (head, sequence - 1));
}

/// A preview moves no head, nor does a refusal; how events fall into commands moves it.
#[test]
fn a_head_moves_with_each_command_only() {
    let (genesis, entries) = from_file("rejected_and_slashed");
    let mut domain = genesis.clone();
    domain.replay(&entries).unwrap();
    let sequencer = domain.params().sequencer;
    let advance = Command::Advance { entropy: Hash([1; 32]), next: Hash([2; 32]) };
    let before = (domain.head(), domain.sequence());
    let _ = domain.preview(domain.time(), sequencer, &advance);
    assert!(domain.apply(domain.time(), Address([0xee; 20]), &advance).is_err());
    assert_eq!((domain.head(), domain.sequence()), before);

    let flat: Vec<Event> = entries.iter().flat_map(|entry| entry.events.clone()).collect();
    let mut otherwise = genesis.clone();
    otherwise.replay([&flat]).unwrap();
    assert_eq!(otherwise.sequence(), domain.sequence());
    assert_eq!(otherwise.report(), domain.report());
    assert_ne!(otherwise.head(), domain.head());

    let nothing: [Event; 0] = [];
    assert!(genesis.clone().replay([nothing]).is_err());
}

/// Whoever has a head that is to be trusted needs no state.
#[test]
fn a_chain_is_checked_without_a_state() {
    let (genesis, entries) = from_file("one_task");
    let last = entries.last().unwrap().head;
    assert_eq!(log::verify(genesis.head(), &entries), Ok(last));
    assert_eq!(log::verify(entries[3].head, &entries[4..]), Ok(last));
    assert_eq!(log::verify(last, []), Ok(last));
    assert!(matches!(log::verify(genesis.head(), &entries[1..]), Err(BrokenChain::Head { .. })));

    let mut gap = entries.clone();
    gap[2].sequence += 1;
    let expected = entries[2].sequence;
    let found = expected + 1;
    assert_eq!(log::verify(genesis.head(), &gap), Err(BrokenChain::Sequence { expected, found }));
    let mut empty = entries.clone();
    empty[2].events.clear();
    assert!(matches!(log::verify(genesis.head(), &empty), Err(BrokenChain::Empty { .. })));
    for (at, entry) in entries.iter().enumerate() {
        if let Some(place) = entry.events.iter().position(|event| matches!(event, Event::Moved { .. })) {
            let mut forged = entries.clone();
            if let Event::Moved { amount, .. } = &mut forged[at].events[place] {
                *amount = Amount::dn(1_000_000);
            }
            let sequence = entry.sequence;
            let error = log::verify(genesis.head(), &forged).unwrap_err();
            assert!(matches!(error, BrokenChain::Head { sequence: at, .. } if at == sequence), "{error}");
        }
    }
}

/// Every truncation, every extension and every changed byte is told.
#[test]
fn a_damaged_entry_is_refused() {
    let (_, entries) = from_file("one_task");
    for entry in entries.iter().step_by(5) {
        let bytes = entry.to_bytes();
        for end in 0..bytes.len() {
            let error = Entry::from_bytes(&bytes[..end]).unwrap_err();
            assert!(matches!(error, MalformedEntry::Truncated { .. }), "{error}");
        }
        let longer = [&bytes[..], &[0]].concat();
        assert!(matches!(Entry::from_bytes(&longer), Err(MalformedEntry::Trailing { .. })));
        for at in 0..bytes.len() {
            for change in [1, 0x80, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] ^= change;
                let error = Entry::from_bytes(&damaged).unwrap_err();
                let expected = match at {
                    0 => matches!(error, MalformedEntry::Version { .. }),
                    1..=4 => {
                        matches!(error, MalformedEntry::Truncated { .. } | MalformedEntry::Damaged)
                    }
                    _ => error == MalformedEntry::Damaged,
                };
                assert!(expected, "byte {at}: {error}");
            }
        }
    }
    assert!(matches!(Entry::from_bytes(b"[]"), Err(MalformedEntry::Version { found: b'[' })));
}

/// The events of one domain do not fit another.
#[test]
fn a_log_belongs_to_one_domain() {
    let other = Workload::new(3);
    let mut domain = Domain::new(1, Address::ZERO, other.params().clone()).unwrap();
    let (genesis, entries) = from_file("rejected_and_slashed");
    assert_ne!(domain.head(), genesis.head());
    assert!(log::verify(domain.head(), &entries).is_err());
    let _ = domain.replay(&entries);
}

/// Who follows takes each entry once, in its place, unchanged.
#[test]
fn a_follower_takes_what_comes_next_and_nothing_else() {
    let (genesis, entries) = from_file("signed_8101");
    let mut follower = genesis.clone();
    follower.follow(&entries).unwrap();
    assert_eq!(Some(follower.head()), entries.last().map(|entry| entry.head));

    let refused = |wrong: &[Entry]| {
        let mut follower = genesis.clone();
        follower.follow(&entries[..9]).unwrap();
        let before = follower.clone();
        let error = follower.follow(wrong).unwrap_err();
        assert!(matches!(error, log::CannotFollow::Chain(_)), "{error}");
        assert_eq!(follower, before, "nothing was taken");
    };
    refused(&entries[8..9]);
    refused(&entries[10..]);
    let mut changed = entries[9].clone();
    changed.head = Hash([7; 32]);
    refused(&[changed]);
    let mut cut = entries[9].clone();
    cut.events.pop();
    refused(&[cut]);
}
