//! Where bytes were captured.

/// The packet that some bytes came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct At {
    /// The input that it stands in, from 0.
    pub input: u32,
    /// Its number in that input, from 1.
    pub frame: u64,
    /// Its time in nanoseconds since 1970 UTC.
    pub time: Option<i64>,
}
