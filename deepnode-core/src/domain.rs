//! A domain: the whole state, and the ways in and out of it.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use borsh::{BorshDeserialize, BorshSerialize};

use crate::address::Address;
use crate::amount::Amount;
use crate::assignment::{Assignment, Seat};
use crate::case::Case;
use crate::command::Command;
use crate::decide;
use crate::eip712;
use crate::epoch::Epochs;
use crate::error::Error;
use crate::event::Event;
use crate::evolve::Inconsistent;
use crate::hash::Hash;
use crate::id::{AssignmentId, CaseId, ModelId, ProposalId, TaskId, Time};
use crate::ledger::{Ledger, Place, Supply, Totals};
use crate::log;
use crate::miner::Miner;
use crate::model::Model;
use crate::params::{InvalidParams, Params};
use crate::proposal::Proposal;
use crate::queue::{Agenda, SlotKey};
use crate::registry::{Ix, Registry};
use crate::routing::SumTree;
use crate::table::Table;
use crate::task::Task;
use crate::validator::Validator;
use crate::word::Role;

/// The state of a domain: a plain value, equal on every machine that applies the same commands.
///
/// The host brings commands with their time and authenticated signer to [`Domain::apply`] and gets facts back; it
/// sends [`Command::Advance`] at its heartbeat, because deadlines and draws take effect there only.
///
/// ```
/// use deepnode_core::{Address, Amount, Command, Domain, Error, Params};
///
/// let bridge = Address([1; 20]);
/// let ana = Address([2; 20]);
/// let mut domain = Domain::new(8453, Address([9; 20]), Params { bridge, ..Params::default() })?;
///
/// domain.apply(1_000, bridge, &Command::Deposit { to: ana, amount: Amount::dn(5) })?;
/// assert_eq!(domain.balance(&ana), Amount::dn(5));
///
/// let refused = domain.apply(1_001, ana, &Command::Withdraw { amount: Amount::dn(6) }).unwrap_err();
/// assert_eq!(refused.to_string(), "insufficient balance: have 5 DN, need 6 DN");
/// assert_eq!(domain.time(), 1_000); // a refused command moves nothing, not even the time
/// assert!(domain.audit().is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    pub(crate) chain_id: u64,
    pub(crate) contract: Address,
    /// Follows from the two; kept because every seal, commitment and signature needs it.
    pub(crate) id: Hash,
    /// What all events so far hash to, list by list.
    pub(crate) head: Hash,
    /// How many events there are so far.
    pub(crate) sequence: u64,
    /// How many signed commands of each signer were applied; never dropped, or an old signature would count again.
    pub(crate) nonces: BTreeMap<Address, u64>,
    /// Versions of the parameters by number, from 1; the last is that in force. Of roles and phase, a version says
    /// only what they were when it took effect.
    pub(crate) versions: BTreeMap<u64, Params>,
    /// The version in force with the roles and the phase of now.
    pub(crate) in_force: Params,
    pub(crate) offers: BTreeMap<Role, Address>,
    pub(crate) now: Time,
    pub(crate) beacon: Hash,
    pub(crate) next: Option<Hash>,
    pub(crate) ledger: Ledger,
    pub(crate) models: Registry<ModelId, Model>,
    pub(crate) miners: Registry<Address, Miner>,
    pub(crate) validators: Registry<Address, Validator>,
    pub(crate) tasks: Table<TaskId, Task>,
    pub(crate) assignments: Table<AssignmentId, Assignment>,
    pub(crate) cases: Table<CaseId, Case>,
    pub(crate) proposals: Table<ProposalId, Proposal>,
    pub(crate) unbondings: BTreeMap<u64, Unbonding>,
    pub(crate) unbondings_made: u64,
    pub(crate) epochs: Epochs,
    pub(crate) agenda: Agenda,
    /// Slots that wait, by the place of their model; models without any are left out.
    pub(crate) waiting: BTreeMap<Ix, BTreeSet<SlotKey>>,
    /// Who can be drawn for a lease, by the place of the model.
    pub(crate) workers: Vec<SumTree>,
    /// Who can be drawn for a seat, by the cap on the stake that counts: one tree for each cap still in use.
    pub(crate) judges: BTreeMap<Amount, SumTree>,
    /// Assignments that are not over, by the version of their lease.
    pub(crate) live_by_version: BTreeMap<u64, u64>,
}

