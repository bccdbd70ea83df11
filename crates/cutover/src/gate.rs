//! `cutover gate`: runs a gate until it is told to end.

mod check;
mod page;
mod problems;
mod settings;

use std::fs;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, sleep};
use std::time::{Duration, Instant, SystemTime};

use cutover_gate::{Gate, Listener, Notice, Settings, StartError, Status, Watch};
use cutover_report::{Language, Texts, Value, escape};
use listenfd::ListenFd;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag;

use crate::arguments::gate::{GateCommand, GateOptions};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::problems::{error, plain, warning};

/// How often it is looked whether anything is to be done.
const LOOK_AROUND: Duration = Duration::from_millis(100);

/// How often it is looked whether a file has changed.
const LOOK_AT_FILES: Duration = Duration::from_secs(1);

/// Runs, checks, or tells what will happen.
pub(crate) fn gate(command: &GateCommand, environment: &Environment) -> Exit {
    match command {
        GateCommand::Run(options) => run(options, environment),
        GateCommand::Check { files } => check::check(files, environment),
        GateCommand::Calendar { file, from, days, format } => {
            check::calendar(file, *from, *days, *format, environment)
        }
    }
}

/// What signals have asked for.
#[derive(Default)]
struct Asked {
    reload: Arc<AtomicBool>,
    /// Not zero: to end.
    end: Arc<AtomicUsize>,
}

fn run(options: &GateOptions, environment: &Environment) -> Exit {
    let texts = &environment.texts;
    let asked = Asked::default();
    if let Err(problem) = asked.listen() {
        return cannot_start(&problem.to_string(), texts);
    }
    let file = match options {
        GateOptions::File(file) => Some(file.as_path()),
        GateOptions::Simple(_) => None,
    };
    // Before it is read: what is changed meanwhile is read again.
    let known = file.map(stamp);
    let settings = match options {
        GateOptions::File(file) => settings::read(file, environment),
        GateOptions::Simple(simple) => settings::simple(simple, environment),
    };
    let Ok(settings) = settings else { return Exit::Usage };
    let ready = ready(&settings, texts);
    let notify = {
        let texts = Texts::new(texts.language());
        Arc::new(move |notice| tell(&notice, &texts))
    };
    let mut gate = match Gate::start(settings, inherited(), notify) {
        Ok(gate) => gate,
        Err(problem) => {
            error(&problems::start_problem(&problem, texts), texts);
            return Exit::Usage;
        }
    };
    if let Some(address) = gate.settings().status
        && let Err(exit) = serve_status(address, &gate, texts)
    {
        gate.stop();
        return exit;
    }
    plain(&ready);
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
    let kill_switch = KillSwitch::new(gate.settings().kill_switch.clone());
    kill_switch.look(&gate.watch(), texts);
    kill_switch.watch(gate.watch(), texts.language());
    let exit = Watchman { gate: &mut gate, file, known, environment, asked: &asked, kill_switch }.watch();
    gate.stop();
    exit
}

/// Serves metrics and the page.
fn serve_status(address: SocketAddr, gate: &Gate, texts: &Texts) -> Result<(), Exit> {
    let language = texts.language();
    let page = Arc::new(move |status: &Status| page::page(status, &Texts::new(language)));
    match cutover_gate::serve(address, gate.watch(), page) {
        Ok(address) => {
            plain(&texts.with("gate-status", &[("address", address.to_string().into())]));
            Ok(())
        }
        Err(problem) => {
            error(&problems::start_problem(&StartError::Listen { address, problem }, texts), texts);
            Err(Exit::Usage)
        }
    }
}

fn cannot_start(problem: &str, texts: &Texts) -> Exit {
    error(&texts.with("gate-cannot-start", &[("problem", escape::terminal(problem).into())]), texts);
    Exit::Usage
}

/// What the gate is ready to do.
fn ready(settings: &Settings, texts: &Texts) -> String {
    texts.with("gate-ready", &[("listeners", listeners(settings, texts).into())])
}

