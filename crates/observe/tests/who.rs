//! Who is who: proxies, NAT, clients that come again, connections between the same ends.

mod support;

use cutover_evidence::{Handshake, Outcome};
use cutover_testkit::{
    Connection, FIN, From, RST, client_hello, finished, message, pcap, record, server_hello, sslv2_hello,
    with_random,
};
use cutover_wire::Version;
use support::{handshake, handshakes};

const V10: Option<Version> = Some(Version::TLS_1_0);
const V12: Option<Version> = Some(Version::TLS_1_2);

/// Rewrites the client's address, as a NAT or another client.
fn from_address(packets: &[Vec<u8>], address: [u8; 4]) -> Vec<Vec<u8>> {
    let mut packets = packets.to_vec();
    for packet in &mut packets {
        let place = if packet[26..30] == [192, 0, 2, 1] { 26 } else { 30 };
        packet[place..place + 4].copy_from_slice(&address);
    }
    packets
}

fn whole(port: u16, hello: &[u8], version: u16) -> Vec<Vec<u8>> {
    let mut c = Connection::open_from(port, 1000 + u32::from(port));
    c.send(From::Client, hello).send(From::Server, &server_hello(version, 0x2f));
    c.send(From::Client, &finished(version)).send(From::Server, &finished(version)).close();
    c.packets
}

/// Captures of which each begins so many milliseconds after the one before; a packet a millisecond.
fn at(parts: &[(u32, Vec<Vec<u8>>)]) -> Vec<Handshake> {
    let mut packets: Vec<(u32, Vec<u8>)> = parts
        .iter()
        .flat_map(|(start, packets)| {
            packets.iter().enumerate().map(move |(i, p)| (start + i as u32, p.clone()))
        })
        .collect();
    packets.sort_by_key(|(time, _)| *time);
    let mut file = pcap(&[]);
    for (time, packet) in packets {
        let length = packet.len() as u32;
        for word in [1_700_000_000 + time / 1000, time % 1000 * 1000, length, length] {
            file.extend(word.to_le_bytes());
        }
        file.extend(packet);
    }
    handshakes(&file)
}

#[test]
fn a_proxy_header_names_the_client() {
    for header in [
        b"PROXY TCP4 203.0.113.77 198.51.100.2 40000 443\r\n".to_vec(),
        b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xcb\0\x71\x4d\xc6\x33\x64\x02\x9c\x40\x01\xbb".to_vec(),
    ] {
        for hello in [client_hello(b"a.example.test", &[0x0301]), sslv2_hello(0x0301)] {
            for cut in [0, 3, header.len(), header.len() + 20] {
                let stream = [&header[..], &hello].concat();
                let mut c = Connection::open();
                c.send(From::Client, &stream[..cut]).send(From::Client, &stream[cut..]);
                let h = handshake(&c.packets);
                assert_eq!(
                    (h.client_ip.to_string(), h.client_port),
                    ("203.0.113.77".into(), 40_000),
                    "cut at {cut}"
                );
                assert_eq!(h.via, ["in:proxy:[192.0.2.1]:50000"]);
                assert_eq!(h.offered_max, V10);
            }
        }
    }
}

#[test]
fn both_sides_of_a_nat_are_one_handshake_and_the_better_half_is_told() {
    let hello = client_hello(b"a.example.test", &[0x0301]);
    let inside = whole(50_000, &hello, 0x0301);
    let mut outside = from_address(&inside, [203, 0, 113, 5]);
    let both = at(&[(0, inside.clone()), (2, outside.clone())]);
    assert_eq!((both.len(), both[0].also_seen_as.len()), (1, 1), "{both:#?}");
    // The ServerHello was lost outside.
    outside.remove(4);
    for (first, second) in [(&inside, &outside), (&outside, &inside)] {
        let both = at(&[(0, first.clone()), (2, second.clone())]);
        assert_eq!((both.len(), both[0].negotiated_version, both[0].cipher_suite.is_some()), (1, V10, true));
    }
}

#[test]
fn a_random_on_three_connections_says_nothing() {
    let hello = client_hello(b"a.example.test", &[0x0301]);
    let all: Vec<_> = (1..=5)
        .map(|i| (u32::from(i) * 100, from_address(&whole(50_000, &hello, 0x0301), [203, 0, 113, i])))
        .collect();
    assert_eq!(at(&all).len(), 5);
}

#[test]
fn a_third_connection_counts_though_many_others_came_before_it() {
    let hello = client_hello(b"a.example.test", &[0x0301]);
    let same = |last: u8| from_address(&whole(50_000, &hello, 0x0301), [203, 0, 113, last]);
    let mut all = vec![(0, same(1)), (0, same(2)), (5000, same(3))];
    for i in 0..300 {
        let other = with_random(client_hello(b"b.example.test", &[0x0303]), i);
        all.push((100 + u32::from(i), whole(20_000 + i, &other, 0x0303)));
    }
    assert_eq!(at(&all).len(), 303);
}

