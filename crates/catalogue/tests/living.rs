//! The model beside living stacks: what real clients got from real servers, recorded by `testbed/model`.
//!
//! From the hello that was recorded at the first server and the configuration of each server, the model says the
//! version, the suite and the group, or the alert. `CUTOVER_LIVING` names another recording; `CUTOVER_WRITE_DOCS=1`
//! writes the table in `docs/model.md` anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

use cutover_catalogue::{
    Catalogue, Certificate, KnownClient, Negotiated, Offer, Preference, ServerSide, ServerSuites, Stack,
    TLS_1_3_SUITES, predict,
};
use cutover_evidence::{Handshake, HelloFormat, Side};
use cutover_wire::{CipherSuite, Group, SignatureScheme, Version};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Server {
    stack: String,
    versions: Vec<Version>,
    suites: Vec<String>,
    tls_1_3_suites: Vec<String>,
    groups: Vec<String>,
    prefers: String,
    certificate: String,
    #[serde(default = "yes")]
    knows_supported_versions: bool,
    #[serde(default = "yes")]
    takes_sslv2_format: bool,
    ecdhe_without_groups: Option<bool>,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
struct Client {
    goes_through_from: Option<Version>,
    hello_format: Option<HelloFormat>,
    record_version: Option<Version>,
    legacy_version: Option<Version>,
    offered_versions: Vec<Version>,
    offered_max: Option<Version>,
    cipher_suites: Vec<CipherSuite>,
    groups: Vec<Group>,
    signature_schemes: Vec<SignatureScheme>,
    key_shares: Vec<Group>,
    server_name: Option<String>,
}

/// Cells that the model does not give, and why.
const EXPLAINED: &[(&str, &str, &str)] = &[
    (
        "java-17 SSLv2Hello, TLSv1",
        "openssl-0.9.8 1.0",
        "with the method TLSv1 OpenSSL 0.9.8 reads no hello in SSL 2.0's format and closes without an alert; the model says that it is refused, and Java's own alert comes after the end",
    ),
    (
        "java-17 SSLv2Hello, TLSv1",
        "nss-3.87 1.0 to 1.2",
        "NSS closes without an alert; the model says that it is refused",
    ),
];

fn folder() -> PathBuf {
    env::var_os("CUTOVER_LIVING")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/living")), PathBuf::from)
}

/// A table in the order of the file.
fn table<T: DeserializeOwned>(name: &str) -> Vec<(String, T)> {
    let text = fs::read_to_string(folder().join(name)).unwrap();
    let order: Vec<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix('"')?.split_once("\": ").map(|(key, _)| key.to_owned()))
        .collect();
    let mut all: BTreeMap<String, T> = serde_json::from_str(&text).unwrap();
    order.into_iter().map(|key| all.remove_entry(&key).unwrap()).collect()
}

fn side(server: &Server) -> ServerSide {
    let suite = |name: &String| CipherSuite::from_name(name).unwrap_or_else(|| panic!("{name}"));
    let tls_1_3: Vec<_> = server.tls_1_3_suites.iter().map(suite).collect();
    ServerSide {
        suites: ServerSuites::Listed(server.suites.iter().map(suite).collect()),
        tls_1_3_suites: if tls_1_3.is_empty() { TLS_1_3_SUITES.to_vec() } else { tls_1_3 },
        prefers: if server.prefers == "server" { Preference::Server } else { Preference::Client },
        groups: Some(server.groups.iter().map(|name| Group::from_name(name).unwrap()).collect()),
        certificate: Some(match server.certificate.as_str() {
            "RSA 2048" => Certificate::RSA,
            "ECDSA secp256r1" => Certificate::ECDSA,
            other => panic!("{other}"),
        }),
        knows_supported_versions: server.knows_supported_versions,
        takes_sslv2_format: server.takes_sslv2_format,
        ecdhe_without_groups: server.ecdhe_without_groups,
        ..ServerSide::of_versions(&server.versions)
    }
}

fn offer(client: &Client) -> Offer {
    let handshake = Handshake {
        hello_format: client.hello_format,
        record_version: client.record_version,
        legacy_version: client.legacy_version,
        offered_versions: client.offered_versions.clone(),
        offered_max: client.offered_max,
        cipher_suites: client.cipher_suites.clone(),
        groups: client.groups.clone(),
        signature_schemes: client.signature_schemes.clone(),
        key_shares: client.key_shares.clone(),
        server_name: client.server_name.clone(),
        ..Handshake::default()
    };
    Offer { goes_through_from: client.goes_through_from, ..Offer::of_handshake(&handshake).unwrap() }
}

/// What the model says, in the words of the recording.
fn said(offer: &Offer, server: &Server) -> String {
    let prediction = predict(offer, &side(server), &KnownClient::Offer);
    match &prediction.outcome {
        Negotiated::Connects(connection) => {
            let [suite] = connection.suites[..] else { return format!("{prediction:?}") };
            match connection.groups[..] {
                [] => format!("{} {}", connection.version, suite.0),
                [group] => format!("{} {} {}", connection.version, suite.0, group.0),
                _ => format!("{prediction:?}"),
            }
        }
        Negotiated::Fails(failure) => {
            assert!(Stack::named(&server.stack).is_some(), "{}", server.stack);
            let by = |alert: &&cutover_catalogue::LikelyAlert| {
                alert.by == failure.by
                    && (alert.by == Side::Client || alert.stack == Some(server.stack.as_str()))
            };
            let who = if failure.by == Side::Client { "client" } else { "server" };
            let after = failure.answered.map(|version| format!(" after {version}")).unwrap_or_default();
            match prediction.alerts.iter().find(by) {
                Some(alert) => format!("{who} alert {}{after}", alert.code),
                None => "refused".to_owned(),
            }
        }
        Negotiated::Unknown(_) => format!("{prediction:?}"),
    }
}