/// Undelegated money in its cooldown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Unbonding {
    pub(crate) staker: Address,
    pub(crate) amount: Amount,
    pub(crate) until: Time,
}

impl Domain {
    /// An empty domain.
    ///
    /// `chain_id` and `contract` are those of the contract that it settles with; they make up the domain's
    /// [id](Domain::id), which seals and commitments are bound to.
    ///
    /// # Errors
    ///
    /// Parameters that break a rule.
    pub fn new(chain_id: u64, contract: Address, params: Params) -> Result<Self, InvalidParams> {
        params.validate()?;
        let judges = BTreeMap::from([(params.stake_cap, SumTree::default())]);
        Ok(Self {
            chain_id,
            contract,
            id: eip712::separator(chain_id, contract),
            head: log::genesis(&params),
            sequence: 0,
            nonces: BTreeMap::new(),
            in_force: params.clone(),
            versions: BTreeMap::from([(1, params)]),
            offers: BTreeMap::new(),
            now: 0,
            beacon: Hash::ZERO,
            next: None,
            ledger: Ledger::default(),
            models: Registry::default(),
            miners: Registry::default(),
            validators: Registry::default(),
            tasks: Table::default(),
            assignments: Table::default(),
            cases: Table::default(),
            proposals: Table::default(),
            unbondings: BTreeMap::new(),
            unbondings_made: 0,
            epochs: Epochs::default(),
            agenda: Agenda::default(),
            waiting: BTreeMap::new(),
            workers: Vec::new(),
            judges,
            live_by_version: BTreeMap::new(),
        })
    }

    /// Applies a command of a signer that the host has authenticated, at the host's time.
    ///
    /// # Errors
    ///
    /// The first check that fails; then nothing has changed.
    pub fn apply(&mut self, now: Time, signer: Address, command: &Command) -> Result<Vec<Event>, Error> {
        let decision = decide::decide(self, now, signer, command)?;
        Ok(decide::carry_out(self, now, None, decision))
    }

    /// What [`Domain::apply`] would answer, without applying: why a command would be refused, or what it would do.
    ///
    /// ```
    /// # use deepnode_core::{Address, Amount, Command, Domain, Params};
    /// # let (bridge, ana) = (Address([1; 20]), Address([2; 20]));
    /// # let mut domain = Domain::new(8453, Address([9; 20]), Params { bridge, ..Params::default() })?;
    /// let withdraw = Command::Withdraw { amount: Amount::dn(1) };
    /// assert_eq!(domain.preview(5, ana, &withdraw).unwrap_err().code(), "insufficient_balance");
    /// let deposit = Command::Deposit { to: ana, amount: Amount::dn(1) };
    /// let promised = domain.preview(5, bridge, &deposit)?;
    /// assert_eq!(domain.apply(5, bridge, &deposit)?, promised);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// An `advance`, and a decision that executes a case, are played on a copy of the domain, because each of their
    /// steps depends on the one before; everything else is decided in place.
    ///
    /// # Errors
    ///
    /// Those of [`Domain::apply`].
    pub fn preview(&self, now: Time, signer: Address, command: &Command) -> Result<Vec<Event>, Error> {
        let decision = decide::decide(self, now, signer, command)?;
        Ok(if decision.is_plain() {
            decide::clock(self, now).into_iter().chain(decision.events).collect()
        } else {
            decide::play(&mut self.clone(), now, None, decision)
        })
    }

