//! `cutover scan` against small servers of this test, which answer a hello's first bytes and nothing more. What real
//! servers answer is the matter of `testbed/scan`.

mod support;

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
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
        let post_quantum = hello.windows(8).any(|w| w == [0, 10, 0, 14, 0, 12, 0x11, 0xec]);
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

/// A ServerHello with that body, in a record.
fn message(body: &[u8]) -> Vec<u8> {
    cutover_testkit::record(22, 0x0301, &cutover_testkit::message(2, body))
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
            "error: Could not be asked: 127.0.0.1:CLOSED: the port is closed.",
            "error: Could not be asked: nobody.invalid: the name has no address, or nobody could say.",
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
        "error: There is no target to ask. Give servers, or a file of them with --targets.\n\
         For help: cutover scan --help\n"
    );
    let ran = cutover(&["scan", "--targets", "no-such-file"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert!(ran.stderr.contains("no such file"), "{}", ran.stderr);
}

/// So many servers on ports of their own, and how many connections they were asked on.
fn counted(servers: usize, versions: &'static [u8]) -> (Vec<u16>, &'static AtomicUsize) {
    let count: &'static AtomicUsize = Box::leak(Box::default());
    let behind = server(versions);
    let answer = move |mut stream: TcpStream| {
        count.fetch_add(1, Ordering::Relaxed);
        relay(&mut stream, behind)
    };
    ((0..servers).map(|_| listening(answer)).collect(), count)
}

/// Hands a hello on to another server, and its answer back.
fn relay(stream: &mut TcpStream, to: u16) -> std::io::Result<()> {
    let mut buffer = [0; 4096];
    let n = stream.read(&mut buffer)?;
    let mut other = TcpStream::connect(("127.0.0.1", to))?;
    other.write_all(&buffer[..n])?;
    let n = other.read(&mut buffer)?;
    stream.write_all(&buffer[..n])
}

fn records(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.ends_with('\n'), "the last line is whole");
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn what_was_killed_goes_on_and_asks_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("servers.journal");
    let (ports, count) = counted(150, &[3]);
    assert_eq!(scan(&[&format!("127.0.0.1:{}", ports[0])]).code, Some(0));
    let of_one = count.swap(0, Ordering::Relaxed);
    // Half of them are dead.
    let alive = ports.iter().map(|port| format!("127.0.0.1:{port}\n"));
    let targets: Vec<String> =
        alive.enumerate().flat_map(|(n, alive)| [alive, format!("127.99.0.{}:1\n", n + 1)]).collect();
    let list = folder.path().join("servers.txt");
    fs::write(&list, targets.concat()).unwrap();
    let run = || {
        let mut run =
            command(&["scan", "--at-once", "4", "--no-host-limit", "--format", "jsonl", "-o", "/dev/null"]);
        run.arg("--targets").arg(&list).arg("--resume").arg(&journal);
        run.stdout(Stdio::null()).stderr(Stdio::null());
        run
    };
    let mut kills = 0;
    while kills < 4 {
        let mut child = run().spawn().unwrap();
        let start = Instant::now();
        let before = fs::metadata(&journal).map_or(0, |m| m.len());
        // Killed in the middle, wherever that is.
        while fs::metadata(&journal).map_or(0, |m| m.len()) < before + 12_000 {
            assert!(start.elapsed() < Duration::from_mins(1), "it writes as it goes");
            thread::sleep(Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
    }
    // As if the last line had been cut off.
    let half = format!("{{\"kind\":\"server-answer\",\"target\":\"127.0.0.1:{}\"", ports[149]);
    fs::OpenOptions::new().append(true).open(&journal).unwrap().write_all(half.as_bytes()).unwrap();
    assert_eq!(run().status().unwrap().code(), Some(3), "half of them could not be asked");
    let all = records(&journal);
    let mut asked: Vec<_> = all.iter().map(|r| r["target"].as_str().unwrap()).collect();
    asked.sort_unstable();
    let before = asked.len();
    asked.dedup();
    assert_eq!((before, asked.len()), (300, 300), "each once, none lost");
    let reached = all.iter().filter(|r| r["problem"].is_null()).count();
    assert_eq!(reached, 150);
    // What was under way when it was killed begins anew; nothing else is asked again.
    let connections = count.load(Ordering::Relaxed);
    assert!(
        (150 * of_one..=(150 + kills * 4) * of_one).contains(&connections),
        "{connections}, {of_one} each"
    );
    count.store(0, Ordering::Relaxed);
    let ran = run().status().unwrap();
    assert_eq!((ran.code(), count.load(Ordering::Relaxed)), (Some(3), 0), "there is nothing more to ask");
}

#[test]
fn what_a_journal_knows_counts_however_the_target_is_written_and_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal");
    let journal = journal.to_str().unwrap();
    let port = server(&[1]);
    assert_eq!(scan(&[&format!("127.0.0.1:{port}"), "--journal", journal]).code, Some(1));
    let before = fs::read_to_string(journal).unwrap();
    let again = format!("https://127.0.0.1:{port}/");
    let ran = scan(&[&again, "--resume", journal]);
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    assert!(ran.stdout.contains(&again), "{}", ran.stdout);
    let ran = scan(&[&again, "--resume", journal, "-o", journal]);
    assert_eq!((ran.code, &ran.stdout[..]), (Some(2), ""));
    assert_eq!(fs::read_to_string(journal).unwrap(), before);
    // Evidence of something else is no journal, and nothing is added to it.
    let evidence = cutover(&["observe", support::EXAMPLE, "--format", "jsonl"]).stdout;
    fs::write(journal, &evidence).unwrap();
    let ran = scan(&[&again, "--resume", journal]);
    assert_eq!((ran.code, &ran.stdout[..]), (Some(2), ""), "{}", ran.stderr);
    assert_eq!(fs::read_to_string(journal).unwrap(), evidence);
    // A file of several scans: the last answer of a server counts.
    fs::write(journal, before.repeat(2)).unwrap();
    assert!(scan(&[&again, "--resume", journal]).stdout.starts_with("1 of 1 server"));
}

#[test]
fn a_name_that_was_asked_in_an_earlier_run_still_helps_to_understand_silence_without_it() {
    let named = server(&[3]);
    let port = listening(move |mut stream| {
        let mut peeked = [0; 4096];
        let n = stream.peek(&mut peeked)?;
        if peeked[..n].windows(9).any(|w| w == b"localhost") {
            return relay(&mut stream, named);
        }
        stream.write_all(&[21, 3, 1, 0, 2, 2, 40])
    });
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal");
    let target = format!("localhost:{port}");
    let run = |how: &str| scan(&[&target, how, journal.to_str().unwrap()]);
    assert_eq!(run("--journal").code, Some(0));
    let text = fs::read_to_string(&journal).unwrap();
    let by_name: Vec<_> =
        text.lines().filter(|line| line.contains("\"server_name\":\"localhost\"")).collect();
    fs::write(&journal, by_name.join("\n") + "\n").unwrap();
    let ran = run("--resume");
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
}

#[test]
fn a_policy_that_limits_suites_is_not_met_by_a_server_that_is_silent_about_one_version() {
    let good = server(&[4]);
    let port = listening(move |mut stream| {
        let mut peeked = [0; 4096];
        let n = stream.peek(&mut peeked)?;
        if peeked[0] == 22 && asked(&peeked[5..n]) == 3 {
            thread::sleep(Duration::from_secs(3));
            return Ok(());
        }
        relay(&mut stream, good)
    });
    let ran = scan(&[&format!("127.0.0.1:{port}"), "--policy", "forward-secrecy", "--timeout", "1"]);
    assert_eq!(ran.code, Some(4), "{}", ran.stdout);
}

#[test]
fn a_journal_is_not_begun_over_something_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("servers.txt");
    fs::write(&file, "www.example.test\n").unwrap();
    let name = file.to_str().unwrap();
    for (option, code) in [("--journal", 2), ("--resume", 3)] {
        let ran = scan(&["127.0.0.1:1", option, name]);
        assert_eq!((ran.code, &ran.stdout[..]), (Some(code), ""), "{}", ran.stderr);
        assert!(ran.stderr.contains("servers.txt"), "{}", ran.stderr);
        assert_eq!(fs::read_to_string(&file).unwrap(), "www.example.test\n");
    }
}

