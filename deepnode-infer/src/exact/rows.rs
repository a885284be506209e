//! Rows of numbers, one after the other or on several cores.

use rayon::prelude::*;

use super::fixed::Fixed;

/// Numbers for which it is worth to wake another core.
const GRAIN: usize = 16_384;

/// Works on each row of `width` numbers, with its index, and returns what came of them in order.
///
/// Rows do not see each other, so it does not matter which core takes which.
pub(super) fn each<T: Send, R: Send>(
    numbers: &mut [T],
    width: usize,
    work: impl Fn(usize, &mut [T]) -> R + Sync,
) -> Vec<R> {
    if numbers.len() < 2 * GRAIN {
        return numbers.chunks_mut(width).enumerate().map(|(index, row)| work(index, row)).collect();
    }
    let rows = numbers.par_chunks_mut(width).with_min_len(GRAIN.div_ceil(width)).enumerate();
    rows.map(|(index, row)| work(index, row)).collect()
}

/// Adds numbers in their places.
pub(super) fn add(x: &mut [Fixed], y: &[Fixed]) {
    x.iter_mut().zip(y).for_each(|(x, y)| *x += y);
}
