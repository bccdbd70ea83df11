//! Hives: the files that Windows keeps its registry in, read as they lie.

mod cells;
mod problem;

use crate::data::{Data, ValueType};
use crate::key::{Key, MAX_DEPTH, Root};
use crate::meaning;
use crate::state::State;
use cells::{Cells, KeyNode, damaged};
pub use problem::{Damage, HiveProblem};

/// Which part of the registry a hive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HiveKind {
    /// `SYSTEM`: `HKEY_LOCAL_MACHINE\SYSTEM`
    System,
    /// `SOFTWARE`: `HKEY_LOCAL_MACHINE\SOFTWARE`
    Software,
    /// `NTUSER.DAT`: `HKEY_CURRENT_USER`
    User,
}

/// How much of a hive is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The keys that TLS settings are read from.
    Settings,
    /// Every key.
    All,
}

/// Reads a hive: which it is, and its keys where they are on a machine.
pub fn read_hive(bytes: &[u8], wanted: Wanted) -> Result<(HiveKind, State), HiveProblem> {
    let cells = Cells::of(bytes)?;
    let root = cells.root()?;
    let (kind, at) = kind(&cells, &root)?;
    let mut state = State::new();
    // `None`: a key that is not wanted. It is gone through all the same: one that lies too deep, or twice, is damage wherever
    // it is.
    let mut pending = vec![(Some(at), root, 0)];
    while let Some((key, node, depth)) = pending.pop() {
        if depth > MAX_DEPTH {
            return Err(HiveProblem::TooDeep);
        }
        if let Some(key) = &key {
            state.create(key);
            for value in cells.values(&node)? {
                let data = Data { value_type: ValueType(value.kind), bytes: value.data.into_owned() };
                state.set(key, &value.name, data, None);
            }
        }
        for child in cells.children(&node)? {
            let name = child.name();
            if name.is_empty() || name.contains('\\') {
                return Err(damaged(Damage::KeyName, child.at));
            }
            if let Some(key) = &key {
                // Its path is kept twice, as written and in small letters, and waits here besides.
                cells.spend(3 * (key.path.len() + name.len()), child.at)?;
            }
            let below = key.as_ref().map(|key| key.below(&name));
            let below = below.filter(|below| wanted == Wanted::All || meaning::leads_to_settings(below));
            pending.push((below, child, depth + 1));
        }
    }
    Ok((kind, state))
}

/// A hive does not say which it is; what lies right below its root does.
fn kind(cells: &Cells<'_>, root: &KeyNode<'_>) -> Result<(HiveKind, Key), HiveProblem> {
    let names: Vec<_> = cells.names(root)?.iter().map(|name| name.to_lowercase()).collect();
    let has = |name: &str| names.iter().any(|n| n == name);
    if has("select") || names.iter().any(|name| name.starts_with("controlset")) {
        Ok((HiveKind::System, Key::new(Root::LocalMachine, "SYSTEM")))
    } else if has("software") {
        Ok((HiveKind::User, Key::new(Root::CurrentUser, "")))
    } else if has("microsoft") {
        Ok((HiveKind::Software, Key::new(Root::LocalMachine, "SOFTWARE")))
    } else {
        Err(HiveProblem::OtherKind)
    }
}
