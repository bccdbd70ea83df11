//! Cases that somebody met, each with who says so in its name.

use cutover_catalogue::{
    Catalogue, Certificate, CertificateKey, FailureReason, KnownClient, Negotiated, Offer, Prediction,
    Preference, Remedy, ServerSide, ServerSuites, Stack, predict,
};
use cutover_evidence::{CertificateShown, Handshake, ServerAnswer, Side, VersionAnswer};
use cutover_policy::{Policy, Verdict};
use cutover_wire::{CipherSuite, Group, SignatureScheme, Version};

const V10: Version = Version::TLS_1_0;
const V12: Version = Version::TLS_1_2;
const V13: Version = Version::TLS_1_3;

fn with(id: &str, server: &ServerSide) -> Prediction {
    let catalogue = Catalogue::built_in();
    let client = catalogue.find(id).unwrap_or_else(|| panic!("{id}"));
    predict(&catalogue.offer(client).0, server, &KnownClient::Entry { client, catalogue: &catalogue })
}

fn speaks(versions: &[Version]) -> ServerSide {
    ServerSide { certificate: Some(Certificate::RSA), ..ServerSide::of_versions(versions) }
}

fn suites(names: &[&str]) -> ServerSuites {
    ServerSuites::Listed(names.iter().map(|name| CipherSuite::from_name(name).unwrap()).collect())
}

fn policy(id: &str, certificate: Certificate) -> ServerSide {
    ServerSide { certificate: Some(certificate), ..ServerSide::of_policy(&Policy::built_in(id).unwrap()) }
}

fn gcm_only() -> ServerSide {
    let gcm = ["TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"];
    ServerSide { suites: suites(&gcm), ..speaks(&[V12]) }
}

/// The alert of a server on that stack.
fn alert(prediction: &Prediction, stack: &str) -> Option<u8> {
    assert!(Stack::named(stack).is_some());
    assert_eq!(prediction.verdict(), Verdict::Breaks, "{prediction:?}");
    prediction.alerts.iter().find(|alert| alert.stack == Some(stack)).map(|alert| alert.code)
}

fn connects(prediction: &Prediction) -> Version {
    prediction.connection().unwrap_or_else(|| panic!("{prediction:?}")).version
}

const OPENSSL: &str = "openssl-3.0";

#[test]
fn testssl_ie_8_to_10_on_windows_7_to_tls_1_2_only() {
    for id in ["ie8-win7", "ie9-win7", "ie10-win7"] {
        assert_eq!(alert(&with(id, &speaks(&[V12])), OPENSSL), Some(70), "{id}");
    }
}

#[test]
fn testssl_ie_11_on_windows_7_and_the_list_of_microsoft_365_of_2018() {
    let list = [
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        "TLS_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_RSA_WITH_AES_128_GCM_SHA256",
    ];
    let m365 = ServerSide { suites: suites(&list), ..speaks(&[V12]) };
    assert_eq!(connects(&with("ie11-win7", &m365)), V12);
    assert_eq!(connects(&with("ie11-win7", &policy("m365-2020", Certificate::RSA))), V12);
}

#[test]
fn testssl_ie_11_on_windows_7_wants_cbc_dhe_or_ecdsa() {
    let refused = with("ie11-win7", &gcm_only());
    assert_eq!(alert(&refused, OPENSSL), Some(40));
    assert_eq!(refused.reason(), "client-suites");
    let Some(Remedy::AllowSuites(allow)) = refused.remedies.first() else { panic!("{:?}", refused.remedies) };
    assert!(allow.contains(&CipherSuite(0x009f)), "the shortest way is the server's: {allow:?}");

    let dhe = [
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
    ];
    assert_eq!(connects(&with("ie11-win7", &ServerSide { suites: suites(&dhe), ..speaks(&[V12]) })), V12);

    let both = [
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    ];
    let ecdsa = ServerSide { suites: suites(&both), certificate: Some(Certificate::ECDSA), ..speaks(&[V12]) };
    assert_eq!(connects(&with("ie11-win7", &ecdsa)), V12);
    let rsa = ServerSide { certificate: Some(Certificate::RSA), ..ecdsa.clone() };
    let refused = with("ie11-win7", &rsa);
    assert!(
        refused.remedies.contains(&Remedy::OtherCertificate(Certificate::ECDSA.key)),
        "{:?}",
        refused.remedies
    );
    // Nobody said which it is.
    let unknown = with("ie11-win7", &ServerSide { certificate: None, ..ecdsa });
    assert_eq!((unknown.verdict(), unknown.reason()), (Verdict::Unknown, "certificate-unknown"));
    assert_eq!(unknown.remedies, [Remedy::SayCertificate]);
}

