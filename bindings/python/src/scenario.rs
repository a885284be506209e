//! Scenario files: `deepnode.scenario`.

use deepnode_core::scenario::{Action, Item, Scenario, Step};
use deepnode_core::{Address, Command, Domain, Params, Signed, Time};
use pyo3::exceptions::PyTypeError;
#[cfg(feature = "stubs")]
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::domain::PyDomain;
use crate::error::{invalid, refused};
use crate::failure::{no_scenario, not_run};
use crate::records::{record, records};
use crate::signing::receipt::PyReceipt;
use crate::text;
use crate::value::{FromPython, In, ToPython};

/// Steps between two looks for Ctrl-C.
const AT_A_TIME: usize = 1000;

record! {
    /// A domain's parameters and the commands that it is given.
    ///
    /// >>> scenario = deepnode.Scenario(chain_id=8453, contract="0x" + "99" * 20, params=Params(), steps=[])
    /// >>> deepnode.Scenario.parse(scenario.to_json()) == scenario
    /// True
    /// >>> scenario.run().sequence
    /// 0
    PyScenario = "Scenario" in "deepnode.scenario": Scenario {
        #[new]
        #[pyo3(signature = (chain_id, contract, params, steps, about = None))]
        fn new(
            chain_id: In<u64>,
            contract: In<Address>,
            params: In<Params>,
            steps: In<Vec<Step>>,
            about: Option<In<String>>,
        ) -> Self {
            Self(Scenario {
                about: about.map(|about| about.0),
                chain_id: chain_id.0,
                contract: contract.0,
                params: params.0,
                steps: steps.0,
            })
        }

        /// Reads a whole file, given as text or bytes.
        ///
        /// Raises `deepnode.errors.MalformedScenario` for JSON of another form, or `ScenarioParams` for parameters that
        /// break a rule.
        #[staticmethod]
        fn parse(py: Python<'_>, json: &Bound<'_, PyAny>) -> PyResult<Self> {
            let scenario = if let Ok(text) = json.cast::<PyString>() {
                let text = text.to_str()?;
                py.detach(|| Scenario::parse(text.as_bytes()))
            } else if let Ok(bytes) = json.cast::<PyBytes>() {
                let bytes = bytes.as_bytes();
                py.detach(|| Scenario::parse(bytes))
            } else {
                return Err(PyTypeError::new_err("expected a str or bytes"));
            };
            scenario.map(Self).map_err(|why| no_scenario(py, &why))
        }

        /// The JSON form.
        fn to_json(&self) -> PyResult<String> {
            text::to_json(&self.0)
        }

        /// The domain after the first `until` steps, or after all of them.
        ///
        /// Raises `deepnode.errors.Unexpected` for the first step that goes otherwise than announced.
        #[pyo3(signature = (until = None))]
        fn run(&self, py: Python<'_>, until: Option<In<usize>>) -> PyResult<PyDomain> {
            let Scenario { chain_id, contract, params, steps, .. } = &self.0;
            let mut domain = Domain::new(*chain_id, *contract, params.clone())
                .map_err(|invalid| refused(py, &invalid.into()))?;
            let steps = &steps[..until.map_or(usize::MAX, |until| until.0).min(steps.len())];
            let mut index = 0..;
            for some in steps.chunks(AT_A_TIME) {
                py.check_signals()?;
                let ran = py.detach(|| some.iter().zip(&mut index).try_for_each(|(step, i)| step.run(&mut domain, i)));
                ran.map_err(|why| not_run(py, &why.into()))?;
            }
            Ok(PyDomain::of(domain, false))
        }
    } {
        /// The chain of the contract.
        chain_id: u64,
        /// The contract that the domain settles with.
        contract: Address,
        /// Version 1 of the parameters.
        params: Params,
        /// The steps, in order.
        steps: Vec<Step>,
        /// For readers.
        about: Option<String>,
    }
}

