//! The one form of table: no lines, two spaces between columns, so that it reads well in a mail.

use comfy_table::{ContentArrangement, Table, presets};

use crate::escape;

/// A table with that header.
pub(crate) fn table(header: impl IntoIterator<Item = String>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(header.into_iter().collect::<Vec<_>>());
    table
}

/// Its text, wrapped to a width if there is one.
pub(crate) fn text(mut table: Table, width: Option<u16>) -> String {
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    match width {
        Some(width) => table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width),
        None => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    table.trim_fmt()
}

/// Rows that become a table for people or one in Markdown.
pub(crate) struct Grid {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    pub fn new(headings: impl IntoIterator<Item = String>) -> Self {
        Self { headings: headings.into_iter().collect(), rows: Vec::new() }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// For a terminal or a mail, with an empty line behind it.
    pub fn text(self, width: Option<u16>) -> String {
        let mut all = table(self.headings);
        for row in self.rows {
            all.add_row(row);
        }
        format!("{}\n\n", text(all, width))
    }

    /// In Markdown, with an empty line behind it.
    pub fn markdown(self) -> String {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let rule = line(vec!["---".to_owned(); self.headings.len()]);
        let rows = self.rows.into_iter().map(|row| {
            line(
                row.iter()
                    .map(|cell| cell.lines().map(escape::markdown).collect::<Vec<_>>().join("<br>"))
                    .collect(),
            )
        });
        let rows: String = rows.collect();
        let headings = self.headings.iter().map(|heading| escape::markdown(heading)).collect();
        format!("{}{rule}{rows}\n", line(headings))
    }
}
