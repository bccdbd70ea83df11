//! The dialogues before TLS, of protocols whose connections begin in clear text: the client's side, sans-I/O.
//!
//! ```
//! use cutover_wire::starttls::{Dialogue, Protocol, Turn};
//!
//! let (mut dialogue, first) = Dialogue::new(Protocol::Postgres, "db.example.test");
//! assert_eq!(first, [0, 0, 0, 8, 4, 210, 22, 47]);
//! assert_eq!(dialogue.take(b"S"), Turn::Tls);
//! ```

/// What a server may say before TLS, in bytes; more is no dialogue.
const MAX_BYTES: usize = 64 << 10;

/// A protocol that asks for TLS within itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// RFC 3207
    Smtp,
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

const ALL: [(Protocol, &str, u16); 12] = [
    (Protocol::Smtp, "smtp", 25),
    (Protocol::Imap, "imap", 143),
    (Protocol::Pop3, "pop3", 110),
    (Protocol::Ldap, "ldap", 389),
    (Protocol::Ftp, "ftp", 21),
    (Protocol::Nntp, "nntp", 119),
    (Protocol::Sieve, "sieve", 4190),
    (Protocol::Xmpp, "xmpp", 5222),
    (Protocol::Postgres, "postgres", 5432),
    (Protocol::Mysql, "mysql", 3306),
    (Protocol::Rdp, "rdp", 3389),
    (Protocol::Tds, "tds", 1433),
];

impl Protocol {
    /// The protocol of that name, as it stands before `://`.
    pub fn named(name: &str) -> Option<Self> {
        ALL.iter().find(|(_, known, _)| known.eq_ignore_ascii_case(name)).map(|(protocol, ..)| *protocol)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        ALL.iter().find(|(protocol, ..)| *protocol == self).map_or("", |(_, name, _)| name)
    }

    /// The port that it has where none is given.
    pub fn port(self) -> u16 {
        ALL.iter().find(|(protocol, ..)| *protocol == self).map_or(0, |(.., port)| *port)
    }

    /// Whether the handshake itself is carried in packets of the protocol: [`wrapped`], [`Unwrapper`].
    pub fn wraps(self) -> bool {
        self == Self::Tds
    }

    /// The names of all, in one list.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ALL.iter().map(|(_, name, _)| *name)
    }
}

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// Say this.
    Send(Vec<u8>),
    /// Wait for more.
    Wait,
    /// TLS begins now.
    Tls,
    /// It does not come to TLS.
    No(No),
}

/// Why it does not come to TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum No {
    /// The server speaks the protocol and has no TLS in it.
    NotOffered,
    /// It says that it cannot now: SMTP's 4xx.
    Busy,
    /// What it says is another protocol.
    OtherProtocol,
}

/// The client's side of a dialogue.
#[derive(Debug)]
pub struct Dialogue {
    protocol: Protocol,
    /// How many answers were understood.
    step: u8,
    heard: Vec<u8>,
}

impl Dialogue {
    /// A dialogue with that host, and what is said first; nothing where the server begins.
    pub fn new(protocol: Protocol, host: &str) -> (Self, Vec<u8>) {
        let first = match protocol {
            Protocol::Ldap => ldap_start_tls(),
            Protocol::Postgres => vec![0, 0, 0, 8, 4, 210, 22, 47],
            Protocol::Xmpp => format!(
                "<?xml version='1.0'?><stream:stream to='{host}' version='1.0' xmlns='jabber:client' \
                 xmlns:stream='http://etherx.jabber.org/streams'>"
            )
            .into_bytes(),
            Protocol::Rdp => RDP_REQUEST.to_vec(),
            Protocol::Tds => tds_prelogin(),
            _ => Vec::new(),
        };
        (Self { protocol, step: 0, heard: Vec::new() }, first)
    }

