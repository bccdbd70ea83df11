//! The sentences, from Fluent files.

use std::borrow::Cow;
use std::fmt::{Display, Write as _};
use std::path::{Path, PathBuf};

use cutover_catalogue::Client;
use cutover_evidence::Confidence;
use cutover_policy::Policy;
use cutover_registry::Windows;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::escape;
use crate::shell::ShellWords;
use crate::sources::place_of;
use crate::text::Text;

/// A language that sentences are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English
    #[default]
    English,
    /// Japanese
    Japanese,
}

impl Language {
    /// The language of a locale's name: `ja`, `ja_JP.UTF-8`, `en-GB`; English for everything that is not Japanese.
    /// `None` when nothing is named.
    pub fn from_locale(locale: &str) -> Option<Self> {
        let language = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            "" => None,
            "ja" => Some(Self::Japanese),
            _ => Some(Self::English),
        }
    }

    fn files(self) -> &'static [&'static str] {
        match self {
            Self::English => EN,
            Self::Japanese => JA,
        }
    }
}

macro_rules! files {
    ($language:literal) => {
        &[
            include_str!(concat!("../locales/", $language, "/audit.ftl")),
            include_str!(concat!("../locales/", $language, "/calendar.ftl")),
            include_str!(concat!("../locales/", $language, "/clients.ftl")),
            include_str!(concat!("../locales/", $language, "/commands.ftl")),
            include_str!(concat!("../locales/", $language, "/common.ftl")),
            include_str!(concat!("../locales/", $language, "/explain.ftl")),
            include_str!(concat!("../locales/", $language, "/gate.ftl")),
            include_str!(concat!("../locales/", $language, "/inputs.ftl")),
            include_str!(concat!("../locales/", $language, "/policies.ftl")),
            include_str!(concat!("../locales/", $language, "/registry.ftl")),
            include_str!(concat!("../locales/", $language, "/scan.ftl")),
            include_str!(concat!("../locales/", $language, "/simulate.ftl")),
            include_str!(concat!("../locales/", $language, "/templates.ftl")),
            include_str!(concat!("../locales/", $language, "/verdicts.ftl")),
        ]
    };
}

const EN: &[&str] = files!("en");
const JA: &[&str] = files!("ja");

