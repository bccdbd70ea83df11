//! The keys that TLS settings are read from, by what is read there, and what lies above and below them.

use cutover_wire::Version;

use crate::key::{Key, Root};
use crate::normal_path::{NormalPath, Tree, View};
use crate::table::{self, KeyRole};
use crate::windows::SchannelSide;

/// The two generations of .NET Framework that have settings of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DotNet {
    /// 2.0 to 3.5: `v2.0.50727`
    V2,
    /// 4.x: `v4.0.30319`
    V4,
}

pub(super) const SCHANNEL: &str = "system\\currentcontrolset\\control\\securityproviders\\schannel";
pub(super) const DOT_NET: &str = "software\\microsoft\\.netframework";

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
pub(crate) fn schannel_key(version: Version, side: SchannelSide) -> &'static str {
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

pub(super) fn below_root(path: &str) -> String {
    path.split_once('\\').map_or("", |(_, below)| below).to_lowercase()
}

pub(super) fn trimmed(path: &str) -> String {
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
pub(super) fn below<'a>(path: &'a str, key: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(key)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('\\') }
}
