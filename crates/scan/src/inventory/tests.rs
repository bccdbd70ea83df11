use super::*;
use crate::hellos::{every_group_of, every_suite_of};
use cutover_wire::{ClientHello, Group, Offer, SignatureScheme};
use proptest::prelude::*;

fn accepting(version: Version) -> ServerAnswer {
    let accepted = VersionAnswer {
        accepted: 1,
        tries: 1,
        cipher_suite: Some(CipherSuite(0x002f)),
        ..VersionAnswer::default()
    };
    ServerAnswer { versions: vec![(version, accepted)], ..ServerAnswer::default() }
}

/// Asks a server that accepts these, in its own order, and refuses in that way.
fn inventory(version: Version, suites: &[CipherSuite], groups: &[Group], refusal: Answer) -> ServerAnswer {
    let mut answer = accepting(version);
    let depth = Depth { suites: true, groups: true, ..Depth::default() };
    let mut inventory = Inventory::new(&answer, Vec::new(), Alpn::Web, depth, [7; 32]);
    let mut connections = 0;
    while let Some((_, hello, until)) = inventory.next_hello() {
        connections += 1;
        assert!(connections < 1000, "it ends");
        let mut offer = Offer::default();
        offer.read(&ClientHello::parse(&hello[9..]).unwrap());
        let suite = suites.iter().find(|suite| offer.cipher_suites.contains(suite)).copied();
        let group = groups.iter().find(|group| offer.groups.contains(group)).copied();
        let shows_group = until == Until::Group || version.is_tls_1_3_family();
        inventory.take(Attempt::of(match (suite, group) {
            (Some(_), _) if !shows_group => Answer::Hello { version, cipher_suite: suite, group: None },
            (Some(_), Some(_)) => Answer::Hello { version, cipher_suite: suite, group },
            _ => refusal,
        }));
    }
    inventory.finish(&mut answer);
    answer
}

proptest! {
    #[test]
    fn what_a_server_accepts_is_found_whichever_that_is_and_however_it_refuses(
        suites in proptest::sample::subsequence(every_suite_of(Version::TLS_1_2), 1..40).prop_shuffle(),
        resets: bool,
    ) {
        let refusal = if resets { Answer::Reset } else { Answer::Alert(40) };
        let answer = inventory(Version::TLS_1_2, &suites, &[], refusal);
        let mut found = answer.cipher_suites.clone().unwrap_or_default();
        let mut suites = suites.clone();
        found.sort_by_key(|suite| suite.0);
        suites.sort_by_key(|suite| suite.0);
        // One that hangs up on every hello, also on the one that it took before, is not known to be well.
        if answer.has_note(&NoteKind::SuitesIncomplete) {
            prop_assert!(resets, "a refusal by alert is clear");
            prop_assert!(found.iter().all(|suite| suites.contains(suite)));
        } else {
            prop_assert_eq!(found, suites);
        }
    }

    #[test]
    fn the_groups_of_tls_1_3_are_found_too(
        groups in proptest::sample::subsequence(every_group_of(Version::TLS_1_3), 1..10).prop_shuffle(),
    ) {
        let suites = [CipherSuite(0x1301), CipherSuite(0x1302)];
        let answer = inventory(Version::TLS_1_3, &suites, &groups, Answer::Alert(40));
        prop_assert_eq!(answer.groups, Some(groups));
        prop_assert_eq!(answer.versions[0].1.cipher_suites.as_deref(), Some(&suites[..]));
        prop_assert_eq!(answer.cipher_suites, Some(Vec::new()), "those of TLS 1.2 and older");
    }
}

/// Asks a server with an elliptic key on secp256r1, which it wants to be offered.
fn groups_of_elliptic_server(groups: &[u16], heeds_client: bool) -> (Vec<u16>, bool) {
    let version = Version::TLS_1_2;
    let mut answer = accepting(version);
    let depth = Depth { groups: true, ..Depth::default() };
    let mut inventory = Inventory::new(&answer, Vec::new(), Alpn::Web, depth, [7; 32]);
    let suite = CipherSuite(0xc02b);
    while let Some((_, hello, _)) = inventory.next_hello() {
        let mut offer = Offer::default();
        offer.read(&ClientHello::parse(&hello[9..]).unwrap());
        let offered: Vec<u16> = offer.groups.iter().map(|group| group.0).collect();
        let chosen = if heeds_client {
            offered.iter().find(|group| groups.contains(group))
        } else {
            groups.iter().find(|group| offered.contains(group))
        };
        let has_key = offered.contains(&0x17) && offer.cipher_suites.contains(&suite);
        inventory.take(Attempt::of(match chosen.filter(|_| has_key) {
            Some(group) => Answer::Hello { version, cipher_suite: Some(suite), group: Some(Group(*group)) },
            None => Answer::Alert(40),
        }));
    }
    inventory.finish(&mut answer);
    let is_incomplete = answer.has_note(&NoteKind::GroupsIncomplete);
    (answer.groups.unwrap().into_iter().map(|group| group.0).collect(), is_incomplete)
}

#[test]
fn the_groups_of_a_server_with_an_elliptic_key_are_found_or_the_list_is_open() {
    assert_eq!(groups_of_elliptic_server(&[0x1d, 0x17, 0x18], true), (vec![0x1d, 0x17, 0x18], false));
    assert_eq!(groups_of_elliptic_server(&[0x17, 0x1d], true), (vec![0x1d, 0x17], false));
    assert_eq!(groups_of_elliptic_server(&[0x1d, 0x18, 0x17], false), (vec![0x1d, 0x18, 0x17], true));
    // Others may stand behind the curve of its key, which it prefers.
    assert_eq!(groups_of_elliptic_server(&[0x17, 0x1d], false), (vec![0x17], true));
    assert_eq!(groups_of_elliptic_server(&[0x17], true), (vec![0x17], true));
}

