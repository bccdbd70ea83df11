//! Which component reads a key, and what a value there means to it.

use cutover_wire::Version;

use crate::facts::{SCHANNEL, Side, VERSIONS};
use crate::key::{Key, Root};

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

/// What a value is to a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// `Enabled` of a version
    Enabled(Version, Side),
    /// `DisabledByDefault` of a version
    DisabledByDefault(Version, Side),
    /// `Enabled` of a cipher, hash or key exchange that is broken
    BrokenCipher,
    /// `Enabled` of a cipher, hash or key exchange without which weaker ones are left
    StrongAlgorithm,
    /// The shortest key that a key exchange takes, in bits
    ShortestKey,
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
    /// `Functions`, the order of cipher suites by group policy
    SuiteOrder,
    /// Another value that is about TLS and that some component reads; a number, where true.
    Other {
        /// It must be a `REG_DWORD`.
        number: bool,
    },
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
    /// SCHANNEL itself
    Schannel,
    /// `Protocols`, `Ciphers`, `Hashes`, `KeyExchangeAlgorithms`
    SchannelList,
    /// The key of a version, with nothing that is read
    Version,
    /// `Client` or `Server` of a version
    Side(Version, Side),
    /// The same of a version that is not TLS over TCP
    OtherSide {
        obsolete: bool,
    },
    Cipher {
        broken: bool,
        strong: bool,
    },
    Algorithm {
        strong: bool,
    },
    KeyExchange {
        strong: bool,
    },
    WinHttp(View),
    WinInet(WinInetScope),
    DotNet(DotNet, View),
    /// Something that others read and that is about TLS: these values, `*` for all.
    Other(&'static [&'static str]),
    /// Read by nobody, though it looks so.
    Mistaken(Mistake),
    /// Nothing to do with TLS
    Unrelated,
}

