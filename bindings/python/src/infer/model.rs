//! A model in hand.

use std::ops::ControlFlow;
use std::path::PathBuf;

use deepnode_infer::{
    Claim, Config, Device, Engine, Error, Generation, Input, Job, Kernel, Manifest, Mode, Model, Options,
    Sampler,
};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyString;
#[cfg(feature = "stubs")]
use pyo3::{PyTypeInfo, inspect::PyStaticExpr, type_hint_identifier, type_hint_subscript, type_hint_union};

use crate::infer::callback;
use crate::infer::error::failed;
use crate::infer::generating::Tokens;
use crate::infer::hint::{AsyncTokens, Awaitable, OnToken, Same};
use crate::infer::job::PyJob;
use crate::infer::numpy::{self, Array};
use crate::infer::progress::{Progress, Show};
use crate::infer::tokenizer::PyTokenizer;
use crate::infer::wait::{OnStep, wait};
use crate::sdk::cancel::PyCancel;
use crate::value::{FromPython, In, Out};

/// A model loaded from a Hugging Face folder: a decoder, which continues texts, or an encoder, which embeds them.
///
/// `load` makes it. It can be used from several threads at once.
#[pyclass(frozen, module = "deepnode.infer", name = "Model")]
pub(crate) struct PyModel(pub(crate) Model);

/// Loads a folder: `config.json`, `tokenizer.json`, and the weights as `model.safetensors` or in shards.
///
/// `device` is `cpu`, `cuda` (the first GPU) or `cuda:N`; see `devices`. In exact mode everything is computed in whole
/// numbers, with the same bits on every machine; `kernel` is what multiplies matrices then, without changing a result. Texts
/// are read in pieces of `piece` tokens, which bounds memory, and filled up to `pad` tokens at least.
///
/// >>> from deepnode import infer
/// >>> model = infer.load(MODELS / "bert-f32")
/// >>> model.embeds, model.device, model.mode
/// (True, 'cpu', Mode.F32)
///
/// Raises a `deepnode.errors.InferenceError` that says which file and field is missing, broken or not supported, or why the
/// device cannot be used.
#[pyfunction]
#[pyo3(signature = (
    dir, device = In(Device::Cpu), *, exact = false, kernel = In(Kernel::Auto), piece = In(512), pad = In(0)
))]
pub(crate) fn load(
    py: Python<'_>,
    dir: In<PathBuf>,
    device: In<Device>,
    exact: bool,
    kernel: In<Kernel>,
    piece: In<usize>,
    pad: In<usize>,
) -> PyResult<PyModel> {
    let mode = if exact { Mode::Exact } else { Mode::F32 };
    let options = Options { mode, kernel: kernel.0, piece: piece.0, pad: pad.0, ..Options::f32(device.0) };
    wait(py, None, None, move |_| Model::load(dir.0, options)).map(PyModel)
}

/// A text, or its tokens.
enum Text {
    Words(String),
    Tokens(Vec<u32>),
}

impl Text {
    fn tokens(self, model: &Model) -> Result<Vec<u32>, Error> {
        match self {
            Self::Words(text) => model.tokenizer().encode(&text),
            Self::Tokens(tokens) => Ok(tokens),
        }
    }
}

impl FromPython for Text {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = type_hint_union!(String::INPUT, Vec::<u32>::INPUT);

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        if value.is_instance_of::<PyString>() {
            return value.extract().map(Self::Words);
        }
        Vec::from_py(value).map(Self::Tokens).map_err(|error| {
            if value.try_iter().is_ok() {
                return error;
            }
            let found =
                value.get_type().name().map_or_else(|_| String::from("something else"), |n| n.to_string());
            PyTypeError::new_err(format!("expected a text or its token ids, found {found}"))
        })
    }
}

/// Texts to embed: one, or several.
pub(crate) struct Texts(Vec<Text>);

impl FromPyObject<'_, '_> for Texts {
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = type_hint_union!(
        String::INPUT,
        type_hint_subscript!(type_hint_identifier!("collections.abc", "Iterable"), Text::INPUT)
    );

    fn extract(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        if value.is_instance_of::<PyString>() {
            return Text::from_py(value).map(|text| Self(vec![text]));
        }
        Vec::from_py(value).map(Self)
    }
}

/// What to continue: a text, its tokens, or a whole job.
pub(crate) struct Prompt(Result<Job, Text>);

impl FromPyObject<'_, '_> for Prompt {
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = type_hint_union!(Text::INPUT, <PyJob as PyTypeInfo>::TYPE_HINT);

    fn extract(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        match value.cast::<PyJob>() {
            Ok(job) => Ok(Self(Ok(job.get().0.clone()))),
            Err(_) => Text::from_py(value).map(|text| Self(Err(text))),
        }
    }
}

