//! The gate as a whole: its sockets, its threads, and what they share.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use rustix::event::{EventfdFlags, eventfd};
use rustix::net::{
    AddressFamily, SocketFlags, SocketType, bind, getsockname, ipproto, listen, socket_with, sockopt,
};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::breaking::Breaking;
use crate::counts::{Counts, ListenerCounts};
use crate::evidence_log::{self, LogSender};
use crate::pipes;
use crate::settings::{Listener, Settings};
use crate::worker::{Command, Inbox, Worker};

/// How many connections may wait to be taken.
const BACKLOG: i32 = 4096;

/// One in so many sockets is kept for upstreams: who has said its hello must not find that newcomers took the last ones.
const KEPT_FOR_UPSTREAMS: usize = 64;

/// File descriptors that are not for connections: files, sockets of the status page …
const OTHER_DESCRIPTORS: u64 = 150;

/// Something that whoever runs the gate should know.
#[derive(Debug)]
pub enum Notice {
    /// It listens there.
    Listens {
        /// The listener's name.
        name: String,
        /// Where.
        address: SocketAddr,
    },
    /// There are too few file descriptors for the connections that are allowed.
    FewDescriptors {
        /// How many there may be.
        limit: u64,
        /// For how many connections that is enough.
        connections: usize,
        /// How many connections were asked for.
        wanted: usize,
    },
    /// Evidence cannot be written; it is counted what is lost.
    LogFails {
        /// The file.
        file: PathBuf,
        /// Why.
        problem: io::Error,
    },
    /// No new evidence file can be begun; the old one grows on.
    LogNotRotated {
        /// The file.
        file: PathBuf,
        /// Why.
        problem: io::Error,
    },
    /// Evidence is written again.
    LogWritesAgain {
        /// The file.
        file: PathBuf,
    },
    /// A socket of whoever started the gate fits no listener.
    UnusedSocket {
        /// Where it listens.
        address: SocketAddr,
    },
    /// A worker cannot take connections there.
    CannotListen {
        /// Where.
        address: SocketAddr,
        /// Why.
        problem: io::Error,
    },
    /// The kernel moves no bytes between these sockets by itself; they are copied.
    CannotSplice,
    /// A thread that carries connections cannot go on.
    WorkerEnds {
        /// Why.
        problem: io::Error,
    },
}

/// Who is told.
pub type Notify = Arc<dyn Fn(Notice) + Send + Sync>;

/// A socket, and what is done with its connections.
#[derive(Debug, Clone)]
pub(crate) struct Listening {
    pub socket: Arc<OwnedFd>,
    /// The address that was asked for, whose port may be 0.
    pub asked: SocketAddr,
    pub place: Place,
}

/// What a connection keeps of where it was taken; not the socket, which must end when nobody listens there any more.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub listener: Arc<Listener>,
    pub counts: Arc<ListenerCounts>,
}

/// What all threads share.
pub(crate) struct Shared {
    pub counts: Arc<Counts>,
    pub breaking: Breaking,
    pub kill_switch: AtomicBool,
    pub log: Option<LogSender>,
    pub notify: Notify,
    /// The listeners by name, each with what was counted there.
    listeners: Mutex<Vec<(String, Arc<ListenerCounts>)>>,
    /// How many pipes a worker may have.
    pub pipes: AtomicUsize,
    /// How many bytes are kept of hellos that are not whole.
    pub early: Arc<AtomicUsize>,
    /// Connections, and how many there may be.
    open: AtomicUsize,
    most: AtomicUsize,
    /// Their sockets, and how many there may be. A client that has not said its hello has one, so that many slow ones do not
    /// take the room of both sides.
    sockets: AtomicUsize,
    most_sockets: AtomicUsize,
    most_per_client: AtomicUsize,
    per_client: Mutex<HashMap<IpAddr, usize>>,
}

impl Shared {
    /// Whether there is room for one more connection.
    pub fn enter(&self) -> bool {
        let is_allowed = self.open.fetch_add(1, Relaxed) < self.most.load(Relaxed);
        let most = self.most_sockets.load(Relaxed);
        let has_room = self.sockets.fetch_add(1, Relaxed) < most - most / KEPT_FOR_UPSTREAMS;
        if !(is_allowed && has_room) {
            self.leave(None, 1);
        }
        is_allowed && has_room
    }

