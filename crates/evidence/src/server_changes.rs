//! What differs between what servers answered once and what they answered later.

use std::collections::HashMap;
use std::net::IpAddr;

use cutover_wire::{CipherSuite, Group, Version};
use serde::Serialize;

use crate::answers_by_server::AnswersByServer;
use crate::words::{NotAsked, NoteKind};
use crate::{ServerAnswer, VersionAnswer};

/// One difference of one server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServerChange {
    /// The target as given.
    pub target: String,
    /// The address.
    pub server_ip: Option<IpAddr>,
    /// The port.
    pub port: Option<u16>,
    /// The name it was asked by; `null`: without.
    pub server_name: Option<String>,
    /// What differs.
    #[serde(flatten)]
    pub difference: ServerDifference,
}

/// What differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum ServerDifference {
    /// It was not there before: the target, that address of it, or asking it by that name.
    Appeared {
        /// Why it cannot be asked; `null`: it can.
        problem: Option<NotAsked>,
    },
    /// It is not there any more.
    Gone,
    /// It could be asked and cannot any more, or the other way round, or for another reason.
    Reach {
        /// Why it could not be asked before; `null`: it could.
        before: Option<NotAsked>,
        /// Why it cannot be asked now.
        after: Option<NotAsked>,
    },
    /// A version is answered otherwise.
    Version {
        /// Which.
        version: Version,
        /// Before.
        before: VersionState,
        /// Now.
        after: VersionState,
    },
    /// Groups of ML-KEM.
    PostQuantum {
        /// Whether it was accepted; `null`: not known.
        before: Option<bool>,
        /// Whether it is.
        after: Option<bool>,
    },
    /// The suites of a version, where both knew them.
    Suites {
        /// The version.
        version: Version,
        /// Accepted now, and not before.
        gained: Vec<CipherSuite>,
        /// Accepted before, and not now.
        lost: Vec<CipherSuite>,
    },
    /// The groups, where both knew them.
    Groups {
        /// Accepted now, and not before.
        gained: Vec<Group>,
        /// Accepted before, and not now.
        lost: Vec<Group>,
    },
    /// Another certificate, by its SHA-256, where both knew it.
    Certificate {
        /// Before.
        before: String,
        /// Now.
        after: String,
    },
}

/// What is known of one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VersionState {
    /// Accepted each time.
    Accepted,
    /// Refused each time.
    Refused,
    /// Accepted, but not each time.
    AtTimes,
    /// Not known, or not asked.
    Unknown,
}

impl VersionState {
    /// What these answers say.
    pub fn of(answer: &VersionAnswer) -> Self {
        match answer {
            VersionAnswer { tries: 0, .. } => Self::Unknown,
            VersionAnswer { accepted, tries, .. } if accepted == tries => Self::Accepted,
            VersionAnswer { refused, tries, .. } if refused == tries => Self::Refused,
            VersionAnswer { accepted: 0, .. } => Self::Unknown,
            _ => Self::AtTimes,
        }
    }
}

impl ServerAnswer {
    /// Whether it is about the same server, asked the same way, as another.
    pub fn is_of_same_server(&self, other: &Self) -> bool {
        self.is_of_same_address(other) && self.server_name == other.server_name
    }

    /// Whether it is about the same server, by whatever name it was asked.
    pub fn is_of_same_address(&self, other: &Self) -> bool {
        let of = |answer: &Self| (answer.server_ip, answer.port, answer.via.clone());
        self.target == other.target && of(self) == of(other)
    }

    /// What is known of a version.
    pub fn state(&self, version: Version) -> VersionState {
        let answer = self.versions.iter().find(|(other, _)| *other == version);
        answer.map_or(VersionState::Unknown, |(_, answer)| VersionState::of(answer))
    }
}

/// The differences, in the order of what is there now; what is gone comes last. Of several answers of the same server
/// the last counts. What changed for those who ask by name is not told again of those who do not.
pub fn server_changes(before: &[ServerAnswer], after: &[ServerAnswer]) -> Vec<ServerChange> {
    let (before, after) = (AnswersByServer::of(before), AnswersByServer::of(after));
    let mut changes = Vec::new();
    let mut reached: HashMap<(&str, Option<IpAddr>), Vec<ServerDifference>> = HashMap::new();
    for now in after.last() {
        let same = before.find(now, ServerAnswer::is_of_same_server);
        let reach = same.is_none().then(|| before.find(now, ServerAnswer::is_of_same_address)).flatten();
        match (same, reach) {
            (Some(then), _) if then.problem == now.problem => between(then, now, &mut changes),
            // Whoever cannot be reached has no name.
            (Some(then), _) | (None, Some(then)) if then.problem != now.problem => {
                let (before, after) = (then.problem.clone(), now.problem.clone());
                let reach = ServerDifference::Reach { before, after };
                let told = reached.entry((&now.target, now.server_ip)).or_default();
                if !told.contains(&reach) {
                    told.push(reach.clone());
                    changes.push(change(now, reach));
                }
            }
            _ => {
                let problem = now.problem.clone();
                changes.push(change(now, ServerDifference::Appeared { problem }));
            }
        }
    }
    for then in before.last() {
        let here = |now: &ServerAnswer, then: &ServerAnswer| {
            now.is_of_same_server(then) || now.is_of_same_address(then) && now.problem != then.problem
        };
        if after.find(then, here).is_none() {
            changes.push(change(then, ServerDifference::Gone));
        }
    }
    let mut named: HashMap<_, Vec<ServerDifference>> = HashMap::new();
    for change in changes.iter().filter(|change| change.server_name.is_some()) {
        let place = (change.target.clone(), change.server_ip, change.port);
        named.entry(place).or_default().push(change.difference.clone());
    }
    changes.retain(|change| {
        let place = (change.target.clone(), change.server_ip, change.port);
        let same = named.get(&place).is_some_and(|named| named.contains(&change.difference));
        change.server_name.is_some() || !same
    });
    changes
}

