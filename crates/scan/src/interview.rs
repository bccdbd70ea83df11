//! What is asked of one server at one address, in which order, and what follows from the answers: sans-I/O.

use cutover_evidence::{Depth, Note, NoteKind, VersionAnswer};
use cutover_wire::{Group, Version};

use crate::answer::Answer;
use crate::hellos::{Rung, hello, ladder, offers};
use crate::hex::hex;
use crate::meaning::{AnswerMeaning, ended};

/// The order of the questions: what most servers accept comes first, so that there is something to compare with.
const ORDER: [Version; 6] = [
    Version::TLS_1_2,
    Version::TLS_1_3,
    Version::TLS_1_1,
    Version::TLS_1_0,
    Version::SSL_3_0,
    Version::SSL_2_0,
];

/// After that many timeouts a version is not asked about any more in the same try.
const TIMEOUTS: u32 = 2;

/// What came of one connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The answer.
    pub answer: Answer,
    /// The first bytes of it.
    pub proof: Vec<u8>,
    /// From the hello sent to the answer, in milliseconds.
    pub rtt_ms: u64,
    /// Whether a ServerHello's random number says that the server could more.
    pub has_downgrade_sentinel: bool,
    /// The certificates, where they were asked for.
    pub certificates: Vec<Vec<u8>>,
}

impl Attempt {
    /// An attempt of which nothing is known but the answer.
    pub fn of(answer: Answer) -> Self {
        Self { answer, proof: Vec::new(), rtt_ms: 0, has_downgrade_sentinel: false, certificates: Vec::new() }
    }
}

/// What is known of a server in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// What came of each version, oldest first.
    pub versions: Vec<(Version, VersionAnswer)>,
    /// Whether it accepts X25519MLKEM768; `None`: not known.
    pub pq: Option<bool>,
    /// Whether its random number says that it could more, when it is asked for less than its newest version;
    /// `None`: not known.
    pub downgrade_sentinel: Option<bool>,
    /// What else there is to say, each a word for machines with what it is about behind a colon.
    pub notes: Vec<Note>,
}

/// Asks one server at one address: gives hellos, takes what came of them.
///
/// A version is accepted when a ServerHello chooses it, and refused when an alert says so, or a ServerHello chooses
/// an older one. A connection that is only closed or reset is a refusal if the server does so on every rung of the
/// ladder and, asked right afterwards, still gives the answer that it gave to another version: otherwise it may have
/// been load, or the network. A timeout is never a refusal.
#[derive(Debug)]
pub struct Interview {
    server_name: Option<String>,
    /// Whether the server is known to answer when it is asked by name, though this interview names nobody.
    is_beside_a_name: bool,
    random: [u8; 32],
    tries: u32,
    steps: Vec<Step>,
    notes: Vec<Note>,
    state: State,
    pq: Option<bool>,
    /// A hello that got an answer of TLS, to be asked again as a control.
    control: Option<(Version, Rung, Answer)>,
}

/// What was asked about one version.
#[derive(Debug)]
struct Step {
    version: Version,
    tries: Vec<Tried>,
    evidence: Option<Attempt>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tried {
    Accepted,
    Refused,
    /// Closed or reset on every rung: a refusal if the server is well otherwise.
    HungUp,
    Unknown,
}

#[derive(Debug)]
enum State {
    Ladder(Climb),
    /// A later rung was accepted; the first is asked again, because it may have been chance.
    Again {
        /// Whether the hello that was accepted is one that few clients send.
        peculiar: bool,
    },
    Control,
    PostQuantum,
    PostQuantumFull,
    Done,
}

/// How far up the ladder a try is, and what came of the rungs below.
#[derive(Debug, Default)]
struct Climb {
    rung: usize,
    /// What came of the first rung.
    first: Option<Attempt>,
    /// What came of the first rung that was hung up on.
    hang_up: Option<Attempt>,
    refused: bool,
    hung_up: bool,
    timeouts: u32,
}

impl Climb {
    /// Whether it may be chance that this rung was accepted and those below were not. That a server wants other suites
    /// than the first rung has, and says so by `handshake_failure`, is how most servers are today.
    fn may_be_chance(&self) -> bool {
        let wants_suites =
            self.first.as_ref().is_some_and(|first| matches!(first.answer, Answer::Alert(40 | 71)));
        self.rung > usize::from(wants_suites) && (self.refused || self.hung_up)
    }
}

impl Interview {
    /// An interview with a server under a name (none: without SNI), each version asked about `tries` times.
    pub fn new(server_name: Option<String>, tries: u32, random: [u8; 32]) -> Self {
        Self {
            server_name,
            is_beside_a_name: false,
            random,
            tries: tries.max(1),
            steps: vec![Step::new(ORDER[0])],
            notes: Vec::new(),
            state: State::Ladder(Climb::default()),
            pq: None,
            control: None,
        }
    }

