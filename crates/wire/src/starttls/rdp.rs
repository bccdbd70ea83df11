//! RDP (MS-RDPBCGR, 2.2.1.1).

use super::action::{Action, Declined};
use super::definition::Definition;
use super::turn::Turn;

pub(super) const RDP: Definition =
    Definition { first: Some(|_| REQUEST.to_vec()), ..Definition::of_packets("rdp", 3389, next) };

/// X.224 connection request that asks for TLS or `CredSSP`, which begins with TLS (MS-RDPBCGR, 2.2.1.1.1).
const REQUEST: [u8; 19] = [3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0];

fn next(turn: Turn<'_>) -> Action {
    let heard = turn.heard;
    let Some(header) = heard.first_chunk::<4>() else { return Action::Wait };
    let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
    if header[0] != 3 || !(11..=512).contains(&length) {
        return Action::No(Declined::OtherProtocol);
    }
    let Some(packet) = heard.get(..length) else { return Action::Wait };
    match packet.get(11..) {
        _ if packet[5] & 0xf0 != 0xd0 => Action::No(Declined::OtherProtocol),
        // A negotiation response that chose something with TLS in it.
        Some([2, _, 8, 0, protocol, ..]) if *protocol != 0 => Action::Tls,
        // A failure, an answer without negotiation, or the protocol's own security.
        _ => Action::No(Declined::NotOffered),
    }
}
