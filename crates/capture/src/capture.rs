//! A capture file or pipe, whatever its format: bytes in, packets out.

use std::fmt;
use std::io::{self, Read};

use crate::link::LinkType;
use crate::step::Step;
use crate::unpack::packed;
use crate::{pcap, pcapng};

/// How much is read at a time: half a megabyte keeps system calls few and the buffer in the cache.
const READ_SIZE: usize = 1 << 19;

/// One captured packet.
#[derive(Debug, Clone, Copy)]
pub struct Packet<'a> {
    /// Its number in the capture, from 1.
    pub frame: u64,
    /// When it was captured, in nanoseconds since 1970 UTC; `None` where the format has no time.
    pub time: Option<i64>,
    /// What its first bytes are.
    pub link: LinkType,
    /// The bytes that were kept.
    pub data: &'a [u8],
}

/// Whether there may be more to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Call again.
    More,
    /// The capture ended where it should.
    End,
}

/// Why an input is no capture.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Reading failed.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The input is something else.
    #[error("not a pcap or pcapng capture: it looks like {0:?}")]
    NotACapture(LooksLike),
}

/// Why reading stopped before the end.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Reading failed, for instance because what was packed is damaged.
    #[error("after {offset} bytes: {source}")]
    Io {
        /// Unpacked bytes read before.
        offset: u64,
        /// What the system or the unpacker says.
        source: io::Error,
    },
    /// The input ends inside a packet.
    #[error("cut off at byte {offset}")]
    CutOff {
        /// Where the unfinished packet or block starts, in unpacked bytes.
        offset: u64,
    },
    /// What follows cannot be a packet or block.
    #[error("damaged at byte {offset}")]
    Damaged {
        /// Where it starts, in unpacked bytes.
        offset: u64,
    },
}

