//! JSON whose text is ASCII wherever a person would not see what is there.
//!
//! A terminal, a log or an editor shows JSON as well: what would move its cursor or turn the direction of its text is
//! written as `\u009b`, which means the same to whoever reads JSON.

use std::io::{self, Write};

use serde::Serialize;

use crate::is_deceptive;

/// Appends a value in one line, without its end.
pub fn write(to: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) -> serde_json::Result<()> {
    let start = to.len();
    serde_json::to_writer(&mut *to, value)?;
    escape(to, start);
    Ok(())
}

/// Appends a value over several lines, without the end of the last.
pub fn write_pretty(to: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) -> serde_json::Result<()> {
    let start = to.len();
    serde_json::to_writer_pretty(&mut *to, value)?;
    escape(to, start);
    Ok(())
}

/// Writes a value over several lines, with an end of the last, as it comes: what is long is never in memory as a whole.
pub fn stream_pretty(to: &mut (impl Write + ?Sized), value: &(impl Serialize + ?Sized)) -> io::Result<()> {
    let mut pieces = Pieces { piece: Vec::with_capacity(2 * PIECE), to };
    serde_json::to_writer_pretty(&mut pieces, value)?;
    pieces.piece.push(b'\n');
    pieces.flush()
}

/// So much is escaped and written at once.
const PIECE: usize = 64 << 10;

/// Gathers what is written. Nobody writes half a character of JSON: what stands in strings is written as text.
struct Pieces<'a, W: ?Sized> {
    piece: Vec<u8>,
    to: &'a mut W,
}

impl<W: Write + ?Sized> Write for Pieces<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    // It comes in pieces of a few bytes, millions of them.
    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() < PIECE { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> io::Result<()> {
        escape(&mut self.piece, 0);
        self.to.write_all(&self.piece)?;
        self.piece.clear();
        Ok(())
    }
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

/// Escapes what stands in JSON from there on. What is not ASCII stands in strings alone (RFC 8259), so that it may be written
/// the other way wherever it is.
pub(crate) fn escape(json: &mut Vec<u8>, start: usize) {
    if beyond_ascii(&json[start..]).is_none() {
        return;
    }
    // JSON is UTF-8; if it were not, it could stay as it is.
    let text = match String::from_utf8(json.split_off(start)) {
        Ok(text) => text,
        Err(not) => return json.extend_from_slice(not.as_bytes()),
    };
    let mut rest = text.as_str();
    while let Some(at) = beyond_ascii(rest.as_bytes()) {
        let (before, behind) = rest.split_at(at);
        json.extend_from_slice(before.as_bytes());
        let Some(c) = behind.chars().next() else { break };
        if is_deceptive(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Into memory: it cannot fail.
                let _ = write!(json, "\\u{unit:04x}");
            }
        } else {
            json.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        rest = &behind[c.len_utf8()..];
    }
    json.extend_from_slice(rest.as_bytes());
}

/// Where the first byte is that is none of a character that is shown, or escaped by JSON itself.
fn beyond_ascii(bytes: &[u8]) -> Option<usize> {
    let is_beyond = |byte: &u8| *byte >= DELETE;
    // Nearly all of it is plain; without leaving early, this is a few instructions for many bytes.
    let largest = |chunk: &[u8]| chunk.iter().fold(0, |largest, byte| *byte.max(&largest));
    let (index, chunk) = bytes.chunks(CHUNK).enumerate().find(|(_, chunk)| is_beyond(&largest(chunk)))?;
    Some(index * CHUNK + chunk.iter().position(is_beyond)?)
}

/// How much is looked at together.
const CHUNK: usize = 256;

/// The one character of ASCII that JSON does not escape and a terminal does not show.
const DELETE: u8 = 0x7f;

#[test]
fn what_nobody_would_see_is_escaped_and_means_the_same() {
    let text = "\u{9b}2J\u{202e}\u{e0041}日本 \u{7f}\"\n";
    let one = line(&[text]);
    assert_eq!(one, "[\"\\u009b2J\\u202e\\udb40\\udc41日本 \\u007f\\\"\\n\"]\n");
    assert_eq!(serde_json::from_str::<[String; 1]>(&one).unwrap(), [text]);
    assert_eq!(pretty(&["a"]), "[\n  \"a\"\n]\n");
    let many = vec![text; 20_000];
    let mut streamed = Vec::new();
    stream_pretty(&mut streamed, &many).unwrap();
    assert!(streamed == pretty(&many).as_bytes(), "in pieces as in one");
}
