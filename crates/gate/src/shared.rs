//! What the threads of a gate share.

use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use crate::admission::Admission;
use crate::affected_clients::AffectedClients;
use crate::counts::{Counts, ListenerCounts};
use crate::evidence_log::LogSender;
use crate::kill_switch::KillSwitch;
use crate::notice::Notify;
use crate::settings::Settings;
use crate::shares::Shares;

/// What all threads share.
pub(crate) struct Shared {
    pub counts: Arc<Counts>,
    pub affected_clients: AffectedClients,
    pub kill_switch: KillSwitch,
    /// No more connections are taken.
    pub drains: AtomicBool,
    pub log: Option<LogSender>,
    pub notify: Notify,
    /// The listeners by name, each with what was counted there.
    pub listeners: Mutex<Vec<(String, Arc<ListenerCounts>)>>,
    /// How many pipes a worker may have.
    pub pipes: AtomicUsize,
    /// How many bytes are kept of hellos that are not whole.
    pub early: Arc<AtomicUsize>,
    pub admission: Admission,
    /// What each client has had of the evidence.
    pub shares: Shares,
    /// Whether somebody asks the servers whether they take connections.
    pub checks: AtomicBool,
    pub settings: Mutex<Arc<Settings>>,
    /// Whether the last change of settings succeeded, and when it was.
    pub reloaded: Mutex<(bool, Timestamp)>,
}

impl Shared {
    /// What is in force.
    pub fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
