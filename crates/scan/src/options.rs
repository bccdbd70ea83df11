//! How a scan goes about it: how often, how patiently, how deeply.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::connect::Patience;
use crate::counted::CountedConnections;
use crate::inventory::Depth;
use crate::known::Known;
use crate::rate_limits::HostLimits;
use crate::target::Exclusions;

/// How a scan goes about it.
#[derive(Debug, Clone)]
pub struct Options {
    /// How often each version is asked about.
    pub tries: u32,
    /// How long is waited.
    pub patience: Patience,
    /// Targets at once, at most: it begins with fewer.
    pub at_once: usize,
    /// How often one host is bothered; `None`: as often as it goes.
    pub host_limits: Option<HostLimits>,
    /// Connections in a second in all; `None`: as many as it goes.
    pub a_second: Option<u32>,
    /// Under which names a host is asked that has one.
    pub names: Names,
    /// Which addresses of a name are asked.
    pub addresses: Addresses,
    /// How we introduce ourselves to mail servers; `None`: by our address.
    pub client_name: Option<String>,
    /// Whom we mean at servers of XMPP; `None`: the host that is asked.
    pub xmpp_domain: Option<String>,
    /// What is asked besides the versions.
    pub depth: Depth,
    /// How long a target may take in all; what is not known by then is unknown. `None`: as long as it takes.
    pub deadline: Option<Duration>,
    /// What servers counted so far, also in scans before this one.
    pub counted: Arc<CountedConnections>,
    /// What is never asked.
    pub exclusions: Exclusions,
    /// What is known already and not asked again.
    pub known: Known,
}

/// Under which names a host is asked that has one. An address is never sent as a name (RFC 6066, 3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Names {
    /// Under its name, and without one; where connections are counted (see [`crate::counts_connections`]), under its name
    /// alone.
    #[default]
    Both,
    /// Under its name.
    With,
    /// Without a name.
    Without,
}

/// Which addresses of a name are asked. A target that is an address is asked at that address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Addresses {
    /// All that it has.
    #[default]
    All,
    /// Those of IPv4.
    V4,
    /// Those of IPv6.
    V6,
    /// These, whatever it has: a server that is not in the DNS yet, one machine of several.
    These(Vec<IpAddr>),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tries: 1,
            patience: Patience::default(),
            at_once: 256,
            host_limits: Some(HostLimits::default()),
            a_second: None,
            names: Names::default(),
            addresses: Addresses::default(),
            client_name: None,
            xmpp_domain: None,
            deadline: None,
            depth: Depth::default(),
            counted: Arc::default(),
            exclusions: Exclusions::default(),
            known: Known::default(),
        }
    }
}
