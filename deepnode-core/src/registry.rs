//! Rows by name, kept in order of registration.

use alloc::vec::Vec;

use borsh::io::{Error, ErrorKind, Read, Result, Write};
use borsh::{BorshDeserialize, BorshSerialize};

use crate::by_prefix::{ByPrefix, Prefix};

/// A row's place in the order of registration.
pub(crate) type Ix = u32;

/// Rows under names, in order of the first registration. A row stays for good: who comes back finds its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Registry<K, T> {
    index: ByPrefix<K, Ix>,
    rows: Vec<T>,
}

impl<K, T> Default for Registry<K, T> {
    fn default() -> Self {
        Self { index: ByPrefix::default(), rows: Vec::new() }
    }
}

/// A row that knows its name.
pub(crate) trait Named<K> {
    fn name(&self) -> K;
}

/// Canonical bytes: the rows in their order.
impl<K, T: BorshSerialize> BorshSerialize for Registry<K, T> {
    fn serialize<W: Write>(&self, writer: &mut W) -> Result<()> {
        self.rows.serialize(writer)
    }
}

impl<K: Prefix, T: BorshDeserialize + Named<K>> BorshDeserialize for Registry<K, T> {
    fn deserialize_reader<R: Read>(reader: &mut R) -> Result<Self> {
        let rows: Vec<T> = BorshDeserialize::deserialize_reader(reader)?;
        let mut names: Vec<(K, Ix)> = rows.iter().map(Named::name).zip(0..).collect();
        names.sort_unstable();
        let twice = || Error::new(ErrorKind::InvalidData, "expected one row for each name");
        Ok(Self { index: ByPrefix::from_ascending(names).ok_or_else(twice)?, rows })
    }
}

impl<K: Prefix, T> Registry<K, T> {
    pub(crate) fn ix(&self, name: &K) -> Option<Ix> {
        self.index.get(name).copied()
    }

    pub(crate) fn get(&self, name: &K) -> Option<&T> {
        self.at(self.ix(name)?)
    }

    pub(crate) fn at(&self, ix: Ix) -> Option<&T> {
        self.rows.get(ix as usize)
    }

    pub(crate) fn at_mut(&mut self, ix: Ix) -> Option<&mut T> {
        self.rows.get_mut(ix as usize)
    }

    /// Adds a row at the end of the order; the name must be new.
    pub(crate) fn push(&mut self, name: K, row: T) -> Ix {
        let ix = self.len();
        self.index.insert(name, ix);
        self.rows.push(row);
        ix
    }

    /// The number of rows.
    pub(crate) fn len(&self) -> Ix {
        self.rows.len() as Ix
    }

    /// Rows in order of registration.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &T> {
        self.rows.iter()
    }

    /// What a map has under the name of each row, in order of registration: one walk through both, where looking up
    /// each name would jump about in memory.
    pub(crate) fn join<V: Copy + Default>(&self, values: &ByPrefix<K, V>) -> Vec<V> {
        let mut joined = alloc::vec![V::default(); self.rows.len()];
        let mut values = values.iter().peekable();
        for (name, ix) in self.index.iter() {
            while values.next_if(|(key, _)| *key < name).is_some() {}
            if let Some((_, value)) = values.next_if(|(key, _)| *key == name) {
                joined[*ix as usize] = *value;
            }
        }
        joined
    }

    /// Whether all of these names, ascending, are registered.
    pub(crate) fn has_all<'n>(&self, names: impl Iterator<Item = &'n K>) -> bool
    where
        K: 'n,
    {
        let mut known = self.index.keys().peekable();
        let mut names = names;
        names.all(|name| {
            while known.next_if(|key| *key < name).is_some() {}
            known.peek() == Some(&name)
        })
    }

    /// Rows in order of registration, to change.
    pub(crate) fn rows_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.rows.iter_mut()
    }
}
