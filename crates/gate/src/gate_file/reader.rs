//! What the tables of `gate.toml` mean. All that is wrong is told, not only what comes first.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs, UdpSocket};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use cutover_files::{OWN, parse_mode};
use cutover_policy::{DEFAULT_POLICY, Policy};
use cutover_toml::{Mistakes, nearest};
use cutover_wire::starttls::Protocol;
use ipnet::IpNet;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use toml::Spanned;
use toml::value::Datetime;

use super::problem::{GateProblem, Nonsense, ValueKind};
use super::tables::{BrownoutTable, ExemptionTable, GateFile, ListenerTable, PhaseTable, RuleTable};
use crate::not_a_hello::NotAHelloRules;
use crate::schedule::{Brownout, Phase};
use crate::settings::{
    Exemption, Limits, Listener, Log, Mode, NamePattern, ProxyVersion, Rule, Settings, Timeouts, Upstream,
};

/// Gives the policy of a name or a path; `None`: there is none.
pub type FindPolicy<'a> = &'a dyn Fn(&str) -> Option<Policy>;

/// Servers are asked no more often.
const CHECK: Duration = Duration::from_millis(100);

/// Reads tables and notes what is wrong with them. Whatever gives `None` has noted why.
pub(super) struct Reader<'a> {
    pub mistakes: Mistakes<'a, GateProblem>,
    folder: &'a Path,
    find_policy: FindPolicy<'a>,
}

impl<'a> Reader<'a> {
    /// With what is wrong so far; paths are relative to a folder.
    pub fn new(mistakes: Mistakes<'a, GateProblem>, folder: &'a Path, find_policy: FindPolicy<'a>) -> Self {
        Self { mistakes, folder, find_policy }
    }

    /// The settings of a file, if nothing is wrong with any of it.
    pub fn settings(&self, file: GateFile) -> Option<Settings> {
        let brownouts: Vec<_> = file.brownout.iter().map(|table| self.brownout(table)).collect();
        let exemptions: Vec<_> = file.exemption.iter().map(|table| self.exemption(table)).collect();
        let defaults = Timeouts::default();
        let hello = self.time(file.timeouts.hello.as_ref(), defaults.hello);
        let connect = self.time(file.timeouts.connect.as_ref(), defaults.connect);
        let idle = self.time(file.timeouts.idle.as_ref(), defaults.idle);
        let drain = self.time(file.timeouts.drain.as_ref(), Timeouts::DRAIN);
        let status = file.status.listen.map(|text| self.parsed(&text, ValueKind::Address));
        let log_mode = file.log.as_ref().and_then(|log| log.mode.as_ref()).map_or(Some(OWN), |text| {
            parse_mode(text.get_ref()).or_else(|| self.value(text, ValueKind::FileMode))
        });
        let check = file.upstreams.check.as_ref().map(|text| {
            let often = self.time(Some(text), defaults.connect)?;
            if often >= CHECK { Some(often) } else { self.value(text, ValueKind::Time) }
        });
        // A brownout with a mistake is there, whatever it is.
        let names: Vec<&str> = file.brownout.iter().map(|table| &*table.get_ref().name).collect();
        let retries = file.upstreams.retries.unwrap_or(Listener::RETRIES);
        let timeouts = Timeouts {
            hello: hello.unwrap_or(defaults.hello),
            connect: connect.unwrap_or(defaults.connect),
            idle: idle.unwrap_or(defaults.idle),
        };
        let good: Vec<Arc<Brownout>> = brownouts.iter().flatten().map(Arc::clone).collect();
        let exempt: Vec<Exemption> = exemptions.iter().flatten().cloned().collect();
        let listeners: Vec<_> = file
            .listener
            .iter()
            .map(|table| {
                let listener = self.listener(table, (&good, &names), &exempt, timeouts)?;
                Some(Arc::new(Listener { retries, ..listener }))
            })
            .collect();
        let (drain, log_mode) = (drain?, log_mode?);
        let status = status.map_or(Some(None), |status| status.map(Some))?;
        let check = check.map_or(Some(None), |check| check.map(Some))?;
        (hello.is_some() && connect.is_some() && idle.is_some()).then_some(())?;
        brownouts.iter().all(Option::is_some).then_some(())?;
        exemptions.iter().all(Option::is_some).then_some(())?;
        let settings = Settings {
            listeners: listeners.into_iter().collect::<Option<_>>()?,
            brownouts: good,
            kill_switch: file.kill_switch.map(|path| self.folder.join(path)),
            status,
            status_names: file.status.names,
            log: file.log.map(|log| Log {
                file: self.folder.join(log.file),
                rotate_at: log.rotate_mib.map_or(Log::ROTATE_AT, |mib| u64::from(mib.get()) << 20),
                keep: log.keep.unwrap_or(Log::KEEP),
                per_client: log.per_client.map_or(Log::PER_CLIENT, u32::from),
                mode: log_mode,
            }),
            workers: file.workers.map(|n| n.get().into()),
            limits: Limits {
                connections: file.limits.connections.map(|n| n.get() as usize),
                connections_per_client: file.limits.connections_per_client.map(u32::from),
            },
            check,
            drain,
        };
        // What was left out because of its form may be what is missing.
        if let Err(problem) = settings.make_sense()
            && self.mistakes.is_whole()
        {
            // The last listener is the nearest place that there is.
            let span = file.listener.last().map_or(0..0, Spanned::span);
            return self.at(span, problem);
        }
        Some(settings)
    }