/// A key's path in the form in which places are told apart: small letters, without `Wow6432Node`, the current
/// control set for every one, a user's tree for every user's.
#[derive(Debug, Clone)]
pub(crate) struct Normal {
    pub tree: Tree,
    pub path: String,
    pub view: View,
    /// The number of the control set, if it is not said to be the current one.
    pub control_set: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tree {
    Machine,
    User,
    Other,
}

impl Normal {
    pub fn of(key: &Key) -> Self {
        let folded = key.folded();
        let (tree, mut path) = match key.root {
            Root::LocalMachine => (Tree::Machine, folded.to_owned()),
            Root::CurrentUser => (Tree::User, folded.to_owned()),
            Root::ClassesRoot => (Tree::Machine, format!("software\\classes\\{folded}")),
            Root::Users => match folded.split_once('\\') {
                // Where a user's own part of HKEY_CLASSES_ROOT is kept.
                Some((user, path)) if user.ends_with("_classes") => {
                    (Tree::User, format!("software\\classes\\{path}"))
                }
                Some((_, path)) => (Tree::User, path.to_owned()),
                None => (Tree::User, String::new()),
            },
            Root::CurrentConfig | Root::DynData => (Tree::Other, folded.to_owned()),
        };
        let mut view = View::Native;
        if let Some(at) = path.find("wow6432node")
            && (at == 0 || path.as_bytes()[at - 1] == b'\\')
            && matches!(path.as_bytes().get(at + 11), None | Some(b'\\'))
        {
            view = View::Wow64;
            path.replace_range(at..(at + 12).min(path.len()), "");
            path.truncate(path.trim_end_matches('\\').len());
        }
        let mut control_set = None;
        if let Some(rest) = path.strip_prefix("system\\controlset") {
            let (number, rest) = rest.split_once('\\').unwrap_or((rest, ""));
            if number.len() == 3 && number.bytes().all(|b| b.is_ascii_digit()) {
                control_set = Some(number.to_owned());
                path = format!("system\\currentcontrolset{}{rest}", if rest.is_empty() { "" } else { "\\" });
            }
        }
        Self { tree, path, view, control_set }
    }
}

const SCHANNEL_KEY: &str = "system\\currentcontrolset\\control\\securityproviders\\schannel";
const INTERNET_SETTINGS: &str = "software\\microsoft\\windows\\currentversion\\internet settings";
const INTERNET_POLICIES: &str = "software\\policies\\microsoft\\windows\\currentversion\\internet settings";
const DOT_NET: &str = "software\\microsoft\\.netframework";

/// Where `DefaultSecureProtocols` is read.
pub const WINHTTP_KEY: &str =
    "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";
/// Where `SecureProtocols` is read.
pub const WININET_KEY: &str =
    "HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
/// Where everything of Schannel is.
pub(crate) const SCHANNEL_TREE: &str =
    "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL";
const DOT_NET_KEY: &str = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319";

/// The key of a version's side.
pub(crate) fn schannel_key(version: Version, side: Side) -> String {
    format!("{SCHANNEL_TREE}\\Protocols\\{version}\\{}", side.name())
}

/// The key of a generation of .NET.
pub(crate) fn dot_net_key(version: DotNet) -> String {
    let number = match version {
        DotNet::V2 => "v2.0.50727",
        DotNet::V4 => "v4.0.30319",
    };
    format!("HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework\\{number}")
}

/// A key below `SOFTWARE` as programs of a kind see it.
pub fn in_view(key: &str, view: View) -> String {
    match view {
        View::Native => key.to_owned(),
        View::Wow64 => key.replacen("\\SOFTWARE\\", "\\SOFTWARE\\Wow6432Node\\", 1),
    }
}

/// What a key is to the components that read TLS settings.
pub(crate) fn place(normal: &Normal) -> Place {
    let path = normal.path.as_str();
    if let Some(rest) = below(path, SCHANNEL_KEY) {
        // There is one SYSTEM for programs of either kind.
        return if normal.tree == Tree::Machine && normal.view == View::Native {
            schannel(rest)
        } else {
            Place::Mistaken(Mistake::WrongTree(SCHANNEL_TREE))
        };
    }
    match (path, normal.tree) {
        (INTERNET_SETTINGS, Tree::Machine) => return Place::WinInet(WinInetScope::Machine),
        (INTERNET_SETTINGS, Tree::User) if normal.view == View::Wow64 => {
            return Place::Mistaken(Mistake::WrongTree(WININET_KEY));
        }
        (INTERNET_SETTINGS, Tree::User) => return Place::WinInet(WinInetScope::User),
        (INTERNET_POLICIES, Tree::Machine) => return Place::WinInet(WinInetScope::MachinePolicy),
        (INTERNET_POLICIES, Tree::User) => return Place::WinInet(WinInetScope::UserPolicy),
        _ => {}
    }
    if below(path, INTERNET_SETTINGS) == Some("winhttp") && normal.tree == Tree::Machine {
        return Place::WinHttp(normal.view);
    }
    match (below(path, DOT_NET), normal.tree) {
        (Some("v2.0.50727"), Tree::Machine) => return Place::DotNet(DotNet::V2, normal.view),
        (Some("v4.0.30319"), Tree::Machine) => return Place::DotNet(DotNet::V4, normal.view),
        _ => {}
    }
    for (known, values) in OTHERS {
        if path == *known {
            return Place::Other(values);
        }
    }
    if path.starts_with("software\\microsoft\\office\\") && path.ends_with("\\common\\identity") {
        return Place::Other(&["enableadal", "version"]);
    }
    let schannel = || path.split('\\').any(|part| part == "schannel");
    if (path.starts_with("system\\") || path.contains("securityproviders\\schannel")) && schannel() {
        return Place::Mistaken(Mistake::Misplaced(SCHANNEL_TREE));
    }
    Place::Unrelated
}

const FIPS_KEY: &str = "system\\currentcontrolset\\control\\lsa\\fipsalgorithmpolicy";

/// Keys that others read, with their values about TLS.
const OTHERS: &[(&str, &[&str])] = &[
    (
        "software\\policies\\microsoft\\cryptography\\configuration\\ssl\\00010002",
        &["functions", "ecccurves"],
    ),
    ("system\\currentcontrolset\\control\\cryptography\\configuration\\local\\ssl\\00010002", &["*"]),
    (FIPS_KEY, &["enabled"]),
    ("system\\currentcontrolset\\services\\http\\parameters", &["*"]),
];

/// Whether all of SCHANNEL lies at or below a key.
pub(crate) fn holds_schannel(normal: &Normal) -> bool {
    normal.tree == Tree::Machine && below(SCHANNEL_KEY, &normal.path).is_some()
}

/// Whether one of the keys that TLS settings are read from lies below a key.
pub(crate) fn holds_settings(normal: &Normal) -> bool {
    [INTERNET_SETTINGS, INTERNET_POLICIES, DOT_NET]
        .iter()
        .any(|key| below(key, &normal.path).is_some_and(|rest| !rest.is_empty() || normal.path == DOT_NET))
}

/// Whether a key is one that TLS settings are read from, or lies above or below one.
pub(crate) fn leads_to_settings(key: &Key) -> bool {
    let path = Normal::of(key).path;
    // Above the control sets and the 32-bit tree, paths are as they are; `Select` names the current control set.
    let leads = |place: &str| below(place, &path).is_some() || below(&path, place).is_some();
    ["", "system", "software", "system\\select"].contains(&path.as_str())
        || [SCHANNEL_KEY, INTERNET_SETTINGS, INTERNET_POLICIES, DOT_NET].into_iter().any(leads)
        || OTHERS.iter().any(|(place, _)| leads(place))
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

fn schannel(rest: &str) -> Place {
    if rest.is_empty() {
        return Place::Schannel;
    }
    let mut parts = rest.split('\\');
    let list = parts.next().unwrap_or_default();
    let (name, deeper) = (parts.next(), parts.next());
    if parts.next().is_some() {
        return unknown(rest, []);
    }
    match (list, name, deeper) {
        ("protocols" | "ciphers" | "hashes" | "keyexchangealgorithms" | "ciphersuites", None, _) => {
            Place::SchannelList
        }
        ("protocols", Some(name), side) => protocol(name, side),
        // The names of ciphers have a slash, which is no backslash.
        ("ciphers", Some(name), None) => match of(name, &SCHANNEL.ciphers) {
            Some(cipher) => Place::Cipher {
                broken: of(cipher, &SCHANNEL.broken_ciphers).is_some(),
                strong: of(cipher, &SCHANNEL.strong).is_some(),
            },
            None => unknown(name, strs(&SCHANNEL.ciphers)),
        },
        ("hashes", Some(name), None) => match of(name, &SCHANNEL.hashes) {
            Some(hash) => Place::Algorithm { strong: of(hash, &SCHANNEL.strong).is_some() },
            None => unknown(name, strs(&SCHANNEL.hashes)),
        },
        ("keyexchangealgorithms", Some(name), None) => match of(name, &SCHANNEL.key_exchanges) {
            Some(name) => Place::KeyExchange { strong: of(name, &SCHANNEL.strong).is_some() },
            None => unknown(name, strs(&SCHANNEL.key_exchanges)),
        },
        ("ciphersuites", ..) => Place::Other(&["*"]),
        _ => unknown(list, ["Protocols", "Ciphers", "Hashes", "KeyExchangeAlgorithms", "CipherSuites"]),
    }
}

fn protocol(name: &str, side: Option<&str>) -> Place {
    let version = VERSIONS.into_iter().find(|v| v.to_string().eq_ignore_ascii_case(name));
    if version.is_none() && of(name, &SCHANNEL.other_protocols).is_none() {
        return unknown(name, VERSION_NAMES.into_iter().chain(strs(&SCHANNEL.other_protocols)));
    }
    let side = match side {
        None => return Place::Version,
        Some("client") => Side::Client,
        Some("server") => Side::Server,
        Some(other) => return unknown(other, ["Client", "Server"]),
    };
    // What is older than SSL 3.0, and no DTLS.
    let obsolete = !name.starts_with("dtls");
    version.map_or(Place::OtherSide { obsolete }, |version| Place::Side(version, side))
}

const VERSION_NAMES: [&str; 6] = ["SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"];

fn of<'a>(name: &str, names: &'a [String]) -> Option<&'a String> {
    names.iter().find(|known| known.eq_ignore_ascii_case(name))
}