#[test]
fn what_changed_between_two_scans_is_told_and_counts_where_it_breaks_the_policy() {
    let folder = tempfile::tempdir().unwrap();
    let [old, new] = ["old", "new"].map(|name| folder.path().join(name));
    let write = |path: &Path, versions: &'static [u8]| {
        let port = server(versions);
        let target = format!("localhost:{port}");
        let ran = scan(&[&target, "--format", "jsonl", "-o", path.to_str().unwrap()]);
        assert_eq!(ran.stderr, "");
        let text = fs::read_to_string(path).unwrap().replace(&port.to_string(), "4433");
        fs::write(path, text).unwrap();
    };
    write(&old, &[3]);
    write(&new, &[1, 3, 4]);
    let diff = |from: &Path, to: &Path, more: &[&str]| {
        cutover(&[&["scan", "diff", from.to_str().unwrap(), to.to_str().unwrap()], more].concat())
    };
    let ran = diff(&old, &new, &[]);
    assert_eq!((ran.code, &ran.stderr[..]), (Some(1), ""));
    insta::assert_snapshot!(ran.stdout);
    assert_eq!(diff(&new, &old, &[]).code, Some(0));
    let ran = diff(&new, &new, &["--format", "json"]);
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((ran.code, json["changes"].as_array().unwrap().len()), (Some(0), 0));
}