/// The sentences of one language.
pub struct Texts {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// Reads the sentences of a language, which are compiled in.
    pub fn new(language: Language) -> Self {
        let name: &[u8] = match language {
            Language::English => b"en",
            Language::Japanese => b"ja",
        };
        let id = LanguageIdentifier::from_bytes(name).unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // The marks that isolate the direction of what is put in would end up in mails and tables.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(group_digits));
        for file in language.files() {
            // Tests read every file, so there are no errors; a broken sentence would leave its name.
            let resource =
                FluentResource::try_new((*file).to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    /// Which language this is.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Things in a sentence, one after the other.
    pub fn list<I>(&self, items: impl IntoIterator<Item = I>) -> Text
    where
        Text: From<I>,
    {
        joined(items, &self.get("list-separator"))
    }

    /// Sentences that follow one another.
    pub fn sentences(&self, sentences: impl IntoIterator<Item = Text>) -> Text {
        joined(sentences, self.space())
    }

    /// What a policy is called, in this language as far as its file says it.
    pub fn policy_name<'a>(&self, policy: &'a Policy) -> &'a str {
        self.one_of(&policy.name, policy.name_ja.as_deref())
    }

    /// What a client is called, in this language as far as its file says it.
    pub fn client_name<'a>(&self, client: &'a Client) -> &'a str {
        self.one_of(&client.name, client.name_ja.as_deref())
    }

    /// What a client runs on: words are in this language, names of products as they are.
    pub(crate) fn platform_name(&self, platform: &str) -> Text {
        let name: String = platform
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
            .collect();
        self.try_with(&format!("platform-{name}"), &[]).unwrap_or_else(|| platform.into())
    }

    /// A word for how sure something is, as short as a table needs it.
    pub(crate) fn confidence_name(&self, word: &Confidence) -> Text {
        self.try_with(&format!("confidence-name-{word}"), &[]).unwrap_or_else(|| Text::of(word))
    }

    /// Whose policy it is: the service, or what the policy is called where it stands alone.
    pub fn service_name<'a>(&self, policy: &'a Policy) -> &'a str {
        match &policy.service {
            Some(service) => self.one_of(service, policy.service_ja.as_deref()),
            None => self.policy_name(policy),
        }
    }

    /// What a policy asks that nothing here judges; `None` where it asks for nothing more.
    pub fn not_judged(&self, policy: &Policy) -> Option<String> {
        let all = match self.language {
            // Where not all of it is there in Japanese, nothing must be lost.
            Language::Japanese if policy.not_judged_ja.len() == policy.not_judged.len() => {
                &policy.not_judged_ja
            }
            _ => &policy.not_judged,
        };
        (!all.is_empty()).then(|| all.join("; "))
    }

    /// What a policy concerns, where that is less than everything.
    pub fn scope<'a>(&self, policy: &'a Policy) -> Option<&'a str> {
        Some(self.one_of(policy.scope.as_deref()?, policy.scope_ja.as_deref()))
    }

    /// What else there is to say of a policy.
    pub fn note<'a>(&self, policy: &'a Policy) -> Option<&'a str> {
        Some(self.one_of(policy.note.as_deref()?, policy.note_ja.as_deref()))
    }

    /// How sure a policy's facts are and where they are from; of a rule of one's own there is nothing to be sure of.
    pub fn confidence_in(&self, policy: &Policy) -> Option<Text> {
        let sources: Vec<_> = policy.source.iter().map(|name| place_of(name)).collect();
        let facts = [
            ("confidence", self.confidence_name(&policy.confidence).into()),
            ("source", sources.join(" ; ").into()),
        ];
        (policy.confidence != Confidence::Own).then(|| self.with("confidence", &facts))
    }

    /// What a Windows is called in this language.
    pub fn windows_name<'a>(&self, windows: &'a Windows) -> &'a str {
        self.one_of(&windows.name, windows.name_ja.as_deref())
    }

    pub(crate) fn one_of<'a>(&self, english: &'a str, japanese: Option<&'a str>) -> &'a str {
        match self.language {
            Language::English => english,
            Language::Japanese => japanese.unwrap_or(english),
        }
    }

    /// What stands between two sentences.
    pub fn space(&self) -> &'static str {
        match self.language {
            Language::English => " ",
            Language::Japanese => "",
        }
    }

    /// The sentence of that name; `name.attribute` is an attribute of one.
    pub fn get(&self, name: &str) -> Text {
        self.with(name, &[])
    }

    /// The sentence of that name with its values filled in.
    pub fn with(&self, name: &str, values: &[(&str, Value<'_>)]) -> Text {
        // A sentence that is missing shows its name: ugly, but nothing is lost. A test finds it first.
        self.try_with(name, values).unwrap_or_else(|| name.into())
    }

    /// The same, where there may be no sentence of that name.
    pub fn try_with(&self, name: &str, values: &[(&str, Value<'_>)]) -> Option<Text> {
        let mut arguments = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            debug_assert_eq!(name.starts_with("words"), matches!(value, Value::Words(_)), "{name}");
            arguments.set(*name, value.to_fluent());
        }
        let (message, attribute) = name.split_once('.').map_or((name, None), |(m, a)| (m, Some(a)));
        let pattern = self.bundle.get_message(message).and_then(|message| match attribute {
            Some(attribute) => message.get_attribute(attribute).map(|a| a.value()),
            None => message.value(),
        });
        let words = self.bundle.format_pattern(pattern?, Some(&arguments), &mut Vec::new());
        Some(Text::ours(words.into_owned()))
    }
}

/// Parts with the same between them.
fn joined<I>(parts: impl IntoIterator<Item = I>, between: &str) -> Text
where
    Text: From<I>,
{
    let mut all = String::new();
    for (index, part) in parts.into_iter().enumerate() {
        if index > 0 {
            all.push_str(between);
        }
        all.push_str(&Text::from(part));
    }
    Text::ours(all)
}

/// A value in a sentence. What is made from a string is escaped on the way, as in [`Text`].
#[derive(Debug, Clone)]
pub enum Value<'a> {
    /// Words
    Text(HarmlessWords<'a>),
    /// Words of a command, for a place whose name begins with `words`; nothing else may stand there
    Words(ShellWords),
    /// A number that is counted; its digits are grouped
    Count(u64),
    /// A number that is a name: a packet, a line, a port
    Number(u64),
}

/// Words that are harmless. Nothing but the ways into [`Value`] makes them.
#[derive(Debug, Clone)]
pub struct HarmlessWords<'a>(Cow<'a, str>);

impl Value<'_> {
    /// Something that is shown as it prints itself: a version, an address, a problem.
    pub fn of(thing: impl Display) -> Self {
        Text::of(thing).into()
    }

    fn to_fluent(&self) -> FluentValue<'_> {
        match self {
            Self::Text(HarmlessWords(text)) => FluentValue::from(&**text),
            Self::Words(words) => FluentValue::from(words.as_str()),
            Self::Count(count) => FluentValue::from(*count),
            Self::Number(number) => FluentValue::from(number.to_string()),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(from_outside: &'a str) -> Self {
        let words = if escape::is_harmless(from_outside) {
            from_outside.into()
        } else {
            escape::terminal(from_outside).into()
        };
        Self::Text(HarmlessWords(words))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(from_outside: &'a String) -> Self {
        from_outside.as_str().into()
    }
}

impl From<String> for Value<'_> {
    fn from(from_outside: String) -> Self {
        Text::from(from_outside).into()
    }
}

impl From<Text> for Value<'_> {
    fn from(text: Text) -> Self {
        Self::Text(HarmlessWords(String::from(text).into()))
    }
}

