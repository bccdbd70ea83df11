//! The link layer: what stands before the IP header.

/// A link-layer header type (the tcpdump group's registry; IANA has none).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LinkType(pub u32);

impl LinkType {
    /// BSD loopback: the address family in the byte order of the machine that captured
    pub const NULL: Self = Self(0);
    /// Ethernet
    pub const ETHERNET: Self = Self(1);
    /// PPP
    pub const PPP: Self = Self(9);
    /// PPP in HDLC-like framing
    pub const PPP_HDLC: Self = Self(50);
    /// PPPoE without the Ethernet header
    pub const PPP_ETHER: Self = Self(51);
    /// OpenBSD loopback: the address family in network byte order
    pub const LOOP: Self = Self(108);
    /// Linux "any" interface, version 1
    pub const LINUX_SLL: Self = Self(113);
    /// Linux "any" interface, version 2
    pub const LINUX_SLL2: Self = Self(276);

    /// Whether packets of this type begin with the IP header (raw IP; 12 and 14 are what old systems wrote).
    pub fn is_raw_ip(self) -> bool {
        matches!(self.0, 12 | 14 | 101 | 228 | 229)
    }
}

/// What was found behind the link layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Network<'a> {
    /// An IP header follows; its first half-byte says which.
    Ip(&'a [u8]),
    /// ARP
    Arp,
    /// Another protocol
    Other,
    /// The link layer itself is not read
    UnknownLink,
    /// Too short for its own headers
    Cut,
}

/// Takes the link layer off.
#[inline]
pub(crate) fn network(link: LinkType, data: &[u8]) -> Network<'_> {
    match link {
        LinkType::ETHERNET => match data.get(12..14) {
            Some(ether_type) => from_ether_type(u16_at(ether_type), &data[14..]),
            None => Network::Cut,
        },
        LinkType::LINUX_SLL => behind(data, 14, 16),
        LinkType::LINUX_SLL2 => behind(data, 0, 20),
        LinkType::NULL | LinkType::LOOP => match data.split_first_chunk::<4>() {
            Some((family, rest)) => address_family(*family, rest),
            None => Network::Cut,
        },
        LinkType::PPP | LinkType::PPP_HDLC => ppp(data),
        LinkType::PPP_ETHER => pppoe(data),
        raw if raw.is_raw_ip() => Network::Ip(data),
        _ => Network::UnknownLink,
    }
}

/// An EtherType at a fixed place, the payload at another.
fn behind(data: &[u8], ether_type: usize, payload: usize) -> Network<'_> {
    match (data.get(ether_type..ether_type + 2), data.get(payload..)) {
        (Some(ether_type), Some(rest)) => from_ether_type(u16_at(ether_type), rest),
        _ => Network::Cut,
    }
}

#[inline]
fn from_ether_type(mut ether_type: u16, mut data: &[u8]) -> Network<'_> {
    loop {
        match ether_type {
            0x0800 | 0x86dd => return Network::Ip(data),
            0x0806 => return Network::Arp,
            // 802.1Q, 802.1ad, and what QinQ used before it
            0x8100 | 0x88a8 | 0x9100 | 0x9200 => match data.split_first_chunk::<4>() {
                Some((tag, rest)) => (ether_type, data) = (u16_at(&tag[2..]), rest),
                None => return Network::Cut,
            },
            0x8864 => return pppoe(data),
            // A length: IEEE 802.2 follows; SNAP with an EtherType is the form that carries IP (RFC 1042).
            0..=1500 => match data.split_first_chunk::<8>() {
                Some(([0xaa, 0xaa, 0x03, 0, 0, 0, high, low], rest)) => {
                    (ether_type, data) = (u16::from_be_bytes([*high, *low]), rest);
                    if ether_type <= 1500 {
                        return Network::Other;
                    }
                }
                _ => return Network::Other,
            },
            _ => return Network::Other,
        }
    }
}

/// The address families that systems write for IPv4 and IPv6: 2 everywhere; 10 Linux, 24 NetBSD and
/// OpenBSD, 28 FreeBSD, 30 macOS.
fn address_family(family: [u8; 4], data: &[u8]) -> Network<'_> {
    let family = if family[0] == 0 && family[1] == 0 {
        u32::from_be_bytes(family)
    } else {
        u32::from_le_bytes(family)
    };
    if matches!(family, 2 | 10 | 24 | 28 | 30) { Network::Ip(data) } else { Network::Other }
}

/// RFC 2516: version and type, code, session, length; then PPP without its framing.
fn pppoe(data: &[u8]) -> Network<'_> {
    match data.split_first_chunk::<6>() {
        Some((_, rest)) => ppp(rest),
        None => Network::Cut,
    }
}

/// RFC 1661 and 1662: address and control may be there or not, the protocol is one byte or two.
fn ppp(data: &[u8]) -> Network<'_> {
    let data = data.strip_prefix(&[0xff, 0x03]).or_else(|| data.strip_prefix(&[0x0f, 0x00])).unwrap_or(data);
    match data {
        [0x00, 0x21 | 0x57, rest @ ..] | [0x21 | 0x57, rest @ ..] => Network::Ip(rest),
        [] | [0] => Network::Cut,
        _ => Network::Other,
    }
}

fn u16_at(bytes: &[u8]) -> u16 {
    u16::from_be_bytes([bytes[0], bytes[1]])
}
