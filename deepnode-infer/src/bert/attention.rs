//! Attention of every token to the whole text.

use burn_tensor::Tensor;
use burn_tensor::activation;
use burn_tensor::backend::Backend;

use super::Columns;
use crate::config::BertConfig;
use crate::error::Error;
use crate::linear::Linear;
use crate::loader::Loader;

/// The attention part of a layer.
pub(super) struct Attention<B: Backend> {
    /// Rows of all queries, then of all keys, then of all values.
    query_key_value: Linear<B>,
    output: Linear<B>,
    heads: usize,
    head_dim: usize,
}

impl<B: Backend> Attention<B> {
    pub(super) fn load(config: &BertConfig, prefix: &str, load: &mut Loader<'_, B>) -> Result<Self, Error> {
        let (hidden_size, heads) = (config.hidden_size, config.heads);
        let head_dim = hidden_size / heads;
        // Scores are divided by the root of the head's width; doing so to the queries saves it in every step.
        let scale = (head_dim as f32).sqrt().recip();
        let mut all = |kind: &str| {
            let mut numbers = Vec::new();
            for part in ["query", "key", "value"] {
                load.weights.append(&format!("{prefix}.attention.self.{part}.{kind}"), &mut numbers)?;
                if part == "query" {
                    numbers.iter_mut().for_each(|number| *number *= scale);
                }
            }
            Ok::<_, Error>(numbers)
        };
        let (weight, bias) = (all("weight")?, all("bias")?);
        let query_key_value =
            Linear::new(load.tensor(weight, hidden_size)).with_bias(load.tensor(bias, 3 * hidden_size));
        let output = load.affine(&format!("{prefix}.attention.output.dense"), hidden_size)?;
        Ok(Attention { query_key_value, output, heads, head_dim })
    }

    /// `x` is `[rows * columns, hidden_size]`, before and after.
    pub(super) fn forward(&self, x: Tensor<B, 2>, at: &Columns<B>) -> Tensor<B, 2> {
        let &Columns { rows, columns, .. } = at;
        let &Attention { heads, head_dim, .. } = self;

        // `[rows, heads, columns, head_dim]` each.
        let all =
            self.query_key_value.forward(x).reshape([rows, columns, 3 * heads, head_dim]).swap_dims(1, 2);
        let [query, key, value] = [0, 1, 2].map(|part| all.clone().narrow(1, part * heads, heads));

        let scores = query.matmul(key.swap_dims(2, 3));
        let scores = match &at.mask {
            None => scores,
            Some(mask) => scores + mask.clone(),
        };
        let seen = activation::softmax(scores, 3).matmul(value);
        self.output.forward(seen.swap_dims(1, 2).reshape([rows * columns, heads * head_dim]))
    }
}
