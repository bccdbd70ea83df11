//! One connection's handshake, from its first byte to its record.

use cutover_evidence::{Handshake, HelloFormat, Outcome, Side};
use cutover_wire::record::{ContentType, HEADER_LEN, Header, handshake_type};
use cutover_wire::{CipherSuite, ClientHello, Group, Offer, ServerHello, Version, alert, fingerprint, sslv2};
use jiff::Timestamp;

use crate::messages::Messages;
use crate::records::{Event, Records};
use crate::search::{Attempt, Hello, MAX_HELLO, MESSAGE_HEADER, Span, attempt, first_candidate};
use crate::sslv2_records::Sslv2Records;

/// One of the two ends of a connection, before it is known which is the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// One end
    A,
    /// The other
    B,
}

impl Peer {
    /// The other end.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// Where and when some bytes were seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct At {
    /// Number of the packet, from 1; 0 where there are no packets.
    pub frame: u64,
    /// Nanoseconds since 1970 UTC.
    pub time: Option<i64>,
}

/// A message as it stood on the wire, for [`Tracker::set_keep_messages`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Who sent it.
    pub side: Side,
    /// What it is.
    pub kind: MessageKind,
    /// Its first packet.
    pub at: At,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The messages that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageKind {
    /// A ClientHello: handshake type and length, then the body
    ClientHello,
    /// An SSLv2-format ClientHello: the whole record
    Sslv2ClientHello,
    /// A ServerHello: handshake type and length, then the body
    ServerHello,
    /// An alert: level and description
    Alert,
}

/// Follows both directions of one connection. Reset it with [`Tracker::reset`] to use its memory again.
// What was seen is independent of each other; an enum would have all the combinations.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Default)]
pub struct Tracker {
    handshake: Handshake,
    halves: [Half; 2],
    client: Option<Peer>,
    server_hello_seen: bool,
    application_data: bool,
    client_finished_13: bool,
    fatal: Option<(Peer, u8)>,
    first_alert: Option<(u8, u8)>,
    first_fin: Option<Peer>,
    rst: Option<Peer>,
    non_tls_answer: bool,
    established: bool,
    details: bool,
    keep_messages: bool,
    messages: Vec<Message>,
}

#[derive(Debug, Default)]
struct Half {
    mode: Mode,
    /// Bytes from the first place on where a hello may start.
    pending: Vec<u8>,
    /// Where parts of `pending` were seen: offset and packet.
    pending_at: Vec<(usize, At)>,
    /// How many bytes of `pending` are needed before it is worth another look.
    need: usize,
    /// Whether `pending` starts where the sender began a segment.
    at_start: bool,
    records: Records,
    messages: Messages,
    /// Boxed, because hardly any connection needs it.
    sslv2: Option<Box<Sslv2Records>>,
    alert: Vec<u8>,
    change_cipher_spec: bool,
    finished: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Looking for a hello.
    #[default]
    Search,
    /// Inside TLS records.
    Records,
    /// The first bytes of an answer to an SSLv2-format hello: either protocol may come.
    Sslv2Answer,
    /// Inside SSL 2.0 records.
    Sslv2Records,
    /// Bytes are missing, so nobody knows where the next record starts.
    Lost,
    /// No TLS (any more).
    Opaque,
}

impl Tracker {
    /// Whether the record has what no judgement needs: JA3, JA4 and ALPN. They cost more than everything else
    /// here together.
    pub fn set_details(&mut self, on: bool) {
        self.details = on;
    }

    /// Whether the hellos' bytes are kept for [`Tracker::messages`].
    pub fn set_keep_messages(&mut self, on: bool) {
        self.keep_messages = on;
    }

    /// The hellos as they stood on the wire, if they were to be kept.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// The record under construction, for those who know what bytes do not say: addresses and source.
    pub fn record(&mut self) -> &mut Handshake {
        &mut self.handshake
    }

