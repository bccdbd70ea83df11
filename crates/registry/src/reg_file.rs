//! A registry file (`.reg`) as regedit reads it, with the number of every line.
//!
//! The grammar is what Wine 8.0's regedit does, line by line; where Microsoft says more, it does not differ. A
//! file is cut into statements that together are all of its bytes, so nothing is lost and everything can be
//! pointed at.

mod file_kind;
mod lines;
mod other_kinds;
mod reader;
mod value;

use strum::IntoStaticStr;

pub use file_kind::FileKind;
use lines::{Numbered, without_comment};
use reader::Reader;

use crate::key::{Key, MAX_DEPTH};
use crate::statement::{KeyId, Statement, What};
use crate::text::{CodePage, Form, UnknownForm};

/// What bytes begin with that says how they are text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum Mark {
    #[strum(serialize = "UTF-8 + BOM")]
    Utf8,
    /// Little-endian
    #[strum(serialize = "UTF-16")]
    Utf16,
}

impl Mark {
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// A registry file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegFile {
    /// How its bytes are text.
    pub form: Result<Form, UnknownForm>,
    /// Its first line.
    pub header: FileKind,
    /// All of it. When nothing is imported (see [`RegFile::is_imported`]), what the lines would do if it were.
    pub statements: Vec<Statement>,
    keys: Vec<Key>,
    bytes: Vec<u8>,
}

/// The file is no text at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a text file")]
pub struct NotText;

/// Whether bytes are those of a hive: SYSTEM, SOFTWARE, `NTUSER.DAT`.
pub fn is_hive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"regf")
}

impl RegFile {
    /// After so many bytes it shows whether a file is text.
    pub const BEGINNING: usize = 64 << 10;

    /// Reads a file; `page` is the code page of the machine that would import it. A file in a form that regedit
    /// does not know is read as it was meant, to tell what is in it.
    pub fn read(bytes: Vec<u8>, page: CodePage) -> Result<Self, NotText> {
        if !Self::may_begin(&bytes[..bytes.len().min(Self::BEGINNING)]) {
            return Err(NotText);
        }
        if let Some(file) = Self::of_another_kind(&bytes, page) {
            return Ok(file);
        }
        if bytes.starts_with(&[0xff, 0xfe]) {
            return Ok(Self::parse(Ok(Form::Utf16), bytes, Form::Utf16));
        }
        if let Some(unknown) = UnknownForm::of(&bytes) {
            // What was meant is read from a copy that regedit would take; line numbers are the same.
            let mut copy = vec![0xff, 0xfe];
            copy.extend(unknown.decode(&bytes).encode_utf16().flat_map(u16::to_le_bytes));
            let mut file = Self::parse(Err(unknown), copy, Form::Utf16);
            file.bytes = bytes;
            return Ok(file);
        }
        let form = Form::CodePage(page);
        Ok(Self::parse(Ok(form), bytes, form))
    }

