//! Rows by their keys: a list in the order of arrival, and an index into it.
//!
//! A hash table of whole rows would be moved each time it doubles and touched at random for each new row. Here
//! new rows are written one behind the other, and only the index, eight bytes a row, is a table.

use std::hash::{BuildHasher, Hash};

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

pub(crate) struct RowTable<K, V> {
    rows: Vec<(K, V)>,
    index: HashTable<Place>,
    /// Seeded at random, so nobody can choose keys that collide.
    hasher: DefaultHashBuilder,
}

#[derive(Clone, Copy)]
struct Place {
    /// Half of the key's hash: enough for the index to grow without looking at the rows.
    hash: u32,
    row: u32,
}

impl<K: Hash + Eq, V> RowTable<K, V> {
    pub fn new() -> Self {
        Self { rows: Vec::new(), index: HashTable::new(), hasher: DefaultHashBuilder::default() }
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let hash = self.hash(key);
        let rows = &mut self.rows;
        let place = self
            .index
            .find(spread(hash), |place| place.hash == hash && rows[place.row as usize].0 == *key)?;
        Some(&mut rows[place.row as usize].1)
    }

    /// Adds a row, or merges its value into the one that has this key.
    pub fn merge(&mut self, key: K, value: V, merge: impl FnOnce(&mut V, V)) {
        let hash = self.hash(&key);
        let rows = &mut self.rows;
        let same = |place: &Place| place.hash == hash && rows[place.row as usize].0 == key;
        match self.index.entry(spread(hash), same, |place| spread(place.hash)) {
            Entry::Occupied(entry) => merge(&mut rows[entry.get().row as usize].1, value),
            Entry::Vacant(entry) => {
                entry.insert(Place { hash, row: rows.len() as u32 });
                rows.push((key, value));
            }
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.rows.iter().map(|(key, value)| (key, value))
    }

    fn hash(&self, key: &K) -> u32 {
        self.hasher.hash_one(key) as u32
    }
}

/// The table takes the place from the lower bits and a tag from the upper ones.
fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}
