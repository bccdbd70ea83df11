//! Settings that are well formed and probably not meant.

use std::collections::{BTreeSet, HashMap};
use std::net::SocketAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use jiff::Timestamp;

use crate::schedule::Brownout;
use crate::settings::{Listener, NamePattern, Rule, Settings};

/// Something that is probably not meant.
#[derive(Debug, Clone, PartialEq)]
pub enum Doubt {
    /// Of a brownout, a later phase refuses fewer than an earlier one.
    ShareFalls {
        /// The brownout.
        name: String,
        /// Percent before.
        before: f64,
        /// Percent after.
        after: f64,
    },
    /// A brownout is over.
    BrownoutOver {
        /// The brownout.
        name: String,
        /// Since when.
        until: Timestamp,
    },
    /// No listener uses a brownout.
    BrownoutUnused(String),
    /// Two brownouts have one name: the first counts.
    BrownoutTwice(String),
    /// A rule comes behind one that takes all its connections.
    RuleNeverReached {
        /// The listener.
        listener: String,
        /// The rule's place, from 1.
        rule: usize,
        /// The place of the one before it, from 1.
        behind: usize,
    },
    /// An exemption holds for every address.
    ExemptsEverybody {
        /// Whose it is.
        owner: String,
        /// The network.
        network: IpNet,
    },
    /// Every client may say who it is.
    ProxyFromEverybody {
        /// The listener.
        listener: String,
        /// The network.
        network: IpNet,
    },
    /// A fingerprint that none is.
    NoJa4 {
        /// Whose exemption it is.
        owner: String,
        /// As written.
        ja4: String,
    },
    /// The status page and a listener have one port.
    StatusIsListener(SocketAddr),
    /// A folder that a file is to be in is not there.
    NoFolder(PathBuf),
}

impl Settings {
    /// What is probably not meant.
    pub fn doubts(&self, now: Timestamp) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        self.brownout_doubts(now, &mut doubts);
        for listener in &self.listeners {
            doubts.extend(never_reached(listener));
            let everybody = listener.proxy_from.iter().filter(|network| network.prefix_len() == 0);
            doubts.extend(everybody.map(|network| Doubt::ProxyFromEverybody {
                listener: listener.name.clone(),
                network: *network,
            }));
        }
        // Every listener has them all.
        let exemptions = self.listeners.first().map(|listener| &listener.exemptions[..]).unwrap_or_default();
        for exemption in exemptions {
            let others = exemption.server_names.is_empty() && exemption.ja4.is_empty();
            let everybody = exemption.clients.iter().filter(|network| others && network.prefix_len() == 0);
            let owner = || exemption.owner.clone();
            doubts.extend(
                everybody.map(|network| Doubt::ExemptsEverybody { owner: owner(), network: *network }),
            );
            let bad = exemption.ja4.iter().filter(|ja4| !is_ja4(ja4));
            doubts.extend(bad.map(|ja4| Doubt::NoJa4 { owner: owner(), ja4: ja4.clone() }));
        }
        if let Some(status) = self.status {
            let same = |address: &&SocketAddr| {
                address.port() == status.port()
                    && status.port() != 0
                    && (address.ip() == status.ip()
                        || address.ip().is_unspecified()
                        || status.ip().is_unspecified())
            };
            let addresses = self.listeners.iter().flat_map(|listener| &listener.addresses);
            doubts.extend({ addresses }.find(same).map(|address| Doubt::StatusIsListener(*address)));
        }
        let files = [self.kill_switch.as_ref(), self.log.as_ref().map(|log| &log.file)];
        for folder in files.into_iter().flatten().filter_map(|file| file.parent()) {
            if !folder.as_os_str().is_empty() && !folder.is_dir() {
                doubts.push(Doubt::NoFolder(folder.to_owned()));
            }
        }
        doubts
    }

    fn brownout_doubts(&self, now: Timestamp, doubts: &mut Vec<Doubt>) {
        let used: BTreeSet<&str> = self
            .listeners
            .iter()
            .flat_map(|listener| &listener.rules)
            .filter_map(|rule| rule.brownout.as_ref())
            .map(|brownout| &*brownout.name)
            .collect();
        let mut known = BTreeSet::new();
        for brownout in &self.brownouts {
            let name = &brownout.name;
            if !known.insert(name) {
                doubts.push(Doubt::BrownoutTwice(name.clone()));
            } else if !used.contains(&**name) {
                doubts.push(Doubt::BrownoutUnused(name.clone()));
            }
            doubts.extend(falling(brownout));
            let ends: Option<Vec<Timestamp>> = brownout.phases.iter().map(|phase| phase.until).collect();
            if let Some(until) = ends.and_then(|ends| ends.into_iter().max()).filter(|until| *until <= now) {
                doubts.push(Doubt::BrownoutOver { name: name.clone(), until });
            }
        }
    }
}

