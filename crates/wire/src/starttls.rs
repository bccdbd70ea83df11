//! The dialogues before TLS, of protocols whose connections begin in clear text: the client's side, sans-I/O.
//!
//! ```
//! use cutover_wire::starttls::{Action, Dialogue, Protocol};
//!
//! let (mut dialogue, first) = Dialogue::new(Protocol::Postgres, "db.example.test", "[192.0.2.1]");
//! assert_eq!(first, [0, 0, 0, 8, 4, 210, 22, 47]);
//! assert_eq!(dialogue.take(b"S"), Action::Tls);
//! ```
//!
//! A protocol is one file here, whose `Definition` says what it is and what follows from an answer; it stands in [`Protocol`]
//! and there in `definition`, and nowhere else.

mod action;
mod definition;
mod ftp;
mod greeting;
mod imap;
mod ldap;
mod lines;
mod mysql;
mod nntp;
mod pop3;
mod postgres;
mod rdp;
mod sieve;
mod smtp;
mod tds;
mod turn;
mod xmpp;

pub use action::{Action, Declined};
pub use greeting::Greeting;
pub use tds::{Unwrapper, wrapped};

use action::MAX_BYTES;
use definition::Definition;
use lines::last_line;
use strum::VariantArray;
use turn::Turn;

/// A protocol that asks for TLS within itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, VariantArray)]
pub enum Protocol {
    /// RFC 3207
    Smtp,
    /// RFC 2033, which begins TLS as SMTP does
    Lmtp,
    /// RFC 9051, 6.2.1
    Imap,
    /// RFC 2595, 4
    Pop3,
    /// RFC 4511, 4.14
    Ldap,
    /// RFC 4217
    Ftp,
    /// RFC 4642
    Nntp,
    /// RFC 5804, 2.2
    Sieve,
    /// RFC 6120, 5
    Xmpp,
    /// `PostgreSQL`, Frontend/Backend Protocol, SSL Session Encryption
    Postgres,
    /// `MySQL`, Client/Server Protocol, `SSLRequest`
    Mysql,
    /// MS-RDPBCGR, 2.2.1.1
    Rdp,
    /// MS-TDS, 2.2.6.5, of Microsoft SQL Server, which carries the handshake in packets of its own
    Tds,
}

impl Protocol {
    fn definition(self) -> &'static Definition {
        match self {
            Self::Smtp => &smtp::SMTP,
            Self::Lmtp => &smtp::LMTP,
            Self::Imap => &imap::IMAP,
            Self::Pop3 => &pop3::POP3,
            Self::Ldap => &ldap::LDAP,
            Self::Ftp => &ftp::FTP,
            Self::Nntp => &nntp::NNTP,
            Self::Sieve => &sieve::SIEVE,
            Self::Xmpp => &xmpp::XMPP,
            Self::Postgres => &postgres::POSTGRES,
            Self::Mysql => &mysql::MYSQL,
            Self::Rdp => &rdp::RDP,
            Self::Tds => &tds::TDS,
        }
    }

    /// The protocol of that name, as it stands before `://`.
    pub fn named(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|protocol| protocol.name().eq_ignore_ascii_case(name))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.definition().name
    }

    /// The port that it has where none is given.
    pub fn port(self) -> u16 {
        self.definition().port
    }

    /// Whether the handshake itself is carried in packets of the protocol: [`wrapped`], [`Unwrapper`].
    pub fn wraps(self) -> bool {
        self.definition().wraps
    }

    /// Whether it is spoken in packets, in which any byte may occur, and not in lines of text.
    pub fn has_packets(self) -> bool {
        self.definition().has_packets
    }

    /// The names of all, in one list.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::VARIANTS.iter().map(|protocol| protocol.name())
    }
}

/// How much of what a server says is shown: characters.
const SHOWN: usize = 300;

/// The client's side of a dialogue.
#[derive(Debug)]
pub struct Dialogue {
    protocol: Protocol,
    /// How the client calls itself.
    client: String,
    /// How many answers were understood.
    step: usize,
    heard: Vec<u8>,
}

impl Dialogue {
    /// A dialogue with that host, and what is said first; nothing where the server begins. `client` is how we introduce
    /// ourselves where that is asked: a host name, or an address in brackets (RFC 5321, 4.1.3).
    pub fn new(protocol: Protocol, host: &str, client: &str) -> (Self, Vec<u8>) {
        let first = protocol.definition().first.map_or_else(Vec::new, |first| first(host));
        // It becomes a word of a line.
        let client = client.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        (Self { protocol, client, step: 0, heard: Vec::new() }, first)
    }

