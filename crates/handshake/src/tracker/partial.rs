//! Hellos whose end is not in the capture, or makes no sense: what is there says something all the same.

use cutover_evidence::{HelloFormat, HelloRead};
use cutover_wire::record::{HEADER_LEN, handshake_type};
use cutover_wire::{PartialClientHello, PartialServerHello, Version};

use super::{MessageKind, Mode, Peer, Tracker};
use crate::at::At;
use cutover_wire::prefix::{HANDSHAKE_RECORD, MESSAGE_HEADER};

use crate::search::{Partial, partial};

impl Tracker {
    /// Bytes are missing behind the beginning of a hello: reads what is there.
    pub(super) fn read_what_is_there(&mut self, from: Peer, missing: usize) {
        match self.read_pending(from, HelloRead::Cut) {
            Some(left) => {
                self.go_on_in_record(from, left);
                if !self.half(from).records.skip(missing) {
                    self.lose_the_place(from);
                }
            }
            None => self.forget_hello(from),
        }
    }

    /// The capture ends: reads what is there of a hello.
    pub(super) fn read_what_is_left(&mut self, from: Peer) {
        let half = self.half(from);
        if half.mode == Mode::Search && !half.pending.is_empty() {
            self.read_pending(from, HelloRead::Cut);
            self.forget_hello(from);
        }
        self.read_partial_server_hello(from);
    }

    /// What is pending says nothing, but that it begins like a record.
    fn forget_hello(&mut self, from: Peer) {
        let half = self.half(from);
        let at = half.pending_at.first().map(|(_, at)| *at);
        if let (true, [HANDSHAKE_RECORD, 0x03, ..], Some(at)) = (half.at_start, &half.pending[..], at) {
            half.record_search.note_weak(at);
        }
        half.forget_pending();
    }

    /// Reads the beginning of a hello in what is pending; how much of its record is still to come.
    fn read_pending(&mut self, from: Peer, read: HelloRead) -> Option<usize> {
        let half = self.half(from);
        if !half.at_start {
            return None;
        }
        let pending = std::mem::take(&mut half.pending);
        let at = half.pending_at.first().map(|(_, at)| *at).unwrap_or_default();
        let left = self.read_partial(from, &pending, at, read);
        if left.is_some() {
            self.half(from).give_room(pending, Vec::new());
        } else {
            self.half(from).pending = pending;
        }
        left
    }

    /// Reads the beginning of a hello; how much of its record is still to come.
    pub(super) fn read_partial(
        &mut self,
        from: Peer,
        bytes: &[u8],
        at: At,
        read: HelloRead,
    ) -> Option<usize> {
        let Partial { kind, record_version, body, left_in_record } = partial(bytes)?;
        if kind == handshake_type::CLIENT_HELLO {
            let hello = PartialClientHello::read(body)?;
            self.partial_client_hello(from, &hello, Version(record_version), at, read);
        } else {
            let hello = PartialServerHello::read(body)?;
            if self.client.is_none() {
                self.client = Some(from.other());
                self.read_offer(cutover_wire::Offer::clear);
            }
            if self.handshake.frame.is_none() {
                self.seen(at);
            }
            self.partial_server_hello(hello);
        }
        let kind = match kind {
            handshake_type::CLIENT_HELLO => MessageKind::ClientHello,
            _ => MessageKind::ServerHello,
        };
        let message = bytes.get(HEADER_LEN..HEADER_LEN + MESSAGE_HEADER + body.len()).unwrap_or_default();
        self.keep(from, kind, message, at);
        Some(left_in_record)
    }

    fn partial_client_hello(
        &mut self,
        from: Peer,
        hello: &PartialClientHello<'_>,
        record_version: Version,
        at: At,
        read: HelloRead,
    ) {
        if self.client_hello_seen {
            return;
        }
        self.read_offer(cutover_wire::Offer::clear);
        let handshake = &mut self.handshake;
        handshake.hello_format = Some(HelloFormat::Tls);
        handshake.record_version = Some(record_version);
        handshake.legacy_version = Some(hello.legacy_version);
        handshake.client_hello = Some(read);
        handshake.offered_max = hello.offered_max();
        handshake.offered_at_least =
            Some(hello.offered_at_least()).filter(|_| handshake.offered_max.is_none());
        handshake.server_name = hello.server_name.map(|name| String::from_utf8_lossy(name).into_owned());
        let random = hello.random.and_then(|random| random.try_into().ok());
        self.random = random.map(|random| (random, 0));
        self.expect_answer(from, at);
    }

    /// What is there of a ServerHello that the server's records hold.
    pub(super) fn read_partial_server_hello(&mut self, from: Peer) {
        if self.server_hello_seen || self.client != Some(from.other()) {
            return;
        }
        let message = self.halves[from as usize].messages.partial();
        if message.first() == Some(&handshake_type::SERVER_HELLO)
            && let Some(hello) = message.get(MESSAGE_HEADER..).and_then(PartialServerHello::read)
        {
            self.partial_server_hello(hello);
        }
    }

    fn partial_server_hello(&mut self, hello: PartialServerHello) {
        if self.server_hello_seen {
            return;
        }
        self.server_hello_seen = true;
        self.handshake.negotiated_version = hello.negotiated_version();
        let at_least = self.handshake.negotiated_version.is_none().then_some(hello.legacy_version);
        self.handshake.negotiated_at_least = at_least;
        self.handshake.cipher_suite = hello.cipher_suite;
        self.note_established();
    }
}
