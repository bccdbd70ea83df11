//! What is to be scanned, as people write it.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use cutover_wire::starttls::Protocol;
use ipnet::IpNet;

use crate::hellos::Alpn;

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
    /// What is asked for by ALPN.
    pub alpn: Alpn,
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
    /// Every address of a network, where a single target is wanted
    #[error("it is a network")]
    Network,
    /// A name in letters of its own language that nobody can register (UTS 46)
    #[error("the name is no internationalized host name")]
    NotAscii,
    /// A user, and perhaps a password, before the host
    #[error("there is a user before the host")]
    User,
}

/// The port of TLS where none is given.
const DEFAULT_PORT: u16 = 443;

/// Protocols that begin with TLS: their ports, and what they insist on in ALPN (IANA, Uniform Resource Identifier Schemes;
/// Service Name and Transport Protocol Port Number Registry).
const WITH_TLS: [(&str, u16, Alpn); 23] = [
    ("https", DEFAULT_PORT, Alpn::Web),
    ("tls", DEFAULT_PORT, Alpn::Web),
    ("ssl", DEFAULT_PORT, Alpn::Web),
    ("wss", DEFAULT_PORT, Alpn::Web),
    ("smtps", 465, Alpn::No),
    ("submissions", 465, Alpn::No),
    ("imaps", 993, Alpn::No),
    ("pop3s", 995, Alpn::No),
    ("ldaps", 636, Alpn::No),
    ("ftps", 990, Alpn::No),
    ("nntps", 563, Alpn::No),
    ("xmpps", 5223, Alpn::No),
    ("ircs", 6697, Alpn::No),
    ("rediss", 6379, Alpn::No),
    ("mqtts", 8883, Alpn::No),
    ("amqps", 5671, Alpn::No),
    ("sips", 5061, Alpn::No),
    ("dot", 853, Alpn::No),
    ("radsec", 2083, Alpn::No),
    ("telnets", 992, Alpn::No),
    ("kafkas", 9093, Alpn::No),
    // PostgreSQL 17, sslnegotiation=direct; MS-TDS, 3.1.5.1 (TDS 8.0)
    ("postgres-direct", 5432, Alpn::Always("postgresql")),
    ("tds-strict", 1433, Alpn::Always("tds/8.0")),
];

/// Other names of protocols with STARTTLS, and their ports where they differ.
const OTHER_NAMES: [(&str, Protocol, Option<u16>); 7] = [
    ("submission", Protocol::Smtp, Some(587)),
    ("pop", Protocol::Pop3, None),
    ("postgresql", Protocol::Postgres, None),
    ("mariadb", Protocol::Mysql, None),
    ("mssql", Protocol::Tds, None),
    ("sqlserver", Protocol::Tds, None),
    ("managesieve", Protocol::Sieve, None),
];

/// What a scheme means.
#[derive(Debug, Clone, Copy)]
struct Scheme {
    port: u16,
    starttls: Option<Protocol>,
    alpn: Alpn,
}

impl Scheme {
    /// Where none is given.
    const NONE: Self = Self { port: DEFAULT_PORT, starttls: None, alpn: Alpn::Web };

    fn named(name: &str) -> Option<Self> {
        let with_tls = WITH_TLS.iter().find(|(known, ..)| name.eq_ignore_ascii_case(known));
        if let Some((_, port, alpn)) = with_tls {
            return Some(Self { port: *port, starttls: None, alpn: *alpn });
        }
        let other = OTHER_NAMES.iter().find(|(known, ..)| name.eq_ignore_ascii_case(known));
        let (protocol, port) = match other {
            Some((_, protocol, port)) => (*protocol, *port),
            None => (Protocol::named(name)?, None),
        };
        Some(Self { port: port.unwrap_or_else(|| protocol.port()), starttls: Some(protocol), alpn: Alpn::No })
    }
}

/// Every scheme that a target may have before `://`.
pub fn schemes() -> impl Iterator<Item = &'static str> {
    let with_tls = WITH_TLS.iter().map(|(name, ..)| *name);
    with_tls.chain(Protocol::names()).chain(OTHER_NAMES.iter().map(|(name, ..)| *name))
}

/// A line that is no target, as it may be shown: without who stands before the host, and what is set behind it, both of
/// which may be secret.
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    let text = without_settings(text);
    text.rfind('@').map(|at| Cow::Owned(format!("…{}", &text[at..]))).unwrap_or(text)
}

/// A target without what is set behind it: `?user=fred&password=secret`.
fn without_settings(text: &str) -> Cow<'_, str> {
    match text.find(['?', ';', '#']).filter(|at| text[*at..].contains('=')) {
        Some(at) => Cow::Owned(format!("{}…", &text[..=at])),
        None => Cow::Borrowed(text),
    }
}

