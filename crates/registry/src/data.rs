//! What a value holds.

use std::borrow::Cow;

use encoding_rs::UTF_16LE;

/// The type of a value (winnt.h); one that is not known is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ValueType(pub u32);

impl ValueType {
    /// `REG_NONE`
    pub const NONE: Self = Self(0);
    /// `REG_SZ`
    pub const SZ: Self = Self(1);
    /// `REG_EXPAND_SZ`
    pub const EXPAND_SZ: Self = Self(2);
    /// `REG_BINARY`
    pub const BINARY: Self = Self(3);
    /// `REG_DWORD`, little endian
    pub const DWORD: Self = Self(4);
    /// `REG_DWORD_BIG_ENDIAN`
    pub const DWORD_BIG_ENDIAN: Self = Self(5);
    /// `REG_MULTI_SZ`
    pub const MULTI_SZ: Self = Self(7);
    /// `REG_QWORD`
    pub const QWORD: Self = Self(11);

    /// Its name, or `hex(N)` as registry text writes the others.
    pub fn name(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::NONE => "REG_NONE",
            Self::SZ => "REG_SZ",
            Self::EXPAND_SZ => "REG_EXPAND_SZ",
            Self::BINARY => "REG_BINARY",
            Self::DWORD => "REG_DWORD",
            Self::DWORD_BIG_ENDIAN => "REG_DWORD_BIG_ENDIAN",
            Self::MULTI_SZ => "REG_MULTI_SZ",
            Self::QWORD => "REG_QWORD",
            Self(other) => return Cow::Owned(format!("hex({other:x})")),
        })
    }

    pub(crate) fn is_text(self) -> bool {
        matches!(self, Self::SZ | Self::EXPAND_SZ | Self::MULTI_SZ)
    }
}

/// A value's type and bytes, as the registry keeps them: text as UTF-16LE with a NUL at its end.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Data {
    /// Its type.
    pub value_type: ValueType,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Data {
    /// A `REG_DWORD`.
    pub fn dword(number: u32) -> Self {
        Self { value_type: ValueType::DWORD, bytes: number.to_le_bytes().to_vec() }
    }

    /// A `REG_SZ`.
    pub fn text(text: &str) -> Self {
        let mut bytes = Vec::with_capacity(2 * text.len() + 2);
        for unit in text.encode_utf16() {
            bytes.extend(unit.to_le_bytes());
        }
        bytes.extend([0, 0]);
        Self { value_type: ValueType::SZ, bytes }
    }

    /// Whether registry text shows what it says: as a string or a number, not as bytes.
    pub(crate) fn was_written_as_text(&self) -> bool {
        matches!(self.value_type, ValueType::SZ | ValueType::DWORD)
    }

    /// What it says, for people: a number in hexadecimal, text as text, also where it is hidden in bytes; at most
    /// so many characters.
    pub fn shown(&self, limit: usize) -> String {
        if let Some(number) = self.as_dword() {
            return format!("{number:#x}");
        }
        let text = self.read_as_text();
        // Bytes that are no text come out as rare letters.
        let readable = text.len() > 2 && text.chars().all(|c| c.is_ascii_graphic() || c == ' ');
        if self.value_type.is_text() || readable {
            return text.chars().take(limit).collect();
        }
        let bytes = self.bytes.iter().take(limit / 3).map(|b| format!("{b:02x}"));
        bytes.collect::<Vec<_>>().join(" ")
    }

    /// The number in a `REG_DWORD` of four bytes.
    pub fn as_dword(&self) -> Option<u32> {
        let bytes = <[u8; 4]>::try_from(&self.bytes[..]).ok()?;
        (self.value_type == ValueType::DWORD).then(|| u32::from_le_bytes(bytes))
    }

    /// The text in a value of one of the three text types; the parts of a `REG_MULTI_SZ` are joined by spaces.
    pub fn as_text(&self) -> Option<String> {
        self.value_type.is_text().then(|| self.read_as_text())
    }

    /// The texts in a value of one of the three text types: those of a `REG_MULTI_SZ`, else the one.
    pub fn parts(&self) -> Option<Vec<String>> {
        if !self.value_type.is_text() {
            return None;
        }
        let text = UTF_16LE.decode_without_bom_handling(&self.bytes).0;
        let text = text.trim_end_matches('\0');
        Some(match self.value_type {
            ValueType::MULTI_SZ => text.split('\0').map(str::to_owned).collect(),
            _ => vec![text.replace('\0', " ")],
        })
    }

    /// The bytes as UTF-16LE text, whatever the type says.
    pub fn read_as_text(&self) -> String {
        let text = UTF_16LE.decode_without_bom_handling(&self.bytes).0;
        text.trim_end_matches('\0').replace('\0', " ")
    }
}
