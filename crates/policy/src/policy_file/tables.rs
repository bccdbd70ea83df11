//! The tables of a policy file as written; `data/policies/README.md` says what each key means.

use cutover_evidence::Confidence;
use serde::Deserialize;
use toml::Spanned;

use crate::policy::{DatedKind, RuleSide};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyFile {
    pub id: Option<String>,
    pub name: Option<String>,
    pub name_ja: Option<String>,
    pub side: Option<RuleSide>,
    pub scope: Option<String>,
    pub scope_ja: Option<String>,
    pub service: Option<String>,
    pub service_ja: Option<String>,
    #[serde(default)]
    pub hosted: bool,
    pub in_force_from: Option<Spanned<String>>,
    pub in_force_until: Option<Spanned<String>>,
    pub versions: Option<Spanned<Vec<Spanned<String>>>>,
    pub unsupported_from: Option<Spanned<String>>,
    pub refused_from: Option<Spanned<String>>,
    pub source: Option<Sources>,
    pub confidence: Option<Spanned<Confidence>>,
    pub note: Option<String>,
    pub note_ja: Option<String>,
    #[serde(default)]
    pub not_judged: Vec<String>,
    #[serde(default)]
    pub not_judged_ja: Vec<String>,
    #[serde(default)]
    pub suites: Suites,
    #[serde(default)]
    pub groups: Groups,
    #[serde(default)]
    pub dates: Vec<DateEntry>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Suites {
    pub allowed: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    pub denied: Vec<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Groups {
    pub allowed: Option<Vec<Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DateEntry {
    pub on: Spanned<String>,
    #[serde(default)]
    pub kind: DatedKind,
    pub what: String,
    pub what_ja: Option<String>,
    pub source: Option<Sources>,
    pub confidence: Option<Spanned<Confidence>>,
}

/// One source or several.
#[derive(Deserialize)]
#[serde(untagged, expecting = "invalid value: expected a string or a sequence of strings")]
pub(super) enum Sources {
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
