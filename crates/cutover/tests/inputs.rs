//! Wrong input, hostile input, many inputs.

mod support;

use std::fs;
use std::io::{Read, Write};
use std::process::Stdio;

use cutover_testkit::{Connection, From, client_hello, pcap, server_hello};
use support::{EXAMPLE, command, cutover, cutover_with, root};

fn capture_of(name: &[u8], versions: &[u16]) -> Vec<u8> {
    capture_from(50_000, name, versions)
}

fn capture_from(port: u16, name: &[u8], versions: &[u16]) -> Vec<u8> {
    let mut c = Connection::open_from(port, 1000);
    c.send(From::Client, &client_hello(name, versions)).send(From::Server, &server_hello(versions[0], 0x2f));
    pcap(&c.close().packets)
}

#[test]
fn what_is_no_capture_is_named_with_what_it_looks_like() {
    let folder = tempfile::tempdir().unwrap();
    let mut told = String::new();
    for (name, content) in [
        ("empty.pcap", &b""[..]),
        ("notes.pcap", b"Dear manager,\n"),
        ("page.pcap", b"<!DOCTYPE html><p>"),
        ("archive.pcap", b"PK\x03\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        ("solaris.snoop", b"snoop\0\0\0\0\0\0\x02\0\0\0\x04\0\0\0\0\0\0\0\0"),
        ("noise.bin", &[0x81; 64]),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        let ran = cutover(&["observe", path.to_str().unwrap()]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""), "{name}");
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
        told.push_str(&ran.stderr.replace(folder.path().to_str().unwrap(), "FOLDER"));
    }
    told.push_str(&cutover(&["observe", "no-such-file.pcap"]).stderr);
    insta::assert_snapshot!(told);
}

#[test]
fn one_bad_file_among_many_is_named_and_the_rest_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.pcap");
    fs::write(&bad, "text").unwrap();
    let good = folder.path().join("good.pcap");
    fs::write(&good, capture_of(b"a.example.test", &[0x0303])).unwrap();
    let ran = cutover(&["observe", bad.to_str().unwrap(), good.to_str().unwrap()]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stdout.starts_with("Nothing seen here breaks under policy tls12-plus"), "{}", ran.stdout);
    assert!(ran.stderr.contains("bad.pcap: not a capture"));
    let breaks = cutover(&["observe", bad.to_str().unwrap(), EXAMPLE, "--format", "json"]);
    assert_eq!(breaks.code, Some(1));
    assert!(breaks.stdout.contains("\"not_read\": [\n    {\n      \"file\""), "{}", breaks.stdout);
}

#[test]
fn files_in_a_folder_that_are_no_captures_are_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("below")).unwrap();
    fs::write(folder.path().join("below/a.pcap"), capture_of(b"a.example.test", &[0x0303])).unwrap();
    fs::write(folder.path().join("notes.txt"), "text").unwrap();
    let ran = cutover(&["observe", folder.path().to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stderr.contains("1 file in the folders is no capture and was passed over"), "{}", ran.stderr);
    fs::write(folder.path().join("ring_0002.pcap.3"), "text").unwrap();
    let named = cutover(&["observe", folder.path().to_str().unwrap()]);
    assert_eq!(named.code, Some(3), "its name calls it a capture");
    assert!(named.stderr.contains("ring_0002.pcap.3: not a capture"), "{}", named.stderr);
    fs::remove_file(folder.path().join("ring_0002.pcap.3")).unwrap();
    fs::write(folder.path().join("a.pcap.sha256"), "text").unwrap();
    fs::write(folder.path().join("acme.capacity.md"), "text").unwrap();
    let beside = cutover(&["observe", folder.path().to_str().unwrap()]);
    assert_eq!(beside.code, Some(0), "what is beside a capture is passed over: {}", beside.stderr);
    fs::write(folder.path().join("old.zip"), b"PK\x03\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0").unwrap();
    let packed = cutover(&["observe", folder.path().to_str().unwrap()]);
    assert_eq!(packed.code, Some(3), "an archive may hold captures");
}