impl Target {
    /// Reads `host`, `host:port`, `192.0.2.1`, `[2001:db8::1]:443`, `2001:db8::1`, and any of them behind a scheme
    /// (`https://`, `ldaps://`, or with STARTTLS `smtp://`, `ldap://`), with or without a path. Names may stand in the letters
    /// of their language.
    pub fn parse(text: &str) -> Result<Self, TargetError> {
        let mut all = Self::parse_all(text)?;
        match (all.pop(), all.is_empty()) {
            (Some(target), true) => Ok(target),
            _ => Err(TargetError::Port),
        }
    }

    /// The same, of several ports too (`host:443,8443`): a target for each.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, TargetError> {
        let text = text.trim();
        if Network::parse(text).is_some() {
            return Err(TargetError::Network);
        }
        // What Java calls a URL has another in front.
        let text_of_target = text.strip_prefix("jdbc:").unwrap_or(text);
        let (scheme, rest) = split_scheme(text_of_target)?;
        // A password may have what ends a host: then what stands before the sign is none.
        if rest.contains('@') && !scheme.is_none_or(|scheme| scheme.alpn == Alpn::Web) {
            return Err(TargetError::User);
        }
        let (rest, path) = match rest.find(['/', '?', '#', ';']) {
            Some(end) => rest.split_at(end),
            None => (rest, ""),
        };
        // The length of a network that is none is not the path of an address.
        let is_length = path.len() > 1 && path[1..].bytes().all(|byte| byte.is_ascii_digit());
        if scheme.is_none() && is_length && rest.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() {
            return Err(TargetError::Name);
        }
        if rest.is_empty() {
            return Err(TargetError::Empty);
        }
        if rest.contains('@') {
            return Err(TargetError::User);
        }
        let (host, ports) = if let Ok(address) = rest.parse::<Ipv6Addr>() {
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
        let Scheme { port, starttls, alpn } = scheme.unwrap_or(Scheme::NONE);
        let of = |text: String, port| {
            let text = without_settings(&text).into_owned();
            Self { text, host: host.clone(), port, starttls, alpn }
        };
        let Some(ports) = ports else { return Ok(vec![of(text.to_owned(), port)]) };
        let several = ports.contains(',');
        let before = &text[..text.len() - path.len() - ports.len()];
        ports
            .split(',')
            .map(|digits| {
                let port = port_number(digits).ok_or(TargetError::Port)?;
                Ok(of(if several { format!("{before}{port}") } else { text.to_owned() }, port))
            })
            .collect()
    }

    /// What it is, however it is written.
    pub fn identity(&self) -> (&Host, u16, Option<Protocol>, Option<&'static str>) {
        (&self.host, self.port, self.starttls, self.alpn.insisted_on())
    }

    /// Its name, if it is none of an address.
    pub(crate) fn name(&self) -> Option<&str> {
        match &self.host {
            Host::Name(name) => Some(name),
            Host::Address(_) => None,
        }
    }

    /// What TLS comes through, as evidence has it.
    pub(crate) fn via(&self) -> Vec<String> {
        let starttls = self.starttls.iter().map(|protocol| format!("starttls:{}", protocol.name()));
        starttls.chain(self.alpn.insisted_on().map(|alpn| format!("alpn:{alpn}"))).collect()
    }
}

/// Every host of a network, at one port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    net: IpNet,
    /// What stands before each address.
    scheme: String,
    /// What stands behind it.
    port: Option<u16>,
}

impl Network {
    /// Reads `192.0.2.0/24`, `192.0.2.0/24:8443`, `2001:db8::/120`, `[2001:db8::]/120:443`, and any of them behind a
    /// protocol with STARTTLS. `None`: this is no network, perhaps a target.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (scheme, rest) = split_scheme(text).ok()?;
        // What stands behind the slash of a URL of the web is a path.
        if scheme.is_some_and(|scheme| scheme.starttls.is_none()) {
            return None;
        }
        let scheme = text[..text.len() - rest.len()].to_owned();
        let (address, rest) = rest.split_once('/')?;
        let (length, port) = match rest.split_once(':') {
            Some((length, port)) => (length, Some(port_number(port)?)),
            None => (rest, None),
        };
        let address = address.strip_prefix('[').and_then(|a| a.strip_suffix(']')).unwrap_or(address);
        let net = IpNet::new(address.parse().ok()?, length.parse().ok()?).ok()?;
        Some(Self { net: canonical(net.trunc()), scheme, port })
    }

    /// How many hosts it has: without the network's own address and the broadcast address of IPv4.
    pub fn count(&self) -> u128 {
        let bits = self.net.max_prefix_len() - self.net.prefix_len();
        let all = 1_u128.checked_shl(bits.into()).unwrap_or(u128::MAX);
        if self.net.addr().is_ipv4() && bits > 1 { all - 2 } else { all }
    }

    /// Each host as a target.
    pub fn into_targets(self) -> impl Iterator<Item = Target> {
        self.net.hosts().filter_map(move |address| {
            let host = match (address, self.port) {
                (IpAddr::V6(address), Some(port)) => format!("[{address}]:{port}"),
                (address, Some(port)) => format!("{address}:{port}"),
                (IpAddr::V6(address), None) if !self.scheme.is_empty() => format!("[{address}]"),
                (address, None) => address.to_string(),
            };
            Target::parse(&format!("{}{host}", self.scheme)).ok()
        })
    }

    /// Whether an address, and a port where the network has one, belongs to it.
    pub fn contains(&self, address: IpAddr, port: u16) -> bool {
        // This machine connects to itself when it is told to connect to nobody.
        let address = match address.to_canonical() {
            IpAddr::V4(address) if address.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(address) if address.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            address => address,
        };
        self.net.contains(&address) && self.port.is_none_or(|own| own == port)
    }
}

