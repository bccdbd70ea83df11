//! The link layer: what stands before the IP header.

use super::ethernet::{ethernet, from_ether_type};
use super::network::{Network, u16_at};
use super::ppp::{ppp, pppoe};
use super::wifi;

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
    /// Cisco HDLC
    pub const CISCO_HDLC: Self = Self(104);
    /// IEEE 802.11
    pub const WIFI: Self = Self(105);
    /// Frame relay
    pub const FRAME_RELAY: Self = Self(107);
    /// OpenBSD's tunnel interface, after decryption
    pub const ENC: Self = Self(109);
    /// OpenBSD's packet filter log
    pub const PFLOG: Self = Self(117);
    /// IEEE 802.11 behind a Prism header
    pub const WIFI_PRISM: Self = Self(119);
    /// IEEE 802.11 behind a radiotap header
    pub const WIFI_RADIOTAP: Self = Self(127);
    /// IEEE 802.11 behind an AVS header
    pub const WIFI_AVS: Self = Self(163);
    /// Per-packet information: a header, then a packet of the type that it names
    pub const PPI: Self = Self(192);
    /// Endace's records
    pub const ERF: Self = Self(197);
    /// Linux's netfilter log
    pub const NFLOG: Self = Self(239);
    /// Linux "any" interface, version 1
    pub const LINUX_SLL: Self = Self(113);
    /// Linux "any" interface, version 2
    pub const LINUX_SLL2: Self = Self(276);

    /// Whether packets of this type begin with the IP header (raw IP; 12 and 14 are what old systems wrote).
    pub fn is_raw_ip(self) -> bool {
        matches!(self.0, 12 | 14 | 101 | 228 | 229)
    }
}

/// Takes the link layer off.
#[inline]
pub(crate) fn network(link: LinkType, data: &[u8]) -> Network<'_> {
    if link == LinkType::ETHERNET
        && let Some(([.., 0x08, 0x00], rest)) = data.split_first_chunk::<14>()
    {
        return Network::Ip(rest);
    }
    by_link(link, data, 0)
}

#[inline(never)]
fn by_link(link: LinkType, data: &[u8], depth: u8) -> Network<'_> {
    match link {
        LinkType::ETHERNET => match ethernet(data) {
            // Some programs write other frames into a file that says Ethernet.
            Network::Other(ether_type) => {
                misplaced(data).or_else(|| wifi::behind_llc(data)).unwrap_or(Network::Other(ether_type))
            }
            network => network,
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
        rare => by_rare_link(rare, data, depth),
    }
}

/// IP without any link layer in a file that says something else.
pub(crate) fn misplaced(data: &[u8]) -> Option<Network<'_>> {
    let whole = match data {
        [0x45..=0x4f, _, high, low, ..] if data.len() >= 20 => usize::from(u16_at(&[*high, *low])),
        [0x60..=0x6f, _, _, _, high, low, ..] if data.len() >= 40 => 40 + usize::from(u16_at(&[*high, *low])),
        _ => return None,
    };
    // Frames that are cut are shorter than they say, and never longer.
    (whole >= data.len()).then_some(Network::Ip(data))
}

/// Headers that name the link type of what they carry could do so without end.
const MOST_HEADERS: u8 = 4;

/// The links that few captures have.
#[cold]
fn by_rare_link(link: LinkType, data: &[u8], depth: u8) -> Network<'_> {
    let little =
        |at: usize| data.get(at..at + 4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]));
    let from = |start: Option<usize>| start.and_then(|start| data.get(start..));
    let half = |at: usize| data.get(at..at + 2).map(|two| usize::from(u16::from_le_bytes([two[0], two[1]])));
    let length = |at: usize| little(at).and_then(|length| usize::try_from(length).ok());
    match link {
        LinkType::WIFI => wifi::frame(data),
        // version, padding, length in little endian
        LinkType::WIFI_RADIOTAP => carried(LinkType::WIFI, depth, from(half(2))),
        LinkType::WIFI_PRISM => carried(LinkType::WIFI, depth, from(length(4))),
        LinkType::WIFI_AVS => {
            carried(LinkType::WIFI, depth, from(length(4).map(|l| (l as u32).swap_bytes() as usize)))
        }
        // version, flags, length, link type
        LinkType::PPI => match little(4) {
            Some(link) => carried(LinkType(link), depth, from(half(2))),
            None => Network::Cut,
        },
        // length, kind of record, link type; 149 is what macOS wrote before the type had a number
        LinkType(149 | 258) => match little(8) {
            Some(link) => carried(LinkType(link), depth, from(length(0))),
            None => Network::Cut,
        },
        LinkType::NFLOG => nflog(data),
        // Its own length, which is padded to four
        LinkType::PFLOG => ip(from(data.first().map(|length| usize::from(*length).next_multiple_of(4)))),
        // address family, index, flags
        LinkType::ENC => ip(data.get(12..)),
        // address and control, then an EtherType
        LinkType::CISCO_HDLC => behind(data, 2, 4),
        LinkType::FRAME_RELAY => frame_relay(data),
        LinkType::ERF => erf(data),
        LinkType(178..=181) => juniper(link, data),
        _ => Network::UnknownLink,
    }
}

