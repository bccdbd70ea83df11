//! One direction of a TCP connection, put in order.

use std::collections::VecDeque;

use crate::packet::At;

/// A segment that came before its turn.
#[derive(Debug)]
pub(crate) struct OutOfOrder {
    pub sequence: u32,
    pub payload: Box<[u8]>,
    pub wire_len: u32,
    pub at: At,
}

impl OutOfOrder {
    /// Bytes of memory that it takes; more than its payload, which may be one byte or cut off.
    pub fn cost(payload: usize) -> usize {
        size_of::<Self>() + payload
    }
}

/// Segments that came before their turn, of both directions; most connections never need one.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    /// In the order of their sequence numbers.
    early: [VecDeque<OutOfOrder>; 2],
    /// When the first of those that wait now was kept.
    since: [Option<i64>; 2],
    bytes: usize,
}

impl Waiting {
    /// Bytes of memory held.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many segments wait.
    pub fn count(&self, direction: usize) -> usize {
        self.early[direction].len()
    }

    /// The place of a segment, `None` if what it brings is here already.
    pub fn place(&self, direction: usize, sequence: u32, wire_len: u32) -> Option<usize> {
        let list = &self.early[direction];
        let place = list.partition_point(|e| distance(e.sequence, sequence) > 0);
        let mut same = list.range(place..).take_while(|e| e.sequence == sequence);
        (!same.any(|e| e.wire_len >= wire_len)).then_some(place)
    }

    /// For how long something waits, in nanoseconds; for ever where there are no times.
    pub fn waited(&self, direction: usize, now: Option<i64>) -> i64 {
        now.zip(self.since[direction]).map_or(i64::MAX, |(now, since)| now.saturating_sub(since))
    }

    /// Input and packet of the segment with the lowest sequence number.
    pub fn first_frame(&self, direction: usize) -> Option<(u32, u64)> {
        self.early[direction].front().map(|early| (early.at.input, early.at.frame))
    }

    /// Keeps a segment at its [`place`](Self::place).
    pub fn insert(&mut self, direction: usize, place: usize, early: OutOfOrder) {
        self.bytes += OutOfOrder::cost(early.payload.len());
        if self.early[direction].is_empty() {
            self.since[direction] = early.at.time;
        }
        self.early[direction].insert(place, early);
    }

    /// Takes out the segment with the lowest sequence number.
    pub fn take_first(&mut self, direction: usize) -> Option<OutOfOrder> {
        let early = self.early[direction].pop_front()?;
        self.bytes -= OutOfOrder::cost(early.payload.len());
        Some(early)
    }

    /// The lowest sequence number held.
    pub fn first(&self, direction: usize) -> Option<u32> {
        self.early[direction].front().map(|e| e.sequence)
    }
}

/// How far `to` lies after `from` in sequence numbers, which wrap around (RFC 9293, 3.4); negative before it.
#[inline]
pub(crate) fn distance(from: u32, to: u32) -> i32 {
    to.wrapping_sub(from).cast_signed()
}

/// What is known of one direction's sequence numbers.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sequence {
    /// The number of the first byte; before that is known, the lowest that the other side acknowledged.
    pub first: u32,
    /// The number of the next byte in order.
    pub next: u32,
    /// The highest number that the other side has acknowledged.
    pub acknowledged: u32,
    /// Where the FIN or RST stands.
    pub end: u32,
    pub flags: u8,
}

/// How far before what was first captured of a direction its beginning may lie: an acknowledgment that is further away
/// is of another connection.
const FAR_BEFORE: i32 = 4 << 20;

/// How far before what was captured of a direction its SYN may stand that was captured later.
const JUST_BEFORE: i32 = 1 << 16;

impl Sequence {
    /// `next` is known.
    pub const STARTED: u8 = 1;
    /// It is known from a SYN.
    pub const SYN: u8 = 2;
    /// A FIN was seen; it stands at `end`.
    pub const FIN: u8 = 4;
    /// Everything before the FIN was handed on, and the FIN too.
    pub const ENDED: u8 = 8;
    /// `acknowledged` is known.
    pub const ACKNOWLEDGED: u8 = 16;
    /// Nothing is missing before `first` that belongs to this connection, or is of interest in it.
    pub const ANCHORED: u8 = 32;
    /// Bytes are missing behind `first`.
    pub const HOLED: u8 = 64;
    /// An RST was seen; it stands at `end`.
    pub const RST: u8 = 128;

    /// Sets the number of the first byte.
    pub fn start(&mut self, first: u32) {
        (self.first, self.next) = (first, first);
        self.set(Self::STARTED);
    }

    /// Begins with the first bytes that were captured without a SYN. What the other side acknowledged before says where
    /// they ought to begin.
    pub fn start_at(&mut self, sequence: u32) {
        let before = distance(self.first, sequence);
        if self.has(Self::ACKNOWLEDGED) && (0..=FAR_BEFORE).contains(&before) {
            self.start(self.first);
            self.set(Self::ANCHORED);
        } else {
            self.start(sequence);
        }
    }

