//! Replays a scenario file and prints the state that it leads to.
//!
//! Exit code 0: the state is on the standard output. 1: a step went otherwise than the file announces. 2: the file
//! could not be read, or it is not a scenario, or the arguments are wrong. Nothing is printed but in the first case.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use deepnode_examples::tool;

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
    match tool::run(&file, until) {
        Ok(domain) => tool::print(|out| write!(out, "{}", domain.report())),
        Err(code) => code,
    }
}
