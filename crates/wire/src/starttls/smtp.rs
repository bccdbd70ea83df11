//! SMTP (RFC 3207), and LMTP (RFC 2033), which says LHLO where SMTP says EHLO.

use super::action::{Action, Declined};
use super::definition::Definition;
use super::lines::{no, reply};
use super::turn::Turn;

pub(super) const SMTP: Definition = Definition::new("smtp", 25, |turn| next(turn, "EHLO"));

pub(super) const LMTP: Definition = Definition::new("lmtp", 24, |turn| next(turn, "LHLO"));

fn next(turn: Turn<'_>, hello: &str) -> Action {
    let code = match reply(turn.heard) {
        Ok(code) => code,
        Err(action) => return action,
    };
    match (turn.step, code.as_str()) {
        (0, "220") => Action::Send(format!("{hello} {}\r\n", turn.client).into_bytes()),
        (1, "250") => Action::Send(b"STARTTLS\r\n".to_vec()),
        (2, "220") => Action::Tls,
        // The command is not known: this is the other of the two.
        (1, "500" | "502") => Action::No(Declined::OtherProtocol),
        (step, code) => Action::No(no(code, step == 2)),
    }
}
