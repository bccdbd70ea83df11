//! What is asked of one server at one address, in which order, and what follows from the answers: sans-I/O.

use std::time::Duration;

use cutover_evidence::{Depth, Note, NoteKind, VersionAnswer};
use cutover_wire::starttls::Greeting;
use cutover_wire::{Group, Version, alert};
use strum::VariantArray;

use crate::answer::{Answer, Shown};
use crate::hellos::{Alpn, Feature, Rung, has_extensions, hello, ladder, offers};
use crate::hex::hex;
use crate::meaning::{AnswerMeaning, ended, may_refuse_version};

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
    /// From the beginning of the connection to the answer, with what was spoken before TLS.
    pub took: Duration,
    /// The protocol that the server speaks instead of TLS, as far as its first words say.
    pub greeting: Option<Greeting>,
    /// Whether a ServerHello's random number says that the server could more.
    pub has_downgrade_sentinel: bool,
    /// The certificates, where they were asked for.
    pub certificates: Vec<Vec<u8>>,
    /// What else the server showed, as far as it was read.
    pub shown: Shown,
}

impl Attempt {
    /// An attempt of which nothing is known but the answer.
    pub fn of(answer: Answer) -> Self {
        Self {
            answer,
            proof: Vec::new(),
            rtt_ms: 0,
            took: Duration::ZERO,
            greeting: None,
            has_downgrade_sentinel: false,
            certificates: Vec::new(),
            shown: Shown::default(),
        }
    }
}

/// What is known of a server in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// What came of each version, oldest first.
    pub versions: Vec<(Version, VersionAnswer)>,
    /// Whether it accepts a group of ML-KEM, alone or in a hybrid; `None`: not known.
    pub pq: Option<bool>,
    /// Whether its random number says that it could more, when it is asked for less than its newest version;
    /// `None`: not known.
    pub downgrade_sentinel: Option<bool>,
    /// What else there is to say, each a word for machines with what it is about behind a colon.
    pub notes: Vec<Note>,
}

/// Asks one server at one address: gives hellos, takes what came of them.
///
/// A version is accepted when a ServerHello chooses it. It is refused when the alert `protocol_version` says so and the next
/// hello is not accepted either (there may be several machines), or a ServerHello chooses an older one. Any other refusal is one of a hello, and may have another reason: then the ladder goes
/// on to the hello of a current client, with everything that a server may insist on. If that is refused by an alert that
/// says nothing closer, or hung up on, it is a refusal of the version if the same hello for another version is accepted right
/// afterwards; otherwise it is not known. A timeout is never a refusal.
#[derive(Debug)]
pub struct Interview {
    server_name: Option<String>,
    /// Whether the server is known to answer when it is asked by name, though this interview names nobody.
    is_beside_a_name: bool,
    alpn: Alpn,
    random: [u8; 32],
    tries: u32,
    steps: Vec<Step>,
    notes: Vec<Note>,
    state: State,
    pq: Option<bool>,
    /// What each version was accepted with first.
    accepted_with: Vec<(Version, Rung)>,
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
    /// Refused on every rung, in a way that says nothing closer: a refusal if the server is well otherwise.
    Pending,
    /// Refused on every rung, in a way that says that something else is wrong.
    WantsMore,
    /// Accepted by a hello that could not name the host that it was meant for.
    Nameless,
    Unknown,
}

#[derive(Debug)]
enum State {
    Ladder(Box<Climb>),
    /// A later rung was accepted; the first is asked again, because it may have been chance.
    Again {
        /// Whether the hello that was accepted is one that few clients send.
        peculiar: bool,
        /// Whether it was the modern one.
        modern: bool,
        /// Whether the first was hung up on, which need not be an answer.
        hung_up: bool,
    },
    /// The modern hello is asked again without one thing, with each of these in turn.
    Missing {
        left: Vec<Feature>,
        /// Whether something was found that the server insists on.
        found: bool,
        /// How many answers say so of the first of them: where the server hangs up, the modern hello is asked in between.
        sure: usize,
    },
    /// Another version, which was accepted, is asked about with each of these hellos until one is accepted.
    Control {
        version: Version,
        rungs: Vec<Rung>,
    },
    /// After the control, what hung up is asked once more, of each of these versions.
    Recheck {
        left: Vec<Version>,
    },
    PostQuantum,
    PostQuantumFull(Group),
    Done,
}

