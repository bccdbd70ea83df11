//! TCP connections: which segment belongs to which, in what order, and what is kept of it.

use std::collections::VecDeque;
use std::hash::{Hash, Hasher};
use std::net::{IpAddr, Ipv6Addr};

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

use crate::decode::Segment;
use crate::reassembly::{Early, Sequence, Waiting, distance};

/// The packet that some bytes came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct At {
    /// Its number in the capture, from 1.
    pub frame: u64,
    /// Its time in nanoseconds since 1970 UTC.
    pub time: Option<i64>,
}

/// One of the two directions of a connection, named by the end that sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The end that sorts first sends.
    Low,
    /// The end that sorts second sends.
    High,
}

impl Direction {
    /// The other one.
    #[must_use]
    pub fn reverse(self) -> Self {
        match self {
            Self::Low => Self::High,
            Self::High => Self::Low,
        }
    }
}

/// How a direction ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// FIN
    Fin,
    /// RST
    Rst,
}

/// The two ends of a connection in a fixed order, so that both directions have one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlowKey {
    low: (Address, u16),
    high: (Address, u16),
}

/// An address as an IPv6 address, IPv4 mapped into it: two words that are cheap to hash and compare.
type Address = (u64, u64);

impl FlowKey {
    /// The key of a segment, and which end sent it.
    #[inline]
    pub fn of(segment: &Segment<'_>) -> (Self, Direction) {
        let [source, destination] = [segment.source, segment.destination].map(|(ip, port)| (words(ip), port));
        if source <= destination {
            (Self { low: source, high: destination }, Direction::Low)
        } else {
            (Self { low: destination, high: source }, Direction::High)
        }
    }

    /// Address and port of the end that sends in that direction.
    pub fn sender(&self, direction: Direction) -> (IpAddr, u16) {
        let ((upper, lower), port) = match direction {
            Direction::Low => self.low,
            Direction::High => self.high,
        };
        let ip = Ipv6Addr::from(u128::from(upper) << 64 | u128::from(lower));
        (IpAddr::V6(ip).to_canonical(), port)
    }
}

impl Hash for FlowKey {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        let ports = u64::from(self.low.1) << 16 | u64::from(self.high.1);
        for word in [self.low.0.0, self.low.0.1, self.high.0.0, self.high.0.1, ports] {
            state.write_u64(word);
        }
    }
}

#[inline]
fn words(ip: IpAddr) -> Address {
    match ip {
        // ::ffff:a.b.c.d
        IpAddr::V4(ip) => (0, 0xffff_0000_0000 | u64::from(u32::from(ip))),
        IpAddr::V6(ip) => {
            let bits = u128::from(ip);
            ((bits >> 64) as u64, bits as u64)
        }
    }
}

/// What becomes of the bytes. `State` is what the handler keeps for each connection; it should be small.
pub trait StreamHandler {
    /// Kept for each connection; the default is a connection of which nothing was handed on yet.
    type State: Default;

    /// Bytes of one direction, in order. They may be looked at once.
    fn data(&mut self, state: &mut Self::State, key: &FlowKey, from: Direction, bytes: &[u8], at: At);

    /// So many bytes of this direction are missing from the capture here.
    fn gap(&mut self, state: &mut Self::State, from: Direction, length: u32);

    /// This direction ended.
    fn end(&mut self, state: &mut Self::State, from: Direction, end: End);

    /// The connection is let go: it ended, or the capture did, or the table needs room.
    fn close(&mut self, state: &mut Self::State);

    /// Whether the handler wants no more bytes of this connection.
    fn is_done(&self, state: &Self::State) -> bool;
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

/// What was let go for want of room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loss {
    /// Connections that were let go before they ended.
    pub flows: u64,
    /// Segments that came before their turn and were not kept.
    pub segments: u64,
}

/// How many segments wait behind a hole that the receiver has acknowledged before the hole is believed to be
/// in the capture only: packets that were captured out of order fill it within a few.
const PATIENCE: usize = 4;

/// How long after both FINs an RST is still waited for, in nanoseconds of the capture's time.
const LINGER: i64 = 2_000_000_000;

/// How many connections may wait for one.
const MAX_LINGERING: usize = 1024;

