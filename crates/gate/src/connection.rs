//! One connection between a client and an upstream: small, because most of them only wait.

use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use cutover_evidence::Outcome;
use cutover_handshake::{OpeningWalk, Tracker};

use crate::decide::Ruling;
use crate::listening::ListenerContext;
use crate::plaintext::Plaintext;
use crate::settings::{Listener, Rule, Upstream};
use crate::stream::Stream;

/// How far a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The proxy before us says who the client is.
    ProxyHeader,
    /// The client says what it offers.
    Hello,
    /// The upstream is asked to take it.
    Connecting,
    /// Client and server speak in clear text.
    Plaintext,
    /// Bytes go both ways.
    Open,
    /// The client was told no and has not hung up yet.
    Drain,
    /// The upstream was reset, and the client will be when it has what came before.
    Reset {
        /// How many bytes it had not acknowledged when that was last looked at.
        left: u32,
        /// When that is given up, since the worker's start.
        until: Duration,
    },
}

/// One of the two sockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Client = 0,
    Upstream = 1,
}

impl Side {
    pub fn other(self) -> Self {
        match self {
            Self::Client => Self::Upstream,
            Self::Upstream => Self::Client,
        }
    }
}

/// The search for a server that takes a connection.
#[derive(Debug)]
pub(crate) struct Candidates {
    pub upstream: Arc<Upstream>,
    /// Where it began.
    pub begin: usize,
    /// How many failed in this round.
    pub failed: usize,
    /// How many more rounds there may be.
    pub rounds: u8,
}

/// The addresses that evidence names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Who {
    /// The client, as a proxy before us says where there is one.
    pub client: SocketAddr,
    /// The server that the connection went to.
    pub upstream: Option<SocketAddr>,
}

/// What is needed until the hello is whole.
#[derive(Debug, Default)]
pub(crate) struct UnfinishedHello {
    pub walk: OpeningWalk,
    /// What came and was not sent on.
    pub early: Vec<u8>,
    /// Whether that may be the beginning of a PROXY protocol header, from somebody who may send none.
    pub may_be_proxy_header: bool,
    /// What of it counts against what all connections may keep.
    charged: usize,
    budget: Option<Arc<AtomicUsize>>,
}

/// Hellos are longer than that only with much in them; what is beyond is counted.
const FREE: usize = 4 << 10;

/// How many bytes all connections may keep beyond that.
const BUDGET: usize = 64 << 20;

impl UnfinishedHello {
    /// Keeps some bytes; false when all connections keep too much already.
    pub fn keep(&mut self, bytes: &[u8], budget: &Arc<AtomicUsize>) -> bool {
        let charge = (self.early.len() + bytes.len()).saturating_sub(FREE.max(self.early.len()));
        if charge > 0 {
            if budget.fetch_add(charge, Relaxed) + charge > BUDGET {
                budget.fetch_sub(charge, Relaxed);
                return false;
            }
            self.charged += charge;
            self.budget.get_or_insert_with(|| Arc::clone(budget));
        }
        self.early.extend_from_slice(bytes);
        true
    }
}

impl Drop for UnfinishedHello {
    fn drop(&mut self) {
        if let Some(budget) = &self.budget {
            budget.fetch_sub(self.charged, Relaxed);
        }
    }
}

/// What is needed until the record is written.
#[derive(Debug, Default)]
pub(crate) struct Tracking {
    pub tracker: Tracker,
    pub ruling: Option<Ruling>,
    pub until: Duration,
    /// How the connection ended that came to no answer.
    pub ending: Option<Outcome>,
    /// The alert that was sent in place of the server's hello.
    pub alert: Option<u8>,
    /// The hello, where the record wants more of it than the decision did.
    pub opening: Vec<u8>,
}

/// What a server said and its client has not seen yet.
#[derive(Debug, Default)]
pub(crate) struct Held {
    pub bytes: Vec<u8>,
    /// Until when it must be known what the server chose; `None`: it has said nothing.
    pub until: Option<Duration>,
    /// It has asked for another hello, and may do so once.
    pub has_retried: bool,
    /// How much was passed on that was no answer.
    pub passed: usize,
}

/// How much of what a server says is held back at most: more than a ServerHello, which no record is larger than, and what may
/// stand before it.
pub(crate) const HELD: usize = 64 << 10;

// What happened to two sockets is independent of each other.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug)]
pub(crate) struct Connection {
    pub client: OwnedFd,
    pub upstream: Option<OwnedFd>,
    pub context: ListenerContext,
    pub who: Who,
    pub phase: Phase,
    /// The phase once the upstream has taken the connection.
    pub then: Phase,
    /// When something must have happened, since the worker's start.
    pub deadline: Duration,
    /// The place of its rule among its listener's.
    pub rule: usize,
    /// From the client to the upstream.
    pub up: Stream,
    /// From the upstream to the client.
    pub down: Stream,
    /// Upstreams that are tried.
    pub candidates: Option<Candidates>,
    pub hello: Option<Box<UnfinishedHello>>,
    /// Where clear text comes first.
    pub plaintext: Option<Plaintext>,
    /// The side that was reset; what it said before still goes to the other.
    pub broken: Option<Side>,
    pub tracking: Option<Box<Tracking>>,
    /// What the server said, until it is known what it chose.
    pub held: Option<Box<Held>>,
    pub looked_at: u64,
    /// Whether the upstream's socket has an answer to the request for a connection.
    pub upstream_answered: bool,
    /// Whether we are told when the client takes bytes again.
    pub client_out: bool,
    /// The same for the upstream.
    pub upstream_out: bool,
    /// Whether the upstream's socket sends what it is given at once.
    pub is_prompt: bool,
    /// Whether the time for its hello has passed without a byte, and it may go on.
    pub is_silent: bool,
    /// Whether it counts among its client's connections.
    pub is_counted: bool,
    /// Whether an upstream's socket is counted for it.
    pub has_upstream_socket: bool,
}

impl Connection {
    pub fn new(client: OwnedFd, peer: SocketAddr, context: ListenerContext) -> Self {
        Self {
            client,
            upstream: None,
            context,
            who: Who { client: peer, upstream: None },
            phase: Phase::Hello,
            then: Phase::Open,
            deadline: Duration::ZERO,
            rule: 0,
            up: Stream::default(),
            down: Stream::default(),
            candidates: None,
            hello: None,
            plaintext: None,
            broken: None,
            tracking: None,
            held: None,
            looked_at: 0,
            upstream_answered: false,
            client_out: false,
            upstream_out: false,
            is_prompt: false,
            is_silent: false,
            is_counted: false,
            has_upstream_socket: false,
        }
    }

    pub fn listener(&self) -> &Listener {
        &self.context.listener
    }

    /// The rule for this client and a server name.
    pub fn listener_rule(&self, server_name: Option<&str>) -> (usize, &Rule) {
        self.context.listener.rule(self.who.client.ip(), server_name)
    }

    pub fn hello_mut(&mut self) -> &mut UnfinishedHello {
        self.hello.get_or_insert_default()
    }

    /// The stream that reads from a side, and the one that writes to it.
    pub fn streams(&mut self, side: Side) -> (&mut Stream, &mut Stream) {
        match side {
            Side::Client => (&mut self.up, &mut self.down),
            Side::Upstream => (&mut self.down, &mut self.up),
        }
    }
}