    /// The same server is known to answer when it is asked by its name, so that what it refuses without one it
    /// refuses because of that.
    #[must_use]
    pub fn beside_a_name(self) -> Self {
        Self { is_beside_a_name: true, ..self }
    }

    /// How many connections an interview needs when every answer is yes.
    pub fn least_connections(tries: u32) -> u64 {
        u64::from(tries.max(1)) * ORDER.len() as u64
    }

    /// The most connections that an interview can need.
    pub fn most_connections(tries: u32) -> u64 {
        // Each version may need its first rung again, and a control, and may have been asked before its turn in vain.
        let rungs: usize = ORDER.iter().map(|version| ladder(*version).len() + 3).sum();
        u64::from(tries.max(1)) * rungs as u64 + 3
    }

    /// The version that the next hello asks for, and the hello; `None`: there is nothing more to ask.
    pub fn next_hello(&self) -> Option<(Version, Vec<u8>)> {
        let question = self.next()?;
        Some((question.0, self.hello(question)))
    }

    /// The hello of a question.
    pub(crate) fn hello(&self, (version, rung): (Version, Rung)) -> Vec<u8> {
        hello(version, rung, self.server_name.as_deref(), self.random)
    }

    /// Questions that will be asked whatever comes before them, so that they can be asked at the same time.
    pub(crate) fn later(&self) -> impl Iterator<Item = (Version, Rung)> {
        let begun = self.steps.len();
        let versions =
            ORDER.iter().skip(begun).filter_map(|version| Some((*version, *ladder(*version).first()?)));
        let post_quantum = self.accepted(Version::TLS_1_3).then_some((Version::TLS_1_3, Rung::PostQuantum));
        versions.chain(post_quantum)
    }

    fn accepted(&self, version: Version) -> bool {
        let step = self.steps.iter().find(|step| step.version == version);
        step.is_some_and(|step| step.tries.contains(&Tried::Accepted))
    }

    /// The question that is asked next.
    pub(crate) fn next(&self) -> Option<(Version, Rung)> {
        let version = self.steps.last().map(|step| step.version)?;
        Some(match &self.state {
            State::Ladder(climb) => (version, *ladder(version).get(climb.rung)?),
            State::Again { .. } => (version, *ladder(version).first()?),
            State::Control => self.control.map(|(version, rung, _)| (version, rung))?,
            State::PostQuantum => (Version::TLS_1_3, Rung::PostQuantum),
            State::PostQuantumFull => (Version::TLS_1_3, Rung::PostQuantumFull),
            State::Done => return None,
        })
    }

    /// Takes what came of the hello that was given last.
    pub fn take(&mut self, attempt: Attempt) {
        let Some((version, rung)) = self.next() else { return };
        let means = AnswerMeaning::to_hello(attempt.answer, version, |suite, group| {
            offers(version, rung, suite, group)
        });
        // A ServerHello is worth more than an alert.
        let definite = matches!(means, AnswerMeaning::Accepted | AnswerMeaning::Refused);
        if definite && (self.control.is_none() || means == AnswerMeaning::Accepted && !self.accepted_any()) {
            self.control = Some((version, rung, attempt.answer));
        }
        match std::mem::replace(&mut self.state, State::Done) {
            State::Ladder(climb) => self.climb(version, attempt, means, climb),
            State::Again { peculiar } => {
                if means == AnswerMeaning::Accepted {
                    // The same hello, two answers.
                    self.tried(Tried::Refused, None);
                    self.note(NoteKind::Contradictory, version);
                } else if peculiar && matches!(means, AnswerMeaning::Refused | AnswerMeaning::HungUp) {
                    self.note(NoteKind::Particular, version);
                }
                self.next_version();
            }
            State::Control => {
                let same = self.control.is_some_and(|(_, _, before)| alike(before, attempt.answer));
                let then = if same { Tried::Refused } else { Tried::Unknown };
                for tried in self.steps.iter_mut().flat_map(|step| &mut step.tries) {
                    if *tried == Tried::HungUp {
                        *tried = then;
                    }
                }
                if !same && !self.notes.contains(&NoteKind::Unsteady.into()) {
                    self.notes.push(NoteKind::Unsteady.into());
                }
                self.next_version();
            }
            State::PostQuantum => {
                self.pq = match (means, attempt.answer) {
                    (AnswerMeaning::Accepted, Answer::Hello { group: Some(Group::X25519MLKEM768), .. }) => {
                        Some(true)
                    }
                    (AnswerMeaning::Refused, _) => Some(false),
                    _ => None,
                };
                self.state = if self.pq == Some(true) { State::PostQuantumFull } else { State::Done };
            }
            State::PostQuantumFull => {
                if !matches!(means, AnswerMeaning::Accepted) {
                    self.notes.push(NoteKind::LargeHelloFails.into());
                }
            }
            State::Done => {}
        }
    }