    /// Whether a file may be read at all that begins with these [`RegFile::BEGINNING`] bytes: it is text.
    pub fn may_begin(bytes: &[u8]) -> bool {
        // A tab, a line end and an escape are the only control characters that text has.
        let strange = |b: &&u8| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a | 0x1b);
        bytes.starts_with(&[0xff, 0xfe])
            || UnknownForm::of(bytes).is_some()
            || bytes.iter().filter(strange).count() * 20 <= bytes.len()
    }

    fn parse(form: Result<Form, UnknownForm>, bytes: Vec<u8>, read_as: Form) -> Self {
        let mut reader = Reader { lines: Numbered::new(&bytes, read_as), keys: Vec::new(), key: None };
        // To move a long list again and again costs more than room that is not used.
        let mut statements = Vec::with_capacity(bytes.len() / 64);
        let header = reader.header(&mut statements);
        let ansi_text = header != FileKind::Version5 || read_as != Form::Utf16;
        let page = match read_as {
            Form::CodePage(page) => page,
            Form::Utf16 => CodePage::WESTERN,
        };
        let text_in = ansi_text.then_some(page);
        while let Some(statement) = reader.statement(header, text_in) {
            statements.push(statement);
        }
        let keys = reader.keys;
        Self { form, header, statements, keys, bytes }
    }

    /// Whether regedit imports anything at all. Nobody is told when it does not.
    pub fn is_imported(&self) -> bool {
        self.form.is_ok() && !matches!(self.header, FileKind::Other | FileKind::Missing)
    }

    /// Whether it can be what regedit exports, with keys and everything below them.
    pub fn is_export(&self) -> bool {
        self.is_imported() && matches!(self.header, FileKind::Version4 | FileKind::Version5)
    }

    /// Whether the last line has its end, as regedit writes it; a file that was cut off has none.
    pub fn ends_with_a_line(&self) -> bool {
        match self.form {
            Ok(Form::Utf16) => self.bytes.len().is_multiple_of(2) && self.bytes.ends_with(b"\n\0"),
            _ => self.bytes.ends_with(b"\n"),
        }
    }

    /// The first line with a key that lies deeper than Windows allows.
    pub fn too_deep(&self) -> Option<u32> {
        let deep = |key: &Key| key.path.len() > MAX_DEPTH && key.path.split('\\').count() > MAX_DEPTH;
        let is_deep = |s: &&Statement| match s.what {
            What::Key(id) | What::DeleteKey(id) => deep(self.key(id)),
            _ => false,
        };
        self.statements.iter().find(is_deep).map(|statement| statement.line)
    }

    /// The key of a statement.
    pub fn key(&self, id: KeyId) -> &Key {
        &self.keys[id.0]
    }

    /// The first line whose names or texts are 8-bit text that is good Japanese in code page 932, where it is read in the
    /// western one.
    pub(crate) fn line_in_japanese(&self) -> Option<u32> {
        if self.form != Ok(Form::CodePage(CodePage::WESTERN)) {
            return None;
        }
        let is_japanese_text = |bytes: &[u8]| {
            std::str::from_utf8(bytes).is_err()
                && CodePage::of(932)
                    .and_then(|page| page.good_text(bytes))
                    .is_some_and(|text| is_japanese(without_comment(&text)))
        };
        if self.is_of_another_kind() {
            // Of these the place of a command within the file is not kept.
            let line = self.bytes.split(|byte| *byte == b'\n').position(is_japanese_text)?;
            return u32::try_from(line + 1).ok();
        }
        let is_meant_so = |statement: &&Statement| {
            let bytes = self.bytes.get(statement.bytes.clone()).unwrap_or_default();
            !matches!(statement.what, What::Comment | What::Blank) && is_japanese_text(bytes)
        };
        self.statements.iter().find(is_meant_so).map(|statement| statement.line)
    }

    /// The mark that its bytes begin with.
    pub(crate) fn mark(&self) -> Option<Mark> {
        match self.bytes[..] {
            [0xff, 0xfe, ..] => Some(Mark::Utf16),
            [0xef, 0xbb, 0xbf, ..] => Some(Mark::Utf8),
            _ => None,
        }
    }

    /// Its keys in their order, whose numbers are those of [`KeyId::index`].
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.keys.iter()
    }

    pub(crate) fn key_at(&self, index: usize) -> &Key {
        &self.keys[index]
    }

    /// Whether so many blanks or more stand between two characters of a statement.
    pub(crate) fn has_run_of_blanks(&self, statement: &Statement, length: usize) -> bool {
        // In the form that could not be read, places are those of the copy that was.
        let bytes = self.bytes.get(statement.bytes.clone()).unwrap_or_default();
        let unit = if self.form == Ok(Form::Utf16) { 2 } else { 1 };
        if bytes.len() < length * unit {
            return false;
        }
        let mut run = 0;
        for byte in bytes {
            match byte {
                b' ' | b'\t' => run += 1,
                0 => {}
                b'\r' | b'\n' => run = 0,
                _ if run >= length => return true,
                _ => run = 0,
            }
        }
        false
    }

    /// Whether it is no registry file, but says what one could say.
    fn is_of_another_kind(&self) -> bool {
        matches!(
            self.header,
            FileKind::Script | FileKind::PowerShell | FileKind::Listing | FileKind::Preferences
        )
    }

    /// The file again, byte for byte.
    pub fn to_bytes(&self) -> Vec<u8> {
        if self.form.is_err() || self.is_of_another_kind() {
            return self.bytes.clone();
        }
        let mut bytes = if self.form == Ok(Form::Utf16) { vec![0xff, 0xfe] } else { Vec::new() };
        for statement in &self.statements {
            bytes.extend_from_slice(&self.bytes[statement.bytes.clone()]);
        }
        bytes
    }
}

/// Letters of the western page with accents make a kanji now and then, hardly ever one after another.
fn is_japanese(text: &str) -> bool {
    let is_japanese = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
    text.split(|c: char| !is_japanese(c)).any(|run| run.chars().count() >= 2)
}
