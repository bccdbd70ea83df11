//! The sockets that a gate listens with.

use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Weak};

use rustix::io::Errno;
use rustix::net::{
    AddressFamily, SocketFlags, SocketType, bind, getsockname, ipproto, listen, socket_with, sockopt,
};
use socket2::{SockFilter, SockRef};

use crate::counts::ListenerCounts;
use crate::notice::{Notice, Notify, StartError};
use crate::settings::{Listener, Settings};

/// How many connections may wait to be taken.
const BACKLOG: i32 = 4096;

/// A socket, and what is done with its connections.
#[derive(Debug, Clone)]
pub(crate) struct Listening {
    pub socket: Arc<OwnedFd>,
    /// The address that was asked for, whose port may be 0.
    pub asked: SocketAddr,
    /// Whoever started the gate has it too, and keeps who waits in it.
    pub is_inherited: bool,
    pub context: ListenerContext,
}

/// Lets everything in but what asks for a new connection: the flags of a segment are its 14th byte (RFC 9293, 3.1), and a
/// filter of a TCP socket begins to count at the segment (classic BPF).
const NOBODY_NEW: [SockFilter; 5] = [
    SockFilter::new(0x30, 0, 0, 13),       // load the flags
    SockFilter::new(0x54, 0, 0, 0x12),     // SYN and ACK of them
    SockFilter::new(0x15, 0, 1, 0x02),     // SYN alone?
    SockFilter::new(0x06, 0, 0, 0),        // drop it
    SockFilter::new(0x06, 0, 0, u32::MAX), // keep it
];

impl Listening {
    /// From now on nobody new gets into the queue of the socket; who is connected already can still be taken. The system
    /// would reset whoever is in it when it is closed.
    pub fn take_nobody_new(&self) {
        if !self.is_inherited {
            take_nobody_new(&self.socket);
        }
    }

    pub fn leaving(&self) -> Leaving {
        Leaving { asked: self.asked, socket: Arc::downgrade(&self.socket) }
    }
}

fn take_nobody_new(socket: &OwnedFd) {
    // Where the system forbids it, only those are taken who are there when it is closed.
    let _ = SockRef::from(socket).attach_filter(&NOBODY_NEW);
}

/// A socket where nobody new gets in, until no worker has it any more.
#[derive(Debug)]
pub(crate) struct Leaving {
    asked: SocketAddr,
    socket: Weak<OwnedFd>,
}

impl Leaving {
    pub fn is_gone(&self) -> bool {
        self.socket.strong_count() == 0
    }

    pub fn take_nobody_new(&self) {
        if let Some(socket) = self.socket.upgrade() {
            take_nobody_new(&socket);
        }
    }

    /// Lets everybody in again; `None`: it is closed.
    fn return_to(&self) -> Option<Arc<OwnedFd>> {
        let socket = self.socket.upgrade()?;
        SockRef::from(&*socket).detach_filter().ok()?;
        Some(socket)
    }
}

/// What a connection keeps of where it was taken; not the socket, which must end when nobody listens there any more.
#[derive(Debug, Clone)]
pub(crate) struct ListenerContext {
    pub listener: Arc<Listener>,
    pub counts: Arc<ListenerCounts>,
    /// Whether nobody is refused, by the settings that it was taken under.
    pub kill_switch: Arc<AtomicBool>,
}

