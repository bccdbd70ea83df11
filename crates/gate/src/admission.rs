//! Whether there is room for one more connection: of all, of their sockets, and of one client.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

/// One in so many sockets is kept for upstreams: who has said its hello must not find that newcomers took the last ones.
const KEPT_FOR_UPSTREAMS: usize = 64;

/// Who is let in.
pub(crate) struct Admission {
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

impl Default for Admission {
    /// Everybody.
    fn default() -> Self {
        Self {
            open: AtomicUsize::new(0),
            most: AtomicUsize::new(usize::MAX),
            sockets: AtomicUsize::new(0),
            most_sockets: AtomicUsize::new(usize::MAX),
            most_per_client: AtomicUsize::new(usize::MAX),
            per_client: Mutex::default(),
        }
    }
}

impl Admission {
    /// Lets in so many connections with so many sockets in all, and so many connections of one client.
    pub fn limit(&self, connections: usize, sockets: usize, per_client: usize) {
        self.most.store(connections, Relaxed);
        self.most_sockets.store(sockets, Relaxed);
        self.most_per_client.store(per_client, Relaxed);
    }

    /// How many connections are open.
    pub fn open(&self) -> usize {
        self.open.load(Relaxed)
    }

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

    /// Whether one more would be let in.
    pub fn has_room(&self) -> bool {
        let most = self.most_sockets.load(Relaxed);
        self.open.load(Relaxed) < self.most.load(Relaxed)
            && self.sockets.load(Relaxed) < most - most / KEPT_FOR_UPSTREAMS
    }

    /// Lets in more connections than were to be: those that wait already.
    pub fn lift_limit(&self) {
        self.most.store(usize::MAX, Relaxed);
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
pub(crate) fn counted_as(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        address @ IpAddr::V4(_) => address,
    }
}
