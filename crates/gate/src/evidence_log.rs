//! The evidence file: written by a thread of its own, so that a slow or full disk keeps nobody waiting.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use cutover_files::Place;

use crate::counts::{Counts, Incident};
use crate::notice::{Notice, Notify};
use crate::settings::Log;

/// How many batches of records may wait for the disk, each of about [`BATCH`] bytes; more are lost, and counted.
const WAITING: usize = 64;

/// How many bytes make a batch that is worth handing over. To write four of 64 KiB takes half as long again (ext4).
pub(crate) const BATCH: usize = 256 << 10;

/// How long the writer lets batches gather. To be woken for each of them costs more than to write it, and it may have to
/// share a core with a worker.
const GATHER: Duration = Duration::from_millis(10);

/// How many empty batches are kept for the next records.
const SPARE: usize = 4;

/// Records, and how many they are.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub lines: Vec<u8>,
    pub records: u64,
}

/// Where workers put their records.
#[derive(Debug, Clone)]
pub(crate) struct LogSender {
    queue: Arc<Queue>,
    counts: Arc<Counts>,
}

/// What waits to be written. A channel of the standard library would do, but its receiver spins before it sleeps.
#[derive(Debug, Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    something: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    batches: Vec<Batch>,
    /// Room for others.
    spare: Vec<Vec<u8>>,
    /// Write to another file from now on.
    settings: Option<Log>,
    ends: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is something to do, and a little longer, and takes the batches.
    fn take(&self, batches: &mut Vec<Batch>) -> (Option<Log>, bool) {
        let is_idle =
            |waiting: &mut Waiting| waiting.batches.is_empty() && waiting.settings.is_none() && !waiting.ends;
        let waits = self.something.wait_while(self.lock(), is_idle);
        let waiting = waits.unwrap_or_else(PoisonError::into_inner);
        let is_urgent = waiting.ends || waiting.settings.is_some();
        drop(waiting);
        if !is_urgent {
            thread::sleep(GATHER);
        }
        let mut waiting = self.lock();
        let spare = batches.drain(..).map(|Batch { mut lines, .. }| {
            lines.clear();
            lines
        });
        waiting.spare.extend(spare.take(SPARE));
        waiting.spare.truncate(SPARE);
        std::mem::swap(batches, &mut waiting.batches);
        (waiting.settings.take(), waiting.ends)
    }
}

impl LogSender {
    /// Hands records over and leaves an empty batch; they are lost, and counted, when too many wait already.
    pub fn send(&self, batch: &mut Batch) {
        if batch.records == 0 {
            return;
        }
        let mut waiting = self.queue.lock();
        let is_first = waiting.batches.is_empty();
        // What is small joins the last one: what waits is bounded by its bytes, however many workers hand over.
        let joins = |last: &&mut Batch| last.lines.len() + batch.lines.len() <= BATCH;
        if let Some(last) = waiting.batches.last_mut().filter(joins) {
            last.lines.append(&mut batch.lines);
            last.records += std::mem::take(&mut batch.records);
        } else if waiting.batches.len() < WAITING {
            let lines = waiting.spare.pop().unwrap_or_default();
            waiting.batches.push(std::mem::replace(batch, Batch { lines, records: 0 }));
        } else {
            self.counts.failed(Incident::RecordLost, batch.records);
            batch.lines.clear();
            batch.records = 0;
        }
        drop(waiting);
        if is_first {
            self.queue.something.notify_one();
        }
    }

    /// Goes over to other settings.
    pub fn change(&self, log: Log) {
        self.queue.lock().settings = Some(log);
        self.queue.something.notify_one();
    }

    /// Writes what waits, and ends.
    pub fn end(&self) {
        self.queue.lock().ends = true;
        self.queue.something.notify_one();
    }
}