    /// Whether there is room for the upstream's side of a connection.
    pub fn enter_upstream(&self) -> bool {
        let has_room = self.sockets.fetch_add(1, Relaxed) < self.most_sockets.load(Relaxed);
        if !has_room {
            self.sockets.fetch_sub(1, Relaxed);
        }
        has_room
    }

    /// Whether a client may have one more; `None`: they are not counted.
    pub fn enter_client(&self, client: IpAddr) -> Option<bool> {
        let most = self.most_per_client.load(Relaxed);
        if most == usize::MAX {
            return None;
        }
        let mut clients = self.per_client.lock().unwrap_or_else(PoisonError::into_inner);
        let count = clients.entry(counted_as(client)).or_default();
        let has_room = *count < most;
        *count += usize::from(has_room);
        Some(has_room)
    }

    /// A connection with so many sockets has ended, of a client that was counted.
    pub fn leave(&self, client: Option<IpAddr>, sockets: usize) {
        self.open.fetch_sub(1, Relaxed);
        self.sockets.fetch_sub(sockets, Relaxed);
        let Some(client) = client.map(counted_as) else { return };
        let mut clients = self.per_client.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = clients.get_mut(&client) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                clients.remove(&client);
            }
        }
    }
}

/// Addresses of IPv6 are counted by their network of 64 bits: a client has as many as it likes.
fn counted_as(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        address @ IpAddr::V4(_) => address,
    }
}

/// A gate that runs.
pub struct Gate {
    shared: Arc<Shared>,
    settings: Arc<Settings>,
    listening: Vec<Listening>,
    workers: Vec<(Inbox, JoinHandle<()>)>,
    log: Option<JoinHandle<()>>,
    started: Instant,
}

/// Why a gate cannot run.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There can be no socket there.
    #[error("{address}: {problem}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        problem: io::Error,
    },
    /// The evidence file cannot be opened.
    #[error("{file}: {problem}", file = file.display())]
    Log {
        /// The file.
        file: PathBuf,
        /// Why.
        problem: io::Error,
    },
    /// The system refused something else.
    #[error("{0}")]
    System(#[from] io::Error),
}