    fn climb(&mut self, version: Version, attempt: Attempt, means: AnswerMeaning, mut climb: Climb) {
        if means == AnswerMeaning::Accepted {
            self.tried(Tried::Accepted, Some(attempt));
            if climb.may_be_chance() {
                self.state = State::Again { peculiar: climb.rung > 1 };
            } else {
                self.next_version();
            }
            return;
        }
        // A ServerHello for something older is as clear as can be. SSL 2.0 has one hello, and nothing else to offer.
        let clear = matches!(attempt.answer, Answer::Hello { .. })
            || version == Version::SSL_2_0
            || version == Version::SSL_3_0 && self.takes_suite_offered(version, climb.rung);
        if means == AnswerMeaning::Refused && clear {
            return self.concluded(Tried::Refused, Some(attempt));
        }
        climb.refused |= means == AnswerMeaning::Refused;
        if means == AnswerMeaning::HungUp {
            climb.hung_up = true;
            climb.hang_up.get_or_insert_with(|| attempt.clone());
        }
        climb.timeouts += u32::from(means == AnswerMeaning::Nothing);
        climb.first.get_or_insert(attempt);
        climb.rung += 1;
        let over = climb.rung == ladder(version).len();
        if !over && means != AnswerMeaning::Unclear && climb.timeouts < TIMEOUTS {
            self.state = State::Ladder(climb);
            return;
        }
        let tried = if means == AnswerMeaning::Unclear || climb.timeouts > 0 {
            Tried::Unknown
        } else if climb.hung_up {
            Tried::HungUp
        } else {
            Tried::Refused
        };
        self.concluded(tried, if tried == Tried::HungUp { climb.hang_up } else { climb.first });
    }

    /// Whether a newer version was accepted with a suite that this hello offers too. SSL 3.0 has no alert that names the
    /// version, but then it was not the suites, and the further rungs of SSL 3.0 have nothing else to offer.
    fn takes_suite_offered(&self, version: Version, rung: usize) -> bool {
        let Some(rung) = ladder(version).get(rung) else { return false };
        let mut chosen = self.steps.iter().filter_map(|step| match step.evidence.as_ref()?.answer {
            Answer::Hello { cipher_suite: Some(suite), .. } if step.tries.contains(&Tried::Accepted) => {
                Some(suite)
            }
            _ => None,
        });
        chosen.any(|suite| offers(version, *rung, Some(suite), None))
    }

    fn concluded(&mut self, tried: Tried, evidence: Option<Attempt>) {
        self.tried(tried, evidence);
        self.next_version();
    }

    fn tried(&mut self, tried: Tried, evidence: Option<Attempt>) {
        let Some(step) = self.steps.last_mut() else { return };
        step.tries.push(tried);
        // What was accepted proves more than what was not.
        if tried == Tried::Accepted || step.evidence.is_none() {
            step.evidence = evidence.or(step.evidence.take());
        }
    }

