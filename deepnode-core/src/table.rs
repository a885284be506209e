//! Rows by id: the domain numbers its tasks, assignments, cases and proposals from 1.

use alloc::vec::Vec;
use core::marker::PhantomData;

use borsh::io::{Error, ErrorKind, Read, Result, Write};
use borsh::{BorshDeserialize, BorshSerialize};

/// Rows under ids that are given in order from 1 and never again. Rows can be dropped; while none in between is,
/// looking one up costs one array access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table<K, T> {
    /// Ascending by id.
    rows: Vec<(u64, T)>,
    given: u64,
    key: PhantomData<fn(K) -> K>,
}

impl<K, T> Default for Table<K, T> {
    fn default() -> Self {
        Self { rows: Vec::new(), given: 0, key: PhantomData }
    }
}

/// Canonical bytes: how many ids were given, then the rows with their ids, ascending.
impl<K, T: BorshSerialize> BorshSerialize for Table<K, T> {
    fn serialize<W: Write>(&self, writer: &mut W) -> Result<()> {
        (self.given, &self.rows).serialize(writer)
    }
}

impl<K, T: BorshDeserialize> BorshDeserialize for Table<K, T> {
    fn deserialize_reader<R: Read>(reader: &mut R) -> Result<Self> {
        let (given, rows): (u64, Vec<(u64, T)>) = BorshDeserialize::deserialize_reader(reader)?;
        let ascending = rows.is_sorted_by(|a, b| a.0 < b.0);
        let numbered =
            rows.first().is_none_or(|row| row.0 > 0) && rows.last().is_none_or(|row| row.0 <= given);
        if !ascending || !numbered {
            return Err(Error::new(
                ErrorKind::InvalidData,
                "expected rows under ascending ids that were given",
            ));
        }
        Ok(Self { rows, given, key: PhantomData })
    }
}

impl<K: Copy + From<u64> + Into<u64>, T> Table<K, T> {
    /// How many ids were given.
    pub(crate) const fn given(&self) -> u64 {
        self.given
    }

    /// The id that the next row will have.
    pub(crate) fn next_id(&self) -> K {
        K::from(self.given + 1)
    }

    /// Adds a row under [`Table::next_id`].
    pub(crate) fn push(&mut self, row: T) -> K {
        self.given += 1;
        self.rows.push((self.given, row));
        K::from(self.given)
    }

    pub(crate) fn get(&self, id: K) -> Option<&T> {
        self.rows.get(self.index(id.into())?).map(|(_, row)| row)
    }

    pub(crate) fn get_mut(&mut self, id: K) -> Option<&mut T> {
        let index = self.index(id.into())?;
        self.rows.get_mut(index).map(|(_, row)| row)
    }

    /// Every row with its id, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (K, &T)> {
        self.rows.iter().map(|(id, row)| (K::from(*id), row))
    }

    /// Drops the rows that `keep` does not want, for good.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(K, &T) -> bool) {
        self.rows.retain(|(id, row)| keep(K::from(*id), row));
        self.rows.shrink_to_fit();
    }

    fn index(&self, id: u64) -> Option<usize> {
        let first = self.rows.first()?.0;
        let dense = usize::try_from(id.checked_sub(first)?).ok()?;
        match self.rows.get(dense) {
            Some((found, _)) if *found == id => Some(dense),
            // Rows were dropped in between, so it can only lie further to the front.
            _ => self.rows[..dense.min(self.rows.len())].binary_search_by_key(&id, |row| row.0).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TaskId;

    #[test]
    fn rows_are_found_whatever_was_dropped() {
        let mut table = Table::<TaskId, u64>::default();
        for n in 1..=100 {
            assert_eq!(table.push(n), TaskId(n));
        }
        table.retain(|id, _| id.0 % 7 == 3 || id.0 > 90);
        for n in 0..=101 {
            let kept = (1..=100).contains(&n) && (n % 7 == 3 || n > 90);
            assert_eq!(table.get(TaskId(n)), kept.then_some(&n));
        }
        table.retain(|_, _| false);
        assert_eq!(table.push(101), TaskId(101));
        assert_eq!((table.get(TaskId(100)), table.get(TaskId(101))), (None, Some(&101)));
    }
}
