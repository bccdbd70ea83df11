//! Following the records after a hello: what was agreed, and how it ended.

use cutover_evidence::Side;
use cutover_wire::record::{ContentType, HEADER_LEN, Header, handshake_type};
use cutover_wire::{CipherSuite, Group, ServerHello, Version, alert, sslv2};

use super::{At, MessageKind, Mode, Peer, Tracker};
use crate::messages::Messages;
use crate::records::{Event, Records};
use crate::search::{MESSAGE_HEADER, Span};

const SERVER_HELLO_DONE: u8 = 14;

impl Tracker {
    /// The first hello ends at `span`; what follows it in the stream is records.
    pub(super) fn go_on_in_records(&mut self, from: Peer, bytes: &[u8], span: Span, at: At) {
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

    pub(super) fn records(&mut self, from: Peer, mut bytes: &[u8], at: At) {
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

    pub(super) fn server_hello(&mut self, message: &[u8], at: At) {
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
    pub(super) fn find_again(&mut self, from: Peer, bytes: &[u8], at: At) {
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

    pub(super) fn sslv2_answer(&mut self, from: Peer, bytes: &[u8], at: At) {
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
