//! Clients of the catalogue for people and machines.

use std::fmt::Write as _;

use cutover_catalogue::{
    Client, ClientError, ClientProblem, Hello, HelloSignatures, HelloSuites, NameOf, PostQuantum, Remedy,
    RemedyFact, source,
};
use cutover_evidence::HelloFormat;
use cutover_wire::Version;
use serde_json::{Value as Json, json};

use crate::escape;
use crate::remedies::remedy;
use crate::simulation::confidence_word;
use crate::table::Grid;
use crate::texts::{Language, Texts, Value};

/// Clients, a line each, and what the words for how sure the facts are mean.
pub fn clients_table(clients: &[&Client], texts: &Texts, width: Option<u16>) -> String {
    let local = clients.iter().any(|client| client.local);
    let columns =
        ["id", "name", "platform", "versions", "confidence"].into_iter().chain(local.then_some("local"));
    let mut grid = Grid::new(columns.map(|column| texts.get(&format!("column-{column}"))));
    let mut words: Vec<&str> = Vec::new();
    for client in clients {
        let cells = [
            client.id.clone(),
            client.name.clone(),
            client.platform.clone(),
            versions(&client.versions),
            client.confidence.clone(),
        ];
        let mark = if client.local { texts.get("yes") } else { String::new() };
        grid.row(cells.into_iter().chain(local.then_some(mark)).map(|cell| escape::terminal(&cell)));
        if !words.contains(&client.confidence.as_str()) {
            words.push(&client.confidence);
        }
    }
    let mut text = grid.text(width);
    let _ =
        writeln!(text, "{}", texts.with("client-answer", &[("shown", Value::Count(clients.len() as u64))]));
    let _ = writeln!(text, "\n{}", texts.get("confidence-heading"));
    for word in words {
        let _ = writeln!(text, "  {} – {}", escape::terminal(word), confidence_word(word, texts));
    }
    text
}

/// Everything about one client.
pub fn client_details(client: &Client, texts: &Texts) -> String {
    let mut text = format!("{} – {}\n\n", escape::terminal(&client.id), escape::terminal(&client.name));
    let mut field = |name: &str, value: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}: {}", texts.get(&format!("client-field-{name}")), escape::terminal(value));
    };
    let known = |value: Option<bool>| {
        texts.get(match value {
            Some(true) => "yes",
            Some(false) => "no",
            None => "not-known",
        })
    };
    if client.local {
        field("local", &texts.get("yes"));
    }
    if let Some(vendor) = &client.vendor {
        field("vendor", vendor);
    }
    field("kind", &texts.get(&format!("kind-{}", client.kind.name())));
    if !client.platform.is_empty() {
        field("platform", &client.platform);
    }
    for (name, date) in [("released", &client.released), ("support-ends", &client.support_ends)] {
        if let Some(date) = date {
            field(name, date);
        }
    }
    if let Some(dates) = &client.dates_source {
        field("dates-source", source(dates));
    }
    field("versions", &versions(&client.versions));
    if !client.configurable.is_empty() {
        field("configurable", &versions(&client.configurable));
    }
    if !client.control.is_empty() {
        field("control", &client.control.join("; "));
    }
    field("server-name", &known(client.server_name));
    let hybrid = match client.x25519mlkem768 {
        PostQuantum::Yes => texts.get("yes"),
        PostQuantum::No => texts.get("no"),
        PostQuantum::Optional => texts.get("optional"),
        PostQuantum::Unknown => texts.get("not-known"),
    };
    match &client.x25519mlkem768_note {
        Some(note) => field("hybrid", &format!("{hybrid} ({note})")),
        None => field("hybrid", &hybrid),
    }
    match (&client.hello, &client.hello_like) {
        (Some(hello), _) => {
            let sslv2 = client.hello_format == HelloFormat::Sslv2;
            let sentence = if sslv2 { "client-hello-own-sslv2" } else { "client-hello-own" };
            field("hello", &texts.with(sentence, &[("source", (&hello.source).into())]));
            hello_fields(hello, texts, &mut field);
        }
        (None, Some(like)) => field("hello", &texts.with("client-hello-like", &[("id", like.into())])),
        (None, None) => field("hello", &texts.get("client-hello-none")),
    }
    let ways = client
        .remedies
        .iter()
        .filter_map(|id| RemedyFact::named(id))
        .map(|fact| Remedy::known(fact, &client.platform));
    let ways: Vec<Remedy> = client.own_remedy.iter().cloned().map(Remedy::Own).chain(ways).collect();
    if ways.is_empty() && client.versions.contains(&Version::TLS_1_2) {
        field("remedies", &texts.get("client-remedies-none"));
    }
    for way in &ways {
        field("remedies", &remedy(way, texts));
    }
    if let Some(post) = &client.post_says {
        field("post", post);
    }
    if let Some(note) = &client.note {
        field("note", note);
    }
    let confidence = format!("{} – {}", client.confidence, confidence_word(&client.confidence, texts));
    field("confidence", &confidence);
    for name in &client.source {
        field("source", source(name));
    }
    text
}

