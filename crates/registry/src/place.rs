//! Which component reads a key, and what a value there means to it; or why nobody does.

use std::collections::HashMap;
use std::sync::LazyLock;

use cutover_wire::Version;

use crate::data::Data;
use crate::facts::Side;
use crate::key::{Key, Root};
use crate::names::{as_it_looks, nearest};
use crate::normal_path::{NormalPath, Tree};
use crate::ordinary;
use crate::table::{self, KeyRole, Known, KnownKey, ValueRole, WantedType};

/// The half of the registry that programs of 64 or 32 bits see. On a 32-bit Windows there is only the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum View {
    /// For programs of the same kind as Windows.
    Native,
    /// For 32-bit programs on a 64-bit Windows.
    Wow64,
}

/// Whose settings of WinINET.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WinInetScope {
    /// Group policy for a user
    UserPolicy,
    /// Group policy for the machine
    MachinePolicy,
    /// A user's own
    User,
    /// The machine's copy, which counts only where `Security_HKLM_only` is set
    Machine,
}

impl WinInetScope {
    /// All, the strongest first.
    pub const ALL: [Self; 4] = [Self::MachinePolicy, Self::UserPolicy, Self::User, Self::Machine];
}

/// The two generations of .NET Framework that have settings of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DotNet {
    /// 2.0 to 3.5: `v2.0.50727`
    V2,
    /// 4.x: `v4.0.30319`
    V4,
}

/// Which order of cipher suites or curves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OrderScope {
    /// Group policy, which comes before the machine's own
    Policy,
    /// The machine's own
    Local,
}

/// What a value is to a component. Every view of a registry goes by this, so none can forget one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// `Enabled` of a version
    Enabled(Version, Side),
    /// `DisabledByDefault` of a version
    DisabledByDefault(Version, Side),
    /// `Enabled` or `DisabledByDefault` of what is older than SSL
    OtherProtocol(Known),
    /// `Enabled` of a cipher, a hash or a key exchange
    Algorithm(Known),
    /// The shortest or longest key of a key exchange, in bits
    KeyLength(Known),
    /// `DefaultSecureProtocols`
    WinHttp(View),
    /// `SecureProtocols`
    WinInet(WinInetScope),
    /// `SchUseStrongCrypto`
    StrongCrypto(DotNet, View),
    /// `SystemDefaultTlsVersions`
    SystemDefault(DotNet, View),
    /// `Security_HKLM_only`: WinINET takes the machine's settings, not the user's
    MachineOnly,
    /// `Enabled` of the FIPS policy: no SSL
    Fips,
    /// `Functions`, the order of cipher suites
    SuiteOrder(OrderScope),
    /// `EccCurves`, the order of curves
    CurveOrder(OrderScope),
    /// Another value that is about TLS and that something reads
    Other(Known, View),
}

/// Why a key or value that looks as if it were about TLS is read by nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistake {
    /// There is no such version, cipher, hash … below SCHANNEL; what was meant, if that can be told.
    UnknownName {
        /// The part of the path that nobody reads.
        name: String,
        /// The nearest that is read.
        nearest: Option<&'static str>,
    },
    /// A name that was read, or printed, once: the code of what to say, and the name that is read.
    OldName {
        /// The part of the path that nobody reads.
        name: String,
        /// The one that is read.
        meant: &'static str,
        /// The code of the finding.
        why: &'static str,
    },
    /// Read below another list of SCHANNEL.
    OtherList(&'static str),
    /// A name with characters that look like others.
    LookAlike {
        /// The name that it looks like.
        looks: String,
    },
    /// Blanks at the ends of names, which belong to them.
    Blanks {
        /// The name without them.
        right: String,
    },
    /// The name of a value, as a key.
    ValueAsKey {
        /// The value.
        value: &'static str,
        /// The key that it belongs to.
        key: String,
    },
    /// There is no value of that name here; what was meant.
    UnknownValue {
        /// The nearest that is read.
        nearest: Option<&'static str>,
    },
    /// On the key of the version, not on its `Client` or `Server`.
    OnVersionKey,
    /// The default value of a key, which nobody reads.
    DefaultValue,
    /// In the wrong tree; it is read there.
    WrongTree(&'static str),
    /// A key SCHANNEL at another place; it is read there.
    Misplaced(&'static str),
    /// The value of another key; it is read there.
    OtherKey(&'static str),
    /// .NET reads its values under two names only.
    DotNetVersion,
    /// Nobody reads a value of that name here.
    Nowhere,
}

/// What a key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// Something reads it.
    Known(KnownKey, View),
    /// Read by nobody, though it looks so.
    Mistaken(Mistake),
    /// Known to have nothing to do with TLS.
    Unrelated,
    /// Nothing is known of it.
    NotJudged,
}

impl Place {
    /// What the table says of it.
    pub fn fact(&self) -> Option<&'static table::KeyFact> {
        match self {
            Self::Known(known, _) => Some(known.fact()),
            _ => None,
        }
    }

    /// Whether it has nothing to do with TLS as far as is known.
    pub fn is_other(&self) -> bool {
        matches!(self, Self::Unrelated | Self::NotJudged)
    }
}

const SCHANNEL: &str = "system\\currentcontrolset\\control\\securityproviders\\schannel";
const DOT_NET: &str = "software\\microsoft\\.netframework";

/// Where `DefaultSecureProtocols` is read.
pub fn winhttp_key() -> &'static str {
    &table::key_of(KeyRole::WinHttp).path
}

