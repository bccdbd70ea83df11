//! Dates of which no policy judges anything: how long certificates may live, what states plan.

use cutover_evidence::Confidence;
use serde::Deserialize;

use crate::calendar::CalendarEntry;
use crate::policy::{Date, DatedKind};

const OTHER_DATES: &str = include_str!("../../../data/calendar.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    date: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    service: String,
    service_ja: String,
    on: String,
    #[serde(default)]
    kind: DatedKind,
    what: String,
    what_ja: String,
    source: Vec<String>,
    confidence: Confidence,
}

/// The dates that come with the program and of which no policy judges anything.
pub fn other_dates() -> Vec<CalendarEntry> {
    // A test reads them, so this cannot fail in a build that passed it.
    read().unwrap_or_default()
}

fn read() -> Result<Vec<CalendarEntry>, toml::de::Error> {
    let dates = toml::from_str::<File>(OTHER_DATES)?.date.into_iter().filter_map(|date| {
        Some(CalendarEntry {
            on: Date::parse(&date.on)?,
            service: date.service,
            service_ja: Some(date.service_ja),
            kind: date.kind,
            what: date.what,
            what_ja: Some(date.what_ja),
            policies: Vec::new(),
            source: date.source,
            confidence: date.confidence,
        })
    });
    Ok(dates.collect())
}

#[test]
fn they_can_be_read() {
    let written = OTHER_DATES.matches("[[date]]").count();
    assert_eq!(read().unwrap().len(), written);
    assert!(written >= 10);
}
