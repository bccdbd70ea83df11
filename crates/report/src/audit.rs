//! The findings of an audit, for people and programs.

use std::fmt::Write as _;

use cutover_evidence::{Confidence, json_text};
use cutover_registry::{Audit, FileKind, Finding, Form, Level, RegFile, Windows, worst};
use serde_json::{Value as Json, json};

use crate::confidence::confidence_meaning;
use crate::document::{Align, Document, Table, Tone};
use crate::generate::component_names;
use crate::text::Text;
use crate::texts::{Language, Texts, Value};
use crate::verdicts::ROWS_SHOWN;

/// What an audit says.
#[derive(Debug)]
pub struct AuditReport<'a> {
    /// The name of the file.
    pub name: &'a str,
    /// The file.
    pub file: &'a RegFile,
    /// For which Windows it was looked at.
    pub windows: Option<&'static Windows>,
    /// What was found.
    pub audit: &'a Audit,
}

const LEVELS: [Level; 4] = [Level::Danger, Level::Wrong, Level::Warning, Level::Note];

impl AuditReport<'_> {
    fn count(&self, level: Level) -> u64 {
        self.audit.findings.iter().filter(|finding| finding.level == level).count() as u64
    }

    /// The one sentence.
    pub fn answer(&self, texts: &Texts) -> Text {
        let with = |name, level| texts.with(name, &[("count", Value::Count(self.count(level)))]);
        // What is harmless on one Windows may be none on another.
        let left_on = self.audit.findings.iter().find(|finding| finding.code == "components-left-on");
        match (worst(&self.audit.findings), left_on) {
            (Some(Level::Danger), _) => with("audit-answer-danger", Level::Danger),
            (Some(Level::Wrong), _) => with("audit-answer-wrong", Level::Wrong),
            (_, Some(left)) => {
                let depends = texts.with("audit-answer-depends", &values(left, texts));
                match self.not_judged() {
                    0 => depends,
                    count => {
                        let left = texts.with("audit-answer-besides", &[("count", Value::Count(count))]);
                        texts.sentences([depends, left])
                    }
                }
            }
            (Some(Level::Warning), None) => texts.with(
                "audit-answer-warning",
                &[
                    ("count", Value::Count(self.count(Level::Warning))),
                    ("left", Value::Count(self.not_judged())),
                ],
            ),
            _ if self.not_judged() > 0 => {
                let name = if self.audit.is_about_tls {
                    "audit-answer-judged"
                } else {
                    "audit-answer-judged-none-tls"
                };
                texts.with(name, &[("count", Value::Count(self.not_judged()))])
            }
            // On which Windows it does harm was not asked.
            _ if self.audit.is_about_tls && self.windows.is_none() => texts.get("audit-answer-none-any"),
            _ if self.audit.is_about_tls => texts.get("audit-answer-none"),
            _ => texts.get("audit-answer-none-tls"),
        }
    }

    /// How many things were not judged: nothing is known of them, or what they are about and no more.
    fn not_judged(&self) -> u64 {
        let is_left = |code: &str| code.starts_with("not-judged") || code == "about";
        self.audit.findings.iter().filter(|finding| is_left(finding.code)).count() as u64
    }

    /// What kind of file it is, and for which Windows it was looked at.
    fn about(&self, texts: &Texts) -> Vec<Text> {
        let header = match self.file.header {
            FileKind::Version31 => "header-31",
            FileKind::Version4 => "header-4",
            FileKind::Version5 => "header-5",
            FileKind::Script => "header-script",
            FileKind::PowerShell => "header-powershell",
            FileKind::Listing => "header-listing",
            FileKind::Preferences => "header-preferences",
            FileKind::Other | FileKind::Missing => "header-none",
        };
        let form = match self.file.form {
            Ok(Form::Utf16) => texts.get("form-utf16"),
            Ok(Form::CodePage(page)) => {
                texts.with("form-page", &[("page", Value::Number(page.number.into()))])
            }
            Err(_) => texts.get("form-unknown"),
        };
        let lines = self.file.statements.last().map_or(0, |s| u64::from(s.line + s.lines - 1));
        let file = texts.with(
            "audit-file",
            &[
                ("file", self.name.into()),
                ("header", texts.get(header).into()),
                ("form", form.into()),
                ("lines", Value::Count(lines)),
            ],
        );
        let windows = match self.windows {
            Some(windows) => texts.with("audit-for", &[("windows", texts.windows_name(windows).into())]),
            None => texts.get("audit-for-any"),
        };
        vec![file, windows]
    }

    fn totals(&self, texts: &Texts) -> Text {
        let counts = LEVELS.map(|level| (level.name(), Value::Count(self.count(level))));
        texts.with("audit-totals", &counts)
    }

    /// The findings for people: the worst first.
    fn worst_first(&self, all: bool) -> (Vec<&Finding>, usize) {
        let mut findings: Vec<_> = self.audit.findings.iter().collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
        let left_out = if all { 0 } else { findings.len().saturating_sub(ROWS_SHOWN) };
        findings.truncate(findings.len() - left_out);
        (findings, left_out)
    }

    fn below(&self, left_out: usize, texts: &Texts) -> Vec<Text> {
        let mut lines = Vec::new();
        if left_out > 0 {
            lines.push(texts.with("audit-more", &[("count", Value::Count(left_out as u64))]));
        }
        lines.push(self.totals(texts));
        lines.extend(self.about(texts));
        lines
    }

    /// For a person; `all`: not only the worst findings.
    pub fn document(&self, texts: &Texts, all: bool) -> Document {
        let tone = match worst(&self.audit.findings) {
            Some(Level::Danger | Level::Wrong) => Tone::Bad,
            Some(Level::Warning) => Tone::Unsure,
            _ => Tone::Good,
        };
        let mut document = Document::default();
        document.section().answer(tone, self.answer(texts));
        let (findings, left_out) = self.worst_first(all);
        if !findings.is_empty() {
            let headings = [
                "audit-heading-level",
                "audit-heading-line",
                "audit-heading-finding",
                "audit-heading-remedy",
            ];
            let mut table = Table::new(headings.map(|name| texts.get(name)));
            table.column(1).align = Align::End;
            table.column(3).goes_on = true;
            for finding in findings {
                table.row([
                    texts.get(&format!("level-{}", finding.level.name())),
                    Text::of(finding.line),
                    sentence(finding, texts),
                    remedy(finding, texts),
                ]);
            }
            document.section().table(table);
        }
        document.section().lines(self.below(left_out, texts));
        document
    }

    /// For programs: `findings` by line, each with its sentence in English.
    pub fn json(&self) -> String {
        let texts = Texts::new(Language::English);
        let findings: Vec<Json> = self
            .audit
            .findings
            .iter()
            .map(|finding| {
                let arguments: serde_json::Map<_, _> = finding
                    .arguments
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), json!(value)))
                    .collect();
                json!({
                    "code": finding.code,
                    "level": finding.level.name(),
                    "line": finding.line,
                    "confidence": finding.confidence.as_ref().unwrap_or(&Confidence::Documented),
                    "arguments": arguments,
                    "message": sentence(finding, &texts),
                    "remedy": remedy(finding, &texts),
                })
            })
            .collect();
        let level =
            worst(&self.audit.findings).filter(|level| *level > Level::Note).map_or("none", Level::name);
        let totals: serde_json::Map<_, _> =
            LEVELS.into_iter().map(|l| (l.name().to_owned(), json!(self.count(l)))).collect();
        let report = json!({
            "file": self.name,
            "imported": self.file.is_imported(),
            "not_judged": self.not_judged(),
            "windows": self.windows.map(|windows| &windows.id),
            "level": level,
            "totals": totals,
            "findings": findings,
        });
        json_text::pretty(&report)
    }

    /// For code review: SARIF 2.1.0 (OASIS).
    pub fn sarif(&self) -> String {
        let texts = Texts::new(Language::English);
        let mut codes: Vec<_> = self.audit.findings.iter().map(|finding| finding.code).collect();
        codes.sort_unstable();
        codes.dedup();
        let rules: Vec<Json> = codes.iter().map(|code| json!({ "id": code })).collect();
        let results: Vec<Json> = self
            .audit
            .findings
            .iter()
            .map(|finding| {
                let level = match finding.level {
                    Level::Danger | Level::Wrong => "error",
                    Level::Warning => "warning",
                    Level::Note => "note",
                };
                let text = format!("{} {}", sentence(finding, &texts), remedy(finding, &texts));
                json!({
                    "ruleId": finding.code,
                    "level": level,
                    "message": { "text": text },
                    "locations": [{ "physicalLocation": {
                        "artifactLocation": { "uri": uri(self.name) },
                        "region": { "startLine": finding.line },
                    }}],
                    "properties": { "level": finding.level.name() },
                })
            })
            .collect();
        let report = json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "cutover",
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": rules,
                }},
                "columnKind": "utf16CodeUnits",
                "results": results,
            }],
        });
        json_text::pretty(&report)
    }
}

