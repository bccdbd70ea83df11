//! The gate as a whole: its sockets and its threads.

use std::io;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use jiff::Timestamp;
use rustix::event::{EventfdFlags, eventfd};
use rustix::net::getsockname;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::admission::Admission;
use crate::affected_clients::AffectedClients;
use crate::checks;
use crate::counts::{Counts, ListenerCounts};
use crate::evidence_log;
use crate::kill_switch::{FileSwitch, KillSwitch};
use crate::listening::{Leaving, Listening, sockets};
use crate::notice::{Notice, Notify, StartError};
use crate::pipes;
use crate::settings::Settings;
use crate::shared::Shared;
use crate::shares::Shares;
use crate::unacknowledged::is_told;
use crate::watch::Watch;
use crate::worker::{Command, Inbox, Worker};

/// File descriptors that are not for connections: files, sockets of the status page …
const OTHER_DESCRIPTORS: u64 = 150;

/// A gate that runs.
pub struct Gate {
    shared: Arc<Shared>,
    settings: Arc<Settings>,
    listening: Vec<Listening>,
    /// Where it listened before.
    leaving: Vec<Leaving>,
    workers: Vec<(Inbox, JoinHandle<()>)>,
    log: Option<JoinHandle<()>>,
    started: Instant,
}

impl Gate {
    /// Starts a gate. Sockets that listen already (of systemd, say) are taken where their address fits.
    pub fn start(settings: Settings, inherited: Vec<OwnedFd>, notify: Notify) -> Result<Self, StartError> {
        let settings = Arc::new(settings);
        let counts = Arc::new(Counts::default());
        let (log, log_thread) = match &settings.log {
            None => (None, None),
            Some(log) => {
                let started = evidence_log::start(log.clone(), &counts, Arc::clone(&notify));
                let (sender, thread) =
                    started.map_err(|problem| StartError::Log { file: log.file.clone(), problem })?;
                (Some(sender), Some(thread))
            }
        };
        let shared = Arc::new(Shared {
            counts,
            affected_clients: AffectedClients::default(),
            kill_switch: KillSwitch::default(),
            drains: AtomicBool::new(false),
            pipes: AtomicUsize::new(0),
            early: Arc::default(),
            log,
            notify,
            listeners: Mutex::default(),
            admission: Admission::default(),
            shares: Shares::default(),
            checks: AtomicBool::new(false),
            settings: Mutex::new(Arc::clone(&settings)),
            reloaded: Mutex::new((true, Timestamp::now())),
        });
        let mut inherited: Vec<(SocketAddr, Arc<OwnedFd>)> = inherited
            .into_iter()
            .filter_map(|socket| {
                let address = SocketAddr::try_from(getsockname(&socket).ok()?).ok()?;
                Some((address, Arc::new(socket)))
            })
            .collect();
        // Before the first connection is taken.
        let kill_switch = FileSwitch::new(settings.kill_switch.as_deref());
        let listening = sockets(&settings, &mut inherited, &[], &[], &kill_switch.flag, &shared.notify)?;
        shared.kill_switch.change(kill_switch, &shared.notify);
        for (address, _) in inherited {
            (shared.notify)(Notice::UnusedSocket { address });
        }
        let mut gate = Self {
            shared,
            settings,
            listening,
            leaving: Vec::new(),
            workers: Vec::new(),
            log: log_thread,
            started: Instant::now(),
        };
        gate.limit();
        gate.tell_listeners();
        for number in 0..gate.worker_count() {
            let wake = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK).map_err(io::Error::from)?;
            let inbox = Inbox { commands: Arc::default(), wake: Arc::new(wake) };
            let worker = Worker::new(Arc::clone(&gate.shared), inbox.clone()).map_err(io::Error::from)?;
            let thread = thread::Builder::new().name(format!("gate {number}")).spawn(move || worker.run())?;
            inbox.tell(Command::Listen(gate.listening.clone()));
            gate.workers.push((inbox, thread));
        }
        checks::start(&gate.shared)?;
        if let Err(problem) = is_told() {
            (gate.shared.notify)(Notice::CannotReset { problem: problem.into() });
        }
        Ok(gate)
    }

    /// Goes on by other settings. Connections that are open go on by the old ones; sockets whose address stays are kept,
    /// with whoever waits in them. Where this fails, nothing has changed.
    pub fn change(&mut self, settings: Settings) -> Result<(), StartError> {
        let settings = Arc::new(settings);
        let notify = &self.shared.notify;
        let kill_switch = FileSwitch::new(settings.kill_switch.as_deref());
        self.leaving.retain(|left| !left.is_gone());
        let (before, leaving) = (&self.listening, &self.leaving);
        let listening = sockets(&settings, &mut Vec::new(), before, leaving, &kill_switch.flag, notify);
        let listening = listening.inspect_err(|_| leaving.iter().for_each(Leaving::take_nobody_new))?;
        // Before anybody is judged by them.
        self.shared.kill_switch.change(kill_switch, notify);
        for left in &self.listening {
            if !listening.iter().any(|kept| Arc::ptr_eq(&kept.socket, &left.socket)) {
                left.take_nobody_new();
                self.leaving.push(left.leaving());
            }
        }
        // Opened anew even where it is the same: somebody may have put it away.
        if let (Some(sender), Some(log)) = (&self.shared.log, &settings.log) {
            sender.change(log.clone());
        }
        for upstream in settings.upstreams_of_rules() {
            self.settings.upstreams_of_rules().for_each(|before| upstream.learn(before));
        }
        *self.shared.settings.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&settings);
        self.settings = settings;
        self.listening = listening;
        self.limit();
        self.tell_listeners();
        for (inbox, _) in &self.workers {
            inbox.tell(Command::Listen(self.listening.clone()));
        }
        if let Err(problem) = checks::start(&self.shared) {
            (self.shared.notify)(Notice::WorkerEnds { problem });
        }
        Ok(())
    }

    /// Notes whether other settings could be taken over, for whoever watches.
    pub fn note_reload(&self, succeeded: bool) {
        let now = (succeeded, Timestamp::now());
        *self.shared.reloaded.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Opens the evidence file anew: somebody has put it away.
    pub fn reopen_log(&self) {
        if let (Some(sender), Some(log)) = (&self.shared.log, &self.settings.log) {
            sender.change(log.clone());
        }
    }

    fn worker_count(&self) -> usize {
        self.settings.workers.unwrap_or_else(|| {
            // As many as this process may use, which is less than the machine has where it is pinned.
            thread::available_parallelism().map_or(1, std::num::NonZero::get)
        })
    }

    /// Bounds the connections by what was asked for and by what there are file descriptors for.
    fn limit(&self) {
        let limits = self.settings.limits;
        let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
        // More than the soft limit may be had without asking anybody.
        let raised = Rlimit { current: maximum, maximum };
        let current = if setrlimit(Resource::Nofile, raised).is_ok() { maximum } else { current };
        let there_are = current.unwrap_or(u64::MAX);
        // … and pipes: for them no more than a quarter.
        let for_pipes = usize::try_from(there_are / 8).unwrap_or(usize::MAX) / self.worker_count();
        let pipes = for_pipes.min(pipes::MOST);
        self.shared.pipes.store(pipes, Relaxed);
        let others = OTHER_DESCRIPTORS + 2 * (pipes * self.worker_count()) as u64;
        let enough_for = usize::try_from(there_are.saturating_sub(others) / 2).unwrap_or(usize::MAX);
        let wanted = limits.connections.unwrap_or(1000);
        if enough_for < wanted {
            let notice = Notice::FewDescriptors { limit: there_are, connections: enough_for, wanted };
            (self.shared.notify)(notice);
        }
        let connections = limits.connections.unwrap_or(usize::MAX);
        let sockets = enough_for.max(1).saturating_mul(2);
        let per_client = limits.connections_per_client.map_or(usize::MAX, |most| most as usize);
        self.shared.admission.limit(connections, sockets, per_client);
    }

    /// Takes those who are connected already and nobody else, and ends with the last of them.
    pub fn drain(&mut self) {
        self.shared.drains.store(true, Relaxed);
        for left in &self.listening {
            left.take_nobody_new();
        }
        // They would be reset otherwise.
        self.shared.admission.lift_limit();
        self.listening.clear();
        for (inbox, _) in &self.workers {
            inbox.tell(Command::Drain);
        }
    }

    /// Whether it has ended: every worker, or one that should not have.
    pub fn has_ended(&self) -> bool {
        let mut ended = self.workers.iter().map(|(_, thread)| thread.is_finished());
        if self.listening.is_empty() { ended.all(|ended| ended) } else { ended.any(|ended| ended) }
    }

    /// How many connections are open.
    pub fn open(&self) -> usize {
        self.shared.admission.open()
    }

    /// Ends now, with whatever is open, and writes the last records.
    pub fn stop(self) {
        for (inbox, _) in &self.workers {
            inbox.tell(Command::Stop);
        }
        for (_, thread) in self.workers {
            let _ = thread.join();
        }
        if let Some(sender) = &self.shared.log {
            sender.end();
        }
        if let Some(thread) = self.log {
            let _ = thread.join();
        }
    }

    /// What it has done and seen, to be looked at while it runs.
    pub fn watch(&self) -> Watch {
        Watch { shared: Arc::clone(&self.shared), started: self.started }
    }

    /// Its settings.
    pub fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    fn tell_listeners(&self) {
        let mut all: Vec<(String, Arc<ListenerCounts>)> = Vec::new();
        for listening in &self.listening {
            if !all.iter().any(|(name, _)| *name == listening.context.listener.name) {
                all.push((listening.context.listener.name.clone(), Arc::clone(&listening.context.counts)));
            }
        }
        *self.shared.listeners.lock().unwrap_or_else(PoisonError::into_inner) = all;
    }
}
