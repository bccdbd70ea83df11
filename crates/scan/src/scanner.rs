//! Many targets at once.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use cutover_evidence::{NotAsked, ServerAnswer, Sink};
use jiff::Timestamp;
use tokio::net::lookup_host;
use tokio::runtime::Builder;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::address_scan::AddressScan;
use crate::connect::NoConnection;
use crate::counted::counts_connections;
use crate::options::{Addresses, Names, Options};
use crate::ramp::{Ramp, STEP};
use crate::rate_limits::RateLimits;
use crate::shared::Shared;
use crate::target::{Host, Target};

/// What a scan finds, as it finds it.
#[derive(Debug)]
enum Event {
    /// What the server at one address of a target accepts.
    Answer(Box<ServerAnswer>),
    /// A target, or one address of it, that could not be asked.
    NotReached { target: Target, address: Option<SocketAddr>, reason: NotReached },
    /// A target, or one address of it, that was left out.
    Excluded,
    /// A target is done with.
    Done,
}

/// Why a target could not be asked.
#[derive(Debug)]
enum NotReached {
    /// There was nobody to connect to.
    Before(NotAsked),
    /// The server there would not.
    ByServer(NoConnection),
}

impl NotReached {
    fn word(&self) -> NotAsked {
        match self {
            Self::Before(reason) => reason.clone(),
            Self::ByServer(no) => no.word(),
        }
    }
}

/// The evidence of a target that could not be asked.
fn not_asked(target: &Target, address: Option<SocketAddr>, reason: &NotReached) -> ServerAnswer {
    let (said, greeting) = match reason {
        NotReached::Before(_) => (None, None),
        NotReached::ByServer(no) => (no.said(), no.greeting()),
    };
    ServerAnswer {
        seen_at: Some(Timestamp::now()),
        target: target.text.clone(),
        server_ip: address.map(|address| address.ip()),
        port: Some(target.port),
        via: target.via(),
        problem: Some(reason.word()),
        said,
        speaks: greeting.map(|greeting| greeting.name().to_owned()),
        ..ServerAnswer::default()
    }
}

/// How often it is looked whether to stop.
const LOOK_AROUND: Duration = Duration::from_millis(50);

/// How long a name may take to be resolved.
const RESOLVE: Duration = Duration::from_secs(20);

/// Names are resolved by the system, as its programs do, on threads of their own.
const RESOLVERS: usize = 16;

/// Where a scan's answers go, and what it says besides.
pub trait ScanSink: Sink {
    /// A target, or one address of it, could not be asked, as the record's `problem` says. `is_final`: asked again, it would
    /// be no different.
    fn not_reached(&mut self, answer: ServerAnswer, is_final: bool);
    /// A target, or one address of it, was left out because it is excluded.
    fn excluded(&mut self);
    /// A target is done with, whatever came of it.
    fn done(&mut self);
    /// Asking was stopped: targets that are not done with were not asked, or not to the end.
    fn stopped(&mut self);
}

/// Hands on what a task found.
fn tell(event: Event, sink: &mut impl ScanSink) {
    match event {
        Event::Answer(answer) => _ = sink.server_answer(*answer),
        Event::NotReached { target, address, reason } => {
            // What was stopped was not asked: asked again, it may say something else.
            let is_final = reason.word() != NotAsked::Stopped;
            sink.not_reached(not_asked(&target, address, &reason), is_final);
        }
        Event::Excluded => sink.excluded(),
        Event::Done => sink.done(),
    }
}

/// Asks every target and tells what it finds, until `stop` is set. Memory grows with the targets under way, not
/// with all of them.
pub fn scan(
    targets: impl IntoIterator<Item = Target>,
    options: &Options,
    stop: &AtomicBool,
    sink: &mut impl ScanSink,
) -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().max_blocking_threads(RESOLVERS).build()?;
    runtime.block_on(async {
        let shared = Arc::new(Shared {
            options: options.clone(),
            rate_limits: RateLimits::new(options.host_limits, options.a_second),
            random: random(),
            answers: AtomicUsize::new(0),
        });
        let mut ramp = Ramp::new(options.at_once, Instant::now());
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
                    let reason = NotReached::Before(NotAsked::Stopped);
                    tell(Event::NotReached { target, address: None, reason }, sink);
                }
            }
            // Before others are asked, so that no more waits to be told than is under way.
            while let Ok(event) = events.try_recv() {
                tell(event, sink);
            }
            ramp.look(shared.answers.load(Ordering::Relaxed), Instant::now());
            while under_way.len() < ramp.allowed()
                && let Some(target) = targets.next()
            {
                let task = scan_target(Arc::clone(&shared), target.clone(), sender.clone());
                asked.insert(under_way.spawn(task).id(), target);
            }
            if under_way.is_empty() {
                break false;
            }
            // What is known is told at once, whatever other addresses of the target still do.
            let pause = if ramp.is_at_its_end() { LOOK_AROUND } else { STEP };
            if let Ok(Some(event)) = timeout(pause, events.recv()).await {
                tell(event, sink);
            }
        };
        drop(sender);
        while let Ok(event) = events.try_recv() {
            tell(event, sink);
        }
        if stopped {
            sink.stopped();
        }
    });
    // A name that the system is still looking up is not waited for.
    runtime.shutdown_background();
    Ok(())
}

