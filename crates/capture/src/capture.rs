//! A capture file or pipe, whatever its format: bytes in, packets out.

use std::fmt;
use std::io::{self, Read};

use crate::magic::{PCAP_HEADER, is_section_header};
use crate::packet::Packet;
use crate::step::{Raw, Step};
use crate::unpack::packed;
use crate::{pcap, pcapng};

/// How much is read at a time: half a megabyte keeps system calls few and the buffer in the cache.
const READ_SIZE: usize = 1 << 19;

/// Whether there may be more to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Call again.
    More,
    /// The next packet is from later than was asked for, from then.
    Later(i64),
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
    /// A block is damaged, or what it refers to is missing; what follows was read all the same.
    #[error("damaged at byte {offset}; {packets} packets cannot be read")]
    DamagedBlock {
        /// Where the first such block starts, in unpacked bytes.
        offset: u64,
        /// Packets that could not be read for it.
        packets: u64,
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
    read_size: usize,
    format: Format,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Unpacked bytes before `buffer[start]`.
    offset: u64,
    frame: u64,
    /// How many bytes the next packet needs; `None` where what is in the buffer was not looked at yet.
    need: Option<usize>,
    /// Where the first thing stands that could not be read, though what follows could.
    damaged: Option<u64>,
    /// Packets that could not be read.
    unreadable: u64,
    /// Packets dropped while capturing, in files that ended before the current one in the same input.
    dropped_before: u64,
}

/// Whether a file that starts with these bytes is a capture, packed or not. Twelve bytes are enough.
pub fn starts_capture(bytes: &[u8]) -> bool {
    let mut header = [0; PCAP_HEADER];
    let known = bytes.len().min(header.len());
    header[..known].copy_from_slice(&bytes[..known]);
    pcap::Pcap::parse(&header).is_some() || is_section_header(bytes) || packed(bytes).is_some()
}

impl<R: Read> Capture<R> {
    /// Reads the first bytes and learns the format from them.
    pub fn open(input: R) -> Result<Self, OpenError> {
        Self::open_with(input, READ_SIZE)
    }

    /// The same, with the number of bytes that are read at a time.
    pub fn open_with(mut input: R, read_size: usize) -> Result<Self, OpenError> {
        let read_size = read_size.max(PCAP_HEADER);
        let mut buffer = vec![0; read_size];
        let mut end = 0;
        while end < PCAP_HEADER {
            match read_some(&mut input, &mut buffer[end..])? {
                0 => break,
                n => end += n,
            }
        }
        let Some((format, start)) = Format::of(&buffer[..end]) else {
            return Err(OpenError::NotACapture(LooksLike::guess(&buffer[..end])));
        };
        Ok(Self {
            input,
            read_size,
            format,
            buffer,
            start,
            end,
            offset: start as u64,
            frame: 0,
            need: None,
            damaged: None,
            unreadable: 0,
            dropped_before: 0,
        })
    }

