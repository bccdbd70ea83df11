//! Which connection has which tracker, and how many there may be.

use std::collections::VecDeque;

use cutover_capture::{At, Before, Direction, End, FlowKey, Seen, StreamHandler};
use cutover_evidence::Sink;
use cutover_handshake::{
    At as SeenAt, Details, NO_TLS_AFTER, Peer, Surroundings, Tracker, can_start, starts_client_hello,
};

use crate::receiver::Receiver;
use crate::recent::{Recent, Retired};
use crate::upgrade::Upgrade;

/// How much is found out, and how much memory that may take.
#[derive(Debug, Clone)]
pub struct Options {
    /// Fill in what only evidence shows: JA3, JA4, ALPN.
    pub details: bool,
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
            flows: 1 << 17,
            handshakes: 1 << 13,
            handshake_bytes: 16 << 20,
            unpack_limit: cutover_capture::DEFAULT_UNPACK_LIMIT,
        }
    }
}

/// What is known of a connection. A place that was given to another connection since means that this one is done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Nothing was found yet, and nothing is missing.
    #[default]
    None,
    /// Nothing was found yet in so many bytes of each direction; before them something is missing.
    Searched([u16; 2]),
    /// Something else than TLS, as far as it was seen: who said it, and whether TLS may follow.
    SomethingElse { said: [bool; 2], upgrade: Upgrade },
    /// Under way, in a place and a use of it.
    Tracked { place: u32, use_count: u32 },
    /// Reported; the beginning of the random of its hello.
    Done { random: u32 },
}

impl Slot {
    /// Who said something that is no TLS.
    fn said(self) -> [bool; 2] {
        match self {
            Self::SomethingElse { said, .. } => said,
            Self::Searched(searched) => searched.map(|bytes| bytes > 0),
            Self::None | Self::Tracked { .. } | Self::Done { .. } => [false; 2],
        }
    }

    /// Something that is no TLS was said.
    fn says(&mut self, from: Direction, bytes: &[u8]) {
        let mut said = self.said();
        said[from as usize] = true;
        let before = match *self {
            Self::SomethingElse { upgrade, .. } => upgrade,
            _ => Upgrade::No,
        };
        *self = Self::SomethingElse { said, upgrade: before.after(from, bytes) };
    }
}

struct Place {
    tracker: Tracker,
    key: Option<FlowKey>,
    use_count: u32,
    held: usize,
    /// Segments came without their beginning, or with holes.
    incomplete: bool,
    /// The beginning of the connection was not seen.
    begun_unseen: bool,
}

pub(crate) struct Observer<'a, S> {
    /// The inputs' names as evidence has them.
    sources: &'a [String],
    options: &'a Options,
    receiver: Receiver<'a, S>,
    recent: Recent,
    places: Vec<Place>,
    free: Vec<u32>,
    /// Places in the order they were given out; some were given back since.
    order: VecDeque<(u32, u32)>,
    held: usize,
    pub handshakes: u64,
    /// Handshakes that were reported early to make room.
    pub early: u64,
    /// Connections of which too little was seen to say whether they hold TLS.
    pub unidentified: u64,
}

impl<'a, S: Sink> Observer<'a, S> {
    pub fn new(sources: &'a [String], options: &'a Options, receiver: Receiver<'a, S>) -> Self {
        Self {
            sources,
            options,
            receiver,
            recent: Recent::default(),
            places: Vec::new(),
            free: Vec::new(),
            order: VecDeque::new(),
            held: 0,
            handshakes: 0,
            early: 0,
            unidentified: 0,
        }
    }

    /// Shows what there is, as somebody waits for it.
    pub fn show(&mut self) {
        self.handshakes += self.recent.release_all(&mut self.receiver);
        self.receiver.sink.flush();
    }

    pub fn flush(&mut self) {
        self.receiver.sink.flush();
    }

    fn place(&mut self, slot: Slot) -> Option<&mut Place> {
        let Slot::Tracked { place, use_count } = slot else { return None };
        self.places.get_mut(place as usize).filter(|p| p.use_count == use_count)
    }

