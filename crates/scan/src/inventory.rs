//! Which suites and groups a server accepts, its certificate, and whether it heeds TLS_FALLBACK_SCSV: sans-I/O, asked
//! of a server of which the versions are known.

use std::collections::VecDeque;

use cutover_evidence::{NoteKind, ServerAnswer, VersionAnswer};
use cutover_wire::{Authentication, CipherSuite, Group, SignatureScheme, Version, alert};

use crate::answer::{Answer, Shown, Until};
use crate::hellos::{
    Alpn, HelloParts, Rung, every_group_of, every_scheme_of, every_suite_of, has_share, suites_of_kind,
};
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
    /// What each version was accepted with: it may be accepted with nothing less.
    accepted_with: Vec<(Version, Rung)>,
    alpn: Alpn,
    questions: VecDeque<Question>,
    /// The suite that each version was accepted with.
    accepted: Vec<(Version, CipherSuite)>,
    /// The hello that was accepted last, to be asked again when the server hangs up.
    control: Option<Asked>,
    is_control: bool,
    found: Found,
}

/// What was found.
#[derive(Debug, Default)]
struct Found {
    /// The suites of each version.
    suites: Vec<(Version, Vec<CipherSuite>)>,
    /// The groups of each version that was asked.
    groups: Vec<(Version, Vec<Group>)>,
    certificates: Vec<Vec<u8>>,
    other_certificates: Vec<Vec<u8>>,
    fallback_scsv: Option<bool>,
    shown: Option<Shown>,
    dh_bits: Option<u32>,
    prefers_own_order: Option<bool>,
    signature_schemes: Option<Vec<SignatureScheme>>,
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
        known: Vec<Group>,
        /// What is offered beside them, below TLS 1.3.
        suites: Vec<CipherSuite>,
        /// Whether what is known is offered behind what is left: below TLS 1.3 a server with an elliptic key refuses whoever
        /// does not offer the curve of its key (RFC 8422, 5.1).
        offers_known: bool,
    },
    Certificate {
        version: Version,
        suites: Vec<CipherSuite>,
    },
    /// One for suites that are signed with the other kind of key
    OtherCertificate {
        version: Version,
        suites: Vec<CipherSuite>,
    },
    Fallback {
        version: Version,
        suite: CipherSuite,
    },
    /// What a server shows of itself to a current client.
    Extensions {
        version: Version,
    },
    /// How strong its key exchange in a finite field is.
    FiniteField {
        version: Version,
    },
    /// Whose order of suites counts: which other suite it accepts, then whether it takes that, offered before the first.
    Order {
        version: Version,
        first: CipherSuite,
        second: Option<CipherSuite>,
    },
    /// One signature scheme after the other, each alone.
    Signatures {
        version: Version,
        left: VecDeque<SignatureScheme>,
        known: Vec<SignatureScheme>,
    },
}

/// A hello before it is bytes.
#[derive(Debug, Clone)]
struct Asked {
    version: Version,
    suites: Vec<CipherSuite>,
    groups: Vec<Group>,
    schemes: Option<Vec<SignatureScheme>>,
    until: Until,
}

impl Asked {
    fn new(version: Version, suites: Vec<CipherSuite>, until: Until) -> Self {
        Self { version, suites, groups: every_group_of(version), schemes: None, until }
    }
}

