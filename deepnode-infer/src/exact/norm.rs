//! Normalisation of rows, in integers.

use super::fixed::{FRACTION, Fixed, bits, fixed, scale, shift};
use super::linear::finite;
use super::rows;
use crate::error::Error;

/// What a normalised number has room for.
const MOST: f64 = (1 << 22) as f64;

/// `y = x / sqrt(mean(x^2) + eps) * w`, or with the mean taken off before and `b` added after.
pub(super) struct Norm {
    weight: Vec<Fixed>,
    /// Present where the mean is taken off (layer normalisation, Ba et al. 2016, arXiv:1607.06450).
    bias: Option<Vec<Fixed>>,
    /// Q80.
    eps: u128,
}

impl Norm {
    pub(super) fn new(name: &str, weight: &[f32], bias: Option<&[f32]>, eps: f64) -> Result<Norm, Error> {
        finite(name, weight)?;
        finite(name, bias.unwrap_or_default())?;
        let numbers = |numbers: &[f32]| numbers.iter().map(|x| fixed((*x).into())).collect::<Vec<_>>();
        let overflow = |what, found, limit| Error::Overflow { tensor: name.to_owned(), what, found, limit };
        if eps >= 8.0 {
            return Err(overflow("eps", eps, 8.0));
        }
        let norm = Norm {
            weight: numbers(weight),
            bias: bias.map(numbers),
            // A product with a power of two is exact.
            eps: (eps * (1u128 << 80) as f64) as u128,
        };
        let bound = norm.bound();
        if bound >= MOST {
            return Err(overflow("normalised number", bound, MOST));
        }
        Ok(norm)
    }

    /// The greatest magnitude of an output, as a real number: no element of a row is more than the root of the row's
    /// length times its root mean square.
    pub(super) fn bound(&self) -> f64 {
        let top = |numbers: &[Fixed]| numbers.iter().map(|x| x.unsigned_abs()).max().unwrap_or(0) as f64;
        let one = f64::from(1 << FRACTION);
        let bias = self.bias.as_deref().map_or(0.0, top);
        ((self.weight.len() as f64).sqrt() * 1.001 * top(&self.weight) + bias) / one
    }

    /// `[rows, width]`, before and after.
    pub(super) fn forward(&self, x: &[Fixed]) -> Vec<Fixed> {
        let width = self.weight.len();
        let mut y = x.to_vec();
        rows::each(&mut y, width, |_, row| self.row(row));
        y
    }

    fn row(&self, x: &mut [Fixed]) {
        let width = x.len() as u128;
        if self.bias.is_some() {
            let sum: i128 = x.iter().map(|x| i128::from(*x)).sum();
            let mean = (2 * sum + width as i128).div_euclid(2 * width as i128) as i64;
            x.iter_mut().for_each(|x| *x -= mean);
        }
        // In 22 bits, so that a sum of 2^18 squares fits.
        let greatest = x.iter().map(|x| x.unsigned_abs()).max().unwrap_or(0);
        let by = bits(greatest) - 22;
        x.iter_mut().for_each(|x| *x = scale(*x, by));
        let squares: u64 = x.iter().map(|x| x.unsigned_abs() * x.unsigned_abs()).sum();
        // Of numbers in steps of 2^-20 shifted by `by`, the squares are in steps of 2^(2 by - 40).
        let eps = match 2 * by {
            right @ 0.. => self.eps >> right.min(127),
            left => self.eps << -left,
        };
        // The root mean square, in steps that are 2^20 times finer.
        let root = (((u128::from(squares) << 40) / width) + eps).isqrt().min(1 << 62) as u64;
        let factor = (1u64 << 62).checked_div(root).unwrap_or(0) as i64;
        for (x, weight) in x.iter_mut().zip(&self.weight) {
            *x = shift(shift(*x * factor, 22) * weight, FRACTION);
        }
        for (x, bias) in x.iter_mut().zip(self.bias.iter().flatten()) {
            *x += bias;
        }
    }
}