#[test]
fn testssl_safari_7_and_8_and_ios_5_to_8_to_mozilla_intermediate_with_rsa() {
    let intermediate = policy("mozilla-intermediate-5.8", Certificate::RSA);
    for id in ["safari-7", "safari-8", "ios-5", "ios-6", "ios-7", "ios-8"] {
        assert_eq!(alert(&with(id, &intermediate), OPENSSL), Some(40), "{id}");
    }
    assert_eq!(connects(&with("safari-9", &intermediate)), V12);
}

#[test]
fn android_docs_and_hanpfei_android_4_platform_and_browser() {
    let server = speaks(&[V12]);
    assert_eq!(alert(&with("android-41", &server), OPENSSL), Some(70));
    assert_eq!(connects(&with("android-44-browser", &server)), V12);
    let socket = with("android-44-platform", &server);
    assert_eq!(alert(&socket, OPENSSL), Some(70));
    // What the app's maker can do comes before another browser.
    let ways: Vec<_> = socket
        .remedies
        .iter()
        .map(|way| match way {
            Remedy::Known(fact) | Remedy::KnownOn(fact, _) => fact.id.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(ways, ["android-socket-factory", "android-provider", "own-tls-browser"]);
}

#[test]
fn ghacks_firefox_26_and_27() {
    assert_eq!(alert(&with("firefox-24", &speaks(&[V12])), OPENSSL), Some(70));
    assert_eq!(connects(&with("firefox-27", &speaks(&[V12]))), V12);
}

#[test]
fn testssl_chrome_29_and_30() {
    assert_eq!(alert(&with("chrome-29", &speaks(&[V12])), OPENSSL), Some(70));
    assert_eq!(connects(&with("chrome-30", &speaks(&[V12]))), V12);
    assert_eq!(alert(&with("chrome-30", &gcm_only()), OPENSSL), Some(40));
}

/// A draft of TLS 1.3 is no TLS 1.3.
#[test]
fn testssl_chrome_57_with_a_draft_of_tls_1_3() {
    assert_eq!(connects(&with("chrome-65", &speaks(&[V12, V13]))), V12);
    assert_eq!(alert(&with("chrome-65", &speaks(&[V13])), OPENSSL), Some(70));
}

#[test]
fn measured_java_6_with_its_sslv2_format_hello() {
    let old = speaks(&[Version::SSL_3_0, V10]);
    assert_eq!(connects(&with("java-6", &old)), V10);
    let refused = with("java-6", &speaks(&[V12, V13]));
    assert_eq!((alert(&refused, OPENSSL), alert(&refused, "java-17")), (Some(70), Some(40)));
    let openssl = refused.alerts.iter().find(|a| a.stack == Some(OPENSSL)).unwrap();
    assert_eq!(openssl.record_version, V10, "the record carries the version that the hello offers");
}

#[test]
fn measured_java_11_0_2_to_x25519_only() {
    let server = ServerSide { groups: Some(vec![Group(0x001d)]), ..speaks(&[V13]) };
    let refused = with("java-11", &server);
    assert_eq!((alert(&refused, OPENSSL), refused.reason()), (Some(40), "client-groups"));
}

#[test]
fn measured_openssl_3_lists_tls_1_0_and_aborts() {
    let old = ServerSide { knows_supported_versions: false, ..speaks(&[V10]) };
    let aborted = with("openssl-30", &old);
    let Negotiated::Fails(failure) = &aborted.outcome else { panic!("{aborted:?}") };
    assert_eq!(
        (failure.reason, failure.by, failure.answered),
        (FailureReason::ClientAborts, Side::Client, Some(V10))
    );
    assert_eq!(aborted.remedies.first(), Some(&Remedy::UpdateServer));
}

#[test]
fn borncity_a_scanner_with_rsa_key_exchange_only_to_exchange_online_of_2025() {
    let server = ServerSide::of_policy(&Policy::built_in("m365-smtp-2025").unwrap());
    let refused = with("mfp-ricoh-16s", &server);
    assert_eq!(refused.reason(), "client-suites");
    assert!(server.versions.contains(&V12), "the version matches");
    assert_eq!(alert(&refused, OPENSSL), Some(40));
}

#[test]
fn testssl_ie_6_and_8_on_windows_xp() {
    assert_eq!(alert(&with("ie6-xp", &speaks(&[V12])), OPENSSL), Some(40));
    let old = ["TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"];
    let old = ServerSide { suites: suites(&old), prefers: Preference::Server, ..speaks(&[V10]) };
    let agreed = with("ie8-xp", &old);
    assert_eq!(connects(&agreed), V10);
    assert_eq!(agreed.connection().unwrap().suites, [CipherSuite(0x000a)]);
}

/// The other direction: what a client loses that allows TLS 1.2 only.
#[test]
fn the_blog_post_warns_of_old_intranet_servers() {
    let lost = with("winhttp-win7-800", &speaks(&[V10]));
    assert_eq!(lost.reason(), "server-too-old");
    assert_eq!(lost.remedies.first(), Some(&Remedy::UpdateServer));
    assert_eq!(connects(&with("winhttp-win7-a00", &speaks(&[V10, Version::TLS_1_1]))), Version::TLS_1_1);
}

#[test]
fn rfc_3207_a_mail_server_goes_on_in_clear_text() {
    let refused =
        with("exchange-2010", &ServerSide::of_policy(&Policy::built_in("exo-mailflow-2021").unwrap()));
    let text = serde_json::to_string(&refused.consequences).unwrap();
    assert_eq!(text, r#"["goes-on-in-clear-text"]"#);
}

/// App Transport Security asks for RSA keys of 2,048 bits.
#[test]
fn apple_ats_refuses_a_weak_certificate() {
    let weak = Certificate { key: CertificateKey::Rsa(1024), sha1: false };
    let refused = with("ios-9", &ServerSide { certificate: Some(weak), ..speaks(&[V12]) });
    assert_eq!(refused.reason(), "certificate-too-weak");
    let sha1 = Certificate { sha1: true, ..Certificate::RSA };
    assert_eq!(
        with("ios-9", &ServerSide { certificate: Some(sha1), ..speaks(&[V12]) }).reason(),
        "certificate-too-weak"
    );
    assert_eq!(connects(&with("ios-9", &speaks(&[V12]))), V12);
}

#[test]
fn rfc_6066_a_server_that_wants_its_name() {
    let server = ServerSide { needs_server_name: true, ..speaks(&[V10, V12]) };
    assert_eq!(with("ie8-xp", &server).reason(), "server-name-missing");
    assert_eq!(connects(&with("ie11-win7", &server)), V12);
    assert_eq!(with("mfp-ricoh-16s", &server).reason(), "server-name-unknown");
}

#[test]
fn chromium_blog_and_draft_ecdhe_mlkem_who_is_not_post_quantum() {
    let required = ServerSide::of_policy(&Policy::built_in("pq-required").unwrap());
    assert_eq!(connects(&with("chrome-131", &required)), V13);
    assert_eq!(with("chrome-124", &required).reason(), "client-groups");
    assert_eq!(with("chrome-101", &required).reason(), "client-groups");
    assert_eq!(with("openssl-111", &required).reason(), "client-groups");
    assert_eq!(with("python-310", &required).verdict(), Verdict::Unknown, "it depends on its OpenSSL");
    let off = with("schannel-win11-24h2", &required);
    assert!(matches!(off.remedies.first(), Some(Remedy::SwitchOnHybrid { .. })), "{:?}", off.remedies);
}

/// Ways out that were once offered though the catalogue itself knows that they lead nowhere.
#[test]
fn a_way_out_is_held_against_the_model() {
    let catalogue = Catalogue::built_in();
    let ways = |id: &str, policy_id: &str, certificate| -> Vec<String> {
        let name = |way: &Remedy| match way {
            Remedy::Known(fact) | Remedy::KnownOn(fact, _) => fact.id.clone(),
            Remedy::MoveTo { id, .. } => format!("move to {id}"),
            Remedy::SwitchOn { version, .. } => format!("switch on {version}"),
            other => format!("{other:?}"),
        };
        with(id, &policy(policy_id, certificate)).remedies.iter().map(name).collect()
    };
    // Java 8 brings TLS 1.3, and no hybrid.
    assert_eq!(ways("java-6", "pq-required", Certificate::RSA), ["AskMaker", "relay"]);
    assert_eq!(ways("node-8", "pq-required", Certificate::RSA), ["move to node-24"]);
    // A draft of TLS 1.3 that can be switched on is none.
    assert_eq!(ways("chrome-65", "tls13-only", Certificate::RSA), ["move to chrome-70"]);
    assert_eq!(ways("openssl-101", "tls13-only", Certificate::RSA), ["move to openssl-111"]);
    assert_eq!(ways("android-5", "tls13-only", Certificate::RSA), ["move to android-9"]);
    // TLS 1.2 on Windows 7 has no GCM with ECDHE and an RSA certificate.
    assert!(
        !ways("ie8-win7", "mozilla-intermediate-5.8", Certificate::RSA).contains(&"internet-options".into())
    );
    assert_eq!(
        ways("ie8-win7", "mozilla-intermediate-5.8", Certificate::ECDSA),
        ["internet-options", "ie11"]
    );
    // Nobody can change Microsoft's servers.
    let lost = with("mfp-ricoh-16s", &policy("m365-smtp-2025", Certificate::RSA));
    assert!(!lost.remedies.iter().any(|way| matches!(way, Remedy::AllowSuites(_))), "{:?}", lost.remedies);
    // Whoever is told to move somewhere gets on there.
    for client in catalogue.clients() {
        for policy_id in ["tls12-plus", "tls13-only", "mozilla-intermediate-5.8", "m365-2020", "pq-required"]
        {
            let server = policy(policy_id, Certificate::RSA);
            for way in with(&client.id, &server).remedies {
                if let Remedy::MoveTo { id, .. } = way {
                    assert_eq!(
                        with(&id, &server).verdict(),
                        Verdict::Fits,
                        "{} to {id} for {policy_id}",
                        client.id
                    );
                }
            }
        }
    }
}

/// What nobody asked about decides nothing.
#[test]
fn a_server_that_was_not_asked_is_unknown() {
    let answer = |versions: &str| {
        let line = format!(
            r#"{{"kind":"server-answer","schema_version":1,"target":"a","versions":{versions},"cipher_suites":[]}}"#
        );
        let record = cutover_evidence::jsonl::read(line.as_bytes()).next().unwrap().unwrap();
        let cutover_evidence::jsonl::Record::ServerAnswer(answer) = record else { panic!() };
        ServerSide::of_answer(&answer)
    };
    let unknown = answer("{}");
    for id in ["winhttp-win7-kb", "ie6-xp", "chrome-131"] {
        assert_eq!(with(id, &unknown).reason(), "server-versions-unknown", "{id}");
    }
    let only_1_2 = answer(r#"{"TLS 1.2":{"accepted":2}}"#);
    assert_eq!(with("winhttp-win7-kb", &only_1_2).verdict(), Verdict::Unknown);
    let agreed = with("chrome-131", &only_1_2);
    assert_eq!((connects(&agreed), agreed.connection().unwrap().at_best), (V12, V13));
    // Three machines behind one name.
    let both = answer(
        r#"{"TLS 1.0":{"refused":3},"TLS 1.1":{"refused":3},"TLS 1.2":{"accepted":1,"refused":5},"TLS 1.3":{"refused":3}}"#,
    );
    assert_eq!(with("winhttp-win7-a00", &both).reason(), "server-versions-unknown");
}

#[test]
fn a_certificate_that_not_everybody_takes() {
    let of = |certificate| ServerSide { certificate: Some(certificate), ..speaks(&[V12, V13]) };
    let p521 = Certificate { key: CertificateKey::Ecdsa(Group(0x0019)), sha1: false };
    assert_eq!(with("chrome-131", &of(p521)).reason(), "certificate-demand-unknown");
    let weak = Certificate { key: CertificateKey::Rsa(1024), sha1: true };
    assert_eq!(with("openssl-30", &of(weak)).reason(), "certificate-demand-unknown");
}

/// OpenSSL 3 connects to a server of TLS 1.0 after all, if nothing has to be signed.
#[test]
fn measured_curl_with_openssl_3_and_rsa_key_exchange() {
    let rsa = suites(&["TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_256_CBC_SHA"]);
    assert_eq!(connects(&with("curl-openssl3", &ServerSide { suites: rsa, ..speaks(&[V10]) })), V10);
    let signed = suites(&["TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"]);
    let refused = with("curl-openssl3", &ServerSide { suites: signed, ..speaks(&[V10]) });
    assert_eq!(refused.reason(), "client-aborts");
}

/// A scan without `--suites` knows the one suite that its own hello was answered with. The client's hello is known, so
/// another recording of it would settle nothing.
#[test]
fn where_the_servers_suites_are_missing_the_server_is_to_be_asked() {
    let chosen = vec![CipherSuite::from_name("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384").unwrap()];
    let server = ServerSide { suites: ServerSuites::AtLeast(chosen), ..speaks(&[V12]) };
    for id in ["ie11-win7", "winhttp-win7-800"] {
        let unknown = with(id, &server);
        assert_eq!(
            (unknown.reason(), &unknown.remedies[..]),
            ("server-suites-unknown", &[Remedy::AskServer][..]),
            "{id}"
        );
    }
}

/// What a scan found of certificates is what the server has: with one alone, a client that cannot do with it is lost.
#[test]
fn a_scanned_server_has_the_certificates_that_were_found() {
    let shown = |key: &str, bits| CertificateShown {
        key: key.into(),
        bits: Some(bits),
        signature: "sha256WithRSAEncryption".into(),
        ..CertificateShown::default()
    };
    let accepts = |suites: Vec<CipherSuite>| VersionAnswer {
        accepted: 1,
        cipher_suites: Some(suites),
        ..VersionAnswer::default()
    };
    let rsa = ServerAnswer {
        versions: vec![(V13, accepts(vec![CipherSuite(0x1302)]))],
        certificate: Some(shown("rsa", 2048)),
        ..ServerAnswer::default()
    };
    let side = ServerSide::of_answer(&rsa);
    assert_eq!(side.certificate, Some(Certificate::RSA));
    assert_eq!(
        side.tls_1_3_suites,
        [CipherSuite(0x1302)],
        "what a scan found of TLS 1.3 counts like any other"
    );
    let both = ServerAnswer { other_certificate: Some(shown("ecdsa", 256)), ..rsa.clone() };
    assert_eq!(ServerSide::of_answer(&both).certificate, Some(Certificate::EITHER));
    // Suites that were accepted say which kinds there are, whatever was shown.
    let suites = vec![CipherSuite(0xc02f), CipherSuite(0xc02b)];
    let by_suites = ServerAnswer { versions: vec![(V12, accepts(suites))], ..ServerAnswer::default() };
    assert_eq!(ServerSide::of_answer(&by_suites).certificate, Some(Certificate::EITHER));
    let not_asked =
        ServerAnswer { versions: vec![(V12, VersionAnswer::default())], ..ServerAnswer::default() };
    assert_eq!(ServerSide::of_answer(&not_asked).certificate, None);
}

/// A client without SHA-1 in its list goes through with TLS 1.0 all the same, unless it is OpenSSL 3 as it comes.
#[test]
fn only_openssl_3_aborts_for_want_of_sha1() {
    let suite = CipherSuite::from_name("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA").unwrap();
    let server = ServerSide {
        suites: ServerSuites::Listed(vec![suite]),
        certificate: Some(Certificate::RSA),
        ..ServerSide::of_versions(&[V10])
    };
    let with = |schemes: &[u16]| {
        let handshake = Handshake {
            legacy_version: Some(V12),
            offered_versions: vec![V12, Version::TLS_1_1, V10],
            offered_max: Some(V12),
            cipher_suites: vec![suite],
            groups: vec![Group(0x0017)],
            signature_schemes: schemes.iter().map(|scheme| SignatureScheme(*scheme)).collect(),
            ..Handshake::default()
        };
        predict(&Offer::of_handshake(&handshake).unwrap(), &server, &KnownClient::Offer).verdict()
    };
    // GnuTLS, NSS and Java; Chrome; OpenSSL with a list that was set.
    assert_eq!(with(&[0x0401, 0x0804, 0x0403]), Verdict::Fits);
    assert_eq!(with(&[0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601]), Verdict::Fits);
    let openssl_3 = [
        0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806, 0x0401,
        0x0501, 0x0601, 0x0303, 0x0301, 0x0302, 0x0402, 0x0502, 0x0602,
    ];
    assert_eq!(with(&openssl_3), Verdict::Breaks);
}

/// A second try with less than the client can is refused where a scan found so, and where the server can more.
#[test]
fn a_fallback_is_refused_where_the_scan_found_so() {
    let suite = CipherSuite::from_name("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA").unwrap();
    let offer = |max: Version, versions: Vec<Version>, suites: Vec<CipherSuite>| {
        let handshake = Handshake {
            legacy_version: Some(max),
            offered_versions: versions,
            offered_max: Some(max),
            cipher_suites: suites,
            groups: vec![Group(0x0017)],
            ..Handshake::default()
        };
        Offer::of_handshake(&handshake).unwrap()
    };
    let accepts = |version| (version, VersionAnswer { accepted: 1, ..VersionAnswer::default() });
    let answer = |honours| ServerAnswer {
        versions: vec![accepts(V10), accepts(V12)],
        cipher_suites: Some(vec![suite]),
        fallback_scsv: honours,
        ..ServerAnswer::default()
    };
    let outcome = |offer: &Offer, honours| {
        predict(offer, &ServerSide::of_answer(&answer(honours)), &KnownClient::Offer)
    };
    let second_try = offer(V10, vec![V10], vec![suite, CipherSuite::FALLBACK_SCSV]);
    let refused = outcome(&second_try, Some(true));
    assert_eq!((refused.verdict(), refused.reason()), (Verdict::Breaks, "inappropriate-fallback"));
    assert!(refused.alerts.iter().all(|alert| alert.code == 86) && !refused.alerts.is_empty());
    assert_ne!(outcome(&second_try, Some(false)).reason(), "inappropriate-fallback");
    assert_ne!(outcome(&second_try, None).reason(), "inappropriate-fallback");
    let best = offer(V12, vec![V10, V12], vec![suite, CipherSuite::FALLBACK_SCSV]);
    assert_ne!(outcome(&best, Some(true)).reason(), "inappropriate-fallback", "there is nothing newer");
}

/// OpenSSL 3 at its security level 2 refuses a TLS 1.2 hello without signature schemes, others do not: a scan says it.
#[test]
fn a_hello_without_signature_schemes_is_unknown_where_nobody_asked() {
    let rsa_key_exchange = CipherSuite::from_name("TLS_RSA_WITH_AES_128_GCM_SHA256").unwrap();
    let ecdhe = CipherSuite::from_name("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256").unwrap();
    let with = |suite, schemes: Option<Vec<SignatureScheme>>| {
        let handshake = Handshake {
            legacy_version: Some(V12),
            offered_versions: vec![V12],
            offered_max: Some(V12),
            cipher_suites: vec![suite],
            groups: vec![Group(0x0017)],
            ..Handshake::default()
        };
        let answer = ServerAnswer {
            versions: vec![
                (V10, VersionAnswer { refused: 1, ..VersionAnswer::default() }),
                (V12, VersionAnswer { accepted: 1, ..VersionAnswer::default() }),
                (V13, VersionAnswer { refused: 1, ..VersionAnswer::default() }),
            ],
            cipher_suites: Some(vec![rsa_key_exchange, ecdhe]),
            signature_schemes: schemes,
            ..ServerAnswer::default()
        };
        let offer = Offer::of_handshake(&handshake).unwrap();
        predict(&offer, &ServerSide::of_answer(&answer), &KnownClient::Offer).verdict()
    };
    let (sha1, sha256) = (SignatureScheme(0x0201), SignatureScheme(0x0401));
    assert_eq!(with(ecdhe, None), Verdict::Unknown);
    assert_eq!(with(rsa_key_exchange, None), Verdict::Unknown);
    assert_eq!(with(ecdhe, Some(vec![sha256, sha1])), Verdict::Fits);
    assert_eq!(with(ecdhe, Some(vec![sha256])), Verdict::Breaks);
    assert_eq!(with(rsa_key_exchange, Some(vec![sha256, sha1])), Verdict::Fits);
}
