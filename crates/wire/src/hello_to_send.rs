//! Hellos of our own, that ask a server what it accepts (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2; the SSL 2.0
//! specification, 1995).

use crate::extension::kind;
use crate::record::handshake_type::CLIENT_HELLO;
use crate::{CipherSuite, Group, SignatureScheme, Version, sslv2};

/// A ClientHello to be sent. It asks for one version, so that the answer is about that version alone.
///
/// ```
/// use cutover_wire::{CipherSuite, ClientHello, HelloToSend, Version};
///
/// let hello = HelloToSend { cipher_suites: vec![CipherSuite(0x002f)], ..HelloToSend::new(Version::TLS_1_0) };
/// let record = hello.to_record();
/// // five bytes of record, four of handshake message
/// assert_eq!(ClientHello::parse(&record[9..]).unwrap().offered_max(), Version::TLS_1_0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelloToSend {
    /// The version asked for: SSL 3.0 to TLS 1.3.
    pub version: Version,
    /// Anything; nothing depends on it where no handshake is finished.
    pub random: [u8; 32],
    /// At most 32 bytes.
    pub session_id: Vec<u8>,
    /// The suites offered; 32,000 at most.
    pub cipher_suites: Vec<CipherSuite>,
    /// What stands behind the suites; `None`: no extensions at all. TLS 1.3 cannot do without.
    pub extensions: Option<ExtensionsToSend>,
}

/// The extensions of a [`HelloToSend`]. Those that would be empty are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
// Each is there or not.
#[allow(clippy::struct_excessive_bools)]
pub struct ExtensionsToSend {
    /// The host name (RFC 6066 allows no address here).
    pub server_name: Option<String>,
    /// `supported_groups`, with uncompressed points where they say something.
    pub groups: Vec<Group>,
    /// `signature_algorithms`, which exist since TLS 1.2.
    pub signature_schemes: Vec<SignatureScheme>,
    /// `key_share` of TLS 1.3, perhaps empty: then the server is asked to name a group.
    pub key_shares: Vec<(Group, Vec<u8>)>,
    /// `extended_master_secret` (RFC 7627).
    pub extended_master_secret: bool,
    /// `encrypt_then_mac` (RFC 7366).
    pub encrypt_then_mac: bool,
    /// `renegotiation_info` of a first handshake (RFC 5746, 3.4).
    pub renegotiation_info: bool,
    /// `session_ticket`, empty: none is there yet (RFC 5077, 3.2).
    pub session_ticket: bool,
    /// The protocols of ALPN, in order of preference (RFC 7301).
    pub alpn: Vec<&'static str>,
}

/// Lengths of a record's payload at which some balancers drop a hello (F5 SOL14758; the reason for the padding
/// extension, RFC 7685).
const DROPPED_LENGTHS: std::ops::RangeInclusive<usize> = 256..=511;

impl HelloToSend {
    /// A hello that asks for a version and offers nothing yet.
    pub fn new(version: Version) -> Self {
        Self { version, random: [0; 32], session_id: Vec::new(), cipher_suites: Vec::new(), extensions: None }
    }

    /// The hello in one record. With extensions it is padded past the lengths that some balancers drop.
    pub fn to_record(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(640);
        // TLS 1.3 calls itself TLS 1.2 here (RFC 8446, 4.1.2).
        let legacy = if self.version.is_tls_1_3_family() { Version::TLS_1_2 } else { self.version };
        body.extend(legacy.0.to_be_bytes());
        body.extend(self.random);
        vector(&mut body, 1, |b| b.extend(self.session_id.iter().take(32)));
        vector(&mut body, 2, |b| {
            b.extend(self.cipher_suites.iter().flat_map(|suite| (suite.0 as u16).to_be_bytes()));
        });
        body.extend([1, 0]);
        if let Some(extensions) = &self.extensions {
            let before = 4 + body.len();
            vector(&mut body, 2, |b| extensions.write(b, self.version, before));
        }
        let mut record = vec![22];
        // A first record says TLS 1.0 in all that is newer, for those who look at nothing else.
        record.extend(self.version.0.min(Version::TLS_1_0.0).to_be_bytes());
        vector(&mut record, 2, |r| {
            r.push(CLIENT_HELLO);
            vector(r, 3, |r| r.extend(&body));
        });
        record
    }
}

