//! `PostgreSQL` (Frontend/Backend Protocol, SSL Session Encryption).

use super::action::{Action, Declined};
use super::definition::Definition;
use super::lines::busy;
use super::turn::Turn;

pub(super) const POSTGRES: Definition = Definition {
    first: Some(|_| SSL_REQUEST.to_vec()),
    said,
    ..Definition::of_packets("postgres", 5432, next)
};

/// `SSLRequest`: its length, and a number that no version of the protocol has.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

fn next(turn: Turn<'_>) -> Action {
    match turn.heard.first() {
        None => Action::Wait,
        // Nothing may stand behind it (CVE-2021-23222), and another protocol may begin like that.
        Some(b'S') if turn.heard.len() > 1 => Action::No(Declined::OtherProtocol),
        Some(b'S') => Action::Tls,
        Some(b'N') => Action::No(Declined::NotOffered),
        Some(b'E') if !is_whole_error(turn.heard) => Action::Wait,
        Some(b'E') => Action::No(match field(turn.heard, b'C').as_deref() {
            // Insufficient resources, cannot connect now
            Some(code) if code.starts_with("53") => Declined::TooMany,
            Some(code) if code.starts_with("57P0") => Declined::Busy,
            // A server that has no process left has no code.
            None => busy(&said(turn.heard).unwrap_or_default()),
            Some(_) => Declined::Rejected,
        }),
        Some(_) => Action::No(Declined::OtherProtocol),
    }
}

/// Whether an `ErrorResponse` has come whole: a length of four bytes, fields behind it. Servers that have not begun write
/// text to its zero byte instead.
fn is_whole_error(heard: &[u8]) -> bool {
    match length_of_error(heard) {
        Some(length) => heard.len() > length,
        None => heard.len() > 5 && heard.ends_with(b"\0") || heard.len() > MAX_ERROR,
    }
}

/// The longest `ErrorResponse` of a server that does not know us yet.
const MAX_ERROR: usize = 30_000;

fn length_of_error(heard: &[u8]) -> Option<usize> {
    let length = u32::from_be_bytes(*heard.get(1..)?.first_chunk()?) as usize;
    (8..=MAX_ERROR).contains(&length).then_some(length)
}

/// A field of an `ErrorResponse`: `C` is the code, `M` the message, `S` how bad it is.
fn field(heard: &[u8], which: u8) -> Option<String> {
    let fields = heard.get(5..length_of_error(heard)? + 1)?.split(|byte| *byte == 0);
    let value = fields.filter_map(<[u8]>::split_first).find(|(kind, _)| **kind == which)?.1;
    Some(String::from_utf8_lossy(value).into_owned())
}

fn said(heard: &[u8]) -> Option<String> {
    let rest = heard.strip_prefix(b"E")?;
    let Some(message) = field(heard, b'M') else {
        return Some(String::from_utf8_lossy(rest).trim_matches(['\0', '\n']).to_owned());
    };
    let [severity, code] = [b'S', b'C'].map(|which| field(heard, which).unwrap_or_default());
    Some(format!("{severity} {code}: {message}").trim().to_owned())
}
