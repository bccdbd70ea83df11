//! What a client speaks that speaks no TLS, as far as its first bytes say.

/// Methods that a request of HTTP begins with (RFC 9110, 9; RFC 5789; RFC 4918).
const METHODS: [&[u8]; 11] = [
    b"GET ",
    b"HEAD ",
    b"POST ",
    b"PUT ",
    b"DELETE ",
    b"CONNECT ",
    b"OPTIONS ",
    b"TRACE ",
    b"PATCH ",
    b"PROPFIND ",
    b"PRI * HTTP/2",
];

/// The protocol's name; `None`: it is none of those that are known here.
pub(crate) fn protocol(bytes: &[u8]) -> Option<&'static str> {
    let starts = |word: &[u8]| bytes.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    match bytes {
        // RFC 4253, 4.2
        _ if starts(b"SSH-") => Some("ssh"),
        _ if METHODS.iter().any(|method| bytes.starts_with(method)) => Some("http"),
        // RFC 5321, 4.1.1.1
        _ if starts(b"EHLO ") || starts(b"HELO ") => Some("smtp"),
        _ if starts(b"LHLO ") => Some("lmtp"),
        // MS-RDPBCGR, 2.2.1.1: a connection request in a packet of TPKT (RFC 1006)
        [3, 0, _, _, _, 0xe0, ..] => Some("rdp"),
        // A packet of MS-TDS, 2.2.3.1, that asks for the connection first
        [0x12, 0x01, ..] => Some("tds"),
        // `SSLRequest`, `StartupMessage` of PostgreSQL
        [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f, ..] | [0, 0, _, _, 0, 3, 0, 0, ..] => Some("postgres"),
        _ => None,
    }
}

#[test]
fn clients_are_told_by_what_they_say() {
    for (bytes, name) in [
        (&b"SSH-2.0-OpenSSH_9.2\r\n"[..], Some("ssh")),
        (b"GET / HTTP/1.0\r\n\r\n", Some("http")),
        (b"ehlo host.example\r\n", Some("smtp")),
        (b"\x03\x00\x00\x13\x0e\xe0\x00\x00", Some("rdp")),
        (b"\0\0\0\x08\x04\xd2\x16\x2f", Some("postgres")),
        (b"GETTING", None),
        (b"", None),
    ] {
        assert_eq!(protocol(bytes), name, "{bytes:?}");
    }
}
