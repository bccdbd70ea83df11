//! A plan as a script for PowerShell 2.0 and newer.

use std::fmt::Write as _;
use std::ops::Range;

use super::{Comments, Plan};
use crate::key::Root;

/// What every script begins with. Values are set through .NET, because PowerShell's own provider takes a slash in
/// a key's name for a separator; keys of 32-bit programs are passed over where Windows has no such tree.
const HEAD: &str = r"#Requires -Version 2.0
[CmdletBinding(SupportsShouldProcess = $true)]
param()

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

if ([IntPtr]::Size -eq 4 -and $env:PROCESSOR_ARCHITEW6432) {
    throw '@@32-bit@@'
}
$identity = [Security.Principal.WindowsIdentity]::GetCurrent()
$administrator = [Security.Principal.WindowsBuiltInRole]::Administrator
if (@@machine@@ -and -not (New-Object Security.Principal.WindowsPrincipal $identity).IsInRole($administrator)) {
    throw '@@elevated@@'
}

$changed = 0
function Set-Number([string]$Key, [string]$Name, [int]$Number) {
    $is32BitTree = $Key -like 'HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node\*'
    if ($is32BitTree -and -not (Test-Path 'Registry::HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node')) { return }
    $old = [Microsoft.Win32.Registry]::GetValue($Key, $Name, $null)
    if ($old -is [int] -and $old -eq $Number) { return }
    if ($script:PSCmdlet.ShouldProcess(('{0}\{1}' -f $Key, $Name), ('0x{0:x}' -f $Number))) {
        [Microsoft.Win32.Registry]::SetValue($Key, $Name, $Number, [Microsoft.Win32.RegistryValueKind]::DWord)
        $script:changed++
    }
}
";

impl Plan {
    /// As a script, UTF-8 behind a byte order mark, without which PowerShell before 6 takes it for a code page.
    /// Run again, it changes nothing; `-WhatIf` only shows what it would do.
    pub fn to_powershell(&self, comments: &dyn Comments) -> Vec<u8> {
        let mut script = String::from("\u{feff}");
        for line in comments.heading(self) {
            let _ = writeln!(script, "# {line}");
        }
        let of = |root| self.steps.iter().any(|step| step.key.root == root);
        let machine = if of(Root::LocalMachine) { "$true" } else { "$false" };
        let head = HEAD.replace("@@32-bit@@", &quoted(&comments.only_64_bit()));
        let head =
            head.replace("@@elevated@@", &quoted(&comments.only_elevated())).replace("@@machine@@", machine);
        script.push_str(&head);
        if of(Root::CurrentUser) {
            let whose = quoted(&comments.whose_user());
            let _ = writeln!(script, "\nWrite-Output ('{whose}' -f $identity.Name)");
        }
        for (key, steps) in self.by_key() {
            let mut said = None;
            script.push('\n');
            for step in steps {
                if said != Some(step.purpose) {
                    let _ = writeln!(script, "# {}", comments.step(self, step));
                    said = Some(step.purpose);
                }
                let key = quoted(&key.to_string());
                let _ = writeln!(script, "Set-Number '{key}' '{}' {:#x}", step.name, step.number);
            }
        }
        let _ = writeln!(script, "\nWrite-Output ('{}' -f $changed)", quoted(&comments.changed()));
        script.replace('\n', "\r\n").into_bytes()
    }
}

/// The lines of a script that are those of every generated one.
pub(crate) fn own_head(lines: &[&str]) -> Option<Range<usize>> {
    let head: Vec<&str> = HEAD.lines().collect();
    let is_like = |line: &str, template: &str| match template.split_once("@@") {
        None => line.trim_end() == template,
        Some((before, rest)) => rest.split_once("@@").is_some_and(|(_, after)| {
            let within = line.trim_end().strip_prefix(before).and_then(|line| line.strip_suffix(after));
            within.is_some_and(|within| {
                is_quoted(within) && !within.contains('$') || ["$true", "$false"].contains(&within)
            })
        }),
    };
    let start = lines.iter().position(|line| line.trim_end() == head[0])?;
    let own = lines.get(start..start + head.len())?;
    own.iter().zip(&head).all(|(line, template)| is_like(line, template)).then_some(start..start + head.len())
}

/// Whether a line is one of those that tell people something below the head of a generated script.
pub(crate) fn is_own_saying(line: &str) -> bool {
    let says = |end: &str| line.strip_prefix("Write-Output ('").and_then(|line| line.strip_suffix(end));
    [says("' -f $identity.Name)"), says("' -f $changed)")].into_iter().flatten().any(is_quoted)
}

/// Whether a text may stand between single quotes: it has none that stands alone, nor one that PowerShell takes for one.
fn is_quoted(text: &str) -> bool {
    !text.replace("''", "").contains(['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}', '\r', '\n'])
}

/// Inside single quotes.
fn quoted(text: &str) -> String {
    text.replace('\'', "''")
}
