//! Prints what everybody can claim after a scenario, with proofs that OpenZeppelin's `MerkleProof` accepts.
//!
//! Exit code 0: the claims are on the standard output. 1: nobody has a balance, or a step went otherwise than the file
//! announces. 2: the file could not be read, or it is not a scenario, or the arguments are wrong. Nothing is printed
//! but in the first case.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use deepnode_examples::tool;

/// Run a scenario file and print the Merkle root over the balances that it leaves, and a proof for each, as JSON.
#[derive(Parser)]
struct Options {
    /// The scenario.
    file: PathBuf,
}

fn main() -> ExitCode {
    let Options { file } = Options::parse();
    let domain = match tool::run(&file, None) {
        Ok(domain) => domain,
        Err(code) => return code,
    };
    let Some(claims) = domain.claims() else {
        let why = "nobody has a balance after its last step, so there is nothing to claim";
        return tool::refuse(&file, why, 1);
    };
    tool::print_json(&claims)
}
