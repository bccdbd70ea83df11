//! Until a connection is decided on: its first bytes, the decision, and the end of those that are refused.

use std::os::fd::AsFd;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use cutover_handshake::{At, Details, Opening, Peer, plain_opening};
use jiff::Timestamp;
use rustix::io::Errno;
use rustix::net::{SendFlags, Shutdown, send, shutdown};

use super::{Next, Worker};
use crate::connection::{Connection, Phase, Side};
use crate::counts::Incident;
use crate::decide::{Decision, Spared, decide};
use crate::not_a_hello::NotAHello;
use crate::plaintext::{Plaintext, is_surely_hello};
use crate::refusal;
use crate::socket;
use crate::stream::READ;
use cutover_wire::proxy_header::{self, ProxyHeader};

/// How long a handshake is followed.
const FOLLOWED: Duration = Duration::from_secs(30);

/// How long a client may say nothing at all behind the time for a hello: as long as servers wait for one that connects in
/// advance.
const SILENT: Duration = Duration::from_mins(1);

/// How long a client that was refused may take to hang up, …
const DRAIN: Duration = Duration::from_secs(5);

/// … and how much it may send until then.
const DRAINED: u64 = 1 << 20;

/// How long a hello may be that is kept until its record is written.
const KEPT: usize = 4 << 10;

impl Worker {
    /// A protocol that begins in clear text, perhaps with the server's words.
    pub(super) fn begin_plaintext(&mut self, index: usize, connection: &mut Connection) -> Next {
        let context = connection.context.clone();
        let Some(protocol) = context.listener.starttls else { return Next::Again };
        let (number, rule) = context.listener.rule(connection.who.client.ip(), None);
        connection.rule = number;
        connection.plaintext = Some(Plaintext::new(protocol));
        connection.then = Phase::Plaintext;
        self.connect(index, connection, &rule.upstream, &[])
    }

