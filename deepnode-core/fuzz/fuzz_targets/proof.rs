//! Any bytes: read as a claim or refused; a claim never breaks what checks it, and holds only as it was made.
#![no_main]

use deepnode_core::{Address, Amount, Claim, Command, Domain, Hash, Params};
use libfuzzer_sys::fuzz_target;

const BRIDGE: Address = Address([1; 20]);

fuzz_target!(|bytes: &[u8]| {
    let Some((root, rest)) = bytes.split_first_chunk::<32>() else { return };
    if let Ok(claim) = serde_json::from_slice::<Claim>(rest) {
        let _ = claim.verify(Hash(*root));
        let written = serde_json::to_vec(&claim).expect("a claim is plain data");
        assert_eq!(serde_json::from_slice::<Claim>(&written).expect("what was written can be read"), claim);
    }

    // Balances by the root's bytes, then a change by the rest.
    let mut domain = Domain::new(1, Address::ZERO, Params { bridge: BRIDGE, ..Params::default() })
        .expect("the default parameters hold");
    let [size, which, ref seed @ ..] = *root;
    for n in 0..=size % 40 {
        let units = 1 + u64::from(seed[usize::from(n) % seed.len()]);
        let (to, amount) = (Address([n; 20]), Amount::from_units(units));
        domain.apply(1, BRIDGE, &Command::Deposit { to, amount }).expect("the bridge may deposit");
    }
    let claims = domain.claims().expect("somebody has a balance");
    let claim = claims.iter().nth(usize::from(which) % claims.iter().len()).expect("the place is in range");
    assert!(claim.verify(claims.root()));

    let mut other = claim.clone();
    for change in rest.chunks(2) {
        let [kind, value] = *change else { break };
        let place = usize::from(value);
        match kind % 6 {
            0 => other.address.0[place % 20] ^= 1 << (kind / 6 % 8),
            1 => other.amount = Amount::from_units(u64::from(value)),
            2 => other.proof.push(Hash([value; 32])),
            3 => drop(other.proof.pop()),
            4 if !other.proof.is_empty() => {
                let length = other.proof.len();
                other.proof.swap(place % length, usize::from(kind / 6) % length);
            }
            5 if !other.proof.is_empty() => {
                let length = other.proof.len();
                other.proof[place % length].0[place % 32] ^= 1 << (kind / 6 % 8);
            }
            _ => {}
        }
    }
    // Nobody but another owner of a claim, at its unchanged proof, is believed.
    assert_eq!(other.verify(claims.root()), claims.claim_of(&other.address) == Some(other));
});
