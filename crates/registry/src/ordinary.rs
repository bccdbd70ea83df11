//! Keys and values that are known to have nothing to do with TLS (`data/windows/ordinary.toml`).

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ordinary {
    /// In small letters once they are read.
    values: HashSet<String>,
    keys: Vec<String>,
}

static ORDINARY: LazyLock<Ordinary> = LazyLock::new(|| {
    // The file is part of the program and a test reads it, so it is good.
    let mut read: Ordinary =
        toml::from_str(include_str!("../../../data/windows/ordinary.toml")).expect("ordinary.toml");
    read.values = read.values.iter().map(|name| name.to_lowercase()).collect();
    read
});

/// Whether values of that name are never about TLS.
pub(crate) fn is_value(name: &str) -> bool {
    ORDINARY.values.contains(&name.to_lowercase())
}

/// Whether a key, by its normal path, or one above it, is known to be about something else.
pub(crate) fn is_key(path: &str) -> bool {
    ORDINARY.keys.iter().any(|key| {
        path.strip_prefix(key.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('\\'))
    })
}

#[test]
fn an_ordinary_key_holds_all_below_it() {
    assert!(is_key("software\\microsoft\\windows\\currentversion\\internet settings\\zones\\3"));
    assert!(!is_key("software\\microsoft\\windows\\currentversion\\internet settings"));
    assert!(is_value("migrateproxy") && !is_value("SecureProtocols"));
}
