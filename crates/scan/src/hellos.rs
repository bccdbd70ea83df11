//! The hellos that are sent, from the one that costs the server least to those that peculiar servers want.

use std::ops::RangeInclusive;

use cutover_wire::{
    CipherSuite, ExtensionsToSend, Group, HelloToSend, SignatureScheme, Version, sslv2_hello,
};
use strum::VariantArray;

/// Suites whose key the client encrypts to the certificate: to offer only these spares the server a signature.
const STATIC_RSA: [u32; 14] = [
    0x009c, 0x009d, 0x003c, 0x003d, 0x002f, 0x0035, 0x000a, 0x0005, 0x0004, 0x0041, 0x0084, 0x0096, 0x0009,
    0x003b,
];

/// Suites of every kind, no more than the 48 that some old servers can bear (the limit of IIS 6).
const OF_EVERY_KIND: [u32; 48] = [
    0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0x009e, 0x009f, 0xccaa, 0xc023, 0xc027, 0xc024, 0xc028,
    0xc009, 0xc013, 0xc00a, 0xc014, 0x0067, 0x006b, 0x0033, 0x0039, 0x0032, 0x0038, 0x009c, 0x009d, 0x003c,
    0x003d, 0x002f, 0x0035, 0xc008, 0xc012, 0x0016, 0x0013, 0x000a, 0xc007, 0xc011, 0x0005, 0x0004, 0x0041,
    0x0084, 0x0096, 0x0009, 0x0003, 0x0008, 0x0034, 0x003a, 0x001b, 0x003b,
];

/// The suites of TLS 1.3 (RFC 8446, B.4; RFC 8998).
const TLS_1_3: [u32; 7] = [0x1301, 0x1302, 0x1303, 0x1304, 0x1305, 0x00c6, 0x00c7];

/// Those that few have: AEGIS, integrity alone (RFC 9150), GOST (RFC 9367).
const RARE_OF_TLS_1_3: [u32; 8] = [0x1306, 0x1307, 0xc0b4, 0xc0b5, 0xc103, 0xc104, 0xc105, 0xc106];

/// The kinds of cipher of SSL 2.0 (the SSL 2.0 specification, C.4).
const SSL_2_0: [u32; 7] = [0x010080, 0x020080, 0x030080, 0x040080, 0x050080, 0x060040, 0x0700c0];

/// Groups of TLS 1.2 and older.
const GROUPS: [u16; 10] = [0x001d, 0x0017, 0x0018, 0x0019, 0x001e, 0x0100, 0x0101, 0x001a, 0x001b, 0x001c];

/// Those of them that TLS 1.3 has no more (RFC 8446, 4.2.7; RFC 8734, 3): some servers refuse a hello that offers nothing
/// else and has them (tlslite-ng).
const FORBIDDEN_IN_TLS_1_3: RangeInclusive<u16> = 0x001a..=0x001c;

/// Groups that TLS 1.3 has besides: the rest of RFC 7919, Brainpool (RFC 8734), SM2 (RFC 8998), the hybrids, ML-KEM alone
/// (draft-ietf-tls-mlkem). They come last, so that a server that looks at the client's order chooses them only when it has
/// nothing else.
const TLS_1_3_GROUPS: [u16; 13] =
    [0x0102, 0x0103, 0x0104, 0x001f, 0x0020, 0x0021, 0x0029, 0x11ec, 0x11eb, 0x11ed, 0x0201, 0x0202, 0x0200];

/// Groups of GOST, which a modern hello of any version has besides (RFC 9189; RFC 9367).
const GOST_GROUPS: RangeInclusive<u16> = 0x0022..=0x0028;

/// Groups that a modern hello of TLS 1.2 and older has besides: what is left of RFC 7919, and the curves of RFC 8422, 5.1.1
/// that TLS 1.3 has no more: binary ones, those of Koblitz, short ones.
const OLD_GROUPS: RangeInclusive<u16> = 0x0001..=0x0016;
const OTHER_FINITE_FIELDS: RangeInclusive<u16> = 0x0102..=0x0104;

/// Signature schemes that most clients have.
const SIGNATURE_SCHEMES: [u16; 16] = [
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x0401, 0x0501, 0x0601,
    0x0203, 0x0201, 0x0202,
];

