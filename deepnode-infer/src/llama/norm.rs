//! Root-mean-square normalisation.

use burn_tensor::Tensor;
use burn_tensor::backend::Backend;

use crate::config::LlamaConfig;
use crate::error::Error;
use crate::loader::Loader;

/// `y = x / sqrt(mean(x^2) + eps) * w` over each row (Zhang and Sennrich 2019, arXiv:1910.07467).
pub(super) struct RmsNorm<B: Backend> {
    /// `[1, hidden_size]`
    weight: Tensor<B, 2>,
    eps: f64,
}

impl<B: Backend> RmsNorm<B> {
    pub(super) fn load(name: &str, config: &LlamaConfig, load: &mut Loader<'_, B>) -> Result<Self, Error> {
        Ok(RmsNorm { weight: load.matrix(name, config.hidden_size)?, eps: config.rms_norm_eps })
    }

    /// `[n, hidden_size]`, before and after.
    pub(super) fn forward(&self, x: Tensor<B, 2>) -> Tensor<B, 2> {
        let scale = (x.clone() * x.clone()).mean_dim(1).add_scalar(self.eps).sqrt().recip();
        x * scale * self.weight.clone()
    }
}
