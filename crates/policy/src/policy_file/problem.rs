//! What can be wrong with a policy file, and where.

use cutover_toml::{Form, Mistake};

/// What is wrong with a policy file.
pub type PolicyError = Mistake<Problem>;

/// The kinds of mistakes in a policy file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// No TOML, a key that is not known, a key that is missing, a value of another type.
    #[error(transparent)]
    Form(#[from] Form),
    /// A version that is none.
    #[error("`{0}` is no version")]
    Version(String),
    /// No version is allowed at all.
    #[error("no version is allowed")]
    NoVersion,
    /// A suite or pattern that matches no registered suite.
    #[error("`{name}` is no cipher suite")]
    Suite {
        /// As written.
        name: String,
        /// The registered name that is nearest.
        nearest: Option<String>,
    },
    /// A group that is not registered.
    #[error("`{name}` is no group")]
    Group {
        /// As written.
        name: String,
        /// The registered name that is nearest.
        nearest: Option<String>,
    },
    /// A date that is none.
    #[error("`{0}` is no date")]
    Date(String),
    /// A word for how sure something is that is none.
    #[error("`{name}` does not say how sure it is")]
    Confidence {
        /// As written.
        name: String,
        /// The nearest that does.
        nearest: Option<String>,
    },
}
