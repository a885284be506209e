//! Any bytes: read as a signed envelope or refused, and whatever is changed about one that is good, nobody takes it for
//! the signer's.
#![no_main]

use std::sync::LazyLock;

use deepnode_core::keys::Key;
use deepnode_core::{Address, Amount, Command, Content, Domain, Envelope, Params};
use libfuzzer_sys::fuzz_target;

/// A domain, and an envelope that it takes.
static GOOD: LazyLock<(Domain, Envelope)> = LazyLock::new(|| {
    let key = Key::from_bytes(&[7; 32]).expect("a key");
    let params = Params { bridge: key.address(), ..Params::default() };
    let domain = Domain::new(8453, Address([9; 20]), params).expect("they hold");
    let deposit = |n: u32| Command::Deposit { to: Address([n as u8; 20]), amount: Amount::dn(n) };
    let envelope = key.seal(&domain, Content::Batch((1..4).map(deposit).collect()), u64::MAX);
    (domain, envelope)
});

fuzz_target!(|bytes: &[u8]| {
    let (domain, good) = &*GOOD;
    if let Ok(envelope) = serde_json::from_slice::<Envelope>(bytes) {
        let written = serde_json::to_vec(&envelope).expect("plain data");
        assert_eq!(serde_json::from_slice::<Envelope>(&written).expect("what was written can be read"), envelope);
        look_at(domain, good, &envelope);
    }
    // The good one as text, with bytes put over it.
    let mut text = serde_json::to_vec(good).expect("plain data");
    for change in bytes.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % text.len();
        text[at] = change[2];
    }
    if let Ok(envelope) = serde_json::from_slice::<Envelope>(&text) {
        look_at(domain, good, &envelope);
    }
});

fn look_at(domain: &Domain, good: &Envelope, envelope: &Envelope) {
    let mut after = domain.clone();
    let result = after.apply_signed(1_000, envelope);
    assert_eq!(after.audit(), [""; 0]);
    if result.is_err() {
        assert_eq!(after, *domain, "a refusal changed the state");
    }
    if envelope.signer == good.signer && result.is_ok() {
        // `v` has two ways to be written.
        let mut same = envelope.clone();
        same.signed.signature = good.signed.signature.clone();
        assert_eq!(same, *good, "a forgery was taken");
        assert_eq!(envelope.signed.signature.0[..64], good.signed.signature.0[..64]);
    }
}
