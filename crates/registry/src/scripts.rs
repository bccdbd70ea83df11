//! What people have and paste beside registry files: scripts of `reg add` and `reg delete` lines for cmd.exe and
//! PowerShell, and what `reg query` prints. All become the statements that a registry file would have.

mod cmd;
mod line;
mod listing;
mod powershell;
mod reg_command;

use line::MOST_LINES;
pub(crate) use line::{Numbered, ScriptLine};
pub(crate) use listing::{is_listing, listing};
pub(crate) use reg_command::Shell;
use reg_command::reg_command;

/// Which shell a script is for; `None` where text is no script that may change a registry.
pub(crate) fn shell_of(text: &str) -> Option<Shell> {
    let lines = || text.lines().take(MOST_LINES);
    // A registry file without its first line is none.
    let is_key = |line: &str| line.starts_with("[HKEY") || line.starts_with("[-HKEY");
    let has_command = lines().any(|line| reg_command(line).is_some());
    if !has_command && (lines().any(|line| is_key(line.trim())) || !lines().any(changes_a_registry)) {
        return None;
    }
    let is_powershell = !lines().any(cmd::is_cmd) && lines().any(powershell::is_powershell);
    Some(if is_powershell { Shell::PowerShell } else { Shell::Cmd })
}

/// Whether a line of a script may change a registry.
fn changes_a_registry(line: &str) -> bool {
    let small = line.to_ascii_lowercase();
    let reg = ["add", "delete", "import", "restore", "load", "unload", "copy"];
    let runs = |program: &str, verb: &str| small.contains(&format!("{program} {verb} "));
    ["regedit", "itemproperty", "hklm:", "hkcu:", "registry::"].iter().any(|word| small.contains(word))
        || reg.iter().any(|verb| runs("reg", verb) || runs("reg.exe", verb))
}

/// What a script does, line by line.
pub(crate) fn script(text: &str, shell: Shell) -> Vec<Numbered> {
    match shell {
        Shell::Cmd => cmd::script(text),
        Shell::PowerShell => powershell::script(text),
    }
}
