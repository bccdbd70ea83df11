//! Every fact says where it is from: each name stands in `data/sources.toml`, and each of those is named by a fact.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use cutover_catalogue::Source;
use cutover_policy::Date;
use toml::Value;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data");

/// The sources that a file of facts names, wherever it does.
fn named(value: &Value, all: &mut BTreeSet<String>) {
    match value {
        Value::Table(table) => {
            for (key, value) in table {
                match (key.as_str(), value) {
                    // "TS: IE 8 XP": what was recorded where.
                    ("source" | "dates_source", Value::String(text)) => {
                        all.insert(text.split(':').next().unwrap_or_default().to_owned());
                    }
                    ("source", Value::Array(names)) => {
                        all.extend(names.iter().map(|name| name.as_str().expect("a name").to_owned()));
                    }
                    _ => named(value, all),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| named(value, all)),
        _ => {}
    }
}

fn files(folder: &Path, each: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, each);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            each(&path);
        }
    }
}

#[test]
fn no_source_is_missing_and_none_is_there_for_nothing() {
    let mut named_somewhere: BTreeMap<String, String> = BTreeMap::new();
    files(Path::new(DATA), &mut |path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name == "sources.toml" {
            return;
        }
        let file: Value = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let mut all = BTreeSet::new();
        named(&file, &mut all);
        named_somewhere.extend(all.into_iter().map(|source| (source, name.clone())));
    });
    for (source, file) in &named_somewhere {
        assert!(Source::named(source).is_some(), "{file}: {source} is not in sources.toml");
    }
    let unused: Vec<_> =
        Source::all().map(|(name, _)| name).filter(|n| !named_somewhere.contains_key(*n)).collect();
    assert!(unused.is_empty(), "nobody names {unused:?}");
}

#[test]
fn no_source_is_there_twice_and_each_says_when_it_was_read() {
    let mut places = BTreeMap::new();
    for (name, source) in Source::all() {
        let place = source.address.as_ref().unwrap_or(&source.what);
        assert_eq!(places.insert(place, name), None, "{name} is there twice");
        assert!(source.address.as_ref().is_none_or(|address| address.starts_with("http")), "{name}");
        let is_day = Date::parse(&source.read).is_some();
        assert!(is_day || source.read == "unknown", "{name}: {}", source.read);
    }
}
