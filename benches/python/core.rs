//! What the ledger itself takes for a workload, for `bench.py`, which measures the Python package by the same one.
//!
//! Reads, from the file it is given: canonical bytes of a chain id, a contract, parameters, and a list of commands with
//! their times and signers. Prints one line of JSON: nanoseconds for a command, the least of several runs, with the events
//! thrown away at once, and with all of them kept, as a batch keeps them.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context, Result};
use deepnode_core::{Address, Command, Domain, Hash, Params, Time};

type Workload = (u64, Address, Params, Vec<(Time, Address, Command)>);

const RUNS: usize = 7;

fn main() -> Result<()> {
    let path = std::env::args().nth(1).context("expected the workload's file")?;
    let bytes = std::fs::read(&path).with_context(|| path.clone())?;
    let (chain_id, contract, params, steps): Workload = borsh::from_slice(&bytes).context(path)?;
    let fresh = || Domain::new(chain_id, contract, params.clone());
    let each = |begun: Instant| begun.elapsed().as_nanos() as f64 / steps.len() as f64;

    let (mut thrown, mut kept, mut head) = (f64::MAX, f64::MAX, Hash::ZERO);
    for _ in 0..RUNS {
        let mut domain = fresh()?;
        let begun = Instant::now();
        for (now, signer, command) in &steps {
            let _ = black_box(domain.apply(*now, *signer, command));
        }
        thrown = thrown.min(each(begun));

        let mut domain = fresh()?;
        let begun = Instant::now();
        let mut events = Vec::new();
        for (now, signer, command) in &steps {
            events.extend(domain.apply(*now, *signer, command).into_iter().flatten());
        }
        kept = kept.min(each(begun));
        head = domain.head();
        black_box(events);
    }
    println!("{}", serde_json::json!({ "thrown": thrown, "kept": kept, "head": head }));
    Ok(())
}
