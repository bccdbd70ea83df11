//! Judging one handshake after the other, where a client that failed comes again with less: it is judged by its best.

use std::hash::BuildHasher;

use cutover_evidence::{Handshake, Outcome};
use hashbrown::HashMap;

use crate::judge::{Judgement, Reason, Verdict, judge};
use crate::policy::Policy;

/// How many failed attempts are remembered. Who comes again does so within seconds.
const MAX_FAILED: usize = 4096;

/// Judges handshakes by one policy, in the order in which evidence has them.
#[derive(Debug)]
pub struct Judge<'a> {
    policy: &'a Policy,
    /// What came of attempts that failed, by source and packet.
    failed: HashMap<(u64, u64), Attempt>,
}

#[derive(Debug, Clone, Copy)]
struct Attempt {
    reason: Reason,
    outcome: Outcome,
}

impl<'a> Judge<'a> {
    /// Nothing judged yet.
    pub fn new(policy: &'a Policy) -> Self {
        Self { policy, failed: HashMap::new() }
    }

    /// Judges the next one. A retry ([`Handshake::retry_of`]) that would not fit by itself is judged by the attempt that it
    /// repeats: the client offers more than it got.
    pub fn judge(&mut self, handshake: &Handshake) -> Judgement {
        let alone = judge(handshake, self.policy);
        let (Some(frame), true) = (handshake.frame, handshake.negotiated_version.is_none()) else {
            return self.by_its_best(handshake, alone);
        };
        if handshake.offered_max.is_some() && handshake.outcome != Outcome::Established {
            if self.failed.len() >= MAX_FAILED {
                self.failed.clear();
            }
            let attempt = Attempt { reason: alone.reason, outcome: handshake.outcome };
            self.failed.insert(self.key(&handshake.source, frame), attempt);
        }
        self.by_its_best(handshake, alone)
    }

    fn key(&self, source: &str, frame: u64) -> (u64, u64) {
        (self.failed.hasher().hash_one(source), frame)
    }

    fn by_its_best(&self, handshake: &Handshake, alone: Judgement) -> Judgement {
        let Some(best) = handshake.retry_of else { return alone };
        if alone.verdict == Verdict::Fits {
            return alone;
        }
        let silent = Attempt { reason: Reason::NewerHelloDropped, outcome: Outcome::NoAnswer };
        let best = self
            .failed
            .get(&self.key(handshake.retry_of_source.as_ref().unwrap_or(&handshake.source), best))
            .copied()
            .unwrap_or(silent);
        match (best.outcome, Judgement::from(best.reason).verdict) {
            (
                Outcome::Reset | Outcome::NoAnswer | Outcome::Closed | Outcome::ClientGone,
                Verdict::Unknown,
            ) => Reason::NewerHelloDropped.into(),
            _ => best.reason.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use cutover_wire::Version;

    use super::*;

    const V10: Version = Version::TLS_1_0;
    const V12: Version = Version::TLS_1_2;

    fn attempt(frame: u64, versions: &[Version], outcome: Outcome) -> Handshake {
        Handshake {
            frame: Some(frame),
            offered_versions: versions.to_vec(),
            offered_max: versions.first().copied(),
            outcome,
            ..Handshake::default()
        }
    }

    fn with_less(retry_of: Option<u64>) -> Handshake {
        Handshake { negotiated_version: Some(V10), retry_of, ..attempt(20, &[V10], Outcome::Established) }
    }

    #[test]
    fn who_comes_again_with_less_is_judged_by_its_best() {
        let policy = Policy::built_in("tls12-plus").unwrap();
        for (outcome, reason) in [
            (Outcome::Reset, Reason::NewerHelloDropped),
            (Outcome::NoAnswer, Reason::NewerHelloDropped),
            (Outcome::RefusedAlert, Reason::FailedOtherwise),
        ] {
            let mut judge = Judge::new(&policy);
            judge.judge(&attempt(4, &[V12, V10], outcome));
            assert_eq!(judge.judge(&with_less(Some(4))).reason, reason, "{outcome:?}");
        }
    }

    #[test]
    fn an_old_program_beside_another_is_judged_alone() {
        let policy = Policy::built_in("tls12-plus").unwrap();
        let mut judge = Judge::new(&policy);
        judge.judge(&attempt(4, &[V12], Outcome::Reset));
        assert_eq!(judge.judge(&with_less(None)).reason, Reason::ClientTooOld);
    }

    #[test]
    fn a_retry_whose_best_is_not_there_is_no_old_client() {
        let policy = Policy::built_in("tls12-plus").unwrap();
        let judged = Judge::new(&policy).judge(&with_less(Some(4)));
        assert_eq!((judged.verdict, judged.fault), (Verdict::Unknown, None));
    }
}
