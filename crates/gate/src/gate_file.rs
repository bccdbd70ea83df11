//! `gate.toml`: settings as written, and as meant.

mod problem;
mod tables;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs, UdpSocket};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use cutover_policy::{DEFAULT_POLICY, Policy, nearest};
use cutover_wire::starttls::Protocol;
use ipnet::IpNet;
use jiff::{SignedDuration, Timestamp};
use toml::Spanned;
use toml::value::Datetime;

use crate::schedule::{Brownout, Phase};
pub use problem::{GateFileError, GateProblem, Nonsense, ValueKind};
use tables::{BrownoutTable, ExemptionTable, GateFile, KEYS, ListenerTable, RuleTable};

use crate::not_a_hello::NotAHelloRules;
use crate::settings::{
    Exemption, Limits, Listener, Log, Mode, NamePattern, ProxyVersion, Rule, Settings, Timeouts, Upstream,
};

/// How long open connections may go on when the gate is to end, where nothing is said.
const DRAIN: Duration = Duration::from_secs(30);

/// When an evidence file makes room for another, and how many are kept, where nothing is said.
const ROTATE_MIB: u32 = 100;
const KEEP: u32 = 10;

/// Gives the policy of a name or a path; `None`: there is none.
pub type FindPolicy<'a> = &'a dyn Fn(&str) -> Option<Policy>;

/// The settings of a gate with one listener.
#[derive(Debug, Clone)]
pub struct OneListener<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where it listens.
    pub listen: Vec<SocketAddr>,
    /// Where connections go: addresses, or `name:port`.
    pub upstream: Vec<String>,
    /// The policy's name or path.
    pub policy: &'a str,
    /// The mode.
    pub mode: Mode,
    /// How long a hello may take.
    pub hello_timeout: Option<Duration>,
    /// The evidence file.
    pub log: Option<PathBuf>,
    /// Where the status page is.
    pub status: Option<SocketAddr>,
}

impl Settings {
    /// A gate with one listener. The problem has no line.
    pub fn one_listener(one: OneListener<'_>, find_policy: FindPolicy<'_>) -> Result<Self, GateProblem> {
        let reader = Reader { text: "", folder: Path::new(""), find_policy };
        let spanned = |text: &String| Spanned::new(0..0, text.clone());
        let upstream = reader.upstream(&one.upstream.iter().map(spanned).collect::<Vec<_>>());
        let upstream = upstream.map_err(|error| error.problem)?;
        let rule = Rule {
            server_names: Vec::new(),
            clients: Vec::new(),
            mode: one.mode,
            policy: Arc::new(reader.policy(&spanned(&one.policy.to_owned())).map_err(|error| error.problem)?),
            brownout: None,
            upstream,
            legacy_upstream: None,
            send_proxy: None,
            faults: NotAHelloRules::all(one.mode == Mode::Report),
            faults_enforced: NotAHelloRules::all(false),
        };
        let defaults = Timeouts::default();
        let listener = Listener {
            name: one.name.to_owned(),
            addresses: one.listen,
            rules: vec![rule],
            exemptions: Vec::new(),
            starttls: None,
            server_speaks_first: false,
            proxy_from: Vec::new(),
            timeouts: Timeouts { hello: one.hello_timeout.unwrap_or(defaults.hello), ..defaults },
        };
        let settings = Self {
            listeners: vec![Arc::new(listener)],
            brownouts: Vec::new(),
            kill_switch: None,
            status: one.status,
            status_names: Vec::new(),
            log: one.log.map(|file| Log { file, rotate_at: mib(ROTATE_MIB), keep: KEEP }),
            workers: None,
            limits: Limits::default(),
            drain: DRAIN,
        };
        settings.make_sense()?;
        Ok(settings)
    }

    /// Reads the settings of a file that lies in `folder`, to which its paths are relative. Names of upstreams are looked
    /// up here, once.
    pub fn parse(text: &str, folder: &Path, find_policy: FindPolicy<'_>) -> Result<Self, GateFileError> {
        let file: GateFile = toml::from_str(text).map_err(|error| form(&error, text))?;
        Reader { text, folder, find_policy }.settings(file)
    }

