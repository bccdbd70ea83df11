//! One thread that carries connections: an epoll loop without a lock in its way.

mod carry;
mod finished;
mod hello;
mod record;
mod upstream;

use finished::Finished;

use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::buffer::spare_capacity;
use rustix::event::{PollFd, PollFlags, Timespec, epoll, poll};
use rustix::io::Errno;
use rustix::net::{SocketFlags, acceptfrom_with, sockopt};

use crate::connection::{Connection, Phase, Side, Tracking};
use crate::counts::Incident;
use crate::evidence_log::Batch;
use crate::listening::{ListenerContext, Listening};
use crate::not_a_hello::NotAHello;
use crate::notice::Notice;
use crate::pipes::Pipes;
use crate::settings::{Log, is_in};
use crate::shared::Shared;
use crate::stream::READ;

/// How often deadlines are looked at, and records handed over.
pub(crate) const SWEEP: Duration = Duration::from_millis(250);

/// How many connections are taken, and their hellos read, before those that are open have their turn: a quarter of what
/// there is to do besides, but so many at least and at most. With few of them nobody waits long, and there is seldom one call
/// too many to learn that there are no more; but under load a turn is long, and newcomers must not starve.
const ACCEPTS: (usize, usize) = (4, 64);

/// How long a socket where nobody new gets in is still listened at: whoever asked before that is connected within a round
/// trip, and asks again after a second where the answer was lost.
const LEAVES: Duration = Duration::from_millis(600);

/// How long somebody may wait in a socket that is to be closed, until others have gone.
const WAITS: Duration = Duration::from_secs(30);

const WAKE: u64 = u64::MAX;
const LISTENERS: u64 = u64::MAX - (1 << 16);

/// What a worker is told.
pub(crate) enum Command {
    /// Take connections there, and nowhere else.
    Listen(Vec<Listening>),
    /// Take only those who are connected already, and end with the last one.
    Drain,
    /// End now.
    Stop,
}

/// How a worker is told something.
#[derive(Clone)]
pub(crate) struct Inbox {
    pub commands: Arc<Mutex<Vec<Command>>>,
    pub wake: Arc<OwnedFd>,
}

impl Inbox {
    pub fn tell(&self, command: Command) {
        self.commands.lock().unwrap_or_else(PoisonError::into_inner).push(command);
        let _ = rustix::io::write(&*self.wake, &1u64.to_ne_bytes());
    }
}

struct Slot {
    generation: u32,
    connection: Option<Box<Connection>>,
}

/// A socket where connections are taken.
struct Place {
    listening: Listening,
    /// When it is closed, since the worker's start; `None`: it is not.
    leaves_at: Option<Duration>,
}

/// Why no connections are taken at present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paused {
    /// There are as many as there may be. Who comes waits in the queue.
    Full,
    /// The system gives no more descriptors.
    Descriptors,
}

enum Next {
    Wait,
    Again,
    Close,
}

/// Whether somebody is in a socket's queue.
fn somebody_waits(socket: &OwnedFd) -> bool {
    let mut polled = [PollFd::new(socket, PollFlags::IN)];
    poll(&mut polled, Some(&Timespec::default())).is_ok_and(|ready| ready > 0)
}

// What a worker is told and has told is independent of each other.
#[allow(clippy::struct_excessive_bools)]
pub(crate) struct Worker {
    shared: Arc<Shared>,
    inbox: Inbox,
    epoll: OwnedFd,
    places: Vec<Place>,
    slots: Vec<Slot>,
    free: Vec<u32>,
    open: usize,
    /// Connections that have more to do than one turn.
    again: Vec<u64>,
    /// How many connections may be taken in this turn.
    accepts: usize,
    scratch: Box<[u8]>,
    pipes: Pipes,
    // A connection without one must stay small, so they are moved as boxes.
    #[allow(clippy::vec_box)]
    spare: Vec<Box<Tracking>>,
    finished: Vec<Finished>,
    batch: Batch,
    /// How many records of one client are written in an hour.
    records_per_client: u32,
    started: Instant,
    now: Duration,
    paused: Option<Paused>,
    told_of_pipes: bool,
    draining: bool,
    stopped: bool,
}