#[test]
fn watching_tells_what_changed_and_ends_when_the_policy_breaks_again() {
    static VERSIONS: AtomicUsize = AtomicUsize::new(0);
    let (good, bad) = (server(&[3]), server(&[1, 3]));
    let port = listening(move |mut stream| {
        relay(&mut stream, if VERSIONS.load(Ordering::Relaxed) == 0 { good } else { bad })
    });
    let target = format!("127.0.0.1:{port}");
    let child = command(&["scan", "--no-host-limit", "--watch", "1s", &target])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    thread::sleep(Duration::from_millis(2500));
    VERSIONS.store(1, Ordering::Relaxed);
    let output = child.wait_with_output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stdout}");
    assert_eq!(stdout.matches("The one server asked is as policy").count(), 1, "{stdout}");
    assert!(stdout.contains("is against policy tls12-plus now, and was not known to be before"), "{stdout}");
    assert!(stdout.contains("still accepts TLS 1.0"), "{stdout}");
}

#[test]
fn what_broke_before_an_outage_and_breaks_after_it_is_nothing_new() {
    const BAD: usize = 0;
    const GOOD: usize = 1;
    const GONE: usize = 2;
    static STATE: AtomicUsize = AtomicUsize::new(BAD);
    let (good, bad) = (server(&[3]), server(&[1, 3]));
    let port = listening(move |mut stream| match STATE.load(Ordering::Relaxed) {
        BAD => relay(&mut stream, bad),
        GOOD => relay(&mut stream, good),
        _ => Ok(()),
    });
    let target = format!("127.0.0.1:{port}");
    let mut child = command(&["scan", "--no-host-limit", "--watch", "1s", &target])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    for state in [BAD, GONE, BAD, GOOD] {
        STATE.store(state, Ordering::Relaxed);
        thread::sleep(Duration::from_millis(2500));
        assert_eq!(child.try_wait().unwrap().and_then(|status| status.code()), None, "{state}");
    }
    STATE.store(BAD, Ordering::Relaxed);
    let output = child.wait_with_output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stdout}");
    assert_eq!(stdout.matches("is against policy tls12-plus now").count(), 1, "{stdout}");
}

/// A journal that cannot be written any more while one watches: nothing would be known of what is asked from then on.
#[cfg(unix)]
#[test]
fn watching_ends_when_the_journal_cannot_be_written() {
    let target = format!("127.0.0.1:{}", server(&[3]));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let shell = format!(
        "trap '' XFSZ; ulimit -f 3; exec '{}' scan --no-host-limit --watch 1s --journal '{}' {target}",
        env!("CARGO_BIN_EXE_cutover"),
        path.display()
    );
    let output = std::process::Command::new("bash").args(["-c", &shell]).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert_eq!(stderr.matches("cannot be used as a journal").count(), 1, "{stderr}");
}

