//! The record of a connection, on its way to the evidence file.

use std::fmt::Write as _;

use cutover_evidence::{Handshake, Outcome, Side, jsonl};
use cutover_handshake::Details;
use cutover_policy::forbidden_choice;
use cutover_wire::alert::FATAL;
use jiff::Timestamp;

use super::Worker;
use super::finished::Finished;
use crate::connection::{Connection, Tracking, Who};
use crate::counts::Incident;
use crate::decide::{Decision, Ruling};
use crate::evidence_log::BATCH;
use crate::first_bytes;
use crate::not_a_hello::NotAHello;
use crate::notice::Notice;
use crate::server_name::shortened;
use crate::settings::Listener;
use crate::shares::Share;

/// How many trackers are kept for the next connections.
const SPARE: usize = 256;

/// How many suites, groups and so on of one hello are written: more than there are.
const MOST_LISTED: usize = 512;

/// How many bytes are kept of what is no TLS, where nobody knows what it is.
const FIRST_BYTES: usize = 4;

/// How many records are written at once under load: what the kernel does for a connection leaves little of us in the cache.
/// Written one by one, a connection costs 3 % more (measured).
const FINISHED: usize = 16;

impl Worker {
    pub(super) fn finish_record(&mut self, connection: &mut Connection) {
        let Some(mut tracking) = connection.tracking.take() else { return };
        if connection.held.take().is_some() {
            // Who was not answered has not broken anything.
            let offered = tracking.tracker.handshake().offered_max;
            connection.context.counts.decided(Decision::Passed, offered);
        }
        self.judge_choice(connection, &mut tracking);
        let (Some(ruling), true) = (tracking.ruling, self.shared.log.is_some()) else {
            return self.give_back(tracking);
        };
        let (context, who, rule) = (connection.context.clone(), connection.who, connection.rule);
        self.finished.push(Finished { tracking, ruling, context, who, rule });
        if self.finished.len() >= FINISHED {
            self.write_records();
        }
    }

    /// Where nothing was held back, what the server chose is looked at now: report says what enforce would do.
    fn judge_choice(&self, connection: &Connection, tracking: &mut Tracking) {
        let Some(ruling) = tracking.ruling.as_mut().filter(|ruling| ruling.lacks.is_none()) else { return };
        let handshake = tracking.tracker.handshake();
        let policy = &connection.listener().rules[connection.rule].policy;
        if let Some(reason) = forbidden_choice(handshake, policy) {
            ruling.lacks = Some(reason);
            // What went through was not refused, whatever should have become of it.
            if matches!(ruling.if_it_breaks, Decision::Spared(_)) {
                ruling.decision = ruling.if_it_breaks;
            }
            let client = connection.who.client.ip();
            self.shared.affected_clients.add(client, handshake, reason, ruling.decision, Timestamp::now());
        }
    }

    pub(super) fn write_records(&mut self) {
        let mut finished = std::mem::take(&mut self.finished);
        for Finished { mut tracking, ruling, context, who, rule } in finished.drain(..) {
            if !self.has_share(who) {
                self.give_back(tracking);
                continue;
            }
            let Tracking { tracker, opening, ending, alert, .. } = &mut *tracking;
            tracker.finish();
            if !opening.is_empty() {
                tracker.add_details(opening, Details::Ja4);
            }
            let record = tracker.record();
            if let Some(code) = alert.take() {
                // Whatever of a record the tracker had seen when it was cut off.
                record.outcome = Outcome::RefusedAlert;
                record.refused_by = Some(Side::Server);
                (record.alert_level, record.alert_code) = (Some(FATAL), Some(code));
            }
            if matches!(record.outcome, Outcome::Closed | Outcome::Reset)
                && record.refused_by == Some(Side::Client)
            {
                // Nobody was refused.
                (record.outcome, record.refused_by) = (Outcome::ClientGone, None);
            }
            if let Some(ending) = ending.take() {
                record.outcome = ending;
            }
            complete(record, ruling, &context.listener, who, rule);
            // Into memory: it cannot fail.
            let _ = jsonl::write(&mut self.batch.lines, record);
            self.batch.records += 1;
            if self.batch.lines.len() > BATCH
                && let Some(log) = &self.shared.log
            {
                log.send(&mut self.batch);
            }
            self.give_back(tracking);
        }
        self.finished = finished;
    }

