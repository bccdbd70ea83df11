//! Carrying bytes both ways, and what follows when one side ends or fails.

use std::os::fd::AsFd;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use cutover_handshake::{At, OpeningWalk, Peer};
use rustix::event::epoll;
use rustix::io::Errno;
use rustix::net::sockopt;

use super::{Next, Worker};
use crate::connection::{Connection, Phase, Side, Tracking};
use crate::counts::Failure;
use crate::stream::Turn;

/// How many bytes of a connection are looked at.
const LOOKED_AT: u64 = 256 << 10;

impl Worker {
    /// Clear text before TLS: what the client says goes on as far as it is no hello.
    pub(super) fn clear(&mut self, index: usize, connection: &mut Connection) -> Next {
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
    pub(super) fn carry_up(&mut self, index: usize, connection: &mut Connection) -> Next {
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
    pub(super) fn carry_down(&mut self, index: usize, connection: &mut Connection) -> Next {
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

    pub(super) fn carry(&mut self, index: usize, connection: &mut Connection) -> Next {
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
    pub(super) fn moved(
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
    pub(super) fn failed(&mut self, connection: &mut Connection, side: Side) -> Next {
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

/// Shows bytes to the tracker, while there is one.
fn follow(tracking: &mut Option<Box<Tracking>>, peer: Peer) -> impl FnMut(&[u8]) {
    move |bytes| {
        if let Some(tracking) = tracking {
            tracking.tracker.data(peer, bytes, At::default());
        }
    }
}
