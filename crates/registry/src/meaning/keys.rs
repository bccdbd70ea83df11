//! Which component reads a key, or why nobody does.

use super::mistake::Mistake;
use super::paths::{SCHANNEL, below, below_root, schannel_tree, trimmed};
use crate::names::{as_it_looks, nearest};
use crate::normal_path::{NormalPath, Tree, View};
use crate::ordinary;
use crate::table::{self, KeyRole, KnownKey};

/// What a key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeyMeaning {
    /// Something reads it.
    Known(KnownKey, View),
    /// Read by nobody, though it looks so.
    Mistaken(Mistake),
    /// Known to have nothing to do with TLS.
    Unrelated,
    /// Nothing is known of it.
    NotJudged,
}

impl KeyMeaning {
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

/// What a key is to the components that read TLS settings.
pub(crate) fn key_meaning(normal: &NormalPath) -> KeyMeaning {
    if let Some(place) = read(normal) {
        return place;
    }
    let path = normal.path.as_str();
    // What is nearly read is told from what is not.
    if path.contains(" \\") || path.contains("\\ ") || path.trim() != path {
        let right = trimmed(path);
        let as_meant = NormalPath { path: right.clone(), ..normal.clone() };
        if !key_meaning(&as_meant).is_other() {
            return KeyMeaning::Mistaken(Mistake::Blanks { right });
        }
    }
    if let Some(looks) = as_it_looks(path) {
        let as_it_looks = NormalPath { path: looks, ..normal.clone() };
        if !key_meaning(&as_it_looks).is_other() {
            let parts = path.split('\\').zip(as_it_looks.path.split('\\'));
            let looks = parts.filter(|(part, looks)| part != looks).map(|(_, looks)| looks.to_owned()).next();
            return KeyMeaning::Mistaken(Mistake::LookAlike { looks: looks.unwrap_or_default() });
        }
    }
    let in_schannel = || path.split('\\').any(|part| part == "schannel");
    if (path.starts_with("system\\") || path.contains("securityproviders\\schannel")) && in_schannel() {
        return KeyMeaning::Mistaken(Mistake::Misplaced(schannel_tree()));
    }
    if let Some(mistake) = misplaced(path) {
        return KeyMeaning::Mistaken(mistake);
    }
    if ordinary::is_key(path) { KeyMeaning::Unrelated } else { KeyMeaning::NotJudged }
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
fn read(normal: &NormalPath) -> Option<KeyMeaning> {
    let path = normal.path.as_str();
    if let Some(known) = table::find(normal.tree, path) {
        let fact = known.fact();
        if normal.view == View::Wow64 && !fact.twin {
            // What else is in such a key may well be read; a value about TLS is told by itself.
            let mistake = KeyMeaning::Mistaken(Mistake::WrongTree(&fact.path));
            return (!fact.shared || fact.role == KeyRole::WinInetUser).then_some(mistake);
        }
        return Some(match (&fact.instead, &fact.why) {
            (Some(meant), Some(why)) => {
                KeyMeaning::Mistaken(Mistake::OldName { name: fact.name().to_owned(), meant, why })
            }
            _ => KeyMeaning::Known(known, normal.view),
        });
    }
    if below(path, SCHANNEL).is_some() {
        // There is one SYSTEM for programs of either kind.
        return Some(KeyMeaning::Mistaken(if normal.tree == Tree::Machine && normal.view == View::Native {
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
        return Some(KeyMeaning::Mistaken(Mistake::WrongTree(&known.fact().path)));
    }
    let (parent, name) = path.rsplit_once('\\')?;
    let known = table::find(normal.tree, parent)?;
    let value = value_as_key(known, name)?;
    Some(KeyMeaning::Mistaken(Mistake::ValueAsKey { value, key: known.fact().path.clone() }))
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