/// Rings and folders of traces are often links to where there is room.
#[cfg(unix)]
#[test]
fn links_to_captures_in_a_folder_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("a.pcap");
    fs::write(&file, capture_of(b"a.example.test", &[0x0301])).unwrap();
    std::os::unix::fs::symlink(&file, folder.path().join("today.pcap")).unwrap();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("itself")).unwrap();
    let ran = cutover(&["observe", folder.path().to_str().unwrap()]);
    assert!(ran.stdout.contains("a.example.test"), "{}", ran.stdout);
    let deeper = elsewhere.path().join("deeper");
    fs::create_dir(&deeper).unwrap();
    fs::write(deeper.join("b.pcap"), capture_from(50_001, b"b.example.test", &[0x0301])).unwrap();
    std::os::unix::fs::symlink(&deeper, folder.path().join("more")).unwrap();
    assert!(
        std::process::Command::new("mkfifo").arg(elsewhere.path().join("pipe")).status().unwrap().success()
    );
    std::os::unix::fs::symlink(elsewhere.path().join("pipe"), folder.path().join("pipe")).unwrap();
    let ran = cutover(&["observe", folder.path().to_str().unwrap()]);
    assert!(ran.stdout.contains("b.example.test"), "{}", ran.stdout);
    fs::remove_file(&file).unwrap();
    let nowhere = cutover(&["observe", folder.path().to_str().unwrap()]);
    assert!(nowhere.stderr.contains("today.pcap"), "{}", nowhere.stderr);
}

/// The command that converts a capture of another kind is shown only where it can be typed.
#[cfg(unix)]
#[test]
fn no_command_is_proposed_for_a_name_that_cannot_be_typed() {
    let netmon = b"GMBU\0\x02\x01\0 and so on";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a\u{1b}]0;b\u{7}$(id).cap");
    fs::write(&file, netmon).unwrap();
    for ran in [cutover(&["observe", file.to_str().unwrap()]), cutover_with(&["observe", "-"], netmon)] {
        assert_eq!(ran.code, Some(3));
        assert!(!ran.stderr.contains("editcap") && ran.stderr.lines().count() == 1, "{}", ran.stderr);
    }
}

#[test]
fn cut_off_inside_everything_before_is_judged_and_the_offset_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.pcap");
    let mut file = capture_of(b"a.example.test", &[0x0301]);
    let whole = file.len();
    file.truncate(whole - 10);
    fs::write(&path, &file).unwrap();
    let ran = cutover(&["observe", path.to_str().unwrap()]);
    assert_eq!(ran.code, Some(1));
    let offset = whole - 16 - 54;
    assert!(ran.stderr.contains(&format!("cut off at byte {offset}")), "{}", ran.stderr);
    assert!(ran.stdout.contains("a.example.test"));
}

