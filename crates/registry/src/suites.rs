//! Cipher suites of Schannel (`data/windows/suites.toml`): which a version can use, when a list and algorithms are set.

use std::collections::HashMap;
use std::sync::LazyLock;

use cutover_wire::Version;
use serde::Deserialize;

use crate::data::Data;
use crate::meaning::{Meaning, OrderScope};
use crate::settings::{Setting, Settings};
use crate::table::{KeyRole, KnownValue, ValueRole};
use crate::windows::{VERSIONS, Windows};

/// A suite, as the table has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Suite {
    pub name: String,
    /// The oldest and the newest version that it works with.
    versions: [String; 2],
    key_exchange: Option<String>,
    cipher: Option<String>,
    hash: String,
    /// Why it must not be used.
    pub weak: Option<String>,
    /// Used only by programs that ask for it by name.
    #[serde(default)]
    on_request: bool,
    windows: Vec<String>,
    default: Vec<String>,
}

static SUITES: LazyLock<Vec<Suite>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct File {
        suite: Vec<Suite>,
    }
    // The file is part of the program and a test reads it, so it is good.
    toml::from_str::<File>(include_str!("../../../data/windows/suites.toml")).expect("suites.toml").suite
});

/// What names of suites end in before Windows 10.
const CURVES_IN_NAMES: [&str; 3] = ["P256", "P384", "P521"];

/// The names of curves that Schannel takes (MicrosoftDocs/win32, tls-elliptic-curves-in-windows-10-1607-and-later).
const CURVES: [&str; 20] = [
    "curve25519",
    "NistP256",
    "NistP384",
    "brainpoolP256r1",
    "brainpoolP384r1",
    "brainpoolP512r1",
    "nistP192",
    "nistP224",
    "nistP521",
    "secP160k1",
    "secP160r1",
    "secP160r2",
    "secP192k1",
    "secP192r1",
    "secP224k1",
    "secP224r1",
    "secP256k1",
    "secP256r1",
    "secP384r1",
    "secP521r1",
];

/// Whether Schannel knows a curve of that name.
pub(crate) fn is_curve(name: &str) -> bool {
    CURVES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

impl Suite {
    /// The suite of that name. Windows 10 and newer take a curve at its end and pass over it.
    pub fn named(name: &str) -> Option<&'static Self> {
        let of = |name: &str| SUITES.iter().find(|suite| suite.name.eq_ignore_ascii_case(name));
        of(name).or_else(|| {
            let (start, curve) = name.rsplit_once('_')?;
            CURVES_IN_NAMES.contains(&curve).then(|| of(start))?
        })
    }

    /// The names of all.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SUITES.iter().map(|suite| suite.name.as_str())
    }

    /// The same on a Windows: the old names with a curve are rows of their own, and newer Windows know the others.
    pub fn on(name: &str, windows: &Windows) -> Option<&'static Self> {
        let start = name
            .rsplit_once('_')
            .filter(|(_, curve)| CURVES_IN_NAMES.contains(curve))
            .map(|(start, _)| start);
        let of = |name: &str| {
            SUITES.iter().find(|s| s.name.eq_ignore_ascii_case(name) && s.windows.contains(&windows.id))
        };
        of(name).or_else(|| of(start?))
    }

    /// Whether a server with an RSA certificate can use it: the suites of TLS 1.3 leave the certificate open.
    pub fn takes_rsa(&self) -> bool {
        self.has(Version::TLS_1_3) || self.name.contains("_RSA_")
    }

    /// Whether it is used only by programs that ask for it by name.
    pub fn is_on_request(&self) -> bool {
        self.on_request
    }

    fn has(&self, version: Version) -> bool {
        let at = |name: &str| VERSIONS.into_iter().position(|version| version.to_string() == name);
        let own = match version {
            // What stream ciphers there are in Schannel no DTLS has (RFC 6347, 4.1.2.2).
            Version::DTLS_1_0 | Version::DTLS_1_2 if self.name.contains("_RC4_") => return false,
            Version::DTLS_1_0 => Version::TLS_1_1,
            Version::DTLS_1_2 => Version::TLS_1_2,
            version => version,
        };
        let own = VERSIONS.into_iter().position(|known| known == own);
        at(&self.versions[0]) <= own && own <= at(&self.versions[1])
    }
}

