//! What a gate does, checked and ready: names resolved, policies read.

pub use cutover_wire::proxy_header::ProxyVersion;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;
use strum::IntoStaticStr;

use cutover_policy::Policy;
use ipnet::IpNet;
use jiff::Timestamp;

use crate::not_a_hello::NotAHelloRules;
use crate::schedule::Brownout;

/// Everything that a gate is told.
#[derive(Debug)]
pub struct Settings {
    /// Where it listens, and what it does there.
    pub listeners: Vec<Arc<Listener>>,
    /// The announced times in which old clients are refused, in use or not.
    pub brownouts: Vec<Arc<Brownout>>,
    /// While this file exists nobody is refused.
    pub kill_switch: Option<PathBuf>,
    /// Where metrics and the status page are served.
    pub status: Option<SocketAddr>,
    /// The names that they may be asked by, besides this machine's own.
    pub status_names: Vec<String>,
    /// Where evidence is written.
    pub log: Option<Log>,
    /// How many threads carry connections; `None`: as many as there are cores.
    pub workers: Option<usize>,
    /// Bounds of everything together.
    pub limits: Limits,
    /// How often each server is asked whether it takes a connection; `None`: never.
    pub check: Option<Duration>,
    /// How long open connections may go on when the gate is to end.
    pub drain: Duration,
}

/// The evidence file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// JSON Lines, appended to.
    pub file: PathBuf,
    /// When it is larger than that, in bytes, it becomes `FILE.1`, and `FILE.1` becomes `FILE.2` …
    pub rotate_at: u64,
    /// How many old files are kept.
    pub keep: u32,
    /// How many records of one client are written in an hour; more are counted.
    pub per_client: u32,
    /// The rights of a file that is begun.
    pub mode: u32,
}

impl Log {
    /// When a file makes room for another, where nothing is said.
    pub const ROTATE_AT: u64 = 100 << 20;

    /// How many old ones are kept, where nothing is said.
    pub const KEEP: u32 = 10;

    /// That many fill no more than a file of the usual size in an hour: somebody who connects and connects crowds nobody else
    /// out within the day.
    pub const PER_CLIENT: u32 = 100_000;
}

/// How many connections there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// In all; `None`: as many as there are file descriptors for.
    pub connections: Option<usize>,
    /// Of one client address; `None`: no limit.
    pub connections_per_client: Option<u32>,
}

/// Where connections are taken, and what becomes of them.
#[derive(Debug)]
pub struct Listener {
    /// Its name, in evidence `gate:NAME`.
    pub name: String,
    /// Where it listens.
    pub addresses: Vec<SocketAddr>,
    /// The first that fits a connection counts; the last fits all.
    pub rules: Vec<Rule>,
    /// Who is never refused.
    pub exemptions: Vec<Exemption>,
    /// The dialogue before TLS.
    pub starttls: Option<cutover_wire::starttls::Protocol>,
    /// Its servers may speak before their clients do, without a dialogue that is known.
    pub server_speaks_first: bool,
    /// From whom a PROXY protocol header is taken, and then expected.
    pub proxy_from: Vec<IpNet>,
    /// How long one waits for what.
    pub timeouts: Timeouts,
    /// How often all its servers are tried again where none takes a connection.
    pub retries: u8,
}

impl Listener {
    /// Where nothing is said.
    pub const RETRIES: u8 = 1;
}

/// How long one waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// From the connection to its whole hello, however many pieces come.
    pub hello: Duration,
    /// For the upstream to take a connection.
    pub connect: Duration,
    /// Without a byte in either direction.
    pub idle: Duration,
}

impl Timeouts {
    /// How long open connections may go on when the gate is to end, where nothing is said.
    pub const DRAIN: Duration = Duration::from_secs(30);
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            hello: Duration::from_secs(10),
            connect: Duration::from_secs(5),
            idle: Duration::from_hours(1),
        }
    }
}

/// What is done with some of a listener's connections.
#[derive(Debug)]
pub struct Rule {
    /// Names that a hello must ask for; none: any, and no name too.
    pub server_names: Vec<NamePattern>,
    /// Networks that the client must be of; none: any.
    pub clients: Vec<IpNet>,
    /// What is done with clients that do not meet the policy.
    pub mode: Mode,
    /// What must be offered.
    pub policy: Arc<Policy>,
    /// When they are refused, where the mode is [`Mode::Brownout`].
    pub brownout: Option<Arc<Brownout>>,
    /// Where connections go.
    pub upstream: Arc<Upstream>,
    /// Where those go that would be refused.
    pub legacy_upstream: Option<Arc<Upstream>>,
    /// The PROXY protocol header that upstreams get.
    pub send_proxy: Option<ProxyVersion>,
    /// What is done with what is no hello.
    pub faults: NotAHelloRules,
    /// What enforce would do with it.
    pub faults_enforced: NotAHelloRules,
}

