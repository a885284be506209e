//! How revenue, emissions and collateral are divided: `deepnode.settlement`, `deepnode.emissions`, `deepnode.slashing`.

pub(crate) mod settlement {
    use deepnode_core::settlement::Parts;
    use deepnode_core::{Amount, Revenue};

    use crate::records::records;
    use crate::value::In;

    records! {
        /// The parts of a gross revenue, in base units; they add up to it.
        ///
        /// >>> parts = deepnode.settlement.Parts.of(DN(100), Params().revenue)
        /// >>> parts.fees == DN(4), parts.burn == DN(1), parts.miners == DN(64)
        /// (True, True, True)
        PyParts = "Parts" in "deepnode.settlement": Parts {
            /// Divides a gross revenue, by rates that `Params.validate` has passed.
            #[staticmethod]
            fn of(gross: In<Amount>, rates: In<Revenue>) -> Self {
                Self(Parts::of(gross.0, &rates.0))
            }

            /// A flow of where the revenue goes, for notebooks.
            fn _repr_html_<'py>(slf: &pyo3::Bound<'py, Self>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                crate::nouns::html(slf.as_any(), "settlement")
            }
        } {
            /// To the fee recipient.
            fees: Amount,
            /// Burned.
            burn: Amount,
            /// Bought back and burned.
            buyback: Amount,
            /// To the foundation.
            foundation: Amount,
            /// To the model's creator and backers.
            owners: Amount,
            /// To the treasury.
            domain: Amount,
            /// Into the pool.
            emission: Amount,
            /// Over the agreeing seats.
            validators: Amount,
            /// Over the approved assignments.
            miners: Amount,
        }
    }
}

pub(crate) mod emissions {
    use deepnode_core::emissions::Legs;
    use deepnode_core::{Amount, Emission};

    use crate::records::records;
    use crate::value::In;

    records! {
        /// The legs of an epoch's budget, in base units; they add up to it.
        ///
        /// >>> legs = deepnode.emissions.Legs.of(DN(5000), Params().emission)
        /// >>> legs.stakers == DN(500), legs.miners == DN(2500)
        /// (True, True)
        PyLegs = "Legs" in "deepnode.emissions": Legs {
            /// Divides a budget, by rates that `Params.validate` has passed.
            #[staticmethod]
            fn of(budget: In<Amount>, rules: In<Emission>) -> Self {
                Self(Legs::of(budget.0, &rules.0))
            }
        } {
            /// To the foundation.
            foundation: Amount,
            /// To the treasury: the domain's leg.
            treasury: Amount,
            /// Over the models, then within each.
            owners: Amount,
            /// Over the delegations.
            stakers: Amount,
            /// Over the paid seats.
            validators: Amount,
            /// Over the miners' work.
            miners: Amount,
        }
    }
}

pub(crate) mod slashing {
    use deepnode_core::slashing::Parts;
    use deepnode_core::{Amount, Penalty};

    use crate::records::records;
    use crate::value::In;

    records! {
        /// What becomes of a collateral when a case is carried out, in base units; the parts add up to it.
        ///
        /// >>> parts = deepnode.slashing.Parts.of(DN(1100), Params().severity.major)
        /// >>> parts.treasury == DN(275), parts.returned == DN(440), parts.kept
        /// (True, True, 0)
        PySlashed = "Parts" in "deepnode.slashing": Parts {
            /// Divides a collateral, by a penalty that `Params.validate` has passed.
            #[staticmethod]
            fn of(collateral: In<Amount>, penalty: In<Penalty>) -> Self {
                Self(Parts::of(collateral.0, &penalty.0))
            }
        } {
            /// Slashed, to the treasury for the cost of verification.
            treasury: Amount,
            /// Slashed and burned.
            burned: Amount,
            /// Back to a miner that has to go.
            returned: Amount,
            /// The rest of the collateral of a miner that has to go, to the treasury.
            forfeited: Amount,
            /// What a miner keeps at stake that may stay.
            kept: Amount,
        }
    }
}
