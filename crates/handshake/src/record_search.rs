//! Records in a stream of which the beginning is missing. Five bytes that look like a record's header prove nothing;
//! that another header stands just where the first one says its record ends, or that the record fills what its sender
//! sent at once, does.

use arrayvec::ArrayVec;
use cutover_wire::record::{ContentType, HEADER_LEN, RecordHeader};
use memchr::memchr_iter;

use crate::at::At;

/// How much of a record's payload is kept: type and length of a handshake message, level and description of an alert.
pub(crate) const HEAD: usize = 4;

/// A TLS stream has a header within so many bytes wherever one begins to look.
pub(crate) const LONGEST_RECORD: usize = HEADER_LEN + cutover_wire::record::MAX_PAYLOAD;

/// The first record of a chain.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub header: RecordHeader,
    /// Where it starts.
    pub at: At,
    /// The first bytes of its payload.
    pub head: ArrayVec<u8, HEAD>,
    /// What is there of the next header.
    pub next: ArrayVec<u8, HEADER_LEN>,
    /// Payload still to come.
    left: usize,
    /// It stands where its sender began to send.
    at_start: bool,
}

#[derive(Debug, Default)]
pub(crate) struct RecordSearch {
    candidate: Option<Candidate>,
    /// Where a segment begins like a record of which the end is not in the capture.
    weak: Option<At>,
}

impl RecordSearch {
    /// Looks through what was sent at once. `inside`: a record may begin anywhere in it, else only at its start. With
    /// `Some` a chain is proven: [`take`](Self::take) has its first record, and the stream goes on at that offset.
    pub fn feed(&mut self, bytes: &[u8], at: At, inside: bool) -> Option<usize> {
        let mut i = 0;
        let mut look_from = 0;
        loop {
            let Some(candidate) = &mut self.candidate else {
                let start = find(bytes, look_from, inside)?;
                look_from = start + 1;
                i = start + HEADER_LEN;
                let five = bytes.get(start..i)?.first_chunk::<HEADER_LEN>()?;
                let header = RecordHeader::parse(*five)?;
                self.candidate = Some(Candidate {
                    header,
                    at,
                    head: ArrayVec::new(),
                    next: ArrayVec::new(),
                    left: header.length,
                    at_start: start == 0,
                });
                continue;
            };
            let payload = candidate.left.min(bytes.len() - i);
            let room = candidate.head.remaining_capacity().min(payload);
            candidate.head.extend(bytes[i..i + room].iter().copied());
            candidate.left -= payload;
            i += payload;
            if candidate.left > 0 {
                return None;
            }
            if i == bytes.len() && candidate.next.is_empty() && payload > 0 {
                return Some(i);
            }
            let part = candidate.next.remaining_capacity().min(bytes.len() - i);
            candidate.next.extend(bytes[i..i + part].iter().copied());
            i += part;
            let five = candidate.next.first_chunk::<HEADER_LEN>()?;
            if RecordHeader::parse(*five).is_some_and(|next| follows(candidate.header, next)) {
                return Some(i);
            }
            self.candidate = None;
        }
    }

    /// Bytes are missing here. True when a record ends with them: what was sent at once is cut, not the record.
    pub fn gap(&mut self, length: usize) -> bool {
        match &mut self.candidate {
            Some(candidate) if length <= candidate.left => {
                candidate.left -= length;
                candidate.left == 0
            }
            _ => {
                self.give_up();
                false
            }
        }
    }

    /// The first record of the chain that was proven.
    pub fn take(&mut self) -> Option<Candidate> {
        self.candidate.take()
    }

    /// Where something begins like a record, of which no more is known.
    pub fn weak(&self) -> Option<At> {
        self.weak.or(self.candidate.as_ref().filter(|candidate| candidate.at_start).map(|c| c.at))
    }

    /// Something begins like a record there, and no more is known of it.
    pub fn note_weak(&mut self, at: At) {
        self.weak.get_or_insert(at);
    }

    /// Whether nothing was found that is worth a thought.
    pub fn is_blank(&self) -> bool {
        self.candidate.is_none() && self.weak.is_none()
    }

    /// Forgets the candidate; that there was one stays known.
    pub fn give_up(&mut self) {
        self.weak = self.weak();
        self.candidate = None;
    }
}

/// Whether a record may begin in these bytes.
pub(crate) fn can_begin(bytes: &[u8], inside: bool) -> bool {
    find(bytes, 0, inside).is_some()
}

/// The first place from `from` on where a record may begin.
fn find(bytes: &[u8], from: usize, inside: bool) -> Option<usize> {
    let is_header = |start: usize| {
        let five = bytes.get(start..).and_then(<[u8]>::first_chunk::<HEADER_LEN>);
        five.is_some_and(|five| looks_like_a_record(*five))
    };
    if from == 0 && is_header(0) {
        return Some(0);
    }
    if !inside {
        return None;
    }
    // The second byte of every header.
    let from = from.max(1);
    memchr_iter(3, bytes.get(from + 1..)?).map(|at| at + from).find(|start| is_header(*start))
}

/// Stricter than a reader who knows where he is: the version is one that exists, and no length is odd for its type.
fn looks_like_a_record(five: [u8; HEADER_LEN]) -> bool {
    RecordHeader::parse(five).is_some_and(|header| {
        let length = match header.content_type {
            ContentType::ChangeCipherSpec => header.length == 1,
            // In the clear two bytes, encrypted with what the cipher adds.
            ContentType::Alert => header.length == 2 || (16..256).contains(&header.length),
            ContentType::Handshake | ContentType::ApplicationData => header.length > 0,
            ContentType::Heartbeat => false,
        };
        length && (0x0300..=0x0304).contains(&header.version.0)
    })
}

/// Whether two records may follow each other: of one version, except behind hellos.
fn follows(first: RecordHeader, next: RecordHeader) -> bool {
    first.version == next.version || first.content_type == ContentType::Handshake
}
