//! What is to be done now: leases to deliver, verdicts to commit and to reveal.

use alloc::vec::Vec;

use super::{Wish, Workload};
use crate::address::Address;
use crate::assignment::{Assignment, AssignmentStatus};
use crate::command::Command;
use crate::commitment;
use crate::domain::Domain;
use crate::hash::Hash;
use crate::id::AssignmentId;
use crate::word::Verdict;

/// Something that somebody is expected to do in time, and means to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Duty {
    assignment: AssignmentId,
    who: Address,
    deed: Deed,
    /// It will be refused however often it is tried, so that nobody should wait for it.
    pub(super) hopeless: bool,
}

#[derive(Clone, Copy, Debug)]
enum Deed {
    Deliver,
    Decline,
    Commit,
    Reveal,
}

/// What a seat found, and what it shows of it.
struct Finding {
    verdict: Verdict,
    output_root: Hash,
    salt: Hash,
}

impl Workload {
    /// Every duty that can still be done in time.
    pub(super) fn duties(&self, domain: &Domain) -> Vec<Duty> {
        let mut duties = Vec::new();
        let now = domain.time();
        let in_flight =
            domain.miners().flat_map(|miner| miner.in_flight.iter().map(|id| (*id, miner.address)));
        for (assignment, miner) in in_flight {
            let Some(row) = domain.assignment(assignment) else { continue };
            match row.status {
                AssignmentStatus::Leased { until } if now < until => {
                    let silent = !self.omen_hits(self.mood.diligent, "deliver", assignment.0, miner);
                    let declines = self.omen_hits(40, "decline", assignment.0, miner);
                    let deed = if declines { Deed::Decline } else { Deed::Deliver };
                    if !silent || declines {
                        duties.push(Duty { assignment, who: miner, deed, hopeless: false });
                    }
                }
                AssignmentStatus::Committing { until, .. } if now < until => {
                    self.seats(domain, assignment, row, Deed::Commit, &mut duties);
                }
                AssignmentStatus::Revealing { until, .. } if now < until => {
                    self.seats(domain, assignment, row, Deed::Reveal, &mut duties);
                }
                _ => {}
            }
        }
        duties
    }

    fn seats(
        &self,
        domain: &Domain,
        assignment: AssignmentId,
        row: &Assignment,
        deed: Deed,
        duties: &mut Vec<Duty>,
    ) {
        let Some(round) = row.rounds.last() else { return };
        for (seat, validator) in round.seats.iter().zip(domain.committee(row)) {
            let who = validator.address;
            let (open, purpose) = match deed {
                Deed::Commit => (seat.commitment.is_none(), "commit"),
                _ => (seat.commitment.is_some() && seat.verdict.is_none(), "reveal"),
            };
            if open && self.omen_hits(self.mood.diligent, purpose, assignment.0, who) {
                let hopeless = matches!(deed, Deed::Reveal) && self.cannot_open(assignment, who);
                duties.push(Duty { assignment, who, deed, hopeless });
            }
        }
    }

    /// Does one of the duties.
    pub(super) fn do_duty(&mut self, domain: &Domain, duties: &[Duty]) -> Option<Wish> {
        let duty = self.chance.pick(duties)?;
        let row = domain.assignment(duty.assignment)?;
        let Duty { assignment, who, .. } = duty;
        let command = match duty.deed {
            Deed::Decline => Command::Decline { assignment },
            Deed::Deliver => self.delivery(domain, assignment, row, who),
            Deed::Commit => self.commitment(domain, assignment, row, who),
            Deed::Reveal => self.reveal(assignment, who),
        };
        Some((who, command))
    }

    /// Any seat of any assignment does one thing or the other, whether or not it is time for it.
    pub(super) fn judge_at_random(&mut self, domain: &Domain) -> Option<Wish> {
        let last = domain.assignments().count() as u64;
        // Mostly one of the latest, since the others are over.
        let first = if self.chance.hits(700) { last.saturating_sub(8) } else { 0 };
        let assignment = AssignmentId(self.chance.within(first, last) + u64::from(self.chance.hits(10)));
        let row = domain.assignment(assignment)?;
        let seats: Vec<Address> = row
            .rounds
            .iter()
            .flat_map(|round| &round.seats)
            .filter_map(|seat| Some(domain.validators.at(seat.validator)?.address))
            .collect();
        let who = self.chance.pick(&seats)?;
        let command = if self.chance.hits(400) {
            self.commitment(domain, assignment, row, who)
        } else {
            self.reveal(assignment, who)
        };
        Some((who, command))
    }

