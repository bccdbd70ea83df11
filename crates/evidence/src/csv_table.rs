//! CSV for spreadsheets: a header, then one record a row. Lists are joined by spaces.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::QuoteStyle;
use serde_json::Value;

use crate::{Handshake, is_deceptive};

/// Writes the header.
pub fn write_header(out: impl Write) -> io::Result<()> {
    write_line(out, COLUMNS)
}

/// Writes one record as a row.
pub fn write_row(out: impl Write, handshake: &Handshake) -> io::Result<()> {
    let Value::Object(fields) = serde_json::to_value(handshake)? else { return Ok(()) };
    write_line(out, COLUMNS.iter().map(|column| cell(fields.get(*column))))
}

/// Writes cells as a row.
pub fn write_line<C: AsRef<[u8]>>(out: impl Write, cells: impl IntoIterator<Item = C>) -> io::Result<()> {
    let mut line = csv::WriterBuilder::new().quote_style(QuoteStyle::Never).from_writer(out);
    line.write_record(cells.into_iter().map(|cell| quoted(cell.as_ref()).into_owned()))?;
    line.flush()
}

/// A cell in quotation marks where it needs them (RFC 4180), and where a spreadsheet of another country would begin another
/// cell: in much of Europe a semicolon does, and where one pastes, a tab.
fn quoted(cell: &[u8]) -> Cow<'_, [u8]> {
    if !cell.iter().any(|byte| b",;\t\"\r\n".contains(byte)) {
        return Cow::Borrowed(cell);
    }
    let inside = cell.iter().flat_map(|byte| std::iter::repeat_n(*byte, if *byte == b'"' { 2 } else { 1 }));
    Cow::Owned(std::iter::once(b'"').chain(inside).chain([b'"']).collect())
}

/// A value as a cell. Text that a spreadsheet would run as a formula (it starts with `=`, `+`, `-`, `@`, these in full
/// width, tab or carriage return) gets an apostrophe before it, and what is not seen or turns text around is
/// written as an escape: names come from the network.
fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => safe(text),
        Some(Value::Array(items)) => {
            safe(&items.iter().map(|item| cell(Some(item))).collect::<Vec<_>>().join(" "))
        }
        Some(other) => other.to_string(),
    }
}

/// What a formula begins with.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'];

/// Text as a cell: no spreadsheet takes it for a formula, and all of it is seen.
pub fn safe(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    if text.starts_with(FORMULA) {
        cell.push('\'');
    }
    let mut follows_semicolon = false;
    for c in text.chars() {
        // Where a semicolon ends a cell, the next one begins here.
        if follows_semicolon && FORMULA.contains(&c) {
            cell.push('\'');
        }
        follows_semicolon = c == ';' || follows_semicolon && c == ' ';
        if is_deceptive(c) { cell.extend(c.escape_unicode()) } else { cell.push(c) }
    }
    cell
}

const COLUMNS: &[&str] = &[
    "schema_version",
    "seen_at",
    "source",
    "frame",
    "transport",
    "via",
    "client_ip",
    "client_port",
    "server_ip",
    "server_port",
    "server_name",
    "alpn",
    "hello_format",
    "record_version",
    "legacy_version",
    "supported_versions",
    "offered_versions",
    "offered_max",
    "offered_at_least",
    "cipher_suites",
    "groups",
    "signature_schemes",
    "key_shares",
    "fallback_scsv",
    "ja3",
    "ja4",
    "negotiated_version",
    "negotiated_at_least",
    "cipher_suite",
    "group",
    "hello_retry",
    "resumed",
    "downgrade_sentinel",
    "seen",
    "client_hello",
    "also_seen_as",
    "outcome",
    "refused_by",
    "alert_level",
    "alert_code",
    "retry_of",
    "retry_of_source",
    "cleartext_after_failure",
    "process",
    "pid",
    "gate_decision",
    "gate_would",
    "fault",
    "speaks",
    "first_bytes",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_its_column() {
        let Value::Object(fields) = serde_json::to_value(Handshake::default()).unwrap() else { panic!() };
        let mut keys: Vec<_> = fields.keys().map(String::as_str).collect();
        let mut columns = COLUMNS.to_vec();
        keys.sort_unstable();
        columns.sort_unstable();
        assert_eq!(keys, columns);
    }

    #[test]
    fn a_server_name_cannot_become_a_formula() {
        let handshake = Handshake {
            server_name: Some("=cmd|' /C calc'!A0".into()),
            alpn: vec!["@x".into(), "a\u{1b}[2J\nb".into()],
            ..Handshake::default()
        };
        let mut table = Vec::new();
        write_header(&mut table).unwrap();
        write_row(&mut table, &handshake).unwrap();
        let text = String::from_utf8(table).unwrap();
        assert!(text.contains(",'=cmd|' /C calc'!A0,"), "{text}");
        assert!(text.contains(r"'@x a\u{1b}[2J\u{a}b"), "{text}");
        assert_eq!(text.lines().count(), 2);
    }
}
