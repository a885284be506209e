//! What transformers computed for the same folders.

use std::fs;

use deepnode_infer::{Finish, Job, Model};
use serde_json::Value;

use crate::{VARIANTS, data, distance, load, run};

const TOLERANCE: f32 = 1e-4;

pub(crate) struct Case {
    pub(crate) tokens: Vec<u32>,
    logits: Vec<f32>,
    pub(crate) greedy: Vec<u32>,
}

pub(crate) fn cases(variant: &str) -> Vec<Case> {
    let file: Value =
        serde_json::from_slice(&fs::read(data(variant).join("expected.json")).unwrap()).unwrap();
    let ids =
        |value: &Value| value.as_array().unwrap().iter().map(|id| id.as_u64().unwrap() as u32).collect();
    let case = |case: &Value| Case {
        tokens: ids(&case["tokens"]),
        logits: case["logits"].as_array().unwrap().iter().map(|x| x.as_f64().unwrap() as f32).collect(),
        greedy: ids(&case["greedy"]),
    };
    file["cases"].as_array().unwrap().iter().map(case).collect()
}

/// A job that must give a case's continuation, end tokens included.
pub(crate) fn job(case: &Case) -> Job {
    Job { stop_at_eos: false, ..Job::greedy(case.tokens.clone(), case.greedy.len() as u32) }
}

fn each(test: impl Fn(&str, &Model, &[Case])) {
    for variant in VARIANTS {
        test(variant, &load(variant), &cases(variant));
    }
}

#[test]
fn logits_are_those_of_transformers() {
    each(|variant, model, cases| {
        for (i, case) in cases.iter().enumerate() {
            let off = distance(&model.logits(&case.tokens).unwrap(), &case.logits);
            assert!(off <= TOLERANCE, "{variant}, case {i}: a logit is off by {off}");
        }
    });
}

#[test]
fn greedy_tokens_are_those_of_transformers() {
    each(|variant, model, cases| {
        for (i, case) in cases.iter().enumerate() {
            let generation = run(model, &job(case));
            assert_eq!(generation.tokens, case.greedy, "{variant}, case {i}");
            assert_eq!(generation.finish, Finish::Limit);
        }
    });
}

#[test]
fn a_batch_gives_what_its_jobs_give_alone() {
    each(|variant, model, cases| {
        // Limits differ too, so that the batch shrinks on its way.
        let jobs: Vec<Job> =
            cases.iter().enumerate().map(|(i, case)| Job { limit: 64 - 7 * i as u32, ..job(case) }).collect();
        let batch = model.generate_batch(&jobs).unwrap();
        for (i, (job, generation)) in jobs.iter().zip(&batch).enumerate() {
            assert_eq!(*generation, run(model, job), "{variant}, job {i}");
        }
    });
}

#[test]
fn every_position_agrees_with_reading_up_to_there() {
    each(|variant, model, cases| {
        let case = cases.last().unwrap();
        let tokens = [&case.tokens[..], &case.greedy].concat();
        let all = model.all_logits(&tokens).unwrap();
        assert_eq!(all.len(), tokens.len());
        for len in [1, 2, 17, 64, tokens.len()] {
            let off = distance(&all[len - 1], &model.logits(&tokens[..len]).unwrap());
            assert!(off <= TOLERANCE, "{variant}, {len} tokens: a logit is off by {off}");
        }
    });
}

#[test]
fn decoding_with_the_cache_agrees_with_one_reading() {
    // Greedy tokens come from the cache, column by column; the best of one reading must be the same ones.
    each(|variant, model, cases| {
        let case = cases.last().unwrap();
        let generation = run(model, &job(case));
        let tokens = [&case.tokens[..], &generation.tokens].concat();
        let all = model.all_logits(&tokens).unwrap();
        for (i, token) in generation.tokens.iter().enumerate() {
            let logits = &all[case.tokens.len() - 1 + i];
            let best = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            assert_eq!(logits[*token as usize], best, "{variant}, token {i}");
        }
    });
}
