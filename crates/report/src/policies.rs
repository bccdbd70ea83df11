//! Policies for people and machines.

use cutover_catalogue::source;
use cutover_evidence::json_text;
use cutover_policy::{Date, Policy, RuleSide};

use serde_json::Value as Json;

use crate::calendar::dated;
use crate::confidence::confidence_line;
use crate::document::{Document, Table};
use crate::sources::with_sources;
use crate::text::Text;
use crate::texts::Texts;

/// All policies, a line each.
pub fn policy_list(policies: &[Policy], texts: &Texts) -> Document {
    let columns = ["id", "versions", "unsupported", "refused", "confidence", "name"];
    let mut table = Table::new(columns.map(|c| texts.get(&format!("policy-column-{c}"))));
    for policy in policies {
        let date = |d: &Option<Date>| d.as_ref().map_or_else(|| texts.get("no-date"), Text::of);
        table.row([
            (&policy.id).into(),
            versions(policy),
            date(&policy.unsupported_from),
            date(&policy.refused_from),
            texts.confidence_name(&policy.confidence),
            texts.policy_name(policy).into(),
        ]);
    }
    let mut document = Document::default();
    document.section().table(table);
    document
}

/// Everything about one policy.
pub fn policy_details(policy: &Policy, texts: &Texts) -> Document {
    let mut lines = Vec::new();
    let mut field = |name: &str, value: Text| {
        let name = texts.get(&format!("policy-field-{name}"));
        lines.push(Text::of(format_args!("{name}: {value}")));
    };
    let side = match policy.side {
        RuleSide::Server => "side-server",
        RuleSide::Client => "side-client",
        RuleSide::Both => "side-both",
    };
    field("side", texts.get(side));
    if let Some(scope) = texts.scope(policy) {
        field("scope", scope.into());
    }
    if let Some(service) = &policy.service {
        field("service", texts.one_of(service, policy.service_ja.as_deref()).into());
    }
    field("versions", versions(policy));
    if policy.in_force_from.is_some() || policy.in_force_until.is_some() {
        let date = |d: &Option<Date>| d.as_ref().map_or_else(|| "…".into(), Text::of);
        let values =
            [("from", date(&policy.in_force_from).into()), ("until", date(&policy.in_force_until).into())];
        field("in-force", texts.with("policy-in-force", &values));
    }
    for (name, date) in [("unsupported", &policy.unsupported_from), ("refused", &policy.refused_from)] {
        if let Some(date) = date {
            field(name, Text::of(date));
        }
    }
    match &policy.allowed_suites {
        Some(suites) => field("suites", texts.list(suites.iter().map(Text::of))),
        None => field("suites", texts.get("any-suite")),
    }
    if !policy.denied_suites.is_empty() {
        field("denied", texts.list(policy.denied_suites.iter().map(Text::of)));
    }
    match &policy.allowed_groups {
        Some(groups) => field("groups", texts.list(groups.iter().map(Text::of))),
        None => field("groups", texts.get("any-group")),
    }
    if let Some(what) = texts.not_judged(policy) {
        field("not-judged", what.into());
    }
    field("confidence", confidence_line(&policy.confidence, texts));
    for name in &policy.source {
        field("source", source(name).into());
    }
    if let Some(note) = texts.note(policy) {
        field("note", note.into());
    }
    if !policy.dates.is_empty() {
        field("dates", Text::default());
        for fact in &policy.dates {
            let what = texts.one_of(&fact.what, fact.what_ja.as_deref());
            lines.push(Text::of(format_args!(
                "  {:10}  {}",
                fact.on.to_string(),
                dated(fact.kind, what, texts)
            )));
        }
    }
    let title = Text::of(format_args!("{} – {}", policy.id, texts.policy_name(policy)));
    let mut document = Document::default();
    document.section().paragraph(title);
    document.section().lines(lines);
    document
}

/// Policies for machines, with the sources in full.
pub fn policies_json<'a>(policies: impl IntoIterator<Item = &'a Policy>) -> String {
    let one = |policy: &Policy| with_sources(policy, &policy.source);
    json_text::pretty(&Json::Array(policies.into_iter().map(one).collect()))
}

fn versions(policy: &Policy) -> Text {
    policy.versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ").into()
}