/// Nobody waits until seventeen million addresses that were never asked are each told.
#[cfg(unix)]
#[test]
fn a_large_network_is_left_at_once_with_the_number_of_those_not_asked() {
    let folder = tempfile::tempdir().unwrap();
    let errors = folder.path().join("stderr");
    let child = command(&["scan", "--no-host-limit", "--cidr", "--max-hosts", "17000000", "127.0.0.0/8:1"])
        .stdout(Stdio::null())
        .stderr(Stdio::from(std::fs::File::create(&errors).unwrap()))
        .spawn()
        .unwrap();
    thread::sleep(Duration::from_secs(1));
    let begun = std::time::Instant::now();
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    let output = child.wait_with_output().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert_eq!(output.status.code(), Some(3));
    let stderr = std::fs::read_to_string(&errors).unwrap();
    let counted: Vec<_> = stderr.lines().filter(|line| line.contains(" targets: stopped")).collect();
    assert_eq!(counted.len(), 1, "{counted:?}");
    assert!(counted[0].starts_with("error: Could not be asked: 16,"), "{counted:?}");
}

#[test]
fn a_monitor_gets_one_line_and_its_own_exit_codes() {
    let (good, bad) = (server(&[3]), server(&[1, 3]));
    let of = |targets: &[String]| {
        let targets: Vec<_> = targets.iter().map(String::as_str).collect();
        scan(&[&["--nagios", "--lang", "ja"], &targets[..]].concat())
    };
    let [good, bad, closed] = [good, bad, 1].map(|port| format!("127.0.0.1:{port}"));
    let ran = of(std::slice::from_ref(&good));
    assert_eq!(
        (ran.code, &ran.stdout[..]),
        (
            Some(0),
            "TLS OK - 0 break, 0 unknown, 1 fit, 0 not asked by policy tls12-plus | \
             breaks=0;;0 unknown=0 fits=1 not_asked=0\n"
        )
    );
    assert!(of(&[good.clone(), bad]).stdout.starts_with("TLS CRITICAL - 1 break"));
    let ran = of(&[good, closed]);
    assert_eq!((ran.code, &ran.stderr[..]), (Some(3), ""));
    assert!(ran.stdout.starts_with("TLS UNKNOWN"), "{}", ran.stdout);
}

#[test]
fn networks_are_asked_only_within_bounds_and_nobody_who_is_excluded() {
    let port = server(&[3]);
    let network = format!("127.0.0.0/29:{port}");
    let ran = scan(&[&network]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stderr.contains("--cidr --max-hosts N"), "{}", ran.stderr);
    let ran = scan(&["127.0.0.0/8", "--cidr", "--max-hosts", "1000"]);
    assert_eq!((ran.code, &ran.stdout[..]), (Some(2), ""));
    assert!(ran.stderr.contains("16,777,214 hosts"), "{}", ran.stderr);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("never");
    fs::write(&file, "127.0.0.4/30 # the printers\nlocalhost\n").unwrap();
    let file = file.to_str().unwrap();
    let ran = scan(&[
        &network,
        &format!("localhost:{port}"),
        "--cidr",
        "--max-hosts",
        "10",
        "--exclude",
        file,
        "--format",
        "json",
    ]);
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["results"][0]["server_ip"], "127.0.0.1");
    let closed = json["not_read"].as_array().unwrap();
    let mut closed: Vec<_> = closed.iter().map(|r| (r["target"].clone(), r["code"].clone())).collect();
    closed.sort_by_key(|(target, _)| target.to_string());
    let refused = |host: &str| (format!("{host}:{port}").into(), "connection-refused".into());
    assert_eq!(closed, [refused("127.0.0.2"), refused("127.0.0.3")]);
    assert!(ran.stderr.contains("4 targets or addresses"), "{}", ran.stderr);
    fs::write(file, "not a host\n").unwrap();
    let ran = scan(&["127.0.0.1:1", "--exclude", file]);
    assert_eq!((ran.code, &ran.stdout[..]), (Some(2), ""), "who is excluded must be certain");
}

