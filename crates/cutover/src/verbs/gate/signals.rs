//! What a running gate is asked to do by signals.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize};

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGXFSZ};
use signal_hook::flag;

/// What signals have asked for.
#[derive(Default)]
pub(super) struct Asked {
    pub reload: Arc<AtomicBool>,
    /// To open the evidence file anew.
    pub reopen: Arc<AtomicBool>,
    /// Not zero: to end.
    pub end: Arc<AtomicUsize>,
}

impl Asked {
    /// Takes signals from now on.
    pub fn listen(&self) -> std::io::Result<()> {
        flag::register(SIGHUP, Arc::clone(&self.reload))?;
        // A file that may grow no more is a problem of that file, and told as such; the signal would end the gate.
        flag::register(SIGXFSZ, Arc::default())?;
        // As nginx and others have it: to open the log anew, nothing, to end gracefully.
        flag::register(SIGUSR1, Arc::clone(&self.reopen))?;
        flag::register(SIGUSR2, Arc::default())?;
        for signal in [SIGINT, SIGTERM, SIGQUIT] {
            flag::register_usize(signal, Arc::clone(&self.end), 1)?;
        }
        Ok(())
    }
}