impl ExtensionsToSend {
    /// `before`: how long the message is without its extensions and their length.
    fn write(&self, to: &mut Vec<u8>, version: Version, before: usize) {
        let start = to.len();
        if let Some(name) = &self.server_name {
            extension(to, kind::SERVER_NAME, |e| {
                vector(e, 2, |list| {
                    list.push(0);
                    vector(list, 2, |n| n.extend(name.bytes()));
                });
            });
        }
        if !self.groups.is_empty() {
            extension(to, kind::SUPPORTED_GROUPS, |e| {
                vector(e, 2, |list| list.extend(self.groups.iter().flat_map(|g| g.0.to_be_bytes())));
            });
            if !version.is_tls_1_3_family() {
                extension(to, kind::EC_POINT_FORMATS, |e| e.extend([1, 0]));
            }
        }
        if self.extended_master_secret {
            extension(to, kind::EXTENDED_MASTER_SECRET, |_| {});
        }
        if self.encrypt_then_mac {
            extension(to, kind::ENCRYPT_THEN_MAC, |_| {});
        }
        if self.renegotiation_info {
            extension(to, kind::RENEGOTIATION_INFO, |e| e.push(0));
        }
        if self.session_ticket {
            extension(to, kind::SESSION_TICKET, |_| {});
        }
        if !self.alpn.is_empty() {
            extension(to, kind::ALPN, |e| {
                vector(e, 2, |list| {
                    for protocol in &self.alpn {
                        vector(list, 1, |p| p.extend(protocol.bytes()));
                    }
                });
            });
        }
        if !self.signature_schemes.is_empty() && version.0 >= Version::TLS_1_2.0 {
            extension(to, kind::SIGNATURE_ALGORITHMS, |e| {
                let schemes = self.signature_schemes.iter().flat_map(|s| s.0.to_be_bytes());
                vector(e, 2, |list| list.extend(schemes));
            });
        }
        if version.is_tls_1_3_family() {
            extension(to, kind::SUPPORTED_VERSIONS, |e| {
                vector(e, 1, |list| list.extend(version.0.to_be_bytes()));
            });
            extension(to, kind::KEY_SHARE, |e| {
                vector(e, 2, |list| {
                    for (group, share) in &self.key_shares {
                        list.extend(group.0.to_be_bytes());
                        vector(list, 2, |s| s.extend(share));
                    }
                });
            });
        }
        // Two bytes are the length of the extensions themselves, four the header of the padding.
        let length = before + 2 + (to.len() - start);
        if DROPPED_LENGTHS.contains(&length) {
            let padding = (DROPPED_LENGTHS.end() + 1).saturating_sub(length + 4);
            extension(to, kind::PADDING, |e| e.resize(e.len() + padding, 0));
        }
    }
}

/// A CLIENT-HELLO of SSL 2.0 proper, that offers these kinds of cipher.
///
/// ```
/// use cutover_wire::{CipherSuite, sslv2};
/// let record = cutover_wire::sslv2_hello(&[CipherSuite(0x010080)], [7; 16]);
/// assert_eq!(sslv2::ClientHello::parse(&record).unwrap().cipher_suites().count(), 1);
/// ```
pub fn sslv2_hello(kinds: &[CipherSuite], challenge: [u8; 16]) -> Vec<u8> {
    let mut body = vec![sslv2::message::CLIENT_HELLO, 0, 2];
    body.extend((3 * kinds.len() as u16).to_be_bytes());
    body.extend([0, 0]);
    body.extend((challenge.len() as u16).to_be_bytes());
    body.extend(kinds.iter().flat_map(|kind| [(kind.0 >> 16) as u8, (kind.0 >> 8) as u8, kind.0 as u8]));
    body.extend(challenge);
    let mut record = (0x8000 | body.len() as u16).to_be_bytes().to_vec();
    record.extend(body);
    record
}