    /// The record as far as it is known; complete after [`Tracker::finish`].
    pub fn handshake(&self) -> &Handshake {
        &self.handshake
    }

    /// Who is the client, once a hello of either side was seen.
    pub fn client(&self) -> Option<Peer> {
        self.client
    }

    /// Whether nothing that comes can change the record: it is established or refused.
    #[inline]
    pub fn is_done(&self) -> bool {
        self.established || (self.fatal.is_some() && self.client.is_some())
    }

    /// Whether nothing is known and nothing is kept, so that this tracker may be given to another connection.
    pub fn is_blank(&self) -> bool {
        self.client.is_none() && self.halves.iter().all(|h| h.mode == Mode::Search && h.pending.is_empty())
    }

    /// Bytes of memory that this connection holds beyond the tracker itself.
    pub fn held(&self) -> usize {
        let pending: usize = self.halves.iter().map(|h| h.pending.capacity()).sum();
        let handshake = &self.handshake;
        let lists = handshake.cipher_suites.capacity() * 4
            + (handshake.groups.capacity() + handshake.signature_schemes.capacity()) * 2
            + (handshake.key_shares.capacity() + handshake.offered_versions.capacity()) * 2
            + handshake.server_name.as_ref().map_or(0, String::len);
        pending + lists
    }

    /// Takes bytes that `from` sent, in order.
    pub fn data(&mut self, from: Peer, bytes: &[u8], at: At) {
        match self.half(from).mode {
            Mode::Search => self.search(from, bytes, at),
            Mode::Records => self.records(from, bytes, at),
            Mode::Sslv2Answer => self.sslv2_answer(from, bytes, at),
            Mode::Sslv2Records => self.sslv2_records(from, bytes),
            Mode::Lost => self.find_again(from, bytes, at),
            Mode::Opaque => {}
        }
    }

    /// Tells that bytes of `from` are missing here.
    pub fn gap(&mut self, from: Peer, length: u32) {
        let half = self.half(from);
        match half.mode {
            Mode::Search => half.forget_pending(),
            Mode::Records => {
                // What is skipped inside a record may hold messages that are read.
                let (inside_record, inside_message) =
                    (half.records.skip(length as usize), half.messages.skip(length as usize));
                if !inside_record || !(inside_message || half.change_cipher_spec) {
                    half.mode = Mode::Lost;
                }
            }
            Mode::Sslv2Answer | Mode::Sslv2Records => half.mode = Mode::Opaque,
            Mode::Lost | Mode::Opaque => {}
        }
    }

    /// Tells that `from` sent FIN.
    pub fn fin(&mut self, from: Peer) {
        self.first_fin.get_or_insert(from);
    }

    /// Tells that `from` sent RST.
    pub fn rst(&mut self, from: Peer) {
        self.rst.get_or_insert(from);
    }

    /// The record, complete; `None` when no hello of either side was seen.
    pub fn finish(&mut self) -> Option<&Handshake> {
        let client = self.client?;
        let side = |peer: Peer| if peer == client { Side::Client } else { Side::Server };
        let (outcome, by) = if let Some((peer, _)) = self.fatal {
            (Outcome::RefusedAlert, Some(peer))
        } else if self.established {
            (Outcome::Established, None)
        } else if self.non_tls_answer {
            (Outcome::NonTlsAnswer, None)
        } else if let Some(peer) = self.rst {
            (Outcome::Reset, Some(peer).filter(|_| !self.server_hello_seen))
        } else if let Some(peer) = self.first_fin.filter(|_| !self.server_hello_seen) {
            (Outcome::Closed, Some(peer))
        } else if self.server_hello_seen {
            (Outcome::Incomplete, None)
        } else {
            (Outcome::NoAnswer, None)
        };
        let handshake = &mut self.handshake;
        handshake.outcome = outcome;
        handshake.refused_by = by.map(side);
        let alert = self.fatal.map(|(_, code)| (alert::FATAL, code)).or(self.first_alert);
        (handshake.alert_level, handshake.alert_code) = alert.unzip();
        Some(handshake)
    }

