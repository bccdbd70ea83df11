//! Clients as TOML: those that are compiled in, and a user's own.

mod problem;
mod read;
mod write;

pub use problem::{ClientError, ClientProblem, NameOf};
pub use read::{Others, is_id, parse_clients, parse_clients_beside};
pub use write::{client_of, client_toml};
