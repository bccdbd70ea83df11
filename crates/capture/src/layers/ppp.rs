//! PPP, with and without the framing that a line needs.

use super::network::Network;

/// RFC 2516: version and type, code, session, length; then PPP without its framing.
pub(crate) fn pppoe(data: &[u8]) -> Network<'_> {
    match data.split_first_chunk::<6>() {
        Some((_, rest)) => ppp(rest),
        None => Network::Cut,
    }
}

/// RFC 1661 and 1662: address and control may be there or not, the protocol is one byte or two.
pub(crate) fn ppp(data: &[u8]) -> Network<'_> {
    let data = data.strip_prefix(&[0xff, 0x03]).or_else(|| data.strip_prefix(&[0x0f, 0x00])).unwrap_or(data);
    match data {
        [0x00, 0x21 | 0x57, rest @ ..] | [0x21 | 0x57, rest @ ..] => Network::Ip(rest),
        [] | [0] => Network::Cut,
        // RFC 1661: control protocols begin with that bit
        [0x80..=0xff, _, ..] => Network::Other(None),
        _ => Network::Unread,
    }
}
