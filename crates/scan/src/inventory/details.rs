//! What a server shows of itself: extensions, the strength of its key exchange, whose order of suites counts, and whether
//! it heeds TLS_FALLBACK_SCSV.

use cutover_evidence::NoteKind;
use cutover_wire::{CipherSuite, Version, alert};

use super::question::{Asked, Found, Outcome, Progress, Question, SUITES_AT_ONCE};
use crate::answer::{Answer, Until};
use crate::hellos::{every_suite_of, suites_of_kind};
use crate::interview::Attempt;

/// What a server shows of itself to a current client.
#[derive(Debug)]
pub(super) struct Extensions(pub Version);

impl Question for Extensions {
    fn asked(&self) -> Asked {
        let suites = every_suite_of(self.0).into_iter().take(SUITES_AT_ONCE).collect();
        Asked::new(self.0, suites, Until::Done).of_current_client()
    }

    fn take(&mut self, outcome: Outcome, attempt: Attempt, found: &mut Found) -> Progress {
        if outcome == Outcome::Accepted {
            found.shown = Some(attempt.shown);
        } else {
            self.cut_off(found);
        }
        Progress::Over
    }

    fn cut_off(&mut self, found: &mut Found) {
        found.is_incomplete(NoteKind::DetailsIncomplete);
    }

    fn is_refused_by_hanging_up(&self) -> bool {
        false
    }
}

/// How strong its key exchange in a finite field is.
#[derive(Debug)]
pub(super) struct FiniteField(pub Version);

impl Question for FiniteField {
    fn asked(&self) -> Asked {
        Asked::new(self.0, suites_of_kind(self.0, "TLS_DHE_"), Until::Group).of_current_client()
    }

    fn take(&mut self, outcome: Outcome, attempt: Attempt, found: &mut Found) -> Progress {
        match outcome {
            Outcome::Accepted => found.dh_bits = attempt.shown.dh_bits,
            Outcome::Refused => {}
            Outcome::Unclear => self.cut_off(found),
        }
        Progress::Over
    }

    fn cut_off(&mut self, found: &mut Found) {
        found.is_incomplete(NoteKind::DetailsIncomplete);
    }
}

/// Whose order of suites counts: which suite it chooses of all, which of the others, and whether it takes that one when it
/// is offered before the first.
#[derive(Debug)]
pub(super) struct Order {
    version: Version,
    chosen: Vec<CipherSuite>,
}

impl Order {
    pub fn of(version: Version) -> Self {
        Self { version, chosen: Vec::new() }
    }
}

impl Question for Order {
    fn asked(&self) -> Asked {
        let suites = if let [first, second] = self.chosen[..] {
            vec![second, first]
        } else {
            let usual = every_suite_of(self.version).into_iter().take(SUITES_AT_ONCE);
            usual.filter(|suite| !self.chosen.contains(suite)).collect()
        };
        Asked::new(self.version, suites, Until::Hello)
    }

    fn take(&mut self, outcome: Outcome, attempt: Attempt, found: &mut Found) -> Progress {
        match (outcome, attempt.answer) {
            (Outcome::Accepted, Answer::Hello { cipher_suite: Some(chosen), .. }) => {
                if self.chosen.len() < 2 {
                    self.chosen.push(chosen);
                    return Progress::GoesOn;
                }
                found.prefers_own_order = Some(chosen == self.chosen[0]);
            }
            // It has no other suite, so there is no order.
            (Outcome::Refused, _) if self.chosen.len() == 1 => {}
            _ => self.cut_off(found),
        }
        Progress::Over
    }

    fn cut_off(&mut self, found: &mut Found) {
        found.is_incomplete(NoteKind::DetailsIncomplete);
    }
}

/// Whether it heeds TLS_FALLBACK_SCSV.
#[derive(Debug)]
pub(super) struct Fallback {
    pub version: Version,
    pub suite: CipherSuite,
}

/// The alert that answers it (RFC 7507, 3).
const INAPPROPRIATE_FALLBACK: Answer = Answer::Alert(alert::INAPPROPRIATE_FALLBACK);

impl Question for Fallback {
    fn asked(&self) -> Asked {
        Asked::new(self.version, vec![self.suite, CipherSuite::FALLBACK_SCSV], Until::Hello)
    }

    fn take(&mut self, outcome: Outcome, attempt: Attempt, found: &mut Found) -> Progress {
        found.fallback_scsv = match outcome {
            Outcome::Accepted => Some(false),
            _ => (attempt.answer == INAPPROPRIATE_FALLBACK).then_some(true),
        };
        Progress::Over
    }

    fn cut_off(&mut self, _: &mut Found) {}

    fn is_refused_by_hanging_up(&self) -> bool {
        false
    }
}
