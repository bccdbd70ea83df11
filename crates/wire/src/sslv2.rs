//! SSL 2.0, and the SSLv2-format ClientHello that carries a newer version (RFC 5246, E.2; the SSL 2.0
//! specification, 1995).

use crate::reader::{Malformed, Reader};
use crate::{CipherSuite, Version};

/// Message types of SSL 2.0. Type 2 is the client's master key, not a ServerHello.
pub mod message {
    /// ERROR
    pub const ERROR: u8 = 0;
    /// CLIENT-HELLO
    pub const CLIENT_HELLO: u8 = 1;
    /// CLIENT-MASTER-KEY
    pub const CLIENT_MASTER_KEY: u8 = 2;
    /// SERVER-HELLO
    pub const SERVER_HELLO: u8 = 4;
}

/// The header of an SSL 2.0 record: how many bytes it has itself, how many follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// 2 or 3.
    pub header_len: usize,
    /// Length of the payload, padding included.
    pub length: usize,
}

impl Header {
    /// Reads a header of two bytes (high bit set) or three. An empty record is none.
    pub fn parse(bytes: [u8; 2]) -> Option<Self> {
        let [high, low] = bytes.map(usize::from);
        let (header_len, length) =
            if high & 0x80 != 0 { (2, (high & 0x7f) << 8 | low) } else { (3, (high & 0x3f) << 8 | low) };
        (length > 0).then_some(Self { header_len, length })
    }
}

/// Bytes that decide whether a record can be a ClientHello: header, type, version and the three lengths.
pub const CLIENT_HELLO_PREFIX: usize = 11;

/// An SSLv2-format ClientHello, borrowed from its record.
#[derive(Debug, Clone, Copy)]
pub struct ClientHello<'a> {
    /// 0x0002 in SSL 2.0 proper, the newest version offered otherwise.
    pub version: Version,
    pub(crate) cipher_specs: &'a [u8],
    /// 16 bytes or none.
    pub session_id: &'a [u8],
    /// 16 to 32 bytes.
    pub challenge: &'a [u8],
}

impl<'a> ClientHello<'a> {
    /// The longest record that can be believed to be one.
    pub const MAX_LEN: usize = 4096;

    /// How long the whole record is, header included, when these first bytes can start one; `None` when they
    /// cannot. Needs [`CLIENT_HELLO_PREFIX`] bytes.
    pub fn record_len(prefix: [u8; CLIENT_HELLO_PREFIX]) -> Option<usize> {
        let [high, low, kind, major, minor, lengths @ ..] = prefix;
        let length = usize::from(high & 0x7f) << 8 | usize::from(low);
        let [specs, session_id, challenge] =
            [0, 2, 4].map(|i| usize::from(u16::from_be_bytes([lengths[i], lengths[i + 1]])));
        let version = u16::from_be_bytes([major, minor]);
        let sane = high & 0x80 != 0
            && kind == message::CLIENT_HELLO
            && matches!(version, 0x0002 | 0x0300..=0x0304)
            && specs > 0
            && specs % 3 == 0
            && matches!(session_id, 0 | 16)
            && (16..=32).contains(&challenge)
            && length == 9 + specs + session_id + challenge
            && length <= Self::MAX_LEN;
        sane.then_some(length + 2)
    }

    /// Reads a whole record, header included.
    pub fn parse(record: &'a [u8]) -> Result<Self, Malformed> {
        let prefix = record.first_chunk::<CLIENT_HELLO_PREFIX>().ok_or(Malformed)?;
        let len = Self::record_len(*prefix).ok_or(Malformed)?;
        let mut r = Reader(record.get(3..len).ok_or(Malformed)?);
        let version = Version(r.u16()?);
        let (specs, session_id, challenge) = (r.u16()?, r.u16()?, r.u16()?);
        Ok(Self {
            version,
            cipher_specs: r.take(specs.into())?,
            session_id: r.take(session_id.into())?,
            challenge: r.take(challenge.into())?,
        })
    }

    /// The cipher specs in the order sent: TLS suites as two bytes behind a zero, SSL 2.0 kinds as three.
    pub fn cipher_suites(&self) -> impl Iterator<Item = CipherSuite> + use<'a> {
        self.cipher_specs.chunks_exact(3).map(|c| CipherSuite(u32::from_be_bytes([0, c[0], c[1], c[2]])))
    }

    /// Fills `offer` with what this hello offers; there are no extensions, so most lists stay empty.
    pub fn read_into(&self, offer: &mut crate::Offer) {
        offer.clear();
        offer.cipher_suites.extend(self.cipher_suites());
        offer.versions_up_to(self.version);
        offer.max = Some(self.version);
    }
}

/// The server's hello of SSL 2.0 proper: whether these bytes (a record, header included) are one.
pub fn is_server_hello(record: &[u8]) -> bool {
    let Some(prefix) = record.first_chunk::<13>() else { return false };
    let Some(header) = Header::parse([prefix[0], prefix[1]]) else { return false };
    // type, session-id-hit, certificate type, version, and three lengths that fill the record
    let body = &prefix[2..];
    let lengths: usize =
        [5, 7, 9].iter().map(|&i| usize::from(u16::from_be_bytes([body[i], body[i + 1]]))).sum();
    header.header_len == 2
        && body[0] == message::SERVER_HELLO
        && body[1] <= 1
        && body[3..5] == [0, 2]
        && header.length == 11 + lengths
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_hello_that_offers_tls_1_0_and_ssl_2_0_kinds() {
        let mut record = vec![0x80, 31, 1, 3, 1, 0, 6, 0, 0, 0, 16, 0, 0, 0x2f, 7, 0, 0xc0];
        record.extend([9; 16]);
        let hello = ClientHello::parse(&record).unwrap();
        assert_eq!(hello.version, Version::TLS_1_0);
        let suites: Vec<_> = hello.cipher_suites().map(|s| s.to_string()).collect();
        assert_eq!(suites, ["TLS_RSA_WITH_AES_128_CBC_SHA", "SSL2_DES_192_EDE3_CBC_WITH_MD5"]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
            let _ = ClientHello::parse(&bytes).map(|h| h.cipher_suites().count());
            is_server_hello(&bytes);
        }
    }
}
