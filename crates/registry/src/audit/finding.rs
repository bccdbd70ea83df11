//! What an audit tells of a line.

use cutover_evidence::Confidence;
use strum::IntoStaticStr;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Level {
    /// Worth knowing
    Note,
    /// Works in part or on a condition
    Warning,
    /// Does nothing, or something else than it says
    Wrong,
    /// Harms
    Danger,
}

impl Level {
    /// Its name in machine formats.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// Something that an audit found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is; its sentence has this name.
    pub code: &'static str,
    /// How bad it is.
    pub level: Level,
    /// Number of the line, from 1.
    pub line: u32,
    /// How sure the fact is that it rests on, if that is less than documented.
    pub confidence: Option<Confidence>,
    /// What its sentence needs: names and texts as they stand in the file, not escaped.
    pub arguments: Vec<(&'static str, String)>,
}

impl Finding {
    pub(crate) fn new(level: Level, code: &'static str, line: u32) -> Self {
        Self { code, level, line, confidence: None, arguments: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }

    pub(crate) fn of_confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = (confidence != Confidence::Documented).then_some(confidence);
        self
    }

    /// An argument by its name.
    pub fn argument(&self, name: &str) -> Option<&str> {
        self.arguments.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// How much of a text a finding carries.
pub(super) const SHOWN: usize = 200;
