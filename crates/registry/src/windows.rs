//! What is known of Windows (`data/windows`), compiled in.

use cutover_evidence::Confidence;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use strum::IntoStaticStr;

use cutover_wire::Version;
use serde::Deserialize;

use crate::mask::Mask;

/// What Schannel does with a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Switch {
    /// Used unless a program asks for others.
    On,
    /// Used only by programs that ask for it by name.
    OnRequest,
    /// Not used by anybody.
    Off,
    /// Not there, whatever the registry says.
    Unsupported,
}

/// The two halves of Schannel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum SchannelSide {
    /// Connections that this machine opens.
    #[strum(serialize = "Client")]
    Client,
    /// Connections that this machine accepts.
    #[strum(serialize = "Server")]
    Server,
}

impl SchannelSide {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Client, Self::Server];

    /// The name of its key.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// The versions that Windows has ever known over TCP, oldest first.
pub const VERSIONS: [Version; 6] = Version::OVER_TCP;

/// The same over UDP, for programs that use datagrams.
pub const DTLS_VERSIONS: [Version; 2] = [Version::DTLS_1_0, Version::DTLS_1_2];

/// Every version that has a key of its own below SCHANNEL's `Protocols`.
pub(crate) fn all_versions() -> impl Iterator<Item = Version> {
    VERSIONS.into_iter().chain(DTLS_VERSIONS)
}

/// A Windows and what it does when nothing is set.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Windows {
    /// Its name on the command line: `7`, `server-2019`.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The same in Japanese, where it is another.
    pub name_ja: Option<String>,
    /// Its builds, each with the name of its release: `17763` is `1809`.
    pub builds: BTreeMap<String, String>,
    /// Where what `client` and `server` say is from.
    pub schannel: Fact,
    client: BTreeMap<String, Switch>,
    server: BTreeMap<String, Switch>,
    /// What both do over UDP.
    dtls: BTreeMap<String, Switch>,
    /// What differs while the update of `schannel` is missing.
    #[serde(default)]
    without_update: BTreeMap<String, Switch>,
    /// WinHTTP
    pub winhttp: WinHttpFact,
    /// WinINET
    pub wininet: MaskFact,
    /// Whether .NET 3.5 reads the values of .NET.
    #[serde(default)]
    pub dotnet: DotNetFact,
    /// An update that takes bits out of both masks.
    pub masks_after: Option<MasksAfter>,
    /// A version that is there from some release on, and that Microsoft does not support.
    pub experimental: Option<Experimental>,
    /// The update that Remote Desktop needs for TLS 1.1 and newer; `never` where there is none.
    pub remote_desktop: Option<String>,
    /// When Microsoft's updates for everybody ended, where they did.
    pub ended: Option<String>,
}

/// A version that Microsoft calls experimental.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experimental {
    /// Its name.
    pub version: String,
    /// The first release that has it.
    pub from: String,
    /// The mark of its source.
    pub source: String,
    /// How sure that is.
    pub confidence: Confidence,
}

/// Where a fact is from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// How sure it is.
    pub confidence: Confidence,
    /// The mark of its source (`data/windows/README.md`).
    pub source: Option<String>,
    /// The update that must be there.
    pub update: Option<String>,
}

/// The mask of a component whose program does not choose.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaskFact {
    /// `None`: not known.
    pub mask: Option<Mask>,
    /// How sure it is.
    pub confidence: Confidence,
    /// The mark of its source.
    pub source: Option<String>,
}

/// The mask of WinHTTP, and whether its value is read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WinHttpFact {
    /// The mask when nothing is set.
    pub mask: Mask,
    /// How sure that is.
    pub confidence: Confidence,
    /// The mark of its source.
    pub source: Option<String>,
    /// Whether `DefaultSecureProtocols` is read.
    pub value: ValueRead,
    /// The update that makes it so.
    pub update: Option<String>,
    /// The only bits that count, where not all do.
    pub bits: Option<Mask>,
}

/// Whether .NET 2.0 to 3.5 reads the values of .NET.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DotNetFact {
    /// Whether they are read.
    pub value: ValueRead,
    /// The update that makes it so.
    pub update: Option<String>,
}

