//! What the lines of scripts and listings do.

use crate::data::Data;
use crate::key::Key;

/// What a line of a script or of a listing does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ScriptLine {
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

/// How many lines are looked at to tell what a file is.
pub(super) const MOST_LINES: usize = 1000;

/// A line of a script or listing: its number, how many there are of it, and what each command in it does.
pub(crate) type Numbered = (u32, u32, Vec<ScriptLine>);
