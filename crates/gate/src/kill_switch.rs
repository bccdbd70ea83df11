//! The file that, while it exists, keeps a gate from refusing anybody.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use crate::notice::{Notice, Notify};

/// Whether nobody is refused. Each set of settings has a flag of its own, so that connections that were taken under one are
/// not judged by it without its switch; and what is set now holds for all.
#[derive(Debug, Default)]
pub(crate) struct KillSwitch {
    on: AtomicBool,
    now: Mutex<Now>,
}

#[derive(Debug, Default)]
struct Now {
    file: Option<PathBuf>,
    /// Of the settings that are in force.
    flag: Arc<AtomicBool>,
    /// Whether it was told that it cannot be looked at.
    told: bool,
}

impl KillSwitch {
    /// The switch of other settings, looked at before they are in force: their flag.
    pub fn change(&self, file: Option<&Path>, notify: &Notify) -> Arc<AtomicBool> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now = Now { file: file.map(Path::to_owned), ..Now::default() };
        self.look_at(&mut now, notify);
        Arc::clone(&now.flag)
    }

    /// Looks whether the file is there.
    pub fn look(&self, notify: &Notify) {
        self.look_at(&mut self.now.lock().unwrap_or_else(PoisonError::into_inner), notify);
    }

    fn look_at(&self, now: &mut Now, notify: &Notify) {
        let Some(file) = &now.file else {
            self.on.store(false, Relaxed);
            return;
        };
        let on = match file.try_exists() {
            Ok(there) => {
                now.told = false;
                there
            }
            // Whoever cannot look must take it for set: to refuse somebody is what cannot be taken back.
            Err(problem) => {
                if !std::mem::replace(&mut now.told, true) {
                    notify(Notice::KillSwitchUnseen { file: file.clone(), problem });
                }
                true
            }
        };
        now.flag.store(on, Relaxed);
        if self.on.swap(on, Relaxed) != on {
            notify(Notice::KillSwitch { file: file.clone(), on });
        }
    }

    pub fn is_on(&self) -> bool {
        self.on.load(Relaxed)
    }
}
