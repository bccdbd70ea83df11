//! The settings that a Windows needs to offer certain versions.

mod gpp_xml;
pub(crate) mod powershell;

use cutover_evidence::Confidence;
use cutover_evidence::SettingState;
use cutover_wire::Version;
use strum::{IntoStaticStr, VariantArray};

use crate::audit::left;
use crate::change::Change;
use crate::data::Data;
use crate::effective::effective;
use crate::key::Key;
use crate::mask::{Mask, MaskMistake};
use crate::meaning::{self, DotNet};
use crate::normal_path::View;
use crate::state::State;
use crate::updates::Updates;
use crate::windows::{SchannelSide, Switch, VERSIONS, ValueRead, Windows, all_versions};
use crate::writer::RegText;

/// What can be set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Component {
    /// WinHTTP: services, Office, Windows itself
    #[strum(serialize = "winhttp")]
    WinHttp,
    /// WinINET: Internet Explorer and programs that use its settings
    #[strum(serialize = "wininet")]
    WinInet,
    /// Every connection that goes out through Schannel
    SchannelClient,
    /// Every connection that comes in through Schannel
    SchannelServer,
    /// .NET Framework
    #[strum(serialize = "dotnet")]
    DotNet,
}

impl Component {
    /// All, in the order in which they are written.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// Why a request cannot be met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// That is the name of no version and no mask.
    NoVersion(String),
    /// A mask with bits that stand for nothing; what was meant, if that can be told.
    UnknownBits(Mask, Option<Mask>),
    /// No version would be left.
    NothingLeft,
    /// SSL 2.0 and 3.0 are not turned on.
    Ssl(Version),
    /// That Windows does not have that version.
    Unsupported(Version),
    /// WinHTTP of that Windows does not read its value.
    NotRead,
    /// WinHTTP of that Windows reads only these bits.
    OnlyBits(Mask),
    /// DTLS is Schannel's alone.
    Dtls,
    /// Settings of the machine and of the user do not go into one preferences file.
    MachineAndUser,
}

/// Reads versions: names with commas between (`tls1.1,tls1.2`; `1.2` is TLS 1.2) or a mask (`0xa00`).
pub fn versions(text: &str) -> Result<Vec<Version>, Refusal> {
    let text = text.trim();
    if let Some(mask) = Mask::parse(text) {
        return match mask.mistake() {
            None => Ok(mask.versions().collect()),
            Some(MaskMistake::Zero) => Err(Refusal::NothingLeft),
            Some(MaskMistake::Decimal(meant) | MaskMistake::DotNet(meant)) => {
                Err(Refusal::UnknownBits(mask, Some(meant)))
            }
            Some(MaskMistake::UnknownBits(_)) => Err(Refusal::UnknownBits(mask, None)),
        };
    }
    let mut versions = Vec::new();
    for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let letters = |text: &str| text.to_ascii_lowercase().replace(['v', ' ', '.', '_', '-'], "");
        let mut wanted = letters(name);
        if wanted.starts_with(|c: char| c.is_ascii_digit()) {
            wanted.insert_str(0, "tls");
        }
        let found = all_versions().find(|version| letters(&version.to_string()) == wanted);
        versions.push(found.ok_or_else(|| Refusal::NoVersion(name.to_owned()))?);
    }
    if versions.is_empty() { Err(Refusal::NothingLeft) } else { Ok(versions) }
}

/// Whether versions that were not asked for stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// They stay as they are; SSL 2.0 and 3.0 are never written as on.
    Stay,
    /// They are turned off.
    GoOff,
}

/// What is to be set, step by step, and what should be known of it.
#[derive(Debug)]
pub struct Plan {
    /// For which Windows.
    pub windows: &'static Windows,
    /// For which components.
    pub components: Vec<Component>,
    /// Which versions they are to offer, oldest first.
    pub versions: Vec<Version>,
    /// What becomes of the others.
    pub others: Others,
    /// The steps, those of one key together.
    pub steps: Vec<Step>,
    /// What should be known beside them.
    pub advice: Vec<Advice>,
}

