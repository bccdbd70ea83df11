//! The file that, while it exists, keeps a gate from refusing anybody.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use crate::notice::{Notice, Notify};

/// Whether nobody is refused. Each set of settings has a flag of its own, so that connections that were taken under one are
/// not judged by it without its switch; and what is set now holds for all.
#[derive(Debug, Default)]
pub(crate) struct KillSwitch {
    on: AtomicBool,
    now: Mutex<FileSwitch>,
}

/// The switch of one set of settings.
#[derive(Debug, Default)]
pub(crate) struct FileSwitch {
    file: Option<PathBuf>,
    pub flag: Arc<AtomicBool>,
    /// Whether it was told that it cannot be looked at.
    told: bool,
}

impl FileSwitch {
    /// Looked at before the settings are in force.
    pub fn new(file: Option<&Path>) -> Self {
        let switch = Self { file: file.map(Path::to_owned), ..Self::default() };
        switch.look();
        switch
    }

    /// Whether it is set, and why that could not be seen. Whoever cannot look must take it for set: to refuse somebody is what
    /// cannot be taken back.
    fn look(&self) -> (bool, Option<io::Error>) {
        let seen = self.file.as_deref().map_or(Ok(false), Path::try_exists);
        let (on, problem) = match seen {
            Ok(there) => (there, None),
            Err(problem) => (true, Some(problem)),
        };
        self.flag.store(on, Relaxed);
        (on, problem)
    }
}

impl KillSwitch {
    /// Goes over to the switch of other settings.
    pub fn change(&self, switch: FileSwitch, notify: &Notify) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *now, switch);
        if now.file.is_none() && self.on.swap(false, Relaxed) {
            notify(Notice::KillSwitch { file: before.file.unwrap_or_default(), on: false });
        }
        self.look_at(&mut now, notify);
    }

    /// Looks whether the file is there.
    pub fn look(&self, notify: &Notify) {
        self.look_at(&mut self.now.lock().unwrap_or_else(PoisonError::into_inner), notify);
    }

    fn look_at(&self, now: &mut FileSwitch, notify: &Notify) {
        let Some(file) = now.file.clone() else { return };
        let (on, problem) = now.look();
        let told = std::mem::replace(&mut now.told, problem.is_some());
        if let Some(problem) = problem.filter(|_| !told) {
            notify(Notice::KillSwitchUnseen { file: file.clone(), problem });
        }
        if self.on.swap(on, Relaxed) != on {
            notify(Notice::KillSwitch { file, on });
        }
    }

    pub fn is_on(&self) -> bool {
        self.on.load(Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_set_of_settings_has_its_own_and_what_is_set_now_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("off");
        let told: Arc<Mutex<Vec<bool>>> = Arc::default();
        let notify: Notify = {
            let told = Arc::clone(&told);
            Arc::new(move |notice| {
                if let Notice::KillSwitch { on, .. } = notice {
                    told.lock().unwrap().push(on);
                }
            })
        };
        std::fs::write(&file, "").unwrap();
        let switch = KillSwitch::default();
        let first = FileSwitch::new(Some(&file));
        let flag = Arc::clone(&first.flag);
        assert!(flag.load(Relaxed) && !switch.is_on(), "before it is in force");
        switch.change(first, &notify);
        assert!(switch.is_on());
        // Settings that are never taken over change nothing.
        drop(FileSwitch::new(None));
        std::fs::remove_file(&file).unwrap();
        switch.look(&notify);
        assert!(!switch.is_on() && !flag.load(Relaxed));
        std::fs::write(&file, "").unwrap();
        switch.look(&notify);
        switch.change(FileSwitch::new(None), &notify);
        assert!(!switch.is_on() && flag.load(Relaxed), "who was taken before is judged as before");
        assert_eq!(*told.lock().unwrap(), [true, false, true, false]);
    }
}