/// Each server once, as it answered last: a file may hold several scans.
pub fn last_answers(answers: Vec<ServerAnswer>) -> Vec<ServerAnswer> {
    let last: Vec<bool> = {
        let all = AnswersByServer::of(&answers);
        let place = |answer| all.position(answer, ServerAnswer::is_of_same_server);
        answers.iter().enumerate().map(|(index, answer)| place(answer) == Some(index)).collect()
    };
    answers.into_iter().zip(last).filter_map(|(answer, last)| last.then_some(answer)).collect()
}

fn change(answer: &ServerAnswer, difference: ServerDifference) -> ServerChange {
    ServerChange {
        target: answer.target.clone(),
        server_ip: answer.server_ip,
        port: answer.port,
        server_name: answer.server_name.clone(),
        difference,
    }
}

fn between(then: &ServerAnswer, now: &ServerAnswer, changes: &mut Vec<ServerChange>) {
    let mut tell = |difference| changes.push(change(now, difference));
    let mut versions: Vec<Version> = then.versions.iter().chain(&now.versions).map(|(v, _)| *v).collect();
    versions.sort_by_key(|version| version.age_rank());
    versions.dedup();
    for version in versions {
        let (before, after) = (then.state(version), now.state(version));
        if before != after {
            tell(ServerDifference::Version { version, before, after });
        }
        let suites = |answer: &ServerAnswer| {
            let (_, answer) = answer.versions.iter().find(|(other, _)| *other == version)?;
            answer.cipher_suites.clone()
        };
        if let (Some(before), Some(after)) = (suites(then), suites(now)) {
            let (gained, lost) = gained_and_lost(&before, &after, &NoteKind::SuitesIncomplete, then, now);
            if !gained.is_empty() || !lost.is_empty() {
                tell(ServerDifference::Suites { version, gained, lost });
            }
        }
    }
    if then.pq != now.pq {
        tell(ServerDifference::PostQuantum { before: then.pq, after: now.pq });
    }
    if let (Some(before), Some(after)) = (&then.groups, &now.groups) {
        let (gained, lost) = gained_and_lost(before, after, &NoteKind::GroupsIncomplete, then, now);
        if !gained.is_empty() || !lost.is_empty() {
            tell(ServerDifference::Groups { gained, lost });
        }
    }
    if let (Some(before), Some(after)) = (&then.certificate, &now.certificate)
        && before.sha256 != after.sha256
    {
        let (before, after) = (before.sha256.clone(), after.sha256.clone());
        tell(ServerDifference::Certificate { before, after });
    }
}

/// What is there now and was not, and the other way round. What is not on a list that may be longer is not known to be away.
fn gained_and_lost<T: Copy + PartialEq>(
    before: &[T],
    after: &[T],
    incomplete: &NoteKind,
    then: &ServerAnswer,
    now: &ServerAnswer,
) -> (Vec<T>, Vec<T>) {
    let of = |list: &ServerAnswer, away: Vec<T>| if list.has_note(incomplete) { Vec::new() } else { away };
    (of(then, without(after, before)), of(now, without(before, after)))
}

fn without<T: Copy + PartialEq>(all: &[T], some: &[T]) -> Vec<T> {
    all.iter().copied().filter(|one| !some.contains(one)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(target: &str, accepted: &[Version]) -> ServerAnswer {
        let of = |version: Version| {
            let yes = u32::from(accepted.contains(&version));
            (version, VersionAnswer { accepted: yes, refused: 1 - yes, tries: 1, ..VersionAnswer::default() })
        };
        ServerAnswer {
            target: target.into(),
            versions: [Version::TLS_1_0, Version::TLS_1_2].map(of).to_vec(),
            ..ServerAnswer::default()
        }
    }

    fn differences(before: &[ServerAnswer], after: &[ServerAnswer]) -> Vec<ServerDifference> {
        server_changes(before, after).into_iter().map(|change| change.difference).collect()
    }

    #[test]
    fn a_version_that_comes_back_is_a_change_and_the_rest_is_none() {
        let before = [answer("a", &[Version::TLS_1_2]), answer("b", &[Version::TLS_1_2])];
        let after = [answer("a", &[Version::TLS_1_2, Version::TLS_1_0]), before[1].clone()];
        let back = ServerDifference::Version {
            version: Version::TLS_1_0,
            before: VersionState::Refused,
            after: VersionState::Accepted,
        };
        assert_eq!(differences(&before, &after), [back]);
        assert_eq!(differences(&before, &before), []);
    }

    #[test]
    fn a_server_that_cannot_be_reached_any_more_is_one_change_though_it_was_asked_twice() {
        let named = ServerAnswer { server_name: Some("a".into()), ..answer("a", &[Version::TLS_1_2]) };
        let nameless = answer("a", &[Version::TLS_1_2]);
        let dead = ServerAnswer {
            problem: Some(NotAsked::ConnectionRefused),
            versions: Vec::new(),
            ..answer("a", &[])
        };
        let both = [named, nameless];
        let reach =
            |before: Option<NotAsked>, after: Option<NotAsked>| ServerDifference::Reach { before, after };
        let dead = [dead];
        assert_eq!(differences(&both, &dead), [reach(None, Some(NotAsked::ConnectionRefused))]);
        assert_eq!(differences(&dead, &both), [reach(Some(NotAsked::ConnectionRefused), None)]);
        assert_eq!(differences(&both, &both[..1]), [ServerDifference::Gone]);
        assert_eq!(differences(&[], &both[..1]), [ServerDifference::Appeared { problem: None }]);
    }
}
