//! The numbers of a model that its `config.json` gives, checked before anything is allocated.

mod bert;
mod llama;
mod sentence;

use std::path::Path;

pub use self::bert::BertConfig;
pub use self::llama::{Llama3, LlamaConfig, Rope};
use crate::error::Error;
use crate::json::Object;

/// The numbers of a model, by its architecture.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Config {
    /// A decoder: it continues texts.
    Llama(LlamaConfig),
    /// An encoder: it turns texts into directions.
    Bert(BertConfig),
}

impl Config {
    /// Reads a folder's `config.json`, and what lies beside it and changes results. `model_type` decides which
    /// architecture it is.
    pub(crate) fn read(dir: &Path) -> Result<Config, Error> {
        let file = Object::read(&dir.join("config.json"))?;
        let model_type = file.required("model_type", file.get("model_type"))?;
        match model_type.as_str() {
            Some("llama") => LlamaConfig::read(dir, &file).map(Config::Llama),
            Some("bert") => BertConfig::read(dir, &file).map(Config::Bert),
            _ => Err(file.unsupported("model_type", "\"llama\" and \"bert\"")),
        }
    }

    /// Number of token ids, V. Ids are below it.
    pub fn vocab_size(&self) -> usize {
        match self {
            Config::Llama(config) => config.vocab_size,
            Config::Bert(config) => config.vocab_size,
        }
    }

    /// Greatest number of positions that can be read at once (`max_position_embeddings`).
    pub fn context(&self) -> usize {
        match self {
            Config::Llama(config) => config.context,
            Config::Bert(config) => config.context,
        }
    }

    /// Width of the residual stream, H; of an encoder also the length of an embedding.
    pub fn hidden_size(&self) -> usize {
        match self {
            Config::Llama(config) => config.hidden_size,
            Config::Bert(config) => config.hidden_size,
        }
    }

    /// Number of layers.
    pub fn layers(&self) -> usize {
        match self {
            Config::Llama(config) => config.layers,
            Config::Bert(config) => config.layers,
        }
    }

    /// Tokens that end a text, in rising order; none of an encoder.
    pub fn eos(&self) -> &[u32] {
        match self {
            Config::Llama(config) => &config.eos,
            Config::Bert(_) => &[],
        }
    }

    /// The numbers that change a result, in a fixed order, for the weights root. Floats by their f64 bits.
    pub(crate) fn canonical_bytes(&self) -> Vec<u8> {
        match self {
            Config::Llama(config) => config.canonical_bytes(),
            Config::Bert(config) => config.canonical_bytes(),
        }
    }
}
