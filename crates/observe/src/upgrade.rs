//! What a connection that is no TLS says of TLS to come: STARTTLS and its kin, proxies, databases.
//!
//! Only what is lost from sight later hangs on it: hellos are found by their content, wherever they are.

use cutover_capture::Direction;

/// Whether TLS may follow what was said so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Upgrade {
    /// Nothing speaks for it.
    #[default]
    No,
    /// It is a protocol in which one can ask for TLS.
    Possible,
    /// Somebody asked for TLS, and nobody said no. `answered`: the other side said something since.
    Asked { by: Direction, answered: bool },
}

impl Upgrade {
    /// What is known after these bytes, which are no TLS.
    pub fn after(self, from: Direction, bytes: &[u8]) -> Self {
        if goes_ahead(bytes) {
            return Self::Asked { by: from.reverse(), answered: true };
        }
        if asks(bytes) {
            return Self::Asked { by: from, answered: false };
        }
        match self {
            Self::Asked { by, .. } if by != from && refuses(bytes) => Self::Possible,
            Self::Asked { by, .. } if by != from => Self::Asked { by, answered: true },
            // Who goes on in the clear after an answer got no TLS.
            Self::Asked { answered: true, .. } => Self::Possible,
            Self::No if greets(bytes) => Self::Possible,
            known => known,
        }
    }
}

/// How much of a segment is looked at: commands and headers stand at its start, or in lines of their own.
const LOOKED_AT: usize = 1024;

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let bytes = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii)
}

fn has(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word))
}

