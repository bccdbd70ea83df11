//! What simulate found, for programs.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use cutover_catalogue::{Basis, Consequence, Endpoint, Prediction, Remedy, RemedyFact, Simulation, Subject};
use cutover_evidence::{Confidence, Side, json_text};
use cutover_policy::{Fault, Verdict};
use cutover_wire::{CipherSuite, Group, Version};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value as Json, json};

use crate::remedies::remedy;
use crate::simulation::SimulationReport;
use crate::text::Text;
use crate::texts::{Language, Texts};

impl SimulationReport<'_> {
    /// For programs: `verdict`, `policies`, `servers`, `not_judged`, `totals`, `results`, `not_read`; sentences in English.
    ///
    /// # Errors
    ///
    /// What `to` says.
    pub fn json(&self, mut to: impl Write) -> io::Result<()> {
        let of = |is_policy: bool| -> Vec<&str> {
            let those = self.simulation.endpoints.iter().filter(|o| o.is_policy == is_policy);
            those.map(|o| o.id.as_str()).collect()
        };
        let by_endpoint = self.simulation.endpoints.iter().enumerate();
        let totals: Map<String, Json> =
            by_endpoint.map(|(i, o)| (o.id.clone(), json!(self.simulation.count(i)))).collect();
        let pairs = self.simulation.pairs();
        let not_read: Vec<Json> = self
            .not_read
            .iter()
            .map(|(file, problem)| json!({"file": file, "problem": problem.as_str()}))
            .collect();
        let report = JsonReport {
            verdict: pairs.worst(),
            policies: of(true),
            servers: of(false),
            not_judged: self.policies.iter().map(|p| (p.id.as_str(), p.not_judged.as_slice())).collect(),
            totals: json!({"results": pairs, "clients": totals}),
            results: self.simulation,
            not_read,
        };
        json_text::stream_pretty(&mut to, &report)
    }
}

#[derive(Serialize)]
struct JsonReport<'a> {
    verdict: Verdict,
    policies: Vec<&'a str>,
    servers: Vec<&'a str>,
    not_judged: BTreeMap<&'a str, &'a [String]>,
    totals: Json,
    #[serde(serialize_with = "results")]
    results: &'a Simulation<'a>,
    not_read: Vec<Json>,
}

/// Row by row: all clients with all policies are many.
fn results<S: Serializer>(simulation: &Simulation<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    let texts = Texts::new(Language::English);
    let known: HashMap<&str, Text> = RemedyFact::all()
        .iter()
        .map(|fact| (fact.id.as_str(), remedy(&Remedy::Known(fact), &texts)))
        .collect();
    let sentence = |way: &Remedy| match way {
        Remedy::Known(fact) => Cow::Borrowed(known.get(fact.id.as_str()).map_or("", Text::as_str)),
        other => Cow::Owned(remedy(other, &texts).into()),
    };
    let subjects = simulation.subjects.iter().enumerate();
    serializer.collect_seq(subjects.flat_map(|(index, subject)| {
        let pairs = simulation.endpoints.iter().zip(simulation.predictions(index));
        pairs.map(move |(endpoint, prediction)| JsonRow::of(subject, endpoint, prediction, &sentence))
    }))
}

#[derive(Serialize)]
struct JsonRow<'a> {
    client: &'a str,
    name: &'a str,
    platform: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    server: Option<&'a str>,
    verdict: Verdict,
    reason: &'static str,
    fault: Option<Fault>,
    offered_versions: &'a [Version],
    version: Option<Version>,
    version_at_best: Option<Version>,
    cipher_suites: Option<&'a [CipherSuite]>,
    groups: Option<&'a [Group]>,
    alerts: Vec<JsonAlert>,
    consequences: &'a [Consequence],
    remedy: Option<Cow<'a, str>>,
    remedies: Vec<Cow<'a, str>>,
    confidence: &'a Confidence,
    /// Entries of the catalogue whose hello is like the recorded one: a guess.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    looks_like: Vec<&'a str>,
    basis: &'static str,
    hello_of: Option<&'a str>,
    local: bool,
    post_says: Option<&'a str>,
    note: Option<&'a str>,
    #[serde(flatten)]
    recorded: Option<JsonRecorded<'a>>,
}

#[derive(Serialize)]
struct JsonAlert {
    by: Side,
    stack: Option<&'static str>,
    alert: u8,
    record_version: Version,
}

#[derive(Serialize)]
struct JsonRecorded<'a> {
    handshakes: u64,
    source: &'a str,
    frame: Option<u64>,
    asked_for: &'a [String],
}

impl<'a> JsonRow<'a> {
    fn of(
        subject: &'a Subject<'_>,
        endpoint: &'a Endpoint,
        prediction: &'a Prediction,
        sentence: &impl Fn(&Remedy) -> Cow<'a, str>,
    ) -> Self {
        let connection = prediction.connection();
        let alerts = prediction.alerts.iter().map(|alert| JsonAlert {
            by: alert.by,
            stack: alert.stack,
            alert: alert.code,
            record_version: alert.record_version,
        });
        let remedies: Vec<_> = prediction.remedies.iter().map(sentence).collect();
        let (basis, hello_of) = match subject.basis {
            Basis::OwnHello => ("own-hello", None),
            Basis::HelloOf(id) => ("hello-of", Some(id)),
            Basis::VersionsOnly => ("versions-only", None),
        };
        let id = endpoint.id.as_str();
        Self {
            client: &subject.id,
            name: &subject.name,
            platform: subject.known.client().map(|client| client.platform.as_str()),
            policy: endpoint.is_policy.then_some(id),
            server: (!endpoint.is_policy).then_some(id),
            verdict: prediction.verdict(),
            reason: prediction.reason(),
            fault: prediction.fault(),
            offered_versions: &subject.offer.versions,
            version: connection.map(|connection| connection.version),
            version_at_best: connection.map(|connection| connection.at_best),
            cipher_suites: connection.map(|connection| connection.suites.as_slice()),
            groups: connection.map(|connection| connection.groups.as_slice()),
            alerts: alerts.collect(),
            consequences: &prediction.consequences,
            remedy: remedies.first().cloned(),
            remedies,
            confidence: &subject.confidence,
            looks_like: subject.known.looks_like().iter().map(|client| client.id.as_str()).collect(),
            basis,
            hello_of,
            local: subject.known.client().is_some_and(|client| client.local),
            post_says: subject.known.client().and_then(|client| client.post_says.as_deref()),
            note: subject.known.client().and_then(|client| client.note.as_deref()),
            recorded: subject.recorded.as_ref().map(|recorded| JsonRecorded {
                handshakes: recorded.count,
                source: &recorded.source,
                frame: recorded.frame,
                asked_for: &recorded.servers,
            }),
        }
    }
}