/// Each listener with its policy and mode.
fn listeners(settings: &Settings, texts: &Texts) -> String {
    let one = |listener: &Arc<Listener>| {
        // The last rule is what holds where no other does.
        let rule = listener.rules.last();
        let policy = rule.map_or("", |rule| &rule.policy.id);
        let values = [
            ("name", Value::from(escape::terminal(&listener.name))),
            ("policy", escape::terminal(policy).into()),
            ("mode", rule.map_or("", |rule| rule.mode.name()).into()),
        ];
        texts.with("gate-listener", &values)
    };
    let listeners: Vec<String> = settings.listeners.iter().map(one).collect();
    listeners.join("; ")
}

/// Sockets that listen already, of a systemd unit.
fn inherited() -> Vec<OwnedFd> {
    let mut from = ListenFd::from_env();
    (0..from.len())
        .filter_map(|index| from.take_tcp_listener(index).ok().flatten())
        .map(OwnedFd::from)
        .collect()
}

fn tell(notice: &Notice, texts: &Texts) {
    let path = |path: &Path| Value::from(escape::terminal(&path.display().to_string()));
    match notice {
        Notice::Listens { name, address } => {
            let values =
                [("name", Value::from(escape::terminal(name))), ("address", address.to_string().into())];
            plain(&texts.with("gate-listens", &values));
        }
        Notice::FewDescriptors { limit, connections, wanted } => {
            let values = [
                ("limit", Value::Count(*limit)),
                ("connections", Value::Count(*connections as u64)),
                ("wanted", Value::Count(*wanted as u64)),
            ];
            warning(&texts.with("gate-few-descriptors", &values), texts);
        }
        Notice::LogFails { file, problem } => {
            let values = [("file", path(file)), ("problem", problem.to_string().into())];
            error(&texts.with("gate-log-fails", &values), texts);
        }
        Notice::LogNotRotated { file, problem } => {
            let values = [("file", path(file)), ("problem", problem.to_string().into())];
            error(&texts.with("gate-log-not-rotated", &values), texts);
        }
        Notice::UnusedSocket { address } => {
            warning(&texts.with("gate-unused-socket", &[("address", address.to_string().into())]), texts);
        }
        Notice::CannotListen { address, problem } => {
            let values =
                [("address", Value::from(address.to_string())), ("problem", problem.to_string().into())];
            error(&texts.with("gate-cannot-listen", &values), texts);
        }
        Notice::CannotSplice => warning(&texts.get("gate-cannot-splice"), texts),
        Notice::LogWritesAgain { file } => plain(&texts.with("gate-log-writes", &[("file", path(file))])),
        Notice::WorkerEnds { problem } => {
            error(&texts.with("gate-worker-ends", &[("problem", problem.to_string().into())]), texts);
        }
    }
}

impl Asked {
    fn listen(&self) -> std::io::Result<()> {
        flag::register(SIGHUP, Arc::clone(&self.reload))?;
        // A file that may grow no more is a problem of that file, and told as such; the signal would end the gate.
        flag::register(SIGXFSZ, Arc::default())?;
        for signal in [SIGINT, SIGTERM] {
            flag::register_usize(signal, Arc::clone(&self.end), 1)?;
        }
        Ok(())
    }
}

/// Looks after a gate that runs.
struct Watchman<'a> {
    gate: &'a mut Gate,
    /// The settings' file.
    file: Option<&'a Path>,
    /// What it was when it was read.
    known: Option<Stamp>,
    environment: &'a Environment,
    asked: &'a Asked,
    kill_switch: KillSwitch,
}

/// The file that, while it exists, keeps anybody from being refused. It has a thread of its own: nothing may be in its way.
#[derive(Clone)]
struct KillSwitch {
    file: Arc<Mutex<Option<PathBuf>>>,
}

impl KillSwitch {
    fn new(file: Option<PathBuf>) -> Self {
        Self { file: Arc::new(Mutex::new(file)) }
    }

