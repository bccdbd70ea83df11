//! What is wrong with a file of clients.

use cutover_toml::{Form, Mistake};

/// What is wrong with a file of clients.
pub type ClientError = Mistake<ClientProblem>;

/// The kinds of mistakes in a file of clients.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientProblem {
    /// No TOML, a key that is not known, a key that is missing, a value of another type.
    #[error(transparent)]
    Form(#[from] Form),
    /// A name that is none: of a version, a suite, a group, a date.
    #[error("`{name}` is no {what}")]
    Name {
        /// As written.
        name: String,
        /// What it should be the name of.
        what: NameOf,
        /// The known name that is nearest.
        nearest: Option<String>,
    },
    /// A client without a version.
    #[error("`{0}` uses no version")]
    NoVersion(String),
    /// A hello that says its suites, or its signature schemes, both ways or no way.
    #[error("`{0}`: suites or suite_classes, and signature_schemes or signature_classes, not both")]
    TwoWays(String),
    /// A client without a source.
    #[error("`{0}` has no source")]
    NoSource(String),
    /// An id that another client has.
    #[error("there is a client `{0}` already")]
    Taken(String),
    /// An id with other characters than small letters, digits, `-` and `.`.
    #[error("`{0}` is no id")]
    Id(String),
}

/// What a name in a file of clients stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameOf {
    /// A version
    Version,
    /// A cipher suite
    Suite,
    /// A group
    Group,
    /// A date
    Date,
    /// A remedy of `data/remedies.toml`
    Remedy,
    /// A built-in policy
    Policy,
    /// How sure something is
    Confidence,
    /// A client
    Client,
}

impl std::fmt::Display for NameOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Version => "version",
            Self::Suite => "cipher suite",
            Self::Group => "group",
            Self::Date => "date",
            Self::Remedy => "remedy",
            Self::Policy => "policy",
            Self::Confidence => "word for how sure it is",
            Self::Client => "client",
        })
    }
}
