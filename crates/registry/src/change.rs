//! Changes to a registry: how one becomes another, and how a file is undone.

use std::collections::BTreeSet;

use crate::data::Data;
use crate::key::Key;
use crate::reg_file::RegFile;
use crate::state::State;
use crate::statement::What;
use crate::writer::RegText;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Makes a key.
    CreateKey(Key),
    /// Deletes a key with everything below it.
    DeleteKey(Key),
    /// Sets a value and makes its key.
    Set {
        /// Where.
        key: Key,
        /// Its name; empty for the default value.
        name: String,
        /// What it holds then.
        data: Data,
    },
    /// Deletes a value.
    DeleteValue {
        /// Where.
        key: Key,
        /// Its name.
        name: String,
    },
}

/// The changes that make `after` of `before`: what goes, then what comes, in the order of the keys.
pub fn changes(before: &State, after: &State) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut deleted: Vec<Key> = Vec::new();
    for key in before.keys().filter(|key| !after.contains(key)) {
        // What lies below goes with it.
        if deleted.last().is_some_and(|above| above.contains(key)) {
            continue;
        }
        let mut highest = key.clone();
        while let Some(above) = highest.parent().filter(|above| !after.contains(above)) {
            highest = above;
        }
        deleted.push(highest);
    }
    // The order of keys is that of their letters, so that others may lie between a key and what is below it.
    deleted.sort();
    deleted.dedup();
    changes.extend(deleted.into_iter().map(Change::DeleteKey));
    // A key that has lost its last value may be there because of what is below it.
    let kept = before.keys().filter(|key| after.contains(key));
    let all: BTreeSet<&Key> = after.keys().chain(kept).collect();
    for key in all {
        if !before.contains(key) {
            changes.push(Change::CreateKey(key.clone()));
        }
        for held in before.values(key).filter(|held| after.value(key, &held.name).is_none()) {
            changes.push(Change::DeleteValue { key: key.clone(), name: held.name.clone() });
        }
        for held in after.values(key) {
            if before.value(key, &held.name).is_none_or(|old| old.data != held.data) {
                let (key, name, data) = (key.clone(), held.name.clone(), held.data.clone());
                changes.push(Change::Set { key, name, data });
            }
        }
    }
    changes
}

/// A key that a file changes and that the export says nothing of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotExported {
    /// The line of the file.
    pub line: u32,
    /// The key.
    pub key: Key,
}

/// What undoes a file on the machine that the exports are from: afterwards everything is as it was exported.
///
/// A registry export holds a key with everything below it; what a file changes elsewhere cannot be undone, as
/// nobody knows what was there.
pub fn undo(exports: &[RegFile], file: &RegFile) -> Result<Vec<Change>, NotExported> {
    let mut before = State::new();
    for export in exports {
        before.apply(export);
    }
    let made = exports.iter().flat_map(|export| {
        export.statements.iter().filter_map(|statement| match statement.what {
            What::Key(id) => Some(export.key(id)),
            _ => None,
        })
    });
    let exported: BTreeSet<&Key> = made.collect();
    let exported =
        |key: &Key| std::iter::successors(Some(key.clone()), Key::parent).any(|key| exported.contains(&key));
    for statement in &file.statements {
        let key = match &statement.what {
            What::Key(id) => file.key(*id),
            What::DeleteKey(key) | What::Set { key, .. } | What::DeleteValue { key, .. } => file.key(*key),
            What::Blank | What::Comment | What::Header | What::Ignored(_) => continue,
        };
        // To open a key that is there changes nothing.
        let opened = matches!(statement.what, What::Key(_)) && before.contains(key);
        if !opened && !exported(key) {
            return Err(NotExported { line: statement.line, key: key.clone() });
        }
    }
    let mut after = before.clone();
    after.apply(file);
    Ok(changes(&after, &before))
}

impl RegText {
    /// Adds a change.
    pub fn change(&mut self, change: &Change) {
        match change {
            Change::CreateKey(key) => self.key(key),
            Change::DeleteKey(key) => self.delete_key(key),
            Change::Set { key, name, data } => {
                self.key(key);
                self.set(name, data);
            }
            Change::DeleteValue { key, name } => {
                self.key(key);
                self.delete_value(name);
            }
        }
    }
}
