//! Matrix products of whole numbers, and the proof that a device computes them exactly.
//!
//! Numbers travel as f32. Whoever asks for a product sees to it that the magnitudes of the terms of each sum add up to
//! less than 2^24; then every partial sum is a whole number that f32 holds, whatever the order, the width of the
//! vectors or the fusing of operations.

use burn_tensor::backend::Backend;
use burn_tensor::{Int, Tensor, TensorData};

use crate::error::Error;
use crate::options::Kernel;

/// Sums of magnitudes stay below this.
pub(crate) const EXACT: u64 = 1 << 24;

/// Somewhere to multiply matrices.
pub(crate) trait Products: Send + Sync {
    /// Takes a matrix `[outputs, inputs]` to multiply many vectors with.
    fn matrix(&self, numbers: Vec<i8>, inputs: usize) -> Box<dyn Matrix>;

    /// `[batch, rows, k]` times `[batch, columns, k]`, transposed, to `[batch, rows, columns]`.
    fn dot(&self, left: Vec<f32>, right: Vec<f32>, shape: Shape) -> Vec<f32>;

    /// `[batch, rows, k]` times `[batch, k, columns]` to `[batch, rows, columns]`.
    fn mix(&self, left: Vec<f32>, right: Vec<f32>, shape: Shape) -> Vec<f32>;
}

/// A matrix where products are computed.
pub(crate) trait Matrix: Send + Sync {
    /// Rows `[rows, inputs]` to `[rows, outputs]`.
    fn apply(&self, rows: Vec<f32>) -> Vec<f32>;
}

/// The shape of a product.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) batch: usize,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) k: usize,
}

/// Burn's matrix product of floats.
pub(crate) struct Floats<B: Backend>(pub(crate) B::Device);

struct FloatMatrix<B: Backend> {
    /// `[outputs, inputs]`
    weight: Tensor<B, 2>,
}

fn tensor<B: Backend, const D: usize>(
    numbers: Vec<f32>,
    shape: [usize; D],
    device: &B::Device,
) -> Tensor<B, D> {
    Tensor::from_data(TensorData::new(numbers, shape), device)
}

/// # Panics
///
/// Where the device fails, as Burn does; the job's boundary turns it into an error.
fn numbers_of<B: Backend, const D: usize>(tensor: Tensor<B, D>) -> Vec<f32> {
    tensor.into_data().into_vec().expect("the backend's floats are f32")
}

impl<B: Backend> Products for Floats<B> {
    fn matrix(&self, numbers: Vec<i8>, inputs: usize) -> Box<dyn Matrix> {
        let shape = [numbers.len() / inputs, inputs];
        let numbers = numbers.into_iter().map(f32::from).collect();
        Box::new(FloatMatrix { weight: tensor::<B, 2>(numbers, shape, &self.0) })
    }

    fn dot(&self, left: Vec<f32>, right: Vec<f32>, shape: Shape) -> Vec<f32> {
        let Shape { batch, rows, columns, k } = shape;
        let left = tensor::<B, 3>(left, [batch, rows, k], &self.0);
        numbers_of(left.matmul(tensor(right, [batch, columns, k], &self.0).swap_dims(1, 2)))
    }

    fn mix(&self, left: Vec<f32>, right: Vec<f32>, shape: Shape) -> Vec<f32> {
        let Shape { batch, rows, columns, k } = shape;
        let left = tensor::<B, 3>(left, [batch, rows, k], &self.0);
        numbers_of(left.matmul(tensor(right, [batch, k, columns], &self.0)))
    }
}

impl<B: Backend> Matrix for FloatMatrix<B> {
    fn apply(&self, rows: Vec<f32>) -> Vec<f32> {
        let inputs = self.weight.dims()[1];
        let shape = [rows.len() / inputs, inputs];
        let rows = tensor::<B, 2>(rows, shape, &self.weight.device());
        numbers_of(rows.matmul(self.weight.clone().transpose()))
    }
}

/// Burn's matrix product of integers: slower, for devices whose floats do not keep 24 bits.
pub(crate) struct Integers<B: Backend>(pub(crate) B::Device);

struct IntegerMatrix<B: Backend> {
    /// `[outputs, inputs]`
    weight: Tensor<B, 2, Int>,
}

