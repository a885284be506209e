//! Any bytes: read as an entry, as events and as commands, or refused; what is read has no other bytes.
#![no_main]

use borsh::{BorshDeserialize, BorshSerialize};
use deepnode_core::log::{self, Entry};
use deepnode_core::{Command, Event, Hash, Params, keccak};
use libfuzzer_sys::fuzz_target;

fn one_form<T: BorshDeserialize + BorshSerialize>(bytes: &[u8]) -> Option<T> {
    let value: T = borsh::from_slice(bytes).ok()?;
    assert!(borsh::to_vec(&value).expect("what was read is short") == bytes, "two forms of one value");
    Some(value)
}

fuzz_target!(|bytes: &[u8]| {
    one_form::<Command>(bytes);
    one_form::<Vec<Command>>(bytes);
    one_form::<Params>(bytes);
    let events = one_form::<Vec<Event>>(bytes);
    if let Ok(entry) = Entry::from_bytes(bytes) {
        assert!(entry.to_bytes() == bytes, "two forms of one entry");
    }

    // As the body of an entry whose checksum fits.
    let mut entry = vec![log::SCHEMA];
    entry.extend((bytes.len() as u32).to_le_bytes());
    entry.extend(bytes);
    entry.extend(&keccak(&[&entry]).0[..8]);
    if let Ok(read) = Entry::from_bytes(&entry) {
        assert!(read.to_bytes() == entry, "two forms of one entry");
        let _ = log::verify(Hash::ZERO, [&read]);
    }
    if let Some(events) = events {
        let head = log::next_head(Hash::ZERO, &events);
        let entry = Entry { sequence: 1, head, events };
        assert_eq!(log::verify(Hash::ZERO, [&entry]).is_ok(), !entry.events.is_empty());
    }
});
