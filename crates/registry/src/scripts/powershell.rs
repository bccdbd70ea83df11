//! Scripts for PowerShell, as far as they are `reg` lines, and those that are generated here.

use super::reg_command::{Shell, Words, words};
use super::{Line, Numbered, reg_command, writes_a_file};
use crate::data::Data;
use crate::generate::powershell::{is_own_line, own_head};
use crate::key::Key;

/// Verbs that commands of PowerShell begin with.
const VERBS: [&str; 22] = [
    "add", "clear", "copy", "enable", "disable", "export", "foreach", "get", "import", "invoke", "move",
    "new", "out", "remove", "rename", "restart", "select", "set", "start", "stop", "test", "write",
];

/// Whether only PowerShell has such a line.
pub(super) fn is_powershell(line: &str) -> bool {
    let line = line.trim();
    let first = line.split([' ', '\t']).next().unwrap_or_default().to_ascii_lowercase();
    // What is said to people says nothing.
    if ["rem", "echo", "::", "title"].contains(&first.trim_start_matches('@'))
        && !line.contains([';', '(', '$'])
    {
        return false;
    }
    let is_command = |word: &str| {
        let small = word.to_ascii_lowercase();
        small.split_once('-').is_some_and(|(verb, noun)| {
            VERBS.contains(&verb) && noun.len() > 2 && noun.bytes().all(|b| b.is_ascii_alphabetic())
        })
    };
    line.starts_with(['#', '$'])
        || line.contains("$null")
        || reg_command(line).is_some_and(|command| command.has_single_quotes() || line.ends_with('`'))
        || line.split(|c: char| c.is_whitespace() || matches!(c, ';' | '(' | '{' | '|')).any(is_command)
}

/// What a script does, line by line.
pub(super) fn script(text: &str) -> Vec<Numbered> {
    let lines: Vec<&str> = text.lines().collect();
    let mut read = Vec::new();
    let own = own_head(&lines);
    // What stands between braces, in a text over several lines or behind an end runs for some, or never.
    let (mut depth, mut comment, mut text_until, mut may_not_run) = (0_usize, false, None, false);
    let mut at = 0;
    while at < lines.len() {
        let first = at;
        if own.as_ref().is_some_and(|own| own.contains(&at)) {
            read.push((at as u32 + 1, 1, vec![Line::Nothing]));
            at += 1;
            continue;
        }
        let mut whole = lines[at].trim_end().to_owned();
        at += 1;
        if comment || whole.trim_start().starts_with("<#") {
            comment = !whole.contains("#>");
            let nothing = comment || whole.trim_end().ends_with("#>");
            read.push((first as u32 + 1, 1, vec![if nothing { Line::Nothing } else { Line::NotRead }]));
            continue;
        }
        if let Some(end) = text_until {
            text_until = Some(end).filter(|end: &&str| !whole.starts_with(end));
            read.push((first as u32 + 1, 1, vec![Line::NotRead]));
            continue;
        }
        while whole.ends_with('`') && at < lines.len() {
            whole.pop();
            whole.push_str(lines[at].trim_end());
            at += 1;
        }
        let count = (at - first) as u32;
        let line = without_comment(&whole);
        text_until = [("@\"", "\"@"), ("@'", "'@")]
            .iter()
            .find(|(start, _)| line.ends_with(start))
            .map(|(_, end)| *end);
        let told = if own.is_some() && is_own_line(line) {
            vec![set_number(line).unwrap_or(Line::Nothing)]
        } else {
            let (opened, closed) = braces(line);
            let in_block = depth > 0 || opened + closed > 0;
            depth = (depth + opened).saturating_sub(closed);
            let mut told = Vec::new();
            for command in commands_of(line) {
                may_not_run |= ["exit", "return", "throw", "break"].contains(&first_word(command).as_str());
                told.push(match self::command(command) {
                    Line::Nothing => Line::Nothing,
                    _ if in_block || may_not_run || text_until.is_some() => Line::NotRead,
                    line => line,
                });
            }
            told
        };
        read.push((first as u32 + 1, count, told));
    }
    read
}

fn first_word(command: &str) -> String {
    command.split_whitespace().next().unwrap_or_default().to_ascii_lowercase()
}

