//! Attention in integers: scores, softmax and the mixing of values.

use std::ops::Range;

use super::fixed::{Fixed, mantissa, scale};
use super::linear::Rows;
use super::products::{EXACT, Products, Shape};
use super::rows;
use super::tables::{EXP_FRACTION, TABLES};

/// Greatest magnitude of a weight and of a value: eleven bits, which even the tensor cores of GPUs hold exactly.
const MOST: i64 = 2047;
/// What the weights of a query add up to at most, before they are rounded. Rounding can at most double it, so no sum
/// over values reaches 2^24, however many columns there are.
const WHOLE: u64 = 4095;
const _: () = assert!(2 * WHOLE * (MOST as u64) < EXACT);
/// What queries, keys and values are called where they are too great, and what they have room for.
pub(super) const HEADS: &str = "query, key or value";
pub(super) const MOST_OF_HEADS: f64 = (1 << 17) as f64;
/// How much greater than a value a mean of values can be, because weights are rounded up.
pub(super) const MIXED: f64 = 2.0;
/// Bits of a row's scale where three factors share 63 bits.
const NARROW: i32 = 19;

/// Heads of several columns, wherever they lie among other numbers.
#[derive(Clone, Copy)]
pub(super) struct Heads<'x> {
    /// Columns of `stride` numbers.
    pub(super) numbers: &'x [Fixed],
    pub(super) stride: usize,
    /// Where the first head begins in a column.
    pub(super) from: usize,
}

impl<'x> Heads<'x> {
    fn columns(&self) -> usize {
        self.numbers.len() / self.stride
    }

    fn head(&self, column: usize, head: usize, head_dim: usize) -> &'x [Fixed] {
        &self.numbers[column * self.stride + self.from + head * head_dim..][..head_dim]
    }
}

/// The shape of attention in a model.
pub(super) struct Attention {
    pub(super) heads: usize,
    pub(super) kv_heads: usize,
    pub(super) head_dim: usize,
    /// Greatest magnitude of the numbers of queries and keys, so that no score reaches 2^24.
    limit: i64,
    /// `1 / (limit^2 sqrt(head_dim))` in 31 bits, and the shift that goes with it.
    unit: (i64, i32),
}

impl Attention {
    pub(super) fn new(heads: usize, kv_heads: usize, head_dim: usize) -> Attention {
        let limit = ((EXACT - 1) / head_dim as u64).isqrt().min(MOST as u64) as i64;
        // 2^62 / sqrt(head_dim), of which the division leaves at least 36 bits.
        let root = ((1u128 << 124) / head_dim as u128).isqrt() as u64;
        let (unit, by) = mantissa(root / (limit * limit) as u64, 31);
        Attention { heads, kv_heads, head_dim, limit, unit: (unit, by - 62) }
    }

    /// Queries over what the cache of their row holds, to `[columns, heads, head_dim]`. `seen` says which columns of the
    /// cache each query sees.
    pub(super) fn forward(
        &self,
        query: Heads<'_>,
        cache: &Cache,
        seen: impl Fn(usize) -> Range<usize> + Sync,
        products: &dyn Products,
    ) -> Vec<Fixed> {
        let Attention { heads, kv_heads, head_dim, limit, .. } = *self;
        let (group, columns, len) = (heads / kv_heads, query.columns(), cache.len());
        // `[kv_heads, group, columns, head_dim]`
        let row = |at: usize| query.head(at % columns, at / columns, head_dim);
        let Rows { numbers, greatest } = Rows::new(heads * columns, head_dim, limit, row);
        let shape = Shape { batch: kv_heads, rows: group * columns, columns: len, k: head_dim };
        let scores = products.dot(numbers, cache.keys.all(), shape);

        let mut weights = vec![0.0; scores.len()];
        let factors = rows::each(&mut weights, len, |at, weights| {
            let (scores, head) = (&scores[at * len..][..len], at / columns / group);
            self.weigh(scores, greatest[at], cache, head, seen(at % columns), weights)
        });

        let mixed = Shape { columns: head_dim, k: len, ..shape };
        let sums = products.mix(weights, cache.values.all(), mixed);
        let mut output = vec![0; heads * columns * head_dim];
        for (at, (factor, by)) in factors.into_iter().enumerate() {
            let sums = &sums[at * head_dim..][..head_dim];
            for (o, sum) in
                output[((at % columns) * heads + at / columns) * head_dim..][..head_dim].iter_mut().zip(sums)
            {
                *o = scale(*sum as i64 * factor, by);
            }
        }
        output
    }

