//! JSON Lines: one record a line.

use std::io::{self, BufRead, Read};

use serde::{Deserialize, Serialize};

use crate::{ClientSettings, Handshake, SCHEMA_VERSION, ServerAnswer, handshake_line, json_text};

/// The longest line that is read, in bytes: a record of the largest hello is far below it.
pub const MAX_LINE: u64 = 4 << 20;

/// What goes on for so many bytes without a single record is no evidence, and may have no end.
pub const MOST_WITHOUT_RECORD: u64 = 16 << 20;

/// Why a line is no record.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Reading failed.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The line is no JSON, or lacks a field, or has one of another type.
    #[error("line {line}: {problem}")]
    Json {
        /// From 1.
        line: u64,
        /// What is wrong, with the column.
        problem: serde_json::Error,
    },
    /// A record of a schema that this version does not know.
    #[error("line {line}: schema_version {found}; this version reads {SCHEMA_VERSION}")]
    Schema {
        /// From 1.
        line: u64,
        /// The version in the record.
        found: u32,
    },
    /// The line is longer than any record.
    #[error("line {line}: longer than {MAX_LINE} bytes")]
    TooLong {
        /// From 1.
        line: u64,
    },
    /// Nothing is a record for so long that nothing more is read.
    #[error("line {line}: {MOST_WITHOUT_RECORD} bytes without a record")]
    NoRecord {
        /// The last one, from 1.
        line: u64,
    },
}

/// A record of any kind.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Record {
    /// What a client offered and what it got.
    Handshake(Box<Handshake>),
    /// What a component of a Windows offers by its settings.
    ClientSettings(ClientSettings),
    /// What a server answered.
    ServerAnswer(Box<ServerAnswer>),
}

/// What can be written as a line.
pub trait Line: sealed::Sealed {}

mod sealed {
    pub trait Sealed {
        fn write(&self, out: &mut Vec<u8>) -> serde_json::Result<()>;
    }
}

impl sealed::Sealed for Handshake {
    fn write(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        handshake_line::write(self, out);
        Ok(())
    }
}

/// A record on its way out.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Written<'a> {
    ClientSettings(&'a ClientSettings),
    ServerAnswer(&'a ServerAnswer),
}

impl sealed::Sealed for ClientSettings {
    fn write(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        json_text::write(out, &Written::ClientSettings(self))
    }
}

impl sealed::Sealed for ServerAnswer {
    fn write(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        json_text::write(out, &Written::ServerAnswer(self))
    }
}

impl Line for Handshake {}
impl Line for ClientSettings {}
impl Line for ServerAnswer {}

/// Appends one line.
pub fn write(out: &mut Vec<u8>, record: &impl Line) -> io::Result<()> {
    record.write(out)?;
    out.push(b'\n');
    Ok(())
}

/// Whether what starts with these bytes may be evidence, which begins with `{`, perhaps after a mark that says how it is
/// written, and blank lines.
pub fn may_begin(bytes: &[u8]) -> bool {
    let bytes = [&b"\xef\xbb\xbf"[..], b"\xff\xfe"]
        .iter()
        .find_map(|mark| bytes.strip_prefix(*mark))
        .unwrap_or(bytes);
    let mut meant = bytes.iter().filter(|byte| !byte.is_ascii_whitespace() && **byte != 0);
    // A section of pcapng begins with what could be blank lines.
    !bytes.starts_with(b"\n\r\r\n") && meant.next().is_none_or(|first| *first == b'{')
}

/// Whether what starts with these bytes is evidence, and not some other JSON: its first record says its kind.
pub fn begins(bytes: &[u8]) -> bool {
    let meant: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
    may_begin(bytes) && meant.windows(6).any(|word| word == b"\"kind\"")
}

/// Reads line by line; blank lines and a byte order mark are passed over. A bad line is an error of its own
/// and the next call goes on after it; after an I/O error, or too much that is no record, there is nothing more.
pub fn read(input: impl BufRead) -> impl Iterator<Item = Result<Record, Error>> {
    let (mut input, mut text) = (Some(input), Vec::new());
    let (mut line, mut without_record) = (0, 0);
    std::iter::from_fn(move || {
        loop {
            let reader = input.as_mut()?;
            if without_record > MOST_WITHOUT_RECORD {
                input = None;
                return Some(Err(Error::NoRecord { line }));
            }
            text.clear();
            line += 1;
            match Read::take(&mut *reader, MAX_LINE).read_until(b'\n', &mut text) {
                Ok(0) => return None,
                Ok(read) => without_record += read as u64,
                Err(e) => {
                    input = None;
                    return Some(Err(e.into()));
                }
            }
            if text.len() as u64 == MAX_LINE && text.last() != Some(&b'\n') {
                // The next line is read all the same.
                match Read::take(&mut *reader, MOST_WITHOUT_RECORD).skip_until(b'\n') {
                    Ok(skipped) => without_record += skipped as u64,
                    Err(_) => input = None,
                }
                return Some(Err(Error::TooLong { line }));
            }
            let record = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text).trim_ascii();
            if !record.is_empty() {
                let record = parse(record, line);
                if record.is_ok() {
                    without_record = 0;
                }
                return Some(record);
            }
        }
    })
}