fn extension(to: &mut Vec<u8>, kind: u16, write: impl FnOnce(&mut Vec<u8>)) {
    to.extend(kind.to_be_bytes());
    vector(to, 2, write);
}

/// What `write` writes, behind its length in that many bytes.
fn vector(to: &mut Vec<u8>, length_bytes: usize, write: impl FnOnce(&mut Vec<u8>)) {
    let start = to.len();
    to.resize(start + length_bytes, 0);
    write(to);
    let length = (to.len() - start - length_bytes) as u64;
    to[start..start + length_bytes].copy_from_slice(&length.to_be_bytes()[8 - length_bytes..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ClientHello, Offer};
    use proptest::prelude::*;

    #[test]
    fn a_hello_for_tls_1_3_asks_for_nothing_else_and_needs_no_share() {
        let hello = HelloToSend {
            cipher_suites: vec![CipherSuite(0x1301)],
            extensions: Some(ExtensionsToSend {
                server_name: Some("www.example.test".into()),
                groups: vec![Group(29)],
                signature_schemes: vec![SignatureScheme(0x0804)],
                ..ExtensionsToSend::default()
            }),
            ..HelloToSend::new(Version::TLS_1_3)
        };
        let record = hello.to_record();
        let parsed = ClientHello::parse(&record[9..]).unwrap();
        assert_eq!(parsed.server_name(), Some(&b"www.example.test"[..]));
        assert_eq!(parsed.supported_versions().unwrap().collect::<Vec<_>>(), [Version::TLS_1_3]);
        let mut offer = Offer::default();
        offer.read(&parsed);
        assert_eq!((&offer.groups[..], &offer.key_shares[..]), (&[Group(29)][..], &[][..]));
        assert_eq!(record[..3], [22, 3, 1]);
    }

    proptest! {
        #[test]
        fn our_own_parser_reads_what_is_built_and_no_length_is_one_that_is_dropped(
            version in 0x0300u16..=0x0304,
            suites in proptest::collection::vec(0u32..=0xffff, 1..400),
            session_id in proptest::collection::vec(any::<u8>(), 0..=32),
            (name, modern) in (proptest::option::of("[a-z]{1,60}"), any::<bool>()),
            groups in proptest::collection::vec(any::<u16>().prop_map(Group), 0..40),
            share in 0usize..1300,
        ) {
            let hello = HelloToSend {
                session_id: session_id.clone(),
                cipher_suites: suites.into_iter().map(CipherSuite).collect(),
                extensions: Some(ExtensionsToSend {
                    server_name: name.clone(),
                    groups,
                    signature_schemes: vec![SignatureScheme(0x0401)],
                    key_shares: vec![(Group(29), vec![9; share])],
                    extended_master_secret: modern,
                    encrypt_then_mac: modern,
                    renegotiation_info: modern,
                    session_ticket: modern,
                    alpn: if modern { vec!["h2", "http/1.1"] } else { Vec::new() },
                }),
                ..HelloToSend::new(Version(version))
            };
            let record = hello.to_record();
            prop_assert!(!DROPPED_LENGTHS.contains(&(record.len() - 5)));
            let parsed = ClientHello::parse(&record[9..]).unwrap();
            prop_assert!(parsed.extensions().is_well_formed());
            prop_assert_eq!(parsed.session_id, &session_id[..]);
            prop_assert_eq!(parsed.server_name(), name.as_deref().map(str::as_bytes));
            prop_assert_eq!(parsed.offered_max(), Version(version));
            prop_assert_eq!(parsed.extensions().find(kind::RENEGOTIATION_INFO), modern.then_some(&[0][..]));
            let read: Vec<_> = parsed.cipher_suites().collect();
            prop_assert_eq!(read, hello.cipher_suites);
        }
    }
}