    /// Applies recorded events, one list for each applied command: the same lists, in the same order, give the same
    /// state with the same [head](Domain::head). An [`Entry`](log::Entry) is such a list too.
    ///
    /// ```
    /// use deepnode_core::{Address, Amount, Command, Domain, Params};
    ///
    /// let bridge = Address([1; 20]);
    /// let mut domain = Domain::new(8453, Address([9; 20]), Params { bridge, ..Params::default() })?;
    /// let mut replica = domain.clone();
    ///
    /// let events = domain.apply(1_000, bridge, &Command::Deposit { to: bridge, amount: Amount::dn(5) })?;
    /// replica.replay([&events])?;
    /// assert_eq!(replica, domain);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// It believes what the events say: take a record that somebody else has kept with [`Domain::follow`], and check a
    /// stranger's against a head that you trust, with [`log::verify`], before.
    ///
    /// # Errors
    ///
    /// An event that does not fit the state, or a list without any, which means that the record is not this domain's
    /// or is damaged. The domain is then in no defined state and should be dropped.
    pub fn replay<L: AsRef<[Event]>>(
        &mut self,
        lists: impl IntoIterator<Item = L>,
    ) -> Result<(), Inconsistent> {
        lists.into_iter().try_for_each(|list| self.replay_list(list.as_ref()))
    }