/// Where a user's `SecureProtocols` is read.
pub fn wininet_key() -> &'static str {
    &table::key_of(KeyRole::WinInetUser).path
}

/// Where a user's group policy for it is.
pub(crate) fn wininet_policy_key() -> Key {
    let path = &table::key_of(KeyRole::WinInetUserPolicy).path;
    Key::new(Root::CurrentUser, path.split_once('\\').map_or("", |(_, below)| below))
}

/// Where everything of Schannel is.
pub(crate) fn schannel_tree() -> &'static str {
    &table::key_of(KeyRole::Schannel).path
}

/// The key of a version's side.
pub(crate) fn schannel_key(version: Version, side: Side) -> &'static str {
    let of = |key: &&table::KeyFact| key.version_and_side() == Some((version, side));
    table::keys_of(KeyRole::Side).find(of).map_or("", |key| key.path.as_str())
}

/// The key of a generation of .NET.
pub(crate) fn dot_net_key(version: DotNet) -> &'static str {
    &table::key_of(match version {
        DotNet::V2 => KeyRole::DotNetV2,
        DotNet::V4 => KeyRole::DotNetV4,
    })
    .path
}

/// A key below `SOFTWARE` as programs of a kind see it.
pub fn in_view(key: &str, view: View) -> String {
    match view {
        View::Native => key.to_owned(),
        View::Wow64 => key.replacen("\\SOFTWARE\\", "\\SOFTWARE\\Wow6432Node\\", 1),
    }
}

/// What a key is to the components that read TLS settings.
pub(crate) fn place(normal: &NormalPath) -> Place {
    if let Some(place) = read(normal) {
        return place;
    }
    let path = normal.path.as_str();
    // What is nearly read is told from what is not.
    if path.contains(" \\") || path.contains("\\ ") || path.trim() != path {
        let right = trimmed(path);
        let as_meant = NormalPath { path: right.clone(), ..normal.clone() };
        if !place(&as_meant).is_other() {
            return Place::Mistaken(Mistake::Blanks { right });
        }
    }
    if let Some(looks) = as_it_looks(path) {
        let as_it_looks = NormalPath { path: looks, ..normal.clone() };
        if !place(&as_it_looks).is_other() {
            let parts = path.split('\\').zip(as_it_looks.path.split('\\'));
            let looks = parts.filter(|(part, looks)| part != looks).map(|(_, looks)| looks.to_owned()).next();
            return Place::Mistaken(Mistake::LookAlike { looks: looks.unwrap_or_default() });
        }
    }
    let in_schannel = || path.split('\\').any(|part| part == "schannel");
    if (path.starts_with("system\\") || path.contains("securityproviders\\schannel")) && in_schannel() {
        return Place::Mistaken(Mistake::Misplaced(schannel_tree()));
    }
    if let Some(mistake) = misplaced(path) {
        return Place::Mistaken(mistake);
    }
    if ordinary::is_key(path) { Place::Unrelated } else { Place::NotJudged }
}

/// Keys whose names only TLS has, at a place where nobody reads them.
fn misplaced(path: &str) -> Option<Mistake> {
    let mut parts = path.rsplit('\\');
    let (name, parent) = (parts.next()?, parts.next()?);
    let (version, list) = match name {
        "client" | "server" => (parent, parts.next()?),
        version => (version, parent),
    };
    let is_version = ["ssl ", "tls ", "dtls "].iter().any(|family| version.starts_with(family));
    if path.starts_with("system\\") && list == "protocols" && is_version {
        return Some(Mistake::Misplaced(schannel_tree()));
    }
    let is_order = name == "00010002" && parent == "ssl";
    is_order.then(|| Mistake::WrongTree(&table::key_of(KeyRole::SuitesPolicy).path))
}

