//! The hellos that are sent, from the one that costs the server least to those that peculiar servers want.

use cutover_wire::{
    CipherSuite, ExtensionsToSend, Group, HelloToSend, SignatureScheme, Version, sslv2_hello,
};

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

/// The kinds of cipher of SSL 2.0 (the SSL 2.0 specification, C.4).
const SSL_2_0: [u32; 7] = [0x010080, 0x020080, 0x030080, 0x040080, 0x050080, 0x060040, 0x0700c0];

/// Groups of TLS 1.2 and older.
const GROUPS: [u16; 10] = [0x001d, 0x0017, 0x0018, 0x0019, 0x001e, 0x0100, 0x0101, 0x001a, 0x001b, 0x001c];

/// Those of them that TLS 1.3 has no more (RFC 8446, 4.2.7; RFC 8734, 3): some servers refuse a hello that offers nothing
/// else and has them (tlslite-ng).
const FORBIDDEN_IN_TLS_1_3: std::ops::RangeInclusive<u16> = 0x001a..=0x001c;

/// Groups that TLS 1.3 has besides: the hybrids, the rest of RFC 7919, Brainpool (RFC 8734), SM2 (RFC 8998). They come
/// last, so that a server that looks at the client's order chooses them only when it has nothing else.
const TLS_1_3_GROUPS: [u16; 10] =
    [0x0102, 0x0103, 0x0104, 0x001f, 0x0020, 0x0021, 0x0029, 0x11ec, 0x11eb, 0x11ed];

const SIGNATURE_SCHEMES: [u16; 16] = [
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x0401, 0x0501, 0x0601,
    0x0203, 0x0201, 0x0202,
];

/// How a hello is made. The same hello is always made of the same rung, so that an answer can be asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rung {
    /// Suites that need no signature of the server; with TLS 1.3 no key share, so that it only names a group.
    Sparing,
    /// 48 suites of every kind; with TLS 1.3 a real share of x25519.
    EveryKind,
    /// The same without extensions and without a session id, as clients of the nineties said it.
    Plain,
    /// Every suite that has a name.
    EverySuite,
    /// X25519MLKEM768 and nothing else, without a share: the server asks for one, or refuses.
    PostQuantum,
    /// The same with a share, in a hello that fills more than one packet.
    PostQuantumFull,
}

/// The rungs that are tried one after the other until a version is accepted.
pub(crate) fn ladder(version: Version) -> &'static [Rung] {
    match version {
        // There is only one hello to ask; that it is hung up on twice says more than once.
        Version::SSL_2_0 => &[Rung::Sparing, Rung::Sparing],
        Version::SSL_3_0 => &[Rung::Sparing, Rung::Plain, Rung::EverySuite],
        Version::TLS_1_3 => &[Rung::Sparing, Rung::EveryKind],
        _ => &[Rung::Sparing, Rung::EveryKind, Rung::Plain, Rung::EverySuite],
    }
}

/// The bytes of a hello.
pub(crate) fn hello(version: Version, rung: Rung, server_name: Option<&str>, random: [u8; 32]) -> Vec<u8> {
    if version == Version::SSL_2_0 {
        let mut challenge = [0; 16];
        challenge.copy_from_slice(&random[..16]);
        return sslv2_hello(&SSL_2_0.map(CipherSuite), challenge);
    }
    let tls_1_3 = version == Version::TLS_1_3;
    // SSL 3.0 knows no extensions.
    let extensions = (rung != Rung::Plain && version != Version::SSL_3_0).then(|| ExtensionsToSend {
        server_name: server_name.map(str::to_owned),
        groups: groups(version, rung),
        signature_schemes: SIGNATURE_SCHEMES.map(SignatureScheme).to_vec(),
        key_shares: match rung {
            Rung::EveryKind if tls_1_3 => vec![(Group(0x001d), x25519_share().to_vec())],
            Rung::PostQuantumFull => vec![(Group::X25519MLKEM768, x25519mlkem768_share())],
            _ => Vec::new(),
        },
    });
    // A session id is what browsers send (RFC 8446, D.4), and some servers reset a hello without one.
    let session_id = if rung == Rung::Plain { Vec::new() } else { random.iter().rev().copied().collect() };
    HelloToSend {
        random,
        session_id,
        cipher_suites: suites(version, rung),
        extensions,
        ..HelloToSend::new(version)
    }
    .to_record()
}

