//! The keys and values about TLS that something reads (`data/windows/values.toml`), and how they are found.

use cutover_evidence::Confidence;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use cutover_wire::Version;
use serde::Deserialize;

use crate::key::{Key, Root};
use crate::normal_path::Tree;
use crate::windows::{SchannelSide, all_versions};

/// What a key is to the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyRole {
    /// SCHANNEL itself, or a key of it with numbers that are only shown
    Schannel,
    /// `Protocols`, `Ciphers` …: no value is read, only the keys below
    List,
    /// The key of a version: no value is read, only `Client` and `Server` below
    Version,
    /// `Client` or `Server` of a version of SSL, TLS or DTLS
    Side,
    /// The same of what is older than SSL
    OtherSide,
    /// Below `Ciphers`
    Cipher,
    /// Below `Hashes`
    Hash,
    /// Below `KeyExchangeAlgorithms`
    KeyExchange,
    /// The order of cipher suites by group policy
    SuitesPolicy,
    /// The machine's own order of cipher suites
    SuitesLocal,
    /// The FIPS policy
    Fips,
    /// WinHTTP
    #[serde(rename = "winhttp")]
    WinHttp,
    /// WinINET: a user's own
    #[serde(rename = "wininet-user")]
    WinInetUser,
    /// WinINET: the machine's copy
    #[serde(rename = "wininet-machine")]
    WinInetMachine,
    /// WinINET: group policy for a user
    #[serde(rename = "wininet-user-policy")]
    WinInetUserPolicy,
    /// WinINET: group policy for the machine
    #[serde(rename = "wininet-machine-policy")]
    WinInetMachinePolicy,
    /// .NET Framework 2.0 to 3.5
    #[serde(rename = "dotnet-v2")]
    DotNetV2,
    /// .NET Framework 4
    #[serde(rename = "dotnet-v4")]
    DotNetV4,
    /// Something else that is about TLS; its topic says what
    Other,
}

/// What a value is to the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueRole {
    /// `Enabled` of a version
    Enabled,
    /// `DisabledByDefault` of a version
    DisabledByDefault,
    /// `Enabled` of a cipher, hash or key exchange
    Algorithm,
    /// The shortest or longest key of a key exchange
    KeyLength,
    /// A mask of versions
    Mask,
    /// Whether WinINET takes the machine's settings only
    MachineOnly,
    /// Whether FIPS mode is on
    Fips,
    /// An order of cipher suites
    SuiteOrder,
    /// An order of curves
    CurveOrder,
    /// `SchUseStrongCrypto`
    StrongCrypto,
    /// `SystemDefaultTlsVersions`
    SystemDefault,
}

/// The type that a value must have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WantedType {
    /// `REG_DWORD`
    #[default]
    Number,
    /// `REG_SZ`
    Text,
    /// `REG_MULTI_SZ`, or `REG_SZ` with commas
    List,
    /// Whatever it is
    Any,
}

/// How strong an algorithm is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// Nothing is said.
    #[default]
    #[serde(rename = "")]
    Usual,
    /// Turning it off leaves weaker ones.
    Strong,
    /// Old versions or old clients need it.
    Old,
    /// Weak, and to be turned off.
    Weak,
    /// Broken: turning it on is a danger.
    Broken,
    /// Broken for signatures; turning it on is worth a warning.
    BrokenHash,
}

/// A key, as the table has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFact {
    /// In full; `*` is one part of it.
    pub path: String,
    /// What it is.
    pub role: KeyRole,
    /// Whether 32-bit programs read the key below `Wow6432Node` instead.
    #[serde(default)]
    pub twin: bool,
    /// Whether a user's own key is read as well.
    #[serde(default)]
    pub users: bool,
    /// Whether it has values that are not about TLS.
    #[serde(default)]
    pub shared: bool,
    /// What it is about, where that is no part of Windows that has a role.
    pub topic: Option<String>,
    /// Of an algorithm.
    #[serde(default)]
    pub strength: Strength,
    /// Nobody reads this one; that one is meant.
    pub instead: Option<String>,
    /// The code of the finding that says so.
    pub why: Option<String>,
    /// Its values.
    #[serde(default)]
    pub values: Vec<ValueFact>,
}

