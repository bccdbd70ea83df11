//! What can be read of a hello whose end is missing or wrong: packets are cut by a snap length, and the second half of a
//! hello gets lost. Only what stands there whole is told.

use crate::client_hello::server_name;
use crate::extension::{Extensions, kind};
use crate::reader::{Reader, code_points};
use crate::{CipherSuite, Version, is_grease};

/// The beginning of a ClientHello.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartialClientHello<'a> {
    /// The hello's own version field.
    pub legacy_version: Version,
    /// The random, when all of it is there.
    pub random: Option<&'a [u8]>,
    /// Whether a suite of TLS 1.3 stands in what is there of the list.
    pub has_tls_1_3_suite: bool,
    /// The newest version of `supported_versions`, when all of that extension is there.
    pub newest_supported: Option<Version>,
    /// The host name asked for, when all of that extension is there.
    pub server_name: Option<&'a [u8]>,
}

impl<'a> PartialClientHello<'a> {
    /// Reads what is there of a message's body (without type and length). `None` where that can be no ClientHello, or
    /// ends before its version.
    pub fn read(body: &'a [u8]) -> Option<Self> {
        let mut reader = Reader(body);
        let legacy_version = Version(reader.u16().ok()?);
        if !matches!(legacy_version.0 >> 8, 0x03 | 0x7f) {
            return None;
        }
        let mut hello = Self {
            legacy_version,
            random: None,
            has_tls_1_3_suite: false,
            newest_supported: None,
            server_name: None,
        };
        hello.read_on(reader)?;
        Some(hello)
    }

    /// The rest, as far as it goes; `None` where it says that this is something else.
    fn read_on(&mut self, mut reader: Reader<'a>) -> Option<()> {
        let Ok(random) = reader.take(32) else { return Some(()) };
        self.random = Some(random);
        let Some(&session_id) = reader.0.first() else { return Some(()) };
        if session_id > 32 {
            return None;
        }
        if reader.vector8().is_err() {
            return Some(());
        }
        let Ok(length) = reader.u16() else { return Some(()) };
        if length == 0 {
            return None;
        }
        let there = usize::from(length).min(reader.0.len());
        let suites = reader.take(there).unwrap_or_default();
        self.has_tls_1_3_suite = code_points(suites).any(|suite| CipherSuite(suite.into()).is_tls_1_3());
        if there < usize::from(length) || reader.vector8().is_err() || reader.u16().is_err() {
            return Some(());
        }
        for extension in Extensions(reader.0) {
            match extension.kind {
                kind::SERVER_NAME => self.server_name = self.server_name.or(server_name(extension.body)),
                kind::SUPPORTED_VERSIONS => {
                    let list = Reader(extension.body).vector8().unwrap_or_default();
                    let all = code_points(list).filter(|version| !is_grease(*version)).map(Version);
                    self.newest_supported = all.max_by_key(|version| version.age_rank());
                }
                _ => {}
            }
        }
        Some(())
    }

    /// The newest version offered, where what is there decides it: `supported_versions`, or a version field that leaves
    /// no room for that extension (whoever knows TLS 1.3 writes TLS 1.2 there; RFC 8446, 4.1.2).
    pub fn offered_max(&self) -> Option<Version> {
        self.newest_supported.or((self.legacy_version.0 < TLS_1_2.0).then_some(self.legacy_version))
    }

    /// The newest version that is certainly offered.
    pub fn offered_at_least(&self) -> Version {
        match self.offered_max() {
            Some(version) => version,
            None if self.has_tls_1_3_suite => Version::TLS_1_3,
            None => TLS_1_2,
        }
    }
}

/// The beginning of a ServerHello.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartialServerHello {
    /// The hello's own version field.
    pub legacy_version: Version,
    /// The suite chosen, when it is there.
    pub cipher_suite: Option<CipherSuite>,
}

impl PartialServerHello {
    /// Reads what is there of a message's body (without type and length). `None` where that can be no ServerHello, or
    /// ends before its version.
    pub fn read(body: &[u8]) -> Option<Self> {
        let mut reader = Reader(body);
        let legacy_version = Version(reader.u16().ok()?);
        if legacy_version.0 >> 8 != 0x03 {
            return None;
        }
        let mut hello = Self { legacy_version, cipher_suite: None };
        if reader.take(32).is_ok()
            && let Some(&session_id) = reader.0.first()
        {
            if session_id > 32 {
                return None;
            }
            let suite = reader.vector8().and_then(|_| reader.u16());
            hello.cipher_suite = suite.ok().map(|suite| CipherSuite(suite.into()));
        }
        Some(hello)
    }

    /// The version chosen, where what is there decides it: below TLS 1.2 the version field, from there on the suite,
    /// because those of TLS 1.3 are used by nothing else (RFC 8446, appendix B.4).
    pub fn negotiated_version(&self) -> Option<Version> {
        if self.legacy_version.0 < TLS_1_2.0 {
            return Some(self.legacy_version);
        }
        self.cipher_suite.map(|suite| if suite.is_tls_1_3() { Version::TLS_1_3 } else { self.legacy_version })
    }
}

const TLS_1_2: Version = Version::TLS_1_2;

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_testkit::client_hello_body;
    use proptest::prelude::*;

    #[test]
    fn an_old_version_is_what_is_offered_wherever_the_hello_is_cut() {
        let body = client_hello_body(0x0301, &[0x002f], &[]);
        for end in 2..body.len() {
            assert_eq!(PartialClientHello::read(&body[..end]).unwrap().offered_max(), Some(Version::TLS_1_0));
        }
        assert_eq!(PartialClientHello::read(&body[..1]), None);
    }

    #[test]
    fn tls_1_2_in_the_version_field_is_only_the_least() {
        let body = client_hello_body(0x0303, &[0x1301], &[0, 43, 0, 3, 2, 3, 4]);
        let read = |end: usize| PartialClientHello::read(&body[..end]).unwrap();
        let said = |end| (read(end).offered_max(), read(end).offered_at_least());
        assert_eq!(said(2), (None, Version::TLS_1_2));
        assert_eq!(said(39), (None, Version::TLS_1_3), "a suite of TLS 1.3 shows");
        assert_eq!(said(body.len()), (Some(Version::TLS_1_3), Version::TLS_1_3));
    }

    #[test]
    fn the_suite_says_which_version_a_server_hello_means() {
        let mut body = vec![3, 3];
        body.extend([9; 32]);
        body.extend([0, 0x13, 0x01]);
        let said = |body: &[u8]| PartialServerHello::read(body).unwrap().negotiated_version();
        assert_eq!((said(&body[..36]), said(&body)), (None, Some(Version::TLS_1_3)));
        body[35..].copy_from_slice(&[0xc0, 0x2f]);
        assert_eq!(said(&body), Some(Version::TLS_1_2));
        body[1] = 1;
        assert_eq!(said(&body[..2]), Some(Version::TLS_1_0));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = PartialClientHello::read(&bytes).map(|hello| hello.offered_at_least());
            let _ = PartialServerHello::read(&bytes).map(|hello| hello.negotiated_version());
        }
    }
}