/// One value that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Where.
    pub key: Key,
    /// Its name.
    pub name: &'static str,
    /// The number that it gets.
    pub number: u32,
    /// What for.
    pub purpose: Purpose,
}

/// What a step is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The mask of WinHTTP
    WinHttp(View),
    /// The mask of WinINET
    WinInet,
    /// A version is on by default.
    On(Version, SchannelSide),
    /// A version is off.
    Off(Version, SchannelSide),
    /// Programs built for .NET use strong cryptography.
    StrongCrypto(DotNet, View),
    /// Programs built for .NET leave the choice to Windows.
    SystemDefault(DotNet, View),
}

/// Something to know before a file is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Advice {
    /// Without this update the component does not read its setting.
    NeedsUpdate(Component, String),
    /// No update that Microsoft names makes WinHTTP of this Windows read its value.
    Unlisted,
    /// .NET 4 needs its rollup of September 2017 (S6).
    DotNetRollup,
    /// No update is known with which .NET 3.5 of this Windows reads its values.
    DotNetUnlisted,
    /// Servers that know nothing newer than this version can no longer be reached.
    Loses(Version),
    /// An old version that is about to be retired everywhere stays on.
    Keeps(Version),
    /// WinHTTP has a mask of its own and does not offer these versions by itself.
    WinHttpMask(Mask),
    /// .NET offers what Schannel does; the versions are not chosen by it.
    DotNetFollows,
    /// So nothing goes off for it, though the others are to.
    DotNetKeeps,
    /// Remote Desktop speaks nothing newer than TLS 1.0 without this update; `never`: whatever is installed. Whether TLS 1.0
    /// goes off by this.
    RemoteDesktop(String, bool),
    /// These versions go off.
    TurnsOff(Vec<Version>),
    /// These components are left with nothing newer than SSL 3.0 (`true`), or with nothing at all, where nothing else was set.
    Leaves(Vec<String>, bool),
    /// These components no longer use these versions by themselves, though nothing turns them off.
    NoLonger(Vec<String>, Vec<Version>),
    /// Something must be restarted.
    Restart,
}

/// Plans what a Windows needs so that components offer versions, and nothing that weakens it.
pub fn plan(
    windows: &'static Windows,
    components: &[Component],
    wanted: &[Version],
    others: Others,
) -> Result<Plan, Refusal> {
    let versions: Vec<_> = all_versions().filter(|version| wanted.contains(version)).collect();
    if versions.is_empty() || components.is_empty() {
        return Err(Refusal::NothingLeft);
    }
    let is_schannel =
        |component: &Component| [Component::SchannelClient, Component::SchannelServer].contains(component);
    let dtls = versions.iter().filter(|version| version.is_dtls()).count();
    let set_nothing_else = dtls == versions.len() && !components.iter().all(is_schannel);
    if dtls > 0 && (set_nothing_else || !components.iter().any(is_schannel)) {
        return Err(Refusal::Dtls);
    }
    for version in &versions {
        if [Version::SSL_2_0, Version::SSL_3_0].contains(version) {
            return Err(Refusal::Ssl(*version));
        }
        if !windows.supports(*version) {
            return Err(Refusal::Unsupported(*version));
        }
    }
    let components: Vec<_> = Component::ALL.iter().copied().filter(|c| components.contains(c)).collect();
    let mut plan = Plan { windows, components, versions, others, steps: Vec::new(), advice: Vec::new() };
    for component in plan.components.clone() {
        match component {
            Component::WinHttp => plan.winhttp()?,
            Component::WinInet => plan.wininet(),
            Component::SchannelClient => plan.schannel(SchannelSide::Client),
            Component::SchannelServer => plan.schannel(SchannelSide::Server),
            Component::DotNet => plan.dot_net(),
        }
    }
    plan.besides();
    plan.advise();
    Ok(plan)
}

const SSL: [Version; 2] = [Version::SSL_2_0, Version::SSL_3_0];