impl Worker {
    pub fn new(shared: Arc<Shared>, inbox: Inbox) -> Result<Self, Errno> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        epoll::add(&epoll, &*inbox.wake, epoll::EventData::new_u64(WAKE), epoll::EventFlags::IN)?;
        Ok(Self {
            shared,
            inbox,
            epoll,
            places: Vec::new(),
            slots: Vec::new(),
            free: Vec::new(),
            open: 0,
            again: Vec::new(),
            accepts: ACCEPTS.0,
            scratch: vec![0; READ].into(),
            pipes: Pipes::default(),
            spare: Vec::new(),
            finished: Vec::new(),
            batch: Batch::default(),
            records_per_client: Log::PER_CLIENT,
            started: Instant::now(),
            now: Duration::ZERO,
            paused: None,
            told_of_pipes: false,
            draining: false,
            stopped: false,
        })
    }

    /// Carries connections until it is told to end.
    pub fn run(mut self) {
        let mut events = Vec::with_capacity(512);
        let mut next_sweep = Duration::ZERO;
        while !(self.stopped || self.draining && self.places.is_empty() && self.open == 0) {
            let wait =
                if self.again.is_empty() { next_sweep.saturating_sub(self.now) } else { Duration::ZERO };
            let timeout =
                Timespec { tv_sec: wait.as_secs().cast_signed(), tv_nsec: i64::from(wait.subsec_nanos()) };
            events.clear();
            match epoll::wait(&self.epoll, spare_capacity(&mut events), Some(&timeout)) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(problem) => {
                    (self.shared.notify)(Notice::WorkerEnds { problem: problem.into() });
                    break;
                }
            }
            self.now = self.started.elapsed();
            let happened = events.len() + self.again.len();
            self.accepts = (happened / 4).clamp(ACCEPTS.0, ACCEPTS.1);
            for event in events.drain(..) {
                match event.data.u64() {
                    WAKE => self.listen_to_commands(),
                    token if token >= LISTENERS => self.accept((token - LISTENERS) as usize),
                    token => self.happened(token, event.flags),
                }
            }
            for token in std::mem::take(&mut self.again) {
                if let Some(index) = self.index_of(token) {
                    self.advance(index);
                }
            }
            if happened <= 1 {
                // There is time: to write many of them later would make one connection in so many wait.
                self.write_records();
            }
            if self.paused == Some(Paused::Full) && self.shared.admission.has_room() {
                self.listen();
            }
            if self.now >= next_sweep {
                self.sweep();
                next_sweep = self.now + SWEEP;
            }
        }
        for index in 0..self.slots.len() {
            self.close(index);
        }
        self.hand_over();
    }

    fn listen_to_commands(&mut self) {
        let mut count = [0; 8];
        let _ = rustix::io::read(&*self.inbox.wake, &mut count);
        let commands =
            std::mem::take(&mut *self.inbox.commands.lock().unwrap_or_else(PoisonError::into_inner));
        for command in commands {
            match command {
                Command::Listen(listening) => {
                    self.pipes.limit(self.shared.pipes.load(Relaxed));
                    let log = &self.shared.settings().log;
                    self.records_per_client = log.as_ref().map_or(Log::PER_CLIENT, |log| log.per_client);
                    self.listen_at(listening);
                }
                Command::Drain => {
                    self.listen_at(Vec::new());
                    self.draining = true;
                }
                Command::Stop => self.stopped = true,
            }
        }
    }

    /// Takes connections there, and at other places only for a little longer.
    fn listen_at(&mut self, listening: Vec<Listening>) {
        self.stop_listening();
        let stays = |old: &Listening| listening.iter().any(|new| Arc::ptr_eq(&new.socket, &old.socket));
        // Whoever waits in a socket that was handed over is the next one's who has it.
        self.places.retain(|place| !place.listening.is_inherited && !stays(&place.listening));
        for place in &mut self.places {
            place.leaves_at.get_or_insert(self.now + LEAVES);
        }
        self.places.extend(listening.into_iter().map(|listening| Place { listening, leaves_at: None }));
        self.listen();
    }

    fn listen(&mut self) {
        for (index, Place { listening, .. }) in self.places.iter().enumerate() {
            let token = epoll::EventData::new_u64(LISTENERS + index as u64);
            // One worker is woken for a connection, not all.
            let flags = epoll::EventFlags::IN | epoll::EventFlags::EXCLUSIVE;
            match epoll::add(&self.epoll, &listening.socket, token, flags) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(problem) => (self.shared.notify)(Notice::CannotListen {
                    address: listening.asked,
                    problem: problem.into(),
                }),
            }
        }
        self.paused = None;
    }

    fn stop_listening(&mut self) {
        for place in &self.places {
            let _ = epoll::delete(&self.epoll, &place.listening.socket);
        }
    }

    /// Closes the sockets whose time has come, when nobody waits in them any more.
    fn leave_places(&mut self) {
        let now = self.now;
        let is_over = |place: &Place| place.leaves_at.is_some_and(|at| at <= now);
        if !self.places.iter().any(is_over) {
            return;
        }
        self.stop_listening();
        for index in 0..self.places.len() {
            while is_over(&self.places[index]) && self.take_one(index) {}
        }
        // Whoever still waits there may do so for a while.
        let is_full = self.paused == Some(Paused::Full);
        self.places.retain(|place| {
            let waits = is_full && somebody_waits(&place.listening.socket);
            let is_late = place.leaves_at.is_some_and(|at| at + WAITS <= now);
            !is_over(place) || waits && !is_late
        });
        if self.paused.is_none() {
            self.listen();
        }
    }

    fn accept(&mut self, which: usize) {
        for _ in 0..self.accepts {
            if !self.take_one(which) {
                return;
            }
        }
    }

    /// Takes a connection that waits; false: there is none, or none can be taken.
    fn take_one(&mut self, which: usize) -> bool {
        let Some(Place { listening, .. }) = self.places.get(which) else { return false };
        if !self.shared.admission.enter() {
            // Where nobody waits, nobody has to.
            if somebody_waits(&listening.socket) {
                self.shared.counts.failed(Incident::Limit, 1);
                self.pause(Paused::Full);
            }
            return false;
        }
        match acceptfrom_with(&listening.socket, SocketFlags::NONBLOCK | SocketFlags::CLOEXEC) {
            Ok((client, peer)) => {
                if let Some(peer) = peer.and_then(|peer| SocketAddr::try_from(peer).ok()) {
                    let context = listening.context.clone();
                    self.begin(client, peer, context);
                } else {
                    self.shared.admission.leave(None, 1);
                }
                true
            }
            Err(problem) => {
                self.shared.admission.leave(None, 1);
                if matches!(problem, Errno::MFILE | Errno::NFILE | Errno::NOBUFS | Errno::NOMEM) {
                    self.shared.counts.failed(Incident::Descriptors, 1);
                    self.pause(Paused::Descriptors);
                    return false;
                }
                // Otherwise the client was gone before it was taken.
                problem != Errno::AGAIN
            }
        }
    }

    /// Leaves newcomers in the queue until others have gone; to ask again at once would only spin.
    fn pause(&mut self, why: Paused) {
        self.stop_listening();
        self.paused = Some(why);
    }

    fn begin(&mut self, client: OwnedFd, peer: SocketAddr, context: ListenerContext) {
        let from_proxy = is_in(&context.listener.proxy_from, peer.ip());
        // Through a proxy all clients have one address, until it says which.
        let counted = if from_proxy { None } else { self.shared.admission.enter_client(peer.ip()) };
        if counted == Some(false) {
            self.shared.counts.failed(Incident::ClientLimit, 1);
            self.shared.admission.leave(None, 1);
            return;
        }
        let index = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { generation: 0, connection: None });
            (self.slots.len() - 1) as u32
        }) as usize;
        let counts = &context.counts;
        counts.accepted.fetch_add(1, Relaxed);
        counts.open.fetch_add(1, Relaxed);
        let mut connection = Box::new(Connection::new(client, peer, context));
        connection.is_counted = counted == Some(true);
        connection.deadline = self.now + connection.listener().timeouts.hello;
        if from_proxy {
            connection.phase = Phase::ProxyHeader;
        }
        self.open += 1;
        let starts_in_plaintext = !from_proxy && connection.listener().starttls.is_some();
        let next =
            if starts_in_plaintext { self.begin_plaintext(index, &mut connection) } else { Next::Again };
        // A client says its hello as soon as it is connected, so it is mostly there already.
        connection.up.readable = true;
        self.slots[index].connection = Some(connection);
        match next {
            Next::Close => self.close(index),
            Next::Wait | Next::Again => self.advance(index),
        }
        if let Some(connection) = &self.slots[index].connection
            && self.register(index, connection).is_err()
        {
            self.close(index);
        }
    }

    /// From now on it is told what happens to the client; what has happened is told at once.
    fn register(&self, index: usize, connection: &Connection) -> Result<(), Errno> {
        let flags = epoll::EventFlags::IN | epoll::EventFlags::RDHUP | epoll::EventFlags::ET;
        let token = epoll::EventData::new_u64(self.token(index, Side::Client));
        epoll::add(&self.epoll, &connection.client, token, flags)
    }

    fn token(&self, index: usize, side: Side) -> u64 {
        u64::from(self.slots[index].generation & 0x7fff_ffff) << 32 | (index as u64) << 1 | side as u64
    }

    fn index_of(&self, token: u64) -> Option<usize> {
        let index = (token as u32 >> 1) as usize;
        let slot = self.slots.get(index)?;
        let is_current = u64::from(slot.generation & 0x7fff_ffff) == token >> 32;
        (is_current && slot.connection.is_some()).then_some(index)
    }

    fn happened(&mut self, token: u64, flags: epoll::EventFlags) {
        let Some(index) = self.index_of(token) else { return };
        let Some(connection) = &mut self.slots[index].connection else { return };
        let side = if token & 1 == 0 { Side::Client } else { Side::Upstream };
        let (reads, writes) = connection.streams(side);
        let ends = epoll::EventFlags::RDHUP | epoll::EventFlags::HUP | epoll::EventFlags::ERR;
        if flags.intersects(ends | epoll::EventFlags::IN) {
            reads.readable = true;
        }
        if flags.intersects(ends) {
            reads.ends = true;
        }
        let is_reset = flags.intersects(epoll::EventFlags::ERR);
        if flags.intersects(epoll::EventFlags::OUT | epoll::EventFlags::HUP | epoll::EventFlags::ERR) {
            writes.blocked = false;
            if side == Side::Upstream {
                connection.upstream_answered = true;
            }
        }
        if is_reset && side == Side::Client && connection.phase == Phase::Connecting {
            // Nobody needs a server any more.
            return self.close(index);
        }
        if is_reset && matches!(connection.phase, Phase::Open | Phase::Plaintext) {
            let Some(mut connection) = self.slots[index].connection.take() else { return };
            let next = self.broke(&mut connection, side);
            self.slots[index].connection = Some(connection);
            if matches!(next, Next::Close) {
                return self.close(index);
            }
        }
        self.advance(index);
    }

    fn advance(&mut self, index: usize) {
        let Some(mut connection) = self.slots[index].connection.take() else { return };
        let next = loop {
            let next = match connection.phase {
                Phase::ProxyHeader | Phase::Hello => self.read_hello(index, &mut connection),
                Phase::Connecting => self.connected(index, &mut connection),
                Phase::Plaintext => self.plaintext(index, &mut connection),
                Phase::Open => self.carry(index, &mut connection),
                Phase::Drain => self.drain(&mut connection),
                Phase::Reset { left, until } => self.reset_client(&mut connection, left, until),
            };
            match next {
                Next::Again => {}
                Next::Wait | Next::Close => break next,
            }
        };
        self.slots[index].connection = Some(connection);
        if matches!(next, Next::Close) {
            self.close(index);
        }
    }

    fn close(&mut self, index: usize) {
        let Some(mut connection) = self.slots[index].connection.take() else { return };
        self.finish_record(&mut connection);
        connection.up.give_back(&mut self.pipes);
        connection.down.give_back(&mut self.pipes);
        connection.context.counts.open.fetch_sub(1, Relaxed);
        let sockets = 1 + usize::from(connection.has_upstream_socket);
        self.shared.admission.leave(connection.is_counted.then(|| connection.who.client.ip()), sockets);
        self.slots[index].generation = self.slots[index].generation.wrapping_add(1);
        self.free.push(index as u32);
        self.open -= 1;
    }

    /// Looks at every deadline.
    fn sweep(&mut self) {
        self.leave_places();
        if self.paused == Some(Paused::Descriptors)
            || self.paused == Some(Paused::Full) && self.shared.admission.has_room()
        {
            self.listen();
        }
        if self.pipes.has_failed() && !std::mem::replace(&mut self.told_of_pipes, true) {
            (self.shared.notify)(Notice::CannotSplice);
        }
        for index in 0..self.slots.len() {
            let Some(connection) = &self.slots[index].connection else { continue };
            // A server may take its time until it says what it chose, but not over saying it.
            let holds_too_long =
                connection.held.as_ref().is_some_and(|h| h.until.is_some_and(|until| until <= self.now));
            let follows_too_long = connection.held.is_none()
                && connection.tracking.as_ref().is_some_and(|t| t.until <= self.now);
            let is_late = connection.deadline <= self.now;
            if !(holds_too_long || follows_too_long || is_late) {
                continue;
            }
            let Some(mut connection) = self.slots[index].connection.take() else { continue };
            if follows_too_long {
                self.finish_record(&mut connection);
            }
            let next = if holds_too_long {
                self.cut(&mut connection, None)
            } else if is_late {
                self.late(index, &mut connection)
            } else {
                Next::Wait
            };
            self.slots[index].connection = Some(connection);
            match next {
                Next::Wait => {}
                Next::Again => self.advance(index),
                Next::Close => self.close(index),
            }
        }
        self.hand_over();
    }

    fn late(&mut self, index: usize, connection: &mut Connection) -> Next {
        match connection.phase {
            Phase::ProxyHeader => {
                self.shared.counts.failed(Incident::ProxyHeader, 1);
                Next::Close
            }
            Phase::Hello if connection.is_silent => {
                self.shared.counts.failed(Incident::Idle, 1);
                Next::Close
            }
            Phase::Hello => {
                let early = connection.hello.take().map(|mut hello| std::mem::take(&mut hello.early));
                let early = early.unwrap_or_default();
                self.fault(index, connection, NotAHello::TooSlow, &early)
            }
            Phase::Connecting => {
                let bytes = connection.up.take_waiting();
                self.try_next(index, connection, &bytes)
            }
            Phase::Plaintext | Phase::Open => {
                // The kernel tells that a socket takes bytes again only when a third of what it holds, up to some megabytes,
                // is gone; whoever reads slowly may need longer for that.
                connection.up.blocked = false;
                connection.down.blocked = false;
                let next = if connection.phase == Phase::Open {
                    self.carry(index, connection)
                } else {
                    self.plaintext(index, connection)
                };
                if !matches!(next, Next::Wait) || connection.deadline > self.now {
                    return next;
                }
                self.shared.counts.failed(Incident::Idle, 1);
                // Who has not got everything must not take it for the end.
                if connection.down.waits() {
                    let _ = sockopt::set_socket_linger(&connection.client, Some(Duration::ZERO));
                }
                if let Some(upstream) = connection.upstream.as_ref().filter(|_| connection.up.waits()) {
                    let _ = sockopt::set_socket_linger(upstream, Some(Duration::ZERO));
                }
                Next::Close
            }
            Phase::Drain => Next::Close,
            Phase::Reset { .. } => Next::Again,
        }
    }
}
