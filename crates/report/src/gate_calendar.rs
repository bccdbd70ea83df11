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
    let columns = ["at", "what", "listeners"];
    let mut table = Table::new(columns.map(|column| texts.get(&format!("gate-calendar-column-{column}"))));
    for line in lines {
        table.row([Text::of(line.at), line.what, line.listeners]);
    }
    document.section().table(table);
    document
}
