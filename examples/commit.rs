//! What a miner commits to: the root of a run in exact mode, which no option moves.
//!
//! ```sh
//! cargo run --release --example commit -- --model DIR --text T | --tokens FILE [--new N] [--threads N] [--batch N]
//!     [--pad N] [--simd auto|scalar] [--chunk N] [--device cpu|cuda]
//! ```
//!
//! Prints `root 0x…`, then `tokens …` (of a decoder) or `embedding 0x…` (of an encoder: numbers of 32 bits, little
//! endian, in steps of 2^-24). Exits with 2 if something cannot be read or run.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::{Parser, ValueEnum};
use deepnode_infer::{Config, Device, Input, Job, Kernel, Model, Options, Output, output_root};
use rayon::ThreadPoolBuilder;

/// Run a model in exact mode and print the root that stands for the run.
#[derive(Parser)]
struct Arguments {
    /// Model folder: config.json, safetensors, tokenizer.json.
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    #[command(flatten)]
    input: Text,
    /// Tokens that a decoder generates at most.
    #[arg(long, value_name = "N", default_value_t = 16)]
    new: u32,
    /// Threads to compute with; 0 is one for each core.
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
    /// Run the input as one row among N - 1 others.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1024))]
    batch: u16,
    /// Fill texts up to N tokens.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pad: usize,
    /// What multiplies matrices: the tensor library with all that the processor has, or plain loops over integers.
    #[arg(long, default_value = "auto")]
    simd: Simd,
    /// Read texts in pieces of N tokens.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    chunk: Option<u32>,
    /// Where to run: cpu, cuda or cuda:N.
    #[arg(long, default_value = "cpu")]
    device: Device,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct Text {
    /// The input as text.
    #[arg(long, value_name = "T")]
    text: Option<String>,
    /// The input as token ids: a file with a JSON array.
    #[arg(long, value_name = "FILE")]
    tokens: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Simd {
    Auto,
    Scalar,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("commit: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    let pool = ThreadPoolBuilder::new().num_threads(arguments.threads).build()?;
    let (model, input, claim) = pool.install(|| -> Result<_> {
        let mut options = Options { pad: arguments.pad, ..Options::exact(arguments.device) };
        if let Some(chunk) = arguments.chunk {
            options.piece = chunk as usize;
        }
        if let Simd::Scalar = arguments.simd {
            options.kernel = Kernel::Scalar;
        }
        let model = Model::load(&arguments.model, options)?;
        let tokens = tokens(&model, &arguments.input)?;
        let (inputs, own) = batch(&model, tokens, arguments)?;
        let claim = model.run_batch(&inputs)?.swap_remove(own);
        let input = inputs[own].clone();
        Ok((model, input, claim))
    })?;
    println!("root {}", const_hex::encode_prefixed(output_root(model.manifest(), &input, &claim)));
    match &claim.output {
        Output::Generation(generation) => {
            let ids: Vec<String> = generation.tokens.iter().map(u32::to_string).collect();
            println!("tokens {}", ids.join(" "));
        }
        Output::Embedding(numbers) => {
            let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
            println!("embedding {}", const_hex::encode_prefixed(bytes));
        }
    }
    Ok(())
}

fn tokens(model: &Model, input: &Text) -> Result<Vec<u32>> {
    if let Some(text) = &input.text {
        return Ok(model.tokenizer().encode(text)?);
    }
    let file = input.tokens.as_deref().context("neither a text nor tokens")?;
    let text = std::fs::read(file).with_context(|| format!("{}", file.display()))?;
    serde_json::from_slice(&text)
        .with_context(|| format!("{}: expected an array of token ids", file.display()))
}

/// The input among others of other lengths, and its place.
fn batch(model: &Model, tokens: Vec<u32>, arguments: &Arguments) -> Result<(Vec<Input>, usize)> {
    ensure!(!tokens.is_empty(), "there are no tokens");
    let rows = usize::from(arguments.batch);
    let own = rows / 2;
    let ids = model.config().vocab_size() as u32;
    let input = |row: usize| {
        // Other rows have other ids, and are a little shorter or as long.
        let (shift, len) =
            ((row + rows - own) % rows, tokens.len() - (row + rows - own) % rows % tokens.len());
        let text: Vec<u32> = tokens[..len].iter().map(|id| (id % ids + shift as u32) % ids).collect();
        let text = if row == own { tokens.clone() } else { text };
        match model.config() {
            Config::Bert(_) => Input::Embed(text),
            _ => Job::greedy(text, arguments.new).into(),
        }
    };
    Ok(((0..rows).map(input).collect(), own))
}
