//! Hosts that are written in Python.

use std::time::Duration;

use deepnode_core::{Address, AssignmentId, Envelope, Time};
use deepnode_infer::sdk::{
    Cancel, HostError, Ledger, MinerCall, MinerHost, Reply, Seat, ValidatorCall, ValidatorHost,
};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier};

use crate::infer::callback;
use crate::sdk::cancel::PyCancel;
use crate::sdk::error;
use crate::sdk::task::{PyRefusal, miner_call, validator_call};
use crate::value::{FromPython, ToPython};

/// A host, called on the thread of the loop. The GIL is held for each call only.
pub(crate) struct Host(Py<PyAny>);

/// The argument `host` of a worker.
pub(crate) struct Miner(pub(crate) Host);

/// The argument `host` of a validator.
pub(crate) struct Judge(pub(crate) Host);

/// What came in for an assignment.
pub(crate) struct Parcel(pub(crate) Vec<u8>);

impl FromPython for Parcel {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = type_hint_identifier!("builtins", "bytes");

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        Ok(Self(value.cast::<PyBytes>()?.as_bytes().to_vec()))
    }
}

macro_rules! hosts {
    ($($name:ident = $hint:literal)+) => {$(
        impl FromPyObject<'_, '_> for $name {
            type Error = PyErr;
            #[cfg(feature = "stubs")]
            const INPUT_TYPE: PyStaticExpr = type_hint_identifier!("deepnode.sdk.host", $hint);

            fn extract(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
                Ok(Self(Host(value.to_owned().unbind())))
            }
        }
    )+};
}

hosts! { Miner = "MinerHost" Judge = "ValidatorHost" }

impl Host {
    /// A call that may fail, and that the loops try again where that makes sense.
    fn call<T>(&self, call: impl for<'py> FnOnce(&Bound<'py, PyAny>) -> PyResult<T>) -> Result<T, HostError> {
        if callback::is_over() {
            return Err("interrupted".into());
        }
        let called = Python::try_attach(|py| {
            call(self.0.bind(py)).map_err(|raised| HostError::from(callback::ordinary(py, raised)))
        });
        called.unwrap_or_else(|| Err("the interpreter has ended".into()))
    }
}

impl Ledger for Host {
    /// For a host that cannot tell the time, all time is over, and the loop ends.
    fn now(&self) -> Time {
        if callback::is_over() {
            return Time::MAX;
        }
        let told = Python::try_attach(|py| {
            let told = || Time::from_py(self.0.bind(py).call_method0(intern!(py, "now"))?.as_borrowed());
            told().map_err(|raised| {
                let raised = callback::ordinary(py, raised);
                callback::end(error::host(py, raised));
            })
        });
        told.and_then(Result::ok).unwrap_or(Time::MAX)
    }

    fn nonce(&mut self, signer: Address) -> Result<u64, HostError> {
        self.call(|host| {
            let signer = signer.to_py(host.py())?;
            u64::from_py(host.call_method1(intern!(host.py(), "nonce"), (signer,))?.as_borrowed())
        })
    }

    fn send(&mut self, envelope: &Envelope) -> Result<Reply, HostError> {
        self.call(|host| {
            let py = host.py();
            match host.call_method1(intern!(py, "send"), (envelope.to_py(py)?,)) {
                Ok(reply) => match reply.cast::<PyRefusal>() {
                    Ok(refusal) => {
                        let refusal = &refusal.get().0;
                        Ok(Reply::Refused { code: refusal.code.clone(), message: refusal.message.clone() })
                    }
                    Err(_) => Ok(Reply::Applied),
                },
                Err(raised) => {
                    let refused = py.import("deepnode.errors")?.getattr("Refused")?;
                    let value = raised.value(py);
                    if !value.is_instance(&refused)? {
                        return Err(raised);
                    }
                    let code = value.getattr("code")?.extract()?;
                    Ok(Reply::Refused { code, message: value.str()?.to_string() })
                }
            }
        })
    }

    /// The host's own `pause`, or what the crate does by itself, as a sleep that Ctrl-C ends.
    fn pause(&mut self, attempt: u32) {
        // What goes wrong here is no reason to stop trying; an interrupt ends the loop all the same.
        let paused = self.call(|host| {
            let py = host.py();
            if let Ok(pause) = host.getattr(intern!(py, "pause")) {
                return pause.call1((attempt,)).map(drop);
            }
            let ms = 100_u64.saturating_mul(1 << attempt.min(6)).min(5_000);
            let seconds = Duration::from_millis(ms).as_secs_f64();
            py.import("time")?.call_method1("sleep", (seconds,)).map(drop)
        });
        if let Err(why) = paused {
            tracing::warn!(target: "deepnode_infer::sdk::host", %why, "the host could not pause");
        }
    }
}

impl MinerHost for Host {
    fn next(&mut self, cancel: &Cancel) -> Result<Option<MinerCall>, HostError> {
        self.call(|host| {
            let cancel = Bound::new(host.py(), PyCancel(cancel.clone()))?;
            miner_call(&host.call_method1(intern!(host.py(), "next"), (cancel,))?)
        })
    }

    fn deliver(
        &mut self,
        assignment: AssignmentId,
        committee: &[Address],
        parcel: &[u8],
    ) -> Result<(), HostError> {
        self.call(|host| {
            let py = host.py();
            let committee = committee.to_vec().to_py(py)?;
            let arguments = (assignment.to_py(py)?, committee, PyBytes::new(py, parcel));
            host.call_method1(intern!(py, "deliver"), arguments).map(drop)
        })
    }
}

impl ValidatorHost for Host {
    fn next(&mut self, cancel: &Cancel) -> Result<Option<ValidatorCall>, HostError> {
        self.call(|host| {
            let cancel = Bound::new(host.py(), PyCancel(cancel.clone()))?;
            validator_call(&host.call_method1(intern!(host.py(), "next"), (cancel,))?)
        })
    }

    fn fetch(&mut self, seat: &Seat, cancel: &Cancel) -> Result<Vec<Vec<u8>>, HostError> {
        self.call(|host| {
            let py = host.py();
            let cancel = Bound::new(py, PyCancel(cancel.clone()))?;
            let parcels = host.call_method1(intern!(py, "fetch"), (seat.to_py(py)?, cancel))?;
            let parcels = Vec::<Parcel>::from_py(parcels.as_borrowed())?;
            Ok(parcels.into_iter().map(|parcel| parcel.0).collect())
        })
    }
}
