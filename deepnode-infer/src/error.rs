//! What can go wrong, said with the file and the field.

use std::io;
use std::path::PathBuf;

use crate::device::Device;

/// Why a folder could not be loaded or a job could not be run.
///
/// Messages are lower case and say what was expected and what was found. Loading checks in the order of the
/// variants: files, JSON, fields, what is supported, the safetensors container, its tensors, the tokenizer,
/// the device. The first problem found is the one reported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file of the folder could not be read (missing, not a file, no permission, too large).
    #[error("{}: {reason}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What the operating system said.
        reason: io::Error,
    },

    /// A file that should hold JSON does not.
    #[error("{}: not readable JSON: {message}", file.display())]
    Json {
        /// The file.
        file: PathBuf,
        /// Where reading stopped and why.
        message: String,
    },

    /// A field is missing, of the wrong type or out of its range.
    #[error("{}: field `{field}`: expected {expected}, found {found}", file.display())]
    Field {
        /// The file.
        file: PathBuf,
        /// The field, with dots between the levels: `rope_parameters.rope_theta`.
        field: String,
        /// What would have been accepted.
        expected: String,
        /// What stands there.
        found: String,
    },

    /// The folder asks for something that this crate does not do. It is never ignored, because the result
    /// would be another model's.
    #[error("{}: field `{field}`: {found} is not supported, only {supported}", file.display())]
    Unsupported {
        /// The file.
        file: PathBuf,
        /// The field.
        field: String,
        /// What stands there.
        found: String,
        /// What would be accepted.
        supported: String,
    },

    /// A safetensors file is truncated or its header does not describe it.
    #[error("{}: not a valid safetensors file: {message}", file.display())]
    Safetensors {
        /// The file.
        file: PathBuf,
        /// Which promise of the format is broken.
        message: String,
    },

    /// A parameter of the architecture is in no file.
    #[error("{}: tensor `{tensor}` is missing", file.display())]
    MissingTensor {
        /// The safetensors file or the index that should have it.
        file: PathBuf,
        /// The tensor.
        tensor: String,
    },

    /// A tensor that the architecture has no place for.
    #[error("{}: tensor `{tensor}` is not a part of this model: {reason}", file.display())]
    UnexpectedTensor {
        /// The file.
        file: PathBuf,
        /// The tensor.
        tensor: String,
        /// Why it has no place.
        reason: String,
    },

    /// A tensor has another shape than `config.json` asks for.
    #[error("{}: tensor `{tensor}`: expected shape {expected:?}, found {found:?}", file.display())]
    Shape {
        /// The file.
        file: PathBuf,
        /// The tensor.
        tensor: String,
        /// The shape that follows from `config.json`.
        expected: Vec<usize>,
        /// The shape in the file's header.
        found: Vec<u64>,
    },

    /// A tensor's numbers are of a type that cannot be widened to f32.
    #[error("{}: tensor `{tensor}`: expected dtype F32, F16 or BF16, found {found}", file.display())]
    Dtype {
        /// The file.
        file: PathBuf,
        /// The tensor.
        tensor: String,
        /// The type in the file's header.
        found: String,
    },

    /// The tokenizer cannot be read, or cannot encode or decode what it was given.
    #[error("{}: {message}", file.display())]
    Tokenizer {
        /// The file.
        file: PathBuf,
        /// What the tokenizer said.
        message: String,
    },

    /// The tokenizer has ids that the model has no row for.
    #[error("{}: highest token id {highest} does not fit the model's vocab_size {vocab_size}", file.display())]
    TokenizerMismatch {
        /// The tokenizer's file.
        file: PathBuf,
        /// The tokenizer's highest id.
        highest: u32,
        /// The model's number of ids.
        vocab_size: usize,
    },

    /// The text names no device.
    #[error("unknown device `{0}`: expected `cpu`, `cuda` or `cuda:N`")]
    UnknownDevice(String),

    /// The device cannot be used: not built in, not present, or no such index.
    #[error("device {device} is not available: {reason}")]
    NoDevice {
        /// The device asked for.
        device: Device,
        /// Why it is not available.
        reason: String,
    },

    /// A task for another kind of model.
    #[error("the task needs {expected}, the model is {found}")]
    NotThisModel {
        /// What could run it.
        expected: &'static str,
        /// What the model is.
        found: &'static str,
    },

    /// A prompt without a token: there is no position to predict from, and no text to embed.
    #[error("the prompt is empty")]
    EmptyPrompt,

    /// A token id that the model has no row for.
    #[error("token {token} at position {position} is out of range: the model has ids below {vocab_size}")]
    TokenOutOfRange {
        /// The id.
        token: u32,
        /// Its place in the prompt.
        position: usize,
        /// The model's number of ids.
        vocab_size: usize,
    },

    /// Prompt and limit together do not fit the model's context.
    #[error("{prompt} prompt tokens and a limit of {limit} do not fit the context of {context} positions")]
    TooLong {
        /// Tokens in the prompt.
        prompt: usize,
        /// Tokens asked for.
        limit: usize,
        /// Positions that the model was made for.
        context: usize,
    },

    /// A sampler setting out of its range.
    #[error("sampler setting `{field}`: expected {expected}, found {found}")]
    Sampler {
        /// The setting.
        field: &'static str,
        /// Its range.
        expected: &'static str,
        /// What it was.
        found: String,
    },

    /// A logit is NaN or infinite, so that no token can be chosen.
    #[error("the logit of token {token} is {value}: no token can be chosen")]
    NotFinite {
        /// The id whose logit it is.
        token: u32,
        /// The logit.
        value: f32,
    },

    /// A number of an embedding is NaN or infinite, so that the text has no direction.
    #[error("number {index} of the embedding is {value}: the text has no direction")]
    NoDirection {
        /// Its place in the embedding, from 0.
        index: usize,
        /// The number.
        value: f32,
    },

    /// One job or text of a batch was refused; nothing was run.
    #[error("job {index}: {reason}")]
    InBatch {
        /// The job's place in the batch, from 0.
        index: usize,
        /// Why it was refused.
        reason: Box<Error>,
    },

    /// Whoever watched a batch wanted no more of it.
    #[error("stopped after {done} of {total}")]
    Stopped {
        /// Texts or jobs that were done.
        done: usize,
        /// Texts or jobs in the batch.
        total: usize,
    },

    /// A number of the model is not finite, or could grow beyond its room in exact mode.
    #[error("tensor `{tensor}`: a {what} could be {found:e}, exact mode has room for less than {limit:e}")]
    Overflow {
        /// The tensor.
        tensor: String,
        /// Which number.
        what: &'static str,
        /// The greatest magnitude that it could have.
        found: f64,
        /// What there is room for.
        limit: f64,
    },

    /// The device does not multiply whole numbers exactly, neither as floats nor as integers.
    #[error("this device cannot run exact mode: {reason}")]
    NotExact {
        /// The first known answer that it missed.
        reason: String,
    },

    /// The tensor library failed in the middle of a computation, for instance for want of memory.
    #[error("the computation failed: {0}")]
    Backend(String),
}
