//! Every invariant of a domain, looked at from the whole state.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::amount::Amount;
use crate::assignment::AssignmentStatus;
use crate::domain::Domain;
use crate::ledger::Place;
use crate::miner::Membership;
use crate::proposal::ProposalStatus;
use crate::registry::Ix;
use crate::task::{SlotState, TaskStatus};

/// What is broken, in sentences.
struct Findings(Vec<String>);

impl Findings {
    fn ensure(&mut self, holds: bool, sentence: impl FnOnce() -> String) {
        if !holds {
            self.0.push(sentence());
        }
    }
}

impl Domain {
    /// Every broken invariant as a sentence; empty on any reachable state.
    ///
    /// It looks at everything there is: for tests, after a restore, or now and then.
    ///
    /// ```
    /// # use deepnode_core::{Address, Amount, Command, Domain, Params};
    /// # let (bridge, ana) = (Address([1; 20]), Address([2; 20]));
    /// # let mut domain = Domain::new(8453, Address([9; 20]), Params { bridge, ..Params::default() })?;
    /// domain.apply(1, bridge, &Command::Deposit { to: ana, amount: Amount::dn(5) })?;
    /// assert!(domain.audit().is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn audit(&self) -> Vec<String> {
        let mut findings = Findings(Vec::new());
        self.ledger.audit(&mut findings.0);
        self.audit_memberships(&mut findings);
        self.audit_tasks(&mut findings);
        self.audit_assignments(&mut findings);
        self.audit_cases(&mut findings);
        self.audit_unbonding(&mut findings);
        self.audit_proposals(&mut findings);
        self.audit_draws(&mut findings);
        findings.0.extend(self.money_of_nobody().map(String::from));
        self.audit_versions(&mut findings);
        findings.0
    }

    /// Places that hold money of somebody or something that is not there, each as a sentence: the other audits go from
    /// what is there to its places.
    pub(crate) fn money_of_nobody(&self) -> impl Iterator<Item = &'static str> {
        let ledger = &self.ledger;
        let mut backed = ledger.delegations().keys().map(|(_, validator)| validator);
        let places = [
            (
                self.miners.has_all(ledger.collaterals().keys()),
                "somebody who never was a miner has collateral",
            ),
            (self.validators.has_all(ledger.stakes().keys()), "somebody who never was a validator has stake"),
            (
                backed.all(|validator| self.validators.ix(validator).is_some()),
                "somebody who never was a validator has delegations",
            ),
            (
                ledger.escrows().keys().all(|task| self.tasks.get(*task).is_some()),
                "there is a price in escrow for no task",
            ),
            (
                ledger.deposits().keys().all(|proposal| self.proposals.get(*proposal).is_some()),
                "there is a deposit for no proposal",
            ),
        ];
        places.into_iter().filter_map(|(known, broken)| (!known).then_some(broken))
    }

    /// Each version that something still goes by is there, and holds.
    fn audit_versions(&self, findings: &mut Findings) {
        for version in self.versions_in_use() {
            findings.ensure(self.versions.contains_key(&version), || {
                format!("version {version} of the parameters is in use, but was dropped")
            });
        }
        for (version, params) in self.versions() {
            if let Err(broken) = params.validate() {
                findings.0.push(format!("version {version}: {broken}"));
            }
        }
    }

    fn audit_memberships(&self, findings: &mut Findings) {
        let is_in = |m| matches!(m, Membership::Member | Membership::Exiting { .. });
        let (mut miners_exit, mut validators_exit) = (0, 0);
        let collaterals = self.miners.join(self.ledger.collaterals());
        for ((miner, ix), collateral) in self.miners.rows().zip(0..).zip(collaterals) {
            let who = miner.address;
            findings.ensure(miner.collateral == collateral, || {
                format!("{who} has {collateral:?} of collateral, but its row says {:?}", miner.collateral)
            });
            findings.ensure(is_in(miner.membership) || collateral.is_zero(), || {
                format!("{who} is no miner any more, but has {collateral:?} of collateral")
            });
            findings.ensure(is_in(miner.membership) || miner.in_flight.is_empty(), || {
                format!("{who} is no miner any more, but has assignments in flight")
            });
            findings.ensure(miner.in_flight.len() <= miner.slots as usize, || {
                format!("{who} has more assignments in flight than slots")
            });
            if let Membership::Exiting { until } = miner.membership {
                miners_exit += 1;
                findings.ensure(self.agenda.miner_exits.has(until, ix), || {
                    format!("{who} is exiting, but nothing will pay it out")
                });
            }
        }
        for (validator, ix) in self.validators.rows().zip(0..) {
            let who = validator.address;
            let money = self.ledger.weight_of(who);
            findings.ensure(is_in(validator.membership) || money.is_zero(), || {
                format!("{who} is no validator any more, but has {money:?} of stake")
            });
            if let Membership::Exiting { until } = validator.membership {
                validators_exit += 1;
                findings.ensure(self.agenda.validator_exits.has(until, ix), || {
                    format!("{who} is exiting, but nothing will pay it out")
                });
            }
        }
        let exits = (self.agenda.miner_exits.len(), self.agenda.validator_exits.len());
        findings.ensure(exits == (miners_exit, validators_exit), || {
            "the agenda has exits of somebody who is not leaving".into()
        });
    }

    fn audit_tasks(&self, findings: &mut Findings) {
        let mut waiting: BTreeMap<Ix, BTreeSet<_>> = BTreeMap::new();
        let mut waits = 0;
        for (id, task) in self.tasks() {
            let over = !matches!(task.status, TaskStatus::Queued | TaskStatus::Running);
            let escrow = self.money(Place::Escrow(id));
            let price = task.unit_price.units() * u128::from(task.units);
            let expected = if over { 0 } else { price };
            findings.ensure(escrow.units() == expected, || {
                format!(
                    "task {id} holds {escrow:?}, but its price is {price} and it is {}",
                    task.status.word()
                )
            });
            findings.ensure((task.status == TaskStatus::Queued) <= task.assignments.is_empty(), || {
                format!("task {id} is queued, but was assigned")
            });
            let complete = !over && task.is_complete();
            findings.ensure(self.agenda.complete.contains(&id) == complete, || {
                format!(
                    "task {id} is {}complete, but the agenda says otherwise",
                    if complete { "" } else { "not " }
                )
            });
            for (slot, number) in task.slots.iter().zip(0u16..) {
                match slot.state {
                    SlotState::Waiting { since } if !over => {
                        waiting.entry(task.model).or_default().insert((id, number));
                        waits += 1;
                        let wait_ms = self.version(task.version).queue.wait_ms;
                        let until = since.saturating_add(wait_ms);
                        findings.ensure(self.agenda.waits.has(until, (id, number)), || {
                            format!("slot {number} of task {id} waits without an end")
                        });
                    }
                    SlotState::Assigned(assignment) => {
                        let fits = self.assignment(assignment).is_some_and(|row| {
                            !matches!(row.status, AssignmentStatus::Ended(_))
                                && (row.task, row.slot) == (id, number)
                        });
                        findings.ensure(fits, || {
                            format!("slot {number} of task {id} is held by assignment {assignment}, which is not on it")
                        });
                    }
                    SlotState::Waiting { .. } | SlotState::Approved(_) | SlotState::Closed(_) => {}
                }
            }
        }
        findings.ensure(waiting == self.waiting, || "the waiting slots are not those of the tasks".into());
        findings
            .ensure(waits == self.agenda.waits.len(), || "a slot that does not wait has a deadline".into());
        for id in &self.agenda.complete {
            findings.ensure(self.task(*id).is_some(), || format!("task {id} is complete, but not there"));
        }
    }

    fn audit_assignments(&self, findings: &mut Findings) {
        let mut in_flight: BTreeMap<Ix, Vec<_>> = BTreeMap::new();
        let mut seated: BTreeMap<Ix, usize> = BTreeMap::new();
        let mut live = BTreeMap::new();
        let (mut leases, mut phases, mut seats) = (0, 0, 0);
        for (id, row) in self.assignments() {
            let has_deadline = match row.status {
                AssignmentStatus::Leased { until } => {
                    leases += 1;
                    self.agenda.leases.has(until, id)
                }
                AssignmentStatus::Submitted { .. } => {
                    seats += 1;
                    self.agenda.seats.contains(&(self.seats_needed(row), id))
                }
                AssignmentStatus::Committing { until, .. } | AssignmentStatus::Revealing { until, .. } => {
                    phases += 1;
                    for seat in row.rounds.last().into_iter().flat_map(|round| &round.seats) {
                        *seated.entry(seat.validator).or_default() += 1;
                    }
                    self.agenda.phases.has(until, id)
                }
                AssignmentStatus::Ended(_) => continue,
            };
            in_flight.entry(row.miner).or_default().push(id);
            *live.entry(row.version).or_insert(0) += 1;
            findings.ensure(has_deadline, || {
                format!("assignment {id} is {} without a deadline", row.status.word())
            });
            let held = self.task(row.task).and_then(|task| task.slots.get(usize::from(row.slot)));
            findings.ensure(held.is_some_and(|slot| slot.state == SlotState::Assigned(id)), || {
                format!("assignment {id} is in flight, but its slot is not held by it")
            });
        }
        let agenda = &self.agenda;
        findings.ensure(
            (leases, phases, seats, seats)
                == (agenda.leases.len(), agenda.phases.len(), agenda.seats.len(), agenda.undecided.len()),
            || "the agenda has deadlines of assignments that are over".into(),
        );
        for id in &agenda.ready {
            let in_round = self.assignment(*id).is_some_and(|row| {
                matches!(row.status, AssignmentStatus::Committing { .. } | AssignmentStatus::Revealing { .. })
            });
            findings.ensure(in_round, || format!("assignment {id} is ready, but in no round"));
        }
        findings.ensure(live == self.live_by_version, || {
            "the counts of live assignments by version are wrong".into()
        });
        for (miner, ix) in self.miners.rows().zip(0..) {
            let expected = in_flight.remove(&ix).unwrap_or_default();
            findings.ensure(expected == miner.in_flight, || {
                format!("{} is not credited with its assignments in flight", miner.address)
            });
        }
        for (validator, ix) in self.validators.rows().zip(0..) {
            let expected = seated.remove(&ix).unwrap_or(0);
            findings.ensure(expected == validator.seated, || {
                format!("{} has {expected} seats, but counts {}", validator.address, validator.seated)
            });
        }
    }

    fn audit_cases(&self, findings: &mut Findings) {
        let mut open = BTreeMap::new();
        for (id, case) in self.cases() {
            if let Some(until) = case.status.until() {
                findings.ensure(self.agenda.cases.has(until, id), || {
                    format!("case {id} is open without a deadline")
                });
                let first = open.insert(case.miner, id).is_none();
                findings.ensure(first, || format!("case {id} is the second open one of its miner"));
            }
        }
        findings.ensure(open.len() == self.agenda.cases.len(), || {
            "the agenda has deadlines of cases that are over".into()
        });
        for (miner, ix) in self.miners.rows().zip(0..) {
            findings.ensure(miner.case == open.get(&ix).copied(), || {
                format!("{} does not know its open case", miner.address)
            });
            let suspends = miner
                .case
                .and_then(|case| self.case(case))
                .is_some_and(|case| self.version(case.version).severity.of(case.severity).suspend);
            findings.ensure(miner.suspended == suspends, || {
                format!("{} is suspended or not, against its case", miner.address)
            });
        }
    }

    fn audit_unbonding(&self, findings: &mut Findings) {
        let mut sums = BTreeMap::new();
        for (id, row) in &self.unbondings {
            *sums.entry(row.staker).or_insert(0) += row.amount.units();
            findings.ensure(self.agenda.unbondings.has(row.until, *id), || {
                format!("undelegated money of {} never comes free", row.staker)
            });
        }
        findings.ensure(self.unbondings.len() == self.agenda.unbondings.len(), || {
            "the agenda has undelegations that are over".into()
        });
        let held: BTreeMap<_, _> =
            self.ledger.unbonding().iter().map(|(who, amount)| (*who, amount.units())).collect();
        findings.ensure(sums == held, || "money in cooldowns is not what was undelegated".into());
    }

    fn audit_proposals(&self, findings: &mut Findings) {
        let mut open = 0;
        for (id, row) in self.proposals() {
            let due = match row.status {
                ProposalStatus::Voting { until } | ProposalStatus::Passed { until } => {
                    open += 1;
                    self.agenda.proposals.has(until, id)
                }
                ProposalStatus::Ended(_) => true,
            };
            findings.ensure(due, || format!("proposal {id} is open without a deadline"));
            let voting = matches!(row.status, ProposalStatus::Voting { .. });
            let deposit = self.money(Place::Deposit(id));
            findings.ensure(voting || deposit.is_zero(), || {
                format!("proposal {id} is not voted on any more, but holds {deposit:?}")
            });
        }
        findings.ensure(open == self.agenda.proposals.len(), || {
            "the agenda has deadlines of proposals that are over".into()
        });
    }

    /// Weights in the trees against the formula.
    fn audit_draws(&self, findings: &mut Findings) {
        for (miner, ix) in self.miners.rows().zip(0..) {
            let weight = self.lease_weight(miner);
            let kept = miner.weight == weight
                && miner.models.iter().all(|model| {
                    self.workers.get(*model as usize).is_some_and(|tree| tree.weight(ix) == weight)
                });
            findings.ensure(kept, || format!("{} is drawn with a wrong weight", miner.address));
        }
        let mut served = alloc::vec![0; self.workers.len()];
        for miner in self.miners().filter(|miner| miner.weight > 0) {
            for model in &miner.models {
                served[*model as usize] += miner.weight;
            }
        }
        findings.ensure(self.workers.iter().map(|tree| tree.total()).eq(served), || {
            "somebody can be drawn for a model that it does not serve".into()
        });
        findings.ensure(self.judges.contains_key(&self.in_force.stake_cap), || {
            "nobody can be seated under the cap in force".into()
        });
        for (cap, tree) in &self.judges {
            self.audit_cap(findings, *cap, tree);
        }
    }

    fn audit_cap(&self, findings: &mut Findings, cap: Amount, tree: &crate::routing::SumTree) {
        for (validator, ix) in self.validators.rows().zip(0..) {
            let weight = self.seat_weight(validator, cap);
            findings.ensure(tree.weight(ix) == weight, || {
                format!("{} is seated with a wrong weight under the cap {cap:?}", validator.address)
            });
        }
    }
}
