//! Registry text of version 5.00, as regedit exports it: UTF-16LE with its mark, CR LF.

use std::fmt::Write as _;

use crate::data::{Data, ValueType};
use crate::key::Key;
use crate::reg_file::RegFile;
use crate::state::State;
use crate::text::CodePage;

/// A line of hexadecimal bytes is at most so long.
const WIDTH: usize = 77;

/// Registry text that grows.
#[derive(Debug, Clone)]
pub struct RegText {
    text: String,
    key: Option<Key>,
}

impl Default for RegText {
    fn default() -> Self {
        Self { text: "Windows Registry Editor Version 5.00\r\n".to_owned(), key: None }
    }
}

impl RegText {
    /// The header alone.
    pub fn new() -> Self {
        Self::default()
    }

    /// A comment; each of its lines becomes one. Inside a key it would end it for hivexregedit, so what is to be
    /// said of a key's values stands above the key.
    pub fn comment(&mut self, text: &str) {
        self.key = None;
        for line in text.lines() {
            let _ = write!(self.text, "; {}\r\n", line.trim_end());
        }
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.text.push_str("\r\n");
    }

    /// A key, with an empty line before it unless that is there. Nothing is written for the key that is open
    /// already.
    pub fn key(&mut self, key: &Key) {
        if self.key.as_ref() != Some(key) {
            let blank = self.blank_before_key();
            let _ = write!(self.text, "{blank}[{key}]\r\n");
            self.key = Some(key.clone());
        }
    }

    /// The empty line that a key has above it, unless it is there or a comment belongs to the key.
    fn blank_before_key(&self) -> &'static str {
        let above = self.text.strip_suffix("\r\n").unwrap_or_default();
        let last = above.rsplit("\r\n").next().unwrap_or_default();
        if last.is_empty() || last.starts_with(';') { "" } else { "\r\n" }
    }

    /// Deletes a key with everything below it.
    pub fn delete_key(&mut self, key: &Key) {
        let blank = self.blank_before_key();
        let _ = write!(self.text, "{blank}[-{key}]\r\n");
        self.key = None;
    }

    /// Sets a value of the open key.
    pub fn set(&mut self, name: &str, data: &Data) {
        self.name(name);
        if let Some(number) = data.as_dword() {
            let _ = write!(self.text, "dword:{number:08x}\r\n");
        } else if let Some(text) = plain_text(data) {
            let _ = write!(self.text, "\"{}\"\r\n", escaped(&text));
        } else {
            self.hex(data);
        }
    }

    /// Deletes a value of the open key.
    pub fn delete_value(&mut self, name: &str) {
        self.name(name);
        self.text.push_str("-\r\n");
    }

    fn name(&mut self, name: &str) {
        if name.is_empty() {
            self.text.push_str("@=");
        } else {
            let _ = write!(self.text, "\"{}\"=", escaped(name));
        }
    }

    fn hex(&mut self, data: &Data) {
        let start = self.text.rfind('\n').map_or(0, |at| at + 1);
        match data.value_type {
            ValueType::BINARY => self.text.push_str("hex:"),
            ValueType(number) => {
                let _ = write!(self.text, "hex({number:x}):");
            }
        }
        let mut width = self.text[start..].chars().count();
        for (i, byte) in data.bytes.iter().enumerate() {
            let last = i + 1 == data.bytes.len();
            let _ = write!(self.text, "{byte:02x}{}", if last { "" } else { "," });
            width += 3;
            if width > WIDTH - 3 && !last {
                self.text.push_str("\\\r\n  ");
                width = 2;
            }
        }
        self.text.push_str("\r\n");
    }

    /// The text for a person, with the line ends of this machine.
    pub fn shown(&self) -> String {
        self.text.replace("\r\n", "\n")
    }

    /// The bytes of the file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let end = if self.text.ends_with("\r\n\r\n") { "" } else { "\r\n" };
        let units = self.text.encode_utf16().chain(end.encode_utf16());
        [0xff, 0xfe].into_iter().chain(units.flat_map(u16::to_le_bytes)).collect()
    }

    /// What regedit would make of it.
    pub fn parse(&self) -> Option<RegFile> {
        RegFile::read(self.to_bytes(), CodePage::WESTERN).ok()
    }
}

impl State {
    /// The whole registry as text, as an export writes it.
    pub fn to_reg_text(&self) -> RegText {
        let mut text = RegText::new();
        for key in self.keys() {
            text.key(key);
            for held in self.values(key) {
                text.set(&held.name, &held.data);
            }
        }
        text
    }
}

/// Text that can be written in quotes and comes back as it was.
fn plain_text(data: &Data) -> Option<String> {
    let body = data.bytes.strip_suffix(&[0, 0]).filter(|_| data.value_type == ValueType::SZ)?;
    let (units, rest) = body.as_chunks::<2>();
    let text =
        String::from_utf16(&units.iter().map(|unit| u16::from_le_bytes(*unit)).collect::<Vec<_>>()).ok()?;
    (rest.is_empty() && !text.contains('\0')).then_some(text)
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '"' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
    out
}