impl Plan {
    /// The mask of a component that has that one when nothing is set: with what it has, unless the others go off. A mask
    /// with a hole would offer a newest version and refuse the next.
    fn mask(&self, own: Option<Mask>) -> Mask {
        if self.others == Others::GoOff {
            return Mask::of(self.versions.iter().copied());
        }
        let has = |version: Version| match own {
            Some(own) => own.has(version),
            None => self.windows.switch(SchannelSide::Client, version, true) == Switch::On,
        };
        let is_in =
            |version: &Version| !SSL.contains(version) && (self.versions.contains(version) || has(*version));
        let first = VERSIONS.iter().position(is_in).unwrap_or_default();
        let last = VERSIONS.iter().rposition(is_in).unwrap_or_default();
        Mask::of(VERSIONS[first..=last].iter().copied().filter(|version| self.windows.supports(*version)))
    }

    fn set(&mut self, key: &str, name: &'static str, number: u32, purpose: Purpose) {
        // The names are our own constants.
        let Some(key) = Key::parse(key) else { return };
        let there = |step: &Step| step.key == key && step.name == name;
        if !self.steps.iter().any(there) {
            self.steps.push(Step { key, name, number, purpose });
        }
    }

    fn winhttp(&mut self) -> Result<(), Refusal> {
        let fact = &self.windows.winhttp;
        let mut mask = self.mask(Some(fact.mask));
        match fact.value {
            ValueRead::Never => return Err(Refusal::NotRead),
            ValueRead::Unlisted => self.advice.push(Advice::Unlisted),
            ValueRead::Update => self.needs(Component::WinHttp, fact.update.as_ref()),
            ValueRead::BuiltIn => {}
        }
        if let Some(bits) = fact.bits {
            if Mask::of(self.versions.iter().copied()).0 & !bits.0 != 0 {
                return Err(Refusal::OnlyBits(bits));
            }
            // The other versions are not the value's to choose there.
            mask = Mask(mask.0 & bits.0);
        }
        for view in [View::Native, View::Wow64] {
            let key = meaning::in_view(meaning::winhttp_key(), view);
            self.set(&key, "DefaultSecureProtocols", mask.0, Purpose::WinHttp(view));
        }
        Ok(())
    }

    fn wininet(&mut self) {
        self.set(
            meaning::wininet_key(),
            "SecureProtocols",
            self.mask(self.windows.wininet.mask).0,
            Purpose::WinInet,
        );
    }

    fn schannel(&mut self, side: SchannelSide) {
        for version in all_versions() {
            if self.versions.contains(&version) {
                self.turn_on(version, side);
            } else if self.goes_off(version)
                && self.windows.switch(side, version, true) != Switch::Unsupported
            {
                let key = meaning::schannel_key(version, side);
                self.set(key, "Enabled", 0, Purpose::Off(version, side));
                self.set(key, "DisabledByDefault", 1, Purpose::Off(version, side));
            }
        }
    }

    /// Whether a version that is not wanted is turned off: DTLS stays as it is where nothing is said of it, and so does TLS.
    fn goes_off(&self, version: Version) -> bool {
        self.others == Others::GoOff
            && !self.versions.contains(&version)
            && self.versions.iter().any(|wanted| wanted.is_dtls() == version.is_dtls())
    }

    fn turn_on(&mut self, version: Version, side: SchannelSide) {
        let key = meaning::schannel_key(version, side);
        self.set(key, "Enabled", 1, Purpose::On(version, side));
        self.set(key, "DisabledByDefault", 0, Purpose::On(version, side));
    }

    fn dot_net(&mut self) {
        self.needs(Component::DotNet, self.windows.dotnet.update.as_ref());
        for version in [DotNet::V4, DotNet::V2] {
            for view in [View::Native, View::Wow64] {
                let key = meaning::in_view(meaning::dot_net_key(version), view);
                self.set(&key, "SchUseStrongCrypto", 1, Purpose::StrongCrypto(version, view));
                self.set(&key, "SystemDefaultTlsVersions", 1, Purpose::SystemDefault(version, view));
            }
        }
    }

