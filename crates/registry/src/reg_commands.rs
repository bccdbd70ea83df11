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

/// What a script does, line by line: the number of the first line, how many there are, and what each command does.
pub(crate) fn script(text: &str) -> Vec<(u32, u32, Vec<Line>)> {
    let mut read = Vec::new();
    // What is jumped over or stands behind an end runs for some, or never.
    let mut may_not_run = false;
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let (mut whole, mut count) = (line.to_owned(), 1);
        // A remark ends with its line.
        while whole.ends_with('^')
            && !is_remark(&whole)
            && let Some((_, next)) = lines.next()
        {
            whole.pop();
            whole.push_str(next);
            count += 1;
        }
        let mut commands = Vec::new();
        for command in commands_of(&whole) {
            may_not_run |= jumps(command);
            commands.push(match script_command(command) {
                Line::Nothing => Line::Nothing,
                _ if may_not_run => Line::NotRead,
                line => line,
            });
        }
        read.push((number as u32 + 1, count, commands));
    }
    read
}

fn first_word(command: &str) -> String {
    let start = command.trim_start_matches([' ', '\t', '@']);
    let end = start.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(start.len());
    start[..end].to_ascii_lowercase()
}

fn is_remark(line: &str) -> bool {
    line.trim_start_matches([' ', '\t', '@']).starts_with("::") || first_word(line) == "rem"
}

fn jumps(command: &str) -> bool {
    ["goto", "exit"].contains(&first_word(command).as_str())
}

/// The commands of a line, which stand between `&`, `&&`, `|` and `||`. A remark is one whole.
fn commands_of(line: &str) -> Vec<&str> {
    if is_remark(line) {
        return vec![line];
    }
    let (mut quoted, mut escaped, mut start) = (false, false, 0);
    let mut commands = Vec::new();
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '^' if !quoted => escaped = true,
            '"' => quoted = !quoted,
            // `2>&1` is one redirection.
            '&' if !quoted && line[..at].ends_with('>') => {}
            '&' | '|' if !quoted => {
                commands.push(&line[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    commands.push(&line[start..]);
    commands
}

/// One command of a script.
fn script_command(command: &str) -> Line {
    const SILENT: [&str; 11] =
        ["rem", "echo", "setlocal", "endlocal", "pause", "cls", "title", "color", "goto", "exit", "chcp"];
    let Some(reg) = reg_command(command) else {
        let start = command.trim_start_matches([' ', '\t', '@']);
        // Where what is said goes into a file, it may be run from there.
        let silent =
            SILENT.contains(&first_word(command).as_str()) && (is_remark(command) || !writes_a_file(command));
        let nothing = start.is_empty() || start.starts_with(':') || silent;
        return if nothing { Line::Nothing } else { Line::NotRead };
    };
    let Some(words) = words(reg) else { return Line::Bad };
    if words.iter().any(|word| word.contains('%') || word.contains('!')) {
        return Line::NotRead;
    }
    read_command(&words).unwrap_or(Line::Bad)
}

fn writes_a_file(command: &str) -> bool {
    command.split('>').skip(1).any(|target| {
        let target = target.trim_start().to_ascii_lowercase();
        !target.is_empty() && !target.starts_with("nul") && !target.starts_with('&')
    })
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

/// The words of a command as programs get them; `None` where a quote is left open.
fn words(command: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut chars = command.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // For programs a quote behind a backslash is no end of a name: "HKLM\K\" goes on.
            '\\' if chars.peek() == Some(&'"') => {
                chars.next();
                word.get_or_insert_default().push('"');
            }
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' | '\t' if !quoted => words.extend(word.take()),
            '^' if !quoted => {}
            '>' if !quoted => {
                // `2>nul` and the like say nothing of the registry.
                word = word.filter(|word| !["1", "2"].contains(&word.as_str()));
                break;
            }
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    (!quoted).then_some(words)
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
        (format!(r#"reg add "HKLM\{schannel}" /v Enabled /t REG_DWORD /d %X% /f"#), Line::NotRead),
        (format!(r#"reg add "HKLM\{schannel}" /v Enabled /t REG_DWORD /d zero /f"#), Line::Bad),
        (r#"reg add "HKLM\x" /v "a"#.into(), Line::Bad),
        ("REM reg add".into(), Line::Nothing),
        ("@echo off".into(), Line::Nothing),
        ("net stop w3svc".into(), Line::NotRead),
    ] {
        assert_eq!(script_command(&line), expected, "{line}");
    }
    let twin = script_command(
        r"reg add HKLM\SOFTWARE\Microsoft\.NETFramework\v4.0.30319 /v SchUseStrongCrypto /t REG_DWORD /d 1 /reg:32 /f",
    );
    let Line::Set(key, ..) = twin else { panic!("{twin:?}") };
    assert_eq!(
        key.to_string(),
        r"HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node\Microsoft\.NETFramework\v4.0.30319"
    );
}

#[test]
fn whole_scripts() {
    let add = |number: u8| format!(r#"reg add "HKLM\K" /v a /t REG_DWORD /d {number} /f"#);
    let set = |number| Line::Set(Key::new(Root::LocalMachine, "K"), "a".into(), Data::dword(number));
    let commands = |text: &str| script(text).into_iter().flat_map(|(_, _, lines)| lines).collect::<Vec<_>>();
    let told =
        |text: &str| commands(text).into_iter().filter(|line| *line != Line::Nothing).collect::<Vec<_>>();
    // Silent words hide nothing that stands behind them.
    for before in ["@echo off & ", "echo y| ", "title x&", "pause & ", "rem\n", "setlocal\r\n"] {
        assert_eq!(told(&format!("{before}{}", add(1))), [set(1)], "{before}");
    }
    assert_eq!(told(&format!("{} && {}", add(1), add(2))), [set(1), set(2)]);
    assert_eq!(told(&format!("{} 2>&1 & shutdown /r", add(1))), [set(1), Line::NotRead]);
    assert_eq!(told("echo reg add HKLM\\K /f > run.bat"), [Line::NotRead]);
    // What stands behind an end or a jump may not run.
    assert_eq!(told(&format!("{}\nexit /b\n{}", add(1), add(2))), [set(1), Line::NotRead]);
    assert_eq!(told(&format!("goto end\n{}\n:end", add(1))), [Line::NotRead]);
    // A remark does not go on, a command does.
    assert_eq!(told(&format!("rem a note ^\n{}", add(1))), [set(1)]);
    assert_eq!(script(&add(1).replace(" /v", " ^\n /v")), [(1, 2, vec![set(1)])]);
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
