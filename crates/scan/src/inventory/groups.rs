//! Which groups a version accepts.

use cutover_evidence::NoteKind;
use cutover_wire::{Authentication, CipherSuite, Group, Version};

use super::question::{Asked, Found, Outcome, Progress, Question, is_classic};
use crate::answer::{Answer, Until};
use crate::hellos::{every_group_of, every_suite_of, suites_of_kind};
use crate::interview::Attempt;

/// Found by removal, as suites are.
#[derive(Debug)]
pub(super) struct Groups {
    version: Version,
    left: Vec<Group>,
    known: Vec<Group>,
    /// What is offered beside them, below TLS 1.3.
    suites: Vec<CipherSuite>,
    /// Whether what is known is offered behind what is left: below TLS 1.3 a server with an elliptic key refuses whoever
    /// does not offer the curve of its key (RFC 8422, 5.1).
    offers_known: bool,
}

impl Groups {
    pub fn of(version: Version) -> Self {
        Self {
            version,
            left: every_group_of(version),
            known: Vec::new(),
            suites: if is_classic(version) {
                suites_of_kind(version, "TLS_ECDHE_RSA_")
            } else {
                every_suite_of(version)
            },
            offers_known: false,
        }
    }

    fn all_sign_with_rsa(&self) -> bool {
        self.suites.iter().all(|suite| suite.authentication() == Some(Authentication::Rsa))
    }

    fn chosen(&mut self, group: Group, found: &mut Found) -> Progress {
        let is_new = !self.known.contains(&group);
        self.left.retain(|other| *other != group);
        let heeds_order = self.known.len() > 1;
        if is_new {
            self.known.push(group);
        } else if self.offers_known && heeds_order {
            // It took what came first each time, and now one that it had: it has none of those before.
            return self.refused(found);
        }
        // It may have its own order, in which what it chose comes first.
        self.offers_known &= is_new;
        if self.left.is_empty() { self.refused(found) } else { Progress::GoesOn }
    }

    /// The rest is refused.
    fn refused(&mut self, found: &mut Found) -> Progress {
        if self.known.is_empty() && is_classic(self.version) && self.all_sign_with_rsa() {
            // Perhaps its certificate is of another kind.
            self.suites = suites_of_kind(self.version, "TLS_ECDHE_ECDSA_");
            self.offers_known = true;
            return Progress::GoesOn;
        }
        // Refused without the curve of its key, perhaps for want of that alone.
        let may_want_curve = is_classic(self.version)
            && !self.all_sign_with_rsa()
            && !self.offers_known
            && !self.left.is_empty()
            && !self.known.is_empty();
        if may_want_curve {
            found.is_incomplete(NoteKind::GroupsIncomplete);
        }
        found.groups.push((self.version, std::mem::take(&mut self.known)));
        Progress::Over
    }
}

impl Question for Groups {
    fn asked(&self) -> Asked {
        let known = if self.offers_known { &self.known[..] } else { &[] };
        let groups = [&self.left, known].concat();
        let until = if is_classic(self.version) { Until::Group } else { Until::Hello };
        Asked { groups, ..Asked::new(self.version, self.suites.clone(), until) }
    }

    fn take(&mut self, outcome: Outcome, attempt: Attempt, found: &mut Found) -> Progress {
        match (outcome, attempt.answer) {
            (Outcome::Accepted, Answer::Hello { group: Some(group), .. }) => self.chosen(group, found),
            (Outcome::Refused, _) => self.refused(found),
            _ => {
                self.cut_off(found);
                Progress::Over
            }
        }
    }

    fn cut_off(&mut self, found: &mut Found) {
        found.is_incomplete(NoteKind::GroupsIncomplete);
        if !self.known.is_empty() {
            found.groups.push((self.version, std::mem::take(&mut self.known)));
        }
    }
}
