//! Whether the first bytes of a client are a whole ClientHello, for whoever must decide on it before anything goes on.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use arrayvec::ArrayVec;
use cutover_wire::record::{HEADER_LEN, MAX_PAYLOAD, handshake_type};
use cutover_wire::sslv2;

use cutover_wire::prefix::{self, HANDSHAKE_RECORD, MESSAGE_HEADER, Sslv2};

use crate::search::MAX_HELLO;

/// How many bytes a hello may take on the wire, with the headers of its records.
pub const MAX_OPENING: usize = 2 * MAX_HELLO;

/// How many records it may lie in.
pub const MAX_OPENING_RECORDS: usize = 16 << 10;

/// What the first bytes of a connection are, as far as they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// It may be a hello, and is not whole yet.
    Unfinished,
    /// A whole ClientHello, by its lengths: [`Tracker::opening`](crate::Tracker::opening) reads it.
    Whole,
    /// No TLS.
    NotTls,
    /// It begins like TLS, and no server would understand it.
    Malformed,
    /// A hello that is longer than anybody needs, or lies in more records.
    TooLarge,
}

/// Walks over a connection's first bytes as they come, each of them once, and keeps none but the first eleven.
#[derive(Debug, Default)]
pub struct OpeningWalk {
    /// The start of the stream until it is clear what it is; then a header that is not whole.
    head: ArrayVec<u8, { sslv2::CLIENT_HELLO_PREFIX }>,
    kind: Kind,
    taken: usize,
    records: usize,
    left_in_record: usize,
    /// What is left of a record before the hello.
    left_to_skip: usize,
    message: ArrayVec<u8, MESSAGE_HEADER>,
    left_in_message: Option<usize>,
    /// A record had a version that there is not.
    is_strange: bool,
}

/// The kinds of records that servers pass over before a hello: `ChangeCipherSpec` and alerts (measured:
/// `GnuTLS` the first, NSS and Java the second).
const BEFORE: RangeInclusive<u8> = 0x14..=0x15;

/// A whole opening as everybody reads it, for whoever does not walk: without empty records and what stands before the hello,
/// and with a version that there is where a record had none.
pub fn plain_opening(bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut plain = Vec::new();
    let mut rest = bytes;
    let (mut walk, mut is_plain) = (OpeningWalk::default(), true);
    // A hello in the format of SSL 2.0 has no records.
    while let Some(([kind, major, minor, high, low], behind)) = rest.split_first_chunk::<HEADER_LEN>() {
        if walk.kind == Kind::Open && *kind != HANDSHAKE_RECORD && !BEFORE.contains(kind) {
            return Cow::Borrowed(bytes);
        }
        let length = usize::from(u16::from_be_bytes([*high, *low])).min(behind.len());
        let (payload, next) = behind.split_at(length);
        let is_left_out = *kind != HANDSHAKE_RECORD || payload.is_empty();
        let was_plain = is_plain;
        is_plain &= *major == 0x03 && !is_left_out;
        let opening = walk.take(&rest[..HEADER_LEN + length]);
        if was_plain && !is_plain {
            plain.extend_from_slice(&bytes[..bytes.len() - rest.len()]);
        }
        if !is_plain && !is_left_out {
            let version = if *major == 0x03 { [0x03, *minor] } else { [0x03, 0x01] };
            plain.extend_from_slice(&[*kind, version[0], version[1], *high, *low]);
            plain.extend_from_slice(payload);
        }
        rest = next;
        if opening != Opening::Unfinished {
            break;
        }
    }
    if is_plain {
        return Cow::Borrowed(bytes);
    }
    plain.extend_from_slice(rest);
    Cow::Owned(plain)
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[default]
    Open,
    Records,
    /// An SSLv2-format hello of so many bytes.
    Sslv2(usize),
}

impl OpeningWalk {
    /// Whether it has taken nothing yet.
    pub fn is_new(&self) -> bool {
        self.taken == 0
    }

    /// Takes the next bytes. After anything but [`Opening::Unfinished`] there is nothing more to take.
    pub fn take(&mut self, mut bytes: &[u8]) -> Opening {
        self.taken += bytes.len();
        while !bytes.is_empty() {
            let answer = match self.kind {
                Kind::Open => self.begin(&mut bytes),
                Kind::Records => self.record(&mut bytes),
                Kind::Sslv2(length) => {
                    bytes = &[];
                    if self.taken >= length { Opening::Whole } else { Opening::Unfinished }
                }
            };
            if answer != Opening::Unfinished {
                return answer;
            }
        }
        if self.taken > MAX_OPENING { Opening::TooLarge } else { Opening::Unfinished }
    }

