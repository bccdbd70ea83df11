//! What settings are nothing together.

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, SocketAddr, UdpSocket};

use super::problem::{GateProblem, Nonsense};
use crate::settings::Settings;

impl Settings {
    /// Whether they can be used.
    pub(super) fn make_sense(&self) -> Result<(), GateProblem> {
        if self.listeners.is_empty() {
            return Err(GateProblem::Sense(Nonsense::NoListener));
        }
        let mut names = HashSet::new();
        let mut addresses: HashSet<SocketAddr> = HashSet::new();
        // One address of each port and family.
        let mut ports: HashMap<(u16, bool), SocketAddr> = HashMap::new();
        for listener in &self.listeners {
            if !names.insert(&listener.name) {
                return Err(GateProblem::Sense(Nonsense::NameTwice(listener.name.clone())));
            }
            if listener.addresses.is_empty() {
                return Err(GateProblem::Sense(Nonsense::NoAddress(listener.name.clone())));
            }
            for address in listener.addresses.iter().filter(|address| address.port() != 0) {
                if !addresses.insert(*address) {
                    return Err(GateProblem::Sense(Nonsense::AddressTwice(*address)));
                }
                let other = *ports.entry((address.port(), address.is_ipv4())).or_insert(*address);
                if other != *address && other.ip().is_unspecified() {
                    return Err(GateProblem::Sense(Nonsense::AddressCovered(*address, other)));
                }
                if other != *address && address.ip().is_unspecified() {
                    return Err(GateProblem::Sense(Nonsense::AddressCovered(other, *address)));
                }
            }
        }
        let upstreams = self.listeners.iter().flat_map(|listener| &listener.rules).flat_map(|rule| {
            rule.upstream.addresses().iter().chain(rule.legacy_upstream.iter().flat_map(|l| l.addresses()))
        });
        let is_ours = |upstream: &&SocketAddr| {
            let is_any = |is_ipv4| {
                let ours = ports.get(&(upstream.port(), is_ipv4));
                ours.is_some_and(|ours| ours.ip().is_unspecified())
            };
            addresses.contains(upstream)
                || (is_any(true) || is_any(false)) && is_of_this_machine(upstream.ip())
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
