//! TLS inside the packets of SQL Server's protocol (MS-TDS 2.2.3 and 3.2.5.1): until the handshake is over each side wraps
//! its records in packets of type 0x12 (the server's may be 0x04); then they follow each other unwrapped.

use arrayvec::ArrayVec;

/// Type, status, length in network order with the header, process, number, window.
pub(crate) const HEADER_LEN: usize = 8;

const PRELOGIN: u8 = 0x12;
const REPLY: u8 = 0x04;

/// Whether a packet starts here whose content is a TLS record.
pub(crate) fn wraps_tls(bytes: &[u8]) -> bool {
    let [kind, status, high, low, _, _, _, _, content, major, ..] = bytes else { return false };
    matches!(*kind, PRELOGIN | REPLY)
        && *status <= 1
        && u16::from_be_bytes([*high, *low]) > HEADER_LEN as u16
        && (20..=23).contains(content)
        && *major == 3
}

/// One direction.
#[derive(Debug, Default)]
pub(crate) struct Unwrapping {
    header: ArrayVec<u8, HEADER_LEN>,
    left: usize,
    /// Records follow unwrapped.
    over: bool,
}

impl Unwrapping {
    /// The next piece of TLS in `bytes`, which loses what was used. Empty pieces mean nothing.
    pub fn next<'a>(&mut self, bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
        if bytes.is_empty() {
            return None;
        }
        if self.over {
            return Some(std::mem::take(bytes));
        }
        if self.left == 0 {
            // Every record begins with 20 to 23; no packet does.
            if self.header.is_empty() && matches!(bytes[0], 20..=23) {
                self.over = true;
                return Some(std::mem::take(bytes));
            }
            let (part, rest) = bytes.split_at(self.header.remaining_capacity().min(bytes.len()));
            self.header.extend(part.iter().copied());
            *bytes = rest;
            if let Some(&[kind, _, high, low, ..]) = self.header.first_chunk::<HEADER_LEN>() {
                let length = usize::from(u16::from_be_bytes([high, low]));
                self.header.clear();
                // Another packet: the dialogue goes on in the clear.
                let wraps = matches!(kind, PRELOGIN | REPLY);
                self.left = length.saturating_sub(HEADER_LEN);
                if !wraps {
                    self.left = 0;
                    *bytes = &[];
                }
            }
            return Some(&[]);
        }
        let (payload, rest) = bytes.split_at(self.left.min(bytes.len()));
        self.left -= payload.len();
        *bytes = rest;
        Some(payload)
    }

    /// Bytes are missing. Whether all of them are of one packet's content; else a packet is looked for at the next start of
    /// a segment.
    pub fn gap(&mut self, length: usize) -> bool {
        if self.over {
            return true;
        }
        let inside = length <= self.left && self.header.is_empty();
        self.left = if inside { self.left - length } else { 0 };
        self.header.clear();
        inside
    }
}
