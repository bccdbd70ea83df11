//! The PROXY protocol (`doc/proxy-protocol.txt` of `HAProxy`): who the client really is, read and written.

use std::net::{IpAddr, SocketAddr};

/// A version of the header, for writing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyVersion {
    /// A line of text
    V1,
    /// Binary
    V2,
}

/// The longest header of version 1, with its end.
const LONGEST_V1: usize = 107;

/// What a header of version 2 begins with.
const SIGNATURE: [u8; 12] = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];

/// Signature, command, family and length.
const FIXED_V2: usize = 16;

/// The longest header of version 2 that is read; what stands behind the addresses is passed over.
const LONGEST_V2: usize = 4096;

/// What the first bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyHeader {
    /// It may be one, and is not whole.
    Unfinished,
    /// A whole one of so many bytes. Without a client it is the proxy's own connection (a health check).
    Whole {
        /// Bytes that it takes.
        length: usize,
        /// Who the client is, with its port.
        client: Option<SocketAddr>,
    },
    /// None.
    No,
}

/// Whether bytes begin a header, however it goes on: all of what it begins with, a part of that, or something else.
pub fn begins(bytes: &[u8]) -> Option<bool> {
    let starts = [&SIGNATURE[..], b"PROXY "];
    if starts.iter().any(|start| bytes.starts_with(start)) {
        return Some(true);
    }
    let is_part = !bytes.is_empty() && starts.iter().any(|start| start.starts_with(bytes));
    if is_part { None } else { Some(false) }
}

/// Reads a header at the start of these bytes.
pub fn read(bytes: &[u8]) -> ProxyHeader {
    let alike = |start: &[u8]| bytes.len() < start.len() && start.starts_with(bytes);
    if bytes.starts_with(&SIGNATURE) {
        read_v2(bytes)
    } else if bytes.starts_with(b"PROXY ") {
        read_v1(bytes)
    } else if alike(&SIGNATURE) || alike(b"PROXY ") {
        ProxyHeader::Unfinished
    } else {
        ProxyHeader::No
    }
}

fn read_v1(bytes: &[u8]) -> ProxyHeader {
    let Some(end) = bytes.windows(2).take(LONGEST_V1 - 1).position(|two| two == b"\r\n") else {
        return if bytes.len() < LONGEST_V1 { ProxyHeader::Unfinished } else { ProxyHeader::No };
    };
    let length = end + 2;
    let Ok(line) = std::str::from_utf8(&bytes[..end]) else { return ProxyHeader::No };
    let words: Vec<&str> = line.split(' ').collect();
    match words[..] {
        [_, "UNKNOWN", ..] => ProxyHeader::Whole { length, client: None },
        [_, family @ ("TCP4" | "TCP6"), source, _, port, _] => {
            let address: Option<IpAddr> =
                source.parse().ok().filter(|address: &IpAddr| address.is_ipv4() == (family == "TCP4"));
            let port = port.parse().ok().filter(|_| port.bytes().all(|byte| byte.is_ascii_digit()));
            match address.zip(port) {
                Some((address, port)) => {
                    ProxyHeader::Whole { length, client: Some(SocketAddr::new(address, port)) }
                }
                None => ProxyHeader::No,
            }
        }
        _ => ProxyHeader::No,
    }
}

fn read_v2(bytes: &[u8]) -> ProxyHeader {
    let Some(fixed) = bytes.first_chunk::<FIXED_V2>() else { return ProxyHeader::Unfinished };
    let (command, family) = (fixed[12], fixed[13]);
    let length = FIXED_V2 + usize::from(u16::from_be_bytes([fixed[14], fixed[15]]));
    if !matches!(command, 0x20 | 0x21) || length > LONGEST_V2 {
        return ProxyHeader::No;
    }
    let Some(addresses) = bytes.get(FIXED_V2..length) else { return ProxyHeader::Unfinished };
    // LOCAL: the proxy speaks for itself.
    if command == 0x20 {
        return ProxyHeader::Whole { length, client: None };
    }
    let client = match family {
        0x11 => addresses.first_chunk::<12>().map(|a| {
            let address = IpAddr::from([a[0], a[1], a[2], a[3]]);
            Some(SocketAddr::new(address, u16::from_be_bytes([a[8], a[9]])))
        }),
        0x21 => addresses.first_chunk::<36>().and_then(|a| {
            let address: [u8; 16] = a[..16].try_into().ok()?;
            Some(Some(SocketAddr::new(address.into(), u16::from_be_bytes([a[32], a[33]]))))
        }),
        // Other families have no address that means something here.
        _ => Some(None),
    };
    client.map_or(ProxyHeader::No, |client| ProxyHeader::Whole { length, client })
}

