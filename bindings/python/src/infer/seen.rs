//! What a validator remembers of earlier answers.

use std::sync::{Mutex, MutexGuard, PoisonError};

use deepnode_infer::{Claim, Input, Seen};
use pyo3::prelude::*;

use crate::value::In;

/// A bounded memory of answers: what was said to which input. When it is full, the oldest are forgotten.
///
/// `capacity` is the number of roots and outputs that are remembered.
///
/// >>> from deepnode.infer import Claim, Generation, Job, Seen
/// >>> answer, seen = Claim(Generation(range(8), "limit")), Seen(1000)
/// >>> seen.note(Job([1, 2, 3], 8), answer)
/// >>> seen.elsewhere(Job([1, 2, 3], 8), answer), seen.elsewhere(Job([9], 8), answer)
/// (False, True)
#[pyclass(frozen, module = "deepnode.infer", name = "Seen")]
pub(crate) struct PySeen(Mutex<Seen>);

impl PySeen {
    pub(crate) fn memory(&self) -> MutexGuard<'_, Seen> {
        // A panic leaves a memory that is still good.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl PySeen {
    #[new]
    fn new(capacity: In<usize>) -> Self {
        Self(Mutex::new(Seen::new(capacity.0)))
    }

    /// Remembers an answer.
    fn note(&self, input: In<Input>, claim: In<Claim>) {
        self.memory().note(&input.0, &claim.0);
    }

    /// Whether the same states, or the same output of at least 8 tokens or numbers, were given to another input. It means a
    /// copy only where the answer is wrong.
    fn elsewhere(&self, input: In<Input>, claim: In<Claim>) -> bool {
        self.memory().elsewhere(&input.0, &claim.0)
    }
}
