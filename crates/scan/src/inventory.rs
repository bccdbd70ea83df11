//! Which suites and groups a server accepts, its certificate, and whether it heeds TLS_FALLBACK_SCSV: sans-I/O, asked
//! of a server of which the versions are known.

use std::collections::VecDeque;

use cutover_evidence::{NoteKind, ServerAnswer, VersionAnswer};
use cutover_wire::{Authentication, CipherSuite, Group, Version, alert};

use crate::answer::{Answer, Until};
use crate::hellos::{elliptic_suites, every_group_of, every_suite_of, hello_with};
use crate::interview::Attempt;
use crate::meaning::AnswerMeaning;

/// What is asked besides the versions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Depth {
    /// Every suite of each version.
    pub suites: bool,
    /// Every group.
    pub groups: bool,
    /// The certificate, TLS_FALLBACK_SCSV.
    pub certificate: bool,
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

/// How many suites one hello offers: some old servers reset a hello with more.
const SUITES_AT_ONCE: usize = 48;

/// The alert that answers it (RFC 7507, 3).
const INAPPROPRIATE_FALLBACK: Answer = Answer::Alert(alert::INAPPROPRIATE_FALLBACK);

/// Asks one server: gives hellos, takes what came of them.
///
/// What is accepted is found by removal: everything is offered, what the server chooses is noted and offered no more,
/// until it refuses the rest. That takes one connection for each that is accepted, and one that is refused. A server
/// that hangs up instead of refusing is asked the last hello again that it accepted; if it still does, it has refused.
#[derive(Debug)]
pub(crate) struct Inventory {
    server_name: Option<String>,
    random: [u8; 32],
    questions: VecDeque<Question>,
    /// The hello that was accepted last, to be asked again when the server hangs up.
    control: Option<Asked>,
    is_control: bool,
    found: Found,
}

/// What was found.
#[derive(Debug, Default)]
struct Found {
    /// The suites of each version; `None`: not to the end.
    suites: Vec<(Version, Option<Vec<CipherSuite>>)>,
    groups: Option<Vec<Group>>,
    certificates: Vec<Vec<u8>>,
    fallback_scsv: Option<bool>,
    /// What was not answered clearly.
    incomplete: Vec<NoteKind>,
}

/// One thing to be found out; it may take many hellos.
#[derive(Debug)]
enum Question {
    Suites {
        version: Version,
        left: Vec<CipherSuite>,
        known: Vec<CipherSuite>,
    },
    Groups {
        version: Version,
        left: Vec<Group>,
        /// What is offered beside them, below TLS 1.3.
        suites: Vec<CipherSuite>,
        /// Whether any was accepted.
        any: bool,
    },
    Certificate {
        version: Version,
        suite: CipherSuite,
    },
    Fallback {
        version: Version,
        suite: CipherSuite,
    },
}

/// A hello before it is bytes.
#[derive(Debug, Clone)]
struct Asked {
    version: Version,
    suites: Vec<CipherSuite>,
    groups: Vec<Group>,
    until: Until,
}

impl Inventory {
    /// What is to be asked of a server that gave this answer about its versions.
    pub fn new(answer: &ServerAnswer, depth: Depth, random: [u8; 32]) -> Self {
        let mut accepted: Vec<_> = answer
            .versions
            .iter()
            .filter(|(version, answer)| answer.accepted > 0 && *version != Version::SSL_2_0)
            .map(|(version, answer)| (*version, answer.cipher_suite))
            .collect();
        accepted.sort_by_key(|(version, _)| std::cmp::Reverse(version.age_rank()));
        let mut questions = VecDeque::new();
        let mut found = Found::default();
        if depth.suites {
            for (version, _) in &accepted {
                let left = every_suite_of(*version);
                questions.push_back(Question::Suites { version: *version, left, known: Vec::new() });
            }
        }
        let classic = accepted.iter().find(|(version, _)| !version.is_tls_1_3_family());
        if depth.groups && !accepted.is_empty() {
            // SSL 3.0 cannot say which groups it knows.
            let classic = classic.filter(|(version, _)| *version != Version::SSL_3_0);
            let new = accepted.iter().find(|(version, _)| version.is_tls_1_3_family());
            for (version, _) in new.into_iter().chain(classic) {
                found.groups = Some(Vec::new());
                let (left, suites) = (every_group_of(*version), elliptic_suites(*version, "TLS_ECDHE_RSA_"));
                questions.push_back(Question::Groups { version: *version, left, suites, any: false });
            }
        }
        if let (true, Some((version, Some(suite)))) = (depth.certificate, classic) {
            questions.push_back(Question::Certificate { version: *version, suite: *suite });
        }
        // The signal makes sense only below the newest version, and in TLS.
        let below = accepted.get(1).filter(|(version, _)| *version != Version::SSL_3_0);
        if let (true, Some((version, Some(suite)))) = (depth.certificate, below) {
            questions.push_back(Question::Fallback { version: *version, suite: *suite });
        }
        let server_name = answer.server_name.clone();
        Self { server_name, random, questions, control: None, is_control: false, found }
    }

