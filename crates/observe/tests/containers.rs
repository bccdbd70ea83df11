//! The same packets in every container and behind every link layer give the same handshake.

mod support;

use std::io::Write;

use cutover_evidence::Handshake;
use cutover_observe::{Options, ReadError, StoppedBy};
use cutover_testkit::{Connection, From, client_hello, pcap, pcap_of_link, server_hello};
use support::{handshakes, read};

fn connection() -> Connection {
    let mut c = Connection::open();
    c.send(From::Client, &client_hello(b"a.example.test", &[0x0304, 0x0303]));
    c.send(From::Server, &server_hello(0x0303, 0x002f));
    c
}

fn the_one(file: &[u8]) -> Handshake {
    let (mut all, reading) = read(file, &Options::default());
    assert!(reading.inputs[0].stopped_by.is_none(), "{:?}", reading.inputs[0].stopped_by);
    assert_eq!(all.len(), 1, "{all:?} {:?}", reading.counts());
    all.remove(0)
}

type ToBytes = fn(u32) -> [u8; 4];

fn words(order: ToBytes, words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|w| order(*w)).collect()
}

fn pcap_variant(order: ToBytes, magic: u32, record_header: usize) -> Vec<u8> {
    let mut file = words(order, &[magic]);
    file.extend(if order(1)[0] == 1 { [2, 0, 4, 0] } else { [0, 2, 0, 4] });
    file.extend(words(order, &[0, 0, 262_144, 1]));
    for (i, packet) in connection().packets.iter().enumerate() {
        let fraction = if magic == 0xa1b23c4d { 1_000_000 } else { 1000 };
        let length = packet.len() as u32;
        file.extend(words(order, &[1_700_000_000, i as u32 * fraction, length, length]));
        file.extend(vec![0; record_header - 16]);
        file.extend(packet);
    }
    file
}

fn block(order: ToBytes, kind: u32, body: &[u8]) -> Vec<u8> {
    let mut padded = body.to_vec();
    padded.resize(body.len().next_multiple_of(4), 0);
    let length = padded.len() as u32 + 12;
    [words(order, &[kind, length]), padded, words(order, &[length])].concat()
}

fn section(order: ToBytes, link: u16) -> Vec<u8> {
    let version = if order(1)[0] == 1 { [1, 0, 0, 0] } else { [0, 1, 0, 0] };
    let header = [&order(0x1a2b3c4d)[..], &version, &[0xff; 8]].concat();
    let link = if order(1)[0] == 1 { link.to_le_bytes() } else { link.to_be_bytes() };
    let interface = [&link[..], &[0, 0], &order(0)].concat();
    [block(order, 0x0a0d0d0a, &header), block(order, 1, &interface)].concat()
}

/// Time in microseconds, as interfaces without an option count.
fn time(i: usize) -> [u32; 2] {
    let microseconds = 1_700_000_000_000_000 + i as u64 * 1000;
    [(microseconds >> 32) as u32, microseconds as u32]
}

fn pcapng(order: ToBytes, packet_block: fn(ToBytes, usize, &[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut file = section(order, 1);
    for (i, packet) in connection().packets.iter().enumerate() {
        file.extend(packet_block(order, i, packet));
    }
    file
}

fn enhanced(order: ToBytes, i: usize, packet: &[u8]) -> Vec<u8> {
    let [high, low] = time(i);
    let length = packet.len() as u32;
    let mut body = [words(order, &[0, high, low, length, length]), packet.to_vec()].concat();
    body.resize(body.len().next_multiple_of(4), 0);
    // A comment: option 1.
    let (code, size) = if order(1)[0] == 1 { ([1, 0], [5, 0]) } else { ([0, 1], [0, 5]) };
    body.extend([&code[..], &size, b"hello\0\0\0", &[0; 4]].concat());
    block(order, 6, &body)
}

fn old(order: ToBytes, i: usize, packet: &[u8]) -> Vec<u8> {
    let [high, low] = time(i);
    let length = packet.len() as u32;
    block(order, 2, &[words(order, &[0, high, low, length, length]), packet.to_vec()].concat())
}

fn simple(order: ToBytes, _: usize, packet: &[u8]) -> Vec<u8> {
    block(order, 3, &[words(order, &[packet.len() as u32]), packet.to_vec()].concat())
}

const LITTLE: ToBytes = u32::to_le_bytes;
const BIG: ToBytes = u32::to_be_bytes;

#[test]
fn every_container_holds_the_same() {
    let expected = the_one(&pcap(&connection().packets));
    assert_eq!(expected.seen_at.unwrap().to_string(), "2023-11-14T22:13:20.003Z");
    for order in [LITTLE, BIG] {
        for (magic, header) in [(0xa1b2c3d4, 16), (0xa1b23c4d, 16), (0xa1b2cd34, 24)] {
            assert_eq!(the_one(&pcap_variant(order, magic, header)), expected, "{magic:x}");
        }
        assert_eq!(the_one(&pcapng(order, enhanced)), expected);
        assert_eq!(the_one(&pcapng(order, old)), expected);
        let without_time = Handshake { seen_at: None, ..expected.clone() };
        assert_eq!(the_one(&pcapng(order, simple)), without_time);
    }
}

#[test]
fn several_sections_each_with_its_own_byte_order_and_link() {
    let mut file = section(LITTLE, 1);
    let packets = connection().packets;
    for (i, packet) in packets.iter().enumerate() {
        if i == 3 {
            file.extend(section(BIG, 101));
        }
        let (order, data): (ToBytes, _) = if i < 3 { (LITTLE, &packet[..]) } else { (BIG, &packet[14..]) };
        file.extend(enhanced(order, i, data));
    }
    assert_eq!(the_one(&file), the_one(&pcap(&packets)));
}

#[test]
fn gzip_and_zstd_around_a_capture() {
    let plain = pcap(&connection().packets);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&plain).unwrap();
    let gzip = gzip.finish().unwrap();
    let zstd = ruzstd::encoding::compress_to_vec(&plain[..], ruzstd::encoding::CompressionLevel::Fastest);
    let expected = the_one(&plain);
    assert_eq!(the_one(&gzip), expected);
    assert_eq!(the_one(&zstd), expected);
    // Two packed halves behind each other are one stream.
    let half = |bytes| ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest);
    assert_eq!(the_one(&[half(&plain[..100]), half(&plain[100..])].concat()), expected);
    // What holds something else may stand anywhere (RFC 8878, section 3.1.2).
    let skipped = [&[0x5a, 0x2a, 0x4d, 0x18, 5, 0, 0, 0][..], b"index"].concat();
    let [first, second] = [half(&plain[..100]), half(&plain[100..])];
    assert_eq!(the_one(&[&skipped[..], &first, &skipped, &second, &skipped].concat()), expected);
    // What unpacks to more than allowed is read up to there.
    let (_, reading) = read(&gzip, &Options { unpack_limit: 200, ..Options::default() });
    assert!(matches!(
        reading.inputs[0].stopped_by,
        Some(StoppedBy::Open(_) | StoppedBy::Read(ReadError::Io { .. }))
    ));
}

