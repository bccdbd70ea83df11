//! What a client and a server mean to a person: verdict, reason, likely alerts, what follows, what helps.

use cutover_evidence::{HelloFormat, Side};
use cutover_policy::{Fault, Verdict};
use cutover_wire::{CipherSuite, Group, Version};
use serde::Serialize;

use crate::client::{Client, PostQuantum};
use crate::facts::{Action, RecordVersion, RemedyFact, Stack};
use crate::negotiate::{Connection, Failure, FailureReason, Gap, Outcome, Stage, negotiate};
use crate::offer::{Offer, OfferedSuites};
use crate::server_side::{Certificate, CertificateKey, ServerSide, ServerSuites};
use crate::suite_class::SuiteClass;

/// A prediction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prediction {
    /// What comes of it.
    pub outcome: Outcome,
    /// The alerts that are likely, by stack; empty where it connects or nothing is known.
    pub alerts: Vec<LikelyAlert>,
    /// What follows from it.
    pub consequences: Vec<Consequence>,
    /// What helps, shortest way first.
    pub remedies: Vec<Remedy>,
}

/// The alert that a stack is likely to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LikelyAlert {
    /// Who sends it.
    pub by: Side,
    /// The server's stack; `None`: the client sends it, whatever the server runs on.
    pub stack: Option<&'static str>,
    /// The alert.
    pub code: u8,
    /// The version in the record around it.
    pub record_version: Version,
}

/// What follows from an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consequence {
    /// The client tries again at lower versions, which fails as well.
    RetriesLower,
    /// The dialogue goes on in clear text.
    GoesOnInClearText,
}

/// What helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// One of the remedies in `data/remedies.toml`.
    Known(&'static RemedyFact),
    /// In the words of whoever added the client.
    Own(String),
    /// The client has that version, switched off.
    SwitchOn {
        /// The version.
        version: Version,
        /// What controls it.
        control: Vec<String>,
    },
    /// The client has that older version, switched off: for the time until the server is updated.
    SwitchOnOld {
        /// The version.
        version: Version,
        /// What controls it.
        control: Vec<String>,
    },
    /// The client has X25519MLKEM768, switched off.
    SwitchOnHybrid(Option<String>),
    /// Another client, or a newer one, if its maker has one: none is known here.
    AskMaker,
    /// The server has to speak newer versions.
    UpdateServer,
    /// The server can take one of these suites besides.
    AllowSuites(Vec<CipherSuite>),
    /// The server can take one of these groups besides.
    AllowGroups(Vec<Group>),
    /// The server can have a certificate of the other kind.
    OtherCertificate(CertificateKey),
    /// The server needs a stronger certificate.
    StrongerCertificate,
    /// The server can have a certificate for clients that do not name it.
    DefaultCertificate,
    /// To know more: record a hello of the client.
    RecordHello,
    /// To know more: say what certificate the server has.
    SayCertificate,
    /// To know more: ask the server.
    AskServer,
}

/// What comes of an offer and a server, with all that a person wants to know of it.
pub fn predict(offer: &Offer, server: &ServerSide, client: Option<&Client>) -> Prediction {
    let outcome = negotiate(offer, server);
    let (mut alerts, mut consequences) = (Vec::new(), Vec::new());
    if let Outcome::Fails(failure) = &outcome {
        alerts = likely_alerts(*failure, offer, server);
        if offer.retries_lower && failure.by == Side::Server {
            consequences.push(Consequence::RetriesLower);
        }
        if offer.opportunistic {
            consequences.push(Consequence::GoesOnInClearText);
        }
    }
    let remedies = remedies(&outcome, offer, server, client);
    Prediction { outcome, alerts, consequences, remedies }
}

impl Prediction {
    /// Whether it goes on.
    pub fn verdict(&self) -> Verdict {
        match self.outcome {
            Outcome::Connects(_) => Verdict::Fits,
            Outcome::Fails(_) => Verdict::Breaks,
            Outcome::Unknown(_) => Verdict::Unknown,
        }
    }

    /// Why, by its name in machine formats.
    pub fn reason(&self) -> &'static str {
        match &self.outcome {
            Outcome::Connects(_) => "agreed",
            Outcome::Fails(failure) => failure.reason.name(),
            Outcome::Unknown(gap) => gap.name(),
        }
    }

    /// Who has to change something.
    pub fn fault(&self) -> Option<Fault> {
        match &self.outcome {
            Outcome::Fails(failure) => Some(failure.reason.fault()),
            _ => None,
        }
    }

    /// What is agreed on.
    pub fn connection(&self) -> Option<&Connection> {
        match &self.outcome {
            Outcome::Connects(connection) => Some(connection),
            _ => None,
        }
    }
}