async fn scan_target(shared: Arc<Shared>, target: Target, events: UnboundedSender<Event>) {
    // The other end is gone only when nobody wants to know any more.
    let tell = |event| drop(events.send(event));
    let options = &shared.options;
    if options.exclusions.has_target(&target) {
        tell(Event::Excluded);
    } else if !options.known.has_given_up(&target) {
        let deadline = options.deadline.map(|most| tokio::time::Instant::now() + most);
        let resolve = options.deadline.map_or(RESOLVE, |most| most.min(RESOLVE));
        match addresses(&target, &options.addresses, resolve).await {
            Ok(addresses) => {
                let permit = shared.rate_limits.permit(addresses.iter().map(SocketAddr::ip));
                for address in addresses {
                    if options.exclusions.has_address(address.ip(), address.port()) {
                        tell(Event::Excluded);
                    } else {
                        let scan = AddressScan::new(&shared, &target, address, permit.clone(), deadline);
                        ask_address(scan, &shared, &target, address, tell).await;
                    }
                }
            }
            Err(reason) => {
                tell(Event::NotReached { target, address: None, reason: NotReached::Before(reason) });
            }
        }
    }
    tell(Event::Done);
}

/// Asks one address of a target, by its name and without, as far as that is not known yet.
async fn ask_address(
    mut scan: AddressScan<'_>,
    shared: &Shared,
    target: &Target,
    address: SocketAddr,
    tell: impl Fn(Event),
) {
    let options = &shared.options;
    let (named, nameless) = match (&target.host, options.names) {
        (Host::Address(_), _) | (Host::Name(_), Names::Without) => (None, true),
        // MySQL and MariaDB have one answer for all names.
        (Host::Name(name), names) => {
            (Some(name.as_str()), names == Names::Both && !counts_connections(target))
        }
    };
    for name in named.map(Some).into_iter().chain(nameless.then_some(None)) {
        if options.known.has(target, address.ip(), name.is_some()) {
            continue;
        }
        match scan.ask(name).await {
            Ok(answer) => tell(Event::Answer(answer)),
            Err(reason) => {
                let (target, address) = (target.clone(), Some(address));
                tell(Event::NotReached { target, address, reason: NotReached::ByServer(reason) });
                return;
            }
        }
    }
}

/// Every address of a target, each once, in the order that the system gives.
async fn addresses(
    target: &Target,
    which: &Addresses,
    patience: Duration,
) -> Result<Vec<SocketAddr>, NotAsked> {
    let of = |address: &IpAddr| SocketAddr::new(*address, target.port);
    let name = match (&target.host, which) {
        (Host::Address(address), _) => return Ok(vec![of(address)]),
        (Host::Name(_), Addresses::These(these)) => return Ok(these.iter().map(of).collect()),
        (Host::Name(name), _) => name,
    };
    let found = timeout(patience, lookup_host((name.as_str(), target.port))).await;
    let Ok(Ok(found)) = found else { return Err(NotAsked::NotResolved) };
    let mut addresses: Vec<SocketAddr> = Vec::new();
    for address in found {
        let is_wanted = match which {
            Addresses::V4 => address.is_ipv4(),
            Addresses::V6 => address.is_ipv6(),
            Addresses::All | Addresses::These(_) => true,
        };
        if is_wanted && !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    let none = if *which == Addresses::All { NotAsked::NotResolved } else { NotAsked::NoSuchAddress };
    if addresses.is_empty() { Err(none) } else { Ok(addresses) }
}

/// 32 bytes that differ from run to run. Nothing is secret in a handshake that nobody finishes.
fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    for chunk in bytes.chunks_exact_mut(8) {
        chunk.copy_from_slice(&RandomState::new().build_hasher().finish().to_be_bytes());
    }
    bytes
}