    fn listener(
        &self,
        table: &Spanned<ListenerTable>,
        brownouts: (&[Arc<Brownout>], &[&str]),
        exemptions: &[Exemption],
        timeouts: Timeouts,
    ) -> Option<Listener> {
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
            protocol.or_else(|| self.value(text, ValueKind::Starttls))
        });
        let rules =
            table.rule.iter().map(|rule| self.rule(rule.get_ref(), &defaults, brownouts, &rule.span()));
        let own = || self.rule(&RuleTable::default(), &defaults, brownouts, &span);
        let rules: Vec<Option<Rule>> = rules.chain(std::iter::once_with(own)).collect();
        let proxy_from = self.networks(&table.proxy_from);
        let addresses = all(&table.listen, |text| match every_address(text.get_ref()) {
            Some(every) => Some(every.collect()),
            None => self.parsed(text, ValueKind::Address).map(|address| vec![address]),
        });
        let (rules, starttls) =
            (rules.into_iter().collect::<Option<Vec<_>>>()?, starttls.map_or(Some(None), |s| s.map(Some))?);
        if starttls.is_some() && rules.iter().any(|rule| rule.legacy_upstream.is_some()) {
            return self.at(span, GateProblem::Sense(Nonsense::LegacyAfterStarttls));
        }
        if starttls.is_some() && table.rule.iter().any(|rule| names_server(rule.get_ref())) {
            return self.at(span, GateProblem::Sense(Nonsense::NamesAfterStarttls));
        }
        Some(Listener {
            name: table.name.clone(),
            addresses: addresses?.concat(),
            rules,
            exemptions: exemptions.to_vec(),
            starttls,
            server_speaks_first: table.server_speaks_first,
            proxy_from: proxy_from?,
            timeouts,
            retries: Listener::RETRIES,
        })
    }

    fn rule(
        &self,
        table: &RuleTable,
        defaults: &RuleTable,
        (brownouts, names): (&[Arc<Brownout>], &[&str]),
        span: &Range<usize>,
    ) -> Option<Rule> {
        let mode = match table.mode.as_ref().or(defaults.mode.as_ref()) {
            None => Some(Mode::Report),
            Some(text) => Mode::named(text.get_ref()).or_else(|| self.value(text, ValueKind::Mode)),
        };
        let brownout = match table.brownout.as_ref().or(defaults.brownout.as_ref()) {
            None if mode == Some(Mode::Brownout) => {
                self.at(span.clone(), GateProblem::Sense(Nonsense::NoBrownout))
            }
            None => Some(None),
            Some(name) => match brownouts.iter().find(|brownout| brownout.name == *name.get_ref()) {
                Some(brownout) => Some(Some(Arc::clone(brownout))),
                // What is wrong with it has been told.
                None if names.contains(&&**name.get_ref()) => None,
                None => {
                    let unknown = Nonsense::UnknownBrownout(name.get_ref().clone());
                    self.at(name.span(), GateProblem::Sense(unknown))
                }
            },
        };
        let default_policy = Spanned::new(span.clone(), DEFAULT_POLICY.to_owned());
        let policy = table.policy.as_ref().or(defaults.policy.as_ref()).unwrap_or(&default_policy);
        let policy = self.policy(policy);
        let upstream = if let Some(upstream) = table.upstream.as_ref().or(defaults.upstream.as_ref()) {
            self.upstream(upstream)
        } else {
            self.mistakes.required(None, "upstream", span.clone())
        };
        let legacy = table.legacy_upstream.as_ref().or(defaults.legacy_upstream.as_ref());
        let legacy = legacy.map_or(Some(None), |legacy| self.upstream(legacy).map(Some));
        let send_proxy = table.send_proxy.as_ref().or(defaults.send_proxy.as_ref());
        let send_proxy = send_proxy.map_or(Some(None), |text| match &text.get_ref()[..] {
            "v1" => Some(Some(ProxyVersion::V1)),
            "v2" => Some(Some(ProxyVersion::V2)),
            _ => self.value(text, ValueKind::ProxyVersion),
        });
        let otherwise = mode != Some(Mode::Enforce);
        let passes = |own: &Option<Spanned<String>>, default: &Option<Spanned<String>>| {
            self.passes(own.as_ref().or(default.as_ref()), otherwise)
        };
        let not_tls = passes(&table.not_tls, &defaults.not_tls);
        let malformed = passes(&table.malformed, &defaults.malformed);
        let too_large = passes(&table.too_large, &defaults.too_large);
        let too_slow = passes(&table.too_slow, &defaults.too_slow);
        let (server_names, clients) = (self.names(&table.server_name), self.networks(&table.client));
        let (not_tls, malformed, too_large, too_slow) = (not_tls?, malformed?, too_large?, too_slow?);
        let [faults, faults_enforced] = [0, 1].map(|mode| NotAHelloRules {
            not_tls_passes: not_tls[mode],
            malformed_passes: malformed[mode],
            too_large_passes: too_large[mode],
            too_slow_passes: too_slow[mode],
        });
        Some(Rule {
            server_names: server_names?,
            clients: clients?,
            mode: mode?,
            policy: Arc::new(policy?),
            brownout: brownout?,
            upstream: upstream?,
            legacy_upstream: legacy?,
            send_proxy: send_proxy?,
            faults,
            faults_enforced,
        })
    }

    /// Whether something passes, and whether it would under enforce; what is not said passes otherwise, or does not.
    fn passes(&self, said: Option<&Spanned<String>>, otherwise: bool) -> Option<[bool; 2]> {
        let Some(text) = said else { return Some([otherwise, false]) };
        match &text.get_ref()[..] {
            "pass" => Some([true; 2]),
            "refuse" => Some([false; 2]),
            _ => self.value(text, ValueKind::FaultAction),
        }
    }

    fn brownout(&self, table: &Spanned<BrownoutTable>) -> Option<Arc<Brownout>> {
        let BrownoutTable { name, key, zone, phase } = table.get_ref();
        if phase.is_empty() {
            return self.at(table.span(), GateProblem::Sense(Nonsense::NoPhase(name.clone())));
        }
        let zone = match zone {
            None => Some(TimeZone::UTC),
            Some(text) => zone_named(text.get_ref()).or_else(|| self.value(text, ValueKind::Zone)),
        };
        let in_zone = zone.clone().unwrap_or(TimeZone::UTC);
        let phases: Vec<_> = phase.iter().map(|phase| self.phase(phase, name, &in_zone)).collect();
        Some(Arc::new(Brownout {
            name: name.clone(),
            key: key.as_ref().unwrap_or(name).clone(),
            zone: zone?,
            phases: phases.into_iter().collect::<Option<_>>()?,
        }))
    }

    fn phase(&self, phase: &PhaseTable, name: &str, zone: &TimeZone) -> Option<Phase> {
        let minutes = phase.minutes.as_ref().map_or(Some(None), |minutes| match minutes.get_ref()[..] {
            [from, until] if (0..until).contains(&from) && until <= 60 => {
                Some(Some((from.unsigned_abs() as u8, until.unsigned_abs() as u8)))
            }
            _ => {
                let text = format!("{:?}", minutes.get_ref());
                self.at(minutes.span(), GateProblem::Value { text, kind: ValueKind::Minutes })
            }
        });
        let share = phase.share.as_ref().map_or(Some(100.0), |share| {
            let value = *share.get_ref();
            let wrong = || GateProblem::Value { text: value.to_string(), kind: ValueKind::Share };
            if (0.0..=100.0).contains(&value) { Some(value) } else { self.at(share.span(), wrong()) }
        });
        let from = phase.from.as_ref().map_or(Some(None), |from| self.moment(from, zone).map(Some));
        let until = phase.until.as_ref().map_or(Some(None), |until| self.moment(until, zone).map(Some));
        let (from, until) = (from?, until?);
        if let (Some(begin), Some(end), Some(at)) = (from, until, &phase.until)
            && end <= begin
        {
            let problem = GateProblem::Sense(Nonsense::PhaseBackwards(name.to_owned()));
            return self.at(at.span(), problem);
        }
        Some(Phase { from, until, minutes: minutes?, share: share? })
    }

    fn exemption(&self, table: &Spanned<ExemptionTable>) -> Option<Exemption> {
        let span = table.span();
        let table = table.get_ref();
        if table.client.is_empty() && table.server_name.is_empty() && table.ja4.is_empty() {
            return self.at(span, GateProblem::Sense(Nonsense::ExemptsAll));
        }
        let (clients, server_names) = (self.networks(&table.client), self.names(&table.server_name));
        let until = self.moment(&table.until, &TimeZone::UTC);
        Some(Exemption {
            clients: clients?,
            server_names: server_names?,
            ja4: table.ja4.clone(),
            owner: table.owner.clone(),
            reason: table.reason.clone(),
            until: until?,
        })
    }

    /// The policy of a name or a path.
    pub fn policy(&self, name: &Spanned<String>) -> Option<Policy> {
        (self.find_policy)(name.get_ref()).or_else(|| {
            let nearest = nearest(name.get_ref(), Policy::built_in_ids()).map(str::to_owned);
            self.at(name.span(), GateProblem::Policy { name: name.get_ref().clone(), nearest })
        })
    }

    /// The servers of these names, which are looked up here.
    pub fn upstream(&self, servers: &[Spanned<String>]) -> Option<Arc<Upstream>> {
        let addresses = all(servers, |server| {
            let text = server.get_ref();
            let has_port =
                text.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok_and(|p| p > 0));
            if !has_port {
                return self.value(server, ValueKind::Server);
            }
            let found = text.to_socket_addrs().map(Iterator::collect::<Vec<_>>).unwrap_or_default();
            if found.is_empty() {
                return self.at(server.span(), GateProblem::Resolve(text.clone()));
            }
            Some(found)
        });
        let is_named = servers.iter().any(|server| server.get_ref().parse::<SocketAddr>().is_err());
        let upstream = Upstream::new(addresses?.concat(), is_named);
        let none = || GateProblem::Sense(Nonsense::NoServer);
        let span = servers.first().map_or(0..0, Spanned::span);
        upstream.map(Arc::new).or_else(|| self.at(span, none()))
    }

    fn names(&self, texts: &[Spanned<String>]) -> Option<Vec<NamePattern>> {
        all(texts, |text| {
            NamePattern::new(text.get_ref()).or_else(|| self.value(text, ValueKind::ServerName))
        })
    }

    fn networks(&self, texts: &[Spanned<String>]) -> Option<Vec<IpNet>> {
        all(texts, |text| {
            let written = text.get_ref();
            let network =
                written.parse().ok().or_else(|| written.parse().ok().map(|address: IpAddr| address.into()));
            network.or_else(|| self.value(text, ValueKind::Network))
        })
    }

    fn time(&self, text: Option<&Spanned<String>>, default: Duration) -> Option<Duration> {
        let Some(text) = text else { return Some(default) };
        let time = text.get_ref().parse::<SignedDuration>().ok();
        let time = time.and_then(|time| Duration::try_from(time).ok()).filter(|time| !time.is_zero());
        time.or_else(|| self.value(text, ValueKind::Time))
    }

    /// A time; a date is its first moment. Without an offset it is that of the zone.
    fn moment(&self, written: &Spanned<Datetime>, zone: &TimeZone) -> Option<Timestamp> {
        let text = written.get_ref().to_string();
        let moment = if written.get_ref().offset.is_some() {
            text.parse().ok()
        } else {
            // A day of which the clocks leave out the beginning begins where they go on.
            text.parse::<DateTime>().and_then(|local| zone.to_timestamp(local)).ok()
        };
        moment.or_else(|| self.at(written.span(), GateProblem::Value { text, kind: ValueKind::Moment }))
    }

    fn parsed<T: std::str::FromStr>(&self, text: &Spanned<String>, kind: ValueKind) -> Option<T> {
        text.get_ref().parse().ok().or_else(|| self.value(text, kind))
    }

    fn value<T>(&self, text: &Spanned<String>, kind: ValueKind) -> Option<T> {
        self.at(text.span(), GateProblem::Value { text: text.get_ref().clone(), kind })
    }

    fn at<T>(&self, span: Range<usize>, problem: GateProblem) -> Option<T> {
        self.mistakes.at(span, problem)
    }
}

/// Each of them, if nothing is wrong with any.
fn all<T>(texts: &[Spanned<String>], read: impl Fn(&Spanned<String>) -> Option<T>) -> Option<Vec<T>> {
    let read: Vec<Option<T>> = texts.iter().map(read).collect();
    read.into_iter().collect()
}

/// The zone of a place; the database has some names that are none, too.
fn zone_named(name: &str) -> Option<TimeZone> {
    let is_place = !["Etc/Unknown", "Factory", "localtime", "posixrules"].contains(&name);
    TimeZone::get(name).ok().filter(|zone| is_place && zone.iana_name().is_some())
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
