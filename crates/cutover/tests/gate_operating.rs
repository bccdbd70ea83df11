//! What whoever operates `cutover gate` changes, watches and is warned of.
#![cfg(target_os = "linux")]
#![allow(missing_docs)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::Stdio;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use support::gate::{
    REFUSED, Running, TLS_1_0, TLS_1_2, echo, echo_on, echoed, hello, lines, next_line, records, settings,
    waits_for,
};
use support::{command, cutover};

/// A gate with a status page, whose lines come first.
fn with_status(file: &std::path::Path) -> (Running, String) {
    let mut child =
        command(&["gate", "--config", file.to_str().unwrap()]).stderr(Stdio::piped()).spawn().unwrap();
    let errors = lines(child.stderr.take().unwrap());
    let (mut address, mut status) = (None, None);
    while address.is_none() || status.is_none() {
        let line = next_line(&errors);
        if let Some((_, at)) = line.split_once(" listens on ") {
            address = address.or(Some(at.trim_end_matches('.').parse().unwrap()));
        }
        if let Some((_, at)) = line.split_once("http://") {
            status = Some(at.split_once('/').unwrap().0.to_owned());
        }
    }
    (Running { child, address: address.unwrap(), errors }, status.unwrap())
}

fn metrics(status: &str) -> String {
    let mut stream = TcpStream::connect(status).unwrap();
    write!(stream, "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn whoever_asks_nothing_keeps_nobody_from_asking() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    fs::write(&file, settings(echo(), "[status]\nlisten = \"127.0.0.1:0\"\n")).unwrap();
    let (_gate, status) = with_status(&file);
    let idle: Vec<_> = (0..200).map(|_| TcpStream::connect(&status).unwrap()).collect();
    let begun = Instant::now();
    assert!(metrics(&status).contains("cutover_gate_"));
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    drop(idle);
}

#[test]
fn every_metric_that_an_alert_asks_for_is_there_from_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    let more = "mode = \"brownout\"\nbrownout = \"b\"\n[status]\nlisten = \"127.0.0.1:0\"\n[[brownout]]\nname = \"b\"\n\
                zone = \"Asia/Tokyo\"\n[[brownout.phase]]\nfrom = 2099-01-01\nshare = 50\n[[exemption]]\n\
                client = [\"192.0.2.1\"]\nowner = \"lift\"\nuntil = 2020-01-01\n";
    fs::write(&file, settings(echo(), more)).unwrap();
    let (gate, status) = with_status(&file);
    let text = metrics(&status);
    let rules = fs::read_to_string("../../examples/cutover-gate.rules.yml").unwrap();
    let name = |rest: &str| {
        rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().unwrap().to_owned()
    };
    let asked: BTreeSet<String> =
        rules.match_indices("cutover_gate_").map(|(at, _)| name(&rules[at..])).collect();
    assert!(asked.len() > 6, "{asked:?}");
    for name in asked {
        assert!(text.lines().any(|line| line.starts_with(&name)), "{name} in {text}");
    }
    for line in [
        "cutover_gate_decisions_total{listener=\"web\",decision=\"refused\",offered=\"TLS 1.0\"} 0",
        "cutover_gate_faults_total{listener=\"web\",fault=\"too-slow\",decision=\"refused\"} 0",
        "cutover_gate_brownout_percent{brownout=\"b\"} 0",
        // Midnight in Tokyo.
        "cutover_gate_brownout_next_timestamp_seconds{brownout=\"b\"} 4070876400",
        "cutover_gate_reload_success 1",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(text.contains("cutover_gate_exemption_days{owner=\"lift\"} -"), "{text}");
    fs::write(&file, "nonsense").unwrap();
    gate.signal("-HUP");
    gate.wait_for("is not taken over");
    assert!(metrics(&status).contains("cutover_gate_reload_success 0"));
}

#[test]
fn a_policy_that_changes_is_taken_over_and_a_broken_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let (file, policy) = (folder.path().join("gate.toml"), folder.path().join("ours.toml"));
    let says = |versions: &str| {
        format!(
            "id = \"ours\"\nname = \"Ours\"\nside = \"server\"\nversions = [{versions}]\nsource = \"own\"\nconfidence = \"own\"\n"
        )
    };
    fs::write(&policy, says("\"TLS 1.0\", \"TLS 1.2\"")).unwrap();
    fs::write(&file, settings(echo(), "mode = \"enforce\"\npolicy = \"ours.toml\"\n")).unwrap();
    let gate = Running::start(&["--config", file.to_str().unwrap()]);
    let old = hello(TLS_1_0, "");
    assert_eq!(echoed(&gate, &old), old);
    fs::write(&policy, says("\"TLS 1.9\"")).unwrap();
    gate.wait_for("is not taken over");
    assert_eq!(echoed(&gate, &old), old);
    // Away for a moment, and told to look just then.
    fs::remove_file(&policy).unwrap();
    gate.signal("-HUP");
    gate.wait_for("is not taken over");
    fs::write(&policy, says("\"TLS 1.2\", \"TLS 1.3\"")).unwrap();
    gate.wait_for("is taken over");
    thread::sleep(Duration::from_millis(100));
    assert_eq!(gate.said(&old), REFUSED);
}

