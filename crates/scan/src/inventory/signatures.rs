//! Which signature schemes a version signs with.

use std::collections::VecDeque;

use cutover_evidence::NoteKind;
use cutover_wire::{SignatureScheme, Version};

use super::question::{Asked, Found, Outcome, Progress, Question, is_classic};
use crate::answer::{Answer, Until};
use crate::hellos::{every_scheme_of, every_suite_of, has_share, suites_of_kind};
use crate::interview::Attempt;

/// All at once, to know that a hello made so is accepted; with TLS 1.3 one that nobody has, which must be refused; then one
/// after the other, each alone.
#[derive(Debug)]
pub(super) struct Signatures {
    version: Version,
    stage: Stage,
    left: VecDeque<SignatureScheme>,
    known: Vec<SignatureScheme>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    All,
    /// Whoever accepts that looks at the schemes only behind its ServerHello (Java, measured), and does not show them.
    Unknown,
    Each,
}

/// For private use (RFC 8446, 11): no server has it.
const NOBODYS: SignatureScheme = SignatureScheme(0xfe5a);

impl Signatures {
    pub fn of(version: Version) -> Self {
        Self { version, stage: Stage::All, left: every_scheme_of(version).into(), known: Vec::new() }
    }

    /// Whether the server signed with that scheme; `None`: it does not show.
    fn signs(&self, scheme: SignatureScheme, attempt: &Attempt) -> Option<bool> {
        match attempt.answer {
            _ if is_classic(self.version) => Some(attempt.shown.signature_scheme == Some(scheme)),
            // One that asks for another hello has not looked at them yet.
            Answer::Hello { group: Some(group), .. } if has_share(group) => Some(true),
            _ => None,
        }
    }

    fn take_each(&mut self, outcome: Outcome, attempt: &Attempt, found: &mut Found) -> Progress {
        // Who is silent is not asked on.
        if attempt.answer == Answer::Timeout {
            self.cut_off(found);
            return Progress::Over;
        }
        let Some(scheme) = self.left.pop_front() else { return Progress::Over };
        let signs = match outcome {
            Outcome::Accepted => self.signs(scheme, attempt),
            Outcome::Refused => Some(false),
            Outcome::Unclear => None,
        };
        match signs {
            Some(true) => self.known.push(scheme),
            Some(false) => {}
            // One that is not answered is not counted among those that are not there.
            None => found.is_incomplete(NoteKind::SignaturesIncomplete),
        }
        if !self.left.is_empty() {
            return Progress::GoesOn;
        }
        if self.known.is_empty() {
            // It signed, with some scheme.
            found.is_incomplete(NoteKind::SignaturesIncomplete);
        } else {
            found.signature_schemes.push((self.version, std::mem::take(&mut self.known)));
        }
        Progress::Over
    }
}

impl Question for Signatures {
    fn asked(&self) -> Asked {
        let schemes = match self.stage {
            Stage::All => self.left.iter().copied().collect(),
            Stage::Unknown => vec![NOBODYS],
            Stage::Each => self.left.front().copied().into_iter().collect(),
        };
        let (suites, until) = if is_classic(self.version) {
            // Those with a signature to be chosen.
            let kinds = ["TLS_ECDHE_", "TLS_DHE_"].map(|kind| suites_of_kind(self.version, kind));
            (kinds.concat(), Until::Group)
        } else {
            (every_suite_of(self.version), Until::Silence)
        };
        Asked { schemes: Some(schemes), ..Asked::new(self.version, suites, until).of_current_client() }
    }

    fn take(&mut self, outcome: Outcome, attempt: Attempt, found: &mut Found) -> Progress {
        self.stage = match (self.stage, outcome) {
            (Stage::All, Outcome::Accepted) if is_classic(self.version) => Stage::Each,
            (Stage::All, Outcome::Accepted) => Stage::Unknown,
            (Stage::Unknown, Outcome::Refused) => Stage::Each,
            (Stage::All | Stage::Unknown, _) => {
                self.cut_off(found);
                return Progress::Over;
            }
            (Stage::Each, outcome) => return self.take_each(outcome, &attempt, found),
        };
        Progress::GoesOn
    }

    fn cut_off(&mut self, found: &mut Found) {
        found.is_incomplete(NoteKind::SignaturesIncomplete);
        if !self.known.is_empty() {
            found.signature_schemes.push((self.version, std::mem::take(&mut self.known)));
        }
    }
}
