//! Policies as TOML: those that are compiled in, and a user's own.

use std::ops::Range;

use cutover_evidence::Confidence;
use cutover_wire::{CipherSuite, Group, Version};
use serde::Deserialize;
use toml::Spanned;

use crate::policy::{Date, DatedFact, DatedKind, Policy, RuleSide};

/// The policy that is meant when none is named.
pub const DEFAULT_POLICY: &str = "tls12-plus";

const BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/built_in.rs"));

/// What is wrong with a policy file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct PolicyError {
    /// From 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// The kinds of mistakes in a policy file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// No TOML, a key that is not known, a key that is missing, a value of another type.
    #[error("{message}")]
    Form {
        /// What the reader says.
        message: String,
        /// The known key that is nearest to an unknown one.
        nearest: Option<String>,
    },
    /// A version that is none.
    #[error("`{0}` is no version")]
    Version(String),
    /// No version is allowed at all.
    #[error("no version is allowed")]
    NoVersion,
    /// A suite or pattern that matches no registered suite.
    #[error("`{name}` is no cipher suite")]
    Suite {
        /// As written.
        name: String,
        /// The registered name that is nearest.
        nearest: Option<String>,
    },
    /// A group that is not registered.
    #[error("`{name}` is no group")]
    Group {
        /// As written.
        name: String,
        /// The registered name that is nearest.
        nearest: Option<String>,
    },
    /// A date that is none.
    #[error("`{0}` is no date")]
    Date(String),
    /// A word for how sure something is that is none.
    #[error("`{name}` does not say how sure it is")]
    Confidence {
        /// As written.
        name: String,
        /// The nearest that does.
        nearest: Option<String>,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFile {
    id: String,
    name: String,
    name_ja: Option<String>,
    side: RuleSide,
    scope: Option<String>,
    scope_ja: Option<String>,
    service: Option<String>,
    #[serde(default)]
    hosted: bool,
    in_force_from: Option<Spanned<String>>,
    in_force_until: Option<Spanned<String>>,
    versions: Spanned<Vec<Spanned<String>>>,
    unsupported_from: Option<Spanned<String>>,
    refused_from: Option<Spanned<String>>,
    source: Sources,
    confidence: Spanned<Confidence>,
    note: Option<String>,
    note_ja: Option<String>,
    #[serde(default)]
    not_judged: Vec<String>,
    #[serde(default)]
    not_judged_ja: Vec<String>,
    #[serde(default)]
    suites: Suites,
    #[serde(default)]
    groups: Groups,
    #[serde(default)]
    dates: Vec<DateEntry>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Suites {
    allowed: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    denied: Vec<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Groups {
    allowed: Option<Vec<Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DateEntry {
    on: Spanned<String>,
    #[serde(default)]
    kind: DatedKind,
    what: String,
    what_ja: Option<String>,
    source: Option<Sources>,
    confidence: Option<Spanned<Confidence>>,
}

/// One source or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Sources {
    One(String),
    Several(Vec<String>),
}

impl From<Sources> for Vec<String> {
    fn from(sources: Sources) -> Self {
        match sources {
            Sources::One(one) => vec![one],
            Sources::Several(all) => all,
        }
    }
}

/// Every key of a policy file, for the nearest name to a misspelt one.
const KEYS: &[&str] = &[
    "id",
    "name",
    "name_ja",
    "side",
    "scope",
    "scope_ja",
    "service",
    "hosted",
    "in_force_from",
    "in_force_until",
    "versions",
    "unsupported_from",
    "refused_from",
    "source",
    "confidence",
    "note",
    "note_ja",
    "not_judged",
    "not_judged_ja",
    "suites",
    "groups",
    "dates",
    "allowed",
    "denied",
    "on",
    "kind",
    "what",
    "what_ja",
];

impl Policy {
    /// A built-in policy.
    pub fn built_in(id: &str) -> Option<Self> {
        let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == id)?;
        // A test reads every built-in policy, so this cannot fail in a build that passed it.
        Self::parse(text).ok()
    }

    /// The names of the built-in policies, sorted.
    pub fn built_in_ids() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(id, _)| *id)
    }

    /// Reads a policy file.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let at = |span: Range<usize>, problem| PolicyError { line: line_of(text, span.start), problem };
        let file: PolicyFile = toml::from_str(text).map_err(|e| {
            let message = e.message().to_owned();
            let unknown = message.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
            let nearest = unknown.and_then(|key| nearest(key, KEYS.iter().copied())).map(str::to_owned);
            at(e.span().unwrap_or_default(), Problem::Form { message, nearest })
        })?;
        let date = |text: Option<Spanned<String>>| {
            text.map(|t| {
                Date::parse(t.get_ref()).ok_or_else(|| at(t.span(), Problem::Date(t.get_ref().clone())))
            })
            .transpose()
        };
        let mut versions = Vec::new();
        for version in file.versions.get_ref() {
            let parsed: Version = version
                .get_ref()
                .parse()
                .map_err(|_| at(version.span(), Problem::Version(version.get_ref().clone())))?;
            versions.push(parsed);
        }
        if versions.is_empty() {
            return Err(at(file.versions.span(), Problem::NoVersion));
        }
        versions.sort_by_key(|v| v.age_rank());
        let suites = |list: Vec<Spanned<String>>| {
            let mut all = Vec::new();
            for pattern in list {
                let before = all.len();
                all.extend(
                    CipherSuite::all().filter(|(_, name)| matches(pattern.get_ref(), name)).map(|(s, _)| s),
                );
                if all.len() == before {
                    let names = CipherSuite::all().map(|(_, name)| name);
                    let nearest = nearest(pattern.get_ref(), names).map(str::to_owned);
                    return Err(at(pattern.span(), Problem::Suite { name: pattern.into_inner(), nearest }));
                }
            }
            Ok(all)
        };
        let groups = |list: Vec<Spanned<String>>| {
            list.into_iter()
                .map(|name| {
                    Group::from_name(name.get_ref()).ok_or_else(|| {
                        let nearest =
                            nearest(name.get_ref(), Group::all().map(|(_, n)| n)).map(str::to_owned);
                        at(name.span(), Problem::Group { name: name.get_ref().clone(), nearest })
                    })
                })
                .collect::<Result<Vec<_>, _>>()
        };
        let source = Vec::from(file.source);
        let known = |word: Spanned<Confidence>| match word.get_ref() {
            Confidence::Other(name) => {
                let words: Vec<_> = Confidence::ALL.iter().map(ToString::to_string).collect();
                let nearest = nearest(name, words.iter().map(String::as_str)).map(str::to_owned);
                Err(at(word.span(), Problem::Confidence { name: name.clone(), nearest }))
            }
            _ => Ok(word.into_inner()),
        };
        let confidence = known(file.confidence)?;
        let dates = file.dates.into_iter().map(|entry| {
            let on = Date::parse(entry.on.get_ref());
            let on = on.ok_or_else(|| at(entry.on.span(), Problem::Date(entry.on.get_ref().clone())))?;
            Ok(DatedFact {
                on,
                kind: entry.kind,
                what: entry.what,
                what_ja: entry.what_ja,
                source: entry.source.map_or_else(|| source.clone(), Vec::from),
                confidence: entry.confidence.map_or_else(|| Ok(confidence.clone()), known)?,
            })
        });
        let refused_from = date(file.refused_from)?;
        let dates = dates.collect::<Result<_, _>>()?;
        Ok(Self {
            dates,
            versions,
            unsupported_from: date(file.unsupported_from)?,
            // What is refused from a day on is in force from that day on.
            in_force_from: date(file.in_force_from)?.or_else(|| refused_from.clone()),
            in_force_until: date(file.in_force_until)?,
            refused_from,
            service: file.service,
            hosted: file.hosted,
            allowed_suites: file.suites.allowed.map(&suites).transpose()?,
            denied_suites: suites(file.suites.denied)?,
            allowed_groups: file.groups.allowed.map(groups).transpose()?,
            id: file.id,
            name: file.name,
            name_ja: file.name_ja,
            side: file.side,
            scope: file.scope,
            scope_ja: file.scope_ja,
            source,
            confidence,
            note: file.note,
            note_ja: file.note_ja,
            not_judged: file.not_judged,
            not_judged_ja: file.not_judged_ja,
        })
    }
}