/// The alerts that the known stacks would send.
fn likely_alerts(failure: Failure, offer: &Offer, server: &ServerSide) -> Vec<LikelyAlert> {
    if failure.by == Side::Client {
        // What a client says of an old ServerHello is protocol_version (RFC 5246, E.1), of a bad certificate
        // bad_certificate, among others (RFC 8446, 6.2); OpenSSL 3 says internal_error of a signature with SHA-1
        // (measured).
        let answered = failure.answered.unwrap_or(Version::TLS_1_2);
        let code = match failure.reason {
            FailureReason::CertificateTooWeak => 42,
            FailureReason::ClientAborts => 80,
            _ => 70,
        };
        return vec![LikelyAlert { by: Side::Client, stack: None, code, record_version: answered }];
    }
    Stack::all().iter().filter_map(|stack| stack.alert(failure, offer, server)).collect()
}

impl Stack {
    /// The alert that a server on this stack is likely to send, and the version in its record.
    pub fn alert(&'static self, failure: Failure, offer: &Offer, server: &ServerSide) -> Option<LikelyAlert> {
        let offered = offer.legacy_version;
        let refusal = match failure.at {
            Stage::Version => {
                let ssl3 = offered.age_rank() <= Version::SSL_3_0.age_rank();
                let only_1_3 = server.versions == [Version::TLS_1_3] && offered == Version::TLS_1_2;
                let special = [
                    (offer.format == HelloFormat::Sslv2, self.sslv2_format),
                    (ssl3, self.only_ssl3),
                    (only_1_3 && !offer.lists_versions, self.tls_1_2_to_1_3_only),
                ];
                special
                    .into_iter()
                    .find_map(|(applies, refusal)| refusal.filter(|_| applies))
                    .or(self.too_old)?
            }
            Stage::Hello if failure.reason == FailureReason::HelloFormat => self.sslv2_format?,
            Stage::Parameters => self.nothing_in_common?,
            Stage::Hello | Stage::Answer => return None,
        };
        let chosen = server.versions.iter().copied().filter(|v| v.age_rank() <= offered.age_rank());
        let record_version = match refusal.record {
            RecordVersion::Offered => offered,
            RecordVersion::Chosen => chosen.max_by_key(|v| v.age_rank()).unwrap_or(offered),
            RecordVersion::Fixed(version) => version,
        };
        Some(LikelyAlert { by: Side::Server, stack: Some(&self.id), code: refusal.alert, record_version })
    }
}

/// What helps, shortest way first.
fn remedies(outcome: &Outcome, offer: &Offer, server: &ServerSide, client: Option<&Client>) -> Vec<Remedy> {
    let failure = match outcome {
        Outcome::Connects(_) => return Vec::new(),
        Outcome::Unknown(gap) => {
            return vec![match gap {
                Gap::ServerVersionsUnknown | Gap::ServerSuitesUnknown => Remedy::AskServer,
                Gap::CertificateUnknown => Remedy::SayCertificate,
                _ => Remedy::RecordHello,
            }];
        }
        Outcome::Fails(failure) => failure,
    };
    let mut all = match failure.reason {
        FailureReason::ClientTooOld => newer_versions(server, client),
        FailureReason::ServerTooOld | FailureReason::ClientAborts => older_servers(server, client),
        FailureReason::ClientSuites => {
            let mut all = more_suites(offer, server);
            all.extend(listed(client, |remedy| !remedy.old_servers));
            all
        }
        FailureReason::ClientGroups => more_groups(offer, server, client),
        FailureReason::ClientSignatures => {
            let mut all = other_certificate(offer, server);
            all.extend(listed(client, |remedy| !remedy.old_servers));
            all
        }
        FailureReason::ServerNameMissing => {
            let mut all = vec![Remedy::DefaultCertificate];
            all.extend(listed(client, |remedy| !remedy.old_servers));
            all
        }
        FailureReason::HelloFormat => listed(client, |remedy| !remedy.old_servers),
        FailureReason::CertificateTooWeak => vec![Remedy::StrongerCertificate],
    };
    if all.is_empty() {
        all.push(Remedy::AskMaker);
        all.extend(RemedyFact::named("relay").map(Remedy::Known));
    }
    all
}

/// The client's own remedies that a test lets through, shortest way first, and what its owner says.
fn listed(client: Option<&Client>, fits: impl Fn(&RemedyFact) -> bool) -> Vec<Remedy> {
    let Some(client) = client else { return Vec::new() };
    let mut known: Vec<_> =
        client.remedies.iter().filter_map(|id| RemedyFact::named(id)).filter(|r| fits(r)).collect();
    known.sort_by_key(|remedy| remedy.action);
    client.own_remedy.iter().cloned().map(Remedy::Own).chain(known.into_iter().map(Remedy::Known)).collect()
}

