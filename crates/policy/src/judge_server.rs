//! Whether a server accepts what a policy allows and nothing that it forbids.

use strum::IntoStaticStr;

use cutover_evidence::{AnswersByServer, NoteKind, ServerAnswer, VersionAnswer};
use cutover_wire::Version;
use serde::Serialize;

use crate::judge::Verdict;
use crate::policy::Policy;

/// Why a server's verdict is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ServerReason {
    /// Breaks: it accepts none of the versions allowed. Clients that are set to the policy lose it.
    NothingAllowed,
    /// Breaks: it accepts what is allowed only at times.
    AllowedAtTimes,
    /// Breaks: it still accepts versions that are forbidden.
    OldAccepted,
    /// Breaks: it accepts a suite that is forbidden.
    SuiteAccepted,
    /// Breaks: it accepts a group that is forbidden.
    GroupAccepted,
    /// Unknown: it did not answer clearly about some version.
    NotClear,
    /// Unknown: the policy limits suites or groups, and the server was not asked for each that it accepts.
    NotAsked,
    /// Unknown: the policy limits suites or groups, and the server was asked for them, but there may be more than it told.
    ListOpen,
    /// Fits: asked without a name it refuses everything; what it accepts by name is another answer.
    NeedsName,
    /// Fits.
    AsRequired,
}

impl ServerReason {
    /// What follows from it.
    pub fn verdict(self) -> Verdict {
        match self {
            Self::NotClear | Self::NotAsked | Self::ListOpen => Verdict::Unknown,
            Self::NeedsName | Self::AsRequired => Verdict::Fits,
            _ => Verdict::Breaks,
        }
    }

    /// Its name in machine formats and of its sentences.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// A server's verdict with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServerJudgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Why.
    pub reason: ServerReason,
    /// The versions that it is about.
    pub versions: Vec<Version>,
}

/// Judges what one server at one address answered.
///
/// What it was not asked, or did not answer clearly, makes the verdict unknown unless something else is clear
/// enough to break. Something newer than the policy names is no fault.
pub fn judge_server(answer: &ServerAnswer, policy: &Policy) -> ServerJudgement {
    let all = || answer.versions.iter();
    let (of_suites, of_groups) = (answer.cipher_suites.as_ref(), answer.groups.as_ref());
    let of = |those: &dyn Fn(&Version, &VersionAnswer) -> bool| -> Vec<Version> {
        all().filter(|(version, answer)| those(version, answer)).map(|(version, _)| *version).collect()
    };
    let allowed = |version: &Version| policy.allows_version(*version);
    let newest = policy.versions.iter().map(|version| version.age_rank()).max().unwrap_or(0);
    let forbidden = |version: &Version| !allowed(version) && version.age_rank() < newest;
    let clear = |answer: &VersionAnswer| answer.unknown == 0 && answer.tries > 0;
    let accepted = |answer: &VersionAnswer| answer.accepted > 0;
    let settled = |answer: &VersionAnswer| answer.accepted > 0 && answer.refused == 0 && answer.unknown == 0;
    let refused = |version: &Version| {
        all().any(|(asked, answer)| asked == version && answer.tries > 0 && answer.refused == answer.tries)
    };

    let judged =
        |reason: ServerReason, versions| ServerJudgement { verdict: reason.verdict(), reason, versions };
    // Scan notes this only of a server that is known to answer by its name.
    if answer.server_name.is_none() && answer.has_note(&NoteKind::NeedsName) {
        return judged(ServerReason::NeedsName, Vec::new());
    }
    let old = of(&|version, answer| forbidden(version) && accepted(answer));
    if policy.versions.iter().all(refused) {
        return judged(ServerReason::NothingAllowed, policy.versions.clone());
    }
    if !old.is_empty() {
        return judged(ServerReason::OldAccepted, old);
    }
    let at_times = of(&|version, answer| allowed(version) && accepted(answer) && answer.refused > 0);
    if !at_times.is_empty() {
        return judged(ServerReason::AllowedAtTimes, at_times);
    }
    let suites = of(&|version, answer| {
        let mut accepted = answer.cipher_suite.iter().chain(answer.cipher_suites.iter().flatten());
        allowed(version) && accepted.any(|suite| !policy.allows_suite(*version, *suite))
    });
    if !suites.is_empty() {
        return judged(ServerReason::SuiteAccepted, suites);
    }
    let any_forbidden =
        of_groups.is_some_and(|groups| groups.iter().any(|group| !policy.allows_group(*group)));
    let groups = of(&|version, answer| {
        let chosen = answer.group.is_some_and(|group| !policy.allows_group(group));
        allowed(version) && accepted(answer) && (chosen || any_forbidden)
    });
    if !groups.is_empty() {
        return judged(ServerReason::GroupAccepted, groups);
    }
    let nothing = !all().any(|(version, answer)| allowed(version) && accepted(answer));
    // One allowed version that is settled is enough.
    let some_settled = all().any(|(version, answer)| allowed(version) && settled(answer));
    let mut open =
        of(&|version, answer| !clear(answer) && (forbidden(version) || !some_settled && allowed(version)));
    // Versions that it was never asked about are as open as those that it did not answer.
    let unasked = |version: &&Version| !all().any(|(asked, _)| asked == *version);
    if nothing {
        open.extend(policy.versions.iter().filter(unasked));
    }
    if !open.is_empty() || nothing {
        return judged(ServerReason::NotClear, open);
    }
    let classic = |version: &Version| !version.is_tls_1_3_family();
    let suites = policy.limits_suites() && of_suites.is_none();
    let groups = policy.allowed_groups.is_some() && of_groups.is_none();
    let unasked =
        of(&|version, answer| allowed(version) && accepted(answer) && (groups || suites && classic(version)));
    if !unasked.is_empty() {
        return judged(ServerReason::NotAsked, unasked);
    }
    // Not to the end, with some version.
    if policy.limits_suites() && answer.has_note(&NoteKind::SuitesIncomplete)
        || policy.allowed_groups.is_some() && answer.has_note(&NoteKind::GroupsIncomplete)
    {
        return judged(ServerReason::ListOpen, of(&|version, answer| allowed(version) && accepted(answer)));
    }
    judged(ServerReason::AsRequired, of(&|version, answer| allowed(version) && accepted(answer)))
}