fn hello_fields(hello: &Hello, texts: &Texts, field: &mut impl FnMut(&str, &str)) {
    let list = |all: &[String]| all.join(", ");
    match &hello.suites {
        HelloSuites::Listed(suites) => {
            field("suites", &list(&suites.iter().map(ToString::to_string).collect::<Vec<_>>()));
        }
        HelloSuites::Classes { classes, known, .. } => {
            if !known.is_empty() {
                field("known", &list(&known.iter().map(ToString::to_string).collect::<Vec<_>>()));
            }
            let names: Vec<_> = classes.iter().map(|class| class.name().to_owned()).collect();
            field("suites", &texts.with("client-suites-classes", &[("classes", list(&names).into())]));
        }
    }
    if hello.groups.is_empty() {
        field("groups", &texts.get("client-no-groups"));
    } else {
        field("groups", &list(&hello.groups.iter().map(ToString::to_string).collect::<Vec<_>>()));
    }
    match &hello.signatures {
        HelloSignatures::Absent => field("signatures", &texts.get("client-no-signatures")),
        HelloSignatures::Listed(schemes) => {
            field("signatures", &list(&schemes.iter().map(ToString::to_string).collect::<Vec<_>>()));
        }
        HelloSignatures::Classes(classes) => {
            let names = serde_json::to_value(classes).unwrap_or_default();
            let names: Vec<_> =
                names.as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect();
            field("signatures", &texts.with("client-suites-classes", &[("classes", list(&names).into())]));
        }
    }
}

/// Clients for machines, with the remedies in words and the sources in full.
pub fn clients_json(clients: &[&Client]) -> String {
    let texts = Texts::new(Language::English);
    let one = |client: &&Client| {
        let mut object = serde_json::to_value(client).unwrap_or_default();
        let ways = client.remedies.iter().filter_map(|id| RemedyFact::named(id));
        let ways: Vec<String> =
            ways.map(|fact| remedy(&Remedy::known(fact, &client.platform), &texts)).collect();
        let sources: Vec<&str> = client.source.iter().map(|name| source(name)).collect();
        object["remedies_in_words"] = json!(ways);
        object["sources_in_full"] = json!(sources);
        object
    };
    let all: Vec<Json> = clients.iter().map(one).collect();
    format!("{:#}\n", Json::Array(all))
}

/// What is wrong with a user's own client, in the reader's language.
pub fn client_problem(file: &str, error: &ClientError, texts: &Texts) -> String {
    let named = |sentence: &str, name: &str| texts.with(sentence, &[("name", escape::terminal(name).into())]);
    let (sentence, nearest) = match &error.problem {
        ClientProblem::Form { message, nearest } => {
            let message = escape::terminal(message.lines().next().unwrap_or_default());
            (texts.with("policy-problem-form", &[("message", message.into())]), nearest)
        }
        ClientProblem::Name { name, what, nearest } => {
            let kind = match what {
                NameOf::Version => "version",
                NameOf::Suite => "suite",
                NameOf::Group => "group",
                NameOf::Date => "date",
                NameOf::Remedy => "remedy",
                NameOf::Policy => "policy",
            };
            (named(&format!("clients-problem-name-{kind}"), name), nearest)
        }
        ClientProblem::NoVersion(name) => (named("clients-problem-no-version", name), &None),
        ClientProblem::NoSource(name) => (named("clients-problem-no-source", name), &None),
        ClientProblem::TwoWays(name) => (named("clients-problem-two-ways", name), &None),
        ClientProblem::Id(name) => (named("clients-problem-id", name), &None),
    };
    let problem = match nearest {
        Some(nearest) => {
            texts.with("policy-problem-nearest", &[("problem", sentence.into()), ("nearest", nearest.into())])
        }
        None => sentence,
    };
    let values = [
        ("file", Value::from(file)),
        ("line", Value::Number(error.line as u64)),
        ("problem", problem.into()),
    ];
    texts.with("clients-local-problem", &values)
}

fn versions(all: &[Version]) -> String {
    match all {
        [first, .., last] => format!("{first} – {last}"),
        [one] => one.to_string(),
        [] => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use cutover_catalogue::Catalogue;

    use super::*;

    /// A client without a way out, a source that nobody can look up, a word that nobody explains.
    #[test]
    fn every_client_can_be_told_in_both_languages() {
        let catalogue = Catalogue::built_in();
        for language in [Language::English, Language::Japanese] {
            let texts = Texts::new(language);
            let other = texts.get("confidence-word-other");
            for client in catalogue.clients() {
                let text = client_details(client, &texts);
                assert!(!text.contains("client-field-") && !text.contains("kind-"), "{text}");
                assert_ne!(confidence_word(&client.confidence, &texts), other, "{}", client.confidence);
            }
        }
    }
}
