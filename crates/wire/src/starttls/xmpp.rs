//! XMPP (RFC 6120, 5).

use super::action::{Action, Declined};
use super::definition::Definition;
use super::turn::Turn;

pub(super) const XMPP: Definition =
    Definition { first: Some(first), said, ..Definition::new("xmpp", 5222, next) };

fn first(host: &str) -> Vec<u8> {
    format!(
        "<?xml version='1.0'?><stream:stream to='{host}' version='1.0' xmlns='jabber:client' \
         xmlns:stream='http://etherx.jabber.org/streams'>"
    )
    .into_bytes()
}

fn next(turn: Turn<'_>) -> Action {
    let text = String::from_utf8_lossy(turn.heard);
    if !text.trim_start().starts_with('<') && !text.trim().is_empty() {
        return Action::No(Declined::OtherProtocol);
    }
    if turn.step == 0 {
        return if !text.contains("</stream:features>") {
            match error(&text) {
                None => Action::Wait,
                Some("resource-constraint") => Action::No(Declined::TooMany),
                Some(error) if NOT_NOW.contains(&error) => Action::No(Declined::Busy),
                Some(_) => Action::No(Declined::Rejected),
            }
        } else if text.contains("<starttls") {
            Action::Send(b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>".to_vec())
        } else {
            Action::No(Declined::NotOffered)
        };
    }
    match () {
        () if text.contains("<proceed") => Action::Tls,
        () if text.contains("<failure") => Action::No(Declined::NotOffered),
        () => Action::Wait,
    }
}

/// Errors of a stream that pass (RFC 6120, 4.9.3). `host-unknown` and the others stay until somebody acts.
const NOT_NOW: [&str; 3] = ["system-shutdown", "internal-server-error", "reset"];

/// What is said to be wrong with the stream, once all of it has come.
fn error(text: &str) -> Option<&str> {
    let inside = text.split_once("<stream:error")?.1.split_once("</stream:error>")?.0;
    let name = inside.split('<').skip(1).find(|element| !element.starts_with(['/', '?', '!']))?;
    name.split(['>', '/', ' ']).next()
}

fn said(heard: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(heard);
    let words = text.split_once("<text").and_then(|(_, rest)| rest.split_once('>')?.1.split_once("</text>"));
    match (error(&text)?, words) {
        (error, Some((words, _))) => Some(format!("{error}: {words}")),
        (error, None) => Some(error.to_owned()),
    }
}
