//! Scripts for PowerShell, as far as they are `reg` lines, and those that are generated here.

use super::line::{Numbered, ScriptLine};
use super::reg_command::{Shell, reg_command, words};
use crate::data::Data;
use crate::generate::powershell::{is_own_saying, own_head};
use crate::key::Key;

/// Verbs that commands of PowerShell begin with.
const VERBS: [&str; 22] = [
    "add", "clear", "copy", "enable", "disable", "export", "foreach", "get", "import", "invoke", "move",
    "new", "out", "remove", "rename", "restart", "select", "set", "start", "stop", "test", "write",
];

/// Whether only PowerShell has such a line.
pub(super) fn is_powershell(line: &str) -> bool {
    line.trim().starts_with('#') || is_surely_powershell(line)
}

fn is_surely_powershell(line: &str) -> bool {
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
    line.starts_with('$')
        || line.contains("$null")
        || reg_command(line).is_some_and(|command| command.has_single_quotes() || line.ends_with('`'))
        || line.split(|c: char| c.is_whitespace() || matches!(c, ';' | '(' | '{' | '|')).any(is_command)
}

/// What a script does, line by line.
pub(super) fn script(text: &str) -> Vec<Numbered> {
    let lines: Vec<&str> = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    let lines = if lines.last() == Some(&"") { &lines[..lines.len() - 1] } else { &lines[..] };
    let mut reader =
        Reader { is_sure: lines.iter().any(|line| is_surely_powershell(line)), ..Reader::default() };
    let (own, mut has_own_head) = (own_head(lines), false);
    let mut read = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let first = at;
        let is_head = own.as_ref().is_some_and(|own| own.contains(&at)) && reader.is_plain();
        let mut whole = lines[at].trim_end().to_owned();
        at += 1;
        let is_code = reader.is_plain() && !whole.trim_start().starts_with(['#', '<']);
        while is_code && !is_head && whole.ends_with('`') && !whole.contains('#') && at < lines.len() {
            whole.pop();
            whole.push_str(lines[at].trim_end());
            at += 1;
        }
        // Its lines mean what they do only behind its head.
        has_own_head |= is_head;
        let told = if is_head { vec![ScriptLine::Nothing] } else { reader.line(&whole, has_own_head) };
        read.push((first as u32 + 1, (at - first) as u32, told));
    }
    if reader.in_comment {
        // It has no end, so nothing of the script runs.
        read.push((lines.len() as u32, 1, vec![ScriptLine::NotRead]));
    }
    read
}

/// Where in a script its reader is.
#[derive(Default)]
struct Reader {
    /// Only PowerShell takes this script: what cmd.exe would do with it does not matter.
    is_sure: bool,
    /// How many braces are open: what stands between them runs for some, or never.
    depth: usize,
    in_comment: bool,
    /// Behind an end, things run or not; behind something that was not understood, nobody can say what is text.
    is_lost: bool,
}

impl Reader {
    fn is_plain(&self) -> bool {
        !self.in_comment && !self.is_lost
    }

    fn line(&mut self, line: &str, is_own: bool) -> Vec<ScriptLine> {
        let trimmed = line.trim();
        if self.in_comment || trimmed.starts_with("<#") && !self.is_lost {
            let ends = trimmed.find("#>");
            self.in_comment = ends.is_none();
            let is_nothing = ends.is_none_or(|at| trimmed[at + 2..].trim().is_empty());
            return vec![if is_nothing { ScriptLine::Nothing } else { ScriptLine::NotRead }];
        }
        if trimmed.is_empty() {
            return vec![ScriptLine::Nothing];
        }
        // A line ends there for PowerShell.
        if self.is_lost || line.contains('\r') {
            self.is_lost = true;
            return vec![ScriptLine::NotRead];
        }
        let code = without_comment(line);
        // For cmd.exe it would be no comment.
        let is_doubtful = !self.is_sure && line[code.len()..].contains(['&', '|', '<', '>']);
        if code.is_empty() {
            return vec![if is_doubtful { ScriptLine::NotRead } else { ScriptLine::Nothing }];
        }
        if is_own
            && self.depth == 0
            && let Some(own) = own_line(code)
        {
            return vec![own];
        }
        if code.contains(ODD)
            || code.contains("<#")
            || code.contains("@\"")
            || code.contains("@'")
            || !is_closed(code)
        {
            self.is_lost = true;
            return vec![ScriptLine::NotRead];
        }
        let (opened, closed) = braces(code);
        let in_block = self.depth > 0 || opened + closed > 0;
        self.depth = (self.depth + opened).saturating_sub(closed);
        let mut told = Vec::new();
        for command in commands_of(code) {
            let jumps =
                ["exit", "return", "throw", "break", "continue"].contains(&first_word(command).as_str());
            told.push(match self::command(command) {
                ScriptLine::Nothing if !is_doubtful => ScriptLine::Nothing,
                _ if in_block || jumps || self.is_lost || is_doubtful => ScriptLine::NotRead,
                line => line,
            });
            self.is_lost |= jumps;
        }
        told
    }
}

