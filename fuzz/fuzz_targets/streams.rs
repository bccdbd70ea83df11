//! Two byte streams in pieces, with gaps and ends, without a capture around them. The first byte of each piece
//! says who sends it and what it is.
#![no_main]

use cutover_handshake::{At, Details, Peer, Tracker, can_start};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut tracker = Tracker::default();
    tracker.set_details(Details::All);
    tracker.set_keep_messages(true);
    let mut rest = data;
    while let [control, length, more @ ..] = rest {
        let from = if control & 1 == 0 { Peer::A } else { Peer::B };
        let (piece, after) = more.split_at(usize::from(*length).min(more.len()));
        match control >> 1 & 7 {
            0 => tracker.gap(from, u32::from(*length)),
            1 => tracker.fin(from),
            2 => tracker.rst(from),
            _ => {
                can_start(piece, control & 0x10 == 0);
                tracker.data(from, piece, At { frame: 1, time: Some(1), ..At::default() });
            }
        }
        rest = after;
    }
    tracker.finish();
    for message in tracker.messages() {
        cutover_wire::dissect::client_hello(&message.bytes);
        cutover_wire::dissect::server_hello(&message.bytes);
        cutover_wire::dissect::sslv2_client_hello(&message.bytes);
    }
    tracker.reset();
    assert!(tracker.is_blank());
});