    fn make_sense(&self) -> Result<(), GateProblem> {
        if self.listeners.is_empty() {
            return Err(GateProblem::Sense(Nonsense::NoListener));
        }
        let mut addresses: Vec<SocketAddr> = Vec::new();
        for (index, listener) in self.listeners.iter().enumerate() {
            if self.listeners[..index].iter().any(|other| other.name == listener.name) {
                return Err(GateProblem::Sense(Nonsense::NameTwice(listener.name.clone())));
            }
            if listener.addresses.is_empty() {
                return Err(GateProblem::Sense(Nonsense::NoAddress(listener.name.clone())));
            }
            for address in &listener.addresses {
                if address.port() != 0 && addresses.contains(address) {
                    return Err(GateProblem::Sense(Nonsense::AddressTwice(*address)));
                }
                addresses.push(*address);
            }
        }
        let upstreams = self.listeners.iter().flat_map(|listener| &listener.rules).flat_map(|rule| {
            rule.upstream.addresses().iter().chain(rule.legacy_upstream.iter().flat_map(|l| l.addresses()))
        });
        let is_ours = |upstream: &&SocketAddr| {
            let all = |ours: &SocketAddr| ours.ip().is_unspecified() && is_of_this_machine(upstream.ip());
            addresses.iter().any(|ours| {
                ours.port() == upstream.port()
                    && ours.port() != 0
                    && (ours.ip() == upstream.ip() || all(ours))
            })
        };
        match { upstreams }.find(is_ours) {
            Some(upstream) => Err(GateProblem::Sense(Nonsense::UpstreamIsGate(*upstream))),
            None => Ok(()),
        }
    }
}

/// Whether an address is one of this machine: then it is also where a packet to it would come from.
fn is_of_this_machine(address: IpAddr) -> bool {
    let any = if address.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    let from = || {
        let socket = UdpSocket::bind(any)?;
        // Nothing is sent.
        socket.connect((address, 9))?;
        socket.local_addr()
    };
    address.is_loopback() || from().is_ok_and(|from| from.ip() == address)
}

struct Reader<'a> {
    text: &'a str,
    folder: &'a Path,
    find_policy: FindPolicy<'a>,
}

type Read<T> = Result<T, GateFileError>;

