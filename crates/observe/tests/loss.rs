//! Whatever is lost, doubled or captured out of order of a connection: what is said of it is right, or that it is not known.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use cutover_capture::{Capture, Decoded, LinkType, Packet, Status, decode};
use cutover_evidence::{Handshake, Outcome};
use cutover_policy::{Fault, Policy, judge};
use cutover_testkit::{
    Connection, From, client_hello, finished, in_records_of, message, pcap, record, server_hello,
    server_hello_with,
};
use cutover_wire::Version;
use proptest::prelude::*;
use support::handshakes;

/// Packets of one connection, Ethernet, in the order in which they were captured.
type Packets = Vec<Vec<u8>>;

/// The connections of the project's example, which real clients and servers made.
fn recorded() -> Vec<Packets> {
    let file =
        fs::File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/office365.pcapng")).unwrap();
    let mut capture = Capture::open(file).unwrap();
    let mut connections: BTreeMap<_, Packets> = BTreeMap::new();
    while capture
        .read(&mut |packet| {
            let Decoded::Tcp(segment) = decode(&packet) else { return };
            let mut ends = [segment.source, segment.destination];
            ends.sort();
            connections.entry(ends).or_default().push(packet.data.to_vec());
        })
        .unwrap()
        == Status::More
    {}
    connections.into_values().collect()
}

/// A TLS 1.3 connection in which the server asks for a second hello: the client's ChangeCipherSpec is followed by a record
/// of type 22, as before TLS 1.3, and so is the server's.
fn asked_again(second: &[u8]) -> Packets {
    let retry: [u8; 32] = [
        0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2,
        0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
    ];
    let ccs = || record(20, 0x0303, &[1]);
    let mut c = Connection::open();
    c.send(From::Client, &client_hello(b"a.example.test", &[0x0304, 0x0303]));
    c.send(From::Server, &server_hello_with(0x0304, 0x1301, &retry)).send(From::Server, &ccs());
    c.send(From::Client, &ccs()).send(From::Client, second);
    c.send(From::Server, &server_hello(0x0304, 0x1302)).send(From::Server, &record(23, 0x0303, &[5; 900]));
    c.send(From::Client, &record(23, 0x0303, &[6; 53])).send(From::Client, &record(23, 0x0303, &[7; 200]));
    c.send(From::Server, &record(23, 0x0303, &[8; 300])).close();
    c.packets
}

/// A TLS 1.2 connection whose hello lies in records of so many bytes, one a segment.
fn fragmented(size: usize) -> Packets {
    let mut c = Connection::open();
    for part in in_records_of(&client_hello(b"a.example.test", &[0x0303]), size) {
        c.send(From::Client, &part);
    }
    c.send(From::Server, &server_hello(0x0303, 0xc02f));
    c.send(From::Server, &record(22, 0x0303, &message(11, &[9; 700])));
    c.send(From::Server, &record(22, 0x0303, &message(14, &[])));
    c.send(From::Client, &record(22, 0x0303, &message(16, &[4; 65])));
    c.send(From::Client, &finished(0x0303)).send(From::Server, &finished(0x0303));
    c.send(From::Client, &record(23, 0x0303, &[1; 120]))
        .send(From::Server, &record(23, 0x0303, &[2; 500]))
        .close();
    c.packets
}

fn all() -> Vec<Packets> {
    let second = client_hello(b"a.example.test", &[0x0304, 0x0303]);
    let mut all = recorded();
    all.push(asked_again(&second));
    all.push(asked_again(&in_records_of(&second, 7).concat()));
    all.extend([3, 11, 40].map(fragmented));
    all
}

fn as_packet(data: &[u8]) -> Packet<'_> {
    Packet { frame: 1, time: None, link: LinkType::ETHERNET, data, wire_len: data.len() as u32 }
}

/// The payload of a segment.
fn payload(packet: &[u8]) -> &[u8] {
    let data = as_packet(packet);
    match decode(&data) {
        Decoded::Tcp(segment) => segment.payload,
        Decoded::Other(_) => &[],
    }
}

fn begins_with_a_record(bytes: &[u8]) -> bool {
    matches!(bytes, [20..=23, 3, 0..=4, _, _, _, ..])
}

fn rank(version: Option<Version>) -> u32 {
    version.map_or(0, Version::age_rank)
}

/// Everything that is said must be so in the whole connection.
fn check(left: &Packets, truth: &Handshake) -> Result<(), TestCaseError> {
    let found = handshakes(&pcap(left));
    prop_assert!(found.len() <= 1, "{found:#?}");
    let sslv2 = truth.hello_format == Some(cutover_evidence::HelloFormat::Sslv2);
    let expected = left.iter().any(|packet| begins_with_a_record(payload(packet)));
    prop_assert!(
        found.len() == 1 || !expected || sslv2,
        "silence about {:02x?}",
        left.iter().map(|p| payload(p).iter().take(12).collect::<Vec<_>>()).collect::<Vec<_>>()
    );
    let Some(said) = found.first() else { return Ok(()) };
    prop_assert!(said.negotiated_version.is_none_or(|v| Some(v) == truth.negotiated_version), "{said:#?}");
    prop_assert!(rank(said.negotiated_at_least) <= rank(truth.negotiated_version), "{said:#?}");
    prop_assert!(said.offered_max.is_none_or(|v| Some(v) == truth.offered_max), "{said:#?}");
    prop_assert!(rank(said.offered_at_least) <= rank(truth.offered_max), "{said:#?}");
    if truth.outcome == Outcome::Established {
        prop_assert!(said.refused_by.is_none(), "{said:#?}");
        let ended = [Outcome::RefusedAlert, Outcome::NonTlsAnswer, Outcome::Closed, Outcome::Reset];
        prop_assert!(!ended.contains(&said.outcome), "{said:#?}");
        prop_assert!(said.hello_retry.is_none_or(|r| Some(r) == truth.hello_retry), "{said:#?}");
        prop_assert!(said.resumed != Some(true) || truth.resumed == Some(true), "{said:#?}");
    }
    for policy in ["tls12-plus", "tls13-only"] {
        let policy = Policy::built_in(policy).unwrap();
        let fault = |handshake: &Handshake| -> Option<Fault> { judge(handshake, &policy).fault };
        prop_assert!(fault(said).is_none() || fault(said) == fault(truth), "{said:#?}");
    }
    Ok(())
}

