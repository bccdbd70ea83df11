//! What was read, by kind, and what was let go.

use std::collections::BTreeMap;

use cutover_capture::Other;

/// Packets by what they held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub packets: u64,
    /// TCP segments.
    pub tcp: u64,
    /// Everything else that was met.
    pub others: BTreeMap<Other, u64>,
    /// Handshakes found.
    pub handshakes: u64,
}

impl Counts {
    /// Adds what another input held.
    pub fn add(&mut self, more: &Self) {
        self.packets += more.packets;
        self.tcp += more.tcp;
        self.handshakes += more.handshakes;
        for (kind, count) in &more.others {
            *self.others.entry(*kind).or_default() += count;
        }
    }
}

/// What was let go for want of room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loss {
    /// Connections that were let go before they ended.
    pub flows: u64,
    /// Segments that came before their turn and could not be kept.
    pub segments: u64,
    /// Handshakes that were reported before they ended.
    pub handshakes: u64,
}

impl Loss {
    /// Adds what another input lost.
    pub fn add(&mut self, more: Self) {
        self.flows += more.flows;
        self.segments += more.segments;
        self.handshakes += more.handshakes;
    }

    /// Whether anything was let go.
    pub fn is_any(self) -> bool {
        self != Self::default()
    }
}
