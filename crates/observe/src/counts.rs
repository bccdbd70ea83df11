//! What was read, by kind, and what was dropped.

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
    /// Packets of which not all bytes were kept.
    pub cut: u64,
    /// Packets that were dropped while capturing, as far as the capture says so.
    pub dropped: u64,
    /// The times of the earliest and the latest packet, in nanoseconds since 1970 UTC.
    pub times: Option<(i64, i64)>,
}

impl Counts {
    /// Notes the times of packets.
    pub(crate) fn times(&mut self, earliest: i64, latest: i64) {
        if earliest <= latest {
            let (from, to) = self.times.unwrap_or((earliest, latest));
            self.times = Some((from.min(earliest), to.max(latest)));
        }
    }

    /// Adds what another input held.
    pub fn add(&mut self, more: &Self) {
        self.packets += more.packets;
        self.tcp += more.tcp;
        self.cut += more.cut;
        // A number from the file.
        self.dropped = self.dropped.saturating_add(more.dropped);
        self.times = match (self.times, more.times) {
            (Some((from, to)), Some((earlier, later))) => Some((from.min(earlier), to.max(later))),
            (one, other) => one.or(other),
        };
        for (kind, count) in &more.others {
            *self.others.entry(*kind).or_default() += count;
        }
    }
}

/// What was dropped for want of room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loss {
    /// Connections that were dropped before they ended.
    pub flows: u64,
    /// Segments that came before their turn and could not wait for it.
    pub segments: u64,
    /// Handshakes that were reported before they ended.
    pub handshakes: u64,
}

impl Loss {
    /// Whether anything was dropped.
    pub fn is_any(self) -> bool {
        self != Self::default()
    }
}
