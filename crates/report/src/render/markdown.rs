//! For a document, a wiki or a mail that shows Markdown.

use std::fmt::Write as _;

use crate::document::{Align, Block, Cell, Document, List, ListKind, Section, Table};
use crate::escape::{markdown as escaped, markdown_line as line_of};

/// The document as Markdown. Everything in it is shown as it is: nothing becomes markup but its own form.
pub fn markdown(document: &Document) -> String {
    let blocks: String = document.sections().flat_map(Section::blocks).map(block).collect();
    // Every block ends with an empty line, which the last has no use for.
    format!("{}\n", blocks.trim_end_matches('\n'))
}

fn block(block: &Block) -> String {
    match block {
        Block::Answer(_, answer) => format!("**{}**\n\n", escaped(answer)),
        Block::Paragraph(sentence) => format!("{}\n\n", line_of(sentence)),
        Block::Lines(lines) => {
            let lines: String = lines.iter().flat_map(|line| [line_of(line), "  \n".to_owned()]).collect();
            format!("{lines}\n")
        }
        Block::List(list) => self::list(list),
        Block::Table(table) => self::table(table),
        Block::Chart(chart) => {
            let total = |numbers: &[u64]| numbers.iter().sum::<u64>();
            let items = chart.series.iter();
            let items = items.map(|(name, numbers)| format!("- {}: {}\n", line_of(name), total(numbers)));
            format!("{}\n\n{}\n", line_of(&chart.title), items.collect::<String>())
        }
    }
}

fn list(list: &List) -> String {
    let mut text = String::new();
    if let ListKind::Under(heading) = &list.kind {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}\n", line_of(heading));
    }
    for item in &list.items {
        let _ = writeln!(text, "- {}", line_of(&item.text));
        for line in &item.under {
            let _ = writeln!(text, "  - {}", line_of(line));
        }
    }
    text.push('\n');
    text
}

fn table(table: &Table) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let cell = |cell: &Cell| cell.0.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("<br>");
    let headings = table.columns.iter().map(|column| escaped(&column.heading)).collect();
    let rule =
        table.columns.iter().map(|column| if column.align == Align::End { "--:" } else { "---" }.to_owned());
    let rows = table.rows.iter().map(|row| line(row.iter().map(cell).collect()));
    format!("{}{}{}\n", line(headings), line(rule.collect()), rows.collect::<String>())
}
