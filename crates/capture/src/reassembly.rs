//! One direction of a TCP connection, put in order.

use crate::flow_table::At;

/// A segment that came before its turn.
#[derive(Debug)]
pub(crate) struct Early {
    pub sequence: u32,
    pub payload: Box<[u8]>,
    pub wire_len: u32,
    pub at: At,
}

/// Segments that came before their turn, of both directions; most connections never need one.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    pub early: [Vec<Early>; 2],
}

impl Waiting {
    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.early.iter().flatten().map(|e| e.payload.len()).sum()
    }

    /// Takes out the segment with the lowest sequence number, counted from `next`.
    pub fn take_first(&mut self, direction: usize, next: u32) -> Option<Early> {
        let list = &mut self.early[direction];
        let first = (0..list.len()).min_by_key(|&i| distance(next, list[i].sequence))?;
        Some(list.swap_remove(first))
    }

    /// The lowest sequence number held, counted from `next`.
    pub fn first(&self, direction: usize, next: u32) -> Option<u32> {
        self.early[direction].iter().map(|e| e.sequence).min_by_key(|s| distance(next, *s))
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