    /// Takes what the server said.
    pub fn take(&mut self, bytes: &[u8]) -> Turn {
        self.heard.extend(bytes);
        if self.heard.len() > MAX_BYTES {
            return Turn::No(No::OtherProtocol);
        }
        let turn = match self.protocol {
            Protocol::Smtp => {
                self.numbered(&["220", "250", "220"], &["EHLO cutover.invalid\r\n", "STARTTLS\r\n"])
            }
            Protocol::Ftp => self.numbered(&["220", "234"], &["AUTH TLS\r\n"]),
            Protocol::Nntp => self.numbered(&["20", "382"], &["STARTTLS\r\n"]),
            Protocol::Imap => self.imap(),
            Protocol::Pop3 => self.marked("+OK", "-ERR", "STLS\r\n"),
            Protocol::Sieve => self.marked("OK", "NO", "STARTTLS\r\n"),
            Protocol::Xmpp => self.xmpp(),
            Protocol::Ldap => ldap_answer(&self.heard),
            Protocol::Postgres => match self.heard.first() {
                None => Turn::Wait,
                Some(b'S') => Turn::Tls,
                Some(b'N') => Turn::No(No::NotOffered),
                Some(_) => Turn::No(No::OtherProtocol),
            },
            Protocol::Mysql => self.mysql(),
            Protocol::Rdp => rdp_answer(&self.heard),
            Protocol::Tds => tds_answer(&self.heard),
        };
        if matches!(turn, Turn::Send(_)) {
            self.step += 1;
            self.heard.clear();
        }
        turn
    }

    /// Replies that begin with a number, behind which a dash stands until the last line (RFC 5321, 4.2.1); between them
    /// FTP has lines of any form (RFC 959, 4.2).
    fn numbered(&self, good: &[&str], say: &[&str]) -> Turn {
        let Some(lines) = whole_lines(&self.heard) else { return Turn::Wait };
        let Some(code) = reply_code(lines[0]) else { return Turn::No(No::OtherProtocol) };
        let is_last = |line: &&str| reply_code(line) == Some(code) && line.as_bytes().get(3) != Some(&b'-');
        if !lines.iter().any(is_last) {
            return Turn::Wait;
        }
        let step = usize::from(self.step);
        if code.starts_with(good[step]) {
            return said(step, say);
        }
        Turn::No(match code.as_bytes()[0] {
            b'4' => No::Busy,
            b'5' => No::NotOffered,
            _ => No::OtherProtocol,
        })
    }

    fn imap(&self) -> Turn {
        let Some(lines) = whole_lines(&self.heard) else { return Turn::Wait };
        if self.step == 0 {
            return match lines[0] {
                line if line.starts_with("* OK") || line.starts_with("* PREAUTH") => {
                    Turn::Send(b"a1 STARTTLS\r\n".to_vec())
                }
                line if line.starts_with("* BYE") => Turn::No(No::Busy),
                _ => Turn::No(No::OtherProtocol),
            };
        }
        match lines.iter().find_map(|line| line.strip_prefix("a1 ")) {
            None => Turn::Wait,
            Some(rest) if rest.starts_with("OK") => Turn::Tls,
            Some(_) => Turn::No(No::NotOffered),
        }
    }

    /// A line that begins with one of two words ends a reply.
    fn marked(&self, good: &str, bad: &str, say: &str) -> Turn {
        let Some(lines) = whole_lines(&self.heard) else { return Turn::Wait };
        for line in &lines {
            if line.starts_with(good) {
                return said(usize::from(self.step), &[say]);
            }
            if line.starts_with(bad) {
                return Turn::No(No::NotOffered);
            }
            if line.starts_with("BYE") {
                return Turn::No(No::Busy);
            }
            // Sieve's capabilities stand in quotes before its OK.
            if !line.starts_with('"') {
                return Turn::No(No::OtherProtocol);
            }
        }
        Turn::Wait
    }

