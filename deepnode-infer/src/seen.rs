//! What a validator remembers of earlier answers, so that it can name a copy.

use std::collections::{HashMap, VecDeque};

use crate::claim::{Claim, Input, Output};
use crate::commitment::{Hash, NO_ROOT, input_hash, output_hash};

/// Shorter outputs are equal by chance, too.
const LEAST: usize = 8;

/// A bounded memory of answers: what was said to which input. When it is full, the oldest are forgotten.
///
/// Each answer takes two entries of about 150 bytes at most. It lives in memory only: after a restart, copies of what
/// came before are called by what is wrong with them instead.
///
/// ```
/// use deepnode_infer::{Claim, Finish, Generation, Input, Job, Seen};
///
/// let ask = |first| Input::from(Job::greedy(vec![first, 2, 3], 8));
/// let answer = Claim::from(Generation { tokens: (0..8).collect(), finish: Finish::Limit });
/// let mut seen = Seen::new(1000);
/// seen.note(&ask(1), &answer);
/// assert!(!seen.elsewhere(&ask(1), &answer)); // honest miners of one task say the same
/// assert!(seen.elsewhere(&ask(9), &answer));
/// ```
#[derive(Clone, Debug)]
pub struct Seen {
    capacity: usize,
    /// The input that each root or output was given to first.
    inputs: HashMap<Hash, Hash>,
    order: VecDeque<Hash>,
}

impl Seen {
    /// A memory of this many roots and outputs.
    pub fn new(capacity: usize) -> Seen {
        Seen { capacity, inputs: HashMap::new(), order: VecDeque::new() }
    }

    /// Remembers an answer.
    pub fn note(&mut self, input: &Input, claim: &Claim) {
        let asked = input_hash(input);
        for key in keys(claim) {
            if self.inputs.contains_key(&key) || self.capacity == 0 {
                continue;
            }
            if self.order.len() == self.capacity
                && let Some(oldest) = self.order.pop_front()
            {
                self.inputs.remove(&oldest);
            }
            self.order.push_back(key);
            self.inputs.insert(key, asked);
        }
    }

    /// Whether the same states, or the same output of at least 8 tokens or numbers, were given to another input. It means
    /// a copy only where the answer is wrong.
    pub fn elsewhere(&self, input: &Input, claim: &Claim) -> bool {
        let asked = input_hash(input);
        keys(claim).any(|key| self.inputs.get(&key).is_some_and(|first| *first != asked))
    }
}

/// What an answer is known by.
fn keys(claim: &Claim) -> impl Iterator<Item = Hash> {
    let root = Some(claim.cell_root).filter(|root| *root != NO_ROOT);
    let length = match &claim.output {
        Output::Generation(generation) => generation.tokens.len(),
        Output::Embedding(numbers) => numbers.len(),
    };
    let output = (length >= LEAST).then(|| output_hash(&claim.output));
    root.into_iter().chain(output)
}
