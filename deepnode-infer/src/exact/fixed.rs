//! Numbers without floats: fixed-point values, and the functions that tables are made with.
//!
//! Every operation here is one of integers, so it gives the same bits on every machine. The transcendental functions
//! are only used to fill tables; what runs for every token reads those.

/// A real number in steps of 2^-20.
pub(super) type Fixed = i64;

/// Fraction bits of [`Fixed`].
pub(super) const FRACTION: u32 = 20;

/// 1.
pub(super) const ONE: Fixed = 1 << FRACTION;

/// The nearest step, halves to even. Exact for every finite f32, whose product with a power of two is exact.
pub(super) fn fixed(number: f64) -> Fixed {
    (number * ONE as f64).round_ties_even() as i64
}

/// `n / 2^shift`, to the nearest, halves upwards; 0 where the shift is wider than the number.
#[inline(always)]
pub(super) fn shift(n: i64, shift: u32) -> i64 {
    match shift {
        0 => n,
        // Halving first leaves room for the half that is added.
        1..=63 => ((n >> (shift - 1)) + 1) >> 1,
        _ => 0,
    }
}

/// The same for a shift of either sign; a negative one multiplies.
#[inline(always)]
pub(super) fn scale(n: i64, right: i32) -> i64 {
    match right {
        0.. => shift(n, right as u32),
        // The bounds of a model leave room for every number but 0, whose scale may be anything.
        _ if n == 0 => 0,
        _ => n << -right,
    }
}

/// The product of two fixed-point numbers.
#[inline(always)]
pub(super) fn product(a: Fixed, b: Fixed) -> Fixed {
    ((i128::from(a) * i128::from(b)) >> FRACTION) as i64
}

/// How many bits a magnitude has.
#[inline(always)]
pub(super) fn bits(magnitude: u64) -> i32 {
    64 - magnitude.leading_zeros() as i32
}

/// A magnitude in at most `width` bits, and the shift that restores it.
#[inline(always)]
pub(super) fn mantissa(magnitude: u64, width: i32) -> (i64, i32) {
    let by = bits(magnitude) - width;
    if magnitude == 0 {
        (0, 0)
    } else if by > 0 {
        ((magnitude >> by) as i64, by)
    } else {
        ((magnitude << -by) as i64, by)
    }
}

/// 1 in the numbers that tables are made with, Q60.
pub(super) const UNIT: i128 = 1 << 60;
const LN_2: i128 = 799_144_290_325_165_979;
const TWO_PI: i128 = 7_244_019_458_077_122_842;

fn multiply(a: i128, b: i128) -> i128 {
    (a * b) >> 60
}

/// `e^x` in Q60, for `x` up to 40 (and `e^40` beyond).
pub(super) fn exp(x: i128) -> i128 {
    let x = x.min(40 * UNIT);
    let halvings = (-x).div_euclid(LN_2);
    if halvings > 60 {
        return 0;
    }
    // What is left is in -ln 2..=0.
    let rest = x + halvings * LN_2;
    let (mut sum, mut term) = (UNIT, UNIT);
    for n in 1..24 {
        term = multiply(term, rest) / n;
        sum += term;
    }
    if halvings >= 0 { sum >> halvings } else { sum << -halvings }
}

/// `ln x` for `x > 0`, in Q60, by `2 artanh((m - 1) / (m + 1))` of the mantissa `1 <= m < 2`.
pub(super) fn ln(x: i128) -> i128 {
    let doublings = 127 - x.leading_zeros() as i32 - 60;
    let m = if doublings >= 0 { x >> doublings } else { x << -doublings };
    let z = ((m - UNIT) << 60) / (m + UNIT);
    let square = multiply(z, z);
    let (mut sum, mut power) = (0, z);
    for n in (1..40).step_by(2) {
        sum += power / n;
        power = multiply(power, square);
    }
    2 * sum + i128::from(doublings) * LN_2
}

/// Cosine and sine of an angle in turns, of which `turns` is the fraction in steps of 2^-64; in Q60.
pub(super) fn turn(turns: u64) -> [i128; 2] {
    // Turned by an eighth, so that the rest of a quarter lies around zero.
    let turned = turns.wrapping_add(1 << 61);
    let rest = i128::from(turned & ((1 << 62) - 1)) - (1 << 61);
    let angle = (rest * TWO_PI) >> 64;
    let square = multiply(angle, angle);
    let (mut cos, mut sin) = (UNIT, angle);
    let (mut even, mut odd) = (UNIT, angle);
    for n in (1..20).step_by(2) {
        even = -multiply(even, square) / (n * (n + 1));
        odd = -multiply(odd, square) / ((n + 1) * (n + 2));
        cos += even;
        sin += odd;
    }
    match turned >> 62 {
        0 => [cos, sin],
        1 => [-sin, cos],
        2 => [-cos, -sin],
        _ => [sin, -cos],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn float(x: i128) -> f64 {
        x as f64 / UNIT as f64
    }

    #[test]
    fn functions_are_those_of_analysis() {
        for i in 0..2000 {
            let x = f64::from(i) / 50.0;
            assert!((float(exp(-((x * UNIT as f64) as i128))) - (-x).exp()).abs() < 1e-15, "exp -{x}");
            let x = (f64::from(i) + 1.0) / 7.0;
            assert!((float(ln((x * UNIT as f64) as i128)) - x.ln()).abs() < 1e-14, "ln {x}");
            let turns = (i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let angle = turns as f64 / 2f64.powi(64) * std::f64::consts::TAU;
            let [cos, sin] = turn(turns);
            assert!((float(cos) - angle.cos()).abs() < 1e-14 && (float(sin) - angle.sin()).abs() < 1e-14);
        }
        assert_eq!(exp(0), UNIT);
        assert_eq!(exp(-100 * UNIT), 0);
        assert_eq!(ln(UNIT), 0);
    }

    #[test]
    fn shifts_round_to_the_nearest() {
        assert_eq!([5, 6, 7, -5, -6, -7].map(|n| shift(n, 2)), [1, 2, 2, -1, -1, -2]);
        assert_eq!(shift(i64::MAX, 63), 1);
        assert_eq!(shift(i64::MIN, 64), 0);
        assert_eq!((scale(3, -2), scale(12, 2)), (12, 3));
        assert_eq!(mantissa(0b1011, 3), (0b101, 1));
        assert_eq!(mantissa(0b1011, 6), (0b101100, -2));
    }

    #[test]
    fn steps_are_the_nearest() {
        assert_eq!(fixed(1.0), ONE);
        assert_eq!(fixed(-0.5 / ONE as f64), 0);
        assert_eq!(fixed(1.5 / ONE as f64), 2);
    }
}
