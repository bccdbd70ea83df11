//! Why a hive is not read.

use crate::key::MAX_DEPTH;

/// Why a hive is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HiveProblem {
    /// It is shorter than it says.
    #[error("the hive is cut short")]
    Truncated,
    /// It was being written to, and what is missing lies in its logs.
    #[error("the hive is dirty")]
    Dirty,
    /// It is neither SYSTEM, SOFTWARE nor NTUSER.DAT.
    #[error("the hive is of another kind")]
    OtherKind,
    /// A key lies deeper than Windows allows.
    #[error("a key lies deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// Its inside does not fit together.
    #[error("{what} at byte {at:#x}")]
    Damaged {
        /// What is wrong there.
        what: &'static str,
        /// Where, from the beginning of the file.
        at: u64,
    },
}
