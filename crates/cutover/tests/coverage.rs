//! An all-clear says what it rests on.

mod support;

use cutover_testkit::{Connection, From, client_hello, finished, pcap, record, server_hello, with_random};
use support::{cutover, cutover_with};

fn whole(port: u16, version: u16) -> Vec<Vec<u8>> {
    let mut c = Connection::open_from(port, 1000 + u32::from(port));
    c.send(From::Client, &with_random(client_hello(b"a.example.test", &[version]), port));
    c.send(From::Server, &server_hello(version, 0xc02f));
    c.send(From::Client, &finished(version)).send(From::Server, &finished(version)).close();
    c.packets
}

fn headline(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[test]
fn a_connection_of_which_nobody_can_say_what_it_is_makes_the_answer_unknown() {
    let mut open = Connection::midway(50_001, 5000);
    open.send(From::Client, &[0x91, 2, 0x44, 0xf1, 9, 9, 9]).send(From::Server, &[7, 7, 0, 1]);
    let file = pcap(&[whole(50_000, 0x0303), open.packets].concat());
    let ran = cutover_with(&["observe", "-"], &file);
    assert_eq!(ran.code, Some(4));
    insta::assert_snapshot!(headline(&ran.stdout), @"Nothing seen here breaks under policy tls12-plus (TLS 1.2 or later, any suite), but of 1 connection too little was seen to say whether it is TLS. In less than a second, 50 % of the connections were seen whole.");
    assert_eq!(cutover_with(&["observe", "-", "--fail-on", "breaks"], &file).code, Some(0));
}

#[test]
fn what_is_known_to_be_something_else_does_not_count() {
    let mut text = Connection::midway(50_001, 5000);
    text.send(From::Client, b"GET /a/long/path HTTP/1.1\r\nHost: a.example.test\r\n\r\n");
    let mut binary = Connection::midway(50_002, 5000);
    for _ in 0..20 {
        binary.send(From::Server, &[0xa5; 1400]);
    }
    let mut begun = Connection::open_from(50_003, 5000);
    begun.send(From::Client, &[0x91, 2, 0x44, 0xf1]);
    let file = pcap(&[whole(50_000, 0x0303), text.packets, binary.packets, begun.packets].concat());
    let ran = cutover_with(&["observe", "-"], &file);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    assert!(headline(&ran.stdout).ends_with("100 % of the connections were seen whole."), "{}", ran.stdout);
}

#[test]
fn records_alone_break_a_policy_or_fit_it_as_far_as_they_prove() {
    let open = |version: u16| {
        let mut c = Connection::midway(50_000, 5000);
        c.send(From::Client, &record(23, version, &[1; 80]))
            .send(From::Server, &record(23, version, &[2; 90]));
        pcap(&c.packets)
    };
    let code = |version, policy| cutover_with(&["observe", "-", "-p", policy], &open(version)).code;
    assert_eq!([code(0x0301, "tls12-plus"), code(0x0303, "tls12-plus")], [Some(1), Some(0)]);
    assert_eq!([code(0x0303, "tls13-only"), code(0x0303, "mozilla-intermediate-5.8")], [Some(4), Some(4)]);
    let ran = cutover_with(&["observe", "-"], &open(0x0303));
    insta::assert_snapshot!(ran.stdout, @r"
    Nothing seen here breaks under policy tls12-plus (TLS 1.2 or later, any suite); the one client fits as far as it was seen. In less than a second, 0 % of the connections were seen whole.

    Verdict  Client     Server                      Offers   Got               Reason  At fault  Count  First seen  Last seen  Packet
    fits     192.0.2.1  198.51.100.2:443 (no name)  unknown  TLS 1.2 or newer  agreed                1  22:13:20    22:13:20        1

    1 handshake: 0 break, 0 unknown, 1 fit.
    Covered: 2023-11-14 22:13:20 to 2023-11-14 22:13:20 (less than a second); 0 of 1 connections seen whole (0 %).
    Not seen whole: 1 without any hello, known by their records (TLS 1.2 or newer: 1).
    2 packets read from 1 capture.
    Times are UTC, 2023-11-14.
    ");
}

#[test]
fn evidence_says_what_was_not_seen_beside_it_and_verify_says_it_again() {
    let mut c = Connection::midway(50_000, 5000);
    c.send(From::Client, &record(23, 0x0301, &[1; 80])).send(From::Client, &record(23, 0x0301, &[2; 90]));
    let ran = cutover_with(&["observe", "-", "--format", "jsonl"], &pcap(&c.packets));
    assert!(ran.stderr.contains("Not seen whole: 1 without any hello"), "{}", ran.stderr);
    let verified = cutover_with(&["verify", "-"], ran.stdout.as_bytes());
    assert_eq!(verified.code, Some(1));
    for said in
        ["Not seen whole: 1 without any hello", "What was missing from the recording, evidence does not say."]
    {
        assert!(verified.stdout.contains(said), "{}", verified.stdout);
    }
}

#[test]
fn who_sends_many_different_hellos_is_named() {
    let mut packets = Vec::new();
    for i in 0..40_u16 {
        let mut hello = client_hello(b"a.example.test", &[0x0303]);
        // Another first suite in each.
        hello[46..50].copy_from_slice(&[0xc0, i as u8, 0xc0, i as u8]);
        let mut c = Connection::open_from(50_000 + i, 1000);
        c.send(From::Client, &with_random(hello, i)).send(From::Server, &[21, 3, 3, 0, 2, 2, 40]).close();
        packets.append(&mut c.packets);
    }
    let ran = cutover_with(&["observe", "-"], &pcap(&packets));
    assert!(
        ran.stdout.contains("Many different hellos to one server within a minute: 192.0.2.1"),
        "{}",
        ran.stdout
    );
    assert_eq!(ran.code, Some(1));
}

#[test]
fn cut_packets_and_other_formats_are_told_with_what_to_do() {
    let mut c = Connection::open();
    c.send(From::Client, &client_hello(b"a.example.test", &[0x0303]));
    let mut file = pcap(&c.packets[..3]);
    let hello = &c.packets[3];
    for word in [1_700_000_000, 9000, 64, hello.len() as u32] {
        file.extend(u32::to_le_bytes(word));
    }
    file.extend(&hello[..64]);
    let ran = cutover_with(&["observe", "-"], &file);
    assert_eq!(ran.code, Some(4));
    assert!(
        ran.stdout.contains("1 packet was cut short by the snap length: record with -s 0."),
        "{}",
        ran.stdout
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old trace.cap");
    std::fs::write(&path, b"GMBU\0\x02\x01\0 and so on").unwrap();
    let told = cutover(&["observe", path.to_str().unwrap()]);
    assert_eq!(told.code, Some(3));
    assert!(told.stderr.contains("editcap -F pcapng '"), "{}", told.stderr);
}

/// A connection that asked for TLS and of which the answer is not there may be TLS.
#[test]
fn who_asked_for_tls_and_is_lost_from_sight_is_unknown() {
    let code = |c: &mut Connection| {
        let packets = std::mem::take(&mut c.packets);
        cutover_with(&["observe", "-"], &pcap(&[whole(50_000, 0x0303), packets].concat())).code
    };
    for ask in [
        &b"CONNECT a.example.test:443 HTTP/1.1\r\nHost: a.example.test\r\n\r\n"[..],
        b"EHLO a\r\nSTARTTLS\r\n",
        b"a1 starttls\r\n",
        b"STLS\r\n",
        b"AUTH TLS\r\n",
        &[0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f],
    ] {
        let asked = || {
            let mut c = Connection::open_from(50_001, 5000);
            c.send(From::Client, ask);
            c
        };
        assert_eq!(code(&mut asked()), Some(4), "still open: {}", ask.escape_ascii());
        assert_eq!(
            code(asked().send(From::Server, b"\x91\x02OK\r\n")),
            Some(4),
            "still open, with an answer"
        );
        assert_eq!(code(asked().close()), Some(0), "ended without any TLS");
        // Sixty bytes are missing, then a minute of what could be anything.
        let mut lost = asked();
        lost.skip(From::Client, 60);
        for _ in 0..8 {
            lost.send(From::Client, &[0x91, 2, 0x44, 0xf1, 9]);
        }
        assert_eq!(code(lost.close()), Some(4), "lost: {}", ask.escape_ascii());
    }
    // The first that was recorded is the request, or the go-ahead.
    let mut request = Connection::midway(50_001, 5000);
    request.send(From::Client, b"STARTTLS\r\n").send(From::Server, b"220 2.0.0 Ready to start TLS\r\n");
    assert_eq!(code(&mut request), Some(4));
    let mut answer = Connection::midway(50_001, 5000);
    assert_eq!(code(answer.send(From::Server, b"HTTP/1.1 200 Connection established\r\n\r\n")), Some(4));
    // In a protocol that knows STARTTLS, a hole may hold it.
    let mut hole = Connection::open_from(50_001, 5000);
    hole.send(From::Server, b"220 mail.example.test ESMTP\r\n").send(From::Client, b"EHLO a\r\n");
    hole.skip(From::Client, 400).skip(From::Server, 3000);
    assert_eq!(code(hole.close()), Some(4));
    let proxy = |status: &str| {
        let mut c = Connection::open_from(50_001, 5000);
        c.send(From::Client, b"CONNECT a.example.test:443 HTTP/1.1\r\n\r\n");
        c.send(From::Server, format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n").as_bytes());
        c
    };
    assert_eq!(code(&mut proxy("407 Proxy Authentication Required")), Some(0), "refused, and still open");
    assert_eq!(code(&mut proxy("200 Connection established")), Some(4));
    // The same ports again, after a proper end.
    let mut again = proxy("200 OK");
    again.close();
    let mut packets = std::mem::take(&mut again.packets);
    packets.append(
        &mut Connection::open_from(50_001, 900_000).send(From::Client, b"GET / HTTP/1.1\r\n").packets.clone(),
    );
    again.packets = packets;
    assert_eq!(code(&mut again), Some(0));
    let mut refused = Connection::open_from(50_001, 5000);
    refused.send(From::Client, b"STARTTLS\r\n").send(From::Server, b"454 no\r\n");
    refused.send(From::Client, b"MAIL FROM:<a@example.test>\r\n");
    assert_eq!(code(&mut refused), Some(0), "it went on in clear text");
}

/// What a report is pasted from says what was not read, in each form.
#[test]
fn inputs_that_were_not_wholly_read_stand_in_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.pcap");
    std::fs::write(&good, pcap(&whole(50_000, 0x0303))).unwrap();
    let bad = folder.path().join("bad.pcap");
    std::fs::write(&bad, &pcap(&whole(50_001, 0x0303))[..900]).unwrap();
    for format in ["table", "markdown"] {
        let ran = cutover(&["observe", good.to_str().unwrap(), bad.to_str().unwrap(), "--format", format]);
        assert_eq!(ran.code, Some(3));
        let first = headline(&ran.stdout);
        assert!(
            first.contains("fit as far as they were seen") || first.contains("fits as far as it was seen"),
            "{first}"
        );
        assert!(first.contains("1 input was not read, or not wholly."), "{first}");
        assert!(
            ran.stdout.contains("Not read, or not wholly: ") && ran.stdout.contains("bad.pcap"),
            "{}",
            ran.stdout
        );
    }
}

/// Evidence has no place for packets that were not read: they are told beside it.
#[test]
fn packets_that_were_skipped_are_told_beside_evidence() {
    let mut tagged = whole(50_001, 0x0301);
    for packet in &mut tagged {
        packet[12..14].copy_from_slice(&[0x12, 0x34]);
    }
    let file = pcap(&[whole(50_000, 0x0303), tagged].concat());
    for format in ["jsonl", "csv"] {
        let ran = cutover_with(&["observe", "-", "--format", format], &file);
        assert!(ran.stderr.contains("EtherType 0x1234"), "{}", ran.stderr);
    }
    let ran = cutover_with(&["observe", "-", "--format", "json"], &file);
    assert!(ran.stdout.contains("\"packets_skipped\": 10"), "{}", ran.stdout);
}
