//! What travels: its size, and what becomes of it when it is not what it should be.

use anyhow::Result;
use deepnode_core::keys::Key;
use deepnode_core::{AssignmentId, Hash, commitment};
use deepnode_infer::{Delivery, Input, output_root};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::equality::run;
use crate::models::Models;
use crate::row::{Row, Status};

const DOMAIN: Hash = Hash([7; 32]);

/// Deliveries of D1 with their inputs.
fn deliveries(models: &Models, count: usize) -> Result<Vec<(Input, Delivery, Hash)>> {
    let model = models.exact(models.random())?;
    let tasks = models.tasks(&model, count, 64)?;
    let delivery = |(i, input): (usize, Input)| {
        let claim = run(&model, &input)?;
        let root = Hash(output_root(model.manifest(), &input, &claim));
        Ok((input, Delivery { claim, salt: [i as u8; 32] }, root))
    };
    tasks.into_iter().enumerate().map(delivery).collect()
}

pub(crate) fn on_the_ledger(models: &Models) -> Result<Row> {
    let mut most = 0;
    let all = deliveries(models, 4)?;
    for (_, delivery, root) in &all {
        let seal =
            commitment::seal(DOMAIN, AssignmentId(1), Key::create().address(), *root, Hash(delivery.salt));
        most = most.max(seal.0.len());
    }
    Ok(Row {
        id: "C1",
        question: "bytes on the ledger for a response",
        bar: "32",
        measured: format!("{most}"),
        samples: all.len() as u64,
        status: Status::of(most == 32),
    })
}

pub(crate) fn beside_it(models: &Models) -> Result<Row> {
    let all = deliveries(models, 4)?;
    let key = Key::create();
    let extra = |(_, delivery, _): &(Input, Delivery, Hash)| {
        // What is not the answer itself: 64 tokens of four bytes.
        (delivery.sign(&key, DOMAIN, AssignmentId(1)).len() - 64 * 4) as f64 / 64.0
    };
    let most = all.iter().map(extra).fold(0.0, f64::max);
    Ok(Row {
        id: "C1",
        question: "bytes of proof beside the ledger for each token, signature and salt included (64 tokens)",
        bar: "reported",
        measured: format!("{most:.2}"),
        samples: all.len() as u64,
        status: Status::Passed,
    })
}

/// Parcels that are broken, or somebody else's, or for something else.
pub(crate) fn hostile(models: &Models) -> Result<Row> {
    let all = deliveries(models, 8)?;
    let (miner, other) = (Key::create(), Key::create());
    let mut dice = ChaCha8Rng::seed_from_u64(1);
    let (mut accepted, mut tried) = (0u64, 0u64);
    let here = AssignmentId(1);
    let count = models.samples(80_000);
    for round in 0..count {
        let (input, delivery, _) = &all[round % all.len()];
        let mut parcel = match round % 4 {
            0 => delivery.sign(&other, DOMAIN, here),
            1 => delivery.sign(&miner, DOMAIN, AssignmentId(2)),
            2 => delivery.sign(&miner, Hash([8; 32]), here),
            _ => delivery.sign(&miner, DOMAIN, here),
        };
        match round / 4 % 5 {
            0 => {}
            1 => parcel.truncate(dice.next_u64() as usize % parcel.len()),
            2 => parcel.extend((0..dice.next_u64() % 100_000).map(|i| i as u8)),
            3 => {
                let place = dice.next_u64() as usize % parcel.len();
                parcel[place] ^= 1 << (dice.next_u64() % 8);
            }
            _ => parcel.iter_mut().for_each(|byte| *byte = dice.next_u64() as u8),
        }
        // Only what the miner has signed for this assignment may pass.
        let opened = Delivery::open(&parcel, input, DOMAIN, here, miner.address());
        tried += 1;
        let genuine = round % 4 == 3;
        accepted += u64::from(opened.is_ok_and(|found| !genuine || found != *delivery));
        // The bare bytes, without a signature in the way.
        let bytes = parcel.split_off(parcel.len().min(65));
        tried += 1;
        accepted +=
            u64::from(Delivery::from_bytes(&bytes, input).is_ok_and(|found| found.to_bytes() != bytes));
    }
    Ok(Row {
        id: "P1",
        question: "parcels truncated, oversized, changed, or of another miner, assignment or domain",
        bar: "0 accepted, 0 panics",
        measured: format!("{accepted} accepted"),
        samples: tried,
        status: Status::of(accepted == 0),
    })
}
