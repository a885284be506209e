//! Rotary position embedding (Su et al. 2021, arXiv:2104.09864), in the half-split layout of Llama weights.

use burn_tensor::backend::Backend;
use burn_tensor::{Tensor, TensorData};

use crate::config::LlamaConfig;

/// The frequencies at which a head's pairs turn.
pub(super) struct Rotation {
    /// Radians per position, `[head_dim / 2]`.
    frequencies: Vec<f32>,
    /// Heads that turn: those of queries and those of keys.
    heads: usize,
}

/// The turns of some columns, shared by all layers.
///
/// Pair `i` of a head is its elements `i` and `i + head_dim / 2`. All heads of a column turn alike; the numbers are
/// repeated for each, because a product of equal shapes is several times faster than one that repeats.
pub(super) struct Turns<B: Backend> {
    /// `[rows or 1, columns * heads * head_dim]`
    cos: Tensor<B, 2>,
    /// The same shape; negative in the first half of each head.
    sin: Tensor<B, 2>,
}

impl Rotation {
    pub(super) fn new(config: &LlamaConfig) -> Rotation {
        let heads = config.heads + config.kv_heads;
        Rotation { frequencies: config.rope.frequencies(config.head_dim), heads }
    }

    /// The turns at `positions`, one list of equal length per row, or one for all rows.
    pub(super) fn turns<B: Backend>(&self, positions: &[Vec<usize>], device: &B::Device) -> Turns<B> {
        let columns = positions.first().map_or(0, Vec::len);
        let width = columns * self.heads * self.frequencies.len() * 2;
        let (mut cos, mut sin) = (Vec::with_capacity(positions.len() * width), Vec::new());
        sin.reserve(cos.capacity());
        for position in positions.iter().flatten() {
            // Angles are f32, as in training.
            let angles = self.frequencies.iter().map(|f| f64::from(*position as f32 * f));
            let turns: Vec<[f32; 2]> = angles.map(|a| [libm::cos(a) as f32, libm::sin(a) as f32]).collect();
            for _ in 0..self.heads {
                cos.extend(turns.iter().chain(&turns).map(|[cos, _]| cos));
                sin.extend(turns.iter().map(|[_, sin]| -sin));
                sin.extend(turns.iter().map(|[_, sin]| sin));
            }
        }
        let tensor = |numbers| Tensor::from_data(TensorData::new(numbers, [positions.len(), width]), device);
        Turns { cos: tensor(cos), sin: tensor(sin) }
    }
}

impl<B: Backend> Turns<B> {
    /// Turns heads `[rows, columns, heads, head_dim]` by their positions.
    pub(super) fn apply(&self, x: Tensor<B, 4>) -> Tensor<B, 4> {
        let shape @ [rows, columns, heads, head_dim] = x.dims();
        let (flat, half) = ([rows, columns * heads * head_dim], head_dim / 2);
        let crossed = Tensor::cat(vec![x.clone().narrow(3, half, half), x.clone().narrow(3, 0, half)], 3);
        let turned = x.reshape(flat) * self.cos.clone() + crossed.reshape(flat) * self.sin.clone();
        turned.reshape(shape)
    }
}
