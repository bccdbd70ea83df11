//! Which suites a version accepts.

use cutover_evidence::NoteKind;
use cutover_wire::{CipherSuite, Version};

use super::question::{Asked, Found, Outcome, Progress, Question, SUITES_AT_ONCE};
use crate::answer::{Answer, Until};
use crate::hellos::every_suite_of;
use crate::interview::Attempt;

/// Everything is offered; what the server chooses is noted and offered no more, until it refuses the rest.
#[derive(Debug)]
pub(super) struct Suites {
    version: Version,
    left: Vec<CipherSuite>,
    known: Vec<CipherSuite>,
}

impl Suites {
    pub fn of(version: Version) -> Self {
        Self { version, left: every_suite_of(version), known: Vec::new() }
    }

    fn is_known(&mut self, found: &mut Found) -> Progress {
        if self.known.is_empty() {
            // The version was accepted, with some suite.
            found.is_incomplete(NoteKind::SuitesIncomplete);
        } else {
            found.suites.push((self.version, std::mem::take(&mut self.known)));
        }
        Progress::Over
    }
}

impl Question for Suites {
    fn asked(&self) -> Asked {
        let suites = self.left.iter().take(SUITES_AT_ONCE).copied().collect();
        Asked::new(self.version, suites, Until::Hello)
    }

    fn take(&mut self, outcome: Outcome, attempt: Attempt, found: &mut Found) -> Progress {
        match (outcome, attempt.answer) {
            (Outcome::Accepted, Answer::Hello { cipher_suite: Some(chosen), .. }) => {
                self.left.retain(|suite| *suite != chosen);
                self.known.push(chosen);
            }
            // The next part of those that were not offered yet.
            (Outcome::Refused, _) => drop(self.left.drain(..self.left.len().min(SUITES_AT_ONCE))),
            _ => {
                self.cut_off(found);
                return Progress::Over;
            }
        }
        if self.left.is_empty() { self.is_known(found) } else { Progress::GoesOn }
    }

    fn cut_off(&mut self, found: &mut Found) {
        found.is_incomplete(NoteKind::SuitesIncomplete);
        self.is_known(found);
    }
}
