//! Where in a stream a hello starts, and whether it is whole.

use std::borrow::Cow;

use cutover_wire::prefix::{self, HANDSHAKE_RECORD, MESSAGE_HEADER, Sslv2};
use cutover_wire::record::{HEADER_LEN, handshake_type};
use cutover_wire::{ClientHello, PartialClientHello, ServerHello};
use memchr::memchr_iter;

use crate::record_search;
use crate::wrapping;

/// How many bytes of a hello are kept until it is whole: four times what the longest real ones have.
pub const MAX_HELLO: usize = 64 << 10;

/// How many records a hello may lie in: twice what 64 KiB take in the shortest fragments that RFC 6066 has (512 bytes).
/// Without a bound, a stream of tiny records that never become a hello would be walked from each of them anew.
const MAX_RECORDS: usize = 256;

/// What was found.
pub(crate) enum FoundHello<'a> {
    /// A ClientHello message (type and length included), the version in its record, and how many bytes it takes
    /// of the stream from the start of the first record. What follows the message inside the last record is
    /// not counted.
    Client(Cow<'a, [u8]>, u16, Span),
    /// A ServerHello message, likewise.
    Server(Cow<'a, [u8]>, Span),
    /// An SSLv2-format ClientHello: the whole record.
    Sslv2Client(&'a [u8]),
}

/// How far a message reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    /// Bytes of the stream up to the end of the message.
    pub end: usize,
    /// Bytes of the last record that follow the message.
    pub rest_of_record: usize,
}

/// What becomes of a place where a hello could start.
pub(crate) enum Attempt<'a> {
    Found(FoundHello<'a>),
    /// Not decided before there are so many bytes.
    Need(usize),
    /// It begins as a ClientHello, whole by its lengths, and cannot be read to its end.
    Malformed,
    No,
}

/// Whether TLS starts in these bytes, or could start in them and go on in the next: a hello anywhere, a record or what may
/// stand before one at the start, and, where bytes are missing before (`complete` is false), a record anywhere. Costs one
/// look at each byte; callers use it to keep nothing for streams that hold no TLS.
#[inline]
pub fn can_start(bytes: &[u8], complete: bool) -> bool {
    first_candidate(bytes, 0).is_some()
        || record_search::can_begin(bytes, !complete)
        || wrapping::may_begin(bytes)
}

/// The random of the ClientHello that a segment begins with, as far as its first bytes can say that it is one.
pub fn client_random(bytes: &[u8]) -> Option<&[u8; 32]> {
    const RANDOM: usize = HEADER_LEN + MESSAGE_HEADER + 2;
    let start = bytes.first_chunk::<{ RANDOM + 33 }>()?;
    let hello = start[0] == HANDSHAKE_RECORD
        && start[5] == handshake_type::CLIENT_HELLO
        && start[9] == 3
        // A session id has 32 bytes at most.
        && start[RANDOM + 32] <= 32
        && prefix::hello(start);
    if hello { start[RANDOM..].first_chunk() } else { None }
}

/// Whether a segment begins with a ClientHello, as far as its first bytes can say so.
#[inline]
pub fn starts_client_hello(bytes: &[u8]) -> bool {
    bytes.first() == Some(&HANDSHAKE_RECORD) && client_random(bytes).is_some()
}

/// The beginning of a hello in one record.
pub(crate) struct Partial<'a> {
    /// The message's type.
    pub kind: u8,
    pub record_version: u16,
    /// What is there of the message's body.
    pub body: &'a [u8],
    pub left_in_record: usize,
}

/// Takes a hello's beginning apart where its lengths fit together. A hello that lies in several records is read as far as
/// the first of them.
pub(crate) fn partial(bytes: &[u8]) -> Option<Partial<'_>> {
    const BODY: usize = HEADER_LEN + MESSAGE_HEADER;
    if !prefix::hello(bytes) {
        return None;
    }
    let header = bytes.first_chunk::<BODY>()?;
    let payload = usize::from(u16::from_be_bytes([header[3], header[4]]));
    let message = usize::from(u16::from_be_bytes([header[7], header[8]]));
    let in_record = bytes.get(BODY..(HEADER_LEN + payload).min(bytes.len()))?;
    Some(Partial {
        kind: header[5],
        record_version: u16::from_be_bytes([header[1], header[2]]),
        body: &in_record[..in_record.len().min(message)],
        left_in_record: (HEADER_LEN + payload).saturating_sub(bytes.len()),
    })
}

/// The first place from `from` on where a hello can start. An SSLv2-format hello is only looked for at the
/// start: two of its bytes say nothing, so in the midst of other data it would be found everywhere.
#[inline]
pub(crate) fn first_candidate(bytes: &[u8], from: usize) -> Option<usize> {
    if from == 0 && !matches!(attempt_sslv2(bytes), Attempt::No) {
        return Some(0);
    }
    let bytes = bytes.get(from..)?;
    memchr_iter(HANDSHAKE_RECORD, bytes).find(|&at| prefix::hello(&bytes[at..])).map(|at| at + from)
}