    /// Reads once and hands every packet that is whole then to `on_packet`. Returns early on a slow pipe, so a
    /// caller can show what there is, and look at the clock or a stop flag, between calls.
    pub fn read(&mut self, on_packet: &mut impl FnMut(Packet<'_>)) -> Result<Status, ReadError> {
        self.read_until(i64::MAX, on_packet)
    }

    /// The same, but no packet that is from later than `latest` (nanoseconds since 1970): it comes with a later call.
    pub fn read_until(
        &mut self,
        latest: i64,
        on_packet: &mut impl FnMut(Packet<'_>),
    ) -> Result<Status, ReadError> {
        // What came with the header is looked at before more is waited for.
        if let Some(need) = self.need {
            self.fill(need)?;
            if self.end == 0 {
                return match self.damaged {
                    Some(offset) => Err(ReadError::DamagedBlock { offset, packets: self.unreadable }),
                    None => Ok(Status::End),
                };
            }
        }
        Ok(match self.walk(latest, on_packet)? {
            Walked::Need(bytes) => {
                self.need = Some(bytes);
                Status::More
            }
            Walked::Restarted => {
                self.need = None;
                Status::More
            }
            Walked::Later(time) => {
                self.need = None;
                Status::Later(time)
            }
        })
    }

    /// Reads once into the buffer behind what is left in it.
    fn fill(&mut self, need: usize) -> Result<(), ReadError> {
        self.buffer.copy_within(self.start..self.end, 0);
        (self.start, self.end) = (0, self.end - self.start);
        // A long block makes room for itself; the next read gives that room back.
        let wanted = need.max(self.read_size);
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

    /// Packets that were dropped while capturing, as far as the capture says so (pcapng's interface statistics).
    pub fn dropped(&self) -> u64 {
        let now = match &self.format {
            Format::Pcap(_) => 0,
            Format::Pcapng(pcapng) => pcapng.dropped(),
        };
        self.dropped_before.saturating_add(now)
    }

    /// Takes whole packets out of the buffer.
    fn walk(&mut self, latest: i64, on_packet: &mut impl FnMut(Packet<'_>)) -> Result<Walked, ReadError> {
        let end = self.offset + (self.end - self.start) as u64;
        // Each format has a loop of its own, so that what it does for each packet stays in registers.
        let result = match &mut self.format {
            Format::Pcap(pcap) => {
                let pcap = *pcap;
                self.walk_with(latest, |bytes| pcap.step(bytes), on_packet)
            }
            Format::Pcapng(pcapng) => {
                let mut pcapng = std::mem::take(pcapng);
                let mut damaged = None;
                let result = self.walk_with(
                    latest,
                    |bytes| {
                        let left = bytes.len() as u64;
                        let step = pcapng.step(bytes);
                        if std::mem::take(&mut pcapng.damaged) {
                            damaged.get_or_insert(end - left);
                        }
                        step
                    },
                    on_packet,
                );
                self.damaged = self.damaged.or(damaged);
                self.unreadable += std::mem::take(&mut pcapng.unreadable);
                self.format = Format::Pcapng(pcapng);
                result
            }
        };
        match result {
            Ok(Walked::Restarted) => match Format::of(&self.buffer[self.start..self.end]) {
                Some((format, header)) => {
                    self.dropped_before = self.dropped();
                    self.format = format;
                    self.start += header;
                    self.offset += header as u64;
                    Ok(Walked::Restarted)
                }
                None => Err(ReadError::Damaged { offset: self.offset }),
            },
            other => other,
        }
    }

    #[inline]
    fn walk_with(
        &mut self,
        latest: i64,
        mut step: impl for<'b> FnMut(&'b [u8]) -> Step<'b>,
        on_packet: &mut impl FnMut(Packet<'_>),
    ) -> Result<Walked, ReadError> {
        let bytes = &self.buffer[self.start..self.end];
        let (mut at, mut frame) = (0, self.frame);
        let result = loop {
            match step(&bytes[at..]) {
                Step::Packet(taken, Raw { time, link, data, wire_len }) => {
                    if let Some(time) = time.filter(|time| *time > latest) {
                        break Ok(Walked::Later(time));
                    }
                    frame += 1;
                    on_packet(Packet { frame, time, link, data, wire_len });
                    at += taken;
                }
                Step::Skip(taken) => at += taken,
                Step::Need(n) => break Ok(Walked::Need(n)),
                Step::Restart => break Ok(Walked::Restarted),
                Step::Damaged => break Err(ReadError::Damaged { offset: self.offset + at as u64 }),
            }
        };
        self.frame = frame;
        self.start += at;
        self.offset += at as u64;
        result
    }
}

/// Why a walk over the buffer ended.
enum Walked {
    /// The next packet needs so many bytes.
    Need(usize),
    /// Another file starts here.
    Restarted,
    /// The next packet is from later than was asked for.
    Later(i64),
}

impl Format {
    /// The format of what starts with these bytes, and how many of them are its header.
    fn of(bytes: &[u8]) -> Option<(Self, usize)> {
        match pcap::Pcap::parse(bytes) {
            Some(header) => Some((Self::Pcap(header), PCAP_HEADER)),
            None => is_section_header(bytes).then(|| (Self::Pcapng(pcapng::Pcapng::default()), 0)),
        }
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
            (b"TRSNIFF data", LooksLike::OtherCapture("Sniffer (DOS)")),
            (b"XCP\0", LooksLike::OtherCapture("NetXRay or Windows Sniffer")),
            (b"\x01\x10\x4c\x00\x01\x05Trace Display", LooksLike::OtherCapture("Novell LANalyzer")),
            (b"\x54\x52\x00\x64\x00", LooksLike::OtherCapture("HP-UX nettl")),
            (b"\x54\x52\x00\xd0\x00", LooksLike::OtherCapture("HP-UX nettl")),
            (b"\x7fver", LooksLike::OtherCapture("EtherPeek or OmniPeek")),
            (b"5View", LooksLike::OtherCapture("5View")),
            (b"VeriWave", LooksLike::OtherCapture("VeriWave")),
            (b"RADCOM", LooksLike::OtherCapture("RADCOM")),
            (b"iptrace 1.0", LooksLike::OtherCapture("AIX iptrace")),
            (b"iptrace 2.0", LooksLike::OtherCapture("AIX iptrace")),
            (b"btsnoop\0", LooksLike::OtherCapture("Bluetooth snoop")),
            (b"NetS", LooksLike::OtherCapture("NetScaler nstrace")),
            (b"\xe8\x03\x00\x00nspcap", LooksLike::OtherCapture("NetScaler nstrace")),
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
        if is_erf(bytes) {
            return Self::OtherCapture("ERF");
        }
        if is_etl(bytes) {
            return Self::OtherCapture("ETL");
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

/// Whether these are records of Endace's ERF, which has no magic number: two of them, whose lengths and times fit. The
/// time is in little endian, whole seconds above, the rest in network order.
fn is_erf(bytes: &[u8]) -> bool {
    const HEADER: usize = 16;
    /// A year in seconds; records of one recording are not further apart.
    const YEAR: u64 = 366 * 86400;
    let record = |at: usize| {
        let header = bytes.get(at..at + HEADER)?;
        let seconds = u64::from(u32::from_le_bytes([header[4], header[5], header[6], header[7]]));
        let length = usize::from(u16::from_be_bytes([header[10], header[11]]));
        let sane = (1..=48).contains(&(header[8] & 0x7f)) && length >= HEADER && seconds > 20 * YEAR;
        sane.then_some((seconds, length))
    };
    let Some((seconds, length)) = record(0) else { return false };
    record(length).is_some_and(|(next, _)| next.abs_diff(seconds) < YEAR)
}

/// Whether this is a Windows event trace (`.etl`): the first buffer's header says how long it is and how much of it is in
/// use, and the trace's own header follows, whose kind of event is 0 and whose marker is that of a system header.
fn is_etl(bytes: &[u8]) -> bool {
    let number = |at: usize| {
        bytes.get(at..at + 4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
    };
    let Some((size, used)) = number(0).zip(number(4)) else { return false };
    let buffer =
        (0x400..=0x0100_0000).contains(&size) && size.is_multiple_of(0x400) && (0x48..=size).contains(&used);
    // Type 1 or 2 (32 or 64 bit system trace header) with its marker, right behind the buffer's header of 72 bytes.
    buffer && bytes.get(74..76).is_some_and(|two| matches!(two, [0x01..=0x02, 0xc0]))
}

impl<R> fmt::Debug for Capture<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Capture")
            .field("format", &self.format)
            .field("frame", &self.frame)
            .finish_non_exhaustive()
    }
}
