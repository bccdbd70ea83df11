//! Reading what is small by its nature, and no further.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// How many bytes a file has at the most that people write by hand: a policy, settings, clients, a list of targets.
pub const BY_HAND: u64 = 1 << 20;

/// A file has more bytes than its kind ever has. Comes inside an [`io::Error`]; [`TooLarge::of`] finds it there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more than {limit} bytes")]
pub struct TooLarge {
    /// How many bytes there may be.
    pub limit: u64,
}

impl TooLarge {
    /// The limit that was passed, if that is what the error is about.
    pub fn of(problem: &io::Error) -> Option<Self> {
        problem.get_ref()?.downcast_ref().copied()
    }
}

/// Reads all of an input that has at most so many bytes.
pub fn read_bounded(input: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, TooLarge { limit }));
    }
    Ok(bytes)
}

/// A text is not in UTF-8. Comes inside an [`io::Error`]; [`NotUtf8::of`] finds it there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no text in UTF-8")]
pub struct NotUtf8;

impl NotUtf8 {
    /// Whether that is what an error is about.
    pub fn of(problem: &io::Error) -> Option<Self> {
        problem.get_ref()?.downcast_ref().copied()
    }
}

/// Reads a text that people write by hand.
pub fn text_by_hand(input: impl Read) -> io::Result<String> {
    let bytes = read_bounded(input, BY_HAND)?;
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, NotUtf8))
}

/// Reads such a file.
pub fn read_by_hand(path: &Path) -> io::Result<String> {
    text_by_hand(File::open(path)?)
}
