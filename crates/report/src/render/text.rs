//! For a terminal or a mail: no lines in tables, two spaces between columns.

use comfy_table::{CellAlignment, ContentArrangement, presets};

use crate::document::{Align, Block, Document, List, ListKind, Table, Tone};

/// How the text is made.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Colour the answer.
    pub color: bool,
    /// Columns of the terminal; without it lines are as long as they need.
    pub width: Option<u16>,
}

/// The document as text; an empty line between sections.
pub fn text(document: &Document, style: Style) -> String {
    let section = |blocks: &[Block]| blocks.iter().map(|block| self::block(block, style)).collect::<String>();
    let sections: Vec<_> = document.sections().map(|of| section(of.blocks())).collect();
    sections.join("\n")
}

fn block(block: &Block, style: Style) -> String {
    match block {
        Block::Answer(tone, answer) => format!("{}\n", paint(answer, *tone, style.color)),
        Block::Paragraph(sentence) => format!("{sentence}\n"),
        Block::Lines(lines) => lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect(),
        Block::List(list) => self::list(list),
        Block::Table(table) => format!("{}\n", self::table(table, style.width)),
        Block::Chart(chart) => {
            let total = |numbers: &[u64]| numbers.iter().sum::<u64>();
            let lines = chart.series.iter().map(|(name, numbers)| format!("  {name}: {}\n", total(numbers)));
            format!("{}\n{}", chart.title, lines.collect::<String>())
        }
    }
}

fn paint(text: &str, tone: Tone, color: bool) -> String {
    let code = match tone {
        Tone::Bad => "1;31",
        Tone::Unsure => "1;33",
        Tone::Good => "1;32",
        Tone::Plain => return text.to_owned(),
    };
    if color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

fn list(list: &List) -> String {
    let (heading, mark, under) = match &list.kind {
        ListKind::Notes => (None, "", "  "),
        ListKind::Points => (None, "- ", "  - "),
        ListKind::Under(heading) => (Some(heading), "  ", "    – "),
    };
    let mut text: String = heading.map(|heading| format!("{heading}\n")).unwrap_or_default();
    for item in &list.items {
        text.extend([mark, &item.text, "\n"]);
        for line in &item.under {
            text.extend([under, line, "\n"]);
        }
    }
    text
}

fn table(table: &Table, width: Option<u16>) -> String {
    // What goes on with the column before it stands under that.
    let is_own = |index: &usize| !table.columns[*index].goes_on;
    let mut drawn = comfy_table::Table::new();
    drawn.load_style(presets::NOTHING);
    let own: Vec<usize> = (0..table.columns.len()).filter(is_own).collect();
    drawn.set_header(own.iter().map(|index| table.columns[*index].heading.as_str()));
    for row in &table.rows {
        drawn.add_row(own.iter().map(|index| {
            let rest = table.columns.iter().zip(row).skip(index + 1).take_while(|(column, _)| column.goes_on);
            let rest = rest.map(|(_, cell)| format!("\n→ {}", cell.joined("\n")));
            format!("{}{}", row[*index].joined("\n"), rest.collect::<String>())
        }));
    }
    for (column, index) in drawn.column_iter_mut().zip(&own) {
        column.set_padding((0, 2));
        if table.columns[*index].align != Align::Start {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    match width {
        Some(width) => drawn.set_content_arrangement(ContentArrangement::Dynamic).set_width(width),
        None => drawn.set_content_arrangement(ContentArrangement::Disabled),
    };
    drawn.trim_fmt()
}
