//! Ethernet frames, and what an EtherType stands for: IP, or another header with an EtherType of its own.

use super::network::{Network, u16_at};
use super::ppp::pppoe;

/// An Ethernet frame.
#[inline]
pub(crate) fn ethernet(data: &[u8]) -> Network<'_> {
    match data.get(12..14) {
        Some(ether_type) => from_ether_type(u16_at(ether_type), &data[14..]),
        None => Network::Cut,
    }
}

/// Follows one type after the other to the IP header.
#[inline]
pub(crate) fn from_ether_type(mut ether_type: u16, mut data: &[u8]) -> Network<'_> {
    loop {
        match ether_type {
            0x0800 | 0x86dd => return Network::Ip(data),
            0x0806 => return Network::Arp,
            // 802.1Q, 802.1ad, and what QinQ used before it
            0x8100 | 0x88a8 | 0x9100 | 0x9200 => match data.split_first_chunk::<4>() {
                Some((tag, rest)) => (ether_type, data) = (u16_at(&tag[2..]), rest),
                None => return Network::Cut,
            },
            0x8864 => return pppoe(data),
            // A length: IEEE 802.2 follows; SNAP with an EtherType is the form that carries IP (RFC 1042).
            0..=1500 => match data.split_first_chunk::<8>() {
                Some(([0xaa, 0xaa, 0x03, 0, 0, 0, high, low], rest)) => {
                    (ether_type, data) = (u16::from_be_bytes([*high, *low]), rest);
                    if ether_type <= 1500 {
                        return Network::Other(None);
                    }
                }
                // An Ethernet frame within (RFC 2427, 4.2), with its checksum or without.
                Some(([0xaa, 0xaa, 0x03, 0x00, 0x80, 0xc2, 0x00, 0x01 | 0x07], rest)) => {
                    return ethernet(rest);
                }
                // Other organisations use SNAP for IP, too.
                Some((
                    [0xaa, 0xaa, 0x03, _, _, _, 0x08, 0x00] | [0xaa, 0xaa, 0x03, _, _, _, 0x86, 0xdd],
                    rest,
                )) => return Network::Ip(rest),
                // The service access point of IP
                Some(([0x06, 0x06, 0x03, ..], _)) => return Network::Ip(&data[3..]),
                // Cisco, IEEE 802.1 and AppleTalk speak of the links themselves.
                Some((
                    [0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, ..]
                    | [0xaa, 0xaa, 0x03, 0x00, 0x80, 0xc2, ..]
                    | [0xaa, 0xaa, 0x03, 0x08, 0x00, 0x07, ..],
                    _,
                )) => return Network::Other(None),
                Some(([0xaa, 0xaa, 0x03, ..], _)) => return Network::Unread,
                _ => return Network::Other(None),
            },
            rare => match tag(rare, data) {
                Tag::Of(length) => match (data.get(length..length + 2), data.get(length + 2..)) {
                    (Some(next), Some(rest)) => (ether_type, data) = (u16_at(next), rest),
                    _ => return Network::Cut,
                },
                Tag::Frame(length) => return data.get(length..).map_or(Network::Cut, ethernet),
                Tag::Encrypted => return Network::Encrypted,
                Tag::Cut => return Network::Cut,
                Tag::No => return Network::Other(Some(rare)),
            },
        }
    }
}

/// What switches put before a frame's own EtherType.
enum Tag {
    /// So many bytes, then an EtherType.
    Of(usize),
    /// So many bytes, then a whole Ethernet frame.
    Frame(usize),
    /// What follows cannot be read.
    Encrypted,
    /// It ends before it says how long it is.
    Cut,
    /// No such thing.
    No,
}

#[cold]
fn tag(ether_type: u16, data: &[u8]) -> Tag {
    match ether_type {
        // Cisco VN-Tag; HSR (IEC 62439-3): path, size, sequence number
        0x8926 | 0x892f => Tag::Of(4),
        // Cisco's timestamp tag, Cisco MetaData (security group), IEEE 802.1BR E-TAG
        0x8988 | 0x8909 | 0x893f => Tag::Of(6),
        // Cisco FabricPath: tree and time to live
        0x8903 => Tag::Frame(2),
        // IEEE 802.1ah: priority and service
        0x88e7 => Tag::Frame(4),
        // Arista's time stamps: kind and version, then 64 bits or 48
        0xd28b => match data.get(..4) {
            Some([0, 1, 0x00, 0x10]) => Tag::Of(12),
            Some([0, 1, 0x00, 0x20]) => Tag::Of(10),
            Some(_) => Tag::No,
            None => Tag::Cut,
        },
        // IEEE 802.1AE: flags, short length, packet number, and the channel if a flag says so
        0x88e5 => {
            const CHANNEL: u8 = 0x20;
            const ENCRYPTED_OR_CHANGED: u8 = 0x0c;
            match data.first() {
                Some(flags) if flags & ENCRYPTED_OR_CHANGED != 0 => Tag::Encrypted,
                Some(flags) if flags & CHANNEL != 0 => Tag::Of(14),
                Some(_) => Tag::Of(6),
                None => Tag::Cut,
            }
        }
        _ => Tag::No,
    }
}
