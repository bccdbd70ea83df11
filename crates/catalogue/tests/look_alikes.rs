//! From a hello to the clients that are known to say such a one.

use cutover_catalogue::{Catalogue, HelloSignatures, HelloSuites, Offer};
use cutover_evidence::{Handshake, HelloFormat};
use cutover_wire::{CipherSuite, Group, Version};

/// The record of a hello that the catalogue has suite by suite.
fn recorded(id: &str) -> Handshake {
    let catalogue = Catalogue::built_in();
    let client = catalogue.find(id).unwrap_or_else(|| panic!("{id}"));
    let hello = client.hello.as_ref().unwrap();
    let HelloSuites::Listed(suites) = &hello.suites else { panic!("{id} has classes alone") };
    let listed = !hello.supported_versions.is_empty();
    Handshake {
        hello_format: Some(HelloFormat::Tls),
        legacy_version: Some(hello.legacy_version),
        supported_versions: Some(listed),
        offered_versions: if listed { hello.supported_versions.clone() } else { vec![hello.legacy_version] },
        offered_max: Some(if listed { Version::TLS_1_3 } else { hello.legacy_version }),
        cipher_suites: suites.clone(),
        groups: hello.groups.clone(),
        key_shares: hello.key_shares.clone().unwrap_or_default(),
        signature_schemes: match &hello.signatures {
            HelloSignatures::Listed(schemes) => schemes.clone(),
            _ => Vec::new(),
        },
        ..Handshake::default()
    }
}

fn looks_like(handshake: &Handshake) -> Vec<String> {
    let catalogue = Catalogue::built_in();
    let like = catalogue.look_alikes(&Offer::of_handshake(handshake).unwrap());
    like.into_iter().map(|client| client.id.clone()).collect()
}

#[test]
fn every_hello_that_is_known_suite_by_suite_is_known_again() {
    let (catalogue, mut count) = (Catalogue::built_in(), 0);
    for client in catalogue.clients() {
        let Some(hello) = &client.hello else { continue };
        if matches!(hello.suites, HelloSuites::Listed(_)) {
            let found = looks_like(&recorded(&client.id));
            assert!(found.contains(&client.id), "{} looks like {found:?}", client.id);
            count += 1;
        }
    }
    assert!(count >= 8, "{count}");
}

#[test]
fn one_suite_or_group_more_is_somebody_else() {
    let curl = recorded("curl-openssl3");
    assert!(!looks_like(&curl).is_empty());
    let more = Handshake {
        cipher_suites: [&curl.cipher_suites[..], &[CipherSuite(0x0005)]].concat(),
        ..curl.clone()
    };
    assert!(looks_like(&more).is_empty());
    let mut groups = curl.groups.clone();
    groups.reverse();
    assert!(looks_like(&Handshake { groups, ..curl.clone() }).is_empty());
    let other = Handshake { groups: vec![Group(0x001d)], ..curl };
    assert!(looks_like(&other).is_empty());
}

/// What was put together from what is told of a client is nobody's hello, though it is like it in every class.
#[test]
fn nobody_is_taken_for_what_was_never_recorded() {
    let ricoh = Handshake {
        hello_format: Some(HelloFormat::Tls),
        legacy_version: Some(Version::TLS_1_2),
        supported_versions: Some(false),
        offered_versions: vec![Version::TLS_1_0, Version::TLS_1_1, Version::TLS_1_2],
        offered_max: Some(Version::TLS_1_2),
        cipher_suites: [0x2f, 0x35, 0x9c, 0x9d].map(CipherSuite).to_vec(),
        ..Handshake::default()
    };
    let found = looks_like(&ricoh);
    assert!(!found.iter().any(|id| ["mfp-ricoh-16s", "esp8266-axtls"].contains(&id.as_str())), "{found:?}");
}
