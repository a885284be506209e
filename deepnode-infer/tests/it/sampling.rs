//! Seeded sampling: reproducible, and a draw from the right tokens with the right frequencies.

use std::collections::HashMap;

use deepnode_infer::{Error, Job, Model, Q16, Sampler};

use crate::{load, run};

const PROMPT: [u32; 3] = [0, 70, 71];

fn seed(n: u32) -> [u8; 32] {
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&n.to_le_bytes());
    seed
}

fn sampler(n: u32, temperature: f64, top_k: u32, top_p: f64) -> Sampler {
    Sampler::Seeded {
        seed: seed(n),
        temperature: Q16::new(temperature).unwrap(),
        top_k,
        top_p: Q16::new(top_p).unwrap(),
    }
}

fn job(sampler: Sampler, limit: u32) -> Job {
    Job { prompt: PROMPT.to_vec(), sampler, limit, stop_at_eos: false }
}

/// The first token of many seeds, with how often each came.
fn draws(model: &Model, sampler: impl Fn(u32) -> Sampler, count: u32) -> HashMap<u32, f64> {
    let jobs: Vec<Job> = (0..count).map(|n| job(sampler(n), 1)).collect();
    let mut shares = HashMap::new();
    for generation in model.generate_batch(&jobs).unwrap() {
        *shares.entry(generation.tokens[0]).or_default() += 1.0 / f64::from(count);
    }
    shares
}

/// Token ids by falling logit, with their probabilities at a temperature.
fn ranking(model: &Model, temperature: f64) -> Vec<(u32, f64)> {
    let logits = model.logits(&PROMPT).unwrap();
    let weights: Vec<f64> = logits.iter().map(|logit| (f64::from(*logit) / temperature).exp()).collect();
    let total: f64 = weights.iter().sum();
    let mut ranking: Vec<(u32, f64)> = (0..).zip(weights.iter().map(|weight| weight / total)).collect();
    ranking.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    ranking
}

#[test]
fn a_seed_gives_the_same_tokens_again() {
    let model = load("f32-untied");
    let one = run(&model, &job(sampler(1, 1.0, 0, 1.0), 60));
    assert_eq!(one, run(&load("f32-untied"), &job(sampler(1, 1.0, 0, 1.0), 60)));
    assert_eq!(one, run(&model, &job(Sampler::seeded(seed(1)), 60)));
    assert_ne!(one, run(&model, &job(sampler(2, 1.0, 0, 1.0), 60)));
}

#[test]
fn a_batch_samples_what_its_jobs_sample_alone() {
    let model = load("f32-untied");
    let samplers =
        [sampler(1, 0.8, 0, 0.9), sampler(2, 1.2, 20, 1.0), Sampler::Greedy, sampler(3, 1.0, 5, 0.5)];
    let jobs: Vec<Job> = samplers.iter().zip([60, 20, 40, 50]).map(|(s, limit)| job(*s, limit)).collect();
    let alone: Vec<_> = jobs.iter().map(|job| run(&model, job)).collect();
    assert_eq!(model.generate_batch(&jobs).unwrap(), alone);
}

#[test]
fn frequencies_are_the_probabilities() {
    let model = load("f32-untied");
    for temperature in [0.7, 1.0, 2.0] {
        let count = 8192;
        let shares = draws(&model, |n| sampler(n, temperature, 0, 1.0), count);
        for (id, probability) in ranking(&model, temperature).into_iter().take(20) {
            let share = shares.get(&id).copied().unwrap_or(0.0);
            let deviation = (probability * (1.0 - probability) / f64::from(count)).sqrt();
            let off = (share - probability).abs();
            assert!(
                off < 4.5 * deviation,
                "at {temperature}: token {id} came {share}, expected {probability}"
            );
        }
    }
}

#[test]
fn top_k_keeps_the_k_best() {
    let model = load("f32-untied");
    let ranking = ranking(&model, 3.0);
    for k in [1, 2, 7] {
        let shares = draws(&model, |n| sampler(n, 3.0, k, 1.0), 1024);
        let mut ids: Vec<u32> = shares.into_keys().collect();
        let mut best: Vec<u32> = ranking[..k as usize].iter().map(|(id, _)| *id).collect();
        ids.sort();
        best.sort();
        assert_eq!(ids, best, "top_k {k}");
    }
}

#[test]
fn top_p_keeps_the_best_that_reach_it() {
    let model = load("f32-untied");
    for p in [0.1, 0.5, 0.9] {
        let mut kept = Vec::new();
        let mut reached = 0.0;
        for (id, share) in ranking(&model, 2.0) {
            kept.push(id);
            reached += share;
            if reached >= p {
                break;
            }
        }
        let shares = draws(&model, |n| sampler(n, 2.0, 0, p), 2048);
        assert!(shares.keys().all(|id| kept.contains(id)), "top_p {p}");
        assert!(shares.contains_key(&kept[0]));
    }
}

#[test]
fn without_heat_or_choice_it_is_greedy() {
    let model = load("f32-untied");
    let greedy = run(&model, &job(Sampler::Greedy, 40));
    for sampler in [sampler(1, 0.0, 0, 1.0), sampler(2, 5.0, 1, 1.0), sampler(3, 5.0, 0, 0.00002)] {
        assert_eq!(run(&model, &job(sampler, 40)), greedy, "{sampler:?}");
    }
}

#[test]
fn settings_out_of_range_are_refused() {
    let model = load("f32-untied");
    for top_p in [Q16::ZERO, Q16::from_bits(65537)] {
        let sampler = Sampler::Seeded { seed: seed(1), temperature: Q16::ONE, top_k: 0, top_p };
        let refusal = model.generate_batch(&[job(sampler, 1)]).unwrap_err();
        let Error::InBatch { reason, .. } = refusal else { panic!("{refusal}") };
        assert!(matches!(*reason, Error::Sampler { field: "top_p", .. }), "{reason}");
    }
    assert_eq!(Q16::new(f64::NAN), None);
    assert_eq!(Q16::new(65536.0), None);
    assert_eq!(Q16::new(-0.1), None);
    assert_eq!(Q16::new(65535.99999), Some(Q16::from_bits(u32::MAX)));
}
