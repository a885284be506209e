//! Logits in the arithmetic of a mode.

use crate::error::Error;
use crate::sampler::{Logit, Sampler};

/// Logits of some positions, one row of `vocab_size` after the other.
pub(crate) enum Logits {
    /// As f32.
    Float(Vec<f32>),
    /// In steps of 2^-20.
    Exact(Vec<i64>),
}

impl Logits {
    /// Of no positions.
    pub(crate) fn none() -> Logits {
        Logits::Float(Vec::new())
    }

    /// The token that a sampler chooses at `step` by row `row` of `of` rows.
    pub(crate) fn choose(&self, row: usize, of: usize, sampler: &Sampler, step: u32) -> Result<u32, Error> {
        match self {
            Logits::Float(all) => sampler.choose(part(all, row, of), step),
            Logits::Exact(all) => sampler.choose(part(all, row, of), step),
        }
    }

    /// By how much a token falls short of the chosen one.
    pub(crate) fn shortfall(
        &self,
        row: usize,
        of: usize,
        sampler: &Sampler,
        step: u32,
        [chosen, token]: [u32; 2],
    ) -> f64 {
        match self {
            Logits::Float(all) => sampler.shortfall(part(all, row, of), step, chosen, token),
            Logits::Exact(all) => sampler.shortfall(part(all, row, of), step, chosen, token),
        }
    }

    /// As floats, to look at.
    pub(crate) fn into_f32(self) -> Vec<f32> {
        match self {
            Logits::Float(all) => all,
            Logits::Exact(all) => all.into_iter().map(Logit::to_f32).collect(),
        }
    }
}

fn part<T>(all: &[T], row: usize, of: usize) -> &[T] {
    let width = all.len() / of;
    &all[row * width..][..width]
}