impl Inventory {
    /// What is to be asked of a server that gave this answer about its versions, each of which it accepted with such a hello.
    pub fn new(
        answer: &ServerAnswer,
        accepted_with: Vec<(Version, Rung)>,
        alpn: Option<&'static str>,
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
        let mut questions = VecDeque::new();
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
                let (left, suites) = (every_group_of(*version), suites_of_kind(*version, "TLS_ECDHE_RSA_"));
                questions.push_back(Question::Groups {
                    version: *version,
                    left,
                    known: Vec::new(),
                    suites,
                    offers_known: false,
                });
            }
        }
        if let (true, Some((version, Some(suite)))) = (depth.certificate, classic) {
            questions.push_back(Question::Certificate { version: *version, suites: vec![*suite] });
            let other = if suite.authentication() == Some(Authentication::Rsa) { "_ECDSA_" } else { "_RSA_" };
            let other = |suite: &CipherSuite| suite.name().is_some_and(|name| name.contains(other));
            let suites: Vec<_> =
                every_suite_of(*version).into_iter().take(SUITES_AT_ONCE).filter(other).collect();
            if !suites.is_empty() {
                questions.push_back(Question::OtherCertificate { version: *version, suites });
            }
        }
        // The signal makes sense only below the newest version, and in TLS.
        let below = accepted.get(1).filter(|(version, _)| *version != Version::SSL_3_0);
        if let (true, Some((version, Some(suite)))) = (depth.certificate, below) {
            questions.push_back(Question::Fallback { version: *version, suite: *suite });
        }
        if depth.details {
            let newest_classic =
                accepted.iter().find(|(version, _)| is_classic(*version) && *version != Version::SSL_3_0);
            if let Some((version, suite)) = newest_classic {
                questions.push_back(Question::Extensions { version: *version });
                questions.push_back(Question::FiniteField { version: *version });
                if let Some(first) = suite {
                    let (version, first) = (*version, *first);
                    questions.push_back(Question::Order { version, first, second: None });
                }
            }
            for (version, _) in
                accepted.iter().filter(|(version, _)| version.age_rank() >= Version::TLS_1_2.age_rank())
            {
                let left = every_scheme_of(*version).into();
                questions.push_back(Question::Signatures { version: *version, left, known: Vec::new() });
            }
        }
        let server_name = answer.server_name.clone();
        let alpn = alpn.map_or(Alpn::Web, Alpn::Always);
        Self {
            server_name,
            random,
            accepted_with,
            alpn,
            questions,
            accepted: accepted.into_iter().filter_map(|(version, suite)| Some((version, suite?))).collect(),
            control: None,
            is_control: false,
            found: Found::default(),
        }
    }

    /// The version that the next hello asks for, its bytes, and how far its answer is to be read.
    pub fn next_hello(&self) -> Option<(Version, Vec<u8>, Until)> {
        let Asked { version, suites, groups, schemes, until } = self.asked()?;
        let hello = HelloParts {
            version,
            rung: self.rung(version),
            alpn: self.alpn,
            cipher_suites: &suites,
            groups: &groups,
            signature_schemes: schemes.as_deref(),
            server_name: self.server_name.as_deref(),
            random: self.random,
        };
        Some((version, hello.to_record(), until))
    }

    /// How a hello for that version is made: like the one that was accepted, or where current clients are asked about, theirs.
    fn rung(&self, version: Version) -> Rung {
        let is_of_current_client = matches!(
            self.questions.front(),
            Some(Question::Extensions { .. } | Question::FiniteField { .. } | Question::Signatures { .. })
        );
        if is_of_current_client {
            return Rung::Modern;
        }
        let with = self.accepted_with.iter().find(|(known, _)| *known == version);
        with.map_or(Rung::EveryKind, |(_, rung)| *rung)
    }

    fn asked(&self) -> Option<Asked> {
        let question = self.questions.front()?;
        if let (true, Some(control)) = (self.is_control, &self.control) {
            return Some(control.clone());
        }
        Some(question.asked())
    }

    /// A hello that was accepted before lists were asked for.
    fn first_control(&self, version: Version) -> Option<Asked> {
        let (_, suite) = self.accepted.iter().find(|(known, _)| *known == version)?;
        Some(Asked::new(version, vec![*suite], Until::Hello))
    }

    /// Takes what came of the hello that was given last.
    pub fn take(&mut self, attempt: Attempt) {
        let Some(asked) = self.asked() else { return };
        if self.control.is_none() && !self.is_control {
            self.control = self.first_control(asked.version);
        }
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
            matches!(means, AnswerMeaning::Refused | AnswerMeaning::Declined)
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
            Question::Groups { version, mut left, mut known, suites, mut offers_known } => {
                let is_new = group.is_some_and(|group| !known.contains(&group));
                left.retain(|other| Some(*other) != group);
                known.extend(group.filter(|_| is_new));
                let heeds_order = known.len() > 1;
                let next = |left, known, offers_known| Question::Groups {
                    version,
                    left,
                    known,
                    suites,
                    offers_known,
                };
                if group.is_some() && !is_new && offers_known && heeds_order {
                    // It took what came first each time, and now one that it had: it has none of those before.
                    return self.over(next(left, known, offers_known), true, attempt.answer);
                }
                // It may have its own order, in which what it chose comes first.
                offers_known &= is_new;
                self.go_on(next(left, known, offers_known), group.is_some());
            }
            Question::Certificate { .. } => self.found.certificates = attempt.certificates,
            Question::OtherCertificate { .. } => self.found.other_certificates = attempt.certificates,
            Question::Fallback { .. } => self.found.fallback_scsv = Some(false),
            Question::Extensions { .. } => self.found.shown = Some(attempt.shown),
            Question::FiniteField { .. } => self.found.dh_bits = attempt.shown.dh_bits,
            Question::Order { version, first, second: None } => {
                self.questions.push_front(Question::Order { version, first, second: cipher_suite });
            }
            Question::Order { first, .. } => self.found.prefers_own_order = Some(cipher_suite == Some(first)),
            Question::Signatures { version, mut left, mut known } => {
                let scheme = left.pop_front();
                let signs = if is_classic(version) {
                    attempt.shown.signature_scheme == scheme
                } else {
                    // One that asks for another hello has not looked at them yet.
                    let is_clear = group.is_some_and(has_share);
                    if !is_clear && !self.found.incomplete.contains(&NoteKind::SignaturesIncomplete) {
                        self.found.incomplete.push(NoteKind::SignaturesIncomplete);
                    }
                    is_clear
                };
                known.extend(scheme.filter(|_| signs));
                self.next_scheme(version, left, known);
            }
        }
    }

    /// Asks for the next scheme, or notes those that were found.
    fn next_scheme(
        &mut self,
        version: Version,
        left: VecDeque<SignatureScheme>,
        known: Vec<SignatureScheme>,
    ) {
        if left.is_empty() {
            let all = self.found.signature_schemes.get_or_insert_default();
            for scheme in known {
                if !all.contains(&scheme) {
                    all.push(scheme);
                }
            }
        } else {
            self.questions.push_front(Question::Signatures { version, left, known });
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
                    self.found.suites.push((version, known));
                } else {
                    self.questions.push_front(Question::Suites { version, left, known });
                }
            }
            Question::Suites { version, known, .. } => {
                self.found.suites.push((version, known));
                self.found.incomplete.push(NoteKind::SuitesIncomplete);
            }
            // Perhaps its certificate is of another kind.
            Question::Groups { version, left, known, suites, .. }
                if refused && known.is_empty() && is_classic(version) && all_sign_with_rsa(&suites) =>
            {
                let suites = suites_of_kind(version, "TLS_ECDHE_ECDSA_");
                self.questions.push_front(Question::Groups {
                    version,
                    left,
                    known,
                    suites,
                    offers_known: true,
                });
            }
            Question::Groups { version, left, known, suites, offers_known } => {
                // Refused without the curve of its key, perhaps for want of that alone.
                let may_want_curve = is_classic(version)
                    && !all_sign_with_rsa(&suites)
                    && !offers_known
                    && !left.is_empty()
                    && !known.is_empty();
                self.found.groups.push((version, known));
                if !refused || may_want_curve {
                    self.found.incomplete.push(NoteKind::GroupsIncomplete);
                }
            }
            Question::Certificate { .. }
            | Question::OtherCertificate { .. }
            | Question::Extensions { .. }
            | Question::FiniteField { .. }
            | Question::Order { .. } => {}
            Question::Signatures { version, mut left, known } => {
                // One that is not answered is not counted among those that are not there; who is silent is not asked on.
                let is_silent = matches!(answer, Answer::Timeout | Answer::NoConnection);
                left.pop_front();
                if is_silent {
                    self.found.incomplete.push(NoteKind::SignaturesIncomplete);
                } else {
                    self.next_scheme(version, left, known);
                }
            }
            Question::Fallback { .. } => {
                self.found.fallback_scsv = (answer == INAPPROPRIATE_FALLBACK).then_some(true);
            }
        }
    }

    /// Writes what was found into the answer. The certificates are left, for somebody who can read them: those of the chain,
    /// and of another.
    pub fn finish(mut self, answer: &mut ServerAnswer) -> [Vec<Vec<u8>>; 2] {
        // What was not asked to its end, because asking was over.
        for question in std::mem::take(&mut self.questions) {
            if matches!(question, Question::Suites { .. } | Question::Groups { .. }) {
                self.over(question, false, Answer::NoConnection);
            }
        }
        let Found {
            suites,
            groups,
            certificates,
            other_certificates,
            fallback_scsv,
            shown,
            dh_bits,
            prefers_own_order,
            signature_schemes,
            mut incomplete,
        } = self.found;
        answer.dh_bits = dh_bits;
        answer.prefers_own_order = prefers_own_order;
        answer.signature_schemes = signature_schemes;
        if let Some(shown) = shown {
            answer.alpn = shown.alpn;
            answer.secure_renegotiation = Some(shown.secure_renegotiation);
            answer.extended_master_secret = Some(shown.extended_master_secret);
            if shown.asks_for_certificate {
                answer.notes.push(NoteKind::AsksForCertificate.into());
            }
        }
        for (version, suites) in &suites {
            if let Some((_, of_version)) = answer.versions.iter_mut().find(|(other, _)| other == version) {
                of_version.cipher_suites = Some(suites.clone());
            }
        }
        for (version, groups) in &groups {
            if let Some((_, of_version)) = answer.versions.iter_mut().find(|(other, _)| other == version) {
                of_version.groups = Some(groups.clone());
            }
        }
        // A version that may be there besides may have others.
        let open = |(version, answer): &(Version, VersionAnswer)| {
            is_classic(*version) && answer.accepted == 0 && answer.refused < answer.tries.max(1)
        };
        if !suites.is_empty() {
            if answer.versions.iter().any(open) {
                incomplete.push(NoteKind::SuitesIncomplete);
            }
            let classic = suites.into_iter().filter(|(version, _)| is_classic(*version));
            answer.cipher_suites = Some(each_once(classic.flat_map(|(_, suites)| suites)));
        }
        if !groups.is_empty() {
            answer.groups = Some(each_once(groups.into_iter().flat_map(|(_, groups)| groups)));
        }
        answer.fallback_scsv = fallback_scsv;
        for kind in incomplete {
            if !answer.has_note(&kind) {
                answer.notes.push(kind.into());
            }
        }
        [certificates, other_certificates]
    }
}

