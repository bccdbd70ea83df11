//! What scan found, for people and programs.

mod columns;
mod csv_table;
mod detail;
pub(crate) mod monitor;
pub(crate) mod not_reached;
mod summary;
pub(crate) mod words;

use cutover_evidence::{ServerAnswer, json_text};
use cutover_policy::{Policy, ServerJudgement, ServerReason, Tally, Verdict};
use serde_json::{Value as Json, json};

use columns::COLUMNS;
use not_reached::NotReached;

use crate::document::{Document, List};
use crate::text::Text;
use crate::texts::Texts;

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
        // Whether they are for the name is another question.
        let certificates = |answer: &ServerAnswer| {
            [&answer.certificate, &answer.other_certificate]
                .map(|shown| shown.as_ref().map(|shown| shown.sha256.clone()))
        };
        let same = || {
            COLUMNS.iter().all(|version| answer.state(*version) == named.state(*version))
                && suites(answer) == suites(named)
                && status(answer) == status(named)
                && answer.groups == named.groups
                && certificates(answer) == certificates(named)
                && answer.fallback_scsv == named.fallback_scsv
                && answer.signature_schemes == named.signature_schemes
                && answer.dh_bits == named.dh_bits
                && answer.alpn == named.alpn
                && answer.prefers_own_order == named.prefers_own_order
                && answer.secure_renegotiation == named.secure_renegotiation
                && answer.extended_master_secret == named.extended_master_secret
                && answer.said == named.said
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

    /// The results, worst first, otherwise in their order.
    fn order(&self) -> Vec<&(ServerAnswer, ServerJudgement)> {
        let mut order: Vec<_> = self.shown().collect();
        order.sort_by_key(|(_, judgement)| (judgement.verdict, judgement.reason));
        order.truncate(self.rows);
        order
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
    pub fn json(&self, texts: &Texts) -> String {
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
            .map(
                |not| json!({"target": not.target, "code": not.code, "problem": not.problem(texts).as_str()}),
            )
            .collect();
        let report = json!({
            "verdict": self.verdict(),
            "policy": self.policy.id,
            "totals": self.tally(),
            "results": results,
            "not_read": not_read,
        });
        json_text::pretty(&report)
    }
}