/// The candidate that is most like `text`, if any is like it enough to have been meant.
pub fn nearest<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| (strsim::jaro_winkler(text, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// Whether a name fits a pattern in which `*` stands for anything.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut last = None;
    for part in parts {
        // The part before this one must stand somewhere; only the last is bound to the end.
        if let Some(part) = last.replace(part) {
            let Some(at) = rest.find(part) else { return false };
            rest = &rest[at + part.len()..];
        }
    }
    last.map_or(rest.is_empty(), |part| rest.ends_with(part))
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|b| **b == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_policy_can_be_read_and_is_named_as_its_file() {
        assert!(Policy::built_in_ids().count() >= 45);
        for (id, text) in BUILT_IN {
            let policy = Policy::parse(text).unwrap_or_else(|e| panic!("{id}.toml: {e}"));
            assert_eq!(policy.id, *id);
            assert!(!policy.source.is_empty() && !matches!(policy.confidence, Confidence::Other(_)), "{id}");
            assert_eq!(policy.not_judged.len(), policy.not_judged_ja.len(), "{id}");
            assert_eq!(policy.scope.is_some(), policy.scope_ja.is_some(), "{id}");
            assert_eq!(policy.note.is_some(), policy.note_ja.is_some(), "{id}");
            for date in &policy.dates {
                assert!(date.what_ja.is_some() && !date.source.is_empty(), "{id}: {}", date.on);
            }
        }
    }

    #[test]
    fn a_star_stands_for_anything() {
        assert!(matches("TLS_RSA_*", "TLS_RSA_WITH_AES_128_CBC_SHA"));
        assert!(matches("TLS_*_CBC_*", "TLS_RSA_WITH_AES_128_CBC_SHA"));
        assert!(matches("*SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"));
        assert!(!matches("TLS_RSA_*", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"));
        assert!(!matches("*SHA", "TLS_AES_128_GCM_SHA256"));
        assert!(matches("TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"));
        assert!(!matches("TLS_AES_128", "TLS_AES_128_GCM_SHA256"));
    }

    const GOOD: &str = "id = \"mine\"\nname = \"Mine\"\nside = \"server\"\nversions = [\"TLS 1.2\"]\nsource = \"me\"\nconfidence = \"own\"\n";

    #[test]
    fn a_mistake_is_named_with_its_line_and_what_would_be_right() {
        assert_eq!(Policy::parse(GOOD).unwrap().versions, [Version::TLS_1_2]);
        let problem = |text: &str| Policy::parse(text).unwrap_err();
        let unknown_key = problem(&format!("{GOOD}refused_form = \"2020\"\n"));
        assert_eq!(unknown_key.line, 7);
        assert!(matches!(unknown_key.problem, Problem::Form { nearest: Some(n), .. } if n == "refused_from"));
        let suite = problem(&format!("{GOOD}[suites]\nallowed = [\n  \"TLS_RSA_WITH_AES_128_CBC_SHA1\"]\n"));
        assert_eq!(suite.line, 9);
        assert!(
            matches!(suite.problem, Problem::Suite { nearest: Some(n), .. } if n == "TLS_RSA_WITH_AES_128_CBC_SHA")
        );
        let version = problem(&GOOD.replace("TLS 1.2", "TLSv1.2"));
        assert_eq!((version.line, version.problem), (4, Problem::Version("TLSv1.2".into())));
        let date = problem(&format!("{GOOD}refused_from = \"2020-10-32\"\n"));
        assert_eq!((date.line, date.problem), (7, Problem::Date("2020-10-32".into())));
        assert_eq!(problem(&GOOD.replace("[\"TLS 1.2\"]", "[]")).problem, Problem::NoVersion);
    }
}
