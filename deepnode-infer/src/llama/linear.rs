//! A matrix applied to rows.

use burn_tensor::Tensor;
use burn_tensor::backend::Backend;

/// `y = x W^T` with `W` of shape `[out, in]`.
pub(super) struct Linear<B: Backend> {
    weight: Tensor<B, 2>,
}

impl<B: Backend> Linear<B> {
    pub(super) fn new(weight: Tensor<B, 2>) -> Self {
        Linear { weight }
    }

    /// `[n, in]` to `[n, out]`.
    pub(super) fn forward(&self, x: Tensor<B, 2>) -> Tensor<B, 2> {
        x.matmul(self.weight.clone().transpose())
    }
}