#[test]
fn all_mistakes_of_a_file_are_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    let more =
        "mode = \"strict\"\npolicy = \"tls12plus\"\n[limits]\nconections = 5\n[timeouts]\nidle = \"never\"\n";
    fs::write(&file, settings("127.0.0.1:1".parse().unwrap(), more)).unwrap();
    let check = cutover(&["gate", "check", file.to_str().unwrap()]);
    assert_eq!(check.code, Some(2));
    for told in [
        "line 8: \"strict\" is no mode",
        "line 9: there is no policy \"tls12plus\"",
        "line 11: ",
        "line 13: \"never\" is no time",
    ] {
        assert!(check.stderr.contains(told), "{told} in {}", check.stderr);
    }
}

#[test]
fn the_calendar_says_both_times() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    let more = "mode = \"brownout\"\nbrownout = \"b\"\n[[brownout]]\nname = \"b\"\nzone = \"Asia/Tokyo\"\n\
                [[brownout.phase]]\nfrom = 2026-12-01\nuntil = 2026-12-02\n";
    fs::write(&file, settings("127.0.0.1:1".parse().unwrap(), more)).unwrap();
    let of = |format: &str| {
        let path = file.to_str().unwrap();
        cutover(&["gate", "calendar", path, "--from", "2026-11-01", "--format", format]).stdout
    };
    let table = of("table");
    assert!(
        table.contains("2026-11-30T15:00:00Z") && table.contains("2026-12-01 00:00 Asia/Tokyo"),
        "{table}"
    );
    assert!(of("json").contains("\"at_local\": \"2026-12-01T00:00:00+09:00[Asia/Tokyo]\""));
}

/// A port that nobody listens at: on an address that no other test has, so that none is given its number.
fn nowhere() -> SocketAddr {
    static GIVEN: AtomicU8 = AtomicU8::new(1);
    let address = Ipv4Addr::new(127, 77, GIVEN.fetch_add(1, Ordering::Relaxed), 1);
    TcpListener::bind((address, 0)).unwrap().local_addr().unwrap()
}

#[test]
fn a_server_that_is_asked_is_down_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    let server = nowhere();
    let more = "[status]\nlisten = \"127.0.0.1:0\"\n[upstreams]\ncheck = \"200ms\"\n";
    fs::write(&file, settings(server, more)).unwrap();
    let (gate, status) = with_status(&file);
    gate.wait_for("takes no connections");
    let up =
        |state: u8| format!("cutover_gate_upstream_up{{listener=\"web\",upstream=\"{server}\"}} {state}");
    assert!(metrics(&status).contains(&up(0)));
    echo_on(&server.to_string());
    gate.wait_for("takes connections again");
    assert!(metrics(&status).contains(&up(1)));
}

#[test]
fn a_server_that_starts_anew_is_tried_again() {
    let server = nowhere();
    let gate = Running::simple(server, &[]);
    let mut client = gate.connect();
    client.write_all(&hello(TLS_1_2, "")).unwrap();
    client.shutdown(Shutdown::Write).unwrap();
    thread::sleep(Duration::from_millis(50));
    echo_on(&server.to_string());
    let mut back = Vec::new();
    client.read_to_end(&mut back).unwrap();
    assert_eq!(back, hello(TLS_1_2, ""));
}

#[test]
fn whoever_connects_and_connects_has_a_share_of_the_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    let text = settings(echo(), "[status]\nlisten = \"127.0.0.1:0\"\n");
    fs::write(&file, text.replace("gate.jsonl\"", "gate.jsonl\"\nper_client = 3")).unwrap();
    let (gate, status) = with_status(&file);
    for _ in 0..5 {
        assert_eq!(echoed(&gate, &hello(TLS_1_2, "")), hello(TLS_1_2, ""));
    }
    gate.wait_for("Of 127.0.0.1 3 records were written in this hour");
    let lost = "cutover_gate_failures_total{kind=\"record-beyond-share\"} 2";
    waits_for(|| metrics(&status).contains(lost), lost);
    assert_eq!(gate.end(), Some(0));
    assert_eq!(records(&folder.path().join("gate.jsonl")).len(), 3);
}

#[test]
fn a_listener_that_goes_is_closed_also_while_the_gate_is_full() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    let (goes, status) = (nowhere(), "[status]\nlisten = \"127.0.0.1:0\"\n");
    let text = settings(echo(), status);
    let text = format!("limits.connections = 2\n{text}");
    let other = format!("[[listener]]\nname = \"b\"\nlisten = [\"{goes}\"]\nupstream = [\"{}\"]\n", echo());
    fs::write(&file, format!("{text}{other}")).unwrap();
    let (gate, status) = with_status(&file);
    let hello = hello(TLS_1_2, "");
    let mut held: Vec<TcpStream> = (0..2).map(|_| gate.connect()).collect();
    for client in &mut held {
        client.write_all(&hello).unwrap();
        client.read_exact(&mut vec![0; hello.len()]).unwrap();
    }
    // It is full, and nobody waits.
    assert!(metrics(&status).contains("cutover_gate_failures_total{kind=\"limit\"} 0"));
    fs::write(&file, text).unwrap();
    gate.signal("-HUP");
    gate.wait_for("is taken over");
    waits_for(|| TcpListener::bind(goes).is_ok(), "the port is free again");
    let mut waits = gate.connect();
    waits.write_all(&hello).unwrap();
    waits_for(|| metrics(&status).contains("cutover_gate_failures_total{kind=\"limit\"} 1"), "one waits");
    drop(held);
    waits.read_exact(&mut vec![0; hello.len()]).unwrap();
}