    fn xmpp(&self) -> Turn {
        let text = String::from_utf8_lossy(&self.heard);
        if !text.trim_start().starts_with('<') && !text.trim().is_empty() {
            return Turn::No(No::OtherProtocol);
        }
        if self.step == 0 {
            return if !text.contains("</stream:features>") {
                if text.contains("stream:error") { Turn::No(No::Busy) } else { Turn::Wait }
            } else if text.contains("<starttls") {
                Turn::Send(b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>".to_vec())
            } else {
                Turn::No(No::NotOffered)
            };
        }
        match () {
            () if text.contains("<proceed") => Turn::Tls,
            () if text.contains("<failure") => Turn::No(No::NotOffered),
            () => Turn::Wait,
        }
    }

    fn mysql(&self) -> Turn {
        let Some(header) = self.heard.first_chunk::<4>() else { return Turn::Wait };
        let length = usize::from(header[0]) | usize::from(header[1]) << 8 | usize::from(header[2]) << 16;
        if length > MAX_BYTES {
            return Turn::No(No::OtherProtocol);
        }
        let Some(payload) = self.heard.get(4..4 + length) else { return Turn::Wait };
        match payload.first() {
            // An error before the greeting: too many connections, host not allowed.
            Some(0xff) => return Turn::No(No::Busy),
            Some(10) => {}
            _ => return Turn::No(No::OtherProtocol),
        }
        // Behind the version's text: thread, eight bytes of salt, a zero, the lower half of the capabilities.
        let Some(text) = payload.iter().position(|byte| *byte == 0) else {
            return Turn::No(No::OtherProtocol);
        };
        let Some(capabilities) = payload.get(text + 14..text + 16) else {
            return Turn::No(No::OtherProtocol);
        };
        let capabilities = u16::from_le_bytes([capabilities[0], capabilities[1]]);
        if capabilities & MYSQL_SSL == 0 {
            return Turn::No(No::NotOffered);
        }
        let mut request = vec![32, 0, 0, header[3].wrapping_add(1)];
        // Protocol 4.1, TLS, secure connection; packets of 16 MiB; utf8; 23 bytes of nothing.
        request.extend((0x0200_u32 | u32::from(MYSQL_SSL) | 0x8000).to_le_bytes());
        request.extend([0, 0, 0, 1, 33]);
        request.extend([0; 23]);
        // The server answers nothing; TLS begins right behind it.
        Turn::Send(request)
    }

    /// Whether TLS begins as soon as what was to be sent is sent, without an answer.
    pub fn is_over_when_sent(&self) -> bool {
        self.protocol == Protocol::Mysql && self.step == 1
    }
}

/// What is said after so many answers; TLS when nothing is left to say.
fn said(step: usize, say: &[&str]) -> Turn {
    say.get(step).map_or(Turn::Tls, |text| Turn::Send(text.as_bytes().to_vec()))
}

/// `CLIENT_SSL`
const MYSQL_SSL: u16 = 0x0800;

/// X.224 connection request that asks for TLS or `CredSSP`, which begins with TLS (MS-RDPBCGR, 2.2.1.1.1).
const RDP_REQUEST: [u8; 19] = [3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0];

fn rdp_answer(heard: &[u8]) -> Turn {
    let Some(header) = heard.first_chunk::<4>() else { return Turn::Wait };
    let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
    if header[0] != 3 || !(11..=512).contains(&length) {
        return Turn::No(No::OtherProtocol);
    }
    let Some(packet) = heard.get(..length) else { return Turn::Wait };
    match packet.get(11..) {
        _ if packet[5] & 0xf0 != 0xd0 => Turn::No(No::OtherProtocol),
        // A negotiation response that chose something with TLS in it.
        Some([2, _, 8, 0, protocol, ..]) if *protocol != 0 => Turn::Tls,
        // A failure, an answer without negotiation, or the protocol's own security.
        _ => Turn::No(No::NotOffered),
    }
}

/// An extended request for 1.3.6.1.4.1.1466.20037.
fn ldap_start_tls() -> Vec<u8> {
    let name = b"1.3.6.1.4.1.1466.20037";
    let mut request = vec![0x30, 29, 2, 1, 1, 0x77, 24, 0x80, name.len() as u8];
    request.extend(name);
    request
}

/// An extended response (RFC 4511, 4.12).
fn ldap_answer(heard: &[u8]) -> Turn {
    match element(heard) {
        // Of the element's tag and length, or of its body, not all has come.
        Ok(None) if heard.first().is_none_or(|tag| *tag == LDAP_MESSAGE) => Turn::Wait,
        Ok(Some(Element { tag: LDAP_MESSAGE, body, .. })) => match ldap_result_code(body) {
            Some(0) => Turn::Tls,
            // busy, unavailable
            Some(51 | 52) => Turn::No(No::Busy),
            Some(_) => Turn::No(No::NotOffered),
            None => Turn::No(No::OtherProtocol),
        },
        _ => Turn::No(No::OtherProtocol),
    }
}

/// SEQUENCE
const LDAP_MESSAGE: u8 = 0x30;

/// The result code of an extended response: a message id, then [APPLICATION 24] with the code first.
fn ldap_result_code(message: &[u8]) -> Option<u8> {
    let whole = |bytes, tag| element(bytes).ok().flatten().filter(|element| element.tag == tag);
    let id = whole(message, 0x02)?;
    let response = whole(id.rest, 0x78)?;
    match whole(response.body, 0x0a)?.body {
        [code] => Some(*code),
        _ => None,
    }
}

/// A BER element with what follows it.
struct Element<'a> {
    tag: u8,
    body: &'a [u8],
    rest: &'a [u8],
}

