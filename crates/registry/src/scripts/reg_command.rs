//! `reg add` and `reg delete`, as reg.exe takes them ([Windows commands](https://learn.microsoft.com/windows-server/administration/windows-commands/reg-add)).

use super::line::ScriptLine;
use crate::data::{Data, ValueType};
use crate::key::{Key, Root};

/// What runs a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shell {
    Cmd,
    PowerShell,
}

/// A `reg add` or `reg delete`: what stands behind the program, and whether that is the one of 32 bits.
pub(super) struct RegCommand<'a> {
    rest: &'a str,
    is_32_bit: bool,
}

/// What stands behind `reg` or `reg.exe`, be it with a path or quotes.
pub(super) fn reg_command(line: &str) -> Option<RegCommand<'_>> {
    let line = line.trim_start().trim_start_matches('@');
    let line = strip_word(line, "call").or(strip_word(line, "&")).unwrap_or(line).trim_start();
    let (program, rest) = match line.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?,
        None => line.split_once([' ', '\t'])?,
    };
    let program = program.to_ascii_lowercase();
    let (folder, name) = program.rsplit_once('\\').unwrap_or(("", &program));
    let rest = rest.trim_start();
    let known = ["add", "delete"].iter().any(|verb| strip_word(rest, verb).is_some());
    let of_windows = ["%systemroot%", "%windir%", "c:\\windows", "$env:systemroot", "$env:windir"]
        .iter()
        .find_map(|root| folder.strip_prefix(root)?.strip_prefix('\\'));
    // A program of that name elsewhere is another.
    let is_reg =
        folder.is_empty() || of_windows.is_some_and(|f| ["system32", "syswow64", "sysnative"].contains(&f));
    let is_32_bit = of_windows == Some("syswow64");
    (is_reg && ["reg", "reg.exe"].contains(&name) && known).then_some(RegCommand { rest, is_32_bit })
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let start = text.get(..word.len())?;
    let rest = &text[word.len()..];
    (start.eq_ignore_ascii_case(word) && rest.starts_with([' ', '\t'])).then_some(rest)
}

impl RegCommand<'_> {
    /// What it does.
    pub fn line(&self, shell: Shell) -> ScriptLine {
        match words(self.rest, shell) {
            // Of an open quote nobody can say where it ends.
            None if shell == Shell::PowerShell => ScriptLine::NotRead,
            None => ScriptLine::Bad,
            Some(Words { is_unsure: true, .. }) => ScriptLine::NotRead,
            Some(Words { words, .. }) => read_command(&words, self.is_32_bit).unwrap_or(ScriptLine::Bad),
        }
    }

    /// Whether its key stands between single quotes, which only PowerShell takes for quotes.
    pub fn has_single_quotes(&self) -> bool {
        self.rest.split_once([' ', '\t']).is_some_and(|(_, key)| key.trim_start().starts_with('\''))
    }
}

fn read_command(words: &[String], is_32_bit: bool) -> Option<ScriptLine> {
    // The registry of another machine.
    if words.get(1)?.starts_with("\\\\") {
        return Some(ScriptLine::NotRead);
    }
    let adds = words.first()?.eq_ignore_ascii_case("add");
    let (mut name, mut data, mut kind) = (None::<String>, None::<&str>, ValueType::SZ);
    let (mut separator, mut all_values, mut is_32_bit) = ("\\0", false, is_32_bit);
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
            "/reg:32" => is_32_bit = true,
            "/reg:64" => is_32_bit = false,
            _ => return None,
        }
    }
    let key = key(words.get(1)?, is_32_bit)?;
    Some(match (adds, name) {
        (true, None) => ScriptLine::Key(key),
        (true, Some(name)) => {
            ScriptLine::Set(key, name, read_data(kind, data.unwrap_or_default(), separator)?)
        }
        (false, Some(name)) => ScriptLine::DeleteValue(key, name),
        // Which values there are is not known.
        (false, None) if all_values => ScriptLine::NotRead,
        (false, None) => ScriptLine::DeleteKey(key),
    })
}

