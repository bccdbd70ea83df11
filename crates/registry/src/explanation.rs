//! What a registry says of TLS, component by component: to be explained, and to be compared.

use std::collections::BTreeMap;

use cutover_wire::Version;

use crate::change::{Change, changes};
use crate::data::Data;
use crate::meaning::{self, DotNet, Meaning, OrderScope, WinInetScope};
use crate::normal_path::NormalPath;
use crate::normal_path::View;
use crate::reg_file::RegFile;
use crate::settings::Settings;
use crate::state::State;
use crate::statement::{Ignored, Remark, What};
use crate::table::KnownValue;
use crate::windows::SchannelSide;

/// What a setting is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExplainedSubject {
    /// A version in Schannel
    Schannel(SchannelSide, Version),
    /// Whether FIPS mode is on
    Fips,
    /// The mask of WinHTTP
    WinHttp(View),
    /// A mask of WinINET
    WinInet(WinInetScope),
    /// Whether WinINET takes the machine's settings only
    MachineOnly,
    /// A generation of .NET
    DotNet(DotNet, View),
    /// An order of cipher suites
    Suites(OrderScope),
    /// An order of curves
    Curves(OrderScope),
    /// One value that stands for itself: an algorithm, a length of keys, what other components read
    Value(KnownValue, View),
}

impl ExplainedSubject {
    /// What a meaning belongs to.
    fn of(meaning: Meaning) -> Self {
        match meaning {
            Meaning::Enabled(version, side) | Meaning::DisabledByDefault(version, side) => {
                Self::Schannel(side, version)
            }
            Meaning::Fips => Self::Fips,
            Meaning::WinHttp(view) => Self::WinHttp(view),
            Meaning::WinInet(scope) => Self::WinInet(scope),
            Meaning::MachineOnly => Self::MachineOnly,
            Meaning::StrongCrypto(version, view) | Meaning::SystemDefault(version, view) => {
                Self::DotNet(version, view)
            }
            Meaning::SuiteOrder(scope) => Self::Suites(scope),
            Meaning::CurveOrder(scope) => Self::Curves(scope),
            Meaning::OtherProtocol(known) | Meaning::Algorithm(known) | Meaning::KeyLength(known) => {
                Self::Value(known, View::Native)
            }
            Meaning::Other(known, view) => Self::Value(known, view),
        }
    }
}

/// What is set of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedSetting {
    /// What it is about.
    pub subject: ExplainedSubject,
    /// The key, in full.
    pub key: String,
    /// Its values: `Enabled` before `DisabledByDefault`, `SchUseStrongCrypto` before `SystemDefaultTlsVersions`.
    pub values: Vec<ExplainedValue>,
}

/// A value that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedValue {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub data: Data,
    /// The line of the file; `None` in a hive.
    pub line: Option<u32>,
    meaning: Meaning,
}

impl ExplainedValue {
    /// Its number; 0 for text.
    pub fn number(&self) -> u32 {
        self.data.as_dword().unwrap_or_default()
    }
}

/// What Schannel makes of the two values of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchannelState {
    /// On, by default
    On,
    /// On, for programs that ask for it
    OnRequest,
    /// Off
    Off,
    /// Allowed; by default where Windows has it so
    Allowed,
    /// By default, unless Windows has it off
    ByDefault,
}

impl ExplainedSetting {
    fn value(&self, is: impl Fn(Meaning) -> bool) -> Option<&ExplainedValue> {
        self.values.iter().find(|value| is(value.meaning))
    }

    /// `SchUseStrongCrypto`, where it is set.
    pub fn strong_crypto(&self) -> Option<&ExplainedValue> {
        self.value(|meaning| matches!(meaning, Meaning::StrongCrypto(..)))
    }

    /// `SystemDefaultTlsVersions`, where it is set.
    pub fn system_default(&self) -> Option<&ExplainedValue> {
        self.value(|meaning| matches!(meaning, Meaning::SystemDefault(..)))
    }

    /// The number of a subject with one value; 0 where it is none.
    pub fn number(&self) -> u32 {
        self.values.first().map_or(0, ExplainedValue::number)
    }

    /// The state of a version in Schannel.
    pub fn schannel(&self) -> SchannelState {
        let number = |value: Option<&ExplainedValue>| value.map(ExplainedValue::number);
        let enabled = number(self.value(|meaning| matches!(meaning, Meaning::Enabled(..))));
        let by_default = number(self.value(|meaning| matches!(meaning, Meaning::DisabledByDefault(..))));
        match (enabled, by_default) {
            (Some(0), _) => SchannelState::Off,
            (Some(_), Some(0)) => SchannelState::On,
            (Some(_), None) => SchannelState::Allowed,
            (None, Some(0) | None) => SchannelState::ByDefault,
            (_, Some(_)) => SchannelState::OnRequest,
        }
    }

    /// The lines that it stands on.
    pub fn lines(&self) -> impl Iterator<Item = u32> {
        self.values.iter().filter_map(|value| value.line)
    }

    /// Whether both say the same, wherever it stands.
    fn is_same(&self, other: &Self) -> bool {
        let says = |said: &Self| said.values.iter().map(|v| (v.meaning, v.data.clone())).collect::<Vec<_>>();
        says(self) == says(other)
    }
}

