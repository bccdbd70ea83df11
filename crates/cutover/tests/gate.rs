//! Stories of `cutover gate`: a real process, real sockets, and servers that only these tests have.
#![cfg(target_os = "linux")]
#![allow(missing_docs)]

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use support::{command, cutover};

/// A gate that runs; ended with the test, by its id.
struct Running {
    child: Child,
    address: SocketAddr,
    /// What it says on standard error, line by line.
    errors: Receiver<String>,
}

impl Running {
    /// Starts a gate whose first listener has port 0, and waits until it is ready.
    fn start(arguments: &[&str]) -> Self {
        Self::started(command(&[&["gate"], arguments].concat()))
    }

    fn started(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let errors = lines(child.stderr.take().unwrap());
        let mut address = None;
        loop {
            let line = next_line(&errors);
            if let Some((_, at)) = line.split_once(" listens on ") {
                address = address.or(Some(at.trim_end_matches('.').parse().unwrap()));
            }
            if line.starts_with("Ready.") {
                break;
            }
        }
        Self { child, address: address.unwrap(), errors }
    }

    fn simple(upstream: SocketAddr, arguments: &[&str]) -> Self {
        let upstream = upstream.to_string();
        Self::start(&[&["--listen", "127.0.0.1:0", "--upstream", &upstream], arguments].concat())
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream
    }

    /// What comes back for some bytes, after which the client waits.
    fn said(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args([name, &id]).status().unwrap().success());
    }

    /// Waits for a line on standard error.
    fn wait_for(&self, what: &str) -> String {
        loop {
            let line = next_line(&self.errors);
            if line.contains(what) {
                return line;
            }
        }
    }

    fn end(mut self) -> Option<i32> {
        self.signal("-TERM");
        self.child.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(from: ChildStderr) -> Receiver<String> {
    let (to, lines) = channel();
    thread::spawn(move || {
        BufReader::new(from).lines().map_while(Result::ok).try_for_each(|line| to.send(line))
    });
    lines
}

fn next_line(from: &Receiver<String>) -> String {
    from.recv_timeout(Duration::from_secs(20)).expect("there is one more line")
}

/// A server that sends back what it gets, and ends when the client has.
fn echo() -> SocketAddr {
    echo_on("127.0.0.1:0")
}

fn echo_on(address: &str) -> SocketAddr {
    let listener = TcpListener::bind(address).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            thread::spawn(move || {
                let mut from = stream.try_clone().unwrap();
                let _ = std::io::copy(&mut from, &mut stream);
                let _ = stream.shutdown(Shutdown::Write);
            });
        }
    });
    address
}

/// A server that says who it is once it has got something.
fn named(name: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(name.as_bytes());
        }
    });
    address
}

/// A server that answers in two small pieces, the second of which its kernel holds back until the first is acknowledged
/// (RFC 896), as Java does.
fn in_two_pieces() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(&[0x16; 80]);
            let _ = stream.write_all(&[0x17; 100]);
            // The client's end ends it.
            thread::spawn(move || stream.read(&mut [0; 1]));
        }
    });
    address
}

/// A hello that offers everything up to a version, for a name.
fn hello(legacy: u16, name: &str) -> Vec<u8> {
    let mut extensions = Vec::new();
    if !name.is_empty() {
        let length = name.len() as u16;
        for field in [0, length + 5, length + 3] {
            extensions.extend(field.to_be_bytes());
        }
        extensions.push(0);
        extensions.extend(length.to_be_bytes());
        extensions.extend(name.as_bytes());
    }
    let mut body = legacy.to_be_bytes().to_vec();
    body.extend([7; 32]);
    body.extend([0, 0, 2, 0, 0x2f, 1, 0]);
    body.extend((extensions.len() as u16).to_be_bytes());
    body.extend(extensions);
    let mut record = vec![22, 3, 1];
    record.extend((body.len() as u16 + 4).to_be_bytes());
    record.extend([1, 0]);
    record.extend((body.len() as u16).to_be_bytes());
    record.extend(body);
    record
}

const TLS_1_0: u16 = 0x0301;
const TLS_1_2: u16 = 0x0303;
const REFUSED: [u8; 7] = [21, 3, 1, 0, 2, 2, 70];

/// Sends, half-closes, and gives what comes back.
fn echoed(gate: &Running, bytes: &[u8]) -> Vec<u8> {
    let mut stream = gate.connect();
    stream.write_all(bytes).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    answer
}

