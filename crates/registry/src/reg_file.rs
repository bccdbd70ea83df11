//! A registry file (`.reg`) as regedit reads it, with the number of every line.
//!
//! The grammar is what Wine 8.0's regedit does, line by line; where Microsoft says more, it does not differ. A
//! file is cut into statements that together are all of its bytes, so nothing is lost and everything can be
//! pointed at.

mod other_kinds;

use std::ops::Range;
use strum::IntoStaticStr;

use crate::data::Data;
use crate::hive::MAX_DEPTH;
use crate::key::Key;
use crate::statement;
use crate::text::{self, CodePage, Form, Lines, UnknownForm};

/// What the first line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Header {
    /// `REGEDIT`, of Windows 3.1
    Version31,
    /// `REGEDIT4`, of Windows 95 and NT 4
    Version4,
    /// `Windows Registry Editor Version 5.00`
    Version5,
    /// No registry file: a script with `reg add` and `reg delete` lines
    Script,
    /// A script for PowerShell
    PowerShell,
    /// No registry file: what `reg query` prints
    Listing,
    /// No registry file: group policy preferences (`Registry.xml`)
    Preferences,
    /// It begins with `REGEDIT` and is none of these: taken without a word, and nothing is imported.
    Other,
    /// No header: nothing is imported.
    Missing,
}

/// Why a line, or a value over several lines, is not imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ignored {
    /// It starts with nothing that a key or a value starts with.
    Prose,
    /// The first line lacks its `[`, or something stands before it.
    NoOpeningBracket,
    /// `[` and no `]`.
    NoClosingBracket,
    /// A blank behind `[`: the values that follow go to the key before.
    BlankAfterBracket,
    /// The name does not begin with one of the roots in full.
    UnknownRoot(String),
    /// `[-` and no root behind it, or a root without a key below.
    NothingToDelete,
    /// A part of the name has more than 255 characters.
    NameTooLong,
    /// A value before any key, or below a key that was not taken.
    NoKey,
    /// A quotation mark other than `"` around the name or the data, as word processors and web pages put it.
    WrongQuotes(char),
    /// The value's name has no closing quote, or a bad escape.
    BadName,
    /// No `=` behind the name.
    NoEquals,
    /// Something behind the `-` that deletes a value.
    AfterMinus,
    /// None of `"`, `dword:`, `hex:`, `hex(N):`; in small letters only.
    UnknownType(String),
    /// No closing quote, or a bad escape.
    BadString,
    /// Something other than `;` behind the closing quote.
    AfterString,
    /// Not 1 to 8 hexadecimal digits.
    BadDword(String),
    /// Not bytes in hexadecimal with commas.
    BadHex,
    /// What follows a `\` at the end of a line, on the line with this number, does not go on.
    BrokenContinuation(u32),
    /// Of a script, a listing or preferences: something else, or with what is not known here.
    NotRead,
    /// Of a script, a listing or preferences: a line that cannot work as it stands there.
    BadCommand,
}

/// A way in which a line is read otherwise than it looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// `\` before this character is no escape: the character alone is kept.
    EscapeKept(char),
    /// The name of the key goes on to the last `]` of the line.
    KeyEndsAtLastBracket,
    /// What stands behind the `]`, and is no comment, is dropped.
    TextAfterKey,
    /// Two backslashes in the name of the key.
    DoubledBackslash,
    /// The bytes are UTF-8, but are read in the code page.
    Misread,
    /// The line is cut at a NUL character.
    CutAtNul,
}

/// What a statement does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Nothing: a blank line.
    Blank,
    /// Nothing: a line that starts with `;` or `#`.
    Comment,
    /// The first line.
    Header,
    /// Makes a key if it is not there; values go into it.
    Key(KeyId),
    /// Deletes a key with everything below it.
    DeleteKey(KeyId),
    /// Sets a value; the empty name is the default value.
    Set {
        /// Where.
        key: KeyId,
        /// Its name.
        name: String,
        /// What it holds then.
        data: Data,
    },
    /// Deletes a value.
    DeleteValue {
        /// Where.
        key: KeyId,
        /// Its name.
        name: String,
    },
    /// Nothing, though it looks as if it should.
    Ignored(Ignored),
}

