//! What is said of each server below the table.

use cutover_evidence::{Depth, Ended, EndedBy, NoteKind, ServerAnswer, Trust};
use cutover_policy::{ServerJudgement, ServerReason};
use cutover_wire::{Version, alert};
use jiff::Timestamp;
use jiff::tz::Offset;

use super::ScanReport;
use super::not_reached::not_reached_lines;
use super::words::{said, speaks, who};
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
        lines.extend(not_reached_lines(self.not_reached, texts));
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
    for (version, of_version) in &answer.versions {
        let about = |sentence: &str, list: Vec<String>| {
            let values = [target.clone(), ("version", Value::of(version)), ("list", names(list).into())];
            texts.with(sentence, &values)
        };
        let strings = |list: &[cutover_wire::Group]| list.iter().map(ToString::to_string).collect();
        lines.extend(of_version.groups.as_deref().map(|list| about("scan-about-groups", strings(list))));
        let strings = |list: &[cutover_wire::SignatureScheme]| list.iter().map(ToString::to_string).collect();
        let schemes = of_version.signature_schemes.as_deref();
        lines.extend(schemes.map(|list| about("scan-about-signatures", strings(list))));
    }
    if let Some(bits) = answer.dh_bits {
        lines.push(texts.with("scan-about-dh", &[target.clone(), ("bits", Value::Number(bits.into()))]));
    }
    if let Some(protocol) = &answer.alpn {
        lines.push(texts.with("scan-about-alpn", &[target.clone(), ("protocol", protocol.into())]));
    }
    for (fact, yes, no) in [
        (answer.prefers_own_order, "scan-about-own-order", "scan-about-client-order"),
        (answer.secure_renegotiation, "scan-about-renegotiation", "scan-about-no-renegotiation"),
        (answer.extended_master_secret, "scan-about-ems", "scan-about-no-ems"),
    ] {
        if let Some(is_so) = fact {
            lines.push(texts.with(if is_so { yes } else { no }, std::slice::from_ref(&target)));
        }
    }
    for shown in answer.certificate.iter().chain(&answer.other_certificate) {
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
        let now = answer.seen_at.unwrap_or_default();
        if shown.is_out_of_time(now) {
            lines.push(texts.with("scan-certificate-out-of-time", &values));
        }
        if shown.is_for_name == Some(false) {
            let name = answer.server_name.clone().unwrap_or_default();
            let values = [target.clone(), ("name", name.into()), ("names", texts.list(&shown.names).into())];
            let has_names = !shown.names.is_empty();
            let sentence = if has_names { "scan-certificate-other-name" } else { "scan-certificate-no-name" };
            lines.push(texts.with(sentence, &values));
        }
        if let Some(Trust { roots, problem }) = &shown.trust {
            let roots = match roots.as_str() {
                "system" => texts.get("scan-roots-system"),
                "mozilla" => texts.get("scan-roots-mozilla"),
                other => other.into(),
            };
            let values = [
                target.clone(),
                ("roots", roots.into()),
                ("problem", problem.as_deref().unwrap_or_default().into()),
            ];
            let is_trusted = problem.is_none();
            let sentence =
                if is_trusted { "scan-certificate-trusted" } else { "scan-certificate-not-trusted" };
            lines.push(texts.with(sentence, &values));
        } else {
            lines.push(texts.with("scan-certificate-trust-unknown", std::slice::from_ref(&target)));
        }
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
    lines.extend(
        [said(answer, texts), speaks(answer, texts)]
            .into_iter()
            .flatten()
            .map(|sentence| texts.with("scan-about", &[target.clone(), ("sentence", sentence.into())])),
    );
    for by in [EndedBy::Fin, EndedBy::Rst] {
        let way = Some(Ended::Otherwise(by.clone()));
        // SSL has no better way.
        let refused = answer.versions.iter().filter(|(version, of_version)| {
            let is_refused = of_version.tries > 0 && of_version.refused == of_version.tries;
            version.age_rank() >= Version::TLS_1_0.age_rank() && is_refused && of_version.ended == way
        });
        let versions: Vec<_> = refused.map(|(version, _)| Text::of(version)).collect();
        if !versions.is_empty() {
            let values = [target.clone(), ("versions", texts.list(versions).into())];
            lines.push(texts.with(&format!("scan-about-refused-{by}"), &values));
        }
    }
    for note in &answer.notes {
        let version = note.version.map(Text::of).unwrap_or_default();
        let connections = Value::Count(answer.connections.unwrap_or_default().into());
        let values = [target.clone(), ("version", version.into()), ("count", connections)];
        lines.push(match &note.kind {
            // It is said above.
            NoteKind::OtherProtocol => continue,
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