    /// The version that the next hello asks for, its bytes, and how far its answer is to be read.
    pub fn next_hello(&self) -> Option<(Version, Vec<u8>, Until)> {
        let Asked { version, suites, groups, until } = self.asked()?;
        let hello = hello_with(version, &suites, &groups, self.server_name.as_deref(), self.random);
        Some((version, hello, until))
    }

    fn asked(&self) -> Option<Asked> {
        let question = self.questions.front()?;
        if let (true, Some(control)) = (self.is_control, &self.control) {
            return Some(control.clone());
        }
        Some(question.asked())
    }

    /// Takes what came of the hello that was given last.
    pub fn take(&mut self, attempt: Attempt) {
        let Some(asked) = self.asked() else { return };
        let means = AnswerMeaning::to_hello(attempt.answer, asked.version, |suite, group| {
            suite.is_none_or(|suite| asked.suites.contains(&suite))
                && group.is_none_or(|group| asked.groups.contains(&group))
        });
        let refused = if std::mem::take(&mut self.is_control) {
            means == AnswerMeaning::Accepted
        } else if means == AnswerMeaning::HungUp && self.control.is_some() && self.may_be_refused() {
            self.is_control = true;
            return;
        } else {
            if means == AnswerMeaning::Accepted {
                self.control = Some(asked);
            }
            means == AnswerMeaning::Refused
        };
        match (means, self.questions.pop_front()) {
            (AnswerMeaning::Accepted, Some(question)) if !refused => self.accepted(question, attempt),
            (_, Some(question)) => self.over(question, refused, attempt.answer),
            (_, None) => {}
        }
    }

    /// Whether a refusal would say something; of a certificate it does not.
    fn may_be_refused(&self) -> bool {
        matches!(self.questions.front(), Some(Question::Suites { .. } | Question::Groups { .. }))
    }

    fn accepted(&mut self, question: Question, attempt: Attempt) {
        let Answer::Hello { cipher_suite, group, .. } = attempt.answer else { return };
        match question {
            Question::Suites { version, mut left, mut known } => {
                left.retain(|suite| Some(*suite) != cipher_suite);
                known.extend(cipher_suite);
                let next = Question::Suites { version, left, known };
                self.go_on(next, cipher_suite.is_some());
            }
            Question::Groups { version, mut left, suites, .. } => {
                left.retain(|other| Some(*other) != group);
                if let (Some(group), Some(groups)) = (group, &mut self.found.groups)
                    && !groups.contains(&group)
                {
                    groups.push(group);
                }
                self.go_on(Question::Groups { version, left, suites, any: true }, group.is_some());
            }
            Question::Certificate { .. } => self.found.certificates = attempt.certificates,
            Question::Fallback { .. } => self.found.fallback_scsv = Some(false),
        }
    }

    /// Asks for the rest, unless nothing is left, or nothing was learnt.
    fn go_on(&mut self, question: Question, learnt: bool) {
        if !learnt {
            self.over(question, false, Answer::NotTls);
        } else if question.is_exhausted() {
            self.over(question, true, Answer::NotTls);
        } else {
            self.questions.push_front(question);
        }
    }