    pub(super) fn read_hello(&mut self, index: usize, connection: &mut Connection) -> Next {
        // A server that spoke before TLS may still speak.
        if connection.upstream.is_some() {
            if let Next::Close = self.carry_down(index, connection) {
                return Next::Close;
            }
            if let Some(next) = self.ends_in_clear_text(index, connection) {
                return next;
            }
            self.watch(index, connection);
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        let next = self.read_hello_with(index, connection, &mut scratch);
        self.scratch = scratch;
        next
    }

    pub(super) fn read_hello_with(
        &mut self,
        index: usize,
        connection: &mut Connection,
        scratch: &mut [u8],
    ) -> Next {
        loop {
            if !connection.up.readable {
                return Next::Wait;
            }
            let n = match socket::read(&connection.client, scratch) {
                Ok(0) => return self.gone(index, connection),
                Ok(n) => n,
                Err(Errno::AGAIN) => {
                    connection.up.readable = false;
                    return Next::Wait;
                }
                Err(Errno::INTR) => continue,
                // It was reset.
                Err(_) => {
                    self.count_gone(connection);
                    return Next::Close;
                }
            };
            connection.up.readable = n == scratch.len() || connection.up.ends;
            if std::mem::take(&mut connection.is_silent) {
                connection.deadline = self.now + connection.listener().timeouts.hello;
            }
            let next = match connection.phase {
                Phase::ProxyHeader => self.proxy_header(index, connection, &scratch[..n]),
                _ => self.hello_bytes(index, connection, &scratch[..n]),
            };
            match next {
                Next::Wait if matches!(connection.phase, Phase::ProxyHeader | Phase::Hello) => {}
                // What comes now is no part of the hello.
                Next::Wait => return Next::Again,
                other => return other,
            }
        }
    }

    /// The client hung up before its hello was whole.
    pub(super) fn gone(&mut self, index: usize, connection: &mut Connection) -> Next {
        let early = self.count_gone(connection);
        let faults = connection.listener().rules[connection.rule].faults;
        if early.is_empty() || !(faults.malformed_passes || self.is_killed(connection)) {
            return Next::Close;
        }
        connection.up.ended = true;
        self.pass(index, connection, &early)
    }

    /// What it had said until then.
    fn count_gone(&mut self, connection: &mut Connection) -> Vec<u8> {
        self.shared.counts.failed(Incident::ClientGone, 1);
        let early = connection.hello.take().map(|mut hello| std::mem::take(&mut hello.early));
        let early = early.filter(|_| connection.phase == Phase::Hello).unwrap_or_default();
        connection.rule = connection.listener_rule(None).0;
        if !early.is_empty() {
            self.record_gone(connection, &early);
        }
        early
    }

    pub(super) fn proxy_header(&mut self, index: usize, connection: &mut Connection, bytes: &[u8]) -> Next {
        let early = &mut connection.hello_mut().early;
        early.extend_from_slice(bytes);
        match proxy_header::read(early) {
            ProxyHeader::Unfinished => Next::Wait,
            ProxyHeader::No => {
                self.shared.counts.failed(Incident::ProxyHeader, 1);
                Next::Close
            }
            ProxyHeader::Whole { length, client } => {
                let rest = std::mem::take(early).split_off(length);
                if let Some(client) = client {
                    connection.who.client = client;
                    match self.shared.admission.enter_client(client.ip()) {
                        Some(false) => {
                            self.shared.counts.failed(Incident::ClientLimit, 1);
                            return Next::Close;
                        }
                        counted => connection.is_counted = counted.is_some(),
                    }
                }
                connection.phase = Phase::Hello;
                if connection.listener().starttls.is_some() {
                    let next = self.begin_plaintext(index, connection);
                    connection.hello_mut().early = rest;
                    return if matches!(next, Next::Close) { next } else { Next::Again };
                }
                if rest.is_empty() { Next::Wait } else { self.hello_bytes(index, connection, &rest) }
            }
        }
    }

    /// A PROXY protocol header of somebody who may send none is never passed on, whatever becomes of connections otherwise:
    /// the server behind might believe it. `None`: these bytes are no part of one.
    fn proxy_header_of_nobody(&mut self, connection: &mut Connection, bytes: &[u8]) -> Option<Next> {
        let is_suspect = connection.hello.as_ref().is_some_and(|hello| hello.may_be_proxy_header);
        let early = connection.hello.as_mut().map(|hello| &mut hello.early).filter(|early| !early.is_empty());
        let mut whole = match early {
            Some(early) if is_suspect => std::mem::take(early),
            // It has begun otherwise.
            Some(_) => return None,
            None => Vec::new(),
        };
        if whole.is_empty() && proxy_header::begins(bytes) == Some(false) {
            return None;
        }
        whole.extend_from_slice(bytes);
        let begins = proxy_header::begins(&whole);
        if begins == Some(true) {
            self.shared.counts.failed(Incident::ProxyHeader, 1);
            return Some(self.hang_up(connection));
        }
        let hello = connection.hello_mut();
        hello.early = whole;
        hello.may_be_proxy_header = begins.is_none();
        // It was something else after all.
        begins.is_none().then_some(Next::Wait)
    }

    pub(super) fn hello_bytes(&mut self, index: usize, connection: &mut Connection, bytes: &[u8]) -> Next {
        if let Some(next) = self.proxy_header_of_nobody(connection, bytes) {
            return next;
        }
        // What was kept for that is read from its beginning.
        let kept = connection.hello.as_mut().filter(|hello| hello.walk.is_new() && !hello.early.is_empty());
        if let Some(kept) = kept.map(|hello| std::mem::take(&mut hello.early)) {
            return self.hello_of(index, connection, &kept);
        }
        self.hello_of(index, connection, bytes)
    }

    fn hello_of(&mut self, index: usize, connection: &mut Connection, bytes: &[u8]) -> Next {
        // Nearly always the hello comes in one piece, and is read where it lies.
        let mut before = connection.hello.take();
        let mut walk = before.as_mut().map(|hello| std::mem::take(&mut hello.walk)).unwrap_or_default();
        let mut opening = walk.take(bytes);
        if opening == Opening::Unfinished {
            let hello = connection.hello.insert(before.unwrap_or_default());
            hello.walk = walk;
            if hello.keep(bytes, &self.shared.early) {
                return Next::Wait;
            }
            // There is no room for so many long ones.
            opening = Opening::TooLarge;
            before = connection.hello.take();
        }
        let mut early = before.map(|mut hello| std::mem::take(&mut hello.early)).unwrap_or_default();
        let raw = if early.is_empty() {
            bytes
        } else {
            early.extend_from_slice(bytes);
            &early
        };
        match opening {
            Opening::Whole => self.judge(index, connection, raw),
            Opening::NotTls => self.fault(index, connection, NotAHello::NotTls, raw),
            Opening::TooLarge => self.fault(index, connection, NotAHello::TooLarge, raw),
            Opening::Malformed | Opening::Unfinished => {
                self.fault(index, connection, NotAHello::Malformed, raw)
            }
        }
    }

    /// Whether nobody is refused: by the settings that the connection was taken under, or now.
    pub(super) fn is_killed(&self, connection: &Connection) -> bool {
        connection.context.kill_switch.load(Relaxed) || self.shared.kill_switch.is_on()
    }

    pub(super) fn judge(&mut self, index: usize, connection: &mut Connection, raw: &[u8]) -> Next {
        let mut tracking = self.spare.pop().unwrap_or_default();
        // What only the record wants is worked out when that is written.
        let is_logged = self.shared.log.is_some();
        let at_once = connection.listener().uses_fingerprints() || is_logged && raw.len() > KEPT;
        tracking.tracker.set_details(if at_once { Details::Ja4 } else { Details::None });
        let at = Timestamp::now();
        let seen = At { input: 0, frame: 0, time: i64::try_from(at.as_nanosecond()).ok() };
        // Judged is what servers make of it; what goes on is what came.
        let plain = plain_opening(raw);
        if !tracking.tracker.opening(Peer::A, &plain, seen) {
            self.give_back(tracking);
            return self.fault(index, connection, NotAHello::Malformed, raw);
        }
        if is_logged && !at_once {
            tracking.opening.extend_from_slice(&plain);
        }
        let client = connection.who.client.ip();
        let context = connection.context.clone();
        let handshake = tracking.tracker.handshake();
        let (number, rule) = context.listener.rule(client, handshake.server_name.as_deref());
        let kill_switch = self.is_killed(connection);
        let ruling = decide(handshake, &context.listener, rule, client, at, kill_switch);
        if ruling.holds_back() {
            // Decided it is only when the server has chosen.
            connection.held = Some(Box::default());
        } else {
            context.counts.decided(ruling.decision, handshake.offered_max);
        }
        if let Some(reason) = ruling.lacks {
            self.shared.affected_clients.add(client, handshake, reason, ruling.decision, at);
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

    pub(super) fn fault(
        &mut self,
        index: usize,
        connection: &mut Connection,
        fault: NotAHello,
        raw: &[u8],
    ) -> Next {
        if connection.plaintext.is_some() && !is_surely_hello(raw) {
            // It was clear text after all.
            connection.phase = Phase::Plaintext;
            connection.deadline = self.now + connection.listener().timeouts.idle;
            let Some(upstream) = &connection.upstream else { return Next::Close };
            return match connection.up.write(upstream.as_fd(), raw) {
                Ok(()) => Next::Again,
                Err(_) => self.failed(connection, Side::Upstream),
            };
        }
        let (number, rule) = connection.listener_rule(None);
        let by_rule = rule.faults.passes(fault);
        let passes = by_rule || self.is_killed(connection);
        connection.rule = number;
        connection.context.counts.fault(fault, passes);
        let decision = match (by_rule, passes) {
            (true, _) => Decision::Passed,
            (false, true) => Decision::Spared(Spared::KillSwitch),
            (false, false) => Decision::Refused,
        };
        self.record_fault(connection, fault, decision, raw);
        if passes && raw.is_empty() && !connection.listener().server_speaks_first {
            // Nobody has anything to say to a server.
            connection.is_silent = true;
            connection.deadline = self.now + SILENT.min(connection.listener().timeouts.idle);
            return Next::Wait;
        }
        if passes {
            return self.pass(index, connection, raw);
        }
        // What is no TLS would not understand it.
        if let (Some(alert), false) = (refusal::alert_of_fault(fault, raw), connection.down.waits()) {
            let _ = send(&connection.client, &alert, SendFlags::MORE | SendFlags::NOSIGNAL);
        }
        self.hang_up(connection)
    }

    /// To the upstream without a decision.
    pub(super) fn pass(&mut self, index: usize, connection: &mut Connection, raw: &[u8]) -> Next {
        if proxy_header::begins(raw) != Some(false) && !raw.is_empty() {
            self.shared.counts.failed(Incident::ProxyHeader, 1);
            return self.hang_up(connection);
        }
        let context = connection.context.clone();
        self.send_to(index, connection, &context.listener.rules[connection.rule].upstream, raw)
    }

    pub(super) fn refuse(&mut self, connection: &mut Connection, alert: &[u8]) -> Next {
        if connection.down.waits() {
            // What the server said in clear text comes first; its end tells the client enough.
            self.finish_record(connection);
            return Next::Close;
        }
        // Seven bytes always fit into a new connection's buffer, and go with the end in one packet.
        let _ = send(&connection.client, alert, SendFlags::MORE | SendFlags::NOSIGNAL);
        self.finish_record(connection);
        self.hang_up(connection)
    }

    /// Ends our side and waits for the client's: to close with something unread would reset the connection, and the
    /// client might never see what it was told.
    pub(super) fn hang_up(&mut self, connection: &mut Connection) -> Next {
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

    pub(super) fn drain(&mut self, connection: &mut Connection) -> Next {
        while connection.up.readable {
            match socket::read(&connection.client, &mut self.scratch) {
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
}
