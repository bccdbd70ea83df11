//! Text from the network or a file, made harmless for where it goes.

use cutover_evidence::is_deceptive;

/// For a terminal: control characters, and those that turn the direction of text or are not seen at all,
/// are written as escapes such as `\u{202e}`.
pub fn terminal(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if is_deceptive(c) { safe.extend(c.escape_unicode()) } else { safe.push(c) }
    }
    safe
}

/// For a cell of a Markdown table: as for a terminal, and what Markdown or HTML would read as markup is
/// escaped.
pub fn markdown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in terminal(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '#' | '!' | '~' => safe.extend(['\\', c]),
            _ => safe.push(c),
        }
    }
    // A bare address would become a link.
    safe.replace("://", r":\//")
}

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

#[test]
fn a_hostile_name_neither_moves_the_cursor_nor_turns_the_text() {
    assert_eq!(terminal("a\u{1b}[2Jb\r\n"), r"a\u{1b}[2Jb\u{d}\u{a}");
    assert_eq!(terminal("evil\u{202e}moc.elgoog"), r"evil\u{202e}moc.elgoog");
    assert_eq!(terminal("日本語.example"), "日本語.example");
    assert_eq!(markdown("<img src=x>|[a](http://b)"), "&lt;img src=x&gt;\\|\\[a\\](http:\\//b)");
}
