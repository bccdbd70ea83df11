//! What people have and paste beside registry files: scripts of `reg add` and `reg delete` lines, and what `reg query`
//! prints. Both become the statements that a registry file would have.

use crate::data::{Data, ValueType};
use crate::key::{Key, Root};

/// What a line of a script or of a listing does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    /// Nothing: blank, a comment, or what says nothing of the registry.
    Nothing,
    /// Makes a key; in a listing, the values that follow are its.
    Key(Key),
    /// Deletes a key with everything below it.
    DeleteKey(Key),
    /// Sets a value.
    Set(Key, String, Data),
    /// Deletes a value.
    DeleteValue(Key, String),
    /// Something else, or a line with what is not known here, such as a variable.
    NotRead,
    /// A `reg` line that cannot work as it stands there.
    Bad,
}

/// Whether text is a script with `reg` lines.
pub(crate) fn is_script(text: &str) -> bool {
    text.lines().take(MOST_LINES).any(|line| reg_command(line).is_some())
}

/// Whether text is what `reg query` prints.
pub(crate) fn is_listing(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).take(MOST_LINES);
    let is_key = |line: &str| line.starts_with("HKEY_") && Key::parse(line.trim_end()).is_some();
    lines.next().is_some_and(is_key) && text.lines().take(MOST_LINES).any(|line| listed_value(line).is_some())
}

/// How many lines are looked at to tell what a file is.
const MOST_LINES: usize = 1000;

/// What stands behind `reg` or `reg.exe`, be it with a path or quotes.
fn reg_command(line: &str) -> Option<&str> {
    let line = line.trim_start().trim_start_matches('@');
    let line = strip_word(line, "call").unwrap_or(line).trim_start();
    let (program, rest) = match line.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?,
        None => line.split_once([' ', '\t'])?,
    };
    let name = program.rsplit(['\\', '/']).next()?.to_ascii_lowercase();
    let rest = rest.trim_start();
    let known = ["add", "delete"].iter().any(|verb| strip_word(rest, verb).is_some());
    (["reg", "reg.exe"].contains(&name.as_str()) && known).then_some(rest)
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let start = text.get(..word.len())?;
    let rest = &text[word.len()..];
    (start.eq_ignore_ascii_case(word) && rest.starts_with([' ', '\t'])).then_some(rest)
}

/// A line of a script; those that go on with `^` are joined before.
pub(crate) fn script_line(line: &str) -> Line {
    let start = line.trim_start().trim_start_matches('@').trim_start().to_ascii_lowercase();
    let silent =
        ["rem ", "::", "echo", "setlocal", "endlocal", "pause", "cls", "title ", "goto ", "exit", "color "];
    let Some(command) = reg_command(line) else {
        let nothing = start.is_empty()
            || start == "rem"
            || start.starts_with(':')
            || silent.iter().any(|word| start.starts_with(word));
        return if nothing { Line::Nothing } else { Line::NotRead };
    };
    let Some((words, rest)) = words(command) else { return Line::Bad };
    if !rest || words.iter().any(|word| word.contains('%') || word.contains('!')) {
        return Line::NotRead;
    }
    read_command(&words).unwrap_or(Line::Bad)
}

fn read_command(words: &[String]) -> Option<Line> {
    let adds = words.first()?.eq_ignore_ascii_case("add");
    let (mut name, mut data, mut kind) = (None::<String>, None::<&str>, ValueType::SZ);
    let (mut separator, mut all_values, mut view) = ("\\0", false, "");
    let mut rest = words.get(2..)?.iter();
    while let Some(word) = rest.next() {
        match word.to_ascii_lowercase().as_str() {
            "/v" => name = Some(rest.next()?.clone()),
            "/ve" => name = Some(String::new()),
            "/va" => all_values = true,
            "/t" => kind = type_named(rest.next()?)?,
            "/d" => data = Some(rest.next()?),
            "/s" => separator = rest.next()?,
            "/f" => {}
            "/reg:32" => view = "32",
            "/reg:64" => view = "64",
            _ => return None,
        }
    }
    let key = key(words.get(1)?, view == "32")?;
    Some(match (adds, name) {
        (true, None) => Line::Key(key),
        (true, Some(name)) => Line::Set(key, name, read_data(kind, data.unwrap_or_default(), separator)?),
        (false, Some(name)) => Line::DeleteValue(key, name),
        // Which values there are is not known.
        (false, None) if all_values => Line::NotRead,
        (false, None) => Line::DeleteKey(key),
    })
}

