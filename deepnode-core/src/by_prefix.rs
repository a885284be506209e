//! Values under names that are digests, or made of one: their first bits say where they lie.

use alloc::collections::BTreeMap;
use alloc::collections::btree_map::Entry;
use alloc::vec::Vec;
use core::cmp::Ordering;

use borsh::io::{Error, ErrorKind, Read, Result as Io, Write};
use borsh::{BorshDeserialize, BorshSerialize};

/// How many entries a bucket may hold on average: as many as fit into one node of its map.
const LOAD: usize = 8;

/// A key whose first bits are evenly spread unless somebody chooses it.
pub(crate) trait Prefix: Ord {
    /// The first 32 bits; they ascend with the keys.
    fn prefix(&self) -> u32;
}

/// An ordered map that looks at one bucket of some eight entries, where a tree of a million looks at seven nodes.
///
/// The buckets lie in the order of their keys, so that a walk through all of them ascends. Nothing is seeded, and who
/// goes to great lengths to find names for one bucket meets a tree there. How many buckets there are does not show:
/// neither in comparisons nor in the canonical bytes, which are those of a [`BTreeMap`].
#[derive(Clone, Debug)]
pub(crate) struct ByPrefix<K, V> {
    /// Never none; a power of two.
    buckets: Vec<BTreeMap<K, V>>,
    len: usize,
}

impl<K, V> Default for ByPrefix<K, V> {
    fn default() -> Self {
        Self::for_about(0)
    }
}

impl<K, V> ByPrefix<K, V> {
    fn for_about(len: usize) -> Self {
        let mut buckets = Vec::new();
        buckets.resize_with(len.div_ceil(LOAD).next_power_of_two(), BTreeMap::new);
        Self { buckets, len: 0 }
    }

    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// Every entry, ascending by key.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.buckets.iter().flatten()
    }

    /// Every key, ascending.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// Every value, ascending by key.
    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }
}

impl<K: Prefix, V> ByPrefix<K, V> {
    /// A map of these entries, unless their keys do not ascend.
    pub(crate) fn from_ascending(entries: Vec<(K, V)>) -> Option<Self> {
        let ascending = entries.is_sorted_by(|a, b| a.0 < b.0);
        ascending.then(|| {
            let mut map = Self::for_about(entries.len());
            map.fill(entries);
            map
        })
    }

    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.buckets[self.bucket(key)].get(key)
    }

    /// Puts a value under a key, whatever there was.
    pub(crate) fn insert(&mut self, key: K, value: V) {
        let bucket = self.bucket(&key);
        if self.buckets[bucket].insert(key, value).is_none() {
            self.added();
        }
    }

    /// [`change`] in the bucket of the key.
    pub(crate) fn change<E>(
        &mut self,
        key: K,
        new: impl FnOnce(Option<&V>) -> Result<Option<V>, E>,
    ) -> Result<(), E> {
        let bucket = self.bucket(&key);
        let before = self.buckets[bucket].len();
        change(&mut self.buckets[bucket], key, new)?;
        match self.buckets[bucket].len().cmp(&before) {
            Ordering::Greater => self.added(),
            Ordering::Less => self.len -= 1,
            Ordering::Equal => {}
        }
        Ok(())
    }

    fn bucket(&self, key: &K) -> usize {
        // The prefix as a part of one, times the number of buckets.
        ((u64::from(key.prefix()) * self.buckets.len() as u64) >> u32::BITS) as usize
    }

    fn added(&mut self) {
        self.len += 1;
        if self.len > LOAD * self.buckets.len() {
            let larger = Self::for_about(self.len);
            let smaller = core::mem::replace(self, larger);
            self.fill(smaller.buckets.into_iter().flatten());
        }
    }

    /// Puts ascending entries into an empty map.
    fn fill(&mut self, entries: impl IntoIterator<Item = (K, V)>) {
        for (key, value) in entries {
            let bucket = self.bucket(&key);
            self.buckets[bucket].insert(key, value);
            self.len += 1;
        }
    }
}

/// Puts under a key what `new` makes of the value there, or takes the key out where it makes nothing; the key is looked
/// for once.
pub(crate) fn change<K: Ord, V, E>(
    map: &mut BTreeMap<K, V>,
    key: K,
    new: impl FnOnce(Option<&V>) -> Result<Option<V>, E>,
) -> Result<(), E> {
    match map.entry(key) {
        Entry::Occupied(mut place) => match new(Some(place.get()))? {
            Some(value) => drop(place.insert(value)),
            None => drop(place.remove()),
        },
        Entry::Vacant(place) => {
            if let Some(value) = new(None)? {
                place.insert(value);
            }
        }
    }
    Ok(())
}

impl<K: PartialEq, V: PartialEq> PartialEq for ByPrefix<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl<K: Eq, V: Eq> Eq for ByPrefix<K, V> {}

/// Canonical bytes: how many entries there are, then each, ascending by key.
impl<K: BorshSerialize, V: BorshSerialize> BorshSerialize for ByPrefix<K, V> {
    fn serialize<W: Write>(&self, writer: &mut W) -> Io<()> {
        u32::try_from(self.len).map_err(|_| ErrorKind::InvalidData)?.serialize(writer)?;
        self.iter().try_for_each(|entry| entry.serialize(writer))
    }
}

