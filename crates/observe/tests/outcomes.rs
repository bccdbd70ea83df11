//! How a handshake ended, and what was negotiated.

mod support;

use cutover_evidence::{Handshake, HelloFormat, Outcome, Side};
use cutover_testkit::{
    ACK, Connection, FIN, From, RST, client_hello, finished, pcap, record, server_hello, server_hello_with,
    sslv2_hello,
};
use cutover_wire::{CipherSuite, Version};
use support::{handshake, handshakes};

const ALERT: u8 = 21;
const APPLICATION_DATA: u8 = 23;

fn after_hello(versions: &[u16], more: impl FnOnce(&mut Connection)) -> Handshake {
    let mut connection = Connection::open();
    connection.send(From::Client, &client_hello(b"a.example.test", versions));
    more(&mut connection);
    handshake(&connection.packets)
}

#[test]
fn tls_1_2_is_established_by_both_finished() {
    let h = after_hello(&[0x0303], |c| {
        c.send(From::Server, &server_hello(0x0303, 0xc02f));
        c.send(From::Client, &finished(0x0303)).send(From::Server, &finished(0x0303));
    });
    assert_eq!((h.outcome, h.negotiated_version), (Outcome::Established, Some(Version::TLS_1_2)));
    assert_eq!(h.cipher_suite, Some(CipherSuite(0xc02f)));
    assert_eq!((h.hello_retry, h.offered_max), (Some(false), Some(Version::TLS_1_2)));
}

#[test]
fn one_finished_is_not_enough() {
    let h = after_hello(&[0x0303], |c| {
        c.send(From::Server, &server_hello(0x0303, 0xc02f)).send(From::Client, &finished(0x0303));
    });
    assert_eq!(h.outcome, Outcome::Incomplete);
}

#[test]
fn tls_1_3_is_established_by_the_clients_finished_but_not_by_its_alert() {
    let tls13 = |client_record: usize| {
        after_hello(&[0x0304, 0x0303], |c| {
            c.send(From::Server, &server_hello(0x0304, 0x1301));
            c.send(From::Server, &record(APPLICATION_DATA, 0x0303, &[1; 600]));
            c.send(From::Client, &record(APPLICATION_DATA, 0x0303, &vec![1; client_record]));
        })
    };
    assert_eq!(tls13(53).outcome, Outcome::Established);
    assert_eq!(tls13(19).outcome, Outcome::Incomplete);
    assert_eq!(tls13(53).negotiated_version, Some(Version::TLS_1_3));
}

#[test]
fn a_hello_retry_request_and_two_hellos_are_one_handshake() {
    let retry = cutover_wire_hello_retry();
    let h = after_hello(&[0x0304, 0x0303], |c| {
        c.send(From::Server, &[server_hello_with(0x0304, 0x1301, &retry), record(20, 0x0303, &[1])].concat());
        c.send(From::Client, &client_hello(b"a.example.test", &[0x0304, 0x0303]));
        c.send(From::Server, &server_hello(0x0304, 0x1302));
        c.send(From::Client, &record(APPLICATION_DATA, 0x0303, &[1; 53]));
    });
    assert_eq!((h.hello_retry, h.outcome), (Some(true), Outcome::Established));
    assert_eq!(h.cipher_suite, Some(CipherSuite(0x1302)));
}

fn cutover_wire_hello_retry() -> [u8; 32] {
    let hex = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";
    std::array::from_fn(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap())
}

#[test]
fn a_fatal_alert_of_either_side_is_a_refusal() {
    for (from, side) in [(From::Server, Side::Server), (From::Client, Side::Client)] {
        let h = after_hello(&[0x0301], |c| {
            c.send(from, &record(ALERT, 0x0301, &[2, 70])).close();
        });
        assert_eq!((h.outcome, h.refused_by, h.alert_code), (Outcome::RefusedAlert, Some(side), Some(70)));
        assert_eq!(h.negotiated_version, None);
    }
}

#[test]
fn a_warning_before_the_server_hello_is_no_refusal() {
    let h = after_hello(&[0x0303], |c| {
        let warned = [record(ALERT, 0x0303, &[1, 112]), server_hello(0x0303, 0x002f)].concat();
        c.send(From::Server, &warned);
    });
    assert_eq!((h.outcome, h.negotiated_version), (Outcome::Incomplete, Some(Version::TLS_1_2)));
    assert_eq!((h.alert_level, h.alert_code, h.refused_by), (Some(1), Some(112), None));
}

#[test]
fn rst_fin_silence_and_other_answers() {
    let ended = |more: fn(&mut Connection)| after_hello(&[0x0303], more);
    let reset = ended(|c| _ = c.flags(From::Server, RST | ACK));
    assert_eq!((reset.outcome, reset.refused_by), (Outcome::Reset, Some(Side::Server)));
    let closed = ended(|c| _ = c.flags(From::Server, FIN | ACK));
    assert_eq!((closed.outcome, closed.refused_by), (Outcome::Closed, Some(Side::Server)));
    assert_eq!(ended(|_| ()).outcome, Outcome::NoAnswer);
    let http = ended(|c| _ = c.send(From::Server, b"HTTP/1.1 400 Bad Request\r\n\r\n"));
    assert_eq!(http.outcome, Outcome::NonTlsAnswer);
    let after = ended(|c| _ = c.send(From::Server, &server_hello(0x0303, 0x002f)).flags(From::Client, RST));
    assert_eq!((after.outcome, after.refused_by), (Outcome::Reset, None));
}