    /// Where Schannel does not offer a version by itself, whoever asks Schannel for its default does not either;
    /// KB3140245 tells to turn it on for WinHTTP too, though a mask alone suffices as far as was measured.
    fn besides(&mut self) {
        let asks = |component| [Component::WinHttp, Component::DotNet].contains(component);
        let needed = self.components.iter().any(asks);
        let off_by_default =
            |version: &Version| match self.windows.switch(SchannelSide::Client, *version, true) {
                Switch::On | Switch::Unsupported => false,
                Switch::OnRequest => needed,
                Switch::Off => needed || self.components.contains(&Component::WinInet),
            };
        for version in self.versions.iter().copied().filter(off_by_default).collect::<Vec<_>>() {
            self.turn_on(version, SchannelSide::Client);
        }
    }

    fn needs(&mut self, component: Component, update: Option<&String>) {
        if let Some(update) = update {
            self.advice.push(Advice::NeedsUpdate(component, update.clone()));
        }
    }

    fn advise(&mut self) {
        let schannel = self.components.contains(&Component::SchannelClient);
        let chooses = schannel
            || self.components.contains(&Component::SchannelServer)
            || self.components.contains(&Component::WinHttp)
            || self.components.contains(&Component::WinInet);
        if let Some(update) = self.windows.schannel.update.clone() {
            let is_server_alone = self.components == [Component::SchannelServer];
            let of = if is_server_alone { Component::SchannelServer } else { Component::SchannelClient };
            self.advice.push(Advice::NeedsUpdate(of, update));
        }
        let own = self.windows.winhttp.mask;
        let lacks = |version: &Version| !version.is_dtls() && !own.has(*version);
        if schannel && !self.components.contains(&Component::WinHttp) && self.versions.iter().any(lacks) {
            self.advice.push(Advice::WinHttpMask(own));
        }
        // What is lost is told by the newest version that is left out below the oldest that is kept.
        let oldest = self.versions.iter().copied().find(|version| !version.is_dtls());
        let lost = VERSIONS.into_iter().take_while(|version| Some(*version) != oldest).last();
        let lost = lost.filter(|v| oldest.is_some() && !SSL.contains(v) && self.windows.supports(*v));
        if self.others == Others::GoOff && chooses {
            let off = all_versions().filter(|v| self.windows.supports(*v) && self.goes_off(*v));
            self.advice.push(Advice::TurnsOff(off.collect()));
            self.advice.extend(lost.map(Advice::Loses));
        }
        let left_without = self.left_without();
        self.advice.extend(left_without);
        if self.others == Others::Stay {
            let no_longer = self.no_longer();
            self.advice.extend(no_longer);
        }
        for version in [Version::TLS_1_0, Version::TLS_1_1, Version::DTLS_1_0] {
            if self.versions.contains(&version) {
                self.advice.push(Advice::Keeps(version));
            }
        }
        let off = Purpose::Off(Version::TLS_1_0, SchannelSide::Server);
        if let Some(update) = self.windows.remote_desktop.clone()
            && self.components.contains(&Component::SchannelServer)
        {
            let now = self.steps.iter().any(|step| step.purpose == off);
            self.advice.push(Advice::RemoteDesktop(update, now));
        }
        if self.components.contains(&Component::DotNet) {
            if self.windows.dotnet.value != ValueRead::BuiltIn {
                self.advice.push(Advice::DotNetRollup);
            }
            if self.windows.dotnet.value == ValueRead::Unlisted {
                self.advice.push(Advice::DotNetUnlisted);
            }
            self.advice.push(Advice::DotNetFollows);
            if self.others == Others::GoOff && !schannel {
                self.advice.push(Advice::DotNetKeeps);
            }
        }
        self.advice.push(Advice::Restart);
    }

    /// What the steps make of a Windows on which nothing was set.
    fn state(&self) -> State {
        let mut state = State::new();
        for step in &self.steps {
            state.set(&step.key, step.name, Data::dword(step.number), None);
        }
        state
    }

