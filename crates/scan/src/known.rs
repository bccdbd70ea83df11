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
}

/// One question: a target, which address of it (none: no address could be found), and whether by name (none: it could
/// not be reached, by whatever name).
type Key = (Host, u16, Option<Protocol>, Option<IpAddr>, Option<bool>);

impl Known {
    /// Takes in what an earlier run found. Records whose target nobody can read are no answers to anything.
    pub fn of<'a>(answers: impl IntoIterator<Item = &'a ServerAnswer>) -> Self {
        let key = |answer: &ServerAnswer| {
            let target = Target::parse(&answer.target).ok()?;
            let by_name = answer.problem.is_none().then_some(answer.server_name.is_some());
            Some((target.host, target.port, target.starttls, answer.server_ip, by_name))
        };
        Self { answers: Arc::new(answers.into_iter().filter_map(key).collect()) }
    }

    /// Whether the target could not even be looked up.
    pub(crate) fn has_given_up(&self, target: &Target) -> bool {
        self.has_key(target, None, None)
    }

    /// Whether there is an answer of that address, or it could not be reached.
    pub(crate) fn has(&self, target: &Target, address: IpAddr, by_name: bool) -> bool {
        self.has_key(target, Some(address), Some(by_name)) || self.has_key(target, Some(address), None)
    }

    fn has_key(&self, target: &Target, address: Option<IpAddr>, by_name: Option<bool>) -> bool {
        !self.answers.is_empty()
            && self.answers.contains(&(target.host.clone(), target.port, target.starttls, address, by_name))
    }
}