/// All that is set, in the order in which it is told: each side of Schannel, then as in the table.
fn said(settings: &Settings<'_>) -> Vec<ExplainedSetting> {
    let mut all: Vec<ExplainedSetting> = Vec::new();
    for meaning in meaning::all_meanings() {
        // A name that stands for all of a key has as many settings as there are values.
        for setting in settings.all(meaning) {
            let subject = ExplainedSubject::of(meaning);
            let value = ExplainedValue {
                name: setting.name.to_owned(),
                data: setting.data.clone(),
                line: setting.line,
                meaning,
            };
            match all.iter_mut().find(|said| said.subject == subject) {
                Some(said) => said.values.push(value),
                None => {
                    all.push(ExplainedSetting { subject, key: setting.key.to_string(), values: vec![value] });
                }
            }
        }
    }
    all.sort_by_key(|said| match said.subject {
        ExplainedSubject::Schannel(SchannelSide::Client, _) => 0,
        ExplainedSubject::Schannel(SchannelSide::Server, _) => 1,
        _ => 2,
    });
    all
}

/// What a file says, and how much of it is about something else.
#[derive(Debug)]
pub struct Explanation {
    /// The settings that stand after its last line.
    pub said: Vec<ExplainedSetting>,
    /// What it deletes that TLS settings are read from: the line, the key, and the value's name if it is one.
    pub deleted: Vec<(u32, String, Option<String>)>,
    /// How many of its keys and values are known to have nothing to do with TLS.
    pub unrelated: usize,
    /// Of how many of them nothing is known.
    pub not_judged: usize,
    /// How many lines look like more than a comment and are not read as such, or are read by nobody.
    pub ignored: usize,
}

/// Reads what a file says of TLS.
pub fn explain(file: &RegFile) -> Explanation {
    let state = State::of_settings(file);
    let mut explanation = Explanation {
        said: said(&Settings::of(&state)),
        deleted: Vec::new(),
        unrelated: 0,
        not_judged: 0,
        ignored: 0,
    };
    for statement in &file.statements {
        // What stands behind a key on its line is dropped.
        explanation.ignored += usize::from(statement.remarks.contains(&Remark::TextAfterKey));
        let (id, name) = match &statement.what {
            What::DeleteKey(id) => (*id, None),
            What::Set { key, name, .. } | What::DeleteValue { key, name } => (*key, Some(name)),
            What::Ignored(Ignored::NotRead) => {
                explanation.not_judged += 1;
                continue;
            }
            What::Ignored(_) => {
                explanation.ignored += 1;
                continue;
            }
            What::Blank | What::Comment | What::Header | What::Key(_) => continue,
        };
        let key = file.key(id);
        let normal = NormalPath::of(key);
        let place = meaning::key_meaning(&normal);
        let about = !place.is_other()
            || meaning::holds_schannel(&normal)
            || meaning::holds_settings(&normal) && matches!(statement.what, What::DeleteKey(_));
        let meaning = name.map(|name| meaning::value_meaning(&normal, &place, name));
        match (&statement.what, meaning) {
            (_, Some(Err(_))) => explanation.ignored += 1,
            (What::DeleteKey(_), _) if about => {
                explanation.deleted.push((statement.line, key.to_string(), None));
            }
            (What::DeleteValue { name, .. }, Some(Ok(Some(_)))) => {
                explanation.deleted.push((statement.line, key.to_string(), Some(name.clone())));
            }
            (What::Set { data, .. }, Some(Ok(Some(meaning)))) if !meaning.wanted().has(data) => {
                explanation.ignored += 1;
            }
            (_, Some(Ok(Some(_)))) => {}
            _ if meaning::is_ordinary(&place, name.map_or("", String::as_str)) => explanation.unrelated += 1,
            _ => explanation.not_judged += 1,
        }
    }
    explanation
}

/// What differs between two registries.
#[derive(Debug)]
pub struct Differences {
    /// Settings that differ: what was, and what is.
    pub settings: Vec<(ExplainedSubject, Option<ExplainedSetting>, Option<ExplainedSetting>)>,
    /// How many other keys and values differ, by the key.
    pub others: BTreeMap<String, usize>,
}

/// Compares two registries by what they mean to TLS.
pub fn differences(before: &State, after: &State) -> Differences {
    let (settings_before, _) = Settings::in_force(before);
    let (settings_after, _) = Settings::in_force(after);
    let (before_all, after_all) = (said(&settings_before), said(&settings_after));
    let mut subjects: Vec<_> = before_all.iter().map(|said| said.subject).collect();
    for said in &after_all {
        if !subjects.contains(&said.subject) {
            subjects.push(said.subject);
        }
    }
    let of = |all: &[ExplainedSetting], subject| all.iter().find(|said| said.subject == subject).cloned();
    let settings = subjects
        .into_iter()
        .map(|subject| (subject, of(&before_all, subject), of(&after_all, subject)))
        .filter(|(_, before, after)| match (before, after) {
            (Some(before), Some(after)) => !before.is_same(after),
            _ => true,
        })
        .collect();
    let mut others = BTreeMap::new();
    for change in changes(before, after) {
        let (key, name) = match &change {
            Change::CreateKey(_) => continue,
            Change::DeleteKey(key) => (key, None),
            Change::Set { key, name, .. } | Change::DeleteValue { key, name } => (key, Some(name)),
        };
        let normal = NormalPath::of(key);
        let place = meaning::key_meaning(&normal);
        let known =
            name.is_some_and(|name| matches!(meaning::value_meaning(&normal, &place, name), Ok(Some(_))));
        if !known {
            *others.entry(key.to_string()).or_default() += 1;
        }
    }
    Differences { settings, others }
}
