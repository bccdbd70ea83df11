//! The form of a text: TOML, keys that are known, values of the right kind.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, Error};

use crate::nearest::nearest;

/// How many mistakes of form are told at once; each is found by reading on without what was wrong before.
const MOST: usize = 50;

/// What is wrong with the form of a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Form {
    /// A key that must be there is not.
    #[error("`{0}` is missing")]
    MissingKey(String),
    /// A key that is not known where it stands.
    #[error("`{key}` is no key here")]
    UnknownKey {
        /// As written.
        key: String,
        /// Those that are known there.
        known: Vec<String>,
        /// The one of them that may have been meant.
        nearest: Option<String>,
    },
    /// A word that is none of those that can stand there.
    #[error("`{word}` is none of the words that can stand here")]
    UnknownWord {
        /// As written.
        word: String,
        /// Those that can.
        known: Vec<String>,
        /// The one of them that may have been meant.
        nearest: Option<String>,
    },
    /// No TOML, a value of another kind: what the reader says, in a line.
    #[error("{0}")]
    Other(String),
}

impl Form {
    /// The known key that an unknown one may have been meant for.
    pub fn nearest(&self) -> Option<&str> {
        match self {
            Self::UnknownKey { nearest, .. } => nearest.as_deref(),
            _ => None,
        }
    }

    pub(crate) fn missing_key(&self) -> Option<&str> {
        match self {
            Self::MissingKey(key) => Some(key),
            _ => None,
        }
    }

    fn of(error: &Error) -> Self {
        // The reader's messages have several lines at times; the first says what is the matter.
        let message = error.message().lines().next().unwrap_or_default();
        let kind = message.split('`').next().unwrap_or_default();
        // Names stand in backquotes: what was written, and then what can be.
        let mut names = message.split('`').skip(1).step_by(2).map(str::to_owned);
        let Some(written) = names.next() else { return Self::Other(message.to_owned()) };
        let known: Vec<String> = names.collect();
        let nearest = nearest(&written, known.iter().map(String::as_str)).map(str::to_owned);
        match kind {
            "missing field " => Self::MissingKey(written),
            "unknown field " => Self::UnknownKey { key: written, known, nearest },
            "unknown variant " => Self::UnknownWord { word: written, known, nearest },
            _ => Self::Other(message.to_owned()),
        }
    }
}

/// What could be read of a text.
pub(crate) struct Reading<T> {
    pub found: Option<T>,
    /// Keys that were left out because of their value, and where their table begins.
    pub left_out: Vec<(String, usize)>,
    /// Where in the text, and what.
    pub problems: Vec<(usize, Form)>,
}

pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Reading<T> {
    let (mut table, errors) = DeTable::parse_recoverable(text);
    let at = |error: &Error| (error.span().map_or(0, |span| span.start), Form::of(error));
    let mut problems: Vec<_> = errors.iter().map(at).collect();
    problems.dedup();
    let mut left_out: Vec<(String, usize)> = Vec::new();
    if !problems.is_empty() {
        return Reading { found: None, left_out, problems };
    }
    loop {
        match T::deserialize(Deserializer::from(table.clone())) {
            Ok(found) => return Reading { found: Some(found), left_out, problems },
            Err(error) => {
                let problem = at(&error);
                // What is missing because its value was wrong has been told.
                let is_known =
                    problem.1.missing_key().is_some_and(|key| left_out.iter().any(|(out, _)| out == key));
                if !is_known {
                    problems.push(problem);
                }
                // What is behind a key that nobody knows, a value of another kind or a table that lacks something may be right.
                let span = error.span().unwrap_or_default();
                match remove(table.get_mut(), 0, &span) {
                    Some(removed) if problems.len() < MOST => left_out.push(removed),
                    _ => return Reading { found: None, left_out, problems },
                }
            }
        }
    }
}

/// Removes what stands there, a key, its value, or one of several; gives the key, which is empty for one of several,
/// and where the table begins that had it.
fn remove(table: &mut DeTable<'_>, begins: usize, span: &Range<usize>) -> Option<(String, usize)> {
    let is_there =
        |key: &Spanned<_>, value: &Spanned<_>| key.span().start == span.start || value.span() == *span;
    let key = table.iter().find(|(key, value)| is_there(key, value)).map(|(key, _)| key.clone());
    if let Some(key) = key {
        table.remove(&key);
        return Some((key.get_ref().to_string(), begins));
    }
    table.iter_mut().find_map(|(_, value)| remove_in(value, span))
}

fn remove_in(value: &mut Spanned<DeValue<'_>>, span: &Range<usize>) -> Option<(String, usize)> {
    let begins = value.span().start;
    match value.get_mut() {
        DeValue::Table(table) => remove(table, begins, span),
        DeValue::Array(values) => {
            let found = values.iter_mut().find_map(|value| remove_in(value, span));
            found.or_else(|| {
                let at = values.iter().position(|value| value.span() == *span)?;
                let all = values.iter().cloned().enumerate();
                *values = all.filter(|(index, _)| *index != at).map(|(_, value)| value).collect();
                Some((String::new(), begins))
            })
        }
        _ => None,
    }
}
