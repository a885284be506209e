//! The BERT architecture: an encoder of word and position embeddings, attention over the whole text, GELU and
//! LayerNorm behind each part (Devlin et al. 2019, arXiv:1810.04805).
//!
//! An embedding is the mean over the text's tokens, brought to length 1 (Reimers and Gurevych 2019,
//! arXiv:1908.10084).

mod attention;
mod norm;

use burn_tensor::backend::Backend;
use burn_tensor::{Int, Tensor, TensorData, activation};

use self::attention::Attention;
use self::norm::LayerNorm;
use crate::commitment::NO_ROOT;
use crate::config::BertConfig;
use crate::device;
use crate::error::Error;
use crate::generate::Layout;
use crate::linear::Linear;
use crate::loader::Loader;
use crate::network::{Embedded, Encoder};
use crate::weights::Weights;

const WORDS: &str = "embeddings.word_embeddings.weight";
const POSITIONS: &str = "embeddings.position_embeddings.weight";
const TYPES: &str = "embeddings.token_type_embeddings.weight";
const EMBEDDING_NORM: &str = "embeddings.LayerNorm";

/// Added to the score of a column that must not be seen: its weight becomes exactly 0.
const UNSEEN: f32 = -1e30;

/// An embedding shorter than this is left as short as it is, as in torch's `normalize`.
const SHORTEST: f32 = 1e-12;

/// The names and shapes of all parameters that a configuration asks for.
pub(crate) fn parameters(config: &BertConfig) -> Vec<(String, Vec<usize>)> {
    let BertConfig { hidden_size, intermediate_size, .. } = *config;
    let mut all = vec![
        (WORDS.to_owned(), vec![config.vocab_size, hidden_size]),
        (POSITIONS.to_owned(), vec![config.context, hidden_size]),
        (TYPES.to_owned(), vec![config.type_vocab_size, hidden_size]),
        (format!("{EMBEDDING_NORM}.weight"), vec![hidden_size]),
        (format!("{EMBEDDING_NORM}.bias"), vec![hidden_size]),
    ];
    let linear = [
        ("attention.self.query", hidden_size, hidden_size),
        ("attention.self.key", hidden_size, hidden_size),
        ("attention.self.value", hidden_size, hidden_size),
        ("attention.output.dense", hidden_size, hidden_size),
        ("intermediate.dense", intermediate_size, hidden_size),
        ("output.dense", hidden_size, intermediate_size),
    ];
    for index in 0..config.layers {
        let name = |part: &str, kind: &str| format!("encoder.layer.{index}.{part}.{kind}");
        for (part, outputs, inputs) in linear {
            all.push((name(part, "weight"), vec![outputs, inputs]));
            all.push((name(part, "bias"), vec![outputs]));
        }
        for part in ["attention.output.LayerNorm", "output.LayerNorm"] {
            all.push((name(part, "weight"), vec![hidden_size]));
            all.push((name(part, "bias"), vec![hidden_size]));
        }
    }
    all
}

/// A model's parameters on a device.
pub(crate) struct Bert<B: Backend> {
    hidden_size: usize,
    heads: usize,
    device: B::Device,
    /// `[vocab_size, hidden_size]`
    words: Tensor<B, 2>,
    /// `[context, hidden_size]`
    positions: Tensor<B, 2>,
    norm: LayerNorm<B>,
    layers: Vec<Layer<B>>,
}

struct Layer<B: Backend> {
    attention: Attention<B>,
    attention_norm: LayerNorm<B>,
    up: Linear<B>,
    down: Linear<B>,
    norm: LayerNorm<B>,
}

impl<B: Backend> Bert<B> {
    pub(crate) fn load(config: &BertConfig, weights: &mut Weights, device: B::Device) -> Result<Self, Error> {
        let mut load = Loader { weights, device: &device };
        let hidden_size = config.hidden_size;
        let words = load.matrix(WORDS, hidden_size)?;
        // The tokens of one text are all of the first type, so its embedding is a part of every position's.
        let types = load.matrix(TYPES, hidden_size)?;
        let positions = load.matrix(POSITIONS, hidden_size)? + types.narrow(0, 0, 1);
        let norm = LayerNorm::load(EMBEDDING_NORM, config, &mut load)?;
        let mut layers = Vec::with_capacity(config.layers);
        for index in 0..config.layers {
            layers.push(Layer::load(config, &format!("encoder.layer.{index}"), &mut load)?);
        }
        Ok(Bert { hidden_size, heads: config.heads, device, words, positions, norm, layers })
    }
}

