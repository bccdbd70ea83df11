//! One connection's handshake, from its first byte to its record.

mod answers;
mod hellos;

use cutover_evidence::{Handshake, Outcome, Side};
use cutover_wire::alert;

use crate::messages::Messages;
use crate::records::Records;
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
    names_versions: bool,
    details: Details,
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

    /// Whether the hello has `supported_versions`. Without it, a `legacy_version` above TLS 1.2 means TLS 1.2
    /// (RFC 8446, 4.1.2).
    pub fn names_versions(&self) -> bool {
        self.names_versions
    }

    /// Whether what `from` sends is looked at no more.
    pub fn is_opaque(&self, from: Peer) -> bool {
        self.halves[from as usize].mode == Mode::Opaque
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
        self.names_versions = false;
        self.messages.clear();
    }

    fn half(&mut self, peer: Peer) -> &mut Half {
        &mut self.halves[peer as usize]
    }
}

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
