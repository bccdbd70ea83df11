//! What is unsupported and what is refused when, by service.

use cutover_evidence::Confidence;
use serde::Serialize;

use crate::policy::{Date, DatedKind, Policy};

/// One line of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CalendarEntry {
    /// Whose date it is.
    pub service: String,
    /// The same in Japanese, where it is not a name that everybody writes alike. Not for programs.
    #[serde(skip)]
    pub service_ja: Option<String>,
    /// When.
    pub on: Date,
    /// What kind of thing.
    pub kind: DatedKind,
    /// What, in the words of the data files.
    pub what: String,
    /// The same in Japanese.
    #[serde(skip)]
    pub what_ja: Option<String>,
    /// The policies that name the date; none, where nothing about it can be judged.
    pub policies: Vec<String>,
    /// Where the facts are from; short names are those of `data/sources.toml`.
    pub source: Vec<String>,
    /// How sure they are.
    pub confidence: Confidence,
}

/// Every date of these policies, and others, by date. A date that two policies of a service name is told once.
pub fn calendar(policies: &[Policy], others: Vec<CalendarEntry>) -> Vec<CalendarEntry> {
    let mut entries = others;
    for policy in policies {
        for fact in &policy.dates {
            let same = |e: &&mut CalendarEntry| {
                e.service == policy.service() && e.on == fact.on && e.kind == fact.kind
            };
            match entries.iter_mut().find(same) {
                Some(entry) => {
                    if !entry.what.contains(&fact.what) {
                        entry.what = format!("{}; {}", entry.what, fact.what);
                        entry.what_ja = entry
                            .what_ja
                            .take()
                            .zip(fact.what_ja.as_ref())
                            .map(|(before, more)| format!("{before}。{more}"));
                    }
                    entry.policies.push(policy.id.clone());
                    for source in &fact.source {
                        if !entry.source.contains(source) {
                            entry.source.push(source.clone());
                        }
                    }
                }
                None => entries.push(CalendarEntry {
                    service: policy.service().to_owned(),
                    service_ja: match policy.service {
                        Some(_) => policy.service_ja.clone(),
                        None => policy.name_ja.clone(),
                    },
                    on: fact.on.clone(),
                    kind: fact.kind,
                    what: fact.what.clone(),
                    what_ja: fact.what_ja.clone(),
                    policies: vec![policy.id.clone()],
                    source: fact.source.clone(),
                    confidence: fact.confidence.clone(),
                }),
            }
        }
    }
    entries.sort_by(|a, b| (&a.on, &a.service).cmp(&(&b.on, &b.service)));
    entries
}

/// The policy that the service of `policy` had in force on a day, among these and itself; `None` when none is known.
pub fn in_force<'a>(policy: &'a Policy, others: &'a [Policy], day: &Date) -> Option<&'a Policy> {
    let same_service = |other: &&Policy| policy.service.is_some() && other.service == policy.service;
    std::iter::once(policy).chain(others.iter().filter(same_service)).find(|policy| policy.is_in_force(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built_in() -> Vec<Policy> {
        Policy::built_in_ids().filter_map(Policy::built_in).collect()
    }

    /// Why TLS 1.0 still worked after 31 October 2018.
    #[test]
    fn microsoft_365_announced_moved_unsupported_halted_refused() {
        let all = calendar(&built_in(), Vec::new());
        let service = "Microsoft 365 worldwide and GCC";
        let dates: Vec<_> =
            all.iter().filter(|e| e.service == service).map(|e| (e.on.to_string(), e.kind)).collect();
        let expected = [
            ("2017-12", DatedKind::Announced),
            ("2018-03-01", DatedKind::Withdrawn),
            ("2018-10-31", DatedKind::Unsupported),
            ("2019-02-28", DatedKind::Other),
            ("2020-06-01", DatedKind::Halted),
            ("2020-10-15", DatedKind::Refused),
        ];
        assert_eq!(dates, expected.map(|(on, kind)| (on.to_owned(), kind)));
        let first = all.iter().find(|e| e.service == service).unwrap();
        assert!(first.what.contains("2018-03-01"), "{}", first.what);
    }

    #[test]
    fn a_day_decides_which_policy_of_a_service_is_meant() {
        let all = built_in();
        let on = |id: &str, day: &str| {
            let policy = Policy::built_in(id).unwrap();
            in_force(&policy, &all, &Date::parse(day).unwrap()).map(|policy| policy.id.clone())
        };
        assert_eq!(on("m365-2020", "2018-11-01").as_deref(), Some("m365-pre-2020"));
        assert_eq!(on("m365-2020", "2020-10-14").as_deref(), Some("m365-pre-2020"));
        assert_eq!(on("m365-pre-2020", "2020-10-15").as_deref(), Some("m365-2020"));
        assert_eq!(on("exo-smtpauth-2022", "2026-01-01").as_deref(), Some("m365-smtp-2025"));
        assert_eq!(on("exo-smtpauth-2022", "2021-01-01"), None);
        assert_eq!(on("tls12-plus", "1999-01-01").as_deref(), Some("tls12-plus"));
    }
}
