//! Records as evidence: which version is in use, and whether the handshake is over.

use cutover_wire::Version;
use cutover_wire::record::{ContentType, HEADER_LEN, RecordHeader};

use super::{MessageKind, Mode, Peer, Tracker};
use crate::at::At;
use crate::proof::{HandshakeRecord, is_of_client};
use crate::records::Records;
use crate::search::Span;

/// The client's first encrypted record is its Finished, at least 53 bytes; an alert has 19, and `EndOfEarlyData` 21
/// (RFC 8446, 4.4.4, 4.5 and 5.2).
const LONGER_THAN_AN_ALERT: usize = 40;

impl Tracker {
    /// Looks for a chain of records where the stream's beginning is not known, or a segment may begin with one.
    pub(super) fn search_records(&mut self, from: Peer, bytes: &[u8], at: At) {
        let half = self.half(from);
        let Some(offset) = half.record_search.feed(bytes, at, half.incomplete || half.begun_unseen) else {
            return;
        };
        self.follow_chain(from, at);
        if let Some(rest) = bytes.get(offset..).filter(|rest| !rest.is_empty()) {
            self.tls(from, rest, at);
        }
    }

    /// Goes on behind the first record of a chain that was proven.
    pub(super) fn follow_chain(&mut self, from: Peer, at: At) {
        let half = self.half(from);
        let Some(first) = half.record_search.take() else { return };
        half.forget_pending();
        half.mode = Mode::Records;
        half.records = Records::midway();
        half.messages.reset();
        half.in_step = false;
        if self.handshake.frame.is_none() && self.first_record.is_none() {
            self.first_record = Some(first.at);
        }
        self.record_starts(from, first.header, first.at);
        match first.header.content_type {
            ContentType::Handshake => self.handshake_head(from, first.header, &first.head),
            ContentType::Alert if first.header.length == 2 => self.alert_bytes(from, &first.head, first.at),
            _ => {}
        }
        if !first.next.is_empty() {
            self.records(from, &first.next, at);
        }
    }

    /// Goes on behind what was read of a hello whose end is missing or makes no sense, inside its record.
    pub(super) fn go_on_in_record(&mut self, from: Peer, left_in_record: usize) {
        let half = self.half(from);
        half.forget_pending();
        half.mode = Mode::Records;
        half.records = Records::resume(PLAIN_HANDSHAKE, left_in_record);
        half.handshake_record = HandshakeRecord::Hello;
        half.messages.reset();
        half.in_step = false;
    }

    /// The first hello ends at `span`; what follows it in the stream is records.
    pub(super) fn go_on_in_records(&mut self, from: Peer, bytes: &[u8], span: Span, at: At) {
        let half = self.half(from);
        half.mode = Mode::Records;
        half.records = Records::resume(PLAIN_HANDSHAKE, span.rest_of_record);
        half.handshake_record = HandshakeRecord::Hello;
        half.in_step = true;
        half.record_search = crate::record_search::RecordSearch::default();
        let rest = bytes.get(span.end..).unwrap_or_default();
        if !rest.is_empty() {
            self.records(from, rest, at);
        }
    }

    pub(super) fn record_starts(&mut self, from: Peer, header: RecordHeader, at: At) {
        let from_client = self.client == Some(from);
        let is_tls_1_3 = self.is_tls_1_3();
        let half = self.half(from);
        let behind_ccs = std::mem::take(&mut half.just_behind_ccs);
        half.head.clear();
        half.handshake_record = HandshakeRecord::Undecided;
        half.hello_goes_on = half.messages.inside_hello();
        half.just_behind_finished_ccs = behind_ccs;
        half.any_record = true;
        let missing_since_hello = half.missing_since_hello;
        if from_client && header.content_type != ContentType::Alert {
            self.client_went_on |= self.non_tls_answer;
        }
        if self.keep_messages {
            self.keep_record(from, header, at);
        }
        match header.content_type {
            ContentType::ChangeCipherSpec if header.length == 1 => {
                let half = self.half(from);
                half.change_cipher_spec = true;
                half.just_behind_ccs = true;
                self.proof.record(header.version);
                // A server that changes to the session's keys without having proven who it is resumes one.
                if !from_client
                    && !is_tls_1_3
                    && !missing_since_hello
                    && self.handshake.resumed.is_none()
                    && self.server_hello_seen
                {
                    self.handshake.resumed = Some(true);
                }
            }
            ContentType::ApplicationData => {
                self.proof.record(header.version);
                if behind_ccs {
                    // Before TLS 1.3 a Finished stands between, which is of type 22.
                    self.proof.only_in_1_3(header.version);
                }
                self.application_data = true;
                let long = header.length > LONGER_THAN_AN_ALERT;
                self.half(from).long_data |= long;
                let early = self.offers_early_data && !self.server_hello_seen;
                self.client_finished_13 |= from_client && long && !early;
                self.note_established();
            }
            _ => {}
        }
    }

