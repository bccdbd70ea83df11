//! The last handshakes, held back for a moment: the same one may be captured again elsewhere, and a client that failed may
//! come again with less.

use std::collections::VecDeque;

use cutover_evidence::{Handshake, HelloRead, Outcome, Sink};
use cutover_handshake::{Message, Tracker};

use crate::ends::{ends_in_words, mixed, same_ends, share_an_end};
use crate::fallbacks::{Failed, Fallbacks};
use crate::receiver::Receiver;

/// For how long, in nanoseconds of the capture's time.
const HELD: i64 = 10_000_000_000;

/// How many at most. Copies come within milliseconds; more than stay in the processor's cache would make every
/// handshake dearer.
const MAX_HELD: usize = 128;

/// How many while it is open whether a hello stands on two connections or on more.
const MAX_HELD_FOR_A_TWIN: usize = 1024;

/// What the record does not say.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Retired {
    /// When the connection ended, in nanoseconds since 1970.
    pub ended_at: Option<i64>,
    /// A proxy told who the client is.
    pub proxied: bool,
    /// What the server sent may be missing, so that no answer is no silence.
    pub unseen: bool,
}

#[derive(Default)]
pub(crate) struct Recent {
    held: VecDeque<Held>,
    /// Room of what was released.
    spare: Vec<Held>,
    /// How many were ever held before the first of those that are.
    released: u64,
    /// By some bytes of a random: what is held of it, or was.
    by_random: Vec<Known>,
    fallbacks: Fallbacks,
    /// The latest time met.
    now: i64,
}

#[derive(Default)]
struct Held {
    record: Box<Handshake>,
    messages: Vec<Message>,
    random: Option<([u8; 32], usize)>,
    at: Option<i64>,
    proxied: bool,
    /// The attempt that it repeats with less, as far as that was known when it was over.
    best: Option<Failed>,
    /// The number of the same hello between other ends.
    twin: Option<u64>,
    server_random: Option<u64>,
    /// When the hello came, and when the answer did, or the last that was seen.
    during: Option<(i64, i64)>,
    told: bool,
}

/// A hello by its random. Its copy may end much later, or never, so it is remembered longer than the record is held.
#[derive(Clone, Copy)]
struct Known {
    random: u64,
    ends: u64,
    at: i64,
    /// The number under which it is held.
    number: u64,
    /// It stands on several connections that are not one handshake, so that no other is one of them either.
    common: bool,
}

impl Recent {
    /// A client was cut off before any answer: it may come again before this connection is over for us.
    pub fn note_cut_off(&mut self, record: &Handshake, began_at: Option<i64>, now: Option<i64>) {
        self.fallbacks.cut_off(record, began_at, now);
    }

    /// Takes a finished record over; how many were handed on for it.
    pub fn add(
        &mut self,
        tracker: &mut Tracker,
        retired: Retired,
        receiver: &mut Receiver<'_, impl Sink>,
    ) -> u64 {
        let at = tracker.origin().time;
        self.now = self.now.max(at.unwrap_or(i64::MIN));
        let failed_at = if tracker.handshake().outcome == Outcome::RefusedAlert {
            tracker.last_time()
        } else {
            retired.ended_at.or(tracker.last_time())
        };
        let random = tracker.client_random().copied();
        let slot = random.as_ref().and_then(|(random, _)| self.slot(random));
        let (mut twin, mut common) = (None, false);
        if let Some(slot) = slot {
            match self.same_before(slot, tracker, random, at, retired) {
                Same::No => {}
                Same::Told => return 0,
                Same::Copy(place) => {
                    self.held[place].join(tracker);
                    return 0;
                }
                Same::Twin(place) => twin = Some(place),
                Same::Common(place) => {
                    common = true;
                    if let Some(place) = place {
                        self.held[place].twin = None;
                    }
                }
            }
        }
        // A copy of a connection says nothing more of who comes again.
        let best = self.fallbacks.over(tracker.handshake(), at, failed_at, retired.unseen);
        let number = self.released + self.held.len() as u64;
        if let (Some(slot), Some((random, _)), None) = (slot, &random, twin) {
            let ends = mixed(tracker.handshake());
            let at = at.unwrap_or_default();
            self.by_random[slot] = Known { random: word(random), ends, at, number, common };
        }
        if let Some(place) = twin {
            self.held[place].twin = Some(number);
        }
        let mut held = self.spare.pop().unwrap_or_default();
        tracker.swap_record(&mut held.record);
        held.messages.clear();
        held.messages.extend_from_slice(tracker.messages());
        let (messages, record) = (held.messages, held.record);
        let proxied = retired.proxied;
        self.held.push_back(Held {
            record,
            messages,
            random,
            at,
            proxied,
            best,
            twin: None,
            server_random: tracker.server_random(),
            during: during(tracker),
            told: false,
        });
        self.release(receiver)
    }

