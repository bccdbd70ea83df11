//! The ClientHello of SSL 3.0 and every TLS (RFC 8446, 4.1.2).

use crate::extension::{Extensions, kind};
use crate::reader::{Malformed, Reader, code_points};
use crate::{CipherSuite, Group, SignatureScheme, Version, is_grease};

/// A ClientHello, borrowed from the bytes of its handshake message (without the four bytes of type and
/// length). The lists come as sent, GREASE included, unless a method says otherwise.
#[derive(Debug, Clone, Copy)]
pub struct ClientHello<'a> {
    /// `client_version`; since TLS 1.3 a relic that reads TLS 1.2.
    pub legacy_version: Version,
    /// 32 bytes.
    pub random: &'a [u8],
    /// At most 32 bytes.
    pub session_id: &'a [u8],
    pub(crate) cipher_suites: &'a [u8],
    /// One byte a method.
    pub compression_methods: &'a [u8],
    pub(crate) extensions: &'a [u8],
}

impl<'a> ClientHello<'a> {
    /// Reads the message's body. What follows the extensions is ignored, as servers do.
    pub fn parse(body: &'a [u8]) -> Result<Self, Malformed> {
        let mut r = Reader(body);
        let legacy_version = Version(r.u16()?);
        let random = r.take(32)?;
        let session_id = r.vector8()?;
        let cipher_suites = r.vector16()?;
        let compression_methods = r.vector8()?;
        let extensions = if r.0.is_empty() { r.0 } else { r.vector16()? };
        if session_id.len() > 32 || cipher_suites.len() % 2 != 0 {
            return Err(Malformed);
        }
        Ok(Self { legacy_version, random, session_id, cipher_suites, compression_methods, extensions })
    }

    /// The suites in the order of preference.
    pub fn cipher_suites(&self) -> impl Iterator<Item = CipherSuite> + use<'a> {
        code_points(self.cipher_suites).map(|c| CipherSuite(c.into()))
    }

    /// The extensions in the order sent.
    pub fn extensions(&self) -> Extensions<'a> {
        Extensions(self.extensions)
    }

    /// The host name of `server_name` (RFC 6066, 3), as bytes: clients send anything.
    pub fn server_name(&self) -> Option<&'a [u8]> {
        server_name(self.extensions().find(kind::SERVER_NAME)?)
    }

    /// The versions of `supported_versions` without GREASE, in the order sent; `None` without the extension.
    pub fn supported_versions(&self) -> Option<impl Iterator<Item = Version> + use<'a>> {
        let body = self.extensions().find(kind::SUPPORTED_VERSIONS)?;
        let list = Reader(body).vector8().unwrap_or_default();
        Some(code_points(list).filter(|v| !is_grease(*v)).map(Version))
    }

    /// The application protocols offered (RFC 7301), in the order sent.
    pub fn alpn(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        alpn(self.extensions().find(kind::ALPN).unwrap_or_default())
    }

    /// The newest version offered: the best of `supported_versions`, otherwise `legacy_version`.
    pub fn offered_max(&self) -> Version {
        self.supported_versions()
            .and_then(|all| all.max_by_key(|v| v.age_rank()))
            .unwrap_or(self.legacy_version)
    }

    /// Whether the fixed parts say what only a ClientHello says: a version, a suite, a compression method. A version that
    /// nobody knows yet is one: servers take it for the newest that they have (RFC 5246, E.1).
    pub fn is_plausible(&self) -> bool {
        self.legacy_version.0 >= Version::SSL_3_0.0
            && !self.cipher_suites.is_empty()
            && !self.compression_methods.is_empty()
    }

    /// Whether it is to be believed in the middle of a stream, where anything can be found: it is plausible, and
    /// its lengths fit to the last byte.
    pub fn is_convincing(&self) -> bool {
        self.is_plausible() && self.extensions().is_well_formed()
    }
}

/// The first host name in a `server_name` extension.
pub(crate) fn server_name(body: &[u8]) -> Option<&[u8]> {
    let mut list = Reader(Reader(body).vector16().ok()?);
    while let (Ok(name_type), Ok(name)) = (list.u8(), list.vector16()) {
        if name_type == 0 {
            return Some(name);
        }
    }
    None
}

/// The protocols in an `application_layer_protocol_negotiation` extension.
pub(crate) fn alpn(body: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut list = Reader(Reader(body).vector16().unwrap_or_default());
    core::iter::from_fn(move || list.vector8().ok())
}

/// The groups for which a ClientHello's `key_share` has a share (RFC 8446, 4.2.8).
pub(crate) fn key_share_groups(body: &[u8]) -> impl Iterator<Item = u16> + '_ {
    let mut list = Reader(Reader(body).vector16().unwrap_or_default());
    core::iter::from_fn(move || {
        let group = list.u16().ok()?;
        list.vector16().ok()?;
        Some(group)
    })
}

