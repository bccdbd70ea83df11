//! The pcapng file format (draft-ietf-opsawg-pcapng): sections of blocks, each section with its own byte
//! order and interfaces. The blocks' contents are read by `pcap-parser`.

use pcap_parser::pcapng::{Block, PcapNGOption, parse_block_be, parse_block_le};

use crate::layers::link::LinkType;
use crate::magic::{PCAP_HEADER, SECTION_HEADER, is_pcap, section_is_big_endian};
use crate::step::{MAX_BLOCK, Raw, Step};

const ENHANCED_PACKET: u32 = 6;
/// The Packet Block that Enhanced Packet Blocks replaced; `pcap-parser` knows it not.
const OLD_PACKET: u32 = 2;

// Options of interface statistics (draft-ietf-opsawg-pcapng, 4.6).
const DROPPED_BY_INTERFACE: u16 = 5;
const DROPPED_BY_SYSTEM: u16 = 7;
/// Option of a packet: those dropped between this one and the one before (4.3).
const DROPPED_BEFORE: u16 = 4;

/// More interfaces than this in one section are not believed: they are kept in memory.
const MAX_INTERFACES: usize = 1 << 16;

#[derive(Debug, Default)]
pub(crate) struct Pcapng {
    big_endian: bool,
    interfaces: Vec<Interface>,
    /// Packets dropped in sections that ended.
    dropped_before: u64,
    /// Packets dropped in this section, as its packets say; its statistics count the same ones.
    dropped_by_packets: u64,
    /// A block that should have been read could not be, or not as it stands there.
    pub damaged: bool,
    /// Packets that could not be read since this was looked at.
    pub unreadable: u64,
}

#[derive(Debug, Clone, Copy)]
struct Interface {
    link: LinkType,
    snap_len: u32,
    /// Units of the time stamps in a second; 0 where they make no sense.
    units: u64,
    offset_seconds: i64,
    /// Packets dropped by the interface and by the system, as the statistics say; they count from the start.
    dropped: u64,
}

impl Pcapng {
    pub fn step<'a>(&mut self, bytes: &'a [u8]) -> Step<'a> {
        let Some(header) = bytes.first_chunk::<12>() else { return Step::Need(12) };
        if header[..4] == SECTION_HEADER.to_be_bytes() {
            let Some(big_endian) = section_is_big_endian(header) else { return Step::Damaged };
            self.big_endian = big_endian;
        }
        if is_pcap(header) {
            if bytes.len() < PCAP_HEADER {
                return Step::Need(PCAP_HEADER);
            }
            return Step::Restart;
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
            // The length was sane, so only this block is; a packet can be read all the same.
            self.damaged = true;
            return match block_type {
                ENHANCED_PACKET => self.packet(block, whole, self.u32_at(block, 8) as usize),
                _ => Step::Skip(whole),
            };
        };
        match content {
            Block::SectionHeader(_) => {
                self.dropped_before = self.dropped();
                self.dropped_by_packets = 0;
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
                    dropped: 0,
                });
                Step::Skip(whole)
            }
            Block::EnhancedPacket(packet) => {
                let dropped = self.count(&packet.options, DROPPED_BEFORE);
                self.dropped_by_packets = self.dropped_by_packets.saturating_add(dropped);
                self.packet(block, whole, packet.if_id as usize)
            }
            Block::SimplePacket(packet) => {
                let Some(interface) = self.interfaces.first() else { return self.unreadable(whole) };
                let limit = if interface.snap_len == 0 { u32::MAX } else { interface.snap_len };
                let captured = packet.origlen.min(limit) as usize;
                let data = &block[12..whole - 4];
                let data = &data[..captured.min(data.len())];
                Step::Packet(whole, Raw { time: None, link: interface.link, data, wire_len: packet.origlen })
            }
            Block::InterfaceStatistics(statistics) => {
                let count = |code: u16| self.count(&statistics.options, code);
                let dropped = count(DROPPED_BY_INTERFACE).saturating_add(count(DROPPED_BY_SYSTEM));
                match self.interfaces.get_mut(statistics.if_id as usize) {
                    Some(interface) => interface.dropped = interface.dropped.max(dropped),
                    None => self.dropped_before = self.dropped_before.max(dropped),
                }
                Step::Skip(whole)
            }
            _ => Step::Skip(whole),
        }
    }

    fn old_packet<'a>(&mut self, block: &'a [u8], whole: usize) -> Step<'a> {
        let Some(id) = block.get(8..10) else { return self.unreadable(whole) };
        let id = [id[0], id[1]];
        let id = if self.big_endian { u16::from_be_bytes(id) } else { u16::from_le_bytes(id) };
        self.packet(block, whole, id.into())
    }

    /// The packet of a block: type, length, interface, two words of time, two lengths, the data.
    fn packet<'a>(&mut self, block: &'a [u8], whole: usize, interface: usize) -> Step<'a> {
        const DATA: usize = 28;
        let Some(header) = block.get(..DATA) else { return self.unreadable(whole) };
        let [high, low, captured, wire_len] = [12, 16, 20, 24].map(|at| self.u32_at(header, at));
        let there = block.len().saturating_sub(DATA + 4);
        let captured = (captured as usize).min(there);
        match (self.interfaces.get(interface), block.get(DATA..DATA + captured)) {
            (Some(interface), Some(data)) => {
                let time = interface.time(high, low);
                Step::Packet(whole, Raw { time, link: interface.link, data, wire_len })
            }
            _ => self.unreadable(whole),
        }
    }

    /// A packet of which nobody knows what it is.
    fn unreadable<'a>(&mut self, whole: usize) -> Step<'a> {
        self.damaged = true;
        self.unreadable += 1;
        Step::Skip(whole)
    }

    /// Packets that were dropped while capturing, as far as the file says it.
    pub fn dropped(&self) -> u64 {
        let by_statistics = self.interfaces.iter().map(|interface| interface.dropped);
        let by_statistics = by_statistics.fold(0, u64::saturating_add);
        self.dropped_before.saturating_add(by_statistics.max(self.dropped_by_packets))
    }

    /// A number of eight bytes among a block's options; 0 without it.
    fn count(&self, options: &[PcapNGOption<'_>], code: u16) -> u64 {
        let option = options.iter().find(|option| option.code.0 == code);
        option.and_then(|option| option.value.first_chunk::<8>()).map_or(0, |eight| {
            if self.big_endian { u64::from_be_bytes(*eight) } else { u64::from_le_bytes(*eight) }
        })
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
