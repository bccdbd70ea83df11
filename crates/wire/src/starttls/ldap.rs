//! LDAP (RFC 4511, 4.14).

use super::action::{Action, Declined, MAX_BYTES};
use super::definition::Definition;
use super::turn::Turn;

pub(super) const LDAP: Definition =
    Definition { first: Some(|_| start_tls()), said, ..Definition::of_packets("ldap", 389, next) };

/// An extended request for 1.3.6.1.4.1.1466.20037.
fn start_tls() -> Vec<u8> {
    let name = b"1.3.6.1.4.1.1466.20037";
    let mut request = vec![0x30, 29, 2, 1, 1, 0x77, 24, 0x80, name.len() as u8];
    request.extend(name);
    request
}

/// An extended response (RFC 4511, 4.12).
fn next(turn: Turn<'_>) -> Action {
    let heard = turn.heard;
    match element(heard) {
        // Of the element's tag and length, or of its body, not all has come.
        Ok(None) if heard.first().is_none_or(|tag| *tag == MESSAGE) => Action::Wait,
        Ok(Some(Element { tag: MESSAGE, body, .. })) => match result_code(body) {
            Some(0) => Action::Tls,
            // busy, unavailable
            Some(51 | 52) => Action::No(Declined::Busy),
            // strongerAuthRequired, confidentialityRequired, inappropriateAuthentication, invalidCredentials,
            // insufficientAccessRights: it wants somebody else, or him otherwise
            Some(8 | 13 | 48..=50) => Action::No(Declined::Rejected),
            Some(_) => Action::No(Declined::NotOffered),
            None => Action::No(Declined::OtherProtocol),
        },
        _ => Action::No(Declined::OtherProtocol),
    }
}

/// SEQUENCE
const MESSAGE: u8 = 0x30;

/// The result code of an extended response: a message id, then [APPLICATION 24] with the code first.
fn result_code(message: &[u8]) -> Option<u8> {
    match result(message)?.body {
        [code] => Some(*code),
        _ => None,
    }
}

/// The result code, with what stands behind it.
fn result(message: &[u8]) -> Option<Element<'_>> {
    let id = whole(message, 0x02)?;
    let response = whole(id.rest, 0x78)?;
    whole(response.body, 0x0a)
}

/// The code and the diagnostic message, which stands behind a distinguished name (RFC 4511, 4.1.9).
fn said(heard: &[u8]) -> Option<String> {
    let message = whole(heard, MESSAGE)?.body;
    let code = result_code(message)?;
    let text = whole(whole(result(message)?.rest, 0x04)?.rest, 0x04)?.body;
    Some(format!("{code}: {}", String::from_utf8_lossy(text)).trim_end_matches([' ', ':']).to_owned())
}

/// The element of that tag that these bytes begin with.
fn whole(bytes: &[u8], tag: u8) -> Option<Element<'_>> {
    element(bytes).ok().flatten().filter(|element| element.tag == tag)
}

/// A BER element with what follows it.
struct Element<'a> {
    tag: u8,
    body: &'a [u8],
    rest: &'a [u8],
}

/// The element that these bytes begin with; `None` while it is not whole.
fn element(bytes: &[u8]) -> Result<Option<Element<'_>>, Declined> {
    let [tag, first, rest @ ..] = bytes else { return Ok(None) };
    let (length, rest) = if *first < 0x80 {
        (usize::from(*first), rest)
    } else {
        let count = usize::from(first & 0x7f);
        if !(1..=4).contains(&count) {
            return Err(Declined::OtherProtocol);
        }
        let Some((length, rest)) = rest.split_at_checked(count) else { return Ok(None) };
        (length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), rest)
    };
    if length > MAX_BYTES {
        return Err(Declined::OtherProtocol);
    }
    Ok(rest.split_at_checked(length).map(|(body, rest)| Element { tag: *tag, body, rest }))
}
