//! Connections that ended a moment ago: what is still captured of them begins no new one.

use super::flow_key::{Direction, FlowKey};
use crate::decode::Segment;

/// How many are remembered, each at a place that its key gives.
const PLACES: usize = 1 << 12;

pub(crate) struct RecentlyEnded {
    places: Box<[Ended]>,
}

#[derive(Clone, Copy)]
struct Ended {
    key: u64,
    at: Option<i64>,
    /// The numbers of the first byte of each direction, and of the last that was seen.
    first: [u32; 2],
    last: [u32; 2],
}

/// How far before the first number that was seen, or beyond the last, something may lie that belongs to the same connection.
const MARGIN: u32 = 1 << 16;

impl RecentlyEnded {
    pub fn new() -> Self {
        Self { places: vec![Ended { key: 0, at: None, first: [0; 2], last: [0; 2] }; PLACES].into() }
    }

    /// Remembers that a connection ended then, whose directions began with these numbers and came as far as those.
    pub fn note(&mut self, key: &FlowKey, at: Option<i64>, first: [u32; 2], last: [u32; 2]) {
        let mixed = key.mixed();
        self.places[mixed as usize % PLACES] = Ended { key: mixed, at, first, last };
    }

    /// Whether a segment belongs to a connection that ended less than that many nanoseconds ago: by its number, which of a SYN
    /// is that of the first byte, or lower where the first bytes came late or not at all.
    #[inline]
    pub fn has(
        &self,
        key: &FlowKey,
        segment: &Segment<'_>,
        from: Direction,
        now: Option<i64>,
        within: i64,
    ) -> bool {
        let mixed = key.mixed();
        let ended = &self.places[mixed as usize % PLACES];
        if ended.key != mixed || mixed == 0 {
            return false;
        }
        let (first, last) = (ended.first[from as usize], ended.last[from as usize]);
        let same = if segment.syn {
            first.wrapping_sub(segment.sequence.wrapping_add(1)) <= MARGIN
        } else {
            let begun = first.wrapping_sub(MARGIN);
            segment.sequence.wrapping_sub(begun) <= last.wrapping_sub(begun).saturating_add(MARGIN)
        };
        let passed = now.zip(ended.at).map_or(0, |(now, at)| now.saturating_sub(at).saturating_abs());
        same && passed <= within
    }
}
