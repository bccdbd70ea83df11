//! Places that a file about TLS has no business with.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::data::Data;
use crate::normal_path::NormalPath;
use crate::windows::{DANGERS, DangerousPlace};

/// The dangerous places that a key belongs to, by their number.
pub(crate) fn places(normal: &NormalPath) -> Vec<usize> {
    PATTERNS.places(&normal.path)
}

/// The code of the danger of setting a value, if it is one.
pub(crate) fn of_value(
    normal: &NormalPath,
    places: &[usize],
    name: &str,
    data: Option<&Data>,
) -> Option<&'static str> {
    if places.is_empty() || data.is_some_and(|data| protects(&normal.path, name, data)) {
        return None;
    }
    places
        .iter()
        .map(|index| &DANGERS.place[*index])
        .find(|place| {
            (place.values.is_empty() || place.values.iter().any(|value| value.eq_ignore_ascii_case(name)))
                && data.is_none_or(|data| place.when.as_deref().is_none_or(|when| holds(when, data)))
                && !data.is_some_and(|data| place.has_by_itself(data))
                // Taking a setting out that is harmful only with some data does no harm.
                && (data.is_some() || place.when.is_none())
        })
        .map(|place| place.code.as_str())
}

/// Whether a value hardens a machine.
fn protects(path: &str, name: &str, data: &Data) -> bool {
    let is_like = |pattern: &String| {
        let parts = pattern.split('\\').zip(path.split('\\'));
        pattern.split('\\').count() == path.split('\\').count()
            && parts.into_iter().all(|(pattern, part)| pattern == "*" || pattern == part)
    };
    DANGERS.protects.iter().any(|known| {
        known.values.iter().any(|value| value.eq_ignore_ascii_case(name))
            && known.paths.iter().any(is_like)
            && number_of(data).is_some()
            && holds(&known.when, data)
    })
}

fn number_of(data: &Data) -> Option<u64> {
    data.as_dword().map(u64::from).or_else(|| data.as_text()?.trim().parse().ok())
}

impl DangerousPlace {
    /// Whether these are data that Windows has there by itself.
    fn has_by_itself(&self, data: &Data) -> bool {
        if self.unless.is_empty() {
            return false;
        }
        let Some(parts) = data.parts() else { return false };
        let text = parts.join(" ");
        let text = text.trim();
        self.unless.iter().any(|usual| usual.eq_ignore_ascii_case(text))
    }
}

/// The code of the danger of a key as a whole: that of making or deleting it.
pub(crate) fn of_key(places: &[usize]) -> Option<&'static str> {
    let places = places.iter().map(|index| &DANGERS.place[*index]);
    places.filter(|place| place.values.is_empty()).map(|place| place.code.as_str()).next()
}

/// Whether something dangerous lies below a key, so that deleting it takes that away too.
pub(crate) fn lies_below(normal: &NormalPath) -> bool {
    let above = |pattern: &str| {
        normal.path.is_empty()
            || pattern.strip_prefix(normal.path.as_str()).is_some_and(|rest| rest.starts_with('\\'))
    };
    DANGERS.place.iter().any(|place| place.paths.iter().any(|pattern| above(pattern)))
}

/// The paths of all places as a tree, because a file can have as many keys as a registry: `*` is one part of the
/// path; `**` at the end is the key and everything below it.
#[derive(Debug, Default)]
struct Patterns {
    parts: BTreeMap<&'static str, Patterns>,
    any_part: Option<Box<Patterns>>,
    /// The places, by their number, of which this is the key.
    here: Vec<usize>,
    /// The places of which this is the key or one above.
    from_here: Vec<usize>,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let mut all = Patterns::default();
    for (index, place) in DANGERS.place.iter().enumerate() {
        for pattern in &place.paths {
            all.add(pattern, index);
        }
    }
    all
});

impl Patterns {
    fn add(&mut self, pattern: &'static str, index: usize) {
        let mut at = self;
        for part in pattern.split('\\') {
            at = match part {
                "**" => return at.from_here.push(index),
                "*" => at.any_part.get_or_insert_default(),
                part => at.parts.entry(part).or_default(),
            };
        }
        at.here.push(index);
    }

    /// The places that a path belongs to, in their order.
    fn places(&self, path: &str) -> Vec<usize> {
        let mut found = Vec::new();
        self.find(Some(path), &mut found);
        found.sort_unstable();
        found
    }

    fn find(&self, path: Option<&str>, found: &mut Vec<usize>) {
        found.extend(&self.from_here);
        let Some(path) = path else {
            found.extend(&self.here);
            return;
        };
        let (part, rest) = path.split_once('\\').map_or((path, None), |(part, rest)| (part, Some(rest)));
        for next in self.parts.get(part).into_iter().chain(self.any_part.as_deref()) {
            next.find(rest, found);
        }
    }
}

/// The bits of a blob of connection settings that send traffic to a proxy or to a script that names one (measured).
const PROXY_BITS: u8 = 0b110;

/// Whether a rule holds: `= N`, `!= N`, `< N`, `> N`, `& N` of a number; `proxy` of a blob of connection settings.
pub(crate) fn holds(when: &str, data: &Data) -> bool {
    if when == "proxy" {
        // What is too short to be one is not what Windows expects.
        return data.bytes.get(8).is_none_or(|flags| flags & PROXY_BITS != 0);
    }
    let number = number_of(data);
    // What is no number there is not what Windows expects, and no harm can be excluded.
    let Some(number) = number else { return true };
    match when.split_once(' ') {
        Some(("=", n)) => n.parse() == Ok(number),
        Some(("!=", n)) => n.parse() != Ok(number),
        Some(("<", n)) => n.parse().is_ok_and(|n: u64| number < n),
        // One of these bits.
        Some(("&", n)) => n.parse().is_ok_and(|n: u64| number & n != 0),
        Some((">", n)) => n.parse().is_ok_and(|n: u64| number > n),
        _ => true,
    }
}

#[test]
fn every_rule_can_be_read() {
    let rules = DANGERS.protects.iter().map(|known| known.when.as_str());
    for when in rules {
        assert!(when.split_once(' ').is_some_and(|(_, number)| number.parse::<u64>().is_ok()), "{when}");
    }
    for place in &DANGERS.place {
        assert!(place.paths.iter().all(|p| *p == p.to_lowercase()), "{}", place.code);
        if let Some(when) = place.when.as_deref().filter(|when| *when != "proxy") {
            let (operator, number) = when.split_once(' ').expect("an operator and a number");
            assert!(["=", "!=", "<"].contains(&operator) && number.parse::<u64>().is_ok(), "{when}");
        }
    }
}

#[test]
fn stars_stand_for_parts() {
    let matches = |pattern, path| {
        let mut patterns = Patterns::default();
        patterns.add(pattern, 7);
        patterns.places(path) == [7]
    };
    assert!(matches(r"a\**", r"a") && matches(r"a\**", r"a\b\c") && !matches(r"a\**", "b"));
    assert!(matches(r"a\*\c", r"a\b\c") && !matches(r"a\*", r"a\b\c") && !matches("a", r"a\b"));
}
