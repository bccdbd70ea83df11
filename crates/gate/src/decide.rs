//! What becomes of a connection whose hello is known: pure, so that every decision can be made again in a test.

use std::net::IpAddr;

use cutover_evidence::Handshake;
use cutover_policy::{Fault, Policy, Reason, judge};
use jiff::Timestamp;

use crate::settings::{Exemption, Listener, Mode, Rule, is_in};

/// What is done with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It goes through.
    Passed,
    /// It would break, and goes through for now.
    Spared(Spared),
    /// It gets an alert.
    Refused,
    /// It goes to the upstream for old clients.
    Legacy,
}

/// Why a connection goes through that does not meet the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spared {
    /// The mode is report.
    Report,
    /// No brownout is on, or this client is not among those chosen.
    NoBrownout,
    /// It is exempt.
    Exempt,
    /// The kill switch is set.
    KillSwitch,
}

impl Decision {
    /// Its name in evidence and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Spared(Spared::Report) => "passed-report",
            Self::Spared(Spared::NoBrownout) => "passed-no-brownout",
            Self::Spared(Spared::Exempt) => "passed-exempt",
            Self::Spared(Spared::KillSwitch) => "passed-kill-switch",
            Self::Refused => "refused",
            Self::Legacy => "legacy",
        }
    }

    /// All there are, for counting.
    pub const ALL: [Self; 7] = [
        Self::Passed,
        Self::Spared(Spared::Report),
        Self::Spared(Spared::NoBrownout),
        Self::Spared(Spared::Exempt),
        Self::Spared(Spared::KillSwitch),
        Self::Refused,
        Self::Legacy,
    ];

    /// Its place in [`Decision::ALL`].
    pub(crate) fn index(self) -> usize {
        Self::ALL.iter().position(|decision| *decision == self).unwrap_or_default()
    }
}

/// A decision, and what is wrong with the hello.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ruling {
    /// What is done.
    pub decision: Decision,
    /// What breaks the policy: what the client lacks, or what the server chose; `None`: nothing. With it, enforce mode would
    /// refuse.
    pub lacks: Option<Reason>,
    /// What is done if it breaks the policy.
    pub if_it_breaks: Decision,
}

/// Decides on a hello.
pub(crate) fn decide(
    handshake: &Handshake,
    listener: &Listener,
    rule: &Rule,
    client: IpAddr,
    at: Timestamp,
    kill_switch: bool,
) -> Ruling {
    let is_exempt = || listener.exemptions.iter().any(|exemption| exemption.covers(handshake, client, at));
    let browned_out = || rule.brownout.as_ref().is_some_and(|brownout| brownout.refuses(client, at));
    let if_it_breaks = if rule.mode == Mode::Report {
        Decision::Spared(Spared::Report)
    } else if kill_switch {
        Decision::Spared(Spared::KillSwitch)
    } else if is_exempt() {
        Decision::Spared(Spared::Exempt)
    } else if rule.mode == Mode::Brownout && !browned_out() {
        Decision::Spared(Spared::NoBrownout)
    } else if rule.legacy_upstream.is_some() {
        Decision::Legacy
    } else {
        Decision::Refused
    };
    let lacks = lacks(handshake, &rule.policy);
    let decision = if lacks.is_some() { if_it_breaks } else { Decision::Passed };
    Ruling { decision, lacks, if_it_breaks }
}

impl Ruling {
    /// Whether what the server chooses is to be seen before the client sees it.
    pub fn holds_back(self) -> bool {
        self.decision == Decision::Passed && matches!(self.if_it_breaks, Decision::Refused | Decision::Legacy)
    }
}

/// What a client lacks to meet a policy.
fn lacks(handshake: &Handshake, policy: &Policy) -> Option<Reason> {
    let judged = judge(handshake, policy);
    (judged.fault == Some(Fault::Client)).then_some(judged.reason)
}