impl Gate {
    /// Starts a gate. Sockets that listen already (of systemd, say) are taken where their address fits.
    pub fn start(settings: Settings, inherited: Vec<OwnedFd>, notify: Notify) -> Result<Self, StartError> {
        let counts = Arc::new(Counts::default());
        let (log, log_thread) = match &settings.log {
            None => (None, None),
            Some(log) => {
                let started = evidence_log::start(log.clone(), &counts, Arc::clone(&notify));
                let (sender, thread) =
                    started.map_err(|problem| StartError::Log { file: log.file.clone(), problem })?;
                (Some(sender), Some(thread))
            }
        };
        let shared = Arc::new(Shared {
            counts,
            breaking: Breaking::default(),
            kill_switch: AtomicBool::new(false),
            pipes: AtomicUsize::new(0),
            early: Arc::default(),
            log,
            notify,
            listeners: Mutex::default(),
            open: AtomicUsize::new(0),
            most: AtomicUsize::new(usize::MAX),
            sockets: AtomicUsize::new(0),
            most_sockets: AtomicUsize::new(usize::MAX),
            most_per_client: AtomicUsize::new(usize::MAX),
            per_client: Mutex::default(),
        });
        let mut inherited: Vec<(SocketAddr, Arc<OwnedFd>)> = inherited
            .into_iter()
            .filter_map(|socket| {
                let address = SocketAddr::try_from(getsockname(&socket).ok()?).ok()?;
                Some((address, Arc::new(socket)))
            })
            .collect();
        let settings = Arc::new(settings);
        let listening = sockets(&settings, &mut inherited, &[], &shared)?;
        for (address, _) in inherited {
            (shared.notify)(Notice::UnusedSocket { address });
        }
        let mut gate = Self {
            shared,
            settings,
            listening,
            workers: Vec::new(),
            log: log_thread,
            started: Instant::now(),
        };
        gate.limit();
        gate.tell_listeners();
        for number in 0..gate.worker_count() {
            let wake = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK).map_err(io::Error::from)?;
            let inbox = Inbox { commands: Arc::default(), wake: Arc::new(wake) };
            let worker = Worker::new(Arc::clone(&gate.shared), inbox.clone()).map_err(io::Error::from)?;
            let thread = thread::Builder::new().name(format!("gate {number}")).spawn(move || worker.run())?;
            inbox.tell(Command::Listen(gate.listening.clone()));
            gate.workers.push((inbox, thread));
        }
        Ok(gate)
    }

    /// Goes on by other settings. Connections that are open go on by the old ones; sockets whose address stays are kept,
    /// with whoever waits in them. Where this fails, nothing has changed.
    pub fn change(&mut self, settings: Settings) -> Result<(), StartError> {
        let settings = Arc::new(settings);
        let listening = sockets(&settings, &mut Vec::new(), &self.listening, &self.shared)?;
        // Opened anew even where it is the same: somebody may have put it away.
        if let (Some(sender), Some(log)) = (&self.shared.log, &settings.log) {
            sender.change(log.clone());
        }
        self.settings = settings;
        self.listening = listening;
        self.limit();
        self.tell_listeners();
        for (inbox, _) in &self.workers {
            inbox.tell(Command::Listen(self.listening.clone()));
        }
        Ok(())
    }

    fn worker_count(&self) -> usize {
        self.settings.workers.unwrap_or_else(|| {
            // As many as this process may use, which is less than the machine has where it is pinned.
            thread::available_parallelism().map_or(1, std::num::NonZero::get)
        })
    }

    /// Bounds the connections by what was asked for and by what there are file descriptors for.
    fn limit(&self) {
        let limits = self.settings.limits;
        let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
        // More than the soft limit may be had without asking anybody.
        let raised = Rlimit { current: maximum, maximum };
        let current = if setrlimit(Resource::Nofile, raised).is_ok() { maximum } else { current };
        let there_are = current.unwrap_or(u64::MAX);
        // … and pipes: for them no more than a quarter.
        let for_pipes = usize::try_from(there_are / 8).unwrap_or(usize::MAX) / self.worker_count();
        let pipes = for_pipes.min(pipes::MOST);
        self.shared.pipes.store(pipes, Relaxed);
        let others = OTHER_DESCRIPTORS + 2 * (pipes * self.worker_count()) as u64;
        let enough_for = usize::try_from(there_are.saturating_sub(others) / 2).unwrap_or(usize::MAX);
        let wanted = limits.connections.unwrap_or(1000);
        if enough_for < wanted {
            let notice = Notice::FewDescriptors { limit: there_are, connections: enough_for, wanted };
            (self.shared.notify)(notice);
        }
        self.shared.most.store(limits.connections.unwrap_or(usize::MAX), Relaxed);
        self.shared.most_sockets.store(enough_for.max(1).saturating_mul(2), Relaxed);
        let per_client = limits.connections_per_client.map_or(usize::MAX, |most| most as usize);
        self.shared.most_per_client.store(per_client, Relaxed);
    }

    /// Takes no more connections, and ends with the last one.
    pub fn drain(&mut self) {
        self.listening.clear();
        for (inbox, _) in &self.workers {
            inbox.tell(Command::Drain);
        }
    }

    /// Whether it has ended: every worker, or one that should not have.
    pub fn has_ended(&self) -> bool {
        let mut ended = self.workers.iter().map(|(_, thread)| thread.is_finished());
        if self.listening.is_empty() { ended.all(|ended| ended) } else { ended.any(|ended| ended) }
    }

    /// How many connections are open.
    pub fn open(&self) -> usize {
        self.shared.open.load(Relaxed)
    }

    /// Ends now, with whatever is open, and writes the last records.
    pub fn stop(self) {
        for (inbox, _) in &self.workers {
            inbox.tell(Command::Stop);
        }
        for (_, thread) in self.workers {
            let _ = thread.join();
        }
        if let Some(sender) = &self.shared.log {
            sender.end();
        }
        if let Some(thread) = self.log {
            let _ = thread.join();
        }
    }

    /// What it has done and seen, to be looked at while it runs.
    pub fn watch(&self) -> Watch {
        Watch { shared: Arc::clone(&self.shared), started: self.started }
    }

    /// Its settings.
    pub fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    fn tell_listeners(&self) {
        let mut all: Vec<(String, Arc<ListenerCounts>)> = Vec::new();
        for listening in &self.listening {
            if !all.iter().any(|(name, _)| *name == listening.place.listener.name) {
                all.push((listening.place.listener.name.clone(), Arc::clone(&listening.place.counts)));
            }
        }
        *self.shared.listeners.lock().unwrap_or_else(PoisonError::into_inner) = all;
    }
}

