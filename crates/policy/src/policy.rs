//! A policy: which versions, suites and groups are allowed, from when, and who says so.

use std::fmt;
use strum::IntoStaticStr;

use cutover_evidence::Confidence;
use cutover_wire::{CipherSuite, Group, Version};
use serde::Serialize;

/// What a service (or a client) accepts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// Short name; for a built-in policy also the name of its file.
    pub id: String,
    /// What it is, in the words of its data file.
    pub name: String,
    /// The same in Japanese, where it is not a name that everybody writes alike. Not for programs.
    #[serde(skip)]
    pub name_ja: Option<String>,
    /// Whose rule it is.
    pub side: RuleSide,
    /// What it concerns, where that is less than everything.
    pub scope: Option<String>,
    /// The same in Japanese.
    #[serde(skip)]
    pub scope_ja: Option<String>,
    /// Whose policy it is, where others of the same service came before it or come after it.
    pub service: Option<String>,
    /// The same in Japanese, where it is another.
    #[serde(skip)]
    pub service_ja: Option<String>,
    /// Somebody else's service: nothing can be changed at its servers.
    pub hosted: bool,
    /// The first day on which it is in force; `None`: it always was, or nobody says.
    pub in_force_from: Option<Date>,
    /// The day on which another takes its place.
    pub in_force_until: Option<Date>,
    /// The versions allowed, oldest first.
    pub versions: Vec<Version>,
    /// From when older versions are no longer supported, though they may still connect.
    pub unsupported_from: Option<Date>,
    /// From when older versions are refused.
    pub refused_from: Option<Date>,
    /// Where the facts are from; short names are those of `data/sources.toml`.
    pub source: Vec<String>,
    /// How sure they are.
    pub confidence: Confidence,
    /// What else there is to say.
    pub note: Option<String>,
    /// The same in Japanese.
    #[serde(skip)]
    pub note_ja: Option<String>,
    /// What the policy asks besides, which nothing here judges.
    pub not_judged: Vec<String>,
    /// The same in Japanese, one for each; empty where nobody wrote it.
    #[serde(skip)]
    pub not_judged_ja: Vec<String>,
    /// Suites allowed in TLS 1.2 and older; `None` allows all.
    pub allowed_suites: Option<Vec<CipherSuite>>,
    /// Suites not allowed in TLS 1.2 and older.
    pub denied_suites: Vec<CipherSuite>,
    /// Groups allowed; `None` allows all.
    pub allowed_groups: Option<Vec<Group>>,
    /// What happened or will happen when.
    pub dates: Vec<DatedFact>,
}

/// Whose rule a policy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleSide {
    /// A server's
    Server,
    /// A client's
    Client,
    /// Anybody's
    Both,
}

/// A date as exact as its source: `2020`, `2020-10` or `2020-10-15`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Date(String);

impl Date {
    /// Reads a date; `None` when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        let digits = |part: &str, n| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
        let shaped = parts.len() <= 3 && digits(parts[0], 4) && parts[1..].iter().all(|part| digits(part, 2));
        let whole = match parts.len() {
            1 => format!("{text}-01-01"),
            2 => format!("{text}-01"),
            _ => text.to_owned(),
        };
        (shaped && whole.parse::<jiff::civil::Date>().is_ok()).then(|| Self(text.to_owned()))
    }
}

impl Date {
    /// Whether it is over on a day: of a month or a year without a day, when the whole of it is.
    pub fn is_over(&self, day: &Self) -> bool {
        // What is less exact is cut to what they share: 2026-07 is over when 2026-08 begins.
        let shared = self.0.len().min(day.0.len());
        self.0[..shared] < day.0[..shared]
    }

    /// Its first day, and the one after its last: a month or a year has more than one.
    pub fn days(&self) -> Option<[jiff::civil::Date; 2]> {
        let (first, length) = match self.0.len() {
            4 => (format!("{}-01-01", self.0), jiff::Span::new().years(1)),
            7 => (format!("{}-01", self.0), jiff::Span::new().months(1)),
            _ => (self.0.clone(), jiff::Span::new().days(1)),
        };
        let first: jiff::civil::Date = first.parse().ok()?;
        Some([first, first.checked_add(length).ok()?])
    }