    fn track(&mut self, key: FlowKey) -> Slot {
        if self.free.is_empty() && self.places.len() >= self.options.handshakes {
            self.drop_oldest();
        }
        let place = self.free.pop().unwrap_or_else(|| {
            let mut tracker = Tracker::default();
            tracker.set_details(if self.options.details { Details::All } else { Details::None });
            tracker.set_keep_messages(self.receiver.messages.is_some());
            self.places.push(Place {
                tracker,
                key: None,
                use_count: 0,
                held: 0,
                incomplete: false,
                begun_unseen: false,
            });
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

    fn drop_oldest(&mut self) -> bool {
        while let Some((place, use_count)) = self.order.pop_front() {
            let slot = Slot::Tracked { place, use_count };
            if self.place(slot).is_some() {
                let (reported, _) = self.report(slot, None);
                self.early += u64::from(reported);
                return true;
            }
        }
        false
    }

    /// Hands the record on, if there is one, and takes the place back. Also the beginning of its hello's random.
    fn report(&mut self, slot: Slot, seen: Option<Seen>) -> (bool, u32) {
        let Slot::Tracked { place: number, use_count } = slot else { return (false, 0) };
        let Some(place) = self.places.get_mut(number as usize).filter(|p| p.use_count == use_count) else {
            return (false, 0);
        };
        let tracker = &mut place.tracker;
        let Some(key) = place.key else { return (false, 0) };
        let likely = if tracker.client().is_none() { likely_client(&key, seen) } else { Peer::A };
        let surroundings = Surroundings {
            likely_client: likely,
            server_was_seen: seen.map_or([true; 2], |seen| seen.directions),
            incomplete: seen.map_or([place.incomplete; 2], |seen| seen.incomplete),
        };
        let found = tracker.finish_among(surroundings).is_some();
        let random = tracker.client_random().map_or(0, |(random, _)| first_word(random));
        if found && let Some(client) = tracker.client() {
            let client = direction(client);
            let origin = tracker.origin();
            let proxied = tracker.proxied();
            let record = tracker.record();
            if let Some(source) = self.sources.get(origin.input as usize) {
                source.clone_into(&mut record.source);
            }
            (record.client_ip, record.client_port) = key.sender(client);
            (record.server_ip, record.server_port) = key.sender(client.reverse());
            if let Some(proxied) = proxied.filter(|proxied| direction(proxied.by) == client) {
                let (ip, port) = (record.client_ip, record.client_port);
                record.via.insert(0, format!("in:proxy:[{ip}]:{port}"));
                if let Some(real) = proxied.client {
                    (record.client_ip, record.client_port) = (real.ip().to_canonical(), real.port());
                }
            }
            let server = client.reverse() as usize;
            let retired = Retired {
                ended_at: seen.and_then(|seen| seen.ended_at),
                proxied: proxied.is_some(),
                unseen: seen.is_some_and(|seen| seen.incomplete[server] || !seen.directions[server]),
            };
            self.handshakes += self.recent.add(tracker, retired, &mut self.receiver);
        }
        place.tracker.reset();
        place.use_count = place.use_count.wrapping_add(1);
        (place.incomplete, place.begun_unseen) = (false, false);
        self.held -= std::mem::take(&mut place.held);
        self.free.push(number);
        (found, random)
    }

    /// Bytes of a connection of which nothing is known yet. Whether they may hold TLS.
    #[inline]
    fn may_hold_tls(slot: &mut Slot, from: Direction, bytes: &[u8], before: Before) -> bool {
        if can_start(bytes, before == Before::Nothing) {
            return true;
        }
        if before == Before::Nothing {
            // STARTTLS may still come, and is found by its content.
            slot.says(from, bytes);
        } else {
            Self::search_on(slot, from, bytes);
        }
        false
    }

    /// A stream without its beginning, in which nothing was found: when enough of it was seen, it is something else.
    #[cold]
    fn search_on(slot: &mut Slot, from: Direction, bytes: &[u8]) {
        let mut searched = match *slot {
            Slot::SomethingElse { .. } => return slot.says(from, bytes),
            Slot::Searched(searched) => searched,
            _ => [0; 2],
        };
        let own = &mut searched[from as usize];
        *own = own.saturating_add(u16::try_from(bytes.len()).unwrap_or(u16::MAX));
        *slot = Slot::Searched(searched);
        if usize::from(searched[from as usize]) > NO_TLS_AFTER || is_text(bytes) {
            slot.says(from, bytes);
        }
    }
}

impl<S: Sink> StreamHandler for Observer<'_, S> {
    type State = Slot;
    const BEGINS_WITH: u8 = 22;

    #[inline]
    fn data(
        &mut self,
        slot: &mut Slot,
        key: &FlowKey,
        from: Direction,
        bytes: &[u8],
        at: At,
        before: Before,
    ) {
        let known = *slot;
        if matches!(known, Slot::None | Slot::Searched(_) | Slot::SomethingElse { .. }) {
            if !Self::may_hold_tls(slot, from, bytes, before) {
                return;
            }
            *slot = self.track(*key);
            let said = known.said();
            if said != [false; 2]
                && let Some(place) = self.place(*slot)
            {
                for direction in [Direction::Low, Direction::High] {
                    if said[direction as usize] {
                        place.tracker.set_spoken_before(peer(direction));
                    }
                }
            }
        }
        let Some(place) = self.place(*slot) else {
            *slot = Slot::Done { random: 0 };
            return;
        };
        let tracker = &mut place.tracker;
        if before != Before::Nothing {
            place.begun_unseen = true;
            tracker.set_begun_unseen(peer(from));
        }
        if before == Before::Something {
            place.incomplete = true;
            tracker.set_incomplete(peer(from));
        }
        tracker.data(peer(from), bytes, SeenAt { input: at.input, frame: at.frame, time: at.time });
        if tracker.is_done() {
            let (_, random) = self.report(*slot, None);
            *slot = Slot::Done { random };
        } else if tracker.is_blank() {
            // A false start; the next one gets a place of its own.
            self.report(*slot, None);
            *slot = known;
            if before != Before::Nothing {
                Self::search_on(slot, from, bytes);
            }
        } else {
            let held = tracker.held();
            let before = std::mem::replace(&mut place.held, held);
            self.held = self.held + held - before;
            while self.held > self.options.handshake_bytes && self.drop_oldest() {}
        }
    }

    #[cold]
    fn begun_earlier(&mut self, slot: &mut Slot, from: Direction) {
        if let Some(place) = self.place(*slot) {
            place.incomplete = true;
            place.tracker.set_incomplete(peer(from));
        }
    }

    fn gap(&mut self, slot: &mut Slot, from: Direction, length: u32) {
        if let Some(place) = self.place(*slot) {
            (place.incomplete, place.begun_unseen) = (true, true);
            place.tracker.gap(peer(from), length);
        }
        match slot {
            // What was searched so far says nothing of what follows.
            Slot::Searched(searched) => searched[from as usize] = 0,
            Slot::None => *slot = Slot::Searched([0; 2]),
            Slot::SomethingElse { said, upgrade } if *upgrade != Upgrade::No => {
                *slot = Slot::Searched(said.map(u16::from));
            }
            _ => {}
        }
    }

    fn end(&mut self, slot: &mut Slot, from: Direction, end: End, time: Option<i64>, whole: bool) {
        let Slot::Tracked { place, use_count } = *slot else { return };
        let place = self.places.get_mut(place as usize).filter(|place| place.use_count == use_count);
        let Some(place) = place else { return };
        let Some(key) = place.key else { return };
        let tracker = &mut place.tracker;
        match end {
            End::Fin => tracker.fin(peer(from)),
            End::Rst => tracker.rst(peer(from)),
        }
        // Who is cut off before any answer may come again with less long before this connection is given up.
        if whole
            && tracker.is_unanswered()
            && let Some(client) = tracker.client().map(direction)
        {
            let origin = tracker.origin();
            let record = tracker.record();
            if let Some(source) = self.sources.get(origin.input as usize) {
                source.clone_into(&mut record.source);
            }
            (record.client_ip, record.client_port) = key.sender(client);
            (record.server_ip, record.server_port) = key.sender(client.reverse());
            self.recent.note_cut_off(tracker.handshake(), origin.time, time);
        }
    }

    fn close(&mut self, slot: &mut Slot, _: &FlowKey, seen: Seen) {
        let unidentified = match *slot {
            Slot::Searched(_) => true,
            Slot::SomethingElse { upgrade: Upgrade::Asked { .. }, .. } => !seen.ended,
            Slot::Tracked { .. } => {
                let unseen = self.place(*slot).map(|place| place.begun_unseen);
                let (found, _) = self.report(*slot, Some(seen));
                !found && unseen == Some(true)
            }
            _ => false,
        };
        self.unidentified += u64::from(unidentified);
        *slot = Slot::Done { random: 0 };
    }

    #[inline]
    fn is_done(&self, slot: &Slot) -> bool {
        match *slot {
            Slot::None | Slot::Searched(_) | Slot::SomethingElse { .. } => false,
            Slot::Done { .. } => true,
            Slot::Tracked { place, use_count } => {
                self.places.get(place as usize).is_none_or(|p| p.use_count != use_count)
            }
        }
    }

    #[inline]
    fn begins_anew(&self, slot: Option<&Slot>, from: Direction, bytes: &[u8]) -> bool {
        let Some(slot) = slot else { return starts_client_hello(bytes) };
        match *slot {
            Slot::None | Slot::Searched(_) | Slot::SomethingElse { .. } => false,
            Slot::Done { random } => cutover_handshake::client_random(bytes).is_some_and(|now| {
                // Of a connection that was reported without a hello nothing is known to compare.
                random != 0 && first_word(now) != random
            }),
            Slot::Tracked { place, use_count } => self
                .places
                .get(place as usize)
                .filter(|place| place.use_count == use_count)
                .is_some_and(|place| place.tracker.begins_anew(peer(from), bytes)),
        }
    }
}

/// Who is the client of a connection without a hello: who opened it; else servers have the lower port.
#[cold]
fn likely_client(key: &FlowKey, seen: Option<Seen>) -> Peer {
    let port = |direction: Direction| key.sender(direction).1;
    let by_port = if port(Direction::Low) < port(Direction::High) { Direction::High } else { Direction::Low };
    peer(seen.and_then(|seen| seen.opened_by).unwrap_or(by_port))
}

/// Whether this is text: no sixteen encrypted bytes look like it, nor do fewer with the end of a line.
fn is_text(bytes: &[u8]) -> bool {
    let readable = |byte: &u8| matches!(byte, b' '..=b'~' | b'\r' | b'\n' | b'\t');
    match bytes.get(..16) {
        Some(start) => start.iter().all(readable),
        None => bytes.len() >= 6 && bytes.ends_with(b"\r\n") && bytes.iter().all(readable),
    }
}

fn first_word(random: &[u8; 32]) -> u32 {
    u32::from_le_bytes([random[0], random[1], random[2], random[3]])
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
