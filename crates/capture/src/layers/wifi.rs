//! IEEE 802.11 data frames.

use super::ethernet::from_ether_type;
use super::network::{Network, u16_at};

/// Frame control, duration, three addresses, sequence control.
const HEADER: usize = 24;

/// LLC and SNAP with no organisation: an EtherType follows (RFC 1042).
const LLC: [u8; 6] = [0xaa, 0xaa, 0x03, 0, 0, 0];

/// The network packet in a frame that was not encrypted on the air, or was decrypted by whoever captured it.
pub(crate) fn frame(data: &[u8]) -> Network<'_> {
    const PROTECTED: u8 = 0x40;
    let Some(&[_, flags]) = data.first_chunk::<2>() else { return Network::Cut };
    let Some(length) = header_length(data) else { return Network::Other(None) };
    match llc(data, length) {
        Some(network) => network,
        None if flags & PROTECTED != 0 => Network::Encrypted,
        None if data.len() < length + LLC.len() => Network::Cut,
        None => Network::Other(None),
    }
}

/// The same for a frame in a file that says it is something else: only where the LLC header is just where it should be.
pub(crate) fn behind_llc(data: &[u8]) -> Option<Network<'_>> {
    llc(data, header_length(data)?)
}

/// How long a data frame's header is; `None` for other frames, and for those without data.
fn header_length(data: &[u8]) -> Option<usize> {
    const DATA: u8 = 2;
    const WITHOUT_DATA: u8 = 0x40;
    const QUALITY_OF_SERVICE: u8 = 0x80;
    const BOTH_SYSTEMS: u8 = 0x03;
    const ORDER: u8 = 0x80;
    let &[kind, flags] = data.first_chunk::<2>()?;
    if kind & 0x03 != 0 || kind >> 2 & 0x03 != DATA || kind & WITHOUT_DATA != 0 {
        return None;
    }
    let fourth_address = if flags & BOTH_SYSTEMS == BOTH_SYSTEMS { 6 } else { 0 };
    let quality = kind & QUALITY_OF_SERVICE != 0;
    let more = match (quality, flags & ORDER != 0) {
        (true, true) => 6,
        (true, false) => 2,
        (false, _) => 0,
    };
    Some(HEADER + fourth_address + more)
}

/// Behind the header, or up to two bytes later where it is padded to four, or eight where what a driver decrypted kept
/// its initialisation vector.
fn llc(data: &[u8], length: usize) -> Option<Network<'_>> {
    [0, 2, 8].into_iter().find_map(|padding| {
        let rest = data.get(length + padding..)?.strip_prefix(&LLC)?;
        let (ether_type, packet) = rest.split_first_chunk::<2>()?;
        Some(from_ether_type(u16_at(ether_type), packet))
    })
}
