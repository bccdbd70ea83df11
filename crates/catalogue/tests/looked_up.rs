//! What was looked up stays: each fact that a source confirmed or corrected, by entry, field and value.

use cutover_catalogue::Catalogue;
use cutover_policy::{Policy, calendar, other_dates};
use serde::Deserialize;
use serde_json::Value as Json;

#[derive(Deserialize)]
struct LookedUp {
    client: Vec<Fact>,
    policy: Vec<Fact>,
    calendar: Vec<Entry>,
}

#[derive(Deserialize)]
struct Fact {
    id: String,
    field: String,
    value: String,
}

#[derive(Deserialize)]
struct Entry {
    on: String,
    service: String,
}

fn looked_up() -> LookedUp {
    toml::from_str(include_str!("looked_up.toml")).unwrap()
}

/// As the list writes it.
fn text(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(values) => values.iter().map(text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[test]
fn clients_are_as_they_were_found() {
    let (catalogue, facts) = (Catalogue::built_in(), looked_up().client);
    assert!(facts.len() > 180);
    let mut wrong = Vec::new();
    for Fact { id, field, value } in facts {
        let client = catalogue.find(&id).map(|client| serde_json::to_value(client).unwrap());
        let within = |client: &Json| field.split('.').fold(client.clone(), |value, key| value[key].clone());
        let found = client.map_or_else(String::new, |client| text(&within(&client)));
        if found != value {
            wrong.push(format!("{id}.{field}: {found:?}, not {value:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn policies_are_as_they_were_found() {
    let facts = looked_up().policy;
    assert!(facts.len() > 200);
    let mut wrong = Vec::new();
    for Fact { id, field, value } in facts {
        let policy = Policy::built_in(&id).unwrap_or_else(|| panic!("{id}"));
        let found = if field == "dates" {
            let dates = policy.dates.iter().map(|date| format!("{} {}", date.on, date.kind.name()));
            dates.collect::<Vec<_>>().join("; ")
        } else {
            text(&serde_json::to_value(&policy).unwrap()[&field])
        };
        if found != value {
            wrong.push(format!("{id}.{field}: {found:?}, not {value:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_calendar_has_what_no_policy_judges() {
    let all = calendar(&[], other_dates());
    for Entry { on, service } in looked_up().calendar {
        assert!(
            all.iter().any(|entry| entry.on.to_string() == on && entry.service == service),
            "{on} {service}"
        );
    }
}

/// Whoever has an update is not told to install it, and who can do no better is told so.
#[test]
fn no_entry_is_told_to_become_what_it_is() {
    let catalogue = Catalogue::built_in();
    for client in catalogue.clients() {
        let name = client.name.to_lowercase();
        for remedy in client.remedies.iter().filter_map(|id| cutover_catalogue::RemedyFact::named(id)) {
            assert_ne!(remedy.becomes.as_ref(), Some(&client.id), "{} becomes itself", client.id);
            // The update that a remedy is named after: KB4019276, RU19, CU8.
            let update = remedy.id.rsplit('-').next().unwrap_or_default();
            let is_update =
                update.contains(|c: char| c.is_ascii_digit()) && update.starts_with(['k', 'r', 'c']);
            assert!(!(is_update && name.contains(update)), "{} has {update} already", client.id);
        }
    }
}

/// A support that ends before the product came out is the end of something else.
#[test]
fn nothing_ends_before_it_begins() {
    for client in Catalogue::built_in().clients() {
        if let (Some(released), Some(ends)) = (&client.released, &client.support_ends) {
            assert!(released < ends, "{}: {released} to {ends}", client.id);
        }
    }
}