    /// A question is over, or a part of it: the rest was refused, or something else came of it.
    fn over(&mut self, question: Question, refused: bool, answer: Answer) {
        match question {
            Question::Suites { version, mut left, known } if refused => {
                // The next part of those that were not offered yet.
                left.drain(..left.len().min(SUITES_AT_ONCE));
                if left.is_empty() {
                    self.found.suites.push((version, Some(known)));
                } else {
                    self.questions.push_front(Question::Suites { version, left, known });
                }
            }
            Question::Suites { version, .. } => {
                self.found.suites.push((version, None));
                self.found.incomplete.push(NoteKind::SuitesIncomplete);
            }
            // Perhaps its certificate is of another kind.
            Question::Groups { version, left, suites, any: false }
                if refused && is_classic(version) && suites.iter().copied().all(signs_with_rsa) =>
            {
                let suites = elliptic_suites(version, "TLS_ECDHE_ECDSA_");
                self.questions.push_front(Question::Groups { version, left, suites, any: false });
            }
            // A server with such a certificate refuses whoever does not offer the curve of its key (RFC 8422, 5.1), so
            // that this says nothing of the others.
            Question::Groups { version, suites, any: true, .. }
                if refused && is_classic(version) && !suites.iter().copied().all(signs_with_rsa) =>
            {
                self.found.groups = None;
                self.found.incomplete.push(NoteKind::GroupsIncomplete);
            }
            Question::Groups { .. } if refused => {}
            Question::Groups { .. } => {
                self.found.groups = None;
                self.found.incomplete.push(NoteKind::GroupsIncomplete);
            }
            Question::Certificate { .. } => {}
            Question::Fallback { .. } => {
                self.found.fallback_scsv = (answer == INAPPROPRIATE_FALLBACK).then_some(true);
            }
        }
    }

    /// Writes what was found into the answer. The certificates are left, for somebody who can read them.
    pub fn finish(self, answer: &mut ServerAnswer) -> Vec<Vec<u8>> {
        for (version, suites) in &self.found.suites {
            if let Some((_, of_version)) = answer.versions.iter_mut().find(|(other, _)| other == version) {
                of_version.cipher_suites.clone_from(suites);
            }
        }
        let classic = || self.found.suites.iter().filter(|(version, _)| !version.is_tls_1_3_family());
        // A version that may be there besides may have others.
        let open = |(version, answer): &(Version, VersionAnswer)| {
            is_classic(*version) && answer.accepted == 0 && answer.refused < answer.tries.max(1)
        };
        let is_open = answer.versions.iter().any(open);
        if is_open && !self.found.suites.is_empty() {
            answer.notes.push(NoteKind::SuitesIncomplete.into());
        }
        if !is_open && !self.found.suites.is_empty() && classic().all(|(_, suites)| suites.is_some()) {
            let mut all: Vec<CipherSuite> = Vec::new();
            for suite in classic().filter_map(|(_, suites)| suites.as_ref()).flatten() {
                if !all.contains(suite) {
                    all.push(*suite);
                }
            }
            answer.cipher_suites = Some(all);
        }
        answer.groups = self.found.groups.or(answer.groups.take());
        answer.fallback_scsv = self.found.fallback_scsv;
        for kind in self.found.incomplete {
            if !answer.has_note(&kind) {
                answer.notes.push(kind.into());
            }
        }
        self.found.certificates
    }
}

fn is_classic(version: Version) -> bool {
    !version.is_tls_1_3_family()
}

fn signs_with_rsa(suite: CipherSuite) -> bool {
    suite.authentication() == Some(Authentication::Rsa)
}

impl Question {
    fn asked(&self) -> Asked {
        let of = |version, suites, groups, until| Asked { version, suites, groups, until };
        match self {
            Self::Suites { version, left, .. } => {
                let suites = left.iter().take(SUITES_AT_ONCE).copied().collect();
                of(*version, suites, every_group_of(*version), Until::Hello)
            }
            Self::Groups { version, left, .. } if version.is_tls_1_3_family() => {
                of(*version, every_suite_of(*version), left.clone(), Until::Hello)
            }
            Self::Groups { version, left, suites, .. } => {
                of(*version, suites.clone(), left.clone(), Until::Group)
            }
            Self::Certificate { version, suite } => {
                of(*version, vec![*suite], every_group_of(*version), Until::Certificate)
            }
            Self::Fallback { version, suite } => {
                of(*version, vec![*suite, CipherSuite::FALLBACK_SCSV], every_group_of(*version), Until::Hello)
            }
        }
    }