/// Opens the file and starts the thread that writes it.
pub(crate) fn start(
    log: Log,
    counts: &Arc<Counts>,
    notify: Notify,
) -> io::Result<(LogSender, JoinHandle<()>)> {
    let open = OpenLog::new(log)?;
    let sender = LogSender { queue: Arc::default(), counts: Arc::clone(counts) };
    let (queue, counts) = (Arc::clone(&sender.queue), Arc::clone(counts));
    let thread = thread::Builder::new()
        .name("evidence".to_owned())
        .spawn(move || write_all(&queue, open, &counts, &notify))?;
    Ok((sender, thread))
}

fn write_all(queue: &Queue, mut log: OpenLog, counts: &Counts, notify: &Notify) {
    let mut fails = false;
    let mut batches = Vec::new();
    let mut looked = Instant::now();
    let mut is_gone = false;
    loop {
        let (settings, ends) = queue.take(&mut batches);
        if looked.elapsed() >= LOOK_AT_FILE {
            looked = Instant::now();
            // Where no new one can be begun, the old one has been put away by ourselves.
            if !log.cannot_rotate && !log.is_in_place() {
                let file = log.settings.file.clone();
                match OpenLog::new(log.settings.clone()) {
                    Ok(open) => {
                        log = open;
                        is_gone = false;
                        notify(Notice::LogGone { file });
                    }
                    // Once, not every second.
                    Err(problem) if !std::mem::replace(&mut is_gone, true) => {
                        notify(Notice::LogFails { file, problem });
                    }
                    Err(_) => {}
                }
            }
        }
        for batch in &batches {
            let written = log.write(&batch.lines);
            if let Some(problem) = log.rotation_failed.take() {
                notify(Notice::LogNotRotated { file: log.settings.file.clone(), problem });
            }
            match written {
                Ok(()) if fails => {
                    fails = false;
                    notify(Notice::LogWritesAgain { file: log.settings.file.clone() });
                }
                Ok(()) => {}
                Err(problem) => {
                    counts.failed(Incident::RecordLost, log.lost);
                    // Once, not for every batch.
                    if !std::mem::replace(&mut fails, true) {
                        notify(Notice::LogFails { file: log.settings.file.clone(), problem });
                    }
                }
            }
        }
        if let Some(settings) = settings {
            let file = settings.file.clone();
            match OpenLog::new(settings) {
                Ok(open) => log = open,
                Err(problem) => notify(Notice::LogFails { file, problem }),
            }
        }
        if ends {
            return;
        }
    }
}

struct OpenLog {
    settings: Log,
    place: Place,
    file: File,
    length: u64,
    /// When the next file is begun.
    rotate_at: u64,
    /// Why none could be begun; told once.
    rotation_failed: Option<io::Error>,
    cannot_rotate: bool,
    /// The file ends within a line that could not be written wholly.
    is_torn: bool,
    /// How many lines the last failure lost.
    lost: u64,
}

/// How often it is looked whether the file is still where it was.
const LOOK_AT_FILE: Duration = Duration::from_secs(1);

/// How long a pipe may take nothing.
const PIPE_PATIENCE: Duration = Duration::from_secs(1);

impl OpenLog {
    /// Whether the file is still the one of that name: somebody may have removed it, or put it away.
    fn is_in_place(&self) -> bool {
        let Ok(open) = self.file.metadata() else { return true };
        let there = fs::metadata(&self.settings.file);
        !open.is_file() || there.is_ok_and(|there| (there.dev(), there.ino()) == (open.dev(), open.ino()))
    }

    fn new(settings: Log) -> io::Result<Self> {
        // A pipe that nobody reads keeps nobody waiting: it is told that it cannot be opened.
        let (place, file) = Place::append(&settings.file, settings.mode)?;
        let there = file.metadata()?;
        let length = there.len();
        // A device or a pipe is written to and never moved aside.
        let is_file = there.is_file();
        let is_torn = is_file && ends_torn(&file, length);
        let rotate_at = if is_file { settings.rotate_at } else { u64::MAX };
        Ok(Self {
            settings,
            place,
            file,
            length,
            rotate_at,
            rotation_failed: None,
            cannot_rotate: false,
            is_torn,
            lost: 0,
        })
    }

    fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        if self.length > 0 && self.length + lines.len() as u64 > self.rotate_at {
            match self.rotate() {
                Ok(()) => {
                    self.rotate_at = self.settings.rotate_at;
                    self.cannot_rotate = false;
                }
                Err(problem) => {
                    // It grows on: what is new is worth more than a file of the right size. Tried again after a while.
                    self.rotation_failed = Some(problem).filter(|_| !self.cannot_rotate);
                    self.cannot_rotate = true;
                    self.rotate_at = self.length + self.settings.rotate_at / 4 + 1;
                }
            }
        }
        let mut rest = lines;
        let written = self.write_from(&mut rest);
        if written.is_err() {
            self.lost = lost_in(rest);
            if let Some(last) = lines[..lines.len() - rest.len()].last() {
                self.is_torn = *last != b'\n';
            }
        }
        written
    }

    /// Writes; what is left in `rest` was not written.
    fn write_from(&mut self, rest: &mut &[u8]) -> io::Result<()> {
        if self.is_torn {
            // The half line stays a line of its own, which readers name and pass over.
            self.file.write_all(b"\n")?;
            self.is_torn = false;
        }
        let mut waited = Duration::ZERO;
        while !rest.is_empty() {
            match self.file.write(rest) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(n) => {
                    self.length += n as u64;
                    *rest = &rest[n..];
                    waited = Duration::ZERO;
                }
                Err(problem) if problem.kind() == io::ErrorKind::Interrupted => {}
                Err(problem) if problem.kind() == io::ErrorKind::WouldBlock && waited < PIPE_PATIENCE => {
                    waited += GATHER;
                    thread::sleep(GATHER);
                }
                Err(problem) => return Err(problem),
            }
        }
        Ok(())
    }

    fn rotate(&mut self) -> io::Result<()> {
        let numbered = |n: u32| self.place.beside(&format!(".{n}"));
        // Where somebody has put it away already there is nothing to move.
        if self.place.is_taken() {
            if self.settings.keep == 0 {
                self.place.remove()?;
            } else {
                for n in (1..self.settings.keep).rev() {
                    let from = numbered(n);
                    if from.is_taken() {
                        from.rename(&numbered(n + 1))?;
                    }
                }
                self.place.rename(&numbered(1))?;
            }
        }
        (self.place, self.file) = Place::append(&self.settings.file, self.settings.mode)?;
        self.length = self.file.metadata()?.len();
        self.is_torn = false;
        Ok(())
    }
}

/// How many records are lost where these bytes could not be written. One of which only the end of the line is missing is
/// there: that comes before whatever is written next.
fn lost_in(rest: &[u8]) -> u64 {
    lines_in(rest) - u64::from(rest.starts_with(b"\n"))
}

