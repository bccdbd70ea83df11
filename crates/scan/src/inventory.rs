//! Which suites and groups a server accepts, its certificate, and what it shows besides: sans-I/O, asked of a server of
//! which the versions are known.

mod certificates;
mod details;
mod groups;
mod question;
mod signatures;
mod suites;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use cutover_evidence::{NoteKind, ServerAnswer, VersionAnswer};
use cutover_wire::{CipherSuite, Version, alert};

use self::certificates::Certificate;
use self::details::{Extensions, Fallback, FiniteField, Order};
use self::groups::Groups;
use self::question::{Asked, Found, Outcome, Progress, Question, is_classic};
use self::signatures::Signatures;
use self::suites::Suites;
use crate::answer::{Answer, Until};
use crate::hellos::{Alpn, HelloParts, Rung};
use crate::interview::Attempt;
use crate::meaning::AnswerMeaning;

/// What is asked besides the versions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
// Each is an option of its own.
#[allow(clippy::struct_excessive_bools)]
pub struct Depth {
    /// Every suite of each version.
    pub suites: bool,
    /// Every group.
    pub groups: bool,
    /// The certificate, TLS_FALLBACK_SCSV.
    pub certificate: bool,
    /// Signature schemes, whose order counts, extensions.
    pub details: bool,
    /// Whether handshakes are finished.
    pub whole: Whole,
}

/// Whether handshakes are finished.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Whole {
    /// The first answer is enough.
    #[default]
    No,
    /// One with each version that is accepted.
    Handshake,
    /// The same, and the application is asked over HTTP.
    Http,
}

/// Asks one server: gives hellos, takes what came of them.
///
/// What is accepted is found by removal, which takes one connection for each that is accepted, and one that is refused. A
/// server that hangs up instead of refusing is asked the last hello again that it accepted, and then the same once more; if
/// it takes the one and hangs up on the other again, it has refused.
#[derive(Debug)]
pub(crate) struct Inventory {
    server_name: Option<String>,
    random: [u8; 32],
    /// What each version was accepted with: it may be accepted with nothing less.
    accepted_with: Vec<(Version, Rung)>,
    alpn: Alpn,
    questions: VecDeque<Box<dyn Question>>,
    /// The suite that each version was accepted with.
    accepted: Vec<(Version, CipherSuite)>,
    /// The hello that was accepted last, to be asked again when the server hangs up.
    control: Option<Asked>,
    /// What was hung up on, while it is looked what that means.
    hung_up: Option<HungUp>,
    found: Found,
}

/// A hello that was hung up on.
#[derive(Debug)]
struct HungUp {
    attempt: Attempt,
    /// Whether the control was accepted after it, so that the same hello is asked again.
    is_well: bool,
}

impl Inventory {
    /// What is to be asked of a server that gave this answer about its versions, each of which it accepted with such a hello.
    pub fn new(
        answer: &ServerAnswer,
        accepted_with: Vec<(Version, Rung)>,
        alpn: Alpn,
        depth: Depth,
        random: [u8; 32],
    ) -> Self {
        let mut accepted: Vec<_> = answer
            .versions
            .iter()
            .filter(|(version, answer)| answer.accepted > 0 && *version != Version::SSL_2_0)
            .map(|(version, answer)| (*version, answer.cipher_suite))
            .collect();
        accepted.sort_by_key(|(version, _)| std::cmp::Reverse(version.age_rank()));
        Self {
            server_name: answer.server_name.clone(),
            random,
            accepted_with,
            alpn,
            questions: questions(&accepted, depth),
            accepted: accepted.into_iter().filter_map(|(version, suite)| Some((version, suite?))).collect(),
            control: None,
            hung_up: None,
            found: Found::default(),
        }
    }

