//! Text that carries nothing harmful: what came from outside is escaped on its way into it.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;

use serde::Serialize;

use crate::escape;

/// Words for a person: a sentence of ours, or something from outside made harmless.
///
/// Made from a string, it is escaped: control characters, and those that turn the direction of text or are not seen,
/// are written as `\u{202e}`. Only the sentences of the Fluent files are taken as they are, and what is put into them
/// is a [`Text`] too. So nothing that a file or the network said reaches a terminal raw, whoever forgot what.
///
/// ```
/// use cutover_report::Text;
///
/// assert_eq!(Text::from("a\u{1b}[2Jb").as_str(), r"a\u{1b}[2Jb");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Text(String);

impl Text {
    /// Words of our own, which may have several lines.
    pub(crate) fn ours(words: String) -> Self {
        Self(words)
    }

    /// Something that is shown as it prints itself: a version, an address, a number.
    pub fn of(thing: impl fmt::Display) -> Self {
        Self::from(thing.to_string())
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(from_outside: &str) -> Self {
        Self(escape::terminal(from_outside))
    }
}

impl From<String> for Text {
    fn from(from_outside: String) -> Self {
        // Nearly all text is harmless, and stays where it is.
        if escape::is_harmless(&from_outside) {
            Self(from_outside)
        } else {
            Self::from(from_outside.as_str())
        }
    }
}

impl From<&String> for Text {
    fn from(from_outside: &String) -> Self {
        Self::from(from_outside.as_str())
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}
