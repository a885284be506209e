//! From a long failure to a short one.

use alloc::vec::Vec;

use super::retell::Story;
use crate::scenario::Scenario;

/// Leaves out as many steps of a scenario as it can while `fails` holds, and announces what happens to the rest.
///
/// Delta debugging: large pieces first, then smaller ones, at last single steps, until none can be spared. The steps
/// that are kept are retold, so that they still mean the same tasks, seats and cases. Whether a story fails is asked
/// of each candidate anew; the failure found need not be the same one. A scenario that does not fail stays as it is.
///
/// A failure should be that of the last step: what comes behind it is left out first.
pub fn shrink(scenario: &Scenario, mut fails: impl FnMut(&Scenario) -> bool) -> Scenario {
    let mut best = scenario.clone();
    // Retelling alone, with new draws, must not lose the failure; without refused steps there is less to retell.
    let applied: Vec<usize> = (0..best.steps.len()).filter(|at| best.steps[*at].error.is_none()).collect();
    for kept in [applied, (0..best.steps.len()).collect()] {
        if let Some(retold) = Story::read(&best).and_then(|story| story.retold(&kept))
            && fails(&retold)
        {
            best = retold;
            break;
        }
    }
    let mut size = best.steps.len() / 2;
    while size > 0 {
        let before = best.steps.len();
        best = without_pieces(best, size, &mut fails);
        // Single steps again and again, as each that goes may set another one free.
        if size > 1 || best.steps.len() == before {
            size /= 2;
        }
    }
    best
}

/// Tries to do without each piece of so many steps, from the end, where most of it is noise.
fn without_pieces(mut best: Scenario, size: usize, fails: &mut impl FnMut(&Scenario) -> bool) -> Scenario {
    let mut end = best.steps.len();
    while end > 0 {
        let start = end.saturating_sub(size);
        let kept: Vec<usize> = (0..start).chain(end..best.steps.len()).collect();
        let shorter = Story::read(&best).and_then(|story| story.retold(&kept));
        if let Some(shorter) = shorter.filter(|shorter| fails(shorter)) {
            best = shorter;
        }
        end = start;
    }
    best
}
