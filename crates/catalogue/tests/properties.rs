//! What is said from little is true of all that it can stand for.

use cutover_catalogue::{
    Certificate, Negotiated, Offer, OfferedSignatures, OfferedSuites, Preference, ServerSide, ServerSuites,
    SignatureClass, SuiteClass, negotiate,
};
use cutover_wire::{CipherSuite, Group, SignatureScheme, Version};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const VERSIONS: [Version; 5] =
    [Version::SSL_3_0, Version::TLS_1_0, Version::TLS_1_1, Version::TLS_1_2, Version::TLS_1_3];

/// Suites of every class, and some of none.
fn pool() -> Vec<CipherSuite> {
    let members = SuiteClass::ALL.iter().flat_map(|class| class.members()).copied();
    let others = [0x0033, 0x0039, 0x0067, 0x006b, 0xc009, 0xc00a, 0xc023, 0x0013, 0x0041, 0xc09c];
    members.chain(others.map(CipherSuite)).collect()
}

fn groups() -> impl Strategy<Value = Vec<Group>> {
    subsequence([0x0017, 0x0018, 0x0019, 0x001d, 0x11ec].map(Group).to_vec(), 0..=5)
}

fn versions() -> impl Strategy<Value = Vec<Version>> {
    (0..5_usize, 0..5_usize).prop_map(|(a, b)| VERSIONS[a.min(b)..=a.max(b)].to_vec())
}

/// A client of which everything is known.
fn client() -> impl Strategy<Value = Offer> {
    let pool = pool();
    let size = pool.len();
    (versions(), subsequence(pool, 1..=size), groups(), any::<bool>(), any::<bool>()).prop_map(
        |(versions, mut suites, groups, sha1, shares)| {
            // Nobody offers what needs a newer version than the newest.
            let newest = versions.last().map_or(0, |version| version.age_rank());
            suites.retain(|suite| suite.oldest_version().age_rank() <= newest);
            if versions.contains(&Version::TLS_1_3) {
                suites.insert(0, CipherSuite(0x1301));
            }
            // Who has other suites with AEAD has GCM.
            if suites.contains(&CipherSuite(0xc09c)) {
                suites.push(CipherSuite(0x009c));
            }
            let mut schemes = vec![SignatureScheme(0x0804), SignatureScheme(0x0401), SignatureScheme(0x0403)];
            if sha1 {
                schemes.push(SignatureScheme(0x0201));
            }
            Offer {
                suites: OfferedSuites::Listed(suites),
                key_shares: shares.then(|| groups.first().copied().into_iter().collect()),
                groups: Some(groups),
                signatures: OfferedSignatures::Listed(schemes),
                ..Offer::of_versions(&versions)
            }
        },
    )
}

/// The same client as the catalogue would know it.
fn as_classes(offer: &Offer) -> Offer {
    let OfferedSuites::Listed(suites) = &offer.suites else { panic!() };
    let classes: Vec<_> = SuiteClass::ALL
        .iter()
        .copied()
        .filter(|class| suites.iter().any(|suite| SuiteClass::of(*suite) == Some(*class)))
        .collect();
    let OfferedSignatures::Listed(schemes) = &offer.signatures else { panic!() };
    let mut signatures = vec![SignatureClass::RsaPkcs1Sha256, SignatureClass::RsaPss];
    if schemes.contains(&SignatureScheme(0x0201)) {
        signatures.push(SignatureClass::Sha1);
    }
    Offer {
        suites: OfferedSuites::Classes { classes, only: false, known: Vec::new() },
        signatures: OfferedSignatures::Classes(signatures),
        key_shares: None,
        ..offer.clone()
    }
}

fn server() -> impl Strategy<Value = ServerSide> {
    let pool = pool();
    let size = pool.len();
    let suites = prop_oneof![
        Just(ServerSuites::Any),
        subsequence(pool.clone(), 0..=size).prop_map(ServerSuites::Listed),
        subsequence(pool, 0..=size).prop_map(ServerSuites::AllBut),
    ];
    let prefers = select(vec![Preference::Client, Preference::Server, Preference::Unknown]);
    let certificate =
        select(vec![None, Some(Certificate::RSA), Some(Certificate::ECDSA), Some(Certificate::EITHER)]);
    (versions(), suites, prefers, proptest::option::of(groups()), certificate, any::<bool>()).prop_map(
        |(versions, suites, prefers, groups, certificate, knows)| ServerSide {
            suites,
            prefers,
            groups,
            certificate,
            knows_supported_versions: knows || versions.contains(&Version::TLS_1_3),
            ecdhe_without_groups: Some(false),
            ..ServerSide::of_versions(&versions)
        },
    )
}

/// Two outcomes that do not contradict each other; `known` is the one from more knowledge.
fn agrees(open: &Negotiated, known: &Negotiated) -> bool {
    match (open, known) {
        // More knowledge may leave open what hangs on something else.
        (Negotiated::Unknown(_), _)
        | (_, Negotiated::Unknown(_))
        | (Negotiated::Fails(_), Negotiated::Fails(_)) => true,
        (Negotiated::Connects(open), Negotiated::Connects(known)) => {
            open.version == known.version
                && (open.suites.is_empty() || known.suites.iter().any(|suite| open.suites.contains(suite)))
        }
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

    #[test]
    fn what_classes_say_is_true_of_the_list(offer in client(), server in server()) {
        // Of a server that was not asked for its suites they are not judged; here it takes all.
        let suites = match server.suites {
            ServerSuites::Any => ServerSuites::AllBut(Vec::new()),
            suites => suites,
        };
        let server = ServerSide { suites, ..server };
        let (open, known) = (negotiate(&as_classes(&offer), &server), negotiate(&offer, &server));
        prop_assert!(agrees(&open, &known), "{open:?}\n{known:?}");
    }

    /// A server that has suites for both kinds may have either certificate.
    #[test]
    fn what_is_said_without_the_certificate_is_true_of_either(offer in client(), server in server()) {
        let server = ServerSide { certificate: None, ..server };
        let open = negotiate(&offer, &server);
        let ServerSuites::Listed(suites) = &server.suites else { return Ok(()) };
        for certificate in [Certificate::RSA, Certificate::ECDSA] {
            if suites.iter().any(|suite| suite.authentication() == certificate.kind()) {
                let known = negotiate(&offer, &ServerSide { certificate: Some(certificate), ..server.clone() });
                prop_assert!(agrees(&open, &known), "{open:?}\n{known:?}");
            }
        }
    }

    #[test]
    fn versions_that_are_not_known_leave_open_what_they_decide(offer in client(), server in server(), which in 0..5_usize) {
        let mut less = offer.clone();
        less.perhaps = vec![VERSIONS[which]];
        less.versions.retain(|version| *version != VERSIONS[which]);
        let with = offer.versions.contains(&VERSIONS[which]);
        if with && !less.versions.is_empty() {
            less.legacy_version = Offer::of_versions(&less.versions).legacy_version;
            less.lists_versions = less.versions.contains(&Version::TLS_1_3);
            less.goes_through_from = None;
            let whole = Offer { goes_through_from: None, ..offer };
            let (open, known) = (negotiate(&less, &server), negotiate(&whole, &server));
            let both_connect = matches!((&open, &known), (Negotiated::Connects(_), Negotiated::Connects(_)));
            prop_assert!(both_connect || agrees(&open, &known), "{open:?}\n{known:?}");
        }
    }
}
