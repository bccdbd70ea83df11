//! One thread that carries connections: an epoll loop without a lock in its way.

use std::net::SocketAddr;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use cutover_evidence::jsonl;
use cutover_handshake::{At, Opening, OpeningWalk, Peer};
use jiff::Timestamp;
use rustix::buffer::spare_capacity;
use rustix::event::{Timespec, epoll};
use rustix::io::Errno;
use rustix::net::{
    AddressFamily, Shutdown, SocketFlags, SocketType, acceptfrom_with, connect, getsockname, ipproto,
    shutdown, socket_with, sockopt,
};

use crate::clear::Clear;
use crate::connection::{Connection, Phase, Side, Tracking, Who};
use crate::counts::{Failure, Fault};
use crate::decide::{Decision, decide};
use crate::evidence_log::Batch;
use crate::gate::{Listening, Notice, Place, Shared};
use crate::pipes::Pipes;
use crate::proxy_header::{self, Header};
use crate::refusal;
use crate::settings::{Mode, Upstream, is_in};
use crate::stream::{READ, Turn};

/// How often deadlines are looked at, and records handed over.
const SWEEP: Duration = Duration::from_millis(250);

/// How many connections are taken before those that are open have their turn.
const ACCEPTS: usize = 64;

/// How long a handshake is followed.
const FOLLOWED: Duration = Duration::from_secs(30);

/// How many bytes of a connection are looked at.
const LOOKED_AT: u64 = 256 << 10;

/// How long a client that was refused may take to hang up, …
const DRAIN: Duration = Duration::from_secs(5);

/// … and how much it may send until then.
const DRAINED: u64 = 1 << 20;

/// How many records are handed over at once, in bytes.
const BATCH: usize = 64 << 10;

/// How many trackers are kept for the next connections.
const SPARE: usize = 256;

const WAKE: u64 = u64::MAX;
const LISTENERS: u64 = u64::MAX - (1 << 16);

