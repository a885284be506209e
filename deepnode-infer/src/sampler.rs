//! From logits to a token, the same way on every machine.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::fmt;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::commitment::Hasher;
use crate::error::Error;
use crate::exact::tables::TABLES;

/// Version of the rules in this file, as the manifest names it.
pub(crate) const VERSION: u8 = 1;
/// The same in integers.
pub(crate) const EXACT_VERSION: u8 = 2;

/// How a token is chosen from the logits of a position.
///
/// Both ways are functions of the logits alone (and the seed): a validator that has the same logits chooses the
/// same token. Ties go to the lowest id. The rules, version 1:
///
/// - *Kept* are the `top_k` tokens of greatest logit; of those, in falling order, the first ones whose
///   probabilities at this temperature (softmax over those `top_k`) reach `top_p` together.
/// - The token is the kept one with the greatest `logit + temperature * g`, where `g = -ln(-ln u)` is Gumbel noise:
///   this draws each kept token with its probability. `u` is `(w + 1/2) / 2^24`, where `w` are the upper 24 bits of
///   word `id` in stream `step` of ChaCha20 keyed with BLAKE3 of `"dn/gumbel"` and the seed. So the noise of one
///   token can be computed without that of another.
/// - At temperature 0 it is the greedy choice.
///
/// Logits are f32, everything after is f64 by routines that do not depend on the system.
///
/// Version 2, of exact mode, is the same in whole numbers: logits in steps of 2^-20, `g` by a table of logarithms and in
/// steps of 2^-20, probabilities in steps of 2^-30 of the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sampler {
    /// The token of greatest logit.
    Greedy,
    /// A draw that the seed decides.
    Seeded {
        /// Decides the draws; public and fresh for each task.
        seed: [u8; 32],
        /// Above 1 flattens the probabilities, below sharpens them; 0 is greedy.
        temperature: Q16,
        /// How many tokens may be drawn; 0 means all.
        top_k: u32,
        /// The share of probability from which tokens are drawn, above 0 and at most 1.
        top_p: Q16,
    },
}

impl Sampler {
    /// A draw from all tokens by their probabilities: temperature 1, no cut.
    pub fn seeded(seed: [u8; 32]) -> Sampler {
        Sampler::Seeded { seed, temperature: Q16::ONE, top_k: 0, top_p: Q16::ONE }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Sampler::Seeded { top_p, .. } if *top_p == Q16::ZERO || *top_p > Q16::ONE => {
                Err(Error::Sampler {
                    field: "top_p",
                    expected: "above 0, at most 1",
                    found: top_p.to_string(),
                })
            }
            _ => Ok(()),
        }
    }

    /// Chooses the token of generation step `step`, from 0, by the logits `[vocab_size]`.
    pub(crate) fn choose<L: Logit>(&self, logits: &[L], step: u32) -> Result<u32, Error> {
        if let Some(token) = logits.iter().position(|logit| !logit.is_finite()) {
            return Err(Error::NotFinite { token: token as u32, value: logits[token].to_f32() });
        }
        let token = match *self {
            Sampler::Greedy | Sampler::Seeded { temperature: Q16::ZERO, .. } => {
                greatest(logits.iter().map(|logit| logit.plain()))
            }
            Sampler::Seeded { seed, temperature, top_k, top_p } => {
                let mut noise = Noise::new(&seed, step);
                match kept(logits, temperature, top_k, top_p) {
                    None => greatest(logits.iter().map(|logit| logit.noisy(temperature, noise.next()))),
                    Some(ids) => {
                        let best = greatest(ids.iter().map(|id| {
                            noise.seek(*id);
                            logits[*id as usize].noisy(temperature, noise.next())
                        }));
                        ids[best as usize]
                    }
                }
            }
        };
        Ok(token)
    }

    /// By how much the score of `token` falls short of that of the one chosen at `step`, cuts left aside, in logits.
    pub(crate) fn shortfall<L: Logit>(&self, logits: &[L], step: u32, chosen: u32, token: u32) -> f64 {
        if chosen == token {
            return 0.0;
        }
        let score = |id: u32| {
            let logit = logits[id as usize];
            match self {
                Sampler::Greedy => logit.plain(),
                Sampler::Seeded { seed, temperature, .. } => {
                    let mut noise = Noise::new(seed, step);
                    noise.seek(id);
                    logit.noisy(*temperature, noise.next())
                }
            }
        };
        L::difference(score(chosen), score(token))
    }
}

/// A logit, and the arithmetic that scores are computed in.
pub(crate) trait Logit: Copy {
    /// A logit with its noise.
    type Score: Copy + PartialOrd;
    /// A share of probability, not divided by the sum of all.
    type Weight: Copy + Default + std::ops::AddAssign;