/// A header for an upstream.
pub fn write(version: ProxyVersion, client: SocketAddr, server: SocketAddr) -> Vec<u8> {
    let canonical = |address: SocketAddr| SocketAddr::new(address.ip().to_canonical(), address.port());
    let (client, server) = (canonical(client), canonical(server));
    match version {
        ProxyVersion::V1 => {
            let family = match (client.ip(), server.ip()) {
                (IpAddr::V4(_), IpAddr::V4(_)) => "TCP4",
                (IpAddr::V6(_), IpAddr::V6(_)) => "TCP6",
                _ => return b"PROXY UNKNOWN\r\n".to_vec(),
            };
            let (from, to) = (client.ip(), server.ip());
            format!("PROXY {family} {from} {to} {} {}\r\n", client.port(), server.port()).into_bytes()
        }
        ProxyVersion::V2 => {
            let mut header = SIGNATURE.to_vec();
            header.push(0x21);
            match (client.ip(), server.ip()) {
                (IpAddr::V4(from), IpAddr::V4(to)) => {
                    header.extend([0x11, 0, 12]);
                    header.extend(from.octets());
                    header.extend(to.octets());
                }
                (from, to) => {
                    let wide = |address: IpAddr| match address {
                        IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
                        IpAddr::V6(address) => address.octets(),
                    };
                    header.extend([0x21, 0, 36]);
                    header.extend(wide(from));
                    header.extend(wide(to));
                }
            }
            header.extend(client.port().to_be_bytes());
            header.extend(server.port().to_be_bytes());
            header
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn address(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_written_reads_back_however_it_is_cut() {
        for (client, server) in
            [("192.0.2.1:1234", "198.51.100.2:443"), ("[2001:db8::1]:1234", "[2001:db8::2]:443")]
        {
            for version in [ProxyVersion::V1, ProxyVersion::V2] {
                let header = write(version, address(client), address(server));
                let whole = ProxyHeader::Whole { length: header.len(), client: Some(address(client)) };
                assert_eq!(read(&[&header[..], &[22, 3, 1]].concat()), whole);
                for cut in 1..header.len() {
                    assert_eq!(read(&header[..cut]), ProxyHeader::Unfinished, "{version:?} {cut}");
                }
            }
        }
        // One family on each side: version 1 has no word for that.
        let header = write(ProxyVersion::V1, address("192.0.2.1:1"), address("[2001:db8::2]:443"));
        assert_eq!(read(&header), ProxyHeader::Whole { length: header.len(), client: None });
    }

    #[test]
    fn a_health_check_has_no_client_and_anything_else_is_none() {
        let mut local = SIGNATURE.to_vec();
        local.extend([0x20, 0, 0, 0]);
        assert_eq!(read(&local), ProxyHeader::Whole { length: 16, client: None });
        for bad in [
            &b"GET / HTTP/1.0\r\n"[..],
            b"PROXY TCP4 nonsense\r\n",
            b"PROXY TCP4 ::1 ::1 1 2\r\n",
            &[22, 3, 1],
        ] {
            assert_eq!(read(bad), ProxyHeader::No);
        }
        assert_eq!(read(&[b"PROXY TCP4 ".to_vec(), vec![b'1'; 200]].concat()), ProxyHeader::No);
    }

    #[test]
    fn a_line_has_at_most_107_bytes_with_its_end() {
        let line = |length: usize| [&b"PROXY UNKNOWN "[..], &vec![b' '; length - 16], b"\r\n"].concat();
        assert_eq!(read(&line(107)), ProxyHeader::Whole { length: 107, client: None });
        assert_eq!(read(&line(107)[..106]), ProxyHeader::Unfinished);
        assert_eq!(read(&line(108)), ProxyHeader::No);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..80), kind in 0..3u8) {
            match kind {
                0 => bytes.splice(0..0, SIGNATURE).for_each(drop),
                1 => bytes.splice(0..0, *b"PROXY TCP").for_each(drop),
                _ => {}
            }
            if let ProxyHeader::Whole { length, .. } = read(&bytes) {
                prop_assert!(length <= bytes.len());
            }
        }
    }
}