#[test]
fn the_same_hello_with_another_answer_is_another_handshake() {
    let hello = client_hello(b"a.example.test", &[0x0301]);
    let first = whole(50_000, &hello, 0x0301);
    let mut second = from_address(&first, [203, 0, 113, 5]);
    let place = second[4].windows(32).position(|bytes| *bytes == [9; 32]).expect("its random");
    second[4][place] = 8;
    assert_eq!(at(&[(0, first), (0, second)]).len(), 2);
}

#[test]
fn a_proxy_with_another_address_on_each_side_has_its_answer_before_it_gives_one() {
    let hello = client_hello(b"a.example.test", &[0x0301]);
    let before = whole(50_000, &hello, 0x0301);
    let mut behind = from_address(&before, [203, 0, 113, 5]);
    for packet in &mut behind {
        let server = if packet[26..30] == [203, 0, 113, 5] { 30 } else { 26 };
        packet[server..server + 4].copy_from_slice(&[203, 0, 113, 99]);
    }
    assert_eq!(at(&[(0, before.clone()), (0, behind.clone())]).len(), 1);
    assert_eq!(at(&[(0, before), (2, behind)]).len(), 2, "the answer came before the hello was passed on");
}

#[test]
fn clients_that_one_proxy_names_are_told_apart() {
    let hello = client_hello(b"a.example.test", &[0x0301]);
    let named = |port: u16, client: &str| {
        let header = format!("PROXY TCP4 {client} 198.51.100.2 40000 443\r\n");
        whole(port, &[header.as_bytes(), &hello].concat(), 0x0301)
    };
    let both = at(&[(0, named(50_000, "203.0.113.1")), (100, named(50_001, "203.0.113.2"))]);
    assert_eq!(both.len(), 2, "{both:#?}");
}

/// A first attempt that ends like that, then a second one with TLS 1.0 so many milliseconds later.
fn dance(end: impl Fn(&mut Connection), later: u32) -> (Handshake, Handshake) {
    let mut first = Connection::open_from(50_000, 1000);
    first.send(From::Client, &with_random(client_hello(b"a.example.test", &[0x0303]), 1));
    end(&mut first);
    let second = whole(50_001, &with_random(client_hello(b"a.example.test", &[0x0301]), 2), 0x0301);
    let mut found = at(&[(0, first.packets), (later, second)]);
    assert_eq!(found.len(), 2, "{found:#?}");
    found.sort_by_key(|h| h.frame);
    (found.remove(0), found.remove(0))
}

#[test]
fn who_failed_and_comes_again_with_less_names_the_attempt_it_repeats() {
    let ends: [fn(&mut Connection); 4] = [
        |c| _ = c.flags(From::Server, RST),
        |c| _ = c.send(From::Server, &[21, 3, 3, 0, 2, 2, 40]),
        |c| _ = c.flags(From::Server, FIN),
        |c| _ = c.flags(From::Client, FIN),
    ];
    for end in ends {
        for later in [300, 4000] {
            let (first, second) = dance(end, later);
            assert_eq!((second.retry_of, second.negotiated_version), (first.frame, V10), "{first:#?}");
        }
        assert_eq!(dance(end, 7000).1.retry_of, None);
    }
}

/// An old program beside a browser must not disappear behind it.
#[test]
fn what_succeeds_in_between_or_is_still_under_way_makes_no_dance() {
    let browser =
        |port: u16| whole(port, &with_random(client_hello(b"a.example.test", &[0x0303]), port), 0x0303);
    let old = || whole(50_001, &with_random(client_hello(b"a.example.test", &[0x0301]), 2), 0x0301);
    let retry = |found: Vec<Handshake>| found.iter().find(|h| h.offered_max == V10).unwrap().retry_of;
    assert_eq!(retry(at(&[(0, browser(50_000)), (500, old())])), None);
    // A reset, then the browser's second attempt succeeds.
    let mut reset = Connection::open_from(50_000, 1000);
    reset
        .send(From::Client, &with_random(client_hello(b"a.example.test", &[0x0303]), 1))
        .flags(From::Server, RST);
    assert_eq!(retry(at(&[(0, reset.packets.clone()), (200, browser(50_005)), (500, old())])), None);
    assert!(retry(at(&[(0, reset.packets), (500, old())])).is_some());
    // The browser began later than the old program.
    let mut late = Connection::open_from(50_000, 1000);
    late.send(From::Client, &with_random(client_hello(b"a.example.test", &[0x0303]), 1))
        .flags(From::Server, RST);
    assert_eq!(retry(at(&[(2, late.packets), (0, old())])), None);
}

