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
        self.audit_owners(&mut findings);
        self.audit_versions(&mut findings);
        findings.0
    }

    /// Money that no row knows of: the other audits go from the rows to the places.
    fn audit_owners(&self, findings: &mut Findings) {
        let at = |place| self.money(place).units();
        let totals = self.totals();
        let collateral: u128 = self.miners().map(|row| at(Place::Collateral(row.address))).sum();
        let stake: u128 = self.validators().map(|row| at(Place::Stake(row.address))).sum();
        let delegated: u128 = self.validators().map(|row| self.delegated_to(&row.address).units()).sum();
        let escrow: u128 = self.tasks().map(|(id, _)| at(Place::Escrow(id))).sum();
        let deposits: u128 = self.proposals().map(|(id, _)| at(Place::Deposit(id))).sum();
        for (what, held, owned) in [
            ("collateral", totals.collateral, collateral),
            ("stake", totals.stake, stake),
            ("delegations", totals.delegations, delegated),
            ("escrow", totals.escrow, escrow),
            ("proposers' deposits", totals.deposits, deposits),
        ] {
            findings.ensure(held.units() == owned, || {
                format!("there is {held:?} of {what}, but what is registered holds {owned} base units")
            });
        }
        let agenda = &self.agenda;
        let exiting = |membership| matches!(membership, Membership::Exiting { .. });
        let open = |status| !matches!(status, ProposalStatus::Ended(_));
        for (what, timers, due) in [
            ("miners", agenda.miner_exits.len(), self.miners().filter(|row| exiting(row.membership)).count()),
            (
                "validators",
                agenda.validator_exits.len(),
                self.validators().filter(|row| exiting(row.membership)).count(),
            ),
            ("unbondings", agenda.unbondings.len(), self.unbondings.len()),
            (
                "proposals",
                agenda.proposals.len(),
                self.proposals().filter(|(_, row)| open(row.status)).count(),
            ),
        ] {
            findings.ensure(timers == due, || {
                format!("the agenda has {timers} deadlines of {what}, but {due} are due some time")
            });
        }
        for id in &agenda.ready {
            let in_round = self.assignment(*id).is_some_and(|row| {
                matches!(row.status, AssignmentStatus::Committing { .. } | AssignmentStatus::Revealing { .. })
            });
            findings.ensure(in_round, || format!("assignment {id} is ready, but in no round"));
        }
        for id in &agenda.complete {
            findings.ensure(self.task(*id).is_some(), || format!("task {id} is complete, but not there"));
        }
    }

    /// Each version that something still goes by is there.
    fn audit_versions(&self, findings: &mut Findings) {
        let tasks = self.tasks().map(|(_, row)| row.version);
        let assignments = self.assignments().map(|(_, row)| row.version);
        let cases = self.cases().map(|(_, row)| row.version);
        let used: BTreeSet<u64> = tasks.chain(assignments).chain(cases).collect();
        for version in used {
            findings.ensure(self.versions.contains_key(&version), || {
                format!("version {version} of the parameters is in use, but was dropped")
            });
        }
        for (version, params) in self.versions() {
            let broken = params.validate().err();
            findings.ensure(broken.is_none(), || {
                format!(
                    "version {version}: {}",
                    broken.map(|why| alloc::string::ToString::to_string(&why)).unwrap_or_default()
                )
            });
        }
    }

    fn audit_memberships(&self, findings: &mut Findings) {
        let is_in = |m| matches!(m, Membership::Member | Membership::Exiting { .. });
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
                findings.ensure(self.agenda.validator_exits.has(until, ix), || {
                    format!("{who} is exiting, but nothing will pay it out")
                });
            }
        }
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
        let held: BTreeMap<_, _> =
            self.ledger.unbonding().iter().map(|(who, amount)| (*who, amount.units())).collect();
        findings.ensure(sums == held, || "money in cooldowns is not what was undelegated".into());
    }

    fn audit_proposals(&self, findings: &mut Findings) {
        for (id, row) in self.proposals() {
            let due = match row.status {
                ProposalStatus::Voting { until } | ProposalStatus::Passed { until } => {
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
    }

    /// Weights in the trees against the formula.
    fn audit_draws(&self, findings: &mut Findings) {
        for ((miner, ix), weight) in self.miners.rows().zip(0..).zip(self.lease_weights()) {
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
