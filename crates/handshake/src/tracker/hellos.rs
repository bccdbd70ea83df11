//! Finding the hellos of a connection, and what they say.

use cutover_evidence::{HelloFormat, HelloRead, Side};
use cutover_wire::prefix::MESSAGE_HEADER;
use cutover_wire::{ClientHello, Offer, Version, extension_kind, fingerprint, sslv2};
use jiff::Timestamp;

use super::wrapped::Before;
use super::{Details, Message, MessageKind, Mode, Peer, Tracker};
use crate::at::At;
use crate::search::{Attempt, FoundHello, MAX_HELLO, attempt, attempt_opening, first_candidate};

impl Tracker {
    pub(super) fn search(&mut self, from: Peer, bytes: &[u8], at: At) {
        let half = self.half(from);
        let first = half.begins();
        if half.pending.is_empty() {
            half.at_start = true;
            let mut bytes = bytes;
            if first && self.proxied.is_none() {
                match self.read_proxy_header(from, bytes) {
                    Before::From(offset) => bytes = &bytes[offset..],
                    Before::Unfinished => {
                        let half = self.half(from);
                        half.begun = false;
                        half.need = 0;
                        half.pending.extend_from_slice(bytes);
                        half.pending_at.push((0, at));
                        return;
                    }
                }
            }
            if !self.begin_unwrapping(from, bytes, at) {
                self.look(from, bytes, &[(0, at)]);
                self.look_for_records(from, bytes, at);
            }
            return;
        }
        half.pending_at.push((half.pending.len(), at));
        half.pending.extend_from_slice(bytes);
        if half.pending.len() >= half.need {
            let pending = std::mem::take(&mut half.pending);
            let pending_at = std::mem::take(&mut half.pending_at);
            if first {
                // A PROXY header that was not whole.
                half.begun = false;
                self.search(from, &pending, pending_at.first().map_or(at, |(_, at)| *at));
            } else {
                self.look(from, &pending, &pending_at);
                self.look_for_records(from, bytes, at);
            }
            self.half(from).give_room(pending, pending_at);
        }
    }

    /// A segment in which no hello was found may hold records; one that begins with a hello is that.
    fn look_for_records(&mut self, from: Peer, bytes: &[u8], at: At) {
        let half = self.half(from);
        if half.mode != Mode::Search {
            return;
        }
        if half.at_start && !half.pending.is_empty() {
            half.record_search.give_up();
        } else {
            self.search_records(from, bytes, at);
        }
    }

    /// Takes the first bytes of a client, which are a whole hello ([`Opening::Whole`](crate::Opening::Whole)) and what
    /// may follow it. False when it cannot be read; then nothing was taken.
    pub fn opening(&mut self, from: Peer, bytes: &[u8], at: At) -> bool {
        let Attempt::Found(found) = attempt_opening(bytes) else { return false };
        if matches!(found, FoundHello::Server(..)) {
            return false;
        }
        self.found(from, found, bytes, at);
        true
    }

    /// Looks through bytes whose parts were seen at `seen`; keeps what is not decided.
    fn look(&mut self, from: Peer, bytes: &[u8], seen: &[(usize, At)]) {
        let mut start = 0;
        while let Some(candidate) = first_candidate(bytes, start) {
            let at_start = candidate == 0 && self.half(from).at_start;
            let at = place(seen, candidate);
            match attempt(&bytes[candidate..], at_start) {
                Attempt::Found(found) => {
                    self.half(from).spoken_before |= candidate > 0;
                    return self.found(from, found, &bytes[candidate..], at);
                }
                Attempt::Need(need) if bytes.len() - candidate <= MAX_HELLO => {
                    let half = self.half(from);
                    half.need = need;
                    half.at_start = at_start;
                    half.pending.extend_from_slice(&bytes[candidate..]);
                    half.pending_at.push((0, at));
                    let later = seen.iter().filter(|(offset, _)| *offset > candidate);
                    half.pending_at.extend(later.map(|(offset, at)| (offset - candidate, *at)));
                    return;
                }
                Attempt::Malformed => {
                    let rest = &bytes[candidate..];
                    if let Some(left) = self.read_partial(from, rest, at, HelloRead::Malformed) {
                        return self.go_on_in_record(from, left);
                    }
                    start = candidate + 1;
                }
                Attempt::Need(_) | Attempt::No => start = candidate + 1,
            }
        }
    }

