//! The model that comes with the examples does what transformers says it does.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use deepnode_infer::{Claim, Device, Finish, Job, Model, output_root};
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("models/kjv")
}

fn ids(value: &Value) -> Vec<u32> {
    value.as_array().unwrap().iter().map(|id| id.as_u64().unwrap() as u32).collect()
}

#[test]
fn logits_and_tokens_are_those_of_transformers() {
    let model = Model::load(folder(), Device::Cpu).unwrap();
    let text = std::fs::read(folder().join("expected.json")).unwrap();
    let expected: Value = serde_json::from_slice(&text).unwrap();
    let cases = expected["cases"].as_array().unwrap();
    assert!(!cases.is_empty());

    let mut jobs = Vec::new();
    for (i, case) in cases.iter().enumerate() {
        let (tokens, greedy) = (ids(&case["tokens"]), ids(&case["greedy"]));
        let logits = model.logits(&tokens).unwrap();
        let wanted = case["logits"].as_array().unwrap();
        assert_eq!(logits.len(), wanted.len());
        for (id, (logit, wanted)) in logits.iter().zip(wanted).enumerate() {
            let off = (f64::from(*logit) - wanted.as_f64().unwrap()).abs();
            assert!(off <= 1e-4, "case {i}: the logit of token {id} is off by {off}");
        }
        let job = Job { stop_at_eos: false, ..Job::greedy(tokens, greedy.len() as u32) };
        let generation = model.generate(&job, |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(generation.tokens, greedy, "case {i}");
        jobs.push((job, generation));
    }

    let batch: Vec<Job> = jobs.iter().map(|(job, _)| job.clone()).collect();
    for ((job, alone), batched) in jobs.iter().zip(model.generate_batch(&batch).unwrap()) {
        let input = job.clone().into();
        let root = |generation: &_| output_root(model.manifest(), &input, &Claim::clone(generation));
        let roots = [alone, &batched].map(|generation| root(&generation.clone().into()));
        assert_eq!(roots[0], roots[1], "honest miners have equal roots");
    }
}

#[test]
fn it_continues_a_text() {
    let model = Model::load(folder(), Device::Cpu).unwrap();
    let prompt = model.tokenizer().encode("And God said,").unwrap();
    let mut streamed = Vec::new();
    let generation = model
        .generate(&Job::greedy(prompt, 24), |token| {
            streamed.push(token);
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(streamed, generation.tokens);
    assert!(generation.finish == Finish::Eos || streamed.len() == 24);
    let text = model.tokenizer().decode(&streamed).unwrap();
    assert!(text.split_whitespace().count() > 3, "{text:?}");
}
