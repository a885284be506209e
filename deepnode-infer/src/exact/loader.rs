//! From a folder's parameters to matrices and norms in integers.

use super::linear::Linear;
use super::norm::Norm;
use super::products::Products;
use crate::error::Error;
use crate::weights::Weights;

/// Reads the parameters of modules, by the names of the modules.
pub(super) struct Loader<'a> {
    pub(super) weights: &'a mut Weights,
    pub(super) products: &'a dyn Products,
    /// Of the norms.
    pub(super) eps: f64,
    /// Whether matrices and norms have a bias.
    pub(super) biased: bool,
}

impl Loader<'_> {
    /// The weights of a module as they stand.
    pub(super) fn weight(&mut self, module: &str) -> Result<Vec<f32>, Error> {
        self.numbers(&[module], "weight")
    }

    /// One matrix of the rows of several, named after the first.
    pub(super) fn linear(&mut self, modules: &[&str], inputs: usize) -> Result<Linear, Error> {
        let (weight, bias) = (self.numbers(modules, "weight")?, self.bias(modules)?);
        Linear::new(&format!("{}.weight", modules[0]), &weight, bias.as_deref(), inputs, self.products)
    }

    pub(super) fn norm(&mut self, module: &str) -> Result<Norm, Error> {
        let (weight, bias) = (self.weight(module)?, self.bias(&[module])?);
        Norm::new(&format!("{module}.weight"), &weight, bias.as_deref(), self.eps)
    }

    fn bias(&mut self, modules: &[&str]) -> Result<Option<Vec<f32>>, Error> {
        self.biased.then(|| self.numbers(modules, "bias")).transpose()
    }

    fn numbers(&mut self, modules: &[&str], kind: &str) -> Result<Vec<f32>, Error> {
        let mut numbers = Vec::new();
        for module in modules {
            self.weights.append(&format!("{module}.{kind}"), &mut numbers)?;
        }
        Ok(numbers)
    }
}
