//! Reading captures that were made by hand.
#![allow(dead_code, clippy::missing_panics_doc, missing_docs)]

use cutover_evidence::{Handshake, Sink, Taken};
use cutover_observe::{Control, Options, Reading, observe};
use cutover_testkit::pcap;

#[derive(Default)]
pub struct Collect(pub Vec<Handshake>);

impl Sink for Collect {
    fn handshake(&mut self, handshake: &Handshake) -> Taken {
        self.0.push(handshake.clone());
        Taken::Used
    }
}

/// Everything that is found in a capture.
pub fn handshakes(file: &[u8]) -> Vec<Handshake> {
    read(file, &Options::default()).0
}

/// The one handshake in these packets.
pub fn handshake(packets: &[Vec<u8>]) -> Handshake {
    let mut all = handshakes(&pcap(packets));
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

pub fn read(file: &[u8], options: &Options) -> (Vec<Handshake>, Reading) {
    let mut sink = Collect::default();
    let reading = observe("capture:test", file, &mut sink, options, &Control::default());
    (sink.0, reading)
}