    fn begin(&mut self, bytes: &mut &[u8]) -> Opening {
        let first = self.head.first().or(bytes.first()).copied();
        if first.is_some_and(|kind| kind == HANDSHAKE_RECORD || BEFORE.contains(&kind)) {
            self.kind = Kind::Records;
            return Opening::Unfinished;
        }
        let missing = (sslv2::CLIENT_HELLO_PREFIX - self.head.len()).min(bytes.len());
        self.head.extend(bytes[..missing].iter().copied());
        *bytes = &bytes[missing..];
        match prefix::sslv2_client_hello(&self.head) {
            Sslv2::Record(length) => {
                self.kind = Kind::Sslv2(length);
                if self.taken >= length { Opening::Whole } else { Opening::Unfinished }
            }
            Sslv2::Need(_) => Opening::Unfinished,
            Sslv2::No => Opening::NotTls,
        }
    }

    fn record(&mut self, bytes: &mut &[u8]) -> Opening {
        if self.left_to_skip > 0 {
            let skipped = self.left_to_skip.min(bytes.len());
            *bytes = &bytes[skipped..];
            self.left_to_skip -= skipped;
            return Opening::Unfinished;
        }
        if self.left_in_record == 0 {
            let missing = (HEADER_LEN - self.head.len()).min(bytes.len());
            self.head.extend(bytes[..missing].iter().copied());
            *bytes = &bytes[missing..];
            // Before the hello there may be what servers pass over; they look at no record's version either (NSS, Java).
            let kind = self.head.first().copied();
            let has_begun = !self.message.is_empty();
            let is_before = !has_begun && kind.is_some_and(|kind| BEFORE.contains(&kind));
            // What is wrong at once is told at once: nobody waits for the rest of it.
            let wrong = if has_begun { Opening::Malformed } else { Opening::NotTls };
            if !is_before && kind.is_some_and(|kind| kind != HANDSHAKE_RECORD) {
                return wrong;
            }
            let Some(header) = self.head.first_chunk::<HEADER_LEN>() else { return Opening::Unfinished };
            let length = usize::from(u16::from_be_bytes([header[3], header[4]]));
            self.is_strange |= header[1] != 0x03;
            self.head.clear();
            self.records += 1;
            if is_before {
                // An alert has two bytes, ChangeCipherSpec one.
                self.left_to_skip = length;
                return if (1..=2).contains(&length) { Opening::Unfinished } else { Opening::NotTls };
            }
            self.left_in_record = length;
            return match length {
                length if length > MAX_PAYLOAD => {
                    if self.is_strange {
                        wrong
                    } else {
                        Opening::Malformed
                    }
                }
                _ if self.records > MAX_OPENING_RECORDS => Opening::TooLarge,
                _ => Opening::Unfinished,
            };
        }
        let (payload, rest) = bytes.split_at(self.left_in_record.min(bytes.len()));
        *bytes = rest;
        self.left_in_record -= payload.len();
        self.message(payload)
    }

