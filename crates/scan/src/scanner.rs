//! Many targets at once.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use cutover_evidence::{SCHEMA_VERSION, ServerAnswer};
use cutover_wire::Version;
use cutover_wire::starttls::Protocol;
use jiff::Timestamp;
use tokio::net::lookup_host;
use tokio::runtime::Builder;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::answer::Answer;
use crate::connect::{NoConnection, Patience, ask};
use crate::interview::{Attempt, Interview};
use crate::politeness::{Guest, HostLimits, Politeness};
use crate::target::{Host, Target};

/// How a scan goes about it.
#[derive(Debug, Clone)]
pub struct Options {
    /// How often each version is asked about.
    pub tries: u32,
    /// How long is waited.
    pub patience: Patience,
    /// Targets at once.
    pub at_once: usize,
    /// How often one host is bothered; `None`: as often as it goes.
    pub host_limits: Option<HostLimits>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tries: 1,
            patience: Patience::default(),
            at_once: 256,
            host_limits: Some(HostLimits::default()),
        }
    }
}

/// What a scan finds, as it finds it.
#[derive(Debug)]
pub enum Event {
    /// What the server at one address of a target accepts.
    Answer(Box<ServerAnswer>),
    /// A target, or one address of it, that could not be asked.
    NotReached {
        /// The target.
        target: Target,
        /// Which address of it.
        address: Option<SocketAddr>,
        /// Why.
        reason: Failure,
    },
    /// A target is done with, whatever came of it.
    Done,
}

/// Why a target could not be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The name has no address, or nobody could say.
    NotResolved,
    /// No connection.
    NoConnection(NoConnection),
    /// Scanning ended before its turn, or before it was done.
    Stopped,
}

/// How often it is looked whether to stop.
const LOOK_AROUND: Duration = Duration::from_millis(50);

/// How long a name may take to be resolved.
const RESOLVE: Duration = Duration::from_secs(20);

/// Names are resolved by the system, as its programs do, on threads of their own.
const RESOLVERS: usize = 16;

/// How often a connection is tried for which this machine had no socket.
const SOCKET_TRIES: u32 = 20;

/// Asks every target and tells what it finds, until `stop` is set. Memory grows with the targets under way, not
/// with all of them.
pub fn scan(
    targets: impl IntoIterator<Item = Target>,
    options: &Options,
    stop: &AtomicBool,
    mut tell: impl FnMut(Event),
) -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().max_blocking_threads(RESOLVERS).build()?;
    runtime.block_on(async {
        let shared = Arc::new(Shared {
            options: options.clone(),
            politeness: Politeness::new(options.host_limits),
            random: random(),
        });
        let mut targets = targets.into_iter();
        let mut under_way: JoinSet<()> = JoinSet::new();
        let mut asked = HashMap::new();
        let (sender, mut events) = unbounded_channel();
        let stopped = loop {
            if stop.load(Ordering::Relaxed) {
                break true;
            }
            while let Some(ended) = under_way.try_join_next_with_id() {
                let (id, well) = ended.map_or_else(|error| (error.id(), false), |(id, ())| (id, true));
                // A task that panicked is a fault of ours; its target counts as not asked.
                if let (Some(target), false) = (asked.remove(&id), well) {
                    tell(Event::NotReached { target, address: None, reason: Failure::Stopped });
                }
            }
            // Before others are asked, so that no more waits to be told than is under way.
            while let Ok(event) = events.try_recv() {
                tell(event);
            }
            while under_way.len() < options.at_once.max(1)
                && let Some(target) = targets.next()
            {
                let task = scan_target(Arc::clone(&shared), target.clone(), sender.clone());
                asked.insert(under_way.spawn(task).id(), target);
            }
            if under_way.is_empty() {
                break false;
            }
            // What is known is told at once, whatever other addresses of the target still do.
            if let Ok(Some(event)) = timeout(LOOK_AROUND, events.recv()).await {
                tell(event);
            }
        };
        drop(sender);
        while let Ok(event) = events.try_recv() {
            tell(event);
        }
        if stopped {
            while let Some(ended) = under_way.try_join_next_with_id() {
                asked.remove(&ended.map_or_else(|error| error.id(), |(id, ())| id));
            }
            for target in asked.into_values().chain(targets) {
                tell(Event::NotReached { target, address: None, reason: Failure::Stopped });
            }
        }
    });
    // A name that the system is still looking up is not waited for.
    runtime.shutdown_background();
    Ok(())
}

