//! Does a model give what another program expects of it?
//!
//! ```sh
//! cargo run --release --example compare -- DIR EXPECTED [--exact] [--tolerance 1e-4] [--device cpu]
//! ```
//!
//! `DIR` is a model folder and `EXPECTED` a file of cases, as transformers or any other program may have written it. Of
//! a decoder:
//!
//! ```json
//! {"cases": [{"tokens": [1, 2], "logits": [0.5, -1.25], "greedy": [7, 7, 9]}]}
//! ```
//!
//! where `logits` are those of every token id after the last of `tokens`, and `greedy` is the continuation by the
//! likeliest token. Of an encoder:
//!
//! ```json
//! {"cases": [{"text": "a fox", "embedding": [0.8, -0.6]}]}
//! ```
//!
//! Exits with 0 if every case agrees, 1 if one does not, and 2 if something cannot be read, such as cases of the other
//! kind.
//!
//! With `--exact` the model computes in whole numbers, which are near to floats and not the same. Then each line says
//! how near: the share of tokens that are equal, or the cosine between the embeddings. It exits with 0, and with 1 if
//! something cannot be read.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use clap::Parser;
use deepnode_infer::{Config, Device, Error, Job, Mode, Model, Options};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Compare a model's logits and greedy tokens, or its embeddings, with expected ones.
#[derive(Parser)]
struct Arguments {
    /// Model folder: config.json, safetensors, tokenizer.json.
    dir: PathBuf,
    /// JSON file of cases.
    expected: PathBuf,
    /// Compute in whole numbers, and say how near they are.
    #[arg(long)]
    exact: bool,
    /// Greatest accepted absolute difference of a logit or of a number of an embedding.
    #[arg(long, default_value_t = 1e-4)]
    tolerance: f64,
    /// Where to run: cpu, cuda or cuda:N.
    #[arg(long, default_value = "cpu")]
    device: Device,
}

#[derive(Deserialize)]
struct Expected<C> {
    cases: Vec<C>,
}

/// A case of a decoder.
#[derive(Deserialize)]
struct Continuation {
    /// The prompt, `[len]`.
    tokens: Vec<u32>,
    /// After the last token, `[vocab_size]`.
    logits: Vec<f64>,
    /// What follows, by the likeliest token; an end token among them does not end it.
    greedy: Vec<u32>,
}

/// A case of an encoder.
#[derive(Deserialize)]
struct Embedding {
    text: String,
    /// Of length 1, `[hidden_size]`.
    embedding: Vec<f64>,
}

