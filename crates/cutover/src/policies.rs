//! `cutover policy`: list, show, check; and how a policy is found by its name or path.

use std::fs;
use std::path::{Path, PathBuf};

use cutover_policy::{Date, Policy, in_force, nearest};
use cutover_report::{
    calendar_json, calendar_markdown, calendar_table, escape, in_force_markdown, in_force_table,
    policies_json, policies_table, policy_details,
};

use crate::arguments::{Format, Judging};
use crate::environment::{Environment, width};
use crate::exit::Exit;
use crate::problems;
use crate::writing::print;

/// Lists the built-in policies.
pub(crate) fn list(format: Format, environment: &Environment) -> Exit {
    let (policies, texts) = (built_in(), &environment.texts);
    let text = match format {
        Format::Json => policies_json(&policies),
        _ => policies_table(&policies, texts, width()),
    };
    print(&text, texts)
}

/// Shows everything about some policies.
pub(crate) fn show(names: &[String], format: Format, environment: &Environment) -> Exit {
    let mut policies = Vec::new();
    for name in names {
        match find(name, environment) {
            Ok(policy) => policies.push(policy),
            Err(exit) => return exit,
        }
    }
    let texts = &environment.texts;
    let text = match format {
        Format::Json => policies_json(&policies),
        _ => policies.iter().map(|p| policy_details(p, texts)).collect::<Vec<_>>().join("\n"),
    };
    print(&text, texts)
}

/// Checks policy files; every one is looked at.
pub(crate) fn check(files: &[PathBuf], environment: &Environment) -> Exit {
    let texts = &environment.texts;
    let mut exit = Exit::Fits;
    for path in files {
        match read(path, environment) {
            Ok(policy) => {
                let versions: Vec<_> = policy.versions.iter().map(ToString::to_string).collect();
                let sentence = texts.with(
                    "policy-good",
                    &[
                        ("file", escape::terminal(&path.display().to_string()).into()),
                        ("id", escape::terminal(&policy.id).into()),
                        ("name", escape::terminal(texts.policy_name(&policy)).into()),
                        ("versions", texts.list(&versions).into()),
                    ],
                );
                if let problem @ Exit::Usage = print(&format!("{sentence}\n"), texts) {
                    return problem;
                }
            }
            Err(problem) => exit = problem,
        }
    }
    exit
}

/// Shows what is unsupported and what is refused when, or what is in force on a day.
pub(crate) fn calendar(
    names: &[String],
    on: Option<&Date>,
    format: Format,
    environment: &Environment,
) -> Exit {
    let texts = &environment.texts;
    let policies = if names.is_empty() { Ok(built_in()) } else { find_all(names, environment) };
    let mut policies = match policies {
        Ok(policies) => policies,
        Err(exit) => return exit,
    };
    // The history of a service stands in all of its policies.
    for other in built_in() {
        let same_service = policies.iter().any(|p| p.service.is_some() && p.service == other.service);
        if same_service && !policies.iter().any(|p| p.id == other.id) {
            policies.push(other);
        }
    }
    if let Some(day) = on {
        // A policy without dates is nobody's in particular.
        let dated = |p: &&Policy| p.in_force_from.is_some() || p.in_force_until.is_some();
        let there: Vec<&Policy> = policies.iter().filter(|p| p.is_in_force(day)).filter(dated).collect();
        let text = match format {
            Format::Json => policies_json(there),
            Format::Markdown => in_force_markdown(&there, day, texts),
            _ => in_force_table(&there, day, texts, width()),
        };
        return print(&text, texts);
    }
    let entries = cutover_policy::calendar(&policies);
    let text = match format {
        Format::Json => calendar_json(&entries),
        Format::Markdown => calendar_markdown(&entries, texts),
        _ => calendar_table(&entries, texts, width()),
    };
    print(&text, texts)
}

fn built_in() -> Vec<Policy> {
    Policy::built_in_ids().filter_map(Policy::built_in).collect()
}