/// What is never asked, whatever the targets are.
#[derive(Debug, Clone, Default)]
pub struct Exclusions {
    networks: Vec<Network>,
    /// Each with its port, where one was given.
    names: Vec<(String, Option<u16>)>,
}

impl Exclusions {
    /// Takes in a name, an address or a network, each with or without a port.
    pub fn add(&mut self, text: &str) -> Result<(), TargetError> {
        if let Some(network) = Network::parse(text) {
            self.networks.push(network);
            return Ok(());
        }
        let target = Target::parse(text)?;
        // A port that is only the usual one was perhaps not given: then every port is meant.
        let port = text.trim_end().ends_with(&format!(":{}", target.port)).then_some(target.port);
        match target.host {
            Host::Name(name) => self.names.push((name, port)),
            Host::Address(address) => {
                let net = IpNet::from(address.to_canonical());
                // `2001:db8::443` ends like a port and has none.
                let port = port.filter(|_| text.parse::<IpAddr>().is_err());
                self.networks.push(Network { net, scheme: String::new(), port });
            }
        }
        Ok(())
    }

    /// Whether a target as it was given is left out.
    pub fn has_target(&self, target: &Target) -> bool {
        match &target.host {
            Host::Name(name) => self
                .names
                .iter()
                .any(|(own, port)| own == name && port.is_none_or(|port| port == target.port)),
            Host::Address(address) => self.has_address(*address, target.port),
        }
    }

    /// Whether an address, to which a name may lead, is left out.
    pub fn has_address(&self, address: IpAddr, port: u16) -> bool {
        self.networks.iter().any(|network| network.contains(address, port))
    }
}

/// A network of IPv4 that is written as one of IPv6 (RFC 4291, 2.5.5.2) as what it is.
fn canonical(net: IpNet) -> IpNet {
    let mapped = match net.addr() {
        IpAddr::V6(address) => address.to_ipv4_mapped(),
        IpAddr::V4(_) => None,
    };
    let length = net.prefix_len().checked_sub(96);
    let of_v4 = mapped.zip(length).and_then(|(address, length)| IpNet::new(address.into(), length).ok());
    of_v4.unwrap_or(net)
}

fn split_scheme(text: &str) -> Result<(Option<Scheme>, &str), TargetError> {
    match text.split_once("://") {
        None => Ok((None, text)),
        Some((scheme, rest)) => Ok((Some(Scheme::named(scheme).ok_or(TargetError::Scheme)?), rest)),
    }
}

fn port_number(digits: &str) -> Option<u16> {
    let port = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten();
    port.filter(|port| *port > 0)
}

