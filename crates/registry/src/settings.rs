//! The TLS settings of a registry: what each value means, and where it stands.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use crate::data::Data;
use crate::key::{Key, Root};
use crate::meaning::{self, Meaning};
use crate::normal_path::{LOCAL_SYSTEM, NormalPath};
use crate::state::{Held, State};

/// A value that a component reads, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'a> {
    /// What it holds as a number; 0 for text.
    pub number: u32,
    pub data: &'a Data,
    pub key: &'a Key,
    pub name: &'a str,
    /// `None` in a hive.
    pub line: Option<u32>,
}

impl Setting<'_> {
    /// The line of a setting that is from a file.
    pub fn at(&self) -> u32 {
        self.line.unwrap_or(1)
    }
}

/// The values that components read; one of another type counts as not being there.
#[derive(Debug, Default)]
pub(crate) struct Settings<'a>(HashMap<Meaning, Vec<Setting<'a>>>);

impl<'a> Settings<'a> {
    /// All settings, whichever control set and user they are of.
    pub fn of(state: &'a State) -> Self {
        Self::filtered(state, |_, _| true)
    }

    /// The settings that are in force on the machine that a state is of.
    pub fn in_force(state: &'a State) -> (Self, Doubts) {
        let named = current_control_set(state);
        // What Select names must be there.
        let is_there = |number: &String| {
            let start = format!("system\\controlset{number}");
            state.keys().any(|key| key.root == Root::LocalMachine && key.folded().starts_with(&start))
        };
        let missing = named.clone().filter(|number| !is_there(number));
        let control_set = named;
        let users = users(state);
        let by_itself = state.keys().any(|key| key.root == Root::CurrentUser && !key.path.is_empty());
        let user = users.iter().next().filter(|_| users.len() == 1 && !by_itself).cloned();
        let mut doubts = Doubts {
            users: if by_itself || users.len() < 2 { 0 } else { users.len() },
            missing,
            local_system: state.keys().any(|key| {
                let normal = NormalPath::of(key);
                normal.of_local_system
                    && meaning::key_meaning(&normal).fact().is_some()
                    && state.values(key).next().is_some()
            }),
            ..Doubts::default()
        };
        let settings = Self::filtered(state, |key, normal| {
            if key.root == Root::Users {
                return user.is_some() && user == user_of(key);
            }
            match &normal.control_set {
                None => true,
                Some(number) if control_set.is_none() => {
                    doubts.control_sets.insert(number.clone());
                    false
                }
                of_key => *of_key == control_set,
            }
        });
        (settings, doubts)
    }

    fn filtered(state: &'a State, mut include: impl FnMut(&Key, &NormalPath) -> bool) -> Self {
        let mut settings: HashMap<Meaning, Vec<Setting<'a>>> = HashMap::new();
        let mut places = HashMap::new();
        for key in state.keys() {
            let normal = NormalPath::of(key);
            let place = meaning::key_meaning(&normal);
            // What LocalSystem has is no user's.
            if place.fact().is_none()
                || normal.of_local_system
                || state.values(key).next().is_none()
                || !include(key, &normal)
            {
                continue;
            }
            for Held { name, data, line } in state.values(key) {
                let Ok(Some(meaning)) = meaning::value_meaning(&normal, &place, name) else { continue };
                if meaning.wanted().has(data) {
                    let number = data.as_dword().unwrap_or_default();
                    let setting = Setting { number, data, key, name, line: *line };
                    // A row of the table may stand for many keys and values; of one there is only one.
                    let of_meaning = settings.entry(meaning).or_default();
                    let place = (meaning, normal.tree, normal.path.clone(), name.to_ascii_lowercase());
                    match places.entry(place) {
                        Entry::Vacant(new) => {
                            new.insert(of_meaning.len());
                            of_meaning.push(setting);
                        }
                        // What is under CurrentControlSet itself counts before a numbered copy.
                        Entry::Occupied(known) if normal.control_set.is_none() => {
                            of_meaning[*known.get()] = setting;
                        }
                        Entry::Occupied(_) => {}
                    }
                }
            }
        }
        Self(settings)
    }

    /// What is set, if it is.
    pub fn get(&self, meaning: Meaning) -> Option<Setting<'a>> {
        self.0.get(&meaning)?.first().copied()
    }

    /// Whether there is no value at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether something decides which cipher suites there are: an order of them, or an algorithm that is off.
    pub fn limit_suites(&self) -> bool {
        self.0.iter().any(|(meaning, settings)| match meaning {
            Meaning::SuiteOrder(_) => true,
            Meaning::Algorithm(_) => settings.iter().any(|setting| setting.number == 0),
            _ => false,
        })
    }

    /// Everything of a meaning: rows of the table that stand for many values have many.
    pub fn all(&self, meaning: Meaning) -> impl Iterator<Item = Setting<'a>> {
        self.0.get(&meaning).into_iter().flatten().copied()
    }
}

/// What a state does not tell of the machine that it is of.
#[derive(Debug, Default)]
pub(crate) struct Doubts {
    /// Control sets with TLS settings, none of which is said to be the current one.
    pub control_sets: BTreeSet<String>,
    /// How many users have settings, none of whom is meant.
    pub users: usize,
    /// The control set that is named as the current one and is not there.
    pub missing: Option<String>,
    /// The account `LocalSystem` has settings of its own.
    pub local_system: bool,
}

/// The number that `Select` names (Windows loads that control set as the current one).
fn current_control_set(state: &State) -> Option<String> {
    let select = Key::new(Root::LocalMachine, "SYSTEM\\Select");
    let current = state.value(&select, "Current").and_then(|held| Data::as_dword(&held.data))?;
    Some(format!("{current:03}"))
}

/// Whoever has a tree below `HKEY_USERS`.
fn users(state: &State) -> BTreeSet<String> {
    state
        .keys()
        .filter_map(user_of)
        .filter(|user| !LOCAL_SYSTEM.contains(&user.as_str()) && !user.ends_with("_classes"))
        .collect()
}

fn user_of(key: &Key) -> Option<String> {
    (key.root == Root::Users && !key.path.is_empty())
        .then(|| key.folded().split('\\').next().unwrap_or_default().to_owned())
}
