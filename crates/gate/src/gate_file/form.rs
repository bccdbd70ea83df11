//! The form of `gate.toml`: TOML, and keys that are known.

use serde::Deserialize;
use toml::de::{DeTable, DeValue, Deserializer, Error};

use cutover_policy::nearest;

use super::problem::{GateFileError, GateProblem};
use super::tables::{GateFile, KEYS};

/// The tables, and all that is wrong with their form; there are none where that keeps them from being read.
pub(super) fn read(text: &str) -> (Option<GateFile>, Vec<GateFileError>) {
    let (mut table, errors) = DeTable::parse_recoverable(text);
    let mut problems: Vec<_> = errors.iter().map(|error| form(error, text)).collect();
    if !problems.is_empty() {
        return (None, problems);
    }
    loop {
        match GateFile::deserialize(Deserializer::from(table.clone())) {
            Ok(file) => return (Some(file), problems),
            Err(error) => {
                problems.push(form(&error, text));
                // What is behind a key that nobody knows may be right.
                let is_unknown = unknown_key(error.message()).is_some();
                let removed = error.span().is_some_and(|span| remove(table.get_mut(), span.start));
                if !(is_unknown && removed) {
                    return (None, problems);
                }
            }
        }
    }
}

/// Removes the key that stands there.
fn remove(table: &mut DeTable<'_>, at: usize) -> bool {
    let key = table.keys().find(|key| key.span().start == at).cloned();
    match key {
        Some(key) => table.remove(&key).is_some(),
        None => table.iter_mut().any(|(_, value)| remove_in(value.get_mut(), at)),
    }
}

fn remove_in(value: &mut DeValue<'_>, at: usize) -> bool {
    match value {
        DeValue::Table(table) => remove(table, at),
        DeValue::Array(values) => values.iter_mut().any(|value| remove_in(value.get_mut(), at)),
        _ => false,
    }
}

fn unknown_key(message: &str) -> Option<&str> {
    message.strip_prefix("unknown field `")?.split_once('`').map(|(name, _)| name)
}

fn form(error: &Error, text: &str) -> GateFileError {
    let message = error.message().to_owned();
    let nearest =
        unknown_key(&message).and_then(|name| nearest(name, KEYS.iter().copied())).map(str::to_owned);
    let line = line_of(text, error.span().map_or(0, |span| span.start));
    GateFileError { line, problem: GateProblem::Form { message, nearest } }
}

/// From 1.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}