/// Tries to read a hello at the start of these bytes. `at_start`: they stand where somebody began to send. An
/// SSLv2 record is only looked for there, and a ClientHello that is garbled towards its end is believed there.
pub(crate) fn attempt(bytes: &[u8], at_start: bool) -> Attempt<'_> {
    if bytes.first() == Some(&HANDSHAKE_RECORD) {
        return if prefix::hello(bytes) { attempt_tls(bytes, at_start, MAX_RECORDS) } else { Attempt::No };
    }
    if at_start { attempt_sslv2(bytes) } else { Attempt::No }
}

/// Reads a hello that is known to be whole and to stand at the start, in any number of records.
pub(crate) fn attempt_opening(bytes: &[u8]) -> Attempt<'_> {
    match bytes.first() {
        Some(&first) if first == HANDSHAKE_RECORD => attempt_tls(bytes, true, usize::MAX),
        _ => attempt_sslv2(bytes),
    }
}

fn attempt_sslv2(bytes: &[u8]) -> Attempt<'_> {
    match prefix::sslv2_client_hello(bytes) {
        Sslv2::No => Attempt::No,
        Sslv2::Need(length) => Attempt::Need(length),
        Sslv2::Record(length) => match bytes.get(..length) {
            Some(record) => Attempt::Found(FoundHello::Sslv2Client(record)),
            None => Attempt::Need(length),
        },
    }
}

fn attempt_tls(bytes: &[u8], at_start: bool, max_records: usize) -> Attempt<'_> {
    let Some(header) = bytes.first_chunk::<HEADER_LEN>() else { return Attempt::Need(HEADER_LEN + 1) };
    let payload = usize::from(u16::from_be_bytes([header[3], header[4]]));
    let in_place = bytes.get(HEADER_LEN..).unwrap_or_default();
    // One record holds the whole message: the usual case, read where it lies.
    if payload >= MESSAGE_HEADER {
        let Some(length) = message_len(in_place) else { return Attempt::Need(HEADER_LEN + MESSAGE_HEADER) };
        if length <= payload {
            let span = Span { end: HEADER_LEN + length, rest_of_record: payload - length };
            return match in_place.get(..length) {
                Some(message) => read(Cow::Borrowed(message), header, span, at_start),
                None => Attempt::Need(HEADER_LEN + length),
            };
        }
    }
    let mut message = Vec::new();
    let mut at = 0;
    for _ in 0..max_records {
        let Some(header) = bytes.get(at..at + HEADER_LEN) else { return Attempt::Need(at + HEADER_LEN) };
        let payload = usize::from(u16::from_be_bytes([header[3], header[4]]));
        if header[0] != HANDSHAKE_RECORD || header[1] != 3 || payload == 0 {
            return Attempt::No;
        }
        at += HEADER_LEN;
        let Some(part) = bytes.get(at..at + payload) else { return Attempt::Need(at + payload) };
        message.extend_from_slice(part);
        at += payload;
        let Some(length) = message_len(&message) else { continue };
        if length > MAX_HELLO {
            return Attempt::No;
        }
        if length <= message.len() {
            let rest_of_record = message.len() - length;
            message.truncate(length);
            return read(
                Cow::Owned(message),
                &bytes[..HEADER_LEN],
                Span { end: at - rest_of_record, rest_of_record },
                at_start,
            );
        }
    }
    Attempt::No
}

fn read<'a>(message: Cow<'a, [u8]>, header: &[u8], span: Span, at_start: bool) -> Attempt<'a> {
    let body = &message[MESSAGE_HEADER..];
    let convincing = match message[0] {
        handshake_type::CLIENT_HELLO => ClientHello::parse(body)
            .is_ok_and(|hello| hello.is_convincing() || (at_start && hello.is_plausible())),
        handshake_type::SERVER_HELLO => ServerHello::parse(body).is_ok_and(|hello| hello.is_convincing()),
        _ => false,
    };
    if !convincing {
        let client = message[0] == handshake_type::CLIENT_HELLO && at_start;
        let begins_well =
            client && PartialClientHello::read(body).is_some_and(|hello| hello.random.is_some());
        return if begins_well { Attempt::Malformed } else { Attempt::No };
    }
    Attempt::Found(if message[0] == handshake_type::CLIENT_HELLO {
        FoundHello::Client(message, u16::from_be_bytes([header[1], header[2]]), span)
    } else {
        FoundHello::Server(message, span)
    })
}

/// Length of a handshake message, type and length included.
fn message_len(bytes: &[u8]) -> Option<usize> {
    let header = bytes.first_chunk::<MESSAGE_HEADER>()?;
    Some(MESSAGE_HEADER + (u32::from_be_bytes([0, header[1], header[2], header[3]]) as usize))
}