    fn message(&mut self, payload: &[u8]) -> Opening {
        let mut rest = payload;
        if self.left_in_message.is_none() {
            let missing = (MESSAGE_HEADER - self.message.len()).min(payload.len());
            self.message.extend(payload[..missing].iter().copied());
            rest = &payload[missing..];
            if self.message.first().is_some_and(|kind| *kind != handshake_type::CLIENT_HELLO) {
                // A record with a version that there is not is one only for what it carries.
                return if self.is_strange { Opening::NotTls } else { Opening::Malformed };
            }
            let Some(header) = self.message.first_chunk::<MESSAGE_HEADER>() else {
                return Opening::Unfinished;
            };
            let length = u32::from_be_bytes([0, header[1], header[2], header[3]]) as usize;
            if length > MAX_HELLO {
                return Opening::TooLarge;
            }
            self.left_in_message = Some(length);
        }
        let left = self.left_in_message.unwrap_or_default().saturating_sub(rest.len());
        self.left_in_message = Some(left);
        if left == 0 { Opening::Whole } else { Opening::Unfinished }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{At, Peer, Tracker};
    use cutover_testkit::{client_hello, in_records_of, sslv2_hello};
    use cutover_wire::Version;
    use proptest::prelude::*;

    /// A TLS 1.0 hello, cut into records of that size.
    fn hello(record: usize) -> Vec<u8> {
        in_records_of(&client_hello(b"", &[0x0301]), record).concat()
    }

    fn walk(pieces: &[&[u8]]) -> Vec<Opening> {
        let mut walk = OpeningWalk::default();
        pieces.iter().map(|piece| walk.take(piece)).collect()
    }

    #[test]
    fn a_hello_is_whole_with_its_last_byte_however_it_is_cut() {
        for record in [1, 3, 64] {
            let hello = hello(record);
            for cut in 1..hello.len() {
                let (one, other) = hello.split_at(cut);
                assert_eq!(walk(&[one, other]), [Opening::Unfinished, Opening::Whole], "{record} {cut}");
            }
            let mut tracker = Tracker::default();
            assert!(tracker.opening(Peer::A, &hello, At::default()));
            assert_eq!(tracker.handshake().offered_max, Some(Version::TLS_1_0));
        }
    }

    #[test]
    fn what_servers_pass_over_is_passed_over_and_read_as_without_it() {
        let plain = hello(64);
        let (head, tail) = plain.split_at(5 + 64);
        let empty = [22, 3, 1, 0, 0];
        let strange = [&[22, 4, 9], &plain[3..]].concat();
        let odd = [
            [&empty, &plain[..]].concat(),
            [head, &empty, &empty, tail].concat(),
            [&[21, 3, 1, 0, 2, 1, 90, 20, 3, 3, 0, 1, 1], &plain[..]].concat(),
        ];
        for odd in odd {
            for cut in 1..odd.len() {
                let (one, other) = odd.split_at(cut);
                assert_eq!(walk(&[one, other]), [Opening::Unfinished, Opening::Whole], "{cut}");
            }
            let behind = [&odd[..], b"behind"].concat();
            assert_eq!(*plain_opening(&behind), [&plain[..], b"behind"].concat());
        }
        assert_eq!(walk(&[&strange]), [Opening::Whole]);
        assert_eq!(*plain_opening(&strange), plain);
        let sslv2 = sslv2_hello(0x0301);
        for same in [&plain, &sslv2] {
            assert!(matches!(plain_opening(same), Cow::Borrowed(bytes) if bytes == same));
        }
    }

    #[test]
    fn sslv2_format_is_a_hello_too() {
        let record = sslv2_hello(0x0301);
        for cut in 1..record.len() {
            let (one, other) = record.split_at(cut);
            assert_eq!(walk(&[one, other]), [Opening::Unfinished, Opening::Whole], "{cut}");
        }
    }

    #[test]
    fn what_is_none_is_told_at_its_first_wrong_byte() {
        assert_eq!(walk(&[b"G"]), [Opening::NotTls]);
        assert_eq!(walk(&[b"SSH-2.0-x\r\n"]), [Opening::NotTls]);
        assert_eq!(walk(&[&[22, 4, 0, 0, 5, 7]]), [Opening::NotTls]);
        assert_eq!(walk(&[&[21, 3, 1, 0, 9]]), [Opening::NotTls]);
        assert_eq!(walk(&[&[23, 3, 1, 0, 5]]), [Opening::NotTls]);
        assert_eq!(walk(&[&[22, 3, 1, 0, 4, 2]]), [Opening::Malformed]);
        assert_eq!(walk(&[&[22, 3, 1, 0, 4, 1, 0x0f, 0, 0]]), [Opening::TooLarge]);
    }

    #[test]
    fn there_is_an_end_to_records_and_bytes() {
        let record: &[u8] = &[22, 3, 1, 0, 1, 1];
        let mut walk = OpeningWalk::default();
        assert_eq!(walk.take(record), Opening::Unfinished);
        assert_eq!(walk.take(&[22, 3, 1, 0, 3, 0, 0xff, 0xff]), Opening::Unfinished);
        let tiny = [22, 3, 1, 0, 1, 0].repeat(MAX_OPENING_RECORDS);
        assert_eq!(walk.take(&tiny), Opening::TooLarge);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_and_pieces_say_the_same_as_the_whole(
            bytes in proptest::collection::vec(any::<u8>(), 1..60), cut in 0usize..60, hello: bool,
        ) {
            let bytes = if hello { [&[22, 3, 1, 0, 0x20, 1, 0, 0][..], &bytes].concat() } else { bytes };
            let (one, other) = bytes.split_at(cut.min(bytes.len()));
            let whole = walk(&[&bytes])[0];
            let pieces = walk(&[one, other]);
            let first = if one.is_empty() { Opening::Unfinished } else { pieces[0] };
            let said = if first == Opening::Unfinished && !other.is_empty() { pieces[1] } else { first };
            prop_assert_eq!(said, whole);
        }
    }
}