    /// The weights of one query, and what its sums are multiplied with.
    ///
    /// A column's value counts `greatest / MOST` of the column, so its weight is `e^score` times its `greatest`. The
    /// weights are divided so that they add up to [`WHOLE`], or less where the greatest of them would be above [`MOST`];
    /// the factor brings that back.
    fn weigh(
        &self,
        scores: &[f32],
        query: u64,
        cache: &Cache,
        head: usize,
        seen: Range<usize>,
        weights: &mut [f32],
    ) -> (i64, i32) {
        let (query, query_by) = mantissa(query, 32);
        let (query, more) = mantissa(((query * (self.unit.0 >> 1)) >> 30) as u64, NARROW);
        // Queries and keys are in steps of 2^-20 each, scores in steps of 2^-16.
        let by = 40 - EXP_FRACTION as i32 - (query_by + 31 + self.unit.1 + more);
        let columns = &cache.columns[head];
        let Some(last) = seen.clone().last() else { return (0, 0) };
        let scaled: Vec<i64> = seen
            .clone()
            .map(|c| {
                let (key, key_by) = columns[c].key;
                scale(i64::from(scores[c] as i32) * query * key, by - key_by)
            })
            .collect();
        let top = scaled.iter().copied().max().unwrap_or(0);

        // Values in 24 bits of the greatest that is seen.
        let value_by = 24 - super::fixed::bits(columns[last].greatest_value);
        let (mut exps, mut sum, mut most) = (0, 0, 0);
        let weighed: Vec<u64> = scaled
            .into_iter()
            .zip(&columns[seen.clone()])
            .map(|(score, column)| {
                let exp = TABLES.exp((top - score) as u64);
                let value = scale(column.value as i64, -value_by) as u64;
                let weight = (exp * value) >> 24;
                exps += exp;
                sum += weight;
                most = weight.max(most);
                weight
            })
            .collect();
        if sum == 0 {
            return (0, 0);
        }
        let whole =
            u64::try_from(u128::from(sum) * MOST as u128 / u128::from(most)).map_or(WHOLE, |w| w.min(WHOLE));
        let spare = (super::fixed::bits(sum) - 30).max(0);
        let share = (whole << 42) / (sum >> spare);
        for (weight, weighed) in weights[seen].iter_mut().zip(weighed) {
            *weight = ((((weighed >> spare) * share) + (1 << 41)) >> 42) as f32;
        }
        // sum / exps of 2^24, over what sums count.
        let factor = (u128::from(sum) << 54) / u128::from(exps) / u128::from(MOST as u64 * whole);
        (factor as i64, 54 + value_by - 24)
    }
}

/// Keys and values of one sequence in one layer.
pub(super) struct Cache {
    keys: Columns,
    values: Columns,
    /// `[kv_heads][columns]`
    columns: Vec<Vec<Column>>,
}

/// What the numbers of one column and head count.
#[derive(Clone, Copy)]
struct Column {
    key: (i64, i32),
    value: u64,
    /// The greatest of `value` here and before.
    greatest_value: u64,
}

/// Numbers of heads, `[kv_heads][columns, head_dim]`.
struct Columns {
    numbers: Vec<Vec<f32>>,
    head_dim: usize,
}

impl Columns {
    fn all(&self) -> Vec<f32> {
        self.numbers.concat()
    }
}

impl Cache {
    pub(super) fn new(attention: &Attention) -> Cache {
        let heads =
            || Columns { numbers: vec![Vec::new(); attention.kv_heads], head_dim: attention.head_dim };
        Cache { keys: heads(), values: heads(), columns: vec![Vec::new(); attention.kv_heads] }
    }

    /// Columns so far.
    pub(super) fn len(&self) -> usize {
        self.columns[0].len()
    }

