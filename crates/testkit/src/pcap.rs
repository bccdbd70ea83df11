//! Captures.

/// A little-endian pcap file of Ethernet frames, one a millisecond.
pub fn pcap(packets: &[Vec<u8>]) -> Vec<u8> {
    pcap_of_link(packets, 1)
}

pub fn pcap_of_link(packets: &[Vec<u8>], link: u32) -> Vec<u8> {
    let mut file = Vec::new();
    for word in [0xa1b2c3d4, 0x0004_0002, 0, 0, 262_144, link] {
        file.extend(u32::to_le_bytes(word));
    }
    for (i, packet) in packets.iter().enumerate() {
        for word in [1_700_000_000, i as u32 * 1000, packet.len() as u32, packet.len() as u32] {
            file.extend(word.to_le_bytes());
        }
        file.extend(packet);
    }
    file
}