/// The one policy that a verb was told to judge by; with a day, the one that its service had in force then.
pub(crate) fn chosen(judging: &Judging, environment: &Environment) -> Result<Policy, Exit> {
    let policy = find(&judging.policy, environment)?;
    let Some(day) = &judging.on else { return Ok(policy) };
    let (policy, told) = on_day(policy, day, environment)?;
    if let Some(sentence) = told {
        problems::plain(&sentence);
    } else if policy.in_force_from.is_none() && policy.in_force_until.is_none() {
        let texts = &environment.texts;
        let id = escape::terminal(&policy.id);
        problems::warning(&texts.with("policy-without-dates", &[("policy", id.into())]), texts);
    }
    Ok(policy)
}

/// The policy that the service of this one had in force on a day, and the sentence that says so if it is another.
pub(crate) fn on_day(
    policy: Policy,
    day: &Date,
    environment: &Environment,
) -> Result<(Policy, Option<String>), Exit> {
    let texts = &environment.texts;
    let all = built_in();
    match in_force(&policy, &all, day) {
        Some(there) if there.id == policy.id => Ok((policy, None)),
        Some(there) => {
            let policy = ("policy", escape::terminal(&there.id).into());
            let sentence = texts.with("simulate-in-force", &[("date", day.to_string().into()), policy]);
            Ok((there.clone(), Some(sentence)))
        }
        None => {
            let values = [
                ("policy", escape::terminal(&policy.id).into()),
                ("date", day.to_string().into()),
                ("service", escape::terminal(texts.service_name(&policy)).into()),
            ];
            problems::error(&texts.with("policy-not-in-force", &values), texts);
            Err(Exit::Usage)
        }
    }
}

/// Whether the service of a policy is known to have had one in force on a day.
pub(crate) fn is_known_on(policy: &Policy, day: &Date) -> bool {
    in_force(policy, &built_in(), day).is_some()
}

/// Policies by name, path or pattern, each once.
pub(crate) fn find_all(names: &[String], environment: &Environment) -> Result<Vec<Policy>, Exit> {
    let mut all: Vec<Policy> = Vec::new();
    for name in names {
        let found = if name.contains(['*', '?']) && !Path::new(name).exists() {
            let ids = Policy::built_in_ids().filter(|id| cutover_catalogue::fits(name, id));
            let found: Vec<Policy> = ids.filter_map(Policy::built_in).collect();
            if found.is_empty() {
                let texts = &environment.texts;
                let pattern = [("pattern", escape::terminal(name).into())];
                problems::error(&texts.with("policies-none-match", &pattern), texts);
                return Err(Exit::Usage);
            }
            found
        } else {
            vec![find(name, environment)?]
        };
        for policy in found {
            if !all.iter().any(|known| known.id == policy.id) {
                all.push(policy);
            }
        }
    }
    Ok(all)
}

/// A built-in policy by its name, or a file by its path. A problem is told here.
pub(crate) fn find(name: &str, environment: &Environment) -> Result<Policy, Exit> {
    if let Some(policy) = Policy::built_in(name) {
        return Ok(policy);
    }
    let path = Path::new(name);
    let looks_like_a_path = path.components().count() > 1 || path.extension().is_some_and(|e| e == "toml");
    if looks_like_a_path || path.is_file() {
        return read(path, environment);
    }
    let texts = &environment.texts;
    let mut sentences = vec![texts.with("policy-unknown", &[("policy", escape::terminal(name).into())])];
    if let Some(nearest) = nearest(name, Policy::built_in_ids()) {
        sentences.push(texts.with("policy-nearest", &[("nearest", nearest.into())]));
    }
    sentences.push(texts.get("policy-see-list"));
    problems::error(&sentences.join(texts.space()), texts);
    Err(Exit::Usage)
}

/// A policy file. A problem is told here.
pub(crate) fn read(path: &Path, environment: &Environment) -> Result<Policy, Exit> {
    let texts = &environment.texts;
    let text = fs::read_to_string(path).map_err(|e| {
        let file = escape::terminal(&path.display().to_string());
        problems::error(&problems::io_problem(&file, &e, texts), texts);
        Exit::Usage
    })?;
    // Editors on Windows start a file with a byte order mark.
    Policy::parse(text.strip_prefix('\u{feff}').unwrap_or(&text)).map_err(|e| {
        problems::error(&problems::policy_problem(path, &e, texts), texts);
        Exit::Usage
    })
}
