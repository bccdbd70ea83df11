//! `cutover scan` against small servers of this test, which answer a hello's first bytes and nothing more. What real
//! servers answer is the matter of `testbed/scan`.

mod support;

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use support::{Ran, command, cutover, cutover_with};

/// A server that chooses the newest of these versions that a hello leaves it, with `TLS_RSA_WITH_AES_128_CBC_SHA`,
/// and refuses by `protocol_version` otherwise. Its port.
fn server(versions: &'static [u8]) -> u16 {
    listening(move |mut stream| {
        let hello = read_hello(&mut stream)?;
        let minor = asked(&hello);
        // This server knows x25519 alone.
        let post_quantum = hello.windows(8).any(|w| w == [0, 10, 0, 4, 0, 2, 0x11, 0xec]);
        let best = versions.iter().copied().filter(|v| *v <= minor).max();
        // What asks by supported_versions takes nothing older.
        match best.filter(|best| !post_quantum && (minor != 4 || *best == 4)) {
            Some(4) => {
                let mut body = vec![3, 3];
                body.extend([7; 32]);
                body.extend([0, 0x13, 0x01, 0, 0, 12, 0, 43, 0, 2, 3, 4, 0, 51, 0, 2, 0, 29]);
                stream.write_all(&message(&body))?;
            }
            Some(minor) => {
                let mut body = vec![3, minor];
                body.extend([7; 32]);
                body.extend([0, 0, 0x2f, 0]);
                stream.write_all(&message(&body))?;
            }
            None => stream.write_all(&[21, 3, 1, 0, 2, 2, 70])?,
        }
        thread::sleep(Duration::from_millis(50));
        Ok(())
    })
}

fn listening(answer: impl Fn(TcpStream) -> std::io::Result<()> + Send + Sync + Copy + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || {
                let _ = answer(stream);
            });
        }
    });
    port
}

/// The hello's record; nothing of an SSL 2.0 hello, which gets no answer but the end.
fn read_hello(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut header = [0; 5];
    stream.read_exact(&mut header)?;
    if header[0] != 22 {
        return Err(std::io::ErrorKind::InvalidData.into());
    }
    let mut payload = vec![0; usize::from(u16::from_be_bytes([header[3], header[4]]))];
    stream.read_exact(&mut payload)?;
    Ok(payload)
}

/// The minor version that a hello asks for.
fn asked(payload: &[u8]) -> u8 {
    let supported_versions = payload.windows(7).any(|w| w == [0, 43, 0, 3, 2, 3, 4]);
    if supported_versions { 4 } else { payload[5] }
}

fn message(body: &[u8]) -> Vec<u8> {
    let length = body.len() as u8;
    let mut record = vec![22, 3, 1, 0, length + 4, 2, 0, 0, length];
    record.extend(body);
    record
}

/// The output with the ports replaced, which differ from run to run.
fn told(text: &str, ports: &[(u16, &str)]) -> String {
    let mut text = text.to_owned();
    for (port, name) in ports {
        text = text.replace(&port.to_string(), name);
    }
    text
}

fn scan(arguments: &[&str]) -> Ran {
    cutover(&[&["scan", "--no-host-limit"], arguments].concat())
}

#[test]
fn servers_that_are_as_the_policy_asks_and_servers_that_are_not() {
    let (old, new, both) = (server(&[0, 1]), server(&[3, 4]), server(&[1, 2, 3, 4]));
    let ports = [(old, "OLD"), (new, "NEW"), (both, "BOTH")];
    let targets = [old, new, both].map(|port| format!("127.0.0.1:{port}"));
    let of = |arguments: &[&str]| {
        let targets = targets.each_ref().map(String::as_str);
        let ran = scan(&[&["--policy", "tls12-plus"], &targets[..], arguments].concat());
        assert_eq!(ran.code, Some(1), "{}", ran.stderr);
        ran
    };
    // Columns are as wide as the ports, which have five digits but for the names put in their place.
    let squeezed = |text: &str| -> String {
        let lines = told(text, &ports);
        let mut lines: Vec<_> =
            lines.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        // In the order of the addresses, which the ports decide.
        if let Some(rows) = lines.get_mut(3..6) {
            rows.sort();
        }
        lines.join("\n")
    };
    insta::assert_snapshot!(squeezed(&of(&[]).stdout));
    insta::assert_snapshot!("in_japanese", squeezed(&of(&["--lang", "ja"]).stdout));
    let json: Value = serde_json::from_str(&of(&["--format", "json"]).stdout).unwrap();
    assert_eq!((&json["verdict"], &json["totals"]["breaks"]), (&"breaks".into(), &2.into()));
    assert!(
        of(&["--format", "markdown"]).stdout.starts_with("**2 of 3 servers are not as policy tls12-plus")
    );
    let ran = scan(&[&targets[1], "--policy", "tls12-plus"]);
    assert_eq!((ran.code, &ran.stderr[..]), (Some(0), ""));
}

