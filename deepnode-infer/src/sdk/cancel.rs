//! Asking work to stop, from another thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A switch that is off until somebody turns it on, for good. Clones are the same switch.
///
/// ```
/// use deepnode_infer::sdk::Cancel;
///
/// let (cancel, other) = (Cancel::default(), Cancel::default());
/// cancel.clone().cancel();
/// assert!(cancel.is_cancelled() && !other.is_cancelled());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Asks whoever looks at it to stop.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody has asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