fn integers<B: Backend, const D: usize>(
    numbers: Vec<f32>,
    shape: [usize; D],
    device: &B::Device,
) -> Tensor<B, D, Int> {
    let numbers: Vec<i32> = numbers.into_iter().map(|x| x as i32).collect();
    Tensor::from_data(TensorData::new(numbers, shape), device)
}

fn whole_integers<B: Backend, const D: usize>(tensor: Tensor<B, D, Int>) -> Vec<f32> {
    let numbers: Vec<i32> = tensor.into_data().convert::<i32>().into_vec().expect("converted to i32");
    to_f32(numbers)
}

impl<B: Backend> Products for Integers<B> {
    fn matrix(&self, numbers: Vec<i8>, inputs: usize) -> Box<dyn Matrix> {
        let shape = [numbers.len() / inputs, inputs];
        let numbers: Vec<i32> = numbers.into_iter().map(i32::from).collect();
        let weight = Tensor::from_data(TensorData::new(numbers, shape), &self.0);
        Box::new(IntegerMatrix::<B> { weight })
    }

    fn dot(&self, left: Vec<f32>, right: Vec<f32>, shape: Shape) -> Vec<f32> {
        let Shape { batch, rows, columns, k } = shape;
        let left = integers::<B, 3>(left, [batch, rows, k], &self.0);
        whole_integers(left.matmul(integers(right, [batch, columns, k], &self.0).swap_dims(1, 2)))
    }

    fn mix(&self, left: Vec<f32>, right: Vec<f32>, shape: Shape) -> Vec<f32> {
        let Shape { batch, rows, columns, k } = shape;
        let left = integers::<B, 3>(left, [batch, rows, k], &self.0);
        whole_integers(left.matmul(integers(right, [batch, k, columns], &self.0)))
    }
}

impl<B: Backend> Matrix for IntegerMatrix<B> {
    fn apply(&self, rows: Vec<f32>) -> Vec<f32> {
        let inputs = self.weight.dims()[1];
        let shape = [rows.len() / inputs, inputs];
        let rows = integers::<B, 2>(rows, shape, &self.weight.device());
        whole_integers(rows.matmul(self.weight.clone().transpose()))
    }
}

/// Plain loops over i32.
pub(crate) struct Scalar;

struct ScalarMatrix {
    /// `[outputs, inputs]`
    weight: Vec<i32>,
    inputs: usize,
}

fn to_i32(numbers: Vec<f32>) -> Vec<i32> {
    numbers.into_iter().map(|x| x as i32).collect()
}

fn to_f32(numbers: impl IntoIterator<Item = i32>) -> Vec<f32> {
    numbers.into_iter().map(|x| x as f32).collect()
}

fn inner<'a>(left: &[i32], right: impl Iterator<Item = &'a i32>) -> i32 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}

impl Products for Scalar {
    fn matrix(&self, numbers: Vec<i8>, inputs: usize) -> Box<dyn Matrix> {
        Box::new(ScalarMatrix { weight: numbers.into_iter().map(i32::from).collect(), inputs })
    }

    fn dot(&self, left: Vec<f32>, right: Vec<f32>, shape: Shape) -> Vec<f32> {
        let Shape { rows, columns, k, .. } = shape;
        let (left, right) = (to_i32(left), to_i32(right));
        let batches = left.chunks(rows * k).zip(right.chunks(columns * k));
        let products = batches.flat_map(|(left, right)| {
            left.chunks(k).flat_map(move |a| right.chunks(k).map(move |b| inner(a, b.iter())))
        });
        to_f32(products)
    }

    fn mix(&self, left: Vec<f32>, right: Vec<f32>, shape: Shape) -> Vec<f32> {
        let Shape { rows, columns, k, .. } = shape;
        let (left, right) = (to_i32(left), to_i32(right));
        let batches = left.chunks(rows * k).zip(right.chunks(columns * k));
        let products = batches.flat_map(|(left, right)| {
            left.chunks(k).flat_map(move |a| {
                (0..columns).map(move |column| inner(a, right[column..].iter().step_by(columns)))
            })
        });
        to_f32(products)
    }
}

impl Matrix for ScalarMatrix {
    fn apply(&self, rows: Vec<f32>) -> Vec<f32> {
        let rows = to_i32(rows);
        let products = rows
            .chunks(self.inputs)
            .flat_map(|row| self.weight.chunks(self.inputs).map(move |weight| inner(row, weight.iter())));
        to_f32(products)
    }
}

