//! How far a verdict can be trusted: what the handshakes rest on that it was made of.

use std::collections::BTreeMap;
use std::net::IpAddr;

use cutover_evidence::Handshake;
use cutover_wire::Version;

use crate::many_hellos::ManyHellos;

/// What was seen of the handshakes that were judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Handshakes of which both hellos were seen, or the hello and how it was refused.
    pub whole: u64,
    /// Those of which one hello was seen, or a hello was cut.
    pub one_hello: u64,
    /// Those that are known by their records alone, by the version in use.
    pub records_alone: BTreeMap<InUse, u64>,
    /// Handshakes whose client a proxy named.
    pub proxied: u64,
    /// Handshakes that were seen on two sides of a NAT or a balancer.
    pub seen_twice: u64,
    /// Clients that sent many different hellos to one server in a short time: scanners, or many programs behind one
    /// address. At most eight.
    pub many_hellos: Vec<IpAddr>,
    /// Connections of which too little was seen to say whether they hold TLS at all.
    pub unidentified: u64,
}

/// How many clients with many hellos are named.
const MOST_NAMED: usize = 8;

/// What records say of the version in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InUse {
    /// This one
    Exactly(Version),
    /// This one or a newer one
    AtLeast(Version),
    /// Nothing
    Unknown,
}

impl InUse {
    fn rank(self) -> (u32, u8) {
        match self {
            Self::Exactly(version) => (version.age_rank(), 0),
            Self::AtLeast(version) => (version.age_rank(), 1),
            Self::Unknown => (u32::MAX, 2),
        }
    }
}

impl Ord for InUse {
    /// Oldest first.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for InUse {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Coverage {
    /// Everything that may be a TLS connection.
    pub fn connections(&self) -> u64 {
        self.whole + self.one_hello + self.records_alone.values().sum::<u64>() + self.unidentified
    }

    /// How many in a hundred were seen whole, rounded down; `None` where there are none.
    pub fn percent_whole(&self) -> Option<u64> {
        (self.whole * 100).checked_div(self.connections())
    }

    /// Whether anything was not seen whole.
    pub fn has_gaps(&self) -> bool {
        self.whole < self.connections()
    }

    pub(crate) fn add(&mut self, handshake: &Handshake, many_hellos: &mut ManyHellos) {
        let seen = handshake.seen_or_implied();
        if handshake.was_seen_whole() {
            self.whole += 1;
        } else if seen.client_hello || seen.server_hello {
            self.one_hello += 1;
        } else {
            let in_use = match (handshake.negotiated_version, handshake.negotiated_at_least) {
                (Some(version), _) => InUse::Exactly(version),
                (None, Some(version)) => InUse::AtLeast(version),
                (None, None) => InUse::Unknown,
            };
            *self.records_alone.entry(in_use).or_default() += 1;
        }
        self.proxied += u64::from(handshake.via.iter().any(|part| part.starts_with("in:proxy")));
        self.seen_twice += u64::from(!handshake.also_seen_as.is_empty());
        if many_hellos.are_told_by(handshake)
            && self.many_hellos.len() < MOST_NAMED
            && !self.many_hellos.contains(&handshake.client_ip)
        {
            self.many_hellos.push(handshake.client_ip);
        }
    }
}
