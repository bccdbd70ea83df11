//! How a scan goes about it: how often, how patiently, how deeply.

use crate::connect::Patience;
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
    /// What is asked besides the versions.
    pub depth: Depth,
    /// What is never asked.
    pub exclusions: Exclusions,
    /// What is known already and not asked again.
    pub known: Known,
}

/// Under which names a host is asked that has one. An address is never sent as a name (RFC 6066, 3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Names {
    /// Under its name, and without one.
    #[default]
    Both,
    /// Under its name.
    With,
    /// Without a name.
    Without,
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
            depth: Depth::default(),
            exclusions: Exclusions::default(),
            known: Known::default(),
        }
    }
}