/// What is asked for by ALPN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Alpn {
    /// What browsers ask for, in modern hellos.
    Web,
    /// Nothing.
    No,
    /// That, in every hello.
    Always(&'static str),
}

impl Alpn {
    /// What the server insists on.
    pub fn insisted_on(self) -> Option<&'static str> {
        if let Self::Always(protocol) = self { Some(protocol) } else { None }
    }
}

/// What browsers ask for.
const WEB: [&str; 2] = ["h2", "http/1.1"];

/// How a hello is made. The same hello is always made of the same rung, so that an answer can be asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rung {
    /// Suites that need no signature of the server; with TLS 1.3 no key share, so that it only names a group.
    Sparing,
    /// 48 suites of every kind.
    EveryKind,
    /// The same as a current browser or OpenSSL would say it: with every extension, signature scheme and group that a
    /// server may insist on, and with TLS 1.3 real shares of x25519 and secp256r1.
    Modern,
    /// The same without one thing, to see whether the server insists on that.
    ModernWithout(Feature),
    /// 48 suites of every kind without extensions and without a session id, as clients of the nineties said it.
    Plain,
    /// Every suite that has a name, with every extension but ALPN, which some servers refuse when they have none of it, and
    /// without a session id.
    EverySuite,
    /// Groups of ML-KEM and nothing else, without a share: the server asks for one, or refuses.
    PostQuantum,
    /// One of them with a share, in a hello that fills more than one packet.
    PostQuantumFull(Group),
}

/// A thing in a modern hello that a server may insist on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, VariantArray)]
pub(crate) enum Feature {
    ExtendedMasterSecret,
    EncryptThenMac,
    RenegotiationInfo,
    SessionTicket,
    Alpn,
    /// Shares of a key, of TLS 1.3
    KeyShares,
    /// ML-DSA and SLH-DSA
    PostQuantumSchemes,
    BrainpoolSchemes,
    GostSchemes,
    /// What else not every client has: SHA-224, MD5, SM2, DSA with SHA-2
    RareSchemes,
    PostQuantumGroups,
    BrainpoolGroups,
    /// GOST, SM2, finite fields, curves that are no more in use
    RareGroups,
}

impl Feature {
    /// What may be missed in a hello for that version.
    pub fn of_version(version: Version) -> impl Iterator<Item = Self> {
        Self::VARIANTS.iter().copied().filter(move |feature| match feature {
            Self::ExtendedMasterSecret
            | Self::EncryptThenMac
            | Self::RenegotiationInfo
            | Self::SessionTicket => !version.is_tls_1_3_family(),
            Self::KeyShares | Self::PostQuantumSchemes | Self::PostQuantumGroups => {
                version.is_tls_1_3_family()
            }
            Self::BrainpoolSchemes | Self::GostSchemes | Self::RareSchemes => {
                version.age_rank() >= Version::TLS_1_2.age_rank()
            }
            Self::Alpn | Self::BrainpoolGroups | Self::RareGroups => true,
        })
    }

    fn has_group(self, group: Group) -> bool {
        match self {
            Self::PostQuantumGroups => group.is_ml_kem(),
            Self::BrainpoolGroups => matches!(group.0, 0x001a..=0x001c | 0x001f..=0x0021),
            Self::RareGroups => matches!(group.0, 0x0001..=0x0016 | 0x0022..=0x0029 | 0x0100..=0x0104),
            _ => false,
        }
    }

    fn has_scheme(self, scheme: SignatureScheme) -> bool {
        match self {
            Self::PostQuantumSchemes => matches!(scheme.0, 0x0904..=0x091c),
            Self::BrainpoolSchemes => matches!(scheme.0, 0x081a..=0x081c),
            Self::GostSchemes => matches!(scheme.0, 0x0709..=0x070f | 0x0840 | 0x0841),
            Self::RareSchemes => {
                let rest = [Self::PostQuantumSchemes, Self::BrainpoolSchemes, Self::GostSchemes];
                !SIGNATURE_SCHEMES.contains(&scheme.0) && !rest.iter().any(|other| other.has_scheme(scheme))
            }
            _ => false,
        }
    }
}

