//! Balances as OpenZeppelin's tree has them. `tests/openzeppelin` made the vectors with its package.

use deepnode_core::{Address, Amount, Claim, Claims, Command, Domain, Hash};
use serde_json::{Value, json};

use crate::cast::{BRIDGE, extra, usual};

fn domain(balances: impl IntoIterator<Item = (Address, Amount)>) -> Domain {
    let mut domain = Domain::new(8453, Address([9; 20]), usual()).unwrap();
    for (to, amount) in balances {
        domain.apply(1_000, BRIDGE, &Command::Deposit { to, amount }).unwrap();
    }
    domain
}

fn crowd(size: u32) -> Claims {
    domain((1..=size).map(|n| (extra(n), Amount::dn(n)))).claims().unwrap()
}

#[test]
fn roots_and_proofs_are_those_of_openzeppelin() {
    let vectors: Vec<Value> = serde_json::from_str(include_str!("../openzeppelin/vectors.json")).unwrap();
    assert_eq!(vectors.len(), 8);
    for expected in vectors {
        let claims: Vec<Claim> = serde_json::from_value(expected["claims"].clone()).unwrap();
        // The order in which they came to have it is of no account.
        let found = domain(claims.iter().rev().map(|c| (c.address, c.amount))).claims().unwrap();
        assert_eq!(serde_json::to_value(&found).unwrap(), expected);
        assert!(claims.iter().all(|claim| claim.verify(found.root())));
    }
}

#[test]
fn nobody_with_a_balance_no_tree() {
    let mut domain = domain([]);
    assert_eq!(domain.claims(), None);
    let (to, amount) = (extra(1), Amount::dn(1));
    domain.apply(1_000, BRIDGE, &Command::Deposit { to, amount }).unwrap();
    assert!(domain.claims().unwrap().claim_of(&to).unwrap().proof.is_empty());
    domain.apply(1_001, to, &Command::Withdraw { amount }).unwrap();
    assert_eq!(domain.claims(), None);
}

#[test]
fn only_who_has_a_balance_has_a_claim() {
    let claims = crowd(9);
    assert_eq!(claims.iter().len(), 9);
    assert!(claims.iter().is_sorted_by_key(|claim| claim.address));
    assert!(claims.iter().all(|claim| claims.claim_of(&claim.address) == Some(claim)));
    assert_eq!(claims.claim_of(&extra(10)), None);
    assert_eq!(claims.claim_of(&Address::ZERO), None);
}

#[test]
fn a_claim_holds_unchanged_only() {
    for size in [1, 2, 3, 6] {
        let claims = crowd(size);
        let root = claims.root();
        for claim in claims.iter() {
            assert!(claim.verify(root));
            assert!(!claim.verify(Hash::ZERO));
            let more = claim.amount.checked_add(Amount::from_units(1)).unwrap();
            assert!(!Claim { amount: more, ..claim.clone() }.verify(root));
            assert!(!Claim { amount: Amount::ZERO, ..claim.clone() }.verify(root));
            assert!(!Claim { address: extra(99), ..claim.clone() }.verify(root));
            let mut longer = claim.clone();
            longer.proof.push(root);
            assert!(!longer.verify(root));
            for place in 0..claim.proof.len() {
                let mut other = claim.clone();
                other.proof[place].0[31] ^= 1;
                assert!(!other.verify(root));
                other.proof.remove(place);
                assert!(!other.verify(root));
            }
        }
    }
}

#[test]
fn a_claim_is_read_strictly() {
    let claim = crowd(3).iter().next().unwrap();
    let json = serde_json::to_value(&claim).unwrap();
    assert_eq!(serde_json::from_value::<Claim>(json.clone()).unwrap(), claim);
    let refused = |name: &str, value: Value| {
        let mut json = json.clone();
        json[name] = value;
        assert!(serde_json::from_value::<Claim>(json).is_err(), "{name}");
    };
    refused("amount", json!(5));
    refused("amount", json!(Amount::MAX.units().checked_add(1).unwrap().to_string()));
    refused("address", json!("0x01"));
    refused("proof", json!(["0x01"]));
    refused("root", json!(Hash::ZERO));
    assert!(serde_json::from_value::<Claim>(json!([claim.address, claim.amount, claim.proof])).is_err());
}
