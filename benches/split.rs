//! Dividing an amount pro rata, beside the same rule written down plainly with big integers.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput};
use deepnode_core::{Amount, keccak, split};
use num_bigint::BigUint;

/// `share_k = A*Wk/W - A*W(k-1)/W`, as the rule says it.
fn plainly(amount: u128, weights: &[u128]) -> Vec<BigUint> {
    let total: BigUint = weights.iter().sum();
    let (mut running, mut before) = (BigUint::ZERO, BigUint::ZERO);
    let shares = weights.iter().map(|weight| {
        running += *weight;
        let upto = amount * &running / &total;
        let share = &upto - &before;
        before = upto;
        share
    });
    shares.collect()
}

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    let amount = Amount::dn(1_000_000_007);
    // Scores, as miners are weighed, and sums of money, as delegations are.
    for (weights, bytes) in [("scores", 4), ("money", 12)] {
        for count in [1_u32, 10, 10_000, 1_000_000] {
            let weights_of = |n: u32| {
                let hash = keccak(&[&n.to_be_bytes()]);
                1 + hash.0[..bytes].iter().fold(0, |x, byte| x << 8 | u128::from(*byte)) / 5
            };
            let list: Vec<u128> = (0..count).map(weights_of).collect();
            let ours = split(amount, &list).expect("there is weight");
            assert!(plainly(amount.units(), &list).iter().zip(&ours).all(|(a, b)| *a == b.units().into()));

            let mut group = criterion.benchmark_group(format!("split/{weights}"));
            group.throughput(Throughput::Elements(count.into()));
            group.bench_function(BenchmarkId::new("core", count), |bencher| {
                bencher.iter(|| black_box(split(black_box(amount), black_box(&list))));
            });
            group.bench_function(BenchmarkId::new("num-bigint", count), |bencher| {
                bencher.iter(|| black_box(plainly(black_box(amount.units()), black_box(&list))));
            });
            group.finish();
        }
    }
    criterion.final_summary();
}