fn strs(names: &'static [String]) -> impl Iterator<Item = &'static str> {
    names.iter().map(String::as_str)
}

fn unknown(name: &str, candidates: impl IntoIterator<Item = &'static str>) -> Place {
    Place::Mistaken(Mistake::UnknownName { name: name.to_owned(), nearest: nearest(name, candidates) })
}

/// The nearest name, if it is near enough to be what was meant.
fn nearest(name: &str, candidates: impl IntoIterator<Item = &'static str>) -> Option<&'static str> {
    let name = name.to_lowercase();
    let letters = |text: &str| text.to_lowercase().replace([' ', '.', '_', '-'], "");
    candidates
        .into_iter()
        .map(|candidate| {
            let distance = strsim::osa_distance(&name, &candidate.to_lowercase());
            // What differs only in blanks and dots is nearest of all.
            (if letters(&name) == letters(candidate) { 0 } else { distance }, candidate)
        })
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, candidate)| *distance <= candidate.len().div_ceil(3).min(4))
        .map(|(_, candidate)| candidate)
}

/// Values that only TLS has: wherever else they stand, nobody reads them.
const NAMES_OF_TLS: [(&str, &str); 5] = [
    ("defaultsecureprotocols", WINHTTP_KEY),
    ("secureprotocols", WININET_KEY),
    ("schusestrongcrypto", DOT_NET_KEY),
    ("systemdefaulttlsversions", DOT_NET_KEY),
    ("disabledbydefault", SCHANNEL_TREE),
];

