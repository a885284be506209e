//! An engine in simulated time.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use deepnode_core::Time;
use deepnode_infer::{Checks, Claim, Engine, Error, Input, Manifest, Reading};

/// A clock that stands still until somebody works.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clock(Arc<AtomicU64>);

impl Clock {
    pub(crate) fn set(&self, now: Time) {
        self.0.store(now, Ordering::Relaxed);
    }

    pub(crate) fn now(&self) -> Time {
        self.0.load(Ordering::Relaxed)
    }
}

/// An engine that takes its time for each token, however fast the machine is.
pub(crate) struct Paced {
    pub(crate) engine: Arc<dyn Engine>,
    pub(crate) clock: Clock,
    pub(crate) ms_per_token: Time,
}

impl Engine for Paced {
    fn manifest(&self) -> &Manifest {
        self.engine.manifest()
    }

    fn checks(&self) -> Checks {
        self.engine.checks()
    }

    fn is_end(&self, token: u32) -> bool {
        self.engine.is_end(token)
    }

    fn run(&self, input: &Input, on_token: &mut dyn FnMut(u32) -> ControlFlow<()>) -> Result<Claim, Error> {
        self.engine.run(input, &mut |token| {
            self.clock.set(self.clock.now() + self.ms_per_token);
            on_token(token)
        })
    }

    fn read(&self, input: &Input, claim: &Claim) -> Result<Reading, Error> {
        self.engine.read(input, claim)
    }
}
