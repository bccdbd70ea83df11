//! What a protocol is to a dialogue. A file beside this one has one.

use super::action::Action;
use super::lines::last_line;
use super::turn::Turn;

/// A protocol's side of the client before TLS.
pub(super) struct Definition {
    /// As it stands before `://`.
    pub name: &'static str,
    /// Where none is given.
    pub port: u16,
    /// What is said first to that host; `None` where the server begins.
    pub first: Option<fn(&str) -> Vec<u8>>,
    /// What is done next.
    pub next: fn(Turn<'_>) -> Action,
    /// What the server says of itself in what was heard last, where that is an error or a line of text.
    pub said: fn(&[u8]) -> Option<String>,
    /// After so many answers TLS begins as soon as what is to be sent is sent, without an answer.
    pub over_when_sent: Option<usize>,
    /// The handshake itself is carried in packets of the protocol.
    pub wraps: bool,
    /// It is spoken in packets, not in lines of text.
    pub has_packets: bool,
}

impl Definition {
    /// A protocol of lines whose server begins, and that has nothing out of the ordinary.
    pub const fn new(name: &'static str, port: u16, next: fn(Turn<'_>) -> Action) -> Self {
        Self {
            name,
            port,
            first: None,
            next,
            said: last_line,
            over_when_sent: None,
            wraps: false,
            has_packets: false,
        }
    }

    /// One of packets, in which no line of text stands.
    pub const fn of_packets(name: &'static str, port: u16, next: fn(Turn<'_>) -> Action) -> Self {
        Self { has_packets: true, said: |_| None, ..Self::new(name, port, next) }
    }
}