/// So many answers say that it was for want of one thing that a server hung up: without it, with it, and so on.
const SURE: usize = 5;

/// How far up the ladder a try is, and what came of the rungs below.
#[derive(Debug, Default)]
struct Climb {
    rung: usize,
    /// What came of the first rung.
    first: Option<Attempt>,
    /// What came of the modern hello.
    modern: Option<Attempt>,
    /// Whether that, and what came later, may be a refusal of the version.
    may_refuse_version: bool,
    /// How many were answered by `internal_error`: OpenSSL 3 says so to whatever asks for TLS 1.0 or 1.1 where its security
    /// level has no room for them, before it looks at anything else (measured, 3.0).
    internal_errors: usize,
    /// What said that the version is refused. One that is accepted all the same contradicts itself.
    refused: Option<Attempt>,
    declined: bool,
    hung_up: bool,
    timeouts: u32,
}

impl Climb {
    /// Whether it may be chance that this rung was accepted and those below were not. That a server wants other suites
    /// than the first rung has, and says so by `handshake_failure`, is how most servers are today.
    fn may_be_chance(&self) -> bool {
        let wants_suites =
            self.first.as_ref().is_some_and(|first| matches!(first.answer, Answer::Alert(40 | 71)));
        self.refused.is_some() || self.rung > usize::from(wants_suites) && (self.declined || self.hung_up)
    }
}

impl Interview {
    /// An interview with a server under a name (none: without SNI), each version asked about `tries` times.
    pub fn new(server_name: Option<String>, tries: u32, random: [u8; 32]) -> Self {
        Self {
            server_name,
            is_beside_a_name: false,
            alpn: Alpn::Web,
            random,
            tries: tries.max(1),
            steps: vec![Step::new(ORDER[0])],
            notes: Vec::new(),
            state: State::Ladder(Box::default()),
            pq: None,
            accepted_with: Vec::new(),
        }
    }

    /// The same server is known to answer when it is asked by its name, so that what it refuses without one it
    /// refuses because of that.
    #[must_use]
    pub fn beside_a_name(self) -> Self {
        Self { is_beside_a_name: true, ..self }
    }

    /// The server is none of the web, and speaks something else before TLS.
    #[must_use]
    pub fn without_web(self) -> Self {
        Self { alpn: Alpn::No, ..self }
    }

    /// The server insists on that protocol.
    #[must_use]
    pub fn with_alpn(self, protocol: &'static str) -> Self {
        Self { alpn: Alpn::Always(protocol), ..self }
    }

    /// How many connections an interview needs when every answer is yes.
    pub fn least_connections(tries: u32) -> u64 {
        u64::from(tries.max(1)) * ORDER.len() as u64
    }

    /// The most connections that an interview can need.
    pub fn most_connections(tries: u32) -> u64 {
        // Each version may need its first rung again, two controls, what hung up once more, and may have been asked before its
        // turn in vain; and it may be asked without each thing that is not everybody's, until that is sure.
        let rungs: usize = ORDER
            .iter()
            .map(|version| ladder(*version, false).len() + 6 + SURE * Feature::of_version(*version).count())
            .sum();
        u64::from(tries.max(1)) * rungs as u64 + 3
    }

    /// The version that the next hello asks for, and the hello; `None`: there is nothing more to ask.
    pub fn next_hello(&self) -> Option<(Version, Vec<u8>)> {
        let question = self.next()?;
        Some((question.0, self.hello(question)))
    }

    /// The hello of a question.
    pub(crate) fn hello(&self, (version, rung): (Version, Rung)) -> Vec<u8> {
        hello(version, rung, self.alpn, self.server_name.as_deref(), self.random)
    }

    /// Questions that will be asked whatever comes before them, so that they can be asked at the same time.
    pub(crate) fn later(&self) -> impl Iterator<Item = (Version, Rung)> {
        let begun = self.steps.len();
        let versions =
            ORDER.iter().skip(begun).filter_map(|version| Some((*version, *self.ladder(*version).first()?)));
        let post_quantum = self.accepted(Version::TLS_1_3).then_some((Version::TLS_1_3, Rung::PostQuantum));
        versions.chain(post_quantum)
    }

