//! One direction of a TCP connection, put in order.

use std::collections::VecDeque;

use crate::flow_table::At;

/// A segment that came before its turn.
#[derive(Debug)]
pub(crate) struct Early {
    pub sequence: u32,
    pub payload: Box<[u8]>,
    pub wire_len: u32,
    pub at: At,
}

impl Early {
    /// Bytes of memory that it takes; more than its payload, which may be one byte or cut off.
    pub fn cost(payload: usize) -> usize {
        size_of::<Self>() + payload
    }
}

/// Segments that came before their turn, of both directions; most connections never need one.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    /// In the order of their sequence numbers.
    early: [VecDeque<Early>; 2],
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

    /// Keeps a segment at its [`place`](Self::place).
    pub fn insert(&mut self, direction: usize, place: usize, early: Early) {
        self.bytes += Early::cost(early.payload.len());
        self.early[direction].insert(place, early);
    }

    /// Takes out the segment with the lowest sequence number.
    pub fn take_first(&mut self, direction: usize) -> Option<Early> {
        let early = self.early[direction].pop_front()?;
        self.bytes -= Early::cost(early.payload.len());
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
    /// The number of the first byte.
    pub first: u32,
    /// The number of the next byte in order.
    pub next: u32,
    /// The highest number that the other side has acknowledged.
    pub acknowledged: u32,
    /// Where the FIN stands.
    pub fin: u32,
    pub flags: u8,
}

impl Sequence {
    /// `next` is known.
    pub const STARTED: u8 = 1;
    /// It is known from a SYN.
    pub const SYN: u8 = 2;
    /// A FIN was seen; it stands at `fin`.
    pub const FIN: u8 = 4;
    /// Everything before the FIN was handed on, and the FIN too.
    pub const ENDED: u8 = 8;
    /// `acknowledged` is known.
    pub const ACKNOWLEDGED: u8 = 16;

    /// Sets the number of the first byte.
    pub fn start(&mut self, first: u32) {
        (self.first, self.next) = (first, first);
        self.set(Self::STARTED);
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

    fn early(sequence: u32, payload: &[u8]) -> Early {
        Early { sequence, payload: payload.into(), wire_len: payload.len() as u32, at: At::default() }
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
        waiting.insert(1, 1, Early { wire_len: 9, ..early(8, b"") });
        assert!(held > 3 && waiting.bytes() > held);
        while waiting.take_first(1).is_some() {}
        assert_eq!(waiting.bytes(), 0);
    }
}
