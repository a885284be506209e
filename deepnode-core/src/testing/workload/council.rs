//! Proposals and votes, roles that change hands, and phase 2.

use alloc::vec::Vec;

use super::{Wish, Workload, terms};
use crate::address::Address;
use crate::command::Command;
use crate::domain::Domain;
use crate::id::ProposalId;
use crate::proposal::ProposalStatus;
use crate::word::{Choice, Role};

impl Workload {
    pub(super) fn govern(&mut self, domain: &Domain) -> Option<Wish> {
        match self.chance.weighted([10, 100, 8, 8, 1]) {
            0 => Some(self.proposal(domain)),
            1 => self.ballot(domain).or_else(|| Some(self.proposal(domain))),
            2 => {
                let role = self.chance.pick(Role::ALL)?;
                let to = self.anybody();
                Some((domain.params().holder(role), Command::HandOver { role, to }))
            }
            3 => {
                let offers: Vec<_> = domain.offers.iter().map(|(role, to)| (*role, *to)).collect();
                let (role, to) = self.chance.pick(&offers)?;
                Some((to, Command::AcceptRole { role }))
            }
            _ => Some((domain.params().foundation, Command::BeginPhaseTwo {})),
        }
    }

    fn proposal(&mut self, domain: &Domain) -> Wish {
        let validators: Vec<_> =
            domain.validators().filter(|row| row.is_active()).map(|row| row.address).collect();
        let owner = domain.params().owner;
        let proposer = if self.chance.hits(500) { Some(owner) } else { self.chance.pick(&validators) };
        let proposer = proposer.unwrap_or(owner);
        if domain.balance(&proposer) < domain.params().governance.deposit {
            return self.grant(domain, proposer);
        }
        let params = terms::changed(&mut self.chance, &self.cast, &self.mood, domain.params());
        (proposer, Command::Propose { base: domain.params_version(), params })
    }

    /// Somebody who may votes on what is open; most proposals have a side that most people are on.
    fn ballot(&mut self, domain: &Domain) -> Option<Wish> {
        let voting = |status| matches!(status, ProposalStatus::Voting { .. });
        let open: Vec<ProposalId> =
            domain.proposals().filter(|(_, row)| voting(row.status)).map(|(id, _)| id).collect();
        let proposal = self.chance.pick(&open)?;
        let leaning = [Choice::Yes, Choice::Yes, Choice::Yes, Choice::Yes, Choice::No, Choice::Veto];
        let leaning = leaning[self.omen_below(6, "leaning", proposal.0, Address::ZERO) as usize];
        let any = self.chance.pick(Choice::ALL)?;
        let choice = if self.chance.hits(800) { leaning } else { any };
        let voters: Vec<Address> =
            domain.validators().filter(|row| row.is_active()).map(|row| row.address).collect();
        let voter = if self.chance.hits(700) {
            self.chance.pick(&voters)
        } else {
            self.chance.pick(&self.cast.stakers)
        };
        Some((voter?, Command::Vote { proposal, choice }))
    }
}