/// The sockets for these settings: those there are, and new ones.
pub(crate) fn sockets(
    settings: &Settings,
    inherited: &mut Vec<(SocketAddr, Arc<OwnedFd>)>,
    before: &[Listening],
    leaving: &[Leaving],
    kill_switch: &Arc<AtomicBool>,
    notify: &Notify,
) -> Result<Vec<Listening>, StartError> {
    let mut all: Vec<Listening> = Vec::new();
    let mut new: Vec<Notice> = Vec::new();
    for listener in &settings.listeners {
        let same_name = |listening: &&Listening| listening.context.listener.name == listener.name;
        let known = all.iter().chain(before).find(same_name);
        let counts = known.map(|known| Arc::clone(&known.context.counts)).unwrap_or_default();
        for address in &listener.addresses {
            // Port 0 may be asked for more than once.
            let is_taken = |socket: &Arc<OwnedFd>| all.iter().any(|taken| Arc::ptr_eq(&taken.socket, socket));
            let kept = before.iter().find(|kept| kept.asked == *address && !is_taken(&kept.socket));
            let handed = inherited.iter().position(|(bound, _)| bound == address);
            let returns = leaving.iter().filter(|left| left.asked == *address).find_map(Leaving::return_to);
            let (socket, is_inherited) = match (kept, returns, handed) {
                (Some(kept), ..) => (Arc::clone(&kept.socket), kept.is_inherited),
                (None, Some(socket), _) => (socket, false),
                (None, None, Some(index)) => (inherited.remove(index).1, true),
                (None, None, None) => {
                    let in_the_way = before.iter().map(|own| (own.asked, Arc::clone(&own.socket)));
                    let leaving =
                        leaving.iter().filter_map(|left| Some((left.asked, left.socket.upgrade()?)));
                    let socket = listen_beside(*address, in_the_way.chain(leaving));
                    let failed =
                        |problem: Errno| StartError::Listen { address: *address, problem: problem.into() };
                    (Arc::new(socket.map_err(failed)?), false)
                }
            };
            if kept.is_none() {
                let address = getsockname(&socket).ok().and_then(|name| SocketAddr::try_from(name).ok());
                if let Some(address) = address {
                    new.push(Notice::Listens { name: listener.name.clone(), address });
                }
                // Connections inherit these.
                let _ = sockopt::set_tcp_nodelay(&socket, true);
                let _ = sockopt::set_socket_keepalive(&socket, true);
                let _ = sockopt::set_socket_oobinline(&socket, true);
                let _ = rustix::io::ioctl_fionbio(&socket, true);
            }
            let context = ListenerContext {
                listener: Arc::clone(listener),
                counts: Arc::clone(&counts),
                kill_switch: Arc::clone(kill_switch),
            };
            all.push(Listening { socket, asked: *address, is_inherited, context });
        }
    }
    // Where one of them failed there is none.
    for notice in new {
        notify(notice);
    }
    Ok(all)
}

/// Listens there, also where only sockets of our own are in the way, which listen at that port of other addresses: a listener
/// goes from one address to all of them, or back, and nobody is sent away meanwhile.
fn listen_beside(
    address: SocketAddr,
    ours: impl Iterator<Item = (SocketAddr, Arc<OwnedFd>)>,
) -> rustix::io::Result<OwnedFd> {
    let socket = listen_at(address, false);
    let in_the_way: Vec<_> =
        ours.filter(|(own, _)| own.port() == address.port()).map(|(_, socket)| socket).collect();
    if socket.as_ref().err() != Some(&Errno::ADDRINUSE) || in_the_way.is_empty() {
        return socket;
    }
    // Only for this moment: otherwise a second gate could be started at the same address by mistake.
    let share =
        |value: bool| in_the_way.iter().try_for_each(|socket| sockopt::set_socket_reuseport(socket, value));
    let socket = share(true).and_then(|()| listen_at(address, true));
    let _ = share(false);
    let socket = socket?;
    sockopt::set_socket_reuseport(&socket, false)?;
    Ok(socket)
}

fn listen_at(address: SocketAddr, is_beside: bool) -> rustix::io::Result<OwnedFd> {
    let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
    let socket = socket_with(family, SocketType::STREAM, flags, Some(ipproto::TCP))?;
    sockopt::set_socket_reuseaddr(&socket, true)?;
    if is_beside {
        sockopt::set_socket_reuseport(&socket, true)?;
    }
    if address.is_ipv6() {
        // IPv4 has its own socket, or none, as the settings say.
        sockopt::set_ipv6_v6only(&socket, true)?;
    }
    bind(&socket, &address)?;
    listen(&socket, BACKLOG)?;
    Ok(socket)
}
