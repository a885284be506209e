//! From a long failure to a short one.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::retell::Story;
use crate::scenario::Scenario;

/// Leaves out as many steps of a scenario as it can while `fails` holds, and announces what happens to the rest.
///
/// Delta debugging: first what goes together (a task, a model, a person, everything refused), then pieces of half the
/// length, of a quarter, down to single steps, until none can be spared. Steps that are kept are retold, so that they
/// still mean the same tasks, seats and cases. Each candidate is asked anew whether it fails; it need not fail for the
/// same reason. A scenario that does not fail comes back as it is.
///
/// The failure should be that of the last step: what comes behind it would be left out first.
pub fn shrink(scenario: &Scenario, fails: impl FnMut(&Scenario) -> bool) -> Scenario {
    let Some(story) = Story::read(scenario.clone()) else { return scenario.clone() };
    let mut shrinker = Shrinker { story, fails };
    // Other draws may lose the failure; then there is nothing to be done.
    if !shrinker.without(&BTreeSet::new()) {
        return scenario.clone();
    }
    shrinker.without_groups();
    let mut size = shrinker.len() / 2;
    while size > 0 {
        let before = shrinker.len();
        shrinker.without_pieces(size);
        if size == 1 {
            // Each step that goes may set another one free.
            shrinker.without_groups();
        }
        if size > 1 || shrinker.len() == before {
            size /= 2;
        }
    }
    shrinker.story.scenario
}

struct Shrinker<F> {
    story: Story,
    fails: F,
}

impl<F: FnMut(&Scenario) -> bool> Shrinker<F> {
    fn len(&self) -> usize {
        self.story.scenario.steps.len()
    }

    /// Whether it still fails without these steps; if so, they are gone.
    fn without(&mut self, steps: &BTreeSet<usize>) -> bool {
        let kept: Vec<usize> = (0..self.len()).filter(|index| !steps.contains(index)).collect();
        let shorter = self.story.retold(&kept).filter(|shorter| (self.fails)(shorter));
        match shorter.and_then(Story::read) {
            Some(story) => {
                self.story = story;
                true
            }
            None => false,
        }
    }

    /// Tries to do without each group. Numbers of steps change with each that goes, so the groups are asked for anew.
    fn without_groups(&mut self) {
        let mut tried = 0;
        while let Some(group) = self.story.groups().into_iter().nth(tried) {
            if group.len() == self.len() || !self.without(&group) {
                tried += 1;
            }
        }
    }

    /// Tries to do without each piece of so many steps, from the end to the beginning.
    fn without_pieces(&mut self, size: usize) {
        let mut end = self.len();
        while end > 0 {
            let start = end.saturating_sub(size);
            self.without(&(start..end).collect());
            end = start;
        }
    }
}
