//! What the next bytes of a capture are: the answer that every format gives.

use crate::layers::link::LinkType;

/// The longest packet or block that is believed. Real captures stay below 256 KiB a packet; blocks with
/// names or secrets may be longer.
pub(crate) const MAX_BLOCK: usize = 16 << 20;

/// The place of a packet or block inside the buffer.
pub(crate) enum Step<'a> {
    /// A packet (frame number still to be given) that takes so many bytes.
    Packet(usize, Raw<'a>),
    /// Something without a packet that takes so many bytes.
    Skip(usize),
    /// At least so many bytes are needed.
    Need(usize),
    /// Another capture starts here, as when files are joined.
    Restart,
    /// Cannot be read on from here.
    Damaged,
}

/// A packet without its number.
#[derive(Clone, Copy)]
pub(crate) struct Raw<'a> {
    pub time: Option<i64>,
    pub link: LinkType,
    pub data: &'a [u8],
    /// How long it was on the wire.
    pub wire_len: u32,
}
