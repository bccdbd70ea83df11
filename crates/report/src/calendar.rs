//! The calendar of policies for people and machines.

use cutover_policy::{CalendarEntry, Date, Policy};

use crate::escape;
use crate::table::Grid;
use crate::texts::{Texts, Value};

/// Every date, a line each, by service.
pub fn calendar_table(entries: &[CalendarEntry], texts: &Texts, width: Option<u16>) -> String {
    grid(entries, texts, escape::terminal).text(width)
}

/// The same for a document or a mail.
pub fn calendar_markdown(entries: &[CalendarEntry], texts: &Texts) -> String {
    grid(entries, texts, str::to_owned).markdown()
}

fn grid(entries: &[CalendarEntry], texts: &Texts, escaped: fn(&str) -> String) -> Grid {
    let columns = ["service", "on", "kind", "what", "policy", "confidence", "source"];
    let mut grid = Grid::new(columns.map(|column| texts.get(&format!("calendar-column-{column}"))));
    let mut before = None;
    for entry in entries {
        let service = if before == Some(&entry.service) { String::new() } else { service(entry, texts) };
        before = Some(&entry.service);
        let cells = [
            service,
            entry.on.to_string(),
            texts.get(&format!("dated-{}", entry.kind.name())),
            entry.what.clone(),
            entry.policies.join(", "),
            entry.confidence.clone(),
            entry.source.clone(),
        ];
        grid.row(cells.map(|cell| escaped(&cell)));
    }
    grid
}

/// A policy that stands alone is its own service, and has a name in this language.
fn service(entry: &CalendarEntry, texts: &Texts) -> String {
    let policy = entry.policies.first().and_then(|id| Policy::built_in(id));
    let policy = policy.filter(|policy| policy.service() == entry.service);
    policy.map_or_else(|| entry.service.clone(), |policy| texts.service_name(&policy).to_owned())
}

/// For machines.
pub fn calendar_json(entries: &[CalendarEntry]) -> String {
    let mut text = serde_json::to_string_pretty(entries).unwrap_or_default();
    text.push('\n');
    text
}

/// Which policies were in force on a day.
pub fn in_force_table(policies: &[&Policy], day: &Date, texts: &Texts, width: Option<u16>) -> String {
    in_force(policies, day, texts, |grid| grid.text(width), escape::terminal)
}

/// The same for a document or a mail.
pub fn in_force_markdown(policies: &[&Policy], day: &Date, texts: &Texts) -> String {
    in_force(policies, day, texts, Grid::markdown, str::to_owned)
}

fn in_force(
    policies: &[&Policy],
    day: &Date,
    texts: &Texts,
    written: impl FnOnce(Grid) -> String,
    escaped: fn(&str) -> String,
) -> String {
    let date = [("date", Value::from(day.to_string()))];
    if policies.is_empty() {
        return format!("{}\n", texts.with("calendar-nothing", &date));
    }
    let columns = ["service", "policy", "versions", "confidence"];
    let mut grid = Grid::new(columns.map(|column| texts.get(&format!("calendar-column-{column}"))));
    for policy in policies {
        let versions: Vec<_> = policy.versions.iter().map(ToString::to_string).collect();
        let cells = [
            texts.service_name(policy).to_owned(),
            policy.id.clone(),
            versions.join(", "),
            policy.confidence.clone(),
        ];
        grid.row(cells.map(|cell| escaped(&cell)));
    }
    format!("{}\n\n{}\n", texts.with("calendar-in-force", &date), written(grid).trim_end_matches('\n'))
}
