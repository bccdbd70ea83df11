//! What helps a client, in words.

use cutover_catalogue::{CertificateKey, Remedy};
use cutover_registry::Windows;

use crate::text::Text;
use crate::texts::{Texts, Value};

/// The sentence of a remedy.
pub(crate) fn remedy(remedy: &Remedy, texts: &Texts) -> Text {
    match remedy {
        Remedy::Known(fact) => texts.get(&format!("remedy-{}", fact.id)),
        Remedy::KnownOn(fact, platform) => {
            let sentence = texts.get(&format!("remedy-{}", fact.id));
            let command = fact.command.as_deref().unwrap_or_default();
            let (name, command) = match Windows::called(platform) {
                Some(named) => ("remedy-command", command.replace("WINDOWS", &named.windows.id)),
                None => ("remedy-command-windows", command.to_owned()),
            };
            texts.with(name, &[("sentence", sentence.into()), ("command", command.into())])
        }
        Remedy::Own(words) => words.into(),
        Remedy::SwitchOn { version, control } => {
            let control = texts.list(control);
            let values = [("version", Value::of(version)), ("control", control.into())];
            texts.with("remedy-switch-on", &values)
        }
        Remedy::MoveTo { name, .. } => texts.with("remedy-move-to", &[("name", name.into())]),
        Remedy::Registry { windows, components, version, needs_updates } => {
            let protocol = version.to_string().to_lowercase().replace(' ', "");
            let values = [
                ("version", Value::of(version)),
                ("windows", windows.into()),
                ("components", components.join(",").into()),
                ("protocol", protocol.into()),
            ];
            let name = if *needs_updates { "remedy-registry-updates" } else { "remedy-registry" };
            texts.with(name, &values)
        }
        Remedy::ChangeSetting { version, value, key } => {
            let values = [("version", Value::of(version)), ("value", value.into()), ("key", key.into())];
            texts.with("remedy-change-setting", &values)
        }
        Remedy::SwitchOnOld { version, control } => {
            let control = texts.list(control);
            let values = [("version", Value::of(version)), ("control", control.into())];
            texts.with("remedy-switch-on-old", &values)
        }
        Remedy::SwitchOnHybrid { note: Some(note), note_ja } => {
            let note = texts.one_of(note, note_ja.as_deref());
            texts.with("remedy-switch-on-hybrid", &[("note", note.into())])
        }
        Remedy::SwitchOnHybrid { note: None, .. } => texts.get("remedy-switch-on-hybrid-plain"),
        Remedy::AskMaker => texts.get("remedy-ask-maker"),
        Remedy::UpdateServer => texts.get("remedy-update-server"),
        Remedy::AllowSuites(suites) => {
            let names = texts.list(suites.iter().map(Text::of));
            texts.with("remedy-allow-suites", &[("suites", names.into())])
        }
        Remedy::AllowGroups(groups) => {
            let names = texts.list(groups.iter().map(Text::of));
            texts.with("remedy-allow-groups", &[("groups", names.into())])
        }
        Remedy::OtherCertificate(CertificateKey::Ecdsa(_)) => texts.get("remedy-other-certificate-ecdsa"),
        Remedy::OtherCertificate(_) => texts.get("remedy-other-certificate-rsa"),
        Remedy::StrongerCertificate => texts.get("remedy-stronger-certificate"),
        Remedy::DefaultCertificate => texts.get("remedy-default-certificate"),
        Remedy::RecordHello => texts.get("remedy-record-hello"),
        Remedy::SayCertificate => texts.get("remedy-say-certificate"),
        Remedy::AskServer => texts.get("remedy-ask-server"),
    }
}

/// The sentence of each remedy in `data/remedies.toml`, with its name; what a test asks.
#[cfg(test)]
mod tests {
    use cutover_catalogue::RemedyFact;

    use super::*;
    use crate::texts::Language;

    #[test]
    fn every_remedy_has_its_sentence_in_both_languages() {
        for language in [Language::English, Language::Japanese] {
            let texts = Texts::new(language);
            for fact in RemedyFact::all() {
                let sentence = remedy(&Remedy::known(fact, "Windows 7"), &texts);
                assert!(!sentence.contains("remedy-"), "{}: {sentence}", fact.id);
            }
        }
    }
}
