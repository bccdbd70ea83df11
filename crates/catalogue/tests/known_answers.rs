//! What real servers answered to the hellos of 96 clients comes out of the model.

use std::collections::BTreeMap;

use cutover_catalogue::{
    Catalogue, Certificate, Client, FailureReason, HelloSuites, KnownClient, Negotiated, Preference,
    RecordedHello, ServerSide, ServerSuites, predict,
};
use cutover_wire::{CipherSuite, Group, Version};
use serde_json::Value;

const SERVERS: &str = include_str!("answers/openssl3-servers.json");
const ANSWERS: &str = include_str!("answers/openssl3-answers.json");

fn servers() -> BTreeMap<String, ServerSide> {
    let servers: BTreeMap<String, Value> = serde_json::from_str(SERVERS).unwrap();
    let numbers = |list: &Value| -> Vec<CipherSuite> { serde_json::from_value(list.clone()).unwrap() };
    let server = |server: &Value| {
        let versions: Vec<Version> = serde_json::from_value(server["versions"].clone()).unwrap();
        let groups = server["groups"].as_array().unwrap().iter();
        ServerSide {
            suites: ServerSuites::Listed(numbers(&server["suites"])),
            tls_1_3_suites: numbers(&server["tls_1_3_suites"]),
            prefers: match server["server_preference"].as_bool() {
                Some(true) => Preference::Server,
                _ => Preference::Client,
            },
            groups: Some(groups.map(|name| Group::from_name(name.as_str().unwrap()).unwrap()).collect()),
            certificate: Some(match server["certificate"].as_str().unwrap() {
                "RSA 2048" => Certificate::RSA,
                "ECDSA P-256" => Certificate::ECDSA,
                other => panic!("{other}"),
            }),
            ecdhe_without_groups: Some(false),
            ..ServerSide::of_versions(&versions)
        }
    };
    servers.iter().map(|(name, value)| (name.clone(), server(value))).collect()
}

