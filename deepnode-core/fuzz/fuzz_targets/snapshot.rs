//! Any bytes with a checksum that fits: refused, or a domain that its audit finds nothing wrong with, whatever it is
//! asked next.
#![no_main]

use deepnode_core::testing::Workload;
use deepnode_core::{Domain, keccak};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // The first byte chooses what comes after; then the state, and what was its checksum.
    let Some((seed, bytes)) = bytes.split_first() else { return };
    let content = &bytes[..bytes.len().saturating_sub(32)];
    let mut snapshot = content.to_vec();
    snapshot.extend(keccak(&[content]).0);
    let Ok(mut domain) = Domain::restore(&snapshot) else { return };
    assert!(domain.snapshot() == snapshot, "two snapshots of one state");

    let mut workload = Workload::new((*seed).into());
    for _ in 0..30 {
        let step = workload.next(&domain);
        let command = step.command().expect("the workload has no batches");
        let preview = domain.preview(step.now, step.signer, command);
        assert_eq!(domain.apply(step.now, step.signer, command), preview);
        assert_eq!(domain.audit(), [""; 0]);
    }
    assert_eq!(Domain::restore(&domain.snapshot()).as_ref(), Ok(&domain));
    domain.compact(domain.time());
    assert_eq!(domain.audit(), [""; 0]);
});
