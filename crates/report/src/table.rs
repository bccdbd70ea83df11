//! The one form of table: no lines, two spaces between columns, so that it reads well in a mail.

use comfy_table::{ContentArrangement, Table, presets};

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
