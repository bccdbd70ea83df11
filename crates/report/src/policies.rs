//! Policies for people and machines.

use std::fmt::Write as _;

use cutover_policy::{Date, Policy, RuleSide};

use crate::escape;
use crate::table;
use crate::texts::Texts;

/// All policies, a line each.
pub fn policies_table(policies: &[Policy], texts: &Texts, width: Option<u16>) -> String {
    let columns = ["id", "versions", "unsupported", "refused", "confidence", "name"];
    let mut table = table::table(columns.map(|c| texts.get(&format!("policy-column-{c}"))));
    for policy in policies {
        let date = |d: &Option<Date>| d.as_ref().map_or_else(|| texts.get("no-date"), ToString::to_string);
        let cells = [
            policy.id.clone(),
            versions(policy),
            date(&policy.unsupported_from),
            date(&policy.refused_from),
            policy.confidence.clone(),
            texts.policy_name(policy).to_owned(),
        ];
        table.add_row(cells.map(|c| escape::terminal(&c)));
    }
    format!("{}\n", table::text(table, width))
}

/// Everything about one policy.
pub fn policy_details(policy: &Policy, texts: &Texts) -> String {
    let mut text =
        format!("{} – {}\n\n", escape::terminal(&policy.id), escape::terminal(texts.policy_name(policy)));
    let mut field = |name: &str, value: &str| {
        let _ = writeln!(text, "{}: {}", texts.get(&format!("policy-field-{name}")), escape::terminal(value));
    };
    let side = match policy.side {
        RuleSide::Server => "side-server",
        RuleSide::Client => "side-client",
        RuleSide::Both => "side-both",
    };
    field("side", &texts.get(side));
    if let Some(scope) = &policy.scope {
        field("scope", scope);
    }
    if let Some(service) = &policy.service {
        field("service", service);
    }
    field("versions", &versions(policy));
    if policy.in_force_from.is_some() || policy.in_force_until.is_some() {
        let date = |d: &Option<Date>| d.as_ref().map_or_else(|| "…".to_owned(), ToString::to_string);
        let values =
            [("from", date(&policy.in_force_from).into()), ("until", date(&policy.in_force_until).into())];
        field("in-force", &texts.with("policy-in-force", &values));
    }
    for (name, date) in [("unsupported", &policy.unsupported_from), ("refused", &policy.refused_from)] {
        if let Some(date) = date {
            field(name, &date.to_string());
        }
    }
    let list = |all: &[String]| texts.list(all);
    match &policy.allowed_suites {
        Some(suites) => field("suites", &list(&suites.iter().map(ToString::to_string).collect::<Vec<_>>())),
        None => field("suites", &texts.get("any-suite")),
    }
    if !policy.denied_suites.is_empty() {
        field("denied", &list(&policy.denied_suites.iter().map(ToString::to_string).collect::<Vec<_>>()));
    }
    match &policy.allowed_groups {
        Some(groups) => field("groups", &list(&groups.iter().map(ToString::to_string).collect::<Vec<_>>())),
        None => field("groups", &texts.get("any-group")),
    }
    if let Some(what) = texts.not_judged(policy) {
        field("not-judged", &what);
    }
    field("source", &policy.source);
    field("confidence", &policy.confidence);
    if let Some(note) = &policy.note {
        field("note", note);
    }
    if !policy.dates.is_empty() {
        field("dates", "");
        for fact in &policy.dates {
            let _ = writeln!(text, "  {:10}  {}", fact.on.to_string(), escape::terminal(&fact.what));
        }
    }
    text
}

/// Policies for machines.
pub fn policies_json<'a>(policies: impl IntoIterator<Item = &'a Policy>) -> String {
    let policies: Vec<&Policy> = policies.into_iter().collect();
    let mut text = serde_json::to_string_pretty(&policies).unwrap_or_default();
    text.push('\n');
    text
}

fn versions(policy: &Policy) -> String {
    policy.versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