/// Those that break now, and did not when they were judged before, or were not there.
pub fn newly_breaking<'a>(
    before: &[(ServerAnswer, ServerJudgement)],
    now: &'a [(ServerAnswer, ServerJudgement)],
) -> Vec<&'a (ServerAnswer, ServerJudgement)> {
    let breaks = |(_, judgement): &&(ServerAnswer, ServerJudgement)| judgement.verdict == Verdict::Breaks;
    let broke = AnswersByServer::of(before.iter().filter(breaks).map(|(answer, _)| answer));
    let is_new = |(answer, _): &&(ServerAnswer, ServerJudgement)| {
        broke.find(answer, ServerAnswer::is_of_same_server).is_none()
    };
    let new: Vec<_> = now.iter().filter(breaks).filter(is_new).collect();
    // What breaks by name need not be told again without.
    let named: Vec<_> = new.iter().filter(|(named, _)| named.server_name.is_some()).collect();
    let by_server = AnswersByServer::of(named.iter().map(|(answer, _)| answer));
    let told = |(answer, judgement): &(ServerAnswer, ServerJudgement)| {
        let is_same =
            |index: &usize| named[*index].0.is_of_same_address(answer) && named[*index].1 == *judgement;
        answer.server_name.is_none() && by_server.positions(answer).iter().any(is_same)
    };
    new.iter().copied().filter(|result| !told(result)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cutover_wire::CipherSuite;

    fn answered(versions: &[(Version, [u32; 3])]) -> ServerAnswer {
        let answer = |[accepted, refused, unknown]: [u32; 3]| VersionAnswer {
            accepted,
            refused,
            unknown,
            tries: accepted + refused + unknown,
            ..VersionAnswer::default()
        };
        ServerAnswer {
            target: "www.example.test".into(),
            versions: versions.iter().map(|(version, counts)| (*version, answer(*counts))).collect(),
            ..ServerAnswer::default()
        }
    }

    const YES: [u32; 3] = [1, 0, 0];
    const NO: [u32; 3] = [0, 1, 0];
    const OPEN: [u32; 3] = [0, 0, 1];
    const V10: Version = Version::TLS_1_0;
    const V12: Version = Version::TLS_1_2;

    fn tls12_plus(versions: &[(Version, [u32; 3])]) -> (ServerReason, Vec<Version>) {
        let judged = judge_server(&answered(versions), &Policy::built_in("tls12-plus").unwrap());
        (judged.reason, judged.versions)
    }

    #[test]
    fn a_server_that_still_accepts_something_old_breaks_though_it_accepts_what_is_allowed() {
        assert_eq!(tls12_plus(&[(V10, YES), (V12, YES)]), (ServerReason::OldAccepted, vec![V10]));
        assert_eq!(tls12_plus(&[(V10, [1, 2, 0]), (V12, YES)]), (ServerReason::OldAccepted, vec![V10]));
    }

    #[test]
    fn a_server_that_accepts_nothing_that_is_allowed_is_lost() {
        let neither = [(V10, YES), (V12, NO), (Version::TLS_1_3, NO)];
        assert_eq!(tls12_plus(&neither).0, ServerReason::NothingAllowed);
        assert_eq!(tls12_plus(&[(V10, NO), (V12, [1, 1, 0])]), (ServerReason::AllowedAtTimes, vec![V12]));
    }

    #[test]
    fn what_is_not_clear_is_unknown() {
        assert_eq!(tls12_plus(&[(V10, OPEN), (V12, YES)]), (ServerReason::NotClear, vec![V10]));
        assert_eq!(
            tls12_plus(&[(V10, NO), (V12, OPEN)]),
            (ServerReason::NotClear, vec![V12, Version::TLS_1_3])
        );
        assert_eq!(tls12_plus(&[]).0, ServerReason::NotClear);
        // Two of three tries came to nothing.
        assert_eq!(tls12_plus(&[(V10, NO), (V12, [1, 0, 2])]).0, ServerReason::NotClear);
        // Half of the clients of TLS 1.2 fail, though those of TLS 1.3 do not.
        let half = [(V10, NO), (V12, [1, 1, 0]), (Version::TLS_1_3, YES)];
        assert_eq!(tls12_plus(&half).0, ServerReason::AllowedAtTimes);
        // One allowed version is enough; that another is open does not matter.
        let fits = [(V10, NO), (V12, YES), (Version::TLS_1_3, OPEN)];
        assert_eq!(tls12_plus(&fits), (ServerReason::AsRequired, vec![V12]));
    }

    #[test]
    fn a_server_that_wants_to_be_named_is_judged_by_what_it_says_to_its_name() {
        let mut answer = answered(&[(V10, NO), (V12, NO)]);
        answer.notes.push(NoteKind::NeedsName.into());
        let policy = Policy::built_in("tls12-plus").unwrap();
        assert_eq!(judge_server(&answer, &policy).reason, ServerReason::NeedsName);
    }

    #[test]
    fn only_what_did_not_break_before_breaks_newly() {
        let policy = Policy::built_in("tls12-plus").unwrap();
        let judged = |versions: &[(Version, [u32; 3])]| {
            let answer = answered(versions);
            let judgement = judge_server(&answer, &policy);
            (answer, judgement)
        };
        let (good, bad) = ([judged(&[(V10, NO), (V12, YES)])], [judged(&[(V10, YES), (V12, YES)])]);
        assert_eq!(newly_breaking(&good, &bad).len(), 1);
        assert_eq!(newly_breaking(&[], &bad).len(), 1);
        assert_eq!(newly_breaking(&bad, &bad).len() + newly_breaking(&bad, &good).len(), 0);
    }

    #[test]
    fn a_suite_that_is_forbidden_breaks() {
        let mut answer = answered(&[(V12, YES)]);
        answer.versions[0].1.cipher_suite = Some(CipherSuite(0x002f));
        let policy = Policy::built_in("forward-secrecy").unwrap();
        assert_eq!(judge_server(&answer, &policy).reason, ServerReason::SuiteAccepted);
        // It chose one that is allowed; whether it accepts others nobody asked.
        answer.versions[0].1.cipher_suite = Some(CipherSuite(0xc02f));
        assert_eq!(judge_server(&answer, &policy).reason, ServerReason::NotAsked);
        answer.cipher_suites = Some(vec![CipherSuite(0xc02f)]);
        assert_eq!(judge_server(&answer, &policy).reason, ServerReason::AsRequired);
        answer.versions[0].1.cipher_suites = Some(vec![CipherSuite(0xc02f), CipherSuite(0x002f)]);
        assert_eq!(judge_server(&answer, &policy).reason, ServerReason::SuiteAccepted);
    }
}