fn records(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

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
    assert_eq!(records.len(), 2);
    assert_eq!(told(&records[0]), "gate:gate new.example.com TLS 1.2 no-answer - passed passed");
    assert_eq!(told(&records[1]), "gate:gate old.example.com TLS 1.0 refused-alert server refused refused");
    let verdict = cutover(&["verify", log.to_str().unwrap(), "--policy", "tls12-plus", "--format", "json"]);
    assert_eq!(verdict.code, Some(1), "{}", verdict.stderr);
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
    assert_eq!(gate.end(), Some(0));
    let records = records(&log);
    assert_eq!(records.len(), 1);
    assert_eq!(
        (&records[0]["gate_decision"], &records[0]["gate_would"]),
        (&"passed-report".into(), &"refused".into())
    );
}

#[test]
fn a_slow_hello_is_ended_at_its_deadline_however_many_pieces_come() {
    let gate = Running::simple(echo(), &["--mode", "enforce", "--hello-timeout", "1s"]);
    let begun = Instant::now();
    let mut stream = gate.connect();
    for byte in hello(TLS_1_2, "") {
        if stream.write_all(&[byte]).is_err() {
            break;
        }
        thread::sleep(Duration::from_millis(100));
        if begun.elapsed() > Duration::from_secs(5) {
            break;
        }
    }
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert_eq!(rest, b"");
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
}

/// A client that says nothing takes the room of one socket, not of both sides of a connection.
#[test]
fn slow_clients_leave_room_for_good_ones() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    fs::write(&file, format!("workers = 2\ntimeouts.hello = \"60s\"\n{}", settings(echo(), ""))).unwrap();
    let shell = format!(
        "ulimit -n 1000; exec '{}' gate --config '{}'",
        env!("CARGO_BIN_EXE_cutover"),
        file.display()
    );
    let mut limited = Command::new("bash");
    limited.args(["-c", &shell]).env("LC_ALL", "C");
    let gate = Running::started(limited);
    let slow: Vec<_> = (0..400).map(|_| gate.connect()).collect();
    let hello = hello(0x0303, "www.example.test");
    for _ in 0..20 {
        assert_eq!(echoed(&gate, &hello), hello);
    }
    // There is an end to it, and nobody waits for nothing.
    let more: Vec<_> = (0..400).map(|_| gate.connect()).collect();
    thread::sleep(Duration::from_secs(1));
    let ended = more.into_iter().filter_map(|mut client| {
        client.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
        (client.read(&mut [0]).ok()? == 0).then_some(())
    });
    assert!(ended.count() > 150);
    drop(slow);
}

#[test]
fn with_ipv6_it_is_the_same() {
    if TcpListener::bind("[::1]:0").is_err() {
        return eprintln!("skipped: this machine has no IPv6");
    }
    let folder = tempfile::tempdir().unwrap();
    let (file, log) = (folder.path().join("gate.toml"), folder.path().join("gate.jsonl"));
    let text = settings(
        echo_on("[::1]:0"),
        "mode = \"enforce\"\n\
         [[listener.rule]]\nclient = [\"2001:db8::/32\"]\nmode = \"report\"\n\
         [[listener.rule]]\nclient = [\"::1/128\"]\nserver_name = [\"spared.example.com\"]\nmode = \"report\"\n",
    );
    fs::write(&file, text.replace("127.0.0.1:0", "[::1]:0")).unwrap();
    let gate = Running::start(&["--config", file.to_str().unwrap()]);
    assert!(gate.address.is_ipv6());
    let (old, spared, new) =
        [(TLS_1_0, "old.example.com"), (TLS_1_0, "spared.example.com"), (TLS_1_2, "new.example.com")]
            .map(|(version, name)| hello(version, name))
            .into();
    assert_eq!(gate.said(&old), REFUSED);
    assert_eq!(echoed(&gate, &spared), spared);
    assert_eq!(echoed(&gate, &new), new);
    assert_eq!(gate.end(), Some(0));
    let records = records(&log);
    assert_eq!(records.len(), 3);
    for record in records {
        assert_eq!((&record["client_ip"], &record["server_ip"]), (&"::1".into(), &"::1".into()));
    }
}

