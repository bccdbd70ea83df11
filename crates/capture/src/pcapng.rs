//! The pcapng file format (draft-ietf-opsawg-pcapng): sections of blocks, each section with its own byte
//! order and interfaces. The blocks' contents are read by `pcap-parser`.

use pcap_parser::pcapng::{Block, parse_block_be, parse_block_le};
use pcap_parser::traits::PcapNGPacketBlock;

use crate::link::LinkType;
use crate::step::{MAX_BLOCK, Step};

const SECTION_HEADER: u32 = 0x0a0d0d0a;
/// The Packet Block that Enhanced Packet Blocks replaced; `pcap-parser` knows it not.
const OLD_PACKET: u32 = 2;

/// More interfaces than this in one section are not believed: they are kept in memory.
const MAX_INTERFACES: usize = 1 << 16;

#[derive(Debug, Default)]
pub(crate) struct Pcapng {
    big_endian: bool,
    interfaces: Vec<Interface>,
}

#[derive(Debug, Clone, Copy)]
struct Interface {
    link: LinkType,
    snap_len: u32,
    /// Units of the time stamps in a second; 0 where they make no sense.
    units: u64,
    offset_seconds: i64,
}

pub(crate) fn is_section_header(bytes: &[u8]) -> bool {
    bytes.starts_with(&SECTION_HEADER.to_be_bytes()) && section_is_big_endian(bytes).is_some()
}

/// The byte-order magic stands after type and length.
fn section_is_big_endian(bytes: &[u8]) -> Option<bool> {
    match bytes.get(8..12)? {
        [0x1a, 0x2b, 0x3c, 0x4d] => Some(true),
        [0x4d, 0x3c, 0x2b, 0x1a] => Some(false),
        _ => None,
    }
}

impl Pcapng {
    pub fn step<'a>(&mut self, bytes: &'a [u8]) -> Step<'a> {
        let Some(header) = bytes.first_chunk::<12>() else { return Step::Need(12) };
        if header[..4] == SECTION_HEADER.to_be_bytes() {
            let Some(big_endian) = section_is_big_endian(header) else { return Step::Damaged };
            self.big_endian = big_endian;
        }
        let block_type = self.u32_at(header, 0);
        let length = self.u32_at(header, 4) as usize;
        if !(12..=MAX_BLOCK).contains(&length) {
            return Step::Damaged;
        }
        // Some writers leave out the padding in the length; the block is padded all the same.
        let whole = length.next_multiple_of(4);
        let Some(block) = bytes.get(..whole) else { return Step::Need(whole) };
        if block_type == OLD_PACKET {
            return self.old_packet(block, whole);
        }
        let parse = if self.big_endian { parse_block_be } else { parse_block_le };
        let Ok((_, content)) = parse(block) else {
            // The length was sane, so only this block's content is lost.
            return Step::Skip(whole);
        };
        match content {
            Block::SectionHeader(_) => {
                self.interfaces.clear();
                Step::Skip(whole)
            }
            Block::InterfaceDescription(_) if self.interfaces.len() >= MAX_INTERFACES => Step::Damaged,
            Block::InterfaceDescription(interface) => {
                self.interfaces.push(Interface {
                    link: LinkType(u32::try_from(interface.linktype.0).unwrap_or(u32::MAX)),
                    snap_len: interface.snaplen,
                    units: interface.ts_resolution().unwrap_or(0),
                    offset_seconds: interface.ts_offset(),
                });
                Step::Skip(whole)
            }
            Block::EnhancedPacket(packet) => {
                let Some(&interface) = self.interfaces.get(packet.if_id as usize) else {
                    return Step::Skip(whole);
                };
                let time = interface.time(packet.ts_high, packet.ts_low);
                let captured = (packet.caplen as usize).min(packet.packet_data().len());
                // Type, length, and five words stand before the data.
                match block.get(28..28 + captured) {
                    Some(data) => Step::Packet(whole, time, interface.link, data),
                    None => Step::Skip(whole),
                }
            }
            Block::SimplePacket(packet) => {
                let Some(interface) = self.interfaces.first() else { return Step::Skip(whole) };
                let limit = if interface.snap_len == 0 { u32::MAX } else { interface.snap_len };
                let captured = packet.origlen.min(limit) as usize;
                let data = &block[12..whole - 4];
                Step::Packet(whole, None, interface.link, &data[..captured.min(data.len())])
            }
            _ => Step::Skip(whole),
        }
    }

    fn old_packet<'a>(&self, block: &'a [u8], whole: usize) -> Step<'a> {
        let Some(header) = block.get(8..28) else { return Step::Skip(whole) };
        let id = [header[0], header[1]];
        let id = if self.big_endian { u16::from_be_bytes(id) } else { u16::from_le_bytes(id) };
        let captured = self.u32_at(header, 12) as usize;
        match (self.interfaces.get(usize::from(id)), block.get(28..28 + captured.min(whole))) {
            (Some(interface), Some(data)) => {
                let time = interface.time(self.u32_at(header, 4), self.u32_at(header, 8));
                Step::Packet(whole, time, interface.link, data)
            }
            _ => Step::Skip(whole),
        }
    }

    fn u32_at(&self, bytes: &[u8], at: usize) -> u32 {
        let four = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
        if self.big_endian { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
    }
}

impl Interface {
    /// Nanoseconds since 1970; `None` when the units make no sense or the time is out of range.
    fn time(self, high: u32, low: u32) -> Option<i64> {
        let stamp = u128::from(high) << 32 | u128::from(low);
        let nanoseconds = (stamp * 1_000_000_000).checked_div(u128::from(self.units))?;
        i64::try_from(nanoseconds).ok()?.checked_add(self.offset_seconds.checked_mul(1_000_000_000)?)
    }
}
