//! The record layer (RFC 8446, section 5.1; the same five bytes since SSL 3.0).

use crate::Version;

/// Bytes before a record's payload.
pub const HEADER_LEN: usize = 5;

/// The longest payload that any version lets a record have: 2^14 bytes and 2,048 for compression and
/// encryption (RFC 5246, 6.2.3).
pub const MAX_PAYLOAD: usize = (1 << 14) + 2048;

/// What a record carries (RFC 8446, 5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentType {
    /// 20
    ChangeCipherSpec,
    /// 21
    Alert,
    /// 22
    Handshake,
    /// 23
    ApplicationData,
    /// 24, RFC 6520
    Heartbeat,
}

impl ContentType {
    /// Its number on the wire.
    pub fn number(self) -> u8 {
        match self {
            Self::ChangeCipherSpec => 0x14,
            Self::Alert => 0x15,
            Self::Handshake => 0x16,
            Self::ApplicationData => 0x17,
            Self::Heartbeat => 0x18,
        }
    }
}

/// A record's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordHeader {
    /// What the payload is.
    pub content_type: ContentType,
    /// The version in the record, which says little: most stacks write TLS 1.0 or 1.2 whatever they speak.
    pub version: Version,
    /// Length of the payload in bytes.
    pub length: usize,
}

impl RecordHeader {
    /// Reads a header; `None` when these five bytes start no record of SSL 3.0 or later.
    #[inline]
    pub fn parse(bytes: [u8; HEADER_LEN]) -> Option<Self> {
        let content_type = match bytes[0] {
            0x14 => ContentType::ChangeCipherSpec,
            0x15 => ContentType::Alert,
            0x16 => ContentType::Handshake,
            0x17 => ContentType::ApplicationData,
            0x18 => ContentType::Heartbeat,
            _ => return None,
        };
        // Drafts and experiments of TLS 1.3 also wrote their own version into records.
        if !matches!(bytes[1], 0x03 | 0x7f) {
            return None;
        }
        let length = usize::from(u16::from_be_bytes([bytes[3], bytes[4]]));
        let version = Version(u16::from_be_bytes([bytes[1], bytes[2]]));
        (length <= MAX_PAYLOAD).then_some(Self { content_type, version, length })
    }
}

/// Handshake message types that are told apart (RFC 8446, 4; RFC 5246, 7.4).
pub mod handshake_type {
    /// ClientHello
    pub const CLIENT_HELLO: u8 = 0x01;
    /// ServerHello, and HelloRetryRequest since draft 22 of TLS 1.3
    pub const SERVER_HELLO: u8 = 0x02;
    /// HelloRetryRequest as drafts before 22 wrote it
    pub const HELLO_RETRY_REQUEST: u8 = 0x06;
    /// `NewSessionTicket`
    pub const NEW_SESSION_TICKET: u8 = 0x04;
    /// Certificate
    pub const CERTIFICATE: u8 = 0x0b;
    /// ServerKeyExchange (TLS 1.2 and older)
    pub const SERVER_KEY_EXCHANGE: u8 = 0x0c;
    /// `CertificateRequest`
    pub const CERTIFICATE_REQUEST: u8 = 0x0d;
    /// `ServerHelloDone` (TLS 1.2 and older)
    pub const SERVER_HELLO_DONE: u8 = 0x0e;
    /// `ClientKeyExchange` (TLS 1.2 and older)
    pub const CLIENT_KEY_EXCHANGE: u8 = 0x10;
    /// `CertificateStatus` (RFC 6066)
    pub const CERTIFICATE_STATUS: u8 = 0x16;
}
