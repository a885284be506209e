//! The greatest magnitudes that a model's numbers can have, whatever it is given to read.

use super::linear::finite;
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

    /// A part of the model adds numbers of at most this magnitude.
    pub(super) fn add(&mut self, name: &str, most: f64) -> Result<(), Error> {
        self.residual += most;
        self.check(name, "sum of the residual stream", self.residual, MOST)
    }

    /// Refuses a part whose numbers could leave the room that they have.
    pub(super) fn check(&self, name: &str, what: &'static str, found: f64, limit: f64) -> Result<(), Error> {
        if found < limit {
            return Ok(());
        }
        Err(Error::Overflow { tensor: name.to_owned(), what, found, limit })
    }
}