/// How many lines end in these bytes.
fn lines_in(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// Whether a file ends within a line, as it does where a gate was killed while it wrote.
fn ends_torn(file: &File, length: u64) -> bool {
    let mut last = [0];
    length > 0 && file.read_exact_at(&mut last, length - 1).is_ok() && last != *b"\n"
}

#[cfg(test)]
mod tests {

    use cutover_files::OWN;

    use super::*;

    #[test]
    fn a_file_that_is_full_becomes_the_first_of_the_old_ones() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("gate.jsonl");
        let mut log =
            OpenLog::new(Log { file: file.clone(), rotate_at: 10, keep: 2, per_client: 9, mode: OWN })
                .unwrap();
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

    #[test]
    fn a_device_is_never_moved_aside() {
        let log =
            OpenLog::new(Log { file: "/dev/null".into(), rotate_at: 10, keep: 2, per_client: 9, mode: OWN })
                .unwrap();
        assert_eq!(log.rotate_at, u64::MAX);
    }

    #[test]
    fn nobody_waits_for_a_disk_that_hangs_and_what_is_lost_is_counted() {
        let counts = Arc::new(Counts::default());
        let sender = LogSender { queue: Arc::default(), counts: Arc::clone(&counts) };
        let mut batch = Batch::default();
        for _ in 0..WAITING + 3 {
            batch.lines.extend_from_slice(&b"line\n".repeat(BATCH / 5));
            batch.records = 2;
            sender.send(&mut batch);
            assert_eq!((batch.lines.len(), batch.records), (0, 0));
        }
        let lost = counts.failures().find(|(failure, _)| *failure == Incident::RecordLost);
        assert_eq!(lost, Some((Incident::RecordLost, 6)));
        // The disk is there again, and the gate ends: what waits is written, each batch in the room of one before.
        sender.end();
        let mut batches = Vec::new();
        assert!(sender.queue.take(&mut batches).1);
        assert_eq!(batches.len(), WAITING);
        sender.queue.take(&mut batches);
        assert_eq!(sender.queue.lock().spare.len(), SPARE);
    }

    #[test]
    fn small_batches_wait_together() {
        let sender = LogSender { queue: Arc::default(), counts: Arc::default() };
        let mut batch = Batch::default();
        for n in 0..10_000 {
            batch.lines.extend_from_slice(format!("{n}\n").as_bytes());
            batch.records = 1;
            sender.send(&mut batch);
            assert_eq!((batch.lines.len(), batch.records), (0, 0));
        }
        sender.end();
        let mut batches = Vec::new();
        sender.queue.take(&mut batches);
        assert_eq!(batches.len(), 1);
        assert_eq!((batches[0].records, lines_in(&batches[0].lines)), (10_000, 10_000));
        assert!(batches[0].lines.ends_with(b"9998\n9999\n"));
        assert_eq!(sender.counts.failures().map(|(_, n)| n).sum::<u64>(), 0);
    }

    #[test]
    fn what_somebody_has_put_away_is_not_missed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("gate.jsonl");
        let mut log =
            OpenLog::new(Log { file: file.clone(), rotate_at: 10, keep: 4, per_client: 9, mode: OWN })
                .unwrap();
        for line in ["first..\n", "second.\n"] {
            log.write(line.as_bytes()).unwrap();
        }
        fs::rename(&file, folder.path().join("archived")).unwrap();
        log.write(b"third..\n").unwrap();
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(
            [read("gate.jsonl"), read("gate.jsonl.1"), read("archived")],
            ["third..\n", "first..\n", "second.\n"]
        );
        assert!(!folder.path().join("gate.jsonl.2").exists());
    }

    #[test]
    fn a_line_that_was_cut_off_is_ended_before_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("gate.jsonl");
        fs::write(&file, "{\"half").unwrap();
        let mut log =
            OpenLog::new(Log { file: file.clone(), rotate_at: 100, keep: 2, per_client: 9, mode: OWN })
                .unwrap();
        log.write(b"whole\n").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "{\"half\nwhole\n");
    }

    #[test]
    fn a_record_that_lacks_the_end_of_its_line_is_not_lost() {
        assert_eq!(lost_in(b"{}\n{}\n"), 2);
        assert_eq!(lost_in(b"}\n{}\n"), 2);
        assert_eq!(lost_in(b"\n{}\n"), 1);
        assert_eq!(lost_in(b"\n"), 0);
        assert_eq!(lost_in(b""), 0);
    }

    #[test]
    fn where_no_file_can_be_begun_the_old_one_grows_on() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("gate.jsonl");
        // A folder that is not empty stands where the old file would go.
        fs::create_dir_all(folder.path().join("gate.jsonl.1/in the way")).unwrap();
        let mut log =
            OpenLog::new(Log { file: file.clone(), rotate_at: 10, keep: 1, per_client: 9, mode: OWN })
                .unwrap();
        for _ in 0..3 {
            log.write(b"line...\n").unwrap();
        }
        assert!(log.cannot_rotate);
        assert_eq!(fs::read_to_string(&file).unwrap(), "line...\nline...\nline...\n");
    }
}
