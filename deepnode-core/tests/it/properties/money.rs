//! Amounts, rates and the one way to divide.

use deepnode_core::{Amount, Rate, split};
use proptest::prelude::*;
use ruint::aliases::U256;

/// Amounts of every order of magnitude.
pub(super) fn amounts() -> impl Strategy<Value = Amount> {
    (any::<u128>(), 0..=96u32).prop_map(|(bits, width)| {
        let units = if width == 0 { 0 } else { bits >> (128 - width) };
        Amount::checked_from_units(units).unwrap()
    })
}

/// Weights of every order of magnitude, a third of them zero.
fn weights() -> impl Strategy<Value = Vec<u128>> {
    let weight = (any::<u128>(), 0..192u32);
    let weight = weight.prop_map(|(bits, shift)| bits.checked_shr(shift).unwrap_or(0));
    prop::collection::vec(weight, 1..20)
}

fn rates() -> impl Strategy<Value = Rate> {
    prop_oneof![0..=Rate::ONE.0, Just(0), Just(1), Just(Rate::ONE.0 - 1), Just(Rate::ONE.0)].prop_map(Rate)
}

fn wide(amount: Amount) -> U256 {
    U256::from(amount.units())
}

proptest! {
    #[test]
    fn shares_add_up_and_are_within_a_unit_of_exact(amount in amounts(), weights in weights()) {
        let total = weights.iter().fold(U256::ZERO, |sum, weight| sum + U256::from(*weight));
        let shares = split(amount, &weights);
        prop_assert_eq!(shares.is_none(), total.is_zero());
        let shares = shares.unwrap_or_default();
        if !total.is_zero() {
            prop_assert_eq!(shares.len(), weights.len());
            prop_assert_eq!(shares.iter().map(|share| share.units()).sum::<u128>(), amount.units());
        }
        for (share, weight) in shares.iter().zip(&weights) {
            // |share - amount * weight / total| < 1, in whole numbers: total fits 133 bits, an amount 96.
            let (have, exact) = (wide(*share) * total, wide(amount) * U256::from(*weight));
            prop_assert!(have < exact + total && exact < have + total, "{share:?} for {weight}");
            prop_assert!(*weight > 0 || share.is_zero());
        }
    }

    #[test]
    fn shares_are_those_of_the_running_sums(amount in amounts(), weights in weights()) {
        let total = weights.iter().fold(U256::ZERO, |sum, weight| sum + U256::from(*weight));
        prop_assume!(!total.is_zero());
        let mut running = U256::ZERO;
        let mut before = U256::ZERO;
        for (share, weight) in split(amount, &weights).unwrap().into_iter().zip(weights) {
            running += U256::from(weight);
            let upto = wide(amount) * running / total;
            prop_assert_eq!(wide(share), upto - before);
            before = upto;
        }
    }

    #[test]
    fn rates_round_down_and_up_exactly(amount in amounts(), rate in rates()) {
        let (product, one) = (wide(amount) * U256::from(rate.0), U256::from(Rate::ONE.0));
        prop_assert_eq!(wide(rate.floor(amount)), product / one);
        prop_assert_eq!(wide(rate.ceil(amount)), product.div_ceil(one));
        prop_assert!(rate.ceil(amount) <= amount);
    }

    #[test]
    fn amounts_are_read_as_they_are_written(amount in amounts()) {
        let text = amount.to_string();
        prop_assert_eq!(text.parse::<Amount>(), Ok(amount));
        let json = format!("\"{text}\"");
        prop_assert_eq!(serde_json::to_string(&amount).unwrap(), json.clone());
        prop_assert_eq!(serde_json::from_str::<Amount>(&json).unwrap(), amount);
        let padded = [format!("0{text}"), format!("+{text}"), format!("-{text}"), format!("{text} "), format!("{text}.0")];
        for other in padded {
            prop_assert!(other.parse::<Amount>().is_err(), "{other}");
        }
    }

    #[test]
    fn any_text_is_an_amount_only_as_its_own_decimal_form(text in "[0-9]{0,40}|\\PC*") {
        if let Ok(amount) = text.parse::<Amount>() {
            prop_assert_eq!(amount.to_string(), text);
        }
    }

    #[test]
    fn sums_and_differences_stay_in_range(a in amounts(), b in amounts()) {
        let sum = a.units() + b.units();
        prop_assert_eq!(a.checked_add(b).map(Amount::units), (sum < 1 << 96).then_some(sum));
        prop_assert_eq!(a.checked_sub(b).map(Amount::units), a.units().checked_sub(b.units()));
        prop_assert_eq!(a.saturating_sub(b).units(), a.units().saturating_sub(b.units()));
    }

    /// DN with decimals lose nothing.
    #[test]
    fn people_see_the_exact_amount(amount in amounts()) {
        let shown = amount.in_dn().to_string();
        let number = shown.strip_suffix(" DN").unwrap();
        let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
        prop_assert!(!decimals.ends_with('0') && decimals.len() <= 18);
        let units: u128 = format!("{whole}{decimals:0<18}").parse().unwrap();
        prop_assert_eq!(units, amount.units());
    }
}

#[test]
fn the_largest_numbers_divide_exactly() {
    let shares = split(Amount::MAX, &[u128::MAX, u128::MAX, u128::MAX, 0]).unwrap();
    // (2^96-1)/3 is whole.
    let third = Amount::checked_from_units(Amount::MAX.units() / 3).unwrap();
    assert_eq!(shares, [third, third, third, Amount::ZERO]);
    assert_eq!(split(Amount::MAX, &[1, u128::MAX]).unwrap(), [Amount::ZERO, Amount::MAX]);
    assert_eq!(
        split(Amount::MAX, &[u128::MAX, 1]).unwrap(),
        [Amount::MAX.checked_sub(Amount::from_units(1)).unwrap(), Amount::from_units(1)]
    );
    assert_eq!(split(Amount::ZERO, &[1, 2]).unwrap(), [Amount::ZERO; 2]);
    assert_eq!(split(Amount::MAX, &[]), None);
    assert_eq!(split(Amount::MAX, &[0, 0]), None);
}
