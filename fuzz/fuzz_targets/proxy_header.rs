//! The header by which a proxy says who the client is: whole, and in every beginning of it.
#![no_main]

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use cutover_wire::proxy_header::{ProxyHeader, ProxyVersion, begins, read, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&[u8], [u8; 16], u16, bool, bool)| {
    let (bytes, address, port, is_v6, is_v2) = input;
    match read(bytes) {
        ProxyHeader::Whole { length, .. } => {
            assert!(length <= bytes.len() && begins(bytes) == Some(true));
            for cut in 0..length {
                assert!(matches!(read(&bytes[..cut]), ProxyHeader::Unfinished), "{cut} of {length}");
            }
        }
        ProxyHeader::Unfinished => assert!(bytes.is_empty() || begins(bytes) != Some(false)),
        ProxyHeader::No => {}
    }
    // What is written is read again, with whatever comes behind it.
    let [a, b, c, d, ..] = address;
    let client: SocketAddr = if is_v6 {
        (Ipv6Addr::from(address), port).into()
    } else {
        (Ipv4Addr::new(a, b, c, d), port).into()
    };
    let version = if is_v2 { ProxyVersion::V2 } else { ProxyVersion::V1 };
    let mut written = write(version, client, client);
    let ours = written.len();
    written.extend_from_slice(bytes);
    match read(&written) {
        ProxyHeader::Whole { length, client: told } => {
            assert_eq!(length, ours);
            let told = told.expect("an address");
            assert_eq!((told.ip().to_canonical(), told.port()), (client.ip().to_canonical(), port));
        }
        ProxyHeader::Unfinished | ProxyHeader::No => panic!("{written:?}"),
    }
});
