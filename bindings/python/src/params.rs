//! The economic parameters.

use deepnode_core::{
    Address, Admission, Amount, BurnBase, Emission, Governance, Params, Penalties, Penalty, QueueRules, Rate,
    Revenue, Review, Time, TrustWeights,
};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::error;
use crate::records::{records, settings};
use crate::text;

settings! {
    /// Everything that a domain may set for itself.
    ///
    /// What is left out has its usual value; nobody holds a role until you name who does. Amounts are `int` in base units,
    /// rates `int` in parts per billion, times milliseconds.
    ///
    /// >>> params = Params(registration_fee=DN("2.5"), owner="0x" + "11" * 20)
    /// >>> params.registration_fee
    /// 2500000000000000000
    /// >>> params.revenue.owners == percent(10)
    /// True
    PyParams = "Params" in "deepnode": Params = Params::default(); {
        /// Checks the whole set.
        ///
        /// Raises `deepnode.errors.InvalidParams` with the first field that breaks a rule.
        fn validate(&self, py: Python<'_>) -> PyResult<()> {
            self.0.validate().map_err(|invalid| error::refused(py, &invalid.into()))
        }

        /// What the parameters mean, in words.
        fn __str__(&self) -> String {
            self.0.to_string()
        }

        /// The JSON form, as scenario files have it.
        fn to_json(&self) -> PyResult<String> {
            text::to_json(&self.0)
        }

        /// From the JSON form, with nothing missing.
        ///
        /// Raises `deepnode.errors.Malformed` for a text that is none.
        #[staticmethod]
        fn from_json(text: &Bound<'_, PyString>) -> PyResult<Py<PyAny>> {
            text::from_json::<Params>(text)
        }

        /// The canonical bytes.
        fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
            text::to_bytes(py, &self.0)
        }

        /// From its canonical bytes.
        ///
        /// Raises `deepnode.errors.Malformed` for bytes that are none.
        #[staticmethod]
        fn from_bytes(bytes: &Bound<'_, PyBytes>) -> PyResult<Py<PyAny>> {
            text::from_bytes::<Params>(bytes)
        }

        /// A table for notebooks.
        fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
            slf.py().import("deepnode._html")?.getattr("params")?.call1((slf,))
        }
    }
    {
        /// 1 or 2. In phase 1 only inference tasks are taken and only the foundation's decision slashes.
        phase: u64,
        /// Holder of `Role.Owner`.
        owner: Address,
        /// Holder of `Role.Foundation`.
        foundation: Address,
        /// Holder of `Role.Treasury`.
        treasury: Address,
        /// Holder of `Role.FeeRecipient`.
        fee_recipient: Address,
        /// Holder of `Role.Bridge`.
        bridge: Address,
        /// Holder of `Role.Sequencer`.
        sequencer: Address,
        /// What a miner pays to register.
        registration_fee: Amount,
        /// Share of the registration fee that is burned; the rest goes to the treasury.
        registration_burn: Rate,
        /// Who may register as miner or validator.
        admission: Admission,
        /// The collateral that every miner needs ...
        min_collateral: Amount,
        /// ... and what it needs beside that for each slot.
        collateral_per_slot: Amount,
        /// A validator's least stake of its own.
        min_stake: Amount,
        /// The most stake (with delegations) that counts when seats are drawn.
        stake_cap: Amount,
        /// Time between asking to leave and the money coming free, in milliseconds.
        exit_cooldown_ms: Time,
        /// How the revenue of a task is divided.
        revenue: Revenue,
        /// What work does to trust.
        trust: TrustWeights,
        /// How tasks go through the queue.
        queue: QueueRules,
        /// What a case of each severity costs.
        severity: Penalties,
        /// How long reviews and appeals take.
        review: Review,
        /// Paid by the treasury to each seat that agreed with a rejection, when its case is executed.
        rejection_pay: Amount,
        /// New money.
        emission: Emission,
        /// How parameters are changed.
        governance: Governance,
    }

    /// Shares of the gross revenue of a task, in parts per billion.
    PyRevenue = "Revenue" in "deepnode": Revenue = Params::default().revenue; {}
    {
        /// y: fees and payment processors.
        fees: Rate,
        /// d: the burn, of the fees or of the gross.
        burn: Rate,
        /// What `burn` is taken of.
        burn_base: BurnBase,
        /// Bought back and burned.
        buyback: Rate,
        /// The foundation's part.
        foundation: Rate,
        /// w: the model's creator and backers.
        owners: Rate,
        /// The domain's part, to the treasury.
        domain: Rate,
        /// z: into the emission pool.
        emission: Rate,
        /// The validators' share of what is left after all of these; the miners have the rest.
        validators: Rate,
    }

    /// Weights of trust events in micro-units (1 000 000 is one good piece of work).
    PyTrustWeights = "TrustWeights" in "deepnode": TrustWeights = Params::default().trust; {}
    {
        /// What an event leaves of earlier evidence.
        decay: Rate,
        /// What an epoch without an event leaves of it.
        idle_decay: Rate,
        /// Approved work; an agreeing verdict.
        good: u64,
        /// A lease or a reveal missed.
        late: u64,
        /// Work rejected as minor; a verdict in the minority.
        minor: u64,
        /// Work rejected as major.
        major: u64,
        /// Work rejected as critical.
        critical: u64,
        /// Below this score a miner gets no tasks.
        floor: Rate,
    }

    /// How tasks go through the queue.
    PyQueueRules = "QueueRules" in "deepnode": QueueRules = Params::default().queue; {}
    {
        /// Assignments that a slot may have, 1..=2^32-1.
        max_attempts: u64,
        /// Rounds of verdicts that an assignment may have, 1..=9.
        max_rounds: u64,
        /// Time to commit a verdict.
        commit_ms: Time,
        /// Time to reveal it.
        reveal_ms: Time,
        /// The longest that submitted work waits for enough validators, in each round.
        undecided_after_ms: Time,
        /// The longest that a slot waits for a miner.
        wait_ms: Time,
    }

    /// What a case costs, by its severity.
    PyPenalties = "Penalties" in "deepnode": Penalties = Params::default().severity; {}
    {
        /// Of a mistake.
        minor: Penalty,
        /// Of wrong work.
        major: Penalty,
        /// Of fraud.
        critical: Penalty,
    }

    /// Windows of a review.
    PyReview = "Review" in "deepnode": Review = Params::default().review; {}
    {
        /// For the foundation to decide.
        window_ms: Time,
        /// For the miner to appeal.
        appeal_ms: Time,
    }

    /// New money, epoch by epoch.
    PyEmission = "Emission" in "deepnode": Emission = Params::default().emission; {}
    {
        /// Length of an epoch, at least 60 000, fixed for the domain's life.
        epoch_ms: Time,
        /// New money of epoch 0.
        first: Amount,
        /// What an epoch's new money keeps of the one before.
        decay: Rate,
        /// The most that may ever be emitted.
        cap: Amount,
        /// The foundation's leg.
        foundation: Rate,
        /// The treasury's leg, at most 10 %.
        domain: Rate,
        /// The creators' and backers' leg.
        owners: Rate,
        /// The stakers' leg.
        stakers: Rate,
        /// The validators' leg; the miners have the rest.
        validators: Rate,
    }

    /// How parameters are changed.
    PyGovernance = "Governance" in "deepnode": Governance = Params::default().governance; {}
    {
        /// Time between passing and taking effect.
        timelock_ms: Time,
        /// Time to vote.
        voting_ms: Time,
        /// Voted share of all stake below which a proposal fails.
        quorum: Rate,
        /// Veto share of the voted stake above which it fails and its deposit is burned.
        veto: Rate,
        /// Held while a proposal is voted on.
        deposit: Amount,
    }
}

records! {
    /// What a case of one severity costs.
    PyPenalty = "Penalty" in "deepnode": Penalty {}
    {
        /// e: the share of the collateral that is slashed, rounded up.
        slash: Rate,
        /// The share of the slashed part that goes to the treasury for the cost of verification; the rest is burned.
        treasury: Rate,
        /// f: the share of the collateral that is returned when the miner is deregistered.
        returned: Rate,
        /// Whether the miner has to go.
        deregister: bool,
        /// Whether the miner gets no tasks while the case is open.
        suspend: bool,
        /// Whether it may never come back, in any role.
        ban: bool,
    }
}
