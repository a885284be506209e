//! The Llama architecture: a decoder of RMSNorm, rotary grouped-query attention and SwiGLU.

mod attention;
mod cache;
mod norm;
mod rope;

use burn_tensor::backend::Backend;
use burn_tensor::{Int, Tensor, TensorData, activation};

use self::attention::{Attention, Columns};
use self::cache::Cache;
use self::norm::RmsNorm;
use self::rope::Rotation;
use crate::config::LlamaConfig;
use crate::device;
use crate::error::Error;
use crate::linear::Linear;
use crate::loader::Loader;
use crate::logits::Logits;
use crate::network::{Decoder, Session};
use crate::weights::{EMBEDDING, HEAD, Weights};

/// The names and shapes of all parameters that a configuration asks for.
pub(crate) fn parameters(config: &LlamaConfig) -> Vec<(String, Vec<usize>)> {
    let LlamaConfig { vocab_size, hidden_size, intermediate_size, head_dim, .. } = *config;
    let (queries, keys) = (config.heads * head_dim, config.kv_heads * head_dim);
    let layer = [
        ("input_layernorm.weight", vec![hidden_size]),
        ("self_attn.q_proj.weight", vec![queries, hidden_size]),
        ("self_attn.k_proj.weight", vec![keys, hidden_size]),
        ("self_attn.v_proj.weight", vec![keys, hidden_size]),
        ("self_attn.o_proj.weight", vec![hidden_size, queries]),
        ("post_attention_layernorm.weight", vec![hidden_size]),
        ("mlp.gate_proj.weight", vec![intermediate_size, hidden_size]),
        ("mlp.up_proj.weight", vec![intermediate_size, hidden_size]),
        ("mlp.down_proj.weight", vec![hidden_size, intermediate_size]),
    ];
    let mut all = vec![(EMBEDDING.to_owned(), vec![vocab_size, hidden_size])];
    for index in 0..config.layers {
        all.extend(layer.iter().map(|(name, shape)| (format!("model.layers.{index}.{name}"), shape.clone())));
    }
    all.push(("model.norm.weight".to_owned(), vec![hidden_size]));
    if !config.tied {
        all.push((HEAD.to_owned(), vec![vocab_size, hidden_size]));
    }
    all
}

/// A model's parameters on a device.
pub(crate) struct Llama<B: Backend> {
    config: LlamaConfig,
    device: B::Device,
    /// `[vocab_size, hidden_size]`
    embedding: Tensor<B, 2>,
    layers: Vec<Layer<B>>,
    norm: RmsNorm<B>,
    head: Linear<B>,
    rotation: Rotation,
}

struct Layer<B: Backend> {
    attention_norm: RmsNorm<B>,
    attention: Attention<B>,
    mlp_norm: RmsNorm<B>,
    gate: Linear<B>,
    up: Linear<B>,
    down: Linear<B>,
}

impl<B: Backend> Llama<B> {
    pub(crate) fn load(
        config: &LlamaConfig,
        weights: &mut Weights,
        device: B::Device,
    ) -> Result<Self, Error> {
        let mut load = Loader { weights, device: &device };
        let hidden = config.hidden_size;
        let embedding = load.matrix(EMBEDDING, hidden)?;
        let mut layers = Vec::with_capacity(config.layers);
        for index in 0..config.layers {
            layers.push(Layer::load(config, &format!("model.layers.{index}"), &mut load)?);
        }
        let norm = RmsNorm::load("model.norm.weight", config, &mut load)?;
        let head = Linear::new(if config.tied { embedding.clone() } else { load.matrix(HEAD, hidden)? });
        let rotation = Rotation::new(config);
        Ok(Llama { config: config.clone(), device, embedding, layers, norm, head, rotation })
    }
}

impl<B: Backend> Layer<B> {
    fn load(config: &LlamaConfig, prefix: &str, load: &mut Loader<'_, B>) -> Result<Self, Error> {
        let name = |part: &str| format!("{prefix}.{part}.weight");
        Ok(Layer {
            attention_norm: RmsNorm::load(&name("input_layernorm"), config, load)?,
            attention: Attention::load(config, prefix, load)?,
            mlp_norm: RmsNorm::load(&name("post_attention_layernorm"), config, load)?,
            gate: load.linear(&name("mlp.gate_proj"), config.hidden_size)?,
            up: load.linear(&name("mlp.up_proj"), config.hidden_size)?,
            down: load.linear(&name("mlp.down_proj"), config.intermediate_size)?,
        })
    }

    /// `x` is `[rows * columns, hidden_size]`, before and after.
    fn forward(&self, x: Tensor<B, 2>, at: &Columns<B>, cache: &mut Cache<B>, index: usize) -> Tensor<B, 2> {
        let x = x.clone() + self.attention.forward(self.attention_norm.forward(x), at, cache, index);
        let y = self.mlp_norm.forward(x.clone());
        let gated = activation::silu(self.gate.forward(y.clone())) * self.up.forward(y);
        x + self.down.forward(gated)
    }
}

impl<B: Backend> Decoder for Llama<B> {
    fn session(&self, filling: &[usize], columns: usize) -> Box<dyn Session + '_> {
        Box::new(Reading { model: self, filling: filling.to_vec(), cache: Cache::new(&self.config, columns) })
    }
}

/// Sequences being read.
struct Reading<'a, B: Backend> {
    model: &'a Llama<B>,
    /// Columns in front of each row that are not a part of its sequence.
    filling: Vec<usize>,
    cache: Cache<B>,
}

impl<B: Backend> Session for Reading<'_, B> {
    fn forward(&mut self, tokens: &[u32], all: bool) -> Result<Logits, Error> {
        device::guard(|| self.read(tokens, all).map(Logits::Float))
    }

    fn keep(&mut self, rows: &[usize]) -> Result<(), Error> {
        device::guard(|| {
            self.filling = rows.iter().map(|row| self.filling[*row]).collect();
            self.cache.keep(rows, &self.model.device);
            Ok(())
        })
    }
}

impl<B: Backend> Reading<'_, B> {
    fn read(&mut self, tokens: &[u32], all: bool) -> Result<Vec<f32>, Error> {
        let Llama { device, config, .. } = self.model;
        let rows = self.filling.len();
        let columns = tokens.len() / rows;
        let ids: Vec<i32> = tokens.iter().map(|id| *id as i32).collect();
        let ids = Tensor::<B, 1, Int>::from_data(TensorData::new(ids, [tokens.len()]), device);

        let at = Columns::new(
            &self.model.rotation,
            &self.filling,
            config.heads,
            self.cache.len(),
            columns,
            device,
        );
        self.cache.reserve(rows, columns, device);
        let mut x = self.model.embedding.clone().select(0, ids);
        for (index, layer) in self.model.layers.iter().enumerate() {
            x = layer.forward(x, &at, &mut self.cache, index);
        }
        self.cache.advance(columns);

        if !all && columns > 1 {
            let last = x.reshape([rows, columns, config.hidden_size]).narrow(1, columns - 1, 1);
            x = last.reshape([rows, config.hidden_size]);
        }
        let logits = self.model.head.forward(self.model.norm.forward(x));
        let data = logits.try_into_data().map_err(|e| Error::Backend(e.to_string()))?;
        data.into_vec().map_err(|e| Error::Backend(format!("{e:?}")))
    }
}
