//! What scan found, for people and programs.

use std::fmt::Write as _;
use std::net::SocketAddr;

use cutover_evidence::{Depth, Ended, EndedBy, NoteKind, ServerAnswer, VersionAnswer};
use cutover_policy::{Policy, ServerJudgement, ServerReason, Tally, Verdict};
use cutover_wire::{Version, alert};
use jiff::Timestamp;
use jiff::tz::Offset;
use serde_json::{Value as Json, json};

use crate::document::{Document, List, Table};
use crate::text::Text;
use crate::texts::{Texts, Value};

/// The versions that have a column.
const COLUMNS: [Version; 6] = [
    Version::SSL_2_0,
    Version::SSL_3_0,
    Version::TLS_1_0,
    Version::TLS_1_1,
    Version::TLS_1_2,
    Version::TLS_1_3,
];

/// How many targets a line about them names.
const NAMED: usize = 5;

/// What is known when every target was asked.
#[derive(Debug)]
pub struct ScanReport<'a> {
    /// The policy that was judged by.
    pub policy: &'a Policy,
    /// What each server answered, and what that means.
    pub results: &'a [(ServerAnswer, ServerJudgement)],
    /// Targets that could not be asked, each with what was the matter.
    pub not_reached: &'a [NotReached],
    /// How many rows a table has at most.
    pub rows: usize,
}

/// A target that could not be asked.
#[derive(Debug, Clone)]
pub struct NotReached {
    /// As given.
    pub target: String,
    /// Why, as a word for machines.
    pub code: String,
    /// Why, as a sentence.
    pub problem: Text,
}

