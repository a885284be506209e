//! Work on another thread, while this one listens for Ctrl-C and shows how far it is.

use std::ops::ControlFlow;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use deepnode_infer::Error;
use deepnode_infer::sdk::Cancel;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use crate::infer::error::failed;
use crate::infer::progress::Progress;

/// How long a signal may wait.
pub(crate) const TICK: Duration = Duration::from_millis(20);

enum News<T> {
    Step(usize),
    Done(Result<T, Error>),
}

/// Called by the work between its steps, with how much is done.
pub(crate) type OnStep<'a> = &'a mut (dyn FnMut(usize) -> ControlFlow<()> + 'a);

/// Waits for work, and raises what went wrong first. A signal, an exception of `progress`, or a `cancel` that is on stops it at its next step; after a
/// signal nobody waits for that.
pub(crate) fn wait<T: Send + 'static>(
    py: Python<'_>,
    cancel: Option<Cancel>,
    progress: Option<Progress<'_>>,
    work: impl FnOnce(OnStep<'_>) -> Result<T, Error> + Send + 'static,
) -> PyResult<T> {
    let (sender, mut news) = mpsc::channel();
    let stop = Cancel::default();
    let (stopped, is_watched) = (stop.clone(), progress.is_some());
    let working = move || {
        let mut last = None;
        let mut on_step = |done| {
            if stopped.is_cancelled() || cancel.as_ref().is_some_and(Cancel::is_cancelled) {
                return ControlFlow::Break(());
            }
            if is_watched && last.replace(done) != Some(done) {
                // Nobody listens any more after a signal, and the next step ends it.
                let _ = sender.send(News::Step(done));
            }
            ControlFlow::Continue(())
        };
        let result = work(&mut on_step);
        let _ = sender.send(News::Done(result));
    };
    thread::Builder::new().name("deepnode".to_owned()).spawn(working)?;
    let listen = || {
        loop {
            let (rest, next) = py.detach(move || next(news));
            news = rest;
            match next {
                Ok(News::Done(result)) => return result.map_err(|error| failed(py, &error)),
                Ok(News::Step(done)) => {
                    if let Some(progress) = &progress {
                        progress.show(done)?;
                    }
                }
                Err(RecvTimeoutError::Timeout) => py.check_signals()?,
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(PyRuntimeError::new_err("the work panicked"));
                }
            }
        }
    };
    let result = listen();
    if result.is_err() {
        stop.cancel();
    }
    let closed = progress.map_or(Ok(()), Progress::close);
    result.and_then(|done| closed.map(|()| done))
}

type Next<T> = (Receiver<News<T>>, Result<News<T>, RecvTimeoutError>);

fn next<T>(news: Receiver<News<T>>) -> Next<T> {
    let next = news.recv_timeout(TICK);
    (news, next)
}
