//! Replays a scenario file and prints the state that it leads to.
//!
//! Exit code 0: the state is on the standard output. 1: a step went otherwise than the file announces. 2: the file
//! could not be read, or it is not a scenario, or the arguments are wrong. Nothing is printed but in the first case.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use deepnode_core::scenario::Scenario;

/// Replay a scenario file and print the state that it leads to, as JSON.
#[derive(Parser)]
struct Options {
    /// The scenario.
    file: PathBuf,
    /// Run the first N steps only (all of them if there are fewer).
    #[arg(long, value_name = "N")]
    until: Option<usize>,
}

fn main() -> ExitCode {
    let Options { file, until } = Options::parse();
    let read = std::fs::read(&file).map_err(|error| error.to_string());
    let scenario = read.and_then(|json| Scenario::parse(&json).map_err(|error| error.to_string()));
    let scenario = match scenario {
        Ok(scenario) => scenario,
        Err(why) => {
            eprintln!("{}: {why}", file.display());
            return ExitCode::from(2);
        }
    };
    let domain = match scenario.run(until) {
        Ok(domain) => domain,
        Err(why) => {
            eprintln!("{}: {why}", file.display());
            return ExitCode::FAILURE;
        }
    };
    match std::io::stdout().write_all(domain.report().to_string().as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("the state could not be printed: {why}");
            ExitCode::from(2)
        }
    }
}
