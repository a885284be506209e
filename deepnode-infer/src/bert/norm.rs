//! Layer normalisation.

use burn_tensor::Tensor;
use burn_tensor::backend::Backend;

use crate::config::BertConfig;
use crate::error::Error;
use crate::loader::Loader;

/// `y = (x - mean(x)) / sqrt(variance(x) + eps) * w + b` over each row (Ba, Kiros and Hinton 2016, arXiv:1607.06450).
pub(super) struct LayerNorm<B: Backend> {
    /// `[1, hidden_size]`
    weight: Tensor<B, 2>,
    /// `[1, hidden_size]`
    bias: Tensor<B, 2>,
    eps: f64,
}

impl<B: Backend> LayerNorm<B> {
    /// Reads `NAME.weight` and `NAME.bias`.
    pub(super) fn load(name: &str, config: &BertConfig, load: &mut Loader<'_, B>) -> Result<Self, Error> {
        Ok(LayerNorm {
            weight: load.matrix(&format!("{name}.weight"), config.hidden_size)?,
            bias: load.matrix(&format!("{name}.bias"), config.hidden_size)?,
            eps: config.layer_norm_eps,
        })
    }

    /// `[n, hidden_size]`, before and after.
    pub(super) fn forward(&self, x: Tensor<B, 2>) -> Tensor<B, 2> {
        let x = x.clone() - x.mean_dim(1);
        let scale = (x.clone() * x.clone()).mean_dim(1).add_scalar(self.eps).sqrt().recip();
        x * scale * self.weight.clone() + self.bias.clone()
    }
}