    /// A seat goes on in time with work that was called off, because its miner had to go.
    pub(super) fn judge_in_vain(&mut self, domain: &Domain) -> Option<Wish> {
        let now = domain.time();
        let open: Vec<(AssignmentId, &Assignment)> = domain
            .assignments()
            .filter(|(_, row)| matches!(row.status, AssignmentStatus::Ended(_)))
            .filter(|(_, row)| row.rounds.last().is_some_and(|round| now < round.commit_until))
            .collect();
        let (assignment, row) = self.chance.pick(&open)?;
        let seats: Vec<Address> = domain.committee(row).map(|validator| validator.address).collect();
        let who = self.chance.pick(&seats)?;
        Some((who, self.commitment(domain, assignment, row, who)))
    }

    fn output_root(&self, assignment: AssignmentId) -> Hash {
        self.omen("output", assignment.0, Address::ZERO)
    }

    fn seal_salt(&self, assignment: AssignmentId) -> Hash {
        self.omen("seal salt", assignment.0, Address::ZERO)
    }

    pub(super) fn delivery(
        &mut self,
        domain: &Domain,
        assignment: AssignmentId,
        row: &Assignment,
        miner: Address,
    ) -> Command {
        let units = domain.task(row.task).map_or(1, |task| u64::from(task.units));
        let units_done = if self.chance.hits(700) { units } else { self.chance.within(1, units.max(1)) };
        // Some seal what nobody will ever be able to open.
        let bogus = self.omen_hits(20, "bogus seal", assignment.0, miner);
        let salt = if bogus { Hash::ZERO } else { self.seal_salt(assignment) };
        let seal = commitment::seal(domain.id(), assignment, miner, self.output_root(assignment), salt);
        Command::SubmitResult { assignment, units_done, seal }
    }

    fn commitment(
        &self,
        domain: &Domain,
        assignment: AssignmentId,
        row: &Assignment,
        who: Address,
    ) -> Command {
        let Finding { verdict, output_root, salt } = self.finding(assignment, who);
        let round = row.rounds.len() as u8;
        let hidden = commitment::verdict(domain.id(), assignment, round, who, verdict, output_root, salt);
        Command::CommitVerdict { assignment, commitment: hidden }
    }

    fn reveal(&mut self, assignment: AssignmentId, who: Address) -> Command {
        let Finding { verdict, output_root, salt } = self.finding(assignment, who);
        let correct = verdict == Verdict::Correct;
        let seal_salt = if correct { self.seal_salt(assignment) } else { Hash::ZERO };
        let odd = self.chance.hash();
        match self.chance.weighted([940, 20, 20, 20]) {
            0 => Command::RevealVerdict { assignment, verdict, output_root, seal_salt, salt },
            1 => Command::RevealVerdict { assignment, verdict, output_root, seal_salt, salt: odd },
            2 => Command::RevealVerdict { assignment, verdict, output_root, seal_salt: odd, salt },
            _ => Command::RevealVerdict { assignment, verdict, output_root: odd, seal_salt, salt },
        }
    }

    /// Whether a seat has committed what it cannot show: a correct verdict without the output, or a root beside
    /// another verdict.
    fn cannot_open(&self, assignment: AssignmentId, who: Address) -> bool {
        self.omen_hits(20, "without the output", assignment.0, who)
    }

    fn finding(&self, assignment: AssignmentId, who: Address) -> Finding {
        let verdict = self.verdict(assignment, who);
        let cheats = self.cannot_open(assignment, who);
        let output_root = match (verdict, cheats) {
            (Verdict::Correct, false) => self.output_root(assignment),
            (Verdict::Correct, true) | (_, true) => self.omen("made up", assignment.0, who),
            (_, false) => Hash::ZERO,
        };
        Finding { verdict, output_root, salt: self.omen("salt", assignment.0, who) }
    }

    /// What a seat finds: mostly what the work is like, and sometimes anything.
    fn verdict(&self, assignment: AssignmentId, who: Address) -> Verdict {
        let any = |salt| Verdict::ALL[self.omen_below(5, salt, assignment.0, who) as usize];
        if self.omen_hits(self.mood.honest, "honest", assignment.0, Address::ZERO) {
            return if self.omen_hits(60, "errs", assignment.0, who) {
                any("error")
            } else {
                Verdict::Correct
            };
        }
        let bad = [
            Some(Verdict::Minor),
            Some(Verdict::Minor),
            Some(Verdict::Major),
            Some(Verdict::Critical),
            Some(Verdict::Unverifiable),
            // Nobody agrees with anybody.
            None,
        ];
        let like = bad[self.omen_below(6, "like", assignment.0, Address::ZERO) as usize];
        match like {
            Some(verdict) if !self.omen_hits(150, "differs", assignment.0, who) => verdict,
            _ => any("differing"),
        }
    }
}