impl What {
    /// The key that it is about.
    pub fn key(&self) -> Option<KeyId> {
        match self {
            Self::Key(id) | Self::DeleteKey(id) => Some(*id),
            Self::Set { key, .. } | Self::DeleteValue { key, .. } => Some(*key),
            Self::Blank | Self::Comment | Self::Header | Self::Ignored(_) => None,
        }
    }
}

/// A key of a [`RegFile`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId(usize);

impl KeyId {
    pub(crate) fn index(self) -> usize {
        self.0
    }
}

/// A line, or the lines of a value that is continued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Number of its first line, from 1.
    pub line: u32,
    /// How many lines it has.
    pub lines: u32,
    /// What it does.
    pub what: What,
    /// How it is read otherwise than it looks.
    pub remarks: Vec<Remark>,
    bytes: Range<usize>,
}

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
    pub header: Header,
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
    /// Reads a file; `page` is the code page of the machine that would import it. A file in a form that regedit
    /// does not know is read as it was meant, to tell what is in it.
    pub fn read(bytes: Vec<u8>, page: CodePage) -> Result<Self, NotText> {
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
        // A tab, a line end and an escape are the only control characters that text has.
        let strange = |b: &&u8| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a | 0x1b);
        if bytes.iter().filter(strange).count() * 20 > bytes.len() {
            return Err(NotText);
        }
        let form = Form::CodePage(page);
        Ok(Self::parse(Ok(form), bytes, form))
    }

    fn parse(form: Result<Form, UnknownForm>, bytes: Vec<u8>, read_as: Form) -> Self {
        let mut reader = Reader { lines: Numbered::new(&bytes, read_as), keys: Vec::new(), key: None };
        // To move a long list again and again costs more than room that is not used.
        let mut statements = Vec::with_capacity(bytes.len() / 64);
        let header = reader.header(&mut statements);
        let ansi_text = header != Header::Version5 || read_as != Form::Utf16;
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
        self.form.is_ok() && !matches!(self.header, Header::Other | Header::Missing)
    }

    /// Whether it can be what regedit exports, with keys and everything below them.
    pub fn is_export(&self) -> bool {
        self.is_imported() && matches!(self.header, Header::Version4 | Header::Version5)
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
        matches!(self.header, Header::Script | Header::PowerShell | Header::Listing | Header::Preferences)
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

/// A line and its number.
struct Numbered<'a> {
    lines: Lines<'a>,
    number: u32,
}

impl<'a> Numbered<'a> {
    fn new(bytes: &'a [u8], form: Form) -> Self {
        Self { lines: Lines::new(bytes, form), number: 0 }
    }

    /// A line read as UTF-8.
    fn as_utf8(&self, line: &text::Line<'_>) -> Option<&'a str> {
        std::str::from_utf8(self.lines.bytes.get(line.bytes.clone())?).ok()
    }

    fn next(&mut self) -> Option<text::Line<'a>> {
        let line = self.lines.next()?;
        self.number += 1;
        Some(line)
    }
}

struct Reader<'a> {
    lines: Numbered<'a>,
    keys: Vec<Key>,
    key: Option<KeyId>,
}