fn starts(bytes: &[u8], word: &[u8]) -> bool {
    bytes.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// `PostgreSQL`'s `SSLRequest`.
const POSTGRES: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// Whether this asks for TLS: in the words of the mail protocols, FTP, NNTP, XMPP and HTTP, or in the bytes of LDAP,
/// `PostgreSQL`, `MySQL`, SQL Server, Remote Desktop and SOCKS.
fn asks(bytes: &[u8]) -> bool {
    match bytes {
        _ if *bytes == POSTGRES => true,
        // LDAP: an extended request with the name of StartTLS (RFC 4511, 4.14).
        [0x30, ..] if bytes.len() < 128 => has(bytes, b"1.3.6.1.4.1.1466.20037") && bytes.contains(&0x77),
        // MySQL: an SSLRequest is the beginning of a handshake response and nothing more.
        [0x20, 0, 0, 1, low, high, ..] => {
            bytes.len() == 36 && u16::from_le_bytes([*low, *high]) & 0x0800 != 0
        }
        // Remote Desktop: a connection request with a negotiation request (MS-RDPBCGR, 2.2.1.1).
        [3, 0, _, _, _, 0xe0, ..] => bytes.len() >= 19 && bytes[bytes.len() - 8..][..2] == [1, 0],
        // SQL Server: PRELOGIN says whether encryption is wanted, and all do. SOCKS: whatever is connected to is not known.
        [0x12, 0 | 1, ..] | [4, 1, _, _, _, _, _, _, ..] | [5, 1, 0, 1 | 3 | 4, ..] => true,
        // XMPP
        [b'<', ..] => has(bytes.get(..LOOKED_AT).unwrap_or(bytes), b"<starttls") && !has(bytes, b"features"),
        _ => starts(bytes, b"CONNECT ") || lines(bytes).any(asks_in_words),
    }
}

fn asks_in_words(line: &[u8]) -> bool {
    // IMAP puts a tag before it.
    let tagged = line.iter().position(|byte| *byte == b' ').filter(|at| *at <= 16);
    let behind_tag = tagged.map_or(&b""[..], |at| line[at + 1..].trim_ascii());
    ["STARTTLS", "STLS"].iter().any(|word| line.eq_ignore_ascii_case(word.as_bytes()))
        || behind_tag.eq_ignore_ascii_case(b"STARTTLS")
        || starts(line, b"AUTH TLS")
        || starts(line, b"AUTH SSL")
        || starts(line, b"Upgrade: TLS/")
}

/// Whether a server tells to begin with TLS, in words that say so.
fn goes_ahead(bytes: &[u8]) -> bool {
    let Some(line) = lines(bytes).next() else { return false };
    let says_so = has(line, b"TLS") || has(line, b"SSL");
    let imap = line
        .iter()
        .position(|byte| *byte == b' ')
        .is_some_and(|at| at <= 16 && starts(&line[at + 1..], b"OK "));
    (["220 ", "234 ", "382 ", "+OK ", "OK "].iter().any(|code| starts(line, code.as_bytes())) || imap)
        && says_so
        && (has(line, b"begin")
            || has(line, b"ready")
            || has(line, b"go ")
            || has(line, b"proceed")
            || has(line, b"start"))
        || starts(line, b"HTTP/1.") && has(line, b" 200 ") && has(line, b"established")
        || starts(line, b"<proceed")
}

/// Whether this is a no.
fn refuses(bytes: &[u8]) -> bool {
    let Some(line) = lines(bytes).next() else { return false };
    let behind_tag = line.iter().position(|byte| *byte == b' ').map_or(&b""[..], |at| &line[at + 1..]);
    match line {
        // PostgreSQL; the reply codes of SMTP, FTP and NNTP; SOCKS.
        b"N" | [b'4' | b'5', b'0'..=b'9', b'0'..=b'9', ..] | [5, 1..=8, 0, ..] | [0, 0x5b..=0x5d, ..] => true,
        // Remote Desktop: a negotiation failure
        [3, 0, _, _, _, 0xd0, ..] => bytes.len() >= 19 && bytes[11] == 3,
        _ if starts(line, b"HTTP/1.") => !(behind_tag.starts_with(b"2") || behind_tag.starts_with(b"101")),
        _ => {
            starts(line, b"-ERR")
                || starts(line, b"<failure")
                || starts(behind_tag, b"NO ")
                || starts(behind_tag, b"BAD ")
        }
    }
}

/// Whether a conversation that begins like this may turn to TLS.
fn greets(bytes: &[u8]) -> bool {
    let words = [
        "220 ",
        "220-",
        "250 ",
        "250-",
        "* OK",
        "+OK",
        "EHLO",
        "HELO",
        "LHLO",
        "USER ",
        "200 ",
        "201 ",
        "\"IMPLEMENTATION\"",
    ];
    let binary = match bytes {
        [5, 1..=3, methods @ ..] => methods.len() <= 3,
        // The greeting of MySQL: a packet's length, number 0, protocol 10.
        [_, _, 0, 0, 10, ..] => true,
        _ => false,
    };
    binary || words.iter().any(|word| starts(bytes, word.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::Upgrade;
    use cutover_capture::Direction::{High, Low};

    fn after(said: &[(bool, &[u8])]) -> Upgrade {
        said.iter()
            .fold(Upgrade::No, |known, (client, bytes)| known.after(if *client { Low } else { High }, bytes))
    }

    #[test]
    fn who_asked_may_get_it() {
        let asked = |answered| Upgrade::Asked { by: Low, answered };
        for request in [
            &b"STARTTLS\r\n"[..],
            b"starttls",
            b"EHLO a\r\nSTARTTLS\r\n",
            b"a1 STARTTLS\r\n",
            b"STLS\r\n",
            b"AUTH TLS\r\n",
            b"CONNECT a.example.test:443 HTTP/1.1\r\n",
            b"GET / HTTP/1.1\r\nUpgrade: TLS/1.0\r\n",
            b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
            &[0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f],
            &[3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0],
            &[5, 1, 0, 3, 4, b't', b'e', b's', b't', 1, 0xbb],
        ] {
            assert_eq!(after(&[(true, request)]), asked(false), "{}", request.escape_ascii());
            assert_eq!(after(&[(true, request), (true, b"\r\n")]), asked(false), "pipelined");
            assert_eq!(after(&[(true, request), (false, b"S")]), asked(true));
            assert_eq!(after(&[(true, request), (false, b"go"), (true, b"in the clear")]), Upgrade::Possible);
        }
    }

    #[test]
    fn a_no_is_a_no_and_a_server_that_goes_ahead_was_asked() {
        for (request, no) in [
            (&b"STARTTLS\r\n"[..], &b"454 not now\r\n"[..]),
            (b"STLS\r\n", b"-ERR no\r\n"),
            (b"a1 STARTTLS\r\n", b"a1 NO no\r\n"),
            (b"CONNECT a:443 HTTP/1.1\r\n\r\n", b"HTTP/1.1 407 Proxy Authentication Required\r\n"),
            (&[0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f], b"N"),
        ] {
            assert_eq!(after(&[(true, request), (false, no)]), Upgrade::Possible, "{}", no.escape_ascii());
        }
        for go in [
            &b"220 2.0.0 Ready to start TLS\r\n"[..],
            b"HTTP/1.1 200 Connection established\r\n\r\n",
            b"+OK Begin TLS negotiation\r\n",
            b"a1 OK Begin TLS negotiation now\r\n",
            b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
        ] {
            let asked = Upgrade::Asked { by: Low, answered: true };
            assert_eq!(after(&[(false, go)]), asked, "{}", go.escape_ascii());
        }
    }

    #[test]
    fn talk_of_tls_is_no_request() {
        for said in [
            &b"250-mail.example.test\r\n250-STARTTLS\r\n250 HELP\r\n"[..],
            b"GET /wiki/STARTTLS HTTP/1.1\r\n",
            b"* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n",
            b"How STARTTLS works, and why.\r\n",
            b"220 mail.example.test ESMTP\r\n",
        ] {
            let known = after(&[(false, said)]);
            assert!(!matches!(known, Upgrade::Asked { .. }), "{}", said.escape_ascii());
        }
    }
}
