//! The numbers of a BERT-architecture encoder.

use std::path::Path;

use serde_json::{Value, json};

use super::sentence;
use crate::error::Error;
use crate::json::Object;

/// The numbers of a BERT-architecture encoder whose embedding of a text is the mean over its tokens, of length 1.
///
/// Read from `config.json`, and `max_tokens` from what sentence-transformers puts beside it. Every number was checked
/// against its range; shapes that follow from them cannot overflow. Where the folder has a `modules.json`, it asks for
/// mean pooling and normalisation; a folder that asks for anything else is refused, and one that says nothing of it
/// gets both, too.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BertConfig {
    /// Number of token ids, V. Ids are below it.
    pub vocab_size: usize,
    /// Width of the residual stream, H, and length of an embedding.
    pub hidden_size: usize,
    /// Width of the feed-forward layers, I.
    pub intermediate_size: usize,
    /// Number of layers.
    pub layers: usize,
    /// Number of heads; divides `hidden_size`.
    pub heads: usize,
    /// Number of positions that there are embeddings for (`max_position_embeddings`).
    pub context: usize,
    /// Kinds of token that there are embeddings for; the tokens of one text are all of the first.
    pub type_vocab_size: usize,
    /// Added to the variance in LayerNorm.
    pub layer_norm_eps: f64,
    /// Tokens after which a text is cut, special ones included: `max_seq_length` of `sentence_bert_config.json`, else
    /// the context. At most the context.
    pub max_tokens: usize,
}

impl BertConfig {
    /// Takes the numbers from `file`, the folder's `config.json`, and reads what lies beside it.
    pub(super) fn read(dir: &Path, file: &Object) -> Result<BertConfig, Error> {
        supported(file)?;
        let size = |field, max| file.required(field, file.whole(field, 1, max)?);

        let vocab_size = size("vocab_size", 1 << 24)?;
        let hidden_size = size("hidden_size", 1 << 18)?;
        let intermediate_size = size("intermediate_size", 1 << 20)?;
        let layers = size("num_hidden_layers", 1 << 12)?;
        let heads = size("num_attention_heads", 1 << 12)?;
        if hidden_size % heads != 0 {
            return Err(file.wrong("hidden_size", &format!("a multiple of num_attention_heads, {heads}")));
        }
        let context = size("max_position_embeddings", 1 << 24)?;
        let type_vocab_size = size("type_vocab_size", 1 << 16)?;
        let layer_norm_eps = file.required("layer_norm_eps", file.positive("layer_norm_eps")?)?;
        let max_tokens = sentence::max_tokens(dir, context)?;
        sentence::check(dir, hidden_size)?;

        Ok(BertConfig {
            vocab_size,
            hidden_size,
            intermediate_size,
            layers,
            heads,
            context,
            type_vocab_size,
            layer_norm_eps,
            max_tokens,
        })
    }

    /// The numbers that change a result, in a fixed order, for the weights root. Floats by their f64 bits.
    pub(crate) fn canonical_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let sizes = [
            self.vocab_size,
            self.hidden_size,
            self.intermediate_size,
            self.layers,
            self.heads,
            self.context,
            self.type_vocab_size,
            self.max_tokens,
        ];
        for size in sizes {
            bytes.extend((size as u32).to_le_bytes());
        }
        bytes.extend(self.layer_norm_eps.to_bits().to_le_bytes());
        bytes
    }
}

/// Refuses what would make another model of the same weights.
fn supported(file: &Object) -> Result<(), Error> {
    file.required("architectures", file.get("architectures"))?;
    file.only("architectures", &json!(["BertModel"]))?;
    file.only("hidden_act", &json!("gelu"))?;
    file.only("position_embedding_type", &json!("absolute"))?;
    for flag in ["is_decoder", "add_cross_attention"] {
        file.off(flag)?;
    }
    file.only("pruned_heads", &json!({}))?;
    file.only("quantization_config", &Value::Null)
}
