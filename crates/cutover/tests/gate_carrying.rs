//! What `cutover gate` carries: every byte, however late, slow or in pieces, and who is not waited for.
#![cfg(target_os = "linux")]
#![allow(missing_docs)]

mod support;

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use support::gate::{
    REFUSED, Running, TLS_1_0, TLS_1_2, echo, echo_on, echoed, hello, records, settings, waits_for,
};

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

const LONG: usize = 24_000_000;

/// Reads to the end, for eight seconds only so many bytes ten times a second; how many bytes came.
fn read_slowly(stream: &mut TcpStream, at_once: usize) -> usize {
    let (mut got, mut room) = (0, vec![0; at_once]);
    let begin = Instant::now();
    loop {
        match stream.read(&mut room).unwrap() {
            0 => break,
            n => got += n,
        }
        // The kernel tells that a socket takes bytes again only when a third of what it may keep,
        // up to some megabytes, has gone.
        if begin.elapsed() < Duration::from_secs(8) {
            thread::sleep(Duration::from_millis(100));
        }
    }
    got
}

#[test]
fn whoever_reads_slowly_is_not_idle() {
    let folder = tempfile::tempdir().unwrap();
    let (_gate, mut stream) = client_of_a_long_answer(folder.path(), LONG, "2s");
    assert_eq!(read_slowly(&mut stream, 30_000), LONG);
}

#[test]
fn a_server_that_reads_clear_text_slowly_is_not_idle() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let upstream = listener.local_addr().unwrap();
    // So little that the gate cannot write at once what it read at once.
    rustix::net::sockopt::set_socket_recv_buffer_size(&listener, 8 << 10).unwrap();
    let server = thread::spawn(move || read_slowly(&mut listener.accept().unwrap().0, 4_000));
    fs::write(&file, settings(upstream, "starttls = \"smtp\"\n[timeouts]\nidle = \"1s\"\n")).unwrap();
    let gate = Running::start(&["--config", file.to_str().unwrap()]);
    let mut stream = gate.connect();
    stream.write_all(&vec![b'a'; LONG]).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(server.join().unwrap(), LONG);
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
    // It is told, as far as it still listens: its own bytes may have reset the connection.
    assert!(rest.is_empty() || rest == [21, 3, 1, 0, 2, 2, 80], "{rest:?}");
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
    // Who comes when there is no room waits until there is, and is not sent away.
    let more: Vec<_> = (0..400).map(|_| gate.connect()).collect();
    let mut last = gate.connect();
    last.write_all(&hello).unwrap();
    last.shutdown(Shutdown::Write).unwrap();
    last.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    assert!(last.read(&mut [0]).is_err(), "there is room after all");
    drop((slow, more));
    last.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut answer = Vec::new();
    last.read_to_end(&mut answer).unwrap();
    assert!(answer == hello, "{answer:?}");
}

/// A server that says so many bytes to whoever has said something, and is then reset.
fn resets_behind(length: usize) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            thread::spawn(move || {
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(&vec![0x17; length]);
                // What its kernel holds is lost with a reset, so it waits until all was taken, and then a while.
                waits_for(|| !holds_something(&stream), "everything was taken");
                thread::sleep(Duration::from_millis(100));
                rustix::net::sockopt::set_socket_linger(&stream, Some(Duration::ZERO)).unwrap();
            });
        }
    });
    address
}

/// Whether the kernel holds bytes that the other end has not taken (proc(5), /proc/net/tcp: `tx_queue`).
fn holds_something(stream: &TcpStream) -> bool {
    let port = |address: SocketAddr| format!(":{:04X}", address.port());
    let ends = [stream.local_addr().unwrap(), stream.peer_addr().unwrap()].map(port);
    fs::read_to_string("/proc/net/tcp").unwrap().lines().any(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let is_it = fields.len() > 4 && fields[1].ends_with(&ends[0]) && fields[2].ends_with(&ends[1]);
        is_it && !fields[4].starts_with("00000000:")
    })
}

#[test]
fn a_reset_of_the_server_reaches_the_client_behind_every_byte_that_came_before() {
    for (length, pause) in [(0, 0), (100, 0), (300_000, 900)] {
        let gate = Running::simple(resets_behind(length), &[]);
        let mut client = gate.connect();
        client.write_all(&hello(TLS_1_2, "")).unwrap();
        // Whoever reads late has the gate wait with it.
        thread::sleep(Duration::from_millis(pause));
        let mut got = Vec::new();
        let end = client.read_to_end(&mut got);
        assert_eq!(got.len(), length);
        assert_eq!(end.unwrap_err().kind(), std::io::ErrorKind::ConnectionReset, "{length}");
    }
}

