//! Every finding has its sentence, and every sentence its finding; so has everything that can be damaged in a hive.

use std::collections::BTreeSet;
use std::fs;

use cutover_registry::Damage;
use cutover_report::{Language, Texts};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The codes are literals in the auditor and names in the data: both are read as text.
fn codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let folder = fs::read_dir(format!("{ROOT}/crates/registry/src/audit")).unwrap();
    let files = folder.map(|file| file.unwrap().path());
    for file in files.chain([format!("{ROOT}/crates/registry/src/audit.rs").into()]) {
        let text = fs::read_to_string(file).unwrap();
        let literals = text.split('"').skip(1).step_by(2);
        codes.extend(literals.filter(|l| l.contains('-')).map(str::to_owned));
    }
    let text = fs::read_to_string(format!("{ROOT}/data/windows/dangerous-keys.toml")).unwrap();
    let named = text.lines().filter_map(|line| line.strip_prefix("code = \"")?.strip_suffix('"'));
    codes.extend(named.map(str::to_owned));
    let text = fs::read_to_string(format!("{ROOT}/data/windows/values.toml")).unwrap();
    for name in ["code = \"", "why = \""] {
        codes.extend(text.split(name).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    }
    // Values of arguments.
    let others = [
        "kebab-case",
        "key-deleted",
        "set-in-hex",
        "all-services",
        "schannel-client",
        "schannel-server",
        "dotnet-2",
        "dotnet-4",
        "dotnet-4.6",
    ];
    codes.into_iter().filter(|code| !others.contains(&code.as_str())).collect()
}

#[test]
fn every_finding_has_its_sentence_and_every_sentence_its_finding() {
    let mut codes = codes();
    let texts = Texts::new(Language::English);
    for code in &codes {
        for name in [format!("finding-{code}"), format!("finding-{code}.remedy")] {
            assert_ne!(texts.get(&name), name.as_str(), "no sentence");
        }
    }
    // Codes of one word, and those that are also the value of an argument.
    codes.extend(["unrelated", "deceptive", "value-deleted", "about"].map(str::to_owned));
    let file = fs::read_to_string(format!("{ROOT}/crates/report/locales/en/audit.ftl")).unwrap();
    for line in file.lines() {
        let Some((code, _)) = line.strip_prefix("finding-").and_then(|l| l.split_once(" =")) else {
            continue;
        };
        assert!(codes.contains(code), "nobody finds {code}");
    }
}

#[test]
fn whatever_is_damaged_in_a_hive_has_its_sentence() {
    let texts = Texts::new(Language::English);
    for damage in Damage::ALL {
        let name = format!("hive-damage-{}", <&str>::from(damage));
        assert_ne!(texts.get(&name), name.as_str(), "no sentence");
    }
}