    /// The version that the next hello asks for, its bytes, and how far its answer is to be read.
    pub fn next_hello(&self) -> Option<(Version, Vec<u8>, Until)> {
        let Asked { version, suites, groups, schemes, rung, until } = self.asked()?;
        let accepted_with = || self.accepted_with.iter().find(|(known, _)| *known == version);
        let hello = HelloParts {
            version,
            rung: rung.or_else(|| Some(accepted_with()?.1)).unwrap_or(Rung::EveryKind),
            alpn: self.alpn,
            cipher_suites: &suites,
            groups: &groups,
            signature_schemes: schemes.as_deref(),
            server_name: self.server_name.as_deref(),
            random: self.random,
        };
        Some((version, hello.to_record(), until))
    }

    fn asked(&self) -> Option<Asked> {
        let question = self.questions.front()?;
        match &self.control {
            Some(control) if self.hung_up.as_ref().is_some_and(|hung_up| !hung_up.is_well) => {
                Some(control.clone())
            }
            _ => Some(question.asked()),
        }
    }

    /// A hello for that version that was accepted: the last one, or the one that the version was accepted with.
    fn control_of(&mut self, version: Version) -> Option<Asked> {
        let last = self.control.take().filter(|control| control.version == version);
        last.or_else(|| {
            let (_, suite) = self.accepted.iter().find(|(known, _)| *known == version)?;
            Some(Asked::new(version, vec![*suite], Until::Hello))
        })
    }

    /// Takes what came of the hello that was given last.
    pub fn take(&mut self, attempt: Attempt) {
        let Some(asked) = self.asked() else { return };
        if self.alpn == Alpn::Web && attempt.answer == Answer::Alert(alert::NO_APPLICATION_PROTOCOL) {
            // It is none of the web; asked for nothing, it may say more.
            self.alpn = Alpn::No;
            return;
        }
        let means = AnswerMeaning::to_hello(attempt.answer, asked.version, |suite, group| {
            suite.is_none_or(|suite| asked.suites.contains(&suite))
                && group.is_none_or(|group| asked.groups.contains(&group))
        });
        let Some(question) = self.questions.front_mut() else { return };
        let (outcome, attempt) = if let Some(hung_up) = self.hung_up.take_if(|hung_up| !hung_up.is_well) {
            if means == AnswerMeaning::Accepted {
                self.hung_up = Some(HungUp { is_well: true, ..hung_up });
                return;
            }
            (Outcome::Unclear, hung_up.attempt)
        } else if self.hung_up.take().is_some() && means == AnswerMeaning::HungUp {
            (Outcome::Refused, attempt)
        } else if means == AnswerMeaning::HungUp && question.is_refused_by_hanging_up() {
            self.control = self.control_of(asked.version);
            if self.control.is_some() {
                self.hung_up = Some(HungUp { attempt, is_well: false });
                return;
            }
            (Outcome::Unclear, attempt)
        } else {
            let outcome = match means {
                AnswerMeaning::Accepted => Outcome::Accepted,
                AnswerMeaning::Refused | AnswerMeaning::Declined => Outcome::Refused,
                _ => Outcome::Unclear,
            };
            (outcome, attempt)
        };
        if outcome == Outcome::Accepted {
            self.control = Some(asked);
        }
        let Some(mut question) = self.questions.pop_front() else { return };
        if question.take(outcome, attempt, &mut self.found) == Progress::GoesOn {
            self.questions.push_front(question);
        }
    }

