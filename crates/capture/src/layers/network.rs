//! What stands behind a link layer: the answer that every link gives.

/// What was found behind the link layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Network<'a> {
    /// An IP header follows; its first half-byte says which.
    Ip(&'a [u8]),
    /// ARP
    Arp,
    /// Another protocol, by its EtherType where it has one
    Other(Option<u16>),
    /// Encrypted on this layer
    Encrypted,
    /// A protocol above the link layer that has no EtherType and is not read
    Unread,
    /// The link layer itself is not read
    UnknownLink,
    /// Too short for its own headers
    Cut,
}

/// A number of two bytes in network byte order.
pub(crate) fn u16_at(bytes: &[u8]) -> u16 {
    u16::from_be_bytes([bytes[0], bytes[1]])
}
