//! The sockets that a gate listens with.

use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rustix::net::{
    AddressFamily, SocketFlags, SocketType, bind, getsockname, ipproto, listen, socket_with, sockopt,
};

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
    pub context: ListenerContext,
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
    kill_switch: &Arc<AtomicBool>,
    notify: &Notify,
) -> Result<Vec<Listening>, StartError> {
    let mut all: Vec<Listening> = Vec::new();
    for listener in &settings.listeners {
        let same_name = |listening: &&Listening| listening.context.listener.name == listener.name;
        let known = all.iter().chain(before).find(same_name);
        let counts = known.map(|known| Arc::clone(&known.context.counts)).unwrap_or_default();
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
                    notify(Notice::Listens { name: listener.name.clone(), address });
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
            all.push(Listening { socket, asked: *address, context });
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
