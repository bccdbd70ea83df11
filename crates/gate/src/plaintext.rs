//! The clear text before TLS: where in what a client says a hello begins.
//!
//! No dialogue is followed: clients ask for TLS in many ways, servers are lenient in what they take for it, and each of
//! these protocols has ways to ask that another reading misses. A hello is known by itself. In protocols of text its first
//! byte never occurs; in those of packets it must look like a hello to the sixth byte.

use cutover_wire::prefix::{self, HANDSHAKE_RECORD, Sslv2};
use cutover_wire::starttls::Protocol;
use memchr::memchr_iter;

/// In protocols of packets so much of what a client says is searched everywhere; TLS is asked for at the start. Behind it
/// only where something new begins.
const SEARCHED: usize = 64 << 10;

/// Bytes by which a hello is known.
const KNOWN_BY: usize = 6;

/// Looks for the hello in the clear text of one client.
#[derive(Debug)]
pub struct Plaintext {
    is_text: bool,
    taken: usize,
}

impl Plaintext {
    /// At the beginning of what a client says in this protocol.
    pub fn new(protocol: Protocol) -> Self {
        Self { is_text: !protocol.has_packets(), taken: 0 }
    }

    /// How many of these bytes are clear text, which came at once; behind them stands what is a hello, or may be one.
    pub fn take(&mut self, bytes: &[u8]) -> usize {
        let at = self.hello_in(bytes).unwrap_or(bytes.len());
        self.taken = self.taken.saturating_add(at);
        at
    }

    fn hello_in(&self, bytes: &[u8]) -> Option<usize> {
        if prefix::client_hello(bytes) || prefix::sslv2_client_hello(bytes) != Sslv2::No {
            return Some(0);
        }
        if !self.is_text && self.taken > SEARCHED {
            return None;
        }
        memchr_iter(HANDSHAKE_RECORD, bytes).find(|&at| {
            let rest = &bytes[at..];
            prefix::client_hello(rest) && (self.is_text || rest.len() >= KNOWN_BY)
        })
    }
}

/// Whether what came first is surely a hello, if a broken one, and no clear text.
pub(crate) fn is_surely_hello(bytes: &[u8]) -> bool {
    bytes.len() >= KNOWN_BY && prefix::client_hello(bytes)
        || matches!(prefix::sslv2_client_hello(bytes), Sslv2::Record(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELLO: &[u8] = &[22, 3, 1, 0, 45, 1, 0, 0, 41];

    fn split(protocol: Protocol, said: &[u8]) -> usize {
        Plaintext::new(protocol).take(&[said, HELLO].concat())
    }

    #[test]
    fn however_tls_was_asked_for_the_hello_behind_it_is_found() {
        let asked: [(Protocol, &[u8]); 12] = [
            (Protocol::Smtp, b"EHLO me\r\nSTARTTLS\r\n"),
            (Protocol::Smtp, b"STARTTLS\r\nNOOP\r\n"),
            (Protocol::Smtp, b"STARTTLS\r\nX"),
            (Protocol::Imap, b"a1 starttls\r\n"),
            (Protocol::Ftp, b"AUTH\tTLS\r\n"),
            (Protocol::Xmpp, b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'></starttls>\n"),
            (Protocol::Ldap, b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037"),
            (Protocol::Ldap, &[0x30; 5000]),
            (Protocol::Postgres, &[0, 0, 0, 8, 4, 210, 22, 47]),
            (Protocol::Postgres, b""),
            (Protocol::Mysql, &[32, 0, 0, 1, 0, 0x8a, 0, 0, 0, 0, 0, 1, 33]),
            (Protocol::Rdp, &[3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0]),
        ];
        for (protocol, said) in asked {
            assert_eq!(split(protocol, said), said.len(), "{protocol:?}");
            let mut clear = Plaintext::new(protocol);
            assert_eq!(clear.take(said), said.len());
            for cut in 1..HELLO.len() {
                assert_eq!(clear.take(&HELLO[..cut]), 0, "{protocol:?} {cut}");
            }
        }
        let sslv2 = cutover_testkit::sslv2_hello(0x0301);
        assert_eq!(Plaintext::new(Protocol::Smtp).take(&sslv2), 0);
    }

    #[test]
    fn what_is_no_hello_goes_on() {
        let all = |protocol, said: &[u8]| Plaintext::new(protocol).take(said) == said.len();
        assert!(all(Protocol::Smtp, "STARTTLS\r\n日本語のメール\r\n".as_bytes()));
        assert!(all(Protocol::Mysql, b"\x1c\0\0\0\x03INSERT INTO t VALUES (1)"));
        // A packet of 790 bytes begins with 16 03, and a value may.
        assert!(all(Protocol::Mysql, &[0x16, 3, 0, 0, 3, b'S', b'E', b'L']));
        assert!(all(Protocol::Postgres, &[b'B', 0, 0, 0, 12, 22, 3, 1, 0, 5, 9, 9]));
    }

    #[test]
    fn later_only_what_begins_anew_is_looked_at() {
        let mut clear = Plaintext::new(Protocol::Mysql);
        assert_eq!(clear.take(&vec![7; SEARCHED + 1]), SEARCHED + 1);
        assert_eq!(clear.take(&[&[7; 9], HELLO].concat()), 9 + HELLO.len());
        assert_eq!(clear.take(HELLO), 0);
        let mut clear = Plaintext::new(Protocol::Smtp);
        assert_eq!(clear.take(&vec![b'a'; SEARCHED + 1]), SEARCHED + 1);
        assert_eq!(clear.take(&[&[b'a'; 9], HELLO].concat()), 9);
    }
}
