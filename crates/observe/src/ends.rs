//! Between whom a handshake was: what two records of the same share.

use std::net::{IpAddr, SocketAddr};

use cutover_evidence::Handshake;

/// Client and server, whatever the client's port, as a number that is nearly never the same for two.
pub(crate) fn ends(record: &Handshake) -> u64 {
    mix([word_of(record.client_ip), word_of(record.server_ip), record.server_port.into()])
}

/// The same with the client's port.
pub(crate) fn mixed(record: &Handshake) -> u64 {
    let ports = u64::from(record.client_port) << 16 | u64::from(record.server_port);
    mix([word_of(record.client_ip), word_of(record.server_ip), ports])
}

fn mix(words: [u64; 3]) -> u64 {
    words.into_iter().fold(0x9e37_79b9_7f4a_7c15, |mixed: u64, word| {
        (mixed ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd).rotate_left(29)
    })
}

fn word_of(ip: IpAddr) -> u64 {
    match ip {
        IpAddr::V4(ip) => ip.to_bits().into(),
        IpAddr::V6(ip) => (ip.to_bits() >> 64) as u64 ^ (ip.to_bits() as u64).rotate_left(19),
    }
}

/// Whether two records have the same client, with its port, and the same server.
pub(crate) fn same_ends(one: &Handshake, other: &Handshake) -> bool {
    one.client_ip == other.client_ip
        && one.server_ip == other.server_ip
        && (one.client_port, one.server_port) == (other.client_port, other.server_port)
}

/// Translation changes one end, and what passes a connection on is the server of one and the client of the other.
pub(crate) fn share_an_end(one: &Handshake, other: &Handshake) -> bool {
    (one.client_ip, one.client_port) == (other.client_ip, other.client_port)
        || (one.server_ip, one.server_port) == (other.server_ip, other.server_port)
        || one.server_ip == other.client_ip
        || one.client_ip == other.server_ip
}

/// Who talked to whom, as people write it.
pub(crate) fn ends_in_words(record: &Handshake) -> String {
    let client = SocketAddr::new(record.client_ip, record.client_port);
    let server = SocketAddr::new(record.server_ip, record.server_port);
    format!("{client} > {server}")
}
