//! TCP with all its disorder, and the bounds of what is kept.

mod support;

use cutover_evidence::{HelloRead, Outcome};
use cutover_observe::Options;
use cutover_testkit::{
    ACK, Connection, From, RST, SYN, client_hello, finished, message, pcap, record, server_hello, with_random,
};
use cutover_wire::Version;
use support::{handshake, handshakes, read};

#[test]
fn data_in_the_syn_is_taken_and_its_repetition_is_not_counted_twice() {
    let hello = client_hello(b"a.example.test", &[0x0303]);
    let mut c = Connection::midway(50_000, 1000);
    let syn = c.packet(From::Client, SYN, 1000, &hello);
    c.packets.push(syn);
    c.skip(From::Client, 1).flags(From::Server, SYN | ACK).send(From::Client, &hello);
    assert_eq!(handshake(&c.packets).frame, Some(1));
}

#[test]
fn a_port_that_is_used_again_is_another_connection() {
    let hello = client_hello(b"a.example.test", &[0x0303]);
    let mut first = Connection::open_from(50_000, 1000);
    first.send(From::Client, &hello);
    let mut second = Connection::open_from(50_000, 77_777);
    let hello = with_random(hello, 9);
    second.send(From::Client, &hello).flags(From::Server, RST);
    let both = handshakes(&pcap(&[first.packets, second.packets].concat()));
    let outcomes: Vec<_> = both.iter().map(|h| h.outcome).collect();
    assert_eq!(outcomes, [Outcome::NoAnswer, Outcome::Reset]);
}

#[test]
fn overlapping_segments_are_taken_once() {
    let hello = client_hello(b"a.example.test", &[0x0303]);
    let mut c = Connection::open();
    let start = 1001;
    for (from, to) in [(0, 30), (10, 60), (0, hello.len())] {
        let packet = c.packet(From::Client, ACK, start + from as u32, &hello[from..to]);
        c.packets.push(packet);
    }
    assert_eq!(handshake(&c.packets).server_name.as_deref(), Some("a.example.test"));
}

#[test]
fn sequence_numbers_wrap_around() {
    let hello = client_hello(b"a.example.test", &[0x0303]);
    let mut c = Connection::open_from(50_000, u32::MAX - 20);
    c.send(From::Client, &hello[..40]).send(From::Client, &hello[40..]);
    assert_eq!(handshake(&c.packets).offered_max, Some(Version::TLS_1_2));
}

#[test]
fn bytes_missing_inside_a_certificate_do_not_hide_what_follows() {
    let mut c = Connection::open();
    c.send(From::Client, &client_hello(b"a.example.test", &[0x0303]));
    let certificate = record(22, 0x0303, &message(11, &[7; 5000]));
    c.send(From::Server, &server_hello(0x0303, 0x002f));
    c.send(From::Server, &certificate[..1000])
        .skip(From::Server, 3000)
        .send(From::Server, &certificate[4000..]);
    c.send(From::Client, &finished(0x0303)).send(From::Server, &finished(0x0303)).close();
    assert_eq!(handshake(&c.packets).outcome, Outcome::Established);
}

#[test]
fn packets_cut_by_the_snap_length_are_no_refusal() {
    let mut c = Connection::open();
    c.send(From::Client, &client_hello(b"a.example.test", &[0x0303]));
    c.send(From::Server, &server_hello(0x0303, 0x002f));
    let last = c.packets.len() - 1;
    c.packets[last].truncate(70);
    let h = handshake(&c.packets);
    assert_eq!((h.outcome, h.refused_by), (Outcome::Incomplete, None));
    // Its version field is there, and no more.
    assert_eq!((h.negotiated_version, h.negotiated_at_least), (None, Some(Version::TLS_1_2)));
}

#[test]
fn the_answer_was_captured_before_the_hello() {
    let mut c = Connection::open();
    c.send(From::Client, &client_hello(b"a.example.test", &[0x0303]));
    c.send(From::Server, &server_hello(0x0303, 0x002f));
    let last = c.packets.len() - 1;
    c.packets.swap(last, last - 1);
    let h = handshake(&c.packets);
    assert_eq!((h.offered_max, h.negotiated_version), (Some(Version::TLS_1_2), Some(Version::TLS_1_2)));
}

/// Many connections that begin and never end: what is kept stays in bounds, and what is dropped is counted.
#[test]
fn half_open_connections_stay_in_bounds() {
    let mut packets = Vec::new();
    for port in 1024..21_024 {
        let mut c = Connection::midway(port, 1000);
        c.flags(From::Client, SYN);
        packets.append(&mut c.packets);
    }
    let mut last = Connection::open_from(60_000, 5);
    last.send(From::Client, &client_hello(b"last.example.test", &[0x0303]));
    packets.append(&mut last.packets);
    let (found, reading) = read(&pcap(&packets), &Options { flows: 1000, ..Options::default() });
    assert_eq!(found.len(), 1);
    assert!(reading.loss.flows > 18_000, "{:?}", reading.loss);
}

/// Many hellos without an answer: they are reported early, as far as they were seen, and counted.
#[test]
fn handshakes_under_way_stay_in_bounds() {
    let mut packets = Vec::new();
    for port in 1024..2024 {
        let mut c = Connection::open_from(port, 1000);
        c.send(From::Client, &with_random(client_hello(b"a.example.test", &[0x0303]), port));
        packets.append(&mut c.packets);
    }
    let (found, reading) = read(&pcap(&packets), &Options { handshakes: 100, ..Options::default() });
    assert_eq!((found.len(), reading.loss.handshakes), (1000, 900));
    let (found, reading) = read(&pcap(&packets), &Options { handshake_bytes: 2000, ..Options::default() });
    assert_eq!(found.len(), 1000);
    assert!(reading.loss.handshakes > 800);
}

/// Hellos that never become whole hold at most 64 KiB each, and all together what they may.
#[test]
fn endless_hellos_stay_in_bounds() {
    let endless = record(22, 0x0301, &message(1, &vec![3; 60_000])[..16_000]);
    let mut packets = Vec::new();
    for port in 1024..1124 {
        let mut c = Connection::open_from(port, 1000);
        for _ in 0..6 {
            c.send(From::Client, &endless);
        }
        packets.append(&mut c.packets);
    }
    let options = Options { handshake_bytes: 1 << 20, ..Options::default() };
    let (found, reading) = read(&pcap(&packets), &options);
    assert!(reading.loss.handshakes > 0, "{:?}", reading.loss);
    assert!(found.len() <= 100 && found.iter().all(|h| h.client_hello != Some(HelloRead::Whole)));
}
