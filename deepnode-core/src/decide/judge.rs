//! Validators commit and reveal their verdicts.

use alloc::vec::Vec;

use super::Call;
use crate::assignment::{Assignment, AssignmentStatus, Round, Seat};
use crate::commitment;
use crate::error::Error;
use crate::event::Event;
use crate::hash::Hash;
use crate::id::AssignmentId;
use crate::word::Verdict;

type Events = Result<Vec<Event>, Error>;

/// What a seat shows of its verdict.
pub(super) struct Shown {
    pub(super) verdict: Verdict,
    pub(super) output_root: Hash,
    pub(super) seal_salt: Hash,
    pub(super) salt: Hash,
}

impl Call<'_> {
    pub(super) fn commit_verdict(&self, assignment: AssignmentId, commitment: Hash) -> Events {
        let (row, round, seat) = self.seat_at(assignment)?;
        self.in_time(round.commit_until)?;
        if seat.commitment.is_some() {
            return Err(Error::AlreadyCommitted { assignment });
        }
        let in_session = match row.status {
            AssignmentStatus::Committing { until, .. } => until == round.commit_until,
            _ => false,
        };
        if !in_session {
            return Err(Error::WrongStatus { expected: "committing", found: row.status.word() });
        }
        Ok(alloc::vec![Event::VerdictCommitted { assignment, validator: self.signer, commitment }])
    }

    pub(super) fn reveal_verdict(&self, assignment: AssignmentId, shown: &Shown) -> Events {
        let (row, round, seat) = self.seat_at(assignment)?;
        let wrong_status = Error::WrongStatus { expected: "revealing", found: row.status.word() };
        let Some(until) = round.reveal_until else { return Err(wrong_status) };
        self.in_time(until)?;
        let Some(committed) = seat.commitment else { return Err(Error::NotCommitted { assignment }) };
        if seat.verdict.is_some() {
            return Err(Error::AlreadyRevealed { assignment });
        }
        let AssignmentStatus::Revealing { round: number, until: session } = row.status else {
            return Err(wrong_status);
        };
        if session != until {
            return Err(wrong_status);
        }
        self.opens_commitment(assignment, number, committed, shown)?;
        if shown.verdict == Verdict::Correct {
            self.opens_seal(assignment, row, shown)?;
        }
        Ok(alloc::vec![Event::VerdictRevealed {
            assignment,
            validator: self.signer,
            verdict: shown.verdict,
            output_root: shown.output_root,
        }])
    }

    fn seat_at(&self, assignment: AssignmentId) -> Result<(&Assignment, &Round, &Seat), Error> {
        let row = self.domain.assignments.get(assignment).ok_or(Error::UnknownAssignment { assignment })?;
        let ix = self.domain.validators.ix(&self.signer);
        let (round, seat) =
            ix.and_then(|ix| row.seat_of(ix)).ok_or(Error::NotSeated { signer: self.signer, assignment })?;
        Ok((row, round, seat))
    }

    fn opens_commitment(
        &self,
        assignment: AssignmentId,
        round: u8,
        committed: Hash,
        shown: &Shown,
    ) -> Result<(), Error> {
        let Shown { verdict, output_root, seal_salt, salt } = *shown;
        let domain = self.domain.id;
        let found = commitment::verdict(domain, assignment, round, self.signer, verdict, output_root, salt);
        let has_output = output_root != Hash::ZERO || seal_salt != Hash::ZERO;
        if found != committed || (verdict != Verdict::Correct && has_output) {
            return Err(Error::CommitmentMismatch { expected: committed, found });
        }
        Ok(())
    }

    /// Nobody can call an output correct without having had it.
    fn opens_seal(&self, assignment: AssignmentId, row: &Assignment, shown: &Shown) -> Result<(), Error> {
        let miner = self.domain.miners.at(row.miner).map(|miner| miner.address).unwrap_or_default();
        let found = commitment::seal(self.domain.id, assignment, miner, shown.output_root, shown.seal_salt);
        let expected = row.seal.unwrap_or_default();
        if found == expected { Ok(()) } else { Err(Error::SealMismatch { expected, found }) }
    }
}
