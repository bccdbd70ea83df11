//! A packet to its TCP segment. IP and TCP headers are read by `etherparse`.

use std::net::IpAddr;

use etherparse::{IpNumber, Ipv4HeaderSlice, LaxIpv6Slice, TcpSlice};

use crate::layers::link::{LinkType, misplaced, network};
use crate::layers::network::Network;
use crate::packet::Packet;

/// A TCP segment.
#[derive(Debug, Clone, Copy)]
pub struct Segment<'a> {
    /// Sender's address and port.
    pub source: (IpAddr, u16),
    /// Receiver's address and port.
    pub destination: (IpAddr, u16),
    /// Sequence number of the segment's first byte (of the SYN, when it has one).
    pub sequence: u32,
    /// Acknowledgment number, when the segment has one.
    pub acknowledgment: Option<u32>,
    /// SYN
    pub syn: bool,
    /// FIN
    pub fin: bool,
    /// RST
    pub rst: bool,
    /// The payload as far as it was captured.
    pub payload: &'a [u8],
    /// How long the payload was on the wire, in bytes.
    pub wire_len: u32,
}

/// What a packet held that is no TCP segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Other {
    /// ARP
    Arp,
    /// UDP
    Udp,
    /// UDP of a tunnel, by its port: VXLAN, Geneve, GTP-U …
    Tunnel(u16),
    /// DTLS
    Dtls,
    /// ICMP and `ICMPv6`
    Icmp,
    /// Another protocol over IP, tunnels among them
    Ip,
    /// A fragment of an IP packet
    Fragment,
    /// What links say among themselves: no IP, and no EtherType either
    Link,
    /// A protocol above PPP, frame relay or Juniper's header that is not read
    OverLink,
    /// Another EtherType
    EtherType(u16),
    /// Encrypted below IP: Wi-Fi, IEEE 802.1AE
    Encrypted,
    /// A link type that is not read
    UnknownLink(u32),
    /// Cut before the TCP header ends, or not what it says
    Cut,
}

/// What a packet holds.
#[derive(Debug, Clone, Copy)]
pub enum Decoded<'a> {
    /// A TCP segment
    Tcp(Segment<'a>),
    /// Something else
    Other(Other),
}

/// Finds the TCP segment in a packet.
#[inline]
pub fn decode<'a>(packet: &Packet<'a>) -> Decoded<'a> {
    let data = match network(packet.link, packet.data) {
        Network::Ip(data) => data,
        Network::Arp => return Decoded::Other(Other::Arp),
        Network::Other(None) => return Decoded::Other(Other::Link),
        Network::Other(Some(ether_type)) => return Decoded::Other(Other::EtherType(ether_type)),
        Network::Encrypted => return Decoded::Other(Other::Encrypted),
        Network::Unread => return Decoded::Other(Other::OverLink),
        Network::UnknownLink => return Decoded::Other(Other::UnknownLink(packet.link.0)),
        Network::Cut => return Decoded::Other(Other::Cut),
    };
    match data.first().map(|b| b >> 4) {
        Some(4) => ipv4(data),
        Some(6) => ipv6(data),
        _ => neither(packet),
    }
}

/// The address of raw IP in a file that says Ethernet can look like an EtherType.
#[cold]
fn neither<'a>(packet: &Packet<'a>) -> Decoded<'a> {
    match misplaced(packet.data) {
        Some(Network::Ip(data)) if packet.link == LinkType::ETHERNET => {
            if data[0] >> 4 == 4 {
                ipv4(data)
            } else {
                ipv6(data)
            }
        }
        _ => Decoded::Other(Other::Cut),
    }
}

