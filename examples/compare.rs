//! Does a model give what another program expects of it?
//!
//! ```sh
//! cargo run --release --example compare -- DIR EXPECTED [--tolerance 1e-4] [--device cpu]
//! ```
//!
//! `DIR` is a model folder and `EXPECTED` a file of cases, as transformers or any other program may have written it:
//!
//! ```json
//! {"cases": [{"tokens": [1, 2], "logits": [0.5, -1.25], "greedy": [7, 7, 9]}]}
//! ```
//!
//! where `logits` are those of every token id after the last of `tokens`, and `greedy` is the continuation by the
//! likeliest token. Exits with 0 if every case agrees, 1 if one does not, and 2 if something cannot be read.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, ensure};
use clap::Parser;
use deepnode_infer::{Device, Error, Job, Model};
use serde::Deserialize;

/// Compare a model's logits and greedy tokens with expected ones.
#[derive(Parser)]
struct Arguments {
    /// Model folder: config.json, safetensors, tokenizer.json.
    dir: PathBuf,
    /// JSON file of cases.
    expected: PathBuf,
    /// Greatest accepted absolute difference of a logit.
    #[arg(long, default_value_t = 1e-4)]
    tolerance: f64,
    /// Where to run: cpu, cuda or cuda:N.
    #[arg(long, default_value = "cpu")]
    device: Device,
}

#[derive(Deserialize)]
struct Expected {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    /// The prompt, `[len]`.
    tokens: Vec<u32>,
    /// After the last token, `[vocab_size]`.
    logits: Vec<f64>,
    /// What follows, by the likeliest token; an end token among them does not end it.
    greedy: Vec<u32>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("compare: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<bool> {
    let file = arguments.expected.display();
    let text = std::fs::read(&arguments.expected).with_context(|| format!("{file}"))?;
    let expected: Expected = serde_json::from_slice(&text).with_context(|| format!("{file}"))?;
    ensure!(!expected.cases.is_empty(), "{file}: there are no cases");
    ensure!(arguments.tolerance >= 0.0, "the tolerance must be a number at or above 0");
    let model = Model::load(&arguments.dir, arguments.device)?;

    let mut agree = true;
    for (index, case) in expected.cases.iter().enumerate() {
        agree &= compare(&model, case, index, arguments.tolerance)
            .with_context(|| format!("{file}: case {index} cannot be run"))?;
    }
    Ok(agree)
}

/// Runs one case, prints its line and says whether it agrees.
fn compare(model: &Model, case: &Case, index: usize, tolerance: f64) -> anyhow::Result<bool> {
    let logits = model.logits(&case.tokens)?;
    if logits.len() != case.logits.len() {
        let (expected, found) = (case.logits.len(), logits.len());
        println!("case {index}: FAILED, {expected} logits are expected, the model has {found}");
        return Ok(false);
    }
    let mut greatest: f64 = 0.0;
    for (found, expected) in logits.iter().zip(&case.logits) {
        let difference = (f64::from(*found) - expected).abs();
        // NaN is as far off as can be.
        greatest = greatest.max(if difference.is_nan() { f64::INFINITY } else { difference });
    }

    let limit = u32::try_from(case.greedy.len()).context("too many tokens")?;
    let job = Job { stop_at_eos: false, ..Job::greedy(case.tokens.clone(), limit) };
    let found = match model.generate(&job, |_| ControlFlow::Continue(())) {
        Ok(generation) => generation.tokens,
        Err(Error::NotFinite { .. }) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let equal = found.iter().zip(&case.greedy).filter(|(a, b)| a == b).count();

    let agrees = greatest <= tolerance && found == case.greedy;
    let verdict = if agrees { "" } else { "  FAILED" };
    println!("case {index}: max |Δ| {greatest:.1e}, {equal}/{limit} tokens equal{verdict}");
    Ok(agrees)
}
