//! How near whole numbers are to floats.

use anyhow::Result;
use deepnode_infer::{Device, Model};

use crate::models::Models;
use crate::row::{Row, Status};

fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let dot =
        |a: &[f32], b: &[f32]| -> f64 { a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum() };
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

/// Pearson's coefficient.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let (ma, mb) = (mean(a), mean(b));
    let sum = |f: &dyn Fn(f64, f64) -> f64| a.iter().zip(b).map(|(a, b)| f(a - ma, b - mb)).sum::<f64>();
    sum(&|a, b| a * b) / (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt()
}

pub(crate) fn embeddings(models: &Models) -> Result<Row> {
    let (floats, whole) = (Model::load(&models.minilm, Device::Cpu)?, models.exact(&models.minilm)?);
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for text in &models.texts {
        let tokens = floats.tokenizer().encode(text)?;
        a.push(floats.embed(&tokens)?);
        b.push(whole.embed(&tokens)?);
    }
    let least = a.iter().zip(&b).map(|(a, b)| cosine(a, b)).fold(1.0, f64::min);
    let pairs = |x: &[Vec<f32>]| -> Vec<f64> {
        (0..x.len()).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| cosine(&x[i], &x[j])).collect()
    };
    let related = correlation(&pairs(&a), &pairs(&b));
    Ok(Row {
        id: "X4",
        question: "MiniLM's embeddings beside f32: least cosine, correlation of the similarities of pairs",
        bar: ">= 0.995, >= 0.998",
        measured: format!("{least:.5}, {related:.5}"),
        samples: a.len() as u64,
        status: Status::of(least >= 0.995 && related >= 0.998),
    })
}

/// The mean of `-ln p` over the tokens of a text, each seen after up to 255 before it.
fn loss(model: &Model, tokens: &[u32]) -> Result<f64> {
    let (mut sum, mut count) = (0.0, 0);
    for part in tokens.chunks(256).filter(|part| part.len() > 1) {
        for (logits, next) in model.all_logits(part)?.iter().zip(&part[1..]) {
            let top = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let total: f64 = logits.iter().map(|x| f64::from(x - top).exp()).sum();
            sum += total.ln() - f64::from(logits[*next as usize] - top);
            count += 1;
        }
    }
    Ok(sum / f64::from(count))
}

pub(crate) fn perplexity(models: &Models) -> Result<Row> {
    let (floats, whole) = (Model::load(&models.trained, Device::Cpu)?, models.exact(&models.trained)?);
    let tokens = floats.tokenizer().encode(&models.held_out)?;
    let (before, after) = (loss(&floats, &tokens)?.exp(), loss(&whole, &tokens)?.exp());
    let worse = after / before - 1.0;
    Ok(Row {
        id: "X4",
        question: "D2's perplexity on a book that it has not seen, beside f32",
        bar: "<= +2 %",
        measured: format!("{after:.3} beside {before:.3}, {:+.2} %", 100.0 * worse),
        samples: tokens.len() as u64,
        status: Status::of(worse <= 0.02),
    })
}