struct Flow<S> {
    sequences: [Sequence; 2],
    waiting: Option<Box<Waiting>>,
    /// When it was last touched, in sweeps of the table.
    touched: u32,
    /// How many connections began before it: those that end together are told in this order.
    number: u32,
    state: S,
}

/// All the connections of a capture.
pub struct FlowTable<H: StreamHandler> {
    handler: H,
    flows: HashMap<FlowKey, Flow<H::State>>,
    limits: Limits,
    /// Connections that ended without being done, and when.
    lingering: VecDeque<(FlowKey, Option<i64>)>,
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
        let (key, from) = FlowKey::of(segment);
        let mut entry = match self.flows.entry(key) {
            Entry::Occupied(entry) => entry,
            Entry::Vacant(entry) => {
                // Nothing can begin with a bare acknowledgment, and late ones of closed connections are many.
                if !segment.syn && segment.payload.is_empty() {
                    return;
                }
                self.begun = self.begun.wrapping_add(1);
                entry.insert_entry(Flow { number: self.begun, ..Flow::default() })
            }
        };
        let flow = entry.get_mut();
        flow.touched = self.sweep;
        let mut current = Current {
            key: &key,
            flow,
            handler: &mut self.handler,
            limits: &self.limits,
            early_bytes: &mut self.early_bytes,
            loss: &mut self.loss,
        };
        match current.take(segment, from, at) {
            Life::Over => _ = entry.remove(),
            Life::Lingers => self.lingering.push_back((key, at.time)),
            Life::GoesOn if self.flows.len() > self.limits.flows => self.make_room(),
            Life::GoesOn => {}
        }
        if !self.lingering.is_empty() {
            self.end_lingering(at.time);
        }
    }

    /// Lets connections go that ended a while ago.
    fn end_lingering(&mut self, now: Option<i64>) {
        while let Some((key, since)) = self.lingering.front() {
            let waited = now.zip(*since).map_or(0, |(now, since)| now.saturating_sub(since));
            if waited.abs() < LINGER && self.lingering.len() <= MAX_LINGERING {
                return;
            }
            if let Entry::Occupied(mut entry) = self.flows.entry(*key)
                && entry.get().sequences.iter().all(|s| s.has(Sequence::ENDED))
            {
                self.handler.close(&mut entry.get_mut().state);
                entry.remove();
            }
            self.lingering.pop_front();
        }
    }

    /// Ends every connection, as at the end of the capture.
    pub fn finish(&mut self) {
        let all = self.flows.iter().map(|(key, flow)| (flow.number, *key)).collect();
        self.let_go(all);
    }

    /// Closes connections in the order in which they began.
    fn let_go(&mut self, mut connections: Vec<(u32, FlowKey)>) {
        connections.sort_unstable_by_key(|(number, _)| *number);
        for (_, key) in connections {
            let Some(mut flow) = self.flows.remove(&key) else { continue };
            let mut current = Current {
                key: &key,
                flow: &mut flow,
                handler: &mut self.handler,
                limits: &self.limits,
                early_bytes: &mut self.early_bytes,
                loss: &mut self.loss,
            };
            current.close();
        }
    }

    /// The handler.
    pub fn handler(&mut self) -> &mut H {
        &mut self.handler
    }

    /// What was let go for want of room.
    pub fn loss(&self) -> Loss {
        self.loss
    }

    /// Lets connections go that were not touched since the last time: those that are done first, which costs
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
            for (key, flow) in &self.flows {
                let done = self.handler.is_done(&flow.state);
                if flow.touched <= since && (done || unfinished_too) {
                    self.loss.flows += u64::from(!done);
                    go.push((flow.number, *key));
                }
            }
            self.let_go(go);
        }
        self.sweep += 1;
    }
}

impl<S: Default> Default for Flow<S> {
    fn default() -> Self {
        Self {
            sequences: [Sequence::default(); 2],
            waiting: None,
            touched: 0,
            number: 0,
            state: S::default(),
        }
    }
}

enum Life {
    GoesOn,
    /// Both directions sent FIN; an RST that comes all the same still counts.
    Lingers,
    Over,
}

