//! What a protocol is to a dialogue. A file beside this one has one.

use super::action::Action;

/// A protocol's side of the client before TLS.
pub(super) struct Definition {
    /// As it stands before `://`.
    pub name: &'static str,
    /// Where none is given.
    pub port: u16,
    /// What is said first to that host; `None` where the server begins.
    pub first: Option<fn(&str) -> Vec<u8>>,
    /// What is done after so many answers that were understood, and what was heard since the last.
    pub next: fn(usize, &[u8]) -> Action,
    /// After so many answers TLS begins as soon as what is to be sent is sent, without an answer.
    pub over_when_sent: Option<usize>,
    /// The handshake itself is carried in packets of the protocol.
    pub wraps: bool,
    /// It is spoken in packets, not in lines of text.
    pub has_packets: bool,
}

impl Definition {
    /// A protocol whose server begins, and that has nothing out of the ordinary.
    pub const fn new(name: &'static str, port: u16, next: fn(usize, &[u8]) -> Action) -> Self {
        Self { name, port, first: None, next, over_when_sent: None, wraps: false, has_packets: false }
    }
}