    /// Forgets the connection and keeps the room.
    pub fn reset(&mut self) {
        // A few connections with large hellos must not make every tracker large.
        if self.held() > LARGE {
            let source = std::mem::take(&mut self.handshake.source);
            let (details, keep_messages) = (self.details, self.keep_messages);
            *self = Self { details, keep_messages, ..Self::default() };
            self.handshake.source = source;
            return;
        }
        for half in &mut self.halves {
            half.reset();
        }
        // What was offered stays until the next hello is read into the same room.
        let handshake = &mut self.handshake;
        handshake.alpn.clear();
        handshake.hello_format = None;
        handshake.record_version = None;
        handshake.legacy_version = None;
        (handshake.seen_at, handshake.frame) = (None, None);
        (handshake.ja3, handshake.ja4) = (None, None);
        handshake.negotiated_version = None;
        (handshake.cipher_suite, handshake.group) = (None, None);
        (handshake.hello_retry, handshake.resumed) = (None, None);
        handshake.downgrade_sentinel = None;
        self.client = None;
        self.server_hello_seen = false;
        self.application_data = false;
        self.client_finished_13 = false;
        (self.fatal, self.first_alert) = (None, None);
        (self.first_fin, self.rst) = (None, None);
        self.non_tls_answer = false;
        self.established = false;
        self.messages.clear();
    }

    fn half(&mut self, peer: Peer) -> &mut Half {
        &mut self.halves[peer as usize]
    }

    // Looking for a hello