/// A key that is read, or that lies in the tree of one.
fn read(normal: &NormalPath) -> Option<Place> {
    let path = normal.path.as_str();
    if let Some(known) = table::find(normal.tree, path) {
        let fact = known.fact();
        if normal.view == View::Wow64 && !fact.twin {
            // What else is in such a key may well be read; a value about TLS is told by itself.
            let mistake = Place::Mistaken(Mistake::WrongTree(&fact.path));
            return (!fact.shared || fact.role == KeyRole::WinInetUser).then_some(mistake);
        }
        return Some(match (&fact.instead, &fact.why) {
            (Some(meant), Some(why)) => {
                Place::Mistaken(Mistake::OldName { name: fact.name().to_owned(), meant, why })
            }
            _ => Place::Known(known, normal.view),
        });
    }
    if below(path, SCHANNEL).is_some() {
        // There is one SYSTEM for programs of either kind.
        return Some(Place::Mistaken(if normal.tree == Tree::Machine && normal.view == View::Native {
            in_schannel(path)
        } else {
            Mistake::WrongTree(schannel_tree())
        }));
    }
    let other_tree = match normal.tree {
        Tree::User => Tree::Machine,
        Tree::Machine | Tree::Other => Tree::User,
    };
    if let Some(known) = table::find(other_tree, path).filter(|known| !known.fact().shared) {
        return Some(Place::Mistaken(Mistake::WrongTree(&known.fact().path)));
    }
    let (parent, name) = path.rsplit_once('\\')?;
    let known = table::find(normal.tree, parent)?;
    let value = value_as_key(known, name)?;
    Some(Place::Mistaken(Mistake::ValueAsKey { value, key: known.fact().path.clone() }))
}

/// The value of a key that has the name of a key below it.
fn value_as_key(known: KnownKey, name: &str) -> Option<&'static str> {
    let named = known.value(name).filter(|value| value.value().name != "*")?;
    // `Enabled` and the like are names of keys elsewhere.
    (known.fact().role != KeyRole::Other).then_some(named.value().name.as_str())
}

/// Why nobody reads a key below SCHANNEL.
fn in_schannel(path: &str) -> Mistake {
    let rest = below(path, SCHANNEL).unwrap_or_default();
    let mut known = table::find(Tree::Machine, SCHANNEL);
    for part in rest.split('\\') {
        let Some(above) = known else { break };
        if let Some(next) = above.child(part) {
            known = Some(next);
            continue;
        }
        if let Some(value) = value_as_key(above, part) {
            return Mistake::ValueAsKey { value, key: above.fact().path.clone() };
        }
        if part.trim() != part && above.child(part.trim()).is_some() {
            return Mistake::Blanks { right: part.trim().to_owned() };
        }
        if let Some(looks) = as_it_looks(part)
            && above.child(&looks.to_lowercase()).is_some()
        {
            return Mistake::LookAlike { looks };
        }
        if let Some(list) = other_list(above, part) {
            return Mistake::OtherList(list);
        }
        return Mistake::UnknownName { name: part.to_owned(), nearest: nearest(part, above.children()) };
    }
    Mistake::UnknownName { name: rest.to_owned(), nearest: None }
}

/// The key of that name below another list of SCHANNEL.
fn other_list(list: KnownKey, name: &str) -> Option<&'static str> {
    if list.fact().role != KeyRole::List {
        return None;
    }
    table::keys_of(KeyRole::List)
        .filter(|other| other.path != list.fact().path && other.path.starts_with(schannel_tree()))
        .find_map(|other| {
            let path = below_root(&other.path);
            let known = table::find(Tree::Machine, &path)?.child(name)?;
            known.fact().instead.is_none().then_some(known.fact().path.as_str())
        })
}

fn below_root(path: &str) -> String {
    path.split_once('\\').map_or("", |(_, below)| below).to_lowercase()
}

fn trimmed(path: &str) -> String {
    path.split('\\').map(str::trim).collect::<Vec<_>>().join("\\")
}

/// Whether all of SCHANNEL lies at or below a key.
pub(crate) fn holds_schannel(normal: &NormalPath) -> bool {
    normal.tree == Tree::Machine && below(SCHANNEL, &normal.path).is_some()
}

