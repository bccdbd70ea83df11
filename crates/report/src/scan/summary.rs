//! The sentences above the servers, and the table of them.

use cutover_evidence::VersionAnswer;
use cutover_policy::{ServerReason, Tally, Verdict};

use super::ScanReport;
use super::columns::COLUMNS;
use super::words::{address, reason};
use crate::document::Table;
use crate::text::Text;
use crate::texts::{Texts, Value};

/// How many targets a line about them names.
const NAMED: usize = 5;

impl ScanReport<'_> {
    /// The sentences above the table.
    pub(super) fn answer(&self, texts: &Texts) -> Text {
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

    /// The servers, the worst first.
    pub(super) fn table(&self, texts: &Texts) -> Table {
        let mut headings = vec![texts.get("column-verdict"), texts.get("scan-column-target")];
        headings.push(texts.get("scan-column-address"));
        headings.extend(COLUMNS.iter().map(Text::of));
        headings.push("ML-KEM".into());
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
