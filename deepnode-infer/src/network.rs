//! What an architecture is to the rest of the crate, whichever tensor library, backend and arithmetic it is made of.

use crate::commitment::{Hash, NO_ROOT};
use crate::error::Error;
use crate::generate::Layout;
use crate::logits::Logits;

/// The weights of an architecture on some device.
pub(crate) enum Network {
    Decoder(Box<dyn Decoder>),
    Encoder(Box<dyn Encoder>),
}

/// Weights that continue texts.
pub(crate) trait Decoder: Send + Sync {
    /// Begins reading sequences, each of which begins after so many columns of filling; at most `columns` columns
    /// will be fed.
    fn session(&self, filling: &[usize], columns: usize) -> Box<dyn Session + '_>;
}

/// Sequences being read, with what was read so far in the cache.
pub(crate) trait Session {
    /// Reads the next columns, `tokens` being `[rows, columns]`, and returns logits: `[rows, columns, vocab_size]`
    /// if `all`, else of the last column only, `[rows, vocab_size]`.
    fn forward(&mut self, tokens: &[u32], all: bool) -> Result<Logits, Error>;

    /// Goes on with these rows only, in this order.
    fn keep(&mut self, rows: &[usize]) -> Result<(), Error>;

    /// The root over the states of the first `tokens` tokens of a row; zeros in a mode that has none.
    fn cell_root(&self, _row: usize, _tokens: usize) -> Hash {
        NO_ROOT
    }
}

/// Weights that turn texts into embeddings.
pub(crate) trait Encoder: Send + Sync {
    /// One embedding for each text. Texts have at least one token and at most the context's number; they may differ in
    /// length.
    fn embed(&self, texts: &[&[u32]], layout: Layout) -> Result<Vec<Embedded>, Error>;
}

/// An embedding, and the root over what was computed for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Embedded {
    /// `[hidden_size]`
    pub(crate) numbers: Vec<f32>,
    /// Zeros in a mode that has none.
    pub(crate) cell_root: Hash,
}
