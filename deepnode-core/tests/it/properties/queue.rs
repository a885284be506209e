//! Slots are served in the order of task and slot, across models.

use deepnode_core::{Event, ModelOffer, TaskId};
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
        let leases: Vec<_> = cast
            .advance()
            .into_iter()
            .filter_map(|event| match event {
                Event::Leased { task, slot, miner, .. } => Some(((task, slot), miner)),
                _ => None,
            })
            .collect();
        let leased: Vec<_> = leases.iter().map(|(key, _)| *key).collect();
        prop_assert!(leased.is_sorted(), "{leased:?}");

        let has_free_slot = |who| {
            let row = cast.domain.miner(&who).unwrap();
            (row.slots as usize) > row.in_flight.len()
        };
        let is_second = |task: TaskId| of_second[task.0 as usize - 1];
        for (second, number) in of_second.iter().zip(1..) {
            let task = TaskId(number);
            let tried: Vec<_> = leases.iter().filter(|((id, _), _)| *id == task).map(|(_, who)| *who).collect();
            for slot in 0..if *second { 1 } else { 2 } {
                if leased.contains(&(task, slot)) {
                    continue;
                }
                // Whoever runs the model and has not tried the task has its hands full.
                let who_runs_it = if *second { &[MEI][..] } else { &[MIA, MAX, MEI] };
                let idle = who_runs_it.iter().find(|who| !tried.contains(who) && has_free_slot(**who));
                prop_assert!(idle.is_none(), "slot {slot} of task {task} waits for {idle:?}");
                // No later slot of the model was served before it, but by somebody who may not take it.
                for ((later, _), who) in leases.iter().filter(|(key, _)| *key > (task, slot)) {
                    let same_model = is_second(*later) == *second;
                    prop_assert!(!same_model || tried.contains(who), "{later} came before {task}");
                }
            }
        }
    }
}
