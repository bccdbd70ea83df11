//! ARCHITECTURE.md is true: the rooms and what they use, every path and name in it, and what it says always holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).canonicalize().unwrap()
}

fn architecture() -> String {
    fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap()
}

/// What stands in backquotes in a text.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The rooms in the order of the picture, each with the rooms that it names.
fn rooms() -> Vec<(String, Vec<String>)> {
    let text = architecture();
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `crates/"));
    let rooms = rows.filter_map(|row| {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let (name, uses) = (cells[0].strip_suffix('`')?, *cells.get(2)?);
        let uses = uses.split(", ").filter(|uses| *uses != "–").map(str::to_owned).collect();
        Some((name.to_owned(), uses))
    });
    rooms.collect()
}

/// What each room may use: what it names, and what that uses.
fn may_use() -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (room, uses) in rooms() {
        let mut may = BTreeSet::new();
        for used in uses {
            if used == "all" {
                may.extend(all.keys().filter(|room| *room != "testkit").cloned());
            } else {
                let below =
                    all.get(&used).unwrap_or_else(|| panic!("{room} uses {used}, which is not above it"));
                may.extend(below.iter().cloned().chain([used]));
            }
        }
        all.insert(room, may);
    }
    all
}

/// What each room depends on when it runs.
fn depends_on() -> BTreeMap<String, BTreeSet<String>> {
    let manifest = root().join("Cargo.toml");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"])
        .arg(manifest)
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let room = |name: &str| name.strip_prefix("cutover-").unwrap_or(name).to_owned();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let of_package = |package: &Value| {
        let dependencies = package["dependencies"].as_array().unwrap().iter();
        // Tests may look into any room.
        let run = dependencies.filter(|dependency| dependency["kind"] != "dev");
        let names = run.filter_map(|dependency| dependency["name"].as_str());
        let ours = names.filter(|name| name.starts_with("cutover")).map(room);
        (room(package["name"].as_str().unwrap()), ours.collect())
    };
    packages.map(of_package).collect()
}

#[test]
fn a_room_uses_what_the_picture_says() {
    let (may, depends) = (may_use(), depends_on());
    assert_eq!(may.keys().collect::<Vec<_>>(), depends.keys().collect::<Vec<_>>());
    for (room, uses) in &depends {
        let more: Vec<_> = uses.difference(&may[room]).collect();
        assert!(more.is_empty(), "{room} must not use {more:?}");
    }
    for (room, named) in rooms() {
        for used in named.iter().filter(|used| *used != "all") {
            assert!(depends[&room].contains(used), "{room} does not use {used} any more");
        }
    }
}

#[test]
fn sources_know_no_policy_and_not_each_other() {
    let may = may_use();
    for source in ["observe", "scan", "registry", "handshake", "capture"] {
        assert!(!may[source].contains("policy"), "{source}");
    }
    let sources = ["observe", "scan", "gate", "registry"];
    for source in sources {
        assert!(sources.iter().all(|other| !may[source].contains(*other)), "{source}");
    }
}

/// Every source file of a room, without its tests.
fn code(room: &str) -> Vec<(PathBuf, String)> {
    let mut all = Vec::new();
    walk(&root().join("crates").join(room).join("src"), &mut |path| {
        if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(path).unwrap();
            let run = text.split("#[cfg(test)]").next().unwrap_or_default();
            let lines = run.lines().filter(|line| !line.trim_start().starts_with("//"));
            all.push((path.to_owned(), lines.collect::<Vec<_>>().join("\n")));
        }
    });
    assert!(!all.is_empty(), "{room}");
    all
}

fn walk(folder: &Path, each: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        each(&path);
        // What is built, and what Git keeps, is not ours.
        if path.is_dir() && !path.ends_with("target") && !path.ends_with(".git") {
            walk(&path, each);
        }
    }
}

fn assert_never_says(room: &str, words: &[&str]) {
    for (path, text) in code(room) {
        for word in words {
            assert!(!text.contains(word), "{} says {word}", path.display());
        }
    }
}

