//! The BERT architecture in integers.

use super::attention::{Attention, Cache, HEADS, Heads, MIXED, MOST_OF_HEADS};
use super::bounds::{Bounds, within};
use super::cells::Cells;
use super::fixed::{self, Fixed};
use super::linear::Linear;
use super::loader::Loader;
use super::norm::Norm;
use super::products::Products;
use super::rows;
use super::tables::TABLES;
use crate::config::BertConfig;
use crate::device;
use crate::error::Error;
use crate::generate::Layout;
use crate::network::{Embedded, Encoder};
use crate::weights::Weights;

/// A model's parameters in integers.
pub(crate) struct Bert {
    products: Box<dyn Products>,
    config: BertConfig,
    /// `[vocab_size, hidden_size]`
    words: Vec<f32>,
    /// `[context, hidden_size]`
    positions: Vec<f32>,
    /// Of the first kind of token, `[hidden_size]`.
    kind: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
    attention: Attention,
}

struct Layer {
    /// Rows of all queries, then of all keys, then of all values.
    query_key_value: Linear,
    output: Linear,
    attention_norm: Norm,
    up: Linear,
    down: Linear,
    norm: Norm,
    /// Numbers between `up` and `down`.
    inner: usize,
}

impl Layer {
    /// What follows the attention, `[rows, hidden_size]` before and after.
    fn finish(&self, x: &[Fixed]) -> Vec<Fixed> {
        let mut x = self.attention_norm.forward(x);
        let mut up = self.up.forward(&x);
        rows::each(&mut up, self.inner, |_, row| row.iter_mut().for_each(|x| *x = TABLES.gelu(*x)));
        rows::add(&mut x, &self.down.forward(&up));
        self.norm.forward(&x)
    }

    /// A layer whose inputs are at most `input`, and what its outputs are at most.
    fn load(
        config: &BertConfig,
        index: usize,
        load: &mut Loader<'_>,
        input: f64,
    ) -> Result<(Layer, f64), Error> {
        let name = |part: &str| format!("encoder.layer.{index}.{part}");
        let hidden = config.hidden_size;
        let parts = ["query", "key", "value"].map(|part| name(&format!("attention.self.{part}")));
        let layer = Layer {
            query_key_value: load.linear(&parts.each_ref().map(String::as_str), hidden)?,
            output: load.linear(&[&name("attention.output.dense")], hidden)?,
            attention_norm: load.norm(&name("attention.output.LayerNorm"))?,
            up: load.linear(&[&name("intermediate.dense")], hidden)?,
            down: load.linear(&[&name("output.dense")], config.intermediate_size)?,
            norm: load.norm(&name("output.LayerNorm"))?,
            inner: config.intermediate_size,
        };
        let heads = within(&layer.query_key_value, HEADS, input, MOST_OF_HEADS)?;
        Bounds::beginning(input).output(&layer.output, MIXED * heads)?;
        let middle = layer.attention_norm.bound();
        let up = within(&layer.up, "activation", middle, (1 << 20) as f64)?;
        Bounds::beginning(middle).output(&layer.down, up)?;
        let output = layer.norm.bound();
        Ok((layer, output))
    }
}

impl Bert {
    pub(crate) fn load(
        config: &BertConfig,
        weights: &mut Weights,
        products: Box<dyn Products>,
    ) -> Result<Bert, Error> {
        let mut load = Loader { weights, products: &*products, eps: config.layer_norm_eps, biased: true };
        let name = |part: &str| format!("embeddings.{part}_embeddings");
        let mut table = |part: &str| load.weight(&name(part));
        let (words, positions) = (table("word")?, table("position")?);
        let mut kind = table("token_type")?;
        kind.truncate(config.hidden_size);
        let mut bounds = Bounds::beginning(0.0);
        for (part, numbers) in [("word", &words), ("position", &positions), ("token_type", &kind)] {
            bounds.embedding(&format!("{}.weight", name(part)), numbers)?;
        }
        let norm = load.norm("embeddings.LayerNorm")?;
        let mut bound = norm.bound();
        let mut layers = Vec::with_capacity(config.layers);
        for index in 0..config.layers {
            let (layer, output) = Layer::load(config, index, &mut load, bound)?;
            bound = output;
            layers.push(layer);
        }
        let attention = Attention::new(config.heads, config.heads, config.hidden_size / config.heads);
        Ok(Bert { products, config: config.clone(), words, positions, kind, norm, layers, attention })
    }

