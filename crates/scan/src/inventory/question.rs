//! What questions have in common.

use std::fmt::Debug;

use cutover_evidence::NoteKind;
use cutover_wire::{CipherSuite, Group, SignatureScheme, Version};

use crate::answer::{Shown, Until};
use crate::hellos::{Rung, every_group_of};
use crate::interview::Attempt;

/// How many suites one hello offers: some old servers reset a hello with more.
pub(super) const SUITES_AT_ONCE: usize = 48;

/// One thing to be found out; it may take many hellos.
pub(super) trait Question: Debug + Send {
    /// The hello that is sent next.
    fn asked(&self) -> Asked;

    /// Takes what came of it.
    fn take(&mut self, outcome: Outcome, attempt: Attempt, found: &mut Found) -> Progress;

    /// Asking is over before the question is, perhaps before it was begun.
    fn cut_off(&mut self, found: &mut Found);

    /// Whether a server that hangs up, and is well otherwise, has refused.
    fn is_refused_by_hanging_up(&self) -> bool {
        true
    }
}

/// What came of a hello.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Accepted,
    Refused,
    /// Neither.
    Unclear,
}

/// Whether a question is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    GoesOn,
    Over,
}

/// A hello before it is bytes.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub version: Version,
    pub suites: Vec<CipherSuite>,
    pub groups: Vec<Group>,
    /// `None`: those that the hello has which the version was accepted with.
    pub schemes: Option<Vec<SignatureScheme>>,
    /// `None`: made like the hello that the version was accepted with.
    pub rung: Option<Rung>,
    pub until: Until,
}

impl Asked {
    pub fn new(version: Version, suites: Vec<CipherSuite>, until: Until) -> Self {
        Self { version, suites, groups: every_group_of(version), schemes: None, rung: None, until }
    }

    /// Made like the hello of a current client, where those are asked about.
    pub fn of_current_client(self) -> Self {
        Self { rung: Some(Rung::Modern), ..self }
    }
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The suites of each version.
    pub suites: Vec<(Version, Vec<CipherSuite>)>,
    /// The groups of each version that was asked.
    pub groups: Vec<(Version, Vec<Group>)>,
    /// The signature schemes of each version that was asked.
    pub signature_schemes: Vec<(Version, Vec<SignatureScheme>)>,
    pub certificates: Vec<Vec<u8>>,
    pub other_certificates: Vec<Vec<u8>>,
    pub fallback_scsv: Option<bool>,
    pub shown: Option<Shown>,
    pub dh_bits: Option<u32>,
    pub prefers_own_order: Option<bool>,
    /// What was not answered clearly.
    pub incomplete: Vec<NoteKind>,
}

impl Found {
    /// Of a list something is missing, or all of it.
    pub fn is_incomplete(&mut self, kind: NoteKind) {
        if !self.incomplete.contains(&kind) {
            self.incomplete.push(kind);
        }
    }
}

pub(super) fn is_classic(version: Version) -> bool {
    !version.is_tls_1_3_family()
}
