//! The greatest magnitudes that a model's numbers can have, whatever it is given to read.

use super::linear::{Linear, finite};
use crate::error::Error;

/// What the residual stream may grow to, as a real number: 62 bits in steps of 2^-20.
const MOST: f64 = (1u64 << 42) as f64;

/// Adds up what can come together in the residual stream.
pub(super) struct Bounds {
    residual: f64,
}

impl Bounds {
    /// Begins with numbers of at most this magnitude.
    pub(super) fn beginning(residual: f64) -> Bounds {
        Bounds { residual }
    }

    /// Adds a row of a table.
    pub(super) fn embedding(&mut self, name: &str, table: &[f32]) -> Result<(), Error> {
        finite(name, table)?;
        self.add(name, table.iter().fold(0f32, |top, x| top.max(x.abs())).into())
    }

    /// A matrix adds its outputs, of inputs of at most this magnitude.
    pub(super) fn output(&mut self, matrix: &Linear, input: f64) -> Result<(), Error> {
        self.add(matrix.name(), matrix.bound(input))
    }

    fn add(&mut self, name: &str, most: f64) -> Result<(), Error> {
        self.residual += most;
        check(name, "sum of the residual stream", self.residual, MOST)
    }
}

/// What a matrix gives at most of inputs of at most this magnitude; refused where that leaves its room.
pub(super) fn within(matrix: &Linear, what: &'static str, input: f64, limit: f64) -> Result<f64, Error> {
    let found = matrix.bound(input);
    check(matrix.name(), what, found, limit).map(|()| found)
}

fn check(name: &str, what: &'static str, found: f64, limit: f64) -> Result<(), Error> {
    if found < limit {
        return Ok(());
    }
    Err(Error::Overflow { tensor: name.to_owned(), what, found, limit })
}
