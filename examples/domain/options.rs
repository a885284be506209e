//! What the program can be told.

use std::path::PathBuf;

use clap::Parser;
use deepnode_infer::Device;

/// Play a small DeepNode domain: miners run a real language model for consumers, validators read every answer by the
/// same model, cheaters are found out, and the money goes where the rules say.
///
/// Time inside the domain is simulated from the seed, and models run in exact mode: the same seed gives the same result
/// on every machine, whatever its processor, its speed and its number of threads.
#[derive(Debug, Parser)]
pub(crate) struct Options {
    /// Tasks that the three consumers post together.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) tasks: u32,
    /// Decides prompts, samplers, times and draws.
    #[arg(long, default_value_t = 7)]
    pub(crate) seed: u64,
    /// Where models run: cpu, cuda or cuda:N (the latter in a build with the feature `cuda`). It changes no result.
    #[arg(long, default_value = "cpu")]
    pub(crate) device: Device,
    /// A folder with a Llama-architecture model in the Hugging Face layout, of which cheaters make worse ones.
    #[arg(long, value_name = "DIR", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/models/kjv"))]
    pub(crate) model: PathBuf,
    /// Write the final state, the tasks with their answers, the audit and every finding to a file.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Write every command of the run, with its signature if it has one, as a scenario file for the replay tool.
    #[arg(long, value_name = "FILE")]
    pub(crate) scenario: Option<PathBuf>,
}