    fn search(&mut self, from: Peer, bytes: &[u8], at: At) {
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
        if self.details {
            self.handshake.ja3 = Some(fingerprint::ja3(hello));
            self.handshake.ja4 = Some(fingerprint::ja4(hello));
            self.handshake.alpn = hello.alpn().map(|p| String::from_utf8_lossy(p).into_owned()).collect();
        }
        self.expect_answer(from, at);
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

    fn keep(&mut self, side: Side, kind: MessageKind, bytes: &[u8], at: At) {
        if self.keep_messages {
            self.messages.push(Message { side, kind, at, bytes: bytes.to_vec() });
        }
    }

    // Following records

    /// The first hello ends at `span`; what follows it in the stream is records.
    fn go_on_in_records(&mut self, from: Peer, bytes: &[u8], span: Span, at: At) {
        let half = self.half(from);
        half.mode = Mode::Records;
        half.records = match Header::parse([22, 3, 1, 0, 0]) {
            Some(header) => Records::resume(header, span.rest_of_record),
            None => Records::default(),
        };
        let rest = bytes.get(span.end..).unwrap_or_default();
        if !rest.is_empty() {
            self.records(from, rest, at);
        }
    }

    fn records(&mut self, from: Peer, mut bytes: &[u8], at: At) {
        while let Some(event) = self.half(from).records.next(&mut bytes) {
            match event {
                Event::Record(header) => self.record_starts(from, header),
                Event::Payload(header, payload) => match header.content_type {
                    ContentType::Handshake => self.handshake_bytes(from, payload, at),
                    ContentType::Alert if header.length == 2 => self.alert_bytes(from, payload, at),
                    _ => {}
                },
                Event::NotARecord => {
                    let half = self.half(from);
                    half.mode = Mode::Opaque;
                    let first = !half.records.any;
                    if first && self.client == Some(from.other()) {
                        self.non_tls_answer = true;
                    }
                    return;
                }
            }
            if self.is_done() {
                return;
            }
        }
    }

    fn record_starts(&mut self, from: Peer, header: Header) {
        let from_client = self.client == Some(from);
        match header.content_type {
            ContentType::ChangeCipherSpec => {
                self.half(from).change_cipher_spec = true;
                // A server that changes to the session's keys without having proven who it is resumes one.
                if !from_client
                    && !self.is_tls_1_3()
                    && self.handshake.resumed.is_none()
                    && self.server_hello_seen
                {
                    self.handshake.resumed = Some(true);
                }
            }
            ContentType::Handshake if self.half(from).change_cipher_spec && !self.is_tls_1_3() => {
                self.half(from).finished = true;
            }
            ContentType::ApplicationData => {
                self.application_data = true;
                // The client's first encrypted record is its Finished, at least 53 bytes; an alert has 19, and
                // EndOfEarlyData 21 (RFC 8446, 4.4.4, 4.5 and 5.2).
                self.client_finished_13 |= from_client && self.server_hello_seen && header.length > 40;
            }
            _ => {}
        }
        self.note_established();
    }

    fn note_established(&mut self) {
        if !self.server_hello_seen || self.fatal.is_some() {
            return;
        }
        self.established = if self.is_tls_1_3() {
            self.client_finished_13
        } else {
            self.application_data || self.halves.iter().all(|h| h.finished)
        };
    }

    /// Only TLS 1.3 has a HelloRetryRequest, so it is known even before the ServerHello.
    fn is_tls_1_3(&self) -> bool {
        let negotiated = self.handshake.negotiated_version;
        negotiated.map_or(self.handshake.hello_retry == Some(true), Version::is_tls_1_3_family)
    }

    fn handshake_bytes(&mut self, from: Peer, mut bytes: &[u8], at: At) {
        if self.half(from).finished {
            return;
        }
        let from_server = self.client == Some(from.other());
        loop {
            let half = self.half(from);
            let Some(message) = half.messages.next(&mut bytes) else { return };
            if !from_server {
                continue;
            }
            match message.kind {
                handshake_type::SERVER_HELLO if !self.server_hello_seen => {
                    self.server_hello(&message.bytes, at);
                }
                handshake_type::HELLO_RETRY_REQUEST if !self.server_hello_seen => {
                    self.handshake.hello_retry = Some(true);
                }
                handshake_type::SERVER_KEY_EXCHANGE => self.server_key_exchange(&message.bytes),
                handshake_type::CERTIFICATE | SERVER_HELLO_DONE => {
                    self.handshake.resumed.get_or_insert(false);
                }
                _ => {}
            }
        }
    }

    fn server_hello(&mut self, message: &[u8], at: At) {
        let Ok(hello) = ServerHello::parse(message.get(MESSAGE_HEADER..).unwrap_or_default()) else { return };
        self.keep(Side::Server, MessageKind::ServerHello, message, at);
        if hello.is_hello_retry_request() {
            self.handshake.hello_retry = Some(true);
            return;
        }
        self.server_hello_seen = true;
        let handshake = &mut self.handshake;
        let version = hello.negotiated_version();
        handshake.negotiated_version = Some(version);
        handshake.cipher_suite = Some(hello.cipher_suite);
        handshake.hello_retry.get_or_insert(false);
        handshake.downgrade_sentinel = hello.downgrade_sentinel();
        if version.is_tls_1_3_family() {
            handshake.group = hello.group();
            handshake.resumed = Some(hello.has_pre_shared_key());
        }
        self.note_established();
    }

    /// The group stands in the clear before TLS 1.3, in the parameters of an elliptic-curve exchange.
    fn server_key_exchange(&mut self, message: &[u8]) {
        const NAMED_CURVE: u8 = 3;
        self.handshake.resumed.get_or_insert(false);
        let elliptic = || {
            let name = self.handshake.cipher_suite.and_then(CipherSuite::name)?;
            name.starts_with("TLS_ECDH").then_some(())
        };
        if let Some(&[NAMED_CURVE, high, low]) = message.get(MESSAGE_HEADER..MESSAGE_HEADER + 3)
            && elliptic().is_some()
        {
            self.handshake.group = Some(Group(u16::from_be_bytes([high, low])));
        }
    }

    fn alert_bytes(&mut self, from: Peer, bytes: &[u8], at: At) {
        let half = self.half(from);
        half.alert.extend_from_slice(bytes);
        let Some(&[level, code]) = half.alert.first_chunk::<2>() else { return };
        half.alert.clear();
        let side = if self.client == Some(from) { Side::Client } else { Side::Server };
        self.keep(side, MessageKind::Alert, &[level, code], at);
        self.first_alert.get_or_insert((level, code));
        if level == alert::FATAL && !self.established {
            self.fatal.get_or_insert((from, code));
        }
    }

    /// After missing bytes: segments often start with a record, and hellos can be found anywhere.
    fn find_again(&mut self, from: Peer, bytes: &[u8], at: At) {
        let starts_record =
            bytes.first_chunk::<HEADER_LEN>().is_some_and(|five| Header::parse(*five).is_some());
        if starts_record {
            let half = self.half(from);
            half.mode = Mode::Records;
            half.records = Records::midway();
            half.messages = Messages::default();
            self.records(from, bytes, at);
        }
    }

    // SSL 2.0

    fn sslv2_answer(&mut self, from: Peer, bytes: &[u8], at: At) {
        const SERVER_HELLO_PREFIX: usize = 13;
        let from_client = self.client == Some(from);
        let half = self.half(from);
        half.pending.extend_from_slice(bytes);
        let Some(five) = half.pending.first_chunk::<HEADER_LEN>() else { return };
        if Header::parse(*five).is_some() {
            half.mode = Mode::Records;
        } else if from_client {
            half.mode = Mode::Sslv2Records;
        } else if half.pending.len() < SERVER_HELLO_PREFIX && half.pending[0] & 0x80 != 0 {
            return;
        } else if sslv2::is_server_hello(&half.pending) {
            half.mode = Mode::Sslv2Records;
            self.server_hello_seen = true;
            self.handshake.negotiated_version = Some(Version::SSL_2_0);
            self.handshake.hello_retry = Some(false);
        } else {
            half.mode = Mode::Opaque;
            // An SSL 2.0 ERROR is an answer, though one without words.
            let error = half.pending[0] & 0x80 != 0 && half.pending.get(2) == Some(&sslv2::message::ERROR);
            self.non_tls_answer |= !error;
        }
        let pending = std::mem::take(&mut self.half(from).pending);
        self.data(from, &pending, at);
    }

    fn sslv2_records(&mut self, from: Peer, bytes: &[u8]) {
        let from_client = self.client == Some(from);
        let cipher_suite = &mut self.handshake.cipher_suite;
        self.halves[from as usize].sslv2.get_or_insert_default().walk(bytes, |head| {
            if let (true, &[sslv2::message::CLIENT_MASTER_KEY, a, b, c]) = (from_client, head) {
                *cipher_suite = Some(CipherSuite(u32::from_be_bytes([0, a, b, c])));
            }
        });
        // Master key and Finished from the client, hello and Verify from the server.
        let both = self.halves.iter().all(|h| h.sslv2.as_ref().is_some_and(|s| s.count >= 2));
        self.established |= both && self.handshake.cipher_suite.is_some();
    }
}

const SERVER_HELLO_DONE: u8 = 14;

/// What one connection's memory may be to be handed on to the next, in bytes.
const LARGE: usize = 8 << 10;

impl Half {
    fn reset(&mut self) {
        self.mode = Mode::Search;
        self.forget_pending();
        self.at_start = false;
        self.records = Records::default();
        self.messages.reset();
        self.sslv2 = None;
        self.alert.clear();
        (self.change_cipher_spec, self.finished) = (false, false);
    }

    fn forget_pending(&mut self) {
        self.pending.clear();
        self.pending_at.clear();
        self.need = 0;
    }

    /// Takes back room that is not in use.
    fn give_room(&mut self, mut pending: Vec<u8>, mut pending_at: Vec<(usize, At)>) {
        if self.pending.capacity() == 0 {
            pending.clear();
            self.pending = pending;
        }
        if self.pending_at.capacity() == 0 {
            pending_at.clear();
            self.pending_at = pending_at;
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
