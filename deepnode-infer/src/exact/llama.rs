//! The Llama architecture in integers.

use std::ops::Range;

use super::attention::{Attention, Cache, HEADS, Heads, MIXED, MOST_OF_HEADS};
use super::bounds::{Bounds, within};
use super::cells::Cells;
use super::fixed::{self, Fixed};
use super::linear::Linear;
use super::loader::Loader;
use super::norm::Norm;
use super::products::Products;
use super::rope::Rotation;
use super::rows;
use super::tables::TABLES;
use crate::commitment::Hash;
use crate::config::LlamaConfig;
use crate::device;
use crate::error::Error;
use crate::logits::Logits;
use crate::network::{Decoder, Session};
use crate::weights::{EMBEDDING, Weights};

/// A model's parameters in integers.
pub(crate) struct Llama {
    products: Box<dyn Products>,
    config: LlamaConfig,
    /// `[vocab_size, hidden_size]`
    embedding: Vec<f32>,
    layers: Vec<Layer>,
    norm: Norm,
    head: Linear,
    rotation: Rotation,
    attention: Attention,
}

struct Layer {
    attention_norm: Norm,
    /// Rows of all queries, then of all keys, then of all values.
    query_key_value: Linear,
    output: Linear,
    mlp_norm: Norm,
    /// Rows of the gate, then of what it lets through.
    gate_up: Linear,
    down: Linear,
}

impl Llama {
    pub(crate) fn load(
        config: &LlamaConfig,
        weights: &mut Weights,
        products: Box<dyn Products>,
    ) -> Result<Llama, Error> {
        let mut load = Loader { weights, products: &*products, eps: config.rms_norm_eps, biased: false };
        let embedding = load.weight("model.embed_tokens")?;
        let mut bounds = Bounds::beginning(0.0);
        bounds.embedding(EMBEDDING, &embedding)?;
        let mut layers = Vec::with_capacity(config.layers);
        for index in 0..config.layers {
            layers.push(Layer::load(config, &format!("model.layers.{index}"), &mut load, &mut bounds)?);
        }
        let norm = load.norm("model.norm")?;
        let head = if config.tied {
            Linear::new(EMBEDDING, &embedding, None, config.hidden_size, &*products)?
        } else {
            load.linear(&["lm_head"], config.hidden_size)?
        };
        within(&head, "logit", norm.bound(), (1 << 26) as f64)?;
        let rotation = Rotation::new(config)?;
        let attention = Attention::new(config.heads, config.kv_heads, config.head_dim);
        Ok(Llama { products, config: config.clone(), embedding, layers, norm, head, rotation, attention })
    }
}

impl Layer {
    fn load(
        config: &LlamaConfig,
        prefix: &str,
        load: &mut Loader<'_>,
        bounds: &mut Bounds,
    ) -> Result<Layer, Error> {
        let name = |part: &str| format!("{prefix}.{part}");
        let mut linear = |parts: &[&str], inputs| {
            let names: Vec<String> = parts.iter().map(|part| name(part)).collect();
            load.linear(&names.iter().map(String::as_str).collect::<Vec<_>>(), inputs)
        };
        let LlamaConfig { hidden_size, intermediate_size, heads, head_dim, .. } = *config;
        let query_key_value =
            linear(&["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"], hidden_size)?;
        let output = linear(&["self_attn.o_proj"], heads * head_dim)?;
        let gate_up = linear(&["mlp.gate_proj", "mlp.up_proj"], hidden_size)?;
        let down = linear(&["mlp.down_proj"], intermediate_size)?;
        let attention_norm = load.norm(&name("input_layernorm"))?;
        let mlp_norm = load.norm(&name("post_attention_layernorm"))?;

        let heads = within(&query_key_value, HEADS, attention_norm.bound(), MOST_OF_HEADS)?;
        bounds.output(&output, MIXED * heads)?;
        let gate = within(&gate_up, "gate", mlp_norm.bound(), (1 << 20) as f64)?;
        bounds.output(&down, gate * gate)?;
        Ok(Layer { attention_norm, query_key_value, output, mlp_norm, gate_up, down })
    }
}

impl Decoder for Llama {
    fn session(&self, filling: &[usize], _columns: usize) -> Box<dyn Session + '_> {
        let row = |filling: &usize| Row {
            filling: *filling,
            caches: self.layers.iter().map(|_| Cache::new(&self.attention)).collect(),
            cells: Cells::new(self.layers.len()),
        };
        Box::new(Reading { model: self, rows: filling.iter().map(row).collect(), columns: 0 })
    }
}