/// The rungs that are tried one after the other until a version is accepted. What is said without extensions names nobody,
/// so that it asks nobody who is asked by name.
pub(crate) fn ladder(version: Version, by_name: bool) -> &'static [Rung] {
    match version {
        // There is only one hello to ask; that it is hung up on twice says more than once.
        Version::SSL_2_0 => &[Rung::Sparing, Rung::Sparing],
        Version::SSL_3_0 => &[Rung::Sparing, Rung::Plain, Rung::EverySuite],
        Version::TLS_1_3 => &[Rung::Sparing, Rung::Modern],
        _ if by_name => &[Rung::Sparing, Rung::EveryKind, Rung::Modern, Rung::EverySuite],
        _ => &[Rung::Sparing, Rung::EveryKind, Rung::Modern, Rung::Plain, Rung::EverySuite],
    }
}

/// Whether a hello for that version can name the host that it is meant for: SSL has no extensions.
pub(crate) fn has_extensions(version: Version) -> bool {
    version.age_rank() >= Version::TLS_1_0.age_rank()
}

/// The bytes of a hello.
pub(crate) fn hello(
    version: Version,
    rung: Rung,
    alpn: Alpn,
    server_name: Option<&str>,
    random: [u8; 32],
) -> Vec<u8> {
    HelloParts {
        version,
        rung,
        alpn,
        cipher_suites: &suites(version, rung),
        groups: &groups(version, rung),
        signature_schemes: None,
        server_name,
        random,
    }
    .to_record()
}

/// A hello made like that of a rung, that offers these and nothing else, to find out which of them a server accepts.
pub(crate) struct HelloParts<'a> {
    pub version: Version,
    pub rung: Rung,
    pub alpn: Alpn,
    pub cipher_suites: &'a [CipherSuite],
    pub groups: &'a [Group],
    /// `None`: those of the rung.
    pub signature_schemes: Option<&'a [SignatureScheme]>,
    pub server_name: Option<&'a str>,
    pub random: [u8; 32],
}

impl HelloParts<'_> {
    pub fn to_record(&self) -> Vec<u8> {
        let Self { version, rung, random, .. } = *self;
        if version == Version::SSL_2_0 {
            let mut challenge = [0; 16];
            challenge.copy_from_slice(&random[..16]);
            return sslv2_hello(&SSL_2_0.map(CipherSuite), challenge);
        }
        let with_extensions = rung != Rung::Plain && has_extensions(version);
        // A session id is what browsers send (RFC 8446, D.4), and some servers reset a hello without one. OpenSSL has none
        // below TLS 1.3.
        let has_session_id = !matches!(rung, Rung::Plain | Rung::EverySuite);
        let session_id = if has_session_id { random.iter().rev().copied().collect() } else { Vec::new() };
        HelloToSend {
            random,
            session_id,
            cipher_suites: self.cipher_suites.to_vec(),
            extensions: with_extensions.then(|| self.extensions()),
            ..HelloToSend::new(version)
        }
        .to_record()
    }

    fn extensions(&self) -> ExtensionsToSend {
        let Self { version, rung, groups, .. } = *self;
        let without = rung.without();
        let is_modern = matches!(rung, Rung::Modern | Rung::ModernWithout(_) | Rung::EverySuite);
        let has = |feature: Feature| is_modern && without != Some(feature);
        let alpn = match self.alpn {
            Alpn::Web if has(Feature::Alpn) && rung != Rung::EverySuite => WEB.to_vec(),
            Alpn::Web | Alpn::No => Vec::new(),
            Alpn::Always(protocol) => vec![protocol],
        };
        let has_shares = version.is_tls_1_3_family() && has(Feature::KeyShares);
        let shares = match rung {
            Rung::PostQuantumFull(group) => vec![(group, ml_kem_share(group))],
            // Those that are offered.
            _ if has_shares => {
                let shares = [(Group(0x001d), x25519_share().to_vec()), (Group(0x0017), secp256r1_share())];
                shares.into_iter().filter(|(group, _)| groups.contains(group)).collect()
            }
            _ => Vec::new(),
        };
        ExtensionsToSend {
            server_name: self.server_name.map(str::to_owned),
            groups: groups.to_vec(),
            signature_schemes: match self.signature_schemes {
                Some(schemes) => schemes.to_vec(),
                None => signature_schemes(rung),
            },
            key_shares: shares,
            extended_master_secret: has(Feature::ExtendedMasterSecret),
            encrypt_then_mac: has(Feature::EncryptThenMac),
            renegotiation_info: has(Feature::RenegotiationInfo),
            session_ticket: has(Feature::SessionTicket),
            alpn,
        }
    }
}

