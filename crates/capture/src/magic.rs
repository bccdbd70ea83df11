//! How files of captures begin: what one format must know of the other, since files are joined.

/// The length of a pcap file's header, in bytes.
pub(crate) const PCAP_HEADER: usize = 24;

/// The type of the block that begins a section of a pcapng file.
pub(crate) const SECTION_HEADER: u32 = 0x0a0d0d0a;

/// The number that a pcap file begins with, and whether the file is big-endian.
pub(crate) fn pcap_magic(bytes: &[u8]) -> Option<(bool, u32)> {
    let four = *bytes.first_chunk::<4>()?;
    let known = |number: &u32| matches!(number, 0xa1b2c3d4 | 0xa1b23c4d | 0xa1b2cd34);
    let little = Some(u32::from_le_bytes(four)).filter(known).map(|number| (false, number));
    little.or_else(|| Some(u32::from_be_bytes(four)).filter(known).map(|number| (true, number)))
}

/// Whether a pcap file starts here, by its first four bytes.
pub(crate) fn is_pcap(bytes: &[u8]) -> bool {
    pcap_magic(bytes).is_some()
}

/// Whether a section of a pcapng file starts here.
pub(crate) fn is_section_header(bytes: &[u8]) -> bool {
    bytes.starts_with(&SECTION_HEADER.to_be_bytes()) && section_is_big_endian(bytes).is_some()
}

/// The byte order of a section: its magic stands after type and length.
pub(crate) fn section_is_big_endian(bytes: &[u8]) -> Option<bool> {
    match bytes.get(8..12)? {
        [0x1a, 0x2b, 0x3c, 0x4d] => Some(true),
        [0x4d, 0x3c, 0x2b, 0x1a] => Some(false),
        _ => None,
    }
}

/// A number of four bytes.
#[inline]
pub(crate) fn u32_at(bytes: &[u8], at: usize, big_endian: bool) -> u32 {
    let four = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
    if big_endian { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
}