/// Whether one of the keys that TLS settings are read from lies below a key.
pub(crate) fn holds_settings(normal: &NormalPath) -> bool {
    // Of Schannel's tree that is told apart, and so are keys that hold settings themselves.
    normal.path == DOT_NET
        || table::is_above(&normal.path)
            && below(&normal.path, SCHANNEL).is_none()
            && table::find(normal.tree, &normal.path).is_none()
}

/// Whether a key is one that TLS settings are read from, or lies above or below one.
pub(crate) fn leads_to_settings(key: &Key) -> bool {
    let path = NormalPath::of(key).path;
    // Above the control sets and the 32-bit tree, paths are as they are; `Select` names the current control set.
    ["", "system", "software", "system\\select"].contains(&path.as_str())
        || table::is_above(&path)
        || table::is_at_or_below(&path)
}

/// The name of a key's twin for programs of the other kind.
pub(crate) fn twin(key: &Key, native: bool) -> String {
    let path = if native {
        let rest = key.path.split_once('\\').map_or("", |(_, rest)| rest);
        format!("SOFTWARE\\Wow6432Node\\{rest}")
    } else {
        let parts = key.path.split('\\').filter(|part| !part.eq_ignore_ascii_case("Wow6432Node"));
        parts.collect::<Vec<_>>().join("\\")
    };
    Key::new(key.root, &path).to_string()
}

/// The rest of a path below a key, without the backslash; empty for the key itself.
fn below<'a>(path: &'a str, key: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(key)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('\\') }
}

/// What a value of a key means: to whom, or why to nobody. `None`: it has nothing to do with TLS, or nothing is known of it
/// ([`is_ordinary`] tells which).
pub(crate) fn meaning(normal: &NormalPath, place: &Place, name: &str) -> Result<Option<Meaning>, Mistake> {
    let Place::Known(known, view) = place else {
        return match place {
            Place::Mistaken(mistake) => Err(mistake.clone()),
            _ => elsewhere(normal, name),
        };
    };
    let fact = known.fact();
    if let Some(value) = known.value(name) {
        return Ok(Some(of_value(value, *view)));
    }
    match (fact.role, name) {
        (KeyRole::List | KeyRole::Version, "") => return Err(Mistake::DefaultValue),
        (KeyRole::Version, _) => return Err(Mistake::OnVersionKey),
        (KeyRole::List, _) => return Err(Mistake::Nowhere),
        (_, "") if fact.shared => return Ok(None),
        (_, "") => return Err(Mistake::DefaultValue),
        _ => {}
    }
    if name.trim() != name && known.value(name.trim()).is_some() {
        return Err(Mistake::Blanks { right: name.trim().to_owned() });
    }
    if let Some(looks) = as_it_looks(name)
        && known.value(&looks).is_some()
    {
        return Err(Mistake::LookAlike { looks });
    }
    if let Some(other) = read_elsewhere(name) {
        return Err(Mistake::OtherKey(other));
    }
    if fact.shared && ordinary::is_value(name) {
        return Ok(None);
    }
    let names = fact.values.iter().map(|value| value.name.as_str());
    match nearest(name, names) {
        None if fact.shared => Ok(None),
        nearest => Err(Mistake::UnknownValue { nearest }),
    }
}

/// Whether a value is known to have nothing to do with TLS.
pub(crate) fn is_ordinary(place: &Place, name: &str) -> bool {
    *place == Place::Unrelated || name.is_empty() || ordinary::is_value(name)
}

fn of_value(known: Known, view: View) -> Meaning {
    let key = known.key();
    let order = if key.role == KeyRole::SuitesPolicy { OrderScope::Policy } else { OrderScope::Local };
    let dot_net = if key.role == KeyRole::DotNetV2 { DotNet::V2 } else { DotNet::V4 };
    match known.value().means {
        None => Meaning::Other(known, view),
        Some(ValueRole::Enabled) => match key.version_and_side() {
            Some((version, side)) => Meaning::Enabled(version, side),
            None => Meaning::OtherProtocol(known),
        },
        Some(ValueRole::DisabledByDefault) => match key.version_and_side() {
            Some((version, side)) => Meaning::DisabledByDefault(version, side),
            None => Meaning::OtherProtocol(known),
        },
        Some(ValueRole::Algorithm) => Meaning::Algorithm(known),
        Some(ValueRole::KeyLength) => Meaning::KeyLength(known),
        Some(ValueRole::Mask) => match key.role {
            KeyRole::WinInetUser => Meaning::WinInet(WinInetScope::User),
            KeyRole::WinInetMachine => Meaning::WinInet(WinInetScope::Machine),
            KeyRole::WinInetUserPolicy => Meaning::WinInet(WinInetScope::UserPolicy),
            KeyRole::WinInetMachinePolicy => Meaning::WinInet(WinInetScope::MachinePolicy),
            _ => Meaning::WinHttp(view),
        },
        Some(ValueRole::MachineOnly) => Meaning::MachineOnly,
        Some(ValueRole::Fips) => Meaning::Fips,
        Some(ValueRole::SuiteOrder) => Meaning::SuiteOrder(order),
        Some(ValueRole::CurveOrder) => Meaning::CurveOrder(order),
        Some(ValueRole::StrongCrypto) => Meaning::StrongCrypto(dot_net, view),
        Some(ValueRole::SystemDefault) => Meaning::SystemDefault(dot_net, view),
    }
}

