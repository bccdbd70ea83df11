//! The masks of WinHTTP (`DefaultSecureProtocols`) and WinINET (`SecureProtocols`).

use std::fmt;

use cutover_wire::Version;
use serde::Deserialize;

/// A mask of versions, a bit each (WinHTTP option flags, `WINHTTP_FLAG_SECURE_PROTOCOL_*`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(transparent)]
pub struct Mask(pub u32);

/// What is wrong with a mask as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaskMistake {
    /// No version at all.
    Zero,
    /// A number meant in decimal and written as hexadecimal; this was meant.
    Decimal(Mask),
    /// The numbers of .NET's `SecurityProtocolType`, where each version has two bits; this was meant.
    DotNet(Mask),
    /// Bits that stand for nothing.
    UnknownBits(Mask),
}

impl Mask {
    /// Each version with its bit, oldest first.
    pub const BITS: [(u32, Version); 6] = [
        (0x8, Version::SSL_2_0),
        (0x20, Version::SSL_3_0),
        (0x80, Version::TLS_1_0),
        (0x200, Version::TLS_1_1),
        (0x800, Version::TLS_1_2),
        (0x2000, Version::TLS_1_3),
    ];

    /// All bits that stand for a version.
    pub const KNOWN: Self = Self(0x2aa8);

    /// Reads a mask: `0xa00`, `dword:00000a00`, hexadecimal digits that no decimal number has (`a00`, `00000a00`),
    /// or a decimal number (`2560`).
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("dword:"));
        let hex = hex
            .or_else(|| (text.len() == 8 || text.contains(|c| matches!(c, 'a'..='f'))).then_some(&text[..]));
        let number = match hex {
            // `from_str_radix` would take a sign.
            Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16),
            None if text.bytes().all(|b| b.is_ascii_digit()) => text.parse(),
            _ => return None,
        };
        number.ok().map(Self)
    }

    /// The mask of some versions.
    pub fn of(versions: impl IntoIterator<Item = Version>) -> Self {
        let bit = |version| Self::BITS.iter().find(|(_, v)| *v == version).map_or(0, |(bit, _)| *bit);
        Self(versions.into_iter().map(bit).fold(0, |all, bit| all | bit))
    }

    /// Whether it has a version.
    pub fn has(self, version: Version) -> bool {
        self.0 & Self::of([version]).0 != 0
    }

    /// Its versions, oldest first.
    pub fn versions(self) -> impl Iterator<Item = Version> {
        Self::BITS.into_iter().filter(move |(bit, _)| self.0 & bit != 0).map(|(_, version)| version)
    }

    /// The bits that stand for nothing.
    #[must_use]
    pub fn unknown_bits(self) -> Self {
        Self(self.0 & !Self::KNOWN.0)
    }

    /// What is wrong with it, and what was meant as far as that can be told.
    pub fn mistake(self) -> Option<MaskMistake> {
        if self.0 == 0 {
            return Some(MaskMistake::Zero);
        }
        let unknown = self.unknown_bits();
        if unknown.0 == 0 {
            return None;
        }
        let decimal = format!("{:x}", self.0).parse::<u32>().ok().map(Self);
        if let Some(meant) = decimal.filter(|meant| meant.0 != 0 && meant.unknown_bits().0 == 0) {
            return Some(MaskMistake::Decimal(meant));
        }
        // SecurityProtocolType: Ssl3 0x30, Tls 0xC0, Tls11 0x300, Tls12 0xC00, Tls13 0x3000: the server's bit is
        // half of the client's.
        let halves = (self.0 & Self::KNOWN.0) >> 1;
        if unknown.0 & !halves == 0 {
            return Some(MaskMistake::DotNet(Self(self.0 & Self::KNOWN.0)));
        }
        Some(MaskMistake::UnknownBits(unknown))
    }
}

impl fmt::Display for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

#[test]
fn a_mask_is_read_as_people_write_it() {
    for text in ["0xa00", "0xA00", "dword:00000a00", "a00", "00000a00", "2560"] {
        assert_eq!(Mask::parse(text), Some(Mask(0xa00)), "{text}");
    }
    for text in ["", "0x", "tls1.2", "enable.reg", "0x+1", "+5", "0x100000000"] {
        assert_eq!(Mask::parse(text), None, "{text}");
    }
}

#[test]
fn a_mistaken_mask_tells_what_was_meant() {
    assert_eq!(Mask(0xa00).mistake(), None);
    assert_eq!(Mask(0x2560).mistake(), Some(MaskMistake::Decimal(Mask(0xa00))));
    assert_eq!(Mask(0x2048).mistake(), Some(MaskMistake::Decimal(Mask(0x800))));
    assert_eq!(Mask(0xc00).mistake(), Some(MaskMistake::DotNet(Mask(0x800))));
    assert_eq!(Mask(0xf00).mistake(), Some(MaskMistake::DotNet(Mask(0xa00))));
    assert_eq!(Mask(0x1a00).mistake(), Some(MaskMistake::UnknownBits(Mask(0x1000))));
    assert_eq!(Mask(0).mistake(), Some(MaskMistake::Zero));
}
