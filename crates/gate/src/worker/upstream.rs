//! Finding an upstream that takes a connection.

use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use cutover_evidence::Outcome;
use rustix::event::epoll;
use rustix::io::Errno;
use rustix::net::{
    AddressFamily, SocketFlags, SocketType, connect, getsockname, ipproto, socket_with, sockopt,
};

use super::{Next, Worker};
use crate::connection::{Candidates, Connection, Phase, Side};
use crate::counts::Incident;
use crate::decide::{Decision, Ruling};
use crate::refusal;
use crate::settings::Upstream;
use crate::socket;
use cutover_wire::proxy_header;

/// How long it is until servers are tried again none of which has taken a connection.
const NEXT_ROUND: Duration = Duration::from_millis(250);

impl Worker {
    /// Sends a connection on that begins with these bytes.
    pub(super) fn send_to(
        &mut self,
        index: usize,
        connection: &mut Connection,
        upstream: &Arc<Upstream>,
        raw: &[u8],
    ) -> Next {
        connection.plaintext = None;
        connection.context.counts.bytes[Side::Client as usize].fetch_add(raw.len() as u64, Relaxed);
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

    pub(super) fn connect(
        &mut self,
        index: usize,
        connection: &mut Connection,
        upstream: &Arc<Upstream>,
        raw: &[u8],
    ) -> Next {
        if !connection.has_upstream_socket && !self.shared.admission.enter_upstream() {
            self.shared.counts.failed(Incident::Descriptors, 1);
            return Next::Close;
        }
        connection.has_upstream_socket = true;
        let header = header_for(connection);
        let joined;
        let bytes = if header.is_empty() {
            raw
        } else {
            joined = [&header, raw].concat();
            &joined
        };
        connection.candidates = Some(Candidates {
            upstream: Arc::clone(upstream),
            begin: upstream.begin(self.now),
            failed: 0,
            rounds: connection.listener().retries,
        });
        self.try_next(index, connection, bytes)
    }

    /// Tries one server after the other until one takes the connection, or may do so.
    pub(super) fn try_next(&mut self, index: usize, connection: &mut Connection, bytes: &[u8]) -> Next {
        loop {
            connection.upstream = None;
            let Some(candidates) = &mut connection.candidates else { return Next::Close };
            if let Some(address) = connection.who.upstream.take() {
                candidates.upstream.failed(address, self.now);
            }
            let Some(address) = candidates.upstream.candidate(candidates.begin, candidates.failed) else {
                if candidates.rounds == 0 {
                    return self.unreachable(connection);
                }
                // It may be starting anew.
                candidates.rounds -= 1;
                candidates.failed = 0;
                connection.up.put(bytes);
                connection.upstream_answered = false;
                connection.phase = Phase::Connecting;
                connection.deadline = self.now + NEXT_ROUND;
                return Next::Wait;
            };
            candidates.failed += 1;
            if let Some(next) = self.try_one(index, connection, address, bytes) {
                return next;
            }
        }
    }

    /// No upstream takes the connection. An old client that was to go to the one for old clients is refused.
    fn unreachable(&mut self, connection: &mut Connection) -> Next {
        self.shared.counts.failed(Incident::UpstreamConnect, 1);
        let Some(tracking) = &mut connection.tracking else { return Next::Close };
        if let Some(Ruling { decision: Decision::Legacy, lacks: Some(reason), .. }) = tracking.ruling {
            tracking.ending = Some(Outcome::LegacyUpstreamUnreachable);
            let alert = refusal::alert(tracking.tracker.handshake(), reason);
            return self.refuse(connection, &alert);
        }
        tracking.ending = Some(Outcome::UpstreamUnreachable);
        Next::Close
    }

    pub(super) fn try_one(
        &mut self,
        index: usize,
        connection: &mut Connection,
        address: SocketAddr,
        bytes: &[u8],
    ) -> Option<Next> {
        let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
        let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
        let socket = match socket_with(family, SocketType::STREAM, flags, Some(ipproto::TCP)) {
            Ok(socket) => socket,
            Err(Errno::MFILE | Errno::NFILE | Errno::NOBUFS | Errno::NOMEM) => {
                self.shared.counts.failed(Incident::Descriptors, 1);
                return Some(Next::Close);
            }
            // This machine has no IPv6, say.
            Err(_) => return None,
        };
        connection.who.upstream = Some(address);
        match connect(&socket, &address) {
            Ok(()) | Err(Errno::INPROGRESS) => {}
            Err(_) => return None,
        }
        connection.upstream_answered = false;
        connection.upstream_out = false;
        // On this machine, and sometimes elsewhere, it is connected already.
        let written = if bytes.is_empty() { Err(Errno::AGAIN) } else { socket::write(&socket, bytes) };
        let mut interest = epoll::EventFlags::IN | epoll::EventFlags::RDHUP | epoll::EventFlags::ET;
        let next = match written {
            Ok(n) => {
                connection.up.put(&bytes[n..]);
                connection.up.blocked = n < bytes.len();
                connection.phase = connection.then;
                connection.deadline = self.now + connection.listener().timeouts.idle;
                took(connection);
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
    pub(super) fn connected(&mut self, index: usize, connection: &mut Connection) -> Next {
        if !connection.upstream_answered {
            return Next::Wait;
        }
        let Some(upstream) = &connection.upstream else { return Next::Close };
        if sockopt::socket_error(upstream) != Ok(Ok(())) {
            let bytes = connection.up.take_waiting();
            return self.try_next(index, connection, &bytes);
        }
        connection.phase = connection.then;
        took(connection);
        connection.deadline = self.now + connection.listener().timeouts.idle;
        connection.up.blocked = false;
        Next::Again
    }
}

/// The search is over.
fn took(connection: &mut Connection) {
    if let (Some(candidates), Some(address)) = (connection.candidates.take(), connection.who.upstream) {
        candidates.upstream.took(address);
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
