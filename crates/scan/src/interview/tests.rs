use super::*;
use cutover_evidence::{Ended, EndedBy};
use cutover_wire::ClientHello;
use proptest::prelude::*;

const YES: [u32; 3] = [1, 0, 0];
const NO: [u32; 3] = [0, 1, 0];
const OPEN: [u32; 3] = [0, 0, 1];

/// Interviews a server that answers by a function of the version, the hello's bytes and the connection's number.
fn interview(name: Option<&str>, tries: u32, server: impl Fn(Version, &[u8], u32) -> Answer) -> Findings {
    let mut interview = Interview::new(name.map(str::to_owned), tries, [5; 32]);
    let mut number = 0;
    while let Some((version, hello)) = interview.next_hello() {
        number += 1;
        assert!(u64::from(number) <= Interview::most_connections(tries), "it ends");
        let answer = server(version, &hello, number);
        interview.take(Attempt { proof: vec![0x16], rtt_ms: 1, ..Attempt::of(answer) });
    }
    interview.finish()
}

/// Accepted, refused, unknown of each version, oldest first.
fn counts(findings: &Findings) -> Vec<[u32; 3]> {
    findings.versions.iter().map(|(_, a)| [a.accepted, a.refused, a.unknown]).collect()
}

fn chooses(version: Version) -> Answer {
    Answer::Hello { version, cipher_suite: None, group: None }
}

/// Whether a hello offers a suite.
fn has(hello: &[u8], suite: u32) -> bool {
    ClientHello::parse(&hello[9..]).unwrap().cipher_suites().any(|offered| offered.0 == suite)
}

fn only(accepted: Version, otherwise: Answer) -> impl Fn(Version, &[u8], u32) -> Answer {
    move |version, _, _| if version == accepted { chooses(version) } else { otherwise }
}

#[test]
fn a_server_that_refuses_by_alert_or_by_hanging_up_has_refused_if_it_is_well_otherwise() {
    for refusal in [70, 40, 71, 80].map(Answer::Alert).into_iter().chain([Answer::Reset, Answer::Closed]) {
        let findings = interview(Some("a"), 1, only(Version::TLS_1_2, refusal));
        assert_eq!(counts(&findings), [NO, NO, NO, NO, YES, NO], "{refusal:?}");
        assert_eq!((findings.pq, &findings.notes[..]), (Some(false), &[][..]));
    }
}

#[test]
fn a_server_of_ssl_alone_that_hangs_up_on_tls_has_refused_it() {
    for name in [None, Some("a")] {
        // By name it may be the extensions that it does not bear.
        let expected = if name.is_none() { 4 } else { 0 };
        for (version, refusal) in [(Version::SSL_2_0, Answer::Closed), (Version::SSL_3_0, Answer::Alert(40))]
        {
            let findings = interview(name, 1, only(version, refusal));
            let refused =
                |(known, answer): &&(Version, VersionAnswer)| has_extensions(*known) && answer.refused == 1;
            assert_eq!(findings.versions.iter().filter(refused).count(), expected, "{name:?} {version}");
        }
    }
}

#[test]
fn an_alert_that_says_that_something_else_is_wrong_is_no_refusal_of_a_version() {
    // Once it is something else that is wrong, once it is not.
    let at_times = |version: Version, hello: &[u8], _| match version {
        Version::TLS_1_2 => chooses(version),
        Version::SSL_2_0 => Answer::Closed,
        _ if has(hello, 0xc02b) || has(hello, 0xc009) => Answer::Alert(80),
        _ => Answer::Alert(40),
    };
    assert_eq!(counts(&interview(Some("a"), 1, at_times))[2], OPEN);
    for alert in [47, 109, 110, 112, 116, 120] {
        let findings = interview(Some("a"), 1, only(Version::TLS_1_2, Answer::Alert(alert)));
        assert_eq!(counts(&findings)[2..], [OPEN, OPEN, YES, OPEN], "{alert}");
        let wants_more = |version| Note::of_version(NoteKind::WantsMore, version);
        let versions = [Version::TLS_1_3, Version::TLS_1_1, Version::TLS_1_0];
        assert_eq!(findings.notes, versions.map(wants_more), "{alert}");
        assert_eq!(findings.versions[5].1.ended, Some(Ended::Alert(alert)));
    }
}

/// A server that takes no hello without an extension, and needs nothing else that a sparing hello has not.
fn insists_on(kind: u16, of: Version, refusal: Answer) -> impl Fn(Version, &[u8], u32) -> Answer {
    move |version, hello, _| {
        let has = |hello: &[u8]| {
            ClientHello::parse(&hello[9..]).unwrap().extensions().any(|extension| extension.kind == kind)
        };
        match version {
            Version::SSL_2_0 => Answer::Closed,
            _ if version == of && has(hello) => chooses(version),
            _ if version == of => refusal,
            _ => Answer::Alert(70),
        }
    }
}