    /// Replays entries of the log that come next: each begins behind the domain's last event and ends in the head that it
    /// says, so that none is left out, taken twice or changed.
    ///
    /// # Errors
    ///
    /// The first entry that is not the next one, with which nothing was done; or events that do not fit, after which the
    /// domain is in no defined state and should be dropped.
    pub fn follow<'e>(
        &mut self,
        entries: impl IntoIterator<Item = &'e log::Entry>,
    ) -> Result<(), log::CannotFollow> {
        for entry in entries {
            let expected = self.sequence.saturating_add(1);
            if entry.sequence != expected {
                return Err(log::BrokenChain::Sequence { expected, found: entry.sequence }.into());
            }
            log::verify(self.head, [entry])?;
            self.replay_list(&entry.events)?;
        }
        Ok(())
    }

    /// The earliest time at which an `advance` has something to see to; it may lie in the past. It is the present time
    /// where a committee has done its part before its time, or a task is complete.
    ///
    /// Leases and seats are drawn at any `advance`, whether or not something is due.
    ///
    /// ```
    /// # use deepnode_core::{Address, Amount, Command, Domain, Params};
    /// # let (bridge, ana) = (Address([1; 20]), Address([2; 20]));
    /// # let mut domain = Domain::new(8453, Address([9; 20]), Params { bridge, ..Params::default() })?;
    /// assert_eq!(domain.next_deadline(), None);
    /// domain.apply(1_000, bridge, &Command::Deposit { to: ana, amount: Amount::dn(1) })?;
    /// // The first command begins the first epoch.
    /// assert_eq!(domain.next_deadline(), Some(1_000 + domain.params().emission.epoch_ms));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn next_deadline(&self) -> Option<Time> {
        let epoch = self.epochs.open_until(self.in_force.emission.epoch_ms);
        [self.agenda.next_deadline(self.now), epoch].into_iter().flatten().min()
    }

    /// The EIP-712 domain separator, which seals and commitments are bound to.
    pub const fn id(&self) -> Hash {
        self.id
    }

    /// The hash that all events so far end in; see [`log`](crate::log).
    ///
    /// Two domains of the same chain and contract with the same head have the same state, but for what
    /// [`Domain::compact`] has dropped from one of them.
    pub const fn head(&self) -> Hash {
        self.head
    }

    /// How many events there are so far, which is also the number of the last one: the first has number 1.
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The chain of the contract that the domain settles with.
    pub const fn chain_id(&self) -> u64 {
        self.chain_id
    }

    /// The contract that the domain settles with.
    pub const fn contract(&self) -> Address {
        self.contract
    }

    /// The nonce that a signer's next signed command has to carry.
    pub fn nonce(&self, signer: &Address) -> u64 {
        self.nonces.get(signer).copied().unwrap_or(0)
    }

    /// Every signer that has used a nonce, with the next one, ascending.
    pub fn nonces(&self) -> impl Iterator<Item = (Address, u64)> {
        self.nonces.iter().map(|(signer, nonce)| (*signer, *nonce))
    }

    /// The time of the last applied command; 0 before the first.
    pub const fn time(&self) -> Time {
        self.now
    }

    /// The randomness of the latest `advance`.
    pub const fn beacon(&self) -> Hash {
        self.beacon
    }

    /// The parameters in force, with the present holders of the roles and the present phase.
    pub const fn params(&self) -> &Params {
        &self.in_force
    }

    /// The number of the parameters in force, from 1.
    pub fn params_version(&self) -> u64 {
        self.versions.last_key_value().map_or(1, |(number, _)| *number)
    }

    /// What an address can spend.
    pub fn balance(&self, who: &Address) -> Amount {
        self.money(Place::Balance(*who))
    }

    /// What is in a place; nothing in the three that have no end.
    pub fn money(&self, place: Place) -> Amount {
        self.ledger.at(place)
    }

    /// Every place that holds money, with how much: balances, collateral, stakes, delegations, undelegated money, escrow,
    /// proposers' deposits and the pool, each ascending.
    ///
    /// ```
    /// # use deepnode_core::{Address, Amount, Command, Domain, Params, Place};
    /// # let (bridge, ana) = (Address([1; 20]), Address([2; 20]));
    /// # let mut domain = Domain::new(8453, Address([9; 20]), Params { bridge, ..Params::default() })?;
    /// domain.apply(1, bridge, &Command::Deposit { to: ana, amount: Amount::dn(5) })?;
    /// assert_eq!(domain.places().collect::<Vec<_>>(), [(Place::Balance(ana), Amount::dn(5))]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn places(&self) -> impl Iterator<Item = (Place, Amount)> {
        self.ledger.places()
    }

    /// What has come in, gone out, been made and been destroyed.
    pub const fn supply(&self) -> Supply {
        self.ledger.supply()
    }

    /// What is in all places of each kind.
    ///
    /// ```
    /// # use deepnode_core::{Address, Amount, Command, Domain, Params};
    /// # let (bridge, ana) = (Address([1; 20]), Address([2; 20]));
    /// # let mut domain = Domain::new(8453, Address([9; 20]), Params { bridge, ..Params::default() })?;
    /// domain.apply(1, bridge, &Command::Deposit { to: ana, amount: Amount::dn(5) })?;
    /// domain.apply(2, ana, &Command::Withdraw { amount: Amount::dn(2) })?;
    /// assert_eq!(domain.totals().balances, Amount::dn(3));
    /// assert_eq!(domain.totals().sum(), domain.supply().circulating());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn totals(&self) -> Totals {
        self.ledger.totals()
    }

    /// The versions of the parameters that something still refers to, with their numbers, ascending; the last is that in force. Of roles
    /// and phase, a version says only what they were when it took effect.
    pub fn versions(&self) -> impl Iterator<Item = (u64, &Params)> {
        self.versions.iter().map(|(number, params)| (*number, params))
    }

    /// What all stakers have behind a validator.
    pub fn delegated_to(&self, validator: &Address) -> Amount {
        self.ledger.delegated_to(validator)
    }

    /// A model; `None` if nobody has registered it.
    pub fn model(&self, model: &ModelId) -> Option<&Model> {
        self.models.get(model)
    }

    /// Every model in order of registration, also those that are retired.
    pub fn models(&self) -> impl Iterator<Item = &Model> {
        self.models.rows()
    }

    /// A miner, also one that has left; `None` if it never registered.
    pub fn miner(&self, miner: &Address) -> Option<&Miner> {
        self.miners.get(miner)
    }

    /// Every miner in order of registration, also those that have left.
    pub fn miners(&self) -> impl Iterator<Item = &Miner> {
        self.miners.rows()
    }

    /// What a miner serves, in the order of the models' registration.
    pub fn served_by(&self, miner: &Miner) -> impl Iterator<Item = &Model> {
        miner.models.iter().filter_map(|ix| self.models.at(*ix))
    }

    /// A validator, also one that has left; `None` if it never registered.
    pub fn validator(&self, validator: &Address) -> Option<&Validator> {
        self.validators.get(validator)
    }

    /// Every validator in order of registration, also those that have left.
    pub fn validators(&self) -> impl Iterator<Item = &Validator> {
        self.validators.rows()
    }

    /// A task; `None` if there is none of this id, or [`Domain::compact`] has dropped it.
    pub fn task(&self, task: TaskId) -> Option<&Task> {
        self.tasks.get(task)
    }

    /// Every task, ascending.
    pub fn tasks(&self) -> impl Iterator<Item = (TaskId, &Task)> {
        self.tasks.iter()
    }

    /// The model of a task.
    pub fn model_of(&self, task: &Task) -> Option<&Model> {
        self.models.at(task.model)
    }

    /// An assignment; `None` if there is none of this id, or it was dropped with its task.
    pub fn assignment(&self, assignment: AssignmentId) -> Option<&Assignment> {
        self.assignments.get(assignment)
    }

    /// Every assignment, ascending.
    pub fn assignments(&self) -> impl Iterator<Item = (AssignmentId, &Assignment)> {
        self.assignments.iter()
    }

    /// Who works on an assignment.
    pub fn miner_of(&self, assignment: &Assignment) -> Option<&Miner> {
        self.miners.at(assignment.miner)
    }

    /// Who judges an assignment in its present or last round, in the order of the draw.
    pub fn committee(&self, assignment: &Assignment) -> impl Iterator<Item = &Validator> {
        let seats = assignment.rounds.last().into_iter().flat_map(|round| &round.seats);
        let validators: Vec<_> = seats.filter_map(|seat| self.validators.at(seat.validator)).collect();
        validators.into_iter()
    }

    /// Who holds a seat of an assignment.
    pub fn validator_of(&self, seat: &Seat) -> Option<&Validator> {
        self.validators.at(seat.validator)
    }

    /// A case; `None` if there is none of this id, or it was dropped.
    pub fn case(&self, case: CaseId) -> Option<&Case> {
        self.cases.get(case)
    }

    /// Every case, ascending.
    pub fn cases(&self) -> impl Iterator<Item = (CaseId, &Case)> {
        self.cases.iter()
    }

    /// Whom a case is about.
    pub fn miner_in(&self, case: &Case) -> Option<&Miner> {
        self.miners.at(case.miner)
    }

    /// A proposal; `None` if there is none of this id, or it was dropped.
    pub fn proposal(&self, proposal: ProposalId) -> Option<&Proposal> {
        self.proposals.get(proposal)
    }

    /// Every proposal, ascending.
    pub fn proposals(&self) -> impl Iterator<Item = (ProposalId, &Proposal)> {
        self.proposals.iter()
    }

    /// The parameters of a version, for what keeps those of its beginning.
    pub(crate) fn version(&self, version: u64) -> &Params {
        // Compaction keeps each version that something refers to.
        self.versions.get(&version).unwrap_or(&self.in_force)
    }

    /// The epoch of the present time.
    pub(crate) fn epoch(&self) -> u64 {
        self.epochs.of(self.now, self.in_force.emission.epoch_ms)
    }

    /// Whether an address is barred from both roles.
    pub(crate) fn is_banned(&self, who: &Address) -> bool {
        self.miners.get(who).is_some_and(|m| m.membership == crate::miner::Membership::Banned)
    }
}