    /// What programs no longer use by themselves: a setting that brings one version may leave another out.
    fn no_longer(&self) -> Vec<Advice> {
        let records = |state: &State| effective(state, self.windows, &Updates::All, "").settings;
        let mut told: Vec<(Vec<String>, Vec<Version>)> = Vec::new();
        for (before, after) in records(&State::new()).into_iter().zip(records(&self.state())) {
            let is_lost = |version: &Version| {
                !SSL.contains(version)
                    && before.state(*version) == SettingState::On
                    && after.state(*version) != SettingState::On
            };
            let lost: Vec<Version> = VERSIONS.into_iter().filter(is_lost).collect();
            if lost.is_empty() {
                continue;
            }
            match told.iter_mut().find(|(_, versions)| *versions == lost) {
                Some((names, _)) if names.contains(&after.component) => {}
                Some((names, _)) => names.push(after.component),
                None => told.push((vec![after.component], lost)),
            }
        }
        told.into_iter().map(|(names, versions)| Advice::NoLonger(names, versions)).collect()
    }

    /// The whole machine is judged, not only the components that were asked for.
    fn left_without(&self) -> Option<Advice> {
        let state = self.state();
        let losses = left::losses(&state, self.windows);
        let ssl = losses.iter().any(|loss| loss.ssl_left);
        (!losses.is_empty()).then(|| Advice::Leaves(losses.into_iter().map(|loss| loss.name).collect(), ssl))
    }

    /// How sure it is that the steps do what they are for.
    pub fn confidence(&self) -> Confidence {
        let unlisted = self.advice.contains(&Advice::Unlisted);
        if unlisted { Confidence::Unverified } else { self.windows.schannel.confidence.clone() }
    }

    /// The steps as changes to a registry.
    pub fn changes(&self) -> impl Iterator<Item = Change> {
        self.steps.iter().map(|step| Change::Set {
            key: step.key.clone(),
            name: step.name.to_owned(),
            data: Data::dword(step.number),
        })
    }

    /// The keys to export before, for the way back: each holds all that is set below it.
    pub fn keys_to_export(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = Vec::new();
        for step in &self.steps {
            let of_schannel = matches!(step.purpose, Purpose::On(..) | Purpose::Off(..));
            let key = if of_schannel { Key::parse(meaning::schannel_tree()) } else { Some(step.key.clone()) };
            keys.extend(key.filter(|key| !keys.contains(key)));
        }
        keys
    }

    /// The steps of each key.
    pub fn by_key(&self) -> impl Iterator<Item = (&Key, &[Step])> {
        self.steps.chunk_by(|a, b| a.key == b.key).map(|steps| (&steps[0].key, steps))
    }

    /// As registry text with comments.
    pub fn to_reg(&self, comments: &dyn Comments) -> RegText {
        let mut text = RegText::new();
        for line in comments.heading(self) {
            text.comment(&line);
        }
        for (key, steps) in self.by_key() {
            // regedit makes what is missing above a key, but tools for offline hives do not.
            if let (Purpose::On(..) | Purpose::Off(..), Some(version)) = (steps[0].purpose, key.parent()) {
                text.blank();
                text.key(&version);
            }
            text.blank();
            // Two values of one purpose are explained once.
            for same in steps.chunk_by(|a, b| a.purpose == b.purpose) {
                text.comment(&comments.step(self, &same[0]));
            }
            text.key(key);
            for step in steps {
                text.set(step.name, &Data::dword(step.number));
            }
        }
        text
    }
}

/// The words of a file; they come from where sentences are.
pub trait Comments {
    /// What the file is for, which updates it needs, and what to know of it; a line each.
    fn heading(&self, plan: &Plan) -> Vec<String>;
    /// What a value does.
    fn step(&self, plan: &Plan, step: &Step) -> String;
    /// Why a script does not run in a 32-bit PowerShell on a 64-bit Windows.
    fn only_64_bit(&self) -> String;
    /// Why a script does not run without the rights of an administrator.
    fn only_elevated(&self) -> String;
    /// Whose settings a script writes; `{0}` is the user's name.
    fn whose_user(&self) -> String;
    /// How many values a script has set; `{0}` is the number.
    fn changed(&self) -> String;
}
