//! Rotary position embedding (Su et al. 2021, arXiv:2104.09864), in the half-split layout of Llama weights.

use burn_tensor::backend::Backend;
use burn_tensor::{Tensor, TensorData};

use crate::config::Config;

/// The frequencies at which a head's pairs turn.
pub(super) struct Rotation {
    /// Radians per position, `[head_dim / 2]`.
    frequencies: Vec<f32>,
}

/// The turns of some columns, shared by all layers.
///
/// Pair `i` of a head is its elements `i` and `i + head_dim / 2`.
pub(super) struct Turns<B: Backend> {
    /// `[rows or 1, columns, 1, head_dim]`
    cos: Tensor<B, 4>,
    /// The same shape; negative in the first half of each head.
    sin: Tensor<B, 4>,
}

impl Rotation {
    pub(super) fn new(config: &Config) -> Rotation {
        Rotation { frequencies: config.rope.frequencies(config.head_dim) }
    }

    /// The turns at `positions`, one list of equal length per row, or one for all rows.
    pub(super) fn turns<B: Backend>(&self, positions: &[Vec<usize>], device: &B::Device) -> Turns<B> {
        let (rows, columns, half) =
            (positions.len(), positions.first().map_or(0, Vec::len), self.frequencies.len());
        let size = rows * columns * half * 2;
        let (mut cos, mut sin) = (Vec::with_capacity(size), Vec::with_capacity(size));
        for position in positions.iter().flatten() {
            // Angles are f32, as in training; the functions themselves are exact to the last bit of f32.
            let turns = self.frequencies.iter().map(|f| f64::from(*position as f32 * f));
            let start = cos.len();
            for angle in turns {
                cos.push(libm::cos(angle) as f32);
                sin.push(-libm::sin(angle) as f32);
            }
            cos.extend_from_within(start..);
            sin.extend_from_within(start..);
            sin[start + half..].iter_mut().for_each(|s| *s = -*s);
        }
        let tensor =
            |numbers| Tensor::from_data(TensorData::new(numbers, [rows, columns, 1, 2 * half]), device);
        Turns { cos: tensor(cos), sin: tensor(sin) }
    }
}

impl<B: Backend> Turns<B> {
    /// Turns heads `[rows, columns, heads, head_dim]` by their positions.
    pub(super) fn apply(&self, x: Tensor<B, 4>) -> Tensor<B, 4> {
        let half = x.dims()[3] / 2;
        let (first, second) = (x.clone().narrow(3, 0, half), x.clone().narrow(3, half, half));
        let crossed = Tensor::cat(vec![second, first], 3);
        x * self.cos.clone() + crossed * self.sin.clone()
    }
}
