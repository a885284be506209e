//! A generation on its way: tokens, as a thread of its own chooses them.

use std::ops::ControlFlow;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Mutex, MutexGuard};
use std::thread;

use deepnode_infer::sdk::Cancel;
use deepnode_infer::{Error, Generation, Job, Model};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::MutexExt;

use crate::infer::error::failed;
use crate::infer::wait::TICK;
use crate::value::Out;

enum News {
    Token(u32),
    Ended(Result<Generation, Error>),
}

/// The tokens of a generation, as they are chosen.
///
/// A thread of its own computes ahead; this is its iterator. It ends where the generation does, after `close()`, or when
/// nobody holds it any more: then no further token is computed. Several threads may take tokens from it.
///
/// >>> from deepnode import infer
/// >>> model = infer.load(MODELS / "f16-tied")
/// >>> tokens = model.generate([1, 2, 3], limit=4)
/// >>> len(list(tokens))
/// 4
/// >>> tokens.result().finish
/// Finish.LIMIT
#[pyclass(frozen, module = "deepnode.infer", name = "Tokens")]
pub(crate) struct Tokens {
    model: Model,
    stop: Cancel,
    come: Mutex<Vec<u32>>,
    state: Mutex<State>,
}

struct State {
    news: Receiver<News>,
    /// How many tokens were given away.
    given: usize,
    ended: Option<PyResult<Generation>>,
}

impl Tokens {
    pub(crate) fn start(model: &Model, job: Job) -> PyResult<Self> {
        let (sender, news) = mpsc::channel();
        let stop = Cancel::default();
        let (stopped, runner) = (stop.clone(), model.clone());
        let run = move || {
            let on_token = |token| {
                // Nobody may be left to take it.
                if stopped.is_cancelled() || sender.send(News::Token(token)).is_err() {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            };
            let ended = runner.generate(&job, on_token);
            let _ = sender.send(News::Ended(ended));
        };
        thread::Builder::new().name("deepnode-generate".to_owned()).spawn(run)?;
        let state = State { news, given: 0, ended: None };
        Ok(Self { model: model.clone(), stop, come: Mutex::default(), state: Mutex::new(state) })
    }

    /// Waiting here lets Python go on meanwhile.
    fn state(&self, py: Python<'_>) -> PyResult<MutexGuard<'_, State>> {
        self.state.lock_py_attached(py).map_err(|_| panicked())
    }

    fn come(&self) -> PyResult<MutexGuard<'_, Vec<u32>>> {
        self.come.lock().map_err(|_| panicked())
    }

    /// Waits for one piece of news; a signal ends the generation.
    fn listen(&self, py: Python<'_>, state: &mut State) -> PyResult<()> {
        loop {
            let waiting = &mut *state;
            match py.detach(move || waiting.news.recv_timeout(TICK)) {
                Ok(News::Token(token)) => self.come()?.push(token),
                Ok(News::Ended(ended)) => state.ended = Some(ended.map_err(|error| failed(py, &error))),
                Err(RecvTimeoutError::Timeout) => {
                    py.check_signals().inspect_err(|_| self.stop.cancel())?;
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => state.ended = Some(Err(panicked())),
            }
            return Ok(());
        }
    }
}

#[pymethods]
impl Tokens {
    fn __iter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<u32>> {
        let mut state = self.state(py)?;
        loop {
            if self.stop.is_cancelled() {
                return Ok(None);
            }
            let next = self.come()?.get(state.given).copied();
            if let Some(token) = next {
                state.given += 1;
                return Ok(Some(token));
            }
            match &state.ended {
                Some(Ok(_)) => return Ok(None),
                Some(Err(error)) => return Err(error.clone_ref(py)),
                None => self.listen(py, &mut state)?,
            }
        }
    }

    /// The text of the tokens that have come so far, without the prompt.
    #[getter]
    fn text(&self, py: Python<'_>) -> PyResult<String> {
        let tokens = self.come()?.clone();
        py.detach(|| self.model.tokenizer().decode(&tokens)).map_err(|error| failed(py, &error))
    }

    /// Waits for the end and gives all tokens, taken or not, and why it ended.
    ///
    /// Raises what the generation failed with.
    fn result<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Generation>> {
        let mut state = self.state(py)?;
        loop {
            match &state.ended {
                Some(Ok(generation)) => return Out::new(py, generation),
                Some(Err(error)) => return Err(error.clone_ref(py)),
                None => self.listen(py, &mut state)?,
            }
        }
    }

    /// Stops the generation; at most one more token is computed.
    fn close(&self) {
        self.stop.cancel();
    }

    fn __enter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __exit__(&self, _kind: &Bound<'_, PyAny>, _error: &Bound<'_, PyAny>, _trace: &Bound<'_, PyAny>) {
        self.close();
    }
}

impl Drop for Tokens {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn panicked() -> PyErr {
    PyRuntimeError::new_err("the generation panicked")
}
