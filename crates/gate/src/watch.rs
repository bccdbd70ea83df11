//! A look at a running gate.

use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, PoisonError};
use std::time::Instant;

use jiff::Timestamp;

use crate::affected_clients::AffectedClients;
use crate::counts::{Counts, ListenerCounts};
use crate::settings::Settings;
use crate::shared::Shared;

/// A look at a running gate.
#[derive(Clone)]
pub struct Watch {
    pub(crate) shared: Arc<Shared>,
    pub(crate) started: Instant,
}

impl Watch {
    /// What went wrong how often.
    pub fn counts(&self) -> &Counts {
        &self.shared.counts
    }

    /// The listeners by name, each with what was counted there.
    pub fn listeners(&self) -> Vec<(String, Arc<ListenerCounts>)> {
        self.shared.listeners.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Which clients would break.
    pub fn affected_clients(&self) -> &AffectedClients {
        &self.shared.affected_clients
    }

    /// Whether nobody is refused.
    pub fn kill_switch(&self) -> bool {
        self.shared.kill_switch.is_on()
    }

    /// Whether it takes connections: not when it is about to end.
    pub fn is_ready(&self) -> bool {
        !self.shared.drains.load(Relaxed)
    }

    /// What is in force.
    pub fn settings(&self) -> Arc<Settings> {
        self.shared.settings()
    }

    /// Whether the last change of settings was taken over, or there was none, and when that was.
    pub fn reloaded(&self) -> (bool, Timestamp) {
        *self.shared.reloaded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks whether the kill switch is there.
    pub fn look_at_kill_switch(&self) {
        self.shared.kill_switch.look(&self.shared.notify);
    }

    /// When it began.
    pub fn started(&self) -> Instant {
        self.started
    }
}