/// A value, as the table has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueFact {
    /// Its name; `*` for every one.
    pub name: String,
    /// What it is, where that is more than a number that is shown.
    pub means: Option<ValueRole>,
    /// The type that it must have.
    #[serde(default, rename = "type")]
    pub wanted: WantedType,
    /// What its number counts.
    pub unit: Option<String>,
    /// The least and the greatest number that makes sense.
    pub range: Option<[u32; 2]>,
    /// The number that counts where nothing is set.
    pub default: Option<u32>,
    /// When the finding of `code` is given.
    pub warn: Option<String>,
    /// The code of that finding.
    pub code: Option<String>,
    /// Its level; a warning where nothing is said.
    pub level: Option<String>,
    /// The first Windows that reads it.
    pub from: Option<String>,
    /// The last one.
    pub to: Option<String>,
    /// How sure this is.
    pub confidence: Confidence,
    /// The mark of its source.
    pub source: Option<String>,
}

impl KeyFact {
    /// The last part of its path: the name of an algorithm or a side.
    pub fn name(&self) -> &str {
        self.path.rsplit('\\').next().unwrap_or_default()
    }

    /// The last part but one: the name of a version.
    pub(crate) fn parent_name(&self) -> &str {
        self.path.rsplit('\\').nth(1).unwrap_or_default()
    }

    /// The version and side of a key of that role.
    pub(crate) fn version_and_side(&self) -> Option<(Version, SchannelSide)> {
        let version = all_versions().find(|version| version.to_string() == self.parent_name())?;
        let side = SchannelSide::BOTH.into_iter().find(|side| side.name() == self.name())?;
        Some((version, side))
    }
}

/// A value of the table, by the numbers of its key and of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KnownValue {
    key: u16,
    value: u16,
}

impl KnownValue {
    /// Its key.
    pub fn key(self) -> &'static KeyFact {
        &TABLE.keys[usize::from(self.key)]
    }

    /// What is known of it.
    pub fn value(self) -> &'static ValueFact {
        &self.key().values[usize::from(self.value)]
    }

    /// Every one.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.keys.iter().enumerate().flat_map(|(key, fact)| {
            (0..fact.values.len()).map(move |value| Self { key: key as u16, value: value as u16 })
        })
    }
}

/// A key of the table, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct KnownKey(u16);

impl KnownKey {
    pub fn fact(self) -> &'static KeyFact {
        &TABLE.keys[usize::from(self.0)]
    }

    /// The value of that name, or the one that stands for all.
    pub fn value(self, name: &str) -> Option<KnownValue> {
        let position =
            |wanted: &str| self.fact().values.iter().position(|v| v.name.eq_ignore_ascii_case(wanted));
        let value = position(name).or_else(|| position("*"))?;
        Some(KnownValue { key: self.0, value: value as u16 })
    }

    /// The key of that name below it.
    pub fn child(self, name: &str) -> Option<Self> {
        let folded = format!("{}\\{name}", folded_path(&self.fact().path));
        find(Tree::of(&self.fact().path), &folded)
    }

    /// The names of the keys below it.
    pub fn children(self) -> impl Iterator<Item = &'static str> {
        let path = self.fact().path.as_str();
        TABLE.keys.iter().filter_map(move |key| {
            let name = key.path.strip_prefix(path)?.strip_prefix('\\')?;
            (!name.contains('\\') && key.instead.is_none()).then_some(name)
        })
    }
}

struct Table {
    keys: Vec<KeyFact>,
    /// The paths below the roots, part by part in small letters, because a file can have as many keys as a registry.
    paths: Node,
}

/// A part of a path.
#[derive(Default)]
struct Node {
    below: BTreeMap<String, Node>,
    /// `*`: whatever the part is.
    any: Option<Box<Node>>,
    /// The key, by the tree that it is in.
    known: [Option<KnownKey>; 2],
}

impl Node {
    /// The key that a path leads to.
    fn find(&self, path: Option<&str>, tree: usize) -> Option<KnownKey> {
        let Some(path) = path else { return self.known[tree] };
        let (part, rest) = path.split_once('\\').map_or((path, None), |(part, rest)| (part, Some(rest)));
        let exact = self.below.get(part).and_then(|node| node.find(rest, tree));
        exact.or_else(|| self.any.as_deref()?.find(rest, tree))
    }