/// How many answers the model gives, each held against the real one.
fn compare(catalogue: &Catalogue, answers: &BTreeMap<String, BTreeMap<String, String>>) -> usize {
    let (servers, mut compared, mut wrong) = (servers(), 0, Vec::new());
    for (id, by_server) in answers {
        let client = catalogue.find(id).unwrap_or_else(|| panic!("{id} is in the catalogue"));
        let (offer, _) = catalogue.offer(client);
        for (name, answer) in by_server {
            let prediction = predict(&offer, &servers[name], &KnownClient::Entry { client, catalogue });
            let same = match (&prediction.outcome, answer.split_once(' ').unwrap()) {
                (Negotiated::Connects(connection), (version, rest)) => {
                    let suite = u32::from_str_radix(rest.split(' ').next().unwrap(), 16).unwrap_or(0);
                    let group = rest.split_once(" grp").map(|(_, group)| Group(group.parse().unwrap()));
                    connection.version.to_string().replace(' ', "") == version
                        && connection.suites.contains(&CipherSuite(suite))
                        && group.is_none_or(|group| connection.groups.contains(&group))
                }
                (Negotiated::Fails(_), ("alert", rest)) => {
                    let openssl = prediction.alerts.iter().find(|a| a.stack == Some("openssl-3.0")).unwrap();
                    rest.starts_with(&format!("{} ", openssl.code))
                }
                _ => false,
            };
            if !same {
                wrong.push(format!("{id} to {name}: {answer}, but {:?}", prediction.outcome));
            }
            compared += 1;
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    compared
}

fn answers() -> BTreeMap<String, BTreeMap<String, String>> {
    serde_json::from_str(ANSWERS).unwrap()
}

/// The catalogue without the suites that are known from these very answers.
fn without_known_suites() -> Catalogue {
    let forget = |client: &Client| {
        let mut client = client.clone();
        if let Some(RecordedHello { suites: HelloSuites::Classes { known, .. }, .. }) = &mut client.hello {
            known.clear();
        }
        client
    };
    Catalogue::of(Catalogue::built_in().clients().iter().map(forget).collect())
}

#[test]
fn every_answer_of_openssl_3_comes_out_of_the_model() {
    assert_eq!(compare(&without_known_suites(), &answers()), 96 * 11);
    assert_eq!(compare(&Catalogue::built_in(), &answers()), 96 * 11);
}

/// Nothing is looked up by a client's name.
#[test]
fn the_answers_are_the_same_when_every_id_is_another() {
    let renamed =
        |id: &str| format!("client-{:x}", id.bytes().fold(7_u64, |n, b| n.wrapping_mul(31) + u64::from(b)));
    let rename = |client: &Client| Client {
        id: renamed(&client.id),
        hello_like: client.hello_like.as_deref().map(renamed),
        name: String::new(),
        platform: String::new(),
        ..client.clone()
    };
    let catalogue = Catalogue::of(without_known_suites().clients().iter().map(rename).collect());
    let answers = answers().into_iter().map(|(id, answers)| (renamed(&id), answers)).collect();
    assert_eq!(compare(&catalogue, &answers), 96 * 11);
}

/// Which alert which stack sends, and in which record.
#[test]
fn refusals_are_those_that_were_measured() {
    let catalogue = Catalogue::built_in();
    let hellos = BTreeMap::from([
        ("SSLv2-format, max TLS1.0 (Java 6)", "java-6"),
        ("SSLv2-format, max SSL3 (IE 6)", "ie6-xp"),
        ("SSL3 max (YandexBot 3)", "yandexbot-3"),
        ("TLS1.0 max (IE 8-10 Win7)", "ie10-win7"),
        ("TLS1.1 max (Chrome 29)", "chrome-29"),
        ("TLS1.2, no ECDHE-RSA-GCM (IE11 Win7)", "ie11-win7"),
        ("TLS1.2 max (Android 7)", "android-7"),
        ("TLS1.3 (Firefox 137)", "firefox-132"),
    ]);
    let gcm = ServerSuites::Listed(vec![CipherSuite(0xc02f), CipherSuite(0xc030)]);
    let from_1_2 = ServerSide {
        certificate: Some(Certificate::RSA),
        ..ServerSide::of_versions(&[Version::TLS_1_2, Version::TLS_1_3])
    };
    let gcm_from_1_2 = ServerSide { suites: gcm, ..from_1_2.clone() };
    let only_1_3 =
        ServerSide { certificate: Some(Certificate::RSA), ..ServerSide::of_versions(&[Version::TLS_1_3]) };
    let servers = BTreeMap::from([
        ("openssl 3.0 s_server 1.2+ GCM", ("openssl-3.0", &gcm_from_1_2)),
        ("python 3.11 ssl 1.2+ GCM", ("openssl-3.0", &gcm_from_1_2)),
        ("node 20 1.2+ GCM", ("openssl-3.0", &gcm_from_1_2)),
        ("gnutls-serv 3.7 1.2+ GCM", ("gnutls-3.7", &gcm_from_1_2)),
        ("java 17 1.2+ (defaults)", ("java-17", &from_1_2)),
        ("java 17 1.3 only", ("java-17", &only_1_3)),
        ("gnutls-serv 1.3 only", ("gnutls-3.7", &only_1_3)),
    ]);
    let measured: BTreeMap<String, BTreeMap<String, String>> =
        serde_json::from_str(include_str!("answers/stack-answers.json")).unwrap();
    assert_eq!(measured.len(), servers.len());
    for (server, answers) in &measured {
        let (stack, side) = servers[server.as_str()];
        for (hello, answer) in answers {
            let client = catalogue.find(hellos[hello.as_str()]).unwrap();
            let prediction = predict(
                &catalogue.offer(client).0,
                side,
                &KnownClient::Entry { client, catalogue: &catalogue },
            );
            let said = match (&prediction.outcome, prediction.alerts.iter().find(|a| a.stack == Some(stack)))
            {
                // A hello of TLS 1.3 keeps 1.2 in the ServerHello's version field.
                (Negotiated::Connects(_), _) => "ServerHello 303".to_owned(),
                (Negotiated::Fails(_), Some(alert)) => {
                    let [major, minor] = alert.record_version.0.to_be_bytes();
                    format!("alert {} rec {major}.{minor}", alert.code)
                }
                other => panic!("{server}, {hello}: {other:?}"),
            };
            assert_eq!(&said, answer, "{server}, {hello}");
        }
    }
}

#[test]
fn what_openssl_3_offers_is_not_what_it_goes_through_with() {
    let catalogue = Catalogue::built_in();
    let client = catalogue.find("openssl-30").unwrap();
    let old = ServerSide { knows_supported_versions: false, ..ServerSide::of_versions(&[Version::TLS_1_0]) };
    let Negotiated::Fails(failure) =
        predict(&catalogue.offer(client).0, &old, &KnownClient::Entry { client, catalogue: &catalogue })
            .outcome
    else {
        panic!()
    };
    assert_eq!((failure.reason, failure.answered), (FailureReason::ClientAborts, Some(Version::TLS_1_0)));
}