#[test]
fn silence_leaves_a_list_open_and_says_so() {
    let answer = inventory(Version::TLS_1_2, &[], &[], Answer::Timeout);
    assert_eq!((answer.cipher_suites, answer.groups), (None, None), "nothing is known of either");
    assert_eq!(answer.notes, [NoteKind::SuitesIncomplete.into(), NoteKind::GroupsIncomplete.into()]);
}

/// Asks a server of TLS 1.2 for the details, which answers by what it was offered and the connection's number.
fn details(version: Version, server: impl Fn(&Offer, usize) -> Attempt) -> ServerAnswer {
    let mut answer = accepting(version);
    let depth = Depth { details: true, ..Depth::default() };
    let mut inventory = Inventory::new(&answer, Vec::new(), Alpn::Web, depth, [7; 32]);
    let mut connections = 0;
    while let Some((_, hello, _)) = inventory.next_hello() {
        connections += 1;
        assert!(connections < 1000, "it ends");
        let mut offer = Offer::default();
        offer.read(&ClientHello::parse(&hello[9..]).unwrap());
        inventory.take(server(&offer, connections));
    }
    inventory.finish(&mut answer);
    answer
}

/// Signs with the first of its schemes that is offered; chooses the first suite of its own, or of the client's, order.
fn signs_with(schemes: &[u16], suites: &[u32], own_order: bool, offer: &Offer) -> Attempt {
    let scheme = offer.signature_schemes.iter().find(|scheme| schemes.contains(&scheme.0));
    let suite = if own_order {
        suites.iter().find(|suite| offer.cipher_suites.iter().any(|offered| offered.0 == **suite)).copied()
    } else {
        offer.cipher_suites.iter().map(|suite| suite.0).find(|suite| suites.contains(suite))
    };
    let (Some(scheme), Some(suite)) = (scheme, suite) else { return Attempt::of(Answer::Alert(40)) };
    let version = Version::TLS_1_2;
    let mut attempt = Attempt::of(Answer::Hello {
        version,
        cipher_suite: Some(CipherSuite(suite)),
        group: Some(Group(29)),
    });
    attempt.shown.signature_scheme = Some(*scheme);
    attempt
}

#[test]
fn whose_order_counts_is_found_and_the_schemes_that_a_server_signs_with() {
    for own_order in [true, false] {
        let suites = [0xc030, 0xc02f, 0xc013];
        let answer =
            details(Version::TLS_1_2, |offer, _| signs_with(&[0x0804, 0x0401], &suites, own_order, offer));
        assert_eq!(answer.prefers_own_order, Some(own_order));
        assert_eq!(answer.signature_schemes, Some(vec![SignatureScheme(0x0804), SignatureScheme(0x0401)]));
        assert_eq!(answer.notes, []);
    }
}

#[test]
fn a_hang_up_among_answers_takes_nothing_from_a_list() {
    for nth in [5, 7, 9] {
        let answer = details(Version::TLS_1_2, |offer, connection| {
            if connection % nth == 0 {
                return Attempt::of(Answer::Reset);
            }
            signs_with(&[0x0804, 0x0401, 0x0601], &[0xc030, 0xc02f], true, offer)
        });
        let all = answer.signature_schemes.as_ref().is_some_and(|schemes| schemes.len() == 3);
        assert!(all || answer.has_note(&NoteKind::SignaturesIncomplete), "{nth}");
    }
}

#[test]
fn a_server_that_wants_none_of_the_web_is_asked_without() {
    let mut answer = accepting(Version::TLS_1_2);
    let depth = Depth { details: true, ..Depth::default() };
    let mut inventory = Inventory::new(&answer, Vec::new(), Alpn::Web, depth, [7; 32]);
    while let Some((_, hello, _)) = inventory.next_hello() {
        let hello = ClientHello::parse(&hello[9..]).unwrap();
        let mut offer = Offer::default();
        offer.read(&hello);
        inventory.take(if hello.alpn().next().is_some() {
            Attempt::of(Answer::Alert(120))
        } else {
            signs_with(&[0x0804], &[0xc030, 0xc02f], true, &offer)
        });
    }
    inventory.finish(&mut answer);
    assert_eq!(answer.signature_schemes, Some(vec![SignatureScheme(0x0804)]));
    assert_eq!(answer.secure_renegotiation, Some(false));
}

#[test]
fn one_that_looks_at_schemes_only_later_has_told_none() {
    let later = |_: &Offer, _: usize| {
        let version = Version::TLS_1_3;
        Attempt::of(Answer::Hello {
            version,
            cipher_suite: Some(CipherSuite(0x1301)),
            group: Some(Group(29)),
        })
    };
    let answer = details(Version::TLS_1_3, later);
    assert_eq!(answer.signature_schemes, None);
    assert!(answer.has_note(&NoteKind::SignaturesIncomplete));
}

#[test]
fn what_was_not_asked_is_on_no_list() {
    let mut answer = accepting(Version::TLS_1_2);
    let depth = Depth { suites: true, groups: true, details: true, ..Depth::default() };
    Inventory::new(&answer, Vec::new(), Alpn::Web, depth, [7; 32]).finish(&mut answer);
    assert_eq!((&answer.cipher_suites, &answer.groups, &answer.signature_schemes), (&None, &None, &None));
    let notes = [
        NoteKind::SuitesIncomplete,
        NoteKind::GroupsIncomplete,
        NoteKind::DetailsIncomplete,
        NoteKind::SignaturesIncomplete,
    ];
    assert_eq!(answer.notes, notes.map(Into::into));
}
