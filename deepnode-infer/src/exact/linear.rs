//! Matrices of eight-bit weights, and rows of numbers cut to as many bits as a product takes.

use super::fixed::{self, Fixed, mantissa, scale};
use super::products::{EXACT, Matrix, Products};
use super::rows;
use crate::error::Error;

/// Greatest magnitude of a weight.
const WEIGHT: i64 = 127;
/// Least and greatest of what the magnitudes of inputs are limited to: eight bits, and the eleven that even halves and
/// the tensor cores of GPUs hold exactly.
const INPUT: (i64, i64) = (127, 2047);

/// Rows as whole numbers of limited magnitude, each with what its numbers are multiples of.
pub(super) struct Rows {
    /// `[rows, width]`
    pub(super) numbers: Vec<f32>,
    /// The greatest magnitude of each row: its numbers count `greatest / limit`.
    pub(super) greatest: Vec<u64>,
}

impl Rows {
    /// Divides each of `count` rows of `width` numbers by its greatest magnitude, times `limit`, to the nearest whole
    /// number.
    pub(super) fn new<'x>(
        count: usize,
        width: usize,
        limit: i64,
        row: impl Fn(usize) -> &'x [Fixed] + Sync,
    ) -> Rows {
        let mut numbers = vec![0.0; count * width];
        let greatest = rows::each(&mut numbers, width, |index, numbers| {
            let row = row(index);
            let greatest = row.iter().map(|x| x.unsigned_abs()).max().unwrap_or(0);
            cut(row, greatest, limit, numbers);
            greatest
        });
        Rows { numbers, greatest }
    }
}

fn cut(row: &[Fixed], greatest: u64, limit: i64, numbers: &mut [f32]) {
    if greatest == 0 {
        return;
    }
    // Of great numbers the lowest bits do not matter, and must leave room for the product.
    let spare = (fixed::bits(greatest) - 32).max(0);
    let factor = (limit << 50) / (greatest >> spare) as i64;
    for (x, number) in row.iter().zip(numbers) {
        *number = (((x >> spare) * factor + (1 << 49)) >> 50) as f32;
    }
}

/// `y = W x + b`, with `W` in eight bits for each row of its own scale.
pub(super) struct Linear {
    /// For errors.
    name: String,
    /// Columns of the matrix in pieces, none of which can leave what f32 holds exactly.
    pieces: Vec<Box<dyn Matrix>>,
    inputs: usize,
    /// Greatest magnitude of an input.
    limit: i64,
    /// For each input the sum of its weights, by which products are checked.
    columns: Vec<i64>,
    piece: usize,
    /// What the sums of each output count, in 31 bits.
    scales: Vec<u32>,
    /// `scales` are in steps of `2^-exponent`.
    exponent: i32,
    bias: Option<Vec<Fixed>>,
    /// For each output the sum of its weights' magnitudes, as a real number rounded up.
    reach: Vec<f64>,
}

impl Linear {
    /// A matrix `[outputs, inputs]`, named for errors.
    pub(super) fn new(
        name: &str,
        weight: &[f32],
        bias: Option<&[f32]>,
        inputs: usize,
        products: &dyn Products,
    ) -> Result<Linear, Error> {
        finite(name, weight)?;
        let rows = weight.chunks(inputs);
        let tops: Vec<f64> =
            rows.clone().map(|row| row.iter().fold(0f32, |top, w| top.max(w.abs())).into()).collect();
        let numbers: Vec<i8> = rows
            .zip(&tops)
            .flat_map(|(row, top)| {
                let whole = move |w: &f32| if *top > 0.0 { f64::from(*w) * WEIGHT as f64 / top } else { 0.0 };
                row.iter().map(move |w| whole(w).round_ties_even() as i8)
            })
            .collect();

        let sums: Vec<u64> =
            numbers.chunks(inputs).map(|row| row.iter().map(|w| u64::from(w.unsigned_abs())).sum()).collect();
        let most = sums.iter().copied().max().unwrap_or(0);
        let limit = ((EXACT - 1) / most.max(1)).clamp(INPUT.0 as u64, INPUT.1 as u64);
        if most * limit >= 1 << 31 {
            return Err(Error::Overflow {
                tensor: name.to_owned(),
                what: "sum of products",
                found: most as f64 * limit as f64,
                limit: (1u64 << 31) as f64,
            });
        }
        let limit = limit as i64;
        let counts: Vec<f64> = tops.iter().map(|top| top / (WEIGHT * limit) as f64).collect();
        let most = counts.iter().copied().fold(0.0, f64::max);
        let exponent = 30 - if most > 0.0 { exponent_of(most) } else { 0 };
        let scales = counts.iter().map(|count| (count * power(exponent)).round_ties_even() as u32).collect();

        let reach =
            sums.iter().zip(&tops).map(|(sum, top)| (*sum as f64 + 1.0) * top / WEIGHT as f64).collect();
        let mut columns = vec![0; inputs];
        for row in numbers.chunks(inputs) {
            columns.iter_mut().zip(row).for_each(|(sum, w)| *sum += i64::from(*w));
        }
        let piece = piece(&numbers, inputs, limit);
        let pieces = (0..inputs)
            .step_by(piece)
            .map(|from| {
                let width = piece.min(inputs - from);
                let part = numbers.chunks(inputs).flat_map(|row| row[from..][..width].iter().copied());
                products.matrix(part.collect(), width)
            })
            .collect();
        let bias = match bias {
            None => None,
            Some(bias) => {
                finite(name, bias)?;
                Some(bias.iter().map(|b| fixed::fixed((*b).into())).collect())
            }
        };
        Ok(Linear {
            name: name.to_owned(),
            pieces,
            inputs,
            limit,
            columns,
            piece,
            scales,
            exponent,
            bias,
            reach,
        })
    }

