//! JSON Lines: one record a line.

use std::io::{self, BufRead, Read, Write};

use serde::{Deserialize, Serialize};

use crate::{Handshake, SCHEMA_VERSION};

/// The longest line that is read, in bytes: a record of the largest hello is far below it.
pub const MAX_LINE: u64 = 4 << 20;

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
    /// The line never ends.
    #[error("line {line}: longer than {MAX_LINE} bytes")]
    TooLong {
        /// From 1.
        line: u64,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Record<H> {
    Handshake(H),
}

/// Writes one line.
pub fn write(mut out: impl Write, handshake: &Handshake) -> io::Result<()> {
    serde_json::to_writer(&mut out, &Record::Handshake(handshake))?;
    out.write_all(b"\n")
}

/// Reads line by line; blank lines and a byte order mark are passed over. A bad line is an error of its own
/// and the next call goes on after it; after an I/O error there is nothing more.
pub fn read(input: impl BufRead) -> impl Iterator<Item = Result<Handshake, Error>> {
    let mut input = Some(input);
    let (mut line, mut text) = (0, Vec::new());
    std::iter::from_fn(move || {
        loop {
            let reader = input.as_mut()?;
            text.clear();
            line += 1;
            match Read::take(&mut *reader, MAX_LINE).read_until(b'\n', &mut text) {
                Ok(0) => return None,
                Ok(n) if n as u64 == MAX_LINE => {
                    input = None;
                    return Some(Err(Error::TooLong { line }));
                }
                Ok(_) => {}
                Err(e) => {
                    input = None;
                    return Some(Err(e.into()));
                }
            }
            let record = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text).trim_ascii();
            if !record.is_empty() {
                return Some(parse(record, line));
            }
        }
    })
}

fn parse(text: &[u8], line: u64) -> Result<Handshake, Error> {
    let record = serde_json::from_slice(text).map_err(|problem| Error::Json { line, problem })?;
    let Record::Handshake(handshake): Record<Handshake> = record;
    match handshake.schema_version {
        SCHEMA_VERSION => Ok(handshake),
        found => Err(Error::Schema { line, found }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_line_is_named_and_the_next_is_read() {
        let mut text = b"\xef\xbb\xbf\n{\"kind\":\"handshake\"}\n".to_vec();
        write(&mut text, &Handshake::default()).unwrap();
        let all: Vec<_> = read(&text[..]).collect();
        let problem = all[0].as_ref().unwrap_err().to_string();
        assert!(problem.starts_with("line 2: missing field `schema_version`"), "{problem}");
        assert_eq!(all[1].as_ref().unwrap(), &Handshake::default());
        assert_eq!(all.len(), 2);
    }
}