    fn ladder(&self, version: Version) -> &'static [Rung] {
        ladder(version, self.server_name.is_some())
    }

    /// How each version that was accepted was asked for: it may be accepted with nothing less.
    pub(crate) fn accepted_with(&self) -> Vec<(Version, Rung)> {
        self.accepted_with.clone()
    }

    fn accepted(&self, version: Version) -> bool {
        let step = self.steps.iter().find(|step| step.version == version);
        step.is_some_and(|step| step.tries.contains(&Tried::Accepted))
    }

    /// The question that is asked next.
    pub(crate) fn next(&self) -> Option<(Version, Rung)> {
        let version = self.steps.last().map(|step| step.version)?;
        Some(match &self.state {
            State::Ladder(climb) => (version, *self.ladder(version).get(climb.rung)?),
            State::Again { .. } => (version, *self.ladder(version).first()?),
            State::Missing { sure, .. } if sure % 2 == 1 => (version, Rung::Modern),
            State::Missing { left, .. } => (version, Rung::ModernWithout(*left.first()?)),
            State::Recheck { left } => {
                let version = *left.first()?;
                (version, if has_extensions(version) { Rung::Modern } else { *self.ladder(version).first()? })
            }
            State::Control { version, rungs } => (*version, *rungs.first()?),
            State::PostQuantum => (Version::TLS_1_3, Rung::PostQuantum),
            State::PostQuantumFull(group) => (Version::TLS_1_3, Rung::PostQuantumFull(*group)),
            State::Done => return None,
        })
    }

    /// Takes what came of the hello that was given last.
    pub fn take(&mut self, attempt: Attempt) {
        let Some((version, rung)) = self.next() else { return };
        let means = AnswerMeaning::to_hello(attempt.answer, version, |suite, group| {
            offers(version, rung, suite, group)
        });
        match std::mem::replace(&mut self.state, State::Done) {
            State::Ladder(climb) => self.climb(version, rung, attempt, means, climb),
            State::Again { peculiar, modern, hung_up } => {
                let refused =
                    matches!(means, AnswerMeaning::Refused | AnswerMeaning::Declined | AnswerMeaning::HungUp);
                if means == AnswerMeaning::Accepted && hung_up {
                    self.unsteady();
                } else if means == AnswerMeaning::Accepted {
                    // The same hello, two answers.
                    self.tried(Tried::Refused, None);
                    self.note(NoteKind::Contradictory, version);
                } else if refused && modern {
                    let has_web = self.alpn == Alpn::Web;
                    let left = Feature::of_version(version)
                        .filter(|feature| has_web || *feature != Feature::Alpn)
                        .collect();
                    self.state = State::Missing { left, found: false, sure: 0 };
                    return;
                } else if peculiar && refused {
                    self.note(NoteKind::Particular, version);
                }
                self.next_version();
            }
            State::Missing { mut left, mut found, sure } => {
                let is_with_it = sure % 2 == 1;
                let says_so = match means {
                    AnswerMeaning::Accepted => is_with_it,
                    AnswerMeaning::Declined | AnswerMeaning::HungUp => !is_with_it,
                    _ => false,
                };
                if says_so && means != AnswerMeaning::Declined && sure + 1 < SURE {
                    self.state = State::Missing { left, found, sure: sure + 1 };
                    return;
                }
                let feature = left.remove(0);
                if says_so {
                    found = true;
                    self.note(needed(feature), version);
                } else if sure > 0 {
                    self.unsteady();
                }
                if !left.is_empty() {
                    self.state = State::Missing { left, found, sure: 0 };
                    return;
                }
                if !found {
                    self.note(NoteKind::Particular, version);
                }
                self.next_version();
            }
            State::Control { version, mut rungs } => {
                rungs.remove(0);
                let is_well = means == AnswerMeaning::Accepted;
                if !is_well && !rungs.is_empty() {
                    self.state = State::Control { version, rungs };
                    return;
                }
                let mut left = Vec::new();
                for step in self.steps.iter_mut().filter(|step| step.tries.contains(&Tried::Pending)) {
                    // What is said of TLS 1.3 by a lesser hello of an older version is nothing, and the other way round. Who has
                    // SSL alone has no such hello.
                    let is_comparable = rung == Rung::Modern
                        || !has_extensions(version)
                        || step.version.is_tls_1_3_family() == version.is_tls_1_3_family();
                    if is_well && is_comparable && step.is_hung_up() {
                        // Where few hellos were hung up on, another one.
                        let few = ladder(step.version, true).len() <= 2;
                        left.extend(std::iter::repeat_n(step.version, if few { 2 } else { 1 }));
                    } else {
                        step.settle(if is_well && is_comparable { Tried::Refused } else { Tried::Unknown });
                    }
                }
                if !is_well {
                    self.unsteady();
                }
                if left.is_empty() {
                    self.next_version();
                } else {
                    self.state = State::Recheck { left };
                }
            }
            State::Recheck { mut left } => {
                left.remove(0);
                if means == AnswerMeaning::HungUp && left.first() == Some(&version) {
                    self.state = State::Recheck { left };
                    return;
                }
                left.retain(|other| *other != version);
                let then = match means {
                    AnswerMeaning::Accepted if self.server_name.is_some() && !has_extensions(version) => {
                        Tried::Nameless
                    }
                    AnswerMeaning::Accepted => Tried::Accepted,
                    AnswerMeaning::Refused | AnswerMeaning::Declined | AnswerMeaning::HungUp => {
                        Tried::Refused
                    }
                    AnswerMeaning::Unclear | AnswerMeaning::Nothing => Tried::Unknown,
                };
                if then != Tried::Refused {
                    self.unsteady();
                }
                if let Some(step) = self.steps.iter_mut().find(|step| step.version == version) {
                    step.settle(then);
                    if then == Tried::Accepted {
                        step.evidence = Some(attempt);
                        self.accepted_with.push((version, rung));
                    }
                }
                if left.is_empty() {
                    self.next_version();
                } else {
                    self.state = State::Recheck { left };
                }
            }
            State::PostQuantum => {
                let group = match attempt.answer {
                    Answer::Hello { group, .. } if means == AnswerMeaning::Accepted => group,
                    _ => None,
                };
                let group = group.filter(|group| group.is_ml_kem());
                // Of a server that wants more than this hello has besides groups, a no says nothing of those.
                let wants_little = self.accepted_with.contains(&(Version::TLS_1_3, Rung::Sparing));
                // One that wants a post-quantum signature too has said its group to the hello that has both.
                self.pq = self.pq.or(match means {
                    AnswerMeaning::Accepted => group.map(|_| true),
                    AnswerMeaning::Refused | AnswerMeaning::Declined => wants_little.then_some(false),
                    _ => None,
                });
                self.state = group.map_or(State::Done, State::PostQuantumFull);
            }
            State::PostQuantumFull(_) => {
                if !matches!(means, AnswerMeaning::Accepted) {
                    self.notes.push(NoteKind::LargeHelloFails.into());
                }
            }
            State::Done => {}
        }
    }

    fn climb(
        &mut self,
        version: Version,
        rung: Rung,
        attempt: Attempt,
        means: AnswerMeaning,
        mut climb: Box<Climb>,
    ) {
        if means == AnswerMeaning::Accepted {
            if matches!(attempt.answer, Answer::Hello { group: Some(group), .. } if group.is_ml_kem()) {
                self.pq = Some(true);
            }
            if !self.accepted_with.iter().any(|(known, _)| *known == version) {
                self.accepted_with.push((version, rung));
            }
            // What names nobody is answered by whoever is there.
            if self.server_name.is_some() && !has_extensions(version) {
                self.note(NoteKind::AcceptedNameless, version);
                return self.concluded(Tried::Nameless, Some(attempt));
            }
            self.tried(Tried::Accepted, Some(attempt));
            let modern = rung == Rung::Modern;
            if climb.may_be_chance() || modern && (climb.declined || climb.hung_up) {
                let hung_up = climb.refused.is_none()
                    && climb
                        .first
                        .as_ref()
                        .is_some_and(|first| !matches!(first.answer, Answer::Alert(40 | 70 | 71)));
                self.state = State::Again { peculiar: climb.rung > 1, modern, hung_up };
            } else {
                self.next_version();
            }
            return;
        }
        // SSL 2.0 has one hello, and nothing else to offer.
        let is_last = matches!(means, AnswerMeaning::Declined | AnswerMeaning::Refused)
            && (version == Version::SSL_2_0
                || version == Version::SSL_3_0 && self.takes_suite_offered(version, climb.rung));
        let chose_older = matches!(attempt.answer, Answer::Hello { .. }) && means == AnswerMeaning::Refused;
        if chose_older || is_last {
            return self.concluded(Tried::Refused, Some(attempt));
        }
        if let Some(refused) = climb.refused {
            return self.concluded(Tried::Refused, Some(refused));
        }
        if means == AnswerMeaning::Refused {
            climb.refused = Some(attempt.clone());
        }
        climb.declined |= means == AnswerMeaning::Declined;
        climb.hung_up |= means == AnswerMeaning::HungUp;
        climb.timeouts += u32::from(means == AnswerMeaning::Nothing);
        if rung == Rung::Modern {
            climb.may_refuse_version = may_refuse_version(attempt.answer);
            climb.modern = Some(attempt.clone());
        } else if rung == Rung::EverySuite {
            climb.may_refuse_version &= may_refuse_version(attempt.answer);
        }
        climb.internal_errors += usize::from(attempt.answer == Answer::Alert(alert::INTERNAL_ERROR));
        climb.first.get_or_insert(attempt);
        climb.rung += 1;
        let over = climb.rung == self.ladder(version).len();
        if !over && means != AnswerMeaning::Unclear && climb.timeouts < TIMEOUTS {
            self.state = State::Ladder(climb);
            return;
        }
        let tried = if climb.refused.is_some() {
            Tried::Refused
        } else if means == AnswerMeaning::Unclear || climb.timeouts > 0 {
            Tried::Unknown
        } else if !has_extensions(version) {
            // SSL has no alert that names the version, and no extension that could be wanted.
            if climb.hung_up { Tried::Pending } else { Tried::Refused }
        } else if climb.may_refuse_version || climb.internal_errors == climb.rung {
            Tried::Pending
        } else {
            self.note(NoteKind::WantsMore, version);
            Tried::WantsMore
        };
        self.concluded(tried, climb.refused.or(climb.modern).or(climb.first));
    }

    /// Whether a newer version was accepted with a suite that this hello offers too. SSL 3.0 has no alert that names the
    /// version, but then it was not the suites, and the further rungs of SSL 3.0 have nothing else to offer.
    fn takes_suite_offered(&self, version: Version, rung: usize) -> bool {
        let Some(rung) = self.ladder(version).get(rung) else { return false };
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

    /// Of a server that hung up on what it took another time nobody knows which hang-up is a refusal.
    fn hanging_up_says_nothing(&mut self) {
        for step in self.steps.iter_mut().filter(|step| step.is_hung_up()) {
            for tried in step.tries.iter_mut().filter(|tried| **tried == Tried::Refused) {
                *tried = Tried::Unknown;
            }
            if step.version == Version::TLS_1_3 && self.pq == Some(false) {
                self.pq = None;
            }
        }
        // Nor whether it was for want of something.
        let is_need = |kind: &NoteKind| Feature::VARIANTS.iter().any(|feature| needed(*feature) == *kind);
        self.notes.retain(|note| note.kind != NoteKind::Particular && !is_need(&note.kind));
    }

    fn unsteady(&mut self) {
        if !self.notes.contains(&NoteKind::Unsteady.into()) {
            self.notes.push(NoteKind::Unsteady.into());
        }
    }

    fn accepted_any(&self) -> bool {
        self.steps.iter().any(|step| step.tries.contains(&Tried::Accepted))
    }

    /// The next try of this version, or the next version, or what comes behind the versions.
    fn next_version(&mut self) {
        let asked = self.steps.len();
        let is_pending = self.steps.iter().any(|step| step.tries.contains(&Tried::Pending));
        // At once: a server that hangs up on whoever comes too often is well again later.
        if let (true, Some((version, rung))) = (is_pending, self.control()) {
            let mut rungs = if has_extensions(version) { vec![Rung::Modern, rung] } else { vec![rung] };
            rungs.dedup();
            self.state = State::Control { version, rungs };
        } else if let Some(step) = self.steps.last()
            && step.tries.len() < self.tries as usize
        {
            self.state = State::Ladder(Box::default());
        } else if let Some(version) = ORDER.get(asked) {
            self.steps.push(Step::new(*version));
            self.state = State::Ladder(Box::default());
        } else {
            self.after_versions();
        }
    }

    /// A version that was accepted, and with which hello: best one whose hello is like those of most versions. By name it
    /// is one that can name: whoever refuses what has extensions may still take SSL, which has none.
    fn control(&self) -> Option<(Version, Rung)> {
        let rank = |version: Version| match (has_extensions(version), version.is_tls_1_3_family()) {
            (true, false) => 0,
            (true, true) => 1,
            (false, _) => 2,
        };
        let by_name = self.server_name.is_some();
        let may_tell = self.accepted_with.iter().filter(|(version, _)| !by_name || has_extensions(*version));
        may_tell.min_by_key(|(version, _)| rank(*version)).copied()
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
        if self.notes.contains(&NoteKind::Unsteady.into()) {
            self.hanging_up_says_nothing();
        }
        let nothing_accepted = !self.accepted_any();
        // Without a name a server may refuse everything because it wants one.
        let nameless = nothing_accepted && self.server_name.is_none() && !self.is_beside_a_name;
        let is_refusal = |tried: &Tried| matches!(tried, Tried::Refused | Tried::Pending | Tried::WantsMore);
        // Whoever was not asked to the end has refused nothing.
        let is_asked =
            self.steps.iter().filter(|step| step.tries.len() >= self.tries as usize).count() == ORDER.len();
        let all_refused = is_asked && self.steps.iter().all(|step| step.tries.iter().all(is_refusal));
        if nameless {
            self.pq = None;
        }
        if self.server_name.is_none() && nothing_accepted && all_refused {
            // Whatever it wants, it wants a name first.
            self.notes.retain(|note| note.kind != NoteKind::WantsMore);
            if self.is_beside_a_name {
                self.notes.push(NoteKind::NeedsName.into());
            } else if !self.notes.contains(&NoteKind::Unsteady.into()) {
                self.notes.push(NoteKind::WantsName.into());
            }
        }
        // It answers the same hello with a name in it.
        if self.is_beside_a_name && all_refused {
            let steps = self.steps.iter_mut().filter(|step| has_extensions(step.version));
            for tried in steps.flat_map(|step| &mut step.tries) {
                if *tried == Tried::Pending {
                    *tried = Tried::Refused;
                }
            }
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

    /// What was pending is settled.
    fn settle(&mut self, then: Tried) {
        for tried in self.tries.iter_mut().filter(|tried| **tried == Tried::Pending) {
            *tried = then;
        }
    }

    /// Whether the refusal was no alert.
    fn is_hung_up(&self) -> bool {
        let evidence = self.evidence.as_ref();
        evidence.is_some_and(|evidence| matches!(evidence.answer, Answer::Closed | Answer::Reset))
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

/// What is said of a server that insists on that.
fn needed(feature: Feature) -> NoteKind {
    match feature {
        Feature::ExtendedMasterSecret => NoteKind::NeedsExtendedMasterSecret,
        Feature::EncryptThenMac => NoteKind::NeedsEncryptThenMac,
        Feature::RenegotiationInfo => NoteKind::NeedsSecureRenegotiation,
        Feature::SessionTicket => NoteKind::NeedsSessionTicket,
        Feature::Alpn => NoteKind::NeedsAlpn,
        Feature::KeyShares => NoteKind::NeedsKeyShare,
        Feature::PostQuantumSchemes => NoteKind::NeedsPostQuantumSignature,
        Feature::BrainpoolSchemes => NoteKind::NeedsBrainpoolSignature,
        Feature::GostSchemes => NoteKind::NeedsGostSignature,
        Feature::RareSchemes => NoteKind::NeedsRareSignature,
        Feature::PostQuantumGroups => NoteKind::NeedsPostQuantumGroup,
        Feature::BrainpoolGroups => NoteKind::NeedsBrainpoolGroup,
        Feature::RareGroups => NoteKind::NeedsRareGroup,
    }
}

#[cfg(test)]
mod tests;
