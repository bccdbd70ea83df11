//! Facts beside the clients: how servers refuse, what helps, what the short names of sources stand for.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use cutover_wire::Version;
use serde::{Deserialize, Serialize};

/// How one TLS library refuses, as a server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stack {
    /// Short name.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Programs that refuse the same way.
    pub also: Option<String>,
    /// Where the facts are from.
    pub source: String,
    /// To a hello of which everything is too old.
    pub(crate) too_old: Option<Refusal>,
    /// To one that offers nothing newer than SSL 3.0, where that differs.
    pub(crate) only_ssl3: Option<Refusal>,
    /// To a hello in SSL 2.0's format, where that differs.
    pub(crate) sslv2_format: Option<Refusal>,
    /// Of a server of TLS 1.3 alone to a hello that says TLS 1.2, where that differs.
    pub(crate) tls_1_2_to_1_3_only: Option<Refusal>,
    /// When suites, groups or signatures do not meet.
    pub(crate) nothing_in_common: Option<Refusal>,
}

/// An alert and the record around it.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refusal {
    pub alert: u8,
    pub record: RecordVersion,
}

/// Which version stands in the record around an alert.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RecordVersion {
    Offered,
    Chosen,
    Fixed(Version),
}

impl<'de> Deserialize<'de> for RecordVersion {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match &*String::deserialize(deserializer)? {
            "offered" => Ok(Self::Offered),
            "chosen" => Ok(Self::Chosen),
            version => version.parse().map(Self::Fixed).map_err(serde::de::Error::custom),
        }
    }
}

/// Something that helps a client.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemedyFact {
    /// Short name; its sentence is `remedy-<id>`.
    pub id: String,
    /// What has to be done.
    pub action: Action,
    /// The newest version that the client speaks afterwards.
    pub brings: Version,
    /// The client that it makes of it, whose hello tells whether that helps.
    pub becomes: Option<String>,
    /// It brings something current, whatever that is: it may help in any case.
    #[serde(default)]
    pub current: bool,
    /// It is for reaching servers that are too old.
    #[serde(default)]
    pub old_servers: bool,
    /// What cutover does of it.
    pub command: Option<String>,
}

/// What has to be done, from the shortest way to the longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Change a setting of the program.
    Setting,
    /// Change the registry.
    Registry,
    /// Install an update of the system or the program that changes nothing else.
    InstallUpdate,
    /// Move to a newer version of the program.
    Update,
    /// Move to a newer version of the system.
    UpgradeSystem,
    /// Change and build the program anew.
    Rebuild,
    /// Put something in front of it that speaks newer versions.
    Relay,
    /// Use something else.
    Replace,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stacks {
    stack: Vec<Stack>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Remedies {
    remedy: Vec<RemedyFact>,
}

// Tests read all three, so this cannot fail in a build that passed them.
static STACKS: LazyLock<Vec<Stack>> = LazyLock::new(|| {
    toml::from_str::<Stacks>(include_str!("../../../data/stacks.toml"))
        .map(|file| file.stack)
        .unwrap_or_default()
});
static REMEDIES: LazyLock<Vec<RemedyFact>> = LazyLock::new(|| {
    toml::from_str::<Remedies>(include_str!("../../../data/remedies.toml"))
        .map(|file| file.remedy)
        .unwrap_or_default()
});
static SOURCES: LazyLock<BTreeMap<String, Source>> =
    LazyLock::new(|| toml::from_str(include_str!("../../../data/sources.toml")).unwrap_or_default());

/// Where facts are from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it says, in a few words.
    pub what: String,
    /// Where it is; `None`: nowhere that a reader could go.
    pub address: Option<String>,
    /// The day on which it was read, or `unknown`.
    pub read: String,
}

impl Source {
    /// Every source, with its short name.
    pub fn all() -> impl Iterator<Item = (&'static str, &'static Self)> {
        SOURCES.iter().map(|(name, source)| (name.as_str(), source))
    }

    /// The source of that short name.
    pub fn named(name: &str) -> Option<&'static Self> {
        SOURCES.get(name)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.address {
            Some(address) => write!(f, "{}: {address}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

impl Stack {
    /// Every stack whose refusals are known.
    pub fn all() -> &'static [Self] {
        &STACKS
    }

    /// The stack of that id.
    pub fn named(id: &str) -> Option<&'static Self> {
        STACKS.iter().find(|stack| stack.id == id)
    }
}

impl RemedyFact {
    /// Every remedy.
    pub fn all() -> &'static [Self] {
        &REMEDIES
    }

    /// The remedy of that id.
    pub fn named(id: &str) -> Option<&'static Self> {
        REMEDIES.iter().find(|remedy| remedy.id == id)
    }
}

/// What a short name of a source stands for; the name itself when it is none.
pub fn source(name: &str) -> String {
    Source::named(name).map_or_else(|| name.to_owned(), Source::to_string)
}

#[test]
fn the_facts_can_be_read() {
    toml::from_str::<Stacks>(include_str!("../../../data/stacks.toml")).unwrap();
    toml::from_str::<Remedies>(include_str!("../../../data/remedies.toml")).unwrap();
    toml::from_str::<BTreeMap<String, Source>>(include_str!("../../../data/sources.toml")).unwrap();
    assert!(Stack::all().len() >= 3 && RemedyFact::all().len() > 20 && Source::all().count() > 100);
}