/// What is said of a case.
struct Outcome {
    agrees: bool,
    line: String,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("compare: {error:#}");
            if arguments.exact { ExitCode::FAILURE } else { ExitCode::from(2) }
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<bool> {
    let tolerance = arguments.tolerance;
    ensure!(tolerance >= 0.0, "the tolerance must be a number at or above 0");
    let json =
        std::fs::read(&arguments.expected).with_context(|| arguments.expected.display().to_string())?;
    let mode = if arguments.exact { Mode::Exact } else { Mode::F32 };
    let model = Model::load(&arguments.dir, Options { mode, ..Options::f32(arguments.device) })?;
    match model.config() {
        Config::Llama(_) => each(&json, "decoder", |case| continuation(&model, case, tolerance)),
        Config::Bert(_) => each(&json, "encoder", |case| embedding(&model, case, tolerance)),
        _ => bail!("there are no cases of this architecture"),
    }
    .with_context(|| arguments.expected.display().to_string())
}

/// Runs every case, prints its line and says whether all agree.
fn each<C: DeserializeOwned>(
    json: &[u8],
    kind: &str,
    compare: impl Fn(&C) -> anyhow::Result<Outcome>,
) -> anyhow::Result<bool> {
    let expected: Expected<C> =
        serde_json::from_slice(json).with_context(|| format!("no file of cases of {kind}s"))?;
    ensure!(!expected.cases.is_empty(), "there are no cases");
    let mut agree = true;
    for (index, case) in expected.cases.iter().enumerate() {
        let outcome = compare(case).with_context(|| format!("case {index} cannot be run"))?;
        let verdict = if outcome.agrees { "" } else { "  FAILED" };
        println!("case {index}: {}{verdict}", outcome.line);
        agree &= outcome.agrees;
    }
    Ok(agree)
}

fn continuation(model: &Model, case: &Continuation, tolerance: f64) -> anyhow::Result<Outcome> {
    let logits = model.logits(&case.tokens)?;
    let Some(greatest) = distance(&logits, &case.logits) else {
        let line = format!("{} logits are expected, the model has {}", case.logits.len(), logits.len());
        ensure!(model.mode() == Mode::F32, line);
        return Ok(Outcome { agrees: false, line });
    };

    let limit = u32::try_from(case.greedy.len()).context("too many tokens")?;
    let job = Job { stop_at_eos: false, ..Job::greedy(case.tokens.clone(), limit) };
    let found = match model.generate(&job, |_| ControlFlow::Continue(())) {
        Ok(generation) => generation.tokens,
        Err(Error::NotFinite { .. }) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let equal = found.iter().zip(&case.greedy).filter(|(a, b)| a == b).count();

    if model.mode() == Mode::Exact {
        let share = if limit == 0 { 1.0 } else { equal as f64 / f64::from(limit) };
        let line =
            format!("share of equal tokens {share:.4} ({equal}/{limit}), logits' max |Δ| {greatest:.1e}");
        return Ok(Outcome { agrees: true, line });
    }
    let agrees = greatest <= tolerance && found == case.greedy;
    Ok(Outcome { agrees, line: format!("max |Δ| {greatest:.1e}, {equal}/{limit} tokens equal") })
}

fn embedding(model: &Model, case: &Embedding, tolerance: f64) -> anyhow::Result<Outcome> {
    let tokens = model.tokenizer().encode(&case.text)?;
    let embedding = match model.embed(&tokens) {
        Ok(embedding) => embedding,
        Err(error @ Error::NoDirection { .. }) => {
            return Ok(Outcome { agrees: false, line: error.to_string() });
        }
        Err(error) => return Err(error.into()),
    };
    let Some(greatest) = distance(&embedding, &case.embedding) else {
        let (expected, found) = (case.embedding.len(), embedding.len());
        let line = format!("{expected} numbers are expected, the model's embeddings have {found}");
        ensure!(model.mode() == Mode::F32, line);
        return Ok(Outcome { agrees: false, line });
    };
    if model.mode() == Mode::Exact {
        let line = format!("cosine {:.6}, {} tokens", cosine(&embedding, &case.embedding), tokens.len());
        return Ok(Outcome { agrees: true, line });
    }
    Ok(Outcome {
        agrees: greatest <= tolerance,
        line: format!("max |Δ| {greatest:.1e}, {} tokens", tokens.len()),
    })
}

/// The greatest absolute difference, where there are as many numbers of both; NaN is as far off as can be.
fn distance(found: &[f32], expected: &[f64]) -> Option<f64> {
    let differences =
        found.iter().zip(expected).map(|(found, expected)| (f64::from(*found) - expected).abs());
    let greatest = differences.fold(0.0_f64, |most, d| most.max(if d.is_nan() { f64::INFINITY } else { d }));
    (found.len() == expected.len()).then_some(greatest)
}

fn cosine(a: &[f32], b: &[f64]) -> f64 {
    let (mut product, mut lengths) = (0.0, (0.0, 0.0));
    for (a, b) in a.iter().map(|a| f64::from(*a)).zip(b) {
        product += a * b;
        lengths = (lengths.0 + a * a, lengths.1 + b * b);
    }
    product / (lengths.0 * lengths.1).sqrt()
}