fn name_or_address(host: &str) -> Result<Host, TargetError> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(Host::Address(address));
    }
    // Those of other letters stand in the DNS as `xn--…` (UTS 46).
    let ascii = if host.is_ascii() {
        host.to_owned()
    } else {
        idna::domain_to_ascii_strict(host).map_err(|_| TargetError::NotAscii)?
    };
    let name = ascii.strip_suffix('.').unwrap_or(&ascii);
    let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let label = |label: &str| (1..=63).contains(&label.len()) && label.bytes().all(letter);
    // Something like 10.0.0.256 is a mistake in an address, not a name (RFC 1123, 2.1).
    let numeric = name.rsplit('.').next().is_some_and(|last| {
        last.bytes().all(|b| b.is_ascii_digit())
            || last.strip_prefix("0x").is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
    });
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
        assert_eq!(of("user:pw@host"), Err(TargetError::User));
        assert_eq!(of("日本.example"), Ok((name("xn--wgv71a.example"), 443)));
        assert_eq!(of("Bücher.example:8443"), Ok((name("xn--bcher-kva.example"), 8443)));
        assert_eq!(of("日本。example"), Ok((name("xn--wgv71a.example"), 443)));
        assert_eq!(of("a\u{202e}b.example"), Err(TargetError::NotAscii));
        assert_eq!(of("mail.example.test:8443/login?x#y"), Ok((name("mail.example.test"), 8443)));
        assert_eq!(of("mail.example.test/login"), Ok((name("mail.example.test"), 443)));
        assert_eq!(of("192.0.2.1/login"), Ok((address("192.0.2.1"), 443)));
        assert_eq!(of("192.0.2.0/33"), Err(TargetError::Name));
        assert_eq!(of("[2001:db8::1]:636/x"), Ok((address("2001:db8::1"), 636)));
        assert_eq!(of("ldaps://dc1"), Ok((name("dc1"), 636)));
        assert_eq!(of("rediss://cache/0"), Ok((name("cache"), 6379)));
        assert_eq!(of("submission://mail"), Ok((name("mail"), 587)));
        assert_eq!(of("jdbc:postgresql://db/x"), Ok((name("db"), 5432)));
        assert_eq!(Target::parse("mssql://db").unwrap().starttls, Some(Protocol::Tds));
        assert_eq!(Target::parse("tds-strict://db").unwrap().via(), ["alpn:tds/8.0"]);
        let several = |text: &str| -> Result<Vec<(String, u16)>, TargetError> {
            Ok(Target::parse_all(text)?.into_iter().map(|target| (target.text, target.port)).collect())
        };
        assert_eq!(several("a:443,8443").unwrap(), [("a:443".into(), 443), ("a:8443".into(), 8443)]);
        assert_eq!(several("https://[::1]:1,2/x").unwrap()[1], ("https://[::1]:2".into(), 2));
        assert_eq!(several("a:443,").unwrap_err(), TargetError::Port);
        assert_eq!(of("host:0"), Err(TargetError::Port));
        assert_eq!(of("host:+1"), Err(TargetError::Port));
        assert_eq!(of("host:70000"), Err(TargetError::Port));
        assert_eq!(of("gopher://host"), Err(TargetError::Scheme));
        assert_eq!(of(" "), Err(TargetError::Empty));
        assert_eq!(of("a b"), Err(TargetError::Name));
    }

    #[test]
    fn networks_have_hosts_and_a_url_is_none() {
        let of = |text: &str| {
            let network = Network::parse(text)?;
            let texts: Vec<_> = network.clone().into_targets().map(|target| target.text).collect();
            assert_eq!(texts.len() as u128, network.count());
            Some(texts)
        };
        assert_eq!(of("192.0.2.77/30").unwrap(), ["192.0.2.77", "192.0.2.78"]);
        assert_eq!(
            of("smtp://192.0.2.0/31:2525").unwrap(),
            ["smtp://192.0.2.0:2525", "smtp://192.0.2.1:2525"]
        );
        assert_eq!(of("[2001:db8::]/127:8443").unwrap(), ["[2001:db8::]:8443", "[2001:db8::1]:8443"]);
        assert_eq!(Network::parse("::/0").unwrap().count(), u128::MAX);
        assert_eq!(Network::parse("https://192.0.2.0/24"), None);
        assert_eq!(Network::parse("192.0.2.0/33"), None);
        assert_eq!(Target::parse("192.0.2.0/24"), Err(TargetError::Network));
    }

    #[test]
    fn what_is_excluded_is_so_under_each_of_its_names() {
        let mut exclusions = Exclusions::default();
        for text in ["192.0.2.0/28", "Legacy.example.test", "198.51.100.7:8443", "2001:db8::443"] {
            exclusions.add(text).unwrap();
        }
        let has = |text: &str| exclusions.has_target(&Target::parse(text).unwrap());
        for text in ["192.0.2.9", "smtp://192.0.2.9", "[::ffff:192.0.2.9]:443", "legacy.example.test:8443"] {
            assert!(has(text), "{text}");
        }
        assert!(has("198.51.100.7:8443") && has("[2001:db8::443]:8443"));
        assert!(!has("198.51.100.7") && !has("192.0.2.16") && !has("example.test"));
        assert!(exclusions.add("no host").is_err());
        for text in ["::ffff:203.0.113.0/120", "127.0.0.0/8"] {
            exclusions.add(text).unwrap();
        }
        let has = |text: &str| exclusions.has_target(&Target::parse(text).unwrap());
        assert!(has("203.0.113.9") && has("[::ffff:203.0.113.9]:443") && has("0.0.0.0:8443"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let _ = Target::parse(&text);
            let _ = Network::parse(&text).map(|network| network.into_targets().next());
            let _ = Exclusions::default().add(&text);
        }
    }
}
