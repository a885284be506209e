//! The long run: does a domain keep its promises over ten million commands?
//!
//! Many seeds are played, each on a domain of its own, since every check looks at the whole state and a young domain is
//! small. After every command the audit must be empty and a second bookkeeper must count the same; `Rigour` says what
//! else is checked, and how often. A failure is shrunk and written as a scenario file.
//!
//! ```text
//! cargo run --release -p deepnode-benches --example soak -- --commands 10000000
//! ```

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::Context;
use clap::Parser;
use comfy_table::{CellAlignment, Table, presets};
use deepnode_core::scenario::Scenario;
use deepnode_core::testing::{APPLIED, Coverage, Failure, Game, check, play_into, shrink};
use indicatif::{ProgressBar, ProgressStyle};

/// Play commands on many domains and check every promise after each.
#[derive(Parser)]
struct Options {
    /// How many commands in all.
    #[arg(long, default_value_t = 10_000_000, value_name = "N")]
    commands: u64,
    /// The first seed; each further domain has the next one.
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// How many commands each domain gets.
    #[arg(long, default_value_t = 2_500, value_name = "N")]
    each: u64,
    /// Domains that are played at the same time.
    #[arg(long, default_value_t = 1, value_name = "N")]
    threads: usize,
    /// Where the scenario of a failure is written.
    #[arg(long, default_value = "soak-failure.json", value_name = "FILE")]
    out: PathBuf,
}

fn main() -> anyhow::Result<ExitCode> {
    let options = Options::parse();
    let bar = ProgressBar::new(options.commands).with_style(ProgressStyle::with_template(
        "{wide_bar} {human_pos} of {human_len} commands, {per_sec}, {eta} left",
    )?);
    let begun = Instant::now();
    let (coverage, failure) = play_all(&options, &bar);
    let seconds = begun.elapsed().as_secs_f64();
    bar.finish_and_clear();

    report(&coverage);
    let commands = coverage.commands();
    println!(
        "{commands} commands in {seconds:.1} s: {:.0} commands/s, {:.1} % refused",
        commands as f64 / seconds,
        coverage.refused() as f64 / commands.max(1) as f64 * 100.0,
    );
    let missing = coverage.missing();
    if !missing.is_empty() {
        println!("not reached: {}", missing.join(", "));
    }
    let Some(failure) = failure else {
        println!("findings: none");
        return Ok(ExitCode::SUCCESS);
    };
    println!("findings after {} steps of seed {}:", failure.scenario.steps.len(), failure.seed);
    let short = shrunk(&failure);
    for finding in &short.findings {
        println!("- {finding}");
    }
    let mut text = serde_json::to_string_pretty(&short.scenario)?;
    text.push('\n');
    std::fs::write(&options.out, text).with_context(|| options.out.display().to_string())?;
    println!("{} steps are left, see {}", short.scenario.steps.len(), options.out.display());
    Ok(ExitCode::FAILURE)
}

/// Plays seed after seed until there are enough commands or one fails.
fn play_all(options: &Options, bar: &ProgressBar) -> (Coverage, Option<Failure>) {
    let next = AtomicU64::new(0);
    let found = Mutex::new((Coverage::default(), None));
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let left = options.commands.saturating_sub(number.saturating_mul(options.each));
            if left == 0 {
                return;
            }
            let commands = left.min(options.each);
            let result = play(options.seed.wrapping_add(number), commands as usize);
            let mut found = found.lock().expect("no thread panics while it holds the lock");
            match result {
                Ok(coverage) => found.0.extend(&coverage),
                Err(failure) => {
                    next.store(u64::MAX / 2, Ordering::Relaxed);
                    found.1.get_or_insert(*failure);
                }
            }
            bar.inc(commands);
        }
    };
    thread::scope(|scope| {
        for _ in 0..options.threads.max(1) {
            scope.spawn(work);
        }
    });
    found.into_inner().expect("no thread panics while it holds the lock")
}

/// A panic is a finding like any other.
fn play(seed: u64, commands: usize) -> Result<Coverage, Box<Failure>> {
    let game = Game::new(seed, commands);
    let mut scenario = game.opening();
    let result = catch_unwind(AssertUnwindSafe(|| play_into(&game, &mut scenario)));
    match result.unwrap_or_else(|_| Err(vec!["it panicked".into()])) {
        Ok((coverage, _)) => Ok(coverage),
        Err(findings) => Err(Box::new(Failure { seed, findings, scenario })),
    }
}

fn findings(scenario: &Scenario) -> Vec<String> {
    let checked = catch_unwind(|| check(scenario, None)).unwrap_or_else(|_| Err(vec!["it panicked".into()]));
    checked.err().unwrap_or_default()
}

fn shrunk(failure: &Failure) -> Failure {
    let mut scenario = shrink(&failure.scenario, |shorter| !findings(shorter).is_empty());
    let findings = findings(&scenario);
    let findings = if findings.is_empty() { failure.findings.clone() } else { findings };
    scenario.about = Some(format!("Seed {}: {}", failure.seed, findings.join("; ")));
    Failure { seed: failure.seed, findings, scenario }
}

/// Commands by type and refusals by code, then events.
fn report(coverage: &Coverage) {
    let mut commands: BTreeMap<&str, (u64, Vec<String>)> = BTreeMap::new();
    for ((command, code), count) in &coverage.results {
        let row = commands.entry(command).or_default();
        if *code == APPLIED {
            row.0 = *count;
        } else {
            row.1.push(format!("{code} {count}"));
        }
    }
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_header(["command", "applied", "refused"]);
    for (command, (applied, refused)) in commands {
        table.add_row([command.to_owned(), applied.to_string(), refused.join(", ")]);
    }
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    println!("{table}\n");

    let mut shades: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for ((event, shade), count) in &coverage.shades {
        shades.entry(event).or_default().push(format!("{shade} {count}"));
    }
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_header(["event", "times", "how"]);
    for (event, count) in &coverage.events {
        let how = shades.get(event).map(|shades| shades.join(", ")).unwrap_or_default();
        table.add_row([(*event).to_owned(), count.to_string(), how]);
    }
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    println!("{table}\n");
}