#[test]
fn the_same_ports_without_a_syn_are_another_connection() {
    let tls12 = whole(50_000, &with_random(client_hello(b"a.example.test", &[0x0303]), 1), 0x0303);
    let tls10 = whole(50_000, &with_random(client_hello(b"a.example.test", &[0x0301]), 2), 0x0301);
    for later in [100, 1500, 300_000] {
        let found = at(&[(0, tls12.clone()), (later, tls10[3..].to_vec())]);
        let versions: Vec<_> = found.iter().map(|h| h.negotiated_version).collect();
        assert_eq!(versions, [V12, V10], "{later} ms later");
    }
}

#[test]
fn tls_in_the_packets_of_sql_server() {
    let packet = |kind: u8, content: &[u8]| {
        let mut packet = vec![kind, 1];
        packet.extend((content.len() as u16 + 8).to_be_bytes());
        packet.extend([0, 0, 1, 0]);
        packet.extend(content);
        packet
    };
    for reply in [0x12, 0x04] {
        let mut c = Connection::open();
        c.send(From::Client, &packet(0x12, &[0, 0, 0x1a, 0, 6, 1, 0xff, 9, 0, 0, 0]));
        c.send(From::Server, &packet(reply, &[0, 0, 0x1a, 0, 6, 1, 0xff, 9, 0, 0, 0]));
        let hello = packet(0x12, &client_hello(b"db.example.test", &[0x0303]));
        c.send(From::Client, &hello[..70]).send(From::Client, &hello[70..]);
        let answer = [server_hello(0x0301, 0x2f), record(22, 0x0301, &message(14, &[]))].concat();
        c.send(From::Server, &packet(reply, &answer));
        c.send(From::Client, &packet(0x12, &finished(0x0301)))
            .send(From::Server, &packet(reply, &finished(0x0301)));
        c.send(From::Client, &record(23, 0x0301, &[1; 80]));
        let h = handshake(&c.packets);
        assert_eq!((h.offered_max, h.negotiated_version, h.outcome), (V12, V10, Outcome::Established));
        assert_eq!(h.via, ["starttls:tds"]);
    }
}

/// A dance ends with what was agreed: what comes after it is judged alone, and so is each of several dances.
#[test]
fn a_dance_ends_with_its_first_success() {
    let old = |port: u16| whole(port, &with_random(client_hello(b"a.example.test", &[0x0301]), port), 0x0301);
    let reset = |port: u16| {
        let mut c = Connection::open_from(port, 1000);
        c.send(From::Client, &with_random(client_hello(b"a.example.test", &[0x0303]), port))
            .flags(From::Server, RST);
        c.packets
    };
    let retries = |parts: &[(u32, Vec<Vec<u8>>)]| -> Vec<bool> {
        let mut found: Vec<_> = at(parts).into_iter().filter(|h| h.offered_max == V10).collect();
        found.sort_by_key(|h| h.frame);
        found.iter().map(|h| h.retry_of.is_some()).collect()
    };
    assert_eq!(retries(&[(0, reset(50_000)), (300, old(50_001)), (1300, old(50_002))]), [true, false]);
    let twice = [(0, reset(50_000)), (300, old(50_001)), (2000, reset(50_002)), (2300, old(50_003))];
    assert_eq!(retries(&twice), [true, true]);
}

/// What the server said was lost: nobody was cut off.
#[test]
fn a_reset_behind_missing_bytes_is_no_failed_attempt() {
    let mut first = Connection::open_from(50_000, 1000);
    first.send(From::Client, &with_random(client_hello(b"a.example.test", &[0x0303]), 1));
    first.skip(From::Server, 3000).flags(From::Client, RST | 16);
    let old = whole(50_001, &with_random(client_hello(b"a.example.test", &[0x0301]), 2), 0x0301);
    let found = at(&[(0, first.packets), (300, old)]);
    assert!(found.iter().all(|h| h.retry_of.is_none()), "{found:#?}");
}

/// A reset of one name is no reason for what the client offers to another.
#[test]
fn who_asks_for_another_name_does_not_come_again() {
    let reset = |name: &[u8]| {
        let mut c = Connection::open_from(50_000, 1000);
        c.send(From::Client, &with_random(client_hello(name, &[0x0303]), 1)).flags(From::Server, RST);
        c.packets
    };
    let old = || whole(50_001, &with_random(client_hello(b"a.example.test", &[0x0301]), 2), 0x0301);
    let retry = |first: Vec<Vec<u8>>| {
        at(&[(0, first), (300, old())]).iter().find(|h| h.offered_max == V10).unwrap().retry_of
    };
    assert!(retry(reset(b"a.example.test")).is_some());
    assert_eq!(retry(reset(b"b.example.test")), None);
    // Nor does who asks for none, as old programs do.
    let nameless = whole(50_001, &sslv2_hello(0x0301), 0x0301);
    let beside = at(&[(0, reset(b"a.example.test")), (300, nameless)]);
    assert!(beside.iter().all(|h| h.retry_of.is_none()), "{beside:#?}");
}
