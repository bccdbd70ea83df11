//! Policies and clients of one's own: what is printed to begin with is good, and all mistakes are told at once.

mod support;

use std::fs;
use std::path::Path;

use support::{Ran, command};

/// Runs the program with a folder for settings of its own, which is called FOLDER in what it says.
fn with_settings(folder: &Path, arguments: &[&str]) -> Ran {
    let arguments: Vec<String> =
        arguments.iter().map(|argument| argument.replace("FOLDER", folder.to_str().unwrap())).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = command(&arguments).env("XDG_CONFIG_HOME", folder).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(folder.to_str().unwrap(), "FOLDER");
    Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[test]
fn what_is_printed_of_a_policy_to_begin_with_is_good() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| with_settings(folder.path(), arguments);
    let all: serde_json::Value =
        serde_json::from_str(&run(&["policy", "list", "--format", "json"]).stdout).unwrap();
    let ids: Vec<&str> = all.as_array().unwrap().iter().filter_map(|policy| policy["id"].as_str()).collect();
    assert!(ids.len() > 50);
    let mut files = Vec::new();
    for id in ids {
        let lang = if files.len() % 2 == 0 { "en" } else { "ja" };
        let shown = run(&["policy", "show", id, "--format", "toml", "--lang", lang]);
        assert!(shown.stdout.starts_with("# "), "{}", shown.stdout);
        fs::write(folder.path().join(format!("{id}.toml")), shown.stdout).unwrap();
        files.push(format!("FOLDER/{id}.toml"));
    }
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let checked = run(&[&["policy", "check"], &files[..]].concat());
    assert_eq!((checked.code, checked.stdout.lines().count()), (Some(0), files.len()), "{}", checked.stderr);
    // One's own file is shown as it is written, without what Windows puts in front.
    let any = fs::read_to_string(folder.path().join("any.toml")).unwrap();
    fs::write(folder.path().join("bom.toml"), format!("\u{feff}{any}")).unwrap();
    assert!(!run(&["policy", "show", "FOLDER/bom.toml", "--format", "toml"]).stdout.contains('\u{feff}'));
    let two = run(&["policy", "show", "any", "m365-2020", "--format", "toml"]);
    assert_eq!(two.code, Some(2));
    assert!(two.stdout.is_empty() && two.stderr.contains("one policy"), "{}", two.stderr);
}

#[test]
fn what_is_printed_of_clients_to_begin_with_is_good_and_is_ones_own_then() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| with_settings(folder.path(), arguments);
    let own = folder.path().join("cutover/clients");
    fs::create_dir_all(&own).unwrap();
    for lang in ["en", "ja"] {
        let shown = run(&["clients", "show", "*", "--format", "toml", "--lang", lang]);
        let file = own.join("mine.toml");
        fs::write(&file, &shown.stdout).unwrap();
        let checked = run(&["clients", "check", "FOLDER/cutover/clients/mine.toml"]);
        assert_eq!(checked.code, Some(0), "{}", checked.stderr);
        assert!(checked.stdout.contains(" good clients: my-android-2, "), "{}", checked.stdout);
        let listed = run(&["clients", "list", "my-*"]);
        assert!(listed.stdout.contains("\n341 clients."), "{}{}", listed.stdout, listed.stderr);
        fs::remove_file(file).unwrap();
    }
    // The same client is predicted to end the same.
    fs::write(own.join("old.toml"), run(&["clients", "show", "ie8-xp", "--format", "toml"]).stdout).unwrap();
    let verdicts = run(&["simulate", "--clients", "ie8-xp,my-ie8-xp", "--format", "json"]).stdout;
    let verdicts: serde_json::Value = serde_json::from_str(&verdicts).unwrap();
    let results = verdicts["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    assert_eq!(results[0]["verdict"], results[1]["verdict"]);
    assert_eq!(results[0]["offers"], results[1]["offers"]);
}

const BAD_CLIENTS: &str = r#"[[client]]
id = "ie8-xp"
name = "Ours"
kind = "toaster"
versions = ["TLSv1.0", "TLS 1.2"]
source = []
confidence = "sure"
remidies = ["updat"]

[[client]]
id = "a"
name = "A"
kind = "device"
versions = ["TLS 1.0"]
source = ["me"]
confidence = "own"
hello_like = "ie9-xp"

[[client]]
id = "a"
"#;

const BAD_POLICY: &str = r#"id = "mine"
nmae = "Mine"
side = "middle"
versions = ["TLSv1.2", "SSLv3"]
colour = "blue"
source = "me"
confidence = "onw"
refused_from = "soon"

[suites]
denied = ["TLS_RSA_WITH_AES_128_CBC_SHA1", "RC4"]
"#;

#[test]
fn all_mistakes_are_told_at_once_with_their_lines() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("clients.toml"), BAD_CLIENTS).unwrap();
    fs::write(folder.path().join("policy.toml"), BAD_POLICY).unwrap();
    let mut told = String::new();
    for lang in ["en", "ja"] {
        for what in ["clients", "policy"] {
            let ran = with_settings(
                folder.path(),
                &[what, "check", &format!("FOLDER/{what}.toml"), "--lang", lang],
            );
            assert_eq!(ran.code, Some(2), "{}", ran.stderr);
            assert!(ran.stdout.is_empty());
            told.push_str(&ran.stderr);
            told.push('\n');
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn a_hello_looks_like_a_client_of_ones_own() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| with_settings(folder.path(), arguments);
    let before = run(&["observe", support::EXAMPLE, "--format", "json"]);
    let breaks: serde_json::Value = serde_json::from_str(&before.stdout).unwrap();
    let client = breaks["results"][0]["client_ip"].as_str().unwrap();
    let added = run(&[
        "clients",
        "add",
        "--from",
        support::EXAMPLE,
        "--client",
        client,
        "--id",
        "till",
        "--name",
        "Till",
    ]);
    assert_eq!(added.code, Some(0), "{}", added.stderr);
    let after = run(&["observe", support::EXAMPLE]);
    assert!(after.stdout.contains("Till"), "{}{}", after.stdout, after.stderr);
}

#[test]
fn what_comes_from_standard_input_is_checked_too() {
    let shown = support::cutover(&["policy", "show", "any", "--format", "toml"]).stdout;
    let checked = support::cutover_with(&["policy", "check", "-"], shown.as_bytes());
    assert_eq!(checked.code, Some(0), "{}", checked.stderr);
    let shown = support::cutover(&["clients", "show", "ie8-xp", "--format", "toml"]).stdout;
    let checked = support::cutover_with(&["clients", "check", "-"], shown.as_bytes());
    assert_eq!(checked.code, Some(0), "{}", checked.stderr);
    let nothing = support::cutover_with(&["clients", "check", "-"], b"\xff");
    assert_eq!(nothing.code, Some(2));
    assert_eq!(
        nothing.stderr,
        "error: standard input: not a text in UTF-8; save it in that encoding (Notepad: Save as, Encoding)\n"
    );
}
