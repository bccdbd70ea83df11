//! What the README shows: real clients before and after a service turned TLS 1.0 and 1.1 off.

mod support;

use support::{EXAMPLE, cutover, root};

#[test]
fn the_table_in_english() {
    let ran = cutover(&["observe", EXAMPLE]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), ""));
    insta::assert_snapshot!(ran.stdout);
}

#[test]
fn the_table_in_japanese() {
    insta::assert_snapshot!(cutover(&["observe", EXAMPLE, "--lang", "ja"]).stdout);
}

#[test]
fn markdown() {
    insta::assert_snapshot!(cutover(&["observe", EXAMPLE, "--format", "markdown"]).stdout);
}

#[test]
fn json() {
    insta::assert_snapshot!(cutover(&["observe", EXAMPLE, "--format", "json"]).stdout);
}

#[test]
fn under_a_policy_with_suites() {
    let ran = cutover(&["observe", EXAMPLE, "--policy", "mozilla-modern-5.8"]);
    assert_eq!(ran.code, Some(1));
    insta::assert_snapshot!(ran.stdout);
}

#[test]
fn one_handshake_explained() {
    let ran = cutover(&["observe", EXAMPLE, "--explain", "70"]);
    assert_eq!(ran.code, Some(0));
    insta::assert_snapshot!(ran.stdout);
    insta::assert_snapshot!("explained_sslv2", cutover(&["observe", EXAMPLE, "--explain", "146"]).stdout);
    insta::assert_snapshot!(
        "explained_in_japanese",
        cutover(&["observe", EXAMPLE, "--explain", "136", "--lang", "ja"]).stdout
    );
}

#[test]
fn the_evidence_of_one_handshake() {
    let ran = cutover(&["observe", EXAMPLE, "--format", "jsonl"]);
    assert_eq!(ran.stdout.lines().count(), 16);
    let post_quantum = ran.stdout.lines().find(|line| line.contains("\"frame\":70,")).unwrap();
    insta::assert_snapshot!(post_quantum);
    insta::assert_snapshot!("csv", cutover(&["observe", EXAMPLE, "--format", "csv"]).stdout);
}

/// The block in README.md is what the program prints.
#[test]
fn readme() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let block = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert_eq!(block, cutover(&["observe", EXAMPLE]).stdout);
}

#[test]
fn verify_says_of_the_evidence_what_observe_says_of_the_capture() {
    let folder = tempfile::tempdir().unwrap();
    let evidence = folder.path().join("evidence.jsonl");
    let path = evidence.to_str().unwrap();
    for policy in ["tls12-plus", "tls13-only", "any", "mozilla-intermediate-5.8"] {
        let observed = cutover(&["observe", EXAMPLE, "-p", policy, "--format", "json"]);
        let written = cutover(&["observe", EXAMPLE, "-p", policy, "--format", "jsonl", "-o", path]);
        assert_eq!((written.code, written.stdout.as_str()), (observed.code, ""));
        let verified = cutover(&["verify", path, "-p", policy, "--format", "json"]);
        // How many packets there were is not evidence; everything else is the same.
        let judged = |text: &str| {
            let mut report: serde_json::Value = serde_json::from_str(text).unwrap();
            report.as_object_mut().unwrap().remove("read");
            // Nor is when the recording began and ended, and what it lost.
            let coverage = report["coverage"].as_object_mut().unwrap();
            for of_packets in ["from", "to", "seconds", "packets_cut", "packets_dropped", "packets_skipped"] {
                coverage.remove(of_packets);
            }
            report
        };
        assert_eq!(verified.code, observed.code, "{policy}");
        assert_eq!(judged(&verified.stdout), judged(&observed.stdout), "{policy}");
    }
}
