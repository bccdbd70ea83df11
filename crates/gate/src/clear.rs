//! The clear text before TLS: when a client asks for it, so that its next bytes are a hello.

use cutover_wire::starttls::Protocol;

/// A request for TLS is never longer, and lines that are need not be kept.
const LONGEST: usize = 512;

/// The name of the LDAP operation that asks for TLS (RFC 4511, 4.14.1).
const LDAP_START_TLS: &[u8] = b"1.3.6.1.4.1.1466.20037";

/// `PostgreSQL`'s `SSLRequest`.
const POSTGRES_SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// `CLIENT_SSL` in the lowest bytes of what a `MySQL` client can do.
const MYSQL_SSL: u8 = 0x08;

/// Follows what a client says in clear text.
#[derive(Debug)]
pub(crate) struct Clear {
    protocol: Protocol,
    kept: Vec<u8>,
    asked: bool,
}

impl Clear {
    pub fn new(protocol: Protocol) -> Self {
        Self { protocol, kept: Vec::new(), asked: false }
    }

    /// How many of these bytes are clear text and go on; behind them stands what must be a hello. As many as there are:
    /// there is no hello yet.
    ///
    /// Whoever has asked for TLS and then sends what can start a hello means one, whatever the server answered: a server
    /// that has refused takes no hello, and one that has agreed takes nothing else.
    pub fn take(&mut self, bytes: &[u8]) -> usize {
        for (at, byte) in bytes.iter().enumerate() {
            if self.asked {
                // A record of TLS, or a hello in the format of SSL 2.0.
                if *byte == 22 || *byte & 0x80 != 0 || self.protocol == Protocol::Mysql {
                    return at;
                }
                self.asked = false;
            }
            if self.kept.len() < LONGEST {
                self.kept.push(*byte);
            }
            if self.ends_request(*byte) {
                self.asked = self.is_request();
                self.kept.clear();
            }
        }
        bytes.len()
    }

    /// Whether what is kept may be a request now that this byte was added.
    fn ends_request(&self, byte: u8) -> bool {
        match self.protocol {
            Protocol::Xmpp => byte == b'>',
            Protocol::Ldap => self.kept.ends_with(LDAP_START_TLS),
            Protocol::Postgres => self.kept.ends_with(&POSTGRES_SSL_REQUEST),
            // Packets that begin with their length: three bytes, lowest first, and a number.
            Protocol::Mysql => self.kept.first_chunk::<4>().is_some_and(|header| {
                let length = usize::from(header[0]) | usize::from(header[1]) << 8;
                self.kept.len() == LONGEST || self.kept.len() >= 4 + length
            }),
            // TPKT (RFC 1006): its length, with its own four bytes.
            Protocol::Rdp | Protocol::Tds => self.kept.first_chunk::<4>().is_some_and(|header| {
                let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
                self.kept.len() == LONGEST || self.kept.len() >= length.max(4)
            }),
            _ => byte == b'\n',
        }
    }

    fn is_request(&self) -> bool {
        let line = || String::from_utf8_lossy(self.kept.trim_ascii()).to_ascii_uppercase();
        match self.protocol {
            Protocol::Smtp | Protocol::Nntp | Protocol::Sieve => line() == "STARTTLS",
            Protocol::Pop3 => line() == "STLS",
            Protocol::Ftp => matches!(&*line(), "AUTH TLS" | "AUTH SSL" | "AUTH TLS-C" | "AUTH TLS-P"),
            Protocol::Imap => line().split_once(' ').is_some_and(|(_, command)| command.trim() == "STARTTLS"),
            Protocol::Xmpp => line().contains("<STARTTLS"),
            Protocol::Ldap | Protocol::Postgres => true,
            Protocol::Mysql => self.kept.len() >= 8 && self.kept[5] & MYSQL_SSL != 0 && self.kept.len() <= 40,
            // A connection request; whether it asks for TLS or not, nothing else can begin with 22.
            Protocol::Rdp => self.kept.get(5).is_some_and(|kind| kind & 0xf0 == 0xe0),
            Protocol::Tds => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELLO: &[u8] = &[22, 3, 1, 0, 5];

    fn split(protocol: Protocol, said: &[u8]) -> usize {
        Clear::new(protocol).take(&[said, HELLO].concat())
    }

    #[test]
    fn behind_the_request_stands_a_hello() {
        let requests: [(Protocol, &[u8]); 10] = [
            (Protocol::Smtp, b"EHLO me\r\nSTARTTLS\r\n"),
            (Protocol::Imap, b"a1 starttls\r\n"),
            (Protocol::Pop3, b"CAPA\r\nSTLS\r\n"),
            (Protocol::Ftp, b"AUTH TLS\r\n"),
            (Protocol::Nntp, b"STARTTLS\r\n"),
            (Protocol::Sieve, b"STARTTLS\r\n"),
            (Protocol::Xmpp, b"<stream:stream><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
            (Protocol::Ldap, b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037"),
            (Protocol::Postgres, &POSTGRES_SSL_REQUEST),
            (Protocol::Rdp, &[3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0]),
        ];
        for (protocol, request) in requests {
            assert_eq!(split(protocol, request), request.len(), "{protocol:?}");
            // However it is cut.
            let mut clear = Clear::new(protocol);
            let mut passed = 0;
            for byte in [request, HELLO].concat() {
                passed += clear.take(&[byte]);
                if passed == request.len() + 1 {
                    break;
                }
            }
            assert!(passed >= request.len(), "{protocol:?}");
        }
        let mut mysql = vec![32, 0, 0, 1, 0, 0x8a, 0, 0];
        mysql.extend([0; 28]);
        assert_eq!(split(Protocol::Mysql, &mysql), mysql.len());
    }

    #[test]
    fn without_a_request_everything_goes_on() {
        let said = b"EHLO me\r\nMAIL FROM:<a@example.com>\r\n";
        assert_eq!(split(Protocol::Smtp, said), said.len() + HELLO.len());
        // The server refused, and the client goes on in clear text.
        let said = b"STARTTLS\r\nMAIL FROM:<a@example.com>\r\n";
        assert_eq!(split(Protocol::Smtp, said), said.len() + HELLO.len());
    }
}
