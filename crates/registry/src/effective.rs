//! What the components of a Windows really offer, and which setting decided it.
//!
//! The rules, strongest first (where each is from is in `data/windows/README.md`): Schannel's `Enabled`=0 beats
//! everything (S1, S5). A program that names versions itself comes next; that is what `on-request` is about. Then
//! the mask of WinHTTP or WinINET, group policy before the user's own; being explicit, it beats
//! `DisabledByDefault` (measured in Wine). `DisabledByDefault` counts for callers that ask for "the default".

use cutover_evidence::Confidence;
use cutover_evidence::{ClientSettings, DecidedBy, SCHEMA_VERSION, SettingState};
use cutover_wire::Version;

use crate::mask::Mask;
use crate::meaning::{DotNet, Meaning, WinInetScope};
use crate::normal_path::View;
use crate::settings::{Doubts, Setting, Settings};
use crate::state::State;
use crate::suites::takes_away;
use crate::updates::Updates;
use crate::windows::{SchannelSide, Switch, VERSIONS, ValueRead, Windows, all_versions};

/// How much of a text a record shows.
const SHOWN: usize = 80;

/// What a registry makes of a Windows.
#[derive(Debug)]
pub struct Effective {
    /// A record for each component.
    pub settings: Vec<ClientSettings>,
    /// What should be known beside them.
    pub remarks: Vec<EffectiveRemark>,
}

/// Something that the records do not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EffectiveRemark {
    /// It was not said whether this update is there, and something depends on it.
    DependsOn(String),
    /// These control sets have settings, and nothing says which is the current one.
    ControlSets(String),
    /// The control set that is said to be the current one is not there.
    MissingControlSet(String),
    /// The account `LocalSystem` (`HKEY_USERS\.DEFAULT`) has settings of its own, which are no user's.
    LocalSystem,
    /// So many users have settings, and none is the one.
    Users(usize),
}

/// What each component of that Windows offers with that registry. Keys that are not in it are taken as Windows
/// ships them. `source` says where the registry is from.
pub fn effective(state: &State, windows: &'static Windows, updates: &Updates, source: &str) -> Effective {
    let (settings, doubts) = Settings::in_force(state);
    let without_suite: Vec<_> =
        all_versions().map(|version| (version, takes_away(&settings, windows, version))).collect();
    let with = |has: &dyn Fn(&str) -> bool| {
        Rules { settings: &settings, windows, has, without_suite: &without_suite }.all()
    };
    let mut remarks = remarks(&doubts);
    // What may be there or not is worked out both ways.
    let have = |update: &str| updates.have(update);
    let outcomes = with(&|update| have(update) != Some(false));
    let mut doubted = with(&|update| have(update) != Some(false));
    for update in windows.updates().into_iter().filter(|update| have(update).is_none()) {
        let without = with(&|other| other != update && have(other) != Some(false));
        let differs = |(a, b): (&Component, &Component)| a.states().ne(b.states());
        if outcomes.iter().zip(&without).any(differs) {
            remarks.push(EffectiveRemark::DependsOn(update.to_owned()));
        }
        for (outcome, without) in doubted.iter_mut().zip(&without) {
            outcome.doubt(without);
        }
    }
    for (outcome, without) in doubted.iter_mut().zip(with(&|update| have(update) == Some(true))) {
        outcome.doubt(&without);
    }
    let outcomes = doubted;
    let updates = updates.shown(&windows.updates());
    let settings = outcomes.into_iter().map(|component| component.record(windows, updates.as_ref(), source));
    Effective { settings: settings.collect(), remarks }
}