/// Settings with one listener on a port of the system's choice.
fn settings(upstream: SocketAddr, more: &str) -> String {
    format!(
        "kill_switch = \"off\"\n[log]\nfile = \"gate.jsonl\"\n[[listener]]\nname = \"web\"\n\
         listen = [\"127.0.0.1:0\"]\nupstream = [\"{upstream}\"]\n{more}"
    )
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

#[test]
fn an_upstream_that_takes_no_connection_is_passed_over() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (echo, closed) = (echo().to_string(), closed.to_string());
    let gate = Running::start(&["--listen", "127.0.0.1:0", "--upstream", &closed, "--upstream", &echo]);
    let new = hello(TLS_1_2, "");
    for _ in 0..4 {
        assert_eq!(echoed(&gate, &new), new);
    }
}

#[test]
fn a_proxy_says_who_the_client_is_and_the_upstream_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    fs::write(&file, settings(echo(), "proxy_from = [\"127.0.0.0/8\"]\nsend_proxy = \"v1\"\n")).unwrap();
    let gate = Running::start(&["--config", file.to_str().unwrap()]);
    let new = hello(TLS_1_2, "");
    let header = b"PROXY TCP4 192.0.2.7 198.51.100.1 4242 443\r\n";
    let back = echoed(&gate, &[&header[..], &new].concat());
    let line = String::from_utf8_lossy(&back[..back.len() - new.len()]).into_owned();
    let port = gate.address.port();
    assert_eq!(line, format!("PROXY TCP4 192.0.2.7 127.0.0.1 4242 {port}\r\n"));
    assert!(back.ends_with(&new));
    assert_eq!(gate.said(&new), b"", "without a header nobody gets through");
    assert_eq!(gate.end(), Some(0));
    let record = &records(&folder.path().join("gate.jsonl"))[0];
    assert_eq!((&record["client_ip"], &record["client_port"]), (&"192.0.2.7".into(), &4242.into()));
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
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n\r\n").unwrap();
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

/// A server that takes its connections late: its queue is full until then.
struct Late {
    listener: std::os::fd::OwnedFd,
    address: SocketAddr,
    fillers: Vec<TcpStream>,
}

impl Late {
    fn new() -> Self {
        use rustix::net::{AddressFamily, SocketType, bind, getsockname, listen, socket};
        let listener = socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
        bind(&listener, &"127.0.0.1:0".parse::<SocketAddr>().unwrap()).unwrap();
        listen(&listener, 0).unwrap();
        let address = SocketAddr::try_from(getsockname(&listener).unwrap()).unwrap();
        // With nothing in the queue one more fits than is said.
        let mut fillers = Vec::new();
        while let Ok(filler) = TcpStream::connect_timeout(&address, Duration::from_millis(300)) {
            fillers.push(filler);
        }
        Self { listener, address, fillers }
    }

    /// Takes them now; gives everything that the last connection says.
    fn take(self) -> Vec<u8> {
        let listener = TcpListener::from(self.listener);
        for _ in &self.fillers {
            listener.accept().unwrap();
        }
        drop(self.fillers);
        let mut all = Vec::new();
        listener.accept().unwrap().0.read_to_end(&mut all).unwrap();
        all
    }
}

#[test]
fn an_upstream_that_connects_late_gets_every_byte() {
    let late = Late::new();
    let gate = Running::simple(late.address, &["--mode", "enforce"]);
    let mut much = hello(TLS_1_2, "late.example.com");
    much.extend((0..75_000u32).flat_map(u32::to_be_bytes));
    let mut stream = gate.connect();
    let sent = much.clone();
    let client = thread::spawn(move || {
        stream.write_all(&sent).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        stream.read_to_end(&mut Vec::new()).unwrap();
    });
    thread::sleep(Duration::from_millis(700));
    let came = late.take();
    assert!(came == much, "{} of {} bytes", came.len(), much.len());
    client.join().unwrap();
}

/// A gate with that idle time in front of a server that says so many bytes, and a client that has said its hello.
fn client_of_a_long_answer(folder: &Path, length: usize, idle: &str) -> (Running, TcpStream) {
    let file = folder.join("gate.toml");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let upstream = listener.local_addr().unwrap();
    thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(&vec![0x17; length]);
    });
    fs::write(&file, settings(upstream, &format!("[timeouts]\nidle = \"{idle}\"\n"))).unwrap();
    let gate = Running::start(&["--config", file.to_str().unwrap()]);
    let mut stream = gate.connect();
    stream.write_all(&hello(TLS_1_2, "")).unwrap();
    (gate, stream)
}

// More than the kernel keeps, so that the gate waits for the client.
const LONG: usize = 24_000_000;

