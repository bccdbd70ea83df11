//! The pcap file format (draft-ietf-opsawg-pcap): a header of 24 bytes, then records.
//!
//! Read here and not by a library because a record header is four numbers, and no library reads all the
//! variants: both endians of microseconds, nanoseconds, and Alexey Kuznetzov's modified format, whose record
//! headers have eight bytes more.

use crate::link::LinkType;
use crate::step::{MAX_BLOCK, Step};

pub(crate) const HEADER_LEN: usize = 24;

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
        let magic = bytes.first_chunk::<4>()?;
        let (big_endian, magic) = match u32::from_le_bytes(*magic) {
            little @ (0xa1b2c3d4 | 0xa1b23c4d | 0xa1b2cd34) => (false, little),
            _ => (true, u32::from_be_bytes(*magic)),
        };
        let (record_header, fraction) = match magic {
            0xa1b2c3d4 => (16, 1000),
            0xa1b23c4d => (16, 1),
            0xa1b2cd34 => (24, 1000),
            _ => return None,
        };
        let header = bytes.get(..HEADER_LEN)?;
        // The upper bits say how long the frame check sequence is.
        let link = LinkType(u32_at(header, 20, big_endian) & 0x03ff_ffff);
        Some(Self { big_endian, record_header, fraction, link })
    }

    #[inline]
    pub fn step<'a>(&self, bytes: &'a [u8]) -> Step<'a> {
        let Some(header) = bytes.get(..self.record_header) else { return Step::Need(self.record_header) };
        let field = |i: usize| u32_at(header, i * 4, self.big_endian);
        let captured = field(2) as usize;
        if captured > MAX_BLOCK {
            return Step::Damaged;
        }
        let whole = self.record_header + captured;
        let Some(data) = bytes.get(self.record_header..whole) else { return Step::Need(whole) };
        let time = i64::from(field(0)) * 1_000_000_000 + i64::from(field(1)) * self.fraction;
        Step::Packet(whole, Some(time), self.link, data)
    }
}

#[inline]
fn u32_at(bytes: &[u8], at: usize, big_endian: bool) -> u32 {
    let four = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
    if big_endian { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
}
