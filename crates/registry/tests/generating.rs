//! What is generated is right: our own audit finds nothing, and what is in effect afterwards is what was asked for.

use cutover_evidence::SettingState;
use cutover_registry::{
    Advice, CodePage, Comments, Component, Finding, Level, Mask, Others, Plan, Purpose, Refusal, RegFile,
    SchannelSide, State, Step, Switch, Updates, Windows, audit, effective, plan, versions, worst,
};
use cutover_wire::Version;

struct Silent;

impl Comments for Silent {
    fn heading(&self, _: &Plan) -> Vec<String> {
        vec!["heading".into()]
    }
    fn step(&self, _: &Plan, _: &Step) -> String {
        "it's \"why\" -- <here>".into()
    }
    fn only_64_bit(&self) -> String {
        "64".into()
    }
    fn only_elevated(&self) -> String {
        "elevated".into()
    }
    fn whose_user(&self) -> String {
        "{0}".into()
    }
    fn changed(&self) -> String {
        "{0}".into()
    }
}

const WANTED: [&[Version]; 7] = [
    &[Version::TLS_1_2],
    &[Version::TLS_1_1, Version::TLS_1_2],
    &[Version::TLS_1_0, Version::TLS_1_1, Version::TLS_1_2],
    &[Version::TLS_1_2, Version::TLS_1_3],
    &[Version::TLS_1_3],
    &[Version::TLS_1_0],
    &[Version::TLS_1_2, Version::DTLS_1_2],
];

#[test]
fn every_file_passes_our_own_audit_and_has_the_effect_that_was_asked_for() {
    let mut made = 0;
    let all = Windows::all()
        .iter()
        .flat_map(|windows| Component::ALL.iter().map(move |component| (windows, *component)));
    for (windows, component) in all {
        for others in [Others::Stay, Others::GoOff] {
            for wanted in WANTED {
                let Ok(plan) = plan(windows, &[component], wanted, others) else { continue };
                made += 1;
                let what = format!("{} {} {wanted:?} {others:?}", windows.id, component.name());
                let text = plan.to_reg(&Silent);
                let file = RegFile::read(text.to_bytes(), CodePage::WESTERN).unwrap();
                let findings = audit(&file, Some(windows)).findings;
                if others == Others::Stay {
                    let off = plan.steps.iter().any(|step| matches!(step.purpose, Purpose::Off(..)));
                    assert!(!off, "{what}: nothing goes off");
                }
                // What turning versions off leaves others with was said before the file was written.
                let left = plan.advice.iter().any(|advice| matches!(advice, Advice::Leaves(..)));
                let said = |finding: &Finding| {
                    others == Others::GoOff
                        && (left && finding.code.starts_with("components-left")
                            || finding.code.starts_with("remote-desktop"))
                };
                let findings: Vec<_> = findings.into_iter().filter(|finding| !said(finding)).collect();
                let worst = worst(&findings).unwrap_or(Level::Note);
                // To have nothing newer than TLS 1.0, or nothing older than TLS 1.3, is warned of, and so is what nobody can
                // vouch for.
                let expected = wanted == [Version::TLS_1_0]
                    && (others == Others::GoOff || !offers_newer(&plan))
                    || wanted == [Version::TLS_1_3] && others == Others::GoOff
                    || windows.id == "8" && component == Component::WinHttp;
                assert!(worst == Level::Note || worst == Level::Warning && expected, "{what}: {findings:#?}");
                let state = State::of(&file);
                let effective = effective(&state, windows, &Updates::All, "");
                for record in &effective.settings {
                    let asked = match component {
                        Component::DotNet => record.component.starts_with("dotnet"),
                        other => record.component == other.name(),
                    };
                    for version in wanted.iter().filter(|_| asked) {
                        let state = record.state(*version);
                        let unlisted = windows.id == "8" || windows.id == "vista";
                        let known = state == SettingState::On || unlisted && state == SettingState::Unknown;
                        assert!(known, "{what}: {} {version} is {state:?}", record.component);
                    }
                    let strict = asked && component != Component::DotNet && others == Others::GoOff;
                    for other in [Version::TLS_1_0, Version::TLS_1_1, Version::TLS_1_2, Version::TLS_1_3] {
                        if strict && !wanted.contains(&other) && windows.id != "8" {
                            assert_ne!(record.state(other), SettingState::On, "{what}: {other}");
                        }
                    }
                }
            }
        }
    }
    assert!(made > 500, "{made} files");
}

/// Whether a mask that is written has TLS 1.2 or newer.
fn offers_newer(plan: &Plan) -> bool {
    plan.steps.iter().any(|step| {
        matches!(step.purpose, Purpose::WinHttp(_) | Purpose::WinInet)
            && [Version::TLS_1_2, Version::TLS_1_3].iter().any(|version| Mask(step.number).has(*version))
    })
}