    /// Puts the keys and values of more columns behind those that are there. A column for which `own` is false is filling: nobody will see it, so it must not count.
    pub(super) fn extend(
        &mut self,
        attention: &Attention,
        key: Heads<'_>,
        value: Heads<'_>,
        own: impl Fn(usize) -> bool,
    ) {
        let Attention { kv_heads, head_dim, limit, .. } = *attention;
        let rows = |heads: Heads<'_>, limit| {
            let row = |at: usize| heads.head(at / kv_heads, at % kv_heads, head_dim);
            Rows::new(heads.columns() * kv_heads, head_dim, limit, row)
        };
        let (keys, values) = (rows(key, limit), rows(value, MOST));
        for (at, (key, value)) in keys.greatest.into_iter().zip(values.greatest).enumerate() {
            let head = at % kv_heads;
            let columns = &mut self.columns[head];
            let before = columns.last().map_or(0, |column| column.greatest_value);
            let greatest_value = if own(columns.len()) { before.max(value) } else { before };
            columns.push(Column { key: mantissa(key, NARROW), value, greatest_value });
            self.keys.numbers[head].extend(&keys.numbers[at * head_dim..][..head_dim]);
            self.values.numbers[head].extend(&values.numbers[at * head_dim..][..head_dim]);
        }
    }

    /// For each head of a column what its key and value are: greatest magnitude and numbers.
    pub(super) fn column(&self, column: usize) -> impl Iterator<Item = [(u64, &[f32]); 2]> {
        let head_dim = self.keys.head_dim;
        let range = column * head_dim..(column + 1) * head_dim;
        self.columns.iter().enumerate().map(move |(head, columns)| {
            let at = &columns[column];
            let (key, by) = at.key;
            let key = if by >= 0 { (key as u64) << by } else { key as u64 >> -by };
            [
                (key, &self.keys.numbers[head][range.clone()]),
                (at.value, &self.values.numbers[head][range.clone()]),
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    use burn_flex::{Flex, FlexDevice};

    use super::super::fixed::ONE;
    use super::super::products::{Floats, Scalar};
    use super::*;

    fn numbers(seed: u64, len: usize, size: f64) -> Vec<Fixed> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            (state >> 40) as f64 / f64::from(1 << 23) - 1.0
        };
        (0..len).map(|_| (next() * size * ONE as f64) as Fixed).collect()
    }

    /// Attention in floats, of one query head over one key head.
    fn floats(query: &[Fixed], keys: &[Fixed], values: &[Fixed], head_dim: usize) -> Vec<f64> {
        let real = |x: &Fixed| *x as f64 / ONE as f64;
        let score = |key: &[Fixed]| {
            let dot: f64 = query.iter().zip(key).map(|(a, b)| real(a) * real(b)).sum();
            dot / (head_dim as f64).sqrt()
        };
        let scores: Vec<f64> = keys.chunks(head_dim).map(score).collect();
        let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = scores.iter().map(|s| (s - top).exp()).sum();
        (0..head_dim)
            .map(|d| {
                let values = values.chunks(head_dim).map(|value| real(&value[d]));
                scores.iter().zip(values).map(|(s, value)| (s - top).exp() / total * value).sum()
            })
            .collect()
    }

    /// Thousands of columns, several heads for one key head, and shapes from the narrowest on.
    #[test]
    fn attention_is_that_of_floats_and_the_same_by_every_product() {
        for (heads, kv_heads, head_dim, len) in
            [(1, 1, 2, 5000), (2, 1, 32, 5000), (4, 2, 64, 300), (3, 3, 128, 17), (1, 1, 1024, 9)]
        {
            let attention = Attention::new(heads, kv_heads, head_dim);
            let (query, key) =
                (numbers(1, heads * head_dim, 2.0), numbers(2, len * kv_heads * head_dim, 2.0));
            let value = numbers(3, len * kv_heads * head_dim, 1.0);
            let of = |numbers, heads: usize| Heads { numbers, stride: heads * head_dim, from: 0 };
            let mut cache = Cache::new(&attention);
            cache.extend(&attention, of(&key, kv_heads), of(&value, kv_heads), |_| true);
            let run =
                |products: &dyn Products| attention.forward(of(&query, heads), &cache, |_| 0..len, products);
            let found = run(&Floats::<Flex>(FlexDevice));
            assert_eq!(found, run(&Scalar));

            for (head, found) in found.chunks(head_dim).enumerate() {
                let own = |x: &[Fixed]| -> Vec<Fixed> {
                    let at = head / (heads / kv_heads) * head_dim;
                    x.chunks(kv_heads * head_dim)
                        .flat_map(|column| &column[at..][..head_dim])
                        .copied()
                        .collect()
                };
                let expected =
                    floats(&query[head * head_dim..][..head_dim], &own(&key), &own(&value), head_dim);
                for (found, expected) in found.iter().zip(expected) {
                    let found = *found as f64 / ONE as f64;
                    assert!(
                        (found - expected).abs() < 0.01,
                        "{head_dim} wide, {len} long: {found}, {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_nobody_may_see_does_not_count() {
        let attention = Attention::new(1, 1, 4);
        let (query, key, value) = (numbers(1, 4, 1.0), numbers(2, 24, 1.0), numbers(3, 24, 1.0));
        fn of(numbers: &[Fixed]) -> Heads<'_> {
            Heads { numbers, stride: 4, from: 0 }
        }
        let run = |key: &[Fixed], value: &[Fixed], filling: usize| {
            let mut cache = Cache::new(&attention);
            cache.extend(&attention, of(key), of(value), |column| column >= filling);
            let len = cache.len();
            attention.forward(of(&query), &cache, |_| filling..len, &Scalar)
        };
        let own = run(&key[8..], &value[8..], 0);
        assert_eq!(run(&key, &value, 2), own);
        let great: Vec<Fixed> =
            value[..8].iter().map(|x| x * 1000).chain(value[8..].iter().copied()).collect();
        assert_eq!(run(&key, &great, 2), own);
        assert_eq!(run(&key, &value, 6), [0; 4]);
    }
}
