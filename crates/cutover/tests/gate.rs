//! Stories of `cutover gate`: a real process, real sockets, and servers that only these tests have.
#![cfg(target_os = "linux")]
#![allow(missing_docs)]

mod support;

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use serde_json::Value;
use support::gate::{
    REFUSED, Running, TLS_1_0, TLS_1_2, echo, echoed, hello, lines, named, next_line, records, settings,
};
use support::{command, cutover};

#[test]
fn old_clients_are_refused_with_an_alert_and_others_pass_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("gate.jsonl");
    let gate = Running::simple(echo(), &["--mode", "enforce", "--log", log.to_str().unwrap()]);
    assert_eq!(gate.said(&hello(TLS_1_0, "old.example.com")), REFUSED);
    // More than any buffer on the way holds.
    let mut much = hello(TLS_1_2, "new.example.com");
    much.extend((0..3_000_000u32).flat_map(u32::to_be_bytes));
    let mut stream = gate.connect();
    let mut reader = stream.try_clone().unwrap();
    let sent = much.clone();
    let writer = thread::spawn(move || {
        stream.write_all(&sent).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
    });
    let mut back = Vec::new();
    reader.read_to_end(&mut back).unwrap();
    writer.join().unwrap();
    assert!(back == much, "{} of {} bytes came back", back.len(), much.len());
    assert_eq!(gate.said(b"GET / HTTP/1.0\r\n\r\n"), b"", "what is no TLS is not passed on");
    assert_eq!(gate.end(), Some(0));

    let mut records = records(&log);
    records.sort_by_key(|record| record["server_name"].to_string());
    let told = |record: &Value| {
        ["source", "server_name", "offered_max", "outcome", "refused_by", "gate_decision", "gate_would"]
            .map(|field| record[field].as_str().unwrap_or("-").to_owned())
            .join(" ")
    };
    assert_eq!(records.len(), 3);
    let fault = records.pop().unwrap();
    let fields = ["fault", "speaks", "gate_decision", "gate_would", "client_ip"];
    assert_eq!(
        fields.map(|field| fault[field].as_str().unwrap()),
        ["not-tls", "http", "refused", "refused", "127.0.0.1"]
    );
    assert_eq!(told(&records[0]), "gate:gate new.example.com TLS 1.2 no-answer - passed passed");
    assert_eq!(told(&records[1]), "gate:gate old.example.com TLS 1.0 refused-alert server refused refused");
    let verdict = cutover(&["verify", log.to_str().unwrap(), "--policy", "tls12-plus", "--format", "json"]);
    assert_eq!(verdict.code, Some(1), "{}", verdict.stderr);
}

/// A server that answers every hello with a ServerHello of that version, and then with what it hears.
fn chooses(version: u16) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            thread::spawn(move || {
                let mut hello = [0; 4096];
                if stream.read(&mut hello).is_ok_and(|n| n > 0) {
                    let [high, low] = version.to_be_bytes();
                    let body = [&[high, low][..], &[7; 32], &[0, 0, 0x2f, 0]].concat();
                    let message = [&[2, 0, 0, body.len() as u8][..], &body].concat();
                    let record = [&[22, high, low, 0, message.len() as u8][..], &message].concat();
                    // In pieces, as a network may.
                    for part in record.chunks(20) {
                        let _ = stream.write_all(part);
                        thread::sleep(Duration::from_millis(20));
                    }
                    let _ = stream.read(&mut hello);
                }
            });
        }
    });
    address
}

/// A hello that offers TLS 1.3 and 1.0, and nothing between.
fn offers_1_3_and_1_0() -> Vec<u8> {
    let versions: &[u8] = &[0, 43, 0, 5, 4, 3, 4, 3, 1];
    let mut body = vec![3, 3];
    body.extend([9; 32]);
    body.extend([0, 0, 4, 0x13, 0x01, 0x00, 0x2f, 1, 0, 0, versions.len() as u8]);
    body.extend(versions);
    let message = [&[1, 0, 0, body.len() as u8][..], &body].concat();
    [&[22, 3, 1, 0, message.len() as u8][..], &message].concat()
}

