//! Do the checks of exact inference meet their bars?
//!
//! ```sh
//! cargo run --release --example verification-matrix -- [--quick] [--timed] [--json FILE] [--minilm DIR] [--device cuda]
//! ```
//!
//! Each row asks one question of real models: an encoder (all-MiniLM-L6-v2, which `.ci/minilm` fetches), a decoder of
//! random weights (D1) and a trained one (D2, the King James Version). A row that misses its bar ends the program with
//! 1; one whose bar is a time does so with `--timed` only, because a machine may be busy. Rows that need a GPU are run
//! where one is named, and else said not to have been.

mod attacks;
mod equality;
mod models;
mod parcels;
mod quality;
mod row;
mod time;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;
use deepnode_infer::Device;
use indicatif::{ProgressBar, ProgressStyle};

use crate::models::Models;
use crate::row::{Row, Status, table};

/// Run the rows of the verification matrix and print what they measured beside their bars.
#[derive(Parser)]
struct Arguments {
    /// Fewer samples, in a few minutes.
    #[arg(long)]
    quick: bool,
    /// Rows whose bar is a time decide the exit code, too.
    #[arg(long)]
    timed: bool,
    /// Write the rows to a file.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// The folder of all-MiniLM-L6-v2.
    #[arg(long, value_name = "DIR", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/models/minilm"))]
    minilm: PathBuf,
    /// A GPU to compare the processor with: cuda or cuda:N.
    #[arg(long, value_name = "DEVICE")]
    device: Option<Device>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("verification-matrix: {error:#}");
            ExitCode::from(2)
        }
    }
}

type Question = fn(&Models) -> Result<Row>;

fn run(arguments: &Arguments) -> Result<bool> {
    let models = Models::load(&arguments.minilm, arguments.device, arguments.quick)?;
    let questions: [(&str, Question); 14] = [
        ("X1 layouts", equality::layouts),
        ("X2 decoding and reading", equality::decoding),
        ("X3 GPU", equality::gpu),
        ("X4 embeddings", quality::embeddings),
        ("X4 perplexity", quality::perplexity),
        ("X5 other inputs", attacks::inputs),
        ("X5 other models", attacks::models),
        ("X5 single weights", attacks::weights),
        ("X7 bounds", equality::bounds),
        ("C1 bytes on the ledger", parcels::on_the_ledger),
        ("C1 bytes beside it", parcels::beside_it),
        ("P1 parcels", parcels::hostile),
        ("C2 verification", time::verification),
        ("cost of exact mode", time::cost),
    ];
    let progress = ProgressBar::new(questions.len() as u64);
    progress.set_style(ProgressStyle::with_template("{elapsed_precise} [{pos}/{len}] {msg}")?);
    let mut rows = Vec::new();
    for (name, question) in questions {
        progress.set_message(name);
        rows.push(question(&models).with_context(|| name)?);
        progress.inc(1);
    }
    progress.finish_and_clear();
    println!("{}", table(&rows));
    if let Some(file) = &arguments.json {
        let text = serde_json::to_string_pretty(&rows)?;
        fs::write(file, text).with_context(|| format!("{} could not be written", file.display()))?;
    }
    Ok(rows.iter().all(|row| match row.status {
        Status::Passed | Status::NotRun => true,
        Status::Missed => false,
        Status::Slow => !arguments.timed,
    }))
}
