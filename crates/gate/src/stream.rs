//! One direction of a connection: bytes from one socket to the other, unchanged, as fast as the other takes them.

use std::os::fd::{AsFd, BorrowedFd};

use rustix::io::Errno;
use rustix::net::{Shutdown, shutdown};

use crate::pipes::{Pipe, Pipes};
use crate::socket;

/// How much is read at once where bytes are copied.
pub(crate) const READ: usize = 64 << 10;

/// How often one direction may read before others have their turn.
pub(crate) const TURNS: usize = 16;

/// After so many full reads it is a stream worth a pipe.
const FULL_READS: u8 = 2;

/// One direction.
// What is known of two sockets is independent of each other.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Default)]
pub(crate) struct Stream {
    /// The source may have something to read.
    pub readable: bool,
    /// The source has said that it ends, so that a short read is not the last.
    pub ends: bool,
    /// The source has ended.
    pub ended: bool,
    /// The source cannot be read any more.
    pub failed: bool,
    /// The other side knows that it has ended.
    pub told: bool,
    /// The other side takes nothing at present.
    pub blocked: bool,
    /// Anything went through.
    pub used: bool,
    full_reads: u8,
    waiting: Waiting,
}

/// What was read and not written yet.
#[derive(Debug, Default)]
enum Waiting {
    #[default]
    Nothing,
    Bytes {
        bytes: Box<[u8]>,
        from: usize,
    },
    Pipe(Pipe),
}

/// How a turn ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// There is nothing to do until something happens.
    Waits,
    /// There is more to do; others first.
    More,
    /// The source failed.
    SourceFailed,
    /// The other side failed.
    TargetFailed,
}

/// What a turn moved, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Moved {
    pub read: u64,
    pub written: u64,
}

/// What moves bytes: a worker's room and pipes.
pub(crate) struct Means<'a> {
    pub scratch: &'a mut [u8],
    pub pipes: &'a mut Pipes,
    /// Nobody needs a look at the bytes.
    pub may_splice: bool,
    /// The other direction is over, so that to close will tell the end.
    pub is_last: bool,
}

impl Stream {
    /// Bytes that are to be written before anything else.
    pub fn put(&mut self, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.used = true;
            self.waiting = Waiting::Bytes { bytes: bytes.into(), from: 0 };
        }
    }

    /// Whether something was read and is not written yet.
    pub fn waits(&self) -> bool {
        !matches!(self.waiting, Waiting::Nothing)
    }

    /// Takes back what was to be written.
    pub fn take_waiting(&mut self) -> Box<[u8]> {
        match std::mem::take(&mut self.waiting) {
            Waiting::Bytes { bytes, from: 0 } => bytes,
            Waiting::Bytes { bytes, from } => bytes[from..].into(),
            Waiting::Nothing | Waiting::Pipe(_) => Box::default(),
        }
    }

    /// Whether everything is done: the source has ended and the other side knows.
    pub fn is_over(&self) -> bool {
        self.ended && self.told
    }

    /// Whether nothing more comes out of the source, and all of it was written.
    pub fn is_drained(&self) -> bool {
        (self.ended || self.failed) && !self.waits()
    }

    /// Writes at once what it can of some bytes, behind what waits already; the rest waits.
    pub fn write(&mut self, to: BorrowedFd<'_>, bytes: &[u8]) -> Result<(), Errno> {
        self.used = true;
        if let Waiting::Bytes { bytes: before, from } = &self.waiting {
            self.waiting = Waiting::Bytes { bytes: [&before[*from..], bytes].concat().into(), from: 0 };
            return Ok(());
        }
        let n = match socket::write(to, bytes) {
            Ok(n) => n,
            Err(Errno::AGAIN | Errno::INTR) => 0,
            Err(problem) => return Err(problem),
        };
        if n < bytes.len() {
            self.blocked = true;
            self.put(&bytes[n..]);
        }
        Ok(())
    }

    /// Moves what there is; `seen` gets a look at the bytes that are copied. Returns how it ended and what was moved.
    pub fn advance(
        &mut self,
        from: BorrowedFd<'_>,
        to: BorrowedFd<'_>,
        means: Means<'_>,
        mut seen: impl FnMut(&[u8]),
    ) -> (Turn, Moved) {
        let Means { scratch, pipes, may_splice, is_last } = means;
        let mut moved = Moved::default();
        for _ in 0..TURNS {
            if let Err(turn) = self.flush(to, pipes, &mut moved.written) {
                return (turn, moved);
            }
            if self.ended {
                if !self.told {
                    self.told = true;
                    if !is_last && shutdown(to, Shutdown::Write).is_err() {
                        return (Turn::TargetFailed, moved);
                    }
                }
                return (Turn::Waits, moved);
            }
            if !self.readable || self.failed {
                return (Turn::Waits, moved);
            }
            if may_splice
                && self.full_reads >= FULL_READS
                && let Some(mut pipe) = pipes.get()
            {
                match pipe.fill(from) {
                    Ok(0) => self.ended = true,
                    Ok(n) => {
                        moved.read += n as u64;
                        self.waiting = Waiting::Pipe(pipe);
                        continue;
                    }
                    Err(Errno::AGAIN) => self.readable = false,
                    Err(Errno::INTR) => {}
                    Err(problem) if pipes.cannot(problem) => {}
                    Err(_) => self.failed = true,
                }
                pipes.give(pipe);
                if self.failed {
                    return (Turn::SourceFailed, moved);
                }
                continue;
            }
            match socket::read(from, scratch) {
                Ok(0) => self.ended = true,
                Ok(n) => {
                    moved.read += n as u64;
                    moved.written += n as u64;
                    // What is less than asked for was all; what comes later is told.
                    self.readable = n == scratch.len() || self.ends;
                    self.full_reads = if n == scratch.len() { self.full_reads.saturating_add(1) } else { 0 };
                    seen(&scratch[..n]);
                    if self.write(to, &scratch[..n]).is_err() {
                        return (Turn::TargetFailed, moved);
                    }
                }
                Err(Errno::AGAIN) => self.readable = false,
                Err(Errno::INTR) => {}
                Err(_) => {
                    self.failed = true;
                    return (Turn::SourceFailed, moved);
                }
            }
        }
        (Turn::More, moved)
    }

    /// Writes what waits, and counts it.
    pub fn flush(&mut self, to: BorrowedFd<'_>, pipes: &mut Pipes, written: &mut u64) -> Result<(), Turn> {
        while self.waits() {
            if self.blocked {
                return Err(Turn::Waits);
            }
            let n = match &mut self.waiting {
                Waiting::Nothing => return Ok(()),
                Waiting::Bytes { bytes, from } => socket::write(to, &bytes[*from..]).map(|n| {
                    *from += n;
                    (n, *from == bytes.len())
                }),
                Waiting::Pipe(pipe) => pipe.empty(to.as_fd()).map(|n| (n, pipe.held == 0)),
            };
            match n {
                Ok((n, is_all)) => {
                    *written += n as u64;
                    self.used = true;
                    if is_all && let Waiting::Pipe(pipe) = std::mem::take(&mut self.waiting) {
                        pipes.give(pipe);
                    }
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => self.blocked = true,
                Err(_) => return Err(Turn::TargetFailed),
            }
        }
        Ok(())
    }

    /// Gives back what belongs to others.
    pub fn give_back(&mut self, pipes: &mut Pipes) {
        if let Waiting::Pipe(pipe) = std::mem::take(&mut self.waiting) {
            pipes.give(pipe);
        }
    }
}
