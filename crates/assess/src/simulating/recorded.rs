//! Recorded hellos as clients, each with how often it was seen.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use cutover_catalogue::{Basis, Catalogue, KnownClient, Offer, Recorded, Subject};
use cutover_evidence::{Confidence, Handshake};

/// How many different hellos of evidence are kept; more are counted and said.
pub(super) const MAX_HELLOS: usize = 100_000;

/// How many of its servers are named beside a recorded hello.
const SERVERS_NAMED: usize = 3;

/// The different hellos of each client.
#[derive(Default)]
pub(super) struct RecordedHellos<'a> {
    /// Where each stands.
    places: HashMap<(IpAddr, Offer), usize>,
    subjects: Vec<Subject<'a>>,
    /// Handshakes that came to nothing, by packet and source.
    failed: HashSet<(u64, String)>,
    too_many: u64,
}

impl<'a> RecordedHellos<'a> {
    pub fn add(&mut self, handshake: &Handshake, catalogue: &'a Catalogue) {
        // What a client sends again with less is not all that it can; its best attempt is a record of its own.
        if let Some(frame) = handshake.retry_of {
            let source = handshake.retry_of_source.as_ref().unwrap_or(&handshake.source);
            if self.failed.contains(&(frame, source.clone())) {
                return;
            }
        }
        if let (Some(frame), None) = (handshake.frame, handshake.negotiated_version)
            && self.failed.len() < MAX_HELLOS
        {
            self.failed.insert((frame, handshake.source.clone()));
        }
        let offer = Offer::of_handshake(handshake).unwrap_or_else(Offer::unknown);
        let key = (handshake.client_ip, offer);
        match self.places.get(&key) {
            Some(place) => seen_again(&mut self.subjects[*place], handshake),
            None if self.subjects.len() >= MAX_HELLOS => self.too_many += 1,
            None => {
                self.subjects.push(of_handshake(handshake, key.1.clone(), catalogue));
                self.places.insert(key, self.subjects.len() - 1);
            }
        }
    }

    /// The clients, and how many more hellos there were.
    pub fn finish(self) -> (Vec<Subject<'a>>, u64) {
        (self.subjects, self.too_many)
    }
}

fn of_handshake<'a>(handshake: &Handshake, offer: Offer, catalogue: &'a Catalogue) -> Subject<'a> {
    let like = catalogue.look_alikes(&offer);
    Subject {
        id: handshake.client_ip.to_string(),
        name: handshake.process.clone().unwrap_or_default(),
        offer,
        basis: Basis::OwnHello,
        known: if like.is_empty() { KnownClient::Offer } else { KnownClient::Looks { like, catalogue } },
        confidence: Confidence::Capture,
        recorded: Some(Recorded {
            count: 1,
            source: handshake.source.clone(),
            frame: handshake.frame,
            servers: vec![server(handshake)],
        }),
    }
}

fn seen_again(subject: &mut Subject<'_>, handshake: &Handshake) {
    let Some(recorded) = &mut subject.recorded else { return };
    recorded.count += 1;
    let server = server(handshake);
    if recorded.servers.len() < SERVERS_NAMED && !recorded.servers.contains(&server) {
        recorded.servers.push(server);
    }
}

fn server(handshake: &Handshake) -> String {
    match &handshake.server_name {
        Some(name) => name.clone(),
        None => handshake.server_ip.to_string(),
    }
}