#[inline]
fn ipv4(data: &[u8]) -> Decoded<'_> {
    let Ok(header) = Ipv4HeaderSlice::from_slice(data) else { return Decoded::Other(Other::Cut) };
    let header_len = header.slice().len();
    let captured = &data[header_len..];
    // A total length of 0 is what captures on the sending machine show when the network card cuts segments;
    // one that is shorter than the header is nothing that any stack would take.
    let wire_len = match usize::from(header.total_len()) {
        0 => captured.len(),
        total => match total.checked_sub(header_len) {
            Some(wire_len) => wire_len,
            None => return Decoded::Other(Other::Cut),
        },
    };
    if header.is_fragmenting_payload() {
        return Decoded::Other(Other::Fragment);
    }
    let addresses = (header.source_addr().into(), header.destination_addr().into());
    // What follows the packet is padding.
    transport(header.protocol(), &captured[..captured.len().min(wire_len)], addresses, wire_len)
}

#[inline]
fn ipv6(data: &[u8]) -> Decoded<'_> {
    let Ok((ip, _)) = LaxIpv6Slice::from_slice(data) else { return Decoded::Other(Other::Cut) };
    let (header, payload) = (ip.header(), ip.payload());
    if payload.fragmented {
        return Decoded::Other(Other::Fragment);
    }
    let wire_len = match usize::from(header.payload_length()) {
        0 => payload.payload.len(),
        length => length.saturating_sub(ip.extensions().slice().len()),
    };
    let addresses = (header.source_addr().into(), header.destination_addr().into());
    transport(payload.ip_number, payload.payload, addresses, wire_len)
}

/// UDP is not read; what may hold an older TLS is told apart. QUIC has only TLS 1.3 (RFC 9001).
#[cold]
fn udp(data: &[u8]) -> Other {
    let Some((header, payload)) = data.split_first_chunk::<8>() else { return Other::Udp };
    let port = |at: usize| u16::from_be_bytes([header[at], header[at + 1]]);
    // The ports of tunnels: OpenVPN, L2TP, GTP-U, Teredo, ESP in UDP, GRE, VXLAN and what Linux used before, CAPWAP, Geneve,
    // MPLS, TZSP, WireGuard.
    let is_tunnel = |port: u16| {
        matches!(
            port,
            1194 | 1701 | 2152 | 3544 | 4500 | 4754 | 4789 | 4790 | 5247 | 6081 | 6635 | 8472 | 37008 | 51820
        )
    };
    match payload {
        _ if is_tunnel(port(2)) => Other::Tunnel(port(2)),
        // Clients of other services have any high port.
        _ if is_tunnel(port(0)) && port(2) >= 1024 => Other::Tunnel(port(0)),
        // RFC 6347: content type, then the version as its complement; OpenSSL's first DTLS had 0x0100.
        [20..=23, 0xfe, 0xff | 0xfd, ..] | [20..=23, 1, 0, ..] => Other::Dtls,
        _ => Other::Udp,
    }
}

#[inline]
fn transport(protocol: IpNumber, data: &[u8], addresses: (IpAddr, IpAddr), wire_len: usize) -> Decoded<'_> {
    match protocol {
        IpNumber::TCP => {}
        IpNumber::UDP => return Decoded::Other(udp(data)),
        IpNumber::ICMP | IpNumber::IPV6_ICMP => return Decoded::Other(Other::Icmp),
        _ => return Decoded::Other(Other::Ip),
    }
    let Ok(tcp) = TcpSlice::from_slice(data) else { return Decoded::Other(Other::Cut) };
    let payload = tcp.payload();
    let on_the_wire = wire_len.saturating_sub(tcp.header_slice().len());
    Decoded::Tcp(Segment {
        source: (addresses.0, tcp.source_port()),
        destination: (addresses.1, tcp.destination_port()),
        sequence: tcp.sequence_number(),
        acknowledgment: tcp.ack().then(|| tcp.acknowledgment_number()),
        syn: tcp.syn(),
        fin: tcp.fin(),
        rst: tcp.rst(),
        payload,
        wire_len: on_the_wire.max(payload.len()) as u32,
    })
}