impl PyModel {
    /// Runs with the model on another thread, and raises what it fails with.
    fn work<T: Send + 'static>(
        &self,
        py: Python<'_>,
        cancel: Option<&PyCancel>,
        progress: Option<Progress<'_>>,
        work: impl FnOnce(&Model, OnStep<'_>) -> Result<T, Error> + Send + 'static,
    ) -> PyResult<T> {
        let model = self.0.clone();
        let cancel = cancel.map(|cancel| cancel.0.clone());
        wait(py, cancel, progress, move |on_step| work(&model, on_step))
    }

    fn job(
        &self,
        py: Python<'_>,
        prompt: Prompt,
        limit: Option<In<u32>>,
        sampler: Option<In<Sampler>>,
        stop_at_eos: Option<bool>,
    ) -> PyResult<Job> {
        let text = match prompt.0 {
            Ok(job) if limit.is_none() && sampler.is_none() && stop_at_eos.is_none() => return Ok(job),
            Ok(_) => {
                return Err(PyTypeError::new_err(
                    "expected no limit, sampler or stop_at_eos beside a Job, which has its own",
                ));
            }
            Err(text) => text,
        };
        let prompt = py.detach(|| text.tokens(&self.0)).map_err(|error| failed(py, &error))?;
        let room = self.0.config().context().saturating_sub(prompt.len());
        let limit = limit.map_or(u32::try_from(room).unwrap_or(u32::MAX), |limit| limit.0);
        let sampler = sampler.map_or(Sampler::Greedy, |sampler| sampler.0);
        Ok(Job { prompt, sampler, limit, stop_at_eos: stop_at_eos.unwrap_or(true) })
    }
}

#[pymethods]
impl PyModel {
    /// The numbers of the architecture.
    #[getter]
    fn config<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Config>> {
        Out::new(py, self.0.config())
    }

    /// Text to tokens and back.
    #[getter]
    fn tokenizer(&self) -> PyTokenizer {
        PyTokenizer(self.0.clone())
    }

    /// What the model is known by: its `hash()` is the model's id in a domain.
    #[getter]
    fn manifest<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Manifest>> {
        Out::new(py, self.0.manifest())
    }

    /// Where the model runs, as `load` was told.
    #[getter]
    fn device<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Device>> {
        Out::new(py, &self.0.device())
    }

    /// What the model computes with.
    #[getter]
    fn mode<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Mode>> {
        Out::new(py, &self.0.mode())
    }

    /// Whether it is an encoder, which embeds texts; else it is a decoder, which continues them.
    #[getter]
    fn embeds(&self) -> bool {
        self.0.embeds()
    }

    /// How its results can be checked, as an engine says it.
    #[getter]
    fn checks<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, deepnode_infer::Checks>> {
        Out::new(py, &self.0.checks())
    }