/// What stands behind a header that names its link type.
fn carried(link: LinkType, depth: u8, rest: Option<&[u8]>) -> Network<'_> {
    match rest {
        None => Network::Cut,
        Some(_) if depth >= MOST_HEADERS => Network::UnknownLink,
        Some(rest) => by_link(link, rest, depth + 1),
    }
}

fn ip(data: Option<&[u8]>) -> Network<'_> {
    data.map_or(Network::Cut, Network::Ip)
}

/// An EtherType at a fixed place, the payload at another.
fn behind(data: &[u8], ether_type: usize, payload: usize) -> Network<'_> {
    match (data.get(ether_type..ether_type + 2), data.get(payload..)) {
        (Some(ether_type), Some(rest)) => from_ether_type(u16_at(ether_type), rest),
        _ => Network::Cut,
    }
}

/// Linux's netfilter log: family, version and resource, then attributes in the byte order of the machine; the ninth is
/// the packet.
fn nflog(data: &[u8]) -> Network<'_> {
    const PAYLOAD: u16 = 9;
    let Some(mut rest) = data.get(4..) else { return Network::Cut };
    while let Some((header, body)) = rest.split_first_chunk::<4>() {
        let little = u16::from_le_bytes([header[2], header[3]]) < 0x100;
        let number = |two: [u8; 2]| if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) };
        let length = usize::from(number([header[0], header[1]]));
        let Some(value) = length.checked_sub(4) else { break };
        if number([header[2], header[3]]) == PAYLOAD {
            return Network::Ip(&body[..value.min(body.len())]);
        }
        let Some(next) = body.get(value.next_multiple_of(4)..) else { break };
        rest = next;
    }
    Network::Cut
}

/// RFC 2427: an address of two to four bytes, control, and what follows; Cisco's own form has an EtherType instead.
fn frame_relay(data: &[u8]) -> Network<'_> {
    let Some(last) = data.iter().take(4).position(|byte| byte & 1 == 1) else { return Network::Cut };
    match &data[last + 1..] {
        [0x03, 0xcc | 0x8e, rest @ ..] | [0x03, 0x00, 0xcc | 0x8e, rest @ ..] => Network::Ip(rest),
        // SNAP: organisation and EtherType
        [0x03, 0x80, 0, 0, 0, high, low, rest @ ..] | [0x03, 0x00, 0x80, 0, 0, 0, high, low, rest @ ..] => {
            from_ether_type(u16_at(&[*high, *low]), rest)
        }
        // RFC 2427: management, CLNP and its routing
        [0x03, 0x08 | 0x81..=0x83, ..] => Network::Other(None),
        [0x03, ..] => Network::Unread,
        [high, low, rest @ ..] => from_ether_type(u16_at(&[*high, *low]), rest),
        _ => Network::Cut,
    }
}

/// Endace's record: time, type, flags, three lengths; extension headers of eight bytes as long as a bit says so.
fn erf(data: &[u8]) -> Network<'_> {
    const HEADER: usize = 16;
    const MORE: u8 = 0x80;
    let Some(kind) = data.get(8).copied() else { return Network::Cut };
    let (mut at, mut more) = (HEADER, kind & MORE != 0);
    while more {
        let Some(extension) = data.get(at) else { return Network::Cut };
        more = extension & MORE != 0;
        at += 8;
    }
    let rest = |skip: usize| data.get(at + skip..);
    match kind & !MORE {
        1 | 10 => rest(0).map_or(Network::Cut, |frame| match frame {
            [0x0f | 0x8f, ..] => behind(frame, 2, 4),
            _ => ppp(frame),
        }),
        // Ethernet, with an offset and a byte of padding before it
        2 | 11 | 16 | 20 => rest(2).map_or(Network::Cut, ethernet),
        22 | 23 => ip(rest(0)),
        _ => Network::UnknownLink,
    }
}

/// Juniper's header: a magic number, flags, and extensions if a flag says so; without a link layer the protocol stands
/// in four bytes.
fn juniper(link: LinkType, data: &[u8]) -> Network<'_> {
    const EXTENSIONS: u8 = 0x80;
    const NO_LINK_LAYER: u8 = 0x02;
    let [b'M', b'G', b'C', flags, rest @ ..] = data else { return Network::Unread };
    let rest = match (flags & EXTENSIONS != 0, rest) {
        (false, rest) => Some(rest),
        (true, [high, low, rest @ ..]) => rest.get(usize::from(u16_at(&[*high, *low]))..),
        _ => None,
    };
    match rest {
        None => Network::Cut,
        Some(rest) if flags & NO_LINK_LAYER != 0 => ip(rest.get(4..)),
        Some(rest) => match link.0 {
            178 => ethernet(rest),
            179 => ppp(rest),
            180 => frame_relay(rest),
            _ => behind(rest, 2, 4),
        },
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
    if matches!(family, 2 | 10 | 24 | 28 | 30) { Network::Ip(data) } else { Network::Other(None) }
}
