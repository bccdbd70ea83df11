//! What a client connects to: a policy, or a server that was asked.

use cutover_catalogue::{Certificate, Endpoint, ServerSide};
use cutover_evidence::{NoteKind, ServerAnswer};
use cutover_policy::{Date, Policy, RuleSide};
use cutover_report::{Text, Texts, Value};
use cutover_wire::Version;

/// A policy as a server that does what it asks.
pub(super) fn of_policy(policy: &Policy, certificate: Option<Certificate>) -> Endpoint {
    let side = ServerSide { certificate, ..ServerSide::of_policy(policy) };
    Endpoint { id: policy.id.clone(), name: policy.name.clone(), side, is_policy: true }
}

/// What is to be known of policies before a simulation is read; with a day, as it was then.
pub fn about_policies(policies: &[Policy], on: Option<&Date>, texts: &Texts) -> Vec<Text> {
    let mut told = Vec::new();
    for policy in policies {
        let id = Value::from(policy.id.as_str());
        if policy.side == RuleSide::Client {
            told.push(texts.with("policy-of-clients", &[("policy", id.clone())]));
        }
        // That something still connects is not all there is to say of it.
        let since = policy.unsupported_from.as_ref().filter(|from| {
            policy.oldest().age_rank() < Version::TLS_1_2.age_rank() && on.is_none_or(|day| *from <= day)
        });
        if let Some(from) = since {
            told.push(texts.with("policy-old-unsupported", &[("policy", id), ("date", Value::of(from))]));
        }
    }
    told
}

/// Servers by what they answered.
pub(super) fn of_answers(answers: &[ServerAnswer], certificate: Option<Certificate>) -> Vec<Endpoint> {
    let by_name = |nameless: &ServerAnswer| {
        let named = |other: &&ServerAnswer| other.server_name.is_some() && other.is_of_same_address(nameless);
        answers.iter().filter(|_| nameless.server_name.is_none()).find(named)
    };
    let needs_name = |nameless: &ServerAnswer| nameless.has_note(&NoteKind::NeedsName);
    let mut endpoints = Vec::new();
    for answer in answers {
        // What it says without a name matters where it says something else.
        let same = |named: &ServerAnswer| {
            answer.versions.iter().all(|(version, _)| named.state(*version) == answer.state(*version))
        };
        if by_name(answer).is_some_and(|named| needs_name(answer) || same(named)) {
            continue;
        }
        let other_address =
            |other: &&ServerAnswer| other.target == answer.target && other.server_ip != answer.server_ip;
        let several = answers.iter().any(|other| other_address(&other));
        let id = match answer.server_ip.filter(|_| several) {
            Some(address) => format!("{} ({address})", answer.target),
            None => answer.target.clone(),
        };
        let id = match by_name(answer) {
            Some(_) => format!("{id} (no SNI)"),
            None => id,
        };
        let refuses_nameless = |other: &ServerAnswer| needs_name(other) && other.is_of_same_address(answer);
        let asked = ServerSide::of_answer(answer);
        let side = ServerSide {
            // What was said by hand counts more than what was seen.
            certificate: certificate.or(asked.certificate),
            needs_server_name: answers.iter().any(refuses_nameless),
            ..asked
        };
        endpoints.push(Endpoint { name: id.clone(), id, side, is_policy: false });
    }
    endpoints
}