#[test]
fn what_a_server_chooses_below_the_policy_reaches_nobody_and_report_says_so_before() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("gate.jsonl");
    let told = |record: &Value| {
        ["negotiated_version", "gate_decision", "gate_would"]
            .map(|field| record[field].as_str().unwrap_or("-").to_owned())
    };
    for (mode, version, said, expected) in [
        ("enforce", TLS_1_0, Some(&[21, 3, 1, 0, 2, 2, 70][..]), ["TLS 1.0", "refused", "refused"]),
        ("report", TLS_1_0, None, ["TLS 1.0", "passed-report", "refused"]),
        ("enforce", TLS_1_2, None, ["TLS 1.2", "passed", "passed"]),
    ] {
        let gate = Running::simple(chooses(version), &["--mode", mode, "--log", log.to_str().unwrap()]);
        let mut stream = gate.connect();
        stream.write_all(&offers_1_3_and_1_0()).unwrap();
        let mut got = Vec::new();
        stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
        let _ = stream.read_to_end(&mut got);
        match said {
            Some(alert) => assert_eq!(got, alert, "{mode}"),
            None => assert_eq!(got[..3], [22, version.to_be_bytes()[0], version.to_be_bytes()[1]], "{mode}"),
        }
        drop(stream);
        assert_eq!(gate.end(), Some(0));
        let all = records(&log);
        assert_eq!(told(all.last().unwrap()), expected, "{mode} {version:04x}");
    }
    let verdict = cutover(&["verify", log.to_str().unwrap(), "--policy", "tls12-plus", "--format", "json"]);
    assert!(verdict.stdout.contains("server-too-old"), "{}", verdict.stdout);
}

#[test]
fn a_group_that_the_policy_forbids_is_cut_however_late_it_comes() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let upstream = listener.local_addr().unwrap();
    thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        let mut hello = [0; 4096];
        let _ = stream.read(&mut hello);
        let message = |kind: u8, body: &[u8]| {
            let message = [&[kind, 0, 0, body.len() as u8][..], body].concat();
            [&[22, 3, 3, 0, message.len() as u8][..], &message].concat()
        };
        let server_hello = [&[3, 3][..], &[7; 32], &[0, 0xc0, 0x30, 0]].concat();
        // The group comes with the key exchange, behind a certificate: x25519.
        for record in
            [message(2, &server_hello), message(11, &[0, 0, 0]), message(12, &[3, 0, 29, 1, 9, 4, 1, 0, 0])]
        {
            let _ = stream.write_all(&record);
            thread::sleep(Duration::from_millis(50));
        }
        let _ = stream.read(&mut hello);
    });
    let gate = Running::simple(upstream, &["--mode", "enforce", "--policy", "cnsa1"]);
    let mut body = vec![3, 3];
    body.extend([9; 32]);
    // A group that the policy has beside the one that the server takes.
    let groups: &[u8] = &[0, 10, 0, 6, 0, 4, 0, 24, 0, 29];
    body.extend([0, 0, 4, 0xc0, 0x30, 0xc0, 0x2f, 1, 0, 0, groups.len() as u8]);
    body.extend(groups);
    let message = [&[1, 0, 0, body.len() as u8][..], &body].concat();
    let mut stream = gate.connect();
    stream.write_all(&[&[22, 3, 1, 0, message.len() as u8][..], &message].concat()).unwrap();
    let mut got = Vec::new();
    stream.read_to_end(&mut got).unwrap();
    assert_eq!(got, [21, 3, 3, 0, 2, 2, 40]);
    assert_eq!(gate.end(), Some(0));
}