#[test]
fn a_server_that_wants_its_name_is_told_as_such_and_what_differs_without_one_has_a_row() {
    let (named, old) = (server(&[3]), server(&[1]));
    let to = move |stream: &mut TcpStream, wants: Option<u16>| {
        let mut buffer = [0; 4096];
        let n = stream.read(&mut buffer)?;
        let has_name = buffer[..n].windows(9).any(|w| w == b"localhost");
        let Some(port) = has_name.then_some(named).or(wants) else {
            return stream.write_all(&[21, 3, 1, 0, 2, 2, 40]);
        };
        let mut other = TcpStream::connect(("127.0.0.1", port))?;
        other.write_all(&buffer[..n])?;
        let n = other.read(&mut buffer)?;
        stream.write_all(&buffer[..n])
    };
    let strict = listening(move |mut stream| to(&mut stream, None));
    let ran = scan(&[&format!("localhost:{strict}")]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    assert!(ran.stdout.contains("refuses whoever does not say its name"), "{}", ran.stdout);
    assert!(ran.stdout.starts_with("The one server"), "{}", ran.stdout);
    let lax = listening(move |mut stream| to(&mut stream, Some(old)));
    let ran = scan(&[&format!("localhost:{lax}")]);
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    assert!(ran.stdout.contains("(without SNI)"), "{}", ran.stdout);
}

#[test]
fn a_server_that_has_other_suites_without_its_name_has_a_row_for_each() {
    let port = listening(|mut stream| {
        let hello = read_hello(&mut stream)?;
        let name = hello.windows(9).any(|w| w == b"localhost");
        let suite = if name { 0x2f } else { 0x35 };
        let suites = 39 + usize::from(hello[38]) + 2;
        let suites_end = suites + usize::from(u16::from_be_bytes([hello[suites - 2], hello[suites - 1]]));
        let offered = hello[suites..suites_end].chunks(2).any(|offered| offered == [0, suite]);
        if asked(&hello) != 3 || !offered {
            return stream.write_all(&[21, 3, 3, 0, 2, 2, if asked(&hello) == 3 { 40 } else { 70 }]);
        }
        let mut body = vec![3, 3];
        body.extend([7; 32]);
        body.extend([0, 0, suite, 0]);
        stream.write_all(&message(&body))
    });
    let target = format!("localhost:{port}");
    let rows = |arguments: &[&str]| {
        let ran = scan(&[&[target.as_str()], arguments].concat());
        assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
        ran.stdout.matches("(without SNI)").count()
    };
    assert_eq!((rows(&[]), rows(&["--suites"])), (0, 1));
}

/// A server that greets, and whoever comes as the third or later with something else.
fn greeting(first: &'static str, later: &'static str) -> u16 {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    listening(move |mut stream| {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        stream.write_all(if count < 2 { first } else { later }.as_bytes())?;
        thread::sleep(Duration::from_millis(200));
        Ok(())
    })
}

#[test]
fn a_port_that_speaks_something_else_is_named_and_its_own_words_are_shown() {
    let port = greeting("220 mx.example.test ESMTP Postfix\r\n", "421 4.7.0 too many connections\r\n");
    let target = format!("127.0.0.1:{port}");
    let ran = cutover(&["scan", &target, "--no-host-limit"]);
    assert_eq!(ran.code, Some(4), "{}", ran.stderr);
    assert!(ran.stdout.contains(&format!("It speaks SMTP: ask it as smtp://{target}.")), "{}", ran.stdout);
    let ran = cutover(&["scan", &target, "--no-host-limit", "--format", "jsonl"]);
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&answer["speaks"], &answer["notes"][0]), (&"smtp".into(), &"other-protocol".into()));
    let ran = cutover(&["scan", &format!("smtp://{target}"), "--no-host-limit"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert!(ran.stdout.contains("The server says: 421 4.7.0 too many connections"), "{}", ran.stdout);
}

#[test]
fn what_cannot_be_asked_is_told_together_and_stands_in_the_evidence() {
    let targets: Vec<String> = (1..=5).map(|host| format!("127.0.0.{host}:9")).collect();
    let arguments = [&["scan"], &targets.iter().map(String::as_str).collect::<Vec<_>>()[..]].concat();
    let ran = cutover(&arguments);
    assert_eq!((ran.code, ran.stdout.matches("the port is closed").count()), (Some(3), 1), "{}", ran.stdout);
    assert!(ran.stdout.contains("5 targets") && ran.stderr.is_empty(), "{}{}", ran.stdout, ran.stderr);
    let ran = cutover(&[&arguments[..], &["--format", "jsonl"]].concat());
    assert_eq!(ran.stdout.matches("\"problem\":\"connection-refused\"").count(), 5);
    let ran = cutover(&["scan", "", "--dry-run"]);
    assert_eq!(ran.code, Some(3), "a variable that is not set: {}", ran.stderr);
    assert!(ran.stderr.contains("there is no host in it"), "{}", ran.stderr);
    let ran = cutover(&["scan", "user:secret@host"]);
    assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("secret"), "{}", ran.stderr);
}