impl Exemption {
    fn covers(&self, handshake: &Handshake, client: IpAddr, at: Timestamp) -> bool {
        let name = handshake.server_name.as_deref();
        at < self.until
            && (self.clients.is_empty() || is_in(&self.clients, client))
            && (self.server_names.is_empty()
                || self.server_names.iter().any(|pattern| name.is_some_and(|name| pattern.fits(name))))
            && (self.ja4.is_empty() || self.ja4.iter().any(|ja4| handshake.ja4.as_ref() == Some(ja4)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use cutover_wire::Version;

    use super::*;
    use crate::not_a_hello::NotAHelloRules;
    use crate::schedule::{Brownout, Phase};
    use crate::settings::{NamePattern, Timeouts, Upstream};

    const CLIENT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 1, 2, 3));

    fn upstream() -> Arc<Upstream> {
        Arc::new(Upstream::new(vec!["127.0.0.1:1".parse().unwrap()], false).unwrap())
    }

    fn listener(mode: Mode, policy: &str) -> Listener {
        let rule = Rule {
            server_names: Vec::new(),
            clients: Vec::new(),
            mode,
            policy: Arc::new(Policy::built_in(policy).unwrap()),
            brownout: None,
            upstream: upstream(),
            legacy_upstream: None,
            send_proxy: None,
            faults: NotAHelloRules::all(false),
            faults_enforced: NotAHelloRules::all(false),
        };
        Listener {
            name: "a".into(),
            addresses: Vec::new(),
            rules: vec![rule],
            exemptions: Vec::new(),
            starttls: None,
            server_speaks_first: false,
            retries: 0,
            proxy_from: Vec::new(),
            timeouts: Timeouts::default(),
        }
    }

    fn offering(versions: &[Version]) -> Handshake {
        let offered_max = versions.iter().copied().max_by_key(|v| v.age_rank());
        let legacy_version = Some(Version::TLS_1_0);
        let server_name = Some("old.example.com".to_owned());
        Handshake {
            offered_versions: versions.to_vec(),
            offered_max,
            legacy_version,
            server_name,
            ..Handshake::default()
        }
    }

    fn decided(listener: &Listener, handshake: &Handshake, kill_switch: bool) -> Decision {
        let at = "2026-12-01T08:05:00Z".parse().unwrap();
        let (_, rule) = listener.rule(CLIENT, handshake.server_name.as_deref());
        decide(handshake, listener, rule, CLIENT, at, kill_switch).decision
    }

    #[test]
    fn the_mode_decides_on_what_is_too_old() {
        let old = offering(&[Version::TLS_1_0]);
        let of = |mode| decided(&listener(mode, "tls12-plus"), &old, false);
        assert_eq!(of(Mode::Report), Decision::Spared(Spared::Report));
        assert_eq!(of(Mode::Brownout), Decision::Spared(Spared::NoBrownout));
        assert_eq!(of(Mode::Enforce), Decision::Refused);
        let new = offering(&[Version::TLS_1_2, Version::TLS_1_0]);
        assert_eq!(decided(&listener(Mode::Enforce, "tls12-plus"), &new, false), Decision::Passed);
    }

    #[test]
    fn a_brownout_an_exemption_and_the_kill_switch() {
        let old = offering(&[Version::TLS_1_0]);
        let mut listener = listener(Mode::Brownout, "tls12-plus");
        let phase = Phase { from: None, until: None, minutes: Some((0, 10)), share: 100.0 };
        let brownout = Brownout {
            name: "b".into(),
            key: "b".into(),
            zone: jiff::tz::TimeZone::UTC,
            phases: vec![phase],
        };
        listener.rules[0].brownout = Some(Arc::new(brownout));
        assert_eq!(decided(&listener, &old, false), Decision::Refused);
        assert_eq!(decided(&listener, &old, true), Decision::Spared(Spared::KillSwitch));
        listener.rules[0].legacy_upstream = Some(upstream());
        assert_eq!(decided(&listener, &old, false), Decision::Legacy);
        let mut exemption = Exemption {
            clients: vec!["10.0.0.0/8".parse().unwrap()],
            server_names: vec![NamePattern::new("*.example.com").unwrap()],
            ja4: Vec::new(),
            owner: "mail team".into(),
            reason: None,
            until: "2026-12-02T00:00:00Z".parse().unwrap(),
        };
        listener.exemptions = vec![exemption.clone()];
        assert_eq!(decided(&listener, &old, false), Decision::Spared(Spared::Exempt));
        exemption.until = "2026-12-01T00:00:00Z".parse().unwrap();
        listener.exemptions = vec![exemption];
        assert_eq!(decided(&listener, &old, false), Decision::Legacy, "it has expired");
    }

    #[test]
    fn a_rule_for_a_name_or_a_network_comes_first() {
        let mut listener = listener(Mode::Report, "tls12-plus");
        let mut strict = self::listener(Mode::Enforce, "tls12-plus").rules.remove(0);
        strict.server_names = vec![NamePattern::new("old.example.com").unwrap()];
        listener.rules.insert(0, strict);
        assert_eq!(decided(&listener, &offering(&[Version::TLS_1_0]), false), Decision::Refused);
        let other = Handshake { server_name: None, ..offering(&[Version::TLS_1_0]) };
        assert_eq!(decided(&listener, &other, false), Decision::Spared(Spared::Report));
    }

    #[test]
    fn a_legacy_version_above_tls_1_2_is_no_tls_1_3() {
        let strict = listener(Mode::Enforce, "tls13-only");
        let rule = &strict.rules[0];
        let at = "2026-12-01T08:05:00Z".parse().unwrap();
        let decided = |named| {
            let handshake = Handshake {
                legacy_version: Some(Version::TLS_1_3),
                supported_versions: Some(named),
                ..offering(&[Version::TLS_1_3, Version::TLS_1_2, Version::TLS_1_1, Version::TLS_1_0])
            };
            decide(&handshake, &strict, rule, CLIENT, at, false).decision
        };
        assert_eq!((decided(true), decided(false)), (Decision::Passed, Decision::Refused));
    }
}
