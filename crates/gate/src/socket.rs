//! Bytes in and out of a socket, by the calls for sockets: those for files take the kernel a detour of two hundredths of a
//! connection (measured).

use std::os::fd::AsFd;

use rustix::io::Errno;
use rustix::net::{RecvFlags, SendFlags, recv, send};

/// Reads what has come, as much as there is room for; nothing at all means that the other side has ended.
pub(crate) fn read(socket: impl AsFd, room: &mut [u8]) -> Result<usize, Errno> {
    recv(socket, room, RecvFlags::empty()).map(|(n, _)| n)
}

/// Writes as much as the socket takes.
pub(crate) fn write(socket: impl AsFd, bytes: &[u8]) -> Result<usize, Errno> {
    send(socket, bytes, SendFlags::NOSIGNAL)
}
