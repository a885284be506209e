//! The tables of exact mode, made of integers alone, and what reads them.

use std::sync::LazyLock;

use super::fixed::{self, FRACTION, Fixed, ONE, UNIT};
use crate::commitment::{Hash, Hasher};

/// Raised by every change of how exact mode computes, so that no two ways of computing share a manifest.
const FORMAT: u32 = 1;

/// All tables; their [`hash`](Tables::hash) is a part of every manifest.
pub(crate) struct Tables {
    /// `e^-x` at whole steps of 2^-8, Q30.
    exp_coarse: Vec<u32>,
    /// `e^-x` at steps of 2^-16 below 2^-8, Q30.
    exp_fine: Vec<u32>,
    sigmoid: Curve,
    normal: Curve,
    /// `ln n` for `2^11 <= n < 2^12`, Q44.
    ln: Vec<i64>,
}

/// Fraction bits of the argument of [`Tables::exp`].
pub(super) const EXP_FRACTION: u32 = 16;
/// From here on `e^-x` is nothing in 30 bits.
const EXP_END: u64 = 21;
/// Fraction bits of [`Tables::ln`].
const LN_FRACTION: u32 = 44;
/// `ln 2`, Q44.
const LN_2: i64 = 12_193_974_156_573;

/// The tables. They are the same for every model.
pub(crate) static TABLES: LazyLock<Tables> = LazyLock::new(Tables::new);

/// A function of positive numbers that ends at 1, by its values at steps of 2^-7 and straight lines between.
struct Curve(Vec<i32>);

/// Bits of a [`Fixed`] below a step of a curve.
const BETWEEN: u32 = FRACTION - 7;

impl Curve {
    fn new(end: i128, value: impl Fn(i128) -> i128) -> Curve {
        Curve((0..=end << 7).map(|i| (value(i * (UNIT >> 7)) >> 30) as i32).collect())
    }

    /// The value at `x >= 0`, Q30.
    #[inline(always)]
    fn at(&self, x: u64) -> i64 {
        let step = usize::try_from(x >> BETWEEN).unwrap_or(usize::MAX - 2);
        match self.0.get(step..step + 2) {
            Some(&[here, next]) => {
                let share = (x & ((1 << BETWEEN) - 1)) as i64;
                i64::from(here) + ((i64::from(next - here) * share) >> BETWEEN)
            }
            _ => 1 << 30,
        }
    }
}

impl Tables {
    fn new() -> Tables {
        let exp = |steps: u64, fraction: u32| {
            (0..steps).map(|i| (fixed::exp(-(i128::from(i) * (UNIT >> fraction))) >> 30) as u32).collect()
        };
        Tables {
            exp_coarse: exp(EXP_END << 8, 8),
            exp_fine: exp(1 << 8, 16),
            sigmoid: Curve::new(16, |x| (UNIT << 60) / (UNIT + fixed::exp(-x))),
            normal: Curve::new(5, normal),
            ln: (1 << 11..1 << 12).map(|n: i128| (fixed::ln(n << 60) >> (60 - LN_FRACTION)) as i64).collect(),
        }
    }

    /// The way of computing and every number of the tables, in one hash.
    pub(crate) fn hash(&self) -> Hash {
        let mut hash = Hasher::new("dn/tables");
        hash.u32(FORMAT);
        for table in [&self.exp_coarse, &self.exp_fine] {
            hash.ids(table);
        }
        for Curve(values) in [&self.sigmoid, &self.normal] {
            hash.u32(values.len() as u32);
            values.iter().for_each(|value| hash.bytes(&value.to_le_bytes()));
        }
        hash.u32(self.ln.len() as u32);
        self.ln.iter().for_each(|value| hash.bytes(&value.to_le_bytes()));
        hash.finish()
    }

    /// `e^-x` for `x` in Q16, in Q30.
    #[inline(always)]
    pub(crate) fn exp(&self, x: u64) -> u64 {
        match usize::try_from(x >> 8).ok().and_then(|step| self.exp_coarse.get(step)) {
            Some(coarse) => (u64::from(*coarse) * u64::from(self.exp_fine[(x & 255) as usize])) >> 30,
            None => 0,
        }
    }

    /// `x / (1 + e^-x)` (Elfwing et al. 2017, arXiv:1702.03118).
    #[inline(always)]
    pub(super) fn silu(&self, x: Fixed) -> Fixed {
        gated(x, &self.sigmoid)
    }