    fn is_finite(self) -> bool;
    fn to_f32(self) -> f32;
    /// The order of logits; equal ones are equal whatever their sign.
    fn order(self, other: Self) -> Ordering;
    fn plain(self) -> Self::Score;
    /// With the noise of a word of 24 bits.
    fn noisy(self, temperature: Q16, word: u32) -> Self::Score;
    /// In logits.
    fn difference(a: Self::Score, b: Self::Score) -> f64;
    /// Beside the greatest logit.
    fn weight(self, greatest: Self, temperature: Q16) -> Self::Weight;
    /// Whether a sum is a share of the total.
    fn reaches(sum: Self::Weight, share: Q16, total: Self::Weight) -> bool;
}

/// Version 1.
impl Logit for f32 {
    type Score = f64;
    type Weight = f64;

    fn is_finite(self) -> bool {
        f32::is_finite(self)
    }
    fn to_f32(self) -> f32 {
        self
    }
    fn order(self, other: f32) -> Ordering {
        // Adding zero makes -0.0 and 0.0 equal, as they are as logits.
        (self + 0.0).total_cmp(&(other + 0.0))
    }
    fn plain(self) -> f64 {
        self.into()
    }
    fn noisy(self, temperature: Q16, word: u32) -> f64 {
        let u = (f64::from(word) + 0.5) / f64::from(1 << 24);
        f64::from(self) + temperature.to_f64() * -libm::log(-libm::log(u))
    }
    fn difference(a: f64, b: f64) -> f64 {
        a - b
    }
    fn weight(self, greatest: f32, temperature: Q16) -> f64 {
        libm::exp((f64::from(self) - f64::from(greatest)) / temperature.to_f64())
    }
    fn reaches(sum: f64, share: Q16, total: f64) -> bool {
        sum >= share.to_f64() * total
    }
}

/// Version 2: a logit in steps of 2^-20, its score in steps of 2^-36, and probabilities in 30 bits.
impl Logit for i64 {
    type Score = i128;
    type Weight = u64;

    fn is_finite(self) -> bool {
        true
    }
    fn to_f32(self) -> f32 {
        self as f32 / (1 << 20) as f32
    }
    fn order(self, other: i64) -> Ordering {
        self.cmp(&other)
    }
    fn plain(self) -> i128 {
        i128::from(self) << 16
    }
    fn noisy(self, temperature: Q16, word: u32) -> i128 {
        self.plain() + i128::from(temperature.bits()) * i128::from(TABLES.gumbel(word))
    }
    fn difference(a: i128, b: i128) -> f64 {
        (a - b) as f64 / 2f64.powi(36)
    }
    fn weight(self, greatest: i64, temperature: Q16) -> u64 {
        let below = (u128::from(greatest.abs_diff(self)) << 12) / u128::from(temperature.bits());
        TABLES.exp(u64::try_from(below).unwrap_or(u64::MAX))
    }
    fn reaches(sum: u64, share: Q16, total: u64) -> bool {
        u128::from(sum) << 16 >= u128::from(share.bits()) * u128::from(total)
    }
}

/// The place of the first greatest score.
fn greatest<S: Copy + PartialOrd>(scores: impl Iterator<Item = S>) -> u32 {
    let mut best: Option<(usize, S)> = None;
    for (place, score) in scores.enumerate() {
        if best.is_none_or(|(_, greatest)| score > greatest) {
            best = Some((place, score));
        }
    }
    best.map_or(0, |(place, _)| place as u32)
}

/// The ids that may be drawn, rising; none where all may.
fn kept<L: Logit>(logits: &[L], temperature: Q16, top_k: u32, top_p: Q16) -> Option<Vec<u32>> {
    let cut_k = top_k > 0 && (top_k as usize) < logits.len();
    if !cut_k && top_p == Q16::ONE {
        return None;
    }
    let mut heap: BinaryHeap<Candidate<L>> =
        logits.iter().enumerate().map(|(id, logit)| Candidate { logit: *logit, id: id as u32 }).collect();
    let greatest = heap.peek()?.logit;
    let weight = |logit: L| logit.weight(greatest, temperature);

    let mut ids = Vec::new();
    let mut total = L::Weight::default();
    if cut_k {
        let best: Vec<Candidate<L>> = (0..top_k).map_while(|_| heap.pop()).collect();
        best.iter().for_each(|candidate| total += weight(candidate.logit));
        take(best.into_iter(), total, top_p, weight, &mut ids);
    } else {
        logits.iter().for_each(|logit| total += weight(*logit));
        take(std::iter::from_fn(|| heap.pop()), total, top_p, weight, &mut ids);
    }
    ids.sort_unstable();
    Some(ids)
}

/// Takes candidates, in falling order, until their weights reach `top_p` of the total.
fn take<L: Logit>(
    candidates: impl Iterator<Item = Candidate<L>>,
    total: L::Weight,
    top_p: Q16,
    weight: impl Fn(L) -> L::Weight,
    ids: &mut Vec<u32>,
) {
    let mut sum = L::Weight::default();
    for candidate in candidates {
        ids.push(candidate.id);
        sum += weight(candidate.logit);
        if top_p != Q16::ONE && L::reaches(sum, top_p, total) {
            break;
        }
    }
}

