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

/// Whether a terminal shows a text as it is.
pub(crate) fn is_harmless(text: &str) -> bool {
    !text.chars().any(is_deceptive)
}

/// For a cell of a Markdown table: as for a terminal, and what Markdown or HTML would read as markup is
/// escaped.
pub fn markdown(text: &str) -> String {
    let text = terminal(text);
    let mut safe = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let (before, behind) = (&text[..at], &text[at + c.len_utf8()..]);
        match c {
            // An address of mail would become a link, however its letters are escaped; one that has code in it does not.
            '@' if before.ends_with(|c: char| c.is_alphanumeric() || ".+-_".contains(c))
                && behind.starts_with(|c: char| c.is_alphanumeric() || "-_".contains(c)) =>
            {
                safe.push_str("`@`");
            }
            // So would what begins like the name of a web server.
            '.' if begins_like_web(before) => safe.push_str("\\."),
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

/// Whether a text ends with `www` as a word.
fn begins_like_web(text: &str) -> bool {
    text.len().checked_sub(3).and_then(|at| text.split_at_checked(at)).is_some_and(|(before, word)| {
        word.eq_ignore_ascii_case("www") && !before.ends_with(char::is_alphanumeric)
    })
}

/// The same where a line begins, which could be an item of a list.
pub(crate) fn markdown_line(text: &str) -> String {
    let safe = markdown(text);
    let digits = safe.bytes().take_while(u8::is_ascii_digit).count();
    let begins = |rest: &str, marks: &[char]| {
        rest.starts_with(marks) && rest[1..].chars().next().is_none_or(char::is_whitespace)
    };
    match digits {
        // Three of them, or of equals signs, would also be a rule, or make a heading of what stands before.
        0 if safe.starts_with(['-', '+', '=']) => format!("\\{safe}"),
        1..=9 if begins(&safe[digits..], &['.', ')']) => format!("{}\\{}", &safe[..digits], &safe[digits..]),
        _ => safe,
    }
}

#[test]
fn a_hostile_name_neither_moves_the_cursor_nor_turns_the_text() {
    assert_eq!(terminal("a\u{1b}[2Jb\r\n"), r"a\u{1b}[2Jb\u{d}\u{a}");
    assert_eq!(terminal("evil\u{202e}moc.elgoog"), r"evil\u{202e}moc.elgoog");
    assert_eq!(terminal("日本語.example"), "日本語.example");
    assert_eq!(
        ["- [x] 1", "2. y", "10.0.0.1", "1 of 2", "--"].map(markdown_line),
        [r"\- \[x\] 1", r"2\. y", "10.0.0.1", "1 of 2", r"\--",]
    );
    assert_eq!(
        ["www.a.example", "a WWW.b", "awww.c", "www", "a@b.example", "a+x@b", "@", "mailto:a@b.example"]
            .map(markdown),
        [
            r"www\.a.example",
            r"a WWW\.b",
            "awww.c",
            "www",
            "a`@`b.example",
            "a+x`@`b",
            "@",
            "mailto:a`@`b.example"
        ]
    );
    assert_eq!(markdown("<img src=x>|[a](http://b)"), "&lt;img src=x&gt;\\|\\[a\\](http:\\//b)");
}
