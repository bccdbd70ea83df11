//! IMAP (RFC 9051, 6.2.1).

use super::action::{Action, Declined};
use super::definition::Definition;
use super::lines::{busy, whole_lines};
use super::turn::Turn;

pub(super) const IMAP: Definition = Definition::new("imap", 143, next);

fn next(turn: Turn<'_>) -> Action {
    let Some(lines) = whole_lines(turn.heard) else { return Action::Wait };
    if turn.step == 0 {
        return match &*lines[0] {
            line if line.starts_with("* OK") => Action::Send(b"a1 STARTTLS\r\n".to_vec()),
            // It knows us already, and then there is no way to TLS (RFC 9051, 6.2.1).
            line if line.starts_with("* PREAUTH") => Action::No(Declined::Rejected),
            line if line.starts_with("* BYE") => Action::No(busy(line)),
            _ => Action::No(Declined::OtherProtocol),
        };
    }
    match lines.iter().find_map(|line| line.strip_prefix("a1 ")) {
        None => Action::Wait,
        Some(rest) if rest.starts_with("OK") => Action::Tls,
        // RFC 5530, 3
        Some(rest) if rest.contains("[UNAVAILABLE]") || rest.contains("[INUSE]") => Action::No(busy(rest)),
        Some(_) => Action::No(Declined::NotOffered),
    }
}
