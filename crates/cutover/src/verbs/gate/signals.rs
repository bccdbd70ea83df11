//! What a running gate is asked to do by signals.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag;

/// What signals have asked for.
#[derive(Default)]
pub(super) struct Asked {
    pub reload: Arc<AtomicBool>,
    /// Not zero: to end.
    pub end: Arc<AtomicUsize>,
}

impl Asked {
    /// Takes signals from now on.
    pub fn listen(&self) -> std::io::Result<()> {
        flag::register(SIGHUP, Arc::clone(&self.reload))?;
        // A file that may grow no more is a problem of that file, and told as such; the signal would end the gate.
        flag::register(SIGXFSZ, Arc::default())?;
        for signal in [SIGINT, SIGTERM] {
            flag::register_usize(signal, Arc::clone(&self.end), 1)?;
        }
        Ok(())
    }
}
