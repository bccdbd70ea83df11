//! Which updates a machine has, and whether something that an update brought is there.
//!
//! A fact is "since this update, or anything later". What cannot be told from what was said is unknown, never absent.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::windows_names::Build;

/// Which updates a machine has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Updates {
    /// Nothing is said: what depends on one is unknown.
    NotSaid,
    /// Every one.
    All,
    /// What was said of them, and nothing else.
    Said(SaidUpdates),
}

/// What was said of a machine's updates; nothing at all means that there are none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SaidUpdates {
    /// Numbers, as `KB3140245`.
    pub numbers: Vec<String>,
    /// Its build.
    pub build: Option<Build>,
    /// The day up to which it has every update: `2024-10-08`.
    pub date: Option<String>,
}

impl Updates {
    /// Reads `all`, `none`, or numbers, a build (`17763.3406`) and a date (`2024-10-08`) with commas or blanks between, as
    /// people paste them.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "all" => return Some(Self::All),
            "none" => return Some(Self::Said(SaidUpdates::default())),
            _ => {}
        }
        let mut said = SaidUpdates::default();
        let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
        for word in words.filter(|word| !word.is_empty()) {
            if is_date(word) {
                said.date = said.date.max(Some(word.to_owned()));
            } else if word.contains('.') {
                said.build = said.build.max(Some(Build::parse(word)?));
            } else {
                let small = word.to_ascii_lowercase();
                let digits = small.strip_prefix("kb").unwrap_or(&small);
                let good = (5..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
                said.numbers.push(good.then(|| format!("KB{digits}"))?);
            }
        }
        (said != SaidUpdates::default()).then_some(Self::Said(said))
    }

    /// The same, with a build that was said elsewhere.
    #[must_use]
    pub fn with_build(self, build: Option<Build>) -> Self {
        let Some(build) = build.filter(|build| build.revision.is_some()) else { return self };
        match self {
            Self::All => self,
            Self::NotSaid => Self::Said(SaidUpdates { build: Some(build), ..SaidUpdates::default() }),
            Self::Said(said) => Self::Said(SaidUpdates { build: said.build.or(Some(build)), ..said }),
        }
    }

    /// Whether what this update brought is there; `None`: nobody can say from what was said.
    pub(crate) fn have(&self, update: &str) -> Option<bool> {
        match self {
            Self::NotSaid => None,
            Self::All => Some(true),
            Self::Said(said) => said.have(update),
        }
    }

    /// What was said, for a record; `None` where nothing was.
    pub(crate) fn shown(&self, all: &[&str]) -> Option<Vec<String>> {
        match self {
            Self::NotSaid => None,
            Self::All => Some(all.iter().map(|update| (*update).to_owned()).collect()),
            Self::Said(said) => {
                let build = said.build.map(|build| match build.revision {
                    Some(revision) => format!("{}.{revision}", build.number),
                    None => build.number.to_string(),
                });
                Some(said.numbers.iter().cloned().chain(build).chain(said.date.clone()).collect())
            }
        }
    }
}

impl SaidUpdates {
    fn have(&self, update: &str) -> Option<bool> {
        if self.numbers.iter().any(|number| number == update) {
            return Some(true);
        }
        // An update that the table does not have is there only if it was named.
        let Some(change) = UPDATES.change.iter().find(|change| change.id == update) else {
            return if *self == Self::default() { Some(false) } else { None };
        };
        let from_numbers = self.numbers.iter().map(|number| change.is_in(number));
        let from_build = self.build.iter().map(|build| change.is_in_build(*build));
        let from_date = self.date.iter().map(|date| change.is_there_on(date));
        let all: Vec<_> = from_numbers.chain(from_build).chain(from_date).collect();
        match all {
            _ if all.contains(&Some(true)) => Some(true),
            _ if all.contains(&None) => None,
            _ => Some(false),
        }
    }
}

/// Something that an update brought.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Its name: the number of the update, or of the article that tells of it.
    pub id: String,
    /// What that is.
    pub kind: ChangeKind,
    /// When it came: `2022-09-20`.
    pub date: String,
    /// The first revision of each build that has it.
    #[serde(default)]
    pub builds: BTreeMap<String, u32>,
    #[allow(dead_code)]
    confidence: crate::facts::Confidence,
    #[allow(dead_code)]
    source: Option<String>,
}

