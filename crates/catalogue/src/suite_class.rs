//! Classes of cipher suites: what is known of a hello whose suites are not known one by one.

use cutover_wire::{CipherSuite, Group, SignatureScheme};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

/// A class of suites. That a client offers it means: at least one of its members.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum SuiteClass {
    /// ECDHE and an RSA certificate, AES in GCM.
    EcdheRsaGcm,
    /// ECDHE and an ECDSA certificate, AES in GCM.
    EcdheEcdsaGcm,
    /// DHE and an RSA certificate, AES in GCM.
    DheRsaGcm,
    /// ECDHE and an RSA certificate, AES in CBC.
    EcdheRsaCbc,
    /// RSA key exchange, AES in CBC.
    RsaAes,
    /// RSA key exchange, AES in GCM.
    RsaGcm,
    /// `ChaCha20` with Poly1305, with either certificate; also the draft's own code points.
    #[serde(rename = "chacha20")]
    #[strum(serialize = "chacha20")]
    ChaCha20,
    /// Triple DES.
    #[serde(rename = "3des")]
    #[strum(serialize = "3des")]
    TripleDes,
    /// RC4.
    Rc4,
    /// Export suites.
    Export,
}

impl SuiteClass {
    /// Its members.
    pub fn members(self) -> &'static [CipherSuite] {
        match self {
            Self::EcdheRsaGcm => &[CipherSuite(0xc02f), CipherSuite(0xc030)],
            Self::EcdheEcdsaGcm => &[CipherSuite(0xc02b), CipherSuite(0xc02c)],
            Self::DheRsaGcm => &[CipherSuite(0x009e), CipherSuite(0x009f)],
            Self::EcdheRsaCbc => {
                &[CipherSuite(0xc013), CipherSuite(0xc014), CipherSuite(0xc027), CipherSuite(0xc028)]
            }
            Self::RsaAes => {
                &[CipherSuite(0x002f), CipherSuite(0x0035), CipherSuite(0x003c), CipherSuite(0x003d)]
            }
            Self::RsaGcm => &[CipherSuite(0x009c), CipherSuite(0x009d)],
            Self::ChaCha20 => &[CipherSuite(0xcca8), CipherSuite(0xcca9), CipherSuite(0xccaa)],
            Self::TripleDes => {
                &[CipherSuite(0x000a), CipherSuite(0x0016), CipherSuite(0xc008), CipherSuite(0xc012)]
            }
            Self::Rc4 => {
                &[CipherSuite(0x0004), CipherSuite(0x0005), CipherSuite(0xc007), CipherSuite(0xc011)]
            }
            Self::Export => {
                &[CipherSuite(0x0003), CipherSuite(0x0006), CipherSuite(0x0008), CipherSuite(0x0014)]
            }
        }
    }

    /// Whether a server that takes all members is certain to take what the client offers of the class. The members
    /// of the other classes need different certificates, or are not all that belongs to them.
    pub(crate) fn is_certain(self) -> bool {
        !matches!(self, Self::ChaCha20 | Self::TripleDes | Self::Rc4 | Self::Export)
    }

    /// Whether its suites are AES in GCM.
    pub(crate) fn is_gcm(self) -> bool {
        matches!(self, Self::EcdheRsaGcm | Self::EcdheEcdsaGcm | Self::DheRsaGcm | Self::RsaGcm)
    }

    /// The class that a suite belongs to.
    pub fn of(suite: CipherSuite) -> Option<Self> {
        Self::ALL.iter().copied().find(|class| class.members().contains(&suite))
    }

    /// Every class.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its name in data.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// A class of signature schemes, for hellos whose schemes are not known one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, VariantArray)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureClass {
    /// RSA with PKCS #1 padding and SHA-256 or longer.
    RsaPkcs1Sha256,
    /// RSA with PSS padding.
    RsaPss,
    /// Anything with SHA-1.
    Sha1,
}

impl SignatureClass {
    /// Every class.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Whether a scheme belongs to it (RFC 8446, 4.2.3).
    pub fn has(self, scheme: SignatureScheme) -> bool {
        match self {
            Self::RsaPkcs1Sha256 => matches!(scheme.0, 0x0401 | 0x0501 | 0x0601),
            Self::RsaPss => matches!(scheme.0, 0x0804..=0x0806 | 0x0809..=0x080b),
            Self::Sha1 => scheme.0 >> 8 == 0x02,
        }
    }
}

/// Groups that every client of elliptic curves has one of (RFC 8422, 5.1.1, and what real clients offer).
pub(crate) const COMMON_GROUPS: [Group; 4] = [Group(0x0017), Group(0x0018), Group(0x0019), Group(0x001d)];

#[test]
fn every_member_has_a_name_and_one_class() {
    for class in SuiteClass::ALL {
        for suite in class.members() {
            assert!(suite.name().is_some(), "{suite}");
            assert_eq!(SuiteClass::of(*suite), Some(*class));
        }
    }
}
