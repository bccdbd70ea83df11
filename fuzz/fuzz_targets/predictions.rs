//! Evidence, and what comes of it.
#![no_main]

use cutover_catalogue::{KnownClient, Offer, ServerSide, predict};
use cutover_evidence::jsonl::{Record, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|lines: &[u8]| {
    let (mut offers, mut servers) = (Vec::new(), Vec::new());
    for record in read(lines).take(64).flatten() {
        match record {
            Record::Handshake(handshake) => offers.extend(Offer::of_handshake(&handshake)),
            Record::ServerAnswer(answer) => servers.push(ServerSide::of_answer(&answer)),
            Record::ClientSettings(_) => {}
        }
    }
    for offer in &offers {
        for server in &servers {
            let _ = predict(offer, server, &KnownClient::Offer);
        }
    }
});