    /// Whether this direction may begin earlier than was thought: nothing of it was handed on.
    pub fn may_begin_at(self, sequence: u32) -> bool {
        self.next == self.first
            && !self.has(Self::SYN)
            && (0..=FAR_BEFORE).contains(&distance(sequence, self.first))
    }

    /// Notes what the other side says it has. Whether that shows that this direction began earlier than with what was
    /// captured of it, which was not known.
    #[inline]
    pub fn acknowledge(&mut self, number: u32) -> bool {
        if !self.has(Self::ACKNOWLEDGED) {
            self.acknowledged = number;
            self.set(Self::ACKNOWLEDGED);
            if !self.has(Self::STARTED) {
                self.first = number;
            }
            return false;
        }
        if distance(self.acknowledged, number) > 0 {
            self.acknowledged = number;
        }
        if self.flags & (Self::STARTED | Self::SYN | Self::ANCHORED) == Self::STARTED | Self::ANCHORED
            && (1..=FAR_BEFORE).contains(&distance(number, self.first))
        {
            // The other side had less of it before.
            self.flags &= !Self::ANCHORED;
            return true;
        }
        if !self.has(Self::STARTED) && distance(number, self.first) > 0 {
            self.first = number;
        }
        false
    }

    /// Whether a SYN with this number belongs to what was captured before it.
    pub fn is_just_after(self, first: u32) -> bool {
        (0..=JUST_BEFORE).contains(&distance(first, self.first))
    }

    /// How many bytes the end of the direction, or what the other side acknowledged, lies beyond what was handed on.
    pub fn missing_at_the_end(self) -> u32 {
        let far = |number: u32, has: bool| {
            let missing = distance(self.next, number);
            if has && (0..=FAR_BEFORE).contains(&missing) { missing.unsigned_abs() } else { 0 }
        };
        if !self.has(Self::STARTED) {
            let missing = distance(self.first, self.acknowledged);
            return if self.has(Self::ACKNOWLEDGED) { missing.unsigned_abs() } else { 0 };
        }
        let end = far(self.end, self.has(Self::FIN) || self.has(Self::RST));
        // The FIN is acknowledged with a number of its own.
        let acknowledged = far(self.acknowledged, self.has(Self::ACKNOWLEDGED));
        let of_fin = u32::from(self.has(Self::FIN) && distance(self.end, self.acknowledged) == 1);
        end.max(acknowledged.saturating_sub(of_fin))
    }

    /// The highest number that is known to be in use.
    pub fn farthest(self) -> u32 {
        let acknowledged = self.has(Self::ACKNOWLEDGED) && distance(self.next, self.acknowledged) > 0;
        if acknowledged { self.acknowledged } else { self.next }
    }

    /// Whether all of this direction is there, as far as anybody can tell.
    pub fn is_whole(self) -> bool {
        self.flags & (Self::STARTED | Self::ANCHORED | Self::HOLED) == Self::STARTED | Self::ANCHORED
            && self.missing_at_the_end() == 0
    }

    /// Whether any segment of this direction was captured.
    pub fn was_seen(self) -> bool {
        self.has(Self::STARTED) || self.has(Self::FIN) || self.has(Self::RST)
    }

    #[inline]
    pub fn has(self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    #[inline]
    pub fn set(&mut self, flag: u8) {
        self.flags |= flag;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn early(sequence: u32, payload: &[u8]) -> OutOfOrder {
        OutOfOrder { sequence, payload: payload.into(), wire_len: payload.len() as u32, at: At::default() }
    }

    #[test]
    fn segments_come_out_in_order_also_where_the_numbers_wrap_around() {
        let mut waiting = Waiting::default();
        for sequence in [5, u32::MAX - 1, 2, u32::MAX - 9] {
            let place = waiting.place(0, sequence, 1).unwrap();
            waiting.insert(0, place, early(sequence, b"x"));
        }
        let order: Vec<_> = std::iter::from_fn(|| waiting.take_first(0)).map(|e| e.sequence).collect();
        assert_eq!(order, [u32::MAX - 9, u32::MAX - 1, 2, 5]);
    }

    #[test]
    fn what_is_here_already_has_no_place_and_every_segment_costs_memory() {
        let mut waiting = Waiting::default();
        let place = waiting.place(1, 7, 3).unwrap();
        waiting.insert(1, place, early(7, b"abc"));
        assert_eq!((waiting.place(1, 7, 3), waiting.place(1, 7, 2)), (None, None));
        assert!(waiting.place(1, 7, 4).is_some());
        let held = waiting.bytes();
        waiting.insert(1, 1, OutOfOrder { wire_len: 9, ..early(8, b"") });
        assert!(held > 3 && waiting.bytes() > held);
        while waiting.take_first(1).is_some() {}
        assert_eq!(waiting.bytes(), 0);
    }
}
