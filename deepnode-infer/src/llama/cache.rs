//! Keys and values of the columns read so far.

use burn_tensor::backend::Backend;
use burn_tensor::{Int, Tensor, TensorData};

use crate::config::LlamaConfig;

/// One block per layer for keys and one for values, allocated ahead and written to in place.
///
/// Blocks begin with room for what is likely to be needed and double when that is not enough, so a large limit
/// costs memory only when it is used. Burn's `flex` 0.21 copies a block that it writes to, because it holds on to
/// the old one meanwhile; that is another reason not to make them larger than needed.
pub(super) struct Cache<B: Backend> {
    /// Per layer, `[rows, kv_heads, 1, capacity, head_dim]`; absent before the first column and while written to.
    blocks: Vec<Option<[Tensor<B, 5>; 2]>>,
    kv_heads: usize,
    head_dim: usize,
    len: usize,
    capacity: usize,
    /// Columns that will be fed at most.
    most: usize,
}

/// Room at the start.
const FIRST: usize = 128;

impl<B: Backend> Cache<B> {
    pub(super) fn new(config: &LlamaConfig, most: usize) -> Self {
        Cache {
            blocks: (0..config.layers).map(|_| None).collect(),
            kv_heads: config.kv_heads,
            head_dim: config.head_dim,
            len: 0,
            capacity: 0,
            most,
        }
    }

    /// Columns read so far.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Makes room for `columns` more.
    pub(super) fn reserve(&mut self, rows: usize, columns: usize, device: &B::Device) {
        let need = self.len + columns;
        if need <= self.capacity {
            return;
        }
        self.capacity = need.max(2 * self.capacity).max(FIRST).min(self.most.max(need));
        let shape = [rows, self.kv_heads, 1, self.capacity, self.head_dim];
        let used = [0..rows, 0..self.kv_heads, 0..1, 0..self.len, 0..self.head_dim];
        for block in &mut self.blocks {
            let room = || Tensor::zeros(shape, device);
            *block = Some(match block.take() {
                Some(old) if self.len > 0 => {
                    old.map(|old| room().slice_assign(used.clone(), old.slice(used.clone())))
                }
                _ => [room(), room()],
            });
        }
    }

    /// Writes the new columns of a layer, `[rows, kv_heads, columns, head_dim]`, and returns its keys and values
    /// from the first column on, `[rows, kv_heads, 1, columns so far, head_dim]`.
    pub(super) fn write(
        &mut self,
        layer: usize,
        key: Tensor<B, 4>,
        value: Tensor<B, 4>,
    ) -> [Tensor<B, 5>; 2] {
        let [rows, kv_heads, columns, head_dim] = key.dims();
        let (from, to) = (self.len, self.len + columns);
        let place = [0..rows, 0..kv_heads, 0..1, from..to, 0..head_dim];
        let [keys, values] = self.blocks[layer].take().expect("`reserve` comes before `write`");
        let keys = keys.slice_assign(place.clone(), key.unsqueeze_dim(2));
        let values = values.slice_assign(place, value.unsqueeze_dim(2));
        let views = [keys.clone().narrow(3, 0, to), values.clone().narrow(3, 0, to)];
        self.blocks[layer] = Some([keys, values]);
        views
    }

    /// Counts the columns that every layer has written.
    pub(super) fn advance(&mut self, columns: usize) {
        self.len += columns;
    }

    /// Goes on with these rows only.
    pub(super) fn keep(&mut self, rows: &[usize], device: &B::Device) {
        let ids: Vec<i32> = rows.iter().map(|row| *row as i32).collect();
        let ids = Tensor::<B, 1, Int>::from_data(TensorData::new(ids, [rows.len()]), device);
        for block in &mut self.blocks {
            *block = block.take().map(|pair| pair.map(|tensor| tensor.select(0, ids.clone())));
        }
    }
}
