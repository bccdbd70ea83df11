//! The evidence file: written by a thread of its own, so that a slow or full disk keeps nobody waiting.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use crate::counts::{Counts, Failure};
use crate::gate::{Notice, Notify};
use crate::settings::Log;

/// How many batches of records may wait for the disk; more are lost, and counted.
const WAITING: usize = 256;

/// Records, and how many they are.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub lines: Vec<u8>,
    pub records: u64,
}

/// Where workers put their records.
#[derive(Debug, Clone)]
pub(crate) struct LogSender {
    to: SyncSender<Message>,
    counts: Arc<Counts>,
}

enum Message {
    Batch(Batch),
    /// Write to another file from now on.
    Settings(Log),
    End,
}

impl LogSender {
    /// Hands records over; they are lost, and counted, when too many wait already.
    pub fn send(&self, batch: Batch) {
        let records = batch.records;
        if records > 0 && self.to.try_send(Message::Batch(batch)).is_err() {
            self.counts.failed(Failure::RecordLost, records);
        }
    }

    pub fn change(&self, log: Log) {
        let _ = self.to.send(Message::Settings(log));
    }

    pub fn end(&self) {
        let _ = self.to.send(Message::End);
    }
}

/// Opens the file and starts the thread that writes it.
pub(crate) fn start(
    log: Log,
    counts: &Arc<Counts>,
    notify: Notify,
) -> io::Result<(LogSender, JoinHandle<()>)> {
    let (to, from) = sync_channel(WAITING);
    let open = OpenLog::new(log)?;
    let sender = LogSender { to, counts: Arc::clone(counts) };
    let counts = Arc::clone(counts);
    let thread = thread::Builder::new()
        .name("evidence".to_owned())
        .spawn(move || write_all(&from, open, &counts, &notify))?;
    Ok((sender, thread))
}

fn write_all(from: &Receiver<Message>, mut log: OpenLog, counts: &Counts, notify: &Notify) {
    let mut fails = false;
    while let Ok(message) = from.recv() {
        let batch = match message {
            Message::Batch(batch) => batch,
            Message::Settings(settings) => {
                if let Err(problem) = log.change(settings) {
                    notify(Notice::LogFails { file: log.settings.file.clone(), problem });
                }
                continue;
            }
            Message::End => return,
        };
        match log.write(&batch.lines) {
            Ok(()) if fails => {
                fails = false;
                notify(Notice::LogWritesAgain { file: log.settings.file.clone() });
            }
            Ok(()) => {}
            Err(problem) => {
                counts.failed(Failure::RecordLost, batch.records);
                // Once, not for every batch.
                if !std::mem::replace(&mut fails, true) {
                    notify(Notice::LogFails { file: log.settings.file.clone(), problem });
                }
            }
        }
    }
}

struct OpenLog {
    settings: Log,
    file: File,
    length: u64,
    /// The file ends within a line that could not be written wholly.
    is_torn: bool,
}

impl OpenLog {
    fn new(settings: Log) -> io::Result<Self> {
        let file = open(&settings.file)?;
        let length = file.metadata()?.len();
        Ok(Self { settings, file, length, is_torn: false })
    }

    fn change(&mut self, settings: Log) -> io::Result<()> {
        *self = Self::new(settings)?;
        Ok(())
    }

    fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        if self.length > 0 && self.length + lines.len() as u64 > self.settings.rotate_at {
            self.rotate()?;
        }
        if self.is_torn {
            // The half line stays a line of its own, which readers name and pass over.
            self.file.write_all(b"\n")?;
            self.is_torn = false;
        }
        let mut rest = lines;
        while !rest.is_empty() {
            match self.file.write(rest) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(n) => {
                    self.length += n as u64;
                    rest = &rest[n..];
                }
                Err(problem) if problem.kind() == io::ErrorKind::Interrupted => {}
                Err(problem) => {
                    self.is_torn = rest.len() < lines.len();
                    return Err(problem);
                }
            }
        }
        Ok(())
    }

    fn rotate(&mut self) -> io::Result<()> {
        let numbered = |n: u32| -> PathBuf {
            let mut name = self.settings.file.clone().into_os_string();
            name.push(format!(".{n}"));
            name.into()
        };
        if self.settings.keep == 0 {
            fs::remove_file(&self.settings.file)?;
        } else {
            for n in (1..self.settings.keep).rev() {
                let from = numbered(n);
                if from.exists() {
                    fs::rename(&from, numbered(n + 1))?;
                }
            }
            fs::rename(&self.settings.file, numbered(1))?;
        }
        self.file = open(&self.settings.file)?;
        (self.length, self.is_torn) = (0, false);
        Ok(())
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_full_becomes_the_first_of_the_old_ones() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("gate.jsonl");
        let mut log = OpenLog::new(Log { file: file.clone(), rotate_at: 10, keep: 2 }).unwrap();
        for line in ["first..\n", "second.\n", "third..\n", "fourth.\n"] {
            log.write(line.as_bytes()).unwrap();
        }
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(
            [read("gate.jsonl"), read("gate.jsonl.1"), read("gate.jsonl.2")],
            ["fourth.\n", "third..\n", "second.\n"]
        );
        assert!(!folder.path().join("gate.jsonl.3").exists());
    }
}
