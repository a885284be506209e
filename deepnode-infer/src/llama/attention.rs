//! Grouped-query attention over the cache.

use burn_tensor::backend::Backend;
use burn_tensor::{Tensor, TensorData, activation};

use super::cache::Cache;
use super::rope::{Rotation, Turns};
use crate::config::LlamaConfig;
use crate::error::Error;
use crate::linear::Linear;
use crate::loader::Loader;

/// Added to the score of a column that must not be seen: its weight becomes exactly 0, and a row that sees
/// nothing at all (filling) stays finite.
const UNSEEN: f32 = -1e30;

/// The columns that are being read: how far their heads turn and which earlier ones each sees.
pub(super) struct Columns<B: Backend> {
    rows: usize,
    columns: usize,
    turns: Turns<B>,
    /// Added to scores `[rows, heads, columns * columns so far]`, where anything must stay unseen. Of the same
    /// shape, or `[1, 1, ..]` where all rows and heads see the same.
    mask: Option<Tensor<B, 3>>,
}

impl<B: Backend> Columns<B> {
    /// The `columns` after the first `from`. The first `filling[r]` columns of row `r` are not its own.
    pub(super) fn new(
        rotation: &Rotation,
        filling: &[usize],
        heads: usize,
        from: usize,
        columns: usize,
        device: &B::Device,
    ) -> Self {
        let rows = filling.len();
        let to = from + columns;
        let filled = filling.iter().any(|f| *f > 0);
        let distinct = if filled { filling } else { &filling[..1] };
        let positions: Vec<Vec<usize>> =
            distinct.iter().map(|f| (from..to).map(|c| c.saturating_sub(*f)).collect()).collect();
        let mask = (columns > 1 || filled).then(|| {
            let seen = |filling: usize, column: usize| move |c: usize| filling <= c && c <= column;
            let numbers: Vec<f32> = distinct
                .iter()
                .flat_map(|f| (from..to).map(|column| seen(*f, column)))
                .flat_map(|seen| (0..to).map(move |c| if seen(c) { 0.0 } else { UNSEEN }))
                .collect();
            let mask = Tensor::from_data(TensorData::new(numbers, [distinct.len(), 1, columns * to]), device);
            if filled { mask.repeat_dim(1, heads) } else { mask }
        });
        Columns { rows, columns, turns: rotation.turns(&positions, device), mask }
    }
}

/// The attention part of a layer.
pub(super) struct Attention<B: Backend> {
    /// Rows of all queries, then of all keys.
    query_key: Linear<B>,
    value: Linear<B>,
    output: Linear<B>,
    heads: usize,
    kv_heads: usize,
    head_dim: usize,
}

impl<B: Backend> Attention<B> {
    pub(super) fn load(config: &LlamaConfig, prefix: &str, load: &mut Loader<'_, B>) -> Result<Self, Error> {
        let name = |part: &str| format!("{prefix}.self_attn.{part}.weight");
        let LlamaConfig { hidden_size, heads, kv_heads, head_dim, .. } = *config;
        let mut numbers = Vec::new();
        load.weights.append(&name("q_proj"), &mut numbers)?;
        // Scores are divided by the root of the head's width; doing so here saves it in every step.
        let scale = (head_dim as f32).sqrt().recip();
        numbers.iter_mut().for_each(|number| *number *= scale);
        load.weights.append(&name("k_proj"), &mut numbers)?;
        Ok(Attention {
            query_key: Linear::new(load.tensor(numbers, hidden_size)),
            value: load.linear(&name("v_proj"), hidden_size)?,
            output: load.linear(&name("o_proj"), heads * head_dim)?,
            heads,
            kv_heads,
            head_dim,
        })
    }

    /// `x` is `[rows * columns, hidden_size]`, before and after.
    pub(super) fn forward(
        &self,
        x: Tensor<B, 2>,
        at: &Columns<B>,
        cache: &mut Cache<B>,
        layer: usize,
    ) -> Tensor<B, 2> {
        let &Columns { rows, columns, .. } = at;
        let &Attention { heads, kv_heads, head_dim, .. } = self;
        let group = heads / kv_heads;

        let value = self.value.forward(x.clone()).reshape([rows, columns, kv_heads, head_dim]);
        let both = self.query_key.forward(x).reshape([rows, columns, heads + kv_heads, head_dim]);
        let both = at.turns.apply(both);
        let key = both.clone().narrow(2, heads, kv_heads);
        let [keys, values] = cache.write(layer, key.swap_dims(1, 2), value.swap_dims(1, 2));

        // `[rows, kv_heads, group, columns, head_dim]`, where keys and values have a group of 1: the product
        // repeats them for each query of the group without a copy.
        let query = both.narrow(2, 0, heads).reshape([rows, columns, kv_heads, group, head_dim]);
        let query = query.permute([0, 2, 3, 1, 4]);
        let scores = query.matmul(keys.swap_dims(3, 4));
        let scores = match &at.mask {
            None => scores,
            Some(mask) => {
                let shape = scores.dims();
                (scores.reshape([rows, heads, shape[3] * shape[4]]) + mask.clone()).reshape(shape)
            }
        };
        let seen = activation::softmax(scores, 4).matmul(values);
        self.output.forward(seen.permute([0, 3, 1, 2, 4]).reshape([rows * columns, heads * head_dim]))
    }
}