impl ScanReport<'_> {
    /// The servers by what is to be said of them.
    fn tally(&self) -> Tally {
        self.shown().map(|(_, judgement)| judgement.verdict).collect()
    }

    /// The results, without those that only say again, asked without a name, what the same server says to its name.
    fn shown(&self) -> impl Iterator<Item = &(ServerAnswer, ServerJudgement)> {
        self.results.iter().enumerate().filter(|(index, _)| !self.is_echo(*index)).map(|(_, result)| result)
    }

    fn is_echo(&self, index: usize) -> bool {
        let (answer, judgement) = &self.results[index];
        // The answer to the name stands right before the one without.
        let Some((named, of_named)) = index.checked_sub(1).map(|before| &self.results[before]) else {
            return false;
        };
        let suites = |answer: &ServerAnswer| -> Vec<_> {
            answer.versions.iter().map(|(_, answer)| answer.cipher_suites.clone()).collect()
        };
        let status = |answer: &ServerAnswer| -> Vec<_> {
            answer.versions.iter().map(|(_, a)| a.http_status).collect()
        };
        let same = || {
            COLUMNS.iter().all(|version| answer.state(*version) == named.state(*version))
                && suites(answer) == suites(named)
                && status(answer) == status(named)
                && answer.groups == named.groups
                && answer.certificate == named.certificate
                && answer.fallback_scsv == named.fallback_scsv
                && answer.notes == named.notes
        };
        answer.server_name.is_none()
            && named.server_name.is_some()
            && named.is_of_same_address(answer)
            && (judgement.reason == ServerReason::NeedsName
                || judgement == of_named && same() && answer.pq == named.pq)
    }

    /// The worst verdict.
    pub fn verdict(&self) -> Verdict {
        self.tally().worst()
    }

    /// The sentences above the table.
    fn answer(&self, texts: &Texts) -> Text {
        let Tally { breaks, unknown, .. } = self.tally();
        let values = [
            ("policy", Value::from(&self.policy.id)),
            ("name", texts.policy_name(self.policy).into()),
            ("all", Value::Count(self.tally().all())),
            ("breaks", Value::Count(breaks)),
            ("unknown", Value::Count(unknown)),
        ];
        if self.results.is_empty() {
            let asked = self.not_reached.iter().any(|not| not.code != "bad-target");
            return texts.get(if asked { "scan-answer-nothing" } else { "scan-answer-nobody" });
        }
        let mut sentences = vec![match self.verdict() {
            Verdict::Breaks => texts.with("scan-answer-breaks", &values),
            Verdict::Unknown => texts.with("scan-answer-unknown", &values),
            Verdict::Fits => texts.with("scan-answer-fits", &values),
        }];
        for (reason, text) in [
            (ServerReason::OldAccepted, "scan-answer-old"),
            (ServerReason::NothingAllowed, "scan-answer-lost"),
        ] {
            let mut targets: Vec<_> = self
                .results
                .iter()
                .filter(|(_, judgement)| judgement.reason == reason)
                .map(|(answer, _)| &answer.target)
                .collect();
            targets.dedup();
            if targets.is_empty() {
                continue;
            }
            let count = targets.len();
            let mut list = texts.list(targets.into_iter().take(NAMED));
            if let Some(more @ 1..) = count.checked_sub(NAMED) {
                list = texts.with("and-more", &[("list", list.into()), ("count", Value::Count(more as u64))]);
            }
            let values = [("count", Value::Count(count as u64)), ("servers", list.into())];
            sentences.push(texts.with(text, &values));
        }
        texts.sentences(sentences)
    }

    /// The results, worst first, otherwise in their order.
    fn order(&self) -> Vec<&(ServerAnswer, ServerJudgement)> {
        let mut order: Vec<_> = self.shown().collect();
        order.sort_by_key(|(_, judgement)| (judgement.verdict, judgement.reason));
        order.truncate(self.rows);
        order
    }

    fn table(&self, texts: &Texts) -> Table {
        let mut headings = vec![texts.get("column-verdict"), texts.get("scan-column-target")];
        headings.push(texts.get("scan-column-address"));
        headings.extend(COLUMNS.iter().map(Text::of));
        headings.push("X25519MLKEM768".into());
        headings.push(texts.get("column-reason"));
        let mut table = Table::new(headings);
        for (answer, judgement) in self.order() {
            let target = self.target(answer, texts);
            let mut cells = vec![verdict(judgement.verdict, texts), target, address(answer).into()];
            for column in COLUMNS {
                let of_version = answer.versions.iter().find(|(version, _)| *version == column);
                cells.push(of_version.map_or_else(|| texts.get("scan-unknown"), |(_, a)| cell(a, texts)));
            }
            cells.push(texts.get(match answer.pq {
                Some(true) => "scan-yes",
                Some(false) => "scan-no",
                None => "scan-unknown",
            }));
            cells.push(reason(judgement, texts));
            table.row(cells);
        }
        table
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

    /// The target as it was given, and that it was asked without a name, where its name says something else.
    fn target(&self, answer: &ServerAnswer, texts: &Texts) -> Text {
        let target = Text::from(&answer.target);
        let named =
            |(other, _): &(ServerAnswer, _)| other.server_name.is_some() && other.is_of_same_address(answer);
        if answer.server_name.is_none() && self.results.iter().any(named) {
            texts.with("scan-without-name", &[("target", target.into())])
        } else {
            target
        }
    }

    /// What stands below the table.
    fn below(&self, texts: &Texts) -> Vec<Text> {
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

    /// For a person.
    pub fn document(&self, texts: &Texts) -> Document {
        let mut document = Document::default();
        document.section().answer(self.verdict().into(), self.answer(texts));
        if !self.results.is_empty() {
            document.section().table(self.table(texts));
        }
        document.section().list(List::notes(self.below(texts)));
        document
    }

    /// For machines: `verdict`, `policy`, `totals`, `results`, `not_read`.
    pub fn json(&self) -> String {
        let results: Vec<Json> = self
            .results
            .iter()
            .enumerate()
            .map(|(index, (answer, judgement))| {
                let mut result = serde_json::to_value(answer).unwrap_or_default();
                result["verdict"] = json!(judgement.verdict);
                result["reason"] = json!(judgement.reason);
                result["about"] = json!(judgement.versions);
                result["same_as_by_name"] = json!(self.is_echo(index));
                result
            })
            .collect();
        let not_read: Vec<Json> = self
            .not_reached
            .iter()
            .map(|not| json!({"target": not.target, "code": not.code, "problem": not.problem.as_str()}))
            .collect();
        let report = json!({
            "verdict": self.verdict(),
            "policy": self.policy.id,
            "totals": self.tally(),
            "results": results,
            "not_read": not_read,
        });
        let mut text = serde_json::to_string_pretty(&report).unwrap_or_default();
        text.push('\n');
        text
    }
}

impl ScanReport<'_> {
    /// For a monitor (Nagios and its kin): one line with figures, and a line for each server that is not as it should
    /// be. What could not be asked is as unknown as what gave no answer.
    pub fn monitor(&self, texts: &Texts) -> (String, Verdict) {
        let Tally { breaks, unknown, fits } = self.tally();
        let verdict = match self.verdict() {
            Verdict::Fits if !self.not_reached.is_empty() => Verdict::Unknown,
            verdict => verdict,
        };
        let word = match verdict {
            Verdict::Breaks => "CRITICAL",
            Verdict::Unknown => "UNKNOWN",
            Verdict::Fits => "OK",
        };
        // A bar would begin the figures.
        let plain = |text: &str| Text::from(text).replace('|', "/");
        let mut text = format!(
            "TLS {word} - {breaks} break, {unknown} unknown, {fits} fit, {not} not asked by policy {policy} | \
             breaks={breaks};;0 unknown={unknown} fits={fits} not_asked={not}\n",
            not = self.not_reached.len(),
            policy = plain(&self.policy.id),
        );
        for (answer, judgement) in self.order().into_iter().filter(|(_, j)| j.verdict != Verdict::Fits) {
            let _ = writeln!(
                text,
                "{} ({}): {}",
                plain(&self.target(answer, texts)),
                address(answer),
                plain(&reason(judgement, texts))
            );
        }
        for not in self.not_reached {
            let _ = writeln!(text, "{}: {}", plain(&not.target), not.code);
        }
        (text, verdict)
    }
}

