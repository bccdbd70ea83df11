//! The difference between two registries, in words.

use cutover_evidence::{ClientSettings, SettingState, json_text};
use cutover_registry::{
    DTLS_VERSIONS, Differences, ExplainedSetting, ExplainedSubject, ExplainedValue, VERSIONS, Windows,
};
use cutover_wire::Version;
use serde_json::{Value as Json, json};

use crate::document::{Cell, Document, List, Table, Tone};
use crate::effective::{names, state};
use crate::registry_explained::{about, says};
use crate::text::Text;
use crate::texts::{Language, Texts, Value};

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
    pub about_files: &'a [Text],
}

impl DifferencesReport<'_> {
    fn settings(&self, texts: &Texts) -> Vec<[Text; 3]> {
        let side = |said: &Option<ExplainedSetting>| match said {
            None => texts.get("diff-not-set"),
            Some(said) => {
                // What follows is what every such setting is told with.
                let own = match said.subject {
                    ExplainedSubject::Schannel(..)
                    | ExplainedSubject::WinHttp(_)
                    | ExplainedSubject::WinInet(_) => 1,
                    _ => said.values.len(),
                };
                texts.sentences(says(said, None, texts).into_iter().take(own))
            }
        };
        let row = |(subject, before, after): &(
            ExplainedSubject,
            Option<ExplainedSetting>,
            Option<ExplainedSetting>,
        )| { [about(*subject, texts), side(before), side(after)] };
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

    fn answer(&self, texts: &Texts) -> Text {
        match self.differences.settings.len() {
            0 => texts.get("diff-answer-same"),
            count => texts.with("diff-answer", &[("count", Value::Count(count as u64))]),
        }
    }

    /// What the settings say in one and in the other.
    fn settings_table(&self, texts: &Texts) -> Option<Table> {
        let file = |name: &str, index: usize| texts.with(name, &[("file", self.names[index].into())]);
        let settings = self.settings(texts);
        let mut table = Table::new([
            texts.get("explain-heading-about"),
            file("diff-heading-before", 0),
            file("diff-heading-after", 1),
        ]);
        for row in settings {
            table.row(row);
        }
        (!table.rows.is_empty()).then_some(table)
    }

    /// What that changes for components.
    fn effects_table(&self, texts: &Texts) -> Option<Table> {
        let headings =
            ["diff-heading-version", "diff-heading-from", "diff-heading-to", "effective-heading-component"];
        let mut table = Table::new(headings.map(|name| texts.get(name)));
        // What changes alike for many components is told once.
        let mut told: Vec<(Version, [SettingState; 2], Vec<&ClientSettings>)> = Vec::new();
        for (record, version, states) in self.effects() {
            match told.iter_mut().find(|(v, s, _)| (*v, *s) == (version, states)) {
                Some((_, _, records)) => records.push(record),
                None => told.push((version, states, vec![record])),
            }
        }
        told.sort_by_key(|(version, ..)| VERSIONS.iter().chain(&DTLS_VERSIONS).position(|v| v == version));
        for (version, [before, after], records) in told {
            table.row([
                Cell::from(Text::of(version)),
                state(before, texts).into(),
                state(after, texts).into(),
                names(&records, texts).into(),
            ]);
        }
        (!table.rows.is_empty()).then_some(table)
    }

    /// For a person.
    pub fn document(&self, texts: &Texts) -> Document {
        let mut document = Document::default();
        document.section().answer(Tone::Plain, self.answer(texts));
        if let Some(table) = self.settings_table(texts) {
            document.section().table(table);
        }
        if let Some((windows, _)) = self.effect {
            let windows = [("windows", Value::from(texts.windows_name(windows)))];
            let effects = self.effects_table(texts);
            let sentence = if effects.is_some() { "diff-effect" } else { "diff-no-effect" };
            document.section().paragraph(texts.with(sentence, &windows));
            if let Some(table) = effects {
                document.section().table(table);
            }
        }
        let below = document.section();
        if self.effect.is_none() && !self.differences.settings.is_empty() {
            below.paragraph(texts.get("diff-windows-hint"));
        }
        let others = &self.differences.others;
        let count: usize = others.values().sum();
        if count > 0 {
            below.paragraph(texts.with("diff-others", &[("count", Value::Count(count as u64))]));
            let mut points = List::points(others.iter().take(KEYS_NAMED).map(|(key, count)| {
                texts.with("diff-other", &[("key", key.into()), ("count", Value::Count(*count as u64))])
            }));
            if let Some(more @ 1..) = others.len().checked_sub(KEYS_NAMED) {
                points.push(texts.with("diff-more", &[("count", Value::Count(more as u64))]));
            }
            below.list(points);
        }
        below.paragraphs(self.about_files.iter().cloned());
        document
    }

    /// For programs.
    pub fn json(&self) -> String {
        let texts = Texts::new(Language::English);
        let side = |said: &Option<ExplainedSetting>| {
            said.as_ref().map(|said| {
                let shown = |value: &ExplainedValue| match value.data.as_dword() {
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
        json_text::pretty(&report)
    }
}
