//! What the lines of a registry file do.

use std::ops::Range;

use crate::data::Data;

/// Why a line, or a value over several lines, is not imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ignored {
    /// It starts with nothing that a key or a value starts with.
    Prose,
    /// The first line lacks its `[`, or something stands before it.
    NoOpeningBracket,
    /// `[` and no `]`.
    NoClosingBracket,
    /// A blank behind `[`: the values that follow go to the key before.
    BlankAfterBracket,
    /// The name does not begin with one of the roots in full.
    UnknownRoot(String),
    /// `[-` and no root behind it, or a root without a key below.
    NothingToDelete,
    /// A part of the name has more than 255 characters.
    NameTooLong,
    /// A value before any key, or below a key that was not taken.
    NoKey,
    /// A quotation mark other than `"` around the name or the data, as word processors and web pages put it.
    WrongQuotes(char),
    /// The value's name has no closing quote, or a bad escape.
    BadName,
    /// No `=` behind the name.
    NoEquals,
    /// Something behind the `-` that deletes a value.
    AfterMinus,
    /// None of `"`, `dword:`, `hex:`, `hex(N):`; in small letters only.
    UnknownType(String),
    /// No closing quote, or a bad escape.
    BadString,
    /// Something other than `;` behind the closing quote.
    AfterString,
    /// Not 1 to 8 hexadecimal digits.
    BadDword(String),
    /// Not bytes in hexadecimal with commas.
    BadHex,
    /// What follows a `\` at the end of a line, on the line with this number, does not go on.
    BrokenContinuation(u32),
    /// Of a script, a listing or preferences: something else, or with what is not known here.
    NotRead,
    /// Of a script, a listing or preferences: a line that cannot work as it stands there.
    BadCommand,
}

/// A way in which a line is read otherwise than it looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// `\` before this character is no escape: the character alone is kept.
    EscapeKept(char),
    /// The name of the key goes on to the last `]` of the line.
    KeyEndsAtLastBracket,
    /// What stands behind the `]`, and is no comment, is dropped.
    TextAfterKey,
    /// Two backslashes in the name of the key.
    DoubledBackslash,
    /// The bytes are UTF-8, but are read in the code page.
    Misread,
    /// The line is cut at a NUL character.
    CutAtNul,
}

/// What a statement does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Nothing: a blank line.
    Blank,
    /// Nothing: a line that starts with `;` or `#`.
    Comment,
    /// The first line.
    Header,
    /// Makes a key if it is not there; values go into it.
    Key(KeyId),
    /// Deletes a key with everything below it.
    DeleteKey(KeyId),
    /// Sets a value; the empty name is the default value.
    Set {
        /// Where.
        key: KeyId,
        /// Its name.
        name: String,
        /// What it holds then.
        data: Data,
    },
    /// Deletes a value.
    DeleteValue {
        /// Where.
        key: KeyId,
        /// Its name.
        name: String,
    },
    /// Nothing, though it looks as if it should.
    Ignored(Ignored),
}

impl What {
    /// The key that it is about.
    pub fn key(&self) -> Option<KeyId> {
        match self {
            Self::Key(id) | Self::DeleteKey(id) => Some(*id),
            Self::Set { key, .. } | Self::DeleteValue { key, .. } => Some(*key),
            Self::Blank | Self::Comment | Self::Header | Self::Ignored(_) => None,
        }
    }
}

/// A key of a [`RegFile`](crate::RegFile).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId(pub(crate) usize);

impl KeyId {
    pub(crate) fn index(self) -> usize {
        self.0
    }
}

/// A line, or the lines of a value that is continued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Number of its first line, from 1.
    pub line: u32,
    /// How many lines it has.
    pub lines: u32,
    /// What it does.
    pub what: What,
    /// How it is read otherwise than it looks.
    pub remarks: Vec<Remark>,
    pub(crate) bytes: Range<usize>,
}
