//! Every sentence that is asked for is there, and every sentence that is there is asked for.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn walk(folder: &Path, each: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, each) } else { each(&path) }
    }
}

/// The names of all sentences.
fn sentences() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    walk(&PathBuf::from(ROOT).join("crates/report/locales/en"), &mut |path| {
        let text = fs::read_to_string(path).unwrap();
        let names = text.lines().filter_map(|line| Some(line.split_once(" =")?.0));
        all.extend(
            names.filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase())).map(str::to_owned),
        );
    });
    all
}

/// The code of the rooms that speak, without tests.
fn code() -> Vec<String> {
    let mut all = Vec::new();
    for room in ["report", "assess", "cutover"] {
        walk(&PathBuf::from(ROOT).join("crates").join(room).join("src"), &mut |path| {
            if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(path).unwrap();
                all.push(text.split("#[cfg(test)]").next().unwrap_or_default().to_owned());
            }
        });
    }
    all
}

fn literals(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split('"').skip(1).step_by(2))
}

#[test]
fn what_is_asked_for_is_there() {
    let (sentences, mut asked) = (sentences(), 0);
    for text in code() {
        for call in ["texts.get(", "texts.with(", "named(", "Failure::arguments(texts.get("] {
            for (at, _) in text.match_indices(call) {
                let Some(name) = text[at + call.len()..].trim_start().strip_prefix('"') else { continue };
                let name = name.split('"').next().unwrap_or_default();
                assert!(sentences.contains(name), "nobody wrote {name}");
                asked += 1;
            }
        }
    }
    assert!(asked > 300, "only {asked} were found");
}

#[test]
fn what_is_there_is_asked_for() {
    let (mut known, mut patterns) = (BTreeSet::new(), Vec::new());
    for text in code() {
        for literal in literals(&text) {
            // What is filled in may be any word.
            match literal.split_once('{') {
                Some((before, _)) if !before.is_empty() => {
                    let after = literal.rsplit_once('}').map_or("", |(_, after)| after);
                    patterns.push((before.to_owned(), after.to_owned()));
                }
                _ => _ = known.insert(literal.to_owned()),
            }
        }
    }
    // A name that is put together without a format.
    let is_asked_for = |name: &String| {
        known.contains(name)
            || name.strip_suffix("-after").is_some_and(|name| known.contains(name))
            || patterns.iter().any(|(before, after)| {
                before.contains('-') && name.starts_with(before.as_str()) && name.ends_with(after.as_str())
            })
    };
    let unused: Vec<_> = sentences().into_iter().filter(|name| !is_asked_for(name)).collect();
    assert!(unused.is_empty(), "nobody says {unused:#?}");
}