    /// `x` times the share of a normal distribution below it (Hendrycks and Gimpel 2016, arXiv:1606.08415).
    #[inline(always)]
    pub(super) fn gelu(&self, x: Fixed) -> Fixed {
        gated(x, &self.normal)
    }

    /// `ln n` for `n > 0`, in Q44 and off by less than 2^-42.
    fn ln(&self, n: u64) -> i64 {
        let zeros = n.leading_zeros();
        let m = n << zeros;
        // n = 2^(52 - zeros) * head * (1 + rest), with 2^11 <= head < 2^12.
        let head = m >> 52;
        let rest = i128::from(((m & ((1 << 52) - 1)) << 8) / head);
        let square = (rest * rest) >> 60;
        let cube = (square * rest) >> 60;
        let log = rest - square / 2 + cube / 3 - ((cube * rest) >> 60) / 4;
        let doublings = 52 - i64::from(zeros);
        self.ln[head as usize - (1 << 11)] + (log >> (60 - LN_FRACTION)) as i64 + doublings * LN_2
    }

    /// Gumbel noise `-ln(-ln u)` of `u = (word + 1/2) / 2^24`, in [`Fixed`], for `word < 2^24`.
    pub(crate) fn gumbel(&self, word: u32) -> Fixed {
        let log = 25 * LN_2 - self.ln(2 * u64::from(word) + 1);
        // `log` is in Q44, so that its logarithm as a whole number is 44 ln 2 too great.
        let noise = i64::from(LN_FRACTION) * LN_2 - self.ln(log.max(1) as u64);
        fixed::shift(noise, LN_FRACTION - FRACTION)
    }
}

/// `x * curve(x)`, where `curve(-x) = 1 - curve(x)`.
#[inline(always)]
fn gated(x: Fixed, curve: &Curve) -> Fixed {
    let share = curve.at(x.unsigned_abs());
    let share = if x < 0 { (1 << 30) - share } else { share };
    ((i128::from(x) * i128::from(share)) >> 30) as i64
}

/// The share of a normal distribution below `x >= 0`: `1/2 + density(x) * (x + x^3/3 + x^5/15 + ...)`.
fn normal(x: i128) -> i128 {
    // 1 / sqrt(2 pi)
    const PEAK: i128 = 459_949_134_171_706_403;
    let square = (x * x) >> 60;
    // 45 bits of fraction leave room for the greatest term, which is near 2^26.
    let (mut sum, mut term, mut n) = (0, x >> 15, 1);
    while term > 0 {
        sum += term;
        n += 2;
        term = ((term * (square >> 15)) >> 45) / n;
    }
    let density = (PEAK * fixed::exp(-square / 2)) >> 60;
    UNIT / 2 + ((density * sum) >> 45)
}

// Steps of a curve are 128 to one.
const _: () = assert!(ONE >> BETWEEN == 1 << 7);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_the_functions() {
        let t = &*TABLES;
        for i in 0..200_000u32 {
            let x = f64::from(i) / 10_000.0;
            let q = (x * ONE as f64).round();
            let (x16, x20) = ((x * 65536.0).round(), q / ONE as f64);
            let exp = t.exp(x16 as u64) as f64 / f64::from(1 << 30);
            assert!((exp - (-x16 / 65536.0).exp()).abs() < 1e-8, "exp -{x}");
            for x in [x20, -x20] {
                let fixed = (x * ONE as f64) as i64;
                let silu = t.silu(fixed) as f64 / ONE as f64;
                assert!((silu - x / (1.0 + (-x).exp())).abs() < 1e-5, "silu {x}");
                let normal = 0.5 * libm::erfc(-x / std::f64::consts::SQRT_2);
                let gelu = t.gelu(fixed) as f64 / ONE as f64;
                assert!((gelu - x * normal).abs() < 1.2e-5, "gelu {x}: {gelu}");
            }
        }
    }

    #[test]
    fn noise_is_that_of_gumbel() {
        for word in (0..1 << 24).step_by(997).chain([0, 1, 2, (1 << 24) - 2, (1 << 24) - 1]) {
            let u = (f64::from(word) + 0.5) / f64::from(1 << 24);
            let noise = TABLES.gumbel(word) as f64 / ONE as f64;
            assert!((noise + (-u.ln()).ln()).abs() < 1e-5, "{word}: {noise}");
        }
    }

    #[test]
    fn the_tables_are_these() {
        // Another implementation's: `python3 deepnode-infer/tests/tables.py`.
        let hash: String = TABLES.hash().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash, "ff3953fe722941458a8bb3cb234dff593f6954d2e0487c32f211a755652e7f3f");
    }
}