/// A key as `reg` takes it: with short names of roots, of this machine.
fn key(name: &str, for_32_bit: bool) -> Option<Key> {
    let (root, path) = name.split_once('\\').unwrap_or((name, ""));
    let root = match root.to_ascii_uppercase().as_str() {
        "HKLM" | "HKEY_LOCAL_MACHINE" => Root::LocalMachine,
        "HKCU" | "HKEY_CURRENT_USER" => Root::CurrentUser,
        "HKCR" | "HKEY_CLASSES_ROOT" => Root::ClassesRoot,
        "HKU" | "HKEY_USERS" => Root::Users,
        "HKCC" | "HKEY_CURRENT_CONFIG" => Root::CurrentConfig,
        _ => return None,
    };
    let is_software = path.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("software\\"));
    let twin = for_32_bit && root == Root::LocalMachine && is_software;
    let path = if twin { format!("SOFTWARE\\Wow6432Node\\{}", &path[9..]) } else { path.to_owned() };
    Some(Key::new(root, &path))
}

fn type_named(name: &str) -> Option<ValueType> {
    Some(match name.to_ascii_uppercase().as_str() {
        "REG_SZ" => ValueType::SZ,
        "REG_EXPAND_SZ" => ValueType::EXPAND_SZ,
        "REG_MULTI_SZ" => ValueType::MULTI_SZ,
        "REG_DWORD" | "REG_DWORD_LITTLE_ENDIAN" => ValueType::DWORD,
        "REG_DWORD_BIG_ENDIAN" => ValueType::DWORD_BIG_ENDIAN,
        "REG_QWORD" => ValueType::QWORD,
        "REG_BINARY" => ValueType::BINARY,
        "REG_NONE" => ValueType::NONE,
        _ => return None,
    })
}

/// Data as `reg` takes and prints them: numbers in decimal or behind `0x`, bytes as digits, lists with a separator.
fn read_data(kind: ValueType, text: &str, separator: &str) -> Option<Data> {
    let number = || match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    };
    let bytes = match kind {
        ValueType::DWORD => u32::try_from(number()?).ok()?.to_le_bytes().to_vec(),
        ValueType::DWORD_BIG_ENDIAN => u32::try_from(number()?).ok()?.to_be_bytes().to_vec(),
        ValueType::QWORD => number()?.to_le_bytes().to_vec(),
        ValueType::BINARY | ValueType::NONE => {
            let digits = text.as_bytes();
            let pairs =
                digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
            pairs.collect::<Option<_>>()?
        }
        ValueType::MULTI_SZ => {
            let parts = text.split(separator).flat_map(|part| part.encode_utf16().chain([0]));
            parts.chain([0]).flat_map(u16::to_le_bytes).collect()
        }
        _ => text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect(),
    };
    Some(Data { value_type: kind, bytes })
}

/// The words of a command as cmd takes them, and whether nothing but redirections follows.
fn words(command: &str) -> Option<(Vec<String>, bool)> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let (mut quoted, mut alone) = (false, true);
    let mut chars = command.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // `\"` is a quote for `reg`, as for most programs.
            '\\' if quoted
                && chars.peek() == Some(&'"')
                && chars.clone().nth(1).is_some_and(|next| next != ' ') =>
            {
                chars.next();
                word.get_or_insert_default().push('"');
            }
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' | '\t' if !quoted => words.extend(word.take()),
            '>' if !quoted => {
                // `2>nul` and the like say nothing of the registry.
                word = word.filter(|word| !["1", "2"].contains(&word.as_str()));
                break;
            }
            '&' | '|' if !quoted => {
                alone = chars.all(char::is_whitespace);
                break;
            }
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    (!quoted).then_some((words, alone))
}

/// A line of a listing; `key` is the one that it stands below.
pub(crate) fn listing_line(line: &str, key: Option<&Key>) -> Line {
    if line.trim().is_empty() {
        return Line::Nothing;
    }
    if line.starts_with("HKEY_") {
        return Key::parse(line.trim_end()).map_or(Line::Bad, Line::Key);
    }
    match (listed_value(line), key) {
        (Some((name, kind, data)), Some(key)) => {
            // A default value that is not set is shown with words in brackets, in the language of Windows.
            let is_default = name.starts_with('(') && name.ends_with(')');
            let name = if is_default { "" } else { name };
            if is_default && data.starts_with('(') && data.ends_with(')') {
                return Line::Nothing;
            }
            read_data(kind, data, "\\0")
                .map_or(Line::Bad, |data| Line::Set(key.clone(), name.to_owned(), data))
        }
        // How many there were, in the language of Windows.
        (None, _) if !line.starts_with(' ') => Line::Nothing,
        _ => Line::Bad,
    }
}

