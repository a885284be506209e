//! Bytes from strangers: nothing panics, nothing has two forms, nothing counts where it was not signed for.

use deepnode_core::keys::Key;
use deepnode_core::{AssignmentId, Hash};
use deepnode_infer::{
    Claim, Delivery, Finish, Generation, Input, Job, MAX_EMBEDDING, Malformed, Output, Unopened,
};
use proptest::prelude::*;

const DOMAIN: Hash = Hash([7; 32]);
const HERE: AssignmentId = AssignmentId(3);
const HEADER: usize = 5 + 32 + 32 + 1 + 4;

fn miner() -> Key {
    Key::from_bytes(&[1; 32]).unwrap()
}

fn ask(limit: u32) -> Input {
    Job::greedy(vec![1, 2, 3], limit).into()
}

fn answer(tokens: Vec<u32>, finish: Finish) -> Delivery {
    let output = Output::Generation(Generation { tokens, finish });
    Delivery { claim: Claim { output, cell_root: [6; 32] }, salt: [9; 32] }
}

fn vector(numbers: Vec<i32>) -> Delivery {
    Delivery { claim: Claim { output: Output::Embedding(numbers), cell_root: [6; 32] }, salt: [9; 32] }
}

#[test]
fn the_form() {
    let bytes = answer(vec![5, 0x0102_0304], Finish::Stopped).to_bytes();
    let expected =
        [&b"dndl1"[..], &[9; 32], &[6; 32], &[2], &[2, 0, 0, 0], &[5, 0, 0, 0], &[4, 3, 2, 1]].concat();
    assert_eq!(bytes, expected);
    let bytes = vector(vec![-2]).to_bytes();
    assert_eq!(bytes[HEADER - 5..], [3, 1, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff]);
}

#[test]
fn what_is_wrong_is_said() {
    let good = answer(vec![5, 6, 7], Finish::Eos).to_bytes();
    let read = |bytes: &[u8]| Delivery::from_bytes(bytes, &ask(3)).unwrap_err();
    let with = |place: usize, value: u8| {
        let mut bytes = good.clone();
        bytes[place] = value;
        read(&bytes)
    };
    assert!(Delivery::from_bytes(&good, &ask(3)).is_ok());
    assert_eq!(read(&[]), Malformed::TooShort { least: HEADER, found: 0 });
    assert_eq!(read(&good[..HEADER - 1]), Malformed::TooShort { least: HEADER, found: HEADER - 1 });
    assert_eq!(read(&good[..good.len() - 1]), Malformed::Length { items: 3, found: 11 });
    assert_eq!(with(0, b'D'), Malformed::Version);
    assert_eq!(with(4, b'2'), Malformed::Version);
    assert_eq!(with(HEADER - 5, 3), Malformed::Kind);
    assert_eq!(with(HEADER - 5, 4), Malformed::Finish(4));
    assert_eq!(with(HEADER - 1, 255), Malformed::Length { items: 255 << 24 | 3, found: 12 });
    let too_long = Malformed::TooLong { most: HEADER + 8, found: HEADER + 12 };
    assert_eq!(Delivery::from_bytes(&good, &ask(2)).unwrap_err(), too_long);
    assert_eq!(
        read(&[&good[..], &[0]].concat()),
        Malformed::TooLong { most: good.len(), found: good.len() + 1 }
    );

    let embed = Input::Embed(vec![1, 2]);
    assert_eq!(Delivery::from_bytes(&good, &embed).unwrap_err(), Malformed::Kind);
    assert!(Delivery::from_bytes(&vector(vec![0; MAX_EMBEDDING]).to_bytes(), &embed).is_ok());
    let huge = vector(vec![0; MAX_EMBEDDING + 1]).to_bytes();
    assert!(matches!(Delivery::from_bytes(&huge, &embed), Err(Malformed::TooLong { .. })));
}

#[test]
fn an_announced_length_is_not_believed() {
    // Four billion tokens in a few bytes, asked for by a task that would take as many.
    let mut bytes = answer(vec![5], Finish::Limit).to_bytes();
    bytes[HEADER - 4..HEADER].fill(0xff);
    let refused = Delivery::from_bytes(&bytes, &ask(u32::MAX)).unwrap_err();
    assert_eq!(refused, Malformed::Length { items: u32::MAX, found: 4 });
}

