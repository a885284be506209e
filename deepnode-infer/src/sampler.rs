//! From logits to a token, the same way on every machine.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::fmt;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::commitment::Hasher;
use crate::error::Error;

/// Version of the rules in this file, as the manifest names it.
pub(crate) const VERSION: u8 = 1;

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

    /// Chooses the token of generation step `step`, from 0. `logits` is `[vocab_size]`.
    pub(crate) fn choose(&self, logits: &[f32], step: u32) -> Result<u32, Error> {
        if let Some(token) = logits.iter().position(|logit| !logit.is_finite()) {
            return Err(Error::NotFinite { token: token as u32, value: logits[token] });
        }
        let token = match *self {
            Sampler::Greedy => greatest(logits.iter().map(|logit| f64::from(*logit))),
            Sampler::Seeded { temperature: Q16::ZERO, .. } => {
                greatest(logits.iter().map(|logit| f64::from(*logit)))
            }
            Sampler::Seeded { seed, temperature, top_k, top_p } => {
                let temperature = temperature.to_f64();
                let mut noise = Noise::new(&seed, step);
                match kept(logits, temperature, top_k, top_p) {
                    None => {
                        greatest(logits.iter().map(|logit| f64::from(*logit) + temperature * noise.next()))
                    }
                    Some(ids) => {
                        let best = greatest(ids.iter().map(|id| {
                            noise.seek(*id);
                            f64::from(logits[*id as usize]) + temperature * noise.next()
                        }));
                        ids[best as usize]
                    }
                }
            }
        };
        Ok(token)
    }

    /// By how much the score of `token` falls short of that of the one chosen at `step`, cuts left aside, in logits.
    pub(crate) fn shortfall(&self, logits: &[f32], step: u32, chosen: u32, token: u32) -> f64 {
        let score = |id: u32| {
            let logit = f64::from(logits[id as usize]);
            match self {
                Sampler::Greedy => logit,
                Sampler::Seeded { seed, temperature, .. } => {
                    let mut noise = Noise::new(seed, step);
                    noise.seek(id);
                    logit + temperature.to_f64() * noise.next()
                }
            }
        };
        score(chosen) - score(token)
    }
}

/// The place of the first greatest score.
fn greatest(scores: impl Iterator<Item = f64>) -> u32 {
    let mut best = (0, f64::NEG_INFINITY);
    for (place, score) in scores.enumerate() {
        if score > best.1 {
            best = (place, score);
        }
    }
    best.0 as u32
}

/// The ids that may be drawn, rising; none where all may.
fn kept(logits: &[f32], temperature: f64, top_k: u32, top_p: Q16) -> Option<Vec<u32>> {
    let cut_k = top_k > 0 && (top_k as usize) < logits.len();
    if !cut_k && top_p == Q16::ONE {
        return None;
    }
    let mut heap: BinaryHeap<Candidate> =
        logits.iter().enumerate().map(|(id, logit)| Candidate { logit: *logit, id: id as u32 }).collect();
    let max = heap.peek().map_or(0.0, |best| best.logit);
    let weight = |logit: f32| libm::exp((f64::from(logit) - f64::from(max)) / temperature);

    let mut ids = Vec::new();
    if cut_k {
        let best: Vec<Candidate> = (0..top_k).map_while(|_| heap.pop()).collect();
        let total: f64 = best.iter().map(|c| weight(c.logit)).sum();
        take(best.into_iter(), total, top_p, weight, &mut ids);
    } else {
        let total: f64 = logits.iter().map(|logit| weight(*logit)).sum();
        take(std::iter::from_fn(|| heap.pop()), total, top_p, weight, &mut ids);
    }
    ids.sort_unstable();
    Some(ids)
}

/// Takes candidates, in falling order, until their weights reach `top_p` of the total.
fn take(
    candidates: impl Iterator<Item = Candidate>,
    total: f64,
    top_p: Q16,
    weight: impl Fn(f32) -> f64,
    ids: &mut Vec<u32>,
) {
    let enough = if top_p == Q16::ONE { f64::INFINITY } else { top_p.to_f64() * total };
    let mut sum = 0.0;
    for candidate in candidates {
        ids.push(candidate.id);
        sum += weight(candidate.logit);
        if sum >= enough {
            break;
        }
    }
}

/// Ordered by logit, then by falling id, so that the lowest id is the greatest of equals.
#[derive(PartialEq)]
struct Candidate {
    logit: f32,
    id: u32,
}

impl Eq for Candidate {}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        // Adding zero makes -0.0 and 0.0 equal, as they are as logits.
        (self.logit + 0.0).total_cmp(&(other.logit + 0.0)).then(other.id.cmp(&self.id))
    }
}

impl PartialOrd for Candidate {
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

    fn next(&mut self) -> f64 {
        let u = (f64::from(self.0.next_u32() >> 8) + 0.5) / f64::from(1 << 24);
        -libm::log(-libm::log(u))
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
        let logits = [0.0, 3.0, -0.0, 3.0, 3.0];
        assert_eq!(Sampler::Greedy.choose(&logits, 0).unwrap(), 1);
        let one = |top_p| Sampler::Seeded { seed: [0; 32], temperature: Q16::ONE, top_k: 0, top_p };
        for step in 0..100 {
            assert_eq!(one(Q16::from_bits(1)).choose(&logits, step).unwrap(), 1);
        }
        assert_eq!(kept(&logits, 1.0, 2, Q16::ONE), Some(vec![1, 3]));
        assert_eq!(kept(&[0.0, -0.0, 0.0], 1.0, 2, Q16::ONE), Some(vec![0, 1]));
    }

    #[test]
    fn no_token_is_chosen_by_what_is_no_number() {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let error = Sampler::Greedy.choose(&[1.0, bad], 0).unwrap_err();
            assert!(matches!(error, Error::NotFinite { token: 1, .. }));
        }
    }
}
