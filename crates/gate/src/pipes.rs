//! Pipes through which the kernel moves bytes from one socket to another without showing them to us.

use std::os::fd::{AsFd, OwnedFd};

use rustix::io::Errno;
use rustix::pipe::{PipeFlags, SpliceFlags, fcntl_setpipe_size, pipe_with, splice};

/// What a pipe is asked to hold, in bytes. Where the system allows less, it holds what it holds from the start.
const SIZE: usize = 1 << 20;

/// How many pipes a worker has at most, where there are descriptors enough; where all are in use, bytes are copied.
pub(crate) const MOST: usize = 128;

/// One pipe, and how much is in it.
#[derive(Debug)]
pub(crate) struct Pipe {
    read: OwnedFd,
    write: OwnedFd,
    size: usize,
    /// Bytes that were put in and not taken out.
    pub held: usize,
}

/// A worker's pipes.
#[derive(Debug, Default)]
pub(crate) struct Pipes {
    unused: Vec<Pipe>,
    in_use: usize,
    most: usize,
    /// The kernel cannot splice these sockets, or there are no descriptors left: bytes are copied from then on.
    failed: bool,
}

impl Pipes {
    /// From now on there may be so many.
    pub fn limit(&mut self, most: usize) {
        self.most = most;
    }

    /// A pipe, unless there can be none.
    pub fn get(&mut self) -> Option<Pipe> {
        if self.failed || self.in_use >= self.most {
            return None;
        }
        let pipe = self.unused.pop().or_else(|| {
            let (read, write) = pipe_with(PipeFlags::CLOEXEC | PipeFlags::NONBLOCK).ok()?;
            let size = fcntl_setpipe_size(&write, SIZE).unwrap_or(64 << 10);
            Some(Pipe { read, write, size, held: 0 })
        })?;
        self.in_use += 1;
        Some(pipe)
    }

    /// Takes a pipe back; what is still in one goes with it.
    pub fn give(&mut self, pipe: Pipe) {
        self.in_use = self.in_use.saturating_sub(1);
        if pipe.held == 0 {
            self.unused.push(pipe);
        }
    }

    /// Whether the kernel could not do it.
    pub fn has_failed(&self) -> bool {
        self.failed
    }

    /// Whether the kernel said that it cannot; from now on there are no pipes.
    pub fn cannot(&mut self, problem: Errno) -> bool {
        let cannot = matches!(problem, Errno::INVAL | Errno::NOSYS | Errno::PERM);
        self.failed |= cannot;
        cannot
    }
}

impl Pipe {
    /// Moves what a socket has into the pipe, as much as fits.
    pub fn fill(&mut self, from: impl AsFd) -> Result<usize, Errno> {
        let n = splice(from, None, &self.write, None, self.size, SpliceFlags::NONBLOCK | SpliceFlags::MOVE)?;
        self.held += n;
        Ok(n)
    }

    /// Moves what the pipe has into a socket, as much as that takes.
    pub fn empty(&mut self, to: impl AsFd) -> Result<usize, Errno> {
        let n = splice(&self.read, None, to, None, self.held, SpliceFlags::NONBLOCK | SpliceFlags::MOVE)?;
        self.held -= n.min(self.held);
        Ok(n)
    }
}
