//! What becomes of the bytes of connections: what whoever wants them is told.

use super::flow_key::{Direction, FlowKey};
use crate::packet::At;

/// How a direction ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// FIN
    Fin,
    /// RST
    Rst,
}

/// What is missing of a direction before some bytes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Nothing: all since its SYN is there.
    Nothing,
    /// Nothing since the other side was first captured, by what that acknowledged.
    NothingAcknowledged,
    /// Something, or nobody knows.
    Something,
}

/// What the packets say of a connection besides its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// Who opened it, where that was captured.
    pub opened_by: Option<Direction>,
    /// Whether any segment of a direction was captured; those without bytes may be passed over.
    pub directions: [bool; 2],
    /// Whether bytes of a direction are missing, or may be: its beginning was not captured, or something later.
    pub incomplete: [bool; 2],
    /// Whether it ended: both sides did, or it was reset.
    pub ended: bool,
    /// When it ended, in nanoseconds since 1970 UTC; `None` where it did not, or nobody knows.
    pub ended_at: Option<i64>,
}

/// What becomes of the bytes. `State` is what the handler keeps for each connection; it should be small.
pub trait StreamHandler {
    /// The first byte of whatever begins anew ([`begins_anew`](Self::begins_anew)).
    const BEGINS_WITH: u8;

    /// Kept for each connection; the default is a connection of which nothing was handed on yet.
    type State: Default;

    /// Bytes of one direction, in order. They may be looked at once.
    fn data(
        &mut self,
        state: &mut Self::State,
        key: &FlowKey,
        from: Direction,
        bytes: &[u8],
        at: At,
        before: Before,
    );

    /// Something is missing before the first bytes of this direction, against what was told with them.
    fn begun_earlier(&mut self, state: &mut Self::State, from: Direction);

    /// So many bytes of this direction are missing from the capture here.
    fn gap(&mut self, state: &mut Self::State, from: Direction, length: u32);

    /// This direction ended, then if that is known. `whole`: nothing of either direction is missing so far. May be told
    /// more than once.
    fn end(&mut self, state: &mut Self::State, from: Direction, end: End, time: Option<i64>, whole: bool);

    /// The connection is dropped: it ended, or the capture did, or the table needs room.
    fn close(&mut self, state: &mut Self::State, key: &FlowKey, seen: Seen);

    /// Whether the handler wants no more bytes of this connection.
    fn is_done(&self, state: &Self::State) -> bool;

    /// Whether a segment with these bytes begins another connection between the same ends, whose SYN was not captured;
    /// without a state, whether it begins any.
    fn begins_anew(&self, state: Option<&Self::State>, from: Direction, bytes: &[u8]) -> bool;
}
