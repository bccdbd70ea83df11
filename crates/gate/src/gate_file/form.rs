//! The form of `gate.toml`: TOML, and keys that are known.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, Error};

use cutover_policy::nearest;

use super::problem::{GateFileError, GateProblem};
use super::tables::{GateFile, KEYS};

/// How many mistakes of form are told at once; each is found by reading on without what was wrong before.
const MOST: usize = 50;

/// The tables, and all that is wrong with their form; there are none where that keeps them from being read.
pub(super) fn read(text: &str) -> (Option<GateFile>, Vec<GateFileError>) {
    let (mut table, errors) = DeTable::parse_recoverable(text);
    let mut problems: Vec<_> = errors.iter().map(|error| form(error, text)).collect();
    problems.dedup();
    if !problems.is_empty() {
        return (None, problems);
    }
    let mut removed = Vec::new();
    loop {
        match GateFile::deserialize(Deserializer::from(table.clone())) {
            Ok(file) => return (Some(file), problems),
            Err(error) => {
                let problem = form(&error, text);
                // What is missing because its value was wrong has been told.
                let is_known =
                    problem.missing().is_some_and(|key| removed.iter().any(|removed| removed == key));
                if !is_known {
                    problems.push(problem);
                }
                // What is behind a key that nobody knows, a value of another kind or a table that lacks something may be right.
                match error.span().and_then(|span| remove(table.get_mut(), &span)) {
                    Some(key) if problems.len() < MOST => removed.push(key),
                    _ => return (None, problems),
                }
            }
        }
    }
}

/// Removes what stands there, a key, its value, or one of several; gives the key, which is empty for one of several.
fn remove(table: &mut DeTable<'_>, span: &Range<usize>) -> Option<String> {
    let is_there =
        |key: &Spanned<_>, value: &Spanned<_>| key.span().start == span.start || value.span() == *span;
    let key = table.iter().find(|(key, value)| is_there(key, value)).map(|(key, _)| key.clone());
    if let Some(key) = key {
        table.remove(&key);
        return Some(key.get_ref().to_string());
    }
    table.iter_mut().find_map(|(_, value)| remove_in(value.get_mut(), span))
}

fn remove_in(value: &mut DeValue<'_>, span: &Range<usize>) -> Option<String> {
    match value {
        DeValue::Table(table) => remove(table, span),
        DeValue::Array(values) => {
            let found = values.iter_mut().find_map(|value| remove_in(value.get_mut(), span));
            found.or_else(|| {
                let at = values.iter().position(|value| value.span() == *span)?;
                let all = values.iter().cloned().enumerate();
                *values = all.filter(|(index, _)| *index != at).map(|(_, value)| value).collect();
                Some(String::new())
            })
        }
        _ => None,
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