#[test]
fn a_proxy_header_of_somebody_who_may_send_none_is_never_passed_on() {
    let gate = Running::simple(echo(), &["--mode", "report"]);
    let header = b"PROXY TCP4 10.1.2.3 10.0.0.1 4000 443\r\n";
    for cut in [1, 5, header.len()] {
        let mut stream = gate.connect();
        stream.write_all(&header[..cut]).unwrap();
        thread::sleep(Duration::from_millis(50));
        let _ = stream.write_all(&header[cut..]);
        let _ = stream.write_all(&hello(TLS_1_2, ""));
        let mut got = Vec::new();
        let _ = stream.read_to_end(&mut got);
        assert_eq!(got, b"", "cut at {cut}");
    }
    // What only begins like one goes through.
    assert_eq!(echoed(&gate, b"PROPFIND / HTTP/1.1\r\n\r\n"), b"PROPFIND / HTTP/1.1\r\n\r\n");
    let mut slow = gate.connect();
    slow.write_all(b"P").unwrap();
    thread::sleep(Duration::from_millis(50));
    slow.write_all(b"UT / HTTP/1.1\r\n\r\n").unwrap();
    slow.shutdown(Shutdown::Write).unwrap();
    let mut got = Vec::new();
    slow.read_to_end(&mut got).unwrap();
    assert_eq!(got, b"PUT / HTTP/1.1\r\n\r\n");
    assert_eq!(gate.end(), Some(0));
}

#[test]
fn a_kill_switch_that_is_there_before_counts_from_the_first_connection_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    let echo = echo();
    let old = hello(TLS_1_0, "");
    fs::write(folder.path().join("off"), "").unwrap();
    fs::write(&file, settings(echo, "mode = \"report\"\n").replace("kill_switch", "#")).unwrap();
    let gate = Running::start(&["--config", file.to_str().unwrap()]);
    assert_eq!(echoed(&gate, &old), old);
    // It comes with the mode that would refuse.
    fs::write(&file, settings(echo, "mode = \"enforce\"\n")).unwrap();
    gate.signal("-HUP");
    for _ in 0..200 {
        assert_eq!(echoed(&gate, &old), old);
    }
    gate.wait_for("nobody is refused");
    assert_eq!(gate.end(), Some(0));
}

#[test]
fn in_report_mode_everything_goes_through_and_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("gate.jsonl");
    let gate = Running::simple(echo(), &["--log", log.to_str().unwrap(), "--hello-timeout", "1s"]);
    let old = hello(TLS_1_0, "old.example.com");
    for bytes in [&old[..], b"GET / HTTP/1.0\r\n\r\n", &[22, 3, 1, 0, 0, 9], &old[..40], b"\0"] {
        assert_eq!(echoed(&gate, bytes), bytes);
    }
    // A client that waits for the server to speak is let through when its time is over.
    let mut silent = gate.connect();
    thread::sleep(Duration::from_millis(1800));
    silent.write_all(b"HELO").unwrap();
    let mut four = [0; 4];
    silent.read_exact(&mut four).unwrap();
    drop(silent);
    // Who goes within its hello was not refused; who says nothing at all, as a health check, leaves no record.
    let mut half = gate.connect();
    half.write_all(&[22, 3, 1, 0, 200, 1, 0]).unwrap();
    drop((half, gate.connect()));
    thread::sleep(Duration::from_millis(300));
    assert_eq!(gate.end(), Some(0));
    let records = records(&log);
    assert!(records.iter().any(|record| record["outcome"] == "client-gone"));
    let mut told: Vec<String> = records
        .iter()
        .map(|record| {
            ["fault", "speaks", "first_bytes", "gate_decision", "gate_would"]
                .map(|field| record[field].as_str().unwrap_or("-").to_owned())
                .join(" ")
        })
        .collect();
    told.sort();
    // What began like a hello and ended within it was gone before it was one.
    let expected = [
        "- - - passed-report refused",
        "- - 16030100 passed passed",
        "not-tls - 00 passed refused",
        "not-tls http - passed refused",
        "too-slow - - passed refused",
    ];
    for line in expected {
        assert!(told.iter().any(|told| told == line), "{line} in {told:?}");
    }
}