/// Every meaning, in the order of the table.
pub(crate) fn all_meanings() -> impl Iterator<Item = Meaning> {
    Known::all().flat_map(|known| {
        let twin = known.key().twin.then_some(View::Wow64);
        [Some(View::Native), twin].into_iter().flatten().map(move |view| of_value(known, view))
    })
}

impl Meaning {
    /// The type that a value must have to be read as this.
    pub(crate) fn wanted(self) -> WantedType {
        match self {
            Self::OtherProtocol(known)
            | Self::Algorithm(known)
            | Self::KeyLength(known)
            | Self::Other(known, _) => known.value().wanted,
            Self::SuiteOrder(_) | Self::CurveOrder(_) => WantedType::List,
            Self::Enabled(..)
            | Self::DisabledByDefault(..)
            | Self::WinHttp(_)
            | Self::WinInet(_)
            | Self::StrongCrypto(..)
            | Self::SystemDefault(..)
            | Self::MachineOnly
            | Self::Fips => WantedType::Number,
        }
    }
}

impl WantedType {
    /// Whether data of a value are of this type.
    pub(crate) fn has(self, data: &Data) -> bool {
        match self {
            Self::Number => data.as_dword().is_some(),
            Self::Text | Self::List => data.as_text().is_some(),
            Self::Any => true,
        }
    }
}

/// Where values are read whose names only TLS has, by the name in small letters.
static ONLY_TLS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let only_tls = |known: &Known| match known.key().role {
        KeyRole::Other => false,
        KeyRole::Side | KeyRole::OtherSide => known.value().means == Some(ValueRole::DisabledByDefault),
        _ => known.value().name != "Enabled" && known.value().name != "Functions",
    };
    let mut all = HashMap::new();
    for known in Known::all().filter(only_tls) {
        let key = match known.key().role {
            // Any version would do; the tree says it.
            KeyRole::Side | KeyRole::OtherSide => schannel_tree(),
            KeyRole::DotNetV2 => dot_net_key(DotNet::V4),
            KeyRole::WinInetMachine | KeyRole::WinInetUserPolicy | KeyRole::WinInetMachinePolicy => {
                wininet_key()
            }
            _ => known.key().path.as_str(),
        };
        all.entry(known.value().name.to_lowercase()).or_insert(key);
    }
    all
});

fn read_elsewhere(name: &str) -> Option<&'static str> {
    ONLY_TLS.get(&name.to_lowercase()).copied()
}

/// A value under a key that nothing about TLS is read from.
fn elsewhere(normal: &NormalPath, name: &str) -> Result<Option<Meaning>, Mistake> {
    let dot_net = ["schusestrongcrypto", "systemdefaulttlsversions"].contains(&name.to_lowercase().as_str());
    if dot_net && below(&normal.path, DOT_NET).is_some() && normal.tree == Tree::Machine {
        return Err(Mistake::DotNetVersion);
    }
    if let Some(key) = read_elsewhere(name) {
        return Err(Mistake::OtherKey(key));
    }
    // Names as long as these are nobody else's, also when a letter is missing.
    let long =
        ["DefaultSecureProtocols", "SchUseStrongCrypto", "SystemDefaultTlsVersions", "DisabledByDefault"];
    let is_near = |known: &&'static str| {
        name.len().abs_diff(known.len()) <= 2
            && strsim::osa_distance(&name.to_lowercase(), &known.to_lowercase()) <= 2
    };
    match long.iter().find(|known| is_near(known)) {
        Some(nearest) => Err(Mistake::UnknownValue { nearest: Some(nearest) }),
        None => Ok(None),
    }
}
