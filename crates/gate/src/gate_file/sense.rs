//! What settings are nothing together.

use std::net::{IpAddr, SocketAddr, UdpSocket};

use super::problem::{GateProblem, Nonsense};
use crate::settings::Settings;

impl Settings {
    /// Whether they can be used.
    pub(super) fn make_sense(&self) -> Result<(), GateProblem> {
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
                let covers = |any: &SocketAddr, one: &SocketAddr| {
                    any.port() == one.port() && any.is_ipv4() == one.is_ipv4() && any.ip().is_unspecified()
                };
                let other = addresses.iter().filter(|_| address.port() != 0);
                for other in other {
                    let pair = if covers(other, address) { Some((*address, *other)) } else { None };
                    let pair = pair.or_else(|| covers(address, other).then_some((*other, *address)));
                    if let Some((one, any)) = pair {
                        return Err(GateProblem::Sense(Nonsense::AddressCovered(one, any)));
                    }
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
