//! A matrix applied to rows.

use burn_tensor::Tensor;
use burn_tensor::backend::Backend;

/// `y = x W^T + b` with `W` of shape `[out, in]`, as it is stored: one row per output is the order in which a matrix
/// times a vector reads memory.
pub(crate) struct Linear<B: Backend> {
    weight: Tensor<B, 2>,
    /// `[1, out]`
    bias: Option<Tensor<B, 2>>,
}

impl<B: Backend> Linear<B> {
    pub(crate) fn new(weight: Tensor<B, 2>) -> Self {
        Linear { weight, bias: None }
    }

    pub(crate) fn with_bias(self, bias: Tensor<B, 2>) -> Self {
        Linear { bias: Some(bias), ..self }
    }

    /// `[n, in]` to `[n, out]`.
    pub(crate) fn forward(&self, x: Tensor<B, 2>) -> Tensor<B, 2> {
        let y = x.matmul(self.weight.clone().transpose());
        match &self.bias {
            None => y,
            Some(bias) => y + bias.clone(),
        }
    }
}