    /// The name of its parameter, or of the first of several.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The greatest magnitude of an output, as a real number, where inputs are at most `input`.
    pub(super) fn bound(&self, input: f64) -> f64 {
        let bias = |i: usize| self.bias.as_ref().map_or(0.0, |b| (b[i] as f64 / fixed::ONE as f64).abs());
        // A thousandth for the rounding of scales and rows.
        self.reach
            .iter()
            .enumerate()
            .fold(0.0, |most: f64, (i, reach)| most.max(reach * input * 1.001 + bias(i)))
    }

    /// `[rows, inputs]` to `[rows, outputs]`.
    ///
    /// # Panics
    ///
    /// Where the device has rounded: the products of a row must add up to the row's product with the sums of the
    /// columns. The job's boundary turns it into an error.
    pub(super) fn forward(&self, x: &[Fixed]) -> Vec<Fixed> {
        let row = |index: usize| &x[index * self.inputs..][..self.inputs];
        let Rows { numbers, greatest } = Rows::new(x.len() / self.inputs, self.inputs, self.limit, row);
        let total = |row: &[f32]| row.iter().zip(&self.columns).map(|(x, sum)| *x as i64 * sum).sum();
        let totals: Vec<i64> = numbers.chunks(self.inputs).map(total).collect();
        let rows: Vec<(u64, i64)> = greatest.into_iter().zip(totals).collect();
        match &self.pieces[..] {
            [whole] => self.rescale(&whole.apply(numbers), |sum: f32| sum as i32, &rows),
            _ => self.rescale(&self.sums(&numbers), |sum: i32| sum, &rows),
        }
    }

    /// The sums over all pieces, which together may be beyond what f32 holds.
    fn sums(&self, numbers: &[f32]) -> Vec<i32> {
        let mut sums = Vec::new();
        for (index, matrix) in self.pieces.iter().enumerate() {
            let from = index * self.piece;
            let width = self.piece.min(self.inputs - from);
            let part = numbers.chunks(self.inputs).flat_map(|row| row[from..][..width].iter().copied());
            let more = matrix.apply(part.collect());
            sums.resize(more.len(), 0);
            sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more as i32);
        }
        sums
    }

    /// What sums `[rows, outputs]` are worth, in rows with these greatest magnitudes and totals.
    fn rescale<S: Copy + Sync>(
        &self,
        sums: &[S],
        whole: impl Fn(S) -> i32 + Sync,
        rows: &[(u64, i64)],
    ) -> Vec<Fixed> {
        let outputs = self.scales.len();
        let mut y = vec![0; sums.len()];
        rows::each(&mut y, outputs, |index, y| {
            let (sums, (greatest, total)) = (&sums[index * outputs..][..outputs], &rows[index]);
            let found: i64 = sums.iter().map(|sum| i64::from(whole(*sum))).sum();
            assert_eq!(found, *total, "the device has rounded a product of whole numbers");
            let (m, by) = mantissa(*greatest, 32);
            let right = self.exponent - 32 - by;
            for ((y, sum), count) in y.iter_mut().zip(sums).zip(&self.scales) {
                // 31 bits each, so that the product has room.
                let count = ((u64::from(*count) * m as u64) >> 32) as i64;
                *y = scale(i64::from(whole(*sum)) * count, right);
            }
            y.iter_mut().zip(self.bias.iter().flatten()).for_each(|(y, bias)| *y += bias);
        });
        y
    }
}

/// The widest piece of columns, in equal pieces, for which no sum can reach [`EXACT`].
fn piece(numbers: &[i8], inputs: usize, limit: i64) -> usize {
    let fits = |width: usize| {
        numbers.chunks(inputs).flat_map(|row| row.chunks(width)).all(|part| {
            part.iter().map(|w| u64::from(w.unsigned_abs())).sum::<u64>() * (limit as u64) < EXACT
        })
    };
    (1..).map(|pieces| inputs.div_ceil(pieces)).find(|width| fits(*width)).unwrap_or(1)
}

/// Refuses what is no number, by name.
pub(super) fn finite(name: &str, numbers: &[f32]) -> Result<(), Error> {
    match numbers.iter().find(|x| !x.is_finite()) {
        None => Ok(()),
        Some(x) => Err(Error::Overflow {
            tensor: name.to_owned(),
            what: "weight",
            found: (*x).into(),
            limit: f64::from(f32::MAX),
        }),
    }
}

/// `2^n`, exactly.
fn power(n: i32) -> f64 {
    f64::from_bits(((1023 + i64::from(n)) as u64) << 52)
}

/// The exponent of a normal number.
fn exponent_of(x: f64) -> i32 {
    ((x.to_bits() >> 52) & 0x7ff) as i32 - 1023
}
