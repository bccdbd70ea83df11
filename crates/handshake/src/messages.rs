//! The handshake messages inside records, walked as they come: only the bytes that are read are kept.

use std::borrow::Cow;

use cutover_wire::record::handshake_type;

use cutover_wire::prefix::MESSAGE_HEADER;

use crate::search::MAX_HELLO;

/// A message, or as much of it as is read: `body` is whole for hellos and cut for others.
pub(crate) struct Read<'a> {
    pub kind: u8,
    /// Type and length, then the body.
    pub bytes: Cow<'a, [u8]>,
}

#[derive(Debug, Default)]
pub(crate) struct Messages {
    kept: Vec<u8>,
    /// Bytes of the current message still to come.
    left: usize,
    /// How many of them are wanted.
    wanted: usize,
    /// The current message is a hello.
    in_hello: bool,
}

impl Messages {
    /// Forgets everything.
    pub fn reset(&mut self) {
        self.kept.clear();
        (self.left, self.wanted, self.in_hello) = (0, 0, false);
    }

    /// Whether what comes next goes on with a hello, or with a message of which it is not known yet what it is.
    pub fn inside_hello(&self) -> bool {
        match self.kept.first() {
            Some(kind) => is_hello(*kind),
            None => self.left > 0 && self.in_hello,
        }
    }

    /// What is there of a message that is read and not whole yet.
    pub fn partial(&self) -> &[u8] {
        &self.kept
    }

    /// The next message of which everything that is read is there; `bytes` loses what was used.
    pub fn next<'a>(&mut self, bytes: &mut &'a [u8]) -> Option<Read<'a>> {
        loop {
            if self.left > 0 && self.wanted == 0 {
                let skipped = self.left.min(bytes.len());
                *bytes = &bytes[skipped..];
                self.left -= skipped;
                if self.left > 0 {
                    return None;
                }
            }
            if bytes.is_empty() {
                return None;
            }
            if self.left == 0 && self.kept.is_empty() {
                // A whole message in one piece is read where it lies.
                if let Some(length) = length(bytes)
                    && let Some(message) = bytes.get(..length)
                {
                    *bytes = &bytes[length..];
                    return Some(Read { kind: message[0], bytes: Cow::Borrowed(message) });
                }
            }
            if let Some(message) = self.gather(bytes) {
                return Some(message);
            }
        }
    }

    fn gather(&mut self, bytes: &mut &[u8]) -> Option<Read<'static>> {
        if self.left == 0 {
            let missing = (MESSAGE_HEADER - self.kept.len()).min(bytes.len());
            self.kept.extend_from_slice(&bytes[..missing]);
            *bytes = &bytes[missing..];
            let length = length(&self.kept)?;
            self.left = length - MESSAGE_HEADER;
            self.in_hello = is_hello(self.kept[0]);
            self.wanted = wanted(self.kept[0]).min(self.left);
        }
        let part = self.wanted.min(bytes.len());
        self.kept.extend_from_slice(&bytes[..part]);
        *bytes = &bytes[part..];
        self.left -= part;
        self.wanted -= part;
        (self.wanted == 0).then(|| {
            let bytes = std::mem::take(&mut self.kept);
            Read { kind: bytes[0], bytes: Cow::Owned(bytes) }
        })
    }

    /// Passes over missing bytes; false when they were wanted or reach beyond the message.
    pub fn skip(&mut self, length: usize) -> bool {
        let harmless = self.wanted == 0 && length <= self.left;
        if harmless {
            self.left -= length;
        }
        harmless
    }
}

fn is_hello(kind: u8) -> bool {
    matches!(
        kind,
        handshake_type::CLIENT_HELLO | handshake_type::SERVER_HELLO | handshake_type::HELLO_RETRY_REQUEST
    )
}

/// How much of a message's body is read.
fn wanted(kind: u8) -> usize {
    match kind {
        handshake_type::SERVER_HELLO | handshake_type::HELLO_RETRY_REQUEST => MAX_HELLO,
        // Version and random, by which a second hello is known.
        handshake_type::CLIENT_HELLO => 34,
        // Curve type and named curve (RFC 8422, 5.4).
        handshake_type::SERVER_KEY_EXCHANGE => 3,
        _ => 0,
    }
}

fn length(bytes: &[u8]) -> Option<usize> {
    let header = bytes.first_chunk::<MESSAGE_HEADER>()?;
    Some(MESSAGE_HEADER + (u32::from_be_bytes([0, header[1], header[2], header[3]]) as usize))
}
