//! The numbers of a Llama-architecture decoder.

use std::f64::consts::TAU;
use std::path::Path;

use serde_json::{Value, json};

use crate::error::Error;
use crate::json::Object;

/// The numbers of a Llama-architecture decoder.
///
/// Read from `config.json`, and the end tokens from `generation_config.json` where that file names them. Every
/// number was checked against its range; shapes that follow from them cannot overflow.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LlamaConfig {
    /// Number of token ids, V. Ids are below it.
    pub vocab_size: usize,
    /// Width of the residual stream, H.
    pub hidden_size: usize,
    /// Width of the feed-forward layers, I.
    pub intermediate_size: usize,
    /// Number of decoder layers.
    pub layers: usize,
    /// Number of query heads.
    pub heads: usize,
    /// Number of key and value heads; divides `heads`.
    pub kv_heads: usize,
    /// Width of one head, even. Not always `hidden_size / heads`.
    pub head_dim: usize,
    /// Number of positions that the model was made for (`max_position_embeddings`).
    pub context: usize,
    /// Added to the mean square in RMSNorm.
    pub rms_norm_eps: f64,
    /// How positions turn queries and keys.
    pub rope: Rope,
    /// Whether the output head is the embedding matrix.
    pub tied: bool,
    /// Tokens that end a text, in rising order; may be empty.
    pub eos: Vec<u32>,
}

/// Rotary position embedding: pair `i` of a head turns by `position * frequency(i)`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rope {
    /// The base: frequency `i` is `theta^(-2i / head_dim)`.
    pub theta: f64,
    /// Present where slow frequencies are stretched (`rope_type` `llama3`).
    pub scaling: Option<Llama3>,
}

/// The frequency stretching of Llama 3.1 and later.
///
/// Wavelengths above `original_context / low_freq_factor` are stretched by `factor`, those below
/// `original_context / high_freq_factor` are left alone, and those between are blended.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Llama3 {
    /// By how much slow frequencies are stretched.
    pub factor: f64,
    /// Where full stretching begins.
    pub low_freq_factor: f64,
    /// Where stretching ends; above `low_freq_factor`.
    pub high_freq_factor: f64,
    /// Positions before stretching (`original_max_position_embeddings`).
    pub original_context: usize,
}

impl LlamaConfig {
    /// Takes the numbers from `file`, the folder's `config.json`, and reads `generation_config.json` where it is
    /// there.
    pub(super) fn read(dir: &Path, file: &Object) -> Result<LlamaConfig, Error> {
        supported(file)?;
        let size = |field, max| file.required(field, file.whole(field, 1, max)?);

        let vocab_size = size("vocab_size", 1 << 24)?;
        let hidden_size = size("hidden_size", 1 << 18)?;
        let intermediate_size = size("intermediate_size", 1 << 20)?;
        let layers = size("num_hidden_layers", 1 << 12)?;
        let heads = size("num_attention_heads", 1 << 12)?;
        let kv_heads = file.whole("num_key_value_heads", 1, heads)?.unwrap_or(heads);
        if heads % kv_heads != 0 {
            return Err(
                file.wrong("num_key_value_heads", &format!("a divisor of num_attention_heads, {heads}"))
            );
        }
        let head_dim = match file.whole("head_dim", 2, 1 << 12)? {
            Some(head_dim) => head_dim,
            None if hidden_size % heads == 0 => hidden_size / heads,
            None => {
                return Err(file.wrong("hidden_size", &format!("a multiple of num_attention_heads, {heads}")));
            }
        };
        if head_dim % 2 != 0 {
            return Err(file.wrong("head_dim", &format!("an even number, not {head_dim}")));
        }
        let context = size("max_position_embeddings", 1 << 24)?;
        let rms_norm_eps = file.required("rms_norm_eps", file.positive("rms_norm_eps")?)?;
        let rope = rope(file)?;
        let tied = file.flag("tie_word_embeddings")?.unwrap_or(false);
        let eos = eos(dir, file, vocab_size)?;

        Ok(LlamaConfig {
            vocab_size,
            hidden_size,
            intermediate_size,
            layers,
            heads,
            kv_heads,
            head_dim,
            context,
            rms_norm_eps,
            rope,
            tied,
            eos,
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
            self.kv_heads,
            self.head_dim,
            self.context,
        ];
        for size in sizes {
            bytes.extend((size as u32).to_le_bytes());
        }
        bytes.extend(self.rms_norm_eps.to_bits().to_le_bytes());
        bytes.extend(self.rope.theta.to_bits().to_le_bytes());
        bytes.push(self.rope.scaling.is_some() as u8);
        if let Some(scaling) = self.rope.scaling {
            for factor in [scaling.factor, scaling.low_freq_factor, scaling.high_freq_factor] {
                bytes.extend(factor.to_bits().to_le_bytes());
            }
            bytes.extend((scaling.original_context as u32).to_le_bytes());
        }
        bytes.push(self.tied as u8);
        bytes.extend((self.eos.len() as u32).to_le_bytes());
        for id in &self.eos {
            bytes.extend(id.to_le_bytes());
        }
        bytes
    }
}

impl Rope {
    /// The turn per position, in radians, of each of the `head_dim / 2` pairs.
    ///
    /// In f32, as the models were trained. The stretching is that of transformers
    /// (`modeling_rope_utils.py`, `_compute_llama3_parameters`).
    pub(crate) fn frequencies(&self, head_dim: usize) -> Vec<f32> {
        let plain = (0..head_dim / 2).map(|i| {
            let power = (2 * i) as f32 / head_dim as f32;
            1.0 / self.theta.powf(f64::from(power)) as f32
        });
        plain.map(|frequency| self.stretch(frequency.into()) as f32).collect()
    }