#[test]
fn a_parcel_counts_in_one_place_only() {
    let (miner, delivery, input) = (miner(), answer(vec![5, 6], Finish::Limit), ask(2));
    let parcel = delivery.sign(&miner, DOMAIN, HERE);
    assert!(parcel.len() <= Delivery::max_parcel(&input));
    let me = miner.address();
    let open =
        |parcel: &[u8], domain, assignment, who| Delivery::open(parcel, &input, domain, assignment, who);
    assert_eq!(open(&parcel, DOMAIN, HERE, me), Ok(delivery.clone()));
    let stranger = Key::from_bytes(&[2; 32]).unwrap();
    for (domain, assignment, who) in
        [(Hash([8; 32]), HERE, me), (DOMAIN, AssignmentId(4), me), (DOMAIN, HERE, stranger.address())]
    {
        assert_eq!(open(&parcel, domain, assignment, who), Err(Unopened::NotFromMiner));
    }
    let copied = delivery.sign(&stranger, DOMAIN, HERE);
    assert_eq!(open(&copied, DOMAIN, HERE, me), Err(Unopened::NotFromMiner));

    // The same signature in other forms.
    let mut other_form = parcel.clone();
    other_form[64] -= 27;
    assert_eq!(open(&other_form, DOMAIN, HERE, me), Err(Unopened::NotFromMiner));

    // What the miner has signed and is no delivery is its own fault.
    let long = answer(vec![5, 6, 7], Finish::Limit).sign(&miner, DOMAIN, HERE);
    assert!(matches!(open(&long, DOMAIN, HERE, me), Err(Unopened::Malformed(Malformed::TooLong { .. }))));
}

#[test]
fn no_change_is_accepted() {
    let (miner, input) = (miner(), ask(4));
    let parcel = answer(vec![5, 6, 7], Finish::Eos).sign(&miner, DOMAIN, HERE);
    let refused = |bytes: &[u8]| Delivery::open(bytes, &input, DOMAIN, HERE, miner.address()).is_err();
    for length in 0..parcel.len() {
        assert!(refused(&parcel[..length]), "cut to {length}");
    }
    for bit in 0..8 * parcel.len() {
        let mut changed = parcel.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(refused(&changed), "bit {bit}");
    }
    assert!(refused(&[&parcel[..], &[0]].concat()));
    assert!(refused(&vec![0; 1 << 20]));
}

fn finishes() -> impl Strategy<Value = Finish> {
    prop_oneof![Just(Finish::Eos), Just(Finish::Limit), Just(Finish::Stopped)]
}

proptest! {
    #[test]
    fn round_trips(tokens in prop::collection::vec(any::<u32>(), 0..50), finish in finishes(), spare in 0..9_u32) {
        let input = ask(tokens.len() as u32 + spare);
        let delivery = answer(tokens, finish);
        prop_assert_eq!(Delivery::from_bytes(&delivery.to_bytes(), &input), Ok(delivery));
    }

    #[test]
    fn embeddings_round_trip(numbers in prop::collection::vec(any::<i32>(), 0..50)) {
        let delivery = vector(numbers);
        prop_assert_eq!(Delivery::from_bytes(&delivery.to_bytes(), &Input::Embed(vec![1])), Ok(delivery));
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200), limit in 0..40_u32) {
        let me = miner().address();
        for input in [ask(limit), Input::Embed(vec![1])] {
            prop_assert!(Delivery::open(&bytes, &input, DOMAIN, HERE, me).is_err());
            let headed = [b"dndl1", &bytes[..]].concat();
            for bytes in [&bytes[..], &headed] {
                if let Ok(delivery) = Delivery::from_bytes(bytes, &input) {
                    prop_assert_eq!(delivery.to_bytes(), bytes, "two forms of one delivery");
                }
            }
        }
    }

    #[test]
    fn nearly_right_bytes(
        tokens in prop::collection::vec(any::<u32>(), 0..10),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let good = answer(tokens, Finish::Limit).to_bytes();
        let mut bytes = good.clone();
        for (place, value) in changes {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        if let Ok(delivery) = Delivery::from_bytes(&bytes, &ask(10)) {
            prop_assert_eq!(delivery.to_bytes(), bytes);
        }
    }
}
