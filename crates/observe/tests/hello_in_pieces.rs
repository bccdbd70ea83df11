//! A hello gives the same record however it is cut up on its way.

mod support;

use cutover_evidence::Handshake;
use cutover_testkit::{Connection, From, client_hello, client_hello_message, in_records, sslv2_hello};
use proptest::prelude::*;
use support::handshake;

/// What the hello says, whatever packets it came in.
fn told(mut handshake: Handshake) -> Handshake {
    (handshake.frame, handshake.seen_at, handshake.record_version) = (None, None, None);
    handshake
}

fn in_segments(stream: &[u8], cuts: &[usize]) -> Handshake {
    let mut connection = Connection::open();
    let mut start = 0;
    for &cut in cuts.iter().chain([&stream.len()]) {
        connection.send(From::Client, &stream[start..cut]);
        start = cut;
    }
    told(handshake(&connection.packets))
}

#[test]
fn cut_at_every_byte_over_two_segments() {
    for hello in [client_hello(b"a.example.test", &[0x0304, 0x0303]), sslv2_hello(0x0301)] {
        let whole = in_segments(&hello, &[]);
        assert!(whole.offered_max.is_some());
        for cut in 1..hello.len() {
            assert_eq!(in_segments(&hello, &[cut]), whole, "cut at {cut}");
        }
    }
}

#[test]
fn cut_at_every_byte_over_two_records() {
    let message = client_hello_message(b"a.example.test", &[0x0304, 0x0303]);
    let whole = in_segments(&in_records(&message, &[]), &[]);
    for cut in 1..message.len() {
        assert_eq!(in_segments(&in_records(&message, &[cut]), &[]), whole, "cut at {cut}");
    }
}

#[test]
fn the_second_segment_comes_first_or_twice() {
    let hello = client_hello(b"a.example.test", &[0x0304, 0x0303]);
    let whole = in_segments(&hello, &[]);
    for cut in 1..hello.len() {
        let mut connection = Connection::open();
        connection.send(From::Client, &hello[..cut]).send(From::Client, &hello[cut..]);
        let last = connection.packets.len() - 1;
        connection.packets.swap(last, last - 1);
        let again = connection.packets[last - 1].clone();
        connection.packets.push(again);
        assert_eq!(told(handshake(&connection.packets)), whole, "cut at {cut}");
    }
}

#[test]
fn a_hello_after_a_clear_text_dialogue_on_any_port() {
    let mut connection = Connection::open();
    connection.send(From::Server, b"220 mail ESMTP\r\n").send(From::Client, b"STARTTLS\r\n");
    connection.send(From::Server, b"220 go ahead\r\n");
    connection.send(From::Client, &client_hello(b"mail.example.test", &[0x0301]));
    assert_eq!(handshake(&connection.packets).server_name.as_deref(), Some("mail.example.test"));
}

#[test]
fn a_hello_behind_other_bytes_of_the_same_segment() {
    let mut stream = b"\x16\x03\x01 is no hello, nor is \x16\x03\x03\x00\x40\x01 ".to_vec();
    stream.extend(client_hello(b"a.example.test", &[0x0303]));
    let mut connection = Connection::open();
    connection.send(From::Client, &stream);
    assert_eq!(handshake(&connection.packets).server_name.as_deref(), Some("a.example.test"));
}

#[test]
fn a_hello_of_seventeen_kilobytes() {
    let name = vec![b'x'; 17_000];
    let message = client_hello_message(&name, &[0x0304, 0x0303]);
    let stream = in_records(&message, &[16_384]);
    let mut connection = Connection::open();
    for segment in stream.chunks(1460) {
        connection.send(From::Client, segment);
    }
    assert_eq!(handshake(&connection.packets).server_name.map(|n| n.len()), Some(17_000));
}

#[test]
fn over_as_many_records_as_are_followed_and_no_more() {
    let found = |length: usize| {
        let message = client_hello_message(&vec![b'x'; 3 * 256], &[0x0304, 0x0303]);
        let cuts: Vec<usize> = (length..message.len()).step_by(length).collect();
        let mut connection = Connection::open();
        connection.send(From::Client, &in_records(&message, &cuts));
        (cuts.len() + 1, handshake(&connection.packets).offered_max)
    };
    let (records, offered) = found(4);
    assert!(records <= 256 && offered.is_some(), "{records} records");
    // The connection is told all the same: its records are TLS.
    let (records, offered) = found(2);
    assert!(records > 256 && offered.is_none(), "{records} records");
}

proptest! {
    #[test]
    fn cut_anyhow_over_segments_and_records(
        record_cuts in proptest::collection::btree_set(1_usize..120, 0..9),
        segment_cuts in proptest::collection::btree_set(1_usize..120, 0..9),
    ) {
        let message = client_hello_message(b"a.example.test", &[0x0304, 0x0303]);
        let whole = in_segments(&in_records(&message, &[]), &[]);
        let within = |cuts: &std::collections::BTreeSet<usize>, end: usize| -> Vec<usize> {
            cuts.iter().copied().filter(|c| *c < end).collect()
        };
        let stream = in_records(&message, &within(&record_cuts, message.len()));
        prop_assert_eq!(in_segments(&stream, &within(&segment_cuts, stream.len())), whole);
    }
}
