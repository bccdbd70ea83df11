//! The calendar of policies for people and machines.

use cutover_catalogue::source;
use cutover_evidence::json_text;
use cutover_policy::{CalendarEntry, Date, DatedKind, Policy};
use serde_json::Value as Json;

use crate::document::{Document, List, Table};
use crate::sources::with_sources;
use crate::text::Text;
use crate::texts::{Texts, Value};

/// Every date, a line each: what is still to come first, then what was before. Sources are numbered, and stand below.
pub fn calendar(entries: &[CalendarEntry], today: &Date, texts: &Texts) -> Document {
    let (past, next): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| entry.on.is_over(today));
    let mut document = Document::default();
    let mut sources: Vec<&str> = Vec::new();
    if entries.is_empty() {
        document.section().paragraph(texts.get("calendar-none"));
    }
    for (heading, entries) in [("calendar-next", next), ("calendar-past", past)] {
        if !entries.is_empty() {
            document.section().paragraph(texts.get(heading)).table(table(&entries, &mut sources, texts));
        }
    }
    let numbered =
        sources.iter().zip(1..).map(|(name, number)| Text::of(format_args!("[{number}] {}", source(name))));
    if !sources.is_empty() {
        document.section().list(List::under(texts.get("calendar-sources"), numbered));
    }
    document
}

fn table<'e>(entries: &[&'e CalendarEntry], sources: &mut Vec<&'e str>, texts: &Texts) -> Table {
    let columns = ["on", "service", "what", "policy", "confidence", "source"];
    let mut table = Table::new(columns.map(|column| texts.get(&format!("calendar-column-{column}"))));
    for entry in entries {
        let mut number = |name: &'e String| {
            let place = sources.iter().position(|known| known == name);
            let place = place.unwrap_or_else(|| {
                sources.push(name);
                sources.len() - 1
            });
            format!("[{}]", place + 1)
        };
        let numbers: Vec<_> = entry.source.iter().map(&mut number).collect();
        let what = texts.one_of(&entry.what, entry.what_ja.as_deref());
        table.row([
            Text::of(&entry.on),
            texts.one_of(&entry.service, entry.service_ja.as_deref()).into(),
            dated(entry.kind, what, texts),
            entry.policies.join(", ").into(),
            texts.confidence_name(&entry.confidence),
            numbers.join(" ").into(),
        ]);
    }
    table
}

/// What happens on a date: what kind of thing, and in words.
pub(crate) fn dated(kind: DatedKind, what: &str, texts: &Texts) -> Text {
    let kind = match kind {
        DatedKind::Other => return what.into(),
        kind => texts.get(&format!("dated-{}", kind.name())),
    };
    texts.with("calendar-what", &[("kind", kind.into()), ("what", what.into())])
}

/// For machines, with the sources in full.
pub fn calendar_json(entries: &[CalendarEntry]) -> String {
    json_text::pretty(&Json::Array(entries.iter().map(|entry| with_sources(entry, &entry.source)).collect()))
}

/// Which policies were in force on a day.
pub fn in_force(policies: &[&Policy], day: &Date, texts: &Texts) -> Document {
    let date = [("date", Value::of(day))];
    let mut document = Document::default();
    if policies.is_empty() {
        document.section().paragraph(texts.with("calendar-nothing", &date));
        return document;
    }
    document.section().paragraph(texts.with("calendar-in-force", &date));
    let columns = ["service", "policy", "versions", "confidence"];
    let mut table = Table::new(columns.map(|column| texts.get(&format!("calendar-column-{column}"))));
    for policy in policies {
        let versions: Vec<_> = policy.versions.iter().map(ToString::to_string).collect();
        table.row([
            Text::from(texts.service_name(policy)),
            (&policy.id).into(),
            versions.join(", ").into(),
            texts.confidence_name(&policy.confidence),
        ]);
    }
    document.section().table(table);
    document
}
