//! What was asked before and need not be asked again.

use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::Arc;

use cutover_evidence::ServerAnswer;
use cutover_wire::starttls::Protocol;

use crate::target::{Host, Target};

/// The answers of an earlier run, as far as it came.
#[derive(Debug, Clone, Default)]
pub struct Known {
    answers: Arc<HashSet<Key>>,
    /// Those that accepted something by their name.
    accept_by_name: Arc<HashSet<Key>>,
}

/// One question: a target, which address of it (none: no address could be found), and whether by name (none: it could
/// not be reached, by whatever name).
type Key = (Host, u16, Option<Protocol>, Option<&'static str>, Option<IpAddr>, Option<bool>);

impl Known {
    /// Takes in what an earlier run found. Records whose target nobody can read are no answers to anything.
    pub fn of<'a>(answers: impl IntoIterator<Item = &'a ServerAnswer>) -> Self {
        let key_of = |answer: &ServerAnswer| {
            let target = Target::parse(&answer.target).ok()?;
            let by_name = answer.problem.is_none().then_some(answer.server_name.is_some());
            Some(key(&target, answer.server_ip, by_name))
        };
        let (mut all, mut accept_by_name) = (HashSet::new(), HashSet::new());
        for answer in answers {
            let Some(key) = key_of(answer) else { continue };
            if key.5 == Some(true) && answer.versions.iter().any(|(_, answer)| answer.accepted > 0) {
                accept_by_name.insert(key.clone());
            }
            all.insert(key);
        }
        Self { answers: Arc::new(all), accept_by_name: Arc::new(accept_by_name) }
    }

    /// Whether the target could not even be looked up.
    pub(crate) fn has_given_up(&self, target: &Target) -> bool {
        self.has_key(target, None, None)
    }

    /// Whether there is an answer of that address, or it could not be reached.
    pub(crate) fn has(&self, target: &Target, address: IpAddr, by_name: bool) -> bool {
        self.has_key(target, Some(address), Some(by_name)) || self.has_key(target, Some(address), None)
    }

    /// Whether that address is known to accept something when it is asked by its name.
    pub(crate) fn accepts_by_name(&self, target: &Target, address: IpAddr) -> bool {
        !self.accept_by_name.is_empty()
            && self.accept_by_name.contains(&key(target, Some(address), Some(true)))
    }

    fn has_key(&self, target: &Target, address: Option<IpAddr>, by_name: Option<bool>) -> bool {
        !self.answers.is_empty() && self.answers.contains(&key(target, address, by_name))
    }
}

fn key(target: &Target, address: Option<IpAddr>, by_name: Option<bool>) -> Key {
    (target.host.clone(), target.port, target.starttls, target.alpn.insisted_on(), address, by_name)
}
