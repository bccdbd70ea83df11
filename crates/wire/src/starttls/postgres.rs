//! `PostgreSQL` (Frontend/Backend Protocol, SSL Session Encryption).

use super::action::{Action, Declined};
use super::definition::Definition;

pub(super) const POSTGRES: Definition = Definition {
    first: Some(|_| SSL_REQUEST.to_vec()),
    has_packets: true,
    ..Definition::new("postgres", 5432, next)
};

/// `SSLRequest`: its length, and a number that no version of the protocol has.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

fn next(_: usize, heard: &[u8]) -> Action {
    match heard.first() {
        None => Action::Wait,
        Some(b'S') => Action::Tls,
        Some(b'N') => Action::No(Declined::NotOffered),
        Some(_) => Action::No(Declined::OtherProtocol),
    }
}