    /// Takes what the server said.
    pub fn take(&mut self, bytes: &[u8]) -> Action {
        self.heard.extend(bytes);
        if self.heard.len() > MAX_BYTES {
            return Action::No(Declined::OtherProtocol);
        }
        let turn = Turn { step: self.step, heard: &self.heard, client: &self.client };
        let action = (self.protocol.definition().next)(turn);
        if matches!(action, Action::Send(_)) {
            self.step += 1;
            self.heard.clear();
        }
        action
    }

    /// What the server said last, its first 300 characters, where it is something for people: a line, the text of an error.
    pub fn said(&self) -> Option<String> {
        let said = match self.greeting() {
            // Of another protocol nothing is known but its line.
            Some(_) => last_line(&self.heard),
            None => (self.protocol.definition().said)(&self.heard),
        };
        said.map(|said| said.chars().take(SHOWN).collect())
    }

    /// The protocol that the server speaks, where that is known to be another.
    pub fn greeting(&self) -> Option<Greeting> {
        let greeting = Greeting::of(&self.heard)?;
        (greeting.name() != self.protocol.name()).then_some(greeting)
    }

    /// Whether TLS begins as soon as what was to be sent is sent, without an answer.
    pub fn is_over_when_sent(&self) -> bool {
        self.protocol.definition().over_when_sent == Some(self.step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What becomes of a dialogue with a server that says these, each after what we said.
    fn after(protocol: Protocol, says: &[&[u8]]) -> (Action, Vec<String>) {
        let (mut dialogue, first) = Dialogue::new(protocol, "host.example.test", "[192.0.2.1]");
        let mut said = vec![String::from_utf8_lossy(&first).into_owned()];
        let mut turn = Action::Wait;
        for text in says {
            // Byte by byte, as a network may.
            for byte in *text {
                turn = dialogue.take(&[*byte]);
                if let Action::Send(bytes) = &turn {
                    said.push(String::from_utf8_lossy(bytes).trim_end().to_owned());
                }
            }
        }
        (turn, said)
    }

    #[test]
    fn mail() {
        let (turn, said) = after(
            Protocol::Smtp,
            &[b"220-hello\r\n220 mail\r\n", b"250-mail\r\n250-STARTTLS\r\n250 HELP\r\n", b"220 go\r\n"],
        );
        assert_eq!(
            (turn, &said[1..]),
            (Action::Tls, &["EHLO [192.0.2.1]".to_owned(), "STARTTLS".to_owned()][..])
        );
        assert_eq!(after(Protocol::Smtp, &[b"421 too many\r\n"]).0, Action::No(Declined::TooMany));
        assert_eq!(after(Protocol::Smtp, &[b"450 later\r\n"]).0, Action::No(Declined::Busy));
        assert_eq!(
            after(Protocol::Smtp, &[b"220 a\r\n", b"250 a\r\n", b"502 what?\r\n"]).0,
            Action::No(Declined::NotOffered)
        );
        assert_eq!(after(Protocol::Smtp, &[b"HTTP/1.1 400 Bad\r\n"]).0, Action::No(Declined::OtherProtocol));
        assert_eq!(after(Protocol::Imap, &[b"* OK ready\r\n", b"* x\r\na1 OK go\r\n"]).0, Action::Tls);
        assert_eq!(
            after(Protocol::Imap, &[b"* OK ready\r\n", b"a1 BAD no\r\n"]).0,
            Action::No(Declined::NotOffered)
        );
        assert_eq!(after(Protocol::Pop3, &[b"+OK ready\r\n", b"+OK go\r\n"]).0, Action::Tls);
        assert_eq!(
            after(Protocol::Pop3, &[b"+OK ready\r\n", b"-ERR no\r\n"]).0,
            Action::No(Declined::NotOffered)
        );
        let capabilities = b"\"SIEVE\" \"x\"\r\n\"STARTTLS\"\r\nOK\r\n";
        assert_eq!(after(Protocol::Sieve, &[capabilities, b"OK go\r\n"]).0, Action::Tls);
        assert_eq!(after(Protocol::Nntp, &[b"200 news\r\n", b"382 go\r\n"]).0, Action::Tls);
        assert_eq!(after(Protocol::Ftp, &[b"220-a\r\n b\r\n220 c\r\n", b"234 go\r\n"]).0, Action::Tls);
    }

    #[test]
    fn tds_says_by_one_option_whether_it_encrypts_and_carries_the_handshake_itself() {
        let answer = |encryption: u8| {
            let mut packet = vec![4, 1, 0, 26, 0, 0, 1, 0];
            packet.extend([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 16, 0, 0, 0, 0, 0, encryption]);
            packet
        };
        assert_eq!(after(Protocol::Tds, &[&answer(3)]).0, Action::Tls);
        assert_eq!(after(Protocol::Tds, &[&answer(2)]).0, Action::No(Declined::NotOffered));
        assert_eq!(after(Protocol::Tds, &[b"HTTP/1.1 400"]).0, Action::No(Declined::OtherProtocol));
        let mut unwrapper = Unwrapper::default();
        let mut packets = wrapped(b"first");
        packets.extend(wrapped(b", second"));
        let content: Vec<u8> = packets.chunks(3).flat_map(|cut| unwrapper.take(cut)).collect();
        assert_eq!(content, b"first, second");
        assert_eq!(Unwrapper::default().take(&[22, 3, 1]), [22, 3, 1]);
    }

    #[test]
    fn directories_databases_and_the_rest() {
        let ldap = |code| [0x30, 12, 2, 1, 1, 0x78, 7, 0x0a, 1, code, 4, 0, 4, 0];
        assert_eq!(after(Protocol::Ldap, &[&ldap(0)]).0, Action::Tls);
        assert_eq!(after(Protocol::Ldap, &[&ldap(2)]).0, Action::No(Declined::NotOffered));
        // Active Directory writes long lengths.
        let long = [0x30, 0x84, 0, 0, 0, 16, 2, 1, 1, 0x78, 0x84, 0, 0, 0, 7, 0x0a, 1, 0, 4, 0, 4, 0];
        assert_eq!(after(Protocol::Ldap, &[&long]).0, Action::Tls);
        assert_eq!(after(Protocol::Postgres, &[b"N"]).0, Action::No(Declined::NotOffered));
        let (turn, said) = after(
            Protocol::Xmpp,
            &[b"<stream:stream><stream:features><starttls/></stream:features>", b"<proceed/>"],
        );
        assert_eq!(turn, Action::Tls);
        assert!(said[0].contains("to='host.example.test'"));
        let mut greeting = vec![10];
        greeting.extend(b"8.0\0");
        greeting.extend([0; 13]);
        greeting.extend([0xff, 0xff, 33]);
        let mut packet = vec![greeting.len() as u8, 0, 0, 0];
        packet.extend(greeting);
        let (mut dialogue, _) = Dialogue::new(Protocol::Mysql, "", "");
        assert!(matches!(dialogue.take(&packet), Action::Send(request) if request.len() == 36));
        assert!(dialogue.is_over_when_sent());
        let rdp =
            |kind, protocol| [3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, kind, 0, 8, 0, protocol, 0, 0, 0];
        assert_eq!(after(Protocol::Rdp, &[&rdp(2, 1)]).0, Action::Tls);
        assert_eq!(after(Protocol::Rdp, &[&rdp(3, 2)]).0, Action::No(Declined::NotOffered));
    }

    /// Why it does not come to TLS, and what the server said.
    fn declined(protocol: Protocol, says: &[&[u8]]) -> (Option<Declined>, Option<String>) {
        let (mut dialogue, _) = Dialogue::new(protocol, "host.example.test", "[192.0.2.1]");
        let last = says.iter().map(|bytes| dialogue.take(bytes)).last();
        let why = if let Some(Action::No(why)) = last { Some(why) } else { None };
        (why, dialogue.said())
    }

    #[test]
    fn what_a_server_says_is_kept_and_what_passes_is_told_from_what_does_not() {
        let of = |why, said: &str| (Some(why), Some(said.to_owned()));
        let no_name: &[&[u8]] = &[b"220 mx\r\n", b"550 5.7.1 Helo command rejected\r\n"];
        assert_eq!(
            declined(Protocol::Smtp, no_name),
            of(Declined::Rejected, "550 5.7.1 Helo command rejected")
        );
        let later: &[&[u8]] = &[b"220 mx\r\n", b"250 mx\r\n", b"454 4.7.0 TLS not available\r\n"];
        assert_eq!(declined(Protocol::Smtp, later), of(Declined::Busy, "454 4.7.0 TLS not available"));
        let lmtp: &[&[u8]] = &[b"220 mx\r\n", b"500 5.5.1 This is a LMTP server\r\n"];
        assert_eq!(
            declined(Protocol::Smtp, lmtp),
            of(Declined::OtherProtocol, "500 5.5.1 This is a LMTP server")
        );
        let error = |code: u16, text: &str| {
            let length = [(text.len() + 3) as u8, 0, 0, 0, 0xff];
            [&length, &code.to_le_bytes()[..], text.as_bytes()].concat()
        };
        let blocked = error(1129, "Host is blocked");
        assert_eq!(declined(Protocol::Mysql, &[&blocked]), of(Declined::Rejected, "1129: Host is blocked"));
        let many = error(1040, "#08004Too many connections");
        assert_eq!(declined(Protocol::Mysql, &[&many]), of(Declined::TooMany, "1040: Too many connections"));
        let fields = b"SFATAL\0C53300\0Msorry, too many clients already\0\0";
        let fatal = [b"E", &(fields.len() as u32 + 4).to_be_bytes()[..], fields].concat();
        let said = "FATAL 53300: sorry, too many clients already";
        assert_eq!(declined(Protocol::Postgres, &[&fatal]), of(Declined::TooMany, said));
        assert_eq!(declined(Protocol::Postgres, &[&fatal[..20]]).0, None, "half of it");
        assert_eq!(after(Protocol::Postgres, &[b"S"]).0, Action::Tls);
        let (mut dialogue, _) = Dialogue::new(Protocol::Postgres, "a", "b");
        assert_eq!(dialogue.take(b"SSH-2.0-OpenSSH_9.2\r\n"), Action::No(Declined::OtherProtocol));
        let black = b"554 5.7.1 liste noire, d\xe9sol\xe9\r\n";
        assert_eq!(declined(Protocol::Smtp, &[black]).0, Some(Declined::Rejected), "whatever letters it has");
        for (bye, why) in [
            (&b"* BYE Maximum number of connections exceeded\r\n"[..], Declined::TooMany),
            (b"* BYE Server shutting down\r\n", Declined::Busy),
            (b"* PREAUTH welcome\r\n", Declined::Rejected),
        ] {
            assert_eq!(declined(Protocol::Imap, &[bye]).0, Some(why));
        }
        // ExtendedResponse: strongerAuthRequired, no name, a message.
        let ldap = b"\x30\x11\x02\x01\x01\x78\x0c\x0a\x01\x08\x04\x00\x04\x05first";
        assert_eq!(declined(Protocol::Ldap, &[ldap]), of(Declined::Rejected, "8: first"));
        let stream: &[u8] = b"<stream:stream><stream:error><host-unknown/></stream:error>";
        assert_eq!(declined(Protocol::Xmpp, &[stream]), of(Declined::Rejected, "host-unknown"));
        assert_eq!(after(Protocol::Ftp, &[b"220 a\r\n", b"504 no\r\n", b"334 go\r\n"]).0, Action::Tls);
        let none: &[&[u8]] = &[b"220 a\r\n", b"530 Please login\r\n", b"530 Please login\r\n"];
        assert_eq!(declined(Protocol::Ftp, none), of(Declined::NotOffered, "530 Please login"));
        assert_eq!(after(Protocol::Lmtp, &[b"220 a\r\n", b"250 STARTTLS\r\n", b"220 go\r\n"]).0, Action::Tls);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(which in 0..Protocol::VARIANTS.len(), all in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..60), 0..6)) {
            let (mut dialogue, _) = Dialogue::new(Protocol::VARIANTS[which], "a", "b");
            for bytes in all {
                if !matches!(dialogue.take(&bytes), Action::Send(_) | Action::Wait) {
                    break;
                }
            }
        }

        #[test]
        fn no_text_makes_it_panic(which in 0..Protocol::VARIANTS.len(), all in proptest::collection::vec("[0-9 +*\\-OKa\r\n<\"]{0,30}", 0..6)) {
            let (mut dialogue, _) = Dialogue::new(Protocol::VARIANTS[which], "a", "b");
            for text in all {
                if !matches!(dialogue.take(text.as_bytes()), Action::Send(_) | Action::Wait) {
                    break;
                }
            }
        }
    }
}