    /// Today's, by the clock's time in UTC.
    pub fn of(time: jiff::Timestamp) -> Self {
        Self(time.strftime("%Y-%m-%d").to_string())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Something that happened or will happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DatedFact {
    /// When.
    pub on: Date,
    /// What kind of thing.
    pub kind: DatedKind,
    /// What, in the words of the data file.
    pub what: String,
    /// The same in Japanese.
    #[serde(skip)]
    pub what_ja: Option<String>,
    /// Where the date is from; of a policy's without a source of its own, where the policy is from.
    pub source: Vec<String>,
    /// How sure it is.
    pub confidence: Confidence,
}

/// What kind of thing happens on a date.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, serde::Deserialize, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum DatedKind {
    /// Something is made known.
    Announced,
    /// A date for refusal that was given up.
    Withdrawn,
    /// A date for refusal that was put off without another.
    Halted,
    /// Older versions are no longer supported, though they still connect.
    Unsupported,
    /// Older versions are refused.
    Refused,
    /// An authority recommends it by then, or no longer; nobody refuses anything for that.
    Recommended,
    /// Anything else.
    #[default]
    Other,
}

impl DatedKind {
    /// Its name in data and machine formats.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl Policy {
    /// Whose policy it is: the service, or the policy itself where it stands alone.
    pub fn service(&self) -> &str {
        self.service.as_deref().unwrap_or(&self.name)
    }

    /// Whether it is in force on a day, as far as its dates say.
    pub fn is_in_force(&self, day: &Date) -> bool {
        self.in_force_from.as_ref().is_none_or(|from| from <= day)
            && self.in_force_until.as_ref().is_none_or(|until| day < until)
    }

    /// Whether a version is allowed; a draft of TLS 1.3 counts as TLS 1.3.
    pub fn allows_version(&self, version: Version) -> bool {
        self.versions.contains(&version.published())
    }

    /// Whether a suite is allowed with that version. TLS 1.3 has suites of its own: a policy that allows none of them by
    /// name asks nothing of them.
    pub fn allows_suite(&self, version: Version, suite: CipherSuite) -> bool {
        let asks_nothing = version.is_tls_1_3_family() && !self.names_tls_1_3_suites();
        let allowed =
            asks_nothing || self.allowed_suites.as_ref().is_none_or(|allowed| allowed.contains(&suite));
        allowed && !self.denied_suites.contains(&suite)
    }

    fn names_tls_1_3_suites(&self) -> bool {
        self.allowed_suites.iter().flatten().any(|suite| suite.is_tls_1_3())
    }

    /// Whether a group is allowed.
    pub fn allows_group(&self, group: Group) -> bool {
        self.allowed_groups.as_ref().is_none_or(|allowed| allowed.contains(&group))
    }

    /// Whether suites matter at all.
    pub fn limits_suites(&self) -> bool {
        self.allowed_suites.is_some() || !self.denied_suites.is_empty()
    }

    /// The oldest version allowed.
    pub fn oldest(&self) -> Version {
        self.versions.first().copied().unwrap_or(Version::TLS_1_3)
    }
}

#[test]
fn a_date_has_as_many_days_as_it_leaves_open() {
    let days = |text| Date::parse(text).unwrap().days().unwrap().map(|day| day.to_string());
    assert_eq!(days("2028-02-29"), ["2028-02-29", "2028-03-01"]);
    assert_eq!(days("2026-12"), ["2026-12-01", "2027-01-01"]);
    assert_eq!(days("2027"), ["2027-01-01", "2028-01-01"]);
}

#[test]
fn a_month_is_over_when_the_next_begins() {
    let date = |text| Date::parse(text).unwrap();
    for (earlier, later) in [("2026-07", "2026-08-01"), ("2026", "2027-01-01"), ("2026-07-01", "2026-07-02")]
    {
        assert!(date(earlier).is_over(&date(later)), "{earlier} {later}");
        assert!(!date(later).is_over(&date(earlier)), "{earlier} {later}");
    }
    for (month, day) in [("2026-07", "2026-07-31"), ("2026", "2026-12-31"), ("2026-07-31", "2026-07-31")] {
        assert!(!date(month).is_over(&date(day)), "{month} {day}");
    }
}

#[test]
fn dates_are_as_exact_as_their_source() {
    for good in ["2020", "2020-10", "2020-10-15", "2024-02-29"] {
        assert_eq!(Date::parse(good).map(|d| d.to_string()).as_deref(), Some(good));
    }
    for bad in ["", "20", "2020-13", "2020-1", "2023-02-29", "2020-10-15-1", "2027-H2", "soon"] {
        assert_eq!(Date::parse(bad), None, "{bad}");
    }
}
