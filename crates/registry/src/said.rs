//! What a registry says of TLS, component by component: to be explained, and to be compared.

use std::collections::BTreeMap;

use cutover_wire::Version;

use crate::change::{Change, changes};
use crate::facts::{Side, VERSIONS};
use crate::place::{self, DotNet, Meaning, Normal, Place, View, WinInetScope};
use crate::reg_file::{RegFile, What};
use crate::settings::{Setting, Settings};
use crate::state::State;

/// What a setting is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The mask of WinHTTP
    WinHttp(View),
    /// A mask of WinINET
    WinInet(WinInetScope),
    /// A version in Schannel
    Schannel(Version, Side),
    /// A generation of .NET
    DotNet(DotNet, View),
    /// Whether WinINET takes the machine's settings only
    MachineOnly,
    /// Whether FIPS mode is on
    Fips,
}

impl Subject {
    /// All, in the order in which they are told, with their values.
    fn all() -> Vec<(Self, Vec<Meaning>)> {
        let mut all = Vec::new();
        for side in Side::BOTH {
            for version in VERSIONS {
                let meanings =
                    vec![Meaning::Enabled(version, side), Meaning::DisabledByDefault(version, side)];
                all.push((Self::Schannel(version, side), meanings));
            }
        }
        all.push((Self::Fips, vec![Meaning::Fips]));
        for view in [View::Native, View::Wow64] {
            all.push((Self::WinHttp(view), vec![Meaning::WinHttp(view)]));
        }
        for scope in WinInetScope::ALL {
            all.push((Self::WinInet(scope), vec![Meaning::WinInet(scope)]));
        }
        all.push((Self::MachineOnly, vec![Meaning::MachineOnly]));
        for version in [DotNet::V2, DotNet::V4] {
            for view in [View::Native, View::Wow64] {
                let meanings =
                    vec![Meaning::StrongCrypto(version, view), Meaning::SystemDefault(version, view)];
                all.push((Self::DotNet(version, view), meanings));
            }
        }
        all
    }
}

/// What is set of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What it is about.
    pub subject: Subject,
    /// The key, in full.
    pub key: String,
    /// The value that comes first: `Enabled`, `SchUseStrongCrypto`, or the only one.
    pub first: Option<Number>,
    /// The value that comes second: `DisabledByDefault`, `SystemDefaultTlsVersions`.
    pub second: Option<Number>,
}

/// A number that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// The value's name.
    pub name: String,
    /// The number.
    pub number: u32,
    /// The line of the file; `None` in a hive.
    pub line: Option<u32>,
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

impl Said {
    /// The state of a version in Schannel.
    pub fn schannel(&self) -> SchannelState {
        let number = |number: &Option<Number>| number.as_ref().map(|n| n.number);
        match (number(&self.first), number(&self.second)) {
            (Some(0), _) => SchannelState::Off,
            (Some(_), Some(0)) => SchannelState::On,
            (Some(_), None) => SchannelState::Allowed,
            (None, Some(0) | None) => SchannelState::ByDefault,
            (_, Some(_)) => SchannelState::OnRequest,
        }
    }

    fn numbers(&self) -> (Option<u32>, Option<u32>) {
        (self.first.as_ref().map(|n| n.number), self.second.as_ref().map(|n| n.number))
    }

    /// The lines that it stands on.
    pub fn lines(&self) -> impl Iterator<Item = u32> {
        [&self.first, &self.second].into_iter().flatten().filter_map(|number| number.line)
    }
}

fn said(settings: &Settings<'_>) -> Vec<Said> {
    let mut all = Vec::new();
    for (subject, meanings) in Subject::all() {
        let set: Vec<_> = meanings.iter().map(|meaning| settings.get(*meaning)).collect();
        let Some(there) = set.iter().flatten().next() else { continue };
        let number = |setting: Option<Setting<'_>>| {
            setting.map(|s| Number { name: s.name.to_owned(), number: s.number, line: s.line })
        };
        let second = set.get(1).copied().flatten();
        all.push(Said { subject, key: there.key.to_string(), first: number(set[0]), second: number(second) });
    }
    all
}