/// Ordered by logit, then by falling id, so that the lowest id is the greatest of equals.
struct Candidate<L> {
    logit: L,
    id: u32,
}

impl<L: Logit> PartialEq for Candidate<L> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<L: Logit> Eq for Candidate<L> {}

impl<L: Logit> Ord for Candidate<L> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.logit.order(other.logit).then(other.id.cmp(&self.id))
    }
}

impl<L: Logit> PartialOrd for Candidate<L> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The Gumbel noise of one step, by token id.
struct Noise(ChaCha20Rng);

impl Noise {
    fn new(seed: &[u8; 32], step: u32) -> Noise {
        let mut key = Hasher::new("dn/gumbel");
        key.bytes(seed);
        let mut rng = ChaCha20Rng::from_seed(key.finish());
        rng.set_stream(u64::from(step));
        Noise(rng)
    }

    fn seek(&mut self, id: u32) {
        self.0.set_word_pos(u128::from(id));
    }

    /// The word of the next token, of which the upper 24 bits count.
    fn next(&mut self) -> u32 {
        self.0.next_u32() >> 8
    }
}

/// A number at or above zero in steps of 2^-16, so that settings can be hashed and compared exactly.
///
/// ```
/// use deepnode_infer::Q16;
///
/// assert_eq!(Q16::new(0.5), Some(Q16::from_bits(32768)));
/// assert_eq!(Q16::new(0.7).unwrap().to_f64(), 45875.0 / 65536.0);
/// assert_eq!(Q16::new(-1.0), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Q16(u32);

impl Q16 {
    /// 0.
    pub const ZERO: Q16 = Q16(0);
    /// 1.
    pub const ONE: Q16 = Q16(1 << 16);

    /// The nearest step, or none for a number below 0, at or above 65536, or NaN.
    pub fn new(value: f64) -> Option<Q16> {
        let steps = (value * 65536.0).round();
        (0.0..=f64::from(u32::MAX)).contains(&steps).then_some(Q16(steps as u32))
    }

    /// The number of `steps` times 2^-16.
    pub const fn from_bits(steps: u32) -> Q16 {
        Q16(steps)
    }

    /// How many times 2^-16.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// The number, exactly.
    pub fn to_f64(self) -> f64 {
        f64::from(self.0) / 65536.0
    }
}

impl fmt::Display for Q16 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_f64().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens are from another implementation: `pip install blake3 && python3 deepnode-infer/tests/sampler.py`.
    #[test]
    fn tokens_are_those_of_the_written_rules() {
        let logits: Vec<f32> = (0..300).map(|i| (i * 7919 % 1024) as f32 / 128.0).collect();
        let seed = std::array::from_fn(|i| i as u8);
        let cases = [
            (1.0, 0, 1.0, [68, 136, 256, 237, 211, 186, 65, 226, 64, 154, 23, 34]),
            (0.7, 0, 0.9, [68, 244, 128, 237, 68, 87, 293, 8, 64, 154, 214, 34]),
            (2.0, 10, 1.0, [274, 244, 214, 274, 199, 169, 184, 199, 169, 154, 214, 274]),
            (1.5, 40, 0.5, [274, 244, 139, 49, 199, 169, 184, 49, 64, 154, 214, 139]),
        ];
        for (temperature, top_k, top_p, tokens) in cases {
            let q16 = |x| Q16::new(x).unwrap();
            let sampler = Sampler::Seeded { seed, temperature: q16(temperature), top_k, top_p: q16(top_p) };
            let chosen: Vec<u32> = (0..12).map(|step| sampler.choose(&logits, step).unwrap()).collect();
            assert_eq!(chosen, tokens, "{sampler:?}");
        }
    }

    #[test]
    fn ties_go_to_the_lowest_id() {
        let logits = [0.0f32, 3.0, -0.0, 3.0, 3.0];
        assert_eq!(Sampler::Greedy.choose(&logits, 0).unwrap(), 1);
        let one = |top_p| Sampler::Seeded { seed: [0; 32], temperature: Q16::ONE, top_k: 0, top_p };
        for step in 0..100 {
            assert_eq!(one(Q16::from_bits(1)).choose(&logits, step).unwrap(), 1);
        }
        assert_eq!(kept(&logits, Q16::ONE, 2, Q16::ONE), Some(vec![1, 3]));
        assert_eq!(kept(&[0.0f32, -0.0, 0.0], Q16::ONE, 2, Q16::ONE), Some(vec![0, 1]));
    }

    #[test]
    fn no_token_is_chosen_by_what_is_no_number() {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let error = Sampler::Greedy.choose(&[1.0f32, bad], 0).unwrap_err();
            assert!(matches!(error, Error::NotFinite { token: 1, .. }));
        }
    }
}