/// A hello that offers these suites and groups and nothing else, to find out which of them a server accepts.
pub(crate) fn hello_with(
    version: Version,
    cipher_suites: &[CipherSuite],
    groups: &[Group],
    server_name: Option<&str>,
    random: [u8; 32],
) -> Vec<u8> {
    let extensions = (version != Version::SSL_3_0).then(|| ExtensionsToSend {
        server_name: server_name.map(str::to_owned),
        groups: groups.to_vec(),
        signature_schemes: SIGNATURE_SCHEMES.map(SignatureScheme).to_vec(),
        key_shares: Vec::new(),
    });
    HelloToSend {
        random,
        session_id: random.iter().rev().copied().collect(),
        cipher_suites: cipher_suites.to_vec(),
        extensions,
        ..HelloToSend::new(version)
    }
    .to_record()
}

/// Every suite that has a name and can be offered with a version, those first that most servers have.
pub(crate) fn every_suite_of(version: Version) -> Vec<CipherSuite> {
    if version.is_tls_1_3_family() {
        return TLS_1_3.map(CipherSuite).to_vec();
    }
    let mut suites = usable(&OF_EVERY_KIND, version);
    let rest = every_suite().into_iter().filter(|suite| is_usable(*suite, version));
    let rest: Vec<_> = rest.filter(|suite| !suites.contains(suite)).collect();
    suites.extend(rest);
    suites
}

/// Every group that can be offered with a version.
pub(crate) fn every_group_of(version: Version) -> Vec<Group> {
    groups(version, Rung::Sparing)
}

/// Suites whose server key exchange names a group, of one kind: `TLS_ECDHE_RSA_`.
pub(crate) fn elliptic_suites(version: Version, kind: &str) -> Vec<CipherSuite> {
    let is_elliptic = |suite: &CipherSuite| suite.name().is_some_and(|name| name.starts_with(kind));
    usable(&OF_EVERY_KIND, version).into_iter().filter(is_elliptic).collect()
}

fn groups(version: Version, rung: Rung) -> Vec<Group> {
    match rung {
        Rung::PostQuantum | Rung::PostQuantumFull => vec![Group::X25519MLKEM768],
        _ if version == Version::TLS_1_3 => {
            let old = GROUPS.into_iter().filter(|group| !FORBIDDEN_IN_TLS_1_3.contains(group));
            old.chain(TLS_1_3_GROUPS).map(Group).collect()
        }
        _ => GROUPS.map(Group).to_vec(),
    }
}

fn suites(version: Version, rung: Rung) -> Vec<CipherSuite> {
    match rung {
        _ if version == Version::TLS_1_3 => TLS_1_3.map(CipherSuite).to_vec(),
        Rung::EverySuite => every_suite(),
        Rung::EveryKind | Rung::Plain => usable(&OF_EVERY_KIND, version),
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

/// An encapsulation key of ML-KEM-768 whose coefficients are all zero, which passes the check of FIPS 203, 7.2,
/// and the share of X25519 behind it (draft-ietf-tls-ecdhe-mlkem, 4.1).
fn x25519mlkem768_share() -> Vec<u8> {
    let mut share = vec![0; 1184];
    share.extend(x25519_share());
    share
}

#[cfg(test)]
mod tests {
    use super::*;
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
    fn no_hello_has_a_length_that_balancers_drop_and_each_offers_one_version() {
        for version in
            [Version::SSL_3_0, Version::TLS_1_0, Version::TLS_1_1, Version::TLS_1_2, Version::TLS_1_3]
        {
            for rung in ladder(version) {
                let record = hello(version, *rung, Some("a.example.test"), [3; 32]);
                assert!(!(256..=511).contains(&(record.len() - 5)), "{version} {rung:?}");
                let parsed = ClientHello::parse(&record[9..]).unwrap();
                assert_eq!(parsed.offered_max(), version);
                assert!(parsed.cipher_suites().count() <= 48 || *rung == Rung::EverySuite);
                assert!(parsed.cipher_suites().count() > 0);
            }
        }
    }
}
