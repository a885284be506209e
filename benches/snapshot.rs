//! Saving and restoring a domain, and writing its log.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
use deepnode_benches::stage::Stage;
use deepnode_core::{Command, Domain, Event, log};

const MINERS: u32 = 1_000_000;
/// Lives whose events are written.
const LIVES: usize = 1_000;

fn size(domain: &Domain) -> usize {
    domain.snapshot().len()
}

/// What a row takes in a snapshot: the difference that many of its kind make.
fn rows() {
    let per = |bytes: usize, rows: usize| bytes as f64 / rows as f64;
    let (few, many) = (Stage::new(1_000), Stage::new(11_000));
    println!("snapshot: {:.1} bytes a miner", per(size(&many.domain) - size(&few.domain), 10_000));

    // A life leaves one task and one assignment with one round of three seats.
    let mut lived = Stage::new(1_000);
    let (mut submitted, empty) = (lived.domain.clone(), size(&lived.domain));
    for _ in 0..LIVES {
        lived.live(&mut |step, _| {
            if matches!(step.command, Command::SubmitTask { .. }) {
                submitted.apply(step.now, step.signer, &step.command).expect("a consumer may");
            }
        });
    }
    let task = per(size(&submitted) - empty, LIVES);
    let both = per(size(&lived.domain) - empty, LIVES);
    println!(
        "snapshot: {task:.1} bytes a waiting task, {both:.1} a settled one with its assignment and three verdicts"
    );
}

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(8))
        .configure_from_args();
    rows();

    let domain = Stage::new(MINERS).domain;
    let bytes = domain.snapshot();
    let mut group = criterion.benchmark_group("snapshot");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function(BenchmarkId::new("save", MINERS), |bencher| {
        bencher.iter(|| black_box(&domain).snapshot())
    });
    group.bench_function(BenchmarkId::new("restore", MINERS), |bencher| {
        bencher.iter_batched(
            || (),
            |()| Domain::restore(black_box(&bytes)).expect("it was saved"),
            BatchSize::PerIteration,
        );
    });
    group.finish();

    let mut stage = Stage::new(1_000);
    let mut lists: Vec<Vec<Event>> = Vec::new();
    for _ in 0..LIVES {
        stage.live(&mut |_, events| lists.push(events));
    }
    let events: usize = lists.iter().map(Vec::len).sum();
    let mut group = criterion.benchmark_group("log");
    group.throughput(Throughput::Elements(events as u64));
    group.bench_function("encode", |bencher| {
        let mut out = Vec::with_capacity(1 << 20);
        bencher.iter(|| {
            out.clear();
            lists.iter().for_each(|list| borsh::to_writer(&mut out, list).expect("memory"));
            out.len()
        });
    });
    group.bench_function("heads", |bencher| {
        bencher.iter(|| lists.iter().fold(stage.domain.head(), |head, list| log::next_head(head, list)));
    });
    group.finish();
    criterion.final_summary();
}
