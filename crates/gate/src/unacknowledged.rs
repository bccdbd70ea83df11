//! How much of what was written to a socket the other side has not acknowledged, as the kernel tells whoever asks for one
//! socket by its addresses (`sock_diag(7)`): the call that would say it of a descriptor is `ioctl`, which only unsafe code can
//! do.

use std::net::{IpAddr, SocketAddr};
use std::os::fd::AsFd;

use rustix::io::{Errno, Result};
use rustix::net::netlink::{SOCK_DIAG, SocketAddrNetlink};
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, getpeername, getsockname, ipproto, recv,
    sendto, socket_with,
};

/// `SOCK_DIAG_BY_FAMILY`, the kind of message that asks and that answers.
const BY_FAMILY: u16 = 20;

/// `NLM_F_REQUEST`
const REQUEST: u16 = 1;

/// `struct nlmsghdr` and `struct inet_diag_req_v2`, in bytes.
const QUESTION: u32 = 16 + 56;

/// Where `idiag_wqueue` stands in an answer: behind `struct nlmsghdr`, four bytes, `struct inet_diag_sockid` and two numbers.
const WRITE_QUEUE: usize = 16 + 4 + 48 + 4 + 4;

/// How many bytes that were written to a connection its other side has not acknowledged: those in flight, and those that were
/// not sent yet.
pub(crate) fn unacknowledged(socket: impl AsFd) -> Result<u32> {
    let local = SocketAddr::try_from(getsockname(&socket)?)?;
    let peer = getpeername(&socket)?.ok_or(Errno::NOTCONN)?;
    let peer = SocketAddr::try_from(peer)?;
    let netlink =
        socket_with(AddressFamily::NETLINK, SocketType::RAW, SocketFlags::CLOEXEC, Some(SOCK_DIAG))?;
    let kernel = SocketAddrNetlink::new(0, 0);
    sendto(&netlink, &question(local, peer), SendFlags::empty(), &kernel)?;
    let mut answer = [0; 512];
    // The kernel has put the answer there before it came back; nothing is waited for.
    let (length, _) = recv(&netlink, &mut answer, RecvFlags::DONTWAIT)?;
    let answer = &answer[..length.min(answer.len())];
    let kind = answer.get(4..).and_then(<[u8]>::first_chunk).map(|kind| u16::from_ne_bytes(*kind));
    let queue = answer.get(WRITE_QUEUE..).and_then(<[u8]>::first_chunk);
    match (kind, queue) {
        (Some(BY_FAMILY), Some(queue)) => Ok(u32::from_ne_bytes(*queue)),
        _ => Err(Errno::NOENT),
    }
}

/// Whether the system tells it at all; a sandbox may forbid it.
pub(crate) fn is_told() -> Result<()> {
    socket_with(AddressFamily::NETLINK, SocketType::RAW, SocketFlags::CLOEXEC, Some(SOCK_DIAG)).map(drop)
}

fn question(local: SocketAddr, peer: SocketAddr) -> Vec<u8> {
    let family = if local.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let mut question = Vec::with_capacity(QUESTION as usize);
    question.extend_from_slice(&QUESTION.to_ne_bytes());
    question.extend_from_slice(&BY_FAMILY.to_ne_bytes());
    question.extend_from_slice(&REQUEST.to_ne_bytes());
    question.extend_from_slice(&[0; 8]);
    question.extend_from_slice(&[family.as_raw() as u8, ipproto::TCP.as_raw().get() as u8, 0, 0]);
    // In whatever state.
    question.extend_from_slice(&u32::MAX.to_ne_bytes());
    question.extend_from_slice(&local.port().to_be_bytes());
    question.extend_from_slice(&peer.port().to_be_bytes());
    for address in [local.ip(), peer.ip()] {
        match address {
            IpAddr::V4(address) => {
                question.extend_from_slice(&address.octets());
                question.extend_from_slice(&[0; 12]);
            }
            IpAddr::V6(address) => question.extend_from_slice(&address.octets()),
        }
    }
    // Of any interface, and any cookie (`INET_DIAG_NOCOOKIE`).
    question.extend_from_slice(&[0; 4]);
    question.extend_from_slice(&[0xff; 8]);
    question
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn what_is_read_on_the_other_side_is_acknowledged() {
        for any in ["127.0.0.1:0", "[::1]:0"] {
            let Ok(listener) = TcpListener::bind(any) else { continue };
            let mut far = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
            let (mut near, _) = listener.accept().unwrap();
            assert_eq!(unacknowledged(&near), Ok(0));
            near.set_nonblocking(true).unwrap();
            let mut written = 0;
            while let Ok(n) = near.write(&[0; 8192]) {
                written += n;
            }
            let left = unacknowledged(&near).unwrap() as usize;
            assert!(left > 0 && left <= written, "{left} of {written}");
            let mut read = vec![0; written];
            far.read_exact(&mut read).unwrap();
            let end = Instant::now() + Duration::from_secs(5);
            while unacknowledged(&near) != Ok(0) {
                assert!(Instant::now() < end);
                std::thread::sleep(Duration::from_millis(10));
            }
        }
    }
}
