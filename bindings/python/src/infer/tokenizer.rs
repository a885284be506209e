//! Text to tokens and back.

use deepnode_infer::Model;
use pyo3::prelude::*;

use crate::infer::error::failed;
use crate::value::In;

/// The tokenizer of a model.
#[pyclass(frozen, module = "deepnode.infer", name = "Tokenizer")]
pub(crate) struct PyTokenizer(pub(crate) Model);

#[pymethods]
impl PyTokenizer {
    /// The token ids of a text, with the special tokens that the tokenizer adds around a prompt.
    ///
    /// For an encoder, a text of more than `config.max_tokens` is cut at its end; for a decoder nothing is cut.
    ///
    /// Raises `deepnode.infer.errors.Tokenizer` where the text has a part that the vocabulary cannot express.
    fn encode(&self, py: Python<'_>, text: String) -> PyResult<Vec<u32>> {
        py.detach(|| self.0.tokenizer().encode(&text)).map_err(|error| failed(py, &error))
    }

    /// The text of token ids, without special tokens. Ids that the tokenizer does not know give no text.
    ///
    /// Raises `deepnode.infer.errors.Tokenizer` where the decoder fails.
    fn decode(&self, py: Python<'_>, tokens: In<Vec<u32>>) -> PyResult<String> {
        py.detach(|| self.0.tokenizer().decode(&tokens.0)).map_err(|error| failed(py, &error))
    }

    fn __repr__(&self) -> String {
        format!("<tokenizer of a model of {} ids>", self.0.config().vocab_size())
    }
}
