//! Which protocol a server speaks, by what it says first or to bytes that it does not understand.

use strum::VariantArray;

/// A protocol that can be told by its first words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, VariantArray)]
pub enum Greeting {
    /// RFC 5321, 4.2: `220`, and a word of mail
    Smtp,
    /// RFC 2033
    Lmtp,
    /// RFC 959: `220`, and its name
    Ftp,
    /// RFC 9051, 7.1
    Imap,
    /// RFC 1939, 4
    Pop3,
    /// RFC 3977, 5.1
    Nntp,
    /// RFC 4253, 4.2
    Ssh,
    /// RFC 9112, 4
    Http,
    /// RFC 6120, 4.2
    Xmpp,
    /// The greeting of `MySQL` and `MariaDB`
    Mysql,
    /// RFC 6143, 7.1.1
    Vnc,
}

impl Greeting {
    /// What these bytes are the beginning of; `None`: of nothing that is known.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        // A packet of protocol 10: three bytes of length, a number, the version of the protocol and of the server.
        if let [length, _, 0, 0, 10, version, ..] = bytes
            && *length > 20
            && version.is_ascii_digit()
        {
            return Some(Self::Mysql);
        }
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).to_ascii_uppercase();
        let text = text.trim_start();
        let has = |word: &str| text.contains(word);
        match text.get(..4).unwrap_or(text) {
            "SSH-" => Some(Self::Ssh),
            "HTTP" if text.starts_with("HTTP/") => Some(Self::Http),
            "RFB " => Some(Self::Vnc),
            "* OK" | "* BY" | "* PR" => Some(Self::Imap),
            _ if text.starts_with("+OK") => Some(Self::Pop3),
            "220 " | "220-" | "500 " | "421 " | "554 " if has("LMTP") => Some(Self::Lmtp),
            "220 " | "220-" | "421 " | "554 "
                if has("SMTP") || has("MAIL") || has("POSTFIX") || has("EXIM") =>
            {
                Some(Self::Smtp)
            }
            "220 " | "220-" | "421 " | "530 " if has("FTP") || has("FILEZILLA") => Some(Self::Ftp),
            "200 " | "201 " if has("NNTP") || has("NEWS") || has("INN") || has("POSTING") => Some(Self::Nntp),
            _ if text.starts_with("<?XML") && has("STREAM") || text.starts_with("<STREAM") => {
                Some(Self::Xmpp)
            }
            _ => None,
        }
    }

    /// Its name, which is that of the scheme where it has one.
    pub fn name(self) -> &'static str {
        match self {
            Self::Smtp => "smtp",
            Self::Lmtp => "lmtp",
            Self::Ftp => "ftp",
            Self::Imap => "imap",
            Self::Pop3 => "pop3",
            Self::Nntp => "nntp",
            Self::Ssh => "ssh",
            Self::Http => "http",
            Self::Xmpp => "xmpp",
            Self::Mysql => "mysql",
            Self::Vnc => "vnc",
        }
    }
}

#[test]
fn servers_are_told_by_what_they_say() {
    for (said, greeting) in [
        (&b"220 mx.example.test ESMTP Postfix\r\n"[..], Some(Greeting::Smtp)),
        (b"220 mx.example.test Microsoft ESMTP MAIL Service ready\r\n", Some(Greeting::Smtp)),
        (b"220 (vsFTPd 3.0.3)\r\n", Some(Greeting::Ftp)),
        (b"220-FileZilla Server 1.8.1\r\n", Some(Greeting::Ftp)),
        (b"220 lists.example.test Dovecot LMTP ready.\r\n", Some(Greeting::Lmtp)),
        (b"500 5.5.1 This is a LMTP server, use LHLO\r\n", Some(Greeting::Lmtp)),
        (b"* OK [CAPABILITY IMAP4rev1 STARTTLS] Dovecot ready.\r\n", Some(Greeting::Imap)),
        (b"+OK Dovecot ready.\r\n", Some(Greeting::Pop3)),
        (b"SSH-2.0-OpenSSH_9.2p1\r\n", Some(Greeting::Ssh)),
        (b"HTTP/1.1 400 Bad Request\r\n", Some(Greeting::Http)),
        (b"\x4a\0\0\0\x0a8.0.36\0", Some(Greeting::Mysql)),
        (b"220 ready\r\n", None),
        (b"\x15\x03\x03", None),
        (b"", None),
    ] {
        assert_eq!(Greeting::of(said), greeting, "{}", String::from_utf8_lossy(said));
    }
}
