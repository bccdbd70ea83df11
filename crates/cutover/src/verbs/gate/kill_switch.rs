//! The file that keeps a gate from refusing anybody.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, sleep};
use std::time::Duration;

use crate::environment::Environment;
use cutover_gate::Watch;

/// How often it is looked whether the file is there.
const LOOK_AROUND: Duration = Duration::from_millis(250);

/// The file that, while it exists, keeps anybody from being refused. It has a thread of its own: nothing may be in its way.
#[derive(Clone)]
pub(super) struct KillSwitch {
    file: Arc<Mutex<Option<PathBuf>>>,
}

impl KillSwitch {
    pub fn new(file: Option<PathBuf>) -> Self {
        Self { file: Arc::new(Mutex::new(file)) }
    }

    pub fn change(&self, file: Option<PathBuf>) {
        *self.file.lock().unwrap_or_else(PoisonError::into_inner) = file;
    }

    pub fn watch(&self, gate: Watch, environment: Environment) {
        let switch = self.clone();
        thread::spawn(move || {
            loop {
                sleep(LOOK_AROUND);
                switch.look(&gate, &environment);
            }
        });
    }

    pub fn look(&self, gate: &Watch, environment: &Environment) {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let on = file.as_deref().is_some_and(Path::exists);
        if on == gate.kill_switch() {
            return;
        }
        gate.set_kill_switch(on);
        let sentence = if on { "gate-kill-switch-on" } else { "gate-kill-switch-off" };
        let file = file.unwrap_or_default();
        environment.tell(&environment.texts.with(sentence, &[("file", (&file).into())]));
    }
}