/// Characters that change what others are: quotes of word processors, the sign that takes their meaning from others, a line
/// end that is none in other files.
const ODD: [char; 9] =
    ['\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}', '\u{201c}', '\u{201d}', '\u{201e}', '`', '\r'];

/// Whether every quote of a line is closed in it.
fn is_closed(line: &str) -> bool {
    let mut quote = None;
    for c in line.chars().filter(|c| matches!(c, '"' | '\'')) {
        quote = match quote {
            None => Some(c),
            Some(open) if open == c => None,
            open => open,
        };
    }
    quote.is_none()
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
fn command(command: &str) -> ScriptLine {
    if let Some(reg) = reg_command(command) {
        return reg.line(Shell::PowerShell);
    }
    let says = ["echo", "write-host", "write-output", "write-verbose", "out-null"];
    let is_said = says.contains(&first_word(command).as_str())
        && words(command, Shell::PowerShell).is_some_and(|words| !words.is_unsure);
    if command.trim().is_empty() || is_said { ScriptLine::Nothing } else { ScriptLine::NotRead }
}

/// A line of a script of our own below its head.
fn own_line(line: &str) -> Option<ScriptLine> {
    if is_own_saying(line) {
        return Some(ScriptLine::Nothing);
    }
    let (key, rest) = line.strip_prefix("Set-Number '")?.split_once("' '")?;
    let (name, number) = rest.split_once("' 0x")?;
    let is_name = |text: &str| !text.contains(['\'', '"']) && !text.contains(ODD);
    let is_number = number.len() <= 8 && number.bytes().all(|b| b.is_ascii_hexdigit());
    let number =
        u32::from_str_radix(number, 16).ok().filter(|_| is_number && is_name(key) && is_name(name))?;
    Some(ScriptLine::Set(Key::parse(key)?, name.to_owned(), Data::dword(number)))
}

#[test]
fn lines_of_powershell() {
    use crate::key::Root;
    let add = |number: u8| format!("reg add 'HKLM\\K' /v a /t REG_DWORD /d {number} /f");
    let set = |number| ScriptLine::Set(Key::new(Root::LocalMachine, "K"), "a".into(), Data::dword(number));
    let told = |text: &str| {
        let lines = script(text).into_iter().flat_map(|(_, _, lines)| lines);
        lines.filter(|line| *line != ScriptLine::Nothing).collect::<Vec<_>>()
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
        assert_eq!(told(other), [ScriptLine::NotRead], "{other}");
    }
    assert_eq!(told(&format!("if ($x) {{\n{}\n}}\n{}", add(1), add(2)))[3..], [set(2)]);
    assert_eq!(told(&format!("exit\n{}", add(1))), [ScriptLine::NotRead, ScriptLine::NotRead]);
    // What a reader may take for text or comment, and PowerShell does not; and the other way round.
    for hidden in [
        "# note `\nRemove-Item C:\\x -Recurse",
        "Write-Host done && Restart-Computer -Force",
        "Write-Host a & Restart-Computer",
        "Write-Host `\" ; Remove-Item C:\\x -Recurse # \"",
        "Write-Host \u{2018}a\"\u{2019}; Remove-Item C:\\x -Recurse #\"",
        "Write-Host \"a\n# \"; Remove-Item C:\\x -Recurse",
        "<# a #> Remove-Item C:\\x -Recurse #>",
        "# x\rRemove-Item C:\\x",
        "echo a > $nullx",
    ] {
        assert_eq!(told(&format!("{}\n{hidden}", add(1))).last(), Some(&ScriptLine::NotRead), "{hidden}");
    }
    assert_eq!(
        told(&format!("Write-Host a <#\n{}\n#>", add(1)))[1..],
        [ScriptLine::NotRead, ScriptLine::NotRead]
    );
    assert_eq!(
        told(&format!("$x = @'\n{}\n'@", add(1))),
        [ScriptLine::NotRead, ScriptLine::NotRead, ScriptLine::NotRead]
    );
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
