//! What comes of an offer and a server: a connection, a failure, or what it hangs on.

use cutover_evidence::Side;
use cutover_policy::Fault;
use cutover_wire::{CipherSuite, Group, Version};
use serde::Serialize;
use strum::IntoStaticStr;

/// What comes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Negotiated {
    /// They agree.
    Connects(Agreement),
    /// They do not.
    Fails(Disagreement),
    /// It hangs on something that is not known.
    Unknown(Gap),
}

/// What they agree on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The version: the oldest that it can be.
    pub version: Version,
    /// The newest that it can be; the same unless something is not known.
    pub at_best: Version,
    /// The suites that it can be: one when enough is known, none when nothing is.
    pub suites: Vec<CipherSuite>,
    /// The groups that it can be; none when none is used or nothing is known.
    pub groups: Vec<Group>,
}

/// Why they do not agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disagreement {
    /// Why.
    pub reason: FailureReason,
    /// Who ends it.
    pub by: Side,
    /// What it ends on.
    pub at: Stage,
    /// The version that the server answered with, should it have come that far.
    pub answered: Option<Version>,
}

/// How far a handshake comes before it fails; which alert is sent hangs on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// The hello cannot be read, or does not name the server.
    Hello,
    /// There is no version.
    Version,
    /// There is a version, but no suite, group or signature for it.
    Parameters,
    /// The client does not take what the server answered.
    Answer,
}

/// Why a handshake fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum FailureReason {
    /// Everything that the client offers is older than what the server speaks.
    ClientTooOld,
    /// Everything that the server speaks is older than what the client offers.
    ServerTooOld,
    /// No suite in common.
    ClientSuites,
    /// No group in common.
    ClientGroups,
    /// No signature scheme in common.
    ClientSignatures,
    /// The server wants its name, and the client does not say it.
    ServerNameMissing,
    /// The server does not take hellos in SSL 2.0's format.
    HelloFormat,
    /// The hello says that it is a second try with less than the client can (RFC 7507), and the server can more.
    InappropriateFallback,
    /// The client lists the version, but its library aborts after the ServerHello.
    ClientAborts,
    /// The server's certificate is weaker than what the client takes.
    CertificateTooWeak,
    /// The client has no version left and sends no hello.
    NothingOffered,
}

/// What a result hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Gap {
    /// The versions that the client offers.
    ClientVersionsUnknown,
    /// The versions that the server speaks.
    ServerVersionsUnknown,
    /// The client's suites.
    ClientSuitesUnknown,
    /// The server's suites.
    ServerSuitesUnknown,
    /// The client's groups.
    ClientGroupsUnknown,
    /// Whether the client takes a signature with SHA-1.
    ClientSignaturesUnknown,
    /// Whether the server signs with SHA-1, as a hello without signature schemes asks.
    ServerSignaturesUnknown,
    /// Whether the client names the server.
    ServerNameUnknown,
    /// The kind of the server's certificate.
    CertificateUnknown,
    /// Whether the client takes a weak certificate, or a curve that not everybody knows.
    CertificateDemandUnknown,
}

impl FailureReason {
    /// Its name in machine formats.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whose fault it is.
    pub fn fault(self) -> Fault {
        match self {
            Self::ServerTooOld | Self::ClientAborts | Self::CertificateTooWeak => Fault::Server,
            _ => Fault::Client,
        }
    }
}

impl Gap {
    /// Its name in machine formats.
    pub fn name(self) -> &'static str {
        self.into()
    }
}