/// One connection while a segment of it is taken in.
struct Current<'t, H: StreamHandler> {
    key: &'t FlowKey,
    flow: &'t mut Flow<H::State>,
    handler: &'t mut H,
    limits: &'t Limits,
    early_bytes: &'t mut usize,
    loss: &'t mut Loss,
}

impl<H: StreamHandler> Current<'_, H> {
    #[inline]
    fn take(&mut self, segment: &Segment<'_>, from: Direction, at: At) -> Life {
        let (own, other) = (from as usize, from.reverse() as usize);
        let mut sequence = segment.sequence;
        if segment.syn {
            sequence = sequence.wrapping_add(1);
            let known = self.flow.sequences[own];
            let other_start =
                known.has(Sequence::STARTED) && (!known.has(Sequence::SYN) || known.first != sequence);
            // A client begins a connection; a server that answers one SYN with two numbers does not, and the
            // client's acknowledgment says which of them counts.
            let begins =
                segment.acknowledgment.is_none() || !self.flow.sequences[other].has(Sequence::STARTED);
            let settled = known.has(Sequence::ACKNOWLEDGED) && distance(known.first, known.acknowledged) >= 0;
            if other_start && begins {
                self.close();
                let Flow { touched, number, .. } = *self.flow;
                *self.flow = Flow { touched, number, ..Flow::default() };
            } else if other_start && !settled {
                self.flow.sequences[own].start(sequence);
            }
            if !self.flow.sequences[own].has(Sequence::STARTED) {
                self.flow.sequences[own].start(sequence);
                self.flow.sequences[own].set(Sequence::SYN);
            }
        }
        if self.handler.is_done(&self.flow.state) {
            if segment.fin {
                self.flow.sequences[own].set(Sequence::ENDED);
            }
            return if segment.rst || self.has_ended() { Life::Over } else { Life::GoesOn };
        }
        if let Some(acknowledged) = segment.acknowledgment {
            let acknowledgments = &mut self.flow.sequences[other];
            if !acknowledgments.has(Sequence::ACKNOWLEDGED)
                || distance(acknowledgments.acknowledged, acknowledged) > 0
            {
                acknowledgments.acknowledged = acknowledged;
                acknowledgments.set(Sequence::ACKNOWLEDGED);
            }
        }
        if segment.wire_len > 0 {
            self.payload(segment, sequence, from, at);
        }
        if segment.fin {
            self.flow.sequences[own].fin = sequence.wrapping_add(segment.wire_len);
            self.flow.sequences[own].set(Sequence::FIN);
        }
        if self.flow.waiting.is_some() {
            self.pass_on_waiting(Direction::Low);
            self.pass_on_waiting(Direction::High);
        }
        if segment.rst {
            if self.flow.waiting.is_some() {
                self.pass_on_everything();
            }
            self.handler.end(&mut self.flow.state, from, End::Rst);
            self.handler.close(&mut self.flow.state);
            return Life::Over;
        }
        if segment.fin || self.flow.sequences[own].has(Sequence::FIN) {
            self.pass_on_fin(from);
        }
        if self.flow.waiting.is_some() && self.handler.is_done(&self.flow.state) {
            self.drop_waiting();
        }
        self.life()
    }

    #[cold]
    fn drop_waiting(&mut self) {
        if let Some(waiting) = self.flow.waiting.take() {
            *self.early_bytes = self.early_bytes.saturating_sub(waiting.bytes());
        }
    }

    fn life(&self) -> Life {
        match (self.has_ended(), self.handler.is_done(&self.flow.state)) {
            (false, _) => Life::GoesOn,
            (true, true) => Life::Over,
            (true, false) => Life::Lingers,
        }
    }

    fn has_ended(&self) -> bool {
        self.flow.sequences.iter().all(|s| s.has(Sequence::ENDED))
    }

    #[inline]
    fn payload(&mut self, segment: &Segment<'_>, sequence: u32, from: Direction, at: At) {
        let known = &mut self.flow.sequences[from as usize];
        if !known.has(Sequence::STARTED) {
            known.start(sequence);
        }
        let ahead = distance(known.next, sequence);
        if ahead <= 0 {
            self.pass_on(segment.payload, segment.wire_len, ahead.unsigned_abs(), from, at);
        } else {
            self.keep(segment, sequence, from, at);
        }
    }

    /// Hands bytes on that start `seen` bytes before the next one wanted.
    #[inline]
    fn pass_on(&mut self, payload: &[u8], wire_len: u32, seen: u32, from: Direction, at: At) {
        let Some(fresh) = wire_len.checked_sub(seen).filter(|n| *n > 0) else { return };
        let known = &mut self.flow.sequences[from as usize];
        known.next = known.next.wrapping_add(fresh);
        let bytes = payload.get(seen as usize..).unwrap_or_default();
        if !bytes.is_empty() {
            self.handler.data(&mut self.flow.state, self.key, from, bytes, at);
        }
        let cut = fresh - bytes.len() as u32;
        if cut > 0 {
            self.handler.gap(&mut self.flow.state, from, cut);
        }
    }

    #[cold]
    fn keep(&mut self, segment: &Segment<'_>, sequence: u32, from: Direction, at: At) {
        let waiting = self.flow.waiting.get_or_insert_default();
        let Some(place) = waiting.place(from as usize, sequence, segment.wire_len) else { return };
        let cost = Early::cost(segment.payload.len());
        if *self.early_bytes + cost > self.limits.early_bytes {
            self.loss.segments += 1;
            return;
        }
        *self.early_bytes += cost;
        let early = Early { sequence, payload: segment.payload.into(), wire_len: segment.wire_len, at };
        waiting.insert(from as usize, place, early);
    }

    /// Hands on what waits for its turn, as far as the hole before it is filled or will never be.
    #[cold]
    fn pass_on_waiting(&mut self, from: Direction) {
        loop {
            let known = self.flow.sequences[from as usize];
            let Some(waiting) = self.flow.waiting.as_deref() else { return };
            let Some(first) = waiting.first(from as usize) else { return };
            let hole = distance(known.next, first);
            let acknowledged = known.has(Sequence::ACKNOWLEDGED) && distance(first, known.acknowledged) >= 0;
            let lost = (acknowledged && waiting.count(from as usize) >= PATIENCE)
                || waiting.bytes() > self.limits.early_bytes_per_flow;
            if hole > 0 && !lost {
                return;
            }
            self.pass_on_first(from);
        }
    }

    /// Hands the first waiting segment on, and the hole before it.
    fn pass_on_first(&mut self, from: Direction) -> bool {
        let next = self.flow.sequences[from as usize].next;
        let Some(waiting) = self.flow.waiting.as_deref_mut() else { return false };
        let Some(early) = waiting.take_first(from as usize) else { return false };
        *self.early_bytes = self.early_bytes.saturating_sub(Early::cost(early.payload.len()));
        let hole = distance(next, early.sequence);
        if hole > 0 {
            self.flow.sequences[from as usize].next = early.sequence;
            self.handler.gap(&mut self.flow.state, from, hole.unsigned_abs());
        }
        self.pass_on(&early.payload, early.wire_len, hole.min(0).unsigned_abs(), from, early.at);
        true
    }

    #[cold]
    fn pass_on_everything(&mut self) {
        for from in [Direction::Low, Direction::High] {
            while self.pass_on_first(from) {}
        }
        self.flow.waiting = None;
    }

    fn pass_on_fin(&mut self, from: Direction) {
        let known = &mut self.flow.sequences[from as usize];
        let in_order = !known.has(Sequence::STARTED) || distance(known.next, known.fin) <= 0;
        if known.has(Sequence::FIN) && in_order && !known.has(Sequence::ENDED) {
            known.set(Sequence::ENDED);
            self.handler.end(&mut self.flow.state, from, End::Fin);
        }
    }

    #[cold]
    fn close(&mut self) {
        if self.flow.waiting.is_some() {
            self.pass_on_everything();
        }
        for from in [Direction::Low, Direction::High] {
            let known = &mut self.flow.sequences[from as usize];
            if known.has(Sequence::FIN) && !known.has(Sequence::ENDED) {
                known.set(Sequence::ENDED);
                self.handler.end(&mut self.flow.state, from, End::Fin);
            }
        }
        self.handler.close(&mut self.flow.state);
    }
}
