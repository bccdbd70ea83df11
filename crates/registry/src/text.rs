//! The bytes of a registry file as lines of text.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::{Encoding, UTF_8, UTF_16LE};

/// How regedit takes the bytes of a file for text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// UTF-16LE behind the bytes FF FE.
    Utf16,
    /// 8-bit text in the code page of the machine that reads it, whatever the header says.
    CodePage(CodePage),
}

/// A code page of Windows ("ANSI").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodePage {
    /// Its number: 1252, 932 …
    pub number: u16,
    encoding: &'static Encoding,
}

impl CodePage {
    /// Western European, which is taken where nothing else is said.
    pub const WESTERN: Self = Self { number: 1252, encoding: encoding_rs::WINDOWS_1252 };

    /// The code page of a number; `None` for one that no Windows has as its ANSI code page.
    pub fn of(number: u16) -> Option<Self> {
        let encoding = match number {
            874 => encoding_rs::WINDOWS_874,
            932 => encoding_rs::SHIFT_JIS,
            936 => encoding_rs::GBK,
            949 => encoding_rs::EUC_KR,
            950 => encoding_rs::BIG5,
            1250 => encoding_rs::WINDOWS_1250,
            1251 => encoding_rs::WINDOWS_1251,
            1252 => encoding_rs::WINDOWS_1252,
            1253 => encoding_rs::WINDOWS_1253,
            1254 => encoding_rs::WINDOWS_1254,
            1255 => encoding_rs::WINDOWS_1255,
            1256 => encoding_rs::WINDOWS_1256,
            1257 => encoding_rs::WINDOWS_1257,
            1258 => encoding_rs::WINDOWS_1258,
            65001 => UTF_8,
            _ => return None,
        };
        Some(Self { number, encoding })
    }

    /// Bytes as text, if all of them are good in this code page.
    pub(crate) fn good_text(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        let (text, had_errors) = self.encoding.decode_without_bom_handling(bytes);
        (!had_errors).then_some(text)
    }

    pub(crate) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        self.encoding.decode_without_bom_handling(bytes).0
    }
}

/// A way of writing text that regedit does not know: it imports nothing and says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownForm {
    /// UTF-8 behind EF BB BF
    Utf8WithMark,
    /// UTF-16BE behind FE FF
    Utf16BigEndian,
    /// UTF-16LE without FF FE
    Utf16WithoutMark,
}

impl UnknownForm {
    /// Looks at the first bytes of what is no UTF-16LE with its mark.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xef, 0xbb, 0xbf, ..] => Some(Self::Utf8WithMark),
            [0xfe, 0xff, ..] => Some(Self::Utf16BigEndian),
            [first, 0, second, 0, ..] if *first != 0 && *second != 0 => Some(Self::Utf16WithoutMark),
            _ => None,
        }
    }

    /// The text that was meant.
    pub(crate) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Utf8WithMark => UTF_8.decode(bytes).0,
            Self::Utf16BigEndian => encoding_rs::UTF_16BE.decode(bytes).0,
            Self::Utf16WithoutMark => UTF_16LE.decode_without_bom_handling(bytes).0,
        }
    }
}

/// The text of a file that is no registry file: UTF-16 or UTF-8 with a mark, good UTF-8, or the code page.
pub(crate) fn decode(bytes: &[u8], page: CodePage) -> Cow<'_, str> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => UTF_16LE.decode_without_bom_handling(rest).0,
        [0xef, 0xbb, 0xbf, rest @ ..] => UTF_8.decode_without_bom_handling(rest).0,
        _ => std::str::from_utf8(bytes).map_or_else(|_| page.decode(bytes), Cow::Borrowed),
    }
}

/// A line: its text without the line's end, and its bytes with it.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub text: Cow<'a, str>,
    pub bytes: Range<usize>,
    /// It is 8-bit text that would also be good UTF-8 with letters beyond ASCII: what was meant is that, most
    /// likely, but it is read as something else.
    pub misread: bool,
}

/// Cuts a file into lines: CR, LF and CR LF end one; the last needs no end.
pub(crate) struct Lines<'a> {
    pub bytes: &'a [u8],
    at: usize,
    form: Form,
}

impl<'a> Lines<'a> {
    pub fn new(bytes: &'a [u8], form: Form) -> Self {
        Self { bytes, at: if form == Form::Utf16 { 2 } else { 0 }, form }
    }

    /// The places of the line's text and of its end. Line ends are looked for in bytes: no second byte of a
    /// double-byte code page is one.
    fn cut(&self) -> (usize, usize) {
        let rest = &self.bytes[self.at..];
        match self.form {
            Form::Utf16 => {
                let mut units = rest.chunks_exact(2);
                let Some(end) = units.position(|unit| matches!(unit, b"\r\0" | b"\n\0")) else {
                    return (self.bytes.len(), self.bytes.len());
                };
                let end = self.at + 2 * end;
                let pair = self.bytes[end..].starts_with(b"\r\0\n\0");
                (end, end + if pair { 4 } else { 2 })
            }
            Form::CodePage(_) => {
                let Some(end) = rest.iter().position(|b| matches!(b, b'\r' | b'\n')) else {
                    return (self.bytes.len(), self.bytes.len());
                };
                let end = self.at + end;
                (end, end + if self.bytes[end..].starts_with(b"\r\n") { 2 } else { 1 })
            }
        }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let (end, next) = self.cut();
        let raw = &self.bytes[self.at..end];
        let text = match self.form {
            Form::Utf16 => UTF_16LE.decode_without_bom_handling(raw).0,
            Form::CodePage(page) => page.decode(raw),
        };
        let misread = match self.form {
            Form::CodePage(page) if page.encoding != UTF_8 => {
                !raw.is_ascii() && std::str::from_utf8(raw).is_ok()
            }
            _ => false,
        };
        let bytes = self.at..next;
        self.at = next;
        Some(Line { text, bytes, misread })
    }
}
