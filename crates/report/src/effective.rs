//! What is in effect on a Windows, for people and programs.

use std::collections::BTreeSet;

use cutover_evidence::{ClientSettings, DecidedBy, SettingState, json_text, jsonl};
use cutover_registry::{
    ChangeKind, DTLS_VERSIONS, Effective, EffectiveRemark, UpdateChange, VERSIONS, Windows,
};
use cutover_wire::Version;
use serde_json::json;

use crate::confidence::confidence_line;
use crate::document::{Document, List, Table, Tone};
use crate::text::Text;
use crate::texts::{Language, Texts, Value};

/// What [`cutover_registry::effective`] found.
#[derive(Debug)]
pub struct EffectiveReport<'a> {
    /// Which Windows.
    pub windows: &'static Windows,
    /// The records and what should be known beside them.
    pub effective: &'a Effective,
    /// Sentences about the files that were read.
    pub about_files: &'a [Text],
}

/// The name of a component in the reader's language.
pub fn component_name(settings: &ClientSettings, texts: &Texts) -> Text {
    let name = texts.get(&format!("component-{}", settings.component.replace('.', "")));
    match settings.bits {
        None => name,
        Some(bits) => {
            let values = [("component", name.into()), ("bits", Value::Number(bits.into()))];
            texts.with("component-bits", &values)
        }
    }
}

/// The name of a state in the reader's language.
pub(crate) fn state(state: SettingState, texts: &Texts) -> Text {
    texts.get(&format!("state-{}", state.name()))
}

/// The two halves of a component, where they offer the same by settings of the same kind, told as one.
fn together(settings: &[ClientSettings]) -> Vec<Vec<&ClientSettings>> {
    let same = |a: &ClientSettings, b: &ClientSettings| {
        let decided = |record: &ClientSettings| {
            let kinds = record.decided_by.iter().map(|(v, by)| (*v, by.value.clone(), by.data.clone()));
            kinds.collect::<Vec<_>>()
        };
        a.component == b.component
            && a.versions == b.versions
            && a.confidence == b.confidence
            && decided(a) == decided(b)
    };
    let mut groups: Vec<Vec<&ClientSettings>> = Vec::new();
    for record in settings {
        match groups.iter_mut().find(|group| same(group[0], record)) {
            Some(group) => group.push(record),
            None => groups.push(vec![record]),
        }
    }
    groups
}

