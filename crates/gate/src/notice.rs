//! What whoever runs a gate is told: while it runs, and why it cannot.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

/// Something that whoever runs the gate should know.
#[derive(Debug)]
pub enum Notice {
    /// It listens there.
    Listens {
        /// The listener's name.
        name: String,
        /// Where.
        address: SocketAddr,
    },
    /// There are too few file descriptors for the connections that are allowed.
    FewDescriptors {
        /// How many there may be.
        limit: u64,
        /// For how many connections that is enough.
        connections: usize,
        /// How many connections were asked for.
        wanted: usize,
    },
    /// Evidence cannot be written; it is counted what is lost.
    LogFails {
        /// The file.
        file: PathBuf,
        /// Why.
        problem: io::Error,
    },
    /// No new evidence file can be begun; the old one grows on.
    LogNotRotated {
        /// The file.
        file: PathBuf,
        /// Why.
        problem: io::Error,
    },
    /// The evidence file was removed or put away; another is begun.
    LogGone {
        /// The file.
        file: PathBuf,
    },
    /// Evidence is written again.
    LogWritesAgain {
        /// The file.
        file: PathBuf,
    },
    /// A socket of whoever started the gate fits no listener.
    UnusedSocket {
        /// Where it listens.
        address: SocketAddr,
    },
    /// A worker cannot take connections there.
    CannotListen {
        /// Where.
        address: SocketAddr,
        /// Why.
        problem: io::Error,
    },
    /// From now on nobody is refused, or some are again.
    KillSwitch {
        /// The file.
        file: PathBuf,
        /// Whether it is there.
        on: bool,
    },
    /// It cannot be seen whether the kill switch is there, so nobody is refused.
    KillSwitchUnseen {
        /// The file.
        file: PathBuf,
        /// Why.
        problem: io::Error,
    },
    /// A server that is asked time and again takes no connections, or does again.
    UpstreamTakes {
        /// The server.
        address: SocketAddr,
        /// Whether it does.
        takes: bool,
    },
    /// Of a client no more is written in this hour; it is counted. Others are not told of in this hour.
    ShareGone {
        /// Its address.
        client: IpAddr,
        /// How many records of it were written.
        records: u32,
    },
    /// The kernel does not tell what clients have acknowledged, so that a reset of a server reaches them as an end.
    CannotReset {
        /// Why.
        problem: io::Error,
    },
    /// The kernel moves no bytes between these sockets by itself; they are copied.
    CannotSplice,
    /// A thread that carries connections cannot go on.
    WorkerEnds {
        /// Why.
        problem: io::Error,
    },
}

/// Who is told.
pub type Notify = Arc<dyn Fn(Notice) + Send + Sync>;

/// Why a gate cannot run.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There can be no socket there.
    #[error("{address}: {problem}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        problem: io::Error,
    },
    /// The evidence file cannot be opened.
    #[error("{file}: {problem}", file = file.display())]
    Log {
        /// The file.
        file: PathBuf,
        /// Why.
        problem: io::Error,
    },
    /// The system refused something else.
    #[error("{0}")]
    System(#[from] io::Error),
}
