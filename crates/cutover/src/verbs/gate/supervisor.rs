//! Looking after a gate that runs: changed settings, signals, and its end.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use cutover_gate::{Gate, Settings, Upstream};
use cutover_report::Value;

use super::arguments::GateOptions;
use super::listeners::ready;
use super::settings::{Source, Watched};
use super::signals::Asked;
use super::{problems, settings};
use crate::environment::Environment;
use crate::exit::Exit;

/// How often it is looked whether anything is to be done.
const LOOK_AROUND: Duration = Duration::from_millis(100);

/// How often it is looked whether a file has changed.
const LOOK_AT_FILES: Duration = Duration::from_secs(1);

/// How often names of upstreams are looked up again.
const LOOK_UP: Duration = Duration::from_secs(30);

/// Looks after a gate that runs.
pub(super) struct Supervisor<'a> {
    pub gate: &'a mut Gate,
    pub options: &'a GateOptions,
    /// The files of the settings and of their policies, as they were when they were read.
    pub known: Vec<Watched>,
    /// The same for those that are in force.
    pub taken: Vec<Watched>,
    pub environment: &'a Environment,
    pub asked: &'a Asked,
}

impl Supervisor<'_> {
    pub fn watch(mut self) -> Exit {
        let mut looked = Instant::now();
        let mut seen = self.known.clone();
        let mut looked_up = Instant::now();
        let mut names: Option<Receiver<Settings>> = None;
        loop {
            sleep(LOOK_AROUND);
            if self.asked.end.swap(0, Ordering::Relaxed) > 0 {
                return self.drain();
            }
            if self.gate.has_ended() {
                return Exit::NotRead;
            }
            if self.asked.reopen.swap(false, Ordering::Relaxed) {
                self.gate.reopen_log();
            }
            let mut reload = self.asked.reload.swap(false, Ordering::Relaxed);
            if looked.elapsed() >= LOOK_AT_FILES {
                looked = Instant::now();
                let now = self.files_now();
                // What is gone for a moment, or still changes, is being written.
                let is_steady = now == std::mem::replace(&mut seen, now.clone());
                let is_written =
                    now.iter().zip(&self.known).any(|(now, known)| !now.is_there() && known.is_there());
                reload |= now != self.known && is_steady && !is_written;
            }
            if reload {
                self.reload();
                seen.clone_from(&self.known);
                names = None;
            }
            if looked_up.elapsed() >= LOOK_UP {
                looked_up = Instant::now();
                names = self.look_up();
            }
            if let Some(settings) = names.as_ref().and_then(|names| names.try_recv().ok()) {
                names = None;
                self.take_addresses(settings);
            }
        }
    }

    fn files_now(&self) -> Vec<Watched> {
        self.known.iter().map(|file| Watched::now(&file.path)).collect()
    }

    fn reload(&mut self) {
        let file = match self.options {
            GateOptions::File(file) => file.clone(),
            // Told on the command line, it may have a policy's file.
            GateOptions::Simple(_) => match self.known.first() {
                Some(policy) => policy.path.clone(),
                None => return,
            },
        };
        let texts = &self.environment.texts;
        let environment = self.environment;
        let name = || [("file", Value::from(file.as_path()))];
        let Source { settings, files } = settings::asked_for(self.options, environment);
        let before = std::mem::replace(&mut self.known, files);
        if settings.is_err() {
            // Which files there are, a file with a mistake may not say.
            let gone = before.into_iter().filter(|old| !self.known.iter().any(|new| new.path == old.path));
            let gone: Vec<_> = gone.map(|old| Watched::now(&old.path)).collect();
            self.known.extend(gone);
        }
        let settings = match settings {
            Ok(settings) => settings,
            Err(failure) => {
                self.gate.note_reload(false);
                failure.problems.into_iter().for_each(|problem| environment.error(problem));
                return environment.error(texts.with("gate-not-reloaded", &name()));
            }
        };
        let before = self.gate.settings();
        let needs_restart = before.workers != settings.workers
            || before.status != settings.status
            || before.status_names != settings.status_names
            || before.log.is_some() != settings.log.is_some();
        let ready = ready(&settings, texts);
        let changed = self.gate.change(settings);
        self.gate.note_reload(changed.is_ok());
        match changed {
            Ok(()) => {
                self.taken.clone_from(&self.known);
                environment.tell(&texts.with("gate-reloaded", &name()));
                environment.tell(&ready);
                if needs_restart {
                    environment.warning(texts.with("gate-restart-needed", &name()));
                }
            }
            Err(problem) => {
                environment.error(problems::start_problem(&problem, texts));
                environment.error(texts.with("gate-not-reloaded", &name()));
            }
        }
    }

    /// Looks up the names of upstreams, where there are any, without keeping anybody waiting.
    fn look_up(&self) -> Option<Receiver<Settings>> {
        let is_named = self.gate.settings().upstreams_of_rules().any(|upstream| upstream.is_named());
        // What is in force, and not what was refused.
        if !is_named || self.files_now() != self.taken {
            return None;
        }
        let (found, names) = channel();
        let (options, environment) = (self.options.clone(), self.environment.clone());
        let look_up = move || {
            // What cannot be found now is where it was; what is wrong with the file is told when it is reloaded.
            if let Ok(settings) = settings::asked_for(&options, &environment).settings {
                let _ = found.send(settings);
            }
        };
        thread::Builder::new().name("names".to_owned()).spawn(look_up).ok()?;
        Some(names)
    }

    /// Goes over to the addresses that names have now, if they are others.
    fn take_addresses(&mut self, settings: Settings) {
        let addresses = |settings: &Settings| {
            let of = |upstream: &Arc<Upstream>| upstream.addresses().iter().copied().collect::<BTreeSet<_>>();
            settings.upstreams_of_rules().map(of).collect::<Vec<_>>()
        };
        if self.files_now() != self.taken || addresses(&settings) == addresses(self.gate.settings()) {
            return;
        }
        let texts = &self.environment.texts;
        match self.gate.change(settings) {
            Ok(()) => self.environment.tell(&texts.get("gate-addresses-changed")),
            Err(problem) => self.environment.error(problems::start_problem(&problem, texts)),
        }
    }

    fn drain(self) -> Exit {
        let texts = &self.environment.texts;
        let _ = sd_notify::notify(&[sd_notify::NotifyState::Stopping]);
        let environment = self.environment;
        let patience = self.gate.settings().drain;
        let open = self.gate.open();
        self.gate.drain();
        if open > 0 {
            let values =
                [("count", Value::Count(open as u64)), ("seconds", Value::Number(patience.as_secs()))];
            environment.tell(&texts.with("gate-drains", &values));
        }
        let begun = Instant::now();
        while !self.gate.has_ended() && begun.elapsed() < patience {
            if self.asked.end.load(Ordering::Relaxed) > 0 {
                break;
            }
            sleep(LOOK_AROUND / 5);
        }
        if open > 0 {
            environment
                .tell(&texts.with("gate-drained", &[("count", Value::Count(self.gate.open() as u64))]));
        }
        Exit::Fits
    }
}