#[test]
fn what_cannot_work_is_refused_with_the_reason() {
    let windows = |id| Windows::named(id).unwrap();
    let refused = |id, component, wanted: &str| {
        versions(wanted)
            .and_then(|versions| plan(windows(id), &[component], &versions, Others::GoOff))
            .unwrap_err()
    };
    assert_eq!(refused("7", Component::WinHttp, "tls1.3"), Refusal::Unsupported(Version::TLS_1_3));
    assert_eq!(refused("7", Component::WinHttp, "0"), Refusal::NothingLeft);
    assert_eq!(refused("7", Component::WinHttp, " , "), Refusal::NothingLeft);
    assert_eq!(refused("7", Component::WinHttp, "ssl3.0,tls1.2"), Refusal::Ssl(Version::SSL_3_0));
    assert_eq!(refused("vista", Component::WinHttp, "tls1.0"), Refusal::NotRead);
    assert!(matches!(refused("server-2008", Component::WinHttp, "tls1.0,tls1.2"), Refusal::OnlyBits(_)));
    assert!(matches!(refused("7", Component::WinHttp, "0xc00"), Refusal::UnknownBits(_, Some(_))));
    assert!(matches!(refused("7", Component::WinHttp, "tls9"), Refusal::NoVersion(_)));
    let both =
        plan(windows("7"), &[Component::WinInet, Component::WinHttp], &[Version::TLS_1_2], Others::Stay)
            .unwrap();
    assert_eq!(both.to_gpp_xml(&Silent), Err(Refusal::MachineAndUser));
}

#[test]
fn dtls_is_a_family_of_its_own() {
    let windows = Windows::named("10").unwrap();
    let both = [Component::SchannelClient, Component::SchannelServer];
    let set = |wanted: &[Version], others| {
        let plan = plan(windows, &both, wanted, others).unwrap();
        let off = plan.steps.iter().filter_map(|step| match step.purpose {
            Purpose::Off(version, SchannelSide::Server) => Some(version.to_string()),
            _ => None,
        });
        let mut off: Vec<_> = off.collect();
        off.dedup();
        off.join(", ")
    };
    // Nothing is said of DTLS, so it stays as it is; and the other way round.
    assert_eq!(set(&[Version::TLS_1_2], Others::GoOff), "SSL 3.0, TLS 1.0, TLS 1.1");
    assert_eq!(set(&[Version::DTLS_1_2], Others::GoOff), "DTLS 1.0");
    assert_eq!(set(&[Version::DTLS_1_2], Others::Stay), "");
    let refused = |components: &[Component], wanted: &[Version]| {
        plan(windows, components, wanted, Others::Stay).unwrap_err()
    };
    assert_eq!(refused(&[Component::WinHttp], &[Version::TLS_1_2, Version::DTLS_1_2]), Refusal::Dtls);
    assert_eq!(refused(Component::ALL, &[Version::DTLS_1_2]), Refusal::Dtls);
    assert!(plan(windows, Component::ALL, &[Version::TLS_1_2, Version::DTLS_1_2], Others::Stay).is_ok());
}

#[test]
fn versions_are_read_as_people_write_them() {
    let both = vec![Version::TLS_1_1, Version::TLS_1_2];
    for text in ["tls1.1,tls1.2", "TLS 1.1, TLS 1.2", "tlsv1.1,tls12", "1.1,1.2", "0xa00", "2560"] {
        assert_eq!(versions(text), Ok(both.clone()), "{text}");
    }
    assert_eq!(versions("dtls1.2, v1.3"), Ok(vec![Version::DTLS_1_2, Version::TLS_1_3]));
}

#[test]
fn windows_7_gets_what_microsoft_recommends() {
    let windows = Windows::named("7").unwrap();
    let both = [Version::TLS_1_1, Version::TLS_1_2];
    let plan = plan(windows, &[Component::WinHttp], &both, Others::GoOff).unwrap();
    insta::assert_snapshot!(plan.to_reg(&Silent).shown());
    insta::assert_snapshot!(String::from_utf8(plan.to_powershell(&Silent)).unwrap().replace('\r', ""));
    insta::assert_snapshot!(String::from_utf8(plan.to_gpp_xml(&Silent).unwrap()).unwrap().replace('\r', ""));
}

#[test]
fn a_version_that_windows_has_off_is_turned_on() {
    let windows = Windows::named("11-24h2").unwrap();
    assert_eq!(windows.switch(SchannelSide::Client, Version::TLS_1_1, true), Switch::Off);
    let plan =
        plan(windows, &[Component::WinInet], &[Version::TLS_1_1, Version::TLS_1_2], Others::Stay).unwrap();
    assert!(
        plan.steps.iter().any(|step| step.key.path.ends_with("TLS 1.1\\Client") && step.name == "Enabled")
    );
}