fn remarks(doubts: &Doubts) -> Vec<EffectiveRemark> {
    let mut remarks = Vec::new();
    if !doubts.control_sets.is_empty() {
        let names: Vec<_> = doubts.control_sets.iter().map(|n| format!("ControlSet{n}")).collect();
        remarks.push(EffectiveRemark::ControlSets(names.join(", ")));
    }
    if let Some(set) = &doubts.missing {
        remarks.push(EffectiveRemark::MissingControlSet(set.clone()));
    }
    if doubts.local_system {
        remarks.push(EffectiveRemark::LocalSystem);
    }
    if doubts.users > 1 {
        remarks.push(EffectiveRemark::Users(doubts.users));
    }
    remarks
}

/// What becomes of one version, which setting decided it, and how sure that is.
#[derive(Debug, Clone)]
struct Outcome<'a> {
    state: SettingState,
    by: Option<Setting<'a>>,
    confidence: Confidence,
}

impl<'a> Outcome<'a> {
    fn new(state: SettingState, by: Option<Setting<'a>>, confidence: Confidence) -> Self {
        Self { state, by, confidence }
    }
}

struct Component<'a> {
    name: &'static str,
    bits: Option<u8>,
    outcomes: Vec<(Version, Outcome<'a>)>,
}

impl<'a> Component<'a> {
    fn new(name: &'static str, bits: Option<u8>, outcome: impl Fn(Version) -> Outcome<'a>) -> Self {
        Self { name, bits, outcomes: VERSIONS.into_iter().map(|v| (v, outcome(v))).collect() }
    }

    /// Schannel itself, which programs also use over UDP.
    fn schannel(name: &'static str, outcome: impl Fn(Version) -> Outcome<'a>) -> Self {
        Self { name, bits: None, outcomes: all_versions().map(|v| (v, outcome(v))).collect() }
    }

    fn states(&self) -> impl Iterator<Item = SettingState> {
        self.outcomes.iter().map(|(_, outcome)| outcome.state)
    }

    /// What differs in another case that is possible as well is unknown.
    fn doubt(&mut self, other: &Self) {
        for ((_, outcome), (_, other)) in self.outcomes.iter_mut().zip(&other.outcomes) {
            if outcome.state == other.state {
                outcome.confidence = outcome.confidence.clone().max(other.confidence.clone());
                outcome.by = outcome.by.filter(|_| other.by.is_some());
            } else {
                *outcome = Outcome::new(SettingState::Unknown, None, Confidence::Unknown);
            }
        }
    }

    fn record(&self, windows: &Windows, updates: Option<&Vec<String>>, source: &str) -> ClientSettings {
        let decided = |(version, outcome): &(Version, Outcome<'_>)| {
            let by = outcome.by?;
            let decided = DecidedBy {
                key: by.key.to_string(),
                value: by.name.to_owned(),
                data: match by.data.as_dword() {
                    Some(number) => format!("{number:#x}"),
                    None => by.data.shown(SHOWN),
                },
                line: by.line,
            };
            Some((*version, decided))
        };
        let least_sure = self.outcomes.iter().map(|(_, outcome)| outcome.confidence.clone()).max();
        ClientSettings {
            schema_version: SCHEMA_VERSION,
            source: source.to_owned(),
            windows: windows.id.clone(),
            updates: updates.cloned(),
            component: self.name.to_owned(),
            bits: self.bits,
            versions: self.outcomes.iter().map(|(version, outcome)| (*version, outcome.state)).collect(),
            decided_by: self.outcomes.iter().filter_map(decided).collect(),
            confidence: least_sure.unwrap_or(Confidence::Unknown),
        }
    }
}

/// A mask as far as it is known: where the two differ, it is not.
struct Masks<'a> {
    one: Mask,
    other: Mask,
    by: Option<Setting<'a>>,
    confidence: Confidence,
    /// How sure it is that it beats `DisabledByDefault`.
    beats: Confidence,
}

impl<'a> Masks<'a> {
    fn known(mask: Mask, by: Option<Setting<'a>>, confidence: Confidence) -> Self {
        // Seen with a value (in Wine, with a program that reads it); without one it is assumed.
        let beats = if by.is_some() { Confidence::Measured } else { Confidence::Unverified };
        Self { one: mask, other: mask, by, confidence, beats }
    }

