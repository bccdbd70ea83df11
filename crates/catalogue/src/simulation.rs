//! Many clients against many servers or policies.

use std::collections::{BTreeMap, HashMap};

use cutover_evidence::Confidence;
use cutover_policy::{Tally, Verdict};

use crate::catalogue::Basis;
use crate::offer::Offer;
use crate::predict::{Prediction, predict};
use crate::remedies::{KnownClient, Remedy};
use crate::server_side::ServerSide;

/// Somebody who connects.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    /// Who: an id of the catalogue, an address, a component of a Windows.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it offers.
    pub offer: Offer,
    /// What that is known from.
    pub basis: Basis<'a>,
    /// The catalogue's entry, or the component of a Windows.
    pub known: KnownClient<'a>,
    /// How sure the facts are.
    pub confidence: Confidence,
    /// Where it was recorded.
    pub recorded: Option<Recorded>,
}

/// Where a hello was recorded, and how often it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Handshakes with this hello.
    pub count: u64,
    /// Where the first was seen.
    pub source: String,
    /// Its packet.
    pub frame: Option<u64>,
    /// The servers that were asked for, by name or address; the first few.
    pub servers: Vec<String>,
}

/// What a subject connects to.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// A policy's id, or a server as it was given.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it takes.
    pub side: ServerSide,
    /// Whether it is a policy, and not a server that was asked.
    pub is_policy: bool,
}

/// What comes of all of it.
#[derive(Debug)]
pub struct Simulation<'a> {
    /// Who connects.
    pub subjects: Vec<Subject<'a>>,
    /// To what.
    pub endpoints: Vec<Endpoint>,
    /// What comes of it, subject by subject: of endpoints that take the same, once.
    predictions: Vec<Vec<Prediction>>,
    /// Which of a subject's predictions is that of each endpoint.
    of_endpoint: Vec<usize>,
}

/// What the registry of a machine can switch on is one command for all of its components.
fn together(predictions: &mut [Vec<Prediction>]) {
    let mut all: BTreeMap<(String, u32), Vec<&'static str>> = BTreeMap::new();
    for join in [false, true] {
        let remedies = predictions.iter_mut().flatten().flat_map(|prediction| &mut prediction.remedies);
        for remedy in remedies {
            let Remedy::Registry { windows, components, version, .. } = remedy else { continue };
            let of_machine = all.entry((windows.clone(), version.age_rank())).or_default();
            if join {
                components.clone_from(of_machine);
                continue;
            }
            for component in components.iter() {
                if !of_machine.contains(component) {
                    of_machine.push(component);
                }
            }
        }
    }
}

impl<'a> Simulation<'a> {
    /// Predicts what comes of every subject with every endpoint.
    pub fn run(subjects: Vec<Subject<'a>>, endpoints: Vec<Endpoint>) -> Self {
        let one = |subject: &Subject<'_>, endpoint: &Endpoint| {
            predict(&subject.offer, &endpoint.side, &subject.known)
        };
        // Of a thousand servers many are alike.
        let (mut different, mut known) = (Vec::<&Endpoint>::new(), HashMap::new());
        let mut of_endpoint = Vec::with_capacity(endpoints.len());
        for endpoint in &endpoints {
            let Endpoint { side, is_policy, .. } = endpoint;
            let place = *known.entry(format!("{is_policy} {side:?}")).or_insert(different.len());
            if place == different.len() {
                different.push(endpoint);
            }
            of_endpoint.push(place);
        }
        let mut predictions: Vec<Vec<Prediction>> = subjects
            .iter()
            .map(|subject| different.iter().map(|endpoint| one(subject, endpoint)).collect())
            .collect();
        together(&mut predictions);
        Self { subjects, endpoints, predictions, of_endpoint }
    }

    /// What comes of a subject, in the order of the endpoints.
    pub fn predictions(&self, subject: usize) -> impl Iterator<Item = &Prediction> {
        self.of_endpoint.iter().map(move |place| &self.predictions[subject][*place])
    }

    /// The same, of endpoints that take the same once, in the order of the first of them.
    pub fn different_predictions(&self, subject: usize) -> &[Prediction] {
        &self.predictions[subject]
    }

    /// How the clients fare with one endpoint. A client of which several hellos are known counts once, by its worst.
    pub fn count(&self, endpoint: usize) -> Tally {
        let mut hellos: BTreeMap<&str, Tally> = BTreeMap::new();
        for (subject, predictions) in self.subjects.iter().zip(&self.predictions) {
            let prediction = &predictions[self.of_endpoint[endpoint]];
            hellos.entry(&subject.id).or_default().add(prediction.verdict());
        }
        hellos.into_values().map(Tally::worst).collect()
    }

    /// Every pair of a client and an endpoint.
    pub fn pairs(&self) -> Tally {
        let subjects = 0..self.subjects.len();
        subjects.flat_map(|subject| self.predictions(subject)).map(Prediction::verdict).collect()
    }

    /// The worst that comes of a subject.
    pub fn worst(&self, subject: usize) -> Verdict {
        self.predictions[subject].iter().map(Prediction::verdict).collect::<Tally>().worst()
    }
}
