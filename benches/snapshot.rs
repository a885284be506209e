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
    println!("snapshot: {task:.1} bytes a task, {:.1} an assignment with three verdicts", both - task);
}

/// Memory that the process holds, where the system says so.
fn resident() -> Option<usize> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    Some(4096 * pages.split(' ').nth(1)?.parse::<usize>().ok()?)
}

/// SQLite's own way: a copy of its pages, and the check that they hold together.
#[cfg(feature = "peers")]
mod sqlite {
    use deepnode_benches::stage::address;
    use rusqlite::{Connection, MAIN_DB, params};

    pub(super) fn miners(count: u32) -> Connection {
        let mut books = Connection::open_in_memory().expect("memory");
        let schema = "
            CREATE TABLE miners (
                id INTEGER PRIMARY KEY, address BLOB NOT NULL UNIQUE, membership INTEGER NOT NULL,
                slots INTEGER NOT NULL, good INTEGER NOT NULL, bad INTEGER NOT NULL, vwu INTEGER NOT NULL,
                model INTEGER NOT NULL, balance INTEGER NOT NULL, collateral INTEGER NOT NULL);";
        books.execute_batch(schema).expect("a schema");
        let all = books.transaction().expect("a transaction");
        {
            let mut insert = all
                .prepare("INSERT INTO miners VALUES (?, ?, 1, 4, 10000000, 3000000, 0, 1, ?, 1400000000000)")
                .expect("a statement");
            for n in 0..count {
                insert.execute(params![n, address(b"miner", n).0, 90_000_000_000_i64]).expect("a row");
            }
        }
        all.commit().expect("it commits");
        books
    }

    pub(super) fn save(books: &mut Connection) -> Vec<u8> {
        books.serialize(MAIN_DB).expect("it is in memory").to_vec()
    }

    pub(super) fn restore(bytes: &[u8]) -> Connection {
        let mut books = Connection::open_in_memory().expect("memory");
        books.deserialize_read_exact(MAIN_DB, bytes, bytes.len(), false).expect("what was saved");
        let found: String =
            books.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("it can be checked");
        assert_eq!(found, "ok");
        books
    }
}

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(8))
        .configure_from_args();
    rows();

    let before = resident();
    let domain = Stage::new(MINERS).domain;
    if let Some((before, after)) = before.zip(resident()) {
        println!(
            "memory: {} bytes a miner with its balance and collateral",
            (after - before) / MINERS as usize
        );
    }
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
    #[cfg(feature = "peers")]
    {
        let mut books = sqlite::miners(MINERS);
        let bytes = sqlite::save(&mut books);
        println!("sqlite: {} bytes a miner", bytes.len() / MINERS as usize);
        let mut group = criterion.benchmark_group("snapshot/sqlite");
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(BenchmarkId::new("save", MINERS), |bencher| {
            bencher.iter(|| sqlite::save(black_box(&mut books)));
        });
        group.bench_function(BenchmarkId::new("restore", MINERS), |bencher| {
            bencher.iter_batched(|| (), |()| sqlite::restore(black_box(&bytes)), BatchSize::PerIteration);
        });
        group.finish();
    }

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
    group.bench_function("encode/serde_json", |bencher| {
        let mut out = Vec::with_capacity(1 << 22);
        bencher.iter(|| {
            out.clear();
            lists.iter().for_each(|list| serde_json::to_writer(&mut out, list).expect("memory"));
            out.len()
        });
    });
    group.bench_function("heads", |bencher| {
        bencher.iter(|| lists.iter().fold(stage.domain.head(), |head, list| log::next_head(head, list)));
    });
    group.finish();
    criterion.final_summary();
}