impl Reader<'_> {
    fn header(&mut self, statements: &mut Vec<Statement>) -> Header {
        let Some(line) = self.lines.next() else { return Header::Missing };
        let text = until_nul(&line.text).trim_start_matches([' ', '\t']);
        let header = match text {
            "REGEDIT" => Header::Version31,
            VERSION_4 => Header::Version4,
            VERSION_5 => Header::Version5,
            _ if text.starts_with("REGEDIT") => Header::Other,
            _ => Header::Missing,
        };
        let number = self.lines.number;
        if header == Header::Missing {
            // What the file would do with a header is told all the same, from its first line on.
            let statement = self.line(&line, number, header, None);
            statements.push(statement);
        } else {
            let (what, bytes) = (What::Header, line.bytes);
            statements.push(Statement { line: number, lines: 1, what, remarks: Vec::new(), bytes });
        }
        header
    }

    fn statement(&mut self, header: Header, text_in: Option<CodePage>) -> Option<Statement> {
        let line = self.lines.next()?;
        let number = self.lines.number;
        Some(self.line(&line, number, header, text_in))
    }

    fn line(
        &mut self,
        line: &text::Line<'_>,
        number: u32,
        header: Header,
        text_in: Option<CodePage>,
    ) -> Statement {
        let mut bytes = line.bytes.clone();
        let mut remarks = Vec::new();
        let text = until_nul(&line.text);
        if text.len() < line.text.len() {
            remarks.push(Remark::CutAtNul);
        }
        let what = if header == Header::Version31 {
            self.line_of_version_31(text)
        } else {
            let start = text.trim_start_matches([' ', '\t']);
            match start.as_bytes().first() {
                None => What::Blank,
                Some(b';' | b'#') => What::Comment,
                Some(b'[') => self.key_line(&start[1..], &mut remarks),
                // Files that were joined have one for each.
                Some(_) if is_header(start.trim_start_matches('\u{feff}')) => What::Header,
                Some(b'@' | b'"') => {
                    let mut more = Continuation { lines: &mut self.lines, end: &mut bytes.end };
                    let value = statement::value(start, &mut more, text_in, &mut remarks);
                    self.value(value)
                }
                Some(_) if start.contains('=') && start.starts_with(is_quote) => {
                    What::Ignored(Ignored::WrongQuotes(start.chars().next().unwrap_or_default()))
                }
                Some(_) if crate::key::Key::parse(start.trim_end().trim_end_matches(']')).is_some() => {
                    What::Ignored(Ignored::NoOpeningBracket)
                }
                Some(_) => What::Ignored(Ignored::Prose),
            }
        };
        // What was written as UTF-8 has its quotation marks in several letters.
        let what = match (&what, line.misread.then(|| self.lines.as_utf8(line)).flatten()) {
            (What::Ignored(_), Some(meant)) => match meant.chars().find(|c| is_quote(*c) && !c.is_ascii()) {
                Some(quote) => What::Ignored(Ignored::WrongQuotes(quote)),
                None => what,
            },
            _ => what,
        };
        // What is only a comment arrives nowhere.
        if line.misread && !without_comment(text).is_ascii() {
            remarks.push(Remark::Misread);
        }
        Statement { line: number, lines: self.lines.number - number + 1, what, remarks, bytes }
    }

    fn key_line(&mut self, text: &str, remarks: &mut Vec<Remark>) -> What {
        if text.starts_with([' ', '\t']) {
            return What::Ignored(Ignored::BlankAfterBracket);
        }
        let Some(end) = text.rfind(']') else { return What::Ignored(Ignored::NoClosingBracket) };
        let name = &text[..end];
        if name.find(']').is_some_and(|first| name[first..].contains([';', '"'])) {
            remarks.push(Remark::KeyEndsAtLastBracket);
        }
        let behind = text[end + 1..].trim_matches([' ', '\t']);
        if !behind.is_empty() && !behind.starts_with(';') {
            remarks.push(Remark::TextAfterKey);
        }
        if name.contains("\\\\") {
            remarks.push(Remark::DoubledBackslash);
        }
        // Whatever becomes of this line, the key before it is closed.
        self.key = None;
        if let Some(name) = name.strip_prefix('-') {
            return match Key::parse(name) {
                Some(key) if !key.path.is_empty() => What::DeleteKey(self.keep(key)),
                None if name.starts_with(['h', 'H']) => What::Ignored(Ignored::UnknownRoot(root_of(name))),
                _ => What::Ignored(Ignored::NothingToDelete),
            };
        }
        let too_long = |part: &str| part.len() > MAX_NAME && part.encode_utf16().count() > MAX_NAME;
        if name.split('\\').any(too_long) {
            return What::Ignored(Ignored::NameTooLong);
        }
        match Key::parse(name) {
            Some(key) => {
                let id = self.keep(key);
                self.key = Some(id);
                What::Key(id)
            }
            None => What::Ignored(Ignored::UnknownRoot(root_of(name))),
        }
    }

    fn value(&self, value: Result<(String, Option<Data>), Ignored>) -> What {
        match (value, self.key) {
            (Err(why), _) => What::Ignored(why),
            (Ok(_), None) => What::Ignored(Ignored::NoKey),
            (Ok((name, Some(data))), Some(key)) => What::Set { key, name, data },
            (Ok((name, None)), Some(key)) => What::DeleteValue { key, name },
        }
    }

    /// `HKEY_CLASSES_ROOT\key = text`: the default value of a key.
    fn line_of_version_31(&mut self, text: &str) -> What {
        if text.trim().is_empty() {
            return What::Blank;
        }
        if !text.starts_with("HKEY_CLASSES_ROOT") {
            return What::Ignored(Ignored::Prose);
        }
        let (name, rest) = text.split_at(text.find([' ', '\t']).unwrap_or(text.len()));
        let rest = rest.trim_start_matches([' ', '\t']);
        let rest = rest.strip_prefix('=').unwrap_or(rest);
        let Some(key) = Key::parse(name) else { return What::Ignored(Ignored::UnknownRoot(root_of(name))) };
        let key = self.keep(key);
        What::Set { key, name: String::new(), data: Data::text(rest.strip_prefix(' ').unwrap_or(rest)) }
    }

    fn keep(&mut self, key: Key) -> KeyId {
        self.keys.push(key);
        KeyId(self.keys.len() - 1)
    }
}

