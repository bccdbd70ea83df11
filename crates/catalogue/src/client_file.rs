//! Clients as TOML: those that are compiled in, and a user's own.

mod problem;
mod read;
mod write;

pub use problem::{ClientError, ClientProblem, NameOf};
pub use read::{is_id, parse_clients};
pub use write::client_of;
