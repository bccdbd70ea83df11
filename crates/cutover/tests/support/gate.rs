//! A gate that runs, what its clients say, and servers behind it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::command;

/// A gate that runs; ended with the test, by its id.
pub struct Running {
    pub child: Child,
    pub address: SocketAddr,
    /// What it says on standard error, line by line.
    pub errors: Receiver<String>,
}

impl Running {
    /// Starts a gate whose first listener has port 0, and waits until it is ready.
    pub fn start(arguments: &[&str]) -> Self {
        Self::started(command(&[&["gate"], arguments].concat()))
    }

    pub fn started(mut command: Command) -> Self {
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

    pub fn simple(upstream: SocketAddr, arguments: &[&str]) -> Self {
        let upstream = upstream.to_string();
        Self::start(&[&["--listen", "127.0.0.1:0", "--upstream", &upstream], arguments].concat())
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream
    }

    /// What comes back for some bytes, after which the client waits.
    pub fn said(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(std::process::Command::new("kill").args([name, &id]).status().unwrap().success());
    }

    /// Waits for a line on standard error.
    pub fn wait_for(&self, what: &str) -> String {
        loop {
            let line = next_line(&self.errors);
            if line.contains(what) {
                return line;
            }
        }
    }

    pub fn end(mut self) -> Option<i32> {
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

pub fn lines(from: ChildStderr) -> Receiver<String> {
    let (to, lines) = channel();
    thread::spawn(move || {
        BufReader::new(from).lines().map_while(Result::ok).try_for_each(|line| to.send(line))
    });
    lines
}

/// Waits until something holds.
pub fn waits_for(holds: impl Fn() -> bool, what: &str) {
    let end = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < end, "{what}");
        thread::sleep(Duration::from_millis(50));
    }
}

pub fn next_line(from: &Receiver<String>) -> String {
    from.recv_timeout(Duration::from_secs(20)).expect("there is one more line")
}

/// A server that sends back what it gets, and ends when the client has.
pub fn echo() -> SocketAddr {
    echo_on("127.0.0.1:0")
}

pub fn echo_on(address: &str) -> SocketAddr {
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
pub fn named(name: &'static str) -> SocketAddr {
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

/// A hello that offers everything up to a version, for a name.
pub fn hello(legacy: u16, name: &str) -> Vec<u8> {
    cutover_testkit::client_hello(name.as_bytes(), &[legacy])
}

pub const TLS_1_0: u16 = 0x0301;

pub const TLS_1_2: u16 = 0x0303;

pub const REFUSED: [u8; 7] = [21, 3, 1, 0, 2, 2, 70];

pub fn records(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Settings with one listener on a port of the system's choice.
pub fn settings(upstream: SocketAddr, more: &str) -> String {
    format!(
        "kill_switch = \"off\"\n[log]\nfile = \"gate.jsonl\"\n[[listener]]\nname = \"web\"\n\
         listen = [\"127.0.0.1:0\"]\nupstream = [\"{upstream}\"]\n{more}"
    )
}

/// Sends, half-closes, and gives what comes back.
pub fn echoed(gate: &Running, bytes: &[u8]) -> Vec<u8> {
    let mut stream = gate.connect();
    stream.write_all(bytes).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    answer
}
