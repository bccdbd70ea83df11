//! Which updates a machine has, and whether something that an update brought is there.
//!
//! A fact is "since this update, or anything later". What cannot be told from what was said is unknown, never absent.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::windows::Windows;
use crate::windows_names::{Build, narrow};

/// Which updates a machine has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Updates {
    /// Nothing is said: what depends on one is unknown.
    NotSaid,
    /// Every one.
    All,
    /// Every one that there is for a build.
    AllOf(Build),
    /// What was said of them, and nothing else.
    Said(StatedUpdates),
}

/// What was said of a machine's updates; nothing at all means that there are none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatedUpdates {
    /// Numbers, as `KB3140245`.
    pub numbers: Vec<String>,
    /// Its build.
    pub build: Option<Build>,
    /// The day up to which it has every update: `2024-10-08`.
    pub date: Option<String>,
}

impl Updates {
    /// Reads `all`, `none`, or numbers, a build (`17763.3406`) and a date (`2024-10-08`) with commas or blanks between; also
    /// a whole table of updates, as people paste it.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "all" | "すべて" => return Some(Self::All),
            "none" | "なし" => return Some(Self::Said(StatedUpdates::default())),
            _ => {}
        }
        let text: String = text.chars().map(narrow).collect();
        let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '、' | '|'));
        let words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
        // Of a whole table, as systeminfo, wmic and Get-HotFix print it, the numbers count: its dates are those of setups.
        let is_table = text.trim().lines().count() > 1;
        // Of a list that tells what is missing, the numbers say the opposite.
        let small = text.to_lowercase();
        if is_table && MISSING.iter().any(|word| small.contains(word)) {
            return None;
        }
        let mut said = StatedUpdates::default();
        for word in words.filter(|word| !word.is_empty()) {
            let has_letters = word.starts_with(|c: char| c.is_ascii_alphabetic());
            if let Some(day) = compact_date(word) {
                said.date = said.date.max(Some(day));
            } else if let Some(number) = update_number(word).filter(|_| has_letters || !is_table) {
                said.numbers.push(number);
            } else if let Some(build) = Build::parse(word).filter(|build| build.is_known() || !is_table) {
                said.build = said.build.max(Some(build));
            } else if is_table
                || is_release(word)
                || SAYS_NOTHING.iter().any(|known| word.eq_ignore_ascii_case(known))
            {
            } else {
                said.date = said.date.max(Some(date(word)?));
            }
        }
        (said != StatedUpdates::default()).then_some(Self::Said(said))
    }

    /// The same, with a build that was said elsewhere.
    #[must_use]
    pub fn with_build(self, build: Option<Build>) -> Self {
        let Some(build) = build else { return self };
        match self {
            Self::All | Self::AllOf(_) => Self::AllOf(build),
            Self::NotSaid if build.revision.is_none() => self,
            Self::NotSaid => Self::Said(StatedUpdates { build: Some(build), ..StatedUpdates::default() }),
            Self::Said(said) => Self::Said(StatedUpdates { build: said.build.or(Some(build)), ..said }),
        }
    }

    /// A build that was said and is none of that Windows.
    pub fn build_of_another(&self, windows: &Windows) -> Option<Build> {
        let build = match self {
            Self::NotSaid | Self::All => None,
            Self::AllOf(build) => Some(*build),
            Self::Said(said) => said.build,
        };
        build.filter(|build| !windows.builds.contains_key(&build.number.to_string()))
    }

    /// Whether what this update brought is there; `None`: nobody can say from what was said.
    pub(crate) fn have(&self, update: &str) -> Option<bool> {
        match self {
            Self::NotSaid => None,
            Self::All => Some(true),
            Self::AllOf(build) => {
                Change::named(update).is_none_or(|change| change.is_of(*build)).then_some(true)
            }
            Self::Said(said) => said.have(update),
        }
    }

    /// What was said, for a record; `None` where nothing was.
    pub(crate) fn shown(&self, all: &[&str]) -> Option<Vec<String>> {
        match self {
            Self::NotSaid => None,
            Self::All | Self::AllOf(_) => Some(all.iter().map(|update| (*update).to_owned()).collect()),
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

impl StatedUpdates {
    fn have(&self, update: &str) -> Option<bool> {
        if self.numbers.iter().any(|number| number == update) {
            return Some(true);
        }
        // An update that the table does not have is there only if it was named.
        let Some(change) = UPDATES.change.iter().find(|change| change.id == update) else {
            return if *self == Self::default() { Some(false) } else { None };
        };
        // What is no update of Windows itself tells nothing of those.
        let numbers = self.numbers.iter().filter(|number| !is_of_something_else(number));
        let from_numbers = numbers.map(|number| change.is_in(number));
        let known = |build: &&Build| build.revision.is_some();
        let from_build = self.build.iter().filter(known).map(|build| change.is_in_build(*build));
        let from_date = self.date.iter().map(|date| {
            // A build that the change is not known to be for may not have it.
            let is_of = self.build.is_none_or(|build| change.is_of(build));
            change.is_there_on(date).filter(|there| !there || is_of)
        });
        let all: Vec<_> = from_numbers.chain(from_build).chain(from_date).collect();
        match all {
            _ if all.is_empty() && *self != Self::default() => None,
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
    confidence: cutover_evidence::Confidence,
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

    /// Whether it is known to have come for a build.
    fn is_of(&self, build: Build) -> bool {
        self.builds.is_empty() || self.builds.contains_key(&build.number.to_string())
    }

    /// Whether an update of that number, being the newest that is there, has it.
    fn is_in(&self, number: &str) -> Option<bool> {
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

/// Words of lists that do not tell what is there.
const MISSING: [&str; 9] =
    ["missing", "not installed", "failed", "needed", "required", "pending", "未適用", "失敗", "不足"];

/// Whether an update is known to be of something else: .NET, the servicing stack, Defender.
fn is_of_something_else(number: &str) -> bool {
    UPDATES.other.iter().any(|other| other.kbs.iter().any(|kb| kb == number))
}

/// Words beside builds that say no more.
const SAYS_NOTHING: [&str; 7] = ["os", "build", "version", "windows", "update", "microsoft", "kb"];

/// The number of an update; without `KB` before it as well.
fn update_number(word: &str) -> Option<String> {
    let small = word.to_ascii_lowercase();
    let digits = small.strip_prefix("kb").unwrap_or(&small);
    // The numbers of builds have five.
    let least = if digits.len() < small.len() { 5 } else { 6 };
    let is_number = (least..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| format!("KB{digits}"))
}

/// A day without marks between: no update has such a number.
fn compact_date(word: &str) -> Option<String> {
    let is_one = word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit()) && word.starts_with("20");
    is_one.then(|| date(&format!("{}-{}-{}", &word[..4], &word[4..6], &word[6..])))?
}

/// Whether a word is the name of a release, such as 1809, which its build says better.
fn is_release(word: &str) -> bool {
    Windows::all().iter().any(|windows| windows.builds.values().any(|name| name.eq_ignore_ascii_case(word)))
}

/// A day as people write it with the year first: `2024-10-08`, `2024/10/8`, `2024年10月8日`.
fn date(word: &str) -> Option<String> {
    let parts: Vec<&str> = word.trim_end_matches('日').split(['-', '/', '年', '月']).collect();
    let [year, month, day] = parts[..] else { return None };
    let number = |part: &str, least: usize, most: usize| {
        let good = (least..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        good.then(|| part.parse::<u16>().ok()).flatten()
    };
    let (year, month, day) = (number(year, 4, 4)?, number(month, 1, 2)?, number(day, 1, 2)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u16::from(leap),
        _ => 31,
    };
    let is_day = (1..=12).contains(&month) && (1..=days).contains(&day);
    is_day.then(|| format!("{year:04}-{month:02}-{day:02}"))
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
        ("KB890830,KB2267602", "KB3140245", None),
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
        ("17763", "KB5017811", None),
        ("7601", "KB3140245", None),
    ] {
        assert_eq!(have(said, update), expected, "{said} {update}");
    }
    for text in [
        "",
        "KB3140245 missing\nKB4534310",
        "latest",
        "KB12",
        "17763.x",
        "KB3140245,foo",
        "2024-13-99",
        "1776",
        "2024-1-0",
        "2023-02-31",
        "os",
    ] {
        assert_eq!(Updates::parse(text), None, "{text}");
    }
}

#[test]
fn updates_are_read_as_people_paste_them() {
    let said = |text: &str| match Updates::parse(text) {
        Some(Updates::Said(said)) => said,
        other => panic!("{text}: {other:?}"),
    };
    let wmic = "Caption                                     CSName  HotFixID   InstalledOn\r\n\
                http://support.microsoft.com/?kbid=5044277  HOST    KB5044277  10/8/2024\r\n\
                http://support.microsoft.com/?kbid=5043124  HOST    KB5043124  2024/10/08\r\n";
    assert_eq!(said(wmic).numbers, ["KB5044277", "KB5043124"]);
    assert_eq!((said(wmic).build, said(wmic).date), (None, None));
    let systeminfo = "OS Version:                10.0.17763 N/A Build 17763\nHotfix(s):                 2 Hotfix(s) \
                      Installed.\nBIOS Version: 6001.18000\nOwner: 12345678\n  [01]: KB5044277\n                           [02]: KB4486153";
    assert_eq!(said(systeminfo).numbers, ["KB5044277", "KB4486153"]);
    assert_eq!(said(systeminfo).build, Some(Build { number: 17763, revision: None }));
    assert_eq!(said("KB 5044277|KB4486153").numbers, ["KB5044277", "KB4486153"]);
    for text in [
        "Version 1809 (OS Build 17763.6414)",
        "OS Build 17763.6414",
        "Version 10.0.17763.6414",
        "(17763.6414)",
        "１７７６３．６４１４",
    ] {
        assert_eq!(said(text).build, Some(Build { number: 17763, revision: Some(6414) }), "{text}");
    }
    for text in ["2024-10-08", "2024/10/8", "2024年10月8日", "20241008"] {
        assert_eq!(said(text).date.as_deref(), Some("2024-10-08"), "{text}");
    }
    assert_eq!(said("KB5044277、KB4486153").numbers, ["KB5044277", "KB4486153"]);
    assert_eq!((said("5044277").numbers, said("17763").numbers), (vec!["KB5044277".to_owned()], Vec::new()));
}

#[test]
fn what_came_for_some_builds_is_not_taken_to_be_in_others() {
    let build = |number| Some(Build { number, revision: None });
    for (said, number, expected) in [
        ("all", 19045, Some(true)),
        // Windows 10 1607 is in no list of the article.
        ("all", 14393, None),
        ("2024-10-08", 19045, Some(true)),
        ("2024-10-08", 14393, None),
        ("2022-01-01", 14393, Some(false)),
    ] {
        let updates = Updates::parse(said).unwrap().with_build(build(number));
        assert_eq!(updates.have("KB5017811"), expected, "{said} {number}");
    }
    assert_eq!(Updates::NotSaid.with_build(build(19045)), Updates::NotSaid);
}
