//! Links and tags around IP: the same TLS 1.0 connection in each.

mod support;

use cutover_capture::Other;
use cutover_observe::Options;
use cutover_testkit::{Connection, From, client_hello, pcap_of_link, server_hello};
use cutover_wire::Version;
use support::read;

/// The connection's packets as IP, wrapped by something.
fn wrapped(link: u32, wrap: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut c = Connection::open();
    c.send(From::Client, &client_hello(b"a.example.test", &[0x0301]))
        .send(From::Server, &server_hello(0x0301, 0x2f));
    let packets: Vec<_> = c.close().packets.iter().map(|frame| wrap(&frame[14..])).collect();
    pcap_of_link(&packets, link)
}

fn is_found(name: &str, file: &[u8]) {
    let (found, reading) = read(file, &Options::default());
    assert_eq!(found.len(), 1, "{name}: {:?}", reading.counts());
    assert_eq!(found[0].negotiated_version, Some(Version::TLS_1_0), "{name}");
}

const MACS: [u8; 12] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];
const LLC: [u8; 8] = [0xaa, 0xaa, 3, 0, 0, 0, 8, 0];

fn ethernet(ip: &[u8]) -> Vec<u8> {
    [&MACS[..], &[8, 0], ip].concat()
}

/// An 802.11 data frame with these two bytes of frame control and so many bytes of header.
fn wifi(control: [u8; 2], header: usize, ip: &[u8]) -> Vec<u8> {
    let mut frame = vec![0; header];
    frame[..2].copy_from_slice(&control);
    [&frame[..], &LLC, ip].concat()
}

#[test]
fn links() {
    let before = |header: &'static [u8]| move |ip: &[u8]| [header, ip].concat();
    is_found("Cisco HDLC", &wrapped(104, before(&[0x0f, 0, 8, 0])));
    is_found("frame relay", &wrapped(107, before(&[0x18, 0x41, 3, 0xcc])));
    is_found("frame relay with SNAP", &wrapped(107, before(&[0x18, 0x41, 3, 0, 0x80, 0, 0, 0, 8, 0])));
    is_found("frame relay as Cisco has it", &wrapped(107, before(&[0x18, 0x41, 8, 0])));
    is_found("enc", &wrapped(109, before(&[2, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0])));
    is_found("pflog", &wrapped(117, |ip| [&[61, 2][..], &[0; 62], ip].concat()));
    is_found(
        "NFLOG",
        &wrapped(239, |ip| {
            let length = (ip.len() as u16 + 4).to_le_bytes();
            [&[2, 0, 0, 100, 6, 0, 10, 0, 1, 2, 0, 0][..], &length, &[9, 0], ip].concat()
        }),
    );
    is_found(
        "PPI around Ethernet",
        &wrapped(192, |ip| [&[0, 0, 8, 0, 1, 0, 0, 0][..], &ethernet(ip)].concat()),
    );
    is_found(
        "PPI around 802.11",
        &wrapped(192, |ip| [&[0, 0, 8, 0, 105, 0, 0, 0][..], &wifi([0x88, 1], 26, ip)].concat()),
    );
    is_found(
        "PKTAP",
        &wrapped(258, |ip| {
            let mut header = vec![0; 108];
            (header[0], header[8]) = (108, 1);
            [header, ethernet(ip)].concat()
        }),
    );
    is_found(
        "ERF with an extension",
        &wrapped(197, |ip| {
            let mut header = [0; 24];
            (header[8], header[16]) = (0x82, 3);
            [&header[..], &[0, 0], &ethernet(ip)].concat()
        }),
    );
    is_found(
        "Juniper Ethernet with extensions",
        &wrapped(178, |ip| [&b"MGC\x80\x00\x02\x01\x01"[..], &ethernet(ip)].concat()),
    );
    is_found("Juniper without a link layer", &wrapped(178, |ip| [&b"MGC\x02\x02\0\0\0"[..], ip].concat()));
}

#[test]
fn wifi_frames() {
    for (name, control, header) in [
        ("to the system", [0x08, 1], 24),
        ("with quality of service", [0x88, 2], 26),
        ("with four addresses", [0x08, 3], 30),
        ("with four addresses and quality of service", [0x88, 3], 32),
        ("with an HT field", [0x88, 0x81], 30),
        ("padded", [0x88, 1], 28),
        ("decrypted by the driver", [0x08, 0x41], 32),
    ] {
        is_found(name, &wrapped(105, |ip| wifi(control, header, ip)));
        is_found(
            name,
            &wrapped(127, |ip| [&[0, 0, 9, 0, 0, 0, 0, 0, 7][..], &wifi(control, header, ip)].concat()),
        );
        is_found(name, &wrapped(1, |ip| wifi(control, header, ip)));
    }
    let encrypted = wrapped(105, |ip| [&[0x08, 0x41][..], &[0; 22], ip].concat());
    let (found, reading) = read(&encrypted, &Options::default());
    assert!(found.is_empty() && reading.counts().others[&Other::Encrypted] > 0);
}