/// What is done with clients that do not meet the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Mode {
    /// They are counted.
    Report,
    /// They are refused at announced times.
    Brownout,
    /// They are refused.
    Enforce,
}

impl Mode {
    /// Its name in settings.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The mode of that name, in whatever case.
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::Report, Self::Brownout, Self::Enforce];
        all.into_iter().find(|mode| mode.name().eq_ignore_ascii_case(name))
    }
}

/// Who is never refused, and who answers for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exemption {
    /// Networks that the client must be of; none: any.
    pub clients: Vec<IpNet>,
    /// Names that it must ask for; none: any.
    pub server_names: Vec<NamePattern>,
    /// Fingerprints that its hello must have; none: any.
    pub ja4: Vec<String>,
    /// Whose it is.
    pub owner: String,
    /// Why.
    pub reason: Option<String>,
    /// Until when, not included.
    pub until: Timestamp,
}

/// A server name, or `*.` and the end of one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NamePattern(String);

impl NamePattern {
    /// A pattern; `None` when it is none: a star stands for one or more labels at the start, or alone for any name.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let rest = if text == "*" { "any" } else { text.strip_prefix("*.").unwrap_or(&text) };
        let good = !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_graphic() && b != b'*' && b != b'/');
        good.then_some(Self(text))
    }

    /// Whether a name fits.
    pub fn fits(&self, name: &str) -> bool {
        let name = name.strip_suffix('.').unwrap_or(name);
        match self.0.strip_prefix('*') {
            Some(end) => {
                name.len() > end.len() && {
                    let (_, tail) = name.as_bytes().split_at(name.len() - end.len());
                    tail.eq_ignore_ascii_case(end.as_bytes())
                }
            }
            None => name.eq_ignore_ascii_case(&self.0),
        }
    }
}

impl Settings {
    /// Where connections go, by listener and rule.
    pub fn upstreams_of_rules(&self) -> impl Iterator<Item = &Arc<Upstream>> {
        let rules = self.listeners.iter().flat_map(|listener| &listener.rules);
        rules.flat_map(|rule| std::iter::once(&rule.upstream).chain(&rule.legacy_upstream))
    }
}

/// Servers that are tried in turn.
#[derive(Debug)]
pub struct Upstream {
    servers: Vec<Server>,
    addresses: Vec<SocketAddr>,
    /// Whether some of the addresses are those of names.
    is_named: bool,
    /// Whether somebody asks them time and again.
    is_checked: AtomicBool,
    next: AtomicUsize,
}

/// What is known of one of them.
#[derive(Debug, Default)]
struct Server {
    /// Whether it took no connection when it was asked last.
    is_down: AtomicBool,
    /// Until when it is left alone therefore, in milliseconds since a worker's start.
    left_alone_until: AtomicU64,
}

/// How long an upstream is tried last that took no connection.
const LEFT_ALONE: Duration = Duration::from_secs(5);

impl Upstream {
    /// The servers at these addresses, some of which may be those of names; there must be one.
    pub fn new(addresses: Vec<SocketAddr>, is_named: bool) -> Option<Self> {
        let servers = addresses.iter().map(|_| Server::default()).collect();
        let (is_checked, next) = (AtomicBool::default(), AtomicUsize::default());
        (!addresses.is_empty()).then_some(Self { servers, addresses, is_named, is_checked, next })
    }

    /// Where the next connection begins its search: the next in turn that is not left alone.
    pub(crate) fn begin(&self, now: Duration) -> usize {
        let count = self.addresses.len();
        if count == 1 {
            return 0;
        }
        let begin = self.next.fetch_add(1, Relaxed);
        let is_checked = self.is_checked.load(Relaxed);
        let is_well = |index: &usize| {
            let server = &self.servers[index % count];
            u128::from(server.left_alone_until.load(Relaxed)) <= now.as_millis()
                && !(is_checked && server.is_down.load(Relaxed))
        };
        (0..count).map(|n| begin.wrapping_add(n)).find(is_well).unwrap_or(begin)
    }