    fn found(&mut self, from: Peer, found: FoundHello<'_>, bytes: &[u8], at: At) {
        match found {
            FoundHello::Client(message, record_version, span) => {
                self.keep(from, MessageKind::ClientHello, &message, at);
                if let Ok(hello) = ClientHello::parse(&message[MESSAGE_HEADER..]) {
                    if self.client_hello_seen {
                        self.second_client_hello(from, hello.random);
                    } else {
                        self.handshake.hello_format = Some(HelloFormat::Tls);
                        self.handshake.record_version = Some(Version(record_version));
                        self.client_hello(from, &hello, message.len(), at);
                    }
                }
                self.go_on_in_records(from, bytes, span, at);
            }
            FoundHello::Server(message, span) => {
                if self.client.is_none() {
                    self.client = Some(from.other());
                    self.read_offer(Offer::clear);
                }
                if self.handshake.frame.is_none() {
                    self.seen(at);
                }
                self.server_hello(from, &message, at);
                self.go_on_in_records(from, bytes, span, at);
            }
            FoundHello::Sslv2Client(record) => {
                if self.client_hello_seen {
                    return;
                }
                self.handshake.hello_format = Some(HelloFormat::Sslv2);
                self.handshake.client_hello = Some(HelloRead::Whole);
                self.keep(from, MessageKind::Sslv2ClientHello, record, at);
                if let Ok(hello) = sslv2::ClientHello::parse(record) {
                    self.read_offer(|offer| hello.read_into(offer));
                    self.handshake.legacy_version = Some(hello.version);
                    self.handshake.supported_versions = Some(false);
                    self.handshake.record_version = Some(Version::SSL_2_0);
                    let mut random = [0; 32];
                    let length = hello.challenge.len().min(random.len());
                    random[..length].copy_from_slice(&hello.challenge[..length]);
                    self.random = Some((random, record.len()));
                }
                self.half(from).mode = Mode::Sslv2Answer;
                self.expect_answer(from, at);
                self.tls(from, &bytes[record.len()..], at);
            }
        }
    }

    fn client_hello(&mut self, from: Peer, hello: &ClientHello<'_>, length: usize, at: At) {
        self.read_offer(|offer| offer.read(hello));
        self.handshake.client_hello = Some(HelloRead::Whole);
        self.random = hello.random.first_chunk().map(|random| (*random, length));
        self.handshake.legacy_version = Some(hello.legacy_version);
        let mut names_versions = self.handshake.supported_versions == Some(true);
        for extension in hello.extensions() {
            names_versions |= extension.kind == extension_kind::SUPPORTED_VERSIONS;
            self.offers_early_data |= extension.kind == extension_kind::EARLY_DATA;
        }
        self.handshake.supported_versions = Some(names_versions);
        self.read_details(hello, self.details);
        self.expect_answer(from, at);
    }

    fn read_details(&mut self, hello: &ClientHello<'_>, details: Details) {
        if details == Details::All {
            self.handshake.ja3 = Some(fingerprint::ja3(hello));
        }
        if details != Details::None {
            self.handshake.ja4 = Some(fingerprint::ja4(hello));
            self.handshake.alpn = hello.alpn().map(|p| String::from_utf8_lossy(p).into_owned()).collect();
        }
    }

    /// Adds details that were left out at first, from the same bytes that [`Tracker::opening`] got.
    pub fn add_details(&mut self, opening: &[u8], details: Details) {
        if let Attempt::Found(FoundHello::Client(message, ..)) = attempt_opening(opening)
            && let Ok(hello) = ClientHello::parse(&message[MESSAGE_HEADER..])
        {
            self.read_details(&hello, details);
        }
    }

    /// Has what is offered read into the lists that the record has.
    pub(super) fn read_offer(&mut self, read: impl FnOnce(&mut Offer)) {
        let mut offer = Offer::default();
        self.handshake.swap_offer(&mut offer);
        read(&mut offer);
        self.handshake.swap_offer(&mut offer);
    }

    /// A ClientHello was seen, so the other side's next bytes are the answer.
    pub(super) fn expect_answer(&mut self, client: Peer, at: At) {
        self.client = Some(client);
        self.client_hello_seen = true;
        self.seen(at);
        let sslv2 = self.handshake.hello_format == Some(HelloFormat::Sslv2);
        let server = self.half(client.other());
        // Where the server's side has a hole, its records are searched for.
        if server.mode == Mode::Search && !server.incomplete {
            server.mode = if sslv2 { Mode::Sslv2Answer } else { Mode::Records };
            server.in_step = true;
            let pending = std::mem::take(&mut server.pending);
            let at = place(&server.pending_at, 0);
            self.tls(client.other(), &pending, at);
        }
    }

    pub(super) fn seen(&mut self, at: At) {
        self.origin = at;
        self.handshake.frame = (at.frame != 0).then_some(at.frame);
        self.handshake.seen_at = at.time.and_then(timestamp);
    }

    /// The client said hello again: after a HelloRetryRequest it repeats its random (RFC 8446, 4.1.2).
    pub(super) fn second_client_hello(&mut self, from: Peer, random: &[u8]) {
        let same = self.random.as_ref().is_some_and(|(known, _)| known[..] == *random);
        if self.client == Some(from) && same && !self.server_hello_seen {
            self.handshake.hello_retry = Some(true);
        }
    }

    pub(super) fn keep(&mut self, from: Peer, kind: MessageKind, bytes: &[u8], at: At) {
        if self.keep_messages {
            // Who is who is clear only at the end.
            self.messages.push(Message { side: Side::Client, kind, at, bytes: bytes.to_vec() });
            self.senders.push(from);
        }
    }
}

/// Nanoseconds since 1970 as a time.
fn timestamp(ns: i64) -> Option<Timestamp> {
    const SECOND: i64 = 1_000_000_000;
    Timestamp::new(ns.div_euclid(SECOND), ns.rem_euclid(SECOND) as i32).ok()
}

/// Where the byte at `offset` was seen.
fn place(seen: &[(usize, At)], offset: usize) -> At {
    seen.iter().rev().find(|(start, _)| *start <= offset).map(|(_, at)| *at).unwrap_or_default()
}
