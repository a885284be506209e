//! Evidence and its score.

use deepnode_core::{Evidence, Rate};
use proptest::prelude::*;

fn sides() -> impl Strategy<Value = u128> {
    // Far more than 2^32 events of the greatest weight leave.
    (any::<u64>(), 0..64u32).prop_map(|(bits, shift)| u128::from(bits >> shift))
}

proptest! {
    #[test]
    fn a_score_is_a_share(good in sides(), bad in sides()) {
        let score = Evidence { good, bad }.score();
        prop_assert!(score <= Rate::ONE.0);
        prop_assert_eq!(score > 500_000_000, good > bad && score != 500_000_000);
    }

    #[test]
    fn good_raises_and_bad_lowers_it(good in sides(), bad in sides(), more in sides()) {
        let score = |good, bad| Evidence { good, bad }.score();
        prop_assert!(score(good + more, bad) >= score(good, bad));
        prop_assert!(score(good, bad + more) <= score(good, bad));
    }

    /// Whatever is forgotten on both sides leads towards one half.
    #[test]
    fn halving_both_sides_moves_towards_a_half(good in sides(), bad in sides()) {
        let (now, later) = (Evidence { good, bad }.score(), Evidence { good: good / 2, bad: bad / 2 }.score());
        let distance = |score: u64| score.abs_diff(500_000_000);
        // Half a micro-unit lost on a side moves a score by less than this.
        prop_assert!(distance(later) <= distance(now) + 1_000);
    }
}