    /// Hands everything on; how many that were.
    pub fn release_all(&mut self, receiver: &mut Receiver<'_, impl Sink>) -> u64 {
        let mut count = 0;
        while !self.held.is_empty() {
            count += self.release_first(receiver);
        }
        count
    }

    fn release(&mut self, receiver: &mut Receiver<'_, impl Sink>) -> u64 {
        let mut count = 0;
        while let Some(first) = self.held.front() {
            let passed = first.at.map_or(0, |at| self.now.saturating_sub(at));
            let most = if first.twin.is_some() { MAX_HELD_FOR_A_TWIN } else { MAX_HELD };
            if self.held.len() <= most && passed < HELD {
                break;
            }
            count += self.release_first(receiver);
        }
        count
    }

    fn release_first(&mut self, receiver: &mut Receiver<'_, impl Sink>) -> u64 {
        let Some(mut first) = self.held.pop_front() else { return 0 };
        self.released += 1;
        let count = self.tell(&mut first, receiver);
        self.spare.push(first);
        count
    }

    fn tell(&mut self, held: &mut Held, receiver: &mut Receiver<'_, impl Sink>) -> u64 {
        if held.told {
            return 0;
        }
        let mut count = 0;
        // The attempt that it repeats may have been over only later than this one, and so may what says otherwise.
        let best = match held.best.take() {
            Some(best) => Some(best).filter(|best| self.fallbacks.still_repeats(&held.record, best, held.at)),
            None => self.fallbacks.best_attempt(&held.record, held.at),
        };
        repeats(&mut held.record, best);
        if let Some(frame) = held.record.retry_of {
            // Whoever judges this one must have seen that one.
            let source = held.record.retry_of_source.as_ref().unwrap_or(&held.record.source);
            let is_best = |other: &Held| other.record.frame == Some(frame) && other.record.source == *source;
            if let Some(place) = self.held.iter().position(is_best) {
                let mut best = std::mem::take(&mut self.held[place]);
                count += self.tell(&mut best, receiver);
                self.held[place] = best;
            }
        }
        self.join_twin(held);
        held.told = true;
        receiver.handshake(&held.record, &held.messages);
        count + 1
    }

    /// The place of a random in the table; none for one that says nothing.
    fn slot(&mut self, random: &[u8; 32]) -> Option<usize> {
        const SLOTS: usize = 4096;
        if self.by_random.is_empty() {
            self.by_random
                .resize(SLOTS, Known { random: 0, ends: 0, at: 0, number: u64::MAX, common: false });
        }
        let number = u32::from_le_bytes([random[4], random[5], random[6], random[7]]);
        (word(random) != 0).then_some(number as usize % SLOTS)
    }

