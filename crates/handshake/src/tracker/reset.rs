//! Forgetting a connection and keeping its room for the next one. Every field is named, so that none is forgotten.

use cutover_evidence::{Handshake, Seen};

use super::{Half, Mode, Tracker};
use crate::at::At;
use crate::proof::{HandshakeRecord, Proof};
use crate::record_search::RecordSearch;
use crate::records::Records;

/// What one connection's memory may be to be handed on to the next, in bytes.
const LARGE: usize = 8 << 10;

impl Tracker {
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
        let Self {
            handshake,
            halves,
            client,
            guess,
            random,
            server_random,
            answered_at,
            offers_early_data,
            client_hello_seen,
            server_hello_seen,
            hello_retry_seen,
            key_exchange_is_over,
            origin,
            first_record,
            proof,
            application_data,
            client_finished_13,
            fatal,
            first_alert,
            first_fin,
            rst,
            non_tls_answer,
            client_went_on,
            established,
            proxied,
            unwrapping,
            last_time,
            // How it is used does not change with the connection.
            details: _,
            keep_messages: _,
            records_kept,
            messages,
            senders,
        } = self;
        empty(handshake);
        for half in halves {
            half.reset();
        }
        (*client, *guess) = (None, None);
        (*random, *server_random, *offers_early_data) = (None, None, false);
        *answered_at = None;
        (*client_hello_seen, *server_hello_seen, *hello_retry_seen) = (false, false, false);
        *key_exchange_is_over = false;
        (*origin, *first_record) = (At::default(), None);
        *proof = Proof::default();
        (*application_data, *client_finished_13) = (false, false);
        (*fatal, *first_alert) = (None, None);
        (*first_fin, *rst) = (None, None);
        (*non_tls_answer, *client_went_on) = (false, false);
        *established = false;
        (*proxied, *unwrapping, *last_time) = (None, None, None);
        *records_kept = 0;
        messages.clear();
        senders.clear();
    }
}

impl Half {
    fn reset(&mut self) {
        let Self {
            mode,
            incomplete,
            begun_unseen,
            spoken_before,
            begun,
            pending,
            pending_at,
            need,
            at_start,
            record_search,
            records,
            messages,
            in_step,
            restarts,
            any_record,
            head,
            handshake_record,
            hello_goes_on,
            sslv2,
            alert,
            change_cipher_spec,
            just_behind_ccs,
            just_behind_finished_ccs,
            missing_since_hello,
            long_data,
            finished,
        } = self;
        *mode = Mode::Search;
        (*incomplete, *begun_unseen, *spoken_before) = (false, false, false);
        (*begun, *at_start) = (false, false);
        pending.clear();
        pending_at.clear();
        *need = 0;
        if !record_search.is_blank() {
            *record_search = RecordSearch::default();
        }
        *records = Records::default();
        messages.reset();
        (*in_step, *restarts, *any_record) = (false, 0, false);
        head.clear();
        *handshake_record = HandshakeRecord::Undecided;
        *hello_goes_on = false;
        *sslv2 = None;
        alert.clear();
        (*change_cipher_spec, *just_behind_ccs, *just_behind_finished_ccs) = (false, false, false);
        (*missing_since_hello, *long_data, *finished) = (false, false, false);
    }
}

/// Makes a record ready for another connection. What was offered stays until the next hello is read into the same room,
/// and what is set for every connection until it is set again.
fn empty(handshake: &mut Handshake) {
    let Handshake {
        schema_version: _,
        // Set by whoever knows what bytes do not say.
        source: _,
        transport: _,
        client_ip: _,
        client_port: _,
        server_ip: _,
        server_port: _,
        retry_of: _,
        retry_of_source: _,
        cleartext_after_failure: _,
        process: _,
        pid: _,
        gate_decision: _,
        gate_would: _,
        fault: _,
        speaks: _,
        first_bytes: _,
        // Overwritten by the next hello; without one, emptied when the record is finished.
        server_name: _,
        offered_versions: _,
        offered_max: _,
        cipher_suites: _,
        groups: _,
        signature_schemes: _,
        key_shares: _,
        fallback_scsv: _,
        // Set when the record is finished.
        outcome: _,
        refused_by: _,
        alert_level: _,
        alert_code: _,
        seen_at,
        frame,
        via,
        alpn,
        hello_format,
        record_version,
        legacy_version,
        supported_versions,
        offered_at_least,
        ja3,
        ja4,
        negotiated_version,
        negotiated_at_least,
        cipher_suite,
        group,
        hello_retry,
        resumed,
        downgrade_sentinel,
        seen,
        client_hello,
        also_seen_as,
    } = handshake;
    (*seen_at, *frame) = (None, None);
    via.clear();
    alpn.clear();
    (*hello_format, *record_version, *legacy_version, *supported_versions) = (None, None, None, None);
    (*offered_at_least, *client_hello) = (None, None);
    (*ja3, *ja4) = (None, None);
    (*negotiated_version, *negotiated_at_least) = (None, None);
    (*cipher_suite, *group) = (None, None);
    (*hello_retry, *resumed, *downgrade_sentinel) = (None, None, None);
    *seen = Seen::default();
    also_seen_as.clear();
}
