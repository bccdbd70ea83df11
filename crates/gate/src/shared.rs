//! What the threads of a gate share.

use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Arc, Mutex};

use crate::admission::Admission;
use crate::affected_clients::AffectedClients;
use crate::counts::{Counts, ListenerCounts};
use crate::evidence_log::LogSender;
use crate::kill_switch::KillSwitch;
use crate::notice::Notify;

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
}
