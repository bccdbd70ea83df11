//! All connections of a capture, in bounded memory.

use std::collections::VecDeque;

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

use super::connection::{Connection, Current, Life};
use super::flow_key::{Direction, FlowKey};
use super::reassembly::Sequence;
use super::recently_ended::RecentlyEnded;
use crate::decode::Segment;

/// The packet that some bytes came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct At {
    /// The input that it stands in, from 0.
    pub input: u32,
    /// Its number in that input, from 1.
    pub frame: u64,
    /// Its time in nanoseconds since 1970 UTC.
    pub time: Option<i64>,
}

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

/// How much may be kept.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections.
    pub flows: usize,
    /// Bytes of memory for what came before its turn, in one connection.
    pub early_bytes_per_flow: usize,
    /// The same, in all connections.
    pub early_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { flows: 1 << 17, early_bytes_per_flow: 64 << 10, early_bytes: 8 << 20 }
    }
}

/// What was dropped for want of room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loss {
    /// Connections that were dropped before they ended.
    pub flows: u64,
    /// Segments that came before their turn and could not wait for it.
    pub segments: u64,
}

/// How long after its end a connection's packets may still come, in nanoseconds of the capture's time: a reset, packets
/// that were captured late or by another tap.
const LINGER: i64 = 2_000_000_000;

/// How many connections may linger.
const MAX_LINGERING: usize = 1024;

/// All the connections of a capture.
pub struct FlowTable<H: StreamHandler> {
    handler: H,
    flows: HashMap<FlowKey, Connection<H::State>>,
    limits: Limits,
    /// Connections that ended without being done, and when.
    lingering: VecDeque<(FlowKey, Option<i64>)>,
    ended: RecentlyEnded,
    /// The input of the last segment.
    input: Option<u32>,
    several_inputs: bool,
    early_bytes: usize,
    sweep: u32,
    /// How many connections began.
    begun: u32,
    loss: Loss,
}

impl<H: StreamHandler> FlowTable<H> {
    /// An empty table.
    pub fn new(handler: H, limits: Limits) -> Self {
        // The default hasher is seeded at random, so nobody can choose addresses that collide.
        Self {
            handler,
            flows: HashMap::new(),
            limits,
            lingering: VecDeque::new(),
            ended: RecentlyEnded::new(),
            input: None,
            several_inputs: false,
            early_bytes: 0,
            sweep: 0,
            begun: 0,
            loss: Loss::default(),
        }
    }

    /// Takes one segment in.
    pub fn segment(&mut self, segment: &Segment<'_>, at: At) {
        // A bare acknowledgment, every third packet, only tells whether a hole before waiting segments is real.
        let bare = segment.wire_len == 0 && !segment.syn && !segment.fin && !segment.rst;
        if bare && self.early_bytes == 0 {
            return;
        }
        let (mut key, from) = FlowKey::of(segment);
        if self.input.is_some_and(|input| input != at.input) {
            self.several_inputs = true;
        }
        self.input = Some(at.input);
        if self.several_inputs {
            key = self.in_its_recording(key, segment, from, at);
        }
        let mut entry = match self.flows.entry(key) {
            Entry::Occupied(entry) => entry,
            Entry::Vacant(entry) => {
                // Nothing can begin with a bare acknowledgment, and late ones of closed connections are many.
                if !segment.syn && segment.wire_len == 0 {
                    return;
                }
                if self.ended.has(&key, segment, from, at.time, LINGER)
                    && !self.handler.begins_anew(None, from, segment.payload)
                {
                    return;
                }
                self.begun = self.begun.wrapping_add(1);
                entry.insert_entry(Connection::new(self.begun, at.input))
            }
        };
        let connection = entry.get_mut();
        connection.touched = self.sweep;
        let mut current = Current {
            key: &key,
            connection,
            handler: &mut self.handler,
            limits: &self.limits,
            early_bytes: &mut self.early_bytes,
            loss: &mut self.loss,
        };
        match current.take(segment, from, at) {
            Life::Over => {
                let sequences = entry.remove().sequences;
                let mut last = sequences.map(Sequence::farthest);
                // What was done long before tells no more how far it came; its last segment does.
                last[from as usize] = segment.sequence.wrapping_add(segment.wire_len);
                if let Some(acknowledged) = segment.acknowledgment {
                    last[from.reverse() as usize] = acknowledged;
                }
                self.ended.note(&key, at.time, sequences.map(|sequence| sequence.first), last);
            }
            Life::Lingers => self.lingering.push_back((key, at.time)),
            Life::GoesOn if self.flows.len() > self.limits.flows => self.make_room(),
            Life::GoesOn => {}
        }
        if !self.lingering.is_empty() {
            self.end_lingering(at.time);
        }
    }

