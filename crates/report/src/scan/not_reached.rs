//! Targets that could not be asked.

use cutover_evidence::ServerAnswer;

use crate::text::Text;
use crate::texts::{Texts, Value};

/// A target that could not be asked.
#[derive(Debug, Clone)]
pub struct NotReached {
    /// As given.
    pub target: String,
    /// The address that was tried, with its port.
    pub address: Option<String>,
    /// Why, as a word for machines.
    pub code: String,
    /// Why, as a sentence.
    pub reason: Text,
    /// What is known of it all the same; `None`: it is no target, or several.
    pub answer: Option<Box<ServerAnswer>>,
}

impl NotReached {
    /// Where and why, where the target does not say where itself.
    pub fn problem(&self, texts: &Texts) -> Text {
        match &self.address {
            Some(address) if !self.target.ends_with(address.as_str()) => {
                let values = [("address", address.into()), ("problem", (&self.reason).into())];
                texts.with("scan-at-address", &values)
            }
            _ => self.reason.clone(),
        }
    }
}

/// So many targets are named each, where the same is the matter with them; of more, the first.
const NOT_REACHED_EACH: usize = 3;

/// What is to be told of targets that could not be asked, those with the same matter together.
pub fn not_reached_lines(all: &[NotReached], texts: &Texts) -> Vec<Text> {
    let mut groups: Vec<(&NotReached, Vec<&NotReached>)> = Vec::new();
    for not in all {
        let same = |known: &NotReached| known.code == not.code && *known.reason == *not.reason;
        match groups.iter_mut().find(|(first, _)| same(first)) {
            Some((_, members)) => members.push(not),
            None => groups.push((not, vec![not])),
        }
    }
    let mut lines = Vec::new();
    for (first, members) in groups {
        if members.len() > NOT_REACHED_EACH {
            let targets = texts.list(members.iter().take(NOT_REACHED_EACH).map(|not| &not.target));
            let values = [
                ("count", Value::Count(members.len() as u64)),
                ("targets", targets.into()),
                ("problem", (&first.reason).into()),
            ];
            lines.push(texts.with("scan-not-reached-many", &values));
        } else {
            lines.extend(members.into_iter().map(|not| {
                let values = [("target", (&not.target).into()), ("problem", not.problem(texts).into())];
                texts.with("scan-not-reached", &values)
            }));
        }
    }
    lines
}
