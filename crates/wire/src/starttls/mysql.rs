//! `MySQL` (Client/Server Protocol, `SSLRequest`).

use super::action::{Action, Declined, MAX_BYTES};
use super::definition::Definition;

pub(super) const MYSQL: Definition =
    Definition { over_when_sent: Some(1), has_packets: true, ..Definition::new("mysql", 3306, next) };

/// The capability to speak TLS.
const CLIENT_SSL: u16 = 0x0800;

fn next(_: usize, heard: &[u8]) -> Action {
    let Some(header) = heard.first_chunk::<4>() else { return Action::Wait };
    let length = usize::from(header[0]) | usize::from(header[1]) << 8 | usize::from(header[2]) << 16;
    if length > MAX_BYTES {
        return Action::No(Declined::OtherProtocol);
    }
    let Some(payload) = heard.get(4..4 + length) else { return Action::Wait };
    match payload.first() {
        // An error before the greeting: too many connections, host not allowed.
        Some(0xff) => return Action::No(Declined::Busy),
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
