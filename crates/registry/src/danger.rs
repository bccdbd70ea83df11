//! Places that a file about TLS has no business with.

use crate::data::Data;
use crate::facts::{DANGEROUS_PLACES, DangerousPlace};
use crate::place::Normal;

/// The code of the danger of setting a value, if it is one.
pub(crate) fn of_value(normal: &Normal, name: &str, data: Option<&Data>) -> Option<&'static str> {
    DANGEROUS_PLACES
        .iter()
        .find(|place| {
            (place.values.is_empty() || place.values.iter().any(|value| value.eq_ignore_ascii_case(name)))
                && place.paths.iter().any(|pattern| matches(pattern, &normal.path))
                && data.is_none_or(|data| place.when.as_deref().is_none_or(|when| holds(when, data)))
                // Taking a setting out that is harmful only with some data does no harm.
                && (data.is_some() || place.when.is_none())
        })
        .map(|place| place.code.as_str())
}

/// The code of the danger of a key as a whole: that of making or deleting it.
pub(crate) fn of_key(normal: &Normal) -> Option<&'static str> {
    whole().find(|place| place.paths.iter().any(|p| matches(p, &normal.path))).map(|p| p.code.as_str())
}

/// Whether something dangerous lies below a key, so that deleting it takes that away too.
pub(crate) fn lies_below(normal: &Normal) -> bool {
    let above = |pattern: &str| {
        normal.path.is_empty()
            || pattern.strip_prefix(normal.path.as_str()).is_some_and(|rest| rest.starts_with('\\'))
    };
    DANGEROUS_PLACES.iter().any(|place| place.paths.iter().any(|pattern| above(pattern)))
}

fn whole() -> impl Iterator<Item = &'static DangerousPlace> {
    DANGEROUS_PLACES.iter().filter(|place| place.values.is_empty())
}

/// `*` is one part of the path; `**` at the end is the key and everything below it.
fn matches(pattern: &str, path: &str) -> bool {
    let mut parts = path.split('\\');
    for wanted in pattern.split('\\') {
        if wanted == "**" {
            return true;
        }
        match parts.next() {
            Some(part) if wanted == "*" || wanted == part => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}

fn holds(when: &str, data: &Data) -> bool {
    let number = data.as_dword().map(u64::from).or_else(|| data.as_text()?.trim().parse().ok());
    // What is no number there is not what Windows expects, and no harm can be excluded.
    let Some(number) = number else { return true };
    match when.split_once(' ') {
        Some(("=", n)) => n.parse() == Ok(number),
        Some(("!=", n)) => n.parse() != Ok(number),
        Some(("<", n)) => n.parse().is_ok_and(|n: u64| number < n),
        _ => true,
    }
}

#[test]
fn every_rule_can_be_read() {
    for place in DANGEROUS_PLACES.iter() {
        assert!(place.paths.iter().all(|p| *p == p.to_lowercase()), "{}", place.code);
        if let Some(when) = &place.when {
            let (operator, number) = when.split_once(' ').expect("an operator and a number");
            assert!(["=", "!=", "<"].contains(&operator) && number.parse::<u64>().is_ok(), "{when}");
        }
    }
}

#[test]
fn stars_stand_for_parts() {
    assert!(matches(r"a\**", r"a") && matches(r"a\**", r"a\b\c") && !matches(r"a\**", "b"));
    assert!(matches(r"a\*\c", r"a\b\c") && !matches(r"a\*", r"a\b\c") && !matches("a", r"a\b"));
}
