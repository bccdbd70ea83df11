//! Paths of keys in the form in which they are told apart.

use crate::key::{Key, Root};

/// A key's path: small letters, without `Wow6432Node`, the current control set for every one, a user's tree for every
/// user's.
#[derive(Debug, Clone)]
pub(crate) struct NormalPath {
    pub tree: Tree,
    pub path: String,
    pub view: View,
    /// The number of the control set, if it is not said to be the current one.
    pub control_set: Option<String>,
    /// It is in `HKEY_USERS\.DEFAULT`, which is the tree of the account `LocalSystem`.
    pub of_local_system: bool,
}

/// The half of the registry that programs of 64 or 32 bits see. On a 32-bit Windows there is only the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum View {
    /// For programs of the same kind as Windows.
    Native,
    /// For 32-bit programs on a 64-bit Windows.
    Wow64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Tree {
    Machine,
    User,
    Other,
}

/// The names below `HKEY_USERS` that are `LocalSystem`'s.
pub(crate) const LOCAL_SYSTEM: [&str; 2] = [".default", "s-1-5-18"];

impl NormalPath {
    pub fn of(key: &Key) -> Self {
        let folded = key.folded();
        let mut of_local_system = false;
        let (tree, mut path) = match key.root {
            Root::LocalMachine => (Tree::Machine, folded.to_owned()),
            Root::CurrentUser => (Tree::User, folded.to_owned()),
            Root::ClassesRoot => (Tree::Machine, format!("software\\classes\\{folded}")),
            Root::Users => match folded.split_once('\\') {
                // Where a user's own part of HKEY_CLASSES_ROOT is kept.
                Some((user, path)) if user.ends_with("_classes") => {
                    (Tree::User, format!("software\\classes\\{path}"))
                }
                Some((user, path)) => {
                    of_local_system = LOCAL_SYSTEM.contains(&user);
                    (Tree::User, path.to_owned())
                }
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
        Self { tree, path, view, control_set, of_local_system }
    }
}