/// The element that these bytes begin with; `None` while it is not whole.
fn element(bytes: &[u8]) -> Result<Option<Element<'_>>, No> {
    let [tag, first, rest @ ..] = bytes else { return Ok(None) };
    let (length, rest) = if *first < 0x80 {
        (usize::from(*first), rest)
    } else {
        let count = usize::from(first & 0x7f);
        if !(1..=4).contains(&count) {
            return Err(No::OtherProtocol);
        }
        let Some((length, rest)) = rest.split_at_checked(count) else { return Ok(None) };
        (length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), rest)
    };
    if length > MAX_BYTES {
        return Err(No::OtherProtocol);
    }
    Ok(rest.split_at_checked(length).map(|(body, rest)| Element { tag: *tag, body, rest }))
}

/// The three digits that a reply begins with.
fn reply_code(line: &str) -> Option<&str> {
    line.get(..3).filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The lines that are whole; `None` while there is none.
fn whole_lines(heard: &[u8]) -> Option<Vec<&str>> {
    let end = heard.iter().rposition(|byte| *byte == b'\n')?;
    let lines = heard[..end].split(|byte| *byte == b'\n');
    // What is no text is no line of these protocols.
    Some(lines.map(|line| std::str::from_utf8(line).unwrap_or("\u{fffd}").trim_end_matches('\r')).collect())
}

/// Type of the packets of TDS before a login, and of the handshake (MS-TDS, 2.2.3.1.1).
const PRELOGIN: u8 = 0x12;

/// Type of what the server answers.
const TABULAR_RESULT: u8 = 4;

const TDS_HEADER: usize = 8;

/// Bytes of a handshake as a protocol carries them that [`Protocol::wraps`].
pub fn wrapped(bytes: &[u8]) -> Vec<u8> {
    let length = (TDS_HEADER + bytes.len()) as u16;
    let mut packet = vec![PRELOGIN, 1];
    packet.extend(length.to_be_bytes());
    packet.extend([0, 0, 1, 0]);
    packet.extend(bytes);
    packet
}

/// Takes the packets of such a protocol away from around a handshake.
#[derive(Debug, Default)]
pub struct Unwrapper {
    header: Vec<u8>,
    /// How much of the packet's content is still to come.
    left: usize,
}

impl Unwrapper {
    /// What these bytes carry. Bytes that are no packet are given as they are: somebody may speak without.
    pub fn take(&mut self, mut bytes: &[u8]) -> Vec<u8> {
        let mut content = Vec::new();
        while let Some(first) = bytes.first() {
            if self.left > 0 {
                let (now, later) = bytes.split_at(self.left.min(bytes.len()));
                content.extend(now);
                self.left -= now.len();
                bytes = later;
            } else if self.header.is_empty() && ![PRELOGIN, TABULAR_RESULT].contains(first) {
                content.extend(bytes);
                break;
            } else {
                self.header.push(*first);
                bytes = &bytes[1..];
                if self.header.len() == TDS_HEADER {
                    let length = usize::from(u16::from_be_bytes([self.header[2], self.header[3]]));
                    self.left = length.saturating_sub(TDS_HEADER);
                    self.header.clear();
                }
            }
        }
        content
    }
}

/// A PRELOGIN that asks for encryption (MS-TDS, 2.2.6.5): the version of nobody, and `ENCRYPT_ON`.
fn tds_prelogin() -> Vec<u8> {
    wrapped(&[0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 0, 0, 0, 0, 0, 0, 1])
}

fn tds_answer(heard: &[u8]) -> Turn {
    const ENCRYPTION: u8 = 1;
    const TERMINATOR: u8 = 0xff;
    let Some(header) = heard.first_chunk::<TDS_HEADER>() else {
        return if heard.first().is_none_or(|first| *first == TABULAR_RESULT) {
            Turn::Wait
        } else {
            Turn::No(No::OtherProtocol)
        };
    };
    let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
    if header[0] != TABULAR_RESULT || length <= TDS_HEADER {
        return Turn::No(No::OtherProtocol);
    }
    let Some(packet) = heard.get(..length) else { return Turn::Wait };
    let options = &packet[TDS_HEADER..];
    let mut rest = options;
    while let Some(&[kind, high, low, ..]) = rest.first_chunk::<5>().filter(|option| option[0] != TERMINATOR)
    {
        if kind == ENCRYPTION {
            return match options.get(usize::from(u16::from_be_bytes([high, low]))) {
                // ENCRYPT_OFF encrypts the login alone, and that takes a handshake too.
                Some(0 | 1 | 3) => Turn::Tls,
                Some(2) => Turn::No(No::NotOffered),
                _ => Turn::No(No::OtherProtocol),
            };
        }
        rest = &rest[5..];
    }
    Turn::No(No::NotOffered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What becomes of a dialogue with a server that says these, each after what we said.
    fn after(protocol: Protocol, says: &[&[u8]]) -> (Turn, Vec<String>) {
        let (mut dialogue, first) = Dialogue::new(protocol, "host.example.test");
        let mut said = vec![String::from_utf8_lossy(&first).into_owned()];
        let mut turn = Turn::Wait;
        for text in says {
            // Byte by byte, as a network may.
            for byte in *text {
                turn = dialogue.take(&[*byte]);
                if let Turn::Send(bytes) = &turn {
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
            (Turn::Tls, &["EHLO cutover.invalid".to_owned(), "STARTTLS".to_owned()][..])
        );
        assert_eq!(after(Protocol::Smtp, &[b"421 too many\r\n"]).0, Turn::No(No::Busy));
        assert_eq!(
            after(Protocol::Smtp, &[b"220 a\r\n", b"250 a\r\n", b"502 what?\r\n"]).0,
            Turn::No(No::NotOffered)
        );
        assert_eq!(after(Protocol::Smtp, &[b"HTTP/1.1 400 Bad\r\n"]).0, Turn::No(No::OtherProtocol));
        assert_eq!(after(Protocol::Imap, &[b"* OK ready\r\n", b"* x\r\na1 OK go\r\n"]).0, Turn::Tls);
        assert_eq!(after(Protocol::Imap, &[b"* OK ready\r\n", b"a1 BAD no\r\n"]).0, Turn::No(No::NotOffered));
        assert_eq!(after(Protocol::Pop3, &[b"+OK ready\r\n", b"+OK go\r\n"]).0, Turn::Tls);
        assert_eq!(after(Protocol::Pop3, &[b"+OK ready\r\n", b"-ERR no\r\n"]).0, Turn::No(No::NotOffered));
        let capabilities = b"\"SIEVE\" \"x\"\r\n\"STARTTLS\"\r\nOK\r\n";
        assert_eq!(after(Protocol::Sieve, &[capabilities, b"OK go\r\n"]).0, Turn::Tls);
        assert_eq!(after(Protocol::Nntp, &[b"200 news\r\n", b"382 go\r\n"]).0, Turn::Tls);
        assert_eq!(after(Protocol::Ftp, &[b"220-a\r\n b\r\n220 c\r\n", b"234 go\r\n"]).0, Turn::Tls);
    }

    #[test]
    fn tds_says_by_one_option_whether_it_encrypts_and_carries_the_handshake_itself() {
        let answer = |encryption: u8| {
            let mut packet = vec![TABULAR_RESULT, 1, 0, 26, 0, 0, 1, 0];
            packet.extend([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 16, 0, 0, 0, 0, 0, encryption]);
            packet
        };
        assert_eq!(after(Protocol::Tds, &[&answer(3)]).0, Turn::Tls);
        assert_eq!(after(Protocol::Tds, &[&answer(2)]).0, Turn::No(No::NotOffered));
        assert_eq!(after(Protocol::Tds, &[b"HTTP/1.1 400"]).0, Turn::No(No::OtherProtocol));
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
        assert_eq!(after(Protocol::Ldap, &[&ldap(0)]).0, Turn::Tls);
        assert_eq!(after(Protocol::Ldap, &[&ldap(2)]).0, Turn::No(No::NotOffered));
        // Active Directory writes long lengths.
        let long = [0x30, 0x84, 0, 0, 0, 16, 2, 1, 1, 0x78, 0x84, 0, 0, 0, 7, 0x0a, 1, 0, 4, 0, 4, 0];
        assert_eq!(after(Protocol::Ldap, &[&long]).0, Turn::Tls);
        assert_eq!(after(Protocol::Postgres, &[b"N"]).0, Turn::No(No::NotOffered));
        let (turn, said) = after(
            Protocol::Xmpp,
            &[b"<stream:stream><stream:features><starttls/></stream:features>", b"<proceed/>"],
        );
        assert_eq!(turn, Turn::Tls);
        assert!(said[0].contains("to='host.example.test'"));
        let mut greeting = vec![10];
        greeting.extend(b"8.0\0");
        greeting.extend([0; 13]);
        greeting.extend([0xff, 0xff, 33]);
        let mut packet = vec![greeting.len() as u8, 0, 0, 0];
        packet.extend(greeting);
        let (mut dialogue, _) = Dialogue::new(Protocol::Mysql, "");
        assert!(matches!(dialogue.take(&packet), Turn::Send(request) if request.len() == 36));
        assert!(dialogue.is_over_when_sent());
        let rdp =
            |kind, protocol| [3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, kind, 0, 8, 0, protocol, 0, 0, 0];
        assert_eq!(after(Protocol::Rdp, &[&rdp(2, 1)]).0, Turn::Tls);
        assert_eq!(after(Protocol::Rdp, &[&rdp(3, 2)]).0, Turn::No(No::NotOffered));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(which in 0..ALL.len(), all in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..60), 0..6)) {
            let (mut dialogue, _) = Dialogue::new(ALL[which].0, "a");
            for bytes in all {
                if !matches!(dialogue.take(&bytes), Turn::Send(_) | Turn::Wait) {
                    break;
                }
            }
        }

        #[test]
        fn no_text_makes_it_panic(which in 0..ALL.len(), all in proptest::collection::vec("[0-9 +*\\-OKa\r\n<\"]{0,30}", 0..6)) {
            let (mut dialogue, _) = Dialogue::new(ALL[which].0, "a");
            for text in all {
                if !matches!(dialogue.take(text.as_bytes()), Turn::Send(_) | Turn::Wait) {
                    break;
                }
            }
        }
    }
}
