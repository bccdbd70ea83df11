//! The first bytes of a client, as the gate gets them: whole, and byte by byte.
#![no_main]

use cutover_handshake::{At, Details, Opening, OpeningWalk, Peer, Tracker};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let whole = OpeningWalk::default().take(bytes);
    let mut walk = OpeningWalk::default();
    let in_pieces = bytes.iter().map(|byte| walk.take(&[*byte])).find(|opening| *opening != Opening::Unfinished);
    assert_eq!(in_pieces.unwrap_or(Opening::Unfinished), whole);
    if whole != Opening::Whole {
        return;
    }
    let mut at_once = Tracker::default();
    at_once.set_details(Details::Ja4);
    let mut later = Tracker::default();
    assert_eq!(at_once.opening(Peer::A, bytes, At::default()), later.opening(Peer::A, bytes, At::default()));
    later.add_details(bytes, Details::Ja4);
    at_once.finish();
    later.finish();
    assert_eq!(at_once.handshake(), later.handshake());
});
