//! JSON whose text is ASCII wherever a person would not see what is there.
//!
//! A terminal, a log or an editor shows JSON as well: what would move its cursor or turn the direction of its text is
//! written as `\u009b`, which means the same to whoever reads JSON.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, PrettyFormatter};

use crate::is_deceptive;

/// Writes a value in one line, without its end.
pub fn write(to: impl Write, value: &(impl Serialize + ?Sized)) -> serde_json::Result<()> {
    value.serialize(&mut Serializer::with_formatter(to, Escaping(CompactFormatter)))
}

/// Writes a value over several lines, without the end of the last.
pub fn write_pretty(to: impl Write, value: &(impl Serialize + ?Sized)) -> serde_json::Result<()> {
    value.serialize(&mut Serializer::with_formatter(to, Escaping(PrettyFormatter::new())))
}

/// A value over several lines, with an end of the last; empty where it cannot be written, which no record of ours is.
pub fn pretty(value: &(impl Serialize + ?Sized)) -> String {
    let mut text = Vec::new();
    if write_pretty(&mut text, value).is_err() {
        return String::new();
    }
    text.push(b'\n');
    String::from_utf8(text).unwrap_or_default()
}

/// A value in one line, with its end.
pub fn line(value: &(impl Serialize + ?Sized)) -> String {
    let mut text = Vec::new();
    if write(&mut text, value).is_err() {
        return String::new();
    }
    text.push(b'\n');
    String::from_utf8(text).unwrap_or_default()
}

/// Whether a text has nothing that must be escaped besides what JSON escapes anyway.
pub(crate) fn is_plain(text: &str) -> bool {
    // Nearly all is ASCII.
    text.bytes().all(|byte| byte < 0x7f) || !text.chars().any(is_deceptive)
}

/// Another form of JSON, with escapes.
struct Escaping<F>(F);

impl<F: Formatter> Formatter for Escaping<F> {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, to: &mut W, text: &str) -> io::Result<()> {
        if is_plain(text) {
            return self.0.write_string_fragment(to, text);
        }
        for c in text.chars() {
            let mut units = [0; 2];
            if is_deceptive(c) {
                for unit in c.encode_utf16(&mut units) {
                    write!(to, "\\u{unit:04x}")?;
                }
            } else {
                self.0.write_string_fragment(to, c.encode_utf8(&mut [0; 4]))?;
            }
        }
        Ok(())
    }

    fn write_char_escape<W: Write + ?Sized>(&mut self, to: &mut W, escape: CharEscape) -> io::Result<()> {
        self.0.write_char_escape(to, escape)
    }

    fn begin_array<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_array(to)
    }

    fn end_array<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_array(to)
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(to, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_array_value(to)
    }

    fn begin_object<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_object(to)
    }

    fn end_object<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_object(to)
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(to, first)
    }

    fn end_object_key<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_object_key(to)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.begin_object_value(to)
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.0.end_object_value(to)
    }
}

#[test]
fn what_nobody_would_see_is_escaped_and_means_the_same() {
    let text = "\u{9b}2J\u{202e}\u{e0041}日本 \u{7f}\"\n";
    let one = line(&[text]);
    assert_eq!(one, "[\"\\u009b2J\\u202e\\udb40\\udc41日本 \\u007f\\\"\\n\"]\n");
    assert_eq!(serde_json::from_str::<[String; 1]>(&one).unwrap(), [text]);
    assert_eq!(pretty(&["a"]), "[\n  \"a\"\n]\n");
}
