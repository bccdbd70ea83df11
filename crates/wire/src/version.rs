//! Protocol versions as they stand on the wire.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A protocol version as two bytes on the wire. Unknown values are kept and shown as hex.
///
/// ```
/// use cutover_wire::Version;
/// assert_eq!(Version(0x0303).to_string(), "TLS 1.2");
/// assert_eq!(Version(0x7f12).to_string(), "TLS 1.3-draft18");
/// assert_eq!("TLS 1.0".parse(), Ok(Version::TLS_1_0));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version(pub u16);

impl Version {
    /// SSL 2.0, 1995 (as SSLv2 hellos write it).
    pub const SSL_2_0: Self = Self(0x0002);
    /// SSL 3.0 (RFC 6101).
    pub const SSL_3_0: Self = Self(0x0300);
    /// TLS 1.0 (RFC 2246).
    pub const TLS_1_0: Self = Self(0x0301);
    /// TLS 1.1 (RFC 4346).
    pub const TLS_1_1: Self = Self(0x0302);
    /// TLS 1.2 (RFC 5246).
    pub const TLS_1_2: Self = Self(0x0303);
    /// TLS 1.3 (RFC 8446).
    pub const TLS_1_3: Self = Self(0x0304);

    /// Those that were published for use over TCP, oldest first.
    pub const OVER_TCP: [Self; 6] =
        [Self::SSL_2_0, Self::SSL_3_0, Self::TLS_1_0, Self::TLS_1_1, Self::TLS_1_2, Self::TLS_1_3];
    /// DTLS 1.0 (RFC 4347).
    pub const DTLS_1_0: Self = Self(0xfeff);
    /// DTLS 1.2 (RFC 6347).
    pub const DTLS_1_2: Self = Self(0xfefd);
    /// DTLS 1.3 (RFC 9147).
    pub const DTLS_1_3: Self = Self(0xfefc);

    /// Its name, where it has one.
    pub fn name(self) -> Option<&'static str> {
        NAMES.iter().find(|(version, _)| *version == self).map(|(_, name)| *name)
    }

    /// The versions that a ClientHello without `supported_versions` can stand for, newest first.
    pub const BEFORE_SUPPORTED_VERSIONS: [Self; 4] =
        [Self::TLS_1_2, Self::TLS_1_1, Self::TLS_1_0, Self::SSL_3_0];

    /// The number of a TLS 1.3 draft (0x7f12 is 18).
    pub fn draft(self) -> Option<u8> {
        (self.0 >> 8 == 0x7f).then_some(self.0 as u8)
    }

    /// Whether this is TLS 1.3, one of its drafts, or a vendor's experiment with it (0xfbxx).
    pub fn is_tls_1_3_family(self) -> bool {
        self == Self::TLS_1_3 || matches!(self.0 >> 8, 0x7f | 0xfb)
    }

    /// The published version that this one stands for: a draft of TLS 1.3 for TLS 1.3, everything else for
    /// itself.
    #[must_use]
    pub fn published(self) -> Self {
        if self.is_tls_1_3_family() { Self::TLS_1_3 } else { self }
    }

    /// Whether it goes over datagrams.
    pub fn is_dtls(self) -> bool {
        [Self::DTLS_1_0, Self::DTLS_1_2, Self::DTLS_1_3].contains(&self) || self.0 == 0x0100
    }

    /// Orders versions by age, oldest first, across SSL, TLS, its drafts and DTLS; unknown values come first,
    /// because nothing says what they can do.
    #[inline]
    pub fn age_rank(self) -> u32 {
        let v = u32::from(self.0);
        match self.0 {
            0x0002 => 1,
            0x0100 => 2,
            0x0300..=0x03ff => v << 8,
            // Between TLS 1.2 and TLS 1.3; vendors' experiments grew out of late drafts.
            0x7f00..=0x7fff => (0x0303 << 8) + 1 + (v & 0xff),
            0xfb00..=0xfbff => (0x0303 << 8) + (v & 0xff),
            // DTLS counts down, and DTLS 1.0 is TLS 1.1 over datagrams.
            0xfeff => 0x0302 << 8,
            0xfefd => 0x0303 << 8,
            0xfefc => 0x0304 << 8,
            _ => 0,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => match self.0 {
                0x7f00..=0x7fff if self.0 & 0xff < 100 => write!(f, "TLS 1.3-draft{}", self.0 & 0xff),
                0xfb00..=0xfbff => write!(f, "TLS 1.3-{:04x}", self.0),
                _ => write!(f, "0x{:04x}", self.0),
            },
        }
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that names no version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownVersionName(pub String);

impl fmt::Display for UnknownVersionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no version; known are ", self.0)?;
        for (i, (_, name)) in NAMES.iter().enumerate() {
            write!(f, "{}{name}", if i == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownVersionName {}

impl FromStr for Version {
    type Err = UnknownVersionName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownVersionName(text.to_owned());
        if let Some((version, _)) = NAMES.iter().find(|(_, name)| *name == text) {
            return Ok(*version);
        }
        if let Some(draft) = text.strip_prefix("TLS 1.3-draft") {
            return draft.parse::<u8>().map(|d| Self(0x7f00 | u16::from(d))).map_err(|_| unknown());
        }
        let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("TLS 1.3-")).ok_or_else(unknown)?;
        u16::from_str_radix(hex, 16).map(Self).map_err(|_| unknown())
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.name() {
            Some(name) => serializer.serialize_str(name),
            None => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

const NAMES: [(Version, &str); 10] = [
    (Version::SSL_2_0, "SSL 2.0"),
    (Version::SSL_3_0, "SSL 3.0"),
    (Version::TLS_1_0, "TLS 1.0"),
    (Version::TLS_1_1, "TLS 1.1"),
    (Version::TLS_1_2, "TLS 1.2"),
    (Version::TLS_1_3, "TLS 1.3"),
    (Version(0x0100), "DTLS 0.9"),
    (Version::DTLS_1_0, "DTLS 1.0"),
    (Version::DTLS_1_2, "DTLS 1.2"),
    (Version::DTLS_1_3, "DTLS 1.3"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_reads_back_from_its_own_text() {
        for v in (0..=u16::MAX).map(Version) {
            assert_eq!(v.to_string().parse(), Ok(v));
        }
    }

    #[test]
    fn drafts_are_newer_than_tls_1_2_and_older_than_tls_1_3() {
        for v in [0x7f0e, 0x7f1c, 0xfb1a] {
            let v = Version(v);
            assert!(v.age_rank() > Version::TLS_1_2.age_rank() && v.age_rank() < Version::TLS_1_3.age_rank());
            assert_eq!(v.published(), Version::TLS_1_3);
        }
        assert_eq!(Version(0x7e02).age_rank(), 0);
    }
}
