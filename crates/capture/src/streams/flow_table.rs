//! All connections of a capture, in bounded memory.

use std::collections::VecDeque;

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

use super::connection::{Connection, Current, Life};
use super::flow_key::{Direction, FlowKey};
use super::handler::StreamHandler;
use super::limits::{FlowLoss, Limits};
use super::reassembly::Sequence;
use super::recently_ended::RecentlyEnded;
use crate::decode::Segment;
use crate::packet::At;

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
    loss: FlowLoss,
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
            loss: FlowLoss::default(),
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
    pub fn loss(&self) -> FlowLoss {
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
