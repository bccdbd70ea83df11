//! Where and when bytes were seen.

/// Where and when some bytes were seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct At {
    /// Number of the input, from 0, where there are several.
    pub input: u32,
    /// Number of the packet, from 1; 0 where there are no packets.
    pub frame: u64,
    /// Nanoseconds since 1970 UTC.
    pub time: Option<i64>,
}