/// The address and port that were asked.
pub(crate) fn address(answer: &ServerAnswer) -> String {
    match answer.server_ip {
        Some(ip) => SocketAddr::new(ip, answer.port.unwrap_or_default()).to_string(),
        None => String::new(),
    }
}

/// The target, with its address where it is a name.
fn who(answer: &ServerAnswer) -> Text {
    match answer.server_ip {
        Some(ip) if !answer.target.contains(&ip.to_string()) => {
            Text::of(format_args!("{} ({ip})", answer.target))
        }
        _ => (&answer.target).into(),
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

/// Of a server it is the policy that breaks, not a connection.
fn verdict(verdict: Verdict, texts: &Texts) -> Text {
    texts.get(match verdict {
        Verdict::Breaks => "scan-verdict-breaks",
        Verdict::Unknown => "scan-verdict-unknown",
        Verdict::Fits => "scan-verdict-fits",
    })
}

fn cell(answer: &VersionAnswer, texts: &Texts) -> Text {
    match answer {
        VersionAnswer { tries: 0, .. } => texts.get("scan-unknown"),
        VersionAnswer { accepted, tries, .. } if accepted == tries => texts.get("scan-yes"),
        VersionAnswer { refused, tries, .. } if refused == tries => texts.get("scan-no"),
        VersionAnswer { accepted: 0, .. } => texts.get("scan-unknown"),
        VersionAnswer { accepted, tries, .. } => {
            let values =
                [("count", Value::Count((*accepted).into())), ("all", Value::Count((*tries).into()))];
            texts.with("scan-of", &values)
        }
    }
}

pub(crate) fn reason(judgement: &ServerJudgement, texts: &Texts) -> Text {
    let values = [("versions", texts.list(judgement.versions.iter().map(Text::of)).into())];
    texts.with(&format!("scan-reason-{}", judgement.reason.name()), &values)
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
