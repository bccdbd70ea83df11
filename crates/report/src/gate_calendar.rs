//! The calendar of a gate for people.

use jiff::Timestamp;

use crate::document::{Document, Table};
use crate::text::Text;
use crate::texts::Texts;

/// One line of a gate's calendar.
#[derive(Debug, Clone)]
pub struct GateCalendarLine {
    /// When.
    pub at: Timestamp,
    /// The same by the clocks of another zone than UTC, with its name.
    pub at_local: Option<Text>,
    /// What happens, as a sentence.
    pub what: Text,
    /// Where.
    pub listeners: Text,
}

/// The lines as a table.
pub fn gate_calendar(lines: Vec<GateCalendarLine>, texts: &Texts) -> Document {
    let mut document = Document::default();
    if lines.is_empty() {
        document.section().paragraph(texts.get("gate-calendar-nothing"));
        return document;
    }
    let has_local = lines.iter().any(|line| line.at_local.is_some());
    let columns =
        ["at", "local", "what", "listeners"].into_iter().filter(|column| has_local || *column != "local");
    let mut table = Table::new(columns.map(|column| texts.get(&format!("gate-calendar-column-{column}"))));
    for line in lines {
        let local = has_local.then(|| line.at_local.unwrap_or_default());
        table.row(
            [Some(Text::of(line.at)), local, Some(line.what), Some(line.listeners)].into_iter().flatten(),
        );
    }
    document.section().table(table);
    document
}
