//! What is wrong with files that people write, in words.

use std::path::Path;

use cutover_toml::Form;

use crate::text::Text;
use crate::texts::{Texts, Value};

/// A mistake in a line of a file, with what may have been meant.
pub fn mistake(file: &Path, line: usize, problem: Text, texts: &Texts) -> Text {
    let values =
        [("file", Value::from(file)), ("line", Value::Number(line as u64)), ("problem", problem.into())];
    texts.with("mistake", &values)
}

/// What is wrong, and what may have been meant instead.
pub fn or_meant(problem: Text, nearest: Option<&str>, texts: &Texts) -> Text {
    let Some(nearest) = nearest else { return problem };
    texts.with("mistake-nearest", &[("problem", problem.into()), ("nearest", nearest.into())])
}

/// What is wrong with the form of a file.
pub fn of_form(form: &Form, texts: &Texts) -> Text {
    match form {
        Form::MissingKey(key) => texts.with("mistake-missing-key", &[("key", key.into())]),
        Form::UnknownKey { key, nearest: Some(nearest), .. } => {
            or_meant(texts.with("mistake-unknown-key", &[("key", key.into())]), Some(nearest), texts)
        }
        Form::UnknownKey { key, known, nearest: None } => {
            let known = texts.list(known.iter().map(Text::of));
            texts.with("mistake-unknown-key-known", &[("key", key.into()), ("known", known.into())])
        }
        Form::UnknownWord { word, known, .. } => {
            let known = texts.list(known.iter().map(Text::of));
            texts.with("mistake-unknown-word", &[("word", word.into()), ("known", known.into())])
        }
        // The words of the library that reads TOML.
        Form::Other(message) => message.into(),
    }
}
