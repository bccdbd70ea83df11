//! One connection's handshake, from its first byte to its record.

mod answers;
mod hellos;
mod partial;
mod proofs;
mod reset;
mod wrapped;

use arrayvec::ArrayVec;
use cutover_evidence::{Handshake, Outcome, Seen, Side};
use cutover_wire::{Version, alert};

use crate::at::At;
use crate::messages::Messages;
use crate::proof::{HandshakeRecord, Proof};
use crate::record_search::{HEAD, RecordSearch};
use crate::records::Records;
use crate::search::client_random;
use crate::sslv2_records::Sslv2Records;
use crate::tds::Unwrapping;

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

/// What a record can have besides what judgement needs. It costs more than everything else here together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Details {
    /// Nothing
    #[default]
    None,
    /// JA4 and ALPN
    Ja4,
    /// JA3, JA4 and ALPN
    All,
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
    /// A record: its header alone
    Record,
}

/// What a server has said to a hello.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerSaid {
    /// Nothing, or nothing whole
    Nothing,
    /// That it wants another hello (RFC 8446, 4.1.4)
    HelloRetryRequest,
    /// What it chose
    Hello,
    /// That it refuses
    Alert,
}

/// What is known of a connection besides its bytes, for [`Tracker::finish`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surroundings {
    /// Who is the client where no hello says so.
    pub likely_client: Peer,
    /// Whether anything that the server sent was captured.
    pub server_was_seen: [bool; 2],
    /// Whether bytes of a direction are missing, or may be.
    pub incomplete: [bool; 2],
}

impl Default for Surroundings {
    /// Of somebody who sees everything.
    fn default() -> Self {
        Self { likely_client: Peer::A, server_was_seen: [true; 2], incomplete: [false; 2] }
    }
}

/// Follows both directions of one connection. Reset it with [`Tracker::reset`] to use its memory again.
// What was seen is independent of each other; an enum would have all the combinations.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Default)]
pub struct Tracker {
    /// Boxed, so that it can be handed on without a copy.
    handshake: Box<Handshake>,
    halves: [Half; 2],
    client: Option<Peer>,
    /// Who the client is by the kinds of messages that were seen.
    guess: Option<Peer>,
    /// The ClientHello's random, and how long the message was; a challenge fills only its beginning.
    random: Option<([u8; 32], usize)>,
    /// The beginning of the ServerHello's random.
    server_random: Option<u64>,
    answered_at: Option<i64>,
    offers_early_data: bool,
    client_hello_seen: bool,
    server_hello_seen: bool,
    hello_retry_seen: bool,
    /// The server has named its group, in TLS 1.2 and older, or named none.
    key_exchange_is_over: bool,
    /// Where the record begins that this rests on.
    origin: At,
    first_record: Option<At>,
    proof: Proof,
    application_data: bool,
    client_finished_13: bool,
    fatal: Option<(Peer, u8)>,
    first_alert: Option<(u8, u8)>,
    first_fin: Option<Peer>,
    rst: Option<Peer>,
    /// What came back was no TLS.
    non_tls_answer: bool,
    /// The client sent TLS after that: whatever came back was not the answer.
    client_went_on: bool,
    established: bool,
    /// The client's end as a proxy before the server told it.
    proxied: Option<Proxied>,
    /// SQL Server's packets around the records, in each direction.
    unwrapping: Option<Box<[Unwrapping; 2]>>,
    last_time: Option<i64>,
    details: Details,
    keep_messages: bool,
    records_kept: usize,
    messages: Vec<Message>,
    senders: Vec<Peer>,
}

/// What a PROXY header said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proxied {
    /// Who sent it: the proxy's end.
    pub by: Peer,
    /// Who the client is; `None` where the proxy spoke for itself.
    pub client: Option<std::net::SocketAddr>,
}

