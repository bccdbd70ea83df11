//! Names of keys.

use std::fmt;
use strum::{IntoStaticStr, VariantArray};

/// A tree of the registry has at most so many levels (Microsoft, "Registry Element Size Limits").
pub(crate) const MAX_DEPTH: usize = 512;

/// A part of a key's name has at most so many characters (Microsoft, "Registry Element Size Limits").
pub(crate) const MAX_NAME: usize = 255;

/// One of the trees of the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Root {
    /// `HKEY_LOCAL_MACHINE`
    #[strum(serialize = "HKEY_LOCAL_MACHINE")]
    LocalMachine,
    /// `HKEY_CURRENT_USER`
    #[strum(serialize = "HKEY_CURRENT_USER")]
    CurrentUser,
    /// `HKEY_USERS`
    #[strum(serialize = "HKEY_USERS")]
    Users,
    /// `HKEY_CLASSES_ROOT`
    #[strum(serialize = "HKEY_CLASSES_ROOT")]
    ClassesRoot,
    /// `HKEY_CURRENT_CONFIG`
    #[strum(serialize = "HKEY_CURRENT_CONFIG")]
    CurrentConfig,
    /// `HKEY_DYN_DATA`, of Windows 95
    #[strum(serialize = "HKEY_DYN_DATA")]
    DynData,
}

impl Root {
    const ALL: &'static [Self] = Self::VARIANTS;

    /// Its full name; regedit knows no short ones.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The root of a full name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|root| root.name().eq_ignore_ascii_case(name))
    }
}

/// A key: its tree, and its path below with the case as written. Two that differ only in case are one.
#[derive(Debug, Clone)]
pub struct Key {
    /// Which tree.
    pub root: Root,
    /// The path below it, without a backslash at either end; empty for the root itself.
    pub path: String,
    folded: String,
}

impl Key {
    /// A key by its root and path.
    pub fn new(root: Root, path: &str) -> Self {
        let path = path.trim_matches('\\').to_owned();
        let folded = path.to_lowercase();
        Self { root, path, folded }
    }

    /// Reads a name as regedit does: a root in full, then the path.
    pub fn parse(name: &str) -> Option<Self> {
        let (root, path) = name.split_once('\\').unwrap_or((name, ""));
        Root::named(root).map(|root| Self::new(root, path))
    }

    /// The path in small letters, for comparing.
    pub(crate) fn folded(&self) -> &str {
        &self.folded
    }

    /// The key above; `None` for a root.
    pub fn parent(&self) -> Option<Self> {
        let (above, _) = self.path.rsplit_once('\\').unwrap_or_default();
        (!self.path.is_empty()).then(|| Self::new(self.root, above))
    }

    /// What comes before everything below it, in the order of keys.
    pub(crate) fn first_below(&self) -> Self {
        let behind = if self.path.is_empty() { "" } else { "\\" };
        Self { root: self.root, path: String::new(), folded: format!("{}{behind}", self.folded) }
    }

    /// The key of that name below it.
    #[must_use]
    pub fn below(&self, name: &str) -> Self {
        if self.path.is_empty() {
            Self::new(self.root, name)
        } else {
            Self::new(self.root, &format!("{}\\{name}", self.path))
        }
    }

    /// Whether it is `other` or lies above it.
    pub fn contains(&self, other: &Self) -> bool {
        self.root == other.root
            && other
                .folded
                .strip_prefix(self.folded.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('\\') || self.folded.is_empty())
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.root == other.root && self.folded == other.folded
    }
}

impl Eq for Key {}

impl std::hash::Hash for Key {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.root, &self.folded).hash(state);
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.root, &self.folded).cmp(&(other.root, &other.folded))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.root.name())?;
        if self.path.is_empty() { Ok(()) } else { write!(f, "\\{}", self.path) }
    }
}
