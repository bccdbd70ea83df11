//! Words for a shell, in commands that a person may copy.

use cutover_evidence::is_deceptive;

/// Words of a command that a person may copy, with nothing in them that a shell would do something with: sh, and where the
/// program runs on Windows, `PowerShell` and cmd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShellWords(String);

impl ShellWords {
    /// A path as a word: quoted where it has to be. `None`: it is that of standard input, or has a character that cannot be
    /// typed, or that is not seen.
    pub fn path(path: &str) -> Option<Self> {
        // PowerShell looks into quoted words for `$` and backticks, cmd for `%`.
        let cannot_be_typed = |c| {
            is_deceptive(c)
                || c == char::REPLACEMENT_CHARACTER
                || cfg!(windows) && "$`%\"\u{201c}\u{201d}\u{201e}".contains(c)
        };
        if path.is_empty() || path == "-" || path.chars().any(cannot_be_typed) {
            return None;
        }
        // It would be taken for an option.
        let path = if path.starts_with('-') { format!("./{path}") } else { path.to_owned() };
        // Behind a comma PowerShell sees another argument.
        let plain = |c: char| {
            c.is_alphanumeric() || "_-+./:@=".contains(c) || c == if cfg!(windows) { '\\' } else { ',' }
        };
        Some(Self(if path.chars().all(plain) && !path.starts_with(['@', '=']) {
            path
        } else if cfg!(windows) {
            format!("\"{path}\"")
        } else {
            format!("'{}'", path.replace('\'', r"'\''"))
        }))
    }

    /// An option and its value behind these.
    #[must_use]
    pub fn with(self, option: &'static str, value: &Self) -> Self {
        Self(format!("{} {option} {}", self.0, value.0))
    }

    /// As they are typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(unix)]
#[test]
fn a_name_does_nothing_in_a_shell() {
    let shell = |path| ShellWords::path(path).unwrap().0;
    assert_eq!(shell("captures/日本-1.pcapng"), "captures/日本-1.pcapng");
    assert_eq!(shell("a b; touch x.pcapng"), "'a b; touch x.pcapng'");
    assert_eq!(shell("it's"), r"'it'\''s'");
    assert_eq!(shell("-x.pcapng"), "./-x.pcapng");
    assert_eq!(shell("$(x)`y`"), "'$(x)`y`'");
    assert_eq!(shell("=ls"), "'=ls'");
    assert_eq!(ShellWords::path("-"), None);
    assert_eq!(ShellWords::path("a\u{1b}[2J"), None);
    assert_eq!(ShellWords::path("bad\u{fffd}.pcapng"), None);
}
