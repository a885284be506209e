//! The tree over what was computed: one leaf for each layer and token.
//!
//! ```text
//! leaf      = H("dn/cell" | layer u16 | token u32 | x i64 x hidden_size | heads)
//!   heads   = for each key head: key u64 | numbers i16 x head_dim | value u64 | numbers i16 x head_dim
//! node      = H("dn/node" | left | right); an odd one is promoted
//! cell_root = H("dn/tree" | layers + 1 u32 | tokens u32 | the root over the tokens of each layer)
//! ```
//!
//! `x` is what goes into the layer, in steps of 2^-20, and keys and values are what the layer adds for others to see.
//! The u64 are the greatest magnitudes that the numbers are multiples of, a key's in the upper 19 bits that scores are
//! computed with. Behind the last layer there is one more, of `x` alone: what comes out of it. So whoever knows two leaves of a token
//! and the keys and values that it sees can compute that cell again.

use super::attention::Cache;
use super::fixed::Fixed;
use crate::commitment::{Hash, Hasher};

/// The leaves of one sequence, `[layers + 1][tokens]`.
#[derive(Clone, Default)]
pub(super) struct Cells(Vec<Vec<Hash>>);

impl Cells {
    pub(super) fn new(layers: usize) -> Cells {
        Cells(vec![Vec::new(); layers + 1])
    }

    /// Writes down the next tokens of a layer: what goes in, `x` of `[tokens, width]`, and their keys and values in
    /// `cache`, where they stand behind `filling` columns. Behind the last layer there are none.
    pub(super) fn note(
        &mut self,
        layer: usize,
        x: &[Fixed],
        width: usize,
        cache: Option<&Cache>,
        filling: usize,
    ) {
        let leaves = &mut self.0[layer];
        for x in x.chunks(width) {
            let token = leaves.len();
            let mut leaf = Leaf::new(layer, token, x);
            if let Some(cache) = cache {
                leaf.heads(cache, filling + token);
            }
            leaves.push(leaf.0.finish());
        }
    }

    /// The root over the first `tokens` tokens.
    pub(super) fn root(&self, tokens: usize) -> Hash {
        let mut hash = Hasher::new("dn/tree");
        hash.u32(self.0.len() as u32);
        hash.u32(tokens as u32);
        for leaves in &self.0 {
            hash.bytes(&tree(&leaves[..tokens]));
        }
        hash.finish()
    }
}

/// The root of a tree; of no leaves, zeros, which no leaf hashes to.
fn tree(leaves: &[Hash]) -> Hash {
    let mut level = leaves.to_vec();
    while level.len() > 1 {
        let pairs = level.chunks(2).map(|pair| match pair {
            [left, right] => {
                let mut hash = Hasher::new("dn/node");
                hash.bytes(left);
                hash.bytes(right);
                hash.finish()
            }
            odd => odd[0],
        });
        level = pairs.collect();
    }
    level.first().copied().unwrap_or_default()
}

/// A leaf that is being written.
struct Leaf(Hasher);

impl Leaf {
    fn new(layer: usize, token: usize, x: &[Fixed]) -> Leaf {
        let mut hash = Hasher::new("dn/cell");
        hash.bytes(&(layer as u16).to_le_bytes());
        hash.u32(token as u32);
        let mut leaf = Leaf(hash);
        leaf.bytes(x.iter().map(|x| x.to_le_bytes()));
        leaf
    }

    /// The keys and values of a column.
    fn heads(&mut self, cache: &Cache, column: usize) {
        for (greatest, numbers) in cache.column(column).flatten() {
            self.0.bytes(&greatest.to_le_bytes());
            self.bytes(numbers.iter().map(|x| (*x as i16).to_le_bytes()));
        }
    }

    /// In pieces that are worth a call.
    fn bytes<const N: usize>(&mut self, numbers: impl Iterator<Item = [u8; N]>) {
        let mut buffer = Vec::with_capacity(N * numbers.size_hint().0);
        numbers.for_each(|number| buffer.extend(number));
        self.0.bytes(&buffer);
    }
}
