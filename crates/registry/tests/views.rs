//! What one view of a registry knows, all know.

use cutover_registry::{
    CodePage, Data, Key, KnownValue, RegFile, State, ValueType, View, WantedType, audit, differences,
    explain, in_view,
};

/// A name for each `*` of the table.
fn named(text: &str) -> String {
    text.replace('*', "EXAMPLE")
}

fn text(words: &str, value_type: ValueType) -> Data {
    Data { value_type, ..Data::text(words) }
}

/// Two things that a value may hold.
fn two(known: KnownValue) -> [Data; 2] {
    match known.value().wanted {
        WantedType::Number => [Data::dword(1), Data::dword(2)],
        WantedType::Text => [text("true", ValueType::SZ), text("false", ValueType::SZ)],
        WantedType::List => {
            ["TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"].map(|name| text(name, ValueType::SZ))
        }
        WantedType::Any => [Data::dword(1), text("a", ValueType::SZ)],
    }
}

fn file(key: &Key, name: &str, data: &Data) -> RegFile {
    let mut state = State::new();
    state.set(key, name, data.clone(), None);
    RegFile::read(state.to_reg_text().to_bytes(), CodePage::WESTERN).unwrap()
}

/// Every value of the table is set once and changed once: explain tells it, diff tells the change, and audit does not say
/// that nobody reads it.
#[test]
fn every_recognised_value_is_told_by_every_view() {
    let mut told = 0;
    for known in KnownValue::all().filter(|known| known.key().instead.is_none()) {
        let views = if known.key().twin { &[View::Native, View::Wow64][..] } else { &[View::Native] };
        for view in views {
            let path = in_view(&named(&known.key().path), *view);
            let (key, name) = (Key::parse(&path).unwrap(), named(&known.value().name));
            let what = format!("{path}\\{name}");
            let [one, other] = two(known);
            let (before, after) = (file(&key, &name, &one), file(&key, &name, &other));
            let explanation = explain(&before);
            assert_eq!(explanation.said.len(), 1, "{what}: {explanation:?}");
            assert!(
                explanation.said[0].values.iter().any(|value| value.name == name && value.data == one),
                "{what}"
            );
            assert_eq!(
                (explanation.ignored, explanation.not_judged, explanation.unrelated),
                (0, 0, 0),
                "{what}"
            );
            let differences = differences(&State::of(&before), &State::of(&after));
            assert_eq!(
                (differences.settings.len(), differences.others.len()),
                (1, 0),
                "{what}: {differences:?}"
            );
            for finding in audit(&before, None).findings {
                let unread =
                    ["value-unknown", "other-key", "wrong-tree", "name-unknown", "unrelated", "not-judged"];
                assert!(!unread.iter().any(|code| finding.code.starts_with(code)), "{what}: {finding:?}");
            }
            told += 1;
        }
    }
    assert!(told > 150, "{told} values");
}

/// What stands in the table for nobody to read is told so by audit.
#[test]
fn what_nobody_reads_is_told_with_what_is_meant() {
    for known in KnownValue::all().filter(|known| known.key().instead.is_some()) {
        let key = Key::parse(&known.key().path).unwrap();
        let findings = audit(&file(&key, &known.value().name, &Data::dword(0)), None).findings;
        let why = known.key().why.as_deref().unwrap();
        assert!(findings.iter().any(|finding| finding.code == why), "{key}: {findings:?}");
    }
}

/// Files by hand are full of keys about TLS; of what is not judged there, nothing may be.
#[test]
fn what_is_not_judged_in_the_files_by_hand_is_not_about_tls() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/handmade");
    let mut not_judged = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "reg") {
            continue;
        }
        let file = RegFile::read(std::fs::read(&path).unwrap(), CodePage::WESTERN).unwrap();
        for finding in
            audit(&file, None).findings.iter().filter(|finding| finding.code.starts_with("not-judged"))
        {
            let what = [finding.argument("key"), finding.argument("name")].into_iter().flatten();
            not_judged.push(what.collect::<Vec<_>>().join(" "));
        }
    }
    not_judged.sort();
    not_judged.dedup();
    for what in &not_judged {
        let small = what.to_lowercase();
        assert!(
            !["schannel", "tls", "ssl", "securepro", "strongcrypto"].iter().any(|word| small.contains(word)),
            "{what}"
        );
    }
    insta::assert_snapshot!(not_judged.join("\n"));
}
