//! The record of a connection, on its way to the evidence file.

use cutover_evidence::jsonl;

use super::Worker;
use crate::connection::{Connection, Tracking, Who};
use crate::evidence_log::Batch;

/// How many records are handed over at once, in bytes.
const BATCH: usize = 64 << 10;

/// How many trackers are kept for the next connections.
const SPARE: usize = 256;

/// How many suites, groups and so on of one hello are written: more than there are.
const MOST_LISTED: usize = 512;

/// The longest host name (RFC 1035, 2.3.4).
const LONGEST_NAME: usize = 255;

/// Cuts a name that is none.
pub(crate) fn shorten(name: &mut String) {
    let mut end = name.len().min(LONGEST_NAME);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.truncate(end);
}

impl Worker {
    pub(super) fn finish_record(&mut self, connection: &mut Connection) {
        let Some(mut tracking) = connection.tracking.take() else { return };
        if let Some(log) = &self.shared.log
            && let Some(ruling) = tracking.ruling
        {
            let Who { client, upstream } = connection.who;
            let listener = connection.listener();
            let server = upstream.or_else(|| listener.rules[connection.rule].upstream.candidate(0, 0));
            tracking.tracker.finish();
            let record = tracking.tracker.record();
            record.source.clear();
            record.source.push_str("gate:");
            record.source.push_str(&listener.name);
            (record.client_ip, record.client_port) = (client.ip().to_canonical(), client.port());
            if let Some(server) = server {
                (record.server_ip, record.server_port) = (server.ip(), server.port());
            }
            record.via.clear();
            record.via.extend(listener.starttls.map(|protocol| format!("starttls:{}", protocol.name())));
            record.gate_decision = Some(ruling.decision.name().to_owned());
            record.gate_would = Some(if ruling.lacks.is_some() { "refused" } else { "passed" }.to_owned());
            // Whoever says more than anybody needs must not fill the disk with it.
            record.cipher_suites.truncate(MOST_LISTED);
            record.groups.truncate(MOST_LISTED);
            record.signature_schemes.truncate(MOST_LISTED);
            record.key_shares.truncate(MOST_LISTED);
            record.offered_versions.truncate(MOST_LISTED);
            record.alpn.truncate(MOST_LISTED);
            if let Some(name) = &mut record.server_name {
                shorten(name);
            }
            // Into memory: it cannot fail.
            let _ = jsonl::write(&mut self.batch.lines, &*record);
            self.batch.records += 1;
            if self.batch.lines.len() > BATCH {
                log.send(std::mem::replace(&mut self.batch, Batch::with_room(BATCH)));
            }
        }
        self.give_back(tracking);
    }

    pub(super) fn give_back(&mut self, mut tracking: Box<Tracking>) {
        if self.spare.len() < SPARE {
            tracking.tracker.reset();
            tracking.ruling = None;
            self.spare.push(tracking);
        }
    }

    pub(super) fn hand_over(&mut self) {
        if let Some(log) = &self.shared.log {
            log.send(std::mem::take(&mut self.batch));
        }
    }
}
