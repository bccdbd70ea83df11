//! Clients of the catalogue for people and machines.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;

use cutover_catalogue::{
    Client, ClientError, ClientProblem, HelloSignatures, HelloSuites, NameOf, PostQuantum, RecordedHello,
    Remedy, RemedyFact, source,
};
use cutover_evidence::{Confidence, HelloFormat, json_text};
use cutover_wire::Version;
use serde_json::{Value as Json, json};

use crate::confidence::confidence_line;
use crate::document::{Document, List, Table};
use crate::mistakes::{mistake, of_form, or_meant};
use crate::remedies::remedy;
use crate::text::Text;
use crate::texts::{Language, Texts, Value};

/// Clients, a line each, and how many of them rest on what.
pub fn client_list(clients: &[&Client], texts: &Texts) -> Document {
    let local = clients.iter().any(|client| client.local);
    let columns =
        ["id", "name", "platform", "versions", "confidence"].into_iter().chain(local.then_some("local"));
    let mut table = Table::new(columns.map(|column| texts.get(&format!("column-{column}"))));
    let mut rest_on: BTreeMap<&Confidence, u64> = BTreeMap::new();
    for client in clients {
        let cells = [
            Text::from(&client.id),
            texts.client_name(client).into(),
            texts.platform_name(&client.platform),
            versions(&client.versions),
            texts.confidence_name(&client.confidence),
        ];
        let mark = if client.local { texts.get("yes") } else { Text::default() };
        table.row(cells.into_iter().chain(local.then_some(mark)));
        *rest_on.entry(&client.confidence).or_default() += 1;
    }
    let mut document = Document::default();
    document.section().table(table);
    let count = [("shown", Value::Count(clients.len() as u64))];
    document.section().paragraph(texts.with("client-answer", &count));
    let mut rest_on: Vec<_> = rest_on.into_iter().collect();
    rest_on.sort_by_key(|(_, count)| Reverse(*count));
    let lines = rest_on.into_iter().map(|(word, count)| {
        let values = [("count", Value::Count(count)), ("what", confidence_line(word, texts).into())];
        texts.with("client-rests-on", &values)
    });
    document.section().list(List::under(texts.get("client-rest-on"), lines));
    document
}

/// Everything about one client.
pub fn client_details(client: &Client, texts: &Texts) -> Document {
    let mut lines = Vec::new();
    let mut field = |name: &str, value: Text| {
        let name = texts.get(&format!("client-field-{name}"));
        lines.push(Text::of(format_args!("{name}: {value}")));
    };
    let known = |value: Option<bool>| {
        texts.get(match value {
            Some(true) => "yes",
            Some(false) => "no",
            None => "not-known",
        })
    };
    if client.local {
        field("local", texts.get("yes"));
    }
    if let Some(vendor) = &client.vendor {
        field("vendor", vendor.into());
    }
    field("kind", texts.get(&format!("kind-{}", client.kind.name())));
    if !client.platform.is_empty() {
        field("platform", texts.platform_name(&client.platform));
    }
    for (name, date) in [("released", &client.released), ("support-ends", &client.support_ends)] {
        if let Some(date) = date {
            field(name, date.into());
        }
    }
    if let Some(dates) = &client.dates_source {
        field("dates-source", source(dates).into());
    }
    field("versions", versions(&client.versions));
    if !client.configurable.is_empty() {
        field("configurable", versions(&client.configurable));
    }
    if !client.control.is_empty() {
        field("control", client.control.join("; ").into());
    }
    field("server-name", known(client.server_name));
    let hybrid = match client.x25519mlkem768 {
        PostQuantum::Yes => texts.get("yes"),
        PostQuantum::No => texts.get("no"),
        PostQuantum::Optional => texts.get("optional"),
        PostQuantum::Unknown => texts.get("not-known"),
    };
    match &client.x25519mlkem768_note {
        Some(note) => {
            let note = texts.one_of(note, client.x25519mlkem768_note_ja.as_deref());
            field("hybrid", Text::of(format_args!("{hybrid} ({note})")));
        }
        None => field("hybrid", hybrid),
    }
    match (&client.hello, &client.hello_like) {
        (Some(hello), _) => {
            let sslv2 = client.hello_format == HelloFormat::Sslv2;
            let sentence = if sslv2 { "client-hello-own-sslv2" } else { "client-hello-own" };
            field("hello", texts.with(sentence, &[("source", (&hello.source).into())]));
            hello_fields(hello, texts, &mut field);
        }
        (None, Some(like)) => field("hello", texts.with("client-hello-like", &[("id", like.into())])),
        (None, None) => field("hello", texts.get("client-hello-none")),
    }
    let remedies = client
        .remedies
        .iter()
        .filter_map(|id| RemedyFact::named(id))
        .map(|fact| Remedy::known(fact, &client.platform));
    let remedies: Vec<Remedy> = client.own_remedy.iter().cloned().map(Remedy::Own).chain(remedies).collect();
    if remedies.is_empty() && client.versions.contains(&Version::TLS_1_2) {
        field("remedies", texts.get("client-remedies-none"));
    }
    for way in &remedies {
        field("remedies", remedy(way, texts));
    }
    for (name, said, japanese) in
        [("post", &client.post_says, &client.post_says_ja), ("note", &client.note, &client.note_ja)]
    {
        if let Some(said) = said {
            field(name, texts.one_of(said, japanese.as_deref()).into());
        }
    }
    field("confidence", confidence_line(&client.confidence, texts));
    for name in &client.source {
        field("source", source(name).into());
    }
    let mut document = Document::default();
    document.section().paragraph(Text::of(format_args!("{} – {}", client.id, texts.client_name(client))));
    document.section().lines(lines);
    document
}