const VERSION_4: &str = "REGEDIT4";
const VERSION_5: &str = "Windows Registry Editor Version 5.00";

fn is_header(line: &str) -> bool {
    [VERSION_4, VERSION_5].contains(&line.trim_end())
}

/// A part of a key's name has at most so many characters (Microsoft, "Registry Element Size Limits").
const MAX_NAME: usize = 255;

/// The lines that follow a value.
pub(crate) struct Continuation<'r, 'a> {
    lines: &'r mut Numbered<'a>,
    end: &'r mut usize,
}

/// What a line says that continues a value.
pub(crate) enum More {
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
fn until_nul(text: &str) -> &str {
    text.split('\0').next().unwrap_or_default()
}

/// Whether this is taken for a quotation mark by people, and not by regedit.
pub(crate) fn is_quote(c: char) -> bool {
    const OTHERS: &str = "'`\u{b4}\u{2018}\u{2019}\u{201a}\u{201b}\u{201c}\u{201d}\u{201e}\u{201f}\u{2032}\u{2033}\u{ab}\u{bb}\u{2039}\u{203a}\u{300c}\u{300d}\u{301d}\u{301e}\u{301f}\u{ff02}\u{ff07}";
    OTHERS.contains(c)
}

/// A line without the comment at its end, as far as that can be told without reading it.
fn without_comment(text: &str) -> &str {
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

/// Letters of the western page with accents make a kanji now and then, hardly ever one after another.
fn is_japanese(text: &str) -> bool {
    let is_japanese = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
    text.split(|c: char| !is_japanese(c)).any(|run| run.chars().count() >= 2)
}

fn root_of(name: &str) -> String {
    name.split('\\').next().unwrap_or_default().chars().take(40).collect()
}
