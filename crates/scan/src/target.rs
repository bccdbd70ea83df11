//! What is to be scanned, as people write it.

use std::net::{IpAddr, Ipv6Addr};

use cutover_wire::starttls::Protocol;

/// A target: a name or an address, and a port.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// As it was given.
    pub text: String,
    /// Whom.
    pub host: Host,
    /// Which port of it; that of the protocol where none was given, otherwise 443.
    pub port: u16,
    /// What is spoken before TLS, if anything.
    pub starttls: Option<Protocol>,
}

/// A name or an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Host {
    /// A host name, that is resolved and asked for (SNI).
    Name(String),
    /// An address; nothing is asked for by name.
    Address(IpAddr),
}

/// What is wrong with a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Nothing there
    #[error("it is empty")]
    Empty,
    /// The port is no number from 1 to 65535
    #[error("the port is no number from 1 to 65535")]
    Port,
    /// A scheme that is not known, or not yet
    #[error("the scheme is not known")]
    Scheme,
    /// Letters that no host name has
    #[error("it is no host name and no address")]
    Name,
    /// A name in letters of its own language, that stands in the DNS as `xn--…`
    #[error("the name is not in ASCII")]
    NotAscii,
}

/// The port of TLS where none is given.
const DEFAULT_PORT: u16 = 443;

impl Target {
    /// Reads `host`, `host:port`, `192.0.2.1`, `[2001:db8::1]:443`, `2001:db8::1`, and any of them behind
    /// `https://` or a protocol with STARTTLS (`smtp://`, `ldap://`), with or without a path.
    pub fn parse(text: &str) -> Result<Self, TargetError> {
        let text = text.trim();
        let (starttls, rest) = match text.split_once("://") {
            None => (None, text),
            Some((scheme, rest)) => {
                let scheme = scheme.to_ascii_lowercase();
                let starttls = Protocol::named(&scheme);
                if starttls.is_none() && !matches!(scheme.as_str(), "https" | "tls") {
                    return Err(TargetError::Scheme);
                }
                (starttls, rest.split(['/', '?', '#']).next().unwrap_or_default())
            }
        };
        if rest.is_empty() {
            return Err(TargetError::Empty);
        }
        if rest.contains(['@', '%']) {
            return Err(TargetError::Name);
        }
        let (host, port) = if let Ok(address) = rest.parse::<Ipv6Addr>() {
            (Host::Address(address.into()), None)
        } else if let Some(bracketed) = rest.strip_prefix('[') {
            let (address, port) = bracketed.split_once(']').ok_or(TargetError::Name)?;
            let address: Ipv6Addr = address.parse().map_err(|_| TargetError::Name)?;
            let port = match port {
                "" => None,
                _ => Some(port.strip_prefix(':').ok_or(TargetError::Name)?),
            };
            (Host::Address(address.into()), port)
        } else {
            let (host, port) = match rest.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (rest, None),
            };
            (name_or_address(host)?, port)
        };
        let port = match port {
            None => starttls.map_or(DEFAULT_PORT, Protocol::port),
            Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => {
                digits.parse().ok().filter(|port| *port > 0).ok_or(TargetError::Port)?
            }
            Some(_) => return Err(TargetError::Port),
        };
        Ok(Self { text: text.to_owned(), host, port, starttls })
    }
}

fn name_or_address(host: &str) -> Result<Host, TargetError> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(Host::Address(address));
    }
    let name = host.strip_suffix('.').unwrap_or(host);
    let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let label = |label: &str| (1..=63).contains(&label.len()) && label.bytes().all(letter);
    // Something like 10.0.0.256 is a mistake in an address, not a name (RFC 1123, 2.1).
    let numeric = name.rsplit('.').next().is_some_and(|last| {
        last.bytes().all(|b| b.is_ascii_digit())
            || last.strip_prefix("0x").is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
    });
    if name.chars().any(|c| !c.is_ascii() && c.is_alphanumeric()) {
        return Err(TargetError::NotAscii);
    }
    if name.is_empty() || name.len() > 253 || numeric || !name.split('.').all(label) {
        return Err(TargetError::Name);
    }
    Ok(Host::Name(name.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn targets_are_written_in_many_ways() {
        let of = |text: &str| Target::parse(text).map(|t| (t.host, t.port));
        let name = |name: &str| Host::Name(name.into());
        let address = |address: &str| Host::Address(address.parse().unwrap());
        assert_eq!(of("mail.example.test"), Ok((name("mail.example.test"), 443)));
        assert_eq!(of("Mail.Example.Test.:8443"), Ok((name("mail.example.test"), 8443)));
        assert_eq!(of("https://www.example.test/path?x"), Ok((name("www.example.test"), 443)));
        assert_eq!(of("192.0.2.1:993"), Ok((address("192.0.2.1"), 993)));
        assert_eq!(of("2001:db8::1"), Ok((address("2001:db8::1"), 443)));
        assert_eq!(of("[2001:db8::1]:636"), Ok((address("2001:db8::1"), 636)));
        assert_eq!(of("smtp://mail.example.test"), Ok((name("mail.example.test"), 25)));
        assert_eq!(of("LDAP://192.0.2.1:3268"), Ok((address("192.0.2.1"), 3268)));
        assert_eq!(Target::parse("imap://a").unwrap().starttls, Some(Protocol::Imap));
        assert_eq!(of("10.0.0.256"), Err(TargetError::Name));
        assert_eq!(of("0x7f000001"), Err(TargetError::Name));
        assert_eq!(of("user:pw@host"), Err(TargetError::Name));
        assert_eq!(of("日本.example"), Err(TargetError::NotAscii));
        assert_eq!(of("host:0"), Err(TargetError::Port));
        assert_eq!(of("host:+1"), Err(TargetError::Port));
        assert_eq!(of("host:70000"), Err(TargetError::Port));
        assert_eq!(of("gopher://host"), Err(TargetError::Scheme));
        assert_eq!(of(" "), Err(TargetError::Empty));
        assert_eq!(of("a b"), Err(TargetError::Name));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let _ = Target::parse(&text);
        }
    }
}
