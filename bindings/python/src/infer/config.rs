//! The numbers of a model.

use deepnode_infer as infer;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
#[cfg(feature = "stubs")]
use pyo3::{PyTypeInfo, inspect::PyStaticExpr, type_hint_union};

use crate::records::nouns;
use crate::value::ToPython;

nouns! {
    /// The numbers of a Llama-architecture decoder.
    PyLlamaConfig = "LlamaConfig" in "deepnode.infer": LlamaConfig {}
    {
        /// Number of token ids. Ids are below it.
        vocab_size: usize,
        /// Width of the residual stream.
        hidden_size: usize,
        /// Width of the feed-forward layers.
        intermediate_size: usize,
        /// Number of decoder layers.
        layers: usize,
        /// Number of query heads.
        heads: usize,
        /// Number of key and value heads; divides `heads`.
        kv_heads: usize,
        /// Width of one head, even.
        head_dim: usize,
        /// Number of positions that the model was made for.
        context: usize,
        /// Added to the mean square in RMSNorm.
        rms_norm_eps: f64,
        /// How positions turn queries and keys.
        rope: Rope,
        /// Whether the output head is the embedding matrix.
        tied: bool,
        /// Tokens that end a text, in rising order; may be empty.
        eos: Vec<u32>,
    }

    /// Rotary position embedding: pair `i` of a head turns by `position * theta**(-2 * i / head_dim)`.
    PyRope = "Rope" in "deepnode.infer": Rope {}
    {
        /// The base.
        theta: f64,
        /// Where slow frequencies are stretched.
        scaling: Option<Llama3>,
    }

    /// The frequency stretching of Llama 3.1 and later.
    PyLlama3 = "Llama3" in "deepnode.infer": Llama3 {}
    {
        /// By how much slow frequencies are stretched.
        factor: f64,
        /// Where full stretching begins.
        low_freq_factor: f64,
        /// Where stretching ends; above `low_freq_factor`.
        high_freq_factor: f64,
        /// Positions before stretching.
        original_context: usize,
    }

    /// The numbers of a BERT-architecture encoder, whose embedding of a text is the mean over its tokens, of length 1.
    PyBertConfig = "BertConfig" in "deepnode.infer": BertConfig {}
    {
        /// Number of token ids. Ids are below it.
        vocab_size: usize,
        /// Width of the residual stream, and length of an embedding.
        hidden_size: usize,
        /// Width of the feed-forward layers.
        intermediate_size: usize,
        /// Number of layers.
        layers: usize,
        /// Number of heads; divides `hidden_size`.
        heads: usize,
        /// Number of positions that there are embeddings for.
        context: usize,
        /// Kinds of token that there are embeddings for; the tokens of one text are all of the first.
        type_vocab_size: usize,
        /// Added to the variance in LayerNorm.
        layer_norm_eps: f64,
        /// Tokens after which a text is cut, special ones included.
        max_tokens: usize,
    }
}

impl From<&infer::LlamaConfig> for LlamaConfig {
    fn from(config: &infer::LlamaConfig) -> Self {
        let infer::Rope { theta, scaling, .. } = config.rope;
        let scaling = scaling.map(|stretch| Llama3 {
            factor: stretch.factor,
            low_freq_factor: stretch.low_freq_factor,
            high_freq_factor: stretch.high_freq_factor,
            original_context: stretch.original_context,
        });
        Self {
            vocab_size: config.vocab_size,
            hidden_size: config.hidden_size,
            intermediate_size: config.intermediate_size,
            layers: config.layers,
            heads: config.heads,
            kv_heads: config.kv_heads,
            head_dim: config.head_dim,
            context: config.context,
            rms_norm_eps: config.rms_norm_eps,
            rope: Rope { theta, scaling },
            tied: config.tied,
            eos: config.eos.clone(),
        }
    }
}

impl From<&infer::BertConfig> for BertConfig {
    fn from(config: &infer::BertConfig) -> Self {
        Self {
            vocab_size: config.vocab_size,
            hidden_size: config.hidden_size,
            intermediate_size: config.intermediate_size,
            layers: config.layers,
            heads: config.heads,
            context: config.context,
            type_vocab_size: config.type_vocab_size,
            layer_norm_eps: config.layer_norm_eps,
            max_tokens: config.max_tokens,
        }
    }
}

impl ToPython for infer::Config {
    #[cfg(feature = "stubs")]
    const OUTPUT: PyStaticExpr =
        type_hint_union!(<PyLlamaConfig as PyTypeInfo>::TYPE_HINT, <PyBertConfig as PyTypeInfo>::TYPE_HINT);

    fn to_py<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Self::Llama(config) => LlamaConfig::from(config).to_py(py),
            Self::Bert(config) => BertConfig::from(config).to_py(py),
            _ => Err(PyRuntimeError::new_err("the bindings know no class for this architecture")),
        }
    }
}