/// Whether a group is one that modern hellos have a share of.
pub(crate) fn has_share(group: Group) -> bool {
    matches!(group.0, 0x001d | 0x0017)
}

/// Every signature scheme that can be offered with a version.
pub(crate) fn every_scheme_of(version: Version) -> Vec<SignatureScheme> {
    let of_tls_1_3 = |scheme: &SignatureScheme| {
        // RSA with PKCS #1, SHA-1, DSA and what is older signs no handshake there (RFC 8446, 4.2.3).
        matches!(scheme.0, 0x0403 | 0x0503 | 0x0603 | 0x0704..=0x070f | 0x0804..=0x082f | 0x0904..=0x091c)
    };
    let is_new = version.is_tls_1_3_family();
    let all = signature_schemes(Rung::Modern).into_iter();
    all.filter(|scheme| if is_new { of_tls_1_3(scheme) } else { scheme.0 < 0x0900 }).collect()
}

impl Rung {
    fn without(self) -> Option<Feature> {
        if let Self::ModernWithout(feature) = self { Some(feature) } else { None }
    }
}

/// Those that a hello has: the usual ones first.
fn signature_schemes(rung: Rung) -> Vec<SignatureScheme> {
    let mut schemes = SIGNATURE_SCHEMES.map(SignatureScheme).to_vec();
    if matches!(rung, Rung::Sparing | Rung::EveryKind | Rung::PostQuantum | Rung::PostQuantumFull(_)) {
        return schemes;
    }
    schemes.extend(SignatureScheme::all().filter(|scheme| !SIGNATURE_SCHEMES.contains(&scheme.0)));
    schemes.retain(|scheme| rung.without().is_none_or(|without| !without.has_scheme(*scheme)));
    schemes
}

/// Every suite that has a name and can be offered with a version, those first that most servers have.
pub(crate) fn every_suite_of(version: Version) -> Vec<CipherSuite> {
    if version.is_tls_1_3_family() {
        return TLS_1_3.into_iter().chain(RARE_OF_TLS_1_3).map(CipherSuite).collect();
    }
    let mut suites = usable(&OF_EVERY_KIND, version);
    let rest = every_suite().into_iter().filter(|suite| is_usable(*suite, version));
    let rest: Vec<_> = rest.filter(|suite| !suites.contains(suite)).collect();
    suites.extend(rest);
    suites
}

/// Every group that can be offered with a version.
pub(crate) fn every_group_of(version: Version) -> Vec<Group> {
    groups(version, Rung::Modern)
}

/// Suites of a kind, by how their names begin: `TLS_ECDHE_RSA_`.
pub(crate) fn suites_of_kind(version: Version, kind: &str) -> Vec<CipherSuite> {
    let is_of_kind = |suite: &CipherSuite| suite.name().is_some_and(|name| name.starts_with(kind));
    usable(&OF_EVERY_KIND, version).into_iter().filter(is_of_kind).collect()
}

fn groups(version: Version, rung: Rung) -> Vec<Group> {
    let mut groups: Vec<Group> = match rung {
        Rung::PostQuantum => {
            TLS_1_3_GROUPS.map(Group).into_iter().filter(|group| group.is_ml_kem()).collect()
        }
        Rung::PostQuantumFull(group) => vec![group],
        _ if version == Version::TLS_1_3 => {
            let old = GROUPS.into_iter().filter(|group| !FORBIDDEN_IN_TLS_1_3.contains(group));
            let gost = GOST_GROUPS.filter(|_| rung != Rung::Sparing);
            old.chain(TLS_1_3_GROUPS).chain(gost).map(Group).collect()
        }
        Rung::Modern | Rung::ModernWithout(_) | Rung::EverySuite => {
            let others = OTHER_FINITE_FIELDS.chain(OLD_GROUPS).chain(GOST_GROUPS);
            GROUPS.into_iter().chain(others).map(Group).collect()
        }
        _ => GROUPS.map(Group).to_vec(),
    };
    groups.retain(|group| rung.without().is_none_or(|without| !without.has_group(*group)));
    groups
}