/// The names in a list: with commas in text, one by one in a `REG_MULTI_SZ`.
pub(crate) fn names_in(data: &Data) -> Vec<String> {
    let text = data.parts().unwrap_or_default();
    let names = text.iter().flat_map(|part| part.split(',')).map(str::trim).filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

/// The setting that leaves a version without a suite on a Windows where it had one. A version counts as on only if a suite,
/// a hash and a key exchange are left for it.
pub(crate) fn takes_away<'a>(
    settings: &Settings<'a>,
    windows: &Windows,
    version: Version,
) -> Option<Setting<'a>> {
    if !settings.limit_suites() {
        return None;
    }
    // Where the table has none, nothing can be told.
    let has_any = |version: Version| by_default(windows).any(|suite| suite.has(version));
    let version = match version {
        // It has no suites but those of TLS 1.0.
        Version::SSL_3_0 if !has_any(version) => Version::TLS_1_0,
        version => version,
    };
    has_any(version).then_some(())?;
    let (listed, order) = listed(settings, windows);
    let mut of_version = listed.into_iter().filter(|suite| suite.has(version)).peekable();
    if of_version.peek().is_none() {
        return order;
    }
    let mut last = None;
    for suite in of_version {
        match suite_off(settings, suite) {
            Some(setting) => last = Some(setting),
            None => return None,
        }
    }
    last
}

fn by_default(windows: &Windows) -> impl Iterator<Item = &'static Suite> {
    SUITES.iter().filter(|suite| !suite.on_request && suite.default.contains(&windows.id))
}

/// The suites that programs get that do not choose, as they are listed or by default, and the setting that lists them.
fn listed<'a>(settings: &Settings<'a>, windows: &Windows) -> (Vec<&'static Suite>, Option<Setting<'a>>) {
    let order = settings
        .get(Meaning::SuiteOrder(OrderScope::Policy))
        .or_else(|| settings.get(Meaning::SuiteOrder(OrderScope::Local)));
    let suites = match order {
        Some(order) => names_in(order.data)
            .iter()
            .filter_map(|name| Suite::on(name, windows))
            .filter(|suite| !suite.on_request)
            .collect(),
        None => by_default(windows).collect(),
    };
    (suites, order)
}

/// The suites that are left on a Windows, if all of them are weak, and the setting that took the last strong one.
pub(crate) fn only_weak_left<'a>(
    settings: &Settings<'a>,
    windows: &Windows,
) -> Option<(Vec<&'static str>, Setting<'a>)> {
    if !settings.limit_suites() || !by_default(windows).any(|suite| suite.weak.is_none()) {
        return None;
    }
    let (listed, order) = listed(settings, windows);
    let off = |suite: &&Suite| suite_off(settings, suite);
    let left: Vec<&Suite> = listed.iter().copied().filter(|suite| off(suite).is_none()).collect();
    if left.is_empty() || left.iter().any(|suite| suite.weak.is_none()) {
        return None;
    }
    let last = listed.iter().rev().filter(|suite| suite.weak.is_none()).find_map(off);
    Some((left.into_iter().map(|suite| suite.name.as_str()).collect(), last.or(order)?))
}

/// The algorithm of a suite that is off.
fn suite_off<'a>(settings: &Settings<'a>, suite: &Suite) -> Option<Setting<'a>> {
    let names = [
        (KeyRole::Cipher, suite.cipher.as_deref()),
        (KeyRole::Hash, Some(suite.hash.as_str())),
        (KeyRole::KeyExchange, suite.key_exchange.as_deref()),
    ];
    names.into_iter().find_map(|(role, name)| {
        let known = ALGORITHMS.get(&(role, name?))?;
        settings.get(Meaning::Algorithm(*known)).filter(|setting| setting.number == 0)
    })
}

/// The value that turns each algorithm on or off.
static ALGORITHMS: LazyLock<HashMap<(KeyRole, &'static str), KnownValue>> = LazyLock::new(|| {
    let of = |known: &KnownValue| known.value().means == Some(ValueRole::Algorithm);
    KnownValue::all().filter(of).map(|known| ((known.key().role, known.key().name()), known)).collect()
});

#[test]
fn the_table_is_good() {
    for suite in SUITES.iter() {
        assert!(
            suite.versions.iter().all(|name| VERSIONS.iter().any(|v| v.to_string() == *name)),
            "{}",
            suite.name
        );
        assert!(suite.windows.iter().all(|id| Windows::named(id).is_some()), "{}", suite.name);
        assert!(suite.default.iter().all(|id| suite.windows.contains(id)), "{}", suite.name);
        for (role, name) in [(KeyRole::Cipher, &suite.cipher), (KeyRole::KeyExchange, &suite.key_exchange)] {
            assert!(
                name.as_deref().is_none_or(|name| ALGORITHMS.contains_key(&(role, name))),
                "{}",
                suite.name
            );
        }
        assert!(ALGORITHMS.contains_key(&(KeyRole::Hash, suite.hash.as_str())), "{}", suite.name);
    }
    assert!(Suite::named("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384_P384").is_some());
    assert!(Suite::named("ECDHE-RSA-AES256-GCM-SHA384").is_none());
}
