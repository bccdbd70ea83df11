//! Why nothing is written to a place.

use std::io;
use std::path::PathBuf;

/// Why nothing is written to a place. Comes inside an [`io::Error`]; [`Refusal::of`] finds it there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A link that somebody else can have put there.
    #[error("{} is a link in a folder that others can write to", .0.display())]
    Link(PathBuf),
    /// A file of somebody else.
    #[error("{} belongs to another user", .0.display())]
    Foreign(PathBuf),
    /// A pipe, socket or device that somebody else can have put there.
    #[error("{} is no file, in a folder that others can write to", .0.display())]
    Stream(PathBuf),
    /// A file of this user that has another name, in a folder in which others can have given it this one.
    #[error("{} has a second name, in a folder that others can write to", .0.display())]
    SecondName(PathBuf),
    /// A pipe that nobody reads.
    #[error("nobody reads from {}", .0.display())]
    Unread(PathBuf),
}

impl Refusal {
    /// The refusal in an error, if it is one.
    pub fn of(problem: &io::Error) -> Option<&Self> {
        problem.get_ref()?.downcast_ref()
    }
}

impl From<Refusal> for io::Error {
    fn from(refusal: Refusal) -> Self {
        Self::new(io::ErrorKind::PermissionDenied, refusal)
    }
}