/// The first phase that refuses fewer than one before it, which ended when it began or earlier.
fn falling(brownout: &Brownout) -> Option<Doubt> {
    let mut phases: Vec<_> = brownout.phases.iter().collect();
    phases.sort_by_key(|phase| phase.from);
    phases.windows(2).find_map(|pair| {
        let [before, after] = pair else { return None };
        let follows = before.until.zip(after.from).is_some_and(|(until, from)| until <= from);
        (follows && before.minutes == after.minutes && after.share < before.share).then(|| {
            Doubt::ShareFalls { name: brownout.name.clone(), before: before.share, after: after.share }
        })
    })
}

/// Rules behind one that takes whatever they would take; the last is that of the listener itself.
fn never_reached(listener: &Listener) -> impl Iterator<Item = Doubt> {
    let rules = &listener.rules[..listener.rules.len().saturating_sub(1)];
    let mut before = RulesBefore::default();
    rules.iter().enumerate().filter_map(move |(index, rule)| {
        let mut candidates = before.that_may_take(rule);
        candidates.sort_unstable();
        before.add(index, rule);
        let behind = candidates.into_iter().find(|before| takes_all_of(&rules[*before], rule))?;
        Some(Doubt::RuleNeverReached { listener: listener.name.clone(), rule: index + 1, behind: behind + 1 })
    })
}

/// Rules by what they are for: who takes all that another takes has one of its names, or its clients, or takes everything.
#[derive(Default)]
struct RulesBefore<'a> {
    by_name: HashMap<&'a NamePattern, Vec<usize>>,
    /// Those that name clients alone.
    by_network: HashMap<IpNet, Vec<usize>>,
    everything: Vec<usize>,
}

impl<'a> RulesBefore<'a> {
    fn add(&mut self, index: usize, rule: &'a Rule) {
        if rule.server_names.is_empty() && rule.clients.is_empty() {
            self.everything.push(index);
        }
        for name in &rule.server_names {
            self.by_name.entry(name).or_default().push(index);
        }
        for network in rule.clients.iter().filter(|_| rule.server_names.is_empty()) {
            self.by_network.entry(network.trunc()).or_default().push(index);
        }
    }

    fn that_may_take(&self, rule: &Rule) -> Vec<usize> {
        let of_name = rule.server_names.first().and_then(|name| self.by_name.get(name));
        let networks = rule.clients.first().into_iter().flat_map(|network| {
            let wider = std::iter::successors(Some(network.trunc()), IpNet::supernet);
            wider.filter_map(|network| self.by_network.get(&network))
        });
        of_name.into_iter().chain(networks).chain([&self.everything]).flatten().copied().collect()
    }
}

fn takes_all_of(before: &Rule, rule: &Rule) -> bool {
    let all_clients = before.clients.is_empty()
        || !rule.clients.is_empty()
            && rule
                .clients
                .iter()
                .all(|client| before.clients.iter().any(|network| network.contains(client)));
    let all_names = before.server_names.is_empty()
        || !rule.server_names.is_empty()
            && rule.server_names.iter().all(|name| before.server_names.contains(name));
    all_clients && all_names
}