#[test]
fn a_brownout_a_kill_switch_and_rules_decide_who_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    let (echo, legacy, other) = (echo(), named("legacy"), named("other"));
    let more = format!(
        "mode = \"brownout\"\nbrownout = \"now\"\n\
         [[listener.rule]]\nserver_name = [\"*.help.example.com\"]\nmode = \"enforce\"\nlegacy_upstream = [\"{legacy}\"]\n\
         [[listener.rule]]\nserver_name = [\"other.example.com\"]\nmode = \"report\"\nupstream = [\"{other}\"]\n\
         [[brownout]]\nname = \"now\"\n[[brownout.phase]]\nfrom = 2020-01-01\n\
         [[exemption]]\nserver_name = [\"exempt.example.com\"]\nowner = \"me\"\nuntil = 2100-01-01\n"
    );
    fs::write(&file, settings(echo, &more)).unwrap();
    let gate = Running::start(&["--config", file.to_str().unwrap()]);
    let old = |name: &str| hello(TLS_1_0, name);
    assert_eq!(gate.said(&old("www.example.com")), REFUSED);
    assert_eq!(gate.said(&old("a.help.example.com")), b"legacy");
    assert_eq!(gate.said(&old("other.example.com")), b"other");
    assert_eq!(echoed(&gate, &old("exempt.example.com")), old("exempt.example.com"));
    fs::write(folder.path().join("off"), "").unwrap();
    gate.wait_for("nobody is refused");
    assert_eq!(echoed(&gate, &old("www.example.com")), old("www.example.com"));
    fs::remove_file(folder.path().join("off")).unwrap();
    gate.wait_for("clients are refused as the settings say");
    assert_eq!(gate.said(&old("www.example.com")), REFUSED);
    assert_eq!(gate.end(), Some(0));
    let decisions: Vec<_> = records(&folder.path().join("gate.jsonl"))
        .iter()
        .map(|r| r["gate_decision"].as_str().unwrap().to_owned())
        .collect();
    let mut sorted = decisions.clone();
    sorted.sort();
    assert_eq!(
        sorted,
        ["legacy", "passed-exempt", "passed-kill-switch", "passed-report", "refused", "refused"]
    );
}

#[test]
fn changed_settings_are_taken_over_and_wrong_ones_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    let echo = echo();
    fs::write(&file, settings(echo, "")).unwrap();
    let gate = Running::start(&["--config", file.to_str().unwrap()]);
    let old = hello(TLS_1_0, "");
    assert_eq!(echoed(&gate, &old), old);
    let mut open = gate.connect();
    open.write_all(&hello(TLS_1_2, "")).unwrap();
    fs::write(&file, settings(echo, "mode = \"enfroce\"\n")).unwrap();
    let told = gate.wait_for("line 8");
    assert!(told.contains("enfroce"), "{told}");
    gate.wait_for("is not taken over");
    assert_eq!(echoed(&gate, &old), old);
    fs::write(&file, settings(echo, "mode = \"enforce\"\n")).unwrap();
    gate.signal("-HUP");
    gate.wait_for("is taken over");
    thread::sleep(Duration::from_millis(100));
    assert_eq!(gate.said(&old), REFUSED);
    // What was open before goes on.
    open.write_all(b"still here").unwrap();
    open.shutdown(Shutdown::Write).unwrap();
    let mut back = Vec::new();
    open.read_to_end(&mut back).unwrap();
    assert!(back.ends_with(b"still here"));
    assert_eq!(gate.end(), Some(0));
}

#[test]
fn an_end_is_announced_and_waits_for_open_connections() {
    let mut gate = Running::simple(echo(), &[]);
    let mut open = gate.connect();
    open.write_all(&hello(TLS_1_2, "")).unwrap();
    open.read_exact(&mut [0; 10]).unwrap();
    gate.signal("-TERM");
    gate.wait_for("No more connections are taken; one is open");
    thread::sleep(Duration::from_millis(300));
    assert!(TcpStream::connect(gate.address).is_err());
    open.write_all(b"last words").unwrap();
    open.shutdown(Shutdown::Write).unwrap();
    let mut back = Vec::new();
    open.read_to_end(&mut back).unwrap();
    assert!(back.ends_with(b"last words"));
    gate.wait_for("All connections have ended");
    assert_eq!(gate.child.wait().unwrap().code(), Some(0));
}