/// The names of components, both halves of one as one.
pub(crate) fn names(records: &[&ClientSettings], texts: &Texts) -> Vec<Text> {
    let both =
        |record: &ClientSettings| records.iter().filter(|r| r.component == record.component).count() > 1;
    let mut names = Vec::new();
    for record in records {
        let mut whole = (*record).clone();
        if both(record) {
            whole.bits = None;
        }
        let name = component_name(&whole, texts);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// What depends on an update of which nothing certain was said, and what would settle it.
fn depends_on(update: &str, windows: &Windows, texts: &Texts) -> Text {
    let change = UpdateChange::named(update);
    let mut values = vec![("update", Value::from(update.to_owned()))];
    let Some(change) = change.filter(|change| change.kind != ChangeKind::Update) else {
        return texts.with("remark-depends", &values);
    };
    let of_windows = change.builds.iter().filter(|(build, _)| windows.builds.contains_key(*build));
    let builds = of_windows.map(|(build, revision)| format!("{build}.{revision}"));
    values.push(("date", change.date.clone().into()));
    values.push(("builds", texts.list(builds).into()));
    texts.with("remark-depends-since", &values)
}

impl EffectiveReport<'_> {
    fn table(&self, texts: &Texts) -> Table {
        let versions = VERSIONS.map(Text::of);
        let headings = [texts.get("effective-heading-component")].into_iter().chain(versions);
        let mut table = Table::new(headings.chain([texts.get("effective-heading-confidence")]));
        for group in together(&self.effective.settings) {
            let (record, name) = (group[0], names(&group, texts).remove(0));
            let states = VERSIONS.map(|version| state(record.state(version), texts));
            table.row([name].into_iter().chain(states).chain([texts.confidence_name(&record.confidence)]));
        }
        table
    }

    /// A line for each setting that decides something, with all that it decides.
    fn decided(&self, texts: &Texts) -> Vec<Text> {
        type Decides<'a> = (&'a DecidedBy, Vec<Version>, Vec<&'a ClientSettings>);
        let separator = texts.get("list-separator");
        let mut all: Vec<Decides<'_>> = Vec::new();
        for record in &self.effective.settings {
            let mut settings: Vec<&DecidedBy> = record.decided_by.iter().map(|(_, by)| by).collect();
            settings.dedup();
            for by in settings {
                let versions: Vec<_> = record
                    .decided_by
                    .iter()
                    .filter(|(_, other)| other == by)
                    .map(|(version, _)| *version)
                    .collect();
                match all.iter_mut().find(|(setting, same, _)| *setting == by && *same == versions) {
                    Some((_, _, records)) if records.contains(&record) => {}
                    Some((_, _, records)) => records.push(record),
                    None => all.push((by, versions, vec![record])),
                }
            }
        }
        let line = |(by, versions, records): Decides<'_>| {
            let place = match by.line {
                Some(line) => texts.with("place-line", &[("line", Value::Number(line.into()))]),
                None => (&by.key).into(),
            };
            let versions: Vec<_> = versions.iter().map(ToString::to_string).collect();
            let values = [
                ("components", names(&records, texts).join(&texts.get("list-strong")).into()),
                ("versions", versions.join(&separator).into()),
                ("value", (&by.value).into()),
                ("data", (&by.data).into()),
                ("place", place.into()),
            ];
            texts.with("effective-decided", &values)
        };
        all.into_iter().map(line).collect()
    }

    fn updates(&self, texts: &Texts) -> Text {
        let Some(record) = self.effective.settings.first() else { return Text::default() };
        let matter = self.windows.updates();
        let separator = texts.get("list-separator");
        match &record.updates {
            _ if matter.is_empty() => texts.get("effective-updates-do-not-matter"),
            None => texts.get("effective-updates-not-said"),
            Some(these) if these.is_empty() => texts.get("effective-updates-none"),
            Some(these) => {
                let all = matter.iter().all(|update| these.iter().any(|have| have == update));
                let sentence = if all { "effective-updates-all" } else { "effective-updates-these" };
                texts.with(sentence, &[("updates", these.join(&separator).into())])
            }
        }
    }

    fn remarks(&self, texts: &Texts) -> Vec<Text> {
        let remark = |remark: &EffectiveRemark| match remark {
            EffectiveRemark::DependsOn(update) => depends_on(update, self.windows, texts),
            EffectiveRemark::ControlSets(sets) => texts.with("remark-control-sets", &[("sets", sets.into())]),
            EffectiveRemark::LocalSystem => texts.get("remark-local-system"),
            EffectiveRemark::MissingControlSet(set) => {
                texts.with("remark-missing-set", &[("set", set.into())])
            }
            EffectiveRemark::Users(count) => {
                texts.with("remark-users", &[("count", Value::Count(*count as u64))])
            }
        };
        self.effective.remarks.iter().map(remark).chain(self.about_files.iter().cloned()).collect()
    }

    fn answer(&self, texts: &Texts) -> Text {
        texts.with("effective-answer", &[("windows", texts.windows_name(self.windows).into())])
    }

    /// What Schannel does over UDP, where it does anything.
    fn over_udp(&self, texts: &Texts) -> Vec<Text> {
        if !DTLS_VERSIONS.iter().any(|version| self.windows.supports(*version)) {
            return Vec::new();
        }
        let of = |component: &str| {
            let record = self.effective.settings.iter().find(|record| record.component == component)?;
            Some(DTLS_VERSIONS.map(|version| record.state(version)))
        };
        let line = |side: &str, states: [SettingState; 2]| {
            let each = DTLS_VERSIONS.iter().zip(states).map(|(version, of_version)| {
                let values = [("version", Value::of(version)), ("state", state(of_version, texts).into())];
                texts.with("effective-dtls-version", &values)
            });
            let list = each.collect::<Vec<_>>().join(&texts.get("list-separator"));
            texts.with("effective-dtls", &[("side", side.into()), ("list", list.into())])
        };
        match (of("schannel-client"), of("schannel-server")) {
            (Some(client), Some(server)) if client == server => vec![line("both", client)],
            (client, server) => {
                let sides = [("client", client), ("server", server)];
                sides.into_iter().filter_map(|(side, states)| Some(line(side, states?))).collect()
            }
        }
    }

    /// For a person.
    pub fn document(&self, texts: &Texts) -> Document {
        let mut document = Document::default();
        document.section().answer(Tone::Plain, self.answer(texts));
        let words: BTreeSet<_> = self.effective.settings.iter().map(|record| &record.confidence).collect();
        let words = words.into_iter().map(|word| confidence_line(word, texts));
        document.section().table(self.table(texts));
        document.section().list(List::under(texts.get("confidence-heading"), words));
        document.section().paragraphs(self.over_udp(texts));
        let decided = self.decided(texts);
        let none = decided.is_empty();
        let heading = if none { "effective-decided-nothing" } else { "effective-decided-heading" };
        document.section().paragraph(texts.get(heading)).list(List::points(decided));
        let below = document.section();
        below.paragraph(self.updates(texts)).paragraphs(self.remarks(texts));
        below.paragraph(texts.get("effective-meaning"));
        document
    }

    /// The records as evidence, a line each.
    pub fn json_lines(&self) -> String {
        let mut lines = Vec::new();
        for record in &self.effective.settings {
            // Writing into memory does not fail.
            let _ = jsonl::write(&mut lines, record);
        }
        String::from_utf8_lossy(&lines).into_owned()
    }

    /// For programs: the records under `results`, remarks in English.
    pub fn json(&self) -> String {
        let texts = Texts::new(Language::English);
        let updates = self.effective.settings.first().and_then(|record| record.updates.clone());
        let report = json!({
            "windows": self.windows.id,
            "updates": updates,
            "results": self.effective.settings,
            "remarks": self.remarks(&texts),
        });
        json_text::pretty(&report)
    }
}
