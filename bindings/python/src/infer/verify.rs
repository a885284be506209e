//! From a miner's claim to a finding.

use std::cell::RefCell;

use deepnode_infer::{Claim, Error, Finding, Input, Manifest, verify_until};
use pyo3::prelude::*;

use crate::infer::callback;
use crate::infer::engine::AnyEngine;
use crate::infer::error::failed;
use crate::infer::hint::IsOver;
use crate::infer::wait::wait;
use crate::value::{In, Out};

/// Looks at a claim about `input`, by the engine at hand, for a model that was promised.
///
/// An exact engine reads the claimed output once and compares tokens and states; one whose results only itself repeats runs
/// the task again; for others, and for a model other than the engine's, nothing can be said. `is_over` is asked before the
/// work and after each token that is generated: when it answers True, the finding is `out_of_time`.
///
/// >>> from deepnode import infer
/// >>> model = infer.load(MODELS / "f16-tied", exact=True)
/// >>> job = infer.Job([1, 2, 3], 8)
/// >>> claim = model.run(job)
/// >>> infer.verify(model, model.manifest, job, claim).reason
/// Reason.AGREES
/// >>> short = claim.replace(output=claim.output.replace(tokens=claim.output.tokens[:4]))
/// >>> infer.verify(model, model.manifest, job, short).reason
/// Reason.TRUNCATED
///
/// Raises what the engine failed with. That says nothing about the miner, whose own faults are findings.
#[pyfunction]
#[pyo3(signature = (engine, promised, input, claim, *, is_over = None))]
pub(crate) fn verify<'py>(
    py: Python<'py>,
    engine: In<AnyEngine>,
    promised: In<Manifest>,
    input: In<Input>,
    claim: In<Claim>,
    is_over: Option<IsOver>,
) -> PyResult<Out<'py, Finding>> {
    let (In(promised), In(input), In(claim)) = (promised, input, claim);
    match (engine.0, is_over) {
        (AnyEngine::Model(model), None) => {
            let finding = wait(py, None, None, move |on_step| {
                let on_step = RefCell::new(on_step);
                verify_until(&model, &promised, &input, &claim, &|| (on_step.borrow_mut())(0).is_break())
            })?;
            Out::new(py, &finding)
        }
        (engine, is_over) => {
            let engine = engine.shared();
            let ask = || {
                is_over.as_ref().is_some_and(|is_over| {
                    Python::attach(|py| {
                        callback::look_for_signals(py);
                        let answer = is_over.0.bind(py).call0().and_then(|answer| answer.is_truthy());
                        answer.unwrap_or_else(|raised| {
                            callback::end(raised);
                            true
                        })
                    })
                }) || callback::is_over()
            };
            callback::call(
                py,
                || verify_until(&*engine, &promised, &input, &claim, &ask),
                |found: Result<_, Error>| Out::new(py, &found.map_err(|error| failed(py, &error))?),
            )
        }
    }
}
