//! `MySQL` (Client/Server Protocol, `SSLRequest`).

use super::action::{Action, Declined, MAX_BYTES};
use super::definition::Definition;
use super::turn::Turn;

pub(super) const MYSQL: Definition =
    Definition { over_when_sent: Some(1), said, ..Definition::of_packets("mysql", 3306, next) };

/// There are too many: `ER_CON_COUNT_ERROR`, `ER_TOO_MANY_USER_CONNECTIONS`, `ER_USER_LIMIT_REACHED`. That passes.
const TOO_MANY: [u16; 3] = [1040, 1203, 1226];

/// It ends, and may come back: `ER_SERVER_SHUTDOWN`.
/// `ER_HOST_IS_BLOCKED` (1129) and `ER_HOST_NOT_PRIVILEGED` (1130) stay until somebody acts.
const NOT_NOW: u16 = 1053;

/// The number and text of an error packet.
fn said(heard: &[u8]) -> Option<String> {
    let error = heard.get(4..)?.strip_prefix(&[0xff])?;
    let (code, text) = error.split_first_chunk::<2>()?;
    let text = String::from_utf8_lossy(text);
    // Behind a `#` stands a state of five characters, since protocol 4.1.
    let text = text.strip_prefix('#').and_then(|rest| rest.get(5..)).unwrap_or(&text);
    Some(format!("{}: {text}", u16::from_le_bytes(*code)))
}

/// The capability to speak TLS.
const CLIENT_SSL: u16 = 0x0800;

fn next(turn: Turn<'_>) -> Action {
    let heard = turn.heard;
    let Some(header) = heard.first_chunk::<4>() else { return Action::Wait };
    let length = usize::from(header[0]) | usize::from(header[1]) << 8 | usize::from(header[2]) << 16;
    if length > MAX_BYTES {
        return Action::No(Declined::OtherProtocol);
    }
    let Some(payload) = heard.get(4..4 + length) else { return Action::Wait };
    match payload.first() {
        // An error before the greeting: too many connections, host not allowed.
        Some(0xff) => {
            let code = payload.get(1..3).map_or(0, |code| u16::from_le_bytes([code[0], code[1]]));
            return Action::No(match code {
                code if TOO_MANY.contains(&code) => Declined::TooMany,
                NOT_NOW => Declined::Busy,
                _ => Declined::Rejected,
            });
        }
        Some(10) => {}
        _ => return Action::No(Declined::OtherProtocol),
    }
    // Behind the version's text: thread, eight bytes of salt, a zero, the lower half of the capabilities.
    let Some(text) = payload.iter().position(|byte| *byte == 0) else {
        return Action::No(Declined::OtherProtocol);
    };
    let Some(capabilities) = payload.get(text + 14..text + 16) else {
        return Action::No(Declined::OtherProtocol);
    };
    let capabilities = u16::from_le_bytes([capabilities[0], capabilities[1]]);
    if capabilities & CLIENT_SSL == 0 {
        return Action::No(Declined::NotOffered);
    }
    let mut request = vec![32, 0, 0, header[3].wrapping_add(1)];
    // Protocol 4.1, TLS, secure connection; packets of 16 MiB; utf8; 23 bytes of nothing.
    request.extend((0x0200_u32 | u32::from(CLIENT_SSL) | 0x8000).to_le_bytes());
    request.extend([0, 0, 0, 1, 33]);
    request.extend([0; 23]);
    // The server answers nothing; TLS begins right behind it.
    Action::Send(request)
}