impl Reader<'_> {
    fn settings(&self, file: GateFile) -> Read<Settings> {
        let brownouts = file.brownout.iter().map(|table| self.brownout(table)).collect::<Read<Vec<_>>>()?;
        let exemptions =
            file.exemption.iter().map(|table| self.exemption(table)).collect::<Read<Vec<_>>>()?;
        let defaults = Timeouts::default();
        let timeouts = Timeouts {
            hello: self.time(file.timeouts.hello.as_ref(), defaults.hello)?,
            connect: self.time(file.timeouts.connect.as_ref(), defaults.connect)?,
            idle: self.time(file.timeouts.idle.as_ref(), defaults.idle)?,
        };
        let listeners = file
            .listener
            .iter()
            .map(|table| self.listener(table, &brownouts, &exemptions, timeouts).map(Arc::new))
            .collect::<Read<Vec<_>>>()?;
        let settings = Settings {
            listeners,
            brownouts,
            kill_switch: file.kill_switch.map(|path| self.folder.join(path)),
            status: file.status.listen.map(|text| self.parsed(&text, ValueKind::Address)).transpose()?,
            status_names: file.status.names,
            log: file.log.map(|log| Log {
                file: self.folder.join(log.file),
                rotate_at: mib(log.rotate_mib.map_or(ROTATE_MIB, u32::from)),
                keep: log.keep.unwrap_or(KEEP),
            }),
            workers: file.workers.map(|n| n.get().into()),
            limits: Limits {
                connections: file.limits.connections.map(|n| n.get() as usize),
                connections_per_client: file.limits.connections_per_client.map(u32::from),
            },
            drain: self.time(file.timeouts.drain.as_ref(), DRAIN)?,
        };
        settings.make_sense().map_err(|problem| {
            // The last listener is the nearest place that there is.
            let span = file.listener.last().map_or(0..0, Spanned::span);
            self.at(span, problem)
        })?;
        Ok(settings)
    }

    fn listener(
        &self,
        table: &Spanned<ListenerTable>,
        brownouts: &[Arc<Brownout>],
        exemptions: &[Exemption],
        timeouts: Timeouts,
    ) -> Read<Listener> {
        let span = table.span();
        let table = table.get_ref();
        let defaults = RuleTable {
            upstream: table.upstream.clone(),
            legacy_upstream: table.legacy_upstream.clone(),
            policy: table.policy.clone(),
            mode: table.mode.clone(),
            brownout: table.brownout.clone(),
            send_proxy: table.send_proxy.clone(),
            not_tls: table.not_tls.clone(),
            malformed: table.malformed.clone(),
            too_large: table.too_large.clone(),
            too_slow: table.too_slow.clone(),
            ..RuleTable::default()
        };
        let starttls = table.starttls.as_ref().map(|text| {
            // TDS carries the handshake in packets of its own.
            let protocol = Protocol::named(text.get_ref()).filter(|protocol| !protocol.wraps());
            protocol.ok_or_else(|| self.value(text, ValueKind::Starttls))
        });
        let starttls = starttls.transpose()?;
        let mut rules = Vec::new();
        for rule in &table.rule {
            rules.push(self.rule(rule.get_ref(), &defaults, brownouts, &rule.span())?);
        }
        rules.push(self.rule(&RuleTable::default(), &defaults, brownouts, &span)?);
        if starttls.is_some() && rules.iter().any(|rule| rule.legacy_upstream.is_some()) {
            return Err(self.at(span, GateProblem::Sense(Nonsense::LegacyAfterStarttls)));
        }
        if starttls.is_some() && table.rule.iter().any(|rule| names_server(rule.get_ref())) {
            return Err(self.at(span, GateProblem::Sense(Nonsense::NamesAfterStarttls)));
        }
        let mut addresses = Vec::new();
        for text in &table.listen {
            match every_address(text.get_ref()) {
                Some(every) => addresses.extend(every),
                None => addresses.push(self.parsed(text, ValueKind::Address)?),
            }
        }
        Ok(Listener {
            name: table.name.clone(),
            addresses,
            rules,
            exemptions: exemptions.to_vec(),
            starttls,
            server_speaks_first: table.server_speaks_first,
            proxy_from: self.networks(&table.proxy_from)?,
            timeouts,
        })
    }

    fn rule(
        &self,
        table: &RuleTable,
        defaults: &RuleTable,
        brownouts: &[Arc<Brownout>],
        span: &Range<usize>,
    ) -> Read<Rule> {
        let mode = match table.mode.as_ref().or(defaults.mode.as_ref()) {
            None => Mode::Report,
            Some(text) => Mode::named(text.get_ref()).ok_or_else(|| self.value(text, ValueKind::Mode))?,
        };
        let brownout = match table.brownout.as_ref().or(defaults.brownout.as_ref()) {
            None if mode == Mode::Brownout => {
                return Err(self.at(span.clone(), GateProblem::Sense(Nonsense::NoBrownout)));
            }
            None => None,
            Some(name) => {
                let found = brownouts.iter().find(|brownout| brownout.name == *name.get_ref()).cloned();
                let unknown = || GateProblem::Sense(Nonsense::UnknownBrownout(name.get_ref().clone()));
                Some(found.ok_or_else(|| self.at(name.span(), unknown()))?)
            }
        };
        let default_policy = Spanned::new(span.clone(), DEFAULT_POLICY.to_owned());
        let policy = table.policy.as_ref().or(defaults.policy.as_ref()).unwrap_or(&default_policy);
        let missing = || GateProblem::Form { message: "missing field `upstream`".to_owned(), nearest: None };
        let upstream = table.upstream.as_ref().or(defaults.upstream.as_ref());
        let upstream = upstream.ok_or_else(|| self.at(span.clone(), missing()))?;
        let legacy = table.legacy_upstream.as_ref().or(defaults.legacy_upstream.as_ref());
        let send_proxy = table.send_proxy.as_ref().or(defaults.send_proxy.as_ref());
        let send_proxy = send_proxy.map(|text| match &text.get_ref()[..] {
            "v1" => Ok(ProxyVersion::V1),
            "v2" => Ok(ProxyVersion::V2),
            _ => Err(self.value(text, ValueKind::ProxyVersion)),
        });
        let said = |own: &Option<Spanned<String>>, default: &Option<Spanned<String>>| match own
            .as_ref()
            .or(default.as_ref())
        {
            None => Ok(None),
            Some(text) => match &text.get_ref()[..] {
                "pass" => Ok(Some(true)),
                "refuse" => Ok(Some(false)),
                _ => Err(self.value(text, ValueKind::FaultAction)),
            },
        };
        let not_tls = said(&table.not_tls, &defaults.not_tls)?;
        let malformed = said(&table.malformed, &defaults.malformed)?;
        let too_large = said(&table.too_large, &defaults.too_large)?;
        let too_slow = said(&table.too_slow, &defaults.too_slow)?;
        let faults = |otherwise: bool| NotAHelloRules {
            not_tls_passes: not_tls.unwrap_or(otherwise),
            malformed_passes: malformed.unwrap_or(otherwise),
            too_large_passes: too_large.unwrap_or(otherwise),
            too_slow_passes: too_slow.unwrap_or(otherwise),
        };
        Ok(Rule {
            server_names: self.names(&table.server_name)?,
            clients: self.networks(&table.client)?,
            mode,
            policy: Arc::new(self.policy(policy)?),
            brownout,
            upstream: self.upstream(upstream)?,
            legacy_upstream: legacy.map(|legacy| self.upstream(legacy)).transpose()?,
            send_proxy: send_proxy.transpose()?,
            faults: faults(mode != Mode::Enforce),
            faults_enforced: faults(false),
        })
    }

    fn brownout(&self, table: &Spanned<BrownoutTable>) -> Read<Arc<Brownout>> {
        let BrownoutTable { name, key, phase } = table.get_ref();
        if phase.is_empty() {
            return Err(self.at(table.span(), GateProblem::Sense(Nonsense::NoPhase(name.clone()))));
        }
        let phases = phase.iter().map(|phase| {
            let minutes = phase.minutes.as_ref().map(|minutes| match minutes.get_ref()[..] {
                [from, until] if (0..until).contains(&from) && until <= 60 => {
                    Ok((from.unsigned_abs() as u8, until.unsigned_abs() as u8))
                }
                _ => {
                    let text = format!("{:?}", minutes.get_ref());
                    Err(self.at(minutes.span(), GateProblem::Value { text, kind: ValueKind::Minutes }))
                }
            });
            let share = phase.share.as_ref().map(|share| {
                let value = *share.get_ref();
                let wrong = || GateProblem::Value { text: value.to_string(), kind: ValueKind::Share };
                if (0.0..=100.0).contains(&value) { Ok(value) } else { Err(self.at(share.span(), wrong())) }
            });
            let from = phase.from.as_ref().map(|from| self.moment(from)).transpose()?;
            let until = phase.until.as_ref().map(|until| self.moment(until)).transpose()?;
            if let (Some(begin), Some(end), Some(at)) = (from, until, &phase.until)
                && end <= begin
            {
                let problem = GateProblem::Sense(Nonsense::PhaseBackwards(name.clone()));
                return Err(self.at(at.span(), problem));
            }
            Ok(Phase {
                from,
                until,
                minutes: minutes.transpose()?,
                share: share.transpose()?.unwrap_or(100.0),
            })
        });
        Ok(Arc::new(Brownout {
            name: name.clone(),
            key: key.as_ref().unwrap_or(name).clone(),
            phases: phases.collect::<Read<_>>()?,
        }))
    }

    fn exemption(&self, table: &Spanned<ExemptionTable>) -> Read<Exemption> {
        let span = table.span();
        let table = table.get_ref();
        if table.client.is_empty() && table.server_name.is_empty() && table.ja4.is_empty() {
            return Err(self.at(span, GateProblem::Sense(Nonsense::ExemptsAll)));
        }
        Ok(Exemption {
            clients: self.networks(&table.client)?,
            server_names: self.names(&table.server_name)?,
            ja4: table.ja4.clone(),
            owner: table.owner.clone(),
            reason: table.reason.clone(),
            until: self.moment(&table.until)?,
        })
    }

    fn policy(&self, name: &Spanned<String>) -> Read<Policy> {
        (self.find_policy)(name.get_ref()).ok_or_else(|| {
            let nearest = nearest(name.get_ref(), Policy::built_in_ids()).map(str::to_owned);
            self.at(name.span(), GateProblem::Policy { name: name.get_ref().clone(), nearest })
        })
    }

    fn upstream(&self, servers: &[Spanned<String>]) -> Read<Arc<Upstream>> {
        let mut addresses = Vec::new();
        for server in servers {
            let text = server.get_ref();
            let has_port =
                text.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok_and(|p| p > 0));
            if !has_port {
                return Err(self.value(server, ValueKind::Server));
            }
            let found = text.to_socket_addrs().map(Iterator::collect::<Vec<_>>).unwrap_or_default();
            if found.is_empty() {
                return Err(self.at(server.span(), GateProblem::Resolve(text.clone())));
            }
            addresses.extend(found);
        }
        let missing =
            || GateProblem::Form { message: "`upstream` names no server".to_owned(), nearest: None };
        let span = servers.first().map_or(0..0, Spanned::span);
        Upstream::new(addresses).map(Arc::new).ok_or_else(|| self.at(span, missing()))
    }

    fn names(&self, texts: &[Spanned<String>]) -> Read<Vec<NamePattern>> {
        let name = |text: &Spanned<String>| {
            NamePattern::new(text.get_ref()).ok_or_else(|| self.value(text, ValueKind::ServerName))
        };
        texts.iter().map(name).collect()
    }

    fn networks(&self, texts: &[Spanned<String>]) -> Read<Vec<IpNet>> {
        let network = |text: &Spanned<String>| {
            let written = text.get_ref();
            let network =
                written.parse().ok().or_else(|| written.parse().ok().map(|address: IpAddr| address.into()));
            network.ok_or_else(|| self.value(text, ValueKind::Network))
        };
        texts.iter().map(network).collect()
    }

    fn time(&self, text: Option<&Spanned<String>>, default: Duration) -> Read<Duration> {
        let Some(text) = text else { return Ok(default) };
        let time = text.get_ref().parse::<SignedDuration>().ok();
        let time = time.and_then(|time| Duration::try_from(time).ok()).filter(|time| !time.is_zero());
        time.ok_or_else(|| self.value(text, ValueKind::Time))
    }

    fn moment(&self, written: &Spanned<Datetime>) -> Read<Timestamp> {
        // Without an offset it is UTC; a date is its first moment.
        let text = written.get_ref().to_string();
        let whole = match (written.get_ref().time, written.get_ref().offset) {
            (None, _) => format!("{text}T00:00:00Z"),
            (_, None) => format!("{text}Z"),
            _ => text.clone(),
        };
        let wrong = || GateProblem::Value { text, kind: ValueKind::Moment };
        whole.parse().map_err(|_| self.at(written.span(), wrong()))
    }

    fn parsed<T: std::str::FromStr>(&self, text: &Spanned<String>, kind: ValueKind) -> Read<T> {
        text.get_ref().parse().map_err(|_| self.value(text, kind))
    }

    fn value(&self, text: &Spanned<String>, kind: ValueKind) -> GateFileError {
        self.at(text.span(), GateProblem::Value { text: text.get_ref().clone(), kind })
    }

    fn at(&self, span: Range<usize>, problem: GateProblem) -> GateFileError {
        GateFileError { line: line_of(self.text, span.start), problem }
    }
}

