//! What exact inference costs beside floats, and what its verification costs beside generation.
//!
//! The peer is the same model in f32 on the same tensor library, in the same run. Models: D2 (the trained decoder of the
//! examples), D1 (a decoder of random weights, 4 layers, 192 wide), and all-MiniLM-L6-v2 where `.ci/minilm` has fetched
//! it.

use std::hint::black_box;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use deepnode_examples::folder;
use deepnode_infer::{Claim, Device, Engine, Input, Job, Kernel, Model, Options};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn modes(dir: &Path) -> [(&'static str, Model); 2] {
    let load = |options: Options| Model::load(dir, options).expect("the model is there");
    [("f32", load(Device::Cpu.into())), ("exact", load(Options::exact(Device::Cpu)))]
}

fn run(model: &Model, input: &Input) -> Claim {
    Engine::run(model, input, &mut |_| ControlFlow::Continue(())).expect("the task fits the model")
}

fn job(prompt: std::ops::Range<u32>, limit: u32) -> Input {
    Job { stop_at_eos: false, ..Job::greedy(prompt.collect(), limit) }.into()
}

fn generate(c: &mut Criterion) {
    let mut group = c.benchmark_group("generate/D2");
    group.throughput(Throughput::Elements(128)).sample_size(20);
    let input = job(3..35, 128);
    for (mode, model) in modes(&root().join("examples/models/kjv")) {
        group.bench_function(BenchmarkId::new(mode, 1), |b| b.iter(|| black_box(run(&model, &input))));
        let eight = vec![input.clone(); 8];
        group.bench_function(BenchmarkId::new(mode, 8), |b| b.iter(|| black_box(model.run_batch(&eight))));
    }
    group.finish();
}

/// Reading a claimed text once, beside generating it.
fn verify(c: &mut Criterion) {
    let dir = folder::random(4, 192, 6, 1024, 1).expect("there is room");
    let mut group = c.benchmark_group("verify/D1");
    group.sample_size(20);
    for (mode, model) in modes(dir.path()) {
        for limit in [64, 256] {
            let input = job(1..17, limit);
            let claim = run(&model, &input);
            let id = |what: &str| BenchmarkId::new(format!("{mode}/{what}"), limit);
            group.bench_function(id("generate"), |b| b.iter(|| black_box(run(&model, &input))));
            group.bench_function(id("read"), |b| b.iter(|| black_box(model.read(&input, &claim))));
        }
    }
    group.finish();
}

fn embed(c: &mut Criterion) {
    let dir = root().join("target/models/minilm");
    if !dir.join("config.json").is_file() {
        eprintln!("embed/MiniLM: not measured, `bash .ci/minilm` fetches the model");
        return;
    }
    let mut group = c.benchmark_group("embed/MiniLM");
    group.sample_size(20);
    for (mode, model) in modes(&dir) {
        for (rows, len) in [(1, 32), (8, 32), (8, 128)] {
            let text: Vec<u32> = (0..len).map(|i| 1000 + i * 37).collect();
            let inputs = vec![Input::Embed(text); rows];
            let id = BenchmarkId::new(mode, format!("{rows}x{len}"));
            group.bench_function(id, |b| b.iter(|| black_box(model.run_batch(&inputs))));
        }
    }
    group.finish();
}

/// The plain loops that anyone can believe.
fn scalar(c: &mut Criterion) {
    let options = Options { kernel: Kernel::Scalar, ..Options::exact(Device::Cpu) };
    let model = Model::load(root().join("examples/models/kjv"), options).expect("the model is there");
    let input = job(3..35, 16);
    let mut group = c.benchmark_group("scalar/D2");
    group.sample_size(10).bench_function("16 tokens", |b| b.iter(|| black_box(run(&model, &input))));
    group.finish();
}

criterion_group!(benches, generate, verify, embed, scalar);
criterion_main!(benches);
