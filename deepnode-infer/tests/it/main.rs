//! Tests of the crate from outside: against transformers, against itself, and against broken folders.

mod deliveries;
mod domain;
mod encoder;
mod encoder_errors;
mod errors;
mod exact;
mod folder;
mod generation;
mod hostile;
mod kill;
mod policy;
mod reference;
mod roots;
mod sampling;
mod store;
#[cfg(feature = "tokio")]
mod tokio;
mod toy;
mod validator;
mod verify;
mod worker;
mod world;

use std::ops::ControlFlow;
use std::path::PathBuf;

use deepnode_infer::{Device, Generation, Job, Model, Options};

/// The decoders that transformers wrote, with what it expects of them.
const VARIANTS: [&str; 7] =
    ["f32-untied", "f16-tied", "bf16-tied", "head-dim", "rope-top", "rope-parameters", "rope-llama3"];

/// The encoders that transformers wrote.
const ENCODERS: [&str; 2] = ["bert-f32", "bert-f16"];

fn data(variant: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(variant)
}

fn load(variant: &str) -> Model {
    Model::load(data(variant), Device::Cpu).unwrap_or_else(|e| panic!("{variant}: {e}"))
}

fn load_exact(variant: &str) -> Model {
    Model::load(data(variant), Options::exact(Device::Cpu)).unwrap_or_else(|e| panic!("{variant}: {e}"))
}

fn run(model: &Model, job: &Job) -> Generation {
    model.generate(job, |_| ControlFlow::Continue(())).unwrap()
}

/// The greatest absolute difference; NaN counts as infinite.
fn distance(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    let differences = a.iter().zip(b).map(|(a, b)| (a - b).abs());
    differences.fold(0.0, |most, d| if d.is_nan() { f32::INFINITY } else { most.max(d) })
}