/// As systemd starts it: with a socket as descriptor 3, and one to be told by that it is ready.
#[test]
fn a_socket_is_taken_from_systemd_and_systemd_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let told = std::os::unix::net::UnixDatagram::bind(folder.path().join("notify")).unwrap();
    told.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // Somebody waits already.
    let mut early = TcpStream::connect(address).unwrap();
    early.write_all(&hello(TLS_1_0, "")).unwrap();
    let script = "LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\" \"$@\" 3<&0";
    let (listen, upstream) = (address.to_string(), echo().to_string());
    let mut child = std::process::Command::new("sh")
        .args([
            "-c",
            script,
            env!("CARGO_BIN_EXE_cutover"),
            "gate",
            "--listen",
            &listen,
            "--upstream",
            &upstream,
        ])
        .args(["--mode", "enforce"])
        .env("NOTIFY_SOCKET", folder.path().join("notify"))
        .stdin(Stdio::from(std::os::fd::OwnedFd::from(listener)))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let said = || {
        let mut room = [0; 100];
        let length = told.recv(&mut room).unwrap();
        String::from_utf8_lossy(&room[..length]).into_owned()
    };
    assert_eq!(said(), "READY=1\n");
    let errors = lines(child.stderr.take().unwrap());
    let gate = Running { child, address, errors };
    let mut answer = Vec::new();
    early.read_to_end(&mut answer).unwrap();
    assert_eq!(answer, REFUSED);
    gate.signal("-TERM");
    assert_eq!(said(), "STOPPING=1\n");
    assert_eq!(gate.end(), Some(0));
}

/// What a URL of the gate says.
fn get(address: &str, path: &str) -> String {
    get_as(address, path, address)
}

fn get_as(address: &str, path: &str, host: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn metrics_and_the_page_say_what_happened() {
    let upstream = echo().to_string();
    let mut child = command(&[
        "gate",
        "--listen",
        "127.0.0.1:0",
        "--upstream",
        &upstream,
        "--mode",
        "enforce",
        "--status",
        "127.0.0.1:0",
    ])
    .stderr(Stdio::piped())
    .spawn()
    .unwrap();
    let errors = lines(child.stderr.take().unwrap());
    let listens = next_line(&errors);
    let address = listens.split_once(" on ").unwrap().1.trim_end_matches('.').parse().unwrap();
    let status = next_line(&errors);
    let status = status.split_once("http://").unwrap().1.split_once('/').unwrap().0.to_owned();
    let gate = Running { child, address, errors };
    assert_eq!(gate.said(&hello(TLS_1_0, "<b>old</b>.example.com")), REFUSED);
    assert_eq!(echoed(&gate, &hello(TLS_1_2, "")), hello(TLS_1_2, ""));
    let metrics = get(&status, "/metrics");
    for line in [
        "cutover_gate_decisions_total{listener=\"gate\",decision=\"refused\",offered=\"TLS 1.0\"} 1",
        "cutover_gate_decisions_total{listener=\"gate\",decision=\"passed\",offered=\"TLS 1.2\"} 1",
        "cutover_gate_connections_total{listener=\"gate\"} 2",
    ] {
        assert!(metrics.contains(line), "{line} in {metrics}");
    }
    let page = get(&status, "/");
    assert!(page.contains("&#60;b&#62;old&#60;/b&#62;.example.com") && page.contains("<svg"), "{page}");
    assert!(page.contains("One connection of 2 would break"), "{page}");
    assert!(get(&status, "/status.json").contains("\"refused\":1"));
    assert!(get(&status, "/other").starts_with("HTTP/1.1 404"));
    for probe in ["/live", "/ready"] {
        assert!(get_as(&status, probe, "balancer.example.net").starts_with("HTTP/1.1 200"), "{probe}");
    }
    // A name of somebody else that leads here.
    for (host, answer) in
        [("localhost:9", "200"), ("[::1]", "200"), ("rebind.example.net", "421"), ("", "421")]
    {
        assert!(get_as(&status, "/metrics", host).starts_with(&format!("HTTP/1.1 {answer}")), "{host}");
    }
}

#[test]
fn the_example_is_good_and_says_what_will_happen() {
    let check = cutover(&["gate", "check", "examples/gate.toml"]);
    assert_eq!((check.code, &check.stderr[..]), (Some(0), ""));
    let of = |arguments: &[&str]| {
        let ran = cutover(
            &[
                &["gate", "calendar", "examples/gate.toml", "--from", "2026-11-25", "--days", "200"],
                arguments,
            ]
            .concat(),
        );
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        ran.stdout
    };
    insta::assert_snapshot!(of(&[]));
    insta::assert_snapshot!("calendar_in_japanese", of(&["--lang", "ja"]));
    let json: Value = serde_json::from_str(&of(&["--format", "json"])).unwrap();
    assert_eq!(json[0]["kind"], "brownout-begins");
}

#[test]
fn what_is_probably_not_meant_is_not_called_good() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    let unused = "[[brownout]]\nname = \"unused\"\n[[brownout.phase]]\nshare = 5\n";
    fs::write(&file, settings("127.0.0.1:1".parse().unwrap(), "") + unused).unwrap();
    let ran = cutover(&["gate", "check", file.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0));
    assert!(!ran.stdout.contains("good") && ran.stdout.contains("one thing"), "{}", ran.stdout);
    assert!(ran.stderr.starts_with("warning: ") && ran.stderr.contains("unused"), "{}", ran.stderr);
}

