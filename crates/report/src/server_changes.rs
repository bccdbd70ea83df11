//! What changed between two scans, for people and programs.

use cutover_evidence::{NotAsked, ServerAnswer, ServerChange, ServerDifference, VersionState, json_text};
use cutover_policy::{Policy, ServerJudgement};
use jiff::Timestamp;
use serde_json::{Value as Json, json};

use crate::document::{Document, Table, Tone};
use crate::scan::words::{address, reason};
use crate::text::Text;
use crate::texts::{Texts, Value};

/// What changed, and what that means for a policy.
#[derive(Debug)]
pub struct ServerChangesReport<'a> {
    /// The differences.
    pub changes: &'a [ServerChange],
    /// Servers that break the policy and did not before.
    pub again: &'a [&'a (ServerAnswer, ServerJudgement)],
    /// The policy.
    pub policy: &'a Policy,
    /// When it was found out, where somebody watches.
    pub seen_at: Option<Timestamp>,
}

impl ServerChangesReport<'_> {
    fn answer(&self, texts: &Texts) -> Text {
        let count = Value::Count(self.changes.len() as u64);
        let mut sentences = vec![match (self.changes.len(), self.seen_at) {
            (0, _) => texts.get("scan-diff-same"),
            (_, None) => texts.with("scan-diff-answer", &[("count", count)]),
            (_, Some(at)) => {
                let at = at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
                texts.with("scan-watch-answer", &[("count", count), ("time", at.into())])
            }
        }];
        for (answer, judgement) in self.again {
            let values = [
                ("target", Value::from(&answer.target)),
                ("address", address(answer).into()),
                ("policy", (&self.policy.id).into()),
                ("reason", reason(judgement, texts).into()),
            ];
            sentences.push(texts.with("scan-diff-breaks", &values));
        }
        texts.sentences(sentences)
    }

    fn table(&self, texts: &Texts) -> Table {
        let headings = ["scan-column-target", "scan-column-address", "scan-column-what"];
        let mut table = Table::new(
            headings
                .into_iter()
                .chain(["scan-column-before", "scan-column-after"])
                .map(|name| texts.get(name)),
        );
        for change in self.changes {
            let target = Text::from(&change.target);
            let address = match (change.server_ip, change.port) {
                (Some(ip), Some(port)) => std::net::SocketAddr::new(ip, port).to_string(),
                _ => String::new(),
            };
            let target = match (&change.server_name, &change.difference) {
                (Some(_), _) | (None, ServerDifference::Reach { .. }) => target,
                (None, _) if address.contains(&change.target) => target,
                (None, _) => texts.with("scan-without-name", &[("target", target.into())]),
            };
            let [what, before, after] = cells(&change.difference, texts);
            table.row([target, address.into(), what, before, after]);
        }
        table
    }

    /// For a person.
    pub fn document(&self, texts: &Texts) -> Document {
        let mut document = Document::default();
        document.section().answer(Tone::Plain, self.answer(texts));
        if !self.changes.is_empty() {
            document.section().table(self.table(texts));
        }
        document
    }

    fn value(&self) -> Json {
        let again: Vec<Json> = self
            .again
            .iter()
            .map(|(answer, judgement)| {
                json!({
                    "target": answer.target,
                    "server_ip": answer.server_ip,
                    "port": answer.port,
                    "server_name": answer.server_name,
                    "reason": judgement.reason,
                    "about": judgement.versions,
                })
            })
            .collect();
        json!({
            "seen_at": self.seen_at,
            "policy": self.policy.id,
            "breaks_now": again,
            "changes": self.changes,
        })
    }

    /// For machines: `policy`, `changes`, `breaks_now`.
    pub fn json(&self) -> String {
        json_text::pretty(&self.value())
    }

    /// The same on one line, where more will follow.
    pub fn json_line(&self) -> String {
        json_text::line(&self.value())
    }
}

/// What differs, how it was, how it is.
fn cells(difference: &ServerDifference, texts: &Texts) -> [Text; 3] {
    let of = |what: &str, before: Text, after: Text| [texts.get(what), before, after];
    let state = |state: &VersionState| {
        texts.get(match state {
            VersionState::Accepted => "scan-yes",
            VersionState::Refused => "scan-no",
            VersionState::AtTimes => "scan-at-times",
            VersionState::Unknown => "scan-unknown",
        })
    };
    let maybe = |yes: &Option<bool>| {
        texts.get(match yes {
            Some(true) => "scan-yes",
            Some(false) => "scan-no",
            None => "scan-unknown",
        })
    };
    let list = |sign: &str, names: Vec<String>| match names.len() {
        0 => Text::default(),
        _ => Text::of(format_args!("{sign}{}", names.join(&format!(", {sign}")))),
    };
    let reach = |problem: &Option<NotAsked>| match problem {
        None => texts.get("scan-reached"),
        Some(code) => Text::of(code),
    };
    match difference {
        ServerDifference::Appeared { problem } => {
            let there = if problem.is_none() { texts.get("scan-there") } else { reach(problem) };
            of("scan-what-server", Text::default(), there)
        }
        ServerDifference::Gone => of("scan-what-server", texts.get("scan-there"), Text::default()),
        ServerDifference::Reach { before, after } => of("scan-what-reach", reach(before), reach(after)),
        ServerDifference::Version { version, before, after } => {
            [Text::of(version), state(before), state(after)]
        }
        ServerDifference::PostQuantum { before, after } => ["ML-KEM".into(), maybe(before), maybe(after)],
        ServerDifference::Suites { version, gained, lost } => {
            let what = texts.with("scan-what-suites", &[("version", Value::of(version))]);
            let names =
                |suites: &[cutover_wire::CipherSuite]| suites.iter().map(ToString::to_string).collect();
            [what, list("-", names(lost)), list("+", names(gained))]
        }
        ServerDifference::Groups { gained, lost } => {
            let names = |groups: &[cutover_wire::Group]| groups.iter().map(ToString::to_string).collect();
            of("scan-what-groups", list("-", names(lost)), list("+", names(gained)))
        }
        ServerDifference::Certificate { before, after } => {
            let short = |hash: &String| hash.chars().take(16).collect::<String>().into();
            of("scan-what-certificate", short(before), short(after))
        }
    }
}