    fn unknown(by: Option<Setting<'a>>) -> Self {
        Self { other: Mask(0), ..Self::known(Mask::KNOWN, by, Confidence::Unknown) }
    }

    fn has(&self, version: Version) -> Option<bool> {
        let has = self.one.has(version);
        (has == self.other.has(version)).then_some(has)
    }
}

/// What programs are built for, and what the two values of .NET are for them when they are not set (S6).
#[derive(Clone, Copy)]
struct Target {
    name: &'static str,
    runtime: DotNet,
    strong: u32,
    system: u32,
}

const TARGETS: [Target; 4] = [
    Target { name: "dotnet-2", runtime: DotNet::V2, strong: 0, system: 0 },
    Target { name: "dotnet-4", runtime: DotNet::V4, strong: 0, system: 0 },
    Target { name: "dotnet-4.6", runtime: DotNet::V4, strong: 1, system: 0 },
    Target { name: "dotnet-4.7", runtime: DotNet::V4, strong: 1, system: 1 },
];

struct Rules<'a, 's> {
    settings: &'a Settings<'s>,
    windows: &'static Windows,
    has: &'a dyn Fn(&str) -> bool,
    /// The versions that have no suite left, each with the setting that took it away.
    without_suite: &'a [(Version, Option<Setting<'s>>)],
}