#[test]
fn a_mistake_on_the_command_line_says_what_would_be_right() {
    let said = |arguments: &[&str]| {
        let ran = cutover(&[&["gate"], arguments].concat());
        assert_eq!((ran.code, &ran.stdout[..]), (Some(2), ""));
        ran.stderr.lines().next().unwrap().to_owned()
    };
    insta::assert_snapshot!(
        [
            said(&["--listen", "443", "--upstream", "127.0.0.1:1"]),
            said(&["--listen", "127.0.0.1:0", "--upstream", "127.0.0.1"]),
            said(&["--listen", "127.0.0.1:0", "--upstream", "127.0.0.1:1", "--hello-timeout", "soon"]),
            said(&["--listen", "127.0.0.1:0", "--upstream", "127.0.0.1:1", "--mode", "brownout"]),
            said(&["--listen", "127.0.0.1:0"]),
            said(&["--config", "gate.toml", "--mode", "report"]),
            said(&["calendar", "examples/gate.toml", "--from", "soon"]),
        ]
        .join("\n")
    );
}

#[test]
fn a_mistake_in_the_settings_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    let problem = |text: &str| {
        fs::write(&file, text).unwrap();
        let ran = cutover(&["gate", "check", file.to_str().unwrap()]);
        assert_eq!((ran.code, &ran.stdout[..]), (Some(2), ""));
        ran.stderr.replace(&folder.path().display().to_string(), "FOLDER").trim_end().to_owned()
    };
    let good = settings("127.0.0.1:1".parse().unwrap(), "");
    insta::assert_snapshot!(
        [
            problem(&good.replace("upstream", "upstraem")),
            problem(&good.replace("127.0.0.1:0", "127.0.0.1")),
            problem(&format!("{good}policy = \"tls12plus\"\n")),
            problem(&format!("{good}mode = \"brownout\"\n")),
            problem(&format!("{good}starttls = \"tds\"\n")),
            problem(""),
        ]
        .join("\n")
    );
}

// More than the kernel keeps, so that the gate waits for the client.

#[test]
fn an_exemption_by_fingerprint_holds_after_a_reload() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    let echo = echo();
    // Without a log nobody needs fingerprints at first.
    let without = settings(echo, "mode = \"enforce\"\n").replace("[log]\nfile = \"gate.jsonl\"\n", "");
    fs::write(&file, &without).unwrap();
    let gate = Running::start(&["--config", file.to_str().unwrap()]);
    let old = hello(TLS_1_0, "");
    assert_eq!(gate.said(&old), REFUSED);
    let logged = folder.path().join("logged.jsonl");
    let other = Running::simple(echo, &["--log", logged.to_str().unwrap()]);
    echoed(&other, &old);
    assert_eq!(other.end(), Some(0));
    let ja4 = records(&logged)[0]["ja4"].as_str().unwrap().to_owned();
    let exempt = format!("{without}[[exemption]]\nja4 = [\"{ja4}\"]\nowner = \"me\"\nuntil = 2100-01-01\n");
    fs::write(&file, exempt).unwrap();
    gate.wait_for("is taken over");
    thread::sleep(Duration::from_millis(100));
    assert_eq!(echoed(&gate, &old), old);
}
