//! Looking after a gate that runs: changed settings, signals, and its end.

use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use cutover_gate::Gate;
use cutover_report::Value;

use super::listeners::ready;
use super::signals::Asked;
use super::{problems, settings};
use crate::environment::Environment;
use crate::exit::Exit;

/// How often it is looked whether anything is to be done.
const LOOK_AROUND: Duration = Duration::from_millis(100);

/// How often it is looked whether a file has changed.
const LOOK_AT_FILES: Duration = Duration::from_secs(1);

/// Looks after a gate that runs.
pub(super) struct Supervisor<'a> {
    pub gate: &'a mut Gate,
    /// The settings' file.
    pub file: Option<&'a Path>,
    /// What it was when it was read.
    pub known: Option<Stamp>,
    pub environment: &'a Environment,
    pub asked: &'a Asked,
}

/// What tells whether a file is another than before.
pub(super) type Stamp = Option<(SystemTime, u64)>;

pub(super) fn stamp(path: &Path) -> Stamp {
    let there = fs::metadata(path).ok()?;
    Some((there.modified().ok()?, there.len()))
}

impl Supervisor<'_> {
    pub fn watch(mut self) -> Exit {
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
            if self.asked.reopen.swap(false, Ordering::Relaxed) {
                self.gate.reopen_log();
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
        let environment = self.environment;
        let name = || [("file", Value::from(file))];
        let settings = match settings::read(file, environment) {
            Ok(settings) => settings,
            Err(failure) => {
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
        match self.gate.change(settings) {
            Ok(()) => {
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
