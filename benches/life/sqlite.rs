//! The same work on SQLite, as a backend developer would write it: in memory, prepared statements, one transaction for
//! each command.
//!
//! In its favour: money is in 10^-9 DN, so that it fits SQLite's integers; a draw picks a row and accepts it by its
//! weight instead of going by the order of registration; the events of a command are one row; and there are no
//! delegations, cases, epochs, pinned parameters, replicas or further rounds.

use deepnode_core::Hash;
use rusqlite::{Connection, Transaction, params};

use crate::hashes::fastest;
use crate::peer::{CONSUMER, DOMAIN, Peer, Who, hash};

const SCHEMA: &str = "
    PRAGMA journal_mode = MEMORY;
    PRAGMA synchronous = OFF;
    PRAGMA temp_store = MEMORY;
    CREATE TABLE accounts (address BLOB PRIMARY KEY, balance INTEGER NOT NULL CHECK (balance >= 0)) WITHOUT ROWID;
    CREATE TABLE miners (
        id INTEGER PRIMARY KEY, address BLOB NOT NULL UNIQUE, collateral INTEGER NOT NULL, slots INTEGER NOT NULL,
        in_flight INTEGER NOT NULL DEFAULT 0, good INTEGER NOT NULL DEFAULT 0, bad INTEGER NOT NULL DEFAULT 0,
        vwu INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE validators (
        id INTEGER PRIMARY KEY, address BLOB NOT NULL UNIQUE, stake INTEGER NOT NULL,
        good INTEGER NOT NULL DEFAULT 0, bad INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE model (good INTEGER NOT NULL, bad INTEGER NOT NULL);
    CREATE TABLE tasks (
        id INTEGER PRIMARY KEY, consumer BLOB NOT NULL, units INTEGER NOT NULL, input BLOB NOT NULL,
        escrow INTEGER NOT NULL, status INTEGER NOT NULL);
    CREATE INDEX queue ON tasks (id) WHERE status = 0;
    CREATE TABLE assignments (
        id INTEGER PRIMARY KEY, task INTEGER NOT NULL, miner INTEGER NOT NULL, status INTEGER NOT NULL,
        until INTEGER NOT NULL, units_done INTEGER, seal BLOB);
    CREATE INDEX live ON assignments (status, until);
    CREATE TABLE seats (
        assignment INTEGER NOT NULL, seat INTEGER NOT NULL, validator INTEGER NOT NULL, commitment BLOB,
        verdict INTEGER, PRIMARY KEY (assignment, seat)) WITHOUT ROWID;
    CREATE TABLE events (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, body BLOB NOT NULL);
    CREATE TABLE state (
        time INTEGER NOT NULL, beacon BLOB NOT NULL, next BLOB, pool INTEGER NOT NULL, burned INTEGER NOT NULL);
    INSERT INTO state VALUES (0, zeroblob(32), NULL, 0, 0);
    INSERT INTO model VALUES (0, 0);
";

const LEASED: i64 = 0;
const SUBMITTED: i64 = 1;
const COMMITTING: i64 = 2;
const REVEALING: i64 = 3;
const APPROVED: i64 = 4;
const REJECTED: i64 = 5;
const TIMED_OUT: i64 = 6;

const DN: i64 = 1_000_000_000;
const ONE: i64 = 1_000_000_000;
const PHASE_MS: i64 = 60_000;
const DECAY: i64 = 980_000_000;
const CAP: i64 = 1_000_000 * DN;

const CREATOR: Who = [101; 20];
const TREASURY: Who = [102; 20];
const FEES: Who = [103; 20];
const FOUNDATION: Who = [104; 20];
const BACKERS: [(Who, i64); 3] = [([105; 20], 1), ([106; 20], 2), ([107; 20], 3)];

pub(crate) struct Sqlite {
    connection: Connection,
    now: i64,
    miners: u64,
    validators: u64,
    most_stake: i64,
}

type Done = rusqlite::Result<()>;

impl Sqlite {
    fn transact(&mut self, work: impl FnOnce(&Transaction<'_>) -> Done) {
        let attempt = || {
            let transaction = self.connection.transaction()?;
            work(&transaction)?;
            transaction.commit()
        };
        attempt().expect("the clients go by the rules");
    }

    fn one<T: rusqlite::types::FromSql>(&self, query: &str, key: impl rusqlite::ToSql) -> T {
        let mut statement = self.connection.prepare_cached(query).expect("a query of this file");
        statement.query_row([key], |row| row.get(0)).expect("a row that is there")
    }
}

impl Peer for Sqlite {
    fn new(miners: &[Who], validators: &[(Who, u32)]) -> Self {
        let connection = Connection::open_in_memory().expect("memory");
        connection.execute_batch(SCHEMA).expect("the schema above");
        connection.set_prepared_statement_cache_capacity(64);
        let most_stake =
            validators.iter().map(|(_, stake)| i64::from(*stake) * DN).max().unwrap_or(0).min(CAP);
        let mut peer = Self {
            connection,
            now: 0,
            miners: miners.len() as u64,
            validators: validators.len() as u64,
            most_stake,
        };
        peer.transact(|t| {
            t.execute("INSERT INTO accounts VALUES (?, ?)", params![CONSUMER, 4_000_000_000 * DN])?;
            let mut insert = t.prepare("INSERT INTO miners (address, collateral, slots) VALUES (?, ?, 4)")?;
            let mut open = t.prepare("INSERT INTO accounts VALUES (?, ?)")?;
            for miner in miners {
                insert.execute(params![miner, 1_400 * DN])?;
                open.execute(params![miner, 90 * DN])?;
            }
            let mut insert = t.prepare("INSERT INTO validators (address, stake) VALUES (?, ?)")?;
            validators
                .iter()
                .try_for_each(|(who, stake)| insert.execute(params![who, i64::from(*stake) * DN]).map(drop))
        });
        peer
    }

    fn at(&mut self, now: u64) {
        self.now = now as i64;
    }

    fn submit_task(&mut self, units: u32, input: Hash) {
        let price = i64::from(units) * DN;
        self.transact(|t| {
            let paid = run(
                t,
                "UPDATE accounts SET balance = balance - ?1 WHERE address = ?2 AND balance >= ?1",
                params![price, CONSUMER],
            )?;
            assert_eq!(paid, 1, "insufficient_balance");
            run(
                t,
                "INSERT INTO tasks (consumer, units, input, escrow, status) VALUES (?, ?, ?, ?, 0)",
                params![CONSUMER, units, input.0, price],
            )?;
            note(t, "task_submitted", &[&CONSUMER, &units.to_be_bytes(), &input.0])
        });
    }

    fn advance(&mut self, entropy: Hash, next: Hash) {
        let (now, miners, validators, most_stake) = (self.now, self.miners, self.validators, self.most_stake);
        self.transact(|t| {
            let (beacon, expected): ([u8; 32], Option<[u8; 32]>) = t
                .prepare_cached("SELECT beacon, next FROM state")?
                .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            assert!(expected.is_none_or(|next| next == fastest(&entropy.0)), "wrong_entropy");
            let beacon = hash(&[&beacon, &entropy.0, &now.to_be_bytes()]);
            run(t, "UPDATE state SET time = ?, beacon = ?, next = ?", params![now, beacon, next.0])?;

            for id in ids(t, "SELECT id FROM assignments WHERE status = 0 AND until <= ? ORDER BY id", [now])?
            {
                end(t, id, TIMED_OUT)?;
            }
            turn_phases(t, now)?;
            for task in ids(t, "SELECT id FROM tasks WHERE status = 0 ORDER BY id", [])? {
                lease(t, now, &beacon, task, miners)?;
            }
            for id in ids(t, "SELECT id FROM assignments WHERE status = 1 ORDER BY id", [])? {
                seat(t, now, &beacon, id, validators, most_stake)?;
            }
            note(t, "advanced", &[&beacon, &next.0])
        });
    }

    fn submit_result(&mut self, miner: Who, assignment: u64, units_done: u32, seal: [u8; 32]) {
        let now = self.now;
        self.transact(|t| {
            let (found, status, until, units): (Who, i64, i64, u32) = t
                .prepare_cached(
                    "SELECT m.address, a.status, a.until, t.units FROM assignments a
                     JOIN miners m ON m.id = a.miner JOIN tasks t ON t.id = a.task WHERE a.id = ?",
                )?
                .query_row([assignment as i64], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?;
            assert_eq!(found, miner, "not_authorised");
            assert!(status == LEASED && now < until && (1..=units).contains(&units_done));
            run(
                t,
                "UPDATE assignments SET status = ?, units_done = ?, seal = ? WHERE id = ?",
                params![SUBMITTED, units_done, seal, assignment as i64],
            )?;
            note(t, "result_submitted", &[&assignment.to_be_bytes(), &units_done.to_be_bytes(), &seal])
        });
    }

    fn commit_verdict(&mut self, validator: Who, assignment: u64, commitment: [u8; 32]) {
        let now = self.now;
        self.transact(|t| {
            let (status, until): (i64, i64) = t
                .prepare_cached("SELECT status, until FROM assignments WHERE id = ?")?
                .query_row([assignment as i64], |r| Ok((r.get(0)?, r.get(1)?)))?;
            assert!(status == COMMITTING && now < until);
            let seated = run(
                t,
                "UPDATE seats SET commitment = ? WHERE assignment = ? AND commitment IS NULL
                 AND validator = (SELECT id FROM validators WHERE address = ?)",
                params![commitment, assignment as i64, validator],
            )?;
            assert_eq!(seated, 1, "not_seated");
            note(t, "verdict_committed", &[&assignment.to_be_bytes(), &validator, &commitment])
        });
    }

    fn reveal_verdict(&mut self, validator: Who, assignment: u64, root: Hash, seal_salt: Hash, salt: Hash) {
        let now = self.now;
        self.transact(|t| {
            let (status, until, sealed, miner, seat, committed): (i64, i64, [u8; 32], Who, i64, [u8; 32]) = t
                .prepare_cached(
                    "SELECT a.status, a.until, a.seal, m.address, s.seat, s.commitment FROM assignments a
                     JOIN miners m ON m.id = a.miner JOIN seats s ON s.assignment = a.id
                     WHERE a.id = ? AND s.verdict IS NULL
                     AND s.validator = (SELECT id FROM validators WHERE address = ?)",
                )?
                .query_row(params![assignment as i64, validator], |r| {
                    Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?))
                })?;
            assert!(status == REVEALING && now < until);
            let id = assignment.to_be_bytes();
            let found = hash(&[b"deepnode/verdict", &DOMAIN, &id, &[1], &validator, &[0], &root.0, &salt.0]);
            assert_eq!(found, committed, "commitment_mismatch");
            let seal = hash(&[b"deepnode/seal", &DOMAIN, &id, &miner, &root.0, &seal_salt.0]);
            assert_eq!(seal, sealed, "seal_mismatch");
            run(
                t,
                "UPDATE seats SET verdict = 0 WHERE assignment = ? AND seat = ?",
                params![assignment as i64, seat],
            )?;
            note(t, "verdict_revealed", &[&id, &validator, &[0], &root.0])
        });
    }

    fn forget(&mut self) {
        let drop_old = "
            DELETE FROM seats WHERE assignment IN (SELECT id FROM assignments WHERE status >= 4);
            DELETE FROM events WHERE seq < (SELECT max(seq) FROM events);
            DELETE FROM assignments WHERE status >= 4 AND id < (SELECT max(id) FROM assignments);
            DELETE FROM tasks WHERE status > 1 AND id < (SELECT max(id) FROM tasks);";
        self.connection.execute_batch(drop_old).expect("rows that are over can be dropped");
    }

    fn miner_of(&mut self, assignment: u64) -> Who {
        let query = "SELECT m.address FROM assignments a JOIN miners m ON m.id = a.miner WHERE a.id = ?";
        self.one(query, assignment as i64)
    }

    fn seats_of(&mut self, assignment: u64) -> [Who; 3] {
        [0, 1, 2].map(|seat: i64| {
            let mut statement = self
                .connection
                .prepare_cached(
                    "SELECT v.address FROM seats s JOIN validators v ON v.id = s.validator
                     WHERE s.assignment = ? AND s.seat = ?",
                )
                .expect("a query of this file");
            statement.query_row([assignment as i64, seat], |row| row.get(0)).expect("a seat")
        })
    }

    fn balance(&mut self, who: Who) -> u64 {
        self.one::<i64>("SELECT coalesce((SELECT balance FROM accounts WHERE address = ?), 0)", who) as u64
    }
}

fn run(t: &Transaction<'_>, statement: &str, values: impl rusqlite::Params) -> rusqlite::Result<usize> {
    t.prepare_cached(statement)?.execute(values)
}

fn note(t: &Transaction<'_>, kind: &str, body: &[&[u8]]) -> Done {
    run(t, "INSERT INTO events (kind, body) VALUES (?, ?)", params![kind, body.concat()]).map(drop)
}

fn ids(t: &Transaction<'_>, query: &str, values: impl rusqlite::Params) -> rusqlite::Result<Vec<i64>> {
    t.prepare_cached(query)?.query_map(values, |row| row.get(0))?.collect()
}

fn score(good: i64, bad: i64) -> i64 {
    ((i128::from(good) + 1_000_000) * i128::from(ONE) / (i128::from(good + bad) + 2_000_000)) as i64
}

fn random(beacon: &[u8; 32], tag: &[u8], id: i64, k: u32) -> (u64, u64) {
    let bytes = hash(&[beacon, tag, &id.to_be_bytes(), &k.to_be_bytes()]);
    let part = |from: usize| bytes[from..from + 8].iter().fold(0, |x, byte| x << 8 | u64::from(*byte));
    (part(0), part(8))
}

fn accepted(x: u64, weight: i64, most: i64) -> bool {
    (u128::from(x) * most as u128) >> 64 < weight as u128
}

fn lease(t: &Transaction<'_>, now: i64, beacon: &[u8; 32], task: i64, miners: u64) -> Done {
    for k in 0..1_000 {
        let (pick, x) = random(beacon, b"lease", task << 16, k);
        let id = 1 + (pick % miners) as i64;
        let (slots, in_flight, good, bad): (i64, i64, i64, i64) = t
            .prepare_cached("SELECT slots, in_flight, good, bad FROM miners WHERE id = ?")?
            .query_row([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?;
        let trust = score(good, bad);
        if !accepted(x, trust * trust / ONE * (slots - in_flight), 4 * ONE) {
            continue;
        }
        run(t, "UPDATE miners SET in_flight = in_flight + 1 WHERE id = ?", [id])?;
        run(t, "UPDATE tasks SET status = 1 WHERE id = ?", [task])?;
        run(
            t,
            "INSERT INTO assignments (task, miner, status, until) VALUES (?, ?, ?, ?)",
            params![task, id, LEASED, now + PHASE_MS],
        )?;
        return Ok(());
    }
    Ok(())
}

fn seat(
    t: &Transaction<'_>,
    now: i64,
    beacon: &[u8; 32],
    assignment: i64,
    validators: u64,
    most_stake: i64,
) -> Done {
    let mut drawn: Vec<i64> = Vec::with_capacity(3);
    for k in 0.. {
        let (pick, x) = random(beacon, b"seat", assignment, k);
        let id = 1 + (pick % validators) as i64;
        if drawn.contains(&id) {
            continue;
        }
        let (stake, good, bad): (i64, i64, i64) = t
            .prepare_cached("SELECT stake, good, bad FROM validators WHERE id = ?")?
            .query_row([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        let weight = i128::from(stake.min(CAP)) * i128::from(score(good, bad)) / i128::from(ONE);
        if !accepted(x, weight as i64, most_stake) {
            continue;
        }
        run(
            t,
            "INSERT INTO seats (assignment, seat, validator) VALUES (?, ?, ?)",
            params![assignment, drawn.len() as i64, id],
        )?;
        drawn.push(id);
        if drawn.len() == 3 {
            break;
        }
    }
    run(
        t,
        "UPDATE assignments SET status = ?, until = ? WHERE id = ?",
        params![COMMITTING, now + PHASE_MS, assignment],
    )
    .map(drop)
}

fn turn_phases(t: &Transaction<'_>, now: i64) -> Done {
    let open: Vec<(i64, i64, i64, i64, i64)> = t
        .prepare_cached(
            "SELECT a.id, a.status, a.until, count(s.commitment), count(s.verdict) FROM assignments a
             JOIN seats s ON s.assignment = a.id WHERE a.status IN (2, 3) GROUP BY a.id",
        )?
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (id, status, until, committed, revealed) in open {
        if status == COMMITTING && (committed == 3 || until <= now) {
            run(
                t,
                "UPDATE assignments SET status = ?, until = ? WHERE id = ?",
                params![REVEALING, now + PHASE_MS, id],
            )?;
        } else if status == REVEALING && (revealed == committed || until <= now) {
            tally(t, id)?;
        }
    }
    Ok(())
}

fn tally(t: &Transaction<'_>, id: i64) -> Done {
    let seats: Vec<(i64, Option<i64>)> = t
        .prepare_cached("SELECT validator, verdict FROM seats WHERE assignment = ? ORDER BY seat")?
        .query_map([id], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let approved = seats.iter().filter(|(_, verdict)| *verdict == Some(0)).count() >= 2;
    for (validator, verdict) in &seats {
        let (good, bad) = match verdict {
            None => (0, 500_000),
            Some(verdict) if (*verdict == 0) == approved => (1_000_000, 0),
            Some(_) => (0, 2_000_000),
        };
        run(
            t,
            "UPDATE validators SET good = good * ?1 / 1000000000 + ?2, bad = bad * ?1 / 1000000000 + ?3
             WHERE id = ?4",
            params![DECAY, good, bad, validator],
        )?;
    }
    end(t, id, if approved { APPROVED } else { REJECTED })?;
    if approved { settle(t, id) } else { Ok(()) }
}

fn end(t: &Transaction<'_>, id: i64, status: i64) -> Done {
    let (good, bad) = match status {
        APPROVED => (1_000_000, 0),
        REJECTED => (0, 6_000_000),
        _ => (0, 500_000),
    };
    run(t, "UPDATE assignments SET status = ? WHERE id = ?", [status, id])?;
    run(
        t,
        "UPDATE miners SET in_flight = in_flight - 1, good = good * ?1 / 1000000000 + ?2,
         bad = bad * ?1 / 1000000000 + ?3 WHERE id = (SELECT miner FROM assignments WHERE id = ?4)",
        params![DECAY, good, bad, id],
    )?;
    if status == APPROVED {
        run(
            t,
            "UPDATE model SET good = good * ?1 / 1000000000 + ?2, bad = bad * ?1 / 1000000000",
            [DECAY, good],
        )
        .map(drop)
    } else {
        run(t, "UPDATE tasks SET status = 0 WHERE id = (SELECT task FROM assignments WHERE id = ?)", [id])
            .map(drop)
    }
}

fn settle(t: &Transaction<'_>, id: i64) -> Done {
    let (task, consumer, escrow, units_done, miner_id, miner): (i64, Who, i64, i64, i64, Who) = t
        .prepare_cached(
            "SELECT t.id, t.consumer, t.escrow, a.units_done, m.id, m.address FROM assignments a
             JOIN tasks t ON t.id = a.task JOIN miners m ON m.id = a.miner WHERE a.id = ?",
        )?
        .query_row([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?)))?;
    let agreeing: Vec<Who> = t
        .prepare_cached(
            "SELECT v.address FROM seats s JOIN validators v ON v.id = s.validator
             WHERE s.assignment = ? AND s.verdict = 0 ORDER BY s.seat",
        )?
        .query_map([id], |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let rate = |amount: i64, percent: i64| (i128::from(amount) * i128::from(percent) / 100) as i64;
    let gross = units_done * DN;
    let (fees, one) = (rate(gross, 5), rate(gross, 1));
    let burn = rate(fees, 20);
    let (owners, domain) = (rate(gross, 10), rate(gross, 2));
    let rest = gross - fees - 3 * one - owners - domain;
    let for_validators = rate(rest, 20);
    let creator = rate(owners, 60);

    run(t, "UPDATE tasks SET status = 2, escrow = 0 WHERE id = ?", [task])?;
    run(t, "UPDATE state SET pool = pool + ?, burned = burned + ?", [one, burn + one])?;
    run(t, "UPDATE miners SET vwu = vwu + ? WHERE id = ?", [units_done * 1_000, miner_id])?;
    let mut paid = vec![(FEES, fees - burn), (FOUNDATION, one), (TREASURY, domain), (CREATOR, creator)];
    let weights: Vec<i64> = BACKERS.iter().map(|(_, weight)| *weight).collect();
    let backers = BACKERS.iter().map(|(who, _)| *who);
    paid.extend(backers.zip(split(owners - creator, &weights)));
    paid.extend(agreeing.iter().copied().zip(split(for_validators, &vec![1; agreeing.len()])));
    paid.push((miner, rest - for_validators));
    paid.push((consumer, escrow - gross));
    let mut body = Vec::new();
    for (to, amount) in paid.into_iter().filter(|(_, amount)| *amount > 0) {
        run(
            t,
            "INSERT INTO accounts VALUES (?1, ?2) ON CONFLICT (address) DO UPDATE SET balance = balance + ?2",
            params![to, amount],
        )?;
        body.extend_from_slice(&to);
        body.extend_from_slice(&amount.to_be_bytes());
    }
    note(t, "task_settled", &[&task.to_be_bytes(), &body])
}

fn split(amount: i64, weights: &[i64]) -> Vec<i64> {
    let (total, mut running, mut before) = (weights.iter().sum::<i64>(), 0, 0);
    let shares = weights.iter().map(|weight| {
        running += weight;
        let upto = (i128::from(amount) * i128::from(running) / i128::from(total)) as i64;
        let share = upto - before;
        before = upto;
        share
    });
    shares.collect()
}
