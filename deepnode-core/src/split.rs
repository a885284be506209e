//! The one way an amount is divided pro rata.

use alloc::vec::Vec;

use ruint::aliases::U256;

use crate::amount::Amount;

/// Divides `amount` over `weights`: with `Wk = w1 + .. + wk` and `W = Wn`,
/// `share_k = amount*Wk/W - amount*W(k-1)/W`, both rounded down.
///
/// The shares add up to `amount` by construction, need no sorting, and each is within one unit of the exact
/// quotient. `None` if the weights add up to zero: what that means is said where it is used.
///
/// ```
/// use deepnode_core::{Amount, split};
///
/// let shares = split(Amount::from_units(100), &[1, 1, 1]).unwrap();
/// assert_eq!(shares, [33, 33, 34].map(Amount::from_units));
/// assert_eq!(split(Amount::from_units(100), &[0, 0]), None);
/// ```
pub fn split(amount: Amount, weights: &[u128]) -> Option<Vec<Amount>> {
    // 2^32 weights of 128 bits, times 96 bits of amount, fit into 256.
    let total = weights.iter().fold(U256::ZERO, |sum, w| sum + U256::from(*w));
    if total.is_zero() {
        return None;
    }
    let small = u128::try_from(total).ok().filter(|t| amount.units().checked_mul(*t).is_some());
    let mut shares = Vec::with_capacity(weights.len());
    let mut before = 0;
    match small {
        Some(total) => {
            let mut running = 0;
            for weight in weights {
                running += weight;
                let upto = amount.units() * running / total;
                shares.push(share(upto, before));
                before = upto;
            }
        }
        None => {
            let mut running = U256::ZERO;
            for weight in weights {
                running += U256::from(*weight);
                let upto: u128 = (U256::from(amount.units()) * running / total).saturating_to();
                shares.push(share(upto, before));
                before = upto;
            }
        }
    }
    Some(shares)
}

fn share(upto: u128, before: u128) -> Amount {
    Amount::checked_from_units(upto - before).unwrap_or(Amount::MAX)
}

/// `a * b / c` rounded down, with an exact product; saturates where the quotient does not fit. `c` is not zero.
pub(crate) fn mul_div(a: u128, b: u128, c: u128) -> u128 {
    match a.checked_mul(b) {
        Some(product) => product / c,
        None => (U256::from(a) * U256::from(b) / U256::from(c)).saturating_to(),
    }
}
