//! XMPP (RFC 6120, 5).

use super::action::{Action, Declined};
use super::definition::Definition;

pub(super) const XMPP: Definition = Definition { first: Some(first), ..Definition::new("xmpp", 5222, next) };

fn first(host: &str) -> Vec<u8> {
    format!(
        "<?xml version='1.0'?><stream:stream to='{host}' version='1.0' xmlns='jabber:client' \
         xmlns:stream='http://etherx.jabber.org/streams'>"
    )
    .into_bytes()
}

fn next(step: usize, heard: &[u8]) -> Action {
    let text = String::from_utf8_lossy(heard);
    if !text.trim_start().starts_with('<') && !text.trim().is_empty() {
        return Action::No(Declined::OtherProtocol);
    }
    if step == 0 {
        return if !text.contains("</stream:features>") {
            if text.contains("stream:error") { Action::No(Declined::Busy) } else { Action::Wait }
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