/// What a value of a key means: to whom, or why to nobody. `None`: it has nothing to do with TLS.
pub(crate) fn meaning(normal: &Normal, place: &Place, name: &str) -> Result<Option<Meaning>, Mistake> {
    let name = name.to_lowercase();
    let one_of = |names: &'static [String]| match of(&name, names) {
        Some(_) => Ok(()),
        None if name.is_empty() => Err(Mistake::DefaultValue),
        None => Err(Mistake::UnknownValue { nearest: nearest(&name, strs(names)) }),
    };
    let other = |number| Ok(Some(Meaning::Other { number }));
    match place {
        Place::Mistaken(mistake) => Err(mistake.clone()),
        Place::Side(version, side) => {
            one_of(&SCHANNEL.protocol_values)?;
            Ok(Some(if name == "enabled" {
                Meaning::Enabled(*version, *side)
            } else {
                Meaning::DisabledByDefault(*version, *side)
            }))
        }
        Place::OtherSide { obsolete } => {
            one_of(&SCHANNEL.protocol_values)?;
            if *obsolete && name == "enabled" { Ok(Some(Meaning::BrokenCipher)) } else { other(true) }
        }
        Place::Version | Place::SchannelList if name.is_empty() => Err(Mistake::DefaultValue),
        Place::Version => Err(Mistake::OnVersionKey),
        Place::SchannelList => Err(Mistake::Nowhere),
        Place::Schannel => one_of(&SCHANNEL.values).and_then(|()| other(true)),
        Place::Cipher { broken, strong } => {
            one_of(&SCHANNEL.algorithm_values)?;
            match (broken, strong) {
                (true, _) => Ok(Some(Meaning::BrokenCipher)),
                (_, true) => Ok(Some(Meaning::StrongAlgorithm)),
                _ => other(true),
            }
        }
        Place::Algorithm { strong } => {
            one_of(&SCHANNEL.algorithm_values)?;
            if *strong { Ok(Some(Meaning::StrongAlgorithm)) } else { other(true) }
        }
        Place::KeyExchange { strong } => {
            one_of(&SCHANNEL.key_exchange_values)?;
            match name.as_str() {
                "enabled" if *strong => Ok(Some(Meaning::StrongAlgorithm)),
                "clientminkeybitlength" | "serverminkeybitlength" => Ok(Some(Meaning::ShortestKey)),
                _ => other(true),
            }
        }
        Place::WinHttp(view) => match name.as_str() {
            "defaultsecureprotocols" => Ok(Some(Meaning::WinHttp(*view))),
            "forcedefaultsecureprotocols"
            | "defaultdisablesecureprotocolfallback"
            | "enableinsecuretlsfallback" => other(true),
            "" => Ok(None),
            _ => misspelt(&name, &["DefaultSecureProtocols"]).or_else(|why| elsewhere(&name, why)),
        },
        Place::WinInet(scope) => match name.as_str() {
            "secureprotocols" => Ok(Some(Meaning::WinInet(*scope))),
            "security_hklm_only" => Ok(Some(Meaning::MachineOnly)),
            "" => Ok(None),
            _ => misspelt(&name, &["SecureProtocols"]).or_else(|why| elsewhere(&name, why)),
        },
        Place::DotNet(version, view) => match name.as_str() {
            "schusestrongcrypto" => Ok(Some(Meaning::StrongCrypto(*version, *view))),
            "systemdefaulttlsversions" => Ok(Some(Meaning::SystemDefault(*version, *view))),
            "" => Ok(None),
            _ => misspelt(&name, &["SchUseStrongCrypto", "SystemDefaultTlsVersions"])
                .or_else(|why| elsewhere(&name, why)),
        },
        Place::Other(_) if normal.path == FIPS_KEY && name == "enabled" => Ok(Some(Meaning::Fips)),
        Place::Other(_) if name == "functions" => Ok(Some(Meaning::SuiteOrder)),
        Place::Other(names) if names.contains(&"*") || names.contains(&name.as_str()) => other(false),
        Place::Other(_) => Ok(None),
        Place::Unrelated => {
            let dot_net = ["schusestrongcrypto", "systemdefaulttlsversions"].contains(&name.as_str());
            if dot_net && below(&normal.path, DOT_NET).is_some() && normal.tree == Tree::Machine {
                return Err(Mistake::DotNetVersion);
            }
            elsewhere(&name, None)
        }
    }
}

/// A value with a name that is nearly one that is read.
fn misspelt(name: &str, names: &[&'static str]) -> Result<Option<Meaning>, Option<Mistake>> {
    if NAMES_OF_TLS.iter().any(|(known, _)| *known == name) {
        return Err(None);
    }
    let near = names.iter().copied().find(|known| strsim::osa_distance(name, &known.to_lowercase()) <= 3);
    match near {
        Some(nearest) => Err(Some(Mistake::UnknownValue { nearest: Some(nearest) })),
        None => Ok(None),
    }
}

/// A value that is read under another key.
fn elsewhere(name: &str, why: Option<Mistake>) -> Result<Option<Meaning>, Mistake> {
    if let Some(why) = why {
        return Err(why);
    }
    match NAMES_OF_TLS.iter().find(|(known, _)| *known == name) {
        Some((_, key)) => Err(Mistake::OtherKey(key)),
        None => Ok(None),
    }
}
