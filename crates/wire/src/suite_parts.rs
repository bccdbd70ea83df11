//! What a cipher suite is made of, read from its registered name.

use std::sync::LazyLock;

use crate::cipher_suite::CipherSuite;
use crate::version::Version;

/// How a suite of TLS 1.2 or older agrees on a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyExchange {
    /// The client encrypts the secret with the server's RSA key: no forward secrecy (RFC 5246, 7.4.7.1).
    Rsa,
    /// Ephemeral Diffie-Hellman in a finite field.
    Dhe,
    /// Ephemeral Diffie-Hellman on a curve (RFC 8422).
    Ecdhe,
    /// Everything else: static Diffie-Hellman, shared keys, Kerberos, passwords, none.
    Other,
}

/// How a suite of TLS 1.2 or older proves who the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Authentication {
    /// A certificate with an RSA key.
    Rsa,
    /// A certificate with an ECDSA or `EdDSA` key (RFC 8422).
    Ecdsa,
    /// Everything else: DSA, static Diffie-Hellman, shared keys, nobody.
    Other,
}

impl CipherSuite {
    /// How the key is agreed on; `None` for TLS 1.3's suites, which do not say, for signals, for SSL 2.0 kinds and
    /// for suites without a registered name.
    pub fn key_exchange(self) -> Option<KeyExchange> {
        Parts::of(self).key_exchange
    }

    /// What certificate it needs; `None` as for [`Self::key_exchange`].
    pub fn authentication(self) -> Option<Authentication> {
        Parts::of(self).authentication
    }

    /// The oldest version that the suite can be used with: AEAD suites and those with a hash newer than SHA-1 need
    /// TLS 1.2 (RFC 5246, RFC 5288, RFC 5289), TLS 1.3's suites TLS 1.3.
    pub fn oldest_version(self) -> Version {
        if self.is_tls_1_3() { Version::TLS_1_3 } else { Parts::of(self).oldest_version }
    }

    /// Whether it encrypts and authenticates in one (AEAD): GCM, CCM, `ChaCha20` with Poly1305.
    pub fn is_aead(self) -> bool {
        Parts::of(self).aead
    }
}

/// What a name says.
#[derive(Clone, Copy)]
struct Parts {
    key_exchange: Option<KeyExchange>,
    authentication: Option<Authentication>,
    oldest_version: Version,
    aead: bool,
}

/// Every suite's name is read once: judging thousands of hellos asks for the same few hundred again and again.
struct Read {
    /// For each code point of two bytes the place of its parts; 0 is that of suites without a name.
    places: Vec<u16>,
    parts: Vec<Parts>,
}

static READ: LazyLock<Read> = LazyLock::new(|| {
    let mut read = Read { places: vec![0; 1 << 16], parts: vec![Parts::NONE] };
    for (suite, name) in CipherSuite::all() {
        if let Some(place) = read.places.get_mut(suite.0 as usize) {
            *place = read.parts.len() as u16;
            read.parts.push(Parts::read(suite, name));
        }
    }
    read
});

impl Parts {
    const NONE: Self =
        Self { key_exchange: None, authentication: None, oldest_version: Version::SSL_3_0, aead: false };

    fn of(suite: CipherSuite) -> Self {
        match READ.places.get(suite.0 as usize) {
            Some(place) => READ.parts[usize::from(*place)],
            // SSL 2.0 kinds have three bytes.
            None => suite.name().map_or(Self::NONE, |name| Self::read(suite, name)),
        }
    }

    fn read(suite: CipherSuite, name: &str) -> Self {
        // What a server of TLS 1.2 or older can choose.
        let classic = name.strip_prefix("TLS_").filter(|_| !suite.is_signal() && !suite.is_tls_1_3());
        let new = ["_SHA256", "_SHA384", "_CCM", "_CCM_8"].iter().any(|end| name.ends_with(end))
            || name.contains("_GCM_")
            || name.contains("_CCM_");
        Self {
            key_exchange: classic.map(key_exchange),
            authentication: classic.map(authentication),
            oldest_version: if name.starts_with("SSL2_") {
                Version::SSL_2_0
            } else if new {
                Version::TLS_1_2
            } else {
                Version::SSL_3_0
            },
            aead: ["_GCM_", "_CCM", "_POLY1305_"].iter().any(|part| name.contains(part)),
        }
    }
}

fn key_exchange(name: &str) -> KeyExchange {
    if name.starts_with("ECDHE_RSA_") || name.starts_with("ECDHE_ECDSA_") {
        KeyExchange::Ecdhe
    } else if name.starts_with("DHE_RSA_") || name.starts_with("DHE_DSS_") {
        KeyExchange::Dhe
    } else if name.starts_with("RSA_") && !name.starts_with("RSA_PSK_") {
        KeyExchange::Rsa
    } else {
        KeyExchange::Other
    }
}

fn authentication(name: &str) -> Authentication {
    let method = name.strip_prefix("ECDHE_").or_else(|| name.strip_prefix("DHE_")).unwrap_or(name);
    if method.starts_with("RSA_") && !method.starts_with("RSA_PSK_") {
        Authentication::Rsa
    } else if name.starts_with("ECDHE_ECDSA_") {
        Authentication::Ecdsa
    } else {
        Authentication::Other
    }
}

#[test]
fn a_name_says_what_a_suite_is_made_of() {
    let parts = |name: &str| {
        let suite = CipherSuite::from_name(name).unwrap();
        (suite.key_exchange(), suite.authentication(), suite.oldest_version())
    };
    let (kx, auth) = (|k| Some(k), |a| Some(a));
    let expect = [
        ("TLS_RSA_WITH_AES_128_CBC_SHA", KeyExchange::Rsa, Authentication::Rsa, Version::SSL_3_0),
        ("TLS_RSA_WITH_AES_128_CBC_SHA256", KeyExchange::Rsa, Authentication::Rsa, Version::TLS_1_2),
        ("TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", KeyExchange::Dhe, Authentication::Rsa, Version::TLS_1_2),
        ("TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA", KeyExchange::Dhe, Authentication::Other, Version::SSL_3_0),
        ("TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8", KeyExchange::Ecdhe, Authentication::Ecdsa, Version::TLS_1_2),
        ("TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA", KeyExchange::Other, Authentication::Other, Version::SSL_3_0),
        ("TLS_RSA_PSK_WITH_AES_128_CBC_SHA", KeyExchange::Other, Authentication::Other, Version::SSL_3_0),
        ("TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA", KeyExchange::Other, Authentication::Other, Version::SSL_3_0),
    ];
    for (name, key_exchange, authentication, version) in expect {
        assert_eq!(parts(name), (kx(key_exchange), auth(authentication), version), "{name}");
    }
    assert_eq!(parts("TLS_AES_128_GCM_SHA256"), (None, None, Version::TLS_1_3));
    assert_eq!(parts("SSL2_RC4_128_WITH_MD5"), (None, None, Version::SSL_2_0));
    assert_eq!(CipherSuite::FALLBACK_SCSV.key_exchange(), None);
}
