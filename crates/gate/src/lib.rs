//! The server's side of a cutover: a proxy in front of TLS servers that reads each ClientHello, decrypts nothing, decides
//! by policy, counts, and refuses with the alert that a server would send.
//!
//! A [`Gate`] runs by [`Settings`]; what it decides stands in [`Decision`], and every decision is a `handshake` record.
//! One thread a core carries connections in an epoll loop of its own; bytes are moved by the kernel where it can.
//! Linux only.
//!
//! It does not terminate TLS, knows no certificates, and never keeps what is sent after the hello.
#![cfg(target_os = "linux")]
#![forbid(unsafe_code)]

mod admission;
mod affected_clients;
mod calendar;
mod checks;
mod connection;
mod counts;
mod decide;
mod doubts;
mod evidence_log;
mod first_bytes;
mod gate;
mod gate_file;
mod kill_switch;
mod listening;
mod metrics;
mod not_a_hello;
mod notice;
mod pipes;
mod plaintext;
mod refusal;
mod schedule;
mod server_name;
mod settings;
mod shared;
mod shares;
mod socket;
mod status;
mod stream;
mod unacknowledged;
mod watch;
mod worker;

pub use affected_clients::{AffectedClient, AffectedClients, AffectedHour};
pub use calendar::{GateEvent, GateEventKind};
pub use counts::{Counts, Incident, ListenerCounts};
pub use decide::{Decision, Ruling, Spared};
pub use doubts::Doubt;
pub use gate::Gate;
pub use gate_file::{FindPolicy, GateFileError, GateProblem, Nonsense, OneListener, ValueKind};
pub use not_a_hello::{NotAHello, NotAHelloRules};
pub use notice::{Notice, Notify, StartError};
pub use plaintext::Plaintext;
pub use schedule::{Brownout, Phase};
pub use settings::{
    Exemption, Limits, Listener, Log, Mode, NamePattern, ProxyVersion, Rule, Settings, Timeouts, Upstream,
};
pub use status::{ListenerStatus, Page, Status, serve};
pub use watch::Watch;
