//! What is said of each server below the table.

use cutover_evidence::{Depth, Ended, EndedBy, NoteKind, ServerAnswer};
use cutover_policy::{ServerJudgement, ServerReason};
use cutover_wire::alert;
use jiff::Timestamp;
use jiff::tz::Offset;

use super::words::who;
use super::{NotReached, ScanReport};
use crate::text::Text;
use crate::texts::{Texts, Value};

impl ScanReport<'_> {
    /// What stands below the table.
    pub(super) fn below(&self, texts: &Texts) -> Vec<Text> {
        let mut lines = Vec::new();
        let all = self.tally().all();
        if all > self.rows as u64 {
            let counts = [("shown", Value::Count(self.rows as u64)), ("all", Value::Count(all))];
            lines.push(texts.with("rows-left-out", &counts));
        }
        for (answer, _) in self.order() {
            lines.extend(about(answer, texts));
            lines.extend(self.forbidden(answer, texts));
            lines.extend(in_depth(answer, texts));
            let nameless = |(other, judgement): &&(ServerAnswer, ServerJudgement)| {
                judgement.reason == ServerReason::NeedsName && other.is_of_same_address(answer)
            };
            if answer.server_name.is_some() && self.results.iter().any(|result| nameless(&result)) {
                lines.push(texts.with("scan-note-needs-name", &[("target", who(answer).into())]));
            }
        }
        if self.results.iter().any(|(_, j)| j.reason == ServerReason::NotAsked) {
            lines.push(texts.get("scan-suites-not-asked"));
        }
        for NotReached { target, problem, .. } in self.not_reached {
            let values = [("target", target.into()), ("problem", problem.into())];
            lines.push(texts.with("scan-not-reached", &values));
        }
        if let Some(what) = texts.not_judged(self.policy) {
            lines.push(texts.with("not-judged", &[("what", what.into())]));
        }
        lines.extend(texts.confidence_in(self.policy));
        lines
    }

    /// Which suites and groups it accepts though they are not allowed.
    fn forbidden(&self, answer: &ServerAnswer, texts: &Texts) -> Option<Text> {
        let mut names: Vec<String> = Vec::new();
        for (version, of_version) in answer.versions.iter().filter(|(v, _)| self.policy.allows_version(*v)) {
            let suites = of_version.cipher_suites.iter().flatten().chain(of_version.cipher_suite.iter());
            let forbidden = suites.filter(|suite| !self.policy.allows_suite(*version, **suite));
            names.extend(forbidden.map(ToString::to_string));
            let groups = answer.groups.iter().flatten().chain(of_version.group.iter());
            names.extend(groups.filter(|group| !self.policy.allows_group(**group)).map(ToString::to_string));
        }
        let mut known = std::collections::HashSet::new();
        names.retain(|name| known.insert(name.clone()));
        let any = !names.is_empty();
        let values = [("target", Value::from(who(answer))), ("names", texts.list(names).into())];
        any.then(|| texts.with("scan-about-forbidden", &values))
    }
}