/// How a change came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// With cumulative updates, and an article tells of it.
    Article,
    /// By an update of its own; whether later ones carry it is not known.
    Update,
    /// With a cumulative update, and all later ones.
    Cumulative,
}

impl Change {
    /// The change of that name.
    pub fn named(id: &str) -> Option<&'static Self> {
        UPDATES.change.iter().find(|change| change.id == id)
    }

    /// Whether an update of that number, being the newest that is there, has it.
    fn is_in(&self, number: &str) -> Option<bool> {
        if UPDATES.other.iter().any(|other| other.kbs.iter().any(|kb| kb == number)) {
            return Some(false);
        }
        if let Some(other) = UPDATES.change.iter().find(|change| change.id == number) {
            // One that is installed by itself brings nothing else.
            return if other.kind == ChangeKind::Update { Some(false) } else { None };
        }
        let cumulative = UPDATES.cumulative.iter().find(|update| update.kb == number)?;
        let known = cumulative
            .builds
            .iter()
            .filter_map(|(build, revision)| Some(*revision >= *self.builds.get(build)?));
        known.max()
    }

    fn is_in_build(&self, build: Build) -> Option<bool> {
        let first = *self.builds.get(&build.number.to_string())?;
        Some(build.revision? >= first)
    }

    fn is_there_on(&self, date: &str) -> Option<bool> {
        match (date >= self.date.as_str(), self.kind) {
            (false, _) => Some(false),
            (true, ChangeKind::Update) => None,
            (true, ChangeKind::Article | ChangeKind::Cumulative) => Some(true),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    change: Vec<Change>,
    cumulative: Vec<Cumulative>,
    other: Vec<Other>,
}

/// A cumulative update.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cumulative {
    kb: String,
    #[allow(dead_code)]
    date: String,
    builds: BTreeMap<String, u32>,
}

/// Updates that are none of Windows itself.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Other {
    #[allow(dead_code)]
    kind: String,
    kbs: Vec<String>,
}

static UPDATES: LazyLock<Tables> = LazyLock::new(|| {
    // The file is part of the program and a test reads it, so it is good.
    toml::from_str(include_str!("../../../data/windows/updates.toml")).expect("updates.toml")
});

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(at, b)| if matches!(at, 4 | 7) { *b == b'-' } else { b.is_ascii_digit() })
}

#[test]
fn a_fact_is_since_an_update_or_anything_later() {
    let have = |said: &str, update: &str| Updates::parse(said).unwrap().have(update);
    for (said, update, expected) in [
        ("all", "KB3140245", Some(true)),
        ("none", "KB3140245", Some(false)),
        ("KB3140245", "KB3140245", Some(true)),
        // A monthly rollup may carry it: nobody says so, and nobody says not.
        ("KB4534310", "KB3140245", None),
        ("KB890830,KB2267602", "KB3140245", Some(false)),
        ("2015-01-01", "KB3140245", Some(false)),
        ("2019-01-01", "KB3140245", None),
        // The article is in no list; the updates since then are.
        ("KB5017379", "KB5017811", Some(true)),
        ("KB5044277", "KB5017811", Some(true)),
        ("KB5044277\nKB5017379 KB890830", "KB5017811", Some(true)),
        ("17763.3406", "KB5017811", Some(false)),
        ("17763.3469", "KB5017811", Some(true)),
        ("10.0.17763.3532", "KB5017811", Some(true)),
        ("14393.9999", "KB5017811", None),
        ("2022-09-19", "KB5017811", Some(false)),
        ("2022-10-11", "KB5017811", Some(true)),
        ("KB9999999", "KB5017811", None),
    ] {
        assert_eq!(have(said, update), expected, "{said} {update}");
    }
    for text in ["", "latest", "KB12", "17763.x", "KB3140245,foo"] {
        assert_eq!(Updates::parse(text), None, "{text}");
    }
}
