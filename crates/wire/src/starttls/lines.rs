//! Dialogues in lines of text.

use super::action::{Action, Declined};

/// Replies that begin with a number, behind which a dash stands until the last line (RFC 5321, 4.2.1); between them
/// FTP has lines of any form (RFC 959, 4.2).
pub(super) fn numbered(step: usize, heard: &[u8], good: &[&str], say: &[&str]) -> Action {
    let Some(lines) = whole_lines(heard) else { return Action::Wait };
    let Some(code) = reply_code(lines[0]) else { return Action::No(Declined::OtherProtocol) };
    let is_last = |line: &&str| reply_code(line) == Some(code) && line.as_bytes().get(3) != Some(&b'-');
    if !lines.iter().any(is_last) {
        return Action::Wait;
    }
    if code.starts_with(good[step]) {
        return said(step, say);
    }
    Action::No(match code.as_bytes()[0] {
        b'4' => Declined::Busy,
        b'5' => Declined::NotOffered,
        _ => Declined::OtherProtocol,
    })
}

/// A line that begins with one of two words ends a reply.
pub(super) fn marked(step: usize, heard: &[u8], good: &str, bad: &str, say: &str) -> Action {
    let Some(lines) = whole_lines(heard) else { return Action::Wait };
    for line in &lines {
        if line.starts_with(good) {
            return said(step, &[say]);
        }
        if line.starts_with(bad) {
            return Action::No(Declined::NotOffered);
        }
        if line.starts_with("BYE") {
            return Action::No(Declined::Busy);
        }
        // Sieve's capabilities stand in quotes before its OK.
        if !line.starts_with('"') {
            return Action::No(Declined::OtherProtocol);
        }
    }
    Action::Wait
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
pub(super) fn whole_lines(heard: &[u8]) -> Option<Vec<&str>> {
    let end = heard.iter().rposition(|byte| *byte == b'\n')?;
    let lines = heard[..end].split(|byte| *byte == b'\n');
    // What is no text is no line of these protocols.
    Some(lines.map(|line| std::str::from_utf8(line).unwrap_or("\u{fffd}").trim_end_matches('\r')).collect())
}