struct Shared {
    options: Options,
    politeness: Politeness,
    random: [u8; 32],
}

async fn scan_target(shared: Arc<Shared>, target: Target, events: UnboundedSender<Event>) {
    // The other end is gone only when nobody wants to know any more.
    let tell = |event| drop(events.send(event));
    match addresses(&target).await {
        Ok(addresses) => {
            for address in addresses {
                tell(match scan_address(&shared, &target, address).await {
                    Ok(answer) => Event::Answer(Box::new(answer)),
                    Err(reason) => Event::NotReached {
                        target: target.clone(),
                        address: Some(address),
                        reason: Failure::NoConnection(reason),
                    },
                });
            }
            tell(Event::Done);
        }
        Err(reason) => {
            tell(Event::NotReached { target, address: None, reason });
            tell(Event::Done);
        }
    }
}

/// Every address of a target, each once, in the order that the system gives.
async fn addresses(target: &Target) -> Result<Vec<SocketAddr>, Failure> {
    let name = match &target.host {
        Host::Address(address) => return Ok(vec![SocketAddr::new(*address, target.port)]),
        Host::Name(name) => name,
    };
    let found = timeout(RESOLVE, lookup_host((name.as_str(), target.port))).await;
    let Ok(Ok(found)) = found else { return Err(Failure::NotResolved) };
    let mut addresses: Vec<SocketAddr> = Vec::new();
    for address in found {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    if addresses.is_empty() { Err(Failure::NotResolved) } else { Ok(addresses) }
}

async fn scan_address(
    shared: &Shared,
    target: &Target,
    address: SocketAddr,
) -> Result<ServerAnswer, NoConnection> {
    let seen_at = Timestamp::now();
    let server_name = match &target.host {
        Host::Name(name) => Some(name.clone()),
        Host::Address(_) => None,
    };
    let mut interview = Interview::new(server_name.clone(), shared.options.tries, shared.random);
    let guest = shared.politeness.guest(address.ip());
    let host = server_name.clone().unwrap_or_else(|| address.ip().to_string());
    let before = target.starttls.map(|protocol| (protocol, host.as_str()));
    let mut reached = false;
    while let Some((version, hello)) = interview.next_hello() {
        let attempt =
            match ask_patiently(&guest, address, before, version, &hello, shared.options.patience).await {
                Ok(attempt) => attempt,
                Err(reason) if !reached => return Err(reason),
                Err(_) => Attempt { answer: Answer::NoConnection, proof: Vec::new(), rtt_ms: 0 },
            };
        reached = true;
        interview.take(attempt);
    }
    let findings = interview.finish();
    Ok(ServerAnswer {
        schema_version: SCHEMA_VERSION,
        seen_at: Some(seen_at),
        target: target.text.clone(),
        server_ip: Some(address.ip()),
        port: Some(address.port()),
        via: target.starttls.iter().map(|protocol| format!("starttls:{}", protocol.name())).collect(),
        server_name,
        versions: findings.versions,
        cipher_suites: None,
        groups: None,
        pq: findings.pq,
        notes: findings.notes,
    })
}

/// Asks, and asks again when it was only this machine that had no socket.
async fn ask_patiently(
    guest: &Guest<'_>,
    address: SocketAddr,
    before: Option<(Protocol, &str)>,
    version: Version,
    hello: &[u8],
    patience: Patience,
) -> Result<Attempt, NoConnection> {
    let _place = guest.turn().await;
    for _ in 1..SOCKET_TRIES {
        match ask(address, before, version, hello, patience).await {
            Err(NoConnection::Exhausted) => sleep(Duration::from_millis(100)).await,
            done => return done,
        }
    }
    ask(address, before, version, hello, patience).await
}

/// 32 bytes that differ from run to run. Nothing is secret in a handshake that nobody finishes.
fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    for chunk in bytes.chunks_exact_mut(8) {
        chunk.copy_from_slice(&RandomState::new().build_hasher().finish().to_be_bytes());
    }
    bytes
}
