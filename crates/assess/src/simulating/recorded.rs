//! Recorded hellos as clients, each with how often it was seen.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use cutover_catalogue::{Basis, Catalogue, Certificate, KnownClient, Offer, Recorded, Subject};
use cutover_evidence::{Confidence, Handshake};
use cutover_wire::{Authentication, Version};

/// How many different hellos of evidence are kept; more are counted and said.
pub(super) const MAX_HELLOS: usize = 100_000;

/// How many of its servers are named beside a recorded hello.
const SERVERS_NAMED: usize = 3;

/// The different hellos of each client.
#[derive(Default)]
pub(super) struct RecordedHellos<'a> {
    places: HashMap<(IpAddr, Offer), Place>,
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
        match self.places.get_mut(&key) {
            Some(place) => {
                place.certificates.extend(certificate(handshake));
                seen_again(&mut self.subjects[place.index], handshake);
            }
            None if self.subjects.len() >= MAX_HELLOS => self.too_many += 1,
            None => {
                self.subjects.push(of_handshake(handshake, key.1.clone(), catalogue));
                let certificates = certificate(handshake).into_iter().collect();
                self.places.insert(key, Place { index: self.subjects.len() - 1, certificates });
            }
        }
    }

    /// The clients, and how many more hellos there were.
    pub fn finish(mut self) -> (Vec<Subject<'a>>, u64) {
        // A client that met certificates of both kinds is not judged by one of them.
        for place in self.places.into_values() {
            let certificates: Vec<_> = place.certificates.into_iter().collect();
            self.subjects[place.index].certificate = match certificates[..] {
                [certificate] => Some(certificate),
                _ => None,
            };
        }
        (self.subjects, self.too_many)
    }
}

/// Where a hello stands among those recorded, and the kinds of certificates that were seen in answer to it.
struct Place {
    index: usize,
    certificates: HashSet<Certificate>,
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
        certificate: None,
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

/// The kind of certificate that the server was seen to have: its suite says so, in TLS 1.2 and older.
fn certificate(handshake: &Handshake) -> Option<Certificate> {
    handshake.negotiated_version.filter(|version| version.published() != Version::TLS_1_3)?;
    match handshake.cipher_suite?.authentication()? {
        Authentication::Rsa => Some(Certificate::RSA),
        Authentication::Ecdsa => Some(Certificate::ECDSA),
        Authentication::Other => None,
    }
}