    /// Embeds texts, each filled up to `columns` tokens.
    fn read(&self, texts: &[&[u32]], columns: usize, piece: usize) -> Vec<Embedded> {
        let hidden = self.config.hidden_size;
        let mut cells = vec![Cells::new(self.layers.len()); texts.len()];
        let embedded: Vec<Fixed> =
            texts.iter().flat_map(|text| (0..columns).flat_map(|at| self.embedding(text, at))).collect();
        let mut x = in_pieces(&embedded, piece * hidden, |x| self.norm.forward(x));
        for (index, layer) in self.layers.iter().enumerate() {
            let qkv = in_pieces(&x, piece * hidden, |x| layer.query_key_value.forward(x));
            let mut mixed = Vec::with_capacity(x.len());
            for ((row, text), cells) in texts.iter().enumerate().zip(&mut cells) {
                let own = &x[row * columns * hidden..][..text.len() * hidden];
                let qkv = &qkv[row * columns * 3 * hidden..][..columns * 3 * hidden];
                let heads = |from| Heads { numbers: qkv, stride: 3 * hidden, from };
                let mut cache = Cache::new(&self.attention);
                cache.extend(&self.attention, heads(hidden), heads(2 * hidden), |column| column < text.len());
                cells.note(index, own, hidden, Some(&cache), 0);
                for numbers in qkv.chunks(piece * 3 * hidden) {
                    let query = Heads { numbers, ..heads(0) };
                    mixed.extend(self.attention.forward(query, &cache, |_| 0..text.len(), &*self.products));
                }
            }
            rows::add(&mut x, &in_pieces(&mixed, piece * hidden, |x| layer.output.forward(x)));
            x = in_pieces(&x, piece * hidden, |x| layer.finish(x));
        }
        let rows = x.chunks(columns * hidden).zip(texts).zip(cells);
        rows.map(|((x, text), mut cells)| {
            let own = &x[..text.len() * hidden];
            cells.note(self.layers.len(), own, hidden, None, 0);
            Embedded { numbers: direction(own, hidden), cell_root: cells.root(text.len()) }
        })
        .collect()
    }

    /// What stands for the token at a column, of the first kind; filling is token 0.
    fn embedding(&self, text: &[u32], at: usize) -> impl Iterator<Item = Fixed> {
        let hidden = self.config.hidden_size;
        let word = text.get(at).copied().unwrap_or(0) as usize;
        let position = at.min(self.config.context - 1);
        let parts = self.words[word * hidden..][..hidden]
            .iter()
            .zip(&self.positions[position * hidden..][..hidden])
            .zip(&self.kind);
        parts.map(|((word, position), kind)| {
            [word, position, kind].iter().map(|x| fixed::fixed(f64::from(**x))).sum()
        })
    }
}

impl Encoder for Bert {
    fn embed(&self, texts: &[&[u32]], layout: Layout) -> Result<Vec<Embedded>, Error> {
        let columns = texts.iter().map(|text| text.len()).max().unwrap_or(0).max(layout.pad);
        device::guard(|| Ok(self.read(texts, columns, layout.piece)))
    }
}

/// Applies a function to `width` numbers at a time, of the whole rows that they are.
fn in_pieces(x: &[Fixed], width: usize, apply: impl Fn(&[Fixed]) -> Vec<Fixed>) -> Vec<Fixed> {
    if x.len() <= width { apply(x) } else { x.chunks(width).flat_map(apply).collect() }
}

/// The mean of rows, divided by its length: steps of 2^-24, which f32 holds exactly.
fn direction(x: &[Fixed], width: usize) -> Vec<f32> {
    let mut sums = vec![0i128; width];
    for row in x.chunks(width) {
        sums.iter_mut().zip(row).for_each(|(sum, x)| *sum += i128::from(*x));
    }
    // The number of rows cancels out. In 40 bits, so that squares have room.
    let greatest = sums.iter().map(|sum| sum.unsigned_abs()).max().unwrap_or(0);
    let by = 88 - greatest.leading_zeros() as i32;
    let cut = |sum: &i128| if by > 0 { sum >> by } else { sum << -by };
    let sums: Vec<i128> = sums.iter().map(cut).collect();
    let squares: u128 = sums.iter().map(|sum| sum.unsigned_abs().pow(2)).sum();
    let length = squares.isqrt() as i128;
    let number = |sum: &i128| match length {
        0 => 0,
        length => ((sum << 25) / length + 1).div_euclid(2) as i32,
    };
    sums.iter().map(number).map(|number| number as f32 / (1 << 24) as f32).collect()
}