/// A look at a running gate.
#[derive(Clone)]
pub struct Watch {
    shared: Arc<Shared>,
    started: Instant,
}

impl Watch {
    /// What went wrong how often.
    pub fn counts(&self) -> &Counts {
        &self.shared.counts
    }

    /// The listeners by name, each with what was counted there.
    pub fn listeners(&self) -> Vec<(String, Arc<ListenerCounts>)> {
        self.shared.listeners.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Which clients would break.
    pub fn breaking(&self) -> &Breaking {
        &self.shared.breaking
    }

    /// Whether nobody is refused.
    pub fn kill_switch(&self) -> bool {
        self.shared.kill_switch.load(Relaxed)
    }

    /// From now on nobody is refused, or some are again.
    pub fn set_kill_switch(&self, on: bool) {
        self.shared.kill_switch.store(on, Relaxed);
    }

    /// When it began.
    pub fn started(&self) -> Instant {
        self.started
    }
}

/// The sockets for these settings: those there are, and new ones.
fn sockets(
    settings: &Settings,
    inherited: &mut Vec<(SocketAddr, Arc<OwnedFd>)>,
    before: &[Listening],
    shared: &Shared,
) -> Result<Vec<Listening>, StartError> {
    let mut all: Vec<Listening> = Vec::new();
    for listener in &settings.listeners {
        let same_name = |listening: &&Listening| listening.place.listener.name == listener.name;
        let known = all.iter().chain(before).find(same_name);
        let counts = known.map(|known| Arc::clone(&known.place.counts)).unwrap_or_default();
        for address in &listener.addresses {
            let kept = before.iter().find(|listening| listening.asked == *address);
            let handed = inherited.iter().position(|(bound, _)| bound == address);
            let socket =
                match (kept, handed) {
                    (Some(kept), _) => Arc::clone(&kept.socket),
                    (None, Some(index)) => inherited.remove(index).1,
                    (None, None) => Arc::new(listen_at(*address).map_err(|problem| StartError::Listen {
                        address: *address,
                        problem: problem.into(),
                    })?),
                };
            if kept.is_none() {
                let address = getsockname(&socket).ok().and_then(|name| SocketAddr::try_from(name).ok());
                if let Some(address) = address {
                    (shared.notify)(Notice::Listens { name: listener.name.clone(), address });
                }
                // Connections inherit these.
                let _ = sockopt::set_tcp_nodelay(&socket, true);
                let _ = sockopt::set_socket_keepalive(&socket, true);
                let _ = sockopt::set_socket_oobinline(&socket, true);
                let _ = rustix::io::ioctl_fionbio(&socket, true);
            }
            let place = Place { listener: Arc::clone(listener), counts: Arc::clone(&counts) };
            all.push(Listening { socket, asked: *address, place });
        }
    }
    Ok(all)
}

fn listen_at(address: SocketAddr) -> rustix::io::Result<OwnedFd> {
    let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
    let socket = socket_with(family, SocketType::STREAM, flags, Some(ipproto::TCP))?;
    sockopt::set_socket_reuseaddr(&socket, true)?;
    if address.is_ipv6() {
        // IPv4 has its own socket, or none, as the settings say.
        sockopt::set_ipv6_v6only(&socket, true)?;
    }
    bind(&socket, &address)?;
    listen(&socket, BACKLOG)?;
    Ok(socket)
}