fn hello_fields(hello: &RecordedHello, texts: &Texts, field: &mut impl FnMut(&str, Text)) {
    match &hello.suites {
        HelloSuites::Listed(suites) => {
            field("suites", comma(suites));
        }
        HelloSuites::Classes { classes, known, .. } => {
            if !known.is_empty() {
                field("known", comma(known));
            }
            let names: Vec<_> = classes.iter().map(|class| class.name().to_owned()).collect();
            field("suites", texts.with("client-suites-classes", &[("classes", names.join(", ").into())]));
        }
    }
    if hello.groups.is_empty() {
        field("groups", texts.get("client-no-groups"));
    } else {
        field("groups", comma(&hello.groups));
    }
    match &hello.signatures {
        HelloSignatures::Absent => field("signatures", texts.get("client-no-signatures")),
        HelloSignatures::Listed(schemes) => {
            field("signatures", comma(schemes));
        }
        HelloSignatures::Classes(classes) => {
            let names = serde_json::to_value(classes).unwrap_or_default();
            let names: Vec<_> =
                names.as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect();
            field("signatures", texts.with("client-suites-classes", &[("classes", names.join(", ").into())]));
        }
    }
}

/// Clients for machines, with the remedies in words and the sources in full.
pub fn clients_json(clients: &[&Client]) -> String {
    let texts = Texts::new(Language::English);
    let one = |client: &&Client| {
        let mut object = serde_json::to_value(client).unwrap_or_default();
        let remedies = client.remedies.iter().filter_map(|id| RemedyFact::named(id));
        let remedies: Vec<String> =
            remedies.map(|fact| remedy(&Remedy::known(fact, &client.platform), &texts).into()).collect();
        let sources: Vec<String> = client.source.iter().map(|name| source(name)).collect();
        object["remedies_in_words"] = json!(remedies);
        object["sources_in_full"] = json!(sources);
        object
    };
    let all: Vec<Json> = clients.iter().map(one).collect();
    json_text::pretty(&Json::Array(all))
}

/// What is wrong with a user's own client, in the reader's language.
pub fn client_problem(file: &Path, error: &ClientError, texts: &Texts) -> Text {
    let named = |sentence: &str, name: &str| texts.with(sentence, &[("name", name.into())]);
    let (sentence, nearest) = match &error.problem {
        ClientProblem::Form(form) => (of_form(form, texts), &None),
        ClientProblem::Name { name, what, nearest } => {
            let kind = match what {
                NameOf::Version => "version",
                NameOf::Suite => "suite",
                NameOf::Group => "group",
                NameOf::Date => "date",
                NameOf::Remedy => "remedy",
                NameOf::Policy => "policy",
                NameOf::Confidence => "confidence",
                NameOf::Client => "client",
            };
            (named(&format!("clients-problem-name-{kind}"), name), nearest)
        }
        ClientProblem::NoVersion(name) => (named("clients-problem-no-version", name), &None),
        ClientProblem::NoSource(name) => (named("clients-problem-no-source", name), &None),
        ClientProblem::TwoWays(name) => (named("clients-problem-two-ways", name), &None),
        ClientProblem::Taken(name) => (named("clients-problem-taken", name), &None),
        ClientProblem::Id(name) => (named("clients-problem-id", name), &None),
    };
    mistake(file, error.line, or_meant(sentence, nearest.as_deref(), texts), texts)
}

fn comma(all: &[impl ToString]) -> Text {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ").into()
}

fn versions(all: &[Version]) -> Text {
    match all {
        [first, .., last] => Text::of(format_args!("{first} – {last}")),
        [one] => Text::of(one),
        [] => Text::default(),
    }
}

#[cfg(test)]
mod tests {
    use cutover_catalogue::Catalogue;
    use cutover_evidence::Confidence;

    use super::*;
    use crate::confidence::confidence_meaning;
    use crate::render::{self, Style};

    /// A client without a way out, a source that nobody can look up, a word that nobody explains.
    #[test]
    fn every_client_can_be_told_in_both_languages() {
        let catalogue = Catalogue::built_in();
        for language in [Language::English, Language::Japanese] {
            let texts = Texts::new(language);
            let other = texts.get("confidence-word-other");
            for word in Confidence::ALL {
                assert_ne!(confidence_meaning(word, &texts), other, "{word}");
                let has_name = texts.try_with(&format!("confidence-name-{word}"), &[]).is_some();
                assert!(has_name, "{word}");
            }
            for client in catalogue.clients() {
                let text = render::text(&client_details(client, &texts), Style::default());
                assert!(!text.contains("client-field-") && !text.contains("kind-"), "{text}");
                assert!(!text.contains(other.as_str()), "{}", client.confidence);
            }
        }
    }
}