/// `    NAME    REG_TYPE    DATA`, with four blanks before each.
fn listed_value(line: &str) -> Option<(&str, ValueType, &str)> {
    let rest = line.strip_prefix("    ")?.trim_end_matches(['\r', '\n']);
    let (name, rest) = rest.split_once("    REG_")?;
    let (kind, data) = rest.split_once("    ").unwrap_or((rest.trim_end(), ""));
    Some((name, type_named(&format!("REG_{kind}"))?, data.trim_end()))
}

#[test]
fn lines_of_scripts() {
    let schannel = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.0\Server";
    let key = Key::new(Root::LocalMachine, schannel);
    let set = |number| Line::Set(key.clone(), "Enabled".into(), Data::dword(number));
    for (line, expected) in [
        (format!(r#"reg add "HKLM\{schannel}" /v Enabled /t REG_DWORD /d 0 /f"#), set(0)),
        (
            format!(
                r#"  @REG.EXE ADD "HKEY_LOCAL_MACHINE\{schannel}" /t reg_dword /v Enabled /d 0xffffffff /f >nul 2>&1"#
            ),
            set(u32::MAX),
        ),
        (
            format!(
                r#"call %SystemRoot%\System32\reg.exe add "HKLM\{schannel}" /v Enabled /t REG_DWORD /d 1"#
            ),
            set(1),
        ),
        (format!(r#"reg add "HKLM\{schannel}" /f"#), Line::Key(key.clone())),
        (
            format!(r#"reg delete "HKLM\{schannel}" /v Enabled /f"#),
            Line::DeleteValue(key.clone(), "Enabled".into()),
        ),
        (format!(r#"reg delete "HKLM\{schannel}" /f"#), Line::DeleteKey(key.clone())),
        (
            format!(r#"reg add "HKLM\{schannel}" /v Enabled /t REG_DWORD /d 0 /f & shutdown /r"#),
            Line::NotRead,
        ),
        (format!(r#"reg add "HKLM\{schannel}" /v Enabled /t REG_DWORD /d %X% /f"#), Line::NotRead),
        (format!(r#"reg add "HKLM\{schannel}" /v Enabled /t REG_DWORD /d zero /f"#), Line::Bad),
        (r#"reg add "HKLM\x" /v "a"#.into(), Line::Bad),
        ("REM reg add".into(), Line::Nothing),
        ("@echo off".into(), Line::Nothing),
        ("net stop w3svc".into(), Line::NotRead),
    ] {
        assert_eq!(script_line(&line), expected, "{line}");
    }
    let twin = script_line(
        r"reg add HKLM\SOFTWARE\Microsoft\.NETFramework\v4.0.30319 /v SchUseStrongCrypto /t REG_DWORD /d 1 /reg:32 /f",
    );
    let Line::Set(key, ..) = twin else { panic!("{twin:?}") };
    assert_eq!(
        key.to_string(),
        r"HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node\Microsoft\.NETFramework\v4.0.30319"
    );
}

#[test]
fn lines_of_listings() {
    let key = Key::new(Root::LocalMachine, "SOFTWARE\\K");
    for (line, expected) in [
        ("    Enabled    REG_DWORD    0x1", Line::Set(key.clone(), "Enabled".into(), Data::dword(1))),
        (
            "    a name with  blanks    REG_SZ    some text",
            Line::Set(key.clone(), "a name with  blanks".into(), Data::text("some text")),
        ),
        ("    (既定)    REG_SZ    (値の設定なし)", Line::Nothing),
        ("    (Default)    REG_SZ    text", Line::Set(key.clone(), String::new(), Data::text("text"))),
        ("    empty    REG_SZ", Line::Set(key.clone(), "empty".into(), Data::text(""))),
        ("検索の完了: 5 件一致しました。", Line::Nothing),
        ("    what is this", Line::Bad),
    ] {
        assert_eq!(listing_line(line, Some(&key)), expected, "{line}");
    }
}
