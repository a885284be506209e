//! Parameters on their way to a device.

use burn_tensor::backend::Backend;
use burn_tensor::{Tensor, TensorData};

use crate::error::Error;
use crate::linear::Linear;
use crate::weights::Weights;

/// Reads parameters and moves them to the device.
pub(crate) struct Loader<'a, B: Backend> {
    pub(crate) weights: &'a mut Weights,
    pub(crate) device: &'a B::Device,
}

impl<B: Backend> Loader<'_, B> {
    /// A matrix of `columns` columns.
    pub(crate) fn matrix(&mut self, name: &str, columns: usize) -> Result<Tensor<B, 2>, Error> {
        let mut numbers = Vec::new();
        self.weights.append(name, &mut numbers)?;
        Ok(self.tensor(numbers, columns))
    }

    /// A matrix of `inputs` columns that is applied to rows.
    pub(crate) fn linear(&mut self, name: &str, inputs: usize) -> Result<Linear<B>, Error> {
        Ok(Linear::new(self.matrix(name, inputs)?))
    }

    /// The same with a bias: `NAME.weight` and `NAME.bias`.
    pub(crate) fn affine(&mut self, name: &str, inputs: usize) -> Result<Linear<B>, Error> {
        let mut bias = Vec::new();
        self.weights.append(&format!("{name}.bias"), &mut bias)?;
        let outputs = bias.len();
        Ok(self.linear(&format!("{name}.weight"), inputs)?.with_bias(self.tensor(bias, outputs)))
    }

    /// Numbers in rows of `columns`.
    pub(crate) fn tensor(&self, numbers: Vec<f32>, columns: usize) -> Tensor<B, 2> {
        let rows = numbers.len() / columns;
        Tensor::from_data(TensorData::new(numbers, [rows, columns]), self.device)
    }
}