    /// The tokens that end a text; none of an encoder.
    #[getter]
    fn end_tokens<'py>(&self, py: Python<'py>) -> PyResult<Out<'py, Vec<u32>>> {
        Out::new(py, &self.0.config().eos().to_vec())
    }

    /// The embeddings of texts, as a NumPy array of float32, `[texts, hidden_size]`: directions of length 1.
    ///
    /// A text is a `str` or its token ids; a single `str` is a list of one. `progress` is called with `(done, total)` after
    /// each piece of a long list, or draws a bar if it is True; `cancel` stops it between two pieces.
    ///
    /// >>> from deepnode import infer
    /// >>> model = infer.load(MODELS / "bert-f32")
    /// >>> a, b = model.embed(["the quick brown fox", "the house of the thing"])
    /// >>> bool(a @ a > 0.999), bool(a @ b < 0.999)
    /// (True, True)
    ///
    /// Raises `InBatch` (in `deepnode.infer.errors`) for the first text that cannot be read, before any is; `NotThisModel`
    /// for a decoder, and `Stopped` if it was cancelled.
    #[pyo3(signature = (texts, *, progress = None, cancel = None))]
    fn embed<'py>(
        &self,
        py: Python<'py>,
        texts: Texts,
        progress: Option<Show<'py>>,
        cancel: Option<&Bound<'py, PyCancel>>,
    ) -> PyResult<Array<'py>> {
        let progress = Progress::start(progress, texts.0.len(), "texts")?;
        let rows = self.work(py, cancel.map(Bound::get), progress, move |model, on_step| {
            let tokens = texts.0.into_iter().map(|text| text.tokens(model)).collect::<Result<Vec<_>, _>>()?;
            model.embed_batch_with(&tokens, on_step)
        })?;
        numpy::matrix(py, &rows, self.0.config().hidden_size())
    }

    /// `embed`, to be awaited. Cancelling the task stops it between two pieces.
    #[pyo3(signature = (texts, *, progress = None))]
    fn embed_async<'py>(
        slf: &Bound<'py, Self>,
        texts: Same<'py, Texts>,
        progress: Option<Same<'py, Show<'py>>>,
    ) -> PyResult<Awaitable<'py, Array<'py>>> {
        Awaitable::of(slf.py(), "embed", (slf, texts, progress))
    }

    /// Continues a prompt: an iterator of token ids, as they are chosen.
    ///
    /// The prompt is a text, its token ids, or a whole `Job`, which has the other arguments in it: giving them beside it is a
    /// `TypeError`. Without a `limit` it goes on to the end of the context; without a `sampler` it is greedy; and it stops
    /// where the text ends unless `stop_at_eos` is False. Ctrl-C, leaving a `with` block, `close()` and dropping the iterator
    /// stop it.
    ///
    /// >>> from deepnode import infer
    /// >>> model = infer.load(MODELS / "f32-untied")
    /// >>> with model.generate("the quick brown", limit=8) as tokens:
    /// ...     streamed = [token for token in tokens]
    /// >>> tuple(streamed) == tokens.result().tokens
    /// True
    ///
    /// What cannot be run is raised by the first token asked for: `deepnode.infer.errors.TooLong`, `TokenOutOfRange`,
    /// `EmptyPrompt`, `Sampler`, `NotThisModel` for an encoder.
    #[pyo3(signature = (prompt, limit = None, sampler = None, *, stop_at_eos = None))]
    fn generate(
        &self,
        py: Python<'_>,
        prompt: Prompt,
        limit: Option<In<u32>>,
        sampler: Option<In<Sampler>>,
        stop_at_eos: Option<bool>,
    ) -> PyResult<Tokens> {
        let job = self.job(py, prompt, limit, sampler, stop_at_eos)?;
        Tokens::start(&self.0, job)
    }

    /// `generate` for `async for`. Cancelling the task stops it.
    #[pyo3(signature = (prompt, limit = None, sampler = None, *, stop_at_eos = None))]
    fn generate_async<'py>(
        &self,
        py: Python<'py>,
        prompt: Prompt,
        limit: Option<In<u32>>,
        sampler: Option<In<Sampler>>,
        stop_at_eos: Option<bool>,
    ) -> PyResult<AsyncTokens<'py>> {
        let tokens = self.generate(py, prompt, limit, sampler, stop_at_eos)?;
        let class = py.import("deepnode.infer.aio")?.getattr("AsyncTokens")?;
        class.call1((tokens,)).map(AsyncTokens)
    }

    /// Generates for several jobs at once, which is faster than one after the other.
    ///
    /// The jobs may differ in length, sampler and limit. Each gets what it would get alone; in f32 up to rounding.
    /// `progress` is called with the number of jobs that have ended, or draws a bar if it is True; `cancel` stops it after
    /// the next token.
    ///
    /// Raises `deepnode.infer.errors.InBatch` for the first job that cannot be run, before any is; `Stopped` if it was
    /// cancelled.
    #[pyo3(signature = (jobs, *, progress = None, cancel = None))]
    fn generate_batch<'py>(
        &self,
        py: Python<'py>,
        jobs: In<Vec<Job>>,
        progress: Option<Show<'py>>,
        cancel: Option<&Bound<'py, PyCancel>>,
    ) -> PyResult<Out<'py, Vec<Generation>>> {
        let progress = Progress::start(progress, jobs.0.len(), "jobs")?;
        let work = move |model: &Model, on_step: OnStep<'_>| model.generate_batch_with(&jobs.0, on_step);
        Out::new(py, &self.work(py, cancel.map(Bound::get), progress, work)?)
    }

    /// `generate_batch`, to be awaited. Cancelling the task stops it after the next token.
    #[pyo3(signature = (jobs, *, progress = None))]
    fn generate_batch_async<'py>(
        slf: &Bound<'py, Self>,
        jobs: Same<'py, In<Vec<Job>>>,
        progress: Option<Same<'py, Show<'py>>>,
    ) -> PyResult<Awaitable<'py, Out<'py, Vec<Generation>>>> {
        Awaitable::of(slf.py(), "generate_batch", (slf, jobs, progress))
    }

    /// The logits of the token that would follow `tokens`, as a NumPy array of float32, `[vocab_size]`.
    ///
    /// Raises `deepnode.infer.errors.NotThisModel` for an encoder, `EmptyPrompt`, `TokenOutOfRange` and `TooLong` for tokens
    /// that the model cannot read.
    fn logits<'py>(&self, py: Python<'py>, tokens: In<Vec<u32>>) -> PyResult<Array<'py>> {
        numpy::vector(py, &self.work(py, None, None, move |model, _| model.logits(&tokens.0))?)
    }

    /// The logits after every position of `tokens`, by reading them once: `[len, vocab_size]`. Row `i` says what follows
    /// `tokens[:i + 1]`.
    ///
    /// Raises as `logits` does.
    fn all_logits<'py>(&self, py: Python<'py>, tokens: In<Vec<u32>>) -> PyResult<Array<'py>> {
        let rows = self.work(py, None, None, move |model, _| model.all_logits(&tokens.0))?;
        numpy::matrix(py, &rows, self.0.config().vocab_size())
    }

    /// Runs a task and gives the claim that a miner would hand in.
    ///
    /// `on_token` is called with each token as it comes; if it answers True, no more are wanted. `cancel` stops it after the
    /// next token, too.
    ///
    /// >>> from deepnode import infer
    /// >>> model = infer.load(MODELS / "f16-tied", exact=True)
    /// >>> claim = model.run(infer.Job([1, 2, 3], 8))
    /// >>> claim.cell_root == Hash.ZERO
    /// False
    ///
    /// Raises why the task cannot be run.
    #[pyo3(signature = (input, on_token = None, *, cancel = None))]
    fn run<'py>(
        &self,
        py: Python<'py>,
        input: In<Input>,
        on_token: Option<OnToken>,
        cancel: Option<&Bound<'py, PyCancel>>,
    ) -> PyResult<Out<'py, Claim>> {
        let In(input) = input;
        let cancel = cancel.map(Bound::get);
        let claim = match on_token {
            None => {
                self.work(py, cancel, None, move |model, on_step| model.run(&input, &mut |_| on_step(0)))?
            }
            Some(on_token) => {
                let mut tell = |token: u32| {
                    let stops = Python::attach(|py| {
                        callback::look_for_signals(py);
                        let answer =
                            on_token.0.bind(py).call1((token,)).and_then(|answer| answer.is_truthy());
                        answer.unwrap_or_else(|raised| {
                            callback::end(raised);
                            true
                        })
                    });
                    let stops = stops || cancel.is_some_and(|cancel| cancel.0.is_cancelled());
                    if stops || callback::is_over() {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    }
                };
                let raise = |ran: Result<_, Error>| ran.map_err(|error| failed(py, &error));
                callback::call(py, || self.0.run(&input, &mut tell), raise)?
            }
        };
        Out::new(py, &claim)
    }

    /// `run`, to be awaited. Cancelling the task stops it after the next token.
    fn run_async<'py>(
        slf: &Bound<'py, Self>,
        input: Same<'py, In<Input>>,
    ) -> PyResult<Awaitable<'py, Out<'py, Claim>>> {
        Awaitable::of(slf.py(), "run", (slf, input))
    }

    /// Runs several tasks at once; each claim is, in exact mode bit for bit, what the task alone would give.
    ///
    /// `progress` and `cancel` are as for `embed` and `generate_batch`, and so are the exceptions.
    #[pyo3(signature = (inputs, *, progress = None, cancel = None))]
    fn run_batch<'py>(
        &self,
        py: Python<'py>,
        inputs: In<Vec<Input>>,
        progress: Option<Show<'py>>,
        cancel: Option<&Bound<'py, PyCancel>>,
    ) -> PyResult<Out<'py, Vec<Claim>>> {
        let progress = Progress::start(progress, inputs.0.len(), "tasks")?;
        let work = move |model: &Model, on_step: OnStep<'_>| model.run_batch_with(&inputs.0, on_step);
        Out::new(py, &self.work(py, cancel.map(Bound::get), progress, work)?)
    }

    /// `run_batch`, to be awaited. Cancelling the task stops it at the next step.
    #[pyo3(signature = (inputs, *, progress = None))]
    fn run_batch_async<'py>(
        slf: &Bound<'py, Self>,
        inputs: Same<'py, In<Vec<Input>>>,
        progress: Option<Same<'py, Show<'py>>>,
    ) -> PyResult<Awaitable<'py, Out<'py, Vec<Claim>>>> {
        Awaitable::of(slf.py(), "run_batch", (slf, inputs, progress))
    }

    /// What reading a claimed output shows, by this model.
    ///
    /// Raises why the task cannot be run, or the output cannot be read.
    fn read<'py>(
        &self,
        py: Python<'py>,
        input: In<Input>,
        claim: In<Claim>,
    ) -> PyResult<Out<'py, deepnode_infer::Reading>> {
        let reading = self.work(py, None, None, move |model, _| model.read(&input.0, &claim.0))?;
        Out::new(py, &reading)
    }

    fn __repr__(&self) -> String {
        let kind = if self.0.embeds() { "encoder" } else { "decoder" };
        let (config, device) = (self.0.config(), self.0.device());
        let mode = if self.0.mode() == Mode::Exact { "exact" } else { "f32" };
        let (layers, width) = (config.layers(), config.hidden_size());
        format!("<{kind} of {layers} layers of width {width}, {mode} on {device}>")
    }
}