impl<B: Backend> Layer<B> {
    fn load(config: &BertConfig, prefix: &str, load: &mut Loader<'_, B>) -> Result<Self, Error> {
        let name = |part: &str| format!("{prefix}.{part}");
        Ok(Layer {
            attention: Attention::load(config, prefix, load)?,
            attention_norm: LayerNorm::load(&name("attention.output.LayerNorm"), config, load)?,
            up: load.affine(&name("intermediate.dense"), config.hidden_size)?,
            down: load.affine(&name("output.dense"), config.intermediate_size)?,
            norm: LayerNorm::load(&name("output.LayerNorm"), config, load)?,
        })
    }

    /// `x` is `[rows * columns, hidden_size]`, before and after.
    fn forward(&self, x: Tensor<B, 2>, at: &Columns<B>) -> Tensor<B, 2> {
        let x = self.attention_norm.forward(x.clone() + self.attention.forward(x, at));
        let y = self.down.forward(activation::gelu(self.up.forward(x.clone())));
        self.norm.forward(x + y)
    }
}

/// The columns that are being read. Texts begin at the first; shorter ones are followed by filling.
struct Columns<B: Backend> {
    rows: usize,
    columns: usize,
    /// Added to scores, `[rows, heads, columns, columns]`, where there is filling. The numbers are repeated for each
    /// head and column, because a sum of equal shapes is several times faster than one that repeats.
    mask: Option<Tensor<B, 4>>,
}

impl<B: Backend> Columns<B> {
    fn new(lengths: &[usize], columns: usize, heads: usize, device: &B::Device) -> Self {
        let rows = lengths.len();
        let filled = lengths.iter().any(|len| *len < columns);
        let mask = filled.then(|| {
            let numbers = own(lengths, columns, |own, _| if own { 0.0 } else { UNSEEN });
            let mask = Tensor::from_data(TensorData::new(numbers, [rows, 1, 1, columns]), device);
            mask.repeat_dim(2, columns).repeat_dim(1, heads)
        });
        Columns { rows, columns, mask }
    }
}

/// A number for each column of each row, by whether it is the text's own and by the text's length.
fn own(lengths: &[usize], columns: usize, number: impl Fn(bool, usize) -> f32) -> Vec<f32> {
    let number = &number;
    lengths.iter().flat_map(|len| (0..columns).map(move |column| number(column < *len, *len))).collect()
}

impl<B: Backend> Encoder for Bert<B> {
    /// Texts are read at once, not in pieces.
    fn embed(&self, texts: &[&[u32]], layout: Layout) -> Result<Vec<Embedded>, Error> {
        device::guard(|| self.read(texts, layout.pad))
    }
}

impl<B: Backend> Bert<B> {
    fn read(&self, texts: &[&[u32]], pad: usize) -> Result<Vec<Embedded>, Error> {
        let lengths: Vec<usize> = texts.iter().map(|text| text.len()).collect();
        let columns = lengths.iter().copied().max().unwrap_or(0).max(pad);
        let at = Columns::new(&lengths, columns, self.heads, &self.device);

        let mut x = self.norm.forward(self.look_up(texts, columns));
        for layer in &self.layers {
            x = layer.forward(x, &at);
        }

        let rows = texts.len();
        let shares = own(&lengths, columns, |own, len| if own { 1.0 / len as f32 } else { 0.0 });
        let shares = Tensor::<B, 3>::from_data(TensorData::new(shares, [rows, 1, columns]), &self.device);
        let mean = shares.matmul(x.reshape([rows, columns, self.hidden_size]));
        let mean = mean.reshape([rows, self.hidden_size]);
        let length = (mean.clone() * mean.clone()).sum_dim(1).sqrt().clamp_min(SHORTEST);
        let data = (mean / length).try_into_data().map_err(|e| Error::Backend(e.to_string()))?;
        let numbers: Vec<f32> = data.into_vec().map_err(|e| Error::Backend(format!("{e:?}")))?;
        let embedded = |numbers: &[f32]| Embedded { numbers: numbers.to_vec(), cell_root: NO_ROOT };
        Ok(numbers.chunks(self.hidden_size).map(embedded).collect())
    }

    /// The sums of word and position embeddings, `[rows * columns, hidden_size]`.
    ///
    /// Filling repeats the first column of its row, position included, so that it holds no number that the text does
    /// not hold as well: a weight of 0 would not hide a NaN.
    fn look_up(&self, texts: &[&[u32]], columns: usize) -> Tensor<B, 2> {
        let (mut words, mut places) = (Vec::new(), Vec::new());
        for text in texts {
            let filling = columns - text.len();
            words.extend(text.iter().chain(std::iter::repeat_n(&text[0], filling)).map(|id| *id as i32));
            places.extend((0..text.len() as i32).chain(std::iter::repeat_n(0, filling)));
        }
        let ids = |ids: Vec<i32>| {
            let len = ids.len();
            Tensor::<B, 1, Int>::from_data(TensorData::new(ids, [len]), &self.device)
        };
        self.words.clone().select(0, ids(words)) + self.positions.clone().select(0, ids(places))
    }
}
