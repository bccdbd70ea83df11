//! The certificates that a server shows.

use cutover_wire::{Authentication, CipherSuite, Version};

use super::question::{Asked, Found, Outcome, Progress, Question, SUITES_AT_ONCE};
use crate::answer::Until;
use crate::hellos::every_suite_of;
use crate::interview::Attempt;

/// The certificate for the suite that was chosen, or one for suites that are signed with the other kind of key.
#[derive(Debug)]
pub(super) struct Certificate {
    version: Version,
    suites: Vec<CipherSuite>,
    is_other: bool,
}

impl Certificate {
    pub fn of(version: Version, suite: CipherSuite) -> Self {
        Self { version, suites: vec![suite], is_other: false }
    }

    /// `None`: the version has no such suites.
    pub fn of_other_kind(version: Version, suite: CipherSuite) -> Option<Self> {
        let kind = if suite.authentication() == Some(Authentication::Rsa) { "_ECDSA_" } else { "_RSA_" };
        let is_of_kind = |suite: &CipherSuite| suite.name().is_some_and(|name| name.contains(kind));
        let usual = every_suite_of(version).into_iter().take(SUITES_AT_ONCE);
        let suites: Vec<_> = usual.filter(is_of_kind).collect();
        (!suites.is_empty()).then_some(Self { version, suites, is_other: true })
    }
}

impl Question for Certificate {
    fn asked(&self) -> Asked {
        Asked::new(self.version, self.suites.clone(), Until::Certificate)
    }

    fn take(&mut self, outcome: Outcome, attempt: Attempt, found: &mut Found) -> Progress {
        if outcome == Outcome::Accepted {
            *(if self.is_other { &mut found.other_certificates } else { &mut found.certificates }) =
                attempt.certificates;
        }
        Progress::Over
    }

    // That there is none is told by whoever knows whether a whole handshake shows one.
    fn cut_off(&mut self, _: &mut Found) {}
}
