//! What can be wrong with a gate's settings, and where.

use std::net::SocketAddr;

use cutover_toml::{Form, Mistake};

/// What is wrong with a gate's settings.
pub type GateFileError = Mistake<GateProblem>;

/// The kinds of mistakes in a gate's settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GateProblem {
    /// No TOML, a key that is not known, a key that is missing, a value of another type.
    #[error(transparent)]
    Form(#[from] Form),
    /// A policy that there is not, or that cannot be read.
    #[error("no policy `{name}`")]
    Policy {
        /// As written.
        name: String,
        /// The built-in name that is nearest.
        nearest: Option<String>,
    },
    /// A value that is not of its kind.
    #[error("`{text}` is no {kind:?}")]
    Value {
        /// As written.
        text: String,
        /// What it should be.
        kind: ValueKind,
    },
    /// A name that no address was found for.
    #[error("no address of `{0}`")]
    Resolve(String),
    /// Something that is nothing together, or lacks something.
    #[error("{0:?}")]
    Sense(Nonsense),
}

/// What a value should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// `0640`
    FileMode,
    /// `192.0.2.1:443`, `[2001:db8::1]:443`
    Address,
    /// An address or `name:port`
    Server,
    /// `192.0.2.0/24`, or one address
    Network,
    /// `www.example.com`, `*.example.com`
    ServerName,
    /// `report`, `brownout`, `enforce`
    Mode,
    /// `10s`, `5m`
    Time,
    /// A date, or a date with a time
    Moment,
    /// Two numbers from 0 to 60, the first below the second
    Minutes,
    /// 0 to 100
    Share,
    /// A protocol with STARTTLS that a gate can follow
    Starttls,
    /// `pass`, `refuse`
    FaultAction,
    /// `v1`, `v2`
    ProxyVersion,
    /// A time zone of the IANA database, such as `Asia/Tokyo`
    Zone,
}

/// What makes no sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nonsense {
    /// There is no listener.
    NoListener,
    /// A list of servers that names none.
    NoServer,
    /// Two listeners have that name.
    NameTwice(String),
    /// Two listeners have that address.
    AddressTwice(SocketAddr),
    /// An address, and every address at the same port.
    AddressCovered(SocketAddr, SocketAddr),
    /// Mode brownout without saying which.
    NoBrownout,
    /// No brownout has that name.
    UnknownBrownout(String),
    /// A brownout without phases.
    NoPhase(String),
    /// An exemption that would exempt everybody.
    ExemptsAll,
    /// An upstream for old clients where the dialogue before TLS has already gone to another.
    LegacyAfterStarttls,
    /// A listener that listens nowhere.
    NoAddress(String),
    /// A phase that is over before it begins.
    PhaseBackwards(String),
    /// Another server by name, where the dialogue before TLS goes to one before the name is known.
    NamesAfterStarttls,
    /// A server goes back to the gate itself.
    UpstreamIsGate(SocketAddr),
}
