//! The first line of a registry file, and what other kinds of files are taken for.

/// What the first line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// `REGEDIT`, of Windows 3.1
    Version31,
    /// `REGEDIT4`, of Windows 95 and NT 4
    Version4,
    /// `Windows Registry Editor Version 5.00`
    Version5,
    /// No registry file: a script with `reg add` and `reg delete` lines
    Script,
    /// A script for PowerShell
    PowerShell,
    /// No registry file: what `reg query` prints
    Listing,
    /// No registry file: group policy preferences (`Registry.xml`)
    Preferences,
    /// It begins with `REGEDIT` and is none of these: taken without a word, and nothing is imported.
    Other,
    /// No header: nothing is imported.
    Missing,
}
