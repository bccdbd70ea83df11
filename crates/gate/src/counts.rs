//! What happened how often. Every label has a bound: listeners, decisions, versions and kinds of fault.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use strum::{IntoStaticStr, VariantArray};

use cutover_wire::Version;

use crate::decide::Decision;
use crate::not_a_hello::NotAHello;

/// The versions that are told apart; what is none of them is counted last.
const VERSIONS: [Version; 6] = Version::OVER_TCP;

/// What went wrong with a connection or with the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Incident {
    /// No upstream took the connection
    UpstreamConnect,
    /// The upstream reset it
    UpstreamReset,
    /// The client reset it
    ClientReset,
    /// The client was gone before its hello was whole
    ClientGone,
    /// Nothing came for too long
    Idle,
    /// As many connections as there may be; who came then had to wait
    Limit,
    /// Too many connections of one client
    ClientLimit,
    /// No PROXY protocol header where one must be
    ProxyHeader,
    /// No file descriptor
    Descriptors,
    /// A record that could not be written
    RecordLost,
    /// A record of a client that had its share of the hour
    RecordBeyondShare,
}

impl Incident {
    /// All there are.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its name in metrics.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// The counts of one listener.
#[derive(Debug, Default)]
pub struct ListenerCounts {
    decisions: [[AtomicU64; VERSIONS.len() + 1]; Decision::ALL.len()],
    /// By kind, and whether it went through.
    faults: [[AtomicU64; 2]; NotAHello::ALL.len()],
    /// Connections that were taken.
    pub(crate) accepted: AtomicU64,
    /// Those that are open.
    pub(crate) open: AtomicU64,
    /// Bytes from clients and to them.
    pub(crate) bytes: [AtomicU64; 2],
}

/// The counts of what belongs to no listener.
#[derive(Debug, Default)]
pub struct Counts {
    failures: [AtomicU64; Incident::ALL.len()],
}

impl ListenerCounts {
    pub(crate) fn decided(&self, decision: Decision, offered: Option<Version>) {
        let offered = offered.map(Version::published);
        let version = VERSIONS.iter().position(|known| Some(*known) == offered).unwrap_or(VERSIONS.len());
        self.decisions[decision.index()][version].fetch_add(1, Relaxed);
    }

    pub(crate) fn fault(&self, fault: NotAHello, passes: bool) {
        self.faults[fault as usize][usize::from(passes)].fetch_add(1, Relaxed);
    }

    /// How often each decision was taken on clients whose newest version is that (`other`: none of ours).
    pub fn decisions(&self) -> impl Iterator<Item = (Decision, String, u64)> {
        Decision::ALL.iter().zip(&self.decisions).flat_map(|(decision, counts)| {
            counts.iter().enumerate().map(|(index, count)| {
                let version = VERSIONS.get(index).map_or("other".to_owned(), ToString::to_string);
                (*decision, version, count.load(Relaxed))
            })
        })
    }

    /// How many connections had no hello, by kind, and whether they went through.
    pub fn faults(&self) -> impl Iterator<Item = (NotAHello, bool, u64)> {
        NotAHello::ALL.iter().zip(&self.faults).flat_map(|(fault, counts)| {
            [false, true].map(|passed| (*fault, passed, counts[usize::from(passed)].load(Relaxed)))
        })
    }

    /// Connections taken, connections open, bytes from clients, bytes to clients.
    pub fn totals(&self) -> [u64; 4] {
        [&self.accepted, &self.open, &self.bytes[0], &self.bytes[1]].map(|count| count.load(Relaxed))
    }
}

impl Counts {
    pub(crate) fn failed(&self, failure: Incident, times: u64) {
        self.failures[failure as usize].fetch_add(times, Relaxed);
    }

    /// What went wrong how often.
    pub fn failures(&self) -> impl Iterator<Item = (Incident, u64)> {
        Incident::ALL.iter().zip(&self.failures).map(|(failure, count)| (*failure, count.load(Relaxed)))
    }
}
