//! How sure a fact is: the words of one list, and what each of them means.

use cutover_evidence::Confidence;

use crate::text::Text;
use crate::texts::Texts;

/// What it means.
pub(crate) fn confidence_meaning(word: &Confidence, texts: &Texts) -> Text {
    let name = format!("confidence-word-{word}");
    texts.try_with(&name, &[]).unwrap_or_else(|| texts.get("confidence-word-other"))
}

/// The word, and what it means.
pub(crate) fn confidence_line(word: &Confidence, texts: &Texts) -> Text {
    Text::of(format_args!("{} – {}", texts.confidence_name(word), confidence_meaning(word, texts)))
}