fn suites(version: Version, rung: Rung) -> Vec<CipherSuite> {
    match rung {
        Rung::Modern | Rung::ModernWithout(_) if version == Version::TLS_1_3 => every_suite_of(version),
        _ if version == Version::TLS_1_3 => TLS_1_3.map(CipherSuite).to_vec(),
        Rung::EverySuite => every_suite(),
        Rung::EveryKind | Rung::Modern | Rung::ModernWithout(_) | Rung::Plain => {
            usable(&OF_EVERY_KIND, version)
        }
        _ => usable(&STATIC_RSA, version),
    }
}

/// Whether a hello offers that suite and that group. What a server chooses besides proves nothing.
pub(crate) fn offers(version: Version, rung: Rung, suite: Option<CipherSuite>, group: Option<Group>) -> bool {
    suite.is_none_or(|suite| suites(version, rung).contains(&suite))
        && group.is_none_or(|group| groups(version, rung).contains(&group))
}

/// Those of the suites that can be offered with a version; AEAD and SHA-256 came with TLS 1.2.
fn usable(suites: &[u32], version: Version) -> Vec<CipherSuite> {
    let all = suites.iter().map(|suite| CipherSuite(*suite));
    all.filter(|suite| is_usable(*suite, version)).collect()
}

fn is_usable(suite: CipherSuite, version: Version) -> bool {
    suite.oldest_version().age_rank() <= version.age_rank()
}

fn every_suite() -> Vec<CipherSuite> {
    let all = CipherSuite::all().map(|(suite, _)| suite);
    all.filter(|suite| suite.0 <= 0xffff && !suite.is_tls_1_3() && !suite.is_signal()).collect()
}

/// A public value of X25519 that every server can compute with: the base point (RFC 7748, 4.1). Nobody finishes
/// this handshake, so nobody needs its secret to be one.
fn x25519_share() -> [u8; 32] {
    let mut share = [0; 32];
    share[0] = 9;
    share
}

/// A public value of secp256r1 that every server can compute with, uncompressed: the base point (SEC 2, 2.4.2).
fn secp256r1_share() -> Vec<u8> {
    const BASE_POINT: [u8; 64] = [
        0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2, 0x77,
        0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f, 0xe3,
        0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33,
        0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
    ];
    [&[4], &BASE_POINT[..]].concat()
}

/// The base point of secp384r1, uncompressed (SEC 2, 2.5.1).
fn secp384r1_share() -> Vec<u8> {
    const BASE_POINT: [u8; 96] = [
        0xaa, 0x87, 0xca, 0x22, 0xbe, 0x8b, 0x05, 0x37, 0x8e, 0xb1, 0xc7, 0x1e, 0xf3, 0x20, 0xad, 0x74, 0x6e,
        0x1d, 0x3b, 0x62, 0x8b, 0xa7, 0x9b, 0x98, 0x59, 0xf7, 0x41, 0xe0, 0x82, 0x54, 0x2a, 0x38, 0x55, 0x02,
        0xf2, 0x5d, 0xbf, 0x55, 0x29, 0x6c, 0x3a, 0x54, 0x5e, 0x38, 0x72, 0x76, 0x0a, 0xb7, 0x36, 0x17, 0xde,
        0x4a, 0x96, 0x26, 0x2c, 0x6f, 0x5d, 0x9e, 0x98, 0xbf, 0x92, 0x92, 0xdc, 0x29, 0xf8, 0xf4, 0x1d, 0xbd,
        0x28, 0x9a, 0x14, 0x7c, 0xe9, 0xda, 0x31, 0x13, 0xb5, 0xf0, 0xb8, 0xc0, 0x0a, 0x60, 0xb1, 0xce, 0x1d,
        0x7e, 0x81, 0x9d, 0x7a, 0x43, 0x1d, 0x7c, 0x90, 0xea, 0x0e, 0x5f,
    ];
    [&[4], &BASE_POINT[..]].concat()
}

