//! Miners: from a lease to a seal, and to the parcel that opens it.

use anyhow::{Context, Result};
use deepnode_core::{Address, AssignmentId};
use deepnode_infer::Delivery;
use deepnode_infer::sdk::{Cancel, Decline, Lease, Work};

use super::{Act, Play};
use crate::cast::{self, name_of};

/// Simulated time on the way to a miner and back.
const WAY_MS: u64 = 300;

impl Play {
    /// A miner has a lease: it works now, and tells the ledger when so much simulated time has gone by.
    pub(super) fn work(&mut self, assignment: AssignmentId, miner: Address) -> Result<()> {
        let input = self.job_at(assignment)?.clone().into();
        let lease = Lease::of(&self.domain, assignment, input).context("a lease that is none")?;
        self.progress.say(self.now, &format!("{} works on task {}", name_of(&miner), lease.task));
        self.clock.set(self.now + WAY_MS);
        let work = self.worker(miner)?.work(&lease, &|| self.clock.now(), &Cancel::default())?;
        let command = match work {
            Work::Sealed { command } => command,
            // An honest miner's failure is this machine's.
            Work::Declined { why: Decline::Failed(why), .. } if !cast::cheats(&miner) => {
                return Err(why.into());
            }
            Work::Declined { command, why } => {
                let line = format!("{} gives task {} back: {why}", name_of(&miner), lease.task);
                self.progress.note(self.clock.now(), &line);
                command
            }
            Work::Late => return Ok(()),
        };
        self.answers.insert(assignment, command);
        self.plan(self.clock.now() - self.now, Act::Answer(assignment));
        Ok(())
    }

    /// The seal goes to the ledger, or the lease goes back.
    pub(super) fn answer(&mut self, assignment: AssignmentId) -> Result<()> {
        let Some(command) = self.answers.remove(&assignment) else { return Ok(()) };
        let worker = self.worker(self.miner_of(assignment)?)?.clone();
        self.tell_signed(worker.address(), |nonce, until| worker.sign(command, nonce, until)).map(drop)
    }

    /// A committee is seated, and gets the signed parcel that opens the seal.
    pub(super) fn hand_over(&mut self, assignment: AssignmentId) -> Result<()> {
        let parcel = self.worker(self.miner_of(assignment)?)?.parcel(assignment)?;
        self.parcels.extend(parcel.map(|parcel| (assignment, parcel)));
        Ok(())
    }

    /// What a committee was handed, as far as it was a delivery.
    pub(crate) fn delivery(&self, assignment: AssignmentId) -> Result<Delivery> {
        let parcel = self.parcels.get(&assignment).context("nothing was delivered")?;
        let input = self.job_at(assignment)?.clone().into();
        Ok(Delivery::open(parcel, &input, self.domain.id(), assignment, self.miner_of(assignment)?)?)
    }
}