    /// Takes over what was known of the same servers before.
    pub(crate) fn learn(&self, before: &Self) {
        for (address, server) in self.addresses.iter().zip(&self.servers) {
            if let Some(known) = before.server(*address) {
                server.is_down.fetch_or(known.is_down.load(Relaxed), Relaxed);
                server.left_alone_until.fetch_max(known.left_alone_until.load(Relaxed), Relaxed);
            }
        }
        self.is_checked.fetch_or(before.is_checked.load(Relaxed), Relaxed);
    }

    /// A server took a connection.
    pub(crate) fn took(&self, address: SocketAddr) {
        if let Some(server) = self.server(address)
            && server.is_down.load(Relaxed)
        {
            server.is_down.store(false, Relaxed);
        }
    }

    /// A server took no connection.
    pub(crate) fn failed(&self, address: SocketAddr, now: Duration) {
        if let Some(server) = self.server(address) {
            let until = u64::try_from((now + LEFT_ALONE).as_millis()).unwrap_or(u64::MAX);
            server.left_alone_until.store(until, Relaxed);
            server.is_down.store(true, Relaxed);
        }
    }

    /// Somebody has asked a server whether it takes connections; gives whether it is news.
    pub(crate) fn checked(&self, address: SocketAddr, takes: bool) -> bool {
        self.is_checked.store(true, Relaxed);
        let Some(server) = self.server(address) else { return false };
        if takes {
            server.left_alone_until.store(0, Relaxed);
        }
        server.is_down.swap(!takes, Relaxed) == takes
    }

    fn server(&self, address: SocketAddr) -> Option<&Server> {
        self.addresses.iter().position(|known| *known == address).map(|index| &self.servers[index])
    }

    /// The server to try after so many that took no connection: those that took none last come last.
    pub(crate) fn candidate(&self, begin: usize, failed: usize) -> Option<SocketAddr> {
        let count = self.addresses.len();
        if count == 1 {
            return (failed == 0).then(|| self.addresses[0]);
        }
        (failed < count).then(|| self.addresses[begin.wrapping_add(failed) % count])
    }

    /// Each of them, and whether it took a connection when it was asked last.
    pub(crate) fn states(&self) -> impl Iterator<Item = (SocketAddr, bool)> {
        self.addresses.iter().zip(&self.servers).map(|(address, s)| (*address, !s.is_down.load(Relaxed)))
    }

    /// Whether some of the addresses are those of names, which may get others.
    pub fn is_named(&self) -> bool {
        self.is_named
    }

    /// All of them.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }
}

impl Listener {
    /// Whether a decision may hang on a fingerprint.
    pub(crate) fn uses_fingerprints(&self) -> bool {
        self.exemptions.iter().any(|exemption| !exemption.ja4.is_empty())
    }

    /// The rule for a connection.
    pub(crate) fn rule(&self, client: IpAddr, server_name: Option<&str>) -> (usize, &Rule) {
        let fits = |rule: &Rule| rule.fits(client, server_name);
        // Settings have a last rule that fits all.
        let index = self.rules.iter().position(fits).unwrap_or(self.rules.len() - 1);
        (index, &self.rules[index])
    }
}

impl Rule {
    fn fits(&self, client: IpAddr, server_name: Option<&str>) -> bool {
        let named = |pattern: &NamePattern| server_name.is_some_and(|name| pattern.fits(name));
        (self.clients.is_empty() || is_in(&self.clients, client))
            && (self.server_names.is_empty() || self.server_names.iter().any(named))
    }
}

/// Whether an address is in one of the networks. Addresses of IPv4 that came over IPv6 are those of IPv4.
pub(crate) fn is_in(networks: &[IpNet], address: IpAddr) -> bool {
    let address = address.to_canonical();
    networks.iter().any(|network| network.contains(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_one_or_more_labels() {
        let fits = |pattern: &str, name: &str| NamePattern::new(pattern).unwrap().fits(name);
        assert!(fits("*.example.com", "a.example.com") && fits("*.Example.com", "a.b.EXAMPLE.com"));
        assert!(!fits("*.example.com", "example.com") && !fits("*.example.com", "badexample.com"));
        assert!(fits("example.com", "example.com.") && !fits("example.com", "a.example.com"));
        assert!(fits("*", "anything"));
        for bad in ["", "*.", "a*b", "*.a.*", "http://x/"] {
            assert_eq!(NamePattern::new(bad), None, "{bad}");
        }
    }
}
