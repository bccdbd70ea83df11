//! Packets, and where bytes stood.

use crate::layers::link::LinkType;

/// One captured packet.
#[derive(Debug, Clone, Copy)]
pub struct Packet<'a> {
    /// Its number in the capture, from 1.
    pub frame: u64,
    /// When it was captured, in nanoseconds since 1970 UTC; `None` where the format has no time.
    pub time: Option<i64>,
    /// What its first bytes are.
    pub link: LinkType,
    /// The bytes that were kept.
    pub data: &'a [u8],
    /// How many there were on the wire.
    pub wire_len: u32,
}

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
