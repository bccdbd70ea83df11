//! Which connection has which tracker, and how many there may be.

use std::collections::VecDeque;

use cutover_capture::{At, Direction, End, FlowKey, StreamHandler};
use cutover_handshake::{At as SeenAt, Details, Peer, Tracker, can_start};

use crate::run::Sink;

/// How much is found out, and how much memory that may take.
#[derive(Debug, Clone)]
pub struct Options {
    /// Fill in what only evidence shows: JA3, JA4, ALPN.
    pub details: bool,
    /// Keep the bytes of hellos for [`Sink::handshake`].
    pub keep_messages: bool,
    /// Connections that are known at a time.
    pub flows: usize,
    /// Handshakes that are under way at a time.
    pub handshakes: usize,
    /// Bytes held for handshakes under way.
    pub handshake_bytes: usize,
    /// Bytes that a packed input may unpack to.
    pub unpack_limit: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            details: true,
            keep_messages: false,
            flows: 1 << 17,
            handshakes: 1 << 13,
            handshake_bytes: 16 << 20,
            unpack_limit: cutover_capture::DEFAULT_UNPACK_LIMIT,
        }
    }
}

/// A connection's tracker: its place in the list, and which use of that place is meant. A place that was
/// given to another connection since means that this one is done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Nothing was found yet.
    #[default]
    None,
    Tracked {
        place: u32,
        use_count: u32,
    },
    Done,
}

struct Place {
    tracker: Tracker,
    key: Option<FlowKey>,
    use_count: u32,
    held: usize,
}

pub(crate) struct Observer<'a, S> {
    source: &'a str,
    options: &'a Options,
    sink: &'a mut S,
    places: Vec<Place>,
    free: Vec<u32>,
    /// Places in the order they were given out; some were given back since.
    order: VecDeque<(u32, u32)>,
    held: usize,
    pub handshakes: u64,
    /// Handshakes that were reported early to make room.
    pub early: u64,
}

impl<'a, S: Sink> Observer<'a, S> {
    pub fn new(source: &'a str, options: &'a Options, sink: &'a mut S) -> Self {
        Self {
            source,
            options,
            sink,
            places: Vec::new(),
            free: Vec::new(),
            order: VecDeque::new(),
            held: 0,
            handshakes: 0,
            early: 0,
        }
    }

    pub fn flush(&mut self) {
        self.sink.flush();
    }

    fn place(&mut self, slot: Slot) -> Option<&mut Place> {
        let Slot::Tracked { place, use_count } = slot else { return None };
        self.places.get_mut(place as usize).filter(|p| p.use_count == use_count)
    }

    fn track(&mut self, key: FlowKey) -> Slot {
        if self.free.is_empty() && self.places.len() >= self.options.handshakes {
            self.let_oldest_go();
        }
        let place = self.free.pop().unwrap_or_else(|| {
            let mut tracker = Tracker::default();
            tracker.set_details(if self.options.details { Details::All } else { Details::None });
            tracker.set_keep_messages(self.options.keep_messages);
            self.source.clone_into(&mut tracker.record().source);
            self.places.push(Place { tracker, key: None, use_count: 0, held: 0 });
            (self.places.len() - 1) as u32
        });
        let entry = &mut self.places[place as usize];
        entry.key = Some(key);
        let use_count = entry.use_count;
        self.order.push_back((place, use_count));
        if self.order.len() > 2 * self.options.handshakes {
            let places = &self.places;
            self.order.retain(|(place, use_count)| places[*place as usize].use_count == *use_count);
        }
        Slot::Tracked { place, use_count }
    }

    fn let_oldest_go(&mut self) -> bool {
        while let Some((place, use_count)) = self.order.pop_front() {
            let slot = Slot::Tracked { place, use_count };
            if self.place(slot).is_some() {
                self.early += u64::from(self.report(slot));
                return true;
            }
        }
        false
    }

    /// Hands the record on, if there is one, and takes the place back.
    fn report(&mut self, slot: Slot) -> bool {
        let Slot::Tracked { place: number, use_count } = slot else { return false };
        let Some(place) = self.places.get_mut(number as usize).filter(|p| p.use_count == use_count) else {
            return false;
        };
        let tracker = &mut place.tracker;
        if let (Some(client), Some(key)) = (tracker.client(), place.key) {
            let client = direction(client);
            let record = tracker.record();
            (record.client_ip, record.client_port) = key.sender(client);
            (record.server_ip, record.server_port) = key.sender(client.reverse());
        }
        let found = tracker.finish().is_some();
        if found {
            self.sink.handshake(tracker.handshake(), tracker.messages());
            self.handshakes += 1;
        }
        tracker.reset();
        place.use_count = place.use_count.wrapping_add(1);
        self.held -= std::mem::take(&mut place.held);
        self.free.push(number);
        found
    }
}

impl<S: Sink> StreamHandler for Observer<'_, S> {
    type State = Slot;

    #[inline]
    fn data(&mut self, slot: &mut Slot, key: &FlowKey, from: Direction, bytes: &[u8], at: At) {
        if *slot == Slot::None {
            if !can_start(bytes) {
                return;
            }
            *slot = self.track(*key);
        }
        let Some(place) = self.place(*slot) else {
            *slot = Slot::Done;
            return;
        };
        let tracker = &mut place.tracker;
        tracker.data(peer(from), bytes, SeenAt { frame: at.frame, time: at.time });
        if tracker.is_done() {
            self.report(*slot);
            *slot = Slot::Done;
        } else if tracker.is_blank() {
            // A false start; the next one gets a place of its own.
            self.report(*slot);
            *slot = Slot::None;
        } else {
            let held = tracker.held();
            let before = std::mem::replace(&mut place.held, held);
            self.held = self.held + held - before;
            while self.held > self.options.handshake_bytes && self.let_oldest_go() {}
        }
    }

    fn gap(&mut self, slot: &mut Slot, from: Direction, length: u32) {
        if let Some(place) = self.place(*slot) {
            place.tracker.gap(peer(from), length);
        }
    }

    fn end(&mut self, slot: &mut Slot, from: Direction, end: End) {
        if let Some(place) = self.place(*slot) {
            match end {
                End::Fin => place.tracker.fin(peer(from)),
                End::Rst => place.tracker.rst(peer(from)),
            }
        }
    }

    fn close(&mut self, slot: &mut Slot) {
        self.report(*slot);
        *slot = Slot::Done;
    }

    #[inline]
    fn is_done(&self, slot: &Slot) -> bool {
        match *slot {
            Slot::None => false,
            Slot::Done => true,
            Slot::Tracked { place, use_count } => {
                self.places.get(place as usize).is_none_or(|p| p.use_count != use_count)
            }
        }
    }
}

fn peer(direction: Direction) -> Peer {
    match direction {
        Direction::Low => Peer::A,
        Direction::High => Peer::B,
    }
}

fn direction(peer: Peer) -> Direction {
    match peer {
        Peer::A => Direction::Low,
        Peer::B => Direction::High,
    }
}