/// Sequences being read.
struct Reading<'a> {
    model: &'a Llama,
    rows: Vec<Row>,
    /// Columns read so far.
    columns: usize,
}

/// One of them.
struct Row {
    /// Columns in front that are not a part of it.
    filling: usize,
    /// One for each layer.
    caches: Vec<Cache>,
    cells: Cells,
}

impl Session for Reading<'_> {
    fn forward(&mut self, tokens: &[u32], all: bool) -> Result<Logits, Error> {
        device::guard(|| Ok(self.read(tokens, all)))
    }

    fn keep(&mut self, rows: &[usize]) -> Result<(), Error> {
        let mut old: Vec<Option<Row>> = self.rows.drain(..).map(Some).collect();
        self.rows.extend(rows.iter().filter_map(|row| old[*row].take()));
        Ok(())
    }

    fn cell_root(&self, row: usize, tokens: usize) -> Hash {
        self.rows[row].cells.root(tokens)
    }
}

impl Reading<'_> {
    fn read(&mut self, tokens: &[u32], all: bool) -> Logits {
        let model = self.model;
        let hidden = model.config.hidden_size;
        let columns = self.columns..self.columns + tokens.len() / self.rows.len();
        let embedding = |id: &u32| &model.embedding[*id as usize * hidden..][..hidden];
        let mut x: Vec<Fixed> =
            tokens.iter().flat_map(embedding).map(|x| fixed::fixed((*x).into())).collect();
        for index in 0..model.layers.len() {
            self.layer(index, &mut x, &columns);
        }
        self.note(model.layers.len(), &x, &columns);
        self.columns = columns.end;
        if !all && columns.len() > 1 {
            let last = x.chunks(columns.len() * hidden).flat_map(|row| &row[row.len() - hidden..]);
            x = last.copied().collect();
        }
        Logits::Exact(model.head.forward(&model.norm.forward(&x)))
    }

    /// `x` is `[rows, columns, hidden_size]`, before and after.
    fn layer(&mut self, index: usize, x: &mut [Fixed], columns: &Range<usize>) {
        let Llama { attention, rotation, products, layers, .. } = self.model;
        let Attention { heads, kv_heads, head_dim, .. } = *attention;
        let layer = &layers[index];
        let (queries, keys) = (heads * head_dim, kv_heads * head_dim);

        let mut qkv = layer.query_key_value.forward(&layer.attention_norm.forward(x));
        let width = queries + 2 * keys;
        let own = |filling: usize| columns.clone().map(move |c| c.saturating_sub(filling));
        let positions: Vec<usize> = self.rows.iter().flat_map(|row| own(row.filling)).collect();
        rotation.apply(&mut qkv, width, heads + kv_heads, &positions);
        let mut mixed = Vec::with_capacity(positions.len() * queries);
        for (row, qkv) in self.rows.iter_mut().zip(qkv.chunks(columns.len() * width)) {
            let heads = |from| Heads { numbers: qkv, stride: width, from };
            let (cache, filling) = (&mut row.caches[index], row.filling);
            let own = |column| column >= filling;
            cache.extend(attention, heads(queries), heads(queries + keys), own);
            let seen = |column| filling..columns.start + column + 1;
            mixed.extend(attention.forward(heads(0), cache, seen, &**products));
        }
        self.note(index, x, columns);
        rows::add(x, &layer.output.forward(&mixed));

        let gate_up = layer.gate_up.forward(&layer.mlp_norm.forward(x));
        let inner = gate_up.len() / positions.len() / 2;
        let mut gated = vec![0; positions.len() * inner];
        rows::each(&mut gated, inner, |index, gated| {
            let (gate, up) = gate_up[index * 2 * inner..][..2 * inner].split_at(inner);
            for ((gated, gate), up) in gated.iter_mut().zip(gate).zip(up) {
                *gated = fixed::product(TABLES.silu(*gate), *up);
            }
        });
        rows::add(x, &layer.down.forward(&gated));
    }

    /// Writes down what goes into a layer, and its keys and values.
    fn note(&mut self, index: usize, x: &[Fixed], columns: &Range<usize>) {
        let hidden = self.model.config.hidden_size;
        for (row, x) in self.rows.iter_mut().zip(x.chunks(columns.len() * hidden)) {
            let Row { filling, caches, cells } = row;
            let others = filling.saturating_sub(columns.start).min(columns.len());
            cells.note(index, &x[others * hidden..], hidden, caches.get(index), *filling);
        }
    }
}
