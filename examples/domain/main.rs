//! The main job: a small domain from registration to settlement and slashing, on a real model.

mod cast;
mod cheats;
mod findings;
mod flows;
mod meter;
mod options;
mod pace;
mod play;
mod progress;
mod prompts;
mod summary;
mod tables;

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;
use deepnode_core::Report;
use serde::Serialize;

use crate::findings::Found;
use crate::options::Options;
use crate::play::Play;
use crate::progress::Progress;
use crate::summary::TaskSummary;

/// What `--json` writes.
#[derive(Serialize)]
struct Json {
    state: Report,
    tasks: Vec<TaskSummary>,
    audit: Vec<String>,
    findings: Vec<Found>,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether the audit has nothing to say.
fn run(options: &Options) -> Result<bool> {
    let Options { tasks, seed, device, model: dir, json, scenario } = options;
    let exact = deepnode_infer::Options::exact(*device);
    let mut play = Play::new(dir, exact, *seed, *tasks, Progress::new(*tasks))?;
    eprintln!(
        "{} on {device}: {} miners, {} validators, {} consumers, {tasks} tasks, seed {seed}",
        dir.display(),
        cast::MINERS.len(),
        cast::VALIDATORS.len(),
        cast::CONSUMERS.len(),
    );
    play.run()?;
    summary::print(&play)?;

    let audit = play.domain.audit();
    if let Some(file) = scenario {
        let text = serde_json::to_string_pretty(&play.scenario)?;
        fs::write(file, text).with_context(|| format!("{} could not be written", file.display()))?;
    }
    if let Some(file) = json {
        let result = Json {
            state: play.domain.report(),
            tasks: summary::tasks(&play)?,
            audit: audit.clone(),
            findings: play.findings,
        };
        let text = serde_json::to_string_pretty(&result)?;
        fs::write(file, text).with_context(|| format!("{} could not be written", file.display()))?;
    }
    Ok(audit.is_empty())
}
