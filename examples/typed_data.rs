//! Prints what a wallet is asked to sign for a step of a scenario file: the typed data, its struct hash and its digest.
//!
//! The steps are not run. Nonce and validity are those that the step was signed with; 0 and 2^64-1 where it was not.
//! Exit code 0: the JSON is on the standard output. 2: the file could not be read, or it is not a scenario, or it has no
//! such step, or the arguments are wrong.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use deepnode_core::{Content, eip712};
use deepnode_examples::tool;

/// Print what a wallet is asked to sign for a step of a scenario.
#[derive(Parser)]
struct Options {
    /// The scenario.
    file: PathBuf,
    /// The step's index, from 0.
    step: usize,
    /// The nonce, instead of the step's.
    #[arg(long, value_name = "K")]
    nonce: Option<u64>,
    /// The time in milliseconds before which it is taken, instead of the step's.
    #[arg(long, value_name = "T")]
    valid_until: Option<u64>,
}

fn main() -> ExitCode {
    let Options { file, step: index, nonce, valid_until } = Options::parse();
    let scenario = match tool::read(&file) {
        Ok(scenario) => scenario,
        Err(code) => return code,
    };
    let Some(step) = scenario.steps.get(index) else {
        let why = format!("expected the index of one of its {} steps, found {index}", scenario.steps.len());
        return tool::refuse(&file, why, 2);
    };
    let (content, of_step, until) = step.content();
    let (chain_id, contract) = (scenario.chain_id, scenario.contract);
    let (nonce, valid_until) = (nonce.unwrap_or(of_step), valid_until.unwrap_or(until));
    let typed = match &content {
        Content::Command(command) => eip712::typed_data(chain_id, contract, command, nonce, valid_until),
        Content::Batch(commands) => {
            eip712::typed_data_of_batch(chain_id, contract, commands, nonce, valid_until)
        }
    };
    tool::print_json(&typed)
}