impl<'s> Rules<'_, 's> {
    fn all(&self) -> Vec<Component<'s>> {
        let views = [(View::Native, 64), (View::Wow64, 32)];
        let mut components = Vec::new();
        for (view, bits) in views {
            let mask = self.winhttp(view);
            components.push(Component::new("winhttp", Some(bits), |v| self.masked(v, &mask)));
        }
        let mask = self.wininet();
        components.push(Component::new("wininet", None, |v| self.masked(v, &mask)));
        components.push(Component::schannel("schannel-client", |v| self.schannel(SchannelSide::Client, v)));
        components.push(Component::schannel("schannel-server", |v| self.schannel(SchannelSide::Server, v)));
        for target in TARGETS {
            for (view, bits) in views {
                components.push(Component::new(target.name, Some(bits), |v| self.dot_net(target, view, v)));
            }
        }
        components
    }

    fn updated(&self, update: Option<&String>) -> bool {
        update.is_none_or(|update| (self.has)(update))
    }

    fn schannel(&self, side: SchannelSide, version: Version) -> Outcome<'s> {
        use SettingState::{Off, On, OnRequest, Unknown};
        let fact = &self.windows.schannel;
        let default = self.windows.switch(side, version, self.updated(fact.update.as_ref()));
        let ssl = [Version::SSL_2_0, Version::SSL_3_0].contains(&version);
        let fips = self.settings.get(Meaning::Fips).filter(|fips| fips.number != 0 && ssl);
        let enabled = self.settings.get(Meaning::Enabled(version, side));
        let by_default = self.settings.get(Meaning::DisabledByDefault(version, side));
        let documented = |state, by| Outcome::new(state, by, Confidence::Documented);
        let yes = |setting: Setting<'_>| setting.number != 0;
        if default == Switch::Unsupported {
            // What Microsoft calls experimental is there when it is turned on, from some release on.
            let asked = enabled.is_some_and(yes) && by_default.is_none_or(|setting| !yes(setting));
            return match &self.windows.experimental {
                Some(experimental) if asked && experimental.version == version.to_string() => {
                    Outcome::new(Unknown, enabled, Confidence::Unknown)
                }
                _ => Outcome::new(Off, None, fact.confidence.clone()),
            };
        }
        let usable =
            self.without_suite.iter().find(|(of, _)| *of == version).and_then(|(_, setting)| *setting);
        match (enabled, by_default) {
            _ if fips.is_some() => documented(Off, fips),
            (Some(enabled), _) if !yes(enabled) => documented(Off, Some(enabled)),
            // That an algorithm that is off stops a whole suite is documented of some only.
            _ if usable.is_some() => Outcome::new(Off, usable, Confidence::Unverified),
            (Some(_), Some(by_default)) if yes(by_default) => documented(OnRequest, Some(by_default)),
            (Some(enabled), Some(_)) => documented(On, Some(enabled)),
            (Some(enabled), None) => match default {
                Switch::OnRequest => Outcome::new(OnRequest, None, fact.confidence.clone()),
                _ => documented(On, Some(enabled)),
            },
            // What DisabledByDefault does to a version that is off without it is said nowhere.
            (None, Some(by_default)) if default == Switch::Off => {
                Outcome::new(if yes(by_default) { Off } else { Unknown }, None, Confidence::Unverified)
            }
            (None, Some(by_default)) if yes(by_default) => documented(OnRequest, Some(by_default)),
            (None, Some(by_default)) => documented(On, Some(by_default)),
            (None, None) => {
                let state = match default {
                    Switch::On => On,
                    Switch::OnRequest => OnRequest,
                    Switch::Off | Switch::Unsupported => Off,
                };
                Outcome::new(state, None, fact.confidence.clone())
            }
        }
    }

    /// A version of a component that asks Schannel for the versions of a mask.
    fn masked(&self, version: Version, masks: &Masks<'s>) -> Outcome<'s> {
        let schannel = self.schannel(SchannelSide::Client, version);
        if matches!(schannel.state, SettingState::Off | SettingState::Unknown) {
            return schannel;
        }
        let by = masks.by.or(schannel.by);
        match masks.has(version) {
            None => Outcome::new(SettingState::Unknown, masks.by, Confidence::Unknown),
            Some(false) => Outcome::new(SettingState::OnRequest, by, masks.confidence.clone()),
            Some(true) => {
                let beats = Some(masks.beats.clone()).filter(|_| schannel.state == SettingState::OnRequest);
                let confidence = masks.confidence.clone().max(beats.unwrap_or(Confidence::Documented));
                Outcome::new(SettingState::On, by, confidence)
            }
        }
    }

    fn after_updates(&self, mask: Mask) -> Mask {
        match &self.windows.masks_after {
            Some(after) if (self.has)(&after.update) => Mask(mask.0 & !after.drops.0),
            _ => mask,
        }
    }

    fn winhttp(&self, view: View) -> Masks<'s> {
        let fact = &self.windows.winhttp;
        let default = Masks::known(self.after_updates(fact.mask), None, fact.confidence.clone());
        let Some(setting) = self.settings.get(Meaning::WinHttp(view)) else { return default };
        let mask = Mask(setting.number);
        let value = if mask.0 == 0 || mask.unknown_bits().0 != 0 {
            // A recent winhttp.dll drops such a value; what an older one does with it is not known.
            if fact.confidence == Confidence::Decompiled {
                Masks::known(default.one, Some(setting), Confidence::Decompiled)
            } else {
                Masks::unknown(Some(setting))
            }
        } else {
            let mask = fact.bits.map_or(mask, |bits| Mask(mask.0 & bits.0));
            Masks::known(mask, Some(setting), Confidence::Documented)
        };
        self.as_read(fact.value, fact.update.as_ref(), value, default)
    }

    /// A value, or what would be without it, by whether it is read.
    fn as_read(
        &self,
        read: ValueRead,
        update: Option<&String>,
        value: Masks<'s>,
        default: Masks<'s>,
    ) -> Masks<'s> {
        match read {
            ValueRead::BuiltIn => value,
            ValueRead::Update if self.updated(update) => value,
            ValueRead::Update | ValueRead::Never => default,
            ValueRead::Unlisted => {
                Masks { one: value.one, other: default.other, confidence: Confidence::Unverified, ..value }
            }
        }
    }

    fn wininet(&self) -> Masks<'s> {
        let set = |scope| self.settings.get(Meaning::WinInet(scope));
        let machine_only = self.settings.get(Meaning::MachineOnly).is_some_and(|s| s.number != 0);
        let policies = (set(WinInetScope::MachinePolicy), set(WinInetScope::UserPolicy));
        let known = |setting: Setting<'s>, confidence| match Mask(setting.number) {
            mask if mask.0 == 0 || mask.unknown_bits().0 != 0 => Masks::unknown(Some(setting)),
            mask => Masks::known(mask, Some(setting), confidence),
        };
        match policies {
            (Some(machine), _) if machine_only => known(machine, Confidence::Unverified),
            // Which of two policies wins is not known.
            (Some(machine), Some(user)) => Masks {
                other: Mask(user.number),
                ..Masks::known(Mask(machine.number), Some(machine), Confidence::Unverified)
            },
            (Some(policy), None) => known(policy, Confidence::Documented),
            (None, Some(policy)) if !machine_only => known(policy, Confidence::Documented),
            _ => {
                let own = if machine_only { WinInetScope::Machine } else { WinInetScope::User };
                let confidence = if machine_only { Confidence::Unverified } else { Confidence::Documented };
                match (set(own), self.windows.wininet.mask) {
                    (Some(setting), _) => known(setting, confidence),
                    (None, None) => Masks::unknown(None),
                    (None, Some(mask)) => {
                        Masks::known(self.after_updates(mask), None, self.windows.wininet.confidence.clone())
                    }
                }
            }
        }
    }

    /// A program built for one of the generations of .NET, whose values have these numbers when they are not set
    /// (S6).
    fn dot_net(&self, target: Target, view: View, version: Version) -> Outcome<'s> {
        let fact = &self.windows.dotnet;
        let of = |read| self.dot_net_if(read, target, view, version);
        let either = || {
            let (read, unread) = (of(true), of(false));
            if read.state == unread.state {
                unread
            } else {
                Outcome::new(SettingState::Unknown, None, Confidence::Unknown)
            }
        };
        // What another number than 0 and 1 does is said nowhere.
        let values =
            [Meaning::StrongCrypto(target.runtime, view), Meaning::SystemDefault(target.runtime, view)];
        if values.into_iter().filter_map(|value| self.settings.get(value)).any(|setting| setting.number > 1) {
            return either();
        }
        match fact.value {
            _ if target.runtime == DotNet::V4 => of(true),
            ValueRead::BuiltIn => of(true),
            ValueRead::Update => of(self.updated(fact.update.as_ref())),
            ValueRead::Never => of(false),
            ValueRead::Unlisted => either(),
        }
    }

    /// The same, by whether the values are read.
    fn dot_net_if(&self, read: bool, target: Target, view: View, version: Version) -> Outcome<'s> {
        let Target { runtime, strong, system, .. } = target;
        let set = |meaning| self.settings.get(meaning).filter(|_| read);
        let (strong_set, system_set) =
            (set(Meaning::StrongCrypto(runtime, view)), set(Meaning::SystemDefault(runtime, view)));
        if system_set.map_or(system, |setting| setting.number) != 0 {
            let schannel = self.schannel(SchannelSide::Client, version);
            // What Windows does not have, no setting took away.
            let system_set = system_set.filter(|_| schannel.state != SettingState::Off);
            return Outcome { by: schannel.by.or(system_set), ..schannel };
        }
        let strong = strong_set.map_or(strong, |setting| setting.number) != 0 && runtime == DotNet::V4;
        let mask = if strong {
            Mask::of([Version::TLS_1_0, Version::TLS_1_1, Version::TLS_1_2])
        } else {
            Mask::of([Version::SSL_3_0, Version::TLS_1_0])
        };
        let by = if runtime == DotNet::V4 { strong_set.or(system_set) } else { system_set };
        // These programs name their versions, which beats DisabledByDefault (S1).
        let beats = Confidence::Documented;
        self.masked(version, &Masks { beats, ..Masks::known(mask, by, Confidence::Documented) })
    }
}
