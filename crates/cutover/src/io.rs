//! What a verb reads from, writes to and tells, and who may stop it. The process's own in `main`, made ones in a test.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write, stderr, stdin, stdout};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use console::Term;
use cutover_files::Parts;
use cutover_observe::StandardInput;
use etcetera::BaseStrategy;

/// The ends of a program: two that it writes to, one that it reads, and the flag that ends it.
#[derive(Clone)]
pub struct Io {
    /// Standard input.
    pub input: StandardInput,
    /// Where data goes.
    pub out: Writer,
    /// Where progress and messages go.
    pub err: Writer,
    /// Set when what was found so far is wanted.
    pub stop: Stop,
    /// What a person looks at.
    pub terminal: Terminal,
    /// The variables of the environment.
    pub variable: fn(&str) -> Option<OsString>,
    /// The folder in which programs keep a user's settings; none where the system has no such place.
    pub settings: fn() -> Option<PathBuf>,
    /// The files that are not complete yet.
    pub parts: Parts,
    /// Lets Ctrl-C set `stop` from now on, if it is heard; a second one takes away what is not complete, and ends the
    /// process.
    pub catch_ctrl_c: fn(&Stop, &Parts),
}

/// Which ends are a terminal.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terminal {
    /// Whether data goes to a person.
    pub out: bool,
    /// Whether messages go to a person, so that progress can be shown.
    pub err: bool,
    /// How many columns a person sees.
    pub width: Option<u16>,
}

/// A flag that more than one thread looks at.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<Flags>);

#[derive(Debug, Default)]
struct Flags {
    is_set: AtomicBool,
    /// Whether somebody looks at it, and ends with what was found.
    is_heard: AtomicBool,
}

impl Stop {
    /// Sets it; says whether it was set before.
    pub fn set(&self) -> bool {
        self.0.is_set.swap(true, Ordering::Relaxed)
    }

    /// Whether it is set.
    pub fn is_set(&self) -> bool {
        self.0.is_set.load(Ordering::Relaxed)
    }

    /// The flag itself.
    pub fn flag(&self) -> &AtomicBool {
        &self.0.is_set
    }

    /// From now on somebody looks at it.
    pub fn hear(&self) {
        self.0.is_heard.store(true, Ordering::Relaxed);
    }

    /// Does work in which nobody looks at it, so that Ctrl-C ends the process.
    pub fn unheard<T>(&self, work: impl FnOnce() -> T) -> T {
        let was_heard = self.0.is_heard.swap(false, Ordering::Relaxed);
        let done = work();
        self.0.is_heard.store(was_heard, Ordering::Relaxed);
        done
    }
}

/// An end to write to, which several threads share.
#[derive(Clone)]
pub struct Writer(Arc<Mutex<dyn Write + Send>>);

impl Writer {
    /// An end that writes there.
    pub fn new(to: impl Write + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(to)))
    }

    fn lock(&self) -> MutexGuard<'_, dyn Write + Send + 'static> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lock().write(bytes)
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        // A line of one thread is not cut by one of another.
        self.lock().write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.lock().flush()
    }
}

impl Io {
    /// Those of this process.
    pub fn of_process() -> Self {
        let is_shown = stdout().is_terminal();
        let width = || Term::stdout().size_checked().map(|(_, columns)| columns);
        Self {
            input: StandardInput::new(stdin),
            out: Writer::new(stdout()),
            err: Writer::new(stderr()),
            stop: Stop::default(),
            terminal: Terminal {
                out: is_shown,
                err: stderr().is_terminal(),
                width: is_shown.then(width).flatten(),
            },
            variable: |name| std::env::var_os(name),
            settings: || Some(etcetera::choose_base_strategy().ok()?.config_dir()),
            parts: Parts::default(),
            catch_ctrl_c,
        }
    }
}

fn catch_ctrl_c(stop: &Stop, parts: &Parts) {
    let (stop, parts) = (stop.clone(), parts.clone());
    // If no handler can be set, Ctrl-C ends the process as it always does.
    let _ = ctrlc::set_handler(move || {
        // Nobody would look at it, or it was set before.
        if !stop.0.is_heard.load(Ordering::Relaxed) || stop.set() {
            parts.remove();
            std::process::exit(130);
        }
    });
}
