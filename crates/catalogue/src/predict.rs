//! What a client and a server mean to a person: verdict, reason, likely alerts, what follows, what helps.

use cutover_evidence::{HelloFormat, Side};
use cutover_policy::{Fault, Verdict};
use cutover_wire::Version;
use cutover_wire::alert::INAPPROPRIATE_FALLBACK;
use serde::Serialize;

use crate::facts::{RecordVersion, Stack};
use crate::negotiate::negotiate;
use crate::negotiated::{Agreement, Disagreement, FailureReason, Negotiated, Stage};
use crate::offer::Offer;
use crate::remedies::{KnownClient, Remedies, Remedy};
use crate::server_side::ServerSide;

/// A prediction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prediction {
    /// What comes of it.
    pub outcome: Negotiated,
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

/// What comes of an offer and a server, with all that a person wants to know of it.
pub fn predict(offer: &Offer, server: &ServerSide, known: &KnownClient<'_>) -> Prediction {
    let outcome = negotiate(offer, server);
    let (mut alerts, mut consequences) = (Vec::new(), Vec::new());
    if let Negotiated::Fails(failure) = &outcome {
        alerts = likely_alerts(*failure, offer, server);
        if offer.retries_lower && failure.by == Side::Server {
            consequences.push(Consequence::RetriesLower);
        }
        if offer.opportunistic {
            consequences.push(Consequence::GoesOnInClearText);
        }
    }
    let remedies = Remedies { offer, server, known }.of(&outcome);
    Prediction { outcome, alerts, consequences, remedies }
}

impl Prediction {
    /// Whether it goes on.
    pub fn verdict(&self) -> Verdict {
        match self.outcome {
            Negotiated::Connects(_) => Verdict::Fits,
            Negotiated::Fails(_) => Verdict::Breaks,
            Negotiated::Unknown(_) => Verdict::Unknown,
        }
    }

    /// Why, by its name in machine formats.
    pub fn reason(&self) -> &'static str {
        match &self.outcome {
            Negotiated::Connects(_) => "agreed",
            Negotiated::Fails(failure) => failure.reason.name(),
            Negotiated::Unknown(gap) => gap.name(),
        }
    }

    /// Who has to change something.
    pub fn fault(&self) -> Option<Fault> {
        match &self.outcome {
            Negotiated::Fails(failure) => Some(failure.reason.fault()),
            _ => None,
        }
    }

    /// What is agreed on.
    pub fn connection(&self) -> Option<&Agreement> {
        match &self.outcome {
            Negotiated::Connects(connection) => Some(connection),
            _ => None,
        }
    }
}

/// The alerts that the known stacks would send.
fn likely_alerts(failure: Disagreement, offer: &Offer, server: &ServerSide) -> Vec<LikelyAlert> {
    if failure.reason == FailureReason::NothingOffered {
        return Vec::new();
    }
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
    if failure.reason == FailureReason::InappropriateFallback {
        // Whatever it runs on (RFC 7507, 3).
        let by_stack = |stack: &'static Stack| LikelyAlert {
            by: Side::Server,
            stack: Some(&stack.id),
            code: INAPPROPRIATE_FALLBACK,
            record_version: offer.legacy_version,
        };
        return Stack::all().iter().map(by_stack).collect();
    }
    Stack::all().iter().filter_map(|stack| stack.alert(failure, offer, server)).collect()
}

impl Stack {
    /// The alert that a server on this stack is likely to send, and the version in its record.
    pub fn alert(
        &'static self,
        failure: Disagreement,
        offer: &Offer,
        server: &ServerSide,
    ) -> Option<LikelyAlert> {
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
