//! `cutover gate`: runs a gate until it is told to end.

mod check;
mod kill_switch;
mod page;
mod problems;
mod settings;
mod watchman;

use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize};

use cutover_gate::{Gate, Listener, Notice, Settings, StartError, Status};
use cutover_report::{Texts, Value, escape};
use listenfd::ListenFd;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag;

use kill_switch::KillSwitch;
use watchman::{Watchman, stamp};

use crate::arguments::gate::{GateCommand, GateOptions};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::problems::{error, plain, warning};

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