    /// Whether there is nothing left to offer.
    fn is_exhausted(&self) -> bool {
        match self {
            Self::Suites { left, .. } => left.is_empty(),
            Self::Groups { left, .. } => left.is_empty(),
            Self::Certificate { .. } | Self::Fallback { .. } => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_wire::{ClientHello, Offer};
    use proptest::prelude::*;

    fn accepting(version: Version) -> ServerAnswer {
        let accepted = VersionAnswer {
            accepted: 1,
            tries: 1,
            cipher_suite: Some(CipherSuite(0x002f)),
            ..VersionAnswer::default()
        };
        ServerAnswer { versions: vec![(version, accepted)], ..ServerAnswer::default() }
    }

    /// Asks a server that accepts these, in its own order, and refuses in that way.
    fn inventory(
        version: Version,
        suites: &[CipherSuite],
        groups: &[Group],
        refusal: Answer,
    ) -> ServerAnswer {
        let mut answer = accepting(version);
        let depth = Depth { suites: true, groups: true, ..Depth::default() };
        let mut inventory = Inventory::new(&answer, depth, [7; 32]);
        let mut connections = 0;
        while let Some((_, hello, until)) = inventory.next_hello() {
            connections += 1;
            assert!(connections < 1000, "it ends");
            let mut offer = Offer::default();
            offer.read(&ClientHello::parse(&hello[9..]).unwrap());
            let suite = suites.iter().find(|suite| offer.cipher_suites.contains(suite)).copied();
            let group = groups.iter().find(|group| offer.groups.contains(group)).copied();
            let shows_group = until == Until::Group || version.is_tls_1_3_family();
            inventory.take(Attempt::of(match (suite, group) {
                (Some(_), _) if !shows_group => Answer::Hello { version, cipher_suite: suite, group: None },
                (Some(_), Some(_)) => Answer::Hello { version, cipher_suite: suite, group },
                _ => refusal,
            }));
        }
        inventory.finish(&mut answer);
        answer
    }

    proptest! {
        #[test]
        fn what_a_server_accepts_is_found_whichever_that_is_and_however_it_refuses(
            suites in proptest::sample::subsequence(every_suite_of(Version::TLS_1_2), 1..40).prop_shuffle(),
            resets: bool,
        ) {
            let refusal = if resets { Answer::Reset } else { Answer::Alert(40) };
            let answer = inventory(Version::TLS_1_2, &suites, &[], refusal);
            // One that hangs up on the very first hello is not known to be well.
            if let Some(mut found) = answer.cipher_suites {
                let mut suites = suites.clone();
                found.sort_by_key(|suite| suite.0);
                suites.sort_by_key(|suite| suite.0);
                prop_assert_eq!(found, suites);
            } else {
                prop_assert!(resets, "a refusal by alert is clear");
            }
        }

        #[test]
        fn the_groups_of_tls_1_3_are_found_too(
            groups in proptest::sample::subsequence(every_group_of(Version::TLS_1_3), 1..10).prop_shuffle(),
        ) {
            let suites = [CipherSuite(0x1301), CipherSuite(0x1302)];
            let answer = inventory(Version::TLS_1_3, &suites, &groups, Answer::Alert(40));
            prop_assert_eq!(answer.groups, Some(groups));
            prop_assert_eq!(answer.versions[0].1.cipher_suites.as_deref(), Some(&suites[..]));
            prop_assert_eq!(answer.cipher_suites, Some(Vec::new()), "those of TLS 1.2 and older");
        }
    }

    #[test]
    fn silence_leaves_a_list_out_and_says_so() {
        let answer = inventory(Version::TLS_1_2, &[CipherSuite(0x002f)], &[], Answer::Timeout);
        assert_eq!((answer.cipher_suites, answer.groups), (None, None));
        assert_eq!(answer.notes, [NoteKind::SuitesIncomplete.into(), NoteKind::GroupsIncomplete.into()]);
    }
}