// As above.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Default)]
struct Half {
    mode: Mode,
    /// Bytes are missing before what comes next, or may be.
    incomplete: bool,
    /// The connection began earlier than what comes next.
    begun_unseen: bool,
    /// Something was said before the hello.
    spoken_before: bool,
    /// Anything was looked at.
    begun: bool,
    /// Bytes from the first place on where a hello may start.
    pending: Vec<u8>,
    /// Where parts of `pending` were seen: offset and packet.
    pending_at: Vec<(usize, At)>,
    /// How many bytes of `pending` are needed before it is worth another look.
    need: usize,
    /// Whether `pending` starts where the sender began a segment.
    at_start: bool,
    record_search: RecordSearch,
    records: Records,
    messages: Messages,
    /// Every message since the hello was followed.
    in_step: bool,
    /// How often what seemed to be records turned out to be something else.
    restarts: u8,
    any_record: bool,
    /// The first bytes of the current record's payload, and what that makes of it.
    head: ArrayVec<u8, HEAD>,
    handshake_record: HandshakeRecord,
    hello_goes_on: bool,
    /// Boxed, because hardly any connection needs it.
    sslv2: Option<Box<Sslv2Records>>,
    alert: Vec<u8>,
    change_cipher_spec: bool,
    /// The last record was ChangeCipherSpec, and nothing is missing since.
    just_behind_ccs: bool,
    /// The same for the record before the current one.
    just_behind_finished_ccs: bool,
    missing_since_hello: bool,
    /// Application data longer than an alert.
    long_data: bool,
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
    /// No TLS (any more).
    Opaque,
}