    /// Writes what was found into the answer. The certificates are left, for somebody who can read them: those of the chain,
    /// and of another.
    pub fn finish(mut self, answer: &mut ServerAnswer) -> [Vec<Vec<u8>>; 2] {
        // What was not asked to its end, because asking was over.
        for mut question in std::mem::take(&mut self.questions) {
            question.cut_off(&mut self.found);
        }
        let mut found = std::mem::take(&mut self.found);
        answer.dh_bits = found.dh_bits;
        answer.prefers_own_order = found.prefers_own_order;
        answer.fallback_scsv = found.fallback_scsv;
        if let Some(shown) = found.shown.take() {
            answer.alpn = shown.alpn;
            answer.secure_renegotiation = Some(shown.secure_renegotiation);
            answer.extended_master_secret = Some(shown.extended_master_secret);
            if shown.asks_for_certificate {
                answer.notes.push(NoteKind::AsksForCertificate.into());
            }
        }
        // A version that may be there besides may have other suites.
        let open = |(version, answer): &(Version, VersionAnswer)| {
            is_classic(*version) && answer.accepted == 0 && answer.refused < answer.tries.max(1)
        };
        if !found.suites.is_empty() && answer.versions.iter().any(open) {
            found.is_incomplete(NoteKind::SuitesIncomplete);
        }
        for (version, of_version) in &mut answer.versions {
            of_version.cipher_suites = of(*version, &found.suites);
            of_version.groups = of(*version, &found.groups);
            of_version.signature_schemes = of(*version, &found.signature_schemes);
        }
        let is_of_classic = |(version, _): &&(Version, _)| is_classic(*version);
        answer.cipher_suites = (!found.suites.is_empty())
            .then(|| each_once(found.suites.iter().filter(is_of_classic).flat_map(|(_, suites)| suites)));
        answer.groups = all_of(&found.groups);
        answer.signature_schemes = all_of(&found.signature_schemes);
        for kind in found.incomplete {
            if !answer.has_note(&kind) {
                answer.notes.push(kind.into());
            }
        }
        [found.certificates, found.other_certificates]
    }
}

/// What is asked of versions that were accepted with such suites, newest first.
fn questions(accepted: &[(Version, Option<CipherSuite>)], depth: Depth) -> VecDeque<Box<dyn Question>> {
    let mut questions: VecDeque<Box<dyn Question>> = VecDeque::new();
    let mut ask = |question: Box<dyn Question>| questions.push_back(question);
    let versions = accepted.iter().map(|(version, _)| *version);
    let newest = accepted.iter().find(|(version, _)| is_classic(*version));
    // SSL 3.0 cannot say which groups it knows, and has no extensions.
    let newest_with_extensions = newest.filter(|(version, _)| *version != Version::SSL_3_0);
    if depth.suites {
        for version in versions.clone() {
            ask(Box::new(Suites::of(version)));
        }
    }
    if depth.groups {
        let new = versions.clone().find(|version| !is_classic(*version));
        for version in new.into_iter().chain(newest_with_extensions.map(|(version, _)| *version)) {
            ask(Box::new(Groups::of(version)));
        }
    }
    if let (true, Some((version, Some(suite)))) = (depth.certificate, newest) {
        ask(Box::new(Certificate::of(*version, *suite)));
        if let Some(other) = Certificate::of_other_kind(*version, *suite) {
            ask(Box::new(other));
        }
    }
    // The signal makes sense only below the newest version, and in TLS.
    let below = accepted.get(1).filter(|(version, _)| *version != Version::SSL_3_0);
    if let (true, Some((version, Some(suite)))) = (depth.certificate, below) {
        ask(Box::new(Fallback { version: *version, suite: *suite }));
    }
    if depth.details {
        if let Some((version, _)) = newest_with_extensions {
            ask(Box::new(Extensions(*version)));
            ask(Box::new(FiniteField(*version)));
            ask(Box::new(Order::of(*version)));
        }
        for version in versions.filter(|version| version.age_rank() >= Version::TLS_1_2.age_rank()) {
            ask(Box::new(Signatures::of(version)));
        }
    }
    questions
}

/// The list of a version; `None`: nothing of it is known.
fn of<T: Clone>(version: Version, lists: &[(Version, Vec<T>)]) -> Option<Vec<T>> {
    lists.iter().find(|(known, _)| *known == version).map(|(_, list)| list.clone())
}

/// The lists of all versions together; `None`: nothing is known.
fn all_of<T: Clone + PartialEq>(lists: &[(Version, Vec<T>)]) -> Option<Vec<T>> {
    (!lists.is_empty()).then(|| each_once(lists.iter().flat_map(|(_, list)| list)))
}

fn each_once<'a, T: Clone + PartialEq + 'a>(all: impl Iterator<Item = &'a T>) -> Vec<T> {
    let mut once = Vec::new();
    for one in all {
        if !once.contains(one) {
            once.push(one.clone());
        }
    }
    once
}