fn each_once<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut once = Vec::new();
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}

fn is_classic(version: Version) -> bool {
    !version.is_tls_1_3_family()
}

fn all_sign_with_rsa(suites: &[CipherSuite]) -> bool {
    suites.iter().all(|suite| suite.authentication() == Some(Authentication::Rsa))
}

impl Question {
    fn asked(&self) -> Asked {
        match self {
            Self::Suites { version, left, .. } => {
                let suites = left.iter().take(SUITES_AT_ONCE).copied().collect();
                Asked::new(*version, suites, Until::Hello)
            }
            Self::Groups { version, left, .. } if version.is_tls_1_3_family() => {
                let groups = left.clone();
                Asked { groups, ..Asked::new(*version, every_suite_of(*version), Until::Hello) }
            }
            Self::Groups { version, left, known, suites, offers_known } => {
                let known = if *offers_known { &known[..] } else { &[] };
                let groups = [left, known].concat();
                Asked { groups, ..Asked::new(*version, suites.clone(), Until::Group) }
            }
            Self::Certificate { version, suites } | Self::OtherCertificate { version, suites } => {
                Asked::new(*version, suites.clone(), Until::Certificate)
            }
            Self::Fallback { version, suite } => {
                Asked::new(*version, vec![*suite, CipherSuite::FALLBACK_SCSV], Until::Hello)
            }
            Self::Extensions { version } => {
                let suites = every_suite_of(*version).into_iter().take(SUITES_AT_ONCE).collect();
                Asked::new(*version, suites, Until::Done)
            }
            Self::FiniteField { version } => {
                Asked::new(*version, suites_of_kind(*version, "TLS_DHE_"), Until::Group)
            }
            Self::Order { version, first, second: None } => {
                let others = every_suite_of(*version).into_iter().take(SUITES_AT_ONCE);
                Asked::new(*version, others.filter(|suite| suite != first).collect(), Until::Hello)
            }
            Self::Order { version, first, second: Some(second) } => {
                Asked::new(*version, vec![*second, *first], Until::Hello)
            }
            Self::Signatures { version, left, .. } => {
                let schemes = Some(left.front().copied().into_iter().collect());
                let (suites, until) = if is_classic(*version) {
                    // Those with a signature to be chosen.
                    let kinds = ["TLS_ECDHE_", "TLS_DHE_"].map(|kind| suites_of_kind(*version, kind));
                    (kinds.concat(), Until::Group)
                } else {
                    (every_suite_of(*version), Until::Hello)
                };
                Asked { schemes, ..Asked::new(*version, suites, until) }
            }
        }
    }

