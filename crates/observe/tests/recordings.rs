//! Several files of one recording are one stream, in whatever order they are named.

mod support;

use std::fs;
use std::path::PathBuf;

use cutover_evidence::{Handshake, Outcome};
use cutover_observe::{Control, Options, StandardInput, inputs, observe_all};
use cutover_testkit::{Connection, From, client_hello, finished, message, record, server_hello};
use cutover_wire::Version;
use support::Collect;

/// A whole TLS 1.2 connection whose hello lies in two segments.
fn connection() -> Vec<Vec<u8>> {
    let hello = client_hello(b"a.example.test", &[0x0304, 0x0303]);
    let mut c = Connection::open();
    c.send(From::Client, &hello[..60]).send(From::Client, &hello[60..]);
    c.send(From::Server, &server_hello(0x0303, 0xc02f));
    c.send(From::Server, &record(22, 0x0303, &message(11, &[9; 700])));
    c.send(From::Client, &finished(0x0303)).send(From::Server, &finished(0x0303));
    c.send(From::Client, &record(23, 0x0303, &[1; 120]))
        .send(From::Server, &record(23, 0x0303, &[2; 500]))
        .close();
    c.packets
}

/// Packets with their times in milliseconds, as files.
fn read(files: &[Vec<(u32, Vec<u8>)>]) -> Vec<Handshake> {
    let folder = tempfile::tempdir().unwrap();
    let mut paths: Vec<PathBuf> = Vec::new();
    for (i, packets) in files.iter().enumerate() {
        let mut file = Vec::new();
        for word in [0xa1b2c3d4, 0x0004_0002, 0, 0, 262_144, 1] {
            file.extend(u32::to_le_bytes(word));
        }
        for (time, packet) in packets {
            let length = packet.len() as u32;
            for word in [1_700_000_000 + time / 1000, time % 1000 * 1000, length, length] {
                file.extend(word.to_le_bytes());
            }
            file.extend(packet);
        }
        paths.push(folder.path().join(format!("{i}.pcap")));
        fs::write(&paths[i], file).unwrap();
    }
    let mut found = Collect::default();
    observe_all(
        &inputs(paths, &StandardInput::new(std::io::empty)),
        &mut found,
        &Options::default(),
        &Control::default(),
    );
    found.0
}

fn timed(packets: &[Vec<u8>]) -> Vec<(u32, Vec<u8>)> {
    packets.iter().enumerate().map(|(i, packet)| (i as u32 * 10, packet.clone())).collect()
}

fn check(found: &[Handshake], what: &str) {
    let [h] = found else { panic!("{what}: {found:#?}") };
    assert_eq!(
        (h.offered_max, h.negotiated_version),
        (Some(Version::TLS_1_3), Some(Version::TLS_1_2)),
        "{what}"
    );
    assert_eq!((h.outcome, h.refused_by), (Outcome::Established, None), "{what}");
    assert!(h.was_seen_whole(), "{what}");
}

#[test]
fn a_ring_is_whole_wherever_it_was_cut() {
    let packets = timed(&connection());
    for cut in 1..packets.len() {
        let (one, other) = packets.split_at(cut);
        check(&read(&[one.to_vec(), other.to_vec()]), &format!("cut at {cut}"));
        check(&read(&[other.to_vec(), one.to_vec()]), &format!("cut at {cut}, the second first"));
    }
    let thirds: Vec<_> = packets.chunks(5).map(<[_]>::to_vec).rev().collect();
    check(&read(&thirds), "three files");
}

#[test]
fn two_taps_have_one_direction_each_and_clocks_of_their_own() {
    let packets = timed(&connection());
    let from_client = |packet: &[u8]| packet[26..30] == [192, 0, 2, 1];
    let (client, server): (Vec<_>, Vec<_>) = packets.into_iter().partition(|(_, packet)| from_client(packet));
    for skew in [0, 1, 50, 100] {
        let late = |packets: &[(u32, Vec<u8>)]| -> Vec<_> {
            packets.iter().map(|(time, packet)| (time + skew, packet.clone())).collect()
        };
        check(&read(&[late(&client), server.clone()]), &format!("the client {skew} ms late"));
        check(&read(&[client.clone(), late(&server)]), &format!("the server {skew} ms late"));
    }
}

#[test]
fn two_captures_of_one_time_count_a_handshake_once() {
    let packets = timed(&connection());
    let later: Vec<_> = packets.iter().map(|(time, packet)| (time + 3, packet.clone())).collect();
    check(&read(&[packets.clone(), packets.clone()]), "the same file twice");
    check(&read(&[packets, later]), "two taps on one path");
}

/// Two sites whose private addresses are the same: their numbers are not.
#[test]
fn the_same_addresses_in_two_places_are_two_connections() {
    let mut here = Connection::open();
    here.send(From::Client, &client_hello(b"here.example.test", &[0x0303]));
    here.send(From::Server, &server_hello(0x0303, 0xc02f)).send(From::Client, &finished(0x0303));
    let mut there = Connection::midway(50_000, 3_000_000_000);
    there.send(From::Client, &record(23, 0x0301, &[1; 90])).send(From::Client, &record(23, 0x0301, &[1; 90]));
    let found = read(&[timed(&here.packets), timed(&there.packets)]);
    let versions: Vec<_> = found.iter().map(|h| h.negotiated_version).collect();
    assert!(
        versions.contains(&Some(Version::TLS_1_0)) && versions.contains(&Some(Version::TLS_1_2)),
        "{found:#?}"
    );
}