#[test]
fn what_a_server_insists_on_is_found_and_named() {
    use cutover_wire::extension_kind as kind;
    for (kind, version, needed) in [
        (kind::EXTENDED_MASTER_SECRET, Version::TLS_1_2, NoteKind::NeedsExtendedMasterSecret),
        (kind::RENEGOTIATION_INFO, Version::TLS_1_0, NoteKind::NeedsSecureRenegotiation),
        (kind::ALPN, Version::TLS_1_3, NoteKind::NeedsAlpn),
    ] {
        for refusal in [Answer::Alert(40), Answer::Alert(120), Answer::Reset] {
            let findings = interview(Some("a"), 1, insists_on(kind, version, refusal));
            let answer = &findings.versions.iter().find(|(known, _)| *known == version).unwrap().1;
            assert_eq!((answer.accepted, answer.refused), (1, 0));
            assert_eq!(findings.notes, [Note::of_version(needed.clone(), version)]);
        }
    }
}

#[test]
fn what_names_nobody_says_nothing_of_a_name() {
    let server = |version: Version, hello: &[u8], _: u32| {
        let is_named = version.age_rank() >= Version::TLS_1_0.age_rank()
            && ClientHello::parse(&hello[9..]).unwrap().server_name().is_some();
        match version {
            Version::TLS_1_2 => chooses(version),
            _ if is_named => Answer::Alert(70),
            _ => chooses(version),
        }
    };
    let findings = interview(Some("a"), 1, server);
    assert_eq!(counts(&findings), [OPEN, OPEN, NO, NO, YES, NO]);
    let notes = [Version::SSL_3_0, Version::SSL_2_0];
    assert_eq!(findings.notes, notes.map(|version| Note::of_version(NoteKind::AcceptedNameless, version)));
    assert_eq!(counts(&interview(None, 1, server)), [YES; 6]);
}

#[test]
fn a_timeout_and_an_answer_that_is_no_tls_are_no_refusals() {
    for nothing in [Answer::Timeout, Answer::NotTls, Answer::CutOff] {
        let findings = interview(Some("a"), 1, only(Version::TLS_1_0, nothing));
        assert_eq!(counts(&findings), [OPEN, OPEN, YES, OPEN, OPEN, OPEN], "{nothing:?}");
        assert_eq!(findings.pq, None);
    }
}

#[test]
fn a_server_that_resets_everything_may_only_be_under_load() {
    assert_eq!(counts(&interview(Some("a"), 1, |_, _, _| Answer::Reset)), [OPEN; 6]);
    // It accepted at first, and no more later.
    let tired = |version, _: &[u8], n| if n == 1 { chooses(version) } else { Answer::Reset };
    let findings = interview(Some("a"), 1, tired);
    assert_eq!(counts(&findings), [OPEN, OPEN, OPEN, OPEN, YES, OPEN]);
    assert_eq!(findings.notes, [NoteKind::Unsteady.into()]);
}

#[test]
fn a_server_that_hangs_up_on_whoever_comes_too_often_has_not_refused() {
    let throttled = |version: Version, _: &[u8], n: u32| match version {
        _ if (3..=12).contains(&n) => Answer::Reset,
        Version::TLS_1_0 | Version::TLS_1_1 | Version::TLS_1_2 => chooses(version),
        _ => Answer::Alert(70),
    };
    let findings = interview(Some("a"), 1, throttled);
    assert_eq!(counts(&findings)[3], OPEN, "TLS 1.1 was asked in the bad time");
    assert!(findings.notes.contains(&NoteKind::Unsteady.into()));
}

#[test]
fn a_server_that_has_hybrid_groups_alone_speaks_tls_1_3() {
    let hybrid = |version: Version, hello: &[u8], _: u32| {
        let offered = hello.windows(2).any(|w| w == [0x11, 0xec]);
        if version == Version::TLS_1_3 && offered {
            Answer::Hello { version, cipher_suite: None, group: Some(Group::X25519MLKEM768) }
        } else {
            Answer::Alert(40)
        }
    };
    let findings = interview(Some("a"), 1, hybrid);
    assert_eq!((counts(&findings)[5], findings.pq), (YES, Some(true)));
}

#[test]
fn a_server_that_wants_a_post_quantum_signature_too_has_said_its_group() {
    let cnsa = |version: Version, hello: &[u8], _: u32| {
        let has = |code: [u8; 2]| hello.windows(2).any(|w| w == code);
        if version == Version::TLS_1_3 && has([0x09, 0x06]) && has([0x02, 0x02]) {
            Answer::Hello { version, cipher_suite: None, group: Some(Group(0x0202)) }
        } else {
            Answer::Alert(40)
        }
    };
    let findings = interview(Some("a"), 1, cnsa);
    assert_eq!((counts(&findings)[5], findings.pq), (YES, Some(true)));
}

