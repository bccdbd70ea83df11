//! Finding the hellos of a connection, and what they say.

use cutover_evidence::{HelloFormat, Side};
use cutover_wire::{ClientHello, Offer, Version, extension_kind, fingerprint, sslv2};
use jiff::Timestamp;

use super::{At, Details, Message, MessageKind, Mode, Peer, Tracker};
use crate::search::{Attempt, Hello, MAX_HELLO, MESSAGE_HEADER, attempt, attempt_opening, first_candidate};

impl Tracker {
    pub(super) fn search(&mut self, from: Peer, bytes: &[u8], at: At) {
        let half = self.half(from);
        if half.pending.is_empty() {
            half.at_start = true;
            self.look(from, bytes, &[(0, at)]);
            return;
        }
        half.pending_at.push((half.pending.len(), at));
        half.pending.extend_from_slice(bytes);
        if half.pending.len() >= half.need {
            let pending = std::mem::take(&mut half.pending);
            let pending_at = std::mem::take(&mut half.pending_at);
            self.look(from, &pending, &pending_at);
            self.half(from).give_room(pending, pending_at);
        }
    }

    /// Takes the first bytes of a client, which are a whole hello ([`Opening::Whole`](crate::Opening::Whole)) and what
    /// may follow it. False when it cannot be read; then nothing was taken.
    pub fn opening(&mut self, from: Peer, bytes: &[u8], at: At) -> bool {
        let Attempt::Found(found) = attempt_opening(bytes) else { return false };
        if matches!(found, Hello::Server(..)) {
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
                Attempt::Found(found) => return self.found(from, found, &bytes[candidate..], at),
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
                Attempt::Need(_) | Attempt::No => start = candidate + 1,
            }
        }
    }

    fn found(&mut self, from: Peer, found: Hello<'_>, bytes: &[u8], at: At) {
        match found {
            Hello::Client(message, record_version, span) => {
                let handshake = &mut self.handshake;
                handshake.hello_format = Some(HelloFormat::Tls);
                handshake.record_version = Some(Version(record_version));
                self.keep(Side::Client, MessageKind::ClientHello, &message, at);
                if let Ok(hello) = ClientHello::parse(&message[MESSAGE_HEADER..]) {
                    self.client_hello(from, &hello, at);
                }
                self.go_on_in_records(from, bytes, span, at);
            }
            Hello::Server(message, span) => {
                if self.client.is_none() {
                    self.client = Some(from.other());
                    self.read_offer(Offer::clear);
                }
                if self.handshake.frame.is_none() {
                    self.seen(at);
                }
                self.server_hello(&message, at);
                self.go_on_in_records(from, bytes, span, at);
            }
            Hello::Sslv2Client(record) => {
                self.handshake.hello_format = Some(HelloFormat::Sslv2);
                self.keep(Side::Client, MessageKind::Sslv2ClientHello, record, at);
                if let Ok(hello) = sslv2::ClientHello::parse(record) {
                    self.read_offer(|offer| hello.read_into(offer));
                    self.handshake.legacy_version = Some(hello.version);
                    self.handshake.record_version = Some(Version::SSL_2_0);
                }
                self.half(from).mode = Mode::Sslv2Answer;
                self.expect_answer(from, at);
                self.data(from, &bytes[record.len()..], at);
            }
        }
    }

    fn client_hello(&mut self, from: Peer, hello: &ClientHello<'_>, at: At) {
        self.read_offer(|offer| offer.read(hello));
        self.handshake.legacy_version = Some(hello.legacy_version);
        self.names_versions = hello.extensions().find(extension_kind::SUPPORTED_VERSIONS).is_some();
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
        if let Attempt::Found(Hello::Client(message, ..)) = attempt_opening(opening)
            && let Ok(hello) = ClientHello::parse(&message[MESSAGE_HEADER..])
        {
            self.read_details(&hello, details);
        }
    }

    /// Has what is offered read into the lists that the record has.
    fn read_offer(&mut self, read: impl FnOnce(&mut Offer)) {
        let mut offer = Offer::default();
        self.handshake.swap_offer(&mut offer);
        read(&mut offer);
        self.handshake.swap_offer(&mut offer);
    }

    /// A ClientHello was seen, so the other side's next bytes are the answer.
    fn expect_answer(&mut self, client: Peer, at: At) {
        self.client = Some(client);
        self.seen(at);
        let sslv2 = self.handshake.hello_format == Some(HelloFormat::Sslv2);
        let server = self.half(client.other());
        if server.mode == Mode::Search {
            server.mode = if sslv2 { Mode::Sslv2Answer } else { Mode::Records };
            let pending = std::mem::take(&mut server.pending);
            let at = place(&server.pending_at, 0);
            self.data(client.other(), &pending, at);
        }
    }

    fn seen(&mut self, at: At) {
        self.handshake.frame = (at.frame != 0).then_some(at.frame);
        self.handshake.seen_at = at.time.and_then(timestamp);
    }

    pub(super) fn keep(&mut self, side: Side, kind: MessageKind, bytes: &[u8], at: At) {
        if self.keep_messages {
            self.messages.push(Message { side, kind, at, bytes: bytes.to_vec() });
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
