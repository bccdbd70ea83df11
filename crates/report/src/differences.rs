//! The difference between two registries, in words.

use std::fmt::Write as _;

use cutover_evidence::{ClientSettings, SettingState};
use cutover_registry::{DTLS_VERSIONS, Differences, Said, SaidValue, Subject, VERSIONS, Windows};
use cutover_wire::Version;
use serde_json::{Value as Json, json};

use crate::effective::{names, state};
use crate::escape;
use crate::registry_explained::{about, says};
use crate::table::Grid;
use crate::texts::{Language, Texts, Value};
use crate::verdicts::Style;

/// How many keys beside TLS a difference names.
const KEYS_NAMED: usize = 10;

/// The difference between two registries.
#[derive(Debug)]
pub struct DifferencesReport<'a> {
    /// The names of the two.
    pub names: [&'a str; 2],
    /// What differs.
    pub differences: &'a Differences,
    /// What components offer with the first and with the second, where a Windows was named.
    pub effect: Option<(&'static Windows, [&'a [ClientSettings]; 2])>,
    /// Sentences about the files that were read.
    pub about_files: &'a [String],
}

impl DifferencesReport<'_> {
    fn settings(&self, texts: &Texts) -> Vec<[String; 3]> {
        let side = |said: &Option<Said>| match said {
            None => texts.get("diff-not-set"),
            Some(said) => {
                // What follows is what every such setting is told with.
                let own = match said.subject {
                    Subject::Schannel(..) | Subject::WinHttp(_) | Subject::WinInet(_) => 1,
                    _ => said.values.len(),
                };
                says(said, None, texts).into_iter().take(own).collect::<Vec<_>>().join(texts.space())
            }
        };
        let row = |(subject, before, after): &(Subject, Option<Said>, Option<Said>)| {
            [about(*subject, texts), side(before), side(after)]
        };
        self.differences.settings.iter().map(row).collect()
    }

    /// What changes for components: their name, the version, before and after.
    fn effects(&self) -> Vec<(&ClientSettings, Version, [SettingState; 2])> {
        let Some((_, [before, after])) = self.effect else { return Vec::new() };
        let mut effects = Vec::new();
        for (before, after) in before.iter().zip(after) {
            for version in VERSIONS.into_iter().chain(DTLS_VERSIONS) {
                let states = [before.state(version), after.state(version)];
                if states[0] != states[1] {
                    effects.push((before, version, states));
                }
            }
        }
        effects
    }

    fn answer(&self, texts: &Texts) -> String {
        match self.differences.settings.len() {
            0 => texts.get("diff-answer-same"),
            count => texts.with("diff-answer", &[("count", Value::Count(count as u64))]),
        }
    }

    fn grids(&self, texts: &Texts) -> (Option<Grid>, Option<(String, Option<Grid>)>) {
        let file = |name: &str, index: usize| {
            texts.with(name, &[("file", escape::terminal(self.names[index]).into())])
        };
        let settings = self.settings(texts);
        let first = (!settings.is_empty()).then(|| {
            let headings = [
                texts.get("explain-heading-about"),
                file("diff-heading-before", 0),
                file("diff-heading-after", 1),
            ];
            let mut grid = Grid::new(headings);
            for row in settings {
                grid.row(row);
            }
            grid
        });
        let second = self.effect.map(|(windows, _)| {
            let windows = [("windows", Value::from(texts.windows_name(windows)))];
            let effects = self.effects();
            if effects.is_empty() {
                return (texts.with("diff-no-effect", &windows), None);
            }
            let headings = [
                "diff-heading-version",
                "diff-heading-from",
                "diff-heading-to",
                "effective-heading-component",
            ];
            let mut grid = Grid::new(headings.map(|name| texts.get(name)));
            // What changes alike for many components is told once.
            let mut told: Vec<(Version, [SettingState; 2], Vec<&ClientSettings>)> = Vec::new();
            for (record, version, states) in effects {
                match told.iter_mut().find(|(v, s, _)| (*v, *s) == (version, states)) {
                    Some((_, _, records)) => records.push(record),
                    None => told.push((version, states, vec![record])),
                }
            }
            told.sort_by_key(|(version, ..)| {
                VERSIONS.iter().chain(&DTLS_VERSIONS).position(|v| v == version)
            });
            for (version, [before, after], records) in told {
                let components = names(&records, texts).join("\n");
                grid.row([version.to_string(), state(before, texts), state(after, texts), components]);
            }
            (texts.with("diff-effect", &windows), Some(grid))
        });
        (first, second)
    }

    fn below(&self, texts: &Texts) -> Vec<String> {
        let mut lines = Vec::new();
        if self.effect.is_none() && !self.differences.settings.is_empty() {
            lines.push(texts.get("diff-windows-hint"));
        }
        let others = &self.differences.others;
        let count: usize = others.values().sum();
        if count > 0 {
            lines.push(texts.with("diff-others", &[("count", Value::Count(count as u64))]));
            for (key, count) in others.iter().take(KEYS_NAMED) {
                let values = [("key", escape::terminal(key).into()), ("count", Value::Count(*count as u64))];
                lines.push(format!("- {}", texts.with("diff-other", &values)));
            }
            let more = others.len().saturating_sub(KEYS_NAMED);
            if more > 0 {
                lines.push(format!("- {}", texts.with("diff-more", &[("count", Value::Count(more as u64))])));
            }
        }
        lines.extend(self.about_files.iter().cloned());
        lines
    }

    /// For a person.
    pub fn table(&self, texts: &Texts, style: Style) -> String {
        let (settings, effect) = self.grids(texts);
        let mut text = format!("{}\n\n", self.answer(texts));
        text.extend(settings.map(|grid| grid.text(style.width)));
        if let Some((sentence, grid)) = effect {
            let grid = grid.map(|grid| grid.text(style.width)).unwrap_or_default();
            let _ = write!(text, "{sentence}\n\n{grid}");
        }
        text.extend(self.below(texts).into_iter().map(|line| line + "\n"));
        format!("{}\n", text.trim_end())
    }

    /// For a document or a mail.
    pub fn markdown(&self, texts: &Texts) -> String {
        let (settings, effect) = self.grids(texts);
        let mut text = format!("**{}**\n\n", escape::markdown(&self.answer(texts)));
        text.extend(settings.map(Grid::markdown));
        if let Some((sentence, grid)) = effect {
            let grid = grid.map(Grid::markdown).unwrap_or_default();
            let _ = write!(text, "{}\n\n{grid}", escape::markdown(&sentence));
        }
        text.extend(self.below(texts).into_iter().map(|line| escape::markdown(&line) + "\n\n"));
        format!("{}\n", text.trim_end())
    }

    /// For programs.
    pub fn json(&self) -> String {
        let texts = Texts::new(Language::English);
        let side = |said: &Option<Said>| {
            said.as_ref().map(|said| {
                let shown = |value: &SaidValue| match value.data.as_dword() {
                    Some(number) => json!(number),
                    None => json!(value.data.shown(usize::MAX)),
                };
                let values: serde_json::Map<_, _> =
                    said.values.iter().map(|value| (value.name.clone(), shown(value))).collect();
                json!({"key": said.key, "values": values})
            })
        };
        let settings: Vec<Json> = self
            .differences
            .settings
            .iter()
            .map(|(subject, before, after)| {
                json!({"about": about(*subject, &texts), "before": side(before), "after": side(after)})
            })
            .collect();
        let effects: Vec<Json> = self
            .effects()
            .into_iter()
            .map(|(record, version, [before, after])| {
                json!({
                    "component": record.component, "bits": record.bits, "version": version,
                    "before": before, "after": after,
                })
            })
            .collect();
        let report = json!({
            "before": self.names[0],
            "after": self.names[1],
            "windows": self.effect.map(|(windows, _)| &windows.id),
            "settings": settings,
            "effects": effects,
            "others": self.differences.others,
        });
        format!("{report:#}\n")
    }
}