impl<'a> From<&'a Text> for Value<'a> {
    fn from(text: &'a Text) -> Self {
        Self::Text(HarmlessWords(text.as_str().into()))
    }
}

impl From<&Path> for Value<'_> {
    fn from(path: &Path) -> Self {
        Self::of(path.display())
    }
}

impl From<&PathBuf> for Value<'_> {
    fn from(path: &PathBuf) -> Self {
        path.as_path().into()
    }
}

/// Numbers in sentences are counts: 2667919 reads 2,667,919, in both languages.
fn group_digits<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    // Counts are whole and never negative.
    #[allow(clippy::cast_sign_loss)]
    Some(grouped(number.value as u64))
}

/// A count with its digits in groups of three.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        let separator = if i > 0 && (digits.len() - i).is_multiple_of(3) { "," } else { "" };
        let _ = write!(text, "{separator}{digit}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Every sentence's name with the values that it takes, sorted; attributes as `name.attribute`.
    fn sentences(language: Language) -> BTreeMap<String, Vec<String>> {
        let mut all = BTreeMap::new();
        for file in language.files() {
            let resource = FluentResource::try_new((*file).to_owned()).expect("the file is good Fluent");
            for (number, line) in file.lines().enumerate() {
                assert!(!line.contains('\t'), "a tab in line {}", number + 1);
            }
            drop(resource);
            let mut name = String::new();
            for line in file.lines() {
                let line = line.split_once(" # ").map_or(line, |(text, _)| text);
                if let Some((head, _)) = line.split_once(" =")
                    && !line.starts_with([' ', '#'])
                {
                    name = head.to_owned();
                } else if let Some(attribute) = line.strip_prefix("    .")
                    && let Some((attribute, _)) = attribute.split_once(" =")
                {
                    name = format!("{}.{attribute}", name.split('.').next().unwrap());
                }
                if line.starts_with('#') || name.is_empty() {
                    continue;
                }
                let values: &mut Vec<String> = all.entry(name.clone()).or_default();
                for part in line.split('$').skip(1) {
                    let end =
                        part.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(part.len());
                    values.push(part[..end].to_owned());
                }
            }
        }
        for values in all.values_mut() {
            values.sort();
            values.dedup();
        }
        all
    }

    #[test]
    fn every_sentence_has_its_twin_and_takes_the_same_values() {
        let (english, japanese) = (sentences(Language::English), sentences(Language::Japanese));
        let names = |all: &BTreeMap<String, _>| all.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&english), names(&japanese));
        for (name, values) in &english {
            assert_eq!(values, &japanese[name], "the values of {name}");
        }
        assert!(english.len() > 100);
    }

    /// What stands in commands and is not typed by anybody but us: names of the catalogue, versions, numbers.
    const OURS: [&str; 10] = [
        "windows",
        "components",
        "protocol",
        "version",
        "id",
        "asked",
        "default",
        "packet",
        "update",
        "command",
    ];

    #[test]
    fn what_came_from_outside_stands_in_no_command_unless_it_is_quoted() {
        let mut found = 0;
        for line in [Language::English, Language::Japanese]
            .into_iter()
            .flat_map(Language::files)
            .flat_map(|file| file.lines())
        {
            let verbs = [
                "cutover observe ",
                "cutover verify ",
                "cutover registry ",
                "cutover scan ",
                "cutover simulate ",
                "cutover gate ",
                "cutover clients ",
                "cutover policy ",
                "editcap ",
                "pktmon ",
                "etl2pcapng ",
            ];
            for (at, verb) in verbs.iter().filter_map(|verb| Some((line.find(verb)?, verb))) {
                // Its words, as far as they are Latin letters, options or placeables.
                let command = &line[at + verb.len()..];
                let end =
                    command.find(|c: char| !c.is_ascii() || c == '(' || c == ';').unwrap_or(command.len());
                for placeable in command[..end].split("{ $").skip(1) {
                    let name = placeable.split([' ', '}']).next().unwrap_or_default();
                    assert!(name.starts_with("words") || OURS.contains(&name), "{name} in {line}");
                    found += 1;
                }
            }
        }
        assert!(found > 10, "{found}");
    }

    #[test]
    fn numbers_read_well_and_plurals_are_right() {
        let texts = Texts::new(Language::English);
        let packets =
            |n| texts.with("totals-packets", &[("packets", Value::Count(n)), ("inputs", Value::Count(1))]);
        assert_eq!(packets(2_667_919), "2,667,919 packets read from 1 capture.");
        assert_eq!(packets(1), "1 packet read from 1 capture.");
        assert_eq!((grouped(0), grouped(999), grouped(1000)), ("0".into(), "999".into(), "1,000".into()));
    }

    #[test]
    fn a_locale_names_a_language() {
        assert_eq!(Language::from_locale("ja_JP.UTF-8"), Some(Language::Japanese));
        assert_eq!(Language::from_locale("C.UTF-8"), Some(Language::English));
        assert_eq!(Language::from_locale(""), None);
    }
}