    /// The first bytes of a handshake record's payload, which say what it is.
    pub(super) fn handshake_head(&mut self, from: Peer, header: RecordHeader, head: &[u8]) {
        let is_tls_1_3 = self.is_tls_1_3();
        let half = self.half(from);
        half.head.clear();
        half.head.extend(head.iter().copied());
        let record = HandshakeRecord::of(
            &half.head,
            header,
            half.hello_goes_on,
            half.change_cipher_spec && !is_tls_1_3,
            half.in_step,
        );
        half.handshake_record = record;
        match record {
            HandshakeRecord::Encrypted => {
                half.finished = true;
                let next_to_it = half.just_behind_finished_ccs;
                self.proof.record(header.version);
                // With something missing between, it may be the rest of a second hello.
                if next_to_it {
                    self.proof.only_before_1_3(header.version);
                }
            }
            HandshakeRecord::Plain(kind) => {
                self.proof.record(header.version);
                if let Some(of_client) = is_of_client(kind) {
                    self.guess = Some(if of_client { from } else { from.other() });
                }
                if self.client.or(self.guess) == Some(from) {
                    self.proof.only_before_1_3(header.version);
                }
            }
            HandshakeRecord::Hello | HandshakeRecord::Undecided => return,
        }
        self.note_established();
    }

    pub(super) fn note_established(&mut self) {
        if self.fatal.is_some() {
            return;
        }
        let both_finished = self.halves.iter().all(|half| half.finished);
        let version = self.handshake.negotiated_version.or_else(|| self.proof.version());
        self.established = if self.is_tls_1_3() || version.is_some_and(Version::is_tls_1_3_family) {
            self.client_finished_13 || self.client.is_none() && self.halves.iter().all(|half| half.long_data)
        } else if version.is_some() || self.server_hello_seen && self.handshake.negotiated_at_least.is_none()
        {
            self.application_data || both_finished
        } else {
            // It may be TLS 1.3, where a server's first data are its handshake.
            both_finished || self.client_finished_13 || self.halves.iter().all(|half| half.long_data)
        };
    }

    /// Only TLS 1.3 has a HelloRetryRequest, so it is known even before the ServerHello.
    pub(super) fn is_tls_1_3(&self) -> bool {
        let negotiated = self.handshake.negotiated_version;
        negotiated.map_or(self.handshake.hello_retry == Some(true), Version::is_tls_1_3_family)
    }

    #[cold]
    fn keep_record(&mut self, from: Peer, header: RecordHeader, at: At) {
        const KEPT: usize = 64;
        if self.records_kept >= KEPT {
            return;
        }
        self.records_kept += 1;
        let [high, low] = (header.length as u16).to_be_bytes();
        let [major, minor] = header.version.0.to_be_bytes();
        let five: [u8; HEADER_LEN] = [header.content_type.number(), major, minor, high, low];
        self.keep(from, MessageKind::Record, &five, at);
    }
}

/// What a record is taken for in which a hello stands: its own header was read with the hello.
const PLAIN_HANDSHAKE: RecordHeader =
    RecordHeader { content_type: ContentType::Handshake, version: Version(0x0301), length: 0 };
