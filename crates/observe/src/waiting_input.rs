//! Input that one waits for, and can leave: a read of a slow pipe returns when the stop flag is set.

use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

/// How often the stop flag is looked at while nothing comes.
const LOOK: Duration = Duration::from_millis(100);

/// How much is read at a time.
const CHUNK: usize = 256 << 10;

pub(crate) struct WaitingInput<'a> {
    chunks: Receiver<io::Result<Vec<u8>>>,
    current: Vec<u8>,
    used: usize,
    /// What came after `current` and is there already.
    next: Option<io::Result<Vec<u8>>>,
    stop: &'a AtomicBool,
    /// Set while nothing more is there, so that somebody may want to see what came.
    idle: &'a AtomicBool,
}

impl<'a> WaitingInput<'a> {
    /// Opens and reads in a thread of its own, because nothing portable ends a read that waits, and a pipe with a name waits
    /// for its writer. The thread ends with the input or the program.
    pub fn new<R: Read>(
        open: impl FnOnce() -> io::Result<R> + Send + 'static,
        stop: &'a AtomicBool,
        idle: &'a AtomicBool,
    ) -> Self {
        let (sender, chunks) = sync_channel(4);
        thread::spawn(move || {
            let mut input = match open() {
                Ok(input) => input,
                Err(problem) => return drop(sender.send(Err(problem))),
            };
            loop {
                let mut chunk = vec![0; CHUNK];
                let result = match input.read(&mut chunk) {
                    Ok(0) => return,
                    Ok(n) => {
                        chunk.truncate(n);
                        Ok(chunk)
                    }
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                    Err(e) => Err(e),
                };
                let failed = result.is_err();
                if sender.send(result).is_err() || failed {
                    return;
                }
            }
        });
        Self { chunks, current: Vec::new(), used: 0, next: None, stop, idle }
    }
}

impl Read for WaitingInput<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.used == self.current.len() {
            let chunk = match self.next.take() {
                Some(chunk) => Ok(chunk),
                None => self.chunks.recv_timeout(LOOK),
            };
            match chunk {
                Ok(chunk) => {
                    (self.current, self.used) = (chunk?, 0);
                    self.next = self.chunks.try_recv().ok();
                    self.idle.store(self.next.is_none(), Ordering::Relaxed);
                }
                Err(RecvTimeoutError::Timeout) if !self.stop.load(Ordering::Relaxed) => {}
                Err(_) => return Ok(0),
            }
        }
        let n = (self.current.len() - self.used).min(buffer.len());
        buffer[..n].copy_from_slice(&self.current[self.used..self.used + n]);
        self.used += n;
        Ok(n)
    }
}