/// The places of characters outside quotes.
fn outside_quotes(line: &str) -> impl Iterator<Item = (usize, char)> {
    let mut quote = None;
    line.char_indices().filter(move |(_, c)| match (quote, *c) {
        (None, '"' | '\'') => {
            quote = Some(*c);
            false
        }
        (None, _) => true,
        (Some(open), c) => {
            quote = Some(open).filter(|open| *open != c);
            false
        }
    })
}

fn without_comment(line: &str) -> &str {
    let is_start = |at: usize| {
        line[..at].chars().next_back().is_none_or(|before| before.is_whitespace() || before == ';')
    };
    let comment = outside_quotes(line).find(|(at, c)| *c == '#' && is_start(*at));
    comment.map_or(line, |(at, _)| &line[..at]).trim_end()
}

fn braces(line: &str) -> (usize, usize) {
    let count = |brace: char| outside_quotes(line).filter(|(_, c)| *c == brace).count();
    (count('{'), count('}'))
}

/// The commands of a line, between `;` and `|`.
fn commands_of(line: &str) -> Vec<&str> {
    let mut commands = Vec::new();
    let mut start = 0;
    for (at, c) in outside_quotes(line) {
        if matches!(c, ';' | '|') {
            commands.push(&line[start..at]);
            start = at + 1;
        }
    }
    commands.push(&line[start..]);
    commands
}

/// One command.
fn command(command: &str) -> Line {
    if let Some(reg) = reg_command(command) {
        return reg.line(Shell::PowerShell);
    }
    let says = ["echo", "write-host", "write-output", "write-verbose", "out-null"];
    let is_said =
        says.contains(&first_word(command).as_str()) && !command.contains('(') && !writes_a_file(command);
    if command.trim().is_empty() || is_said { Line::Nothing } else { Line::NotRead }
}

/// A value that a script of our own sets.
fn set_number(line: &str) -> Option<Line> {
    let Words { words, .. } = words(line, Shell::PowerShell)?;
    let [command, key, name, number] = &words[..] else { return None };
    let number = u32::from_str_radix(number.strip_prefix("0x")?, 16).ok()?;
    (command == "Set-Number").then_some(())?;
    Some(Line::Set(Key::parse(key)?, name.clone(), Data::dword(number)))
}

#[test]
fn lines_of_powershell() {
    use crate::key::Root;
    let add = |number: u8| format!("reg add 'HKLM\\K' /v a /t REG_DWORD /d {number} /f");
    let set = |number| Line::Set(Key::new(Root::LocalMachine, "K"), "a".into(), Data::dword(number));
    let told = |text: &str| {
        let lines = script(text).into_iter().flat_map(|(_, _, lines)| lines);
        lines.filter(|line| *line != Line::Nothing).collect::<Vec<_>>()
    };
    for around in [
        "{} # TLS",
        "{} | Out-Null",
        "{} *> $null",
        "& {}",
        "Write-Host 'a'; {}",
        "# {}\n{}",
        "<#\n{}\n#>\n{}",
    ] {
        assert_eq!(told(&around.replace("{}", &add(1))), [set(1)], "{around}");
    }
    assert_eq!(told(&add(1).replace(" /t", " `\r\n  /t")), [set(1)]);
    for other in [
        "echo hi; Remove-Item 'HKLM:\\SYSTEM\\X' -Recurse",
        "echo (Remove-Item C:\\x -Recurse)",
        "Write-Host \"$(Remove-Item C:\\x)\"",
        "$key = 'HKLM\\x'",
        "Restart-Computer",
        "echo x > y.ps1",
    ] {
        assert_eq!(told(other), [Line::NotRead], "{other}");
    }
    assert_eq!(told(&format!("if ($x) {{\n{}\n}}\n{}", add(1), add(2)))[3..], [set(2)]);
    assert_eq!(told(&format!("exit\n{}", add(1))), [Line::NotRead, Line::NotRead]);
    assert_eq!(told(&format!("$x = @'\n{}\n'@", add(1))), [Line::NotRead, Line::NotRead, Line::NotRead]);
    for (line, expected) in [
        ("# x", true),
        ("Set-ItemProperty -Path x", true),
        ("net stop x | out-null", true),
        ("rem New-Item is for PowerShell", false),
        ("echo Set-up done", false),
        ("reg add \"HKLM\\x\" /v a", false),
        ("set-up.cmd", false),
    ] {
        assert_eq!(is_powershell(line), expected, "{line}");
    }
}