    /// The key of a segment where several inputs are read: those of one recording share their connections, but the same
    /// private addresses may stand in recordings of two places.
    #[cold]
    fn in_its_recording(&self, key: FlowKey, segment: &Segment<'_>, from: Direction, at: At) -> FlowKey {
        let own = key.in_recording(at.input);
        if self.flows.contains_key(&own) {
            return own;
        }
        let other = self.flows.get(&key).is_some_and(|known| {
            known.is_of_another_recording(segment, from, at, self.handler.is_done(&known.state))
        });
        if other { own } else { key }
    }

    /// Drops connections that ended a while ago.
    fn end_lingering(&mut self, now: Option<i64>) {
        while let Some((key, since)) = self.lingering.front().copied() {
            let waited = now.zip(since).map_or(0, |(now, since)| now.saturating_sub(since));
            if waited.saturating_abs() < LINGER && self.lingering.len() <= MAX_LINGERING {
                return;
            }
            if let Some(connection) = self.flows.get(&key).filter(|connection| connection.lingers) {
                let first = connection.sequences.map(|sequence| sequence.first);
                let last = connection.sequences.map(Sequence::farthest);
                self.ended.note(&key, now, first, last);
                self.drop_connection(key, since);
            }
            self.lingering.pop_front();
        }
    }

    /// Ends every connection, as at the end of the capture.
    pub fn finish(&mut self) {
        let lingering: HashMap<_, _> = std::mem::take(&mut self.lingering).into_iter().collect();
        let mut all: Vec<_> = self.flows.iter().map(|(key, connection)| (connection.number, *key)).collect();
        all.sort_unstable_by_key(|(number, _)| *number);
        for (_, key) in all {
            self.drop_connection(key, lingering.get(&key).copied().flatten());
        }
    }

    /// Closes a connection, which ended then if it did.
    fn drop_connection(&mut self, key: FlowKey, ended_at: Option<i64>) {
        let Some(mut connection) = self.flows.remove(&key) else { return };
        let mut current = Current {
            key: &key,
            connection: &mut connection,
            handler: &mut self.handler,
            limits: &self.limits,
            early_bytes: &mut self.early_bytes,
            loss: &mut self.loss,
        };
        current.close(ended_at);
    }

    /// The handler.
    pub fn handler(&mut self) -> &mut H {
        &mut self.handler
    }

    /// What was dropped for want of room.
    pub fn loss(&self) -> Loss {
        self.loss
    }

    /// Drops connections that were not touched since the last time: those that are done first, which costs
    /// nothing, and the others if that is not enough. Each call frees room for many, so calls are rare.
    #[cold]
    fn make_room(&mut self) {
        let enough = self.limits.flows - self.limits.flows / 4;
        let (now, before) = (self.sweep, self.sweep.saturating_sub(1));
        for (unfinished_too, since) in [(false, now), (true, before), (true, now)] {
            if self.flows.len() <= enough {
                break;
            }
            let mut go = Vec::new();
            for (key, connection) in &self.flows {
                let done = self.handler.is_done(&connection.state);
                if connection.touched <= since && (done || unfinished_too) {
                    self.loss.flows += u64::from(!done);
                    go.push((connection.number, *key));
                }
            }
            // In the order in which they began.
            go.sort_unstable_by_key(|(number, _)| *number);
            for (_, key) in go {
                self.drop_connection(key, None);
            }
        }
        self.sweep += 1;
    }
}