/// In words of a table.
fn short(answer: &str) -> String {
    let mut parts = answer.split(' ');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some("TLS" | "SSL"), Some(version), Some(suite), group) => {
            let suite = CipherSuite(suite.parse().unwrap());
            let group = group.map(|g| format!(", {}", Group(g.parse().unwrap()))).unwrap_or_default();
            format!("{version}: {:04x}{group}", suite.0)
        }
        (Some("server"), Some("alert"), Some(code), _) => format!("alert {code}"),
        (Some("client"), Some("alert"), Some(code), _) => {
            let after = answer.split(" after ").nth(1).map(|v| format!("{v}, then ")).unwrap_or_default();
            format!("{after}client's alert {code}")
        }
        _ => answer.to_owned(),
    }
}

#[test]
fn the_model_says_what_living_stacks_did() {
    let servers: Vec<(String, Server)> = table("servers.json");
    let clients: Vec<(String, Client)> = table("clients.json");
    let answers: BTreeMap<String, BTreeMap<String, String>> = table("answers.json").into_iter().collect();
    assert!(clients.len() >= 25 && servers.len() >= 12);
    let (mut wrong, mut explained, mut cells) = (Vec::new(), Vec::new(), 0);
    for (client, hello) in &clients {
        let offer = offer(hello);
        for (name, server) in &servers {
            cells += 1;
            let (said, answer) = (said(&offer, server), &answers[client][name]);
            let why = EXPLAINED.iter().find(|(c, s, _)| c == client && s == name);
            match why {
                _ if said == *answer => {
                    assert!(why.is_none(), "{client} at {name} needs no explanation any more");
                }
                Some((.., why)) => explained.push(format!("{client} at {name}: {} – {why}", short(answer))),
                None => wrong.push(format!("{client} at {name}: {answer}; the model says {said}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cells} wrong:\n{}", wrong.len(), wrong.join("\n"));
    if env::var_os("CUTOVER_LIVING").is_none() {
        hold_docs(&servers, &clients, &answers, &explained);
    }
}

/// The table in `docs/model.md` is that of the recording.
fn hold_docs(
    servers: &[(String, Server)],
    clients: &[(String, Client)],
    answers: &BTreeMap<String, BTreeMap<String, String>>,
    explained: &[String],
) {
    let mut text = String::new();
    let letters: Vec<String> = (1..=servers.len()).map(|n| n.to_string()).collect();
    for (letter, (name, server)) in letters.iter().zip(servers) {
        let versions: Vec<_> = server.versions.iter().map(ToString::to_string).collect();
        let order = if server.prefers == "server" { "its own order" } else { "the client's order" };
        let _ = writeln!(
            text,
            "{letter}. **{name}**: {}; {}; {order}; groups {}; suites {}",
            versions.join(", "),
            server.certificate,
            server.groups.join(", "),
            server.suites.iter().map(|s| s.trim_start_matches("TLS_")).collect::<Vec<_>>().join(", "),
        );
    }
    let _ =
        writeln!(text, "\n| client | {} |\n| --- |{}", letters.join(" | "), " --- |".repeat(letters.len()));
    for (client, _) in clients {
        let cells: Vec<_> = servers.iter().map(|(name, _)| short(&answers[client][name])).collect();
        let _ = writeln!(text, "| {client} | {} |", cells.join(" | "));
    }
    let _ = writeln!(text);
    for line in explained {
        let _ = writeln!(text, "- {line}");
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/model.md");
    let docs = fs::read_to_string(path).unwrap();
    let (start, end) = ("<!-- table -->\n", "<!-- end of the table -->");
    let (head, rest) = docs.split_once(start).unwrap();
    let (table, tail) = rest.split_once(end).unwrap();
    if env::var_os("CUTOVER_WRITE_DOCS").is_some() {
        fs::write(path, format!("{head}{start}{text}{end}{tail}")).unwrap();
    } else {
        assert_eq!(table, text, "CUTOVER_WRITE_DOCS=1 writes the table anew");
    }
}

/// Whoever is known is among those that the hello is taken for, or it is taken for nobody.
#[test]
fn nobody_is_taken_for_somebody_else() {
    let known = BTreeMap::from([
        ("openssl-3.0", "openssl-30"),
        ("openssl-1.0.2", "openssl-102"),
        ("openssl-0.9.8", "openssl-098"),
        ("node-0.10", "node-010"),
        ("node-4", "node-8"),
        ("node-12", "node-12"),
        ("node-26", "node-24"),
        ("java-17", "java-17"),
        ("gnutls-3.7", "gnutls-379"),
        ("curl", "curl-openssl3"),
        ("wget", "wget-gnutls"),
        ("python-3", "python-310"),
    ]);
    let (catalogue, mut named) = (Catalogue::built_in(), 0);
    for (name, client) in table::<Client>("clients.json") {
        let like = catalogue.look_alikes(&offer(&client));
        let ids: Vec<_> = like.iter().map(|client| client.id.as_str()).collect();
        if let Some(id) = known.get(name.as_str()) {
            assert!(ids.is_empty() || ids.contains(id), "{name} is taken for {ids:?}");
            named += usize::from(!ids.is_empty());
        }
    }
    assert!(named >= 6, "{named}");
}