    fn change(&self, file: Option<PathBuf>) {
        *self.file.lock().unwrap_or_else(PoisonError::into_inner) = file;
    }

    fn watch(&self, gate: Watch, language: Language) {
        let switch = self.clone();
        let texts = Texts::new(language);
        thread::spawn(move || {
            loop {
                sleep(LOOK_AT_FILES / 4);
                switch.look(&gate, &texts);
            }
        });
    }

    fn look(&self, gate: &Watch, texts: &Texts) {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let on = file.as_deref().is_some_and(Path::exists);
        if on == gate.kill_switch() {
            return;
        }
        gate.set_kill_switch(on);
        let file = file.map(|file| file.display().to_string()).unwrap_or_default();
        let sentence = if on { "gate-kill-switch-on" } else { "gate-kill-switch-off" };
        plain(&texts.with(sentence, &[("file", escape::terminal(&file).into())]));
    }
}

/// What tells whether a file is another than before.
type Stamp = Option<(SystemTime, u64)>;

fn stamp(path: &Path) -> Stamp {
    let there = fs::metadata(path).ok()?;
    Some((there.modified().ok()?, there.len()))
}

impl Watchman<'_> {
    fn watch(mut self) -> Exit {
        let mut looked = Instant::now();
        let mut seen = self.known;
        loop {
            sleep(LOOK_AROUND);
            if self.asked.end.swap(0, Ordering::Relaxed) > 0 {
                return self.drain();
            }
            if self.gate.has_ended() {
                return Exit::NotRead;
            }
            let mut reload = self.asked.reload.swap(false, Ordering::Relaxed);
            if looked.elapsed() >= LOOK_AT_FILES {
                looked = Instant::now();
                let now = self.file.map(stamp);
                // What is gone for a moment, or still changes, is being written.
                let is_steady = now == std::mem::replace(&mut seen, now);
                reload |= now != self.known && now != Some(None) && is_steady;
            }
            if reload {
                self.reload();
            }
        }
    }

    fn reload(&mut self) {
        let Some(file) = self.file else { return };
        self.known = Some(stamp(file));
        let texts = &self.environment.texts;
        let name = || [("file", Value::from(escape::terminal(&file.display().to_string())))];
        let Ok(settings) = settings::read(file, self.environment) else {
            return error(&texts.with("gate-not-reloaded", &name()), texts);
        };
        let before = self.gate.settings();
        let needs_restart = before.workers != settings.workers
            || before.status != settings.status
            || before.log.is_some() != settings.log.is_some();
        let ready = ready(&settings, texts);
        match self.gate.change(settings) {
            Ok(()) => {
                plain(&texts.with("gate-reloaded", &name()));
                plain(&ready);
                if needs_restart {
                    warning(&texts.with("gate-restart-needed", &name()), texts);
                }
                self.kill_switch.change(self.gate.settings().kill_switch.clone());
            }
            Err(problem) => {
                error(&problems::start_problem(&problem, texts), texts);
                error(&texts.with("gate-not-reloaded", &name()), texts);
            }
        }
    }

    fn drain(self) -> Exit {
        let texts = &self.environment.texts;
        let _ = sd_notify::notify(&[sd_notify::NotifyState::Stopping]);
        let patience = self.gate.settings().drain;
        let open = self.gate.open();
        self.gate.drain();
        if open > 0 {
            let values =
                [("count", Value::Count(open as u64)), ("seconds", Value::Number(patience.as_secs()))];
            plain(&texts.with("gate-drains", &values));
        }
        let begun = Instant::now();
        while !self.gate.has_ended() && begun.elapsed() < patience {
            if self.asked.end.load(Ordering::Relaxed) > 0 {
                break;
            }
            sleep(LOOK_AROUND / 5);
        }
        if open > 0 {
            plain(&texts.with("gate-drained", &[("count", Value::Count(self.gate.open() as u64))]));
        }
        Exit::Fits
    }
}