/// Products whose results are known: the greatest magnitudes in every sign, and numbers of no pattern.
///
/// # Errors
///
/// The first product that is not exact, as a sentence.
pub(crate) fn self_test(products: &dyn Products) -> Result<(), String> {
    // (limit of the left, limit of the right, terms, rows, columns): scores, weights times values, matrices; for one row
    // and for many, because libraries choose their kernels by the shape.
    let shapes = [
        (127, 127, 1024, 3, 5),
        (127, 127, 1040, 1, 64),
        (2047, 127, 64, 17, 96),
        (724, 724, 32, 40, 33),
        (511, 511, 64, 1, 200),
        (2047, 2047, 4, 64, 64),
        (2047, 2047, 4, 1, 1),
        (3, 2047, 2000, 7, 32),
    ];
    for (limit_left, limit_right, k, rows, columns) in shapes {
        for pattern in 0..5 {
            let shape = Shape { batch: 2, rows, columns, k };
            let left = numbers(pattern, 2 * rows * k, limit_left);
            let right = numbers(pattern / 2, 2 * columns * k, limit_right);
            let weight: Vec<i8> =
                right[..columns * k].iter().map(|x| (*x).clamp(-127.0, 127.0) as i8).collect();
            let rows = left[..rows * k].to_vec();
            let results = [
                (
                    "dot",
                    products.dot(left.clone(), right.clone(), shape),
                    Scalar.dot(left.clone(), right.clone(), shape),
                ),
                ("mix", products.mix(left.clone(), right.clone(), shape), Scalar.mix(left, right, shape)),
                (
                    "matrix",
                    products.matrix(weight.clone(), k).apply(rows.clone()),
                    Scalar.matrix(weight, k).apply(rows),
                ),
            ];
            for (name, found, expected) in results {
                if let Some(at) = (0..expected.len()).find(|at| found.get(*at) != expected.get(*at)) {
                    return Err(format!(
                        "the product `{name}` of {k} terms up to {limit_left} x {limit_right} should be {}, found {:?}",
                        expected[at],
                        found.get(at)
                    ));
                }
            }
        }
    }
    Ok(())
}

/// All at the limit, at the limit with alternating signs, or without a pattern.
fn numbers(pattern: usize, len: usize, limit: i32) -> Vec<f32> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ pattern as u64;
    let number = |i: usize| match pattern {
        0 => limit,
        1 => limit * (1 - 2 * (i as i32 % 2)),
        _ => {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            (state >> 33) as i32 % (2 * limit + 1) - limit
        }
    };
    (0..len).map(number).map(|x| x as f32).collect()
}

/// The products of a device, once it has shown that they are exact: of floats if any will do, or else of integers.
pub(crate) fn on<B: Backend>(device: B::Device, kernel: Kernel) -> Result<Box<dyn Products>, Error> {
    let floats = Floats::<B>(device.clone());
    if kernel == Kernel::Auto && self_test(&floats).is_ok() {
        return Ok(Box::new(floats));
    }
    let integers = Integers::<B>(device);
    match self_test(&integers) {
        Ok(()) => Ok(Box::new(integers)),
        Err(reason) => Err(Error::NotExact { reason }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn_flex::{Flex, FlexDevice};

    #[test]
    fn every_way_to_multiply_is_exact_up_to_the_limit() {
        self_test(&Floats::<Flex>(FlexDevice)).unwrap();
        self_test(&Integers::<Flex>(FlexDevice)).unwrap();
    }

    /// Rounds every product's sum to 11 bits, as a device that multiplies in halves would.
    struct Coarse;

    impl Products for Coarse {
        fn matrix(&self, numbers: Vec<i8>, inputs: usize) -> Box<dyn Matrix> {
            Scalar.matrix(numbers, inputs)
        }
        fn dot(&self, left: Vec<f32>, right: Vec<f32>, shape: Shape) -> Vec<f32> {
            let exact = Scalar.dot(left, right, shape);
            exact.into_iter().map(|x| half::f16::from_f32(x / 1024.0).to_f32() * 1024.0).collect()
        }
        fn mix(&self, left: Vec<f32>, right: Vec<f32>, shape: Shape) -> Vec<f32> {
            Scalar.mix(left, right, shape)
        }
    }

    #[test]
    fn a_device_that_rounds_is_found_out() {
        assert!(self_test(&Coarse).unwrap_err().contains("`dot`"));
    }
}
