//! Real inference: the honest model, the one of a cheater, and what a check makes of an answer.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::{Context, Result, bail};
use deepnode_core::{Hash, Verdict};
use deepnode_infer::{Device, Generation, Job, Manifest, Model, output_root};
use serde_json::Value;

/// Runs a job.
pub(crate) fn run(model: &Model, job: &Job) -> Result<Generation> {
    Ok(model.generate(job, |_| ControlFlow::Continue(()))?)
}

/// The root that stands for a job and its result.
pub(crate) fn root(manifest: &Manifest, job: &Job, generation: &Generation) -> Hash {
    Hash(output_root(manifest, &job.clone().into(), &generation.clone().into()))
}

/// Loads the same folder without the work of its upper half of layers: their outputs are zero, as in a model of half
/// the depth.
pub(crate) fn load_smaller(dir: &Path, device: Device) -> Result<Model> {
    let copy = tempfile::tempdir().context("no room for a damaged copy of the model")?;
    let config: Value = serde_json::from_slice(&fs::read(dir.join("config.json"))?)?;
    let layers = config["num_hidden_layers"].as_u64().context("config.json names no num_hidden_layers")?;
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let Some(name) = path.file_name().filter(|_| path.is_file()) else { continue };
        let mut bytes = fs::read(&path)?;
        if path.extension().is_some_and(|ext| ext == "safetensors") {
            silence_upper_layers(&mut bytes, layers / 2)?;
        }
        fs::write(copy.path().join(name), bytes)?;
    }
    Ok(Model::load(copy.path(), device)?)
}

/// Zeroes what the layers from `first` on add to the residual stream. A file begins with the length of its JSON header
/// (u64, little endian), which says where each tensor lies behind it.
fn silence_upper_layers(file: &mut [u8], first: u64) -> Result<()> {
    let Some((length, rest)) = file.split_first_chunk_mut::<8>() else { bail!("truncated safetensors") };
    let length = usize::try_from(u64::from_le_bytes(*length))?;
    let (header, data) = rest.split_at_mut_checked(length).context("truncated safetensors")?;
    let header: Value = serde_json::from_slice(header)?;
    for (name, tensor) in header.as_object().into_iter().flatten() {
        let layer = name.strip_prefix("model.layers.").and_then(|rest| rest.split('.').next()?.parse().ok());
        let adds = name.ends_with("self_attn.o_proj.weight") || name.ends_with("mlp.down_proj.weight");
        if adds && layer.is_some_and(|layer: u64| layer >= first) {
            let at = |end: usize| tensor["data_offsets"][end].as_u64().and_then(|n| usize::try_from(n).ok());
            let range = at(0).zip(at(1)).and_then(|(from, to)| data.get_mut(from..to));
            range.with_context(|| format!("{name} lies outside of its file"))?.fill(0);
        }
    }
    Ok(())
}

/// What a miner hands to its committee beside the seal on the ledger.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    pub(crate) generation: Generation,
    pub(crate) salt: Hash,
}

/// What somebody who ran the job again thinks of a delivery.
pub(crate) fn compare(
    own: &Generation,
    found: &Generation,
    units_done: u32,
    seen_elsewhere: bool,
) -> Verdict {
    let shorter = own.tokens.starts_with(&found.tokens) && own.tokens.len() > found.tokens.len();
    if own == found {
        // Right, but it asks to be paid for other work than it did.
        if found.tokens.len() == units_done as usize { Verdict::Correct } else { Verdict::Minor }
    } else if seen_elsewhere {
        Verdict::Critical
    } else if shorter {
        Verdict::Minor
    } else {
        Verdict::Major
    }
}