#[test]
fn no_tls_in_it_says_what_was_read() {
    let mut c = Connection::open();
    c.send(From::Client, b"GET / HTTP/1.0\r\n\r\n");
    let ran = cutover_with(&["observe", "-"], &pcap(&c.packets));
    assert_eq!(ran.code, Some(4));
    insta::assert_snapshot!(ran.stderr, @r"
    No TLS handshake was found, so there is nothing to judge.
    The TCP connections that were recorded show no TLS.
    4 packets were read: 4 TCP.
    ");
    assert_eq!(cutover_with(&["observe", "-", "--fail-on", "never"], &pcap(&c.packets)).code, Some(0));
}

/// A server name that would clear the screen, turn the text around, be a formula, a cell, a tag.
#[test]
fn a_hostile_server_name_reaches_nobody() {
    let name = "=1+1\u{1b}[2J\u{202e}gpj|<script>\n\"x";
    let file = capture_of(name.as_bytes(), &[0x0301]);
    for format in ["table", "json", "jsonl", "csv", "markdown"] {
        let ran = cutover_with(&["observe", "-", "--format", format], &file);
        assert_eq!(ran.code, Some(1), "{format}");
        assert!(!ran.stdout.contains('\u{1b}'), "{format}: {}", ran.stdout);
        match format {
            "table" => {
                assert!(ran.stdout.contains(r"=1+1\u{1b}[2J\u{202e}gpj|<script>\u{a}"), "{}", ran.stdout);
            }
            "markdown" => assert!(!ran.stdout.contains("<script>") && !ran.stdout.contains('\u{202e}')),
            "csv" => {
                assert!(ran.stdout.contains("'=1+1") && !ran.stdout.contains('\u{202e}'), "{}", ran.stdout);
            }
            _ => {
                let first = ran.stdout.lines().next().unwrap_or_default();
                assert!(format != "jsonl" || first.contains(r#""server_name":"=1+1\u001b[2J"#), "{first}");
            }
        }
    }
}

#[test]
fn evidence_of_captures_of_one_time_comes_in_the_order_in_which_they_are_given() {
    let folder = tempfile::tempdir().unwrap();
    let mut arguments = vec!["observe".to_owned(), "--format".to_owned(), "jsonl".to_owned()];
    for i in 0..20 {
        let path = folder.path().join(format!("{i}.pcap"));
        fs::write(&path, capture_from(50_000 + i, format!("host{i:02}.test").as_bytes(), &[0x0303])).unwrap();
        arguments.push(path.to_str().unwrap().to_owned());
    }
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let ran = cutover(&arguments);
    let names: Vec<_> =
        ran.stdout.lines().map(|line| line.find("host").map(|at| line[at + 4..at + 6].to_owned())).collect();
    assert_eq!(names, (0..20).map(|i| Some(format!("{i:02}"))).collect::<Vec<_>>());
}

/// Rows come as handshakes end, while the stream goes on.
#[test]
fn a_growing_stream_gives_rows_as_handshakes_end() {
    let mut child = command(&["observe", "-", "--format", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut c = Connection::open();
    c.send(From::Client, &client_hello(b"a.example.test", &[0x0301]));
    c.send(From::Server, &[21, 3, 1, 0, 2, 2, 70]);
    stdin.write_all(&pcap(&c.packets)).unwrap();
    stdin.flush().unwrap();
    let mut first = [0; 20];
    child.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
    assert_eq!(&first, br#"{"kind":"handshake","#);
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

/// Ctrl-C ends the reading of a pipe that goes on for ever, or of one that nobody writes into yet; what was found is reported.
#[cfg(unix)]
#[test]
fn ctrl_c_reports_what_was_found() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let pipe_name = pipe.to_str().unwrap();
    for (input, is_written) in [("-", true), (pipe_name, true), (pipe_name, false)] {
        let mut child = command(&["observe", input])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin: Box<dyn Write> = match (input, is_written) {
            ("-", _) => Box::new(child.stdin.take().unwrap()),
            (_, true) => Box::new(fs::OpenOptions::new().write(true).open(&pipe).unwrap()),
            _ => Box::new(std::io::sink()),
        };
        stdin.write_all(&fs::read(root().join(EXAMPLE)).unwrap()).unwrap();
        stdin.flush().unwrap();
        // The handler is set before the first byte is read, and reading this much takes far less than a second.
        std::thread::sleep(std::time::Duration::from_secs(1));
        let id = child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let mut out = String::new();
        child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        drop(stdin);
        assert!(out.starts_with(if is_written { "5 of 7 clients break" } else { "" }), "{out}");
        assert!(err.contains("stopped"), "{err}");
        assert_eq!(child.wait().unwrap().code(), Some(if is_written { 1 } else { 3 }), "{err}");
    }
}

/// What is only a part takes nobody's place.
#[cfg(unix)]
#[test]
fn ctrl_c_leaves_an_older_result_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (kept, other) = (folder.path().join("kept.txt"), folder.path().join("kept.txt.part"));
    fs::write(&other, "of somebody else").unwrap();
    for format in ["table", "jsonl"] {
        fs::write(&kept, "all of it").unwrap();
        let mut child = command(&["observe", "-", "-f", format, "-o", kept.to_str().unwrap()])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(&fs::read(root().join(EXAMPLE)).unwrap()).unwrap();
        std::thread::sleep(std::time::Duration::from_secs(1));
        let id = child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        drop(stdin);
        assert_eq!(child.wait().unwrap().code(), Some(1), "{err}");
        assert!(err.contains("kept.txt stays as it was"), "{err}");
        assert_eq!(fs::read_to_string(&kept).unwrap(), "all of it");
        assert_eq!(fs::read_to_string(&other).unwrap(), "of somebody else");
        let there = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().path();
        let is_part = |path: &std::path::PathBuf| {
            err.contains(path.to_str().unwrap())
                && path.extension().is_some_and(|extension| extension == "part")
        };
        let part =
            fs::read_dir(folder.path()).unwrap().map(there).find(is_part).expect("a part that is named");
        let there = fs::read_to_string(&part).unwrap();
        assert!(
            there.starts_with("5 of 7 clients break") || there.starts_with(r#"{"kind":"handshake""#),
            "{there}"
        );
        fs::remove_file(&part).unwrap();
    }
}

/// A command that prints, and could not, has not done what it was asked for.
#[cfg(target_os = "linux")]
#[test]
fn no_room_for_the_output_is_a_failure_of_every_command() {
    for arguments in [
        &["policy", "list"][..],
        &["policy", "show", "m365-2020"],
        &["policy", "check", "data/policies/any.toml"],
        &["policy", "calendar"],
        &["clients", "list"],
        &["clients", "show", "ie8-win7"],
        &["clients", "show", "ie8-win7", "--format", "toml"],
        &["gate", "check", "examples/gate.toml"],
        &["gate", "calendar", "examples/gate.toml"],
        &["observe", EXAMPLE],
        &["simulate", "--policy", "*", "-f", "json"],
        &["scan", "--dry-run", "192.0.2.1"],
        &["--help"],
        &["--version"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ran = command(arguments).stdout(full).stderr(Stdio::piped()).output().unwrap();
        let err = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(2), "{arguments:?}: {err}");
        assert!(err.starts_with("error: ") && err.lines().count() == 1, "{arguments:?}: {err}");
    }
}

/// What the program proposes to type does what it says, whoever named the file.
#[cfg(unix)]
#[test]
fn the_command_that_checks_a_row_can_be_pasted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("it's; echo $HOME.pcapng");
    fs::copy(root().join(EXAMPLE), &file).unwrap();
    let ran = cutover(&["observe", file.to_str().unwrap(), "-p", "mozilla-modern-5.8"]);
    let line = ran.stdout.lines().find(|line| line.contains("--explain")).unwrap();
    let words = line.split_once("cutover ").unwrap().1;
    let typed = format!("exec '{}' {words}", env!("CARGO_BIN_EXE_cutover"));
    let shell = std::process::Command::new("sh").args(["-c", &typed]).env("LC_ALL", "C").output().unwrap();
    let out = String::from_utf8(shell.stdout).unwrap();
    assert!(out.contains("mozilla-modern-5.8"), "{typed}: {out}");
    assert_eq!(shell.status.code(), Some(1), "it breaks, and that is what is shown");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let mut child = command(&["policy", "list"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_file_of_output_is_whole_or_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.md");
    let ran = cutover(&["observe", EXAMPLE, "-f", "markdown", "-o", report.to_str().unwrap()]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
    assert!(fs::read_to_string(&report).unwrap().starts_with("**5 of 7"));
    let nowhere = cutover(&["observe", EXAMPLE, "-o", "no/such/folder/report.md"]);
    assert_eq!(nowhere.code, Some(2));
    assert!(nowhere.stderr.contains("no/such/folder/report.md: cannot be written"), "{}", nowhere.stderr);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn evidence_that_is_none_is_named_with_its_line() {
    let good = cutover(&["observe", EXAMPLE, "--format", "jsonl"]).stdout;
    let mixed = format!("{}\nnot json\n{{}}\n", good.lines().next().unwrap());
    let ran = cutover_with(&["verify", "-", "-p", "any"], mixed.as_bytes());
    assert_eq!(ran.code, Some(3));
    insta::assert_snapshot!(ran.stderr);
    assert_eq!(cutover_with(&["verify", "-"], b"").code, Some(4));
    let ran = cutover(&["verify", "no-such-file"]);
    assert_eq!((ran.code, &ran.stdout[..]), (Some(3), ""), "nobody knows what it would hold");
}

#[test]
fn what_is_named_twice_is_read_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pcap");
    fs::write(&file, capture_of(b"a.example.test", &[0x0303])).unwrap();
    let both = cutover(&["observe", folder.path().to_str().unwrap(), file.to_str().unwrap()]);
    assert!(both.stdout.contains("1 handshake: "), "{}", both.stdout);
}

#[test]
fn an_input_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pcap");
    let content = capture_of(b"a.example.test", &[0x0303]);
    fs::write(&file, &content).unwrap();
    let name = file.to_str().unwrap();
    let ran = cutover(&["observe", name, "-o", name]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.contains("is also read"), "{}", ran.stderr);
    assert_eq!(fs::read(&file).unwrap(), content);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_folder_without_files_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let ran = cutover(&["observe", folder.path().to_str().unwrap()]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stderr.ends_with("is a folder without any file in it\n"), "{}", ran.stderr);
}

#[test]
fn captures_and_evidence_are_judged_together_whatever_the_verb() {
    let folder = tempfile::tempdir().unwrap();
    let (capture, evidence) = (folder.path().join("a.pcap"), folder.path().join("evidence.jsonl"));
    fs::write(&capture, capture_of(b"a.example.test", &[0x0303])).unwrap();
    fs::write(&evidence, cutover(&["observe", EXAMPLE, "--format", "jsonl"]).stdout).unwrap();
    let (capture, evidence) = (capture.to_str().unwrap(), evidence.to_str().unwrap());
    let (observed, verified) =
        (cutover(&["observe", capture, evidence]), cutover(&["verify", evidence, capture]));
    assert_eq!((observed.code, &observed.stdout), (Some(1), &verified.stdout));
    assert!(observed.stdout.contains("17 handshakes: "), "{}", observed.stdout);
    // The evidence does not say what was missing from its recording; the capture does of its own.
    assert!(observed.stdout.contains("evidence does not say"), "{}", observed.stdout);
    assert!(observed.stdout.contains("packets read from 1 capture"), "{}", observed.stdout);
    let all = cutover(&["observe", capture, evidence, "--format", "jsonl"]).stdout;
    assert_eq!(all.lines().count(), 17);
    // As it comes through a pipe, either is known by what it says.
    let piped = support::cutover_with(&["verify", "-"], &fs::read(capture).unwrap());
    assert!(cutover(&["observe", capture]).stdout.starts_with(&piped.stdout), "{}", piped.stdout);
    let piped = support::cutover_with(&["observe", "-"], &fs::read(evidence).unwrap());
    assert_eq!(piped.stdout, cutover(&["verify", evidence]).stdout);
}

/// What was made of a capture often lies beside it, and would count twice.
#[test]
fn evidence_beside_captures_in_a_folder_is_passed_over_and_said() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.pcap"), capture_of(b"a.example.test", &[0x0303])).unwrap();
    fs::write(folder.path().join("b.jsonl"), cutover(&["observe", EXAMPLE, "--format", "jsonl"]).stdout)
        .unwrap();
    let ran = cutover(&["observe", folder.path().to_str().unwrap()]);
    assert!(ran.stdout.contains("1 handshake: "), "{}", ran.stdout);
    assert!(ran.stderr.contains("b.jsonl"), "{}", ran.stderr);
}

/// Windows PowerShell writes UTF-16 when a program's output is redirected with `>`.
#[test]
fn evidence_in_utf_16_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let evidence = cutover(&["observe", EXAMPLE, "--format", "jsonl"]).stdout.replace('\n', "\r\n");
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(evidence.encode_utf16().flat_map(u16::to_le_bytes));
    let file = folder.path().join("evidence.jsonl");
    fs::write(&file, bytes).unwrap();
    let ran = cutover(&["verify", file.to_str().unwrap()]);
    assert!(ran.stdout.contains("16 handshakes: "), "{}{}", ran.stdout, ran.stderr);
}

#[cfg(unix)]
#[test]
fn an_output_that_is_a_link_a_private_file_or_a_device_stays_what_it_is() {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (file, link, pipe) =
        (folder.path().join("file"), folder.path().join("link"), folder.path().join("pipe"));
    std::fs::write(&file, "before").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    symlink(&file, &link).unwrap();
    let observe = |output: &std::path::Path| {
        let ran = support::cutover(&["observe", EXAMPLE, "-o", output.to_str().unwrap()]);
        assert_eq!((ran.code, &ran.stdout[..], &ran.stderr[..]), (Some(1), "", ""));
    };
    observe(&link);
    assert!(link.is_symlink());
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("5 of 7 clients"));
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = {
        let pipe = pipe.clone();
        std::thread::spawn(move || std::fs::read_to_string(pipe).unwrap())
    };
    observe(&pipe);
    assert!(reader.join().unwrap().starts_with("5 of 7 clients"));
    assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
}

/// What never ends is given up before it is kept, whatever it was named as.
#[cfg(unix)]
#[test]
fn what_never_ends_is_given_up() {
    let endless = "/dev/zero";
    let verbs: [&[&str]; 20] = [
        &["observe", endless],
        &["observe", EXAMPLE, "--policy", endless],
        &["verify", endless],
        &["verify", EXAMPLE, "--policy", endless],
        &["scan", "--targets", endless],
        &["scan", "127.0.0.1:1", "--exclude", endless],
        &["scan", "127.0.0.1:1", "--resume", endless],
        &["scan", "diff", endless, endless],
        &["simulate", "--servers", endless],
        &["simulate", "--evidence", endless],
        &["simulate", "--registry", endless, "--windows", "11"],
        &["registry", "audit", endless],
        &["registry", "explain", endless],
        &["registry", "effective", endless, "--windows", "11"],
        &["registry", "diff", endless, endless],
        &["registry", "undo", endless, "--from", endless],
        &["clients", "add", "--from", endless, "--client", "192.0.2.1"],
        &["policy", "check", endless],
        &["gate", "check", endless],
        &["gate", "--config", endless],
    ];
    for arguments in verbs {
        let mut limited = std::process::Command::new("sh");
        // A gigabyte of addresses, and few seconds.
        limited.args([
            "-c",
            "ulimit -v 1048576; ulimit -t 20; exec \"$@\"",
            "sh",
            env!("CARGO_BIN_EXE_cutover"),
        ]);
        let output = limited.args(arguments).env("LC_ALL", "C").output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(2..=4)), "{arguments:?}: {:?} {told}", output.status);
        assert!(told.contains("/dev/zero") && told.lines().count() <= 4, "{arguments:?}: {told}");
    }
}

/// Whoever reads only what is printed is told that the rest was not read, and the exit code is not that of an all-clear.
#[test]
fn evidence_whose_rest_was_not_read_is_no_all_clear() {
    let folder = tempfile::tempdir().unwrap();
    let good = cutover(&["observe", EXAMPLE, "--format", "jsonl"]).stdout;
    let good: Vec<&str> = good.lines().filter(|line| line.contains("\"offered_max\":\"TLS 1.3\"")).collect();
    let fits = good.iter().find(|line| line.contains("\"negotiated_version\":\"TLS 1.3\"")).unwrap();
    let path = folder.path().join("half.jsonl");
    fs::write(&path, [fits.as_bytes(), b"\n", &vec![0; 18 << 20], b"\n", fits.as_bytes()].concat()).unwrap();
    let ran = cutover(&["verify", path.to_str().unwrap()]);
    assert_eq!(ran.code, Some(3), "{}", ran.stdout);
    assert!(ran.stdout.contains("so the rest was not read"), "{}", ran.stdout);
}
