//! TDS (MS-TDS, 2.2.6.5), of Microsoft SQL Server, which carries the handshake in packets of its own.

use super::action::{Action, Declined};
use super::definition::Definition;
use super::turn::Turn;

pub(super) const TDS: Definition =
    Definition { first: Some(|_| prelogin()), wraps: true, ..Definition::of_packets("tds", 1433, next) };

/// Type of the packets of TDS before a login, and of the handshake (MS-TDS, 2.2.3.1.1).
const PRELOGIN: u8 = 0x12;

/// Type of what the server answers.
pub(super) const TABULAR_RESULT: u8 = 4;

const HEADER: usize = 8;

/// Bytes of a handshake as a protocol carries them that [`wraps`](super::Protocol::wraps).
pub fn wrapped(bytes: &[u8]) -> Vec<u8> {
    let length = (HEADER + bytes.len()) as u16;
    let mut packet = vec![PRELOGIN, 1];
    packet.extend(length.to_be_bytes());
    packet.extend([0, 0, 1, 0]);
    packet.extend(bytes);
    packet
}

/// Takes the packets of such a protocol away from around a handshake.
#[derive(Debug, Default)]
pub struct Unwrapper {
    header: Vec<u8>,
    /// How much of the packet's content is still to come.
    left: usize,
}

impl Unwrapper {
    /// What these bytes carry. Bytes that are no packet are given as they are: somebody may speak without.
    pub fn take(&mut self, mut bytes: &[u8]) -> Vec<u8> {
        let mut content = Vec::new();
        while let Some(first) = bytes.first() {
            if self.left > 0 {
                let (now, later) = bytes.split_at(self.left.min(bytes.len()));
                content.extend(now);
                self.left -= now.len();
                bytes = later;
            } else if self.header.is_empty() && ![PRELOGIN, TABULAR_RESULT].contains(first) {
                content.extend(bytes);
                break;
            } else {
                self.header.push(*first);
                bytes = &bytes[1..];
                if self.header.len() == HEADER {
                    let length = usize::from(u16::from_be_bytes([self.header[2], self.header[3]]));
                    self.left = length.saturating_sub(HEADER);
                    self.header.clear();
                }
            }
        }
        content
    }
}

/// A PRELOGIN that asks for encryption (MS-TDS, 2.2.6.5): the version of nobody, and `ENCRYPT_ON`.
fn prelogin() -> Vec<u8> {
    wrapped(&[0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 0, 0, 0, 0, 0, 0, 1])
}

fn next(turn: Turn<'_>) -> Action {
    const ENCRYPTION: u8 = 1;
    const TERMINATOR: u8 = 0xff;
    let heard = turn.heard;
    let Some(header) = heard.first_chunk::<HEADER>() else {
        return if heard.first().is_none_or(|first| *first == TABULAR_RESULT) {
            Action::Wait
        } else {
            Action::No(Declined::OtherProtocol)
        };
    };
    let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
    if header[0] != TABULAR_RESULT || length <= HEADER {
        return Action::No(Declined::OtherProtocol);
    }
    let Some(packet) = heard.get(..length) else { return Action::Wait };
    let options = &packet[HEADER..];
    let mut rest = options;
    while let Some(&[kind, high, low, ..]) = rest.first_chunk::<5>().filter(|option| option[0] != TERMINATOR)
    {
        if kind == ENCRYPTION {
            return match options.get(usize::from(u16::from_be_bytes([high, low]))) {
                // ENCRYPT_OFF encrypts the login alone, and that takes a handshake too.
                Some(0 | 1 | 3) => Action::Tls,
                Some(2) => Action::No(Declined::NotOffered),
                _ => Action::No(Declined::OtherProtocol),
            };
        }
        rest = &rest[5..];
    }
    Action::No(Declined::NotOffered)
}