/// The code points behind a two-byte length, without GREASE.
pub(crate) fn list16(body: &[u8]) -> impl Iterator<Item = u16> + '_ {
    code_points(Reader(body).vector16().unwrap_or_default()).filter(|v| !is_grease(*v))
}

/// What a ClientHello offers, each list in the order sent and without GREASE.
///
/// The lists are cleared and filled, so that one `Offer` can serve many hellos without allocating.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offer {
    /// `supported_versions`, or everything up to `legacy_version` (at least SSL 3.0 is never presumed).
    pub versions: Vec<Version>,
    /// The newest of them.
    pub max: Option<Version>,
    /// Cipher suites, signals included.
    pub cipher_suites: Vec<CipherSuite>,
    /// Groups.
    pub groups: Vec<Group>,
    /// Signature schemes.
    pub signature_schemes: Vec<SignatureScheme>,
    /// Groups that come with a share.
    pub key_shares: Vec<Group>,
    /// Host name, made valid UTF-8 where it was not.
    pub server_name: Option<String>,
    /// Room for the next name.
    spare_name: String,
}

impl Offer {
    /// Fills this with what the hello offers, in one walk over its extensions.
    pub fn read(&mut self, hello: &ClientHello<'_>) {
        self.clear();
        let plain = |v: &u16| !is_grease(*v);
        self.cipher_suites
            .extend(code_points(hello.cipher_suites).filter(plain).map(|c| CipherSuite(c.into())));
        let mut versions_seen = false;
        for extension in hello.extensions() {
            let body = extension.body;
            match extension.kind {
                kind::SERVER_NAME if self.server_name.is_none() => {
                    self.server_name = server_name(body).map(|name| {
                        let mut text = core::mem::take(&mut self.spare_name);
                        match core::str::from_utf8(name) {
                            Ok(name) => text.push_str(name),
                            Err(_) => text.push_str(&String::from_utf8_lossy(name)),
                        }
                        text
                    });
                }
                kind::SUPPORTED_GROUPS => self.groups.extend(list16(body).map(Group)),
                kind::SIGNATURE_ALGORITHMS => {
                    self.signature_schemes.extend(list16(body).map(SignatureScheme));
                }
                kind::SUPPORTED_VERSIONS => {
                    versions_seen = true;
                    let list = Reader(body).vector8().unwrap_or_default();
                    self.versions.extend(code_points(list).filter(plain).map(Version));
                }
                kind::KEY_SHARE | kind::KEY_SHARE_OLD => {
                    self.key_shares.extend(key_share_groups(body).filter(plain).map(Group));
                }
                _ => {}
            }
        }
        // An empty or broken list offers nothing that can be named; servers then go by legacy_version.
        if !versions_seen || self.versions.is_empty() {
            self.versions_up_to(hello.legacy_version);
        }
        self.max = self.versions.iter().copied().max_by_key(|v| v.age_rank());
    }

    /// Empties every list and keeps their room.
    pub fn clear(&mut self) {
        self.versions.clear();
        self.max = None;
        self.cipher_suites.clear();
        self.groups.clear();
        self.signature_schemes.clear();
        self.key_shares.clear();
        if let Some(mut name) = self.server_name.take() {
            name.clear();
            self.spare_name = name;
        }
    }

    /// A hello without `supported_versions` leaves the choice of anything older to the server (RFC 5246,
    /// E.1). SSL 3.0 and 2.0 count only when they are the best that is offered: nobody means them any more.
    pub(crate) fn versions_up_to(&mut self, legacy: Version) {
        let known = Version::BEFORE_SUPPORTED_VERSIONS;
        // A legacy_version above TLS 1.2 is answered as TLS 1.2 (RFC 8446, 4.1.2), but it is what was sent.
        if !known.contains(&legacy) {
            self.versions.push(legacy);
        }
        // What nobody knows yet is answered so, too (RFC 5246, E.1); DTLS counts otherwise.
        if legacy.0 >= Version::SSL_3_0.0 && legacy.0 >> 8 != 0xfe {
            let wanted = |v: &Version| v.0 <= legacy.0 && (*v != Version::SSL_3_0 || legacy == *v);
            self.versions.extend(known.into_iter().filter(wanted));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_hello_without_supported_versions_offers_everything_up_to_its_version() {
        let mut offer = Offer::default();
        offer.versions_up_to(Version::TLS_1_2);
        assert_eq!(offer.versions, [Version::TLS_1_2, Version::TLS_1_1, Version::TLS_1_0]);
        offer.clear();
        offer.versions_up_to(Version::SSL_3_0);
        assert_eq!(offer.versions, [Version::SSL_3_0]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(hello) = ClientHello::parse(&bytes) {
                Offer::default().read(&hello);
                hello.is_convincing();
            }
        }
    }
}
