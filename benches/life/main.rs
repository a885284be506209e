//! The full life of a task: submitted, leased, delivered, judged by three, settled. Twelve commands.
//!
//! `core` is the ledger. `hashes` is nothing but the Keccak work that the rules demand of the same life: the bound that
//! the ledger is measured against. With the feature `peers`, `sqlite` and `evm` do the same ledger work.

mod hashes;

#[cfg(feature = "peers")]
mod evm;
#[cfg(feature = "peers")]
mod peer;
#[cfg(feature = "peers")]
mod sqlite;

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput};
use deepnode_benches::stage::{Stage, Step};
use deepnode_core::Domain;

use hashes::{CRATES, Inputs, LONGEST};

const MINERS: [u32; 2] = [1_000, 1_000_000];

/// How many lives pass between two compactions, which are inside of the measured time.
const BATCH: u64 = 1_000;

/// The clients' own work, such as making seals, is done on a second domain before the time is taken.
///
/// After each batch the hashes of as many lives are computed, so that both see the same machine whatever else it does;
/// the ratio is printed.
fn core(criterion: &mut Criterion, miners: u32) {
    let mut stages = None;
    let mut ratios = Vec::new();
    let mut group = criterion.benchmark_group("life/core");
    group.throughput(Throughput::Elements(1));
    group.bench_function(BenchmarkId::from_parameter(miners), |bencher| {
        let (scout, domain, inputs) = stages.get_or_insert_with(|| {
            let mut scout = Stage::new(miners);
            let inputs = Inputs::of_a_life(&mut scout);
            let domain = scout.domain.clone();
            (scout, domain, inputs)
        });
        bencher.iter_custom(|lives| {
            let mut taken = Duration::ZERO;
            let mut left = lives;
            while left > 0 {
                let batch = left.min(BATCH);
                let lived = live(scout, domain, batch);
                if batch >= BATCH / 10 {
                    let hashed = Inputs::hash(&inputs.of_the_core(), batch);
                    ratios.push(lived.as_secs_f64() / hashed.as_secs_f64());
                }
                taken += lived;
                left -= batch;
            }
            taken
        });
        assert_eq!(domain.beacon(), scout.domain.beacon());
    });
    group.finish();
    ratios.sort_by(f64::total_cmp);
    if let Some(last) = ratios.len().checked_sub(1) {
        let [low, median, high] = [last / 4, last / 2, last * 3 / 4].map(|place| ratios[place]);
        println!("life/core/{miners}: {median:.2} times its hashes (quartiles {low:.2} and {high:.2})");
    }
}

/// How long a domain takes for some lives and the compaction after them.
fn live(scout: &mut Stage, domain: &mut Domain, lives: u64) -> Duration {
    let mut steps: Vec<Step> = Vec::with_capacity(12 * lives as usize);
    for _ in 0..lives {
        scout.live(&mut |step, _| steps.push(step));
    }
    scout.domain.compact(scout.domain.time());
    let begun = Instant::now();
    for step in &steps {
        let events = domain.apply(step.now, step.signer, black_box(&step.command));
        black_box(events.expect("what the scout could do"));
    }
    domain.compact(domain.time());
    begun.elapsed()
}

/// The inputs of a life, one after another, by each crate.
fn hashes(criterion: &mut Criterion) {
    let inputs = Inputs::of_a_life(&mut Stage::new(1_000));
    let blocks = |lengths: &[usize]| lengths.iter().map(|length| length / 136 + 1).sum::<usize>();
    println!(
        "a life hashes {} inputs for the rules ({} blocks: {:?}) and {} for the log ({} blocks: {:?})",
        inputs.rules.len(),
        blocks(&inputs.rules),
        inputs.rules,
        inputs.log.len(),
        blocks(&inputs.log),
        inputs.log,
    );
    let all = inputs.of_the_core();
    let bytes = [7; LONGEST];
    for (what, lengths) in [("rules", &inputs.rules), ("rules+log", &all)] {
        let mut group = criterion.benchmark_group(format!("life/hashes/{what}"));
        group.throughput(Throughput::Elements(1));
        for (name, keccak) in CRATES {
            group.bench_function(name, |bencher| {
                bencher.iter(|| {
                    for length in lengths {
                        black_box(keccak(black_box(&bytes[..*length])));
                    }
                });
            });
        }
        group.finish();
    }
}

#[cfg(feature = "peers")]
fn peers(criterion: &mut Criterion, miners: u32) {
    use peer::Peer;

    fn lives<P: Peer>(criterion: &mut Criterion, name: &str, miners: u32) {
        let mut stage = None;
        let mut group = criterion.benchmark_group(format!("life/{name}"));
        group.throughput(Throughput::Elements(1));
        group.bench_function(BenchmarkId::from_parameter(miners), |bencher| {
            let stage = stage.get_or_insert_with(|| peer::Stage::<P>::new(miners));
            bencher.iter_custom(|lives| (0..lives).map(|_| stage.live()).sum());
        });
        group.finish();
    }
    lives::<sqlite::Sqlite>(criterion, "sqlite", miners);
    lives::<evm::Evm>(criterion, "evm", miners);
}

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    hashes(&mut criterion);
    for miners in MINERS {
        core(&mut criterion, miners);
        #[cfg(feature = "peers")]
        peers(&mut criterion, miners);
    }
    criterion.final_summary();
}