impl Tracker {
    /// What the record has that no judgement needs.
    pub fn set_details(&mut self, details: Details) {
        self.details = details;
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

    /// Hands the finished record on and takes the room of another in exchange.
    pub fn swap_record(&mut self, other: &mut Box<Handshake>) {
        std::mem::swap(&mut self.handshake, other);
    }

    /// The record as far as it is known; complete after [`Tracker::finish`].
    pub fn handshake(&self) -> &Handshake {
        &self.handshake
    }

    /// What the server has said to the hello so far.
    pub fn answer(&self) -> ServerSaid {
        if self.server_hello_seen {
            ServerSaid::Hello
        } else if self.fatal.is_some() {
            ServerSaid::Alert
        } else if self.hello_retry_seen {
            ServerSaid::HelloRetryRequest
        } else {
            ServerSaid::Nothing
        }
    }

    /// Whether the server has said by which group a key is agreed on, or will not say so any more.
    pub fn shows_group(&self) -> bool {
        let server = self.client.map(Peer::other);
        self.handshake.group.is_some()
            || self.key_exchange_is_over
            || server.is_some_and(|server| self.halves[server as usize].change_cipher_spec)
    }

    /// Who is the client, once a hello of either side was seen.
    pub fn client(&self) -> Option<Peer> {
        self.client
    }

    /// Whether nothing that comes can change the record: it is established or refused, and both sides of it were seen,
    /// or what was not seen had time to come.
    #[inline]
    pub fn is_done(&self) -> bool {
        if !self.client_hello_seen {
            return false;
        }
        if self.fatal.is_some() {
            return true;
        }
        // Whether a session was resumed, the server's messages after its hello say.
        let said_all = self.server_hello_seen
            && (self.handshake.resumed.is_some()
                || self.handshake.negotiated_version == Some(Version::SSL_2_0));
        self.established && (said_all || self.is_settled())
    }

    /// Whether the other side's packets would have come by now, had they been captured.
    #[cold]
    fn is_settled(&self) -> bool {
        let passed = self.last_time.zip(self.origin.time).map_or(0, |(now, then)| now.saturating_sub(then));
        passed >= SETTLED_AFTER
    }

    /// Whether a ClientHello was seen, and nothing that the server said.
    pub fn is_unanswered(&self) -> bool {
        let answered = |client: Peer| self.halves[client.other() as usize].any_record;
        self.client_hello_seen && !self.server_hello_seen && !self.client.is_some_and(answered)
    }

    /// Whether nothing is known and nothing is kept, so that this tracker may be given to another connection.
    pub fn is_blank(&self) -> bool {
        let blank = |half: &Half| {
            half.mode == Mode::Search && half.pending.is_empty() && half.record_search.is_blank()
        };
        self.client.is_none()
            && self.proxied.is_none()
            && self.first_record.is_none()
            && self.unwrapping.is_none()
            && self.halves.iter().all(blank)
    }

    /// The random of the ClientHello (of an SSLv2-format one the challenge, filled up with zeros), and how long the whole
    /// message was.
    pub fn client_random(&self) -> Option<&([u8; 32], usize)> {
        self.random.as_ref()
    }

    /// Whether a segment that begins with these bytes begins a new handshake: it is a ClientHello, and not the one that is
    /// known, nor its repetition after a HelloRetryRequest.
    pub fn begins_anew(&self, from: Peer, bytes: &[u8]) -> bool {
        let Some((known, _)) = &self.random else { return false };
        self.client == Some(from)
            && self.handshake.hello_retry != Some(true)
            && client_random(bytes).is_some_and(|random| random != known)
    }

    /// The beginning of the ServerHello's random: no two handshakes have the same.
    pub fn server_random(&self) -> Option<u64> {
        self.server_random
    }

    /// When the ServerHello was seen.
    pub fn answered_at(&self) -> Option<i64> {
        self.answered_at
    }

    /// When its last bytes were seen.
    pub fn last_time(&self) -> Option<i64> {
        self.last_time
    }

    /// What a PROXY header said, if one came before the hello.
    pub fn proxied(&self) -> Option<Proxied> {
        self.proxied
    }

    /// Where the hello starts, or the first record.
    pub fn origin(&self) -> At {
        self.origin
    }

    /// Whether what `from` sends is looked at no more.
    pub fn is_opaque(&self, from: Peer) -> bool {
        self.halves[from as usize].mode == Mode::Opaque
            || self.non_tls_answer && self.client == Some(from.other())
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

    /// Tells that bytes of `from` are missing before what comes next, or may be: the beginning of the connection was not
    /// captured.
    pub fn set_incomplete(&mut self, from: Peer) {
        self.half(from).incomplete = true;
    }

    /// Tells that the beginning of what `from` sends was not captured; what is missing before a hello does not matter for
    /// its answer.
    pub fn set_begun_unseen(&mut self, from: Peer) {
        self.half(from).begun_unseen = true;
    }

    /// Tells that `from` said something else before: what comes back after its hello may answer that.
    pub fn set_spoken_before(&mut self, from: Peer) {
        self.half(from).spoken_before = true;
    }

    /// Takes bytes that `from` sent, in order.
    pub fn data(&mut self, from: Peer, bytes: &[u8], at: At) {
        if at.time.is_some() {
            self.last_time = at.time;
        }
        if self.unwrapping.is_some() {
            self.unwrap(from, bytes, at);
        } else {
            self.tls(from, bytes, at);
        }
    }

    /// The same without whatever stands around the records.
    fn tls(&mut self, from: Peer, bytes: &[u8], at: At) {
        match self.half(from).mode {
            Mode::Search => self.search(from, bytes, at),
            Mode::Records => self.records(from, bytes, at),
            Mode::Sslv2Answer => self.sslv2_answer(from, bytes, at),
            Mode::Sslv2Records => self.sslv2_records(from, bytes),
            Mode::Opaque => {}
        }
    }

    /// Tells that bytes of `from` are missing here.
    pub fn gap(&mut self, from: Peer, length: u32) {
        let length = length as usize;
        if let Some(unwrapping) = &mut self.unwrapping
            && !unwrapping[from as usize].gap(length)
        {
            return self.lose_the_place(from);
        }
        let half = self.half(from);
        half.incomplete = true;
        half.missing_since_hello = true;
        (half.just_behind_ccs, half.just_behind_finished_ccs) = (false, false);
        match half.mode {
            Mode::Search => {
                if half.record_search.gap(length) {
                    let at = At { time: self.last_time, ..At::default() };
                    self.follow_chain(from, at);
                } else if !half.pending.is_empty() {
                    self.read_what_is_there(from, length);
                }
            }
            Mode::Records => {
                if !half.in_step || !half.messages.skip(length) {
                    self.read_partial_server_hello(from);
                    let half = self.half(from);
                    half.messages.reset();
                    half.in_step = false;
                }
                let half = self.half(from);
                if !half.records.skip(length) {
                    self.lose_the_place(from);
                }
            }
            Mode::Sslv2Answer | Mode::Sslv2Records => half.mode = Mode::Opaque,
            Mode::Opaque => {}
        }
    }

    /// Nobody knows where the next record starts.
    fn lose_the_place(&mut self, from: Peer) {
        let half = self.half(from);
        half.incomplete = true;
        half.missing_since_hello = true;
        (half.just_behind_ccs, half.just_behind_finished_ccs) = (false, false);
        half.mode = Mode::Search;
        half.records = Records::default();
        half.messages.reset();
        half.in_step = false;
        half.record_search.give_up();
        half.forget_pending();
    }

    /// Tells that `from` sent FIN.
    pub fn fin(&mut self, from: Peer) {
        self.first_fin.get_or_insert(from);
    }

    /// Tells that `from` sent RST.
    pub fn rst(&mut self, from: Peer) {
        self.rst.get_or_insert(from);
    }

    /// The record, complete; `None` when neither a hello nor a record was seen.
    pub fn finish(&mut self) -> Option<&Handshake> {
        self.finish_among(Surroundings::default())
    }

    /// The same, with what the packets say of the connection.
    pub fn finish_among(&mut self, surroundings: Surroundings) -> Option<&Handshake> {
        for peer in [Peer::A, Peer::B] {
            self.read_what_is_left(peer);
        }
        if self.client.is_none() {
            let weak =
                self.halves.iter().filter_map(|half| half.record_search.weak()).min_by_key(|at| at.frame);
            self.origin = self.first_record.or(weak)?;
            self.client = self.guess.or(Some(surroundings.likely_client));
            self.read_offer(cutover_wire::Offer::clear);
            self.seen(self.origin);
        }
        let client = self.client?;
        if self.server_hello_seen && !self.halves.iter().any(|half| half.incomplete) {
            // A hello that is only said twice was not asked for again.
            self.handshake.hello_retry = Some(self.hello_retry_seen);
        }
        let versions_by_record = !self.offers_early_draft();
        let handshake = &mut self.handshake;
        if handshake.negotiated_version.is_none() && versions_by_record {
            if handshake.hello_retry == Some(true) {
                handshake.negotiated_version = Some(Version::TLS_1_3);
            } else {
                handshake.negotiated_version = self.proof.version();
            }
            let least = self.proof.at_least().or(handshake.negotiated_at_least);
            handshake.negotiated_at_least = least.filter(|_| handshake.negotiated_version.is_none());
        }
        if handshake.negotiated_version.is_some() {
            handshake.negotiated_at_least = None;
        }
        if let (Some(version), false) = (handshake.negotiated_version, self.server_hello_seen)
            && version.is_tls_1_3_family()
        {
            // In TLS 1.3 ChangeCipherSpec says nothing of a resumption.
            handshake.resumed = None;
        }
        handshake.seen = Seen {
            client_hello: self.client_hello_seen,
            server_hello: self.server_hello_seen,
            records: self.proof.is_any(),
        };
        let (outcome, by) = self.outcome(client, surroundings);
        let side = |peer: Peer| if peer == client { Side::Client } else { Side::Server };
        let handshake = &mut self.handshake;
        handshake.outcome = outcome;
        handshake.refused_by = by.map(side);
        let alert = self.fatal.map(|(_, code)| (alert::FATAL, code)).or(self.first_alert);
        (handshake.alert_level, handshake.alert_code) = alert.unzip();
        for (message, sender) in self.messages.iter_mut().zip(&self.senders) {
            message.side = side(*sender);
        }
        Some(&*self.handshake)
    }

    /// How it ended, and who ended it. What is missing from the capture is never concluded from.
    fn outcome(&self, client: Peer, surroundings: Surroundings) -> (Outcome, Option<Peer>) {
        let server = &self.halves[client.other() as usize];
        let spoken_before = self.halves[client as usize].spoken_before;
        let unseen = !surroundings.server_was_seen[client.other() as usize]
            || surroundings.incomplete[client.other() as usize];
        if let Some((peer, _)) = self.fatal {
            (Outcome::RefusedAlert, Some(peer))
        } else if self.established {
            (Outcome::Established, None)
        } else if self.non_tls_answer && !self.client_went_on && !spoken_before && !self.server_hello_seen {
            (Outcome::NonTlsAnswer, None)
        } else if !self.client_hello_seen {
            (Outcome::Incomplete, None)
        } else if self.server_hello_seen {
            (if self.rst.is_some() { Outcome::Reset } else { Outcome::Incomplete }, None)
        } else if unseen {
            // What came may have been refused, agreed or anything.
            let spoke = server.any_record || self.hello_retry_seen || self.proof.is_any();
            (if spoke { Outcome::Incomplete } else { Outcome::NoAnswer }, None)
        } else if let Some(peer) = self.rst {
            (Outcome::Reset, Some(peer))
        } else if let Some(peer) = self.first_fin {
            (Outcome::Closed, Some(peer))
        } else if self.hello_retry_seen {
            (Outcome::Incomplete, None)
        } else {
            (Outcome::NoAnswer, None)
        }
    }

    /// Whether a draft of TLS 1.3 up to 21 may be in use: its records said 0x0301.
    fn offers_early_draft(&self) -> bool {
        self.handshake.offered_versions.iter().any(|version| version.draft().is_some_and(|draft| draft <= 21))
    }

    fn half(&mut self, peer: Peer) -> &mut Half {
        &mut self.halves[peer as usize]
    }
}

/// After how many nanoseconds of the capture's time the other side's packets would have come: two taps may be a tenth of
/// a second apart.
const SETTLED_AFTER: i64 = 2_000_000_000;

impl Half {
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
