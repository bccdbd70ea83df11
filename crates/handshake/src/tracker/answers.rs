//! Following the records after a hello: what was agreed, and how it ended.

use cutover_wire::record::{ContentType, HEADER_LEN, RecordHeader, handshake_type};
use cutover_wire::{CipherSuite, Group, ServerHello, Version, alert, sslv2};

use super::{MessageKind, Mode, Peer, Tracker};
use crate::at::At;
use crate::proof::HandshakeRecord;
use crate::records::{Event, Records};
use cutover_wire::prefix::MESSAGE_HEADER;

impl Tracker {
    pub(super) fn records(&mut self, from: Peer, mut bytes: &[u8], at: At) {
        while let Some(event) = self.half(from).records.next(&mut bytes) {
            match event {
                Event::Record(header) => self.record_starts(from, header, at),
                Event::Payload(header, payload) => match header.content_type {
                    ContentType::Handshake => self.handshake_payload(from, header, payload, at),
                    ContentType::Alert if header.length == 2 => self.alert_bytes(from, payload, at),
                    _ => {}
                },
                Event::NotARecord => return self.no_record(from, bytes, at),
            }
            if self.is_done() {
                return;
            }
        }
    }

    /// What should be a record is none. When it is the first thing that the server says, and nothing is missing before it,
    /// it is an answer; but a proxy may have more to say before the server does.
    #[cold]
    fn no_record(&mut self, from: Peer, rest: &[u8], at: At) {
        const MOST_RESTARTS: u8 = 8;
        let half = self.half(from);
        let answer = !half.records.any && !half.incomplete;
        half.restarts += 1;
        half.mode = if half.restarts > MOST_RESTARTS { Mode::Opaque } else { Mode::Search };
        half.records = Records::default();
        half.messages.reset();
        half.in_step = false;
        half.incomplete = true;
        half.begun = true;
        if answer && self.client == Some(from.other()) && self.client_hello_seen {
            self.non_tls_answer = true;
        }
        if self.half(from).mode == Mode::Search {
            self.search(from, rest, at);
        }
    }

    fn handshake_payload(&mut self, from: Peer, header: RecordHeader, payload: &[u8], at: At) {
        let half = self.half(from);
        match half.handshake_record {
            HandshakeRecord::Encrypted => {}
            HandshakeRecord::Hello | HandshakeRecord::Plain(_) => self.handshake_bytes(from, payload, at),
            HandshakeRecord::Undecided => {
                let missing = half.head.remaining_capacity().min(payload.len());
                let mut head = half.head.clone();
                head.extend(payload[..missing].iter().copied());
                if head.len() < head.capacity().min(header.length) {
                    half.head = head;
                    return;
                }
                self.handshake_head(from, header, &head);
                if self.half(from).handshake_record == HandshakeRecord::Encrypted {
                    return;
                }
                if missing < head.len() {
                    self.handshake_bytes(from, &head, at);
                    self.handshake_bytes(from, &payload[missing..], at);
                } else {
                    self.handshake_bytes(from, payload, at);
                }
            }
        }
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
                // Version, then random.
                if let (handshake_type::CLIENT_HELLO, Some(random)) =
                    (message.kind, message.bytes.get(MESSAGE_HEADER + 2..MESSAGE_HEADER + 34))
                {
                    self.second_client_hello(from, random);
                }
                continue;
            }
            match message.kind {
                handshake_type::SERVER_HELLO if !self.server_hello_seen => {
                    self.server_hello(from, &message.bytes, at);
                }
                handshake_type::HELLO_RETRY_REQUEST if !self.server_hello_seen => {
                    self.hello_retry_seen = true;
                    self.handshake.hello_retry = Some(true);
                }
                handshake_type::SERVER_KEY_EXCHANGE => {
                    self.server_key_exchange(&message.bytes);
                    self.key_exchange_is_over = true;
                }
                handshake_type::SERVER_HELLO_DONE => {
                    self.handshake.resumed.get_or_insert(false);
                    self.key_exchange_is_over = true;
                }
                handshake_type::CERTIFICATE => {
                    self.handshake.resumed.get_or_insert(false);
                }
                _ => {}
            }
        }
    }

    pub(super) fn server_hello(&mut self, from: Peer, message: &[u8], at: At) {
        let Ok(hello) = ServerHello::parse(message.get(MESSAGE_HEADER..).unwrap_or_default()) else { return };
        // Where it is not certain that a message begins here, it has to look like one to its end.
        if self.server_hello_seen || !self.half(from).in_step && !hello.is_convincing() {
            return;
        }
        self.keep(from, MessageKind::ServerHello, message, at);
        if hello.is_hello_retry_request() {
            self.hello_retry_seen = true;
            self.handshake.hello_retry = Some(true);
            return;
        }
        self.server_hello_seen = true;
        self.server_random = hello.random.first_chunk().map(|eight| u64::from_be_bytes(*eight));
        self.answered_at = at.time;
        let half = self.half(from);
        half.missing_since_hello = false;
        let handshake = &mut self.handshake;
        let version = hello.negotiated_version();
        handshake.negotiated_version = Some(version);
        handshake.cipher_suite = Some(hello.cipher_suite);
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

    pub(super) fn alert_bytes(&mut self, from: Peer, bytes: &[u8], at: At) {
        let half = self.half(from);
        half.alert.extend_from_slice(bytes);
        let Some(&[level, code]) = half.alert.first_chunk::<2>() else { return };
        half.alert.clear();
        self.keep(from, MessageKind::Alert, &[level, code], at);
        self.first_alert.get_or_insert((level, code));
        if level == alert::FATAL && !self.established {
            self.fatal.get_or_insert((from, code));
        }
    }

    pub(super) fn sslv2_answer(&mut self, from: Peer, bytes: &[u8], at: At) {
        const SERVER_HELLO_PREFIX: usize = 13;
        let from_client = self.client == Some(from);
        let half = self.half(from);
        half.pending.extend_from_slice(bytes);
        let Some(five) = half.pending.first_chunk::<HEADER_LEN>() else { return };
        if RecordHeader::parse(*five).is_some() {
            half.mode = Mode::Records;
        } else if from_client {
            half.mode = Mode::Sslv2Records;
        } else if half.pending.len() < SERVER_HELLO_PREFIX && half.pending[0] & 0x80 != 0 {
            return;
        } else if sslv2::is_server_hello(&half.pending) {
            half.mode = Mode::Sslv2Records;
            self.server_hello_seen = true;
            self.handshake.negotiated_version = Some(Version::SSL_2_0);
        } else {
            half.mode = Mode::Opaque;
            // An SSL 2.0 ERROR is an answer, though one without words.
            let error = half.pending[0] & 0x80 != 0 && half.pending.get(2) == Some(&sslv2::message::ERROR);
            self.non_tls_answer |= !error;
        }
        let pending = std::mem::take(&mut self.half(from).pending);
        self.tls(from, &pending, at);
    }

    pub(super) fn sslv2_records(&mut self, from: Peer, bytes: &[u8]) {
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
