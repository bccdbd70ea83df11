//! May a hello start here? The one answer for everybody who looks for one: as far as the bytes go, and no further.

use crate::record::{HEADER_LEN, MAX_PAYLOAD, handshake_type};
use crate::sslv2;

/// Type and length of a handshake message.
pub const MESSAGE_HEADER: usize = 4;

/// A ClientHello or ServerHello is never shorter than this.
const MIN_MESSAGE: usize = 34;

/// A record that holds a handshake message begins with this.
pub const HANDSHAKE_RECORD: u8 = 0x16;

/// Whether these bytes can be a record that starts with a ClientHello or a ServerHello.
#[inline]
pub fn hello(bytes: &[u8]) -> bool {
    is_hello(bytes, |kind| matches!(kind, handshake_type::CLIENT_HELLO | handshake_type::SERVER_HELLO))
}

/// Whether these bytes can be a record that starts with a ClientHello.
pub fn client_hello(bytes: &[u8]) -> bool {
    is_hello(bytes, |kind| kind == handshake_type::CLIENT_HELLO)
}

#[inline]
fn is_hello(bytes: &[u8], wanted: fn(u8) -> bool) -> bool {
    let at = |i: usize| bytes.get(i).copied();
    let is = |i: usize, wanted: fn(u8) -> bool| at(i).is_none_or(wanted);
    // Any version 3.x stands before a hello (RFC 5246, E.1).
    if at(0) != Some(HANDSHAKE_RECORD) || !is(1, |major| major == 0x03) {
        return false;
    }
    let Some((high, low)) = at(3).zip(at(4)) else { return is(3, |high| high <= 0x48) };
    let length = usize::from(high) << 8 | usize::from(low);
    if !(1..=MAX_PAYLOAD).contains(&length) || !is(5, wanted) {
        return false;
    }
    // With the message's length in the same record, it must be a hello's.
    if length < MESSAGE_HEADER || bytes.len() < HEADER_LEN + MESSAGE_HEADER {
        return true;
    }
    let message = usize::from(bytes[7]) << 8 | usize::from(bytes[8]);
    bytes[6] == 0 && message >= MIN_MESSAGE
}

/// What bytes are that may be an SSLv2-format ClientHello.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sslv2 {
    /// None
    No,
    /// Not clear before there are so many bytes
    Need(usize),
    /// One that takes so many bytes, header included
    Record(usize),
}

/// Whether these bytes can be an SSLv2-format ClientHello (RFC 5246, E.2). Two of its bytes say nothing, so it is only to
/// be looked for where somebody begins to send.
#[inline]
pub fn sslv2_client_hello(bytes: &[u8]) -> Sslv2 {
    let Some(prefix) = bytes.first_chunk::<{ sslv2::CLIENT_HELLO_PREFIX }>() else {
        let is = |i: usize, wanted: fn(u8) -> bool| bytes.get(i).copied().is_none_or(wanted);
        let possible = !bytes.is_empty()
            && is(0, |high| (0x80..=0x90).contains(&high))
            && is(2, |kind| kind == sslv2::message::CLIENT_HELLO)
            && is(3, |major| matches!(major, 0x00 | 0x03))
            && is(4, |minor| minor <= 0x04);
        return if possible { Sslv2::Need(sslv2::CLIENT_HELLO_PREFIX) } else { Sslv2::No };
    };
    sslv2::ClientHello::record_len(*prefix).map_or(Sslv2::No, Sslv2::Record)
}

#[test]
fn a_hello_may_start_as_long_as_nothing_speaks_against_it() {
    let start = [0x16, 0x03, 0x01, 0x00, 0x2d, 0x01, 0x00, 0x00, 0x29];
    assert!((1..=start.len()).all(|length| hello(&start[..length]) && client_hello(&start[..length])));
    let mut other = start;
    for (at, wrong) in [(0, 0x17), (1, 0x02), (3, 0x49), (5, 0x0b), (6, 0x01), (8, 0x21)] {
        other[at] = wrong;
        assert!(!hello(&other), "{at}");
        other = start;
    }
    other[5] = handshake_type::SERVER_HELLO;
    assert!(hello(&other) && !client_hello(&other) && !hello(&[]));
    let sslv2 = [0x80, 31, 1, 3, 1, 0, 6, 0, 0, 0, 16];
    assert!((1..11).all(|length| sslv2_client_hello(&sslv2[..length]) == Sslv2::Need(11)));
    assert_eq!((sslv2_client_hello(&sslv2), sslv2_client_hello(b"EHLO")), (Sslv2::Record(33), Sslv2::No));
}