#[test]
fn nothing_is_refused_by_a_hello_that_no_other_version_was_accepted_with() {
    // TLS 1.2 in a small hello alone; TLS 1.3 wants a share, with which the hello is large.
    let on_the_way = |version: Version, hello: &[u8], _: u32| match version {
        _ if hello.len() > 350 => Answer::Reset,
        Version::TLS_1_2 => chooses(version),
        Version::TLS_1_3 => Answer::Alert(40),
        _ => Answer::Alert(70),
    };
    let findings = interview(Some("a"), 1, on_the_way);
    assert_eq!(counts(&findings)[4..], [YES, OPEN]);
    assert_eq!(findings.pq, None);
}

#[test]
fn who_hangs_up_at_times_has_refused_nothing_and_wants_nothing() {
    // One or two after the other, again and again.
    for (period, many, phase) in (3..15)
        .flat_map(|period| (1..3).map(move |many| (period, many)))
        .flat_map(|(period, many)| (0..period).map(move |phase| (period, many, phase)))
    {
        if period <= 2 * many {
            continue;
        }
        let at_times = |version: Version, _: &[u8], number: u32| {
            if (number + phase) % period < many { Answer::Reset } else { chooses(version) }
        };
        let findings = interview(Some("a"), 1, at_times);
        assert!(
            findings.versions.iter().all(|(_, answer)| answer.refused == 0),
            "{period} {many}: {findings:?}"
        );
        let is_need = |note: &&Note| note.kind.to_string().starts_with("needs");
        assert_eq!(findings.notes.iter().find(is_need), None, "{period} {many}");
    }
}

#[test]
fn an_interview_that_was_not_carried_to_its_end_says_of_no_one_that_he_wants_a_name() {
    for beside in [false, true] {
        let mut interview = Interview::new(None, 1, [5; 32]);
        if beside {
            interview = interview.beside_a_name();
        }
        let findings = interview.finish();
        assert_eq!(findings.notes, [], "nobody was asked anything");
    }
}

#[test]
fn what_was_not_offered_cannot_be_chosen() {
    let inventive = |version: Version, _: &[u8], _: u32| Answer::Hello {
        version,
        cipher_suite: Some(cutover_wire::CipherSuite(0xfefe)),
        group: None,
    };
    assert_eq!(counts(&interview(Some("a"), 1, inventive)), [OPEN; 6]);
}

#[test]
fn a_server_that_refuses_everything_without_a_name_may_want_one() {
    let findings = interview(None, 1, |_, _, _| Answer::Alert(40));
    assert_eq!(counts(&findings), [OPEN; 6]);
    assert_eq!(findings.notes, [NoteKind::WantsName.into()]);
    // By name nothing is accepted either, and so nobody knows what is wrong.
    let named = interview(Some("a"), 1, |_, _, _| Answer::Alert(40));
    assert_eq!(counts(&named), [NO, NO, OPEN, OPEN, OPEN, OPEN]);
}

#[test]
fn a_server_that_is_known_to_answer_by_name_refuses_without_one() {
    let mut interview = Interview::new(None, 1, [5; 32]).beside_a_name();
    while interview.next_hello().is_some() {
        interview.take(Attempt::of(Answer::Alert(112)));
    }
    assert_eq!(counts(&interview.finish()), [OPEN; 6], "112 may have another reason");
    let mut interview = Interview::new(None, 1, [5; 32]).beside_a_name();
    while interview.next_hello().is_some() {
        interview.take(Attempt::of(Answer::Alert(40)));
    }
    let findings = interview.finish();
    assert_eq!((counts(&findings), &findings.notes[..]), (vec![NO; 6], &[NoteKind::NeedsName.into()][..]));
}

#[test]
fn the_sentinel_is_looked_for_just_below_the_newest_version() {
    let mut interview = Interview::new(Some("a".into()), 1, [5; 32]);
    while let Some((version, _)) = interview.next_hello() {
        let has_downgrade_sentinel = version == Version::TLS_1_2;
        interview.take(Attempt { has_downgrade_sentinel, ..Attempt::of(chooses(version)) });
    }
    assert_eq!(interview.finish().downgrade_sentinel, Some(true));
}

#[test]
fn an_older_version_chosen_is_a_refusal_at_once() {
    let asked = std::cell::Cell::new(0);
    let findings = interview(None, 1, |version, _, _| {
        asked.set(asked.get() + 1);
        if version == Version::SSL_2_0 { Answer::Alert(40) } else { chooses(Version::SSL_3_0) }
    });
    assert_eq!(counts(&findings), [NO, YES, NO, NO, NO, NO]);
    assert_eq!(asked.get(), 6);
    assert_eq!(findings.versions[4].1.ended, Some(Ended::Otherwise(EndedBy::Other("chose SSL 3.0".into()))));
}

