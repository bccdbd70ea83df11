//! The ServerHello, and the HelloRetryRequest that looks like one (RFC 8446, 4.1.3 and 4.1.4).

use crate::extension::{Extensions, kind};
use crate::reader::{Malformed, Reader};
use crate::{CipherSuite, Group, Version};

/// A ServerHello, borrowed from the bytes of its handshake message (without type and length).
#[derive(Debug, Clone, Copy)]
pub struct ServerHello<'a> {
    /// `server_version`; since TLS 1.3 a relic that reads TLS 1.2.
    pub legacy_version: Version,
    /// 32 bytes; drafts of TLS 1.3 put their number here only through the version.
    pub random: &'a [u8],
    /// At most 32 bytes; absent (empty) in drafts 14 to 21 of TLS 1.3.
    pub session_id: &'a [u8],
    /// The suite chosen.
    pub cipher_suite: CipherSuite,
    pub(crate) extensions: &'a [u8],
}

/// SHA-256 of "HelloRetryRequest": the random that makes a ServerHello a HelloRetryRequest (RFC 8446, 4.1.3).
pub const HELLO_RETRY_RANDOM: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2,
    0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

impl<'a> ServerHello<'a> {
    /// Reads the message's body.
    pub fn parse(body: &'a [u8]) -> Result<Self, Malformed> {
        let mut r = Reader(body);
        let legacy_version = Version(r.u16()?);
        let random = r.take(32)?;
        // Drafts of TLS 1.3 before 22 had neither session id nor compression method here, and wrote their own
        // number or the final one as the version.
        let early_draft = legacy_version.is_tls_1_3_family();
        let session_id = if early_draft { &[][..] } else { r.vector8()? };
        let cipher_suite = CipherSuite(r.u16()?.into());
        if !early_draft {
            r.u8()?;
        }
        // A certificate message may follow in the same buffer only by mistake; extensions end the message.
        let extensions = if r.0.is_empty() { r.0 } else { r.vector16()? };
        if session_id.len() > 32 {
            return Err(Malformed);
        }
        Ok(Self { legacy_version, random, session_id, cipher_suite, extensions })
    }

    /// The extensions in the order sent.
    pub fn extensions(&self) -> Extensions<'a> {
        Extensions(self.extensions)
    }

    /// What was negotiated: `selected_version` of `supported_versions`, otherwise the legacy version.
    pub fn negotiated_version(&self) -> Version {
        match self.extensions().find(kind::SUPPORTED_VERSIONS) {
            Some(&[high, low]) => Version(u16::from_be_bytes([high, low])),
            _ => self.legacy_version,
        }
    }

    /// Whether this asks for another ClientHello.
    pub fn is_hello_retry_request(&self) -> bool {
        self.random == HELLO_RETRY_RANDOM
    }

    /// The group of the server's `key_share`.
    pub fn group(&self) -> Option<Group> {
        let share =
            self.extensions().find(kind::KEY_SHARE).or(self.extensions().find(kind::KEY_SHARE_OLD))?;
        Reader(share).u16().ok().map(Group)
    }

    /// Whether a pre-shared key of an earlier session was accepted (RFC 8446, 4.2.11).
    pub fn has_pre_shared_key(&self) -> bool {
        self.extensions().find(kind::PRE_SHARED_KEY).is_some()
    }

    /// The marker that a server leaves in its random when it could have done better (RFC 8446, 4.1.3):
    /// TLS 1.2 for "DOWNGRD\x01", TLS 1.1 for "DOWNGRD\x00", which says TLS 1.1 or older.
    pub fn downgrade_sentinel(&self) -> Option<Version> {
        match self.random.get(24..)? {
            b"DOWNGRD\x01" => Some(Version::TLS_1_2),
            b"DOWNGRD\x00" => Some(Version::TLS_1_1),
            _ => None,
        }
    }

    /// Whether the fixed parts say what only a ServerHello says; see
    /// [`ClientHello::is_convincing`](crate::ClientHello::is_convincing).
    pub fn is_convincing(&self) -> bool {
        matches!(self.legacy_version.0 >> 8, 0x03 | 0x7f) && self.extensions().is_well_formed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
            if let Ok(hello) = ServerHello::parse(&bytes) {
                hello.negotiated_version();
                hello.group();
                hello.downgrade_sentinel();
            }
        }
    }
}
