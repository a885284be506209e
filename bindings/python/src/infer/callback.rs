//! What Python code raises while the crate calls it.
//!
//! The crate's traits cannot carry every exception: a clock returns a number, an engine an error of the crate. What does
//! not fit waits here, on the thread that called, until the call into the crate has come back.

use std::cell::RefCell;

use pyo3::exceptions::PyException;
use pyo3::prelude::*;

thread_local! {
    /// Ends the call into the crate: an interrupt, or an exception where there is no other way to tell of it.
    static FATAL: RefCell<Option<PyErr>> = const { RefCell::new(None) };
    /// The exception behind a failure of an engine, with the failure's message.
    static CAUSE: RefCell<Option<(String, PyErr)>> = const { RefCell::new(None) };
}

/// What waited on this thread when a call began, for a host that is called may call in turn. It is put back when the call
/// is over, and what waits of the call itself is dropped.
struct Outer {
    fatal: Option<PyErr>,
    cause: Option<(String, PyErr)>,
}

impl Outer {
    fn set_aside() -> Self {
        Self { fatal: FATAL.take(), cause: CAUSE.take() }
    }
}

impl Drop for Outer {
    fn drop(&mut self) {
        drop((FATAL.replace(self.fatal.take()), CAUSE.replace(self.cause.take())));
    }
}

/// Calls into the crate without the GIL, on this thread, and raises what has ended it; else `show` makes of the result what
/// Python gets. The causes of failures are known until then.
pub(crate) fn call<T: Send, R>(
    py: Python<'_>,
    work: impl FnOnce() -> T + Send,
    show: impl FnOnce(T) -> PyResult<R>,
) -> PyResult<R> {
    let _outer = Outer::set_aside();
    let result = py.detach(work);
    match FATAL.take() {
        None => show(result),
        Some(fatal) => Err(fatal),
    }
}

/// Whether the call into the crate is to end as soon as it can.
pub(crate) fn is_over() -> bool {
    FATAL.with_borrow(Option::is_some)
}

/// Ends the call into the crate; what came first is what is raised.
pub(crate) fn end(fatal: PyErr) {
    FATAL.with_borrow_mut(|kept| {
        kept.get_or_insert(fatal);
    });
}

/// Gives back an exception that the crate can be told of; ends the call for others, such as an interrupt.
pub(crate) fn ordinary(py: Python<'_>, raised: PyErr) -> PyErr {
    if !raised.is_instance_of::<PyException>(py) {
        end(raised.clone_ref(py));
    }
    raised
}

/// Lets Ctrl-C through.
pub(crate) fn look_for_signals(py: Python<'_>) {
    if let Err(signal) = py.check_signals() {
        end(signal);
    }
}

/// Remembers what is behind a failure of this message.
pub(crate) fn keep_cause(py: Python<'_>, message: &str, cause: PyErr) {
    let cause = ordinary(py, cause);
    drop(CAUSE.replace(Some((message.to_owned(), cause))));
}

/// What is behind a failure of this message, in the call that goes on.
pub(crate) fn cause_of(py: Python<'_>, message: &str) -> Option<PyErr> {
    let kept = |kept: &Option<(String, PyErr)>| {
        kept.as_ref().filter(|(of, _)| of == message).map(|(_, cause)| cause.clone_ref(py))
    };
    CAUSE.with_borrow(kept)
}
