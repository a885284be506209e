//! Rows by id: the domain numbers its tasks, assignments, cases and proposals from 1.

use alloc::vec::Vec;
use core::marker::PhantomData;

/// Rows under ids that are given in order from 1. Looking one up costs one array access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table<K, T> {
    rows: Vec<T>,
    key: PhantomData<fn(K) -> K>,
}

impl<K, T> Default for Table<K, T> {
    fn default() -> Self {
        Self { rows: Vec::new(), key: PhantomData }
    }
}

impl<K: Copy + From<u64> + Into<u64>, T> Table<K, T> {
    /// The id that the next row will have.
    pub(crate) fn next_id(&self) -> K {
        K::from(self.rows.len() as u64 + 1)
    }

    /// Adds a row under [`Table::next_id`].
    pub(crate) fn push(&mut self, row: T) -> K {
        let id = self.next_id();
        self.rows.push(row);
        id
    }

    pub(crate) fn get(&self, id: K) -> Option<&T> {
        self.rows.get(Self::index(id)?)
    }

    pub(crate) fn get_mut(&mut self, id: K) -> Option<&mut T> {
        self.rows.get_mut(Self::index(id)?)
    }

    /// Every row with its id, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (K, &T)> {
        self.rows.iter().zip(1..).map(|(row, id)| (K::from(id), row))
    }

    fn index(id: K) -> Option<usize> {
        usize::try_from(id.into().checked_sub(1)?).ok()
    }
}
