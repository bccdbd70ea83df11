//! FTP (RFC 4217), and what servers did before it: AUTH SSL, and 334 for an answer (draft-murray-auth-ftp-ssl).

use super::action::{Action, Declined};
use super::definition::Definition;
use super::lines::{no, reply};
use super::turn::Turn;

pub(super) const FTP: Definition = Definition::new("ftp", 21, next);

fn next(turn: Turn<'_>) -> Action {
    let code = match reply(turn.heard) {
        Ok(code) => code,
        Err(action) => return action,
    };
    match (turn.step, code.as_str()) {
        (0, "220") => Action::Send(b"AUTH TLS\r\n".to_vec()),
        (1 | 2, "234" | "334") => Action::Tls,
        (1, code) if no(code, true) == Declined::NotOffered => Action::Send(b"AUTH SSL\r\n".to_vec()),
        // Whoever has no AUTH at all wants a login before anything else.
        (2, "530") => Action::No(Declined::NotOffered),
        (1, "530") => Action::Send(b"AUTH SSL\r\n".to_vec()),
        (step, code) => Action::No(no(code, step > 0)),
    }
}
