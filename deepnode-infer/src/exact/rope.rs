//! Rotary position embedding in integers; see [`llama`](crate::llama) for the float form.

use std::sync::{Arc, RwLock};

use super::fixed::{self, Fixed, UNIT};
use super::rows;
use crate::config::LlamaConfig;
use crate::error::Error;

/// Fraction bits of cosines and sines.
const TURN_FRACTION: u32 = 24;

/// Radians for a position; the first pair of any model turns by 1.
const FASTEST: f64 = 16.0;

/// The turns of a head's pairs, for as many positions as were needed so far.
pub(super) struct Rotation {
    /// Turns for each position, `[head_dim / 2]`, in steps of 2^-64.
    frequencies: Vec<u64>,
    /// `[positions, head_dim / 2]` of cosine and sine.
    turns: RwLock<Arc<Vec<[i64; 2]>>>,
}

impl Rotation {
    pub(super) fn new(config: &LlamaConfig) -> Result<Rotation, Error> {
        let half = config.head_dim / 2;
        let plain = (0..half).map(|i| frequency(config.rope.theta, i as f64 / half as f64));
        let radians: Vec<f64> = plain.map(|frequency| config.rope.stretch(frequency)).collect();
        let most = radians.iter().copied().fold(0.0, f64::max);
        if most > FASTEST {
            let (tensor, what) = ("rotary embedding".to_owned(), "turn of a position");
            return Err(Error::Overflow { tensor, what, found: most, limit: FASTEST });
        }
        Ok(Rotation { frequencies: radians.into_iter().map(turns).collect(), turns: RwLock::default() })
    }

    /// The turns of all positions below `positions`, and perhaps of more.
    fn up_to(&self, positions: usize) -> Arc<Vec<[i64; 2]>> {
        let half = self.frequencies.len();
        let known = Arc::clone(&self.turns.read().expect("no one panics with it"));
        if known.len() >= positions * half {
            return known;
        }
        let wanted = positions.next_power_of_two();
        let turns = (0..wanted).flat_map(|position| {
            self.frequencies.iter().map(move |frequency| {
                fixed::turn(frequency.wrapping_mul(position as u64))
                    .map(|x| ((x >> (59 - TURN_FRACTION)) as i64 + 1) >> 1)
            })
        });
        let turns = Arc::new(turns.collect::<Vec<_>>());
        *self.turns.write().expect("no one panics with it") = Arc::clone(&turns);
        turns
    }

    /// Turns the first `heads` heads of each row of `width` numbers; row `i` stands at `positions[i]`.
    pub(super) fn apply(&self, x: &mut [Fixed], width: usize, heads: usize, positions: &[usize]) {
        let half = self.frequencies.len();
        let turns = self.up_to(positions.iter().max().map_or(0, |last| last + 1));
        rows::each(x, width, |index, row| {
            let turns = &turns[positions[index] * half..][..half];
            for head in row[..heads * 2 * half].chunks_exact_mut(2 * half) {
                let (first, second) = head.split_at_mut(half);
                for ((a, b), [cos, sin]) in first.iter_mut().zip(second).zip(turns) {
                    let (x, y) = (*a, *b);
                    *a = fixed::shift(x * cos - y * sin, TURN_FRACTION);
                    *b = fixed::shift(x * sin + y * cos, TURN_FRACTION);
                }
            }
        });
    }
}

/// `theta^-power`, by integers.
fn frequency(theta: f64, power: f64) -> f64 {
    let ln = fixed::ln((theta * UNIT as f64) as i128);
    let exponent = (ln * (power * UNIT as f64) as i128) >> 60;
    fixed::exp(-exponent) as f64 / UNIT as f64
}

/// Radians up to [`FASTEST`] as turns in steps of 2^-64, the whole ones left out.
fn turns(radians: f64) -> u64 {
    /// 1 / (2 pi), in steps of 2^-64.
    const PER_RADIAN: i128 = 2_935_890_503_282_001_226;
    (((radians * UNIT as f64) as i128 * PER_RADIAN) >> 60) as u64
}