    /// Whether the same hello came before. A PROXY header tells clients apart that have one address.
    fn same_before(
        &self,
        slot: usize,
        tracker: &Tracker,
        random: Option<([u8; 32], usize)>,
        at: Option<i64>,
        retired: Retired,
    ) -> Same {
        let known = &self.by_random[slot];
        let record = tracker.handshake();
        if random.as_ref().is_none_or(|(random, _)| word(random) != known.random)
            || at.map_or(0, |at| at.saturating_sub(known.at).saturating_abs()) > HELD
        {
            return Same::No;
        }
        let ends_are_the_same = known.ends == mixed(record);
        let Some(place) = self.place_of(known.number) else {
            return if ends_are_the_same { Same::Told } else { Same::Common(None) };
        };
        let held = &self.held[place];
        // Of a hello that was cut there is hardly more than its random.
        let bytes = |random: Option<([u8; 32], usize)>| random.map(|(bytes, _)| bytes);
        let is_cut = |record: &Handshake| record.client_hello != Some(HelloRead::Whole);
        let is_compared = !ends_are_the_same || !is_cut(&held.record) && !is_cut(record);
        let is_another = bytes(held.random) != bytes(random)
            || is_compared && (held.random != random || !same_hello(&held.record, record))
            || held.server_random.zip(tracker.server_random()).is_some_and(|(one, other)| one != other);
        if ends_are_the_same {
            return match held.told {
                _ if is_another => Same::No,
                true => Same::Told,
                false => Same::Copy(place),
            };
        }
        let same_client =
            (held.record.client_ip, held.record.client_port) == (record.client_ip, record.client_port);
        let told_apart = (retired.proxied || held.proxied) && !same_client;
        let on_one_way =
            share_an_end(&held.record, record) || one_within_the_other(held.during, during(tracker));
        if known.common || held.told || is_another || told_apart || !on_one_way {
            return Same::Common(Some(place));
        }
        match held.twin.and_then(|twin| self.place_of(twin)) {
            Some(twin) if same_ends(&self.held[twin].record, record) => Same::Copy(twin),
            Some(_) => Same::Common(Some(place)),
            None => Same::Twin(place),
        }
    }

    fn place_of(&self, number: u64) -> Option<usize> {
        let place = usize::try_from(number.checked_sub(self.released)?).ok()?;
        (place < self.held.len()).then_some(place)
    }

    /// One handshake seen on two sides of something: what says more is told, and names the other.
    fn join_twin(&mut self, first: &mut Held) {
        let Some(place) = first.twin.take().and_then(|twin| self.place_of(twin)) else { return };
        let twin = &mut self.held[place];
        if twin.told {
            return;
        }
        twin.told = true;
        if says_more(&twin.record, &first.record) {
            std::mem::swap(twin, first);
            (twin.told, first.told) = (true, false);
        }
        first.record.also_seen_as = vec![ends_in_words(&twin.record)];
    }
}

/// What is known of a hello that came before.
enum Same {
    No,
    /// The same connection, which was handed on.
    Told,
    /// The same connection, which is held there.
    Copy(usize),
    /// Another connection, held there.
    Twin(usize),
    /// One of several others, the last of which may be held there.
    Common(Option<usize>),
}

impl Held {
    /// The same connection in a copy.
    fn join(&mut self, again: &mut Tracker) {
        if says_more(again.handshake(), &self.record) {
            again.swap_record(&mut self.record);
        }
    }
}

/// Notes which attempt a handshake repeats.
fn repeats(record: &mut Handshake, best: Option<Failed>) {
    record.retry_of = best.as_ref().map(|best| best.frame);
    record.retry_of_source = best.map(|best| best.source).filter(|source| *source != record.source);
}

fn word(random: &[u8; 32]) -> u64 {
    u64::from_le_bytes([
        random[8], random[9], random[10], random[11], random[12], random[13], random[14], random[15],
    ])
}

/// When the hello came, and when the ServerHello did, or the last that was seen.
fn during(tracker: &Tracker) -> Option<(i64, i64)> {
    tracker.origin().time.zip(tracker.answered_at().or(tracker.last_time()))
}

/// What passes a hello on does so after it came, and has the answer before it gives one.
fn one_within_the_other(one: Option<(i64, i64)>, other: Option<(i64, i64)>) -> bool {
    one.zip(other).is_some_and(|(one, other)| {
        (one.0 <= other.0 && other.1 <= one.1) || (other.0 <= one.0 && one.1 <= other.1)
    })
}

/// All that a record has of a hello.
fn same_hello(one: &Handshake, other: &Handshake) -> bool {
    one.legacy_version == other.legacy_version
        && one.cipher_suites == other.cipher_suites
        && one.server_name == other.server_name
        && one.offered_versions == other.offered_versions
        && one.groups == other.groups
        && one.signature_schemes == other.signature_schemes
        && one.key_shares == other.key_shares
        && one.alpn == other.alpn
        && one.hello_format == other.hello_format
}

/// Whether one record of the same handshake knows more than another.
fn says_more(one: &Handshake, other: &Handshake) -> bool {
    let knows = |record: &Handshake| {
        let seen = record.seen;
        (
            record.negotiated_version.is_some(),
            record.outcome == Outcome::Established,
            seen.server_hello,
            seen.client_hello,
        )
    };
    knows(one) > knows(other)
}
