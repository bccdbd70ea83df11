//! The calendar of a gate for people.

use jiff::Timestamp;

use crate::table::Grid;
use crate::texts::Texts;

/// One line of a gate's calendar.
#[derive(Debug, Clone)]
pub struct GateCalendarLine {
    /// When.
    pub at: Timestamp,
    /// What happens, as a sentence.
    pub what: String,
    /// Where.
    pub listeners: String,
}

/// A table, or one in Markdown.
pub fn gate_calendar(
    lines: &[GateCalendarLine],
    is_markdown: bool,
    texts: &Texts,
    width: Option<u16>,
) -> String {
    if lines.is_empty() {
        return format!("{}\n", texts.get("gate-calendar-nothing"));
    }
    let columns = ["at", "what", "listeners"];
    let mut grid = Grid::new(columns.map(|column| texts.get(&format!("gate-calendar-column-{column}"))));
    for line in lines {
        grid.row([line.at.to_string(), line.what.clone(), line.listeners.clone()]);
    }
    if is_markdown { grid.markdown() } else { grid.text(width) }
}
