//! Carrying bytes both ways, and what follows when one side ends or fails.

use std::os::fd::AsFd;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use cutover_evidence::Handshake;
use cutover_handshake::{At, Peer, ServerSaid};
use cutover_policy::{Policy, Reason, forbidden_choice};
use cutover_wire::proxy_header;
use cutover_wire::record::handshake_type;
use cutover_wire::{CipherSuite, KeyExchange, sslv2};
use jiff::Timestamp;
use rustix::event::epoll;
use rustix::io::Errno;
use rustix::net::sockopt;

use super::{Next, SWEEP, Worker};
use crate::connection::{Connection, HELD, Phase, Side, Tracking};
use crate::counts::Incident;
use crate::decide::{Decision, Spared};
use crate::refusal;
use crate::socket;
use crate::stream::{Means, Moved, TURNS, Turn};
use crate::unacknowledged::unacknowledged;

/// How many bytes of a connection are looked at.
const LOOKED_AT: u64 = 256 << 10;

impl Worker {
    /// Clear text before TLS: what the client says goes on as far as it is no hello.
    pub(super) fn plaintext(&mut self, index: usize, connection: &mut Connection) -> Next {
        if let Next::Close = self.carry_down(index, connection) {
            return Next::Close;
        }
        if let Some(next) = self.ends_in_clear_text(index, connection) {
            return next;
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        let next = self.plaintext_with(index, connection, &mut scratch);
        self.scratch = scratch;
        self.watch(index, connection);
        next
    }

    /// What follows where a side was reset before TLS: what the server said last still goes to the client.
    pub(super) fn ends_in_clear_text(&mut self, index: usize, connection: &mut Connection) -> Option<Next> {
        let side = connection.broken?;
        if side == Side::Client || connection.down.is_drained() {
            return Some(self.failed(connection, side));
        }
        self.watch(index, connection);
        Some(Next::Wait)
    }

    fn plaintext_with(&mut self, index: usize, connection: &mut Connection, scratch: &mut [u8]) -> Next {
        for _ in 0..TURNS {
            let Some(upstream) = &connection.upstream else { return Next::Close };
            let mut written = 0;
            let flushed = connection.up.flush(upstream.as_fd(), &mut self.pipes, &mut written);
            if written > 0 {
                connection.deadline = self.now + connection.listener().timeouts.idle;
            }
            match flushed {
                Ok(()) => {}
                Err(Turn::Waits) => return Next::Wait,
                Err(_) => return self.failed(connection, Side::Upstream),
            }
            // A proxy's header may have brought the first words.
            let early = connection.hello.take().map(|mut hello| std::mem::take(&mut hello.early));
            let early = early.filter(|early| !early.is_empty());
            let bytes = match &early {
                Some(early) => &early[..],
                None if !connection.up.readable => return Next::Wait,
                None => match socket::read(&connection.client, scratch) {
                    Ok(0) => {
                        connection.up.ended = true;
                        connection.phase = Phase::Open;
                        return Next::Again;
                    }
                    Ok(n) => {
                        connection.up.readable = n == scratch.len() || connection.up.ends;
                        &scratch[..n]
                    }
                    Err(Errno::AGAIN) => {
                        connection.up.readable = false;
                        return Next::Wait;
                    }
                    Err(Errno::INTR) => continue,
                    Err(_) => return self.failed(connection, Side::Client),
                },
            };
            // Whoever may send one has sent it before, and the server behind might believe another.
            let begins = proxy_header::begins(bytes);
            if !connection.up.used && (begins == Some(true) || begins.is_none() && bytes.len() > 2) {
                self.shared.counts.failed(Incident::ProxyHeader, 1);
                return self.hang_up(connection);
            }
            connection.deadline = self.now + connection.listener().timeouts.idle;
            let length = connection.plaintext.as_mut().map_or(bytes.len(), |plaintext| plaintext.take(bytes));
            connection.context.counts.bytes[Side::Client as usize].fetch_add(length as u64, Relaxed);
            if length > 0 && connection.up.write(upstream.as_fd(), &bytes[..length]).is_err() {
                return self.failed(connection, Side::Upstream);
            }
            if length < bytes.len() {
                connection.phase = Phase::Hello;
                connection.deadline = self.now + connection.listener().timeouts.hello;
                return match self.hello_bytes(index, connection, &bytes[length..]) {
                    Next::Wait => Next::Again,
                    other => other,
                };
            }
        }
        self.later(index)
    }

    /// What took more than its turn goes on when others have had theirs.
    fn later(&mut self, index: usize) -> Next {
        let token = self.token(index, Side::Client);
        if self.again.last() != Some(&token) {
            self.again.push(token);
        }
        Next::Wait
    }

    /// From the client to the upstream.
    pub(super) fn carry_up(&mut self, index: usize, connection: &mut Connection) -> Next {
        let Some(upstream) = &connection.upstream else { return Next::Close };
        let means = Means {
            scratch: &mut self.scratch,
            pipes: &mut self.pipes,
            may_splice: connection.tracking.is_none() && connection.phase == Phase::Open,
            is_last: connection.down.is_over(),
        };
        let seen = follow(&mut connection.tracking, Peer::A);
        let (turn, moved) = connection.up.advance(connection.client.as_fd(), upstream.as_fd(), means, seen);
        if moved.read > 0 && !connection.is_prompt {
            // What was said before was one piece, which nothing held back.
            connection.is_prompt = true;
            let _ = sockopt::set_tcp_nodelay(upstream, true);
        }
        self.moved(index, connection, turn, moved, Side::Client)
    }

    /// From the upstream to the client.
    pub(super) fn carry_down(&mut self, index: usize, connection: &mut Connection) -> Next {
        if connection.held.is_some() {
            let mut scratch = std::mem::take(&mut self.scratch);
            let next = self.hold_back(connection, &mut scratch);
            self.scratch = scratch;
            if let Some(next) = next {
                return next;
            }
        }
        let Some(upstream) = &connection.upstream else { return Next::Close };
        let means = Means {
            scratch: &mut self.scratch,
            pipes: &mut self.pipes,
            may_splice: connection.tracking.is_none() && connection.phase == Phase::Open,
            is_last: connection.up.is_over(),
        };
        let seen = follow(&mut connection.tracking, Peer::B);
        let (turn, moved) = connection.down.advance(upstream.as_fd(), connection.client.as_fd(), means, seen);
        self.moved(index, connection, turn, moved, Side::Upstream)
    }

    /// What the server says is held back until it is known what it chose: no client gets into what the policy forbids. `None`:
    /// what it said may go on.
    fn hold_back(&mut self, connection: &mut Connection, scratch: &mut [u8]) -> Option<Next> {
        let mut written = 0;
        match connection.down.flush(connection.client.as_fd(), &mut self.pipes, &mut written) {
            Ok(()) => {}
            Err(Turn::Waits) => return Some(Next::Wait),
            Err(_) => return Some(self.failed(connection, Side::Client)),
        }
        while connection.down.readable {
            let read = socket::read(connection.upstream.as_ref()?, scratch);
            let bytes = match read {
                // Half an answer agrees on nothing; that it ends is read once more.
                Ok(0) => return self.let_go(connection),
                Ok(n) => &scratch[..n],
                Err(Errno::AGAIN) => {
                    connection.down.readable = false;
                    break;
                }
                Err(Errno::INTR) => continue,
                Err(_) => {
                    connection.down.failed = true;
                    if let Some(tracking) = &mut connection.tracking {
                        tracking.tracker.rst(Peer::B);
                    }
                    if let Some(next) = self.let_go(connection) {
                        return Some(next);
                    }
                    return Some(self.broke(connection, Side::Upstream));
                }
            };
            connection.down.readable = bytes.len() == scratch.len() || connection.down.ends;
            connection.context.counts.bytes[Side::Upstream as usize].fetch_add(bytes.len() as u64, Relaxed);
            connection.deadline = self.now + connection.context.listener.timeouts.idle;
            let (Some(tracking), Some(held)) = (&mut connection.tracking, &mut connection.held) else {
                return Some(Next::Close);
            };
            tracking.tracker.data(Peer::B, bytes, At::default());
            held.bytes.extend_from_slice(bytes);
            held.until.get_or_insert(self.now + connection.context.listener.timeouts.hello);
            let tracker = &tracking.tracker;
            let policy = &connection.context.listener.rules[connection.rule].policy;
            match tracker.answer() {
                ServerSaid::Hello => {
                    if let Some(reason) = forbidden_choice(tracker.handshake(), policy) {
                        return Some(self.cut(connection, Some(reason)));
                    }
                    // In TLS 1.2 and older the group comes behind the certificate.
                    if !awaits_group(tracker.handshake(), policy) || tracker.shows_group() {
                        return self.let_go(connection);
                    }
                }
                ServerSaid::Alert => return self.let_go(connection),
                ServerSaid::HelloRetryRequest if !held.has_retried => {
                    // The choice comes with the next hello.
                    held.has_retried = true;
                    if let Err(next) = self.pass_held(connection) {
                        return Some(next);
                    }
                }
                // Nobody agrees on anything by what is no handshake; behind the last words before STARTTLS comes one.
                ServerSaid::Nothing if !may_be_answer(&held.bytes) => {
                    held.passed += held.bytes.len();
                    if connection.context.listener.starttls.is_none() || held.passed > HELD {
                        return self.let_go(connection);
                    }
                    if let Err(next) = self.pass_held(connection) {
                        return Some(next);
                    }
                }
                ServerSaid::HelloRetryRequest | ServerSaid::Nothing => {}
            }
            if connection.held.as_ref().is_some_and(|held| held.bytes.len() > HELD) {
                return Some(self.cut(connection, None));
            }
            if connection.down.waits() {
                return Some(Next::Wait);
            }
        }
        Some(Next::Wait)
    }

    /// What was held back goes on, and what follows is held.
    fn pass_held(&mut self, connection: &mut Connection) -> Result<(), Next> {
        let Some(held) = &mut connection.held else { return Ok(()) };
        held.until = None;
        let bytes = std::mem::take(&mut held.bytes);
        let written = connection.down.write(connection.client.as_fd(), &bytes);
        written.map_err(|_| self.failed(connection, Side::Client))
    }

    /// What was held back goes on.
    fn let_go(&mut self, connection: &mut Connection) -> Option<Next> {
        let held = connection.held.take()?;
        if let Some(tracking) = &connection.tracking {
            let decision = tracking.ruling.map_or(Decision::Passed, |ruling| ruling.decision);
            connection.context.counts.decided(decision, tracking.tracker.handshake().offered_max);
        }
        if held.bytes.is_empty() || connection.down.write(connection.client.as_fd(), &held.bytes).is_ok() {
            return None;
        }
        Some(self.failed(connection, Side::Client))
    }

    /// The server chose what is forbidden, or says so much else that nobody knows what it chose (`None`): the client gets an
    /// alert in place of it, unless nobody is refused by now.
    pub(super) fn cut(&mut self, connection: &mut Connection, reason: Option<Reason>) -> Next {
        let is_killed = self.is_killed(connection);
        let Some(tracking) = &mut connection.tracking else { return Next::Close };
        let decision = if is_killed { Decision::Spared(Spared::KillSwitch) } else { Decision::Refused };
        if let Some(ruling) = &mut tracking.ruling {
            (ruling.decision, ruling.lacks) = (decision, reason);
        }
        let alert = refusal::alert_of_choice(tracking.tracker.handshake(), reason);
        tracking.alert = alert.last().copied().filter(|_| !is_killed);
        let handshake = tracking.tracker.handshake();
        if let Some(reason) = reason {
            let client = connection.who.client.ip();
            self.shared.affected_clients.add(client, handshake, reason, decision, Timestamp::now());
        }
        if is_killed {
            return self.let_go(connection).unwrap_or(Next::Again);
        }
        connection.held = None;
        connection.context.counts.decided(decision, handshake.offered_max);
        self.refuse(connection, &alert)
    }

    pub(super) fn carry(&mut self, index: usize, connection: &mut Connection) -> Next {
        let before = connection.broken;
        // Nothing can be written any more to a side that was reset.
        if before != Some(Side::Upstream)
            && let Next::Close = self.carry_up(index, connection)
        {
            return Next::Close;
        }
        if before != Some(Side::Client)
            && let Next::Close = self.carry_down(index, connection)
        {
            return Next::Close;
        }
        if connection.phase != Phase::Open {
            // What the server chose was cut off.
            return Next::Again;
        }
        if let Some(side) = connection.broken {
            let (from, _) = connection.streams(side);
            if before.is_none() && !from.is_drained() {
                // What it said last may still be there.
                from.readable = true;
                return Next::Again;
            }
            // A client that is gone waits for nothing; a server that takes nothing more need not be waited for.
            if from.is_drained() || (side == Side::Client && from.blocked) {
                return self.failed(connection, side);
            }
        } else if connection.up.is_over() && connection.down.is_over() {
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
        moved: Moved,
        from: Side,
    ) -> Next {
        // The time for a hello is absolute, whatever the server says meanwhile.
        if moved.read + moved.written > 0 && matches!(connection.phase, Phase::Open | Phase::Plaintext) {
            connection.deadline = self.now + connection.listener().timeouts.idle;
        }
        if moved.read > 0 {
            connection.context.counts.bytes[from as usize].fetch_add(moved.read, Relaxed);
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
            connection.looked_at += moved.read;
            let tracker = &tracking.tracker;
            let is_enough =
                tracker.is_done() || tracker.is_opaque(Peer::B) || connection.looked_at > LOOKED_AT;
            // What is held back is looked at until the server has chosen.
            if is_enough && connection.held.is_none() {
                self.finish_record(connection);
            }
        }
        match turn {
            Turn::Waits => Next::Wait,
            Turn::More => self.later(index),
            Turn::SourceFailed => self.broke(connection, from),
            Turn::TargetFailed => self.broke(connection, from.other()),
        }
    }

    /// A side was reset. Where the other was too, nobody waits for anything.
    pub(super) fn broke(&mut self, connection: &mut Connection, side: Side) -> Next {
        if connection.broken.is_some_and(|before| before != side) {
            return self.failed(connection, side);
        }
        connection.broken = Some(side);
        Next::Wait
    }

    /// One side was reset. The other learns it by the same; a client as soon as it has what came before, which a reset would
    /// take from it while it is on the way.
    pub(super) fn failed(&mut self, connection: &mut Connection, side: Side) -> Next {
        let failure = if side == Side::Client { Incident::ClientReset } else { Incident::UpstreamReset };
        self.shared.counts.failed(failure, 1);
        if side == Side::Upstream {
            connection.upstream = None;
            let until = self.now + connection.listener().timeouts.idle;
            connection.phase = Phase::Reset { left: u32::MAX, until };
            return Next::Again;
        }
        if let Some(upstream) = &connection.upstream {
            let _ = sockopt::set_socket_linger(upstream, Some(Duration::ZERO));
        }
        Next::Close
    }

    /// Resets the client when it has got everything, or takes nothing more.
    pub(super) fn reset_client(&mut self, connection: &mut Connection, left: u32, until: Duration) -> Next {
        // What it still says goes nowhere.
        while connection.up.readable {
            match socket::read(&connection.client, &mut self.scratch) {
                Ok(0) | Err(Errno::AGAIN) => connection.up.readable = false,
                Ok(_) | Err(Errno::INTR) => {}
                Err(_) => return Next::Close,
            }
        }
        let now = unacknowledged(&connection.client);
        match now {
            Ok(now) if now > 0 && self.now < until => {
                let has_moved = now < left;
                let until = if has_moved { self.now + connection.listener().timeouts.idle } else { until };
                connection.phase = Phase::Reset { left: now, until };
                connection.deadline = self.now + SWEEP;
                Next::Wait
            }
            Ok(_) => {
                let _ = sockopt::set_socket_linger(&connection.client, Some(Duration::ZERO));
                Next::Close
            }
            // Where the system does not tell, the client gets everything and an end.
            Err(_) => {
                if !connection.down.used {
                    let _ = sockopt::set_socket_linger(&connection.client, Some(Duration::ZERO));
                }
                Next::Close
            }
        }
    }

    /// Asks to be told when a side that takes nothing takes something again.
    pub(super) fn watch(&mut self, index: usize, connection: &mut Connection) {
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
}

/// Whether a ServerHello may be in what a server says, or behind it: behind alerts and the like, or a `HelloRequest`, which
/// clients pass over; or a record of SSL 2.0. Whoever gets anything else agrees on nothing.
fn may_be_answer(mut bytes: &[u8]) -> bool {
    loop {
        match *bytes {
            [] => return true,
            [first] if first & 0x80 != 0 => return true,
            [first, _, ref rest @ ..] if first & 0x80 != 0 => {
                return rest.first().is_none_or(|kind| *kind == sslv2::message::SERVER_HELLO);
            }
            [20..=22, _, _, 0, 0, ref behind @ ..] => bytes = behind,
            [22, _, _, _, _, message, ..] => {
                return matches!(message, handshake_type::SERVER_HELLO | HELLO_REQUEST);
            }
            [20..=22, _, _, high, low, ref rest @ ..] => {
                let length = usize::from(u16::from_be_bytes([high, low]));
                match rest.get(length..) {
                    Some(behind) => bytes = behind,
                    None => return true,
                }
            }
            [first, ..] => return (20..=22).contains(&first),
        }
    }
}

/// Whether the policy limits groups, and the server's comes later than its hello.
fn awaits_group(handshake: &Handshake, policy: &Policy) -> bool {
    let is_older = handshake.negotiated_version.is_some_and(|version| !version.is_tls_1_3_family());
    let kind = handshake.cipher_suite.and_then(CipherSuite::key_exchange);
    policy.allowed_groups.is_some() && is_older && matches!(kind, Some(KeyExchange::Ecdhe | KeyExchange::Dhe))
}

/// `hello_request` (RFC 5246, 7.4.1.1)
const HELLO_REQUEST: u8 = 0;

/// Shows bytes to the tracker, while there is one.
fn follow(tracking: &mut Option<Box<Tracking>>, peer: Peer) -> impl FnMut(&[u8]) {
    move |bytes| {
        if let Some(tracking) = tracking {
            tracking.tracker.data(peer, bytes, At::default());
        }
    }
}