#[test]
fn every_link_layer_is_taken_off() {
    let expected = the_one(&pcap(&connection().packets));
    let ethernet = |header: &[u8]| {
        let mut file = vec![2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];
        file.extend(header);
        file
    };
    let sll2 = [&[8, 0, 0, 0][..], &[0; 16]].concat();
    let links: &[(&str, u32, Vec<u8>)] = &[
        ("802.1Q", 1, ethernet(&[0x81, 0, 0, 5, 8, 0])),
        ("QinQ", 1, ethernet(&[0x88, 0xa8, 0, 5, 0x81, 0, 0, 6, 8, 0])),
        ("802.2 SNAP", 1, ethernet(&[1, 0, 0xaa, 0xaa, 3, 0, 0, 0, 8, 0])),
        ("PPPoE", 1, ethernet(&[0x88, 0x64, 0x11, 0, 0, 1, 1, 0, 0, 0x21])),
        ("PPP", 9, vec![0xff, 3, 0, 0x21]),
        ("PPP, compressed", 9, vec![0x21]),
        ("PPP in HDLC", 50, vec![0xff, 3, 0, 0x21]),
        ("NULL, little", 0, vec![2, 0, 0, 0]),
        ("NULL, big", 0, vec![0, 0, 0, 2]),
        ("LOOP", 108, vec![0, 0, 0, 2]),
        ("raw IP", 101, vec![]),
        ("IPv4", 228, vec![]),
        ("SLL", 113, [&[0; 14][..], &[8, 0]].concat()),
        ("SLL2", 276, sll2),
    ];
    for (name, link, header) in links {
        let packets: Vec<_> = connection().packets.iter().map(|p| [&header[..], &p[14..]].concat()).collect();
        assert_eq!(the_one(&pcap_of_link(&packets, *link)), expected, "{name}");
    }
}

#[test]
fn ipv6_with_extension_headers() {
    let c = connection();
    let mut packets = Vec::new();
    for packet in &c.packets {
        let (ip, tcp) = packet[14..].split_at(20);
        let mut v6 = vec![0x60, 0, 0, 0];
        v6.extend((tcp.len() as u16 + 8).to_be_bytes());
        v6.extend([0, 64]); // hop-by-hop options come first
        for address in [&ip[12..16], &ip[16..20]] {
            v6.extend([0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0]);
            v6.extend(address);
        }
        v6.extend([6, 0, 1, 4, 0, 0, 0, 0]);
        v6.extend(tcp);
        packets.push(v6);
    }
    let h = the_one(&pcap_of_link(&packets, 101));
    assert_eq!(h.client_ip.to_string(), "2001:db8::c000:201");
    assert_eq!(h.server_name.as_deref(), Some("a.example.test"));
}

#[test]
fn cut_off_anywhere_everything_before_counts_and_nothing_panics() {
    for file in [pcap(&connection().packets), pcapng(LITTLE, enhanced), pcapng(BIG, simple)] {
        for end in 0..file.len() {
            let (found, reading) = read(&file[..end], &Options::default());
            assert!(found.len() <= 1);
            if let Some(StoppedBy::Read(ReadError::CutOff { offset })) = &reading.inputs[0].stopped_by {
                assert!(*offset <= end as u64);
            }
        }
    }
}

#[test]
fn a_damaged_length_ends_the_reading_there() {
    let mut file = pcap(&connection().packets);
    let fifth = 24 + (0..4).map(|i| 16 + connection().packets[i].len()).sum::<usize>();
    file[fifth + 8..fifth + 12].copy_from_slice(&u32::MAX.to_le_bytes());
    let (found, reading) = read(&file, &Options::default());
    assert_eq!(found.len(), 1);
    let damaged = StoppedBy::Read(ReadError::Damaged { offset: fifth as u64 });
    assert_eq!(reading.inputs[0].stopped_by.as_ref().map(ToString::to_string), Some(damaged.to_string()));
    assert_eq!(handshakes(&file), found);
}