fn parse(text: &[u8], line: u64) -> Result<Record, Error> {
    let record: Record = serde_json::from_slice(text).map_err(|problem| Error::Json { line, problem })?;
    let found = match &record {
        Record::Handshake(handshake) => handshake.schema_version,
        Record::ClientSettings(settings) => settings.schema_version,
        Record::ServerAnswer(answer) => answer.schema_version,
    };
    if found == SCHEMA_VERSION { Ok(record) } else { Err(Error::Schema { line, found }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ended;

    #[test]
    fn a_bad_line_is_named_and_the_next_is_read() {
        let mut text = b"\xef\xbb\xbf\n{\"kind\":\"handshake\"}\n".to_vec();
        write(&mut text, &Handshake::default()).unwrap();
        let all: Vec<_> = read(&text[..]).collect();
        let problem = all[0].as_ref().unwrap_err().to_string();
        assert!(problem.starts_with("line 2: missing field `schema_version`"), "{problem}");
        assert_eq!(all[1].as_ref().unwrap(), &Record::Handshake(Box::default()));
        assert_eq!(all.len(), 2);
    }

    #[test]
    fn what_stands_behind_a_line_without_measure_is_read() {
        let mut text = vec![b'x'; 2 * MAX_LINE as usize];
        text.push(b'\n');
        write(&mut text, &Handshake::default()).unwrap();
        let all: Vec<_> = read(&text[..]).collect();
        assert!(matches!(all[..], [Err(Error::TooLong { line: 1 }), Ok(Record::Handshake(_))]), "{all:?}");
    }

    #[test]
    fn what_never_ends_is_given_up() {
        let no_lines: Vec<_> = read(io::BufReader::new(io::repeat(0))).collect();
        assert!(
            matches!(no_lines[..], [Err(Error::TooLong { line: 1 }), Err(Error::NoRecord { line: 1 })]),
            "{no_lines:?}"
        );
        let blank = read(io::BufReader::new(io::repeat(b'\n'))).collect::<Vec<_>>();
        assert!(matches!(blank[..], [Err(Error::NoRecord { .. })]), "{blank:?}");
    }

    #[test]
    fn evidence_is_known_by_its_beginning() {
        let utf16: Vec<u8> = "\u{feff}{\"kind\":".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(begins(br#"{"kind":"handshake""#) && begins(b"\xef\xbb\xbf\n{ \"kind\" :") && begins(&utf16));
        assert!(!begins(b"{\"verdict\": \"fits\"") && !begins(b"\x0a\x0d\x0d\x0a{\"kind\"") && !begins(b""));
    }

    #[test]
    fn what_a_server_answered_reads_as_it_was_written() {
        let text = br#"{"kind":"server-answer","schema_version":1,"target":"old.example.test","versions":{"TLS 1.0":{"accepted":2,"tries":2,"cipher_suite":47},"TLS 1.2":{"refused":2,"tries":2,"ended":70}}}"#;
        let Record::ServerAnswer(answer) = read(&text[..]).next().unwrap().unwrap() else { panic!() };
        assert_eq!(answer.versions[1].1.ended, Some(Ended::Alert(70)));
        let mut line = Vec::new();
        write(&mut line, &*answer).unwrap();
        assert_eq!(read(&line[..]).next().unwrap().unwrap(), Record::ServerAnswer(answer));
    }
}
