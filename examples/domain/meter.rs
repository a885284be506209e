//! An engine that counts what is done with it.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use deepnode_infer::{Checks, Claim, Engine, Error, Input, Manifest, Model, Output, Reading};

/// Real work done for the play, by all its models.
#[derive(Clone, Debug, Default)]
pub(crate) struct Work {
    /// Tasks that were run.
    pub(crate) runs: u64,
    /// Tokens that came out of them.
    pub(crate) written: u64,
    /// Claims that were read.
    pub(crate) readings: u64,
    /// Tokens in them, without their prompts.
    pub(crate) read: u64,
    pub(crate) time: Duration,
}

/// A sum of work that several engines add to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meter(Arc<Mutex<Work>>);

impl Meter {
    pub(crate) fn work(&self) -> Work {
        self.open().clone()
    }

    /// A model whose work is counted here.
    pub(crate) fn on(&self, model: Model) -> Arc<dyn Engine> {
        Arc::new(Metered { model, meter: self.clone() })
    }

    fn open(&self) -> MutexGuard<'_, Work> {
        // Sums are good whoever panicked elsewhere.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Metered {
    model: Model,
    meter: Meter,
}

impl Engine for Metered {
    fn manifest(&self) -> &Manifest {
        self.model.manifest()
    }

    fn checks(&self) -> Checks {
        self.model.checks()
    }

    fn is_end(&self, token: u32) -> bool {
        self.model.is_end(token)
    }

    fn run(&self, input: &Input, on_token: &mut dyn FnMut(u32) -> ControlFlow<()>) -> Result<Claim, Error> {
        let begun = Instant::now();
        let claim = self.model.run(input, on_token)?;
        let mut work = self.meter.open();
        work.time += begun.elapsed();
        work.runs += 1;
        work.written += length(&claim);
        Ok(claim)
    }

    fn read(&self, input: &Input, claim: &Claim) -> Result<Reading, Error> {
        let begun = Instant::now();
        let reading = self.model.read(input, claim)?;
        let mut work = self.meter.open();
        work.time += begun.elapsed();
        work.readings += 1;
        work.read += length(claim);
        Ok(reading)
    }
}

fn length(claim: &Claim) -> u64 {
    match &claim.output {
        Output::Generation(generation) => generation.tokens.len() as u64,
        Output::Embedding(_) => 0,
    }
}