    /// Whether there is nothing left to offer.
    fn is_exhausted(&self) -> bool {
        match self {
            Self::Suites { left, .. } => left.is_empty(),
            Self::Groups { left, .. } => left.is_empty(),
            _ => true,
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
        let mut inventory = Inventory::new(&answer, Vec::new(), None, depth, [7; 32]);
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
            let mut found = answer.cipher_suites.clone().unwrap();
            let mut suites = suites.clone();
            found.sort_by_key(|suite| suite.0);
            suites.sort_by_key(|suite| suite.0);
            // One that hangs up on every hello, also on the one that it took before, is not known to be well.
            if answer.has_note(&NoteKind::SuitesIncomplete) {
                prop_assert!(resets, "a refusal by alert is clear");
                prop_assert!(found.iter().all(|suite| suites.contains(suite)));
            } else {
                prop_assert_eq!(found, suites);
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

    /// Asks a server with an elliptic key on secp256r1, which it wants to be offered.
    fn groups_of_elliptic_server(groups: &[u16], heeds_client: bool) -> (Vec<u16>, bool) {
        let version = Version::TLS_1_2;
        let mut answer = accepting(version);
        let depth = Depth { groups: true, ..Depth::default() };
        let mut inventory = Inventory::new(&answer, Vec::new(), None, depth, [7; 32]);
        let suite = CipherSuite(0xc02b);
        while let Some((_, hello, _)) = inventory.next_hello() {
            let mut offer = Offer::default();
            offer.read(&ClientHello::parse(&hello[9..]).unwrap());
            let offered: Vec<u16> = offer.groups.iter().map(|group| group.0).collect();
            let chosen = if heeds_client {
                offered.iter().find(|group| groups.contains(group))
            } else {
                groups.iter().find(|group| offered.contains(group))
            };
            let has_key = offered.contains(&0x17) && offer.cipher_suites.contains(&suite);
            inventory.take(Attempt::of(match chosen.filter(|_| has_key) {
                Some(group) => {
                    Answer::Hello { version, cipher_suite: Some(suite), group: Some(Group(*group)) }
                }
                None => Answer::Alert(40),
            }));
        }
        inventory.finish(&mut answer);
        let is_incomplete = answer.has_note(&NoteKind::GroupsIncomplete);
        (answer.groups.unwrap().into_iter().map(|group| group.0).collect(), is_incomplete)
    }

    #[test]
    fn the_groups_of_a_server_with_an_elliptic_key_are_found_or_the_list_is_open() {
        assert_eq!(groups_of_elliptic_server(&[0x1d, 0x17, 0x18], true), (vec![0x1d, 0x17, 0x18], false));
        assert_eq!(groups_of_elliptic_server(&[0x17, 0x1d], true), (vec![0x1d, 0x17], false));
        assert_eq!(groups_of_elliptic_server(&[0x1d, 0x18, 0x17], false), (vec![0x1d, 0x18, 0x17], true));
        // Others may stand behind the curve of its key, which it prefers.
        assert_eq!(groups_of_elliptic_server(&[0x17, 0x1d], false), (vec![0x17], true));
        assert_eq!(groups_of_elliptic_server(&[0x17], true), (vec![0x17], true));
    }

    #[test]
    fn silence_leaves_a_list_open_and_says_so() {
        let answer = inventory(Version::TLS_1_2, &[], &[], Answer::Timeout);
        assert_eq!((answer.cipher_suites, answer.groups), (Some(Vec::new()), Some(Vec::new())));
        assert_eq!(answer.notes, [NoteKind::SuitesIncomplete.into(), NoteKind::GroupsIncomplete.into()]);
    }
}