    fn note(&mut self, kind: NoteKind, version: Version) {
        let note = Note::of_version(kind, version);
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn accepted_any(&self) -> bool {
        self.steps.iter().any(|step| step.tries.contains(&Tried::Accepted))
    }

    /// The next try of this version, or the next version, or what comes behind the versions.
    fn next_version(&mut self) {
        let asked = self.steps.len();
        // At once: a server that hangs up on whoever comes too often is well again later.
        if self.control.is_some() && self.steps.iter().any(|step| step.tries.contains(&Tried::HungUp)) {
            self.state = State::Control;
        } else if let Some(step) = self.steps.last()
            && step.tries.len() < self.tries as usize
        {
            self.state = State::Ladder(Climb::default());
        } else if let Some(version) = ORDER.get(asked) {
            self.steps.push(Step::new(*version));
            self.state = State::Ladder(Climb::default());
        } else {
            self.after_versions();
        }
    }

    fn after_versions(&mut self) {
        let tls_1_3 = self.steps.iter().find(|step| step.version == Version::TLS_1_3);
        let accepted = self.accepted(Version::TLS_1_3);
        let refused = tls_1_3.is_some_and(|step| step.tries.iter().all(|tried| *tried == Tried::Refused));
        if refused {
            // The group belongs to TLS 1.3, and was offered with it.
            self.pq = Some(false);
        }
        self.state = if accepted { State::PostQuantum } else { State::Done };
    }

    /// What is known. An interview that was not carried to its end knows less, and says so by `unknown`.
    pub fn finish(mut self) -> Findings {
        let nothing_accepted = !self.accepted_any();
        // Without a name a server may refuse everything because it wants one.
        let nameless = nothing_accepted && self.server_name.is_none() && !self.is_beside_a_name;
        let is_refusal = |tried: &Tried| matches!(tried, Tried::Refused | Tried::HungUp);
        let all_refused = self.steps.iter().all(|step| step.tries.iter().all(is_refusal));
        if nameless {
            self.pq = None;
        }
        if nameless && all_refused && !self.notes.contains(&NoteKind::Unsteady.into()) {
            self.notes.push(NoteKind::WantsName.into());
        }
        if self.is_beside_a_name && all_refused {
            self.notes.push(NoteKind::NeedsName.into());
        }
        let downgrade_sentinel = self.downgrade_sentinel();
        let mut versions: Vec<_> = ORDER
            .iter()
            .map(|version| {
                let step = self.steps.iter().find(|step| step.version == *version);
                (*version, step.map(|step| step.answer(nameless)).unwrap_or_default())
            })
            .collect();
        for (version, answer) in &versions {
            if answer.accepted > 0 && answer.refused > 0 {
                let note = Note::of_version(NoteKind::Contradictory, *version);
                if !self.notes.contains(&note) {
                    self.notes.push(note);
                }
            }
        }
        versions.sort_by_key(|(version, _)| version.age_rank());
        Findings { versions, pq: self.pq, downgrade_sentinel, notes: self.notes }
    }

    /// What the newest version below the newest that it accepts says, if that is one that knows the sentinel.
    fn downgrade_sentinel(&self) -> Option<bool> {
        let mut accepted: Vec<_> =
            self.steps.iter().filter(|step| step.tries.contains(&Tried::Accepted)).collect();
        accepted.sort_by_key(|step| std::cmp::Reverse(step.version.age_rank()));
        let [newest, below, ..] = accepted[..] else { return None };
        let knows = newest.version.age_rank() >= Version::TLS_1_2.age_rank();
        // SSL 2.0 has no such random number.
        let may_say = knows && below.version != Version::SSL_2_0;
        may_say.then(|| below.evidence.as_ref().is_some_and(|evidence| evidence.has_downgrade_sentinel))
    }
}

impl Step {
    fn new(version: Version) -> Self {
        Self { version, tries: Vec::new(), evidence: None }
    }

