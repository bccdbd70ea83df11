//! Scripts for cmd.exe.

use super::line::{Numbered, ScriptLine};
use super::reg_command::{Shell, reg_command, writes_a_file};

/// Whether only cmd.exe has such a line.
pub(super) fn is_cmd(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('@')
        || line.starts_with("::")
        || ["rem", "setlocal", "goto"].contains(&first_word(line).as_str())
}

/// What a script does, line by line.
pub(super) fn script(text: &str) -> Vec<Numbered> {
    let mut read = Vec::new();
    let is_sure = text.lines().any(is_cmd);
    // What is jumped over, stands behind an end or between brackets runs for some, or never.
    let (mut may_not_run, mut depth) = (false, 0_usize);
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let (mut whole, mut count) = (line.to_owned(), 1);
        // A remark ends with its line.
        while whole.ends_with('^')
            && (!is_remark(&whole) || whole.split_whitespace().count() < 3)
            && let Some((_, next)) = lines.next()
        {
            whole.pop();
            whole.push_str(next);
            count += 1;
        }
        let mut told = Vec::new();
        for (is_otherwise, command) in commands_of(&whole) {
            // What ends a script where something failed lets it go on where nothing did.
            may_not_run |= jumps(command) && !is_otherwise;
            let trimmed = command.trim();
            if trimmed.starts_with(')') {
                depth = depth.saturating_sub(1);
            }
            told.push(match self::command(command) {
                // In a script for PowerShell more would be said.
                ScriptLine::Nothing
                    if !is_sure
                        && command.trim().len() > 5
                        && command.contains([';', '(', '$', '{', '`']) =>
                {
                    ScriptLine::NotRead
                }
                ScriptLine::Nothing => ScriptLine::Nothing,
                _ if may_not_run || is_otherwise || depth > 0 => ScriptLine::NotRead,
                line => line,
            });
            if trimmed.ends_with('(') && !is_remark(command) && !is_silent(command) {
                depth += 1;
            }
        }
        read.push((number as u32 + 1, count, told));
    }
    read
}

/// The word that a command begins with; none where something is attached to it that makes it another.
fn first_word(command: &str) -> String {
    let start = command.trim_start_matches([' ', '\t', '@', ',', ';', '=']);
    let end = start.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(start.len());
    let word = start[..end].to_ascii_lowercase();
    let rest = &start[end..];
    let attached = match word.as_str() {
        // `goto:eof`, `exit/b`, and the ways to print a blank line.
        "goto" => &[":"][..],
        "exit" => &["/"],
        "echo" => &[":", "/", "("],
        _ => &[],
    };
    let is_blank_echo = word == "echo" && rest.strip_prefix('.').is_some_and(|rest| rest.trim().is_empty());
    let ends = rest.is_empty() || rest.starts_with([' ', '\t', ',', ';', '=', '>', '<']);
    if ends || is_blank_echo || attached.iter().any(|mark| rest.starts_with(mark)) {
        word
    } else {
        String::new()
    }
}

/// Whether all of a line is a remark, or a label, behind which nothing is read.
fn is_remark(line: &str) -> bool {
    let start = line.trim_start_matches([' ', '\t', '@']);
    let of_rem = start.get(..3).filter(|rem| rem.eq_ignore_ascii_case("rem")).map(|_| &start[3..]);
    start.starts_with(':')
        || of_rem.is_some_and(|rest| {
            let said = rest.trim_start_matches([' ', '\t']);
            rest.trim().is_empty()
                || rest.len() > said.len() && !said.starts_with(['&', '|', '<', '>', '^', '=', ',', ';'])
        })
}

fn jumps(command: &str) -> bool {
    ["goto", "exit"].contains(&first_word(command).as_str())
}

fn is_silent(command: &str) -> bool {
    const SILENT: [&str; 11] =
        ["rem", "echo", "setlocal", "endlocal", "pause", "cls", "title", "color", "goto", "exit", "chcp"];
    SILENT.contains(&first_word(command).as_str())
        && (is_remark(command) || !writes_a_file(command, Shell::Cmd))
}

