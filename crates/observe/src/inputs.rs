//! Which inputs were meant: files, everything in folders, standard input.

use std::collections::HashSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use cutover_evidence::jsonl;

use crate::waiting_input::WaitingInput;

/// Something to read.
#[derive(Debug, Clone)]
pub struct Input {
    /// Where it is.
    pub place: Place,
    /// Found in a folder, so it may well be no capture at all.
    pub from_folder: bool,
    /// Its size in bytes; 0 where that says nothing.
    pub size: u64,
    /// What can be read only once and was looked at: its first bytes, and the rest.
    looked_at: Option<StandardInput>,
}

/// Where an input is.
#[derive(Debug, Clone)]
pub enum Place {
    /// A file (or a pipe with a name).
    File(PathBuf),
    /// Standard input.
    StandardInput(StandardInput),
}

/// How standard input is opened: the process's own, or one that somebody made.
#[derive(Clone)]
pub struct StandardInput(Arc<dyn Fn() -> Box<dyn Read + Send> + Send + Sync>);

impl StandardInput {
    /// One that is opened so.
    pub fn new<R: Read + Send + 'static>(open: impl Fn() -> R + Send + Sync + 'static) -> Self {
        Self(Arc::new(move || Box::new(open())))
    }

    fn of(open: impl Fn() -> Box<dyn Read + Send> + Send + Sync + 'static) -> Self {
        Self(Arc::new(open))
    }

    /// Opens it. What was read of it once is gone.
    pub fn open(&self) -> Box<dyn Read + Send> {
        (self.0)()
    }

    /// Its first bytes, and all of it from there on. Waits for them until `stop` is set; then it has no more.
    pub fn peek(&self, stop: &AtomicBool) -> (Vec<u8>, Self) {
        let (sender, peeked) = sync_channel(1);
        let input = self.clone();
        // Nothing portable ends a read that waits.
        thread::spawn(move || {
            let mut input = input.open();
            let head = head(&mut input);
            drop(sender.send((head, input)));
        });
        loop {
            match peeked.recv_timeout(LOOK) {
                Ok((head, rest)) => {
                    let all = Mutex::new(Some(Cursor::new(head.clone()).chain(rest)));
                    let open = move || -> Box<dyn Read + Send> {
                        match all.lock().unwrap_or_else(PoisonError::into_inner).take() {
                            Some(all) => Box::new(all),
                            None => Box::new(io::empty()),
                        }
                    };
                    return (head, Self::of(open));
                }
                Err(RecvTimeoutError::Timeout) if !stop.load(Ordering::Relaxed) => {}
                Err(_) => return (Vec::new(), Self::new(io::empty)),
            }
        }
    }
}

impl fmt::Debug for StandardInput {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("StandardInput")
    }
}

impl Input {
    fn at(place: Place, from_folder: bool, size: u64) -> Self {
        Self { place, from_folder, size, looked_at: None }
    }

    /// The name that a person gave it; `-` for standard input.
    pub fn name(&self) -> String {
        match &self.place {
            Place::File(path) => path.display().to_string(),
            Place::StandardInput(_) => "-".into(),
        }
    }

    /// Opens it. A folder, which is an input only when it is empty, is an error of its own on every system.
    pub fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        if let Some(input) = &self.looked_at {
            return Ok(input.open());
        }
        match &self.place {
            Place::File(path) if path.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Place::File(path) => Ok(Box::new(File::open(path)?)),
            Place::StandardInput(input) => Ok(input.open()),
        }
    }
}

/// How many bytes tell what an input is.
const HEAD: usize = 256;

/// How often it is looked whether to stop.
const LOOK: Duration = Duration::from_millis(100);

/// As many bytes as it takes to tell evidence from anything else: what comes slowly is not waited for.
fn head(input: &mut impl Read) -> Vec<u8> {
    let (mut head, mut known) = (vec![0; HEAD], 0);
    while known < HEAD && (known == 0 || jsonl::may_begin(&head[..known])) {
        match input.read(&mut head[known..]) {
            Ok(n @ 1..) => known += n,
            Err(problem) if problem.kind() == io::ErrorKind::Interrupted => {}
            // What is wrong with it is told when it is read.
            Ok(_) | Err(_) => break,
        }
    }
    head.truncate(known);
    head
}

