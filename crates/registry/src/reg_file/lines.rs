//! Lines of a registry file with their numbers, and what ends within one.

use crate::text::{self, Form, Lines};

/// A line and its number.
pub(super) struct Numbered<'a> {
    lines: Lines<'a>,
    pub number: u32,
}

impl<'a> Numbered<'a> {
    pub fn new(bytes: &'a [u8], form: Form) -> Self {
        Self { lines: Lines::new(bytes, form), number: 0 }
    }

    /// A line read as UTF-8.
    pub fn as_utf8(&self, line: &text::Line<'_>) -> Option<&'a str> {
        std::str::from_utf8(self.lines.bytes.get(line.bytes.clone())?).ok()
    }

    pub fn next(&mut self) -> Option<text::Line<'a>> {
        let line = self.lines.next()?;
        self.number += 1;
        Some(line)
    }
}

/// The lines that follow a value.
pub(super) struct Continuation<'r, 'a> {
    pub lines: &'r mut Numbered<'a>,
    pub end: &'r mut usize,
}

/// What a line says that continues a value.
pub(super) enum More {
    /// These bytes.
    Text(String),
    /// The file ends here.
    End,
}

impl Continuation<'_, '_> {
    /// The next line that is neither blank nor a comment.
    pub fn next(&mut self) -> More {
        loop {
            let Some(line) = self.lines.next() else { return More::End };
            *self.end = line.bytes.end;
            let text = until_nul(&line.text).trim_start_matches([' ', '\t']);
            if !text.is_empty() && !text.starts_with(';') {
                return More::Text(text.to_owned());
            }
        }
    }

    /// The number of the line that was read last.
    pub fn line(&self) -> u32 {
        self.lines.number
    }
}

/// regedit handles lines as text that ends at a NUL.
pub(super) fn until_nul(text: &str) -> &str {
    text.split('\0').next().unwrap_or_default()
}

/// Whether this is taken for a quotation mark by people, and not by regedit.
pub(super) fn is_quote(c: char) -> bool {
    const OTHERS: &str = "'`\u{b4}\u{2018}\u{2019}\u{201a}\u{201b}\u{201c}\u{201d}\u{201e}\u{201f}\u{2032}\u{2033}\u{ab}\u{bb}\u{2039}\u{203a}\u{300c}\u{300d}\u{301d}\u{301e}\u{301f}\u{ff02}\u{ff07}";
    OTHERS.contains(c)
}

/// A line without the comment at its end, as far as that can be told without reading it.
pub(super) fn without_comment(text: &str) -> &str {
    let start = text.trim_start_matches([' ', '\t']);
    if start.starts_with([';', '#']) {
        return "";
    }
    if start.starts_with('[') {
        return start.rfind(']').map_or(start, |end| {
            let behind = start[end + 1..].trim_start_matches([' ', '\t']);
            if behind.starts_with(';') { &start[..end] } else { start }
        });
    }
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in start.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => return &start[..at],
            _ => {}
        }
    }
    start
}
