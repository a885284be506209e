//! What goes into a task, what comes out of it, and what a miner says about its work.

use deepnode_infer::{Claim, Finish, Generation, Input, Job, Output, Sampler};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
#[cfg(feature = "stubs")]
use pyo3::{PyTypeInfo, inspect::PyStaticExpr, type_hint_union};

use crate::infer::numpy::{self, Array};
use crate::records::{nouns, record, records};
use crate::value::{FromPython, In, ToPython};

record! {
    /// A text to be continued, by a decoder.
    ///
    /// >>> from deepnode.infer import Job
    /// >>> Job([1, 2, 3], 16)
    /// Job(prompt=(1, 2, 3), limit=16, sampler=Greedy(), stop_at_eos=True)
    PyJob = "Job" in "deepnode.infer": Job {
        #[new]
        #[pyo3(signature = (prompt, limit, sampler = In(Sampler::Greedy), stop_at_eos = true))]
        fn new(prompt: In<Vec<u32>>, limit: In<u32>, sampler: In<Sampler>, stop_at_eos: bool) -> Self {
            Self(Job { prompt: prompt.0, sampler: sampler.0, limit: limit.0, stop_at_eos })
        }
    }
    {
        /// Token ids to continue, at least one.
        prompt: Vec<u32>,
        /// The greatest number of tokens to generate. With the prompt it must fit the context.
        limit: u32,
        /// How each token is chosen.
        sampler: Sampler,
        /// Whether one of the model's end tokens ends the generation. Without it, exactly `limit` tokens come.
        stop_at_eos: bool,
    }
}

records! {
    /// Tokens that continue a text.
    PyGeneration = "Generation" in "deepnode.infer": Generation {}
    {
        /// The new tokens, without the prompt. An end token that stopped it is the last of them.
        tokens: Vec<u32>,
        /// Why it ended.
        finish: Finish,
    }
}

nouns! {
    /// A text to be embedded, by an encoder.
    PyEmbed = "Embed" in "deepnode.infer": Embed {}
    {
        /// Its token ids, special ones included.
        tokens: Vec<u32>,
    }

    /// A direction of length 1, as a result: numbers in steps of 2^-24.
    PyEmbedding = "Embedding" in "deepnode.infer": Embedding {
        /// The numbers as a NumPy array of float32, `[hidden_size]`.
        fn to_numpy<'py>(&self, py: Python<'py>) -> PyResult<Array<'py>> {
            let scale = 1.0 / f64::from(1 << 24);
            let numbers: Vec<f32> =
                self.0.numbers.iter().map(|steps| (f64::from(*steps) * scale) as f32).collect();
            numpy::vector(py, &numbers)
        }
    }
    {
        /// One for each dimension.
        numbers: Vec<i32>,
    }
}

record! {
    /// A result as a miner hands it to its committee.
    ///
    /// The `output_root` of task, model and claim is what the miner's seal on the ledger hides.
    PyClaim = "Claim" in "deepnode.infer": Claim {
        #[new]
        #[pyo3(signature = (output, cell_root = In([0; 32])))]
        fn new(output: In<Output>, cell_root: In<[u8; 32]>) -> Self {
            Self(Claim { output: output.0, cell_root: cell_root.0 })
        }
    }
    {
        /// What came out: a `Generation` or an `Embedding`.
        output: Output,
        /// The root over the states of every layer at every token, in exact mode; zero in f32.
        cell_root: [u8; 32],
    }
}

/// A `Job` or an `Embed`.
impl ToPython for Input {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr =
        type_hint_union!(<PyJob as PyTypeInfo>::TYPE_HINT, <PyEmbed as PyTypeInfo>::TYPE_HINT);

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Self::Generate(job) => job.to_py(py),
            Self::Embed(tokens) => Embed { tokens: tokens.clone() }.to_py(py),
        }
    }
}

impl FromPython for Input {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = Self::OUTPUT;

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        if let Ok(job) = value.cast::<PyJob>() {
            return Ok(Self::Generate(job.get().0.clone()));
        }
        if let Ok(embed) = value.cast::<PyEmbed>() {
            return Ok(Self::Embed(embed.get().0.tokens.clone()));
        }
        let found = value.get_type().name()?;
        Err(PyTypeError::new_err(format!("expected a deepnode.infer.Job or Embed, found {found}")))
    }
}

/// A `Generation` or an `Embedding`.
impl ToPython for Output {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr =
        type_hint_union!(<PyGeneration as PyTypeInfo>::TYPE_HINT, <PyEmbedding as PyTypeInfo>::TYPE_HINT);

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Self::Generation(generation) => generation.to_py(py),
            Self::Embedding(numbers) => Embedding { numbers: numbers.clone() }.to_py(py),
        }
    }
}

impl FromPython for Output {
    #[cfg(feature = "stubs")]
    const INPUT: PyStaticExpr = <Self as ToPython>::OUTPUT;

    fn from_py(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        if let Ok(generation) = value.cast::<PyGeneration>() {
            return Ok(Self::Generation(generation.get().0.clone()));
        }
        if let Ok(embedding) = value.cast::<PyEmbedding>() {
            return Ok(Self::Embedding(embedding.get().0.numbers.clone()));
        }
        let found = value.get_type().name()?;
        Err(PyTypeError::new_err(format!("expected a deepnode.infer.Generation or Embedding, found {found}")))
    }
}