/// What was found besides the versions, where it was asked.
fn in_depth(answer: &ServerAnswer, texts: &Texts) -> Vec<Text> {
    let mut lines = Vec::new();
    let target = ("target", Value::from(who(answer)));
    let names = |names: Vec<String>| {
        if names.is_empty() { texts.get("scan-nothing") } else { texts.list(names) }
    };
    for (version, of_version) in &answer.versions {
        if let Some(suites) = &of_version.cipher_suites {
            let suites = names(suites.iter().map(ToString::to_string).collect());
            let values = [target.clone(), ("version", Value::of(version)), ("suites", suites.into())];
            lines.push(texts.with("scan-about-suites", &values));
        }
    }
    let finished: Vec<_> = answer
        .versions
        .iter()
        .filter(|(_, a)| a.depth.as_ref().is_some_and(|depth| *depth != Depth::Hello))
        .collect();
    if !finished.is_empty() {
        let versions = texts.list(finished.iter().map(|(version, _)| Text::of(version)));
        let values = [target.clone(), ("versions", versions.into())];
        lines.push(texts.with("scan-about-finished", &values));
    }
    let mut statuses: Vec<(u16, Vec<String>)> = Vec::new();
    for (version, of_version) in &finished {
        let Some(status) = of_version.http_status else { continue };
        match statuses.iter_mut().find(|(known, _)| *known == status) {
            Some((_, versions)) => versions.push(version.to_string()),
            None => statuses.push((status, vec![version.to_string()])),
        }
    }
    for (status, versions) in statuses {
        let values = [
            target.clone(),
            ("versions", texts.list(versions).into()),
            ("status", Value::Number(status.into())),
        ];
        lines.push(
            texts.with(if status >= 400 { "scan-about-http-refused" } else { "scan-about-http" }, &values),
        );
    }
    if let Some(groups) = &answer.groups {
        let groups = names(groups.iter().map(ToString::to_string).collect());
        lines.push(texts.with("scan-about-groups", &[target.clone(), ("groups", groups.into())]));
    }
    if let Some(shown) = &answer.certificate {
        let day = |at: Option<Timestamp>| {
            at.map_or_else(|| "?".to_owned(), |at| Offset::UTC.to_datetime(at).date().to_string())
        };
        let key = match shown.bits {
            Some(bits) => Value::of(format_args!("{} {bits}", shown.key)),
            None => (&shown.key).into(),
        };
        let values = [
            target.clone(),
            ("key", key),
            ("signature", (&shown.signature).into()),
            ("subject", (&shown.subject).into()),
            ("from", day(shown.not_before).into()),
            ("until", day(shown.not_after).into()),
            ("count", Value::Count(shown.chain_length.into())),
            ("chain", day(shown.chain_not_after).into()),
        ];
        lines.push(texts.with("scan-about-certificate", &values));
    }
    for (fact, name) in [(answer.fallback_scsv, "fallback"), (answer.downgrade_sentinel, "sentinel")] {
        // That a server does what it should is nothing to tell.
        if fact == Some(false) && (answer.certificate.is_some() || answer.fallback_scsv.is_some()) {
            lines.push(texts.with(&format!("scan-about-no-{name}"), std::slice::from_ref(&target)));
        }
    }
    lines
}

/// What else is to be said of an answer: how the unknowns came about, and its notes.
fn about(answer: &ServerAnswer, texts: &Texts) -> Vec<Text> {
    let mut lines = Vec::new();
    let target = ("target", Value::from(who(answer)));
    let mut unknown: Vec<(Text, Vec<String>)> = Vec::new();
    let wants_name = answer.has_note(&NoteKind::WantsName);
    for (version, answer) in answer.versions.iter().filter(|(_, answer)| answer.unknown > 0 && !wants_name) {
        let how = ended(answer.ended.as_ref(), texts);
        match unknown.iter_mut().find(|(known, _)| *known == how) {
            Some((_, versions)) => versions.push(version.to_string()),
            None => unknown.push((how, vec![version.to_string()])),
        }
    }
    for (how, versions) in unknown {
        let values = [target.clone(), ("versions", texts.list(versions).into()), ("how", how.into())];
        lines.push(texts.with("scan-about-unknown", &values));
    }
    for note in &answer.notes {
        let version = note.version.map(Text::of).unwrap_or_default();
        let values = [target.clone(), ("version", version.into())];
        lines.push(match &note.kind {
            NoteKind::Other(_) => Text::of(note),
            kind => texts.with(&format!("scan-note-{kind}"), &values),
        });
    }
    lines
}

fn ended(ended: Option<&Ended>, texts: &Texts) -> Text {
    match ended {
        Some(Ended::Alert(code)) => {
            let name = alert::name(*code).unwrap_or("?");
            texts.with("scan-ended-alert", &[("code", Value::Number((*code).into())), ("name", name.into())])
        }
        Some(Ended::Otherwise(EndedBy::Other(words))) => words.into(),
        Some(Ended::Otherwise(by)) => texts.get(&format!("scan-ended-{by}")),
        None => texts.get("scan-ended-at-times"),
    }
}