/// What a worker is told.
pub(crate) enum Command {
    /// Take connections there, and nowhere else.
    Listen(Vec<Listening>),
    /// Take no more connections, and end with the last one.
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

enum Next {
    Wait,
    Again,
    Close,
}

pub(crate) struct Worker {
    shared: Arc<Shared>,
    inbox: Inbox,
    epoll: OwnedFd,
    listening: Vec<Listening>,
    slots: Vec<Slot>,
    free: Vec<u32>,
    open: usize,
    /// Connections that have more to do than one turn.
    again: Vec<u64>,
    scratch: Box<[u8]>,
    pipes: Pipes,
    // A connection without one must stay small, so they are moved as boxes.
    #[allow(clippy::vec_box)]
    spare: Vec<Box<Tracking>>,
    batch: Batch,
    started: Instant,
    now: Duration,
    paused: bool,
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
            listening: Vec::new(),
            slots: Vec::new(),
            free: Vec::new(),
            open: 0,
            again: Vec::new(),
            scratch: vec![0; READ].into(),
            pipes: Pipes::default(),
            spare: Vec::new(),
            batch: Batch::default(),
            started: Instant::now(),
            now: Duration::ZERO,
            paused: false,
            draining: false,
            stopped: false,
        })
    }

    /// Carries connections until it is told to end.
    pub fn run(mut self) {
        let mut events = Vec::with_capacity(512);
        let mut next_sweep = Duration::ZERO;
        while !(self.stopped || self.draining && self.open == 0) {
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
                    self.stop_listening();
                    self.listening = listening;
                    self.listen();
                }
                Command::Drain => {
                    self.stop_listening();
                    self.listening.clear();
                    self.draining = true;
                }
                Command::Stop => self.stopped = true,
            }
        }
    }

    fn listen(&mut self) {
        for (index, listening) in self.listening.iter().enumerate() {
            let token = epoll::EventData::new_u64(LISTENERS + index as u64);
            // One worker is woken for a connection, not all.
            let flags = epoll::EventFlags::IN | epoll::EventFlags::EXCLUSIVE;
            if let Err(problem) = epoll::add(&self.epoll, &listening.socket, token, flags) {
                (self.shared.notify)(Notice::WorkerEnds { problem: problem.into() });
            }
        }
        self.paused = false;
    }

    fn stop_listening(&mut self) {
        for listening in &self.listening {
            let _ = epoll::delete(&self.epoll, &listening.socket);
        }
    }

    fn accept(&mut self, which: usize) {
        for _ in 0..ACCEPTS {
            let Some(listening) = self.listening.get(which) else { return };
            match acceptfrom_with(&listening.socket, SocketFlags::NONBLOCK | SocketFlags::CLOEXEC) {
                Ok((client, peer)) => {
                    let peer = peer.and_then(|peer| SocketAddr::try_from(peer).ok());
                    if let Some(peer) = peer {
                        let place = listening.place.clone();
                        self.begin(client, peer, place);
                    }
                }
                Err(Errno::AGAIN) => return,
                Err(Errno::MFILE | Errno::NFILE | Errno::NOBUFS | Errno::NOMEM) => {
                    self.shared.counts.failed(Failure::Descriptors, 1);
                    // They wait in the queue until others have gone; to ask again at once would only spin.
                    self.stop_listening();
                    self.paused = true;
                    return;
                }
                // The client was gone before it was taken.
                Err(_) => {}
            }
        }
    }

    fn begin(&mut self, client: OwnedFd, peer: SocketAddr, place: Place) {
        let from_proxy = is_in(&place.listener.proxy_from, peer.ip());
        if !self.shared.enter() {
            self.shared.counts.failed(Failure::Limit, 1);
            return;
        }
        // Through a proxy all clients have one address, until it says which.
        let counted = if from_proxy { None } else { self.shared.enter_client(peer.ip()) };
        if counted == Some(false) {
            self.shared.counts.failed(Failure::ClientLimit, 1);
            self.shared.leave(None);
            return;
        }
        let index = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { generation: 0, connection: None });
            (self.slots.len() - 1) as u32
        }) as usize;
        let token = self.token(index, Side::Client);
        let flags = epoll::EventFlags::IN | epoll::EventFlags::RDHUP | epoll::EventFlags::ET;
        if epoll::add(&self.epoll, &client, epoll::EventData::new_u64(token), flags).is_err() {
            self.free.push(index as u32);
            self.shared.leave(counted.map(|_| peer.ip()));
            return;
        }
        let counts = &place.counts;
        counts.accepted.fetch_add(1, Relaxed);
        counts.open.fetch_add(1, Relaxed);
        let mut connection = Box::new(Connection::new(client, peer, place));
        connection.is_counted = counted == Some(true);
        connection.deadline = self.now + connection.listener().timeouts.hello;
        if from_proxy {
            connection.phase = Phase::ProxyHeader;
        }
        self.open += 1;
        if !from_proxy && connection.listener().starttls.is_some() {
            self.begin_clear(index, &mut connection);
        }
        self.slots[index].connection = Some(connection);
    }

    /// A protocol that begins in clear text, perhaps with the server's words.
    fn begin_clear(&mut self, index: usize, connection: &mut Connection) -> Next {
        let place = connection.place.clone();
        let Some(protocol) = place.listener.starttls else { return Next::Again };
        let (number, rule) = place.listener.rule(connection.who.client.ip(), None);
        connection.rule = number;
        connection.hello_mut().clear = Some(Clear::new(protocol));
        connection.then = Phase::Clear;
        self.connect(index, connection, &rule.upstream, &[])
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
        if flags.intersects(epoll::EventFlags::OUT | epoll::EventFlags::HUP | epoll::EventFlags::ERR) {
            writes.blocked = false;
            if side == Side::Upstream {
                connection.upstream_answered = true;
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
                Phase::Clear => self.clear(index, &mut connection),
                Phase::Open => self.carry(index, &mut connection),
                Phase::Drain => self.drain(&mut connection),
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

    // The hello

    fn read_hello(&mut self, index: usize, connection: &mut Connection) -> Next {
        // A server that spoke before TLS may still speak.
        if connection.upstream.is_some()
            && let Next::Close = self.carry_down(index, connection)
        {
            return Next::Close;
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        let next = self.read_hello_with(index, connection, &mut scratch);
        self.scratch = scratch;
        next
    }

    fn read_hello_with(&mut self, index: usize, connection: &mut Connection, scratch: &mut [u8]) -> Next {
        loop {
            if !connection.up.readable {
                return Next::Wait;
            }
            let n = match rustix::io::read(&connection.client, &mut *scratch) {
                Ok(0) => return self.gone(index, connection),
                Ok(n) => n,
                Err(Errno::AGAIN) => {
                    connection.up.readable = false;
                    return Next::Wait;
                }
                Err(Errno::INTR) => continue,
                Err(_) => {
                    self.shared.counts.failed(Failure::ClientGone, 1);
                    return Next::Close;
                }
            };
            connection.up.readable = n == scratch.len() || connection.up.ends;
            let next = match connection.phase {
                Phase::ProxyHeader => self.proxy_header(index, connection, &scratch[..n]),
                _ => self.hello_bytes(index, connection, &scratch[..n]),
            };
            match next {
                Next::Wait => {}
                other => return other,
            }
        }
    }

    /// The client hung up before its hello was whole.
    fn gone(&mut self, index: usize, connection: &mut Connection) -> Next {
        self.shared.counts.failed(Failure::ClientGone, 1);
        let early = connection.hello.take().map(|hello| hello.early).unwrap_or_default();
        let (number, rule) = connection.listener_rule(None);
        if early.is_empty() || !rule.faults.malformed_passes || connection.phase != Phase::Hello {
            return Next::Close;
        }
        connection.rule = number;
        connection.up.ended = true;
        self.pass(index, connection, &early)
    }

    fn proxy_header(&mut self, index: usize, connection: &mut Connection, bytes: &[u8]) -> Next {
        let early = &mut connection.hello_mut().early;
        early.extend_from_slice(bytes);
        match proxy_header::read(early) {
            Header::Unfinished => Next::Wait,
            Header::No => {
                self.shared.counts.failed(Failure::ProxyHeader, 1);
                Next::Close
            }
            Header::Whole { length, client } => {
                let rest = std::mem::take(early).split_off(length);
                if let Some(client) = client {
                    connection.who.client = client;
                    if self.shared.enter_client(client.ip()) == Some(false) {
                        self.shared.counts.failed(Failure::ClientLimit, 1);
                        return Next::Close;
                    }
                    connection.is_counted = self.shared.counts_clients();
                }
                connection.phase = Phase::Hello;
                if connection.listener().starttls.is_some() {
                    let next = self.begin_clear(index, connection);
                    connection.hello_mut().early = rest;
                    return if matches!(next, Next::Close) { next } else { Next::Again };
                }
                if rest.is_empty() { Next::Wait } else { self.hello_bytes(index, connection, &rest) }
            }
        }
    }

    fn hello_bytes(&mut self, index: usize, connection: &mut Connection, bytes: &[u8]) -> Next {
        let hello = connection.hello_mut();
        let opening = hello.walk.take(bytes);
        if opening == Opening::Unfinished {
            hello.early.extend_from_slice(bytes);
            return Next::Wait;
        }
        // Nearly always the hello came in one piece, and is read where it lies.
        let joined;
        let raw = if hello.early.is_empty() {
            bytes
        } else {
            hello.early.extend_from_slice(bytes);
            joined = std::mem::take(&mut hello.early);
            &joined
        };
        connection.hello = None;
        match opening {
            Opening::Whole => self.judge(index, connection, raw),
            Opening::NotTls => self.fault(index, connection, Fault::NotTls, raw),
            Opening::TooLarge => self.fault(index, connection, Fault::TooLarge, raw),
            Opening::Malformed | Opening::Unfinished => self.fault(index, connection, Fault::Malformed, raw),
        }
    }

    fn judge(&mut self, index: usize, connection: &mut Connection, raw: &[u8]) -> Next {
        let mut tracking = self.spare.pop().unwrap_or_default();
        tracking.tracker.set_details(self.shared.details);
        let at = Timestamp::now();
        let seen = At { frame: 0, time: i64::try_from(at.as_nanosecond()).ok() };
        if !tracking.tracker.opening(Peer::A, raw, seen) {
            self.give_back(tracking);
            return self.fault(index, connection, Fault::Malformed, raw);
        }
        let client = connection.who.client.ip();
        let names_versions = tracking.tracker.names_versions();
        let place = connection.place.clone();
        let handshake = tracking.tracker.handshake();
        let (number, rule) = place.listener.rule(client, handshake.server_name.as_deref());
        let kill_switch = self.shared.kill_switch.load(Relaxed);
        let ruling = decide(handshake, names_versions, &place.listener, rule, client, at, kill_switch);
        place.counts.decided(ruling.decision, handshake.offered_max);
        if let Some(reason) = ruling.lacks {
            let name = handshake.server_name.as_deref();
            self.shared.breaking.add(client, name, handshake.offered_max, reason, ruling.decision, at);
        }
        connection.rule = number;
        tracking.ruling = Some(ruling);
        tracking.until = self.now + FOLLOWED;
        match (ruling.decision, ruling.lacks) {
            (Decision::Refused, Some(reason)) => {
                let alert = refusal::alert(tracking.tracker.handshake(), reason);
                tracking.tracker.data(Peer::B, &alert, seen);
                connection.tracking = Some(tracking);
                self.refuse(connection, &alert)
            }
            (Decision::Legacy, _) => {
                connection.tracking = Some(tracking);
                match &rule.legacy_upstream {
                    Some(legacy) => self.send_to(index, connection, legacy, raw),
                    None => self.send_to(index, connection, &rule.upstream, raw),
                }
            }
            _ => {
                connection.tracking = Some(tracking);
                self.send_to(index, connection, &rule.upstream, raw)
            }
        }
    }

    fn fault(&mut self, index: usize, connection: &mut Connection, fault: Fault, raw: &[u8]) -> Next {
        let (number, rule) = connection.listener_rule(None);
        let passes = (self.shared.kill_switch.load(Relaxed) && rule.mode != Mode::Report)
            || match fault {
                Fault::NotTls => rule.faults.not_tls_passes,
                Fault::Malformed => rule.faults.malformed_passes,
                Fault::TooLarge => rule.faults.too_large_passes,
                Fault::TooSlow => rule.faults.too_slow_passes,
            };
        connection.rule = number;
        connection.place.counts.fault(fault, passes);
        if passes { self.pass(index, connection, raw) } else { self.hang_up(connection) }
    }

    /// To the upstream without a decision.
    fn pass(&mut self, index: usize, connection: &mut Connection, raw: &[u8]) -> Next {
        let place = connection.place.clone();
        let (_, rule) = (connection.rule, &place.listener.rules[connection.rule]);
        self.send_to(index, connection, &rule.upstream, raw)
    }

    fn refuse(&mut self, connection: &mut Connection, alert: &[u8]) -> Next {
        // Seven bytes always fit into a new connection's buffer.
        let _ = rustix::io::write(&connection.client, alert);
        self.finish_record(connection);
        self.hang_up(connection)
    }

    /// Ends our side and waits for the client's: to close with something unread would reset the connection, and the
    /// client might never see what it was told.
    fn hang_up(&mut self, connection: &mut Connection) -> Next {
        connection.upstream = None;
        connection.hello = None;
        if shutdown(&connection.client, Shutdown::Write).is_err() {
            return Next::Close;
        }
        connection.phase = Phase::Drain;
        connection.deadline = self.now + DRAIN;
        connection.looked_at = 0;
        Next::Again
    }

    fn drain(&mut self, connection: &mut Connection) -> Next {
        while connection.up.readable {
            match rustix::io::read(&connection.client, &mut *self.scratch) {
                Ok(0) => return Next::Close,
                Ok(n) => {
                    connection.looked_at += n as u64;
                    if connection.looked_at > DRAINED {
                        return Next::Close;
                    }
                    connection.up.readable = n == READ || connection.up.ends;
                }
                Err(Errno::AGAIN) => connection.up.readable = false,
                Err(Errno::INTR) => {}
                Err(_) => return Next::Close,
            }
        }
        Next::Wait
    }

    // The upstream

    /// Sends a connection on that begins with these bytes.
    fn send_to(
        &mut self,
        index: usize,
        connection: &mut Connection,
        upstream: &Arc<Upstream>,
        raw: &[u8],
    ) -> Next {
        if let Some(open) = &connection.upstream {
            // After a dialogue in clear text there is one already.
            if connection.up.write(open.as_fd(), raw).is_err() {
                return self.failed(connection, Side::Upstream);
            }
            connection.phase = Phase::Open;
            connection.deadline = self.now + connection.listener().timeouts.idle;
            return Next::Again;
        }
        connection.then = Phase::Open;
        self.connect(index, connection, upstream, raw)
    }

    fn connect(
        &mut self,
        index: usize,
        connection: &mut Connection,
        upstream: &Arc<Upstream>,
        raw: &[u8],
    ) -> Next {
        let header = header_for(connection);
        let bytes = if header.is_empty() { raw.to_vec() } else { [&header, raw].concat() };
        connection.candidates = Some((Arc::clone(upstream), upstream.begin(), 0));
        self.try_next(index, connection, &bytes)
    }

    /// Tries one server after the other until one takes the connection, or may do so.
    fn try_next(&mut self, index: usize, connection: &mut Connection, bytes: &[u8]) -> Next {
        loop {
            connection.upstream = None;
            let Some((upstream, begin, failed)) = &mut connection.candidates else { return Next::Close };
            let Some(address) = upstream.candidate(*begin, *failed) else {
                self.shared.counts.failed(Failure::UpstreamConnect, 1);
                return Next::Close;
            };
            *failed += 1;
            if let Some(next) = self.try_one(index, connection, address, bytes) {
                return next;
            }
        }
    }

    fn try_one(
        &mut self,
        index: usize,
        connection: &mut Connection,
        address: SocketAddr,
        bytes: &[u8],
    ) -> Option<Next> {
        let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
        let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
        let Ok(socket) = socket_with(family, SocketType::STREAM, flags, Some(ipproto::TCP)) else {
            self.shared.counts.failed(Failure::Descriptors, 1);
            return Some(Next::Close);
        };
        match connect(&socket, &address) {
            Ok(()) | Err(Errno::INPROGRESS) => {}
            Err(_) => return None,
        }
        connection.who.upstream = Some(address);
        connection.upstream_answered = false;
        connection.upstream_out = false;
        // On this machine, and sometimes elsewhere, it is connected already.
        let written = if bytes.is_empty() { Err(Errno::AGAIN) } else { rustix::io::write(&socket, bytes) };
        let mut interest = epoll::EventFlags::IN | epoll::EventFlags::RDHUP | epoll::EventFlags::ET;
        let next = match written {
            Ok(n) => {
                connection.up.put(&bytes[n..]);
                connection.up.blocked = n < bytes.len();
                connection.phase = connection.then;
                connection.deadline = self.now + connection.listener().timeouts.idle;
                connection.candidates = None;
                Next::Again
            }
            Err(Errno::AGAIN | Errno::INTR | Errno::NOTCONN) => {
                connection.up.put(bytes);
                connection.up.blocked = true;
                connection.phase = Phase::Connecting;
                connection.deadline = self.now + connection.listener().timeouts.connect;
                Next::Wait
            }
            Err(_) => return None,
        };
        if connection.up.blocked {
            interest |= epoll::EventFlags::OUT;
            connection.upstream_out = true;
        }
        let token = epoll::EventData::new_u64(self.token(index, Side::Upstream));
        if epoll::add(&self.epoll, &socket, token, interest).is_err() {
            return Some(Next::Close);
        }
        connection.upstream = Some(socket);
        Some(next)
    }

    /// Whether the upstream has taken the connection.
    fn connected(&mut self, index: usize, connection: &mut Connection) -> Next {
        if !connection.upstream_answered {
            return Next::Wait;
        }
        let Some(upstream) = &connection.upstream else { return Next::Close };
        if sockopt::socket_error(upstream) != Ok(Ok(())) {
            let bytes = connection.up.take_waiting();
            return self.try_next(index, connection, &bytes);
        }
        connection.phase = connection.then;
        connection.candidates = None;
        connection.deadline = self.now + connection.listener().timeouts.idle;
        connection.up.blocked = false;
        Next::Again
    }

    // Carrying

    /// Clear text before TLS: what the client says goes on as far as it is no hello.
    fn clear(&mut self, index: usize, connection: &mut Connection) -> Next {
        if let Next::Close = self.carry_down(index, connection) {
            return Next::Close;
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        let next = loop {
            let Some(upstream) = &connection.upstream else { break Next::Close };
            match connection.up.flush(upstream.as_fd(), &mut self.pipes) {
                Ok(()) => {}
                Err(Turn::Waits) => break Next::Wait,
                Err(_) => break self.failed(connection, Side::Upstream),
            }
            let early = connection.hello.as_mut().map(|hello| std::mem::take(&mut hello.early));
            let early = early.filter(|early| !early.is_empty());
            let bytes = match &early {
                Some(early) => &early[..],
                None if !connection.up.readable => break Next::Wait,
                None => match rustix::io::read(&connection.client, &mut *scratch) {
                    Ok(0) => {
                        connection.up.ended = true;
                        connection.phase = Phase::Open;
                        break Next::Again;
                    }
                    Ok(n) => {
                        connection.up.readable = n == scratch.len() || connection.up.ends;
                        &scratch[..n]
                    }
                    Err(Errno::AGAIN) => {
                        connection.up.readable = false;
                        break Next::Wait;
                    }
                    Err(Errno::INTR) => continue,
                    Err(_) => break self.failed(connection, Side::Client),
                },
            };
            connection.deadline = self.now + connection.listener().timeouts.idle;
            let clear = connection.hello.as_mut().and_then(|hello| hello.clear.as_mut());
            let length = clear.map_or(bytes.len(), |clear| clear.take(bytes));
            if connection.up.write(upstream.as_fd(), &bytes[..length]).is_err() {
                break self.failed(connection, Side::Upstream);
            }
            if length < bytes.len() {
                connection.phase = Phase::Hello;
                connection.deadline = self.now + connection.listener().timeouts.hello;
                connection.hello_mut().walk = OpeningWalk::default();
                break match self.hello_bytes(index, connection, &bytes[length..]) {
                    Next::Wait => Next::Again,
                    other => other,
                };
            }
        };
        self.scratch = scratch;
        self.watch(index, connection);
        next
    }

    /// From the client to the upstream.
    fn carry_up(&mut self, index: usize, connection: &mut Connection) -> Next {
        let Some(upstream) = &connection.upstream else { return Next::Close };
        let may_splice = connection.tracking.is_none();
        let (turn, moved) = connection.up.advance(
            connection.client.as_fd(),
            upstream.as_fd(),
            &mut self.scratch,
            &mut self.pipes,
            may_splice,
            follow(&mut connection.tracking, Peer::A),
        );
        if moved > 0 && !connection.is_prompt {
            // What was said before was one piece, which nothing held back.
            connection.is_prompt = true;
            let _ = sockopt::set_tcp_nodelay(upstream, true);
        }
        self.moved(index, connection, turn, moved, Side::Client)
    }

    /// From the upstream to the client.
    fn carry_down(&mut self, index: usize, connection: &mut Connection) -> Next {
        let Some(upstream) = &connection.upstream else { return Next::Close };
        let may_splice = connection.tracking.is_none();
        let (turn, moved) = connection.down.advance(
            upstream.as_fd(),
            connection.client.as_fd(),
            &mut self.scratch,
            &mut self.pipes,
            may_splice,
            follow(&mut connection.tracking, Peer::B),
        );
        self.moved(index, connection, turn, moved, Side::Upstream)
    }

    fn carry(&mut self, index: usize, connection: &mut Connection) -> Next {
        if let Next::Close = self.carry_up(index, connection) {
            return Next::Close;
        }
        if let Next::Close = self.carry_down(index, connection) {
            return Next::Close;
        }
        if connection.up.is_over() && connection.down.is_over() {
            return Next::Close;
        }
        self.watch(index, connection);
        Next::Wait
    }

    /// What follows from a turn that read from `from`.
    fn moved(
        &mut self,
        index: usize,
        connection: &mut Connection,
        turn: Turn,
        moved: u64,
        from: Side,
    ) -> Next {
        if moved > 0 {
            connection.deadline = self.now + connection.listener().timeouts.idle;
            connection.place.counts.bytes[from as usize].fetch_add(moved, Relaxed);
        }
        if let Some(tracking) = &mut connection.tracking {
            let peer = if from == Side::Client { Peer::A } else { Peer::B };
            let reads = if from == Side::Client { &connection.up } else { &connection.down };
            if reads.ended {
                tracking.tracker.fin(peer);
            }
            if turn == Turn::SourceFailed {
                tracking.tracker.rst(peer);
            }
            connection.looked_at += moved;
            let tracker = &tracking.tracker;
            if tracker.is_done() || tracker.is_opaque(Peer::B) || connection.looked_at > LOOKED_AT {
                self.finish_record(connection);
            }
        }
        match turn {
            Turn::Waits => Next::Wait,
            Turn::More => {
                let token = self.token(index, Side::Client);
                if self.again.last() != Some(&token) {
                    self.again.push(token);
                }
                Next::Wait
            }
            Turn::SourceFailed => self.failed(connection, from),
            Turn::TargetFailed => self.failed(connection, from.other()),
        }
    }

    /// One side was reset, and the other is told so in the same way: an end would look as if all had been said.
    fn failed(&mut self, connection: &mut Connection, side: Side) -> Next {
        let failure = match side {
            Side::Client => Failure::ClientReset,
            Side::Upstream => Failure::UpstreamReset,
        };
        self.shared.counts.failed(failure, 1);
        let other = match side {
            Side::Client => connection.upstream.as_ref(),
            Side::Upstream => Some(&connection.client),
        };
        if let Some(other) = other {
            let _ = sockopt::set_socket_linger(other, Some(Duration::ZERO));
        }
        Next::Close
    }

    /// Asks to be told when a side that takes nothing takes something again.
    fn watch(&mut self, index: usize, connection: &mut Connection) {
        let flags =
            epoll::EventFlags::IN | epoll::EventFlags::OUT | epoll::EventFlags::RDHUP | epoll::EventFlags::ET;
        if connection.down.blocked && !connection.client_out {
            connection.client_out = true;
            let token = epoll::EventData::new_u64(self.token(index, Side::Client));
            let _ = epoll::modify(&self.epoll, &connection.client, token, flags);
        }
        if connection.up.blocked
            && !connection.upstream_out
            && let Some(upstream) = &connection.upstream
        {
            connection.upstream_out = true;
            let token = epoll::EventData::new_u64(self.token(index, Side::Upstream));
            let _ = epoll::modify(&self.epoll, upstream, token, flags);
        }
    }

    // Ends

    fn close(&mut self, index: usize) {
        let Some(mut connection) = self.slots[index].connection.take() else { return };
        self.finish_record(&mut connection);
        connection.place.counts.open.fetch_sub(1, Relaxed);
        self.shared.leave(connection.is_counted.then(|| connection.who.client.ip()));
        self.slots[index].generation = self.slots[index].generation.wrapping_add(1);
        self.free.push(index as u32);
        self.open -= 1;
    }

    fn finish_record(&mut self, connection: &mut Connection) {
        let Some(mut tracking) = connection.tracking.take() else { return };
        if let Some(log) = &self.shared.log
            && let Some(ruling) = tracking.ruling
        {
            let Who { client, upstream } = connection.who;
            let listener = connection.listener();
            let server = upstream.or_else(|| listener.rules[connection.rule].upstream.candidate(0, 0));
            tracking.tracker.finish();
            let record = tracking.tracker.record();
            record.source.clear();
            record.source.push_str("gate:");
            record.source.push_str(&listener.name);
            (record.client_ip, record.client_port) = (client.ip().to_canonical(), client.port());
            if let Some(server) = server {
                (record.server_ip, record.server_port) = (server.ip(), server.port());
            }
            record.via.clear();
            record.via.extend(listener.starttls.map(|protocol| format!("starttls:{}", protocol.name())));
            record.gate_decision = Some(ruling.decision.name().to_owned());
            record.gate_would = Some(if ruling.lacks.is_some() { "refused" } else { "passed" }.to_owned());
            // Into memory: it cannot fail.
            let _ = jsonl::write(&mut self.batch.lines, &*record);
            self.batch.records += 1;
            if self.batch.lines.len() > BATCH {
                log.send(std::mem::take(&mut self.batch));
            }
        }
        self.give_back(tracking);
    }

    fn give_back(&mut self, mut tracking: Box<Tracking>) {
        if self.spare.len() < SPARE {
            tracking.tracker.reset();
            tracking.ruling = None;
            self.spare.push(tracking);
        }
    }

    fn hand_over(&mut self) {
        if let Some(log) = &self.shared.log {
            log.send(std::mem::take(&mut self.batch));
        }
    }

    /// Looks at every deadline.
    fn sweep(&mut self) {
        if self.paused {
            self.listen();
        }
        for index in 0..self.slots.len() {
            let Some(connection) = &self.slots[index].connection else { continue };
            let follows_too_long = connection.tracking.as_ref().is_some_and(|t| t.until <= self.now);
            let is_late = connection.deadline <= self.now;
            if !(follows_too_long || is_late) {
                continue;
            }
            let Some(mut connection) = self.slots[index].connection.take() else { continue };
            if follows_too_long {
                self.finish_record(&mut connection);
            }
            let next = if is_late { self.late(index, &mut connection) } else { Next::Wait };
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
                self.shared.counts.failed(Failure::ProxyHeader, 1);
                Next::Close
            }
            Phase::Hello => {
                let early = connection.hello.take().map(|hello| hello.early).unwrap_or_default();
                self.fault(index, connection, Fault::TooSlow, &early)
            }
            Phase::Connecting => {
                let bytes = connection.up.take_waiting();
                self.try_next(index, connection, &bytes)
            }
            Phase::Clear | Phase::Open => {
                self.shared.counts.failed(Failure::Idle, 1);
                Next::Close
            }
            Phase::Drain => Next::Close,
        }
    }
}

/// The PROXY protocol header that the upstream gets, if any.
fn header_for(connection: &Connection) -> Vec<u8> {
    let Some(version) = connection.listener().rules[connection.rule].send_proxy else {
        return Vec::new();
    };
    let local = getsockname(&connection.client).ok().and_then(|local| SocketAddr::try_from(local).ok());
    local.map(|local| proxy_header::write(version, connection.who.client, local)).unwrap_or_default()
}

/// Shows bytes to the tracker, while there is one.
fn follow(tracking: &mut Option<Box<Tracking>>, peer: Peer) -> impl FnMut(&[u8]) {
    move |bytes| {
        if let Some(tracking) = tracking {
            tracking.tracker.data(peer, bytes, At::default());
        }
    }
}