/// A path as a relative reference (RFC 3986).
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

fn values(finding: &Finding, texts: &Texts) -> Vec<(&'static str, Value<'static>)> {
    finding
        .arguments
        .iter()
        // The default value of a key is shown as registry text writes it.
        .map(|(name, value)| match (*name, value.as_str()) {
            ("name" | "value", "") => (*name, Value::from("@")),
            ("count", count) => (*name, count.parse().map_or_else(|_| count.to_owned().into(), Value::Count)),
            ("components", ids) => {
                let names: Vec<_> = ids.split(',').map(str::to_owned).collect();
                (*name, component_names(&names, texts).into())
            }
            ("where", ids) => {
                let named = ids.split(',').filter_map(Windows::named);
                (*name, texts.list(named.map(|windows| texts.windows_name(windows))).into())
            }
            ("windows" | "from", english) => {
                let windows = Windows::all().iter().find(|windows| windows.name == english);
                (*name, windows.map_or(english, |windows| texts.windows_name(windows)).to_owned().into())
            }
            (_, value) => (*name, value.to_owned().into()),
        })
        .collect()
}

fn sentence(finding: &Finding, texts: &Texts) -> Text {
    let values = values(finding, texts);
    let mut parts = vec![texts.with(&format!("finding-{}", finding.code), &values)];
    if finding.argument("action").is_some() {
        parts.push(texts.with("danger-done", &values));
    }
    if let Some(confidence) = &finding.confidence {
        let meaning = confidence_meaning(confidence, texts);
        parts.push(texts.with("audit-confidence", &[("meaning", meaning.into())]));
    }
    texts.sentences(parts)
}

fn remedy(finding: &Finding, texts: &Texts) -> Text {
    texts.with(&format!("finding-{}.remedy", finding.code), &values(finding, texts))
}