/// A step as files have it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Written {
    now: Time,
    signer: Address,
    command: Option<Command>,
    batch: Option<Vec<Item>>,
    signed: Option<Signed>,
    error: Option<String>,
    note: Option<String>,
}

records! {
    /// A command of a batch.
    PyItem = "Item" in "deepnode.scenario": Item {} {
        /// What is asked for.
        command: Command,
        /// The code of the refusal that is expected; it means nothing where the whole envelope is refused.
        error: Option<String>,
    }
}

record! {
    /// What somebody asks for, and whether it is expected to be refused: a command, signed or of a signer that the host
    /// has authenticated, or a signed batch.
    ///
    /// >>> step = deepnode.scenario.Step(now=1_000, signer=bridge, command=commands.Deposit(to=ana, amount=DN(5)))
    /// >>> step.error is None
    /// True
    PyStep = "Step" in "deepnode.scenario": Written {
        #[new]
        #[pyo3(signature = (now, signer, command = None, batch = None, signed = None, error = None, note = None))]
        #[allow(clippy::too_many_arguments)]
        fn new(
            py: Python<'_>,
            now: In<Time>,
            signer: In<Address>,
            command: Option<In<Command>>,
            batch: Option<In<Vec<Item>>>,
            signed: Option<In<Signed>>,
            error: Option<In<String>>,
            note: Option<In<String>>,
        ) -> PyResult<Self> {
            let step = Written {
                now: now.0,
                signer: signer.0,
                command: command.map(|given| given.0),
                batch: batch.map(|given| given.0),
                signed: signed.map(|given| given.0),
                error: error.map(|given| given.0),
                note: note.map(|given| given.0),
            };
            step.clone().core(py)?;
            Ok(Self(step))
        }

        /// Gives the step to a domain, whatever it announces, and says what became of it.
        ///
        /// Raises the refusal, a `deepnode.errors.Refused`.
        fn give(&self, py: Python<'_>, domain: &Bound<'_, PyDomain>) -> PyResult<PyReceipt> {
            let step = self.0.clone().core(py)?;
            let result = domain.get().changing(py, |state| state.give(&step))?;
            result.map_err(|error| refused(py, &error))
        }
    } {
        /// The host's time, in milliseconds.
        now: Time,
        /// Who asks.
        signer: Address,
        /// The command, unless it is a batch of them.
        command: Option<Command>,
        /// The commands of a signed batch.
        batch: Option<Vec<Item>>,
        /// The nonce, the validity and the signature, of a signed step.
        signed: Option<Signed>,
        /// The code of the refusal that is expected, of the whole envelope if it is a signed one.
        error: Option<String>,
        /// For readers.
        note: Option<String>,
    }
}

impl Written {
    /// The step, if it is one.
    fn core(self, py: Python<'_>) -> PyResult<Step> {
        let Self { now, signer, command, batch, signed, error, note } = self;
        let action = match (command, batch, signed) {
            (Some(command), None, None) => Action::Trusted(command),
            (Some(command), None, Some(signed)) => Action::Signed(command, signed),
            (None, Some(items), Some(signed)) => Action::Batch(items, signed),
            (None, Some(_), None) => return Err(invalid(py, "expected `signed` beside `batch`".into())),
            _ => return Err(invalid(py, "expected one of `command` and `batch`".into())),
        };
        Ok(Step { now, signer, action, error, note })
    }

    fn of(step: &Step) -> Self {
        let (command, batch, signed) = match step.action.clone() {
            Action::Trusted(command) => (Some(command), None, None),
            Action::Signed(command, signed) => (Some(command), None, Some(signed)),
            Action::Batch(items, signed) => (None, Some(items), Some(signed)),
        };
        let Step { now, signer, error, note, .. } = step.clone();
        Self { now, signer, command, batch, signed, error, note }
    }
}

impl ToPython for Step {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr = Written::OUTPUT;

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Written::of(self).to_py(py)
    }
}

impl FromPython for Step {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = Written::INPUT;

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        Written::from_py(value)?.core(value.py())
    }
}
