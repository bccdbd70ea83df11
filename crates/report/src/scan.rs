//! What scan found, for people and programs.

use std::fmt::Write as _;

use cutover_evidence::{Ended, ServerAnswer, VersionAnswer};
use cutover_policy::{Policy, ServerJudgement, ServerReason, Verdict};
use cutover_wire::{Version, alert};
use serde_json::{Value as Json, json};

use crate::escape;
use crate::table::Grid;
use crate::texts::{Texts, Value};
use crate::verdicts::{Style, paint};

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
    pub not_reached: &'a [(String, String)],
    /// How many rows a table has at most.
    pub rows: usize,
}

impl ScanReport<'_> {
    fn counts(&self) -> [usize; 3] {
        [Verdict::Breaks, Verdict::Unknown, Verdict::Fits]
            .map(|verdict| self.results.iter().filter(|(_, j)| j.verdict == verdict).count())
    }

    /// The worst verdict.
    pub fn verdict(&self) -> Verdict {
        let [breaks, unknown, fits] = self.counts().map(|count| count > 0);
        match (breaks, unknown || !fits) {
            (true, _) => Verdict::Breaks,
            (false, true) => Verdict::Unknown,
            (false, false) => Verdict::Fits,
        }
    }

    /// The sentences above the table.
    fn answer(&self, texts: &Texts) -> String {
        let [breaks, unknown, _] = self.counts();
        let values = [
            ("policy", Value::from(escape::terminal(&self.policy.id))),
            ("name", escape::terminal(&self.policy.name).into()),
            ("all", Value::Count(self.results.len() as u64)),
            ("breaks", Value::Count(breaks as u64)),
            ("unknown", Value::Count(unknown as u64)),
        ];
        if self.results.is_empty() {
            return texts.get("scan-answer-nothing");
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
                .map(|(answer, _)| escape::terminal(&answer.target))
                .collect();
            targets.dedup();
            if targets.is_empty() {
                continue;
            }
            let count = targets.len();
            let mut list = targets[..count.min(NAMED)].join(", ");
            if let Some(more @ 1..) = count.checked_sub(NAMED) {
                list = texts.with("and-more", &[("list", list.into()), ("count", Value::Count(more as u64))]);
            }
            let values = [("count", Value::Count(count as u64)), ("servers", list.into())];
            sentences.push(texts.with(text, &values));
        }
        sentences.join(texts.space())
    }

    /// The results, worst first, otherwise in their order.
    fn order(&self) -> Vec<&(ServerAnswer, ServerJudgement)> {
        let mut order: Vec<_> = self.results.iter().collect();
        order.sort_by_key(|(_, judgement)| (judgement.verdict, judgement.reason));
        order.truncate(self.rows);
        order
    }

    fn grid(&self, texts: &Texts) -> Grid {
        let mut headings = vec![texts.get("column-verdict"), texts.get("scan-column-target")];
        headings.push(texts.get("scan-column-address"));
        headings.extend(COLUMNS.iter().map(ToString::to_string));
        headings.push("X25519MLKEM768".to_owned());
        headings.push(texts.get("column-reason"));
        let mut grid = Grid::new(headings);
        for (answer, judgement) in self.order() {
            let address = match answer.server_ip {
                Some(ip) if ip.is_ipv6() => format!("[{ip}]:{}", answer.port.unwrap_or_default()),
                Some(ip) => format!("{ip}:{}", answer.port.unwrap_or_default()),
                None => String::new(),
            };
            let mut cells =
                vec![verdict(judgement.verdict, texts), escape::terminal(&answer.target), address];
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
            grid.row(cells);
        }
        grid
    }

    /// What stands below the table.
    fn below(&self, texts: &Texts) -> Vec<String> {
        let mut lines = Vec::new();
        if self.results.len() > self.rows {
            let counts =
                [("shown", Value::Count(self.rows as u64)), ("all", Value::Count(self.results.len() as u64))];
            lines.push(texts.with("rows-left-out", &counts));
        }
        for (answer, _) in self.order() {
            lines.extend(about(answer, texts));
        }
        if self.results.iter().any(|(_, j)| j.reason == ServerReason::NotAsked) {
            lines.push(texts.get("scan-suites-not-asked"));
        }
        for (target, problem) in self.not_reached {
            let values = [("target", escape::terminal(target).into()), ("problem", problem.into())];
            lines.push(texts.with("scan-not-reached", &values));
        }
        if !self.policy.not_judged.is_empty() {
            lines.push(texts.with(
                "not-judged",
                &[("what", escape::terminal(&self.policy.not_judged.join("; ")).into())],
            ));
        }
        // Of a rule of one's own there is nothing to be sure of.
        if self.policy.confidence != "own" {
            let values = [
                ("confidence", Value::from(escape::terminal(&self.policy.confidence))),
                ("source", escape::terminal(&self.policy.source).into()),
            ];
            lines.push(texts.with("confidence", &values));
        }
        lines
    }

    /// For a person.
    pub fn table(&self, texts: &Texts, style: Style) -> String {
        let mut text = paint(&self.answer(texts), self.verdict(), style.color);
        text.push_str("\n\n");
        if !self.results.is_empty() {
            text.push_str(&self.grid(texts).text(style.width));
        }
        for line in self.below(texts) {
            text.push_str(&line);
            text.push('\n');
        }
        text
    }

    /// The same for a document or a mail.
    pub fn markdown(&self, texts: &Texts) -> String {
        let mut text = format!("**{}**\n\n", escape::markdown(&self.answer(texts)));
        if !self.results.is_empty() {
            text.push_str(&self.grid(texts).markdown());
        }
        for line in self.below(texts) {
            let _ = writeln!(text, "- {}", escape::markdown(&line));
        }
        text
    }

    /// For machines: `verdict`, `policy`, `totals`, `results`, `not_read`.
    pub fn json(&self) -> String {
        let [breaks, unknown, fits] = self.counts();
        let results: Vec<Json> = self
            .results
            .iter()
            .map(|(answer, judgement)| {
                let mut result = serde_json::to_value(answer).unwrap_or_default();
                result["verdict"] = json!(judgement.verdict);
                result["reason"] = json!(judgement.reason);
                result["about"] = json!(judgement.versions);
                result
            })
            .collect();
        let not_read: Vec<Json> = self
            .not_reached
            .iter()
            .map(|(target, problem)| json!({"target": target, "problem": problem}))
            .collect();
        let report = json!({
            "verdict": self.verdict(),
            "policy": self.policy.id,
            "totals": {"all": self.results.len(), "breaks": breaks, "unknown": unknown, "fits": fits},
            "results": results,
            "not_read": not_read,
        });
        let mut text = serde_json::to_string_pretty(&report).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// Of a server it is the policy that breaks, not a connection.
fn verdict(verdict: Verdict, texts: &Texts) -> String {
    texts.get(match verdict {
        Verdict::Breaks => "scan-verdict-breaks",
        Verdict::Unknown => "scan-verdict-unknown",
        Verdict::Fits => "scan-verdict-fits",
    })
}

fn cell(answer: &VersionAnswer, texts: &Texts) -> String {
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

fn reason(judgement: &ServerJudgement, texts: &Texts) -> String {
    let versions: Vec<_> = judgement.versions.iter().map(ToString::to_string).collect();
    let values = [("versions", versions.join(", ").into())];
    texts.with(&format!("scan-reason-{}", judgement.reason.name()), &values)
}

/// What else is to be said of an answer: how the unknowns came about, and its notes.
fn about(answer: &ServerAnswer, texts: &Texts) -> Vec<String> {
    let mut lines = Vec::new();
    let target = match answer.server_ip {
        Some(ip) if ip.to_string() != answer.target => format!("{} ({ip})", answer.target),
        _ => answer.target.clone(),
    };
    let target = ("target", Value::from(escape::terminal(&target)));
    let mut unknown: Vec<(String, Vec<String>)> = Vec::new();
    let wants_name = answer.notes.iter().any(|note| note == "wants-name");
    for (version, answer) in answer.versions.iter().filter(|(_, answer)| answer.unknown > 0 && !wants_name) {
        let how = ended(answer.ended.as_ref(), texts);
        match unknown.iter_mut().find(|(known, _)| *known == how) {
            Some((_, versions)) => versions.push(version.to_string()),
            None => unknown.push((how, vec![version.to_string()])),
        }
    }
    for (how, versions) in unknown {
        let values = [target.clone(), ("versions", versions.join(", ").into()), ("how", how.into())];
        lines.push(texts.with("scan-about-unknown", &values));
    }
    for note in &answer.notes {
        let (code, version) = note.split_once(':').unwrap_or((note, ""));
        let known = ["contradictory", "particular", "unsteady", "large-hello-fails", "wants-name"];
        let values = [target.clone(), ("version", escape::terminal(version).into())];
        lines.push(if known.contains(&code) {
            texts.with(&format!("scan-note-{code}"), &values)
        } else {
            escape::terminal(note)
        });
    }
    lines
}

fn ended(ended: Option<&Ended>, texts: &Texts) -> String {
    match ended {
        Some(Ended::Alert(code)) => {
            let name = alert::name(*code).unwrap_or("?");
            texts.with("scan-ended-alert", &[("code", Value::Number((*code).into())), ("name", name.into())])
        }
        Some(Ended::Otherwise(word)) => match word.as_str() {
            "fin" | "rst" | "timeout" | "not-tls" | "cut-off" | "no-connection" => {
                texts.get(&format!("scan-ended-{word}"))
            }
            _ => escape::terminal(word),
        },
        None => texts.get("scan-ended-at-times"),
    }
}