    /// What is known of the way to a path: whether it ends above a key, and whether there is one on it.
    fn on_the_way(&self, path: &str) -> (bool, bool) {
        let mut at = self;
        let mut passed = false;
        for part in path.split('\\') {
            let Some(next) = at.below.get(part).or(at.any.as_deref()) else { return (false, passed) };
            passed |= next.known.iter().any(Option::is_some);
            at = next;
        }
        (!at.below.is_empty() || at.any.is_some(), passed)
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct File {
        key: Vec<KeyFact>,
    }
    // The file is part of the program and a test reads it, so it is good.
    let file: File = toml::from_str(include_str!("../../../data/windows/values.toml")).expect("values.toml");
    let mut table = Table { keys: Vec::new(), paths: Node::default() };
    for row in file.key {
        for path in spread(&row.path) {
            table.add(KeyFact { path, ..row.clone() });
        }
    }
    table
});

impl Table {
    fn add(&mut self, fact: KeyFact) {
        let number = KnownKey(self.keys.len() as u16);
        let mut at = &mut self.paths;
        for part in folded_path(&fact.path).split('\\') {
            at = match part {
                "*" => at.any.get_or_insert_default(),
                part => at.below.entry(part.to_owned()).or_default(),
            };
        }
        let trees = [Some(Tree::of(&fact.path)), fact.users.then_some(Tree::User)];
        for tree in trees.into_iter().flatten().filter_map(Tree::number) {
            at.known[tree] = Some(number);
        }
        self.keys.push(fact);
    }
}

/// The key of a path below its root in small letters.
pub(crate) fn find(tree: Tree, path: &str) -> Option<KnownKey> {
    TABLE.paths.find(Some(path), tree.number()?)
}

/// Whether a key lies above one of the table.
pub(crate) fn is_above(path: &str) -> bool {
    TABLE.paths.on_the_way(path).0
}

/// Whether a key is one of the table, or lies below one.
pub(crate) fn is_at_or_below(path: &str) -> bool {
    TABLE.paths.on_the_way(path).1
}

/// The first key of a role.
pub(crate) fn key_of(role: KeyRole) -> &'static KeyFact {
    // Every role has a row, which a test holds.
    TABLE.keys.iter().find(|key| key.role == role).expect("a row for every role")
}

/// All keys of a role.
pub(crate) fn keys_of(role: KeyRole) -> impl Iterator<Item = &'static KeyFact> {
    TABLE.keys.iter().filter(move |key| key.role == role)
}

/// The path below its root in small letters.
fn folded_path(path: &str) -> String {
    path.split_once('\\').map_or("", |(_, below)| below).to_lowercase()
}

impl Tree {
    /// Where the table keeps its keys.
    fn number(self) -> Option<usize> {
        match self {
            Self::Machine => Some(0),
            Self::User => Some(1),
            Self::Other => None,
        }
    }

    fn of(path: &str) -> Self {
        match Key::parse(path).map(|key| key.root) {
            Some(Root::LocalMachine) => Self::Machine,
            Some(Root::CurrentUser) => Self::User,
            _ => Self::Other,
        }
    }
}

/// `a\{b|c}` stands for `a\b` and `a\c`.
fn spread(path: &str) -> Vec<String> {
    let Some((before, rest)) = path.split_once('{') else { return vec![path.to_owned()] };
    let (choices, after) = rest.split_once('}').unwrap_or((rest, ""));
    choices.split('|').flat_map(|choice| spread(&format!("{before}{choice}{after}"))).collect()
}

#[test]
fn the_table_is_good() {
    assert_eq!(spread(r"a\{b|c}\{d|e}"), [r"a\b\d", r"a\b\e", r"a\c\d", r"a\c\e"]);
    let windows =
        |id: &Option<String>| id.as_deref().is_none_or(|id| crate::windows::Windows::named(id).is_some());
    for known in KnownValue::all() {
        let (key, value) = (known.key(), known.value());
        let named = format!("{}\\{}", key.path, value.name);
        assert!(windows(&value.from) && windows(&value.to), "{named}");
        assert_eq!(value.warn.is_some(), value.code.is_some(), "{named}");
        assert!(value.range.is_none_or(|[least, most]| least < most), "{named}");
        assert!(value.confidence != Confidence::Documented || value.source.is_some(), "{named}");
        assert!(key.role != KeyRole::Side || key.version_and_side().is_some(), "{named}");
        assert!((key.role == KeyRole::Other) == key.topic.is_some(), "{named}");
    }
    for role in
        [KeyRole::Schannel, KeyRole::WinHttp, KeyRole::WinInetUser, KeyRole::DotNetV2, KeyRole::DotNetV4]
    {
        assert!(!key_of(role).values.is_empty());
    }
}
