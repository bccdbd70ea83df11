//! Servers that were asked, judged by a policy; and what changed between two scans.

use cutover_evidence::{ServerAnswer, ServerChange, Sink, Taken, last_answers, server_changes};
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

    /// What is different now.
    pub fn changes_to(&self, now: &Self) -> Vec<ServerChange> {
        server_changes(&self.answers(), &now.answers())
    }

    /// Remembers the last clear answer of each server, whatever came between.
    pub fn keep_clear(&mut self, now: &Self) {
        for result in now.results.iter().filter(|(_, judgement)| judgement.verdict != Verdict::Unknown) {
            match self.results.iter_mut().find(|(known, _)| known.is_of_same_server(&result.0)) {
                Some(known) => known.clone_from(result),
                None => self.results.push(result.clone()),
            }
        }
    }

    /// The servers that break the policy now and did not before.
    pub fn newly_breaking<'a>(&self, now: &'a Self) -> Vec<&'a (ServerAnswer, ServerJudgement)> {
        newly_breaking(&self.results, &now.results)
    }
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