#[test]
fn the_middle_knows_no_operating_system() {
    for room in
        ["wire", "toml", "evidence", "policy", "catalogue", "handshake", "registry", "report", "assess"]
    {
        let words =
            ["fs::", "thread::", "TcpStream", "UdpSocket", "process::", "env::", "::now()", "SystemTime"];
        assert_never_says(room, &words);
    }
}

/// What the middle depends on, with all that it depends on in turn.
#[test]
fn the_middle_needs_nothing_that_a_browser_has_not() {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--locked",
            "-p",
            "cutover-assess",
            "-e",
            "normal",
            "--target",
            "wasm32-unknown-unknown",
            "--prefix",
            "none",
            "--format",
            "{lib}",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    let tree = String::from_utf8(output.stdout).unwrap();
    let all: BTreeSet<&str> = tree.lines().map(str::trim).collect();
    assert!(all.contains("serde_json"), "{tree}{}", String::from_utf8_lossy(&output.stderr));
    for no in ["tokio", "openssl", "clap", "socket2", "mio", "rustix", "ctrlc", "indicatif"] {
        assert!(!all.contains(no), "the middle needs {no}");
    }
}

#[test]
fn only_the_command_line_prints_and_ends() {
    for (room, _) in rooms().iter().filter(|(room, _)| room != "cutover") {
        assert_never_says(room, &["print!", "println!", "process::exit", "env::var", "env::args"]);
    }
}

#[test]
fn the_command_line_judges_nothing() {
    assert_never_says(
        "cutover",
        &["Judge::", "judge(", "judge_server", "Simulation::", "predict(", "Rollup", "Tally::"],
    );
}

/// Files of ours that other texts name.
#[test]
fn what_other_texts_name_is_there() {
    let mut texts = Vec::new();
    for folder in ["data", "docs", "examples"] {
        walk(&root().join(folder), &mut |path| texts.push(path.to_owned()));
    }
    texts.extend(["README.md", "CONTRIBUTING.md", "SECURITY.md"].map(|name| root().join(name)));
    let mut seen = 0;
    for path in texts.iter().filter(|path| path.is_file()) {
        let Ok(text) = fs::read_to_string(path) else { continue };
        for (at, _) in text.match_indices("crates/") {
            let is_part = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
            let named = text[at..].split(|c| !is_part(c)).next().unwrap_or_default().trim_end_matches('.');
            assert!(root().join(named).exists(), "{}: there is no {named}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 2, "only {seen} names were looked at");
}

/// Paths, and the names of what is in the code.
#[test]
fn what_the_map_names_is_there() {
    let mut paths = BTreeSet::new();
    walk(&root(), &mut |path| {
        paths.insert(path.strip_prefix(root()).unwrap().to_string_lossy().into_owned());
    });
    let rooms: Vec<_> = rooms().into_iter().map(|(room, _)| room).collect();
    let words: BTreeMap<&str, BTreeSet<String>> =
        rooms.iter().map(|room| (room.as_str(), words_of(room))).collect();
    let (mut seen, text) = (0, architecture());
    // A block of text is no name.
    for name in quoted(&text).filter(|name| !name.contains(['\n', ' ', '*', '<'])) {
        if name.contains('/') {
            let wanted = name.trim_end_matches('/');
            let is_there = |path: &String| path == wanted || path.ends_with(&format!("/{wanted}"));
            assert!(paths.iter().any(is_there), "there is no {name}");
            seen += 1;
        } else if name.contains("::")
            || name.contains(char::is_uppercase) && name.contains(char::is_lowercase)
        {
            let parts: Vec<_> = name.split("::").collect();
            let last = parts.last().copied().unwrap_or_default();
            if !last.chars().all(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let is_there = match words.get(parts[0]) {
                Some(words) => words.contains(last),
                None => words.values().any(|words| words.contains(last)),
            };
            assert!(is_there, "nothing is called {name}");
            seen += 1;
        }
    }
    assert!(seen > 100, "only {seen} names were looked at");
}

fn words_of(room: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut words = BTreeSet::new();
    for (path, text) in code(room) {
        words.extend(text.split(|c| !is_part(c)).map(str::to_owned));
        words.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    words
}