    fn answer(&self, nameless: bool) -> VersionAnswer {
        let count = |which: &[Tried]| self.tries.iter().filter(|tried| which.contains(tried)).count() as u32;
        let refused = if nameless { 0 } else { count(&[Tried::Refused]) };
        let accepted = count(&[Tried::Accepted]);
        let tries = self.tries.len() as u32;
        let (cipher_suite, group) = match self.evidence.as_ref().map(|evidence| evidence.answer) {
            Some(Answer::Hello { cipher_suite, group, .. }) if accepted > 0 => (cipher_suite, group),
            _ => (None, None),
        };
        VersionAnswer {
            accepted,
            refused,
            unknown: tries - accepted - refused,
            tries,
            depth: (accepted > 0).then_some(Depth::Hello),
            cipher_suite,
            group,
            proof: self.evidence.as_ref().filter(|e| !e.proof.is_empty()).map(|e| hex(&e.proof)),
            ended: self.evidence.as_ref().and_then(|evidence| ended(evidence.answer, accepted > 0)),
            rtt_ms: self.evidence.as_ref().map(|evidence| evidence.rtt_ms),
            ..VersionAnswer::default()
        }
    }
}

/// Whether two answers to the same hello say the same.
fn alike(one: Answer, other: Answer) -> bool {
    match (one, other) {
        (Answer::Hello { version: a, .. }, Answer::Hello { version: b, .. }) => a == b,
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_evidence::{Ended, EndedBy};
    use cutover_wire::ClientHello;
    use proptest::prelude::*;

    const YES: [u32; 3] = [1, 0, 0];
    const NO: [u32; 3] = [0, 1, 0];
    const OPEN: [u32; 3] = [0, 0, 1];

    /// Interviews a server that answers by a function of the version, the hello's bytes and the connection's number.
    fn interview(name: Option<&str>, tries: u32, server: impl Fn(Version, &[u8], u32) -> Answer) -> Findings {
        let mut interview = Interview::new(name.map(str::to_owned), tries, [5; 32]);
        let mut number = 0;
        while let Some((version, hello)) = interview.next_hello() {
            number += 1;
            assert!(u64::from(number) <= Interview::most_connections(tries), "it ends");
            let answer = server(version, &hello, number);
            interview.take(Attempt { proof: vec![0x16], rtt_ms: 1, ..Attempt::of(answer) });
        }
        interview.finish()
    }

    /// Accepted, refused, unknown of each version, oldest first.
    fn counts(findings: &Findings) -> Vec<[u32; 3]> {
        findings.versions.iter().map(|(_, a)| [a.accepted, a.refused, a.unknown]).collect()
    }

    fn chooses(version: Version) -> Answer {
        Answer::Hello { version, cipher_suite: None, group: None }
    }

    /// Whether a hello offers a suite.
    fn has(hello: &[u8], suite: u32) -> bool {
        ClientHello::parse(&hello[9..]).unwrap().cipher_suites().any(|offered| offered.0 == suite)
    }

    fn only(accepted: Version, otherwise: Answer) -> impl Fn(Version, &[u8], u32) -> Answer {
        move |version, _, _| if version == accepted { chooses(version) } else { otherwise }
    }

    #[test]
    fn a_server_that_refuses_by_alert_or_by_hanging_up_has_refused_if_it_is_well_otherwise() {
        for refusal in [Answer::Alert(70), Answer::Reset, Answer::Closed, Answer::Alert(80)] {
            let findings = interview(Some("a"), 1, only(Version::TLS_1_2, refusal));
            assert_eq!(counts(&findings), [NO, NO, NO, NO, YES, NO], "{refusal:?}");
            assert_eq!((findings.pq, &findings.notes[..]), (Some(false), &[][..]));
        }
    }

    #[test]
    fn a_timeout_and_an_answer_that_is_no_tls_are_no_refusals() {
        for nothing in [Answer::Timeout, Answer::NotTls, Answer::NoConnection] {
            let findings = interview(Some("a"), 1, only(Version::TLS_1_0, nothing));
            assert_eq!(counts(&findings), [OPEN, OPEN, YES, OPEN, OPEN, OPEN], "{nothing:?}");
            assert_eq!(findings.pq, None);
        }
    }

    #[test]
    fn a_server_that_resets_everything_may_only_be_under_load() {
        assert_eq!(counts(&interview(Some("a"), 1, |_, _, _| Answer::Reset)), [OPEN; 6]);
        // It accepted at first, and no more later.
        let tired = |version, _: &[u8], n| if n == 1 { chooses(version) } else { Answer::Reset };
        let findings = interview(Some("a"), 1, tired);
        assert_eq!(counts(&findings), [OPEN, OPEN, OPEN, OPEN, YES, OPEN]);
        assert_eq!(findings.notes, [NoteKind::Unsteady.into()]);
    }

    #[test]
    fn a_server_that_hangs_up_on_whoever_comes_too_often_has_not_refused() {
        let throttled = |version: Version, _: &[u8], n: u32| match version {
            _ if (3..=12).contains(&n) => Answer::Reset,
            Version::TLS_1_0 | Version::TLS_1_1 | Version::TLS_1_2 => chooses(version),
            _ => Answer::Alert(70),
        };
        let findings = interview(Some("a"), 1, throttled);
        assert_eq!(counts(&findings)[3], OPEN, "TLS 1.1 was asked in the bad time");
        assert!(findings.notes.contains(&NoteKind::Unsteady.into()));
    }

    #[test]
    fn a_server_that_has_hybrid_groups_alone_speaks_tls_1_3() {
        let hybrid = |version: Version, hello: &[u8], _: u32| {
            let offered = hello.windows(2).any(|w| w == [0x11, 0xec]);
            if version == Version::TLS_1_3 && offered {
                Answer::Hello { version, cipher_suite: None, group: Some(Group::X25519MLKEM768) }
            } else {
                Answer::Alert(40)
            }
        };
        let findings = interview(Some("a"), 1, hybrid);
        assert_eq!((counts(&findings)[5], findings.pq), (YES, Some(true)));
    }

    #[test]
    fn what_was_not_offered_cannot_be_chosen() {
        let inventive = |version: Version, _: &[u8], _: u32| Answer::Hello {
            version,
            cipher_suite: Some(cutover_wire::CipherSuite(0xfefe)),
            group: None,
        };
        assert_eq!(counts(&interview(Some("a"), 1, inventive)), [OPEN; 6]);
    }

    #[test]
    fn a_server_that_refuses_everything_without_a_name_may_want_one() {
        let findings = interview(None, 1, |_, _, _| Answer::Alert(40));
        assert_eq!(counts(&findings), [OPEN; 6]);
        assert_eq!(findings.notes, [NoteKind::WantsName.into()]);
        assert_eq!(counts(&interview(Some("a"), 1, |_, _, _| Answer::Alert(40))), [NO; 6]);
    }

    #[test]
    fn a_server_that_is_known_to_answer_by_name_refuses_without_one() {
        let mut interview = Interview::new(None, 1, [5; 32]).beside_a_name();
        while interview.next_hello().is_some() {
            interview.take(Attempt::of(Answer::Alert(112)));
        }
        assert_eq!(counts(&interview.finish()), [OPEN; 6], "112 may have another reason");
        let mut interview = Interview::new(None, 1, [5; 32]).beside_a_name();
        while interview.next_hello().is_some() {
            interview.take(Attempt::of(Answer::Alert(40)));
        }
        let findings = interview.finish();
        assert_eq!(
            (counts(&findings), &findings.notes[..]),
            (vec![NO; 6], &[NoteKind::NeedsName.into()][..])
        );
    }

    #[test]
    fn the_sentinel_is_looked_for_just_below_the_newest_version() {
        let mut interview = Interview::new(Some("a".into()), 1, [5; 32]);
        while let Some((version, _)) = interview.next_hello() {
            let has_downgrade_sentinel = version == Version::TLS_1_2;
            interview.take(Attempt { has_downgrade_sentinel, ..Attempt::of(chooses(version)) });
        }
        assert_eq!(interview.finish().downgrade_sentinel, Some(true));
    }

    #[test]
    fn an_older_version_chosen_is_a_refusal_at_once() {
        let asked = std::cell::Cell::new(0);
        let findings = interview(Some("a"), 1, |version, _, _| {
            asked.set(asked.get() + 1);
            if version == Version::SSL_2_0 { Answer::Alert(40) } else { chooses(Version::SSL_3_0) }
        });
        assert_eq!(counts(&findings), [NO, YES, NO, NO, NO, NO]);
        assert_eq!(asked.get(), 6);
        assert_eq!(
            findings.versions[4].1.ended,
            Some(Ended::Otherwise(EndedBy::Other("chose SSL 3.0".into())))
        );
    }

    #[test]
    fn ssl_3_0_is_asked_once_where_it_is_not_the_suites_that_are_refused() {
        let asked = |suite: u32| {
            let asked = std::cell::Cell::new(0);
            let findings = interview(Some("a"), 1, |version, hello, _| match version {
                Version::TLS_1_0 if has(hello, suite) => {
                    let cipher_suite = Some(cutover_wire::CipherSuite(suite));
                    Answer::Hello { version, cipher_suite, group: None }
                }
                Version::SSL_3_0 => {
                    asked.set(asked.get() + 1);
                    Answer::Alert(40)
                }
                _ => Answer::Alert(70),
            });
            assert_eq!(counts(&findings)[1..3], [NO, YES]);
            asked.get()
        };
        let (static_rsa, other) = (0x002f, 0xc014);
        assert_eq!((asked(static_rsa), asked(other)), (1, 2));
    }

    #[test]
    fn one_of_three_machines_that_refuses_is_a_contradiction() {
        let balancer = |version: Version, _: &[u8], n: u32| match version {
            Version::TLS_1_2 if n % 3 != 1 => chooses(version),
            _ => Answer::Alert(70),
        };
        // The first connection is refused, the next rung accepted, and the first rung asked again accepted.
        let findings = interview(Some("a"), 1, balancer);
        assert_eq!(counts(&findings)[4], [1, 1, 0]);
        assert_eq!(findings.notes, [Note::of_version(NoteKind::Contradictory, Version::TLS_1_2)]);
    }

    #[test]
    fn that_a_server_wants_modern_suites_is_nothing_peculiar_and_that_it_bears_no_extensions_is() {
        let modern = |version: Version, hello: &[u8], _| match version {
            Version::TLS_1_2 if has(hello, 0xc02f) => chooses(version),
            _ => Answer::Alert(40),
        };
        let findings = interview(Some("a"), 1, modern);
        assert_eq!((counts(&findings)[4], &findings.notes[..]), (YES, &[][..]));
        let plain = |version: Version, hello: &[u8], _| match version {
            Version::TLS_1_0 if ClientHello::parse(&hello[9..]).unwrap().extensions().next().is_none() => {
                chooses(version)
            }
            _ => Answer::Alert(40),
        };
        let findings = interview(Some("a"), 1, plain);
        assert_eq!(
            (counts(&findings)[2], &findings.notes[..]),
            (YES, &[Note::of_version(NoteKind::Particular, Version::TLS_1_0)][..])
        );
    }

    #[test]
    fn a_large_hello_that_is_lost_is_told_apart_from_a_group_that_is_not_known() {
        let path = |version: Version, hello: &[u8], _: u32| match version {
            Version::TLS_1_3 if hello.len() > 1000 => Answer::Timeout,
            Version::TLS_1_3 => {
                let group = Some(Group::X25519MLKEM768);
                Answer::Hello { version, cipher_suite: None, group }
            }
            _ => Answer::Alert(70),
        };
        let findings = interview(Some("a"), 1, path);
        assert_eq!((findings.pq, &findings.notes[..]), (Some(true), &[NoteKind::LargeHelloFails.into()][..]));
    }

    #[test]
    fn tries_are_counted_each() {
        let findings = interview(Some("a"), 3, only(Version::TLS_1_2, Answer::Alert(70)));
        assert_eq!(counts(&findings), [[0, 3, 0], [0, 3, 0], [0, 3, 0], [0, 3, 0], [3, 0, 0], [0, 3, 0]]);
    }

    fn any_answer() -> impl Strategy<Value = Answer> {
        prop_oneof![
            (0x02ffu16..0x0306).prop_map(|v| chooses(Version(v))),
            any::<u8>().prop_map(Answer::Alert),
            Just(Answer::NotTls),
            Just(Answer::Closed),
            Just(Answer::Reset),
            Just(Answer::Timeout),
            Just(Answer::NoConnection),
        ]
    }

    proptest! {
        #[test]
        fn whatever_is_answered_it_ends_and_counts_every_try(
            answers in proptest::collection::vec(any_answer(), 1..60), tries in 1u32..4, named: bool,
        ) {
            let name = named.then_some("a");
            let findings = interview(name, tries, |_, _, n| answers[n as usize % answers.len()]);
            for (version, answer) in &findings.versions {
                prop_assert_eq!(answer.accepted + answer.refused + answer.unknown, answer.tries);
                prop_assert!(answer.tries >= tries, "{}", version);
            }
        }

        #[test]
        fn nothing_is_accepted_or_refused_that_was_only_silent(tries in 1u32..4) {
            let findings = interview(Some("a"), tries, |_, _, _| Answer::Timeout);
            prop_assert!(counts(&findings).iter().all(|[accepted, refused, _]| accepted + refused == 0));
        }
    }
}
