//! The pcap file format (draft-ietf-opsawg-pcap): a header of 24 bytes, then records.
//!
//! Read here and not by a library because a record header is four numbers, and no library reads all the
//! variants: both endians of microseconds, nanoseconds, and Alexey Kuznetzov's modified format, whose record
//! headers have eight bytes more.

use crate::layers::link::LinkType;
use crate::magic::{PCAP_HEADER, is_pcap, is_section_header, pcap_magic, u32_at};
use crate::step::{MAX_BLOCK, Raw, Step};

#[derive(Debug, Clone, Copy)]
pub(crate) struct Pcap {
    big_endian: bool,
    record_header: usize,
    /// Nanoseconds that one unit of the second time field stands for.
    fraction: i64,
    link: LinkType,
}

impl Pcap {
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (big_endian, magic) = pcap_magic(bytes)?;
        let (record_header, fraction) = match magic {
            0xa1b2c3d4 => (16, 1000),
            0xa1b23c4d => (16, 1),
            _ => (24, 1000),
        };
        let header = bytes.get(..PCAP_HEADER)?;
        // The upper bits say how long the frame check sequence is.
        let link = LinkType(u32_at(header, 20, big_endian) & 0x03ff_ffff);
        Some(Self { big_endian, record_header, fraction, link })
    }

    // Called for each packet from one place; as a function of its own it costs a tenth of all reading.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    pub fn step<'a>(&self, bytes: &'a [u8]) -> Step<'a> {
        let Some(header) = bytes.get(..self.record_header) else { return Step::Need(self.record_header) };
        let field = |i: usize| u32_at(header, i * 4, self.big_endian);
        let captured = field(2) as usize;
        // The header of another file would read as an empty packet.
        if captured.wrapping_sub(1) >= MAX_BLOCK
            && let Some(step) = odd(bytes, captured)
        {
            return step;
        }
        let whole = self.record_header + captured;
        let Some(data) = bytes.get(self.record_header..whole) else { return Step::Need(whole) };
        let time = i64::from(field(0)) * 1_000_000_000 + i64::from(field(1)) * self.fraction;
        Step::Packet(whole, Raw { time: Some(time), link: self.link, data, wire_len: field(3) })
    }
}

/// What stands where a packet's header of such a length should; `None` for an empty packet.
#[cold]
fn odd<'a>(bytes: &[u8], captured: usize) -> Option<Step<'a>> {
    match bytes.get(..PCAP_HEADER) {
        Some(header) if starts_another(header) => Some(Step::Restart),
        None if is_pcap(bytes) => Some(Step::Need(PCAP_HEADER)),
        _ => (captured > MAX_BLOCK).then_some(Step::Damaged),
    }
}

/// Whether these bytes, in which a packet's header should stand, are a file's header (version 2.4) or a section's.
fn starts_another(header: &[u8]) -> bool {
    let version = |file: Pcap| u32_at(header, 4, file.big_endian);
    Pcap::parse(header).is_some_and(|file| matches!(version(file), 0x0004_0002 | 0x0002_0004))
        || is_section_header(header)
}
