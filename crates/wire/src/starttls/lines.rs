//! Dialogues in lines of text.

use std::borrow::Cow;

use super::action::{Action, Declined};
use super::turn::Turn;

/// Replies that begin with a number, behind which a dash stands until the last line (RFC 5321, 4.2.1); between them
/// FTP has lines of any form (RFC 959, 4.2).
pub(super) fn numbered(turn: Turn<'_>, good: &[&str], say: &[&str]) -> Action {
    let code = match reply(turn.heard) {
        Ok(code) => code,
        Err(action) => return action,
    };
    if code.starts_with(good[turn.step]) {
        return said(turn.step, say);
    }
    // The last answer is the one to the question for TLS.
    Action::No(no(&code, turn.step + 1 == good.len()))
}

/// The code of a reply that has come whole; otherwise what to do.
pub(super) fn reply(heard: &[u8]) -> Result<String, Action> {
    let Some(lines) = whole_lines(heard) else { return Err(Action::Wait) };
    let Some(code) = reply_code(&lines[0]) else { return Err(Action::No(Declined::OtherProtocol)) };
    let is_last =
        |line: &Cow<'_, str>| reply_code(line) == Some(code) && line.as_bytes().get(3) != Some(&b'-');
    if lines.iter().any(is_last) { Ok(code.to_owned()) } else { Err(Action::Wait) }
}

/// What a code says that is not the one hoped for: that a command is not known, or not implemented, or not that way, is all
/// that says of TLS that it is not there (RFC 5321, 4.2.2; RFC 4217, 4).
pub(super) fn no(code: &str, asked_for_tls: bool) -> Declined {
    match code.as_bytes().first() {
        // "Service not available, closing transmission channel"
        Some(b'4') if code == "421" => Declined::TooMany,
        Some(b'4') => Declined::Busy,
        Some(b'5')
            if asked_for_tls && matches!(code, "500" | "501" | "502" | "503" | "504" | "534" | "580") =>
        {
            Declined::NotOffered
        }
        Some(b'5') => Declined::Rejected,
        _ => Declined::OtherProtocol,
    }
}

/// The last line of a reply, which people can read.
pub(super) fn last_line(heard: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(heard);
    let line = text.lines().map(str::trim).rfind(|line| !line.is_empty())?;
    Some(line.to_owned())
}

/// A line that begins with one of two words ends a reply.
pub(super) fn marked(turn: Turn<'_>, good: &str, bad: &str, say: &str) -> Action {
    let Some(lines) = whole_lines(turn.heard) else { return Action::Wait };
    for line in &lines {
        if line.starts_with(good) {
            return said(turn.step, &[say]);
        }
        if line.starts_with(bad) {
            // Before it was asked for anything, it wants nobody (RFC 3206 has codes for both).
            let later = line.contains("[IN-USE]") || line.contains("[SYS/TEMP]") || line.contains("TRYLATER");
            return Action::No(match turn.step {
                _ if later => busy(line),
                0 => Declined::Rejected,
                _ => Declined::NotOffered,
            });
        }
        if line.starts_with("BYE") {
            return Action::No(busy(line));
        }
        // Sieve's capabilities stand in quotes before its OK.
        if !line.starts_with('"') {
            return Action::No(Declined::OtherProtocol);
        }
    }
    Action::Wait
}

/// What a server means that says it cannot now, where it has no code for there being too many.
pub(super) fn busy(line: &str) -> Declined {
    let line = line.to_ascii_lowercase();
    let is_of_number = ["too many", "maximum", "limit"].iter().any(|word| line.contains(word));
    if is_of_number { Declined::TooMany } else { Declined::Busy }
}

/// What is said after so many answers; TLS when nothing is left to say.
fn said(step: usize, say: &[&str]) -> Action {
    say.get(step).map_or(Action::Tls, |text| Action::Send(text.as_bytes().to_vec()))
}

/// The three digits that a reply begins with.
fn reply_code(line: &str) -> Option<&str> {
    line.get(..3).filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The lines that are whole; `None` while there is none.
pub(super) fn whole_lines(heard: &[u8]) -> Option<Vec<Cow<'_, str>>> {
    let end = heard.iter().rposition(|byte| *byte == b'\n')?;
    let lines = heard[..end].split(|byte| *byte == b'\n');
    // What people are told may be in any letters; what counts is ASCII.
    Some(lines.map(|line| String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line))).collect())
}