    /// The record of a connection that began with no hello to judge.
    pub(super) fn record_fault(
        &mut self,
        connection: &Connection,
        fault: NotAHello,
        decision: Decision,
        raw: &[u8],
    ) {
        let enforced = connection.listener().rules[connection.rule].faults_enforced;
        let would = if enforced.passes(fault) { "passed" } else { "refused" };
        let speaks = first_bytes::protocol(raw).filter(|_| fault == NotAHello::NotTls);
        let first = Some(in_hex(raw)).filter(|first| speaks.is_none() && !first.is_empty());
        let record = Handshake {
            gate_decision: Some(decision.name().to_owned()),
            gate_would: Some(would.to_owned()),
            fault: Some(fault.name().to_owned()),
            speaks: speaks.map(str::to_owned),
            first_bytes: first,
            ..Handshake::default()
        };
        self.record_beginning(connection, record);
    }

    /// The record of a client that went within its hello. Whoever says nothing at all, as health checks do, has none.
    pub(super) fn record_gone(&mut self, connection: &Connection, raw: &[u8]) {
        let passed = || Some(Decision::Passed.name().to_owned());
        let record = Handshake {
            gate_decision: passed(),
            gate_would: passed(),
            outcome: Outcome::ClientGone,
            first_bytes: Some(in_hex(raw)),
            ..Handshake::default()
        };
        self.record_beginning(connection, record);
    }

    fn record_beginning(&mut self, connection: &Connection, mut record: Handshake) {
        if self.shared.log.is_none() || !self.has_share(connection.who) {
            return;
        }
        let listener = connection.listener();
        record.seen_at = Some(Timestamp::now());
        place(&mut record, listener, connection.who, connection.rule);
        // Into memory: it cannot fail.
        let _ = jsonl::write(&mut self.batch.lines, &record);
        self.batch.records += 1;
        if self.batch.lines.len() > BATCH
            && let Some(log) = &self.shared.log
        {
            log.send(&mut self.batch);
        }
    }

    /// Whether a client may have one more record.
    fn has_share(&self, who: Who) -> bool {
        let client = who.client.ip();
        let share = self.shared.shares.take(client, self.records_per_client, Timestamp::now());
        if share == Share::Left {
            return true;
        }
        self.shared.counts.failed(Incident::RecordBeyondShare, 1);
        if share == Share::GoneNow {
            (self.shared.notify)(Notice::ShareGone { client, records: self.records_per_client });
        }
        false
    }

    pub(super) fn give_back(&mut self, mut tracking: Box<Tracking>) {
        if self.spare.len() < SPARE {
            tracking.tracker.reset();
            tracking.ruling = None;
            tracking.ending = None;
            tracking.alert = None;
            tracking.opening.clear();
            self.spare.push(tracking);
        }
    }

    pub(super) fn hand_over(&mut self) {
        self.write_records();
        if let Some(log) = &self.shared.log {
            log.send(&mut self.batch);
        }
    }
}

/// Who it was, and where.
fn place(record: &mut Handshake, listener: &Listener, who: Who, rule: usize) {
    let server = who.upstream.or_else(|| listener.rules[rule].upstream.candidate(0, 0));
    record.source.clear();
    record.source.push_str("gate:");
    record.source.push_str(&listener.name);
    (record.client_ip, record.client_port) = (who.client.ip().to_canonical(), who.client.port());
    if let Some(server) = server {
        (record.server_ip, record.server_port) = (server.ip(), server.port());
    }
    record.via.clear();
    record.via.extend(listener.starttls.map(|protocol| format!("starttls:{}", protocol.name())));
}

/// The first bytes of what nobody knows.
fn in_hex(raw: &[u8]) -> String {
    let mut text = String::new();
    for byte in raw.iter().take(FIRST_BYTES) {
        // Into memory: it cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// What the hello and its answer do not say.
fn complete(record: &mut Handshake, ruling: Ruling, listener: &Listener, who: Who, rule: usize) {
    place(record, listener, who, rule);
    // What was cut off without being understood lacks nothing that has a name.
    let breaks = ruling.lacks.is_some() || ruling.decision == Decision::Refused;
    set(&mut record.gate_decision, ruling.decision.name());
    set(&mut record.gate_would, if breaks { "refused" } else { "passed" });
    // Whoever says more than anybody needs must not fill the disk with it.
    record.cipher_suites.truncate(MOST_LISTED);
    record.groups.truncate(MOST_LISTED);
    record.signature_schemes.truncate(MOST_LISTED);
    record.key_shares.truncate(MOST_LISTED);
    record.offered_versions.truncate(MOST_LISTED);
    record.alpn.truncate(MOST_LISTED);
    if let Some(name) = &mut record.server_name {
        name.truncate(shortened(name).len());
    }
}

/// Says a name in the room that another had.
fn set(field: &mut Option<String>, name: &str) {
    let text = field.get_or_insert_default();
    text.clear();
    text.push_str(name);
}