/// How a client comes to speak a version that the server speaks.
fn newer_versions(server: &ServerSide, client: Option<&Client>) -> Vec<Remedy> {
    let Some(needed) = server.versions.iter().copied().min_by_key(|v| v.age_rank()) else {
        return Vec::new();
    };
    let all = listed(client, |remedy| !remedy.old_servers && remedy.brings.age_rank() >= needed.age_rank());
    let says_how = |remedy: &Remedy| match remedy {
        Remedy::Known(fact) => fact.action <= Action::InstallUpdate || fact.action == Action::Rebuild,
        _ => true,
    };
    let off = client.and_then(|client| {
        let off = client
            .configurable
            .iter()
            .filter(|v| server.versions.contains(v) && !client.versions.contains(v));
        off.max_by_key(|v| v.age_rank()).map(|version| (*version, client.control.clone()))
    });
    match off {
        Some((version, control)) if !control.is_empty() && !all.iter().any(says_how) => {
            std::iter::once(Remedy::SwitchOn { version, control }).chain(all).collect()
        }
        _ => all,
    }
}

/// How a client reaches a server that is too old for it: the server has to change; until then, what the client can do.
fn older_servers(server: &ServerSide, client: Option<&Client>) -> Vec<Remedy> {
    let speaks = |version: &Version| server.versions.contains(version);
    let mut all = vec![Remedy::UpdateServer];
    if let Some(client) = client {
        let can = client.configurable.iter().filter(|v| speaks(v)).max_by_key(|v| v.age_rank());
        let known = listed(Some(client), |remedy| remedy.old_servers && can.is_some());
        match (known.is_empty(), can) {
            (true, Some(version)) if !client.control.is_empty() => {
                all.push(Remedy::SwitchOnOld { version: *version, control: client.control.clone() });
            }
            _ => all.extend(known),
        }
    }
    all
}

/// The server can take a suite that the client offers, or have another certificate.
fn more_suites(offer: &Offer, server: &ServerSide) -> Vec<Remedy> {
    /// How many suites are named; one is enough.
    const NAMED: usize = 4;
    let mut open = server.clone();
    open.suites = ServerSuites::Any;
    let mut suites = match (negotiate(offer, &open), &offer.suites) {
        (Outcome::Connects(connection), OfferedSuites::Listed(_)) => connection.suites,
        (Outcome::Connects(_), OfferedSuites::Classes { classes, .. }) => {
            classes.iter().flat_map(|class| class.members()).copied().collect()
        }
        _ => Vec::new(),
    };
    // What breaks confidentiality is no remedy.
    let weak = |s: &CipherSuite| {
        matches!(SuiteClass::of(*s), Some(SuiteClass::Rc4 | SuiteClass::Export | SuiteClass::TripleDes))
            || s.name().is_none_or(|n| {
                ["_NULL_", "_RC4_", "_DES", "_EXPORT", "_3DES", "_anon_"].iter().any(|w| n.contains(w))
            })
    };
    suites.retain(|suite| !weak(suite) && suite.key_exchange().is_some());
    let rank = |s: &CipherSuite| {
        let forward = s.key_exchange() != Some(cutover_wire::KeyExchange::Rsa);
        (!forward, !s.is_aead())
    };
    suites.sort_by_key(rank);
    let certificates = server.certificates();
    let rsa_only = certificates.iter().all(|c| matches!(c.key, CertificateKey::Rsa(_)));
    let ecdsa_only = certificates.iter().all(|c| matches!(c.key, CertificateKey::Ecdsa(_)));
    let right_key = |s: &CipherSuite| match s.authentication() {
        Some(cutover_wire::Authentication::Rsa) => !ecdsa_only,
        Some(cutover_wire::Authentication::Ecdsa) => !rsa_only,
        _ => false,
    };
    suites.retain(right_key);
    suites.truncate(NAMED);
    let mut all = other_certificate(offer, server);
    if !suites.is_empty() {
        all.push(Remedy::AllowSuites(suites));
    }
    all
}

/// The other kind of certificate, if it helps.
fn other_certificate(offer: &Offer, server: &ServerSide) -> Vec<Remedy> {
    let mut all = Vec::new();
    for certificate in [Certificate::ECDSA, Certificate::RSA] {
        let other = ServerSide { certificate: Some(certificate), ..server.clone() };
        if matches!(negotiate(offer, &other), Outcome::Connects(_)) {
            all.push(Remedy::OtherCertificate(certificate.key));
        }
    }
    all
}

fn more_groups(offer: &Offer, server: &ServerSide, client: Option<&Client>) -> Vec<Remedy> {
    let mut all = Vec::new();
    let wants_hybrid = server.groups.as_ref().is_some_and(|groups| groups.contains(&Group::X25519MLKEM768));
    if wants_hybrid && offer.x25519mlkem768 == PostQuantum::Optional {
        all.push(Remedy::SwitchOnHybrid(client.and_then(|client| client.x25519mlkem768_note.clone())));
    }
    all.extend(listed(client, |remedy| !remedy.old_servers && remedy.brings == Version::TLS_1_3));
    if let Some(groups) = offer.groups.as_ref().filter(|groups| !groups.is_empty()) {
        let known = groups.iter().copied().filter(|g| g.name().is_some());
        all.push(Remedy::AllowGroups(known.collect()));
    }
    all
}