impl Input {
    /// Opens it; of what may make one wait, such as a pipe, reading ends when `stop` is set, and `idle` is set while nothing
    /// more is there.
    pub fn open_until<'a>(
        &self,
        stop: &'a AtomicBool,
        idle: &'a AtomicBool,
    ) -> io::Result<Box<dyn Read + Send + 'a>> {
        if self.opens_again() {
            return self.open();
        }
        let input = self.clone();
        Ok(Box::new(WaitingInput::new(move || input.open(), stop, idle)))
    }

    /// Whether it can be read twice. What is not there fails at once, and whenever it is opened.
    pub fn opens_again(&self) -> bool {
        match &self.place {
            Place::StandardInput(_) => false,
            Place::File(path) => path.metadata().map_or(true, |there| there.is_file() || there.is_dir()),
        }
    }

    /// Its first bytes; of what can be read only once, the input that still has them.
    pub fn peek(&mut self, stop: &AtomicBool) -> Vec<u8> {
        match &mut self.place {
            Place::StandardInput(input) => {
                let (head, all) = input.peek(stop);
                *input = all;
                head
            }
            Place::File(path) if path.is_file() => {
                File::open(path).map(|mut file| head(&mut file)).unwrap_or_default()
            }
            // A pipe. What cannot be opened is told when it is read.
            Place::File(path) if path.exists() && !path.is_dir() => {
                let path = path.clone();
                let pipe = StandardInput::of(move || -> Box<dyn Read + Send> {
                    match File::open(&path) {
                        Ok(file) => Box::new(file),
                        Err(_) => Box::new(io::empty()),
                    }
                });
                let (head, all) = pipe.peek(stop);
                self.looked_at = Some(all);
                head
            }
            Place::File(_) => Vec::new(),
        }
    }
}

/// Finds the inputs behind the arguments: `-` is standard input, a folder is every file in it and below, in
/// the order of their names. What is named twice, be it by a file and its folder, is one input. What cannot be
/// found is an input all the same and fails when it is read, so that the others are read.
pub fn inputs(arguments: impl IntoIterator<Item = PathBuf>, standard_input: &StandardInput) -> Vec<Input> {
    let mut all = Vec::new();
    for argument in arguments {
        if argument.as_os_str() == "-" {
            let place = Place::StandardInput(standard_input.clone());
            all.push(Input::at(place, false, 0));
        } else if argument.is_dir() {
            let before = all.len();
            if folder(&argument, &mut all, &mut HashSet::new()).is_err() || all.len() == before {
                // Reading a folder fails with the system's words; an empty one is as good as no input.
                all.push(Input::at(Place::File(argument), false, 0));
            }
        } else {
            let size = size(&argument);
            all.push(Input::at(Place::File(argument), false, size));
        }
    }
    let mut known = HashSet::new();
    all.retain(|input| match &input.place {
        Place::File(path) => known.insert(fs::canonicalize(path).unwrap_or_else(|_| path.clone())),
        Place::StandardInput(_) => known.insert(PathBuf::from("-")),
    });
    all
}

/// `seen`: the folders that were gone through; a link may lead back to one.
fn folder(path: &Path, all: &mut Vec<Input>, seen: &mut HashSet<PathBuf>) -> io::Result<()> {
    if !seen.insert(fs::canonicalize(path)?) {
        return Ok(());
    }
    let mut entries = fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        // What a link leads to counts. One that leads nowhere is told when it is opened; pipes and devices are passed over.
        let behind = fs::metadata(entry.path());
        if behind.as_ref().is_ok_and(fs::Metadata::is_dir) {
            folder(&entry.path(), all, seen)?;
        } else if behind.map_or(true, |behind| behind.is_file()) {
            let size = size(&entry.path());
            all.push(Input::at(Place::File(entry.path()), true, size));
        }
    }
    Ok(())
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |m| m.len())
}