/// A key as `reg` takes it: with short names of roots, of this machine.
pub(super) fn key(name: &str, for_32_bit: bool) -> Option<Key> {
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

pub(super) fn type_named(name: &str) -> Option<ValueType> {
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
pub(super) fn read_data(kind: ValueType, text: &str, separator: &str) -> Option<Data> {
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

/// The words of a command as programs get them.
pub(super) struct Words {
    pub words: Vec<String>,
    /// Something in them is known only when it runs, or does more than to be a word.
    pub is_unsure: bool,
}

/// The words of a command; `None` where a quote is left open. What is written nowhere is left out.
pub(super) fn words(command: &str, shell: Shell) -> Option<Words> {
    let is_powershell = shell == Shell::PowerShell;
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut is_unsure = false;
    let mut rest = command;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        match c {
            // Within single quotes only a doubled one is one.
            '\'' if quote == Some('\'') => {
                if let Some(more) = after.strip_prefix('\'') {
                    word.get_or_insert_default().push('\'');
                    rest = more;
                    continue;
                }
                quote = None;
            }
            c if quote == Some('\'') => word.get_or_insert_default().push(c),
            '\'' if is_powershell && quote.is_none() => {
                quote = Some('\'');
                word.get_or_insert_default();
            }
            // For programs every second backslash before a quote is one, and a quote behind one is no end: "HKLM\K\" goes on.
            '\\' => {
                let more = after.trim_start_matches('\\');
                let count = 1 + after.len() - more.len();
                let word = word.get_or_insert_default();
                let is_before_quote = more.starts_with('"');
                word.extend(std::iter::repeat_n('\\', if is_before_quote { count / 2 } else { count }));
                rest = more;
                if is_before_quote && count % 2 == 1 {
                    word.push('"');
                    rest = &more[1..];
                }
                continue;
            }
            '"' => {
                quote = if quote.is_none() { Some('"') } else { None };
                word.get_or_insert_default();
            }
            ' ' | '\t' if quote.is_none() => words.extend(word.take()),
            '^' if quote.is_none() && !is_powershell => {}
            '>' | '<' if quote.is_none() => {
                // `2>nul` and the like say nothing of the registry.
                word = word.filter(|word| !["1", "2", "*"].contains(&word.as_str()));
                words.extend(word.take());
                let (target, more) = redirected(after);
                is_unsure |= !is_nowhere(target, shell);
                rest = more;
                continue;
            }
            c => {
                let does_more = if is_powershell {
                    matches!(c, '$' | '`' | '\u{2018}'..='\u{201e}')
                        || quote.is_none()
                            && matches!(c, '(' | ')' | '{' | '}' | '@' | ',' | ';' | '&' | '|' | '#')
                } else {
                    matches!(c, '%' | '!' | '$') || quote.is_none() && matches!(c, '(' | ')')
                };
                is_unsure |= does_more;
                word.get_or_insert_default().push(c);
            }
        }
        rest = after;
    }
    words.extend(word);
    quote.is_none().then_some(Words { words, is_unsure })
}

/// Where something is redirected to, and what stands behind.
fn redirected(after: &str) -> (&str, &str) {
    let target = after.trim_start_matches('>').trim_start_matches([' ', '\t']);
    // `&1` is a target, too.
    let after = target.strip_prefix('&').unwrap_or(target);
    let end = after.find([' ', '\t', '>', '<', '&', '|', ';']).unwrap_or(after.len());
    let end = end + target.len() - after.len();
    target.split_at(end)
}

fn is_nowhere(target: &str, shell: Shell) -> bool {
    let nowhere = if shell == Shell::Cmd { "nul" } else { "$null" };
    target.eq_ignore_ascii_case(nowhere) || ["&1", "&2"].contains(&target)
}

/// Whether something that a command says is written to a file, which may be run from there.
pub(super) fn writes_a_file(command: &str, shell: Shell) -> bool {
    let mut rest = command;
    let mut quoted = false;
    while let Some(at) = rest.find(['>', '"']) {
        let after = &rest[at + 1..];
        if rest[at..].starts_with('"') {
            quoted = !quoted;
        } else if !quoted && !is_nowhere(redirected(after).0, shell) {
            return true;
        }
        rest = after.trim_start_matches('>');
    }
    false
}

#[test]
fn commands_of_reg() {
    let command = |line: &str| reg_command(line).unwrap().line(Shell::Cmd);
    let schannel = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.0\Server";
    let key = Key::new(Root::LocalMachine, schannel);
    let set = |number| ScriptLine::Set(key.clone(), "Enabled".into(), Data::dword(number));
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
        (format!(r#"reg add "HKLM\{schannel}" /f"#), ScriptLine::Key(key.clone())),
        (
            format!(r#"reg delete "HKLM\{schannel}" /v Enabled /f"#),
            ScriptLine::DeleteValue(key.clone(), "Enabled".into()),
        ),
        (format!(r#"reg delete "HKLM\{schannel}" /f"#), ScriptLine::DeleteKey(key.clone())),
        (format!(r#"reg add "HKLM\{schannel}" /v Enabled /t REG_DWORD /d %X% /f"#), ScriptLine::NotRead),
        (format!(r#"reg add "HKLM\{schannel}" /v Enabled /t REG_DWORD /d zero /f"#), ScriptLine::Bad),
        (r#"reg add "HKLM\x" /v "a"#.into(), ScriptLine::Bad),
        (r#"reg add "HKLM\K\$v" /v a /t REG_DWORD /d 1"#.into(), ScriptLine::NotRead),
        (r"reg add \\SRV01\HKLM\K /v a /t REG_DWORD /d 1".into(), ScriptLine::NotRead),
    ] {
        assert_eq!(command(&line), expected, "{line}");
    }
    let twin = command(
        r"reg add HKLM\SOFTWARE\Microsoft\.NETFramework\v4.0.30319 /v SchUseStrongCrypto /t REG_DWORD /d 1 /reg:32 /f",
    );
    let ScriptLine::Set(key, ..) = twin else { panic!("{twin:?}") };
    assert_eq!(
        key.to_string(),
        r"HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node\Microsoft\.NETFramework\v4.0.30319"
    );
    let of = |line: &str, shell| match reg_command(line).unwrap().line(shell) {
        ScriptLine::Set(key, name, _) => format!("{key} {name}"),
        other => format!("{other:?}"),
    };
    let net = r"SOFTWARE\Microsoft\.NETFramework\v4.0.30319 /v a /t REG_DWORD /d 1";
    for (program, expected) in [
        (r"%windir%\SysWOW64\reg.exe", "Wow6432Node\\"),
        (r"%windir%\Sysnative\reg.exe", ""),
        (r"%windir%\System32\reg.exe", ""),
    ] {
        let expected = format!(r"HKEY_LOCAL_MACHINE\SOFTWARE\{expected}Microsoft\.NETFramework\v4.0.30319 a");
        assert_eq!(of(&format!("{program} add HKLM\\{net}"), Shell::Cmd), expected);
    }
    for line in [
        "reg add 'HKLM\\a b' /v c /t REG_DWORD /d 1 *> $null",
        "& reg.exe add \"HKLM\\a b\" /v c /t REG_DWORD /d 1 2>&1",
    ] {
        assert_eq!(of(line, Shell::PowerShell), "HKEY_LOCAL_MACHINE\\a b c", "{line}");
    }
    assert_eq!(
        of("reg add 'HKLM\\$a' /v c /t REG_DWORD /d 1", Shell::PowerShell),
        "HKEY_LOCAL_MACHINE\\$a c"
    );
    assert_eq!(of("reg add \"HKLM\\$a\" /v c /t REG_DWORD /d 1", Shell::PowerShell), "NotRead");
    assert_eq!(of("reg add 'HKLM\\a' /v c /t REG_DWORD /d 1", Shell::Cmd), "Bad");
    for line in [
        "reg add \"HKLM\\K\" >nul /v a /t REG_DWORD /d 0 /f",
        "reg add HKLM\\K 2>&1 /v a /t REG_DWORD /d 0 /f",
        "reg add \"HKLM\\K\\\\\" <nul /v a /t REG_DWORD /d 0",
    ] {
        assert!(of(line, Shell::Cmd).ends_with(" a"), "{line}: {}", of(line, Shell::Cmd));
    }
    for line in [
        "reg add HKLM\\K /v a /t REG_DWORD /d 0 >C:\\Windows\\win.ini",
        "reg add HKLM\\K /v a /t REG_DWORD /d 0 2>>C:\\autoexec.bat",
        "reg add HKLM\\K /v a /t REG_DWORD /d 0 > nul_evil.bat",
    ] {
        assert_eq!(of(line, Shell::Cmd), "NotRead", "{line}");
    }
    for line in [
        "\\\\evil\\share\\reg.exe add HKLM\\K",
        ".\\reg.exe add HKLM\\K",
        "D:\\Windows\\System32\\reg.exe add HKLM\\K",
    ] {
        assert!(reg_command(line).is_none(), "{line}");
    }
    for line in [
        "reg add 'HKLM\\K' /v a /t REG_DWORD /d 1 /s (Restart-Computer) /f",
        "reg add 'HKLM\\K' /v a /t REG_DWORD /d 1 > C:\\Windows\\win.ini",
        "reg add 'HKLM\\K' /v a /t REG_DWORD /d 1 && Restart-Computer",
    ] {
        assert_eq!(of(line, Shell::PowerShell), "NotRead", "{line}");
    }
}