#[test]
fn what_a_server_said_before_tls_and_its_reset_reaches_a_slow_client() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    let length = 6_000_000;
    fs::write(&file, settings(resets_behind(length), "starttls = \"smtp\"\n")).unwrap();
    let gate = Running::start(&["--config", file.to_str().unwrap()]);
    let mut client = gate.connect();
    client.write_all(b"EHLO me\r\n").unwrap();
    // Slower than the server, so that the gate has something left when that is reset.
    let (mut got, mut room) = (0, vec![0; 1 << 20]);
    let end = loop {
        thread::sleep(Duration::from_millis(100));
        match client.read(&mut room) {
            Ok(n) => got += n,
            Err(problem) => break problem,
        }
        assert!(got <= length);
    };
    assert_eq!((got, end.kind()), (length, std::io::ErrorKind::ConnectionReset));
}

#[test]
fn nobody_goes_to_a_server_without_something_to_say() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    server.set_nonblocking(true).unwrap();
    for speaks_first in [false, true] {
        let more = format!("server_speaks_first = {speaks_first}\n[timeouts]\nhello = \"500ms\"\n");
        fs::write(&file, settings(server.local_addr().unwrap(), &more)).unwrap();
        let gate = Running::start(&["--config", file.to_str().unwrap()]);
        let mut client = gate.connect();
        thread::sleep(Duration::from_millis(1300));
        let mut came = server.accept();
        assert_eq!(came.is_ok(), speaks_first);
        client.write_all(&hello(TLS_1_2, "")).unwrap();
        let end = Instant::now() + Duration::from_secs(5);
        while came.is_err() && Instant::now() < end {
            thread::sleep(Duration::from_millis(20));
            came = server.accept();
        }
        let (mut stream, _) = came.unwrap();
        stream.set_nonblocking(false).unwrap();
        let mut hello_came = vec![0; hello(TLS_1_2, "").len()];
        stream.read_exact(&mut hello_came).unwrap();
        assert_eq!(hello_came, hello(TLS_1_2, ""), "{speaks_first}");
    }
}

#[test]
fn who_is_in_the_queue_when_the_gate_is_told_to_end_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    fs::write(&file, format!("limits.connections = 1\n{}", settings(echo(), ""))).unwrap();
    let gate = Running::start(&["--config", file.to_str().unwrap()]);
    let first = gate.connect();
    thread::sleep(Duration::from_millis(200));
    let waiting: Vec<_> = (0..50).map(|_| gate.connect()).collect();
    gate.signal("-TERM");
    for mut client in waiting {
        client.write_all(&hello(TLS_1_2, "")).unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        client.read_to_end(&mut answer).unwrap();
        assert_eq!(answer, hello(TLS_1_2, ""));
    }
    drop(first);
}

/// From one address to all of them and back, at the same port, while somebody is connected.
#[test]
fn a_listener_goes_from_one_address_to_all_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.toml");
    // A port that is free, as far as that can be known.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let at = |address: &str| {
        let text = settings(echo_for_all(), "");
        text.replace("127.0.0.1:0", &format!("{address}:{port}"))
    };
    fs::write(&file, at("127.0.0.1")).unwrap();
    let gate = Running::start(&["--config", file.to_str().unwrap()]);
    let mut stays = gate.connect();
    stays.write_all(&hello(TLS_1_2, "")).unwrap();
    let other: SocketAddr = format!("127.0.0.2:{port}").parse().unwrap();
    for (address, reaches_other) in [("0.0.0.0", true), ("127.0.0.1", false), ("0.0.0.0", true)] {
        fs::write(&file, at(address)).unwrap();
        gate.signal("-HUP");
        gate.wait_for("is taken over");
        assert_eq!(echoed(&gate, &hello(TLS_1_2, "")), hello(TLS_1_2, ""));
        // What is closed lets those in who were there.
        thread::sleep(Duration::from_millis(1200));
        assert_eq!(echoed(&gate, &hello(TLS_1_2, "")), hello(TLS_1_2, ""));
        assert_eq!(TcpStream::connect(other).is_ok(), reaches_other, "{address}");
    }
    let mut answer = vec![0; hello(TLS_1_2, "").len()];
    stays.read_exact(&mut answer).unwrap();
    // Nobody else gets the port by mistake.
    assert!(TcpListener::bind(("127.0.0.1", port)).is_err());
    assert_eq!(gate.end(), Some(0));
}

fn echo_for_all() -> SocketAddr {
    static ADDRESS: std::sync::OnceLock<SocketAddr> = std::sync::OnceLock::new();
    *ADDRESS.get_or_init(echo)
}