impl<K: Prefix + BorshDeserialize, V: BorshDeserialize> BorshDeserialize for ByPrefix<K, V> {
    fn deserialize_reader<R: Read>(reader: &mut R) -> Io<Self> {
        let entries = BorshDeserialize::deserialize_reader(reader)?;
        let unordered = || Error::new(ErrorKind::InvalidData, "expected keys in ascending order");
        Self::from_ascending(entries).ok_or_else(unordered)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Address;

    /// Many in one bucket however many buckets there are, some beside it, and some anywhere.
    fn key() -> impl Strategy<Value = Address> {
        let with = |head: [u8; 4]| {
            any::<u8>().prop_map(move |last| {
                let mut address = Address([last; 20]);
                address.0[..4].copy_from_slice(&head);
                address
            })
        };
        prop_oneof![
            4 => with([7; 4]),
            1 => with([7, 7, 7, 8]),
            1 => with([0; 4]),
            1 => with([255; 4]),
            9 => any::<[u8; 20]>().prop_map(Address),
        ]
    }

    fn same(map: &ByPrefix<Address, u64>, plain: &BTreeMap<Address, u64>) -> Result<(), TestCaseError> {
        prop_assert!(map.iter().eq(plain));
        prop_assert!(map.keys().eq(plain.keys()) && map.values().eq(plain.values()));
        prop_assert_eq!(map.len(), plain.len());
        prop_assert!(map.buckets.len().is_power_of_two() && map.len() <= LOAD * map.buckets.len());
        let bytes = borsh::to_vec(map).expect("it fits");
        prop_assert_eq!(&bytes, &borsh::to_vec(plain).expect("it fits"));
        prop_assert_eq!(&borsh::from_slice::<ByPrefix<Address, u64>>(&bytes).expect("it ascends"), map);
        Ok(())
    }

    proptest! {
        /// Beside a plain map: the same entries, order and bytes after everything that can be done to it.
        #[test]
        fn it_is_an_ordered_map(deeds in prop::collection::vec((key(), any::<u64>(), 0..4u8), 0..300)) {
            let mut map = ByPrefix::default();
            let mut plain = BTreeMap::new();
            for (place, (key, value, deed)) in deeds.iter().copied().enumerate() {
                // Often one that is there already.
                let known = deeds[..place].get(value as usize % 300).map_or(key, |earlier| earlier.0);
                let before = plain.get(&known).copied();
                prop_assert_eq!(map.get(&known).copied(), before);
                match deed {
                    0 | 1 => {
                        map.insert(key, value);
                        plain.insert(key, value);
                    }
                    2 => {
                        let new = before.is_none_or(|before| before % 2 == 0).then_some(value);
                        prop_assert_eq!(map.change(known, |found| Ok::<_, ()>(new.filter(|_| found == before.as_ref()))), Ok(()));
                        match new {
                            Some(value) => drop(plain.insert(known, value)),
                            None => drop(plain.remove(&known)),
                        }
                    }
                    _ => prop_assert_eq!(map.change(known, |_| Err(value)), Err(value)),
                }
            }
            same(&map, &plain)?;
            let ascending = plain.iter().map(|(key, value)| (*key, *value)).collect();
            prop_assert_eq!(ByPrefix::from_ascending(ascending), Some(map));
        }
    }

    #[test]
    fn buckets_grow_with_the_entries_and_do_not_show() {
        let key = |n: u32| {
            let mut address = Address::ZERO;
            address.0[..4].copy_from_slice(&n.wrapping_mul(0x9e37_79b9).to_be_bytes());
            address
        };
        let mut map = ByPrefix::default();
        for n in 0..1_000 {
            map.insert(key(n), n);
        }
        assert_eq!((map.len(), map.buckets.len()), (1_000, 128));
        assert!(map.buckets.iter().all(|bucket| (4..=12).contains(&bucket.len())));
        for n in 10..1_000 {
            assert_eq!(map.change(key(n), |value| if value == Some(&n) { Ok(None) } else { Err(n) }), Ok(()));
        }
        let few = ByPrefix::from_ascending(map.iter().map(|(key, n)| (*key, *n)).collect());
        let few = few.expect("the walk ascends");
        assert_eq!((few.buckets.len(), map.buckets.len()), (2, 128));
        assert_eq!(few, map);
        assert_eq!(borsh::to_vec(&few).ok(), borsh::to_vec(&map).ok());
    }

    #[test]
    fn keys_that_do_not_ascend_are_refused() {
        for keys in [[1, 1], [2, 1]] {
            let entries = keys.map(|n| (Address([n; 20]), 0_u8)).to_vec();
            let bytes = borsh::to_vec(&entries).expect("they fit");
            assert!(borsh::from_slice::<ByPrefix<Address, u8>>(&bytes).is_err());
            assert!(ByPrefix::from_ascending(entries).is_none());
        }
    }
}