#[test]
fn a_reset_just_after_both_fins_is_a_reset() {
    let h = after_hello(&[0x0303], |c| {
        c.close().flags(From::Server, RST);
    });
    assert_eq!(h.outcome, Outcome::Reset);
}

#[test]
fn an_sslv2_format_hello_carries_a_newer_version() {
    let mut connection = Connection::open();
    connection.send(From::Client, &sslv2_hello(0x0301)).send(From::Server, &server_hello(0x0301, 0x002f));
    connection.send(From::Client, &finished(0x0301)).send(From::Server, &finished(0x0301));
    let h = handshake(&connection.packets);
    assert_eq!((h.hello_format, h.offered_max), (Some(HelloFormat::Sslv2), Some(Version::TLS_1_0)));
    assert_eq!((h.outcome, h.negotiated_version), (Outcome::Established, Some(Version::TLS_1_0)));
    assert_eq!(h.cipher_suites, [CipherSuite(0x2f), CipherSuite(0x0700c0)]);
    assert_eq!((h.ja3, h.server_name), (None, None));
}

#[test]
fn ssl_2_0_proper() {
    let server_hello = [0x80, 11 + 3 + 16, 4, 0, 1, 0, 2, 0, 0, 0, 3, 0, 16, 7, 0, 0xc0].into_iter();
    let server_hello: Vec<u8> = server_hello.chain([4; 16]).collect();
    let master_key = [&[0x80, 10, 2, 7, 0, 0xc0, 0, 0, 0, 0, 0, 0][..], &[0x80, 4, 9, 9, 9, 9]].concat();
    let mut connection = Connection::open();
    connection.send(From::Client, &sslv2_hello(0x0002)).send(From::Server, &server_hello);
    connection.send(From::Client, &master_key).send(From::Server, &[0x80, 4, 8, 8, 8, 8]);
    let h = handshake(&connection.packets);
    assert_eq!((h.negotiated_version, h.outcome), (Some(Version::SSL_2_0), Outcome::Established));
    assert_eq!(h.cipher_suite, Some(CipherSuite(0x0700c0)));
}

#[test]
fn grease_is_never_an_offer() {
    let h = after_hello(&[0x0304, 0x0303], |_| ());
    assert_eq!(h.offered_versions, [Version::TLS_1_3, Version::TLS_1_2]);
    assert_eq!(h.cipher_suites.len(), 3);
    assert_eq!(h.groups.len(), 2);
}

#[test]
fn the_servers_side_alone_says_what_was_negotiated_and_not_what_was_offered() {
    let mut connection = Connection::midway(50_000, 1000);
    connection.send(From::Server, &server_hello(0x0301, 0x002f));
    let h = handshake(&connection.packets);
    assert_eq!((h.offered_max, h.negotiated_version), (None, Some(Version::TLS_1_0)));
    assert_eq!(h.client_port, 50_000);
}

#[test]
fn who_sends_the_hello_is_the_client_whatever_the_port() {
    let mut connection = Connection::open();
    connection.send(From::Server, &client_hello(b"a.example.test", &[0x0303]));
    let h = handshake(&connection.packets);
    assert_eq!((h.client_port, h.server_port), (443, 50_000));
}

#[test]
fn nothing_that_is_no_tls_is_a_handshake() {
    let mut connection = Connection::open();
    connection.send(From::Client, b"GET / HTTP/1.1\r\n\r\n").send(From::Server, &[0x16; 3000]);
    assert_eq!(handshakes(&pcap(&connection.packets)), []);
}

#[test]
fn a_hello_that_is_garbled_towards_its_end_still_says_its_version() {
    let mut hello = client_hello(b"a.example.test", &[0x0302]);
    // The length of the server name extension.
    let at = 5 + 4 + 2 + 32 + 1 + 10 + 2 + 2 + 2;
    hello[at..at + 2].copy_from_slice(&[0, 1]);
    let mut connection = Connection::open();
    connection.send(From::Client, &hello);
    assert_eq!(handshake(&connection.packets).offered_max, Some(Version::TLS_1_1));
}

/// A server that greets first says no more TLS after the hello than before; but what comes back behind a request to a proxy
/// answers the request.
#[test]
fn text_after_the_hello_is_an_answer_unless_something_was_asked_before() {
    let hello = client_hello(b"a.example.test", &[0x0303]);
    let outcome = |before: &dyn Fn(&mut Connection)| {
        let mut c = Connection::open();
        before(&mut c);
        c.send(From::Server, b"500 what is that\r\n");
        handshake(&c.packets).outcome
    };
    let greeted =
        outcome(&|c| _ = c.send(From::Server, b"220 mail.example.test\r\n").send(From::Client, &hello));
    assert_eq!(greeted, Outcome::NonTlsAnswer);
    let connect = b"CONNECT a.example.test:443 HTTP/1.1\r\n\r\n";
    let asked = outcome(&|c| _ = c.send(From::Client, connect).send(From::Client, &hello));
    assert_eq!(asked, Outcome::NoAnswer);
    let at_once = outcome(&|c| _ = c.send(From::Client, &[&connect[..], &hello].concat()));
    assert_eq!(at_once, Outcome::NoAnswer);
}