#[test]
fn ssl_3_0_is_asked_once_where_it_is_not_the_suites_that_are_refused() {
    let asked = |suite: u32| {
        let asked = std::cell::Cell::new(0);
        let findings = interview(Some("a"), 1, |version, hello, _| match version {
            Version::TLS_1_0 if has(hello, suite) => {
                let cipher_suite = Some(cutover_wire::CipherSuite(suite));
                Answer::Hello { version, cipher_suite, group: None }
            }
            Version::SSL_3_0 => {
                asked.set(asked.get() + 1);
                Answer::Alert(40)
            }
            _ => Answer::Alert(70),
        });
        assert_eq!(counts(&findings)[1..3], [NO, YES]);
        asked.get()
    };
    let (static_rsa, other) = (0x002f, 0xc014);
    assert_eq!((asked(static_rsa), asked(other)), (1, 2));
}

#[test]
fn one_of_three_machines_that_refuses_is_a_contradiction() {
    let balancer = |version: Version, _: &[u8], n: u32| match version {
        Version::TLS_1_2 if n % 3 != 1 => chooses(version),
        _ => Answer::Alert(70),
    };
    // The first connection is refused, the next rung accepted, and the first rung asked again accepted.
    let findings = interview(Some("a"), 1, balancer);
    assert_eq!(counts(&findings)[4], [1, 1, 0]);
    assert_eq!(findings.notes, [Note::of_version(NoteKind::Contradictory, Version::TLS_1_2)]);
}

#[test]
fn that_a_server_wants_modern_suites_is_nothing_peculiar_and_that_it_bears_no_extensions_is() {
    let modern = |version: Version, hello: &[u8], _| match version {
        Version::TLS_1_2 if has(hello, 0xc02f) => chooses(version),
        _ => Answer::Alert(40),
    };
    let findings = interview(Some("a"), 1, modern);
    assert_eq!((counts(&findings)[4], &findings.notes[..]), (YES, &[][..]));
    let plain = |version: Version, hello: &[u8], _| match version {
        Version::TLS_1_0 if ClientHello::parse(&hello[9..]).unwrap().extensions().next().is_none() => {
            chooses(version)
        }
        _ => Answer::Alert(40),
    };
    let findings = interview(None, 1, plain);
    assert_eq!(
        (counts(&findings)[2], &findings.notes[..]),
        (YES, &[Note::of_version(NoteKind::Particular, Version::TLS_1_0)][..])
    );
}

#[test]
fn a_large_hello_that_is_lost_is_told_apart_from_a_group_that_is_not_known() {
    let path = |version: Version, hello: &[u8], _: u32| match version {
        Version::TLS_1_3 if hello.len() > 1000 => Answer::Timeout,
        Version::TLS_1_3 => {
            let group = Some(Group::X25519MLKEM768);
            Answer::Hello { version, cipher_suite: None, group }
        }
        _ => Answer::Alert(70),
    };
    let findings = interview(Some("a"), 1, path);
    assert_eq!((findings.pq, &findings.notes[..]), (Some(true), &[NoteKind::LargeHelloFails.into()][..]));
}

#[test]
fn tries_are_counted_each() {
    let findings = interview(Some("a"), 3, only(Version::TLS_1_2, Answer::Alert(70)));
    assert_eq!(counts(&findings), [[0, 3, 0], [0, 3, 0], [0, 3, 0], [0, 3, 0], [3, 0, 0], [0, 3, 0]]);
}

fn any_answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        (0x02ffu16..0x0306).prop_map(|v| chooses(Version(v))),
        any::<u8>().prop_map(Answer::Alert),
        Just(Answer::NotTls),
        Just(Answer::Closed),
        Just(Answer::Reset),
        Just(Answer::Timeout),
    ]
}

proptest! {
    #[test]
    fn whatever_is_answered_it_ends_and_counts_every_try(
        answers in proptest::collection::vec(any_answer(), 1..60), tries in 1u32..4, named: bool,
    ) {
        let name = named.then_some("a");
        let findings = interview(name, tries, |_, _, n| answers[n as usize % answers.len()]);
        for (version, answer) in &findings.versions {
            prop_assert_eq!(answer.accepted + answer.refused + answer.unknown, answer.tries);
            prop_assert!(answer.tries >= tries, "{}", version);
        }
    }

    #[test]
    fn nothing_is_accepted_or_refused_that_was_only_silent(tries in 1u32..4) {
        let findings = interview(Some("a"), tries, |_, _, _| Answer::Timeout);
        prop_assert!(counts(&findings).iter().all(|[accepted, refused, _]| accepted + refused == 0));
    }
}