#[test]
fn tags_before_ip() {
    for (name, tag) in [
        ("VN-Tag", &[0x89, 0x26, 0, 0, 0, 0][..]),
        ("HSR", &[0x89, 0x2f, 0, 0x34, 0, 1]),
        ("Cisco time stamp", &[0x89, 0x88, 0, 0, 0, 0, 0, 0]),
        ("Cisco MetaData", &[0x89, 0x09, 1, 1, 0, 1, 0, 7]),
        ("E-TAG", &[0x89, 0x3f, 0, 0, 0, 0, 0, 0]),
        ("Arista, 64 bits", &[0xd2, 0x8b, 0, 1, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("Arista, 48 bits", &[0xd2, 0x8b, 0, 1, 0, 0x20, 0, 0, 0, 0, 0, 0]),
        ("MACsec in the clear", &[0x88, 0xe5, 0, 0, 0, 0, 0, 1]),
        ("MACsec in the clear with its channel", &[0x88, 0xe5, 0x20, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8]),
        ("VLAN, then VN-Tag", &[0x81, 0, 0, 5, 0x89, 0x26, 0, 0, 0, 0]),
    ] {
        is_found(name, &wrapped(1, |ip| [&MACS[..], tag, &[8, 0], ip].concat()));
    }
    is_found("FabricPath", &wrapped(1, |ip| [&MACS[..], &[0x89, 3, 0, 1], &ethernet(ip)].concat()));
    is_found("PBB", &wrapped(1, |ip| [&MACS[..], &[0x88, 0xe7, 0, 0, 0, 1], &ethernet(ip)].concat()));
    is_found("raw IP that says Ethernet", &wrapped(1, <[u8]>::to_vec));
    let in_802_3 = |llc: &'static [u8]| {
        move |ip: &[u8]| {
            let length = ((llc.len() + ip.len()) as u16).to_be_bytes();
            [&MACS[..], &length, llc, ip].concat()
        }
    };
    let bridged = |ip: &[u8]| {
        let inner = [&[0xaa, 0xaa, 3, 0, 0x80, 0xc2, 0, 7][..], &ethernet(ip)].concat();
        [&MACS[..], &(inner.len() as u16).to_be_bytes(), &inner].concat()
    };
    is_found("bridged Ethernet in SNAP", &wrapped(1, bridged));
    is_found("SNAP of Cisco", &wrapped(1, in_802_3(&[0xaa, 0xaa, 3, 0, 0, 0x0c, 8, 0])));
    is_found("the service access point of IP", &wrapped(1, in_802_3(&[6, 6, 3])));
}

#[test]
fn what_is_not_read_is_counted_by_its_name() {
    let counted = |tag: &'static [u8], kind: Other| {
        let file = wrapped(1, |ip| [&MACS[..], tag, ip].concat());
        let (found, reading) = read(&file, &Options::default());
        assert_eq!((found.len(), reading.counts().others.get(&kind).copied()), (0, Some(8)), "{kind:?}");
    };
    counted(&[0x12, 0x34], Other::EtherType(0x1234));
    counted(&[0x88, 0xe5, 0x0c, 0, 0, 0, 0, 1], Other::Encrypted);
    counted(&[0xd2, 0x8b, 0, 9, 0, 9], Other::EtherType(0xd28b));
    let over = |link: u32, wrap: &dyn Fn(&[u8]) -> Vec<u8>, kind: Other| {
        let (found, reading) = read(&wrapped(link, wrap), &Options::default());
        assert_eq!((found.len(), reading.counts().others.get(&kind).copied()), (0, Some(8)), "{kind:?}");
    };
    over(9, &|ip| [&[0, 0x3d][..], ip].concat(), Other::OverLink);
    over(9, &|ip| [&[0xc0, 0x21][..], ip].concat(), Other::Link);
    over(107, &|ip| [&[0x18, 0x41, 3, 0xb1][..], ip].concat(), Other::OverLink);
    over(178, &|ip| [&[1, 2, 3][..], ip].concat(), Other::OverLink);
}

/// UDP holds no TLS over TCP, unless it is a tunnel.
#[test]
fn tunnels_and_dtls_over_udp_are_told_from_other_udp() {
    let udp = |ports: [u16; 2], payload: &'static [u8]| {
        let (_, reading) = read(
            &wrapped(101, |ip| {
                let mut packet = ip[..20].to_vec();
                packet[9] = 17;
                packet[2..4].copy_from_slice(&(28 + payload.len() as u16).to_be_bytes());
                packet.extend(ports.iter().flat_map(|port| port.to_be_bytes()));
                packet.extend((8 + payload.len() as u16).to_be_bytes());
                packet.extend([0, 0]);
                packet.extend(payload);
                packet
            }),
            &Options::default(),
        );
        reading.counts().others.keys().copied().collect::<Vec<_>>()
    };
    assert_eq!(udp([50_000, 4789], b"VXLAN"), [Other::Tunnel(4789)]);
    assert_eq!(udp([6081, 50_000], b"Geneve"), [Other::Tunnel(6081)]);
    assert_eq!(udp([50_000, 4433], &[22, 0xfe, 0xff, 0, 0]), [Other::Dtls]);
    assert_eq!(udp([50_000, 53], b"a question"), [Other::Udp]);
    assert_eq!(udp([37_008, 53], b"a question"), [Other::Udp], "any high port may ask");
    assert_eq!(udp([4500, 4500], &[0x12, 0x34, 0x56, 0x78]), [Other::Tunnel(4500)]);
}

/// Headers within headers have an end.
#[test]
fn headers_without_end_are_no_end_of_work() {
    let file = wrapped(192, |ip| [[0, 0, 8, 0, 192, 0, 0, 0].repeat(5000), ip.to_vec()].concat());
    let (found, reading) = read(&file, &Options::default());
    assert!(found.is_empty() && reading.counts().others.contains_key(&Other::UnknownLink(192)));
}
