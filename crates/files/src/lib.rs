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
mod refusal;
mod rights;

pub use bounded::{BY_HAND, NotUtf8, TooLarge, read_bounded, read_by_hand, text_by_hand};
pub use part::{Part, Parts};
pub use place::{Place, There};
pub use refusal::Refusal;
pub use rights::{OWN, parse_mode};