    /// What scaling makes of a frequency, by operations that are the same on every machine.
    pub(crate) fn stretch(&self, frequency: f64) -> f64 {
        let Some(scaling) = self.scaling else { return frequency };
        let wavelength = TAU / frequency;
        let share = (scaling.original_context as f64 / wavelength - scaling.low_freq_factor)
            / (scaling.high_freq_factor - scaling.low_freq_factor);
        let share = share.clamp(0.0, 1.0);
        (1.0 - share) * frequency / scaling.factor + share * frequency
    }
}

/// Refuses what would make another model of the same weights.
fn supported(file: &Object) -> Result<(), Error> {
    file.required("architectures", file.get("architectures"))?;
    file.only("architectures", &json!(["LlamaForCausalLM"]))?;
    file.only("hidden_act", &json!("silu"))?;
    for flag in ["attention_bias", "mlp_bias", "use_sliding_window"] {
        file.off(flag)?;
    }
    for absent in ["sliding_window", "quantization_config"] {
        file.only(absent, &Value::Null)?;
    }
    whole_head(file)?;
    if let Some(types) = file.get("layer_types") {
        let full = |types: &Vec<Value>| types.iter().all(|t| t == "full_attention");
        if !types.as_array().is_some_and(full) {
            return Err(file.unsupported("layer_types", "full_attention in every layer"));
        }
    }
    Ok(())
}

/// Refuses to turn only a part of each head.
fn whole_head(object: &Object) -> Result<(), Error> {
    match object.positive("partial_rotary_factor")? {
        None | Some(1.0) => Ok(()),
        Some(_) => Err(object.unsupported("partial_rotary_factor", "1")),
    }
}

/// Older folders have `rope_theta` at the top and `rope_scaling`, newer ones `rope_parameters` with both.
fn rope(file: &Object) -> Result<Rope, Error> {
    let top = file.positive("rope_theta")?;
    if let Some(new) = file.object("rope_parameters")? {
        let inner = new.positive("rope_theta")?;
        if let (Some(a), Some(b)) = (top, inner)
            && a != b
        {
            return Err(new.wrong("rope_theta", &format!("the same as rope_theta at the top, {a}")));
        }
        let theta = new.required("rope_theta", inner.or(top))?;
        return Ok(Rope { theta, scaling: scaling(&new)? });
    }
    let scaling = match file.object("rope_scaling")? {
        Some(old) => scaling(&old)?,
        None => None,
    };
    // Folders of the first Llama models do not say theta; it was this.
    Ok(Rope { theta: top.unwrap_or(10_000.0), scaling })
}

fn scaling(rope: &Object) -> Result<Option<Llama3>, Error> {
    whole_head(rope)?;
    let field = if rope.get("rope_type").is_some() { "rope_type" } else { "type" };
    let kind = rope.get(field).unwrap_or(&Value::Null);
    if kind.is_null() || kind == "default" {
        return Ok(None);
    }
    if kind != "llama3" {
        return Err(rope.unsupported(field, "\"default\" and \"llama3\""));
    }
    let number = |field| rope.required(field, rope.positive(field)?);
    let low_freq_factor = number("low_freq_factor")?;
    let high_freq_factor = number("high_freq_factor")?;
    if high_freq_factor <= low_freq_factor {
        return Err(rope.wrong("high_freq_factor", "a number above low_freq_factor"));
    }
    let original = "original_max_position_embeddings";
    Ok(Some(Llama3 {
        factor: number("factor")?,
        low_freq_factor,
        high_freq_factor,
        original_context: rope.required(original, rope.whole(original, 1, 1 << 24)?)?,
    }))
}

/// The end tokens: `generation_config.json` wins over `config.json`, as in transformers.
fn eos(dir: &Path, config: &Object, vocab_size: usize) -> Result<Vec<u32>, Error> {
    let path = dir.join("generation_config.json");
    let generation = if path.exists() { Some(Object::read(&path)?) } else { None };
    let field = "eos_token_id";
    let Some(file) =
        [generation.as_ref(), Some(config)].into_iter().flatten().find(|f| f.get(field).is_some())
    else {
        return Ok(Vec::new());
    };
    let one = |value: &Value| value.as_u64().filter(|id| *id < vocab_size as u64).map(|id| id as u32);
    let ids = match file.get(field) {
        Some(Value::Array(list)) => list.iter().map(one).collect(),
        Some(value) => one(value).map(|id| vec![id]),
        None => None,
    };
    let mut ids: Vec<u32> = ids.ok_or_else(|| {
        file.wrong(field, &format!("a token id below vocab_size, {vocab_size}, or a list of them"))
    })?;
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}