/// What an input that is no capture looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LooksLike {
    /// No byte at all
    Empty,
    /// Readable text
    Text,
    /// XML or HTML
    Markup,
    /// JSON
    Json,
    /// An archive: ZIP, 7z, xz, bzip2 …
    Archive(&'static str),
    /// A capture of a kind that is not read: snoop, Network Monitor, ETL …
    OtherCapture(&'static str),
    /// A program
    Program,
    /// None of these: its first bytes
    Unknown(Vec<u8>),
}

#[derive(Debug)]
enum Format {
    Pcap(pcap::Pcap),
    Pcapng(pcapng::Pcapng),
}

/// Reads a capture in order, at most about a megabyte at a time.
pub struct Capture<R> {
    input: R,
    format: Format,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Unpacked bytes before `buffer[start]`.
    offset: u64,
    frame: u64,
    /// How many bytes the next packet needs; `None` before the first look.
    need: Option<usize>,
}

/// Whether a file that starts with these bytes is a capture, packed or not. Twelve bytes are enough.
pub fn starts_capture(bytes: &[u8]) -> bool {
    let mut header = [0; pcap::HEADER_LEN];
    let known = bytes.len().min(header.len());
    header[..known].copy_from_slice(&bytes[..known]);
    pcap::Pcap::parse(&header).is_some() || pcapng::is_section_header(bytes) || packed(bytes).is_some()
}

impl<R: Read> Capture<R> {
    /// Reads the first bytes and learns the format from them.
    pub fn open(mut input: R) -> Result<Self, OpenError> {
        let mut buffer = vec![0; READ_SIZE];
        let mut end = 0;
        while end < pcap::HEADER_LEN {
            match read_some(&mut input, &mut buffer[end..])? {
                0 => break,
                n => end += n,
            }
        }
        let (format, start) = if let Some(header) = pcap::Pcap::parse(&buffer[..end]) {
            (Format::Pcap(header), pcap::HEADER_LEN)
        } else if pcapng::is_section_header(&buffer[..end]) {
            (Format::Pcapng(pcapng::Pcapng::default()), 0)
        } else {
            return Err(OpenError::NotACapture(LooksLike::guess(&buffer[..end])));
        };
        Ok(Self { input, format, buffer, start, end, offset: start as u64, frame: 0, need: None })
    }

    /// Reads once and hands every packet that is whole then to `on_packet`. Returns early on a slow pipe, so a
    /// caller can show what there is, and look at the clock or a stop flag, between calls.
    pub fn read(&mut self, on_packet: &mut impl FnMut(Packet<'_>)) -> Result<Status, ReadError> {
        // What came with the header is looked at before more is waited for.
        if let Some(need) = self.need {
            self.fill(need)?;
            if self.end == 0 {
                return Ok(Status::End);
            }
        }
        self.need = Some(self.walk(on_packet)?);
        Ok(Status::More)
    }

    /// Reads once into the buffer behind what is left in it.
    fn fill(&mut self, need: usize) -> Result<(), ReadError> {
        self.buffer.copy_within(self.start..self.end, 0);
        (self.start, self.end) = (0, self.end - self.start);
        // A long block makes room for itself; the next read gives that room back.
        let wanted = need.max(READ_SIZE);
        if self.buffer.len() != wanted && self.end <= wanted {
            self.buffer.resize(wanted, 0);
        }
        match read_some(&mut self.input, &mut self.buffer[self.end..]) {
            Ok(0) if self.end > 0 => Err(ReadError::CutOff { offset: self.offset }),
            Ok(n) => {
                self.end += n;
                Ok(())
            }
            Err(source) => Err(ReadError::Io { offset: self.offset + self.end as u64, source }),
        }
    }

    /// Unpacked bytes that were read and understood so far.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Takes every whole packet out of the buffer; returns how many bytes the next one needs.
    fn walk(&mut self, on_packet: &mut impl FnMut(Packet<'_>)) -> Result<usize, ReadError> {
        // Each format has a loop of its own, so that what it does for each packet stays in registers.
        match &mut self.format {
            Format::Pcap(pcap) => {
                let pcap = *pcap;
                self.walk_with(|bytes| pcap.step(bytes), on_packet)
            }
            Format::Pcapng(pcapng) => {
                let mut pcapng = std::mem::take(pcapng);
                let result = self.walk_with(|bytes| pcapng.step(bytes), on_packet);
                self.format = Format::Pcapng(pcapng);
                result
            }
        }
    }

    #[inline]
    fn walk_with(
        &mut self,
        mut step: impl for<'b> FnMut(&'b [u8]) -> Step<'b>,
        on_packet: &mut impl FnMut(Packet<'_>),
    ) -> Result<usize, ReadError> {
        let bytes = &self.buffer[self.start..self.end];
        let (mut at, mut frame) = (0, self.frame);
        let result = loop {
            match step(&bytes[at..]) {
                Step::Packet(taken, time, link, data) => {
                    frame += 1;
                    on_packet(Packet { frame, time, link, data });
                    at += taken;
                }
                Step::Skip(taken) => at += taken,
                Step::Need(n) => break Ok(n),
                Step::Damaged => break Err(ReadError::Damaged { offset: self.offset + at as u64 }),
            }
        };
        self.frame = frame;
        self.start += at;
        self.offset += at as u64;
        result
    }
}

fn read_some(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(buffer) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

impl LooksLike {
    fn guess(bytes: &[u8]) -> Self {
        const MAGICS: &[(&[u8], LooksLike)] = &[
            (b"snoop\0\0\0", LooksLike::OtherCapture("snoop")),
            (b"GMBU", LooksLike::OtherCapture("Microsoft Network Monitor 2")),
            (b"RTSS", LooksLike::OtherCapture("Microsoft Network Monitor 1")),
            (b"TRSNIFF data", LooksLike::OtherCapture("Sniffer")),
            (b"PK\x03\x04", LooksLike::Archive("ZIP")),
            (b"7z\xbc\xaf\x27\x1c", LooksLike::Archive("7z")),
            (b"\xfd7zXZ\0", LooksLike::Archive("xz")),
            (b"BZh", LooksLike::Archive("bzip2")),
            (b"\x1f\x8b", LooksLike::Archive("gzip")),
            (b"\x28\xb5\x2f\xfd", LooksLike::Archive("zstd")),
            (b"\x7fELF", LooksLike::Program),
            (b"MZ", LooksLike::Program),
        ];
        if bytes.is_empty() {
            return Self::Empty;
        }
        if let Some((_, what)) = MAGICS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
            return what.clone();
        }
        // The bytes may end inside a character.
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(e) if e.error_len().is_none() => {
                std::str::from_utf8(&bytes[..e.valid_up_to()]).unwrap_or_default()
            }
            Err(_) => "\0",
        };
        let readable = |c: char| !c.is_control() || c.is_whitespace();
        match text.trim_start_matches('\u{feff}').trim_start().chars().next() {
            Some('<') => Self::Markup,
            Some('{' | '[') => Self::Json,
            _ if text.chars().all(readable) => Self::Text,
            _ => Self::Unknown(bytes[..bytes.len().min(8)].to_vec()),
        }
    }
}

impl<R> fmt::Debug for Capture<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Capture")
            .field("format", &self.format)
            .field("frame", &self.frame)
            .finish_non_exhaustive()
    }
}
