//! The end of an epoch with a million miners: everybody's evidence decays, all draws are weighed anew, and the legs are
//! paid over what was verified in a hundred thousand tasks. The peer keeps the same books in SQLite.

use std::time::{Duration, Instant};

use criterion::Criterion;
use deepnode_benches::stage::Stage;

const MINERS: u32 = 1_000_000;
const TASKS: u32 = 100_000;

fn stage() -> Stage {
    let mut stage = Stage::new(MINERS);
    stage.trust_everybody();
    let over = stage.end_of_epoch();
    stage.take(&over);
    for _ in 0..TASKS {
        stage.live(&mut |_, _| {});
    }
    stage.domain.compact(stage.domain.time());
    stage
}

fn core(criterion: &mut Criterion) {
    let mut ready = None;
    criterion.bench_function("epoch/core", |bencher| {
        let (domain, step) = ready.get_or_insert_with(|| {
            let mut stage = stage();
            let step = stage.end_of_epoch();
            (stage.domain, step)
        });
        bencher.iter_custom(|times| {
            let mut taken = Duration::ZERO;
            for _ in 0..times {
                let mut copy = domain.clone();
                let begun = Instant::now();
                let events = copy.apply(step.now, step.signer, &step.command);
                taken += begun.elapsed();
                assert!(events.is_ok_and(|events| events.len() > TASKS as usize / 2), "miners are paid");
            }
            taken
        });
    });
}

#[cfg(feature = "peers")]
mod sqlite {
    use deepnode_benches::stage::address;
    use rusqlite::{Connection, params};

    use super::{MINERS, TASKS};

    /// Miners with evidence and balances, and what a tenth of them did in the epoch.
    pub(super) fn books() -> Connection {
        let books = Connection::open_in_memory().expect("memory");
        let schema = "
            PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;
            CREATE TABLE miners (
                id INTEGER PRIMARY KEY, address BLOB NOT NULL UNIQUE, good INTEGER NOT NULL, bad INTEGER NOT NULL,
                seen INTEGER NOT NULL, weight INTEGER NOT NULL);
            CREATE TABLE accounts (address BLOB PRIMARY KEY, balance INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE work (miner INTEGER PRIMARY KEY, vwu INTEGER NOT NULL);
            CREATE TABLE events (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, body BLOB NOT NULL);";
        books.execute_batch(schema).expect("a schema");
        let fill = || -> rusqlite::Result<()> {
            let mut miner = books.prepare("INSERT INTO miners VALUES (?, ?, ?, ?, ?, 0)")?;
            let mut account = books.prepare("INSERT INTO accounts VALUES (?, 90000000000)")?;
            for n in 0..MINERS {
                let (who, seen) = (address(b"miner", n).0, n % (MINERS / TASKS) == 0);
                miner.execute(params![n, who, 10_000_000 + n % 7_000_000, n % 3_000_000, seen])?;
                account.execute([who])?;
            }
            Ok(())
        };
        books.execute_batch("BEGIN").expect("no transaction is open");
        fill().expect("rows");
        books.execute_batch("COMMIT").expect("a transaction is open");
        books.execute("INSERT INTO work SELECT id, 100000 FROM miners WHERE seen", []).expect("rows");
        books
    }

    /// One transaction, with the miners' leg only; it is undone outside of the measured time.
    pub(super) fn close(books: &Connection) {
        const BUDGET: i128 = 500_000_000_000_000;
        let close = || -> rusqlite::Result<()> {
            books.execute_batch("BEGIN")?;
            let total: i64 = books.query_row("SELECT sum(vwu) FROM work", [], |row| row.get(0))?;
            let mut pay =
                books.prepare_cached("UPDATE accounts SET balance = balance + ? WHERE address = ?")?;
            let mut note = books.prepare_cached("INSERT INTO events (kind, body) VALUES ('mining', ?)")?;
            let mut work = books.prepare_cached(
                "SELECT m.address, w.vwu FROM work w JOIN miners m ON m.id = w.miner ORDER BY w.miner",
            )?;
            let mut rows = work.query([])?;
            let mut running = 0;
            while let Some(row) = rows.next()? {
                let (miner, vwu): ([u8; 20], i64) = (row.get(0)?, row.get(1)?);
                let upto = |sum: i64| BUDGET * i128::from(sum) / i128::from(total);
                let share = (upto(running + vwu) - upto(running)) as i64;
                running += vwu;
                pay.execute(params![share, miner])?;
                note.execute([[miner.as_slice(), &share.to_be_bytes()].concat()])?;
            }
            books.execute_batch(
                "UPDATE miners SET good = good * 970000000 / 1000000000, bad = bad * 970000000 / 1000000000
                 WHERE NOT seen;
                 UPDATE miners SET seen = 0, weight = 4 * ((good + 1000000) * 1000000000 / (good + bad + 2000000));
                 DELETE FROM work;",
            )
        };
        close().expect("the books are in order");
    }

    pub(super) fn undo(books: &Connection) {
        books.execute_batch("ROLLBACK").expect("a transaction is open");
    }
}

#[cfg(feature = "peers")]
fn peer(criterion: &mut Criterion) {
    let books = sqlite::books();
    criterion.bench_function("epoch/sqlite", |bencher| {
        bencher.iter_custom(|times| {
            let mut taken = Duration::ZERO;
            for _ in 0..times {
                let begun = Instant::now();
                sqlite::close(&books);
                taken += begun.elapsed();
                sqlite::undo(&books);
            }
            taken
        });
    });
}

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_secs(5))
        .configure_from_args();
    core(&mut criterion);
    #[cfg(feature = "peers")]
    peer(&mut criterion);
    criterion.final_summary();
}
