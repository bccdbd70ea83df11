//! What a registry holds: keys with their values, and where each came from.

use std::collections::{BTreeMap, BTreeSet};

use crate::data::Data;
use crate::key::Key;
use crate::meaning;
use crate::reg_file::RegFile;
use crate::statement::{KeyId, What};

/// A value with its name as written and the line that set it, if a line did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its name; empty for the default value of a key.
    pub name: String,
    /// What it holds.
    pub data: Data,
    /// The line of the file that it is from.
    pub line: Option<u32>,
}

/// A registry, or the part of one that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// Only what was made: with everything above it, a deep key would take as much room as a hundred.
    keys: BTreeMap<Key, BTreeMap<String, Held>>,
}

impl State {
    /// An empty registry.
    pub fn new() -> Self {
        Self::default()
    }

    /// What a file makes of an empty registry; an export is such a file.
    pub fn of(file: &RegFile) -> Self {
        let mut state = Self::new();
        state.apply(file);
        state
    }

    /// Does what regedit does with a file, in the file's order.
    pub fn apply(&mut self, file: &RegFile) {
        if file.is_imported() {
            self.apply_if(file, |_| true);
        }
    }

    /// What a file, even one that regedit would not import, makes of the keys that TLS settings are read from.
    pub(crate) fn of_settings(file: &RegFile) -> Self {
        let leads: Vec<bool> = file.keys().map(meaning::leads_to_settings).collect();
        let mut state = Self::new();
        state.apply_if(file, |id| leads[id.index()]);
        state
    }

    /// Leaves out every key that TLS settings are not read from, as a hive of which no more is read.
    pub fn keep_settings(&mut self) {
        let gone: Vec<Key> = self.keys().filter(|key| !meaning::leads_to_settings(key)).cloned().collect();
        for key in gone {
            self.keys.remove(&key);
            // What is above it was there because of it.
            let mut above = std::iter::successors(key.parent(), Key::parent);
            if let Some(above) = above.find(meaning::leads_to_settings) {
                self.create(&above);
            }
        }
    }

    fn apply_if(&mut self, file: &RegFile, wanted: impl Fn(KeyId) -> bool) {
        for statement in &file.statements {
            if statement.what.key().is_some_and(|id| !wanted(id)) {
                continue;
            }
            match &statement.what {
                What::Key(id) => self.create(file.key(*id)),
                What::DeleteKey(id) => self.delete(file.key(*id)),
                What::Set { key, name, data } => {
                    self.set(file.key(*key), name, data.clone(), Some(statement.line));
                }
                What::DeleteValue { key, name } => self.delete_value(file.key(*key), name),
                What::Blank | What::Comment | What::Header | What::Ignored(_) => {}
            }
        }
    }

    /// Takes over everything that another registry holds; its values win.
    pub fn merge(&mut self, other: Self) {
        for (key, values) in other.keys {
            self.keys.entry(key).or_default().extend(values);
        }
    }

    /// Makes a key, with all above it.
    pub fn create(&mut self, key: &Key) {
        if !self.keys.contains_key(key) {
            self.keys.insert(key.clone(), BTreeMap::new());
        }
    }

    /// Deletes a key with everything below it.
    pub fn delete(&mut self, key: &Key) {
        let gone: Vec<Key> =
            self.below(key).chain(self.keys.get_key_value(key).map(|(key, _)| key)).cloned().collect();
        for key in &gone {
            self.keys.remove(key);
        }
        // What is above is there because of what was below, and stays.
        if let Some(above) = key.parent().filter(|_| !gone.is_empty()) {
            self.create(&above);
        }
    }

    /// What was made below a key.
    fn below(&self, key: &Key) -> impl Iterator<Item = &Key> {
        self.keys.range(key.first_below()..).map(|(key, _)| key).take_while(|below| key.contains(below))
    }

    /// Sets a value and makes its key.
    pub fn set(&mut self, key: &Key, name: &str, data: Data, line: Option<u32>) {
        self.create(key);
        if let Some(values) = self.keys.get_mut(key) {
            values.insert(folded(name), Held { name: name.to_owned(), data, line });
        }
    }

    /// Deletes a value; the key is made all the same, as regedit opened it.
    pub fn delete_value(&mut self, key: &Key, name: &str) {
        if let Some(values) = self.keys.get_mut(key) {
            values.remove(&folded(name));
        }
    }

    /// Whether a key is there.
    pub fn contains(&self, key: &Key) -> bool {
        self.keys.contains_key(key) || self.below(key).next().is_some()
    }

    /// The value of that name, whatever the case.
    pub fn value(&self, key: &Key, name: &str) -> Option<&Held> {
        self.keys.get(key)?.get(&folded(name))
    }

    /// The keys that were made, in their order, which is that of an export. Those above them are there because of them.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.keys.keys()
    }

    /// Every key, with all above those that were made.
    pub fn every_key(&self) -> BTreeSet<Key> {
        let with_above = |key: &Key| std::iter::successors(Some(key.clone()), Key::parent);
        self.keys().flat_map(with_above).collect()
    }

    /// The values of a key, sorted by name.
    pub fn values(&self, key: &Key) -> impl Iterator<Item = &Held> {
        self.keys.get(key).into_iter().flat_map(BTreeMap::values)
    }
}

/// Names of values that differ only in case are one.
fn folded(name: &str) -> String {
    name.to_lowercase()
}
