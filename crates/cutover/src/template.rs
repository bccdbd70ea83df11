//! A file of facts as one begins it: what can be written, and something that is good.

use crate::environment::Environment;

/// A text in TOML, with a sentence in front that says which keys there are.
pub(crate) fn template(sentence: &str, text: &str, environment: &Environment) -> String {
    let said = environment.texts.get(sentence).to_string();
    let head: Vec<String> = said.lines().map(|line| format!("# {line}").trim_end().to_owned()).collect();
    format!("{}\n\n{}", head.join("\n"), text.strip_prefix('\u{feff}').unwrap_or(text))
}
