//! Servers that were asked, judged by a policy; and what changed between two scans.

use cutover_evidence::{
    AnswersByServer, NotAsked, ServerAnswer, ServerChange, Sink, Taken, VersionState, last_answers,
    server_changes,
};
use cutover_policy::{Policy, ServerJudgement, ServerReason, Tally, Verdict, judge_server, newly_breaking};

/// What servers answered, each judged as it comes.
#[derive(Debug, Clone, Default)]
pub struct AskedServers {
    /// The answers and what they mean.
    pub results: Vec<(ServerAnswer, ServerJudgement)>,
    /// What could not be asked.
    pub unreached: Vec<ServerAnswer>,
    /// How many servers break, are unknown, fit.
    pub tally: Tally,
}

impl AskedServers {
    /// Judges an answer and counts it; it is kept only if it is wanted later. That a server wants its name, which it has been
    /// asked under, is no answer of its own.
    pub fn count(&mut self, answer: &ServerAnswer, policy: &Policy) -> ServerJudgement {
        let judgement = judge_server(answer, policy);
        if judgement.reason != ServerReason::NeedsName {
            self.tally.add(judgement.verdict);
        }
        judgement
    }

    /// Judges an answer and keeps it.
    pub fn take(&mut self, answer: ServerAnswer, policy: &Policy) {
        let judgement = self.count(&answer, policy);
        self.results.push((answer, judgement));
    }

    /// Every answer, also of what could not be asked.
    pub fn answers(&self) -> Vec<ServerAnswer> {
        self.results.iter().map(|(answer, _)| answer).chain(&self.unreached).cloned().collect()
    }

    /// Remembers the last clear answer of each server, whatever came between.
    pub fn keep_clear(&mut self, now: &Self) {
        let clear: Vec<_> =
            now.results.iter().filter(|(_, judgement)| judgement.verdict != Verdict::Unknown).collect();
        let known = AnswersByServer::of(self.results.iter().map(|(answer, _)| answer));
        let place = |answer| known.position(answer, ServerAnswer::is_of_same_server);
        let places: Vec<_> = clear.iter().map(|(answer, _)| place(answer)).collect();
        for (result, place) in clear.into_iter().zip(places) {
            match place {
                Some(index) => self.results[index].clone_from(result),
                None => self.results.push(result.clone()),
            }
        }
    }

    /// The servers that break the policy now and did not before.
    pub fn newly_breaking<'a>(&self, now: &'a Self) -> Vec<&'a (ServerAnswer, ServerJudgement)> {
        newly_breaking(&self.results, &now.results)
    }
}

/// What is known of servers that are asked again and again: what one did not answer this time is as it was.
#[derive(Debug, Default)]
pub struct LastKnown {
    /// Each server as it was when it was reached last, with what it answered clearly before.
    reached: Vec<ServerAnswer>,
    /// The last round, with what was known before in place of what was not clear.
    last: Vec<ServerAnswer>,
    /// The last round, as it was answered.
    answered: Vec<ServerAnswer>,
}

impl LastKnown {
    /// What is different now.
    pub fn changes_to(&mut self, now: &AskedServers) -> Vec<ServerChange> {
        let (reached, before) = (AnswersByServer::of(&self.reached), AnswersByServer::of(&self.answered));
        let last = AnswersByServer::of(&self.last);
        let known = |answer: &ServerAnswer| reached.find(answer, ServerAnswer::is_of_same_server).cloned();
        let mut back = Vec::new();
        let answered = now.answers();
        let now: Vec<ServerAnswer> = answered
            .iter()
            .cloned()
            .map(|answer| match known(&answer) {
                Some(known) if answer.problem.is_none() => {
                    let before = before.find(&answer, ServerAnswer::is_of_same_server);
                    if is_open(&answer) && !is_open(&known) && before.is_some_and(is_open) {
                        // Nothing twice is no accident; of what it accepts it says nothing.
                        return ServerAnswer { problem: Some(NotAsked::NothingClear), ..answer };
                    }
                    let now = with_what_was_known(answer, &known, before);
                    let was_away = |last: &ServerAnswer, now: &ServerAnswer| {
                        last.is_of_same_address(now) && last.problem.is_some()
                    };
                    if last.find(&now, was_away).is_some() {
                        back.extend(server_changes(&[known], std::slice::from_ref(&now)));
                    }
                    now
                }
                _ => answer,
            })
            .collect();
        let mut changes = server_changes(&self.last, &now);
        // What changed while it was away is told behind that it is back.
        changes.extend(back);
        let here: Vec<_> = now.iter().filter(|answer| answer.problem.is_none()).collect();
        let place = |answer| reached.position(answer, ServerAnswer::is_of_same_server);
        let places: Vec<_> = here.iter().map(|answer| place(answer)).collect();
        for (answer, place) in here.into_iter().zip(places) {
            match place {
                Some(index) => self.reached[index].clone_from(answer),
                None => self.reached.push(answer.clone()),
            }
        }
        self.last = now;
        self.answered = answered;
        changes
    }
}