/// What a file says, and how much of it is about something else.
#[derive(Debug)]
pub struct Explanation {
    /// The settings that stand after its last line.
    pub said: Vec<Said>,
    /// What it deletes that TLS settings are read from: the line, the key, and the value's name if it is one.
    pub deleted: Vec<(u32, String, Option<String>)>,
    /// Values about TLS that are not a version's: the line, the name, and what it holds.
    pub others: Vec<(u32, String, String)>,
    /// How many of its keys and values have nothing to do with TLS.
    pub unrelated: usize,
    /// How many lines look like more than a comment and are not read as such, or are read by nobody.
    pub ignored: usize,
}

/// Reads what a file says of TLS.
pub fn explain(file: &RegFile) -> Explanation {
    let state = State::of_settings(file);
    let mut explanation = Explanation {
        said: said(&Settings::of(&state)),
        deleted: Vec::new(),
        others: Vec::new(),
        unrelated: 0,
        ignored: 0,
    };
    for statement in &file.statements {
        let (id, name) = match &statement.what {
            What::DeleteKey(id) => (*id, None),
            What::Set { key, name, .. } | What::DeleteValue { key, name } => (*key, Some(name)),
            What::Ignored(_) => {
                explanation.ignored += 1;
                continue;
            }
            What::Blank | What::Comment | What::Header | What::Key(_) => continue,
        };
        let key = file.key(id);
        let normal = Normal::of(key);
        let place = place::place(&normal);
        let about = place != Place::Unrelated
            || place::holds_schannel(&normal)
            || place::holds_settings(&normal) && matches!(statement.what, What::DeleteKey(_));
        let meaning = name.map(|name| place::meaning(&normal, &place, name));
        match (&statement.what, meaning) {
            (_, Some(Err(_))) => explanation.ignored += 1,
            (What::DeleteKey(_), _) if about => {
                explanation.deleted.push((statement.line, key.to_string(), None));
            }
            (What::DeleteValue { name, .. }, Some(Ok(Some(_)))) => {
                explanation.deleted.push((statement.line, key.to_string(), Some(name.clone())));
            }
            (
                What::Set { name, data, .. },
                Some(Ok(Some(Meaning::Other { .. } | Meaning::SuiteOrder | Meaning::BrokenCipher))),
            ) => {
                explanation.others.push((statement.line, format!("{key}\\{name}"), data.shown(80)));
            }
            (What::Set { data, .. }, Some(Ok(Some(_)))) if data.as_dword().is_none() => {
                explanation.ignored += 1;
            }
            (_, Some(Ok(Some(_)))) => {}
            _ => explanation.unrelated += 1,
        }
    }
    explanation
}

/// What differs between two registries.
#[derive(Debug)]
pub struct Differences {
    /// Settings that differ: what was, and what is.
    pub settings: Vec<(Subject, Option<Said>, Option<Said>)>,
    /// How many other keys and values differ, by the key.
    pub others: BTreeMap<String, usize>,
}

/// Compares two registries by what they mean to TLS.
pub fn differences(before: &State, after: &State) -> Differences {
    let (settings_before, _) = Settings::in_force(before);
    let (settings_after, _) = Settings::in_force(after);
    let (said_before, said_after) = (said(&settings_before), said(&settings_after));
    let of = |all: &[Said], subject| all.iter().find(|said| said.subject == subject).cloned();
    let settings = Subject::all()
        .into_iter()
        .map(|(subject, _)| (subject, of(&said_before, subject), of(&said_after, subject)))
        .filter(|(_, a, b)| a.as_ref().map(Said::numbers) != b.as_ref().map(Said::numbers))
        .collect();
    let mut others = BTreeMap::new();
    for change in changes(before, after) {
        let (key, name) = match &change {
            Change::CreateKey(_) => continue,
            Change::DeleteKey(key) => (key, None),
            Change::Set { key, name, .. } | Change::DeleteValue { key, name } => (key, Some(name)),
        };
        let normal = Normal::of(key);
        let place = place::place(&normal);
        let known = name.is_some_and(|name| {
            let meaning = place::meaning(&normal, &place, name);
            !matches!(meaning, Err(_) | Ok(None | Some(Meaning::Other { .. } | Meaning::SuiteOrder)))
        });
        if !known {
            *others.entry(key.to_string()).or_default() += 1;
        }
    }
    Differences { settings, others }
}