#[test]
fn what_is_found_is_evidence_for_simulate() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("servers.jsonl");
    let target = format!("localhost:{}", server(&[3]));
    let ran = scan(&[&target, "--format", "jsonl", "-o", file.to_str().unwrap()]);
    assert_eq!((ran.code, &ran.stdout[..]), (Some(0), ""), "{}", ran.stderr);
    let line = fs::read_to_string(&file).unwrap();
    let record: Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
    assert_eq!(record["kind"], "server-answer");
    assert_eq!(record["server_name"], "localhost");
    assert_eq!(record["versions"]["TLS 1.2"]["accepted"], 1);
    assert_eq!(record["versions"]["TLS 1.2"]["cipher_suite"], 0x2f);
    assert_eq!(record["versions"]["TLS 1.0"]["refused"], 1);
    assert_eq!(record["versions"]["TLS 1.0"]["ended"], 70);
    assert_eq!(record["versions"]["TLS 1.0"]["proof"], "15030100020246");
    let none = tempfile::tempdir().unwrap();
    let output = command(&["simulate", "--clients", "ie8-xp,ie11-win7", "--format", "json", "--servers"])
        .arg(&file)
        .env("XDG_CONFIG_HOME", none.path())
        .output()
        .unwrap();
    let simulated: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(simulated["verdict"], "breaks");
}

#[test]
fn a_bad_line_a_closed_port_and_an_unknown_name_are_told_and_the_rest_runs() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let good = server(&[3]);
    let targets = format!(
        "# ours\n\n127.0.0.1:{good}\n127.0.0.1:{good} # twice\n\n127.0.0.1:{closed}\nmail host\nnobody.invalid\n"
    );
    let ran =
        cutover_with(&["scan", "--no-host-limit", "--targets", "-", "--format", "json"], targets.as_bytes());
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    let mut lines: Vec<_> = ran.stderr.lines().map(|line| told(line, &[(closed, "CLOSED")])).collect();
    lines.sort();
    assert_eq!(
        lines,
        [
            "error: Not asked: 127.0.0.1:CLOSED: 127.0.0.1:CLOSED: the port is closed.",
            "error: Not asked: nobody.invalid: the name has no address, or nobody could say.",
            "error: standard input, line 7: mail host: this is no host name and no address.",
        ]
    );
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((json["totals"]["all"].as_u64(), json["not_read"].as_array().unwrap().len()), (Some(1), 3));
}

#[test]
fn half_an_answer_is_no_refusal() {
    let halting = listening(|mut stream| {
        let hello = read_hello(&mut stream)?;
        let mut body = vec![3, asked(&hello).min(3)];
        body.extend([7; 32]);
        body.extend([0, 0, 0x2f, 0]);
        let record = message(&body);
        let end = if asked(&hello) == 1 { record.len() - 3 } else { record.len() };
        stream.write_all(&record[..end])
    });
    let ran = scan(&[&format!("127.0.0.1:{halting}"), "--format", "json"]);
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    let versions = &json["results"][0]["versions"];
    assert_eq!(versions["TLS 1.2"]["accepted"], 1);
    assert_eq!(
        (&versions["TLS 1.0"]["unknown"], &versions["TLS 1.0"]["ended"]),
        (&1.into(), &"cut-off".into())
    );
}

#[test]
fn targets_that_windows_powershell_wrote_are_read_and_half_a_line_is_not() {
    let target = format!("127.0.0.1:{}\r\n", server(&[3]));
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(target.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let ran = cutover_with(&["scan", "--no-host-limit", "--targets", "-"], &utf16);
    assert_eq!((ran.code, &ran.stderr[..]), (Some(0), ""));
    let long = format!("{}localhost:1xyz\n", " ".repeat(4087));
    let ran = cutover_with(&["scan", "--targets", "-"], long.as_bytes());
    assert_eq!(ran.code, Some(3));
    assert!(ran.stderr.contains("line 1") && ran.stderr.contains("longer than a target"), "{}", ran.stderr);
}

#[test]
fn silence_is_unknown() {
    let silent = listening(|stream| {
        thread::sleep(Duration::from_secs(5));
        drop(stream);
        Ok(())
    });
    let ran = scan(&[&format!("127.0.0.1:{silent}"), "--timeout", "1"]);
    assert_eq!(ran.code, Some(4), "{}", ran.stdout);
    assert!(ran.stdout.contains("no answer in time"), "{}", ran.stdout);
}

#[test]
fn a_host_is_asked_ten_times_a_second_unless_it_is_ones_own() {
    let target = format!("127.0.0.1:{}", server(&[3]));
    let begin = Instant::now();
    let ran = cutover(&["scan", &target]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(begin.elapsed() > Duration::from_millis(900), "more than ten connections need a second");
}

#[test]
fn a_dry_run_asks_nobody() {
    let ran = cutover(&["scan", "--dry-run", "nobody.invalid", "192.0.2.1:443"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.starts_with("2 targets: 6 connections at least,"), "{}", ran.stdout);
}

#[test]
fn without_a_target_nothing_can_be_asked() {
    let ran = cutover(&["scan"]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(
        ran.stderr,
        "error: There is no target to ask. Give servers, or a file of them with --targets.\n"
    );
    let ran = cutover(&["scan", "--targets", "no-such-file"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert!(ran.stderr.contains("no such file"), "{}", ran.stderr);
}
