//! What is read is what was meant: once, whole, and never written over.

use std::fs;
use std::path::Path;

use cutover_testkit::{Connection, From, client_hello, pcap, server_hello};
use support::{Ran, cutover, cutover_with};

mod support;

fn capture() -> Vec<u8> {
    let mut connection = Connection::open();
    connection.send(From::Client, &client_hello(b"a.example.test", &[0x0301]));
    connection.send(From::Server, &server_hello(0x0301, 0x2f)).close();
    pcap(&connection.packets)
}

/// A folder with a capture, and the evidence of it.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.pcap"), capture()).unwrap();
    let evidence = cutover(&["observe", &text(&folder.path().join("a.pcap")), "--format", "jsonl"]).stdout;
    assert_eq!(evidence.lines().count(), 1);
    fs::write(folder.path().join("a.jsonl"), evidence).unwrap();
    folder
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn counted(ran: &Ran) -> usize {
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    json["results"].as_array().unwrap().iter().map(|row| row["handshakes"].as_u64().unwrap() as usize).sum()
}

#[test]
fn evidence_beside_the_capture_that_it_is_of_counts_once() {
    let folder = folder();
    let all = text(folder.path());
    for verb in ["observe", "verify"] {
        let ran = cutover(&[verb, &all, "--format", "json"]);
        assert_eq!((ran.code, counted(&ran)), (Some(1), 1), "{verb}: {}", ran.stderr);
        assert!(ran.stderr.contains("passed over"), "{verb}: {}", ran.stderr);
    }
    // What was named is meant.
    let both = [text(&folder.path().join("a.pcap")), text(&folder.path().join("a.jsonl"))];
    assert_eq!(counted(&cutover(&["verify", &both[0], &both[1], "--format", "json"])), 2);
    // Where there is nothing else, the other kind is meant.
    fs::remove_file(&both[0]).unwrap();
    let ran = cutover(&["observe", &all, "--format", "json"]);
    assert_eq!((ran.code, counted(&ran), ran.stderr.as_str()), (Some(1), 1, ""));
}

#[cfg(unix)]
#[test]
fn a_pipe_may_hold_either() {
    let folder = folder();
    for file in ["a.pcap", "a.jsonl"] {
        for verb in ["observe", "verify"] {
            let pipe = folder.path().join("pipe");
            rustix::fs::mknodat(
                rustix::fs::CWD,
                &pipe,
                rustix::fs::FileType::Fifo,
                rustix::fs::Mode::from_raw_mode(0o600),
                0,
            )
            .unwrap();
            let (from, to) = (folder.path().join(file), pipe.clone());
            let writer = std::thread::spawn(move || fs::write(to, fs::read(from).unwrap()));
            let ran = cutover(&[verb, &text(&pipe), "--format", "json"]);
            assert_eq!((ran.code, counted(&ran)), (Some(1), 1), "{verb} {file}: {}", ran.stderr);
            writer.join().unwrap().unwrap();
            fs::remove_file(pipe).unwrap();
        }
    }
}

#[test]
fn standard_input_stands_for_one_thing() {
    for arguments in [
        &["simulate", "--evidence", "-", "--servers", "-"][..],
        &["simulate", "--windows", "7", "--registry", "-", "-"],
        &["scan", "--targets", "-", "--exclude", "-", "--dry-run"],
        &["scan", "diff", "-", "-"],
        &["registry", "undo", "-", "--from", "-"],
        &["registry", "effective", "--windows", "7", "-", "-"],
        &["registry", "diff", "-", "-"],
    ] {
        let ran = cutover_with(arguments, b"");
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.stderr);
        let said = "error: Standard input can stand for one of the inputs, not for several.\n";
        assert!(ran.stderr.starts_with(said) && ran.stdout.is_empty(), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn the_file_of_a_policy_is_read_and_never_written_over() {
    let folder = folder();
    let (policy, evidence) = (folder.path().join("mine.toml"), text(&folder.path().join("a.jsonl")));
    let text_of_policy = "id = \"mine\"\nname = \"Ours\"\nside = \"server\"\nversions = [\"TLS 1.2\"]\nsource = \"me\"\nconfidence = \"own\"\n";
    fs::write(&policy, text_of_policy).unwrap();
    let policy = text(&policy);
    for arguments in [
        &["verify", &evidence, "--policy", &policy][..],
        &["observe", &evidence, "--policy", &policy],
        &["simulate", "--evidence", &evidence, "--policy", &policy],
        &["scan", "127.0.0.1:1", "--policy", &policy],
        &["scan", "diff", &evidence, &evidence, "--policy", &policy],
    ] {
        let ran = cutover(&[arguments, &["-o", &policy]].concat());
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("is also read"), "{arguments:?}: {}", ran.stderr);
        assert_eq!(fs::read_to_string(&policy).unwrap(), text_of_policy);
    }
}

#[test]
fn what_stands_behind_a_line_without_measure_is_judged() {
    let folder = folder();
    let good = fs::read_to_string(folder.path().join("a.jsonl")).unwrap();
    let much = format!("{good}{}\n{good}", "x".repeat(5 << 20));
    let ran = cutover_with(&["verify", "-", "--format", "json"], much.as_bytes());
    assert_eq!((ran.code, counted(&ran)), (Some(1), 2), "{}", ran.stderr);
    assert!(ran.stderr.contains("line 2"), "{}", ran.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn a_policy_that_is_there_and_broken_is_not_told_as_missing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bad.toml"), "id = \"bad\"\n").unwrap();
    let settings = "[[listener]]\nname = \"a\"\nlisten = [\"127.0.0.1:0\"]\nupstream = [\"127.0.0.1:1\"]\npolicy = \"bad.toml\"\nmode = \"report\"\n";
    fs::write(folder.path().join("gate.toml"), settings).unwrap();
    let ran = cutover(&["gate", "check", &text(&folder.path().join("gate.toml"))]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert!(ran.stderr.contains("bad.toml") && ran.stderr.contains(" is missing"), "{}", ran.stderr);
}
