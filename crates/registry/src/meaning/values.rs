//! What a value means to the component that reads its key, or why it means nothing.

use std::collections::HashMap;
use std::sync::LazyLock;

use cutover_wire::Version;

use super::keys::KeyMeaning;
use super::mistake::Mistake;
use super::paths::{DOT_NET, DotNet, below, dot_net_key, schannel_tree, wininet_key};
use crate::data::Data;
use crate::names::{as_it_looks, nearest};
use crate::normal_path::{NormalPath, Tree, View};
use crate::ordinary;
use crate::table::{KeyRole, KnownValue, ValueRole, WantedType};
use crate::windows::SchannelSide;

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
    Enabled(Version, SchannelSide),
    /// `DisabledByDefault` of a version
    DisabledByDefault(Version, SchannelSide),
    /// `Enabled` or `DisabledByDefault` of what is older than SSL
    OtherProtocol(KnownValue),
    /// `Enabled` of a cipher, a hash or a key exchange
    Algorithm(KnownValue),
    /// The shortest or longest key of a key exchange, in bits
    KeyLength(KnownValue),
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
    Other(KnownValue, View),
}

/// What a value of a key means: to whom, or why to nobody. `None`: it has nothing to do with TLS, or nothing is known of it
/// ([`is_ordinary`] tells which).
pub(crate) fn value_meaning(
    normal: &NormalPath,
    place: &KeyMeaning,
    name: &str,
) -> Result<Option<Meaning>, Mistake> {
    let KeyMeaning::Known(known, view) = place else {
        return match place {
            KeyMeaning::Mistaken(mistake) => Err(mistake.clone()),
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
pub(crate) fn is_ordinary(place: &KeyMeaning, name: &str) -> bool {
    *place == KeyMeaning::Unrelated || name.is_empty() || ordinary::is_value(name)
}

fn of_value(known: KnownValue, view: View) -> Meaning {
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
    KnownValue::all().flat_map(|known| {
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
    let only_tls = |known: &KnownValue| match known.key().role {
        KeyRole::Other => false,
        KeyRole::Side | KeyRole::OtherSide => known.value().means == Some(ValueRole::DisabledByDefault),
        _ => known.value().name != "Enabled" && known.value().name != "Functions",
    };
    let mut all = HashMap::new();
    for known in KnownValue::all().filter(only_tls) {
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
