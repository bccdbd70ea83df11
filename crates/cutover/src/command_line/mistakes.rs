//! Mistakes in what was typed, in the reader's language, with the nearest that would be right.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use cutover_registry::Windows;
use cutover_report::{Texts, Value};

use crate::failure::Failure;

/// What clap has of what may have been meant.
const SUGGESTED: [ContextKind; 3] =
    [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];

/// A mistake in the reader's language, with the nearest that would be right.
pub(crate) fn mistake(error: &Error, texts: &Texts) -> Failure {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    let invalid = context(ContextKind::InvalidArg).unwrap_or_default();
    let argument = Value::from(&invalid);
    let value = Value::from(context(ContextKind::InvalidValue).unwrap_or_default());
    let is_ambiguous = invalid.starts_with("--component")
        && context(ContextKind::InvalidValue).is_some_and(|value| value.eq_ignore_ascii_case("schannel"));
    let sentence = match error.kind() {
        ErrorKind::UnknownArgument if !invalid.starts_with('-') => {
            texts.with("usage-unexpected", &[("argument", argument)])
        }
        ErrorKind::UnknownArgument => texts.with("usage-unknown-option", &[("argument", argument)]),
        ErrorKind::InvalidSubcommand => {
            let command = context(ContextKind::InvalidSubcommand).unwrap_or_default();
            texts.with("usage-unknown-command", &[("argument", command.into())])
        }
        ErrorKind::InvalidValue if context(ContextKind::InvalidValue).is_none_or(|v| v.is_empty()) => {
            texts.with("usage-missing-value", &[("argument", argument)])
        }
        ErrorKind::InvalidValue if is_ambiguous => texts.get("usage-component-ambiguous"),
        ErrorKind::InvalidValue => {
            let possible = context(ContextKind::ValidValue).unwrap_or_default();
            let values = [("argument", argument), ("value", value), ("possible", possible.into())];
            texts.with("usage-invalid-value", &values)
        }
        ErrorKind::ValueValidation if invalid.starts_with("--code-page") => {
            texts.with("usage-code-page", &[("value", value)])
        }
        ErrorKind::ValueValidation if invalid.starts_with("--windows") => {
            let known: Vec<_> = Windows::all().iter().map(|windows| windows.id.as_str()).collect();
            texts.with("usage-windows", &[("value", value), ("known", known.join(", ").into())])
        }
        ErrorKind::ValueValidation if invalid.starts_with("--build") => {
            texts.with("usage-build", &[("value", value)])
        }
        ErrorKind::ValueValidation if invalid.starts_with("--mode") => {
            texts.with("usage-file-mode", &[("value", value)])
        }
        ErrorKind::ValueValidation if invalid.starts_with("--on") => {
            texts.with("usage-date", &[("value", value)])
        }
        ErrorKind::ValueValidation if invalid.starts_with("--certificate") => {
            texts.with("usage-certificate", &[("value", value)])
        }
        ErrorKind::ValueValidation
            if ["--client", "--address"].iter().any(|option| invalid.starts_with(option)) =>
        {
            texts.with("usage-address", &[("value", value)])
        }
        ErrorKind::ValueValidation if invalid.starts_with("--watch") => {
            texts.with("usage-interval", &[("value", value)])
        }
        ErrorKind::ValueValidation if kind_of(&invalid).is_some() => {
            let kind = texts.get(kind_of(&invalid).unwrap_or_default());
            texts.with("gate-problem-value", &[("text", value), ("kind", kind.into())])
        }
        ErrorKind::ValueValidation if invalid.starts_with("--updates") => {
            texts.with("usage-updates", &[("value", value)])
        }
        ErrorKind::ValueValidation => match range(error) {
            Some((least, most)) => {
                let values = [
                    ("argument", argument),
                    ("value", value),
                    ("least", least.into()),
                    ("most", most.into()),
                ];
                texts.with("usage-number-of-range", &values)
            }
            None => texts.with("usage-invalid-number", &[("argument", argument), ("value", value)]),
        },
        ErrorKind::WrongNumberOfValues | ErrorKind::TooManyValues if has_too_many(error) => {
            texts.with("usage-too-many-values", &[("argument", argument)])
        }
        ErrorKind::InvalidUtf8 => texts.get("usage-not-text"),
        ErrorKind::ArgumentConflict if context(ContextKind::PriorArg).as_ref() == Some(&invalid) => {
            texts.with("usage-given-twice", &[("argument", argument)])
        }
        // A command behind options that are for none.
        ErrorKind::ArgumentConflict if invalid.is_empty() => {
            let prior = context(ContextKind::PriorArg).unwrap_or_default();
            texts.with("usage-conflict-with-command", &[("argument", prior.into())])
        }
        ErrorKind::MissingRequiredArgument | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            texts.with("usage-missing-argument", &[("argument", argument)])
        }
        ErrorKind::MissingSubcommand => {
            texts.with("usage-missing-argument", &[("argument", "COMMAND".into())])
        }
        ErrorKind::ArgumentConflict => match context(ContextKind::PriorArg).filter(|prior| !prior.is_empty())
        {
            Some(prior) => {
                let values = [("argument", argument), ("other", (&prior).into())];
                texts.with("usage-conflict-with", &values)
            }
            None => texts.with("usage-conflict", &[("argument", argument)]),
        },
        _ => {
            let problem = error.to_string();
            let problem = problem.lines().next().unwrap_or_default();
            texts.with("usage-other", &[("problem", problem.into())])
        }
    };
    // Of two that are meant alike, none is the nearest.
    let nearest = if is_ambiguous { &[][..] } else { &SUGGESTED };
    let nearest = nearest.iter().copied().find_map(context);
    let mut sentences = vec![sentence];
    if let Some(nearest) = nearest {
        sentences.push(texts.with("usage-nearest", &[("nearest", nearest.into())]));
    }
    Failure::arguments(texts.sentences(sentences))
}

/// The least and the largest number that an option takes: what clap's own sentence ends with.
fn range(error: &Error) -> Option<(String, String)> {
    let source = std::error::Error::source(error)?.to_string();
    let (least, most) = source.rsplit_once(' ')?.1.split_once("..=")?;
    // Without an end, the largest number of its type is given.
    most.parse::<u64>().is_ok_and(|most| most < u32::MAX.into()).then(|| (least.to_owned(), most.to_owned()))
}

fn has_too_many(error: &Error) -> bool {
    let number = |kind| match error.get(kind) {
        Some(ContextValue::Number(number)) => Some(*number),
        _ => None,
    };
    number(ContextKind::ActualNumValues) > number(ContextKind::ExpectedNumValues)
}

/// What the value of an option should be, by the name of the sentence that says so.
fn kind_of(option: &str) -> Option<&'static str> {
    let is =
        |name: &str| option == name || option.strip_prefix(name).is_some_and(|rest| rest.starts_with(' '));
    match () {
        () if is("--listen") || is("--status") => Some("gate-kind-address"),
        () if is("--hello-timeout") => Some("gate-kind-time"),
        () if is("--from") => Some("gate-kind-moment"),
        () => None,
    }
}
