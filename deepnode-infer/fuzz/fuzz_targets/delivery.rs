//! Any bytes: read as a delivery and as a parcel, or refused. What is read has no other bytes; whatever is changed about
//! a good parcel, and wherever it is sent, nobody takes it for the miner's; and what a miner signs never breaks a
//! validator.
#![no_main]

use std::sync::LazyLock;

use deepnode_core::keys::Key;
use deepnode_core::{AssignmentId, Hash};
use deepnode_infer::{Claim, Delivery, Finish, Generation, Input, Job, Malformed, Unopened};
use libfuzzer_sys::fuzz_target;

const DOMAIN: Hash = Hash([7; 32]);
const HERE: AssignmentId = AssignmentId(3);

static MINER: LazyLock<Key> = LazyLock::new(|| Key::from_bytes(&[1; 32]).expect("it is in range"));

fuzz_target!(|bytes: &[u8]| {
    let Some(([limit, kind], rest)) = bytes.split_first_chunk::<2>() else { return };
    let input = match kind % 2 {
        0 => Input::from(Job::greedy(vec![1], u32::from(*limit))),
        _ => Input::Embed(vec![1]),
    };
    let me = MINER.address();
    if let Ok(delivery) = Delivery::from_bytes(rest, &input) {
        assert!(delivery.to_bytes() == rest, "two forms of one delivery");
        let parcel = delivery.sign(&MINER, DOMAIN, HERE);
        assert!(parcel.len() <= Delivery::max_parcel(&input));
        assert_eq!(Delivery::open(&parcel, &input, DOMAIN, HERE, me), Ok(delivery));
        let elsewhere = Delivery::open(&parcel, &input, DOMAIN, AssignmentId(4), me);
        assert_eq!(elsewhere, Err(Unopened::NotFromMiner));
    }
    assert!(Delivery::open(rest, &input, DOMAIN, HERE, me).is_err(), "a forgery");

    // Changes to a good parcel, pairs of place and value.
    let tokens = (0..u32::from(limit % 8)).collect();
    let claim = Claim::from(Generation { tokens, finish: Finish::Limit });
    let parcel = Delivery { claim, salt: [9; 32] }.sign(&MINER, DOMAIN, HERE);
    let mut changed = parcel.clone();
    for pair in rest.chunks_exact(2) {
        let place = usize::from(pair[0]) % changed.len();
        changed[place] = pair[1];
    }
    let asked = Input::from(Job::greedy(vec![1], 8));
    let opened = Delivery::open(&changed, &asked, DOMAIN, HERE, me);
    assert_eq!(opened.is_ok(), changed == parcel);
    let long = Delivery::from_bytes(&vec![0; usize::from(*limit) * 64], &asked);
    assert!(matches!(long, Err(Malformed::TooShort { .. } | Malformed::TooLong { .. } | Malformed::Version)));
});