/// What a recording has of a connection if some packets are lost, some stand there twice and some come later by so many.
fn disturbed(
    whole: &Packets,
    lost: &BTreeSet<usize>,
    doubled: &BTreeSet<usize>,
    late: &[(usize, usize)],
) -> Packets {
    let mut left = Packets::new();
    for (i, packet) in whole.iter().enumerate().filter(|(i, _)| !lost.contains(i)) {
        left.push(packet.clone());
        if doubled.contains(&i) {
            left.push(packet.clone());
        }
    }
    for (from, by) in late {
        if *from < left.len() {
            let packet = left.remove(*from);
            left.insert((from + by).min(left.len()), packet);
        }
    }
    left
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_lost_doubled_and_late_is_never_told_wrong(
        which in any::<prop::sample::Index>(),
        lost in proptest::collection::btree_set(0_usize..40, 0..30),
        doubled in proptest::collection::btree_set(0_usize..40, 0..4),
        late in proptest::collection::vec((0_usize..40, 1_usize..30), 0..4),
    ) {
        let connections = all();
        let whole = which.get(&connections);
        let truth = handshakes(&pcap(whole)).remove(0);
        let left = disturbed(whole, &lost, &doubled, &late);
        check(&left, &truth)?;
    }
}

/// One direction alone, and each packet alone.
#[test]
fn each_direction_and_each_packet_alone_is_never_told_wrong() {
    for whole in all() {
        let truth = handshakes(&pcap(&whole)).remove(0);
        let ports: BTreeSet<[u8; 2]> = whole.iter().map(|packet| source_port(packet)).collect();
        for port in ports {
            let one: Packets = whole.iter().filter(|packet| source_port(packet) == port).cloned().collect();
            check(&one, &truth).unwrap();
        }
        for packet in &whole {
            check(&vec![packet.clone()], &truth).unwrap();
        }
    }
}

fn source_port(packet: &[u8]) -> [u8; 2] {
    let Decoded::Tcp(segment) = decode(&as_packet(packet)) else { return [0; 2] };
    segment.source.1.to_be_bytes()
}

/// What millions of random disturbances found.
#[test]
fn what_was_told_wrong_once() {
    let refused = || {
        let mut c = Connection::open();
        c.send(From::Client, &client_hello(b"a.example.test", &[0x0302]));
        c.send(From::Server, &record(21, 0x0302, &[2, 70])).close();
        c.packets
    };
    let second = client_hello(b"a.example.test", &[0x0304, 0x0303]);
    let plain = asked_again(&second);
    let again = asked_again(&in_records_of(&second, 7).concat());
    let set = |numbers: &[usize]| numbers.iter().copied().collect::<BTreeSet<usize>>();
    for (whole, lost, doubled, late) in [
        // The server's SYN after its FIN, and then what stands between them.
        (refused(), set(&[2, 3]), set(&[]), &[(1, 5), (2, 4)][..]),
        // The first part of a hello once more when all is over.
        (fragmented(40), set(&[]), set(&[3]), &[(3, 13)]),
        // A request for a second hello is lost, and what shows that something is comes late: the first hello, or the SYN.
        (again.clone(), set(&[1, 4, 5]), set(&[]), &[(2, 3)]),
        (again.clone(), set(&[1, 4, 5]), set(&[]), &[(2, 4)]),
        (again.clone(), set(&[4, 5]), set(&[]), &[(3, 3), (1, 4)]),
        (plain.clone(), set(&[2, 4, 5]), set(&[]), &[(2, 3), (1, 3)]),
        // What stood before all that was captured comes when all is over.
        (plain.clone(), set(&[0, 1, 3, 4, 5]), set(&[]), &[(1, 8)]),
        (plain.clone(), set(&[1, 3, 5, 6]), set(&[]), &[(0, 10), (1, 9)]),
        (again, set(&[0, 3, 4, 6]), set(&[]), &[(0, 10), (1, 9)]),
        // A SYN comes late, twice.
        (plain, set(&[1, 3, 4, 5]), set(&[0]), &[(0, 3), (0, 2)]),
        (fragmented(40), set(&[1]), set(&[0]), &[(0, 4), (0, 3), (1, 1)]),
    ] {
        let truth = handshakes(&pcap(&whole)).remove(0);
        check(&disturbed(&whole, &lost, &doubled, late), &truth).unwrap();
    }
}
