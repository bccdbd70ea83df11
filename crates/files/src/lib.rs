//! Files: written where nobody else decides, with rights that nobody else chose, and read no further than they may be.
//!
//! What somebody else can plant (a link, a pipe, a file with wide rights in a folder that they may write to) decides neither
//! where is written nor who may read it. A folder is nobody else's when it belongs to this user or to root, is not sticky, and
//! not everybody may write to it.
#![forbid(unsafe_code)]

mod bounded;
mod part;
#[cfg(unix)]
mod place;
#[cfg(not(unix))]
#[path = "place_by_name.rs"]
mod place;

pub use bounded::{BY_HAND, TooLarge, read_bounded, read_by_hand};
pub use part::{Part, Parts};
pub use place::{Place, There};

use std::io;
use std::path::PathBuf;

/// The rights with which a new file is made, unless somebody asks for others: evidence names people and their machines.
pub const OWN: u32 = 0o600;

/// Rights as they are typed, such as `0640`; at least the owner reads and writes, and nobody runs what is written.
pub fn parse_mode(text: &str) -> Option<u32> {
    let mode = u32::from_str_radix(text, 8).ok();
    mode.filter(|mode| mode & !0o666 == 0 && mode & OWN == OWN)
}

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
