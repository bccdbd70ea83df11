//! What records prove of the version in use. In real traffic the version of records of type 20 and 23 is the negotiated
//! one in every stream that has a ServerHello; TLS 1.3 writes 0x0303 there (RFC 8446, 5.1), as TLS 1.2 does.

use arrayvec::ArrayVec;
use cutover_wire::Version;
use cutover_wire::record::{RecordHeader, handshake_type};

use crate::record_search::HEAD;

/// What a record of type 22 is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum HandshakeRecord {
    /// Too little of it was seen.
    #[default]
    Undecided,
    /// It is a hello, goes on with one, or may do so: it proves nothing.
    Hello,
    /// A message in the clear of that type, which is no hello.
    Plain(u8),
    /// A message behind ChangeCipherSpec.
    Encrypted,
}

impl HandshakeRecord {
    /// Tells by the first bytes of the payload. `goes_on`: a hello is not whole yet where it begins. `encrypted`: the
    /// sender changed to the negotiated keys. `in_step`: every message so far is known, so that one begins here.
    pub fn of(
        head: &ArrayVec<u8, HEAD>,
        header: RecordHeader,
        goes_on: bool,
        encrypted: bool,
        in_step: bool,
    ) -> Self {
        let Some(&[kind, high, middle, low]) = head.first_chunk::<HEAD>() else { return Self::Hello };
        let length = u32::from_be_bytes([0, high, middle, low]) as usize;
        let hello = matches!(kind, handshake_type::CLIENT_HELLO | handshake_type::SERVER_HELLO);
        if goes_on || hello && (34..1 << 16).contains(&length) {
            Self::Hello
        } else if encrypted {
            Self::Encrypted
        } else if PLAIN.contains(&kind)
            && (length + HEAD == header.length || in_step && length + HEAD <= header.length)
        {
            Self::Plain(kind)
        } else {
            Self::Hello
        }
    }
}

/// Messages that only a server sends: its key exchange, its wish for a certificate, its end, a ticket, a certificate's
/// status.
const OF_SERVERS: [u8; 5] = [
    handshake_type::SERVER_KEY_EXCHANGE,
    handshake_type::CERTIFICATE_REQUEST,
    handshake_type::SERVER_HELLO_DONE,
    handshake_type::NEW_SESSION_TICKET,
    handshake_type::CERTIFICATE_STATUS,
];
/// Types that stand in the clear before TLS 1.3 and are no hello.
const PLAIN: [u8; 8] = [
    handshake_type::CERTIFICATE,
    15,
    handshake_type::CLIENT_KEY_EXCHANGE,
    OF_SERVERS[0],
    OF_SERVERS[1],
    OF_SERVERS[2],
    OF_SERVERS[3],
    OF_SERVERS[4],
];

/// Whether a message says that its sender is the client; `None` where both may send it.
pub(crate) fn is_of_client(kind: u8) -> Option<bool> {
    match kind {
        handshake_type::CLIENT_KEY_EXCHANGE => Some(true),
        kind if OF_SERVERS.contains(&kind) => Some(false),
        _ => None,
    }
}

/// What was gathered of one connection.
// Each may be met beside any other.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Proof {
    /// SSL 3.0 to TLS 1.1.
    old: Option<Version>,
    /// 0x0303 was met.
    tls_1_2_at_least: bool,
    tls_1_2: bool,
    tls_1_3: bool,
    /// Records say different things.
    conflict: bool,
}

impl Proof {
    /// A record that is evidence.
    pub fn record(&mut self, version: Version) {
        match version {
            Version::TLS_1_2 => self.tls_1_2_at_least = true,
            Version::SSL_3_0 | Version::TLS_1_0 | Version::TLS_1_1 => {
                self.conflict |= self.old.is_some_and(|old| old != version);
                self.old = Some(version);
            }
            _ => {}
        }
    }

    /// Something that only TLS 1.2 does, where the records say 0x0303.
    pub fn only_before_1_3(&mut self, version: Version) {
        self.tls_1_2 |= version == Version::TLS_1_2;
    }

    /// Something that only TLS 1.3 does, where the records say 0x0303.
    pub fn only_in_1_3(&mut self, version: Version) {
        self.tls_1_3 |= version == Version::TLS_1_2;
    }

    /// Whether there is any.
    pub fn is_any(self) -> bool {
        self.old.is_some() || self.tls_1_2_at_least
    }

    /// The version in use.
    pub fn version(self) -> Option<Version> {
        match (self.old, self.tls_1_2_at_least) {
            (Some(old), false) if !self.conflict => Some(old),
            (None, true) if self.tls_1_2 != self.tls_1_3 => {
                Some(if self.tls_1_3 { Version::TLS_1_3 } else { Version::TLS_1_2 })
            }
            _ => None,
        }
    }

    /// The oldest version that can be in use.
    pub fn at_least(self) -> Option<Version> {
        match (self.old, self.tls_1_2_at_least) {
            (None, true) => Some(Version::TLS_1_2),
            _ => self.version(),
        }
    }
}
