//! Groups for key agreement: elliptic curves, finite fields, hybrids with ML-KEM (IANA, TLS Supported Groups).

use core::fmt;

use serde::{Deserialize, Serialize};

/// A named group's code point (RFC 8446, 4.2.7; RFC 8422 calls it a curve).
/// Unknown values are kept and shown as hex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Group(pub u16);

impl Group {
    /// The hybrid of X25519 and ML-KEM-768 that browsers send (draft-ietf-tls-ecdhe-mlkem).
    pub const X25519MLKEM768: Self = Self(0x11ec);

    /// Whether it is ML-KEM, alone or in a hybrid (draft-ietf-tls-mlkem, draft-ietf-tls-ecdhe-mlkem).
    pub fn is_ml_kem(self) -> bool {
        matches!(self.0, 0x0200..=0x0202 | 0x11eb..=0x11ed)
    }

    /// The registered name.
    pub fn name(self) -> Option<&'static str> {
        NAMES.binary_search_by_key(&self.0, |(code, _)| *code).ok().map(|i| NAMES[i].1)
    }

    /// The group of that registered name.
    pub fn from_name(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, n)| *n == name).map(|(code, _)| Self(*code))
    }

    /// Every group that has a name, with it.
    pub fn all() -> impl Iterator<Item = (Self, &'static str)> {
        NAMES.iter().map(|(code, name)| (Self(*code), *name))
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "0x{:04x}", self.0),
        }
    }
}

const NAMES: &[(u16, &str)] = &[
    (0x0001, "sect163k1"),
    (0x0002, "sect163r1"),
    (0x0003, "sect163r2"),
    (0x0004, "sect193r1"),
    (0x0005, "sect193r2"),
    (0x0006, "sect233k1"),
    (0x0007, "sect233r1"),
    (0x0008, "sect239k1"),
    (0x0009, "sect283k1"),
    (0x000a, "sect283r1"),
    (0x000b, "sect409k1"),
    (0x000c, "sect409r1"),
    (0x000d, "sect571k1"),
    (0x000e, "sect571r1"),
    (0x000f, "secp160k1"),
    (0x0010, "secp160r1"),
    (0x0011, "secp160r2"),
    (0x0012, "secp192k1"),
    (0x0013, "secp192r1"),
    (0x0014, "secp224k1"),
    (0x0015, "secp224r1"),
    (0x0016, "secp256k1"),
    (0x0017, "secp256r1"),
    (0x0018, "secp384r1"),
    (0x0019, "secp521r1"),
    (0x001a, "brainpoolP256r1"),
    (0x001b, "brainpoolP384r1"),
    (0x001c, "brainpoolP512r1"),
    (0x001d, "x25519"),
    (0x001e, "x448"),
    (0x001f, "brainpoolP256r1tls13"),
    (0x0020, "brainpoolP384r1tls13"),
    (0x0021, "brainpoolP512r1tls13"),
    (0x0022, "GC256A"),
    (0x0023, "GC256B"),
    (0x0024, "GC256C"),
    (0x0025, "GC256D"),
    (0x0026, "GC512A"),
    (0x0027, "GC512B"),
    (0x0028, "GC512C"),
    (0x0029, "curveSM2"),
    (0x0100, "ffdhe2048"),
    (0x0101, "ffdhe3072"),
    (0x0102, "ffdhe4096"),
    (0x0103, "ffdhe6144"),
    (0x0104, "ffdhe8192"),
    (0x0200, "MLKEM512"),
    (0x0201, "MLKEM768"),
    (0x0202, "MLKEM1024"),
    (0x11eb, "SecP256r1MLKEM768"),
    (0x11ec, "X25519MLKEM768"),
    (0x11ed, "SecP384r1MLKEM1024"),
    (0x6399, "X25519Kyber768Draft00"),
    (0x639a, "SecP256r1Kyber768Draft00"),
    (0xff01, "arbitrary_explicit_prime_curves"),
    (0xff02, "arbitrary_explicit_char2_curves"),
];

#[test]
fn the_names_are_sorted_so_that_they_can_be_searched() {
    assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
    assert_eq!(Group::X25519MLKEM768.to_string(), "X25519MLKEM768");
}