/// Whether it says nothing clearly of any version.
fn is_open(answer: &ServerAnswer) -> bool {
    answer.versions.iter().all(|(version, _)| answer.state(*version) == VersionState::Unknown)
}

/// An answer, in which what is not clear for the first time is as it was. What stays unclear is a change.
fn with_what_was_known(
    mut now: ServerAnswer,
    known: &ServerAnswer,
    before: Option<&ServerAnswer>,
) -> ServerAnswer {
    for (version, answer) in &known.versions {
        let is_open = |answer: &ServerAnswer| answer.state(*version) == VersionState::Unknown;
        if is_open(&now) && !is_open(known) && !before.is_some_and(is_open) {
            now.versions.retain(|(other, _)| other != version);
            now.versions.push((*version, answer.clone()));
        }
    }
    now.pq = now.pq.or(known.pq);
    now.certificate = now.certificate.or_else(|| known.certificate.clone());
    now
}

/// Two scans to compare, each a [`Sink`] of its own.
#[derive(Debug, Clone, Default)]
pub struct ChangedServers {
    /// What was answered before and after.
    pub scans: [Answers; 2],
}

/// The answers of one scan.
#[derive(Debug, Clone, Default)]
pub struct Answers(pub Vec<ServerAnswer>);

impl Sink for Answers {
    fn server_answer(&mut self, answer: ServerAnswer) -> Taken {
        self.0.push(answer);
        Taken::Used
    }
}

impl ChangedServers {
    /// What changed, and what each scan means for a policy.
    pub fn changes(self, policy: &Policy) -> (Vec<ServerChange>, [AskedServers; 2]) {
        let [before, after] = self.scans.map(|Answers(answers)| last_answers(answers));
        let changes = server_changes(&before, &after);
        let judged = |answers: Vec<ServerAnswer>| {
            let mut asked = AskedServers::default();
            for answer in answers.into_iter().filter(|answer| answer.problem.is_none()) {
                asked.take(answer, policy);
            }
            asked
        };
        (changes, [before, after].map(judged))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_evidence::{ServerDifference, VersionAnswer};
    use cutover_wire::Version;

    fn round(state: Option<[u32; 3]>) -> AskedServers {
        let mut asked = AskedServers::default();
        let target = "www.example.test".to_owned();
        match state {
            None => asked.unreached.push(ServerAnswer {
                target,
                problem: Some(NotAsked::ConnectionRefused),
                ..ServerAnswer::default()
            }),
            Some([accepted, refused, unknown]) => {
                let tries = accepted + refused + unknown;
                let answer = VersionAnswer { accepted, refused, unknown, tries, ..VersionAnswer::default() };
                let versions = vec![(Version::TLS_1_0, answer)];
                let answer = ServerAnswer { target, versions, ..ServerAnswer::default() };
                asked.take(answer, &Policy::built_in("tls12-plus").unwrap());
            }
        }
        asked
    }

    fn differences(known: &mut LastKnown, state: Option<[u32; 3]>) -> Vec<ServerDifference> {
        known.changes_to(&round(state)).into_iter().map(|change| change.difference).collect()
    }

    #[test]
    fn what_was_not_answered_is_no_change_and_who_comes_back_is_compared_with_what_he_was() {
        let (yes, no, open) = ([1, 0, 0], [0, 1, 0], [0, 0, 1]);
        let mut known = LastKnown::default();
        assert_eq!(differences(&mut known, Some(no)), [ServerDifference::Appeared { problem: None }]);
        assert_eq!(differences(&mut known, Some(open)), []);
        assert_eq!(differences(&mut known, Some(no)), []);
        assert_eq!(differences(&mut known, Some(open)), []);
        let nothing = Some(NotAsked::NothingClear);
        let away = ServerDifference::Reach { before: None, after: nothing.clone() };
        assert_eq!(differences(&mut known, Some(open)), [away], "twice is no accident");
        assert_eq!(differences(&mut known, Some(open)), []);
        let back = ServerDifference::Reach { before: nothing, after: None };
        assert_eq!(differences(&mut known, Some(no)), [back]);
        let refused = Some(NotAsked::ConnectionRefused);
        let away = ServerDifference::Reach { before: None, after: refused.clone() };
        assert_eq!(differences(&mut known, None), [away]);
        assert_eq!(differences(&mut known, None), []);
        let back = ServerDifference::Reach { before: refused, after: None };
        let version = Version::TLS_1_0;
        let (before, after) = (VersionState::Refused, VersionState::Accepted);
        let again = ServerDifference::Version { version, before, after };
        assert_eq!(differences(&mut known, Some(yes)), [back, again]);
    }
}