/// A share of a group of ML-KEM: an encapsulation key whose coefficients are all zero, which passes the check of FIPS 203,
/// 7.2, with the curve's share where that group has it (draft-ietf-tls-ecdhe-mlkem, 4.1).
fn ml_kem_share(group: Group) -> Vec<u8> {
    let key = |length: usize| vec![0; length];
    match group.0 {
        0x0200 => key(800),
        0x0201 => key(1184),
        0x0202 => key(1568),
        0x11eb => [secp256r1_share(), key(1184)].concat(),
        0x11ed => [secp384r1_share(), key(1568)].concat(),
        _ => [key(1184), x25519_share().to_vec()].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_policy::Policy;
    use cutover_wire::{ClientHello, KeyExchange};

    #[test]
    fn the_sparing_suites_need_no_signature() {
        for suite in STATIC_RSA.map(CipherSuite) {
            assert_eq!(suite.key_exchange(), Some(KeyExchange::Rsa), "{suite}");
        }
    }

    #[test]
    fn tls_1_3_is_not_asked_with_groups_that_it_has_no_more() {
        let groups = every_group_of(Version::TLS_1_3);
        assert!(groups.iter().all(|group| !(0x001a..=0x001c).contains(&group.0)));
        assert!(every_group_of(Version::TLS_1_2).contains(&Group(0x001a)));
    }

    #[test]
    fn what_a_built_in_policy_names_is_offered() {
        for policy in Policy::built_in_ids().filter_map(Policy::built_in) {
            for version in &policy.versions {
                let rungs = ladder(*version, true);
                let offered: Vec<_> = rungs.iter().flat_map(|rung| suites(*version, *rung)).collect();
                for suite in CipherSuite::all().map(|(suite, _)| suite) {
                    let is_of_version = suite.0 <= 0xffff
                        && !suite.is_signal()
                        && suite.is_tls_1_3() == version.is_tls_1_3_family()
                        && suite.oldest_version().age_rank() <= version.age_rank();
                    if is_of_version && policy.limits_suites() && policy.allows_suite(*version, suite) {
                        assert!(offered.contains(&suite), "{}: {version} {suite}", policy.id);
                    }
                }
            }
            let versions = [Version::TLS_1_2, Version::TLS_1_3];
            let groups: Vec<_> = versions.into_iter().flat_map(every_group_of).collect();
            for group in policy.allowed_groups.iter().flatten() {
                assert!(groups.contains(group), "{}: {group}", policy.id);
            }
        }
        for scheme in SignatureScheme::all() {
            assert!(signature_schemes(Rung::Modern).contains(&scheme), "{scheme}");
        }
    }

    #[test]
    fn what_is_left_out_is_one_thing() {
        for version in [Version::TLS_1_0, Version::TLS_1_2, Version::TLS_1_3] {
            let of = |rung| hello(version, rung, Alpn::Web, Some("a.example.test"), [3; 32]);
            let modern = of(Rung::Modern);
            for feature in Feature::of_version(version) {
                let without = Rung::ModernWithout(feature);
                assert_ne!(modern, of(without), "{version} {feature:?}");
                assert_eq!(suites(version, Rung::Modern), suites(version, without));
            }
        }
    }

    #[test]
    fn no_hello_has_a_length_that_balancers_drop_and_each_offers_one_version() {
        for version in
            [Version::SSL_3_0, Version::TLS_1_0, Version::TLS_1_1, Version::TLS_1_2, Version::TLS_1_3]
        {
            for rung in ladder(version, false) {
                let record = hello(version, *rung, Alpn::Web, Some("a.example.test"), [3; 32]);
                assert!(!(256..=511).contains(&(record.len() - 5)), "{version} {rung:?}");
                let parsed = ClientHello::parse(&record[9..]).unwrap();
                assert_eq!(parsed.offered_max(), version);
                assert!(parsed.cipher_suites().count() <= 48 || *rung == Rung::EverySuite);
                assert!(parsed.cipher_suites().count() > 0);
                // In one packet.
                assert!(record.len() < 1400, "{version} {rung:?}: {}", record.len());
            }
        }
    }
}
