//! The statements of a registry file, as regedit reads them.

use super::file_kind::FileKind;
use super::lines::{Continuation, Numbered, is_quote, until_nul, without_comment};
use super::value;
use crate::data::Data;
use crate::key::{Key, MAX_NAME};
use crate::statement::{Ignored, KeyId, Remark, Statement, What};
use crate::text::{self, CodePage};

pub(super) struct Reader<'a> {
    pub lines: Numbered<'a>,
    pub keys: Vec<Key>,
    pub key: Option<KeyId>,
}

impl Reader<'_> {
    pub fn header(&mut self, statements: &mut Vec<Statement>) -> FileKind {
        let Some(line) = self.lines.next() else { return FileKind::Missing };
        let text = until_nul(&line.text).trim_start_matches([' ', '\t']);
        let header = match text {
            "REGEDIT" => FileKind::Version31,
            VERSION_4 => FileKind::Version4,
            VERSION_5 => FileKind::Version5,
            _ if text.starts_with("REGEDIT") => FileKind::Other,
            _ => FileKind::Missing,
        };
        let number = self.lines.number;
        if header == FileKind::Missing {
            // What the file would do with a header is told all the same, from its first line on.
            let statement = self.line(&line, number, header, None);
            statements.push(statement);
        } else {
            let (what, bytes) = (What::Header, line.bytes);
            statements.push(Statement { line: number, lines: 1, what, remarks: Vec::new(), bytes });
        }
        header
    }

    pub fn statement(&mut self, header: FileKind, text_in: Option<CodePage>) -> Option<Statement> {
        let line = self.lines.next()?;
        let number = self.lines.number;
        Some(self.line(&line, number, header, text_in))
    }

    fn line(
        &mut self,
        line: &text::Line<'_>,
        number: u32,
        header: FileKind,
        text_in: Option<CodePage>,
    ) -> Statement {
        let mut bytes = line.bytes.clone();
        let mut remarks = Vec::new();
        let text = until_nul(&line.text);
        if text.len() < line.text.len() {
            remarks.push(Remark::CutAtNul);
        }
        let what = if header == FileKind::Version31 {
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
                    let value = value::value(start, &mut more, text_in, &mut remarks);
                    self.value(value)
                }
                Some(_) if start.contains('=') && start.starts_with(is_quote) => {
                    What::Ignored(Ignored::WrongQuotes(start.chars().next().unwrap_or_default()))
                }
                Some(_) if Key::parse(start.trim_end().trim_end_matches(']')).is_some() => {
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

fn root_of(name: &str) -> String {
    name.split('\\').next().unwrap_or_default().chars().take(40).collect()
}