/// Whether a Windows reads a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueRead {
    /// Always.
    #[default]
    BuiltIn,
    /// With an update.
    Update,
    /// No update that Microsoft names has this Windows in its list.
    Unlisted,
    /// Never.
    Never,
}

/// An update that takes bits out of the masks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MasksAfter {
    /// Its number.
    pub update: String,
    /// The bits that it takes out.
    pub drops: Mask,
    /// The mark of its source.
    pub source: String,
    /// How sure that is.
    pub confidence: Confidence,
}

impl Windows {
    /// Every Windows, oldest first.
    pub fn all() -> &'static [Self] {
        &WINDOWS
    }

    /// The Windows of that id.
    pub fn named(id: &str) -> Option<&'static Self> {
        WINDOWS.iter().find(|windows| windows.id.eq_ignore_ascii_case(id))
    }

    /// Whether it is a server.
    pub fn is_server(&self) -> bool {
        self.id.starts_with("server-")
    }

    /// What Schannel does with a version when nothing is set; `updated` says whether the update is there that
    /// brought newer versions to an old Windows.
    pub fn switch(&self, side: SchannelSide, version: Version, updated: bool) -> Switch {
        let name = version.to_string();
        let without = self.without_update.get(&name).filter(|_| !updated);
        let switches = match side {
            _ if DTLS_VERSIONS.contains(&version) => &self.dtls,
            SchannelSide::Client => &self.client,
            SchannelSide::Server => &self.server,
        };
        without.or_else(|| switches.get(&name)).copied().unwrap_or(Switch::Unsupported)
    }

    /// Whether it came before another: clients and servers stand in the order in which they came.
    pub fn is_older_than(&self, other: &Self) -> bool {
        let place = |windows: &Self| WINDOWS.iter().position(|known| known.id == windows.id);
        place(self) < place(other)
    }

    /// Whether a version is there without being supported.
    pub fn is_experimental(&self, version: Version) -> bool {
        self.experimental.as_ref().is_some_and(|experimental| experimental.version == version.to_string())
    }

    /// The updates that what it does depends on.
    pub fn updates(&self) -> Vec<&str> {
        let all = [&self.schannel.update, &self.winhttp.update, &self.dotnet.update];
        let after = self.masks_after.iter().map(|after| after.update.as_str());
        all.into_iter().filter_map(Option::as_deref).chain(after).collect()
    }

    /// Whether a version can be had at all.
    pub fn supports(&self, version: Version) -> bool {
        SchannelSide::BOTH.into_iter().any(|side| self.switch(side, version, true) != Switch::Unsupported)
    }
}

/// A place that a file about TLS has no business with.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DangerousPlace {
    pub code: String,
    pub paths: Vec<String>,
    #[serde(default)]
    pub values: Vec<String>,
    pub when: Option<String>,
    /// Texts that Windows has there by itself.
    #[serde(default)]
    pub unless: Vec<String>,
}

/// Values that protect, in a place that is dangerous otherwise.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProtectingValues {
    pub paths: Vec<String>,
    pub values: Vec<String>,
    pub when: String,
}

// The files are part of the program and tests read them all, so they are good.

static WINDOWS: LazyLock<Vec<Windows>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct File {
        windows: Vec<Windows>,
    }
    toml::from_str::<File>(include_str!("../../../data/windows/versions.toml"))
        .expect("versions.toml")
        .windows
});

/// The dangerous places, and what protects in them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dangers {
    pub place: Vec<DangerousPlace>,
    pub protects: Vec<ProtectingValues>,
}

pub(crate) static DANGERS: LazyLock<Dangers> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../data/windows/dangerous-keys.toml")).expect("dangerous-keys.toml")
});

#[test]
fn every_windows_says_something_of_every_version() {
    for windows in Windows::all() {
        for version in VERSIONS {
            assert!(windows.client.contains_key(&version.to_string()), "{} {version}", windows.id);
            assert!(windows.server.contains_key(&version.to_string()), "{} {version}", windows.id);
        }
        assert_eq!(windows.client.len(), VERSIONS.len());
        assert!(DTLS_VERSIONS.iter().all(|v| windows.dtls.contains_key(&v.to_string())), "{}", windows.id);
        assert_eq!(windows.dtls.len(), DTLS_VERSIONS.len());
    }
}