/// The commands of a line, which stand between `&`, `&&`, `|` and `||`, each with whether it runs only where the one before
/// failed. A remark is one whole.
fn commands_of(line: &str) -> Vec<(bool, &str)> {
    let (mut quoted, mut escaped, mut start, mut is_otherwise) = (false, false, 0, false);
    let mut commands = Vec::new();
    if is_remark(line) {
        return vec![(false, line)];
    }
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '^' if !quoted => escaped = true,
            '"' => quoted = !quoted,
            // `2>&1` is one redirection.
            '&' if !quoted && line[..at].ends_with('>') => {}
            '&' | '|' if !quoted => {
                commands.push((is_otherwise, &line[start..at]));
                start = at + 1;
                // What runs where something failed goes on until the next `&` that stands alone.
                let is_second = line[..at].ends_with(c);
                is_otherwise = match c {
                    '|' => is_otherwise || is_second,
                    _ => is_otherwise && (is_second || line[start..].starts_with('&')),
                };
                // A remark behind it is one whole, too.
                if is_remark(&line[start..]) {
                    break;
                }
            }
            _ => {}
        }
    }
    commands.push((is_otherwise, &line[start..]));
    commands
}

/// One command.
fn command(command: &str) -> ScriptLine {
    if let Some(reg) = reg_command(command) {
        return reg.line(Shell::Cmd);
    }
    let start = command.trim_matches([' ', '\t', '@', '\r']);
    let nothing = start.is_empty() || start == ")" || is_remark(command) || is_silent(command);
    if nothing { ScriptLine::Nothing } else { ScriptLine::NotRead }
}

#[test]
fn whole_scripts() {
    use crate::data::Data;
    use crate::key::{Key, Root};

    let add = |number: u8| format!(r#"reg add "HKLM\K" /v a /t REG_DWORD /d {number} /f"#);
    let set = |number| ScriptLine::Set(Key::new(Root::LocalMachine, "K"), "a".into(), Data::dword(number));
    let commands = |text: &str| script(text).into_iter().flat_map(|(_, _, lines)| lines).collect::<Vec<_>>();
    let told = |text: &str| {
        commands(text).into_iter().filter(|line| *line != ScriptLine::Nothing).collect::<Vec<_>>()
    };
    // Silent words hide nothing that stands behind them.
    for before in ["@echo off & ", "echo y| ", "title x&", "pause & ", "rem\n", "setlocal\r\n"] {
        assert_eq!(told(&format!("{before}{}", add(1))), [set(1)], "{before}");
    }
    assert_eq!(told(&format!("{} && {}", add(1), add(2))), [set(1), set(2)]);
    assert_eq!(told(&format!("{} 2>&1 & shutdown /r", add(1))), [set(1), ScriptLine::NotRead]);
    assert_eq!(told("echo reg add HKLM\\K /f > run.bat"), [ScriptLine::NotRead]);
    // What stands behind an end or a jump may not run.
    assert_eq!(told(&format!("{}\nexit /b\n{}", add(1), add(2))), [set(1), ScriptLine::NotRead]);
    assert_eq!(told(&format!("goto end\n{}\n:end", add(1))), [ScriptLine::NotRead]);
    // A remark does not go on, a command does.
    assert_eq!(told(&format!("rem a note ^\n{}", add(1))), [set(1)]);
    assert_eq!(script(&add(1).replace(" /v", " ^\n /v")), [(1, 2, vec![set(1)])]);
    // What ends a script where a command fails lets it go on where none does.
    assert_eq!(told(&format!("{} || exit /b 1\n{}", add(1), add(2))), [set(1), set(2)]);
    // Between brackets, things may run or not.
    assert_eq!(
        told(&format!("if exist x (\n{}\n) else (\n{}\n)\n{}", add(1), add(2), add(3))),
        [ScriptLine::NotRead, ScriptLine::NotRead, ScriptLine::NotRead, ScriptLine::NotRead, set(3)]
    );
    // Programs whose names begin with a silent word.
    for line in ["rem-tool.exe /all", "echo.exe /x", "title.exe /x", "color.bat", "pause.cmd", "exit.exe"] {
        assert_eq!(told(line), [ScriptLine::NotRead], "{line}");
    }
    for line in [
        "echo.",
        "@echo off",
        "goto:eof",
        "exit/b",
        "rem reg add",
        "pause>nul",
        "echo(",
        ":: x & y",
        "echo: a",
    ] {
        assert_eq!(told(line), [], "{line}");
    }
    for line in [
        "rem & del /q C:\\x",
        "rem=x & del /q C:\\x",
        "echo x > nul_evil.bat",
        "echo done; ri C:\\x -r",
        "# TLS & del /q C:\\x",
    ] {
        assert_eq!(told(line).last(), Some(&ScriptLine::NotRead), "{line}");
    }
    assert_eq!(told(":label & foo"), []);
    // With one word behind it, a remark goes on in the next line.
    assert_eq!(told(&format!("rem a^\n{}", add(1))), []);
    assert_eq!(told(&format!("{} || echo failed && {}", add(1), add(2))), [set(1), ScriptLine::NotRead]);
    assert_eq!(told(&format!("{} || echo failed & {}", add(1), add(2))), [set(1), set(2)]);
}
