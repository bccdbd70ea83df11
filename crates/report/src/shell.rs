//! Words for a shell, in commands that a person may copy.

use cutover_evidence::is_deceptive;

/// A path as a word for a shell: quoted where it has to be. `None`: it has a character that cannot be typed, or that is not
/// seen.
pub fn shell_path(path: &str) -> Option<String> {
    // PowerShell looks into quoted words for `$` and backticks, cmd for `%`.
    let cannot_be_typed =
        |c| is_deceptive(c) || c == char::REPLACEMENT_CHARACTER || cfg!(windows) && "$`%".contains(c);
    if path.is_empty() || path.chars().any(cannot_be_typed) {
        return None;
    }
    // It would be taken for an option.
    let path = if path.starts_with('-') { format!("./{path}") } else { path.to_owned() };
    let plain = |c: char| c.is_alphanumeric() || "_-+./:@,=".contains(c) || cfg!(windows) && c == '\\';
    Some(if path.chars().all(plain) {
        path
    } else if cfg!(windows) {
        format!("\"{path}\"")
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    })
}

#[cfg(unix)]
#[test]
fn a_name_does_nothing_in_a_shell() {
    let shell = |path| shell_path(path).unwrap();
    assert_eq!(shell("captures/日本-1.pcapng"), "captures/日本-1.pcapng");
    assert_eq!(shell("a b; touch x.pcapng"), "'a b; touch x.pcapng'");
    assert_eq!(shell("it's"), r"'it'\''s'");
    assert_eq!(shell("-x.pcapng"), "./-x.pcapng");
    assert_eq!(shell("$(x)`y`"), "'$(x)`y`'");
    assert_eq!(shell_path("a\u{1b}[2J"), None);
    assert_eq!(shell_path("bad\u{fffd}.pcapng"), None);
}
