//! The calendar of policies for people and machines.

use cutover_evidence::json_text;
use cutover_policy::{CalendarEntry, Date, Policy};

use crate::document::{Document, Table};
use crate::text::Text;
use crate::texts::{Texts, Value};

/// Every date, a line each, by service.
pub fn calendar(entries: &[CalendarEntry], texts: &Texts) -> Document {
    let columns = ["service", "on", "kind", "what", "policy", "confidence", "source"];
    let mut table = Table::new(columns.map(|column| texts.get(&format!("calendar-column-{column}"))));
    let mut before = None;
    for entry in entries {
        let service = if before == Some(&entry.service) { Text::default() } else { service(entry, texts) };
        before = Some(&entry.service);
        table.row([
            service,
            Text::of(&entry.on),
            texts.get(&format!("dated-{}", entry.kind.name())),
            (&entry.what).into(),
            entry.policies.join(", ").into(),
            Text::of(&entry.confidence),
            (&entry.source).into(),
        ]);
    }
    let mut document = Document::default();
    document.section().table(table);
    document
}

/// A policy that stands alone is its own service, and has a name in this language.
fn service(entry: &CalendarEntry, texts: &Texts) -> Text {
    let policy = entry.policies.first().and_then(|id| Policy::built_in(id));
    let policy = policy.filter(|policy| policy.service() == entry.service);
    policy.map_or_else(|| (&entry.service).into(), |policy| texts.service_name(&policy).into())
}

/// For machines.
pub fn calendar_json(entries: &[CalendarEntry]) -> String {
    json_text::pretty(entries)
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
            Text::of(&policy.confidence),
        ]);
    }
    document.section().table(table);
    document
}