#[test]
fn whoever_reads_slowly_is_not_idle() {
    let folder = tempfile::tempdir().unwrap();
    let (_gate, mut stream) = client_of_a_long_answer(folder.path(), LONG, "2s");
    let (mut got, mut room) = (0, vec![0; 30_000]);
    let begin = Instant::now();
    loop {
        match stream.read(&mut room).unwrap() {
            0 => break,
            n => got += n,
        }
        // 300 kB a second: the kernel tells that a socket takes bytes again only when a third of what it may keep,
        // up to some megabytes, has gone.
        if begin.elapsed() < Duration::from_secs(8) {
            thread::sleep(Duration::from_millis(100));
        }
    }
    assert_eq!(got, LONG);
}

#[test]
fn whoever_reads_nothing_is_reset_and_does_not_take_it_for_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let (_gate, mut stream) = client_of_a_long_answer(folder.path(), LONG, "1s");
    thread::sleep(Duration::from_millis(3500));
    let mut got = Vec::new();
    let end = stream.read_to_end(&mut got);
    assert_eq!(end.map_err(|problem| problem.kind()), Err(std::io::ErrorKind::ConnectionReset));
    assert!(got.len() < LONG, "{}", got.len());
}

#[test]
fn what_a_server_said_last_reaches_the_client() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let gate = Running::simple(listener.local_addr().unwrap(), &[]);
    let mut stream = gate.connect();
    stream.write_all(&hello(TLS_1_2, "")).unwrap();
    let mut server = listener.accept().unwrap().0;
    server.read_exact(&mut [0; 10]).unwrap();
    // With something unread, so that its end is a reset.
    server.write_all(b"last words").unwrap();
    drop(server);
    stream.write_all(b"more").unwrap();
    thread::sleep(Duration::from_millis(200));
    let _ = stream.write_all(b"and more");
    let mut said = Vec::new();
    let _ = stream.read_to_end(&mut said);
    assert_eq!(said, b"last words");
}

#[test]
fn clear_text_before_tls_goes_both_ways_and_the_hello_behind_it_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let upstream = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            thread::spawn(move || {
                let _ = stream.write_all(b"220 ready\r\n");
                let mut from = stream.try_clone().unwrap();
                let _ = std::io::copy(&mut from, &mut stream);
            });
        }
    });
    fs::write(&file, settings(upstream, "mode = \"enforce\"\nstarttls = \"smtp\"\n")).unwrap();
    let gate = Running::start(&["--config", file.to_str().unwrap()]);
    let begin = |said: &[u8]| {
        let mut stream = gate.connect();
        let mut greeting = [0; 11];
        stream.read_exact(&mut greeting).unwrap();
        assert_eq!(&greeting, b"220 ready\r\n");
        stream.write_all(said).unwrap();
        let mut back = vec![0; said.len()];
        stream.read_exact(&mut back).unwrap();
        assert_eq!(back, said);
        stream
    };
    let mut refused = begin(b"EHLO me\r\nSTARTTLS\r\n");
    refused.write_all(&hello(TLS_1_0, "")).unwrap();
    let mut alert = Vec::new();
    refused.read_to_end(&mut alert).unwrap();
    assert_eq!(alert, REFUSED);
    let mut passed = begin(b"STARTTLS\r\n");
    passed.write_all(&hello(TLS_1_2, "")).unwrap();
    let mut back = vec![0; hello(TLS_1_2, "").len()];
    passed.read_exact(&mut back).unwrap();
    assert_eq!(back, hello(TLS_1_2, ""));
    drop(passed);
    // Never asks for TLS, and writes Japanese behind a line that does.
    let mail = "MAIL FROM:<a@example.com>\r\nSTARTTLS\r\n日本語のメール\r\n";
    begin(mail.as_bytes()).shutdown(Shutdown::Write).unwrap();
    assert_eq!(gate.end(), Some(0));
    let records = records(&folder.path().join("gate.jsonl"));
    assert_eq!(records.len(), 2);
    assert_eq!(records[0]["via"], serde_json::json!(["starttls:smtp"]));
}

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

#[test]
fn a_server_that_speaks_in_pieces_is_not_kept_waiting() {
    let gate = Running::simple(in_two_pieces(), &[]);
    let takes = || {
        let mut stream = gate.connect();
        let start = Instant::now();
        stream.write_all(&hello(0x0303, "www.example.test")).unwrap();
        stream.read_exact(&mut [0; 180]).unwrap();
        start.elapsed()
    };
    // A delayed acknowledgement takes 40 ms, each time.
    let fastest = (0..8).map(|_| takes()).min().unwrap();
    assert!(fastest < Duration::from_millis(30), "{fastest:?}");
}
