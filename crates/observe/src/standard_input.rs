//! Standard input that can be left: a read that waits for a slow pipe returns when the stop flag is set.

use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

/// How often the stop flag is looked at while nothing comes.
const LOOK: Duration = Duration::from_millis(100);

/// How much is read at a time.
const CHUNK: usize = 256 << 10;

pub(crate) struct StandardInput<'a> {
    chunks: Receiver<io::Result<Vec<u8>>>,
    current: Vec<u8>,
    used: usize,
    stop: &'a AtomicBool,
}

impl<'a> StandardInput<'a> {
    /// Reads in a thread of its own, because nothing portable ends a read that waits. The thread ends with the
    /// input or the program.
    pub fn new(stop: &'a AtomicBool) -> Self {
        let (sender, chunks) = sync_channel(4);
        thread::spawn(move || {
            let mut input = io::stdin().lock();
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
        Self { chunks, current: Vec::new(), used: 0, stop }
    }
}

impl Read for StandardInput<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.used == self.current.len() {
            match self.chunks.recv_timeout(LOOK) {
                Ok(chunk) => (self.current, self.used) = (chunk?, 0),
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
