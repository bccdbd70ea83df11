//! `cutover registry`, as a user runs it.

mod support;

use serde_json::Value;
use support::{cutover, cutover_with, root};

const HANDMADE: &str = "crates/registry/tests/handmade";

#[test]
fn every_file_made_by_hand_gets_its_level_and_exit_code() {
    let text = std::fs::read_to_string(root().join(HANDMADE).join("expect.json")).unwrap();
    let expect: Value = serde_json::from_str(&text).unwrap();
    for (name, row) in expect.as_object().unwrap() {
        let file = format!("{HANDMADE}/{name}");
        let mut arguments = vec!["registry", "audit", &file, "--format", "json"];
        arguments.extend(row["args"].as_array().unwrap().iter().map(|a| a.as_str().unwrap()));
        let ran = cutover(&arguments);
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(report["level"], row["level"], "{name}");
        assert_eq!(ran.code, row["exit"].as_i64().map(|code| code as i32), "{name}");
        assert_eq!(ran.stderr, "", "{name}");
        for finding in report["findings"].as_array().unwrap() {
            let sentence = finding["message"].as_str().unwrap();
            assert!(!sentence.contains("finding-") && !sentence.contains('$'), "{name}: {sentence}");
        }
    }
}

#[test]
fn an_audit_reads_well() {
    let ran = cutover(&["registry", "audit", &format!("{HANDMADE}/67-evil-hidden-utf16.reg")]);
    insta::assert_snapshot!(ran.stdout);
    let file = format!("{HANDMADE}/02-win7-winhttp-a00-64only.reg");
    let ran = cutover(&["registry", "audit", &file, "--windows", "7", "--lang", "ja"]);
    insta::assert_snapshot!(ran.stdout);
    let ran = cutover(&["registry", "audit", &file, "--format", "markdown"]);
    insta::assert_snapshot!(ran.stdout);
}

#[test]
fn a_hostile_name_stays_text() {
    let file = "REGEDIT4\n[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run]\n\"\u{1b}[2J<b>|\"=\"x\"\n";
    for format in ["table", "markdown"] {
        let ran = cutover_with(&["registry", "audit", "-", "--format", format], file.as_bytes());
        assert_eq!(ran.code, Some(1));
        assert!(!ran.stdout.contains('\u{1b}'), "{}", ran.stdout);
        assert!(format != "markdown" || !ran.stdout.contains("<b>"), "{}", ran.stdout);
    }
}

#[test]
fn what_cannot_be_read_is_one_clear_line() {
    let hive = "crates/registry/tests/hives/SYSTEM.hive";
    for (file, code) in [("no-such-file", 3), ("crates", 3), (hive, 3), ("examples/office365.pcapng", 3)] {
        let ran = cutover(&["registry", "audit", file]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(code), ""), "{file}");
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    }
    let ran = cutover(&["registry", "audit", hive, "--code-page", "17"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("1250 to 1258"), "{}", ran.stderr);
}

#[test]
fn a_file_that_is_there_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report.md");
    let file = format!("{HANDMADE}/01-win7-winhttp-a00.reg");
    let arguments = ["registry", "audit", &file, "-o", out.to_str().unwrap()];
    assert_eq!(cutover(&arguments).code, Some(0));
    std::fs::write(&out, "mine").unwrap();
    let ran = cutover(&arguments);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "mine");
    assert_eq!(cutover(&[&arguments[..], &["--force"]].concat()).code, Some(0));
}