/// Whether a text may be a fingerprint of JA4: `t13d1516h2_8daaf6152771_b186095e22b6`.
fn is_ja4(text: &str) -> bool {
    let hash = |part: &str| {
        part.len() == 12 && part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    };
    let mut parts = text.split('_');
    let (Some(first), Some(suites), Some(extensions), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    first.len() == 10
        && first.is_ascii()
        && first.starts_with(['t', 'q', 'd'])
        && hash(suites)
        && hash(extensions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_policy::Policy;
    use std::path::Path;

    fn doubts(toml: &str) -> Vec<Doubt> {
        let listener =
            "[[listener]]\nname = \"b\"\nlisten = [\"127.0.0.1:19464\"]\nupstream = [\"127.0.0.1:19461\"]\n";
        let text = toml.replace("LISTENER\n", listener);
        let settings = Settings::parse(&text, Path::new(""), &Policy::built_in).unwrap();
        settings.doubts("2026-12-01T00:00:00Z".parse().unwrap())
    }

    const USED: &str = "LISTENER\nmode = \"brownout\"\nbrownout = \"x\"\n[[brownout]]\nname = \"x\"\n";

    #[test]
    fn what_is_probably_not_meant_is_said_and_what_may_be_meant_is_not() {
        let phases = |phases: &str| doubts(&format!("{USED}{phases}"));
        let rising = "[[brownout.phase]]\nfrom = 2027-01-01\nuntil = 2027-02-01\nshare = 10\n\
                      [[brownout.phase]]\nfrom = 2027-02-01\nshare = 50\n";
        assert_eq!(phases(rising), []);
        let falling = rising.replace("= 10", "= 60");
        let name = || "x".to_owned();
        assert_eq!(phases(&falling), [Doubt::ShareFalls { name: name(), before: 60.0, after: 50.0 }]);
        let over = phases("[[brownout.phase]]\nuntil = 2020-02-01\n");
        assert!(matches!(&over[..], [Doubt::BrownoutOver { .. }]), "{over:?}");
        let twice = phases("[[brownout.phase]]\n[[brownout]]\nname = \"x\"\n[[brownout.phase]]\n");
        assert_eq!(twice, [Doubt::BrownoutTwice(name())]);
        let unused = doubts("LISTENER\n[[brownout]]\nname = \"x\"\n[[brownout.phase]]\n");
        assert_eq!(unused, [Doubt::BrownoutUnused(name())]);
    }

    #[test]
    fn a_rule_behind_one_that_takes_all_of_it_is_never_reached() {
        let rules = |first: &str, second: &str| {
            doubts(&format!("LISTENER\n[[listener.rule]]\n{first}\n[[listener.rule]]\n{second}\n"))
        };
        let never = [Doubt::RuleNeverReached { listener: "b".into(), rule: 2, behind: 1 }];
        assert_eq!(rules("", "client = [\"10.0.0.0/8\"]"), never);
        assert_eq!(rules("client = [\"10.0.0.0/8\"]", "client = [\"10.1.0.0/16\"]"), never);
        assert_eq!(rules("client = [\"10.1.0.0/16\"]", "client = [\"10.0.0.0/8\"]"), []);
        assert_eq!(rules("server_name = [\"a.example\"]", "client = [\"10.0.0.0/8\"]"), []);
    }

    #[test]
    fn whoever_is_everybody_is_doubtful() {
        let exemption = "owner = \"o\"\nreason = \"r\"\nuntil = 2099-01-01\n";
        let exempt = |what: &str| doubts(&format!("LISTENER\n[[exemption]]\n{what}\n{exemption}"));
        assert!(matches!(exempt("client = [\"0.0.0.0/0\"]")[..], [Doubt::ExemptsEverybody { .. }]));
        assert_eq!(exempt("client = [\"0.0.0.0/0\"]\nserver_name = [\"a.example\"]"), []);
        assert!(matches!(exempt("ja4 = [\"nonsense\"]")[..], [Doubt::NoJa4 { .. }]));
        assert_eq!(exempt("ja4 = [\"t13d1516h2_8daaf6152771_b186095e22b6\"]"), []);
        assert!(matches!(
            doubts("LISTENER\nproxy_from = [\"::/0\"]\n")[..],
            [Doubt::ProxyFromEverybody { .. }]
        ));
        let status = doubts("[status]\nlisten = \"127.0.0.1:19464\"\nLISTENER\n");
        assert_eq!(status, [Doubt::StatusIsListener("127.0.0.1:19464".parse().unwrap())]);
        let folder = doubts("kill_switch = \"/no/such/folder/off\"\nLISTENER\n");
        assert_eq!(folder, [Doubt::NoFolder("/no/such/folder".into())]);
    }
}
