//! What `reg query` prints.

use super::line::{MOST_LINES, Numbered, ScriptLine};
use super::reg_command::{read_data, type_named};
use crate::data::ValueType;
use crate::key::Key;

/// Whether text is what `reg query` prints, be it with the prompt that it was asked at.
pub(crate) fn is_listing(text: &str) -> bool {
    let mut lines = text.lines().take(MOST_LINES).skip_while(|line| !is_key(line));
    lines.next().is_some() && lines.any(|line| listed_value(line).is_some())
}

fn is_key(line: &str) -> bool {
    line.starts_with("HKEY_") && Key::parse(line.trim_end()).is_some()
}

/// What a listing says, line by line.
pub(crate) fn listing(text: &str) -> Vec<Numbered> {
    let last = text.lines().rfind(|line| !line.trim().is_empty());
    let mut key: Option<Key> = None;
    let lines = text.lines().enumerate().map(|(number, line)| {
        let what = match listing_line(line, key.as_ref()) {
            ScriptLine::NotRead if last.is_some_and(|last| std::ptr::eq(last, line)) && is_count(line) => {
                ScriptLine::Nothing
            }
            what => what,
        };
        if let ScriptLine::Key(of) = &what {
            key = Some(of.clone());
        }
        (number as u32 + 1, 1, vec![what])
    });
    lines.collect()
}

/// The last line, which says how many there were, in the language of Windows: `End of search: 2 match(es) found.`
fn is_count(line: &str) -> bool {
    let is_number = |rest: &str| rest.trim_start().starts_with(|c: char| c.is_numeric());
    line.split_once([':', '：']).is_some_and(|(_, rest)| is_number(rest))
        && !line.contains(['\\', '=', '[', '"', '/', '\t', ';', '&', '|', '>', '`', '$', '-'])
}

/// Whether a line asks for what is listed, be it behind a prompt.
fn is_asking(line: &str) -> bool {
    let asked = match line.split_once('>') {
        Some((prompt, asked)) if prompt.contains(":\\") && !prompt.contains(['"', '|', '&', ';']) => asked,
        _ => line,
    };
    let mut words = asked.split_whitespace().map(str::to_ascii_lowercase);
    words.next().is_some_and(|word| ["reg", "reg.exe"].contains(&word.as_str()))
        && words.next().as_deref() == Some("query")
        && !asked.contains(['&', '|', '>', '<', ';', '`', '$', '('])
}

/// A line of a listing; `key` is the one that it stands below.
fn listing_line(line: &str, key: Option<&Key>) -> ScriptLine {
    // To ask changes nothing.
    let small = line.to_ascii_lowercase();
    if line.trim().is_empty() || is_asking(line) || small.starts_with("! reg.exe version") {
        return ScriptLine::Nothing;
    }
    if line.starts_with("HKEY_") {
        return Key::parse(line.trim_end()).map_or(ScriptLine::NotRead, ScriptLine::Key);
    }
    let (Some((name, kind, data)), Some(key)) = (listed_value(line), key) else { return ScriptLine::NotRead };
    // A default value that is not set is shown with words in brackets, in the language of Windows.
    let is_default = name.starts_with('(') && name.ends_with(')') || name == "<NO NAME>";
    let name = if is_default { "" } else { name };
    if is_default && data.starts_with('(') && data.ends_with(')') {
        return ScriptLine::Nothing;
    }
    read_data(kind, data, "\\0")
        .map_or(ScriptLine::NotRead, |data| ScriptLine::Set(key.clone(), name.to_owned(), data))
}

/// `    NAME    REG_TYPE    DATA`, with four blanks before each; Windows XP has tabs, and who pastes it may lose the first.
fn listed_value(line: &str) -> Option<(&str, ValueType, &str)> {
    let rest = line.trim_end_matches(['\r', '\n']).trim_start_matches([' ', '\t']);
    let between = |text: &'_ str, mark: &str| -> Option<(usize, usize)> {
        let blanks = text.find(&format!("    {mark}")).map(|at| (at, at + 4));
        let tab = text.find(&format!("\t{mark}")).map(|at| (at, at + 1));
        blanks.into_iter().chain(tab).min()
    };
    let (end, kind) = between(rest, "REG_")?;
    let (name, rest) = (&rest[..end], &rest[kind..]);
    let (kind, data) = match between(rest, "") {
        Some((end, data)) => (&rest[..end], &rest[data..]),
        None => (rest.trim_end(), ""),
    };
    Some((name, type_named(kind.trim_end())?, data.trim_end()))
}

#[test]
fn lines_of_listings() {
    use crate::data::Data;
    use crate::key::Root;

    let key = Key::new(Root::LocalMachine, "SOFTWARE\\K");
    for (line, expected) in [
        ("    Enabled    REG_DWORD    0x1", ScriptLine::Set(key.clone(), "Enabled".into(), Data::dword(1))),
        (
            "    a name with  blanks    REG_SZ    some text",
            ScriptLine::Set(key.clone(), "a name with  blanks".into(), Data::text("some text")),
        ),
        ("    (既定)    REG_SZ    (値の設定なし)", ScriptLine::Nothing),
        ("    (Default)    REG_SZ    text", ScriptLine::Set(key.clone(), String::new(), Data::text("text"))),
        ("    empty    REG_SZ", ScriptLine::Set(key.clone(), "empty".into(), Data::text(""))),
        ("\tEnabled\tREG_DWORD\t0x1", ScriptLine::Set(key.clone(), "Enabled".into(), Data::dword(1))),
        ("Enabled    REG_DWORD    0x1", ScriptLine::Set(key.clone(), "Enabled".into(), Data::dword(1))),
        ("   <NO NAME>\tREG_SZ\tx", ScriptLine::Set(key.clone(), String::new(), Data::text("x"))),
        ("C:\\Users\\a>reg query HKLM\\SOFTWARE\\K /s", ScriptLine::Nothing),
        ("PS C:\\> reg.exe query HKLM\\SOFTWARE\\K", ScriptLine::Nothing),
        ("Remove-Item C:/x -Recurse; reg query HKLM", ScriptLine::NotRead),
        ("    what is this", ScriptLine::NotRead),
        ("ERROR: Access is denied.", ScriptLine::NotRead),
        ("[-HKEY_LOCAL_MACHINE\\SOFTWARE]", ScriptLine::NotRead),
        ("reg add HKLM\\K /v a /t REG_DWORD /d 0", ScriptLine::NotRead),
    ] {
        assert_eq!(listing_line(line, Some(&key)), expected, "{line}");
    }
    // Only what closes a listing is passed over.
    let told = |text: &str| {
        let lines = listing(text).into_iter().flat_map(|(_, _, lines)| lines);
        lines.filter(|line| *line != ScriptLine::Nothing).collect::<Vec<_>>()
    };
    let one = "HKEY_LOCAL_MACHINE\\SOFTWARE\\K\n    Enabled    REG_DWORD    0x1\n\n";
    for end in ["", "検索の完了: 5 件一致しました。\n", "End of search: 2 match(es) found.\n\n"]
    {
        assert_eq!(told(&format!("{one}{end}")).len(), 2, "{end}");
    }
    assert_eq!(told(&format!("{one}End of search: 2 match(es) found.\n{one}")).len(), 5);
    assert_eq!(told(&format!("{one}shutdown -r -t 0\n")).last(), Some(&ScriptLine::NotRead));
    assert_eq!(told(&format!("{one}\"Enabled\"=dword:0\n")).last(), Some(&ScriptLine::NotRead));
}
