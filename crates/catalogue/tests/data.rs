//! The catalogue's own facts hold together.

use std::collections::BTreeSet;

use cutover_catalogue::{Basis, Catalogue, HelloSuites, KnownClient, RemedyFact, ServerSide, predict};
use cutover_evidence::Confidence;
use cutover_policy::{Policy, Verdict};
use cutover_wire::Version;

#[test]
fn every_file_can_be_read_and_every_id_is_there_once() {
    let clients = Catalogue::check_built_in().unwrap_or_else(|(file, problem)| panic!("{file}: {problem:?}"));
    assert!(clients.len() >= 271);
    let ids: BTreeSet<_> = clients.iter().map(|client| &client.id).collect();
    assert_eq!(ids.len(), clients.len());
}

/// Who cannot speak TLS 1.2 is told what to do.
#[test]
fn whoever_is_too_old_has_a_way_out() {
    for client in Catalogue::built_in().clients() {
        if !client.versions.contains(&Version::TLS_1_2) && !client.versions.contains(&Version::TLS_1_3) {
            assert!(!client.remedies.is_empty() || client.own_remedy.is_some(), "{}", client.id);
        }
    }
}

/// The hello that stands in for another is there, is its own, and is of versions as new.
#[test]
fn a_hello_that_stands_in_for_another_can() {
    let catalogue = Catalogue::built_in();
    for client in catalogue.clients() {
        let Some(like) = &client.hello_like else { continue };
        assert!(client.hello.is_none(), "{} has its own hello", client.id);
        assert_eq!(catalogue.offer(client).1, Basis::HelloOf(like), "{}", client.id);
        let newest = |id: &str| catalogue.find(id).unwrap().versions.last().unwrap().age_rank();
        assert!(newest(like) >= newest(&client.id), "{} offers more than {like}", client.id);
    }
}

/// What was reported of a client comes out of the model.
#[test]
fn reports_come_true() {
    let (catalogue, mut count) = (Catalogue::built_in(), 0);
    for client in catalogue.clients() {
        for reported in &client.reported {
            let server = ServerSide::of_policy(&Policy::built_in(&reported.policy).unwrap());
            let verdict = predict(
                &catalogue.offer(client).0,
                &server,
                &KnownClient::Entry { client, catalogue: &catalogue },
            )
            .verdict();
            let expected = match reported.verdict.as_str() {
                "breaks" => Verdict::Breaks,
                "fits" => Verdict::Fits,
                other => panic!("{}: {other}", client.id),
            };
            assert_eq!(verdict, expected, "{} under {}", client.id, reported.policy);
            count += 1;
        }
    }
    assert!(count >= 10);
}

/// Every client of the blog post of 2018 that the catalogue started from has its row and its answer.
#[test]
fn the_blog_posts_clients_have_their_rows() {
    let catalogue = Catalogue::built_in();
    for id in [
        "winhttp-win7-nokb",
        "winhttp-win7-a00",
        "winhttp-win7-800",
        "winhttp-win10",
        "outlook-2010-win7",
        "outlook-2016-win10",
        "ie11-win7",
        "ie11-win10",
        "ie10-win7",
        "ie9-win7",
        "ie8-win7",
        "chrome-30",
        "chrome-29",
        "firefox-27",
        "firefox-24",
        "safari-7",
        "safari-6",
        "android-44-platform",
        "android-44-browser",
        "android-41",
        "ios-5",
        "ios-4",
        "macos-109",
        "macos-106",
        "outlook-mac-2016",
        "outlook-mac-2011",
        "outlook-mac-2008",
        "apple-mail-ios9",
    ] {
        let client = catalogue.find(id).unwrap_or_else(|| panic!("{id}"));
        assert!(client.post_says.is_some(), "{id}: what the post says");
    }
    // Where the post is imprecise, the entry says what the source says besides.
    for id in ["ie8-win7", "ie9-win7", "ie10-win7", "android-44-platform", "apple-mail-ios9", "firefox-24"] {
        let client = catalogue.find(id).unwrap();
        assert!(client.post_says.is_some() && client.note.is_some(), "{id}");
    }
}

/// Words that a fact is not confirmed are among those that the reader is shown.
#[test]
fn how_sure_a_fact_is_is_one_of_the_known_words() {
    for client in Catalogue::built_in().clients() {
        assert!(!matches!(client.confidence, Confidence::Other(_)), "{}: {}", client.id, client.confidence);
        if let Some(hello) = &client.hello
            && let HelloSuites::Listed(suites) = &hello.suites
        {
            assert!(!suites.is_empty(), "{}", client.id);
        }
    }
}

/// How many entries rest on memory alone is said in the documentation, and may only fall.
#[test]
fn less_and_less_rests_on_memory() {
    let catalogue = Catalogue::built_in();
    let from_memory =
        catalogue.clients().iter().filter(|client| client.confidence == Confidence::Recall).count();
    assert!(from_memory <= 33, "{from_memory}: look them up");
    let said = include_str!("../../../docs/model.md");
    let sentence = format!("Of {} entries {from_memory} rest on memory alone", catalogue.clients().len());
    assert!(said.contains(&sentence), "docs/model.md does not say: {sentence}");
}

/// A remedy that makes another client of one names one that is there, and that speaks what it brings.
#[test]
fn what_a_remedy_makes_of_a_client_is_there() {
    let catalogue = Catalogue::built_in();
    for remedy in RemedyFact::all() {
        let Some(id) = &remedy.becomes else { continue };
        let client = catalogue.find(id).unwrap_or_else(|| panic!("{}: {id}", remedy.id));
        let newest = client.versions.last().unwrap().age_rank();
        assert!(newest >= remedy.brings.age_rank(), "{} brings {}, {id} does not", remedy.id, remedy.brings);
    }
}

/// What stands in words is there in both languages.
#[test]
fn notes_are_there_in_japanese_too() {
    for client in Catalogue::built_in().clients() {
        let pairs = [
            (&client.note, &client.note_ja),
            (&client.post_says, &client.post_says_ja),
            (&client.x25519mlkem768_note, &client.x25519mlkem768_note_ja),
        ];
        for (english, japanese) in pairs {
            assert_eq!(english.is_some(), japanese.is_some(), "{}: {english:?}", client.id);
        }
        // A class of devices is no product that has a name.
        if client.confidence == cutover_evidence::Confidence::ClassEstimate {
            assert!(client.name_ja.is_some(), "{}", client.id);
        }
    }
}
