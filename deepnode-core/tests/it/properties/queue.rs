//! Slots are served in the order of task and slot, across models.

use deepnode_core::{Event, ModelOffer};
use proptest::prelude::*;

use crate::cast::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Two models, the second of which not everybody runs; tasks of both in any order, and too few miners.
    #[test]
    fn leases_are_given_in_order(of_second in prop::collection::vec(any::<bool>(), 1..12), slots in 1..6u64) {
        let mut cast = Cast::new(small());
        let first = cast.launch(&ModelOffer { replicas: 2, ..offer(1) });
        cast.join_as_miner(MIA, slots);
        cast.join_as_miner(MAX, slots);
        let second = cast.launch(&offer(2));
        cast.join_as_miner(MEI, 2);
        for of_second in &of_second {
            cast.order_of(if *of_second { second } else { first }, 1);
        }
        let leased: Vec<_> = cast
            .advance()
            .into_iter()
            .filter_map(|event| match event {
                Event::Leased { task, slot, .. } => Some((task, slot)),
                _ => None,
            })
            .collect();
        prop_assert!(leased.is_sorted(), "{leased:?}");
        // Of the second model only Mei's slots are left, which the first one may have taken before.
        let free = |who| {
            let row = cast.domain.miner(&who).unwrap();
            row.slots as usize - row.in_flight.len()
        };
        let waiting = of_second.iter().zip(1u64..).filter(|(second, task)| {
            let leased = leased.iter().any(|(id, _)| id.0 == *task);
            **second && !leased
        });
        prop_assert!(waiting.count() == 0 || free(MEI) == 0);
        // A later task of a model is not served while an earlier slot of it waits, but where its miners have tried.
        let count = |of: bool| of_second.iter().filter(|second| **second == of).count();
        prop_assert!(leased.len() <= 2 * count(false) + count(true));
    }
}