/// `:443`: that port of every address, of IPv6 too where this machine has it. `None`: it is written otherwise.
fn every_address(text: &str) -> Option<impl Iterator<Item = SocketAddr> + use<>> {
    let port: u16 = text.strip_prefix(':')?.parse().ok()?;
    let has_v6 = UdpSocket::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
    let v4 = SocketAddr::from((Ipv4Addr::UNSPECIFIED, port));
    let v6 = has_v6.then(|| SocketAddr::from((Ipv6Addr::UNSPECIFIED, port)));
    Some(std::iter::once(v4).chain(v6))
}

/// Whether a rule sends some names to another server.
fn names_server(rule: &RuleTable) -> bool {
    !rule.server_name.is_empty() && (rule.upstream.is_some() || rule.send_proxy.is_some())
}

fn form(error: &toml::de::Error, text: &str) -> GateFileError {
    let message = error.message().to_owned();
    let unknown = message.strip_prefix("unknown field `").and_then(|rest| rest.split_once('`'));
    let nearest = unknown.and_then(|(name, _)| nearest(name, KEYS.iter().copied())).map(str::to_owned);
    let line = line_of(text, error.span().map_or(0, |span| span.start));
    GateFileError { line, problem: GateProblem::Form { message, nearest } }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}

fn mib(n: u32) -> u64 {
    u64::from(n) << 20
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
[[listener]]
name = "web"
listen = ["127.0.0.1:8443", "[::1]:8443"]
upstream = ["127.0.0.1:443"]
policy = "tls12-plus"
mode = "brownout"
brownout = "december"

[[listener.rule]]
server_name = ["*.example.com"]
mode = "enforce"
not_tls = "pass"

[[brownout]]
name = "december"
[[brownout.phase]]
from = 2026-12-01
until = 2026-12-02T08:00:00+09:00
minutes = [0, 10]
share = 12.5

[[exemption]]
client = ["10.0.0.0/8", "192.0.2.1"]
owner = "mail team"
until = 2027-01-31T00:00:00Z

[limits]
connections = 1000

[timeouts]
hello = "3s"
"#;

    fn parse(text: &str) -> Result<Settings, GateFileError> {
        Settings::parse(text, Path::new("/etc/cutover"), &|name| Policy::built_in(name))
    }

    #[test]
    fn a_port_alone_is_that_of_every_address_and_a_mode_may_be_written_as_a_name() {
        let text = GOOD
            .replace(r#""127.0.0.1:8443", "[::1]:8443""#, r#"":8443""#)
            .replace("\"enforce\"", "\"Enforce\"");
        let listener = &parse(&text).unwrap().listeners[0];
        assert_eq!(listener.addresses[0], "0.0.0.0:8443".parse().unwrap());
        assert!(listener.addresses[1..].iter().all(|address| *address == "[::]:8443".parse().unwrap()));
        assert_eq!(listener.rules[0].mode, Mode::Enforce);
        for bad in [":", ":http", ":65536"] {
            assert!(parse(&text.replace(":8443", bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn everything_has_its_place() {
        let settings = parse(GOOD).unwrap();
        let listener = &settings.listeners[0];
        assert_eq!(listener.addresses.len(), 2);
        let [strict, other] = &listener.rules[..] else { panic!() };
        assert_eq!((strict.mode, other.mode), (Mode::Enforce, Mode::Brownout));
        assert!(strict.faults.not_tls_passes && !strict.faults.malformed_passes);
        assert!(
            other.faults.malformed_passes,
            "outside enforce everything that is not understood goes through"
        );
        let phase = other.brownout.as_ref().unwrap().phases[0];
        assert_eq!(phase.from.unwrap().to_string(), "2026-12-01T00:00:00Z");
        assert_eq!(phase.until.unwrap().to_string(), "2026-12-01T23:00:00Z");
        assert_eq!((phase.minutes, phase.share), (Some((0, 10)), 12.5));
        assert_eq!(listener.timeouts.hello, Duration::from_secs(3));
        assert_eq!(listener.exemptions[0].owner, "mail team");
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        let problem = |from: &str, to: &str| {
            assert!(GOOD.contains(from));
            let error = parse(&GOOD.replacen(from, to, 1)).unwrap_err();
            (error.line, error.problem)
        };
        let value = |text: &str, kind| GateProblem::Value { text: text.to_owned(), kind };
        let (line, form) = problem("upstream =", "upsteam =");
        assert!(matches!(form, GateProblem::Form { nearest: Some(name), .. } if name == "upstream"));
        assert_eq!(line, 5);
        assert_eq!(problem("127.0.0.1:8443", "127.0.0.1"), (4, value("127.0.0.1", ValueKind::Address)));
        assert_eq!(problem("127.0.0.1:443", "127.0.0.1"), (5, value("127.0.0.1", ValueKind::Server)));
        assert_eq!(problem("\"enforce\"", "\"strict\""), (12, value("strict", ValueKind::Mode)));
        assert_eq!(problem("[0, 10]", "[10, 0]"), (20, value("[10, 0]", ValueKind::Minutes)));
        assert_eq!(problem("12.5", "112.5"), (21, value("112.5", ValueKind::Share)));
        assert_eq!(problem("10.0.0.0/8", "10.0.0.0/33"), (24, value("10.0.0.0/33", ValueKind::Network)));
        let unknown = GateProblem::Sense(Nonsense::UnknownBrownout("dezember".into()));
        assert_eq!(problem("brownout = \"december\"", "brownout = \"dezember\""), (8, unknown));
        let (line, policy) = problem("tls12-plus", "tls12plus");
        assert!(matches!(policy, GateProblem::Policy { nearest: Some(name), .. } if name == "tls12-plus"));
        assert_eq!(line, 6);
        let loops = GateProblem::Sense(Nonsense::UpstreamIsGate("127.0.0.1:8443".parse().unwrap()));
        assert_eq!(problem("127.0.0.1:443", "127.0.0.1:8443").1, loops);
        assert_eq!(parse("").unwrap_err().problem, GateProblem::Sense(Nonsense::NoListener));
        let all = GateProblem::Sense(Nonsense::ExemptsAll);
        assert_eq!(problem("client = [\"10.0.0.0/8\", \"192.0.2.1\"]", "").1, all);
    }
}
